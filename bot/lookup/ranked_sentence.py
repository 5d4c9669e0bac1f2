"""A sentence with all that was found out about it, and what of it answers."""

from dataclasses import dataclass
from math import exp

from bot.lookup.answer_kinds import FIGURE_KINDS, Kind
from bot.lookup.focus import focus
from bot.lookup.sentence_fit import Features
from bot.lookup.stance import same_value, values
from bot.lookup.weighed import Passage, Weighed
from bot.lookup.word_fit import Matcher
from bot.model import Document
from bot.text.analysis.figures import Figure
from bot.text.analysis.words import tokens

NAMED_KINDS = {Kind.PERSON, Kind.PLACE, Kind.NAME}

NOTES = ""
"""Who says what stands in the background notes."""

Wanted = Figure | frozenset[str] | None
"""What a sentence holds of the wanted sort, in a form that can be compared: a figure, or the words of a name."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence with its features and fit; *speaks*: of what the question names."""

    passage: Passage
    features: Features
    fit: float
    speaks: bool = True

    @property
    def text(self) -> str:
        """The sentence."""
        return self.passage.quote.text

    @property
    def to_the_point(self) -> bool:
        """Whether it tells of the time that is asked about, and holds the figure wanted."""
        return not self.features.against and not self.features.no_figure

    @property
    def origin(self) -> str:
        """Who says it."""
        return origin(self.passage.document)


def part_of(one: Ranked, best: Ranked) -> float:
    """How well a sentence fits against the best one, 0 to 1: the ratio of their odds."""
    return exp(min(0.0, one.fit - best.fit))


def origin(document: Document) -> str:
    """Names the source of a document: all that one publisher says is one source, and so are all our notes."""
    return NOTES if document.note else document.publisher.strip().lower() or document.id


def wanted(weighed: Weighed, matcher: Matcher, one: Ranked) -> Wanted:
    """The likeliest thing of the wanted sort in a sentence."""
    kind = weighed.question.kind
    found = focus(weighed, matcher, one.text, matcher.match(one.text))
    if found is None:
        return None
    start, end = found[0]
    if kind in FIGURE_KINDS:
        return next((figure for figure in values(kind, one.text) if figure.start < end and start < figure.end), None)
    return frozenset(tokens(one.text[start:end])) if kind in NAMED_KINDS else None


def same(a: Wanted, b: Wanted) -> bool:
    """Whether two sentences give the same value or name."""
    if isinstance(a, Figure) and isinstance(b, Figure):
        return same_value(a, b) is True
    return isinstance(a, frozenset) and isinstance(b, frozenset) and (a <= b or b <= a)
