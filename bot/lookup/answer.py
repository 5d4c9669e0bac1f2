"""
Decides what `/fact` says: orders sentences by how well they fit, tells whether the best one answers at all, and lets
the other side speak where sources differ.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from heapq import nlargest
from operator import attrgetter, mul

from bot.lookup.agreement import RIVAL, RIVAL_COVER_SAID, WORTH_SHOWING, Sides, sides, sure
from bot.lookup.answer_kinds import Kind
from bot.lookup.claim import own_claim
from bot.lookup.confidence import signs
from bot.lookup.focus import act, focus
from bot.lookup.neighbours import neighbour
from bot.lookup.query import FRAMING
from bot.lookup.ranked_sentence import Ranked, origin, part_of, same, wanted
from bot.lookup.sentence_fit import Features, features, gives_reason, held
from bot.lookup.stance import asks_still, negative, reverses, tells_the_end
from bot.lookup.subject import of_another, speaks_of
from bot.lookup.weighed import Passage, Weighed, share, whole
from bot.lookup.weights import learned
from bot.lookup.word_fit import EXACT, Matcher
from bot.model import Answer, AnswerQuote, Document, Quote
from bot.text.analysis.names import names
from bot.text.analysis.odds import chance
from bot.text.summary.standalone import stands_alone

QUOTES = 10
SHOWN = 3
SHOWN_SIDES = 4
SHOWN_PERHAPS = 3
LONGEST_QUOTE = 90
"""Words of a quote; a longer sentence is cut to the part around the asked words."""

LONGEST_LETTERS = 1_500
"""Characters of a quote: where words are not parted by blanks, or are none, a sentence may be an article."""

WEIGHED_IN_FULL = 28
"""Sentences whose features are all looked at: looking at more changed no figure that we measure, and takes time."""

_VALUES = attrgetter(*(row.name for row in fields(Features)))


ENOUGH = 0.38
"""Confidence from which the bot says that it found an answer: chosen where right replies
to questions typed in chats stop growing, silence where there is no answer included."""

SURE = 0.55
"""Confidence from which an answer needs no caveat: below it the first quote is right hardly more often than not."""

NEAREST = 0.11
"""Confidence from which a sentence that does not answer is shown as the nearest: below it helps nobody."""

PERHAPS = 0.23
"""Confidence from which the nearest may well answer: one in three does, by corpora left out."""

MOST_SUPPORT = 3
"""Other documents from which on more of them add nothing."""

NEARLY = 0.45
"""Share of the best sentence's odds from which on the day tells which one comes first, asked how things stand."""

ALL = 0.9
"""Share of a question that a sentence must hold, title included, to be news of the matter."""

NEWS = "news"
"""The agreement of what several sources tell last of a matter: each tells its own."""

NO_REASON = "no reason"
"""The agreement of sentences none of which says why, which is asked."""

LEAST_SHARED = 2
"""Words of a question that a title must share to say what matter it is about: one alone may name anybody's."""

MOST_OF = 2 / 3
"""Share of these that the title of a newer report must have."""

NEVER = datetime.min.replace(tzinfo=UTC)

_FIGURES = re.compile(r"\d+")

