"""
Decides what `/fact` says: orders sentences by how well they fit, tells whether the best one answers at all, and lets
the other side speak where sources differ.
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from heapq import nlargest
from math import exp

from bot.lookup.kinds import Kind
from bot.lookup.match import Features, Matcher, Passage, Weighed, features, focus, held
from bot.lookup.query import Question
from bot.lookup.stance import FIGURE_KINDS, YES, same_value, stance, values
from bot.model import Answer, AnswerQuote, Quote
from bot.text.alone import stands_alone
from bot.text.figures import Figure
from bot.text.words import tokens

QUOTES = 10
SHOWN = 3
SHOWN_SIDES = 4
LONGEST_QUOTE = 90
"""Words of a quote; a longer sentence is cut to the part around the asked words."""

WEIGHED_IN_FULL = 60
"""Sentences whose features are all looked at: looking at more changed no figure that we measure, and takes time."""

LONGEST_READ = 50_000
"""Characters of a document that tell what it is about: a book's last chapter says little of its first."""

# What each feature adds to a sentence's fit. Learned from questions with known answers by comparing right and wrong
# sentences, then rounded; each row says why its sign makes sense.
WEIGHTS = Features(
    cover=4.4,  # the asked words themselves; the measure of all others
    title=0.3,  # the title names the subject, but it does so for every sentence of the document
    before=3.6,  # "It costs $10" answers when the sentence before names what it is
    after=1.6,  # a weaker tie: the subject is seldom named after the fact
    rest=1.3,  # the document speaks of it somewhere
    pairs=0.8,  # words that belong together stand together
    close=2.4,  # asked words near each other are about each other
    rarest=0.5,  # the rarest word is most often the subject
    names=0.7,  # a question about one name is not answered by a sentence about another
    figures=0.0,  # the asked figures: counted in cover already
    kind=0.6,  # a day for "when", a person for "who"
    near=0.3,  # and close to what was asked
    no_kind=-1.0,  # without one it cannot answer
    length=-0.4,  # long sentences hold many words by chance
    early=0.1,  # news tell the main thing first
    asks=-4.0,  # a question does not answer, however well its words match; set by hand
    heading=-0.7,  # nor does a heading
    opens=0.2,  # a pronoun continues the subject of the sentence before
    support=0.6,  # what several documents say is likelier what is asked
)


_WEIGHED = tuple((row.name, float(getattr(WEIGHTS, row.name))) for row in fields(Features))


@dataclass(frozen=True, slots=True)
class Confidence:
    """What makes it likely that the best sentence answers: a logistic sum of a few plain facts."""

    bias: float = -0.2
    fit: float = 0.17  # of the best sentence
    missing: float = -2.2  # weighted share of the question that the whole document does not hold
    apart: float = -1.4  # the same for the sentence with its title and the sentence before it
    names: float = 0.7  # share of the asked names that the sentence and its title hold
    terms: float = 0.75  # a full match of many words tells more than one of two
    no_figure: float = -1.5  # "when" without a day, "how much" without a sum: seldom an answer; set by hand


CONFIDENCE = Confidence()

MANY_TERMS = 8
"""Terms of a question from which on more of them tell nothing more."""

ENOUGH = 0.52
"""Confidence from which the bot says that it found an answer: a wrong answer costs more than a missed one."""

MOST_SUPPORT = 3
"""Other documents from which on more of them add nothing."""

NAMED_KINDS = {Kind.PERSON, Kind.PLACE, Kind.NAME}

RIVAL = 0.65
"""Share of the best sentence's fit that a sentence needs to speak for another side."""

RIVAL_COVER = 0.85
"""The same for the asked words it holds itself: a sentence on something else takes no side."""

RIVAL_COVER_SAID = 0.6
"""The same for a sentence that denies, or leaves open, in so many words."""

WORTH_SHOWING = 0.8
"""Share of the best sentence's fit from which another one is shown beside it."""

SAME_WORDS = 0.8
"""Share of common words from which two sentences are copies of one."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence with its features and fit."""

    passage: Passage
    features: Features
    fit: float


def answer(weighed: Weighed, gathered: Iterable[Passage], searched: int) -> Answer:
    """
    The answer to a question.

    Args:
        weighed: The question.
        gathered: Sentences that may answer.
        searched: How many documents could have answered.
    Returns: up to ten quotes, best first, given also when nothing answers.
    """
    question = weighed.question
    matcher = Matcher(question)
    ranked = supported(weighed, matcher, _distinct(_rank(weighed, matcher, gathered)))
    if not ranked:
        return Answer(question.text, (), 0.0, False, "nothing" if question.terms else "no question", searched)
    score = confidence(weighed, ranked)
    ordered, agreement, sources = _sides(weighed, matcher, ranked)
    quotes = tuple(_quoted(weighed, matcher, one, side, ranked[0]) for one, side in ordered[:QUOTES])
    return Answer(question.text, quotes, score, score >= ENOUGH, agreement, searched, sources)


