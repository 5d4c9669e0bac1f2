"""How well one sentence fits a question: a few features, each 0 to 1, that a person can check by eye."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from bot.lookup.answer_kinds import FIGURE_KINDS, Kind, checkable, precision, spans
from bot.lookup.focus import aptness, focus
from bot.lookup.stance import negative
from bot.lookup.weighed import Passage, Weighed, share, share_of, whole
from bot.lookup.word_fit import Match, Matcher
from bot.text.analysis.names import names
from bot.text.analysis.time_marks import contradicts
from bot.text.lexicon.causes import AIM, IN_PASSING, OF_THE_LAST, PLAINLY

LEAD = 300
"""Characters of a title with what follows: whatever news are about stands there."""

THE_SAME = 0.8
"""Share of a question that a question in a text must hold for the next sentence to reply to it."""

SENTENCE_WORDS, DOCUMENT_WORDS = 30, 300
"""Words of a sentence with its title, and of a document, at which their length tells nothing."""

FIRST_WORDS = 6
"""Words of a sentence among which its subject stands."""

HINTED = frozenset({Kind.REASON, Kind.MANNER, Kind.DEFINITION, Kind.ADVICE})
"""Kinds that are told in many ways: some words hint at them, and their absence tells a little."""

_SAYS_WHAT = frozenset((be, what) for be in ("is", "are", "was", "were") for what in ("a", "an", "the", "one"))

PASSING = 0.5
"""How much a word that may tell a cause counts against one that does."""


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
        around=share_of(weighed.large, context),
        pairs=_pairs(weighed, own),
        okapi=okapi(weighed, (plain, title), SENTENCE_WORDS),
        document=okapi(weighed, (document,), DOCUMENT_WORDS),
        names=_of(known, [n for n, term in enumerate(question.terms) if term.name]),
        both=_subject(weighed, context) * _act(weighed, own.best),
        against=float(contradicts(question.text, text, whole(passage.document), passage.document.published)),
        near=found[1] if found else 0.0,
        exact=precision(kind, text[slice(*found[0])]) if found and kind is Kind.DATE else 0.0,
        apt=aptness(weighed, own, text, found[0]) if found else 0.0,
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
    return share_of(weighed.weights, held_)


def _subject(weighed: Weighed, context: Sequence[float]) -> float:
    """Match of the least matched name; full when none is asked about."""
    return min((context[n] for n in weighed.named), default=1.0)


def _act(weighed: Weighed, best: Sequence[float]) -> float:
    """Share of what is asked about the subject that is held, by rarity at large; full when nothing else is asked."""
    asked = [n for n in range(weighed.question.asked) if n not in weighed.named]
    total = sum(weighed.large[n] for n in asked)
    return sum(weighed.large[n] * best[n] for n in asked) / total if total else 1.0


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