_BORN = re.compile(r"\b(?:born|birth|die[ds]?|death)\b", re.IGNORECASE)
_LIFE = re.compile(r"\((?:[^\W\d]{1,8}\.? )?\d{3,4} ?[–-] ?\d{3,4}\)")
"""Years of birth and death behind a name, which no word goes with."""

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
    passages = tuple(gathered)
    found = ranked(weighed, matcher, passages)
    if not found:
        return Answer(question.text, (), 0.0, False, "nothing" if question.terms else "no question")
    score = confidence(weighed, found)
    still = asks_still(question.text)
    if question.of_now or still:
        found = newest_first(question.text, found)
    if still:
        found = end_first(weighed, matcher, found)
    news = newest(found) if question.news else []
    voices = told_newest(news, found) if news else sides(weighed, matcher, found)
    told = [(one, side, id(one) in voices.agreeing) for one, side in voices.ordered]
    told = told if news else _with_neighbour(told, found)
    found = [one for one, *_ in told]
    quotes = tuple(
        _quoted(weighed, matcher, one, side, agrees=agrees, fit=part_of(one, found[0]))
        for one, side, agrees in told[:QUOTES]
    )
    # in other languages few of the words are known that tell a cause: there it is not asked for
    why = [question.kind is Kind.REASON and one.passage.document.read_in.startswith("en") for one in found]
    reasoned = [not asked or gives_reason(one.text) for one, asked in zip(found[:SHOWN_PERHAPS], why, strict=False)]
    answered = bool(news) or (score >= ENOUGH and found[0].speaks and found[0].to_the_point and reasoned[0])
    agreement = voices.agreement if any(reasoned) else NO_REASON
    doubted = question.kind is Kind.DATE and not _tells_the_act(weighed, matcher, found[0].passage)
    made = Answer(question.text, quotes, score, answered, agreement, voices.sources, voices.notes, doubted=doubted)
    documents = {one.document.id: one.document for one in passages}.values()
    return replace(made, newer=newer(weighed, matcher, shown(made), documents)) if answered and not news else made


def newer(
    weighed: Weighed, matcher: Matcher, quotes: Sequence[AnswerQuote], documents: Iterable[Document]
) -> Document | None:
    """
    The newest report on what the first quote's title shares with the question, if it is newer than all *quotes*.

    What was said may have been overtaken: whoever asks when the festival is should see that it moves. Of whom or what
    is asked it must tell: the quarter of another company is no news of this one.
    """
    question = weighed.question
    asked = [n for n, term in enumerate(question.terms[: question.asked]) if term.weight > FRAMING]

    def named(one: Document) -> set[int]:
        told = matcher.match(one.title, one.read_in).best
        return {n for n in asked if told[n] >= EXACT}

    matter = named(quotes[0].document)
    told = max((quote.document.published or NEVER for quote in quotes), default=NEVER)
    if len(matter) < LEAST_SHARED or any(quote.document.note for quote in quotes):
        return None
    later = [one for one in documents if not one.note and (one.published or NEVER) > told]
    written = names(f"{quotes[0].document.title}\n{quotes[0].quote.text}", language=quotes[0].document.read_in)
    called = {part for name in written for part in name.key.split()}
    whose = {n for n in matter if question.terms[n].name or question.terms[n].word in called}
    shared = ((one, named(one) & matter) for one in later)
    on_it = [one for one, both in shared if whose <= both and len(both) >= MOST_OF * len(matter)]
    return max(on_it, key=lambda one: (one.published or NEVER, one.id), default=None)


def _tells_the_act(weighed: Weighed, matcher: Matcher, passage: Passage) -> bool:
    """Whether a sentence, with title and the one before, has a word of what happened, where the question has one."""
    asked = act(weighed.question, weighed.named)
    around = (passage.quote.text, passage.document.title, passage.before.text if passage.before else "")
    told = [matcher.match(text, passage.document.read_in).best for text in around]
    in_brackets = _BORN.search(weighed.question.core) and _LIFE.search(passage.quote.text)
    return not asked or bool(in_brackets) or any(best[n] for best in told for n in asked)


def _with_neighbour(
    told: list[tuple[Ranked, str, bool]], best_first: Sequence[Ranked]
) -> list[tuple[Ranked, str, bool]]:
    """Sentences with their sides, the first as one with what stands beside it and fits; not where the two differ."""
    first, side, agrees = told[0]
    found = neighbour(best_first) if first is best_first[0] else None
    if found is None or any(one is found[0] and other not in ("", side) for one, other, _ in told):
        return told
    rest = [row for row in told[1:] if row[0] is not found[0]]
    return [(replace(first, passage=found[1]), side, agrees), *rest]


def newest_first(question: str, best_first: Sequence[Ranked]) -> list[Ranked]:
    """
    The sentences with the newest of those that fit nearly as well as the best before all others.

    One that says the reverse of what is asked need not fit as well: asked whether it is down, "It is up again" counts.
    """
    best = best_first[0]
    near = [one for one in best_first if _counts(question, one, best)]
    first = max(near, key=_day)
    if _day(first) <= _day(best):
        return list(best_first)
    # it leads with the best one's fit, by which all others are judged
    return [replace(first, fit=best.fit), *(one for one in best_first if one is not first)]


