"""Sentences of documents held in memory, found by their words: for measuring on anybody's texts, and for tests."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from heapq import nlargest
from itertools import chain
from math import log

from bot.model import DocId, Document, Quote, Reach
from bot.text.analysis.sentences import sentences
from bot.text.analysis.words import plain
from bot.text.analysis.words import terms as content_stems

SHORTEST = 4
"""Letters of a term below which anything would look like it."""

SHORT = 5
"""Letters from which on a common beginning makes two terms alike."""

LONG = 8
"""Letters from which on a term may differ by two edits: in shorter ones two make another word, "stupid", "studi"."""


class MemoryPassages:
    """Implements ports.Passages."""

    def __init__(self, documents: Collection[Document]) -> None:
        self._documents = {document.id: document for document in documents}
        self._quotes = [
            Quote(document.id, span.start, span.end, span.text)
            for document in self._documents.values()
            for span in sentences(document.text, document.language)
        ]
        self._spans: dict[DocId, list[tuple[int, int]]] = defaultdict(list)
        for quote in self._quotes:
            self._spans[quote.doc].append((quote.start, quote.end))
        self._holders: dict[str, list[int]] = defaultdict(list)
        for n, quote in enumerate(self._quotes):
            language = self._documents[quote.doc].read_in
            for term in dict.fromkeys(content_stems(quote.text, language)):
                self._holders[term].append(n)
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for term in self._holders:
            self._by_letter[plain(term)[0]].append(term)

    async def find(self, groups: Sequence[Sequence[str]], limit: int) -> list[Quote]:
        """Sentences that hold some of the terms, those with most and rarest terms first."""
        total = len(self._quotes)
        known = [term for term in dict.fromkeys(chain.from_iterable(groups)) if term in self._holders]
        rare = [term for term in known if len(self._holders[term]) <= max(total / 20, limit)]
        scores = {n: 0.0 for term in rare or known for n in self._holders[term]}
        for term in known:
            weight = log(1 + total / len(self._holders[term]))
            for n in self._holders[term]:
                if n in scores:
                    scores[n] += weight
        best = nlargest(limit, scores, key=lambda n: (scores[n], -n))
        return [self._quotes[n] for n in best]

    async def spans(self, docs: Collection[DocId]) -> dict[DocId, list[tuple[int, int]]]:
        """Where the sentences of those documents begin and end."""
        return {doc: self._spans[doc] for doc in docs if doc in self._spans}

    async def documents(self, docs: Collection[DocId]) -> dict[DocId, Document]:
        """Those documents."""
        return {doc: self._documents[doc] for doc in docs if doc in self._documents}

    async def counts(self, terms: Collection[str]) -> tuple[int, dict[str, int]]:
        """How many sentences there are, and how many hold each term."""
        return len(self._quotes), {term: len(self._holders.get(term, ())) for term in terms}

    async def near(self, term: str, limit: int) -> list[str]:
        """Stored terms that *term* may be a misspelling or another form of, likeliest first."""
        return alike(term, self._by_letter.get(plain(term)[:1], ()))[:limit]

    async def reach(self) -> Reach:
        """How many documents can be quoted, and, notes left out, whose they are and of which days."""
        told = [document for document in self._documents.values() if not document.note]
        days = [document.published for document in told if document.published]
        publishers = {document.publisher for document in told}
        return Reach(len(self._spans), len(publishers), min(days, default=None), max(days, default=None))


def alike(term: str, vocabulary: Collection[str]) -> list[str]:
    """Those terms of *vocabulary* that *term* may be a misspelling or another form of, likeliest first."""
    if len(term) < SHORTEST:
        return []
    meant = plain(term)
    edits = 1 if len(meant) < LONG else 2
    others = {other: plain(other) for other in vocabulary if len(other) >= SHORTEST and other != term}
    # what is much longer or shorter is no misspelling, and comparing it with a long term takes long
    as_long = {other: bare for other, bare in others.items() if abs(len(bare) - len(meant)) <= edits}
    # three MB, for words that stand in no text
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    close = process.extract(meant, as_long, scorer=OSA.distance, score_cutoff=edits, limit=None)
    distances = {other: float(distance) for _, distance, other in close}
    for other, bare in others.items():
        if (bare.startswith(meant) or meant.startswith(bare)) and min(len(meant), len(bare)) >= SHORT:
            distances.setdefault(other, edits + 0.5)
    return sorted(distances, key=lambda other: (distances[other], other))