def _rank(weighed: Weighed, matcher: Matcher, gathered: Iterable[Passage]) -> list[Ranked]:
    ranked = []
    for passage in _likeliest(weighed, matcher, gathered):
        document = passage.document
        whole = matcher.match(f"{document.title}\n{document.text[:LONGEST_READ]}", document.language or "en")
        found = features(weighed, matcher, passage, whole)
        ranked.append(Ranked(passage, found, fit(found)))
    return sorted(ranked, key=_order)


def _likeliest(weighed: Weighed, matcher: Matcher, gathered: Iterable[Passage]) -> list[Passage]:
    """The sentences worth all features: those that hold most of the question, alone or with the one before."""
    return nlargest(WEIGHED_IN_FULL, gathered, key=lambda passage: held(weighed, matcher, passage))


def fit(found: Features) -> float:
    """How well a sentence fits the question: the weighted sum of its features."""
    return float(sum(weight * getattr(found, name) for name, weight in _WEIGHED))


def confidence(weighed: Weighed, ranked: Sequence[Ranked]) -> float:
    """How likely it is, 0 to 1, that the best sentence answers."""
    best = ranked[0].features
    own = best.cover + best.title + best.before
    facts = Confidence(
        bias=1.0,
        fit=ranked[0].fit,
        missing=1 - own - best.after - best.rest,
        apart=1 - own,
        names=best.names,
        terms=min(len(weighed.weights), MANY_TERMS) / MANY_TERMS,
        no_figure=best.no_kind if weighed.question.kind in FIGURE_KINDS else 0.0,
    )
    total = sum(a * b for a, b in zip(astuple(CONFIDENCE), astuple(facts), strict=True))
    return 1 / (1 + exp(-float(total)))


def _distinct(ranked: list[Ranked]) -> list[Ranked]:
    """Without copies: of sentences in nearly the same words only the best stays."""
    kept: list[tuple[Ranked, frozenset[str]]] = []
    for one in ranked:
        if len(kept) == 4 * QUOTES:
            break
        words = frozenset(tokens(one.passage.quote.text))
        if not any(_alike(words, other) for _, other in kept):
            kept.append((one, words))
    return [one for one, _ in kept]


def supported(weighed: Weighed, matcher: Matcher, ranked: list[Ranked]) -> list[Ranked]:
    """The sentences in their new order, once it is counted how many documents hold the same wanted thing."""
    wanted = [_wanted(weighed, matcher, one) for one in ranked]
    raised = []
    for one, own in zip(ranked, wanted, strict=True):
        others = {
            other.passage.document.id for other, theirs in zip(ranked, wanted, strict=True) if _same(own, theirs)
        } - {one.passage.document.id}
        found = replace(one.features, support=min(len(others), MOST_SUPPORT) / MOST_SUPPORT)
        raised.append(replace(one, features=found, fit=fit(found)))
    return sorted(raised, key=_order)


def _order(one: Ranked) -> tuple[float, str, int]:
    return -one.fit, one.passage.quote.doc, one.passage.quote.start


def _wanted(weighed: Weighed, matcher: Matcher, one: Ranked) -> Figure | frozenset[str] | None:
    """The likeliest wanted thing of a sentence, in a form that can be compared: a figure, or the words of a name."""
    text, kind = one.passage.quote.text, weighed.question.kind
    found = focus(weighed, matcher, text, matcher.match(text))
    if found is None:
        return None
    start, end = found[0]
    if kind in FIGURE_KINDS:
        return next((figure for figure in values(kind, text) if figure.start < end and start < figure.end), None)
    return frozenset(tokens(text[start:end])) if kind in NAMED_KINDS else None


def _same(a: Figure | frozenset[str] | None, b: Figure | frozenset[str] | None) -> bool:
    if isinstance(a, Figure) and isinstance(b, Figure):
        return same_value(a, b) is True
    return isinstance(a, frozenset) and isinstance(b, frozenset) and (a <= b or b <= a)


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= SAME_WORDS * len(a | b)