def end_first(weighed: Weighed, matcher: Matcher, best_first: Sequence[Ranked]) -> list[Ranked]:
    """The sentences with the newest first that tells that what is asked about is over; not if the best one is newer."""
    best, asked = best_first[0], set(act(weighed.question, weighed.named))
    over = []
    for one in best_first:
        places = [place for place, n in matcher.match(one.text).places if n in asked]
        on_it = one is best or (one.speaks and one.features.cover >= RIVAL_COVER_SAID * best.features.cover)
        if on_it and tells_the_end(one.text, places) and part_of(one, best) >= RIVAL and _day(one) >= _day(best):
            over.append(one)
    if not over:
        return list(best_first)
    first = max(over, key=_day)
    return [replace(first, fit=best.fit), *(one for one in best_first if one is not first)]


def newest(best_first: Sequence[Ranked]) -> list[Ranked]:
    """
    What is told last of that which the question names: of each of the newest documents the first sentence on it, before
    others one that holds the name itself and not only its title.

    Background notes have no day, and are no news.
    """
    on_it = [one for one in best_first if one.speaks and _tells(one)]
    firsts: dict[str, Ranked] = {}
    for one in sorted(on_it, key=lambda one: (one.features.cover < ALL, one.passage.place)):
        firsts.setdefault(one.passage.quote.doc, one)
    return sorted(firsts.values(), key=lambda one: (_day(one), one.fit), reverse=True)[:SHOWN]


def _tells(one: Ranked) -> bool:
    """Whether it is a dated statement of a feed that holds all that is asked."""
    seen, document = one.features, one.passage.document
    dated = document.published is not None and not document.note
    return dated and one.to_the_point and seen.cover + seen.title >= ALL and not (seen.asks or seen.heading)


def told_newest(news: Sequence[Ranked], ranked: Sequence[Ranked]) -> Sides:
    """All sentences with the newest first, which need not agree: each tells its own."""
    ordered = [*news, *(one for one in ranked if not any(one is other for other in news))]
    origins = len({one.origin for one in news})
    agreement = NEWS if origins > 1 else "one source"
    return Sides(tuple((one, "") for one in ordered), frozenset(map(id, news)), agreement, origins, notes=False)


def _counts(question: str, one: Ranked, best: Ranked) -> bool:
    if one is best:
        return True
    least = RIVAL if reverses(question, one.text) else NEARLY
    return one.speaks and part_of(one, best) >= least


def _day(one: Ranked) -> datetime:
    return one.passage.document.published or NEVER


def ranked(weighed: Weighed, matcher: Matcher, gathered: Iterable[Passage]) -> list[Ranked]:
    """The likeliest sentences with all that was found out about them, the best first, without copies."""
    return supported(weighed, matcher, _distinct(_rank(weighed, matcher, gathered)))


def _rank(weighed: Weighed, matcher: Matcher, gathered: Iterable[Passage]) -> list[Ranked]:
    found = []
    for passage in _likeliest(weighed, matcher, gathered):
        document = passage.document
        about = matcher.match(whole(document), document.read_in)
        seen = features(weighed, matcher, passage, about)
        speaks = speaks_of(weighed.named, matcher, passage) and not of_another(
            weighed.question, weighed.named, matcher, passage.quote.text
        )
        found.append(Ranked(passage, seen, fit(seen), speaks))
    return sorted(found, key=_order)


def _likeliest(weighed: Weighed, matcher: Matcher, gathered: Iterable[Passage]) -> list[Passage]:
    """The sentences worth all features: those that hold most of the question."""
    if weighed.question.news:
        return nlargest(WEIGHED_IN_FULL, gathered, key=lambda passage: _new(weighed, matcher, passage))
    return nlargest(WEIGHED_IN_FULL, gathered, key=lambda passage: held(weighed, matcher, passage))


