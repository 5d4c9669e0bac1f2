"""How well one sentence fits a question: a few features, each 0 to 1, that a person can check by eye."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from math import log
from operator import mul

from bot.lookup.answer_kinds import (
    FIGURE_KINDS,
    Kind,
    Span,
    checkable,
    in_other_unit,
    in_unit,
    is_price,
    is_tally,
    precision,
    spans,
    units_asked,
)
from bot.lookup.query import FRAMING, Question, asks_in_another_language
from bot.lookup.stance import negative
from bot.lookup.word_fit import MISSPELT, Match, Matcher
from bot.model import Document, Quote
from bot.text.analysis.idf import news_at_large
from bot.text.analysis.names import names
from bot.text.analysis.time_marks import contradicts
from bot.text.analysis.words import stem, tokens
from bot.text.lexicon.causes import AIM, IN_PASSING, OF_THE_LAST, PLAINLY
from bot.text.lexicon.common_words import common

LEAD = 300
"""Characters of a title with what follows: whatever news are about stands there."""

LONGEST_READ = 50_000
"""Characters of a document that tell what it is about: a book's last chapter says little of its first."""

THE_SAME = 0.8
"""Share of a question that a question in a text must hold for the next sentence to reply to it."""

MOST_SPANS = 60
"""Things of the wanted sort that are looked at in one sentence: one that holds more is a list."""

SENTENCE_WORDS, DOCUMENT_WORDS = 30, 300
"""Words of a sentence with its title, and of a document, at which their length tells nothing."""

FIRST_WORDS = 6
"""Words of a sentence among which its subject stands."""

BESIDE = 2
"""Words that may part a name from a post: "Ada Otter, the head"."""

HINTED = frozenset({Kind.REASON, Kind.MANNER, Kind.DEFINITION, Kind.ADVICE})
"""Kinds that are told in many ways: some words hint at them, and their absence tells a little."""

_SAYS_WHAT = frozenset((be, what) for be in ("is", "are", "was", "were") for what in ("a", "an", "the", "one"))

PASSING = 0.5
"""How much a word that may tell a cause counts against one that does."""

COMMON_SHARE = 0.005
"""Share of sentences in which an everyday word is taken to be when none holds it: its absence tells little."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of a document with its neighbours, in reading order; *place* is its number in the document."""

    quote: Quote
    document: Document
    before: Quote | None = None
    after: Quote | None = None
    place: int = 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """
    A question with the weight of each term: IDF in what is stored, 0 to 1, times the term's own weight.

    *large* are the same weights by news at large: in a few documents an everyday word may be rare. *named* are the
    positions of the terms that name somebody or something.
    """

    question: Question
    weights: tuple[float, ...]
    named: frozenset[int] = frozenset()
    large: tuple[float, ...] = ()

    @property
    def total(self) -> float:
        """The sum of all weights; never 0, so that it can divide."""
        return sum(self.weights) or 1.0


def weigh(question: Question, total: int, counts: Mapping[str, int]) -> Weighed:
    """
    Weigh the terms of *question*.

    Args:
        question: With its misspellings resolved.
        total: Sentences stored.
        counts: Sentences that hold each stem.
    """
    most = log(1 + 2 * (total + 1))
    at_large = news_at_large().weight
    weights, large = [], []
    for term in question.terms:
        count = max(counts.get(one, 0) for one in (term.stem, *term.forms))
        seen = count or COMMON_SHARE * total * common(term.word)
        weights.append(term.weight * log(1 + (total + 1) / (seen + 0.5)) / most)
        large.append(term.weight * at_large(term.stem))
    return Weighed(question, tuple(weights), large=tuple(large))


def whole(document: Document) -> str:
    """What tells what a document is about: its title and text, of a very long one the beginning."""
    return f"{document.title}\n{document.text[:LONGEST_READ]}"


@lru_cache(maxsize=20_000)
def _stems(text: str, language: str) -> tuple[str, ...]:
    return tuple(stem(token, language) for token in tokens(text))


