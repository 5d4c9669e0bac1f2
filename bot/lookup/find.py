"""From a question to its answer: asks the store for sentences and lets the pure parts decide."""

from dataclasses import dataclass, replace
from functools import lru_cache

from bot.lookup.answer import answer
from bot.lookup.match import Passage, Weighed, weigh
from bot.lookup.query import Question, initials, unknown, with_forms
from bot.lookup.related import related
from bot.lookup.subject import subjects
from bot.model import Answer, Document, Quote
from bot.ports import Passages
from bot.text.sentences import sentences

CANDIDATES = 200
"""Sentences that are asked for: the right one is among them nearly always, and weighing them takes milliseconds."""

DOCUMENTS = 40
"""Documents that are read in full, in the order of their best sentences."""

MISSPELLINGS = 4
"""Stored words that one unknown word may stand for."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A weighed question, and the sentences that may answer it."""

    weighed: Weighed
    passages: tuple[Passage, ...]


async def find(passages: Passages, question: Question) -> Answer:
    """Answer *question* from what is stored."""
    gathered = await gather(passages, question)
    return answer(gathered.weighed, gathered.passages, await passages.size())


async def gather(passages: Passages, question: Question) -> Gathered:
    """The sentences that may answer *question*: those that hold its words, and their neighbours."""
    stems = {term.stem for term in question.terms}
    _, counts = await passages.counts(stems)
    near = {term.stem: await passages.near(term.stem, MISSPELLINGS) for term in unknown(question, counts)}
    question = with_forms(question, near)
    wider = {other for term in question.terms for other in related(term.stem)}
    forms = {form for term in question.terms for form in term.forms}
    driving = stems | forms | wider | set(initials(question))
    total, counts = await passages.counts(driving)
    weighed = weigh(question, total, counts)
    terms = sorted((term for term in driving if counts.get(term)), key=lambda term: (counts[term], term))
    found = await passages.find(terms, CANDIDATES)
    order = list(dict.fromkeys(quote.doc for quote in found))[:DOCUMENTS]
    documents = await passages.documents(order)
    gathered = _with_neighbours(found, [documents[doc] for doc in order if doc in documents])
    return Gathered(replace(weighed, named=subjects(question, gathered)), gathered)


def _with_neighbours(found: list[Quote], documents: list[Document]) -> tuple[Passage, ...]:
    wanted: dict[str, set[int]] = {}
    for quote in found:
        wanted.setdefault(quote.doc, set()).add(quote.start)
    return tuple(passage for document in documents for passage in cut(document) if _near(passage, wanted[document.id]))


def _near(passage: Passage, wanted: set[int]) -> bool:
    around = (passage.quote, passage.before, passage.after)
    return any(quote is not None and quote.start in wanted for quote in around)


@lru_cache(maxsize=500)
def cut(document: Document) -> list[Passage]:
    """All sentences of a document, each with its neighbours."""
    quotes = [
        Quote(document.id, span.start, span.end, span.text)
        for span in sentences(document.text, document.language or "en")
    ]
    befores = [None, *quotes[:-1]]
    afters = [*quotes[1:], None]
    return [
        Passage(quote, document, before, after, place)
        for place, (quote, before, after) in enumerate(zip(quotes, befores, afters, strict=True))
    ]
