"""From a question to its answer: asks the store for sentences and lets the pure parts decide."""

from dataclasses import dataclass

from bot.lookup.answer import answer
from bot.lookup.match import Match, Matcher, Passage, Weighed, weigh
from bot.lookup.query import Question, initials, unknown, with_forms
from bot.lookup.related import related
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
    """A weighed question, and the sentences that may answer it with how their documents match."""

    weighed: Weighed
    passages: tuple[tuple[Passage, Match], ...]


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
    total, counts = await passages.counts(stems | forms | wider | set(initials(question)))
    weighed = weigh(question, total, counts)
    terms = sorted((term for term in stems | forms | wider if counts.get(term)), key=lambda term: (counts[term], term))
    found = await passages.find(terms, CANDIDATES)
    order = list(dict.fromkeys(quote.doc for quote in found))[:DOCUMENTS]
    documents = await passages.documents(order)
    matcher = Matcher(question)
    return Gathered(
        weighed, tuple(_with_neighbours(matcher, found, [documents[doc] for doc in order if doc in documents]))
    )


def _with_neighbours(matcher: Matcher, found: list[Quote], documents: list[Document]) -> list[tuple[Passage, Match]]:
    gathered = []
    for document in documents:
        wanted = {quote.start for quote in found if quote.doc == document.id}
        whole = matcher.match(f"{document.title}\n{document.text}", document.language or "en")
        gathered += [(passage, whole) for passage in cut(document) if _near(passage, wanted)]
    return gathered


def _near(passage: Passage, wanted: set[int]) -> bool:
    around = (passage.quote, passage.before, passage.after)
    return any(quote is not None and quote.start in wanted for quote in around)


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