@dataclass(frozen=True, slots=True)
class Features:
    """
    What speaks for a sentence, or against it. All 0 to 1; how much each tells was learned (``weights.toml``).

    Of the question's words: *cover*: share in the sentence by rarity in what is stored; *title*, *before*, *after*:
    what the title and the neighbours add to it; *around*: share in the sentence, its title and the one before by
    rarity in news at large; *pairs*: neighbouring terms that are close and in order; *okapi*, *document*: BM25 of the
    sentence with its title, of the whole document; *names*: share of the names, as typed, that sentence or title hold.

    Of who and what: *both*: match of the least matched name that is asked about, title and sentence before included,
    times the share of what is asked about it that the sentence holds itself; *against*: another year, quarter,
    version or round.

    Of the wanted thing: *near*: how close it stands to the question's words; *exact*: how exactly a day is told;
    *apt*: a figure is in a unit that is asked for, a price is told for one, votes for both sides, or an asked post
    stands beside the name;
    *no_figure*, *no_name*, *no_hint*: a figure, a name, a word of reasons, manners or definitions is wanted and
    missing; *cause*: a reason is wanted and told, in so many words or perhaps in passing; *nobody*: nobody is named
    but those asked about; *defines*: it says what the subject is.

    Of the sentence: *asks*, *heading*: it is itself a question, is no full sentence; *turned*: who did not is asked,
    and it denies nothing; *replies*: the sentence before it asks what is asked; *support*: other documents hold the
    same wanted thing (told later, when the likeliest sentences are known).
    """

    cover: float
    title: float
    before: float
    after: float
    around: float
    pairs: float
    okapi: float
    document: float
    names: float
    both: float
    against: float
    near: float
    exact: float
    apt: float
    no_figure: float
    no_name: float
    no_hint: float
    cause: float
    nobody: float
    defines: float
    asks: float
    heading: float
    turned: float
    replies: float
    support: float = 0.0


_FULL_STOP = re.compile(r"[.!?…][\"'”’)\]]*$")
_PRONOUN = re.compile(r"^[\"'“‘(]?(?:it|its|he|his|she|her|they|their|this|that|these|those|such)\b", re.IGNORECASE)


def features(weighed: Weighed, matcher: Matcher, passage: Passage, document: Match) -> Features:
    """
    What speaks for one sentence.

    Args:
        weighed: The question.
        matcher: Made for the same question.
        passage: The sentence.
        document: How the whole document, title included, matches.
    """
    text, language = passage.quote.text, passage.document.read_in
    plain, title = (matcher.match(words, language) for words in (text, passage.document.title))
    around = [matcher.match(one.text, language).best if one else plain.best for one in (passage.before, passage.after)]
    if weighed.question.kind is Kind.REASON and explains(text):
        plain = _explaining(matcher, passage, plain)
    hangs = opens(text) and passage.before is not None
    own = _resolved(plain, around[0], weighed.named) if hangs else plain
    added = _added(weighed, [own.best, title.best, *around])
    known = list(map(max, own.best, title.best))
    # what hangs on the sentences before it may mean what the lead names
    lead = _lead(matcher, passage) if hangs else known
    context = list(map(max, known, around[0], lead))
    found = focus(weighed, matcher, text, own)
    question = weighed.question
    kind = question.kind
    missing = not found and checkable(kind)
    asked_before = passage.before is not None and asks(passage.before.text)
    return Features(
        cover=added[0],
        title=added[1],
        before=added[2],
        after=added[3],
        around=_share(weighed.large, context),
        pairs=_pairs(weighed, own),
        okapi=okapi(weighed, (plain, title), SENTENCE_WORDS),
        document=okapi(weighed, (document,), DOCUMENT_WORDS),
        names=_of(known, [n for n, term in enumerate(question.terms) if term.name]),
        both=_subject(weighed, context) * _act(weighed, own.best),
        against=float(contradicts(question.text, text, whole(passage.document), passage.document.published)),
        near=found[1] if found else 0.0,
        exact=precision(kind, text[slice(*found[0])]) if found and kind is Kind.DATE else 0.0,
        apt=_apt(weighed, own, text, found[0]) if found else 0.0,
        no_figure=float(missing and kind in FIGURE_KINDS),
        no_name=float(missing and kind not in FIGURE_KINDS),
        no_hint=float(kind in HINTED and not spans(kind, text)),
        cause=cause(text) if kind is Kind.REASON else 0.0,
        nobody=float(kind is Kind.PERSON and not names_somebody(matcher, text)),
        defines=defines(weighed, plain, text) if kind in (Kind.DEFINITION, Kind.PERSON, Kind.ANY) else 0.0,
        asks=float(asks(text)),
        heading=float(not _FULL_STOP.search(text)),
        turned=float(kind is not Kind.YES_NO and negative(question.text) and not negative(text)),
        replies=float(asked_before and share(weighed, around[0]) >= THE_SAME),
    )


def _explaining(matcher: Matcher, passage: Passage, own: Match) -> Match:
    """A match of a sentence that tells a cause, which is that of what the one before, or the lead, tells."""
    before = matcher.match(passage.before.text, passage.document.read_in).best if passage.before else own.best
    return _resolved(own, list(map(max, before, _lead(matcher, passage))), range(len(own.best)))


