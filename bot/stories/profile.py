"""What one text is about: its words, names and figures, weighted by where they stand. PURE."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import log

from bot.text.figures import Figure, figures
from bot.text.furniture import furniture
from bot.text.names import Name, names
from bot.text.sentences import Span, sentences
from bot.text.words import terms

LEAD_WORDS = 60
"""The lead: news says what happened in its first sentences."""
LONGEST = 12_000
"""Characters of a text that are read: beyond them stand archives and comments."""
"""How often a term of the title counts in the body's weights."""
_TITLE_COUNTS = 2
_LEAD_COUNTS = 1


@dataclass(frozen=True, slots=True)
class Profile:
    """
    The features of one text.

    *title*, *lead*: stems, each once, in order. *body*: stem -> weight by how often and how high it stands. *names*:
    key -> how often, over the whole text; *title_names* those of the title. *figures*: those of title and lead.
    """

    title: tuple[str, ...]
    lead: frozenset[str]
    body: dict[str, float]
    names: dict[str, int]
    title_names: frozenset[str]
    figures: tuple[Figure, ...]
    title_figures: tuple[Figure, ...]
    all_figures: tuple[Figure, ...]
    headline: str = ""
    published: datetime | None = None
    language: str = "en"
    words: int = 0
    spans: tuple[Span, ...] = field(default=(), repr=False)

    @property
    def bare(self) -> bool:
        """Whether there is a headline and nothing else."""
        return not self.words


def story_sentences(text: str, language: str = "en") -> list[Span]:
    """The sentences of a text without page furniture."""
    return [span for span in sentences(text[:LONGEST], language) if not furniture(span.text)]


def _lead(spans: Sequence[Span]) -> tuple[str, int]:
    """The first sentences up to the lead's length, and how many they are."""
    words = 0
    for count, span in enumerate(spans, start=1):
        words += len(span.text.split())
        if words >= LEAD_WORDS:
            return "\n".join(s.text for s in spans[:count]), count
    return "\n".join(s.text for s in spans), len(spans)


def _weights(title: Iterable[str], lead: Iterable[str], body: Iterable[str]) -> dict[str, float]:
    counts: Counter[str] = Counter(body)
    counts.update(dict.fromkeys(lead, _LEAD_COUNTS))
    counts.update(dict.fromkeys(title, _TITLE_COUNTS))
    return {term: 1.0 + log(count) for term, count in counts.items()}


def profile(title: str, text: str, published: datetime | None = None, language: str = "en") -> Profile:
    """
    Read one text.

    Args:
        title: Plain text, may be empty.
        text: Plain text, may be empty.
        published: When it was published, aware, if known.
        language: Two-letter code or longer; empty is taken for English.
    """
    language = language[:2].lower() or "en"
    spans = story_sentences(text, language)
    lead, _ = _lead(spans)
    whole = "\n".join(span.text for span in spans)
    title_terms = tuple(dict.fromkeys(terms(title, language)))
    lead_terms = frozenset(terms(lead, language))
    body_names = names(whole, language=language)
    sure = {name.key for name in body_names if name.sure}
    title_names = names(title, sure, language)
    return Profile(
        title=title_terms,
        lead=lead_terms,
        body=_weights(title_terms, lead_terms, [*title_terms, *terms(whole, language)]),
        names=_counted([*title_names, *body_names]),
        title_names=frozenset(name.key for name in title_names),
        figures=figures(f"{title}\n{lead}"),
        title_figures=figures(title),
        all_figures=figures(f"{title}\n{whole}"),
        headline=title,
        published=published,
        language=language,
        words=len(whole.split()),
        spans=tuple(spans),
    )


def _counted(found: Iterable[Name]) -> dict[str, int]:
    return dict(Counter(name.key for name in found))