def _sides(weighed: Weighed, matcher: Matcher, ranked: list[Ranked]) -> tuple[list[tuple[Ranked, str]], str, int]:
    """The sentences in the order to be shown, each with its side; whether sources agree; how many say the first."""
    question, best = weighed.question, ranked[0]
    sides = {id(one): _side(question, one) for one in ranked if _speaks(weighed, one, best)}
    rivals = [one for one in ranked if id(one) in sides]
    others = [one for one in rivals if sides[id(best)] and sides[id(one)] and _differ(question, best, one)]
    same = {one.passage.document.id for one in rivals if _agrees(weighed, matcher, best, one)}
    if not others:
        agreement = "agree" if len(same) > 1 else "one source"
        return [(one, "") for one in ranked], agreement, len(same)
    lead = [best]
    for one in others:
        if len(lead) < SHOWN and all(sides[id(one)] != sides[id(other)] for other in lead):
            lead.append(one)
    ordered = [*lead, *(one for one in ranked if one not in lead)]
    return [(one, sides.get(id(one), "")) for one in ordered], "differ", len(same)


def _agrees(weighed: Weighed, matcher: Matcher, best: Ranked, one: Ranked) -> bool:
    """Whether a sentence says what the best one says: the same value or name, or as much in nearly as fitting words."""
    if weighed.question.kind in FIGURE_KINDS or weighed.question.kind in NAMED_KINDS:
        return one is best or _same(_wanted(weighed, matcher, best), _wanted(weighed, matcher, one))
    alike = _side(weighed.question, best) == _side(weighed.question, one)
    return alike and one.fit >= WORTH_SHOWING * best.fit and one.features.cover >= RIVAL_COVER * best.features.cover


def _speaks(weighed: Weighed, one: Ranked, best: Ranked) -> bool:
    """Whether a sentence is close enough to the matter to take a side in it."""
    if one is best:
        return True
    # "no" and "open" are said in so many words; a sentence that only says nothing against it must hold more
    plain = weighed.question.kind in FIGURE_KINDS or stance(one.passage.quote.text) == YES
    needed = RIVAL_COVER if plain else RIVAL_COVER_SAID
    return (
        one.fit >= RIVAL * best.fit
        and one.features.cover >= needed * best.features.cover
        and not one.features.asks
        and not one.features.heading
    )


def _side(question: Question, one: Ranked) -> str:
    text = one.passage.quote.text
    if question.kind in FIGURE_KINDS:
        return next((figure.text for figure in values(question.kind, text)), "")
    return stance(text) if question.kind in (Kind.YES_NO, Kind.ANY) else ""


def _differ(question: Question, one: Ranked, other: Ranked) -> bool:
    if one.passage.document.id == other.passage.document.id:
        return False
    texts = one.passage.quote.text, other.passage.quote.text
    if question.kind not in FIGURE_KINDS:
        return stance(texts[0]) != stance(texts[1])
    left, right = values(question.kind, texts[0]), values(question.kind, texts[1])
    return bool(left and right) and all(same_value(a, b) is False for a in left for b in right)


def _quoted(weighed: Weighed, matcher: Matcher, one: Ranked, side: str, best: Ranked) -> AnswerQuote:
    passage = one.passage
    quote = shortened(matcher, passage.quote)
    found = focus(weighed, matcher, quote.text, matcher.match(quote.text))
    before = passage.before
    hangs = before is not None and not stands_alone(quote.text, "", passage.document.language or "en")
    context = before if hangs and before and stands_alone(quote.text, before.text) else None
    return AnswerQuote(
        quote=quote,
        document=passage.document,
        context=context,
        focus=found[0] if found else None,
        side=side,
        fit=max(0.0, min(1.0, one.fit / best.fit)) if best.fit > 0 else 0.0,
        agrees=one is best or _agrees(weighed, matcher, best, one),
    )


def shortened(matcher: Matcher, quote: Quote) -> Quote:
    """*quote* itself, or its part of at most ``LONGEST_QUOTE`` words with most of the asked words."""
    words = _word_spans(quote.text)
    if len(words) <= LONGEST_QUOTE:
        return quote
    starts = range(0, len(words) - LONGEST_QUOTE + 1, 15)
    best = max(starts, key=lambda n: sum(matcher.match(_part(quote, words, n).text).best))
    return _part(quote, words, best)


def _word_spans(text: str) -> list[tuple[int, int]]:
    spans, position = [], 0
    for word in text.split():
        start = text.index(word, position)
        position = start + len(word)
        spans.append((start, position))
    return spans


def _part(quote: Quote, words: list[tuple[int, int]], first: int) -> Quote:
    start, end = words[first][0], words[first + LONGEST_QUOTE - 1][1]
    return replace(quote, start=quote.start + start, end=quote.start + end, text=quote.text[start:end])


def shown(found: Answer) -> tuple[AnswerQuote, ...]:
    """The quotes that the bot shows: one to three, four where sides differ, only the nearest when nothing answers."""
    if not found.answered:
        return found.quotes[:1]
    if found.agreement == "differ":
        return tuple(quote for quote in found.quotes if quote.side)[:SHOWN_SIDES]
    return tuple(quote for quote in found.quotes if quote.agrees and quote.fit >= WORTH_SHOWING)[:SHOWN]