def _lead(matcher: Matcher, passage: Passage) -> tuple[float, ...]:
    """How the title matches with what follows: what a document is about."""
    return matcher.match(whole(passage.document)[:LEAD], passage.document.read_in).best


def cause(text: str) -> float:
    """Whether *text* tells a cause: 1 where it says so, less where its words may tell only what came first."""
    return 1.0 if PLAINLY.search(text) else PASSING if IN_PASSING.search(text) else 0.0


def gives_reason(text: str) -> bool:
    """Whether *text* may tell a cause or an aim at all: asked why, anything else is beside the point."""
    return bool(cause(text) or AIM.search(text))


def explains(text: str) -> bool:
    """Whether *text* tells the cause of what the sentence before may tell: "A fire was to blame"."""
    return bool(OF_THE_LAST.search(text))


def names_somebody(matcher: Matcher, text: str) -> bool:
    """Whether *text* has a name that was not asked; "Series B" is nobody's."""
    words = (name.text.split() for name in names(text))
    return any(len(name[-1]) > 1 and not any(matcher.match(" ".join(name)).best) for name in words)


def okapi(weighed: Weighed, matches: Sequence[Match], usual: int) -> float:
    """
    BM25 of a text, as a share of what the question can reach, 0 to 1.

    Args:
        matches: Of the parts of the text.
        usual: Words of a text of that sort, at which its length tells nothing.
    """
    counts = Counter(n for match in matches for _, n in match.places)
    words = sum(match.words for match in matches)
    slack = 1.2 * (0.25 + 0.75 * words / usual)
    best = [max(column) for column in zip(*(match.best for match in matches), strict=True)]
    held_ = [one * (max(1, counts[n]) / (max(1, counts[n]) + slack)) for n, one in enumerate(best)]
    return _share(weighed.weights, held_)


def _subject(weighed: Weighed, context: Sequence[float]) -> float:
    """Match of the least matched name; full when none is asked about."""
    return min((context[n] for n in weighed.named), default=1.0)


def _act(weighed: Weighed, best: Sequence[float]) -> float:
    """Share of what is asked about the subject that is held, by rarity at large; full when nothing else is asked."""
    asked = [n for n in range(weighed.question.asked) if n not in weighed.named]
    total = sum(weighed.large[n] for n in asked)
    return sum(weighed.large[n] * best[n] for n in asked) / total if total else 1.0


def _share(weights: Sequence[float], best: Sequence[float]) -> float:
    return float(sum(map(mul, weights, best))) / (sum(weights) or 1.0)


def defines(weighed: Weighed, match: Match, text: str) -> float:
    """Whether a sentence says what the subject is: 1 where it begins so, less where it says so in passing."""
    words = [word.strip("\"'“”‘’()").lower() for word in text.split(" ")]
    subject = weighed.named or set(range(weighed.question.asked))
    best = 0.0
    for place, n in match.places:
        behind = words[place + 1 : place + 4]
        if n in subject and any(pair in _SAYS_WHAT for pair in pairwise(behind)):
            best = max(best, 1.0 if place < FIRST_WORDS else 0.6)
    return best


def _resolved(own: Match, before: Sequence[float], named: Collection[int]) -> Match:
    """A match of a sentence whose beginning stands for what was named in the one before: a pronoun, "the cause"."""
    meant = [n for n in sorted(named) if before[n] > own.best[n]]
    best = tuple(before[n] if n in meant else one for n, one in enumerate(own.best))
    return Match(best, (*((0, n) for n in meant), *own.places), own.words)


def asks(sentence: str) -> bool:
    """Whether a sentence is a question."""
    return sentence.rstrip("\"'”’)").endswith("?")


def opens(sentence: str) -> bool:
    """Whether a sentence begins with a pronoun, and so goes on with what was named before."""
    return bool(_PRONOUN.match(sentence))


def held(weighed: Weighed, matcher: Matcher, passage: Passage) -> float:
    """Roughly how well a sentence fits: how much of the question it holds, alone, close together, and with its lead."""
    language = passage.document.read_in
    own = matcher.match(passage.quote.text, language)
    if weighed.question.kind is Kind.REASON and explains(passage.quote.text):
        own = _explaining(matcher, passage, own)
    before = matcher.match(passage.before.text, language).best if passage.before else own.best
    return share(weighed, own.best) + _close(weighed, own) + share(weighed, list(map(max, own.best, before)))


