"""
Decides what `/fact` says: orders sentences by how well they fit, tells whether the best one answers at all, and lets
the other side speak where sources differ.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import UTC, datetime
from heapq import nlargest
from math import exp
from operator import attrgetter, mul

from bot.lookup.agreement import WORTH_SHOWING, sides, sure
from bot.lookup.answer_kinds import Kind
from bot.lookup.claim import own_claim
from bot.lookup.ranked_sentence import Ranked, origin, same, wanted
from bot.lookup.sentence_fit import Features, Passage, Weighed, features, focus, held, whole
from bot.lookup.stance import FIGURE_KINDS, negative
from bot.lookup.subject import speaks_of
from bot.lookup.word_fit import Matcher
from bot.model import Answer, AnswerQuote, Quote
from bot.text.analysis.names import names
from bot.text.summary.standalone import stands_alone

QUOTES = 10
SHOWN = 3
SHOWN_SIDES = 4
LONGEST_QUOTE = 90
"""Words of a quote; a longer sentence is cut to the part around the asked words."""

LONGEST_LETTERS = 1_500
"""Characters of a quote: where words are not parted by blanks, or are none, a sentence may be an article."""

WEIGHED_IN_FULL = 28
"""Sentences whose features are all looked at: looking at more changed no figure that we measure, and takes time."""

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
    replies=2.0,  # a text that asks the same itself answers it next; set by hand
    turned=-1.5,  # who did is not who did not; set by hand
    support=0.6,  # what several documents say is likelier what is asked
)


_WEIGHED = astuple(WEIGHTS)
_VALUES = attrgetter(*(row.name for row in fields(Features)))


@dataclass(frozen=True, slots=True)
class Confidence:
    """What makes it likely that the best sentence answers: a logistic sum of a few plain facts."""

    bias: float = 1.0
    fit: float = 0.17  # of the best sentence
    missing: float = -2.2  # weighted share of the question that the whole document does not hold
    apart: float = -1.0  # the same for the sentence with its title and the sentence before it
    names: float = 0.7  # share of the asked names that the sentence and its title hold
    terms: float = 0.75  # a full match of many words tells more than one of two
    no_figure: float = -1.5  # "when" without a day, "how much" without a sum: seldom an answer; set by hand
    gap: float = -2.0  # IDF of the rarest asked word that the sentence lacks: a near miss lacks just the one
    turned: float = -2.5  # "who did not sign" is not answered by who did
    nobody: float = -1.5  # "who" without a name beside those asked: seldom an answer


CONFIDENCE = Confidence()

MANY_TERMS = 8
"""Terms of a question from which on more of them tell nothing more."""

ENOUGH = 0.52
"""Confidence from which the bot says that it found an answer: a wrong answer costs more than a missed one."""

MOST_SUPPORT = 3
"""Other documents from which on more of them add nothing."""

NEVER = datetime.min.replace(tzinfo=UTC)

_FIGURES = re.compile(r"\d+")

SAME_WORDS = 0.8
"""Share of common words from which two sentences are copies of one."""


def answer(weighed: Weighed, matcher: Matcher, gathered: Iterable[Passage]) -> Answer:
    """
    The answer to a question.

    Args:
        weighed: The question.
        matcher: Made for the same question.
        gathered: Sentences that may answer.
    Returns: up to ten quotes, best first, given also when nothing answers.
    """
    question = weighed.question
    ranked = supported(weighed, matcher, _distinct(_rank(weighed, matcher, gathered)))
    if not ranked:
        return Answer(question.text, (), 0.0, False, "nothing" if question.terms else "no question")
    score = confidence(weighed, matcher, ranked)
    found = sides(weighed, matcher, ranked)
    quotes = tuple(
        _quoted(weighed, matcher, one, side, agrees=id(one) in found.agreeing, fit=_part_of(one, ranked[0]))
        for one, side in found.ordered[:QUOTES]
    )
    answered = score >= ENOUGH and ranked[0].speaks
    told = (found.agreement, found.sources, found.notes)
    return Answer(question.text, quotes, score, answered, *told, of_now=question.of_now)


def _rank(weighed: Weighed, matcher: Matcher, gathered: Iterable[Passage]) -> list[Ranked]:
    ranked = []
    for passage in _likeliest(weighed, matcher, gathered):
        document = passage.document
        about = matcher.match(whole(document), document.read_in)
        found = features(weighed, matcher, passage, about)
        ranked.append(Ranked(passage, found, fit(found), speaks_of(weighed.named, matcher, passage)))
    return sorted(ranked, key=_order)


def _likeliest(weighed: Weighed, matcher: Matcher, gathered: Iterable[Passage]) -> list[Passage]:
    """The sentences worth all features: those that hold most of the question."""
    return nlargest(WEIGHED_IN_FULL, gathered, key=lambda passage: held(weighed, matcher, passage))


def fit(found: Features) -> float:
    """How well a sentence fits the question: the weighted sum of its features."""
    return float(sum(map(mul, _WEIGHED, _VALUES(found))))


def confidence(weighed: Weighed, matcher: Matcher, ranked: Sequence[Ranked]) -> float:
    """How likely it is, 0 to 1, that the best sentence answers."""
    best, question, text = ranked[0].features, weighed.question, ranked[0].text
    held_ = matcher.match(text).best
    own = best.cover + best.title + best.before
    facts = Confidence(
        bias=1.0,
        fit=ranked[0].fit,
        missing=1 - own - best.after - best.rest,
        apart=1 - own,
        names=best.names,
        terms=min(len(weighed.weights), MANY_TERMS) / MANY_TERMS,
        no_figure=best.no_kind if question.kind in FIGURE_KINDS else 0.0,
        gap=max((weight * (1 - one) for weight, one in zip(weighed.weights, held_, strict=True)), default=0.0),
        turned=best.turned,
        nobody=float(question.kind is Kind.PERSON and not _names_somebody(matcher, text)),
    )
    total = sum(a * b for a, b in zip(astuple(CONFIDENCE), astuple(facts), strict=True))
    return 1 / (1 + exp(-float(total)))


def _names_somebody(matcher: Matcher, text: str) -> bool:
    """Whether *text* has a name that was not asked; "Series B" is nobody's."""
    words = (name.text.split() for name in names(text))
    return any(len(name[-1]) > 1 and not any(matcher.match(" ".join(name)).best) for name in words)


