"""
The sentences of all documents, found by their words.

The index holds stems, made by ``bot/text/words.py``, so that it and a question speak alike in every language. It holds
no text: a sentence is cut from its document, which is the only place that has it.
"""

import hashlib
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.lookup.memory import alike
from bot.model import DocId, Document, Entry, Quote
from bot.storage.rows import row_of
from bot.storage.tables import entries, passages, seed_documents
from bot.text.sentences import sentences
from bot.text.words import terms

TOO_COMMON = 0.05
"""A term in a larger share of all sentences drives no search: its list alone is longer than all answers together."""

SMALL = 2_000
"""Up to so many sentences any search is quick, and a share says little: every term may drive."""

_AT_ONCE = 500

_SEARCH = "SELECT rowid FROM passage_index WHERE passage_index MATCH :query ORDER BY rank, rowid DESC LIMIT :limit"


class SqlPassages:
    """Implements ports.Passages on SQLite's FTS5."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def add(self, document: Document) -> None:
        """Make the sentences of *document* searchable."""
        await self.add_all([document])

    async def add_all(self, documents: Sequence[Document]) -> None:
        """The same for many documents, in one go."""
        found = [
            (document, place, span)
            for document in documents
            for place, span in enumerate(sentences(document.text, document.language))
        ]
        if not found:
            return
        first = int((await self._db.execute(select(func.coalesce(func.max(passages.c.id), 0)))).scalar_one()) + 1
        rows = [
            {"id": number, "doc": document.id, "place": place, "start": span.start, "end": span.end}
            for number, (document, place, span) in enumerate(found, first)
        ]
        await self._db.execute(insert(passages), rows)
        index = text("INSERT INTO passage_index(rowid, stems) VALUES (:id, :stems)")
        stems = [
            {"id": number, "stems": _indexed(span.text, document.language)}
            for number, (document, _, span) in enumerate(found, first)
        ]
        await self._db.execute(index, stems)

    async def remove(self, document: Document) -> None:
        """Take the sentences of *document* out, with the text that was put in."""
        query = select(passages).where(passages.c.doc == document.id)
        rows = (await self._db.execute(query)).mappings().all()
        # the index stores no text, so it must be told what to forget
        forget = text("INSERT INTO passage_index(passage_index, rowid, stems) VALUES ('delete', :id, :stems)")
        for row in rows:
            stems = _indexed(document.text[row["start"] : row["end"]], document.language)
            await self._db.execute(forget, {"id": row["id"], "stems": stems})
        await self._db.execute(delete(passages).where(passages.c.doc == document.id))

    async def keep_seeds(self, documents: Sequence[Document]) -> None:
        """Make *documents* the seed corpus: new and changed ones are indexed anew, missing ones leave."""
        stored = {row["doc"]: row for row in (await self._db.execute(select(seed_documents))).mappings()}
        wanted = {document.id: document for document in documents}
        for doc, row in stored.items():
            if doc not in wanted or row["digest"] != _digest(wanted[doc]):
                await self.remove(_seed_of(row))
                await self._db.execute(delete(seed_documents).where(seed_documents.c.doc == doc))
        for doc, document in wanted.items():
            if doc not in stored or stored[doc]["digest"] != _digest(document):
                values = {**row_of(document, "topics"), "doc": doc, "topics": list(document.topics)}
                await self._db.execute(insert(seed_documents).values(**values, digest=_digest(document)))
                await self.add(document)

    async def find(self, terms: Sequence[str], limit: int) -> list[Quote]:
        """See ports.Passages."""
        total, counts = await self.counts(terms)
        known = sorted((term for term in terms if counts.get(term)), key=lambda term: counts[term])
        driving = [term for term in known if total <= SMALL or counts[term] <= TOO_COMMON * total]
        if not driving:
            return []
        found = await self._matching(" OR ".join(_quoted(term) for term in driving), limit)
        return await self._quotes(found)

    async def around(self, quote: Quote) -> tuple[Quote | None, Quote | None]:
        """See ports.Passages."""
        here = select(passages.c.place).where(passages.c.doc == quote.doc, passages.c.start == quote.start)
        place = (await self._db.execute(here)).scalar_one_or_none()
        if place is None:
            return None, None
        near = select(passages).where(passages.c.doc == quote.doc, passages.c.place.in_((place - 1, place + 1)))
        rows = {row["place"]: row for row in (await self._db.execute(near)).mappings()}
        document = (await self.documents({quote.doc}))[quote.doc]
        before, after = (_cut(document, rows[n]) if n in rows else None for n in (place - 1, place + 1))
        return before, after

    async def documents(self, docs: Collection[DocId]) -> dict[DocId, Document]:
        """See ports.Passages."""
        wanted = [int(doc.removeprefix("entry:")) for doc in docs if doc.startswith("entry:")]
        seeds = [doc for doc in docs if not doc.startswith("entry:")]
        found: list[Document] = []
        if wanted:
            rows = (await self._db.execute(select(entries).where(entries.c.id.in_(wanted)))).mappings()
            found.extend(Entry(**row).document for row in rows)
        if seeds:
            query = select(seed_documents).where(seed_documents.c.doc.in_(seeds))
            found.extend(_seed_of(row) for row in (await self._db.execute(query)).mappings())
        return {document.id: document for document in found}

    async def counts(self, terms: Collection[str]) -> tuple[int, dict[str, int]]:
        """See ports.Passages."""
        total = int((await self._db.execute(select(func.count()).select_from(passages))).scalar_one())
        by_stored = {_stored(term): term for term in terms}
        counts: dict[str, int] = {}
        # one look-up a term: the vocabulary table answers "term = ?" from the index, but walks all of it for a list
        for stored, term in by_stored.items():
            row = await self._db.execute(text("SELECT doc FROM passage_terms WHERE term = :term"), {"term": stored})
            counts[term] = int(row.scalar_one_or_none() or 0)
        return total, counts

    async def near(self, term: str, limit: int) -> list[str]:
        """See ports.Passages."""
        first = _stored(term)[:1]
        if not first:
            return []
        query = text("SELECT term FROM passage_terms WHERE term >= :first AND term < :next")
        rows = (await self._db.execute(query, {"first": first, "next": chr(ord(first) + 1)})).scalars().all()
        return list(alike(term, rows)[:limit])

    async def size(self) -> int:
        """See ports.Passages."""
        query = select(func.count(func.distinct(passages.c.doc)))
        return int((await self._db.execute(query)).scalar_one())

    async def _matching(self, query: str, limit: int) -> list[int]:
        found = await self._db.execute(text(_SEARCH), {"query": query, "limit": limit})
        return list(found.scalars())

    async def _quotes(self, ids: Sequence[int]) -> list[Quote]:
        rows: dict[int, Any] = {}
        for n in range(0, len(ids), _AT_ONCE):
            query = select(passages).where(passages.c.id.in_(ids[n : n + _AT_ONCE]))
            rows.update({row["id"]: row for row in (await self._db.execute(query)).mappings()})
        documents = await self.documents({row["doc"] for row in rows.values()})
        return [_cut(documents[rows[n]["doc"]], rows[n]) for n in ids if n in rows and rows[n]["doc"] in documents]


def _cut(document: Document, row: Any) -> Quote:
    return Quote(document.id, row["start"], row["end"], document.text[row["start"] : row["end"]])


def _stored(term: str) -> str:
    """A term as the index holds it: one token, whatever signs it has."""
    return "".join(sign if sign.isalnum() else "_" for sign in term)


def _quoted(term: str) -> str:
    return f'"{_stored(term)}"'


def _indexed(sentence: str, language: str) -> str:
    return " ".join(_stored(term) for term in terms(sentence, language or "en"))


def _digest(document: Document) -> str:
    """Changes when anything of the document, or the way it is indexed, does."""
    parts = (document.title, document.text, document.publisher, document.url, str(document.published))
    return hashlib.sha256(
        "\0".join((*parts, document.language, *document.topics, str(document.note))).encode()
    ).hexdigest()


def _seed_of(row: Any) -> Document:
    return Document(
        id=row["doc"],
        title=row["title"],
        text=row["text"],
        publisher=row["publisher"],
        url=row["url"],
        published=row["published"],
        language=row["language"],
        topics=tuple(row["topics"]),
        note=row["note"],
    )
