"""
From a question to its answer: asks the store for sentences and lets the pure parts decide.

What may take long is done in a thread: a question made to be slow keeps nobody else from being answered.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import chain

from bot.lookup.answer import answer
from bot.lookup.answer_kinds import Kind
from bot.lookup.compounds import as_one, parts_to_count, with_parts
from bot.lookup.query import Question, Term, asks_in_another_language, initials, unknown, with_forms
from bot.lookup.subject import subjects
from bot.lookup.synonyms import related
from bot.lookup.weighed import Passage, Weighed, share, weigh
from bot.lookup.word_fit import Matcher
from bot.model import Answer, Document, Quote
from bot.ports import Passages
from bot.text.analysis.idf import background
from bot.text.analysis.words import stems_everywhere
from bot.text.lexicon.common_words import common
from bot.text.lexicon.everyday import in_english

CANDIDATES = 140
"""Sentences that are asked for: the right one is among them nearly always, and weighing them takes milliseconds."""

SENTENCES = 60
"""Of these, those that hold most of the question are looked at with their neighbours."""

DOCUMENTS = 20
"""Documents that are read in full, in the order of their best sentences."""

_AFTER = {Kind.REASON: 3}
"""Sentences after a found one that are looked at as well, where more than one: causes are told after what happened."""

MISSPELLINGS = 4
"""Stored words that one unknown word may stand for."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A weighed question, and the sentences that may answer it."""

    weighed: Weighed
    matcher: Matcher
    passages: tuple[Passage, ...]


async def find(passages: Passages, question: Question) -> Answer:
    """Answer *question* from what is stored."""
    found = await asyncio.to_thread(_answered, await _collected(passages, question))
    return found if found.answered else replace(found, reach=await passages.reach())


async def gather(passages: Passages, question: Question) -> Gathered:
    """The sentences that may answer *question*: those that hold its words, and their neighbours."""
    return await asyncio.to_thread(_named, await _collected(passages, question))


def _answered(collected: Gathered) -> Answer:
    gathered = _named(collected)
    return answer(gathered.weighed, gathered.matcher, gathered.passages)


def _named(collected: Gathered) -> Gathered:
    """The same, once it is known what the question names: its sentences tell that."""
    named = subjects(collected.weighed.question, collected.matcher, collected.passages)
    return replace(collected, weighed=replace(collected.weighed, named=named))


async def _collected(passages: Passages, question: Question) -> Gathered:
    short = sorted(initials(question))
    joined = as_one(question)
    _, counts = await passages.counts({*chain.from_iterable((*groups_of(question), *joined.values())), *short})
    question = with_forms(question, {one: [whole for whole in joined[one] if counts.get(whole)] for one in joined})
    if parts := parts_to_count(question, counts):
        _, more = await passages.counts(parts)
        counts = {**counts, **more}
        question = with_parts(question, counts)
    near = {term.stem: await _meant(passages, question, term) for term in unknown(question, counts)}
    question = with_forms(question, near)
    groups = groups_of(question)
    total, counts = await passages.counts({*chain.from_iterable(groups), *short})
    weighed = weigh(question, total, counts)
    matcher = Matcher(question)
    candidates = await passages.find([*groups, *([one] for one in short)], CANDIDATES)
    found = await asyncio.to_thread(_likeliest, matcher, weighed, candidates)
    order = list(dict.fromkeys(quote.doc for quote in found))
    documents, spans = (await passages.documents(order), await passages.spans(order)) if order else ({}, {})
    gathered = tuple(
        passage
        for doc in order
        if doc in documents
        for passage in _cut(documents[doc], spans.get(doc, ()), found, _AFTER.get(question.kind, 1))
    )
    return Gathered(weighed, matcher, gathered)


async def _meant(passages: Passages, question: Question, term: Term) -> Sequence[str]:
    """The stems that an unknown word may stand for: of English, if it is of another language and no text has it."""
    english = in_english(term.word, question.text)
    # a brand, typed like a name, is a fire in German only
    is_english = common(term.word) or term.stem in background()
    if english and (not is_english or asks_in_another_language(question.text)):
        # stored texts of that language have it by the stem that it has there
        _, counts = await passages.counts(stems_everywhere(term.word))
        if not any(counts.values()):
            return english
    return await passages.near(term.stem, MISSPELLINGS)


def groups_of(question: Question) -> list[list[str]]:
    """For each term the stems that may stand for it, its own first."""
    return [[term.stem, *term.forms, *sorted(related(term.stem))] for term in question.terms]


def _likeliest(matcher: Matcher, weighed: Weighed, found: list[Quote]) -> list[Quote]:
    """Those sentences that hold most of the question, in documents that are few enough to be read."""
    best = nlargest(SENTENCES, found, key=lambda quote: share(weighed, matcher.match(quote.text).best))
    few = set(list(dict.fromkeys(quote.doc for quote in best))[:DOCUMENTS])
    return [quote for quote in best if quote.doc in few]


def _cut(document: Document, spans: Sequence[tuple[int, int]], found: Sequence[Quote], after: int) -> Iterator[Passage]:
    """The found sentences of a document, one before and some after each, all with their neighbours."""
    starts = {quote.start for quote in found if quote.doc == document.id}
    steps = range(-1, after + 1)
    places = {place + step for place, (start, _) in enumerate(spans) if start in starts for step in steps}

    def quote(place: int) -> Quote | None:
        if not 0 <= place < len(spans):
            return None
        start, end = spans[place]
        return Quote(document.id, start, end, document.text[start:end])

    for place in sorted(places):
        if here := quote(place):
            yield Passage(here, document, quote(place - 1), quote(place + 1), place)