def _distinct(ranked: list[Ranked]) -> list[Ranked]:
    """Without copies: of sentences in nearly the same words only the best stays."""
    kept: list[tuple[Ranked, frozenset[str]]] = []
    for one in ranked:
        words = frozenset(one.text.lower().split())
        if not any(_alike(words, others) and _same_facts(one.text, other.text) for other, others in kept):
            kept.append((one, words))
    return [one for one, _ in kept]


def _same_facts(a: str, b: str) -> bool:
    """Whether two sentences in nearly the same words give the same figures, and both deny or affirm."""
    return _FIGURES.findall(a) == _FIGURES.findall(b) and negative(a) == negative(b)


def supported(weighed: Weighed, matcher: Matcher, ranked: list[Ranked]) -> list[Ranked]:
    """The sentences in their new order, once it is counted how many documents hold the same wanted thing."""
    told = [wanted(weighed, matcher, one) for one in ranked]
    raised = []
    for one, own in zip(ranked, told, strict=True):
        others = {
            other.passage.document.id for other, theirs in zip(ranked, told, strict=True) if same(own, theirs)
        } - {one.passage.document.id}
        found = replace(one.features, support=min(len(others), MOST_SUPPORT) / MOST_SUPPORT)
        raised.append(replace(one, features=found, fit=fit(found)))
    return sorted(raised, key=_order)


def _order(one: Ranked) -> tuple[float, str, int]:
    return -one.fit, one.passage.quote.doc, one.passage.quote.start


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    shared = len(a & b)
    return shared >= SAME_WORDS * (len(a) + len(b) - shared)


def _part_of(one: Ranked, best: Ranked) -> float:
    """How well a sentence fits against the best one, 0 to 1."""
    return max(0.0, min(1.0, one.fit / best.fit)) if best.fit > 0 else 0.0


def _quoted(weighed: Weighed, matcher: Matcher, one: Ranked, side: str, *, agrees: bool, fit: float) -> AnswerQuote:
    passage = one.passage
    quote = shortened(matcher, passage.quote)
    found = focus(weighed, matcher, quote.text, matcher.match(quote.text))
    before = passage.before
    hangs = before is not None and not stands_alone(quote.text, "", passage.document.read_in)
    context = before if hangs and before and stands_alone(quote.text, before.text) else None
    return AnswerQuote(
        quote=quote,
        document=passage.document,
        context=context,
        focus=found[0] if found else None,
        side=side,
        fit=fit,
        agrees=agrees,
        sure=sure(weighed, matcher, one, side),
        claim=own_claim(quote.text, weighed.question.text),
    )


def shortened(matcher: Matcher, quote: Quote) -> Quote:
    """*quote* itself, or its part of at most ``LONGEST_QUOTE`` words with most of the asked ones."""
    words = _word_spans(quote.text)
    if len(words) > LONGEST_QUOTE:
        starts = range(0, len(words) - LONGEST_QUOTE + 1, 15)
        best = max(starts, key=lambda n: sum(matcher.match(_part(quote, words, n).text).best))
        quote = _part(quote, words, best)
    text = quote.text[:LONGEST_LETTERS]
    return quote if text == quote.text else replace(quote, end=quote.start + len(text), text=text)


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
        chosen = [quote for quote in found.quotes if quote.side][:SHOWN_SIDES]
    else:
        chosen = _voices([quote for quote in found.quotes if quote.agrees])[:SHOWN]
    # of a state the newest word counts; what has no date comes last
    return tuple(sorted(chosen, key=_newest, reverse=True) if found.of_now else chosen)


def _voices(agreeing: Sequence[AnswerQuote]) -> list[AnswerQuote]:
    """One quote of each source, then further ones that fit nearly as well as the best."""
    first = {origin(quote.document): quote for quote in reversed(agreeing)}.values()
    voices = [quote for quote in agreeing if any(quote is one for one in first)]
    return [*voices, *(quote for quote in agreeing if quote not in voices and quote.fit >= WORTH_SHOWING)]


def _newest(quote: AnswerQuote) -> datetime:
    return quote.document.published or NEVER