def share(weighed: Weighed, best: Sequence[float]) -> float:
    """Weighted share of the question's terms that a match holds, 0 to 1."""
    return _share(weighed.weights, best)


def _added(weighed: Weighed, layers: Sequence[Sequence[float]]) -> list[float]:
    """What each layer adds to the share that those before it hold."""
    shares = [share(weighed, best) for best in accumulate(layers, lambda a, b: list(map(max, a, b)))]
    return [shares[0], *(after - before for before, after in pairwise(shares))]


def _of(best: Sequence[float], chosen: Sequence[int]) -> float:
    """Mean match of the chosen terms; full when there are none, as nothing is missing."""
    return sum(best[n] for n in chosen) / len(chosen) if chosen else 1.0


def _pairs(weighed: Weighed, match: Match) -> float:
    """Weighted share of the question's neighbouring terms that stand in order, at most two words apart."""
    where: dict[int, set[int]] = {}
    for place, n in match.places:
        where.setdefault(n, set()).add(place)
    total = found = 0.0
    for left, right in weighed.question.pairs:
        weight = min(weighed.weights[left], weighed.weights[right])
        total += weight
        follows = where.get(right, set())
        if any(not follows.isdisjoint((place + 1, place + 2, place + 3)) for place in where.get(left, ())):
            found += weight
    return found / total if total else 0.0


def _close(weighed: Weighed, match: Match) -> float:
    """Matched weight within the best window of ten words, as a share of all weight."""
    best, first = 0.0, 0
    inside: Counter[int] = Counter()
    for place, n in match.places:
        inside[n] += 1
        while match.places[first][0] <= place - 10:
            inside[match.places[first][1]] -= 1
            first += 1
        best = max(best, sum(weighed.weights[n] for n, count in inside.items() if count))
    return best / weighed.total


_IS_OVER = re.compile(r"\bhow long (?:was|were|did)\b|\b(?:downtime|duration)\b", re.IGNORECASE)
_SO_FAR = re.compile(
    r"\b(?:schon|bereits|déjà|depuis|hace|lleva|llevan|já|há|уже|вже)\b|已经|已經|منذ|अब तक", re.IGNORECASE
)
"""What asks how long something has lasted that goes on: "seit 12:40" tells it then."""


def _is_over(question: Question) -> bool:
    """Whether only a length tells how long: what is asked of is over; in other languages unless they say it goes on."""
    if asks_in_another_language(question.text):
        return not _SO_FAR.search(question.text)
    return bool(_IS_OVER.search(question.core))


_ASKS_OPINIONS = re.compile(
    r"\bhow many\b.*\b(?:think|believe|support|oppose|favou?r|(?:dis)?approve|agree|want|trust|say|feel|back|prefer)\b",
    re.IGNORECASE,
)
"""What is told of people in percent as well as by their number."""

_WAS = re.compile(
    r"\bwhen (?:was|were|did|had)\b(?!.*\b(?:due|expected|scheduled|planned|projected|supposed)\b)"
    r"|\bwhen\W+(?:who|what|which|how|where|why)\b.*\b(?:was|were|did|had|\w+ed)\b",
    re.IGNORECASE,
)
"""What asks when something was, also behind the question that it goes on with."""
_TO_COME = re.compile(
    r"\b(?:will|shall|won['’]t|(?:is|are) (?:set|due|scheduled|expected|planned|slated|to)|plans? to|going to)\b[^.;]*$"
)
"""What tells of a day right behind it that it is still to come."""
CLAUSE = 60
"""Characters before a day in which that stands."""


_ITS_THING = re.compile(r"['’]s? ((?:[\w-]+ ?){1,3})")
"""What a day owns: "this week's comparison"."""
_CLAUSE_ENDS = re.compile(
    r"[;:] |, (?:and|but|while|whereas)\b"
    r"|\b(?:and|but) (?=(?:then )?(?:will|would|wants?|plans?|hopes?|aims?|expects?|is|are|was|were|has|had|have)\b)"
)


def act(question: Question, named: Collection[int]) -> list[int]:
    """Positions of the words that say what happened, of what a question asks: not names, figures or what frames it."""
    terms = enumerate(question.terms[: question.asked])
    return [n for n, term in terms if n not in named and term.weight > FRAMING and term.word.isalpha()]