def _new(weighed: Weighed, matcher: Matcher, passage: Passage) -> tuple[bool, datetime, float]:
    """What is asked for news of: first all that holds as much, the newest before others."""
    document = passage.document
    both = (matcher.match(text, document.read_in).best for text in (passage.quote.text, document.title))
    all_of_it = share(weighed, list(map(max, *both))) >= ALL
    return all_of_it, document.published or NEVER, held(weighed, matcher, passage)


def fit(found: Features) -> float:
    """How well a sentence fits the question: the weighted sum of its features, the logarithm of its odds."""
    return float(sum(map(mul, learned().rank, _VALUES(found))))


def confidence(weighed: Weighed, best_first: Sequence[Ranked]) -> float:
    """How likely it is, 0 to 1, that the best sentence answers."""
    weights = learned()
    facts = signs(weighed, best_first[0].features, [one.fit for one in best_first])
    return chance(weights.base + sum(map(mul, weights.answers, facts)))


def _distinct(best_first: list[Ranked]) -> list[Ranked]:
    """Without copies: of sentences in nearly the same words only the best stays."""
    kept: list[tuple[Ranked, frozenset[str]]] = []
    for one in best_first:
        words = frozenset(one.text.lower().split())
        if not any(_alike(words, others) and _same_facts(one.text, other.text) for other, others in kept):
            kept.append((one, words))
    return [one for one, _ in kept]


def _same_facts(a: str, b: str) -> bool:
    """Whether two sentences in nearly the same words give the same figures, and both deny or affirm."""
    return _FIGURES.findall(a) == _FIGURES.findall(b) and negative(a) == negative(b)


def supported(weighed: Weighed, matcher: Matcher, likeliest: list[Ranked]) -> list[Ranked]:
    """The sentences in their new order, once it is counted how many documents hold the same wanted thing."""
    told = [wanted(weighed, matcher, one) for one in likeliest]
    raised = []
    for one, own in zip(likeliest, told, strict=True):
        with_it = zip(likeliest, told, strict=True) if own is not None else ()
        others = {other.passage.document.id for other, theirs in with_it if same(own, theirs)}
        others.discard(one.passage.document.id)
        if others:
            found = replace(one.features, support=min(len(others), MOST_SUPPORT) / MOST_SUPPORT)
            one = replace(one, features=found, fit=fit(found))
        raised.append(one)
    return sorted(raised, key=_order)


def _order(one: Ranked) -> tuple[bool, float, str, int]:
    # what cannot answer hides nothing that can, however well it fits
    return not one.to_the_point, -one.fit, one.passage.quote.doc, one.passage.quote.start


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    shared = len(a & b)
    return shared >= SAME_WORDS * (len(a) + len(b) - shared)


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
        on_topic=one.speaks,
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
        nearest = tuple(quote for quote in found.quotes if quote.on_topic)
        return nearest[:SHOWN_PERHAPS] if perhaps(found) else nearest[:1] if found.score >= NEAREST else ()
    if found.agreement == "differ":
        chosen = [quote for quote in found.quotes if quote.side][:SHOWN_SIDES]
    else:
        chosen = _voices([quote for quote in found.quotes if quote.agrees])[:SHOWN]
    return tuple(chosen)


def perhaps(found: Answer) -> bool:
    """
    Whether what is shown may well answer, though it is not sure enough to say so.

    The score is that of the first quote. Where that one is about somebody else, the others are right in 4 of 63.
    """
    return not found.answered and found.score >= PERHAPS and bool(found.quotes) and found.quotes[0].on_topic


def sure_of(found: Answer) -> bool:
    """Whether an answer is shown without a caveat. News of a matter are what was asked for, however they fit."""
    return found.agreement == NEWS or (found.score >= SURE and not found.doubted)


def _voices(agreeing: Sequence[AnswerQuote]) -> list[AnswerQuote]:
    """One quote of each source, then further ones that fit nearly as well as the best."""
    first = {origin(quote.document): quote for quote in reversed(agreeing)}.values()
    voices = [quote for quote in agreeing if any(quote is one for one in first)]
    return [*voices, *(quote for quote in agreeing if quote not in voices and quote.fit >= WORTH_SHOWING)]
