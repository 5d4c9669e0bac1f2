"""Sentences of documents held in memory, found by their words: for measuring on anybody's texts, and for tests."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from itertools import islice
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.model import DocId, Document, Quote
from bot.text.sentences import sentences
from bot.text.words import stem, tokens

SHORT = 5
"""Letters up to which a term may differ by one edit only; from here on a common beginning makes two terms alike."""


class MemoryPassages:
    """Implements ports.Passages."""

    def __init__(self, documents: Collection[Document]) -> None:
        self._documents = {document.id: document for document in documents}
        self._quotes = [
            Quote(document.id, span.start, span.end, span.text)
            for document in self._documents.values()
            for span in sentences(document.text, document.language)
        ]
        self._at = {(quote.doc, quote.start): n for n, quote in enumerate(self._quotes)}
        self._holders: dict[str, list[int]] = defaultdict(list)
        for n, quote in enumerate(self._quotes):
            language = self._documents[quote.doc].language or "en"
            for term in dict.fromkeys(stem(token, language) for token in tokens(quote.text)):
                self._holders[term].append(n)
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for term in self._holders:
            self._by_letter[term[0]].append(term)

    async def find(self, terms: Sequence[str], limit: int) -> list[Quote]:
        """Sentences that hold some of *terms*, those with most and rarest terms first."""
        total = len(self._quotes)
        known = [term for term in dict.fromkeys(terms) if term in self._holders]
        rare = [term for term in known if len(self._holders[term]) <= max(total / 20, limit)]
        scores: Counter[int] = Counter()
        for term in rare or known:
            for n in self._holders[term]:
                scores[n] += 0
        for term in known:
            weight = log(1 + total / len(self._holders[term]))
            for n in self._holders[term]:
                if n in scores:
                    scores[n] += weight  # type: ignore[assignment]
        return [self._quotes[n] for n, _ in scores.most_common(limit)]

    async def around(self, quote: Quote) -> tuple[Quote | None, Quote | None]:
        """The sentences before and after one in its document."""
        n = self._at[(quote.doc, quote.start)]
        return self._same(quote, n - 1), self._same(quote, n + 1)

    def _same(self, quote: Quote, n: int) -> Quote | None:
        inside = 0 <= n < len(self._quotes) and self._quotes[n].doc == quote.doc
        return self._quotes[n] if inside else None

    async def documents(self, docs: Collection[DocId]) -> dict[DocId, Document]:
        """Those documents."""
        return {doc: self._documents[doc] for doc in docs if doc in self._documents}

    async def counts(self, terms: Collection[str]) -> tuple[int, dict[str, int]]:
        """How many sentences there are, and how many hold each term."""
        return len(self._quotes), {term: len(self._holders.get(term, ())) for term in terms}

    async def near(self, term: str, limit: int) -> list[str]:
        """Stored terms that *term* may be a misspelling or another form of, likeliest first."""
        return list(islice(alike(term, self._by_letter.get(term[:1], ())), limit))

    async def size(self) -> int:
        """How many documents can be quoted."""
        return len(self._documents)


def alike(term: str, vocabulary: Collection[str]) -> list[str]:
    """Those terms of *vocabulary* that *term* may be a misspelling or another form of, likeliest first."""
    if len(term) < 3:
        return []
    edits = 1 if len(term) <= SHORT else 2
    close = process.extract(term, vocabulary, scorer=OSA.distance, score_cutoff=edits, limit=None)
    distances = {str(found): float(distance) for found, distance, _ in close if len(str(found)) > 2}
    for other in vocabulary:
        shorter, longer = sorted((term, other), key=len)
        if len(shorter) >= SHORT and longer.startswith(shorter):
            distances.setdefault(other, edits + 0.5)
    distances.pop(term, None)
    return sorted(distances, key=lambda other: (distances[other], other))