def _of_another_act(question: Question, matcher: Matcher, text: str, span: Span) -> bool:
    """Whether a day is that of something else than what is asked about, by what stands behind it or in its clause."""
    asked = set(act(question, ()))
    if owned := _ITS_THING.match(text, span[1]):
        return not any(matcher.match(owned[1]).best[n] for n in asked)
    ends = [0, *(match.end() for match in _CLAUSE_ENDS.finditer(text)), len(text)]
    start, end = next((a, b) for a, b in pairwise(ends) if a <= span[0] < b)
    here = {n for n, best in enumerate(matcher.match(text[start:end]).best) if best and n in asked}
    there = {n for n, best in enumerate(matcher.match(text).best) if best and n in asked}
    return bool(there) and not here


def _of_another_person(question: Question, matcher: Matcher, text: str, span: Span) -> bool:
    """Whether an age stands behind a name that was not asked about, "Bo Ek, 58"; or a founding year for a person."""
    if _FOUNDED.match(text, span[0]):
        return bool(_PERSON.search(question.core))
    owner = _BEFORE_AGE.search(text[max(0, span[0] - CLAUSE) : span[0]])
    return owner is not None and not any(matcher.match(owner[1]).best)


def focus(weighed: Weighed, matcher: Matcher, text: str, match: Match) -> tuple[Span, float] | None:
    """
    The span of *text* that is likeliest to be what is wanted: close to the question's words, and exact.

    Returns: the span and how close it stands: weighted share of the terms within three words, less for those further
    away; None when *text* holds no such thing.
    """
    novel = novel_spans(weighed.question, matcher, text)
    if not novel:
        return None
    near = [_near(weighed, match, text, span) for span in novel]
    exact = [precision(weighed.question.kind, text[start:end]) for start, end in novel]
    apt = [_apt(weighed, match, text, span) for span in novel]
    best = max(range(len(novel)), key=lambda n: (near[n] + exact[n] + apt[n], -n))
    return novel[best], near[best]


def _apt(weighed: Weighed, match: Match, text: str, span: Span) -> float:
    """Whether a figure is in a unit asked for, a sum is a price, a number a vote's, or the post is beside a name."""
    question = weighed.question
    words = [term.word for term in question.terms]
    if question.kind is Kind.FIGURE:
        return float(in_unit(words, text, span))
    if question.kind is Kind.AMOUNT:
        return float(is_price(words, text, span))
    if question.kind is Kind.COUNT:
        return float(is_tally(words, text, span))
    if question.kind is not Kind.PERSON or not question.roles:
        return 0.0
    first, last = text.count(" ", 0, span[0]) - BESIDE, text.count(" ", 0, span[1]) + BESIDE
    return float(any(first <= place <= last for place, n in match.places if n in question.roles))


def _near(weighed: Weighed, match: Match, text: str, span: Span) -> float:
    first, last = text.count(" ", 0, span[0]), text.count(" ", 0, span[1])
    reach = [0.0] * len(weighed.weights)
    for place, n in match.places:
        distance = max(first - place, place - last, 0)
        reach[n] = max(reach[n], 1.0 if distance <= 3 else 3 / distance)
    return share(weighed, reach)


_BEFORE_AGE = re.compile(r"((?:[^\W\d_a-z][\w.'’-]+ ?)+)(?:, | \()$")
_FOUNDED = re.compile("found|built|establish|creat|open", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|him|his|she|her|hers)\b", re.IGNORECASE)
"""Who cannot have been founded."""


def novel_spans(question: Question, matcher: Matcher, text: str) -> list[Span]:
    """Where *text* holds the wanted sort of thing in words that the question did not use itself."""
    found = []
    counted = question.kind in (Kind.COUNT, Kind.FIGURE)
    units = units_asked((term.word for term in question.terms), question.text) if counted else ()
    is_over = question.kind is Kind.DURATION and _is_over(question)
    was = question.kind is Kind.DATE and _WAS.search(question.core)
    wanted = spans(question.kind, text)
    if question.kind is Kind.COUNT and _ASKS_OPINIONS.search(question.text):
        wanted = (*wanted, *spans(Kind.PERCENT, text))
    for start, end in wanted[:MOST_SPANS]:
        # "down since 12:40" tells nothing of how long it was, once it is up again
        if is_over and text[start:end].lower().startswith("since"):
            continue
        if was and _TO_COME.search(text[max(0, start - CLAUSE) : start]):
            continue
        if question.kind is Kind.AGE and _of_another_person(question, matcher, text, (start, end)):
            continue
        if question.kind is Kind.DATE and _of_another_act(question, matcher, text, (start, end)):
            continue
        if counted and in_other_unit(question.kind, units, text, (start, end)):
            continue
        words = _stems(text[start:end], "en")
        if matcher.spells(text[start:end]):
            continue
        if any(not any(strength >= MISSPELT for _, strength in matcher.strengths(word)) for word in words):
            found.append((start, end))
    return found
