"""
The sentences of all documents, found by their words.

The index holds stems, made by ``bot/text/words.py``, so that it and a question speak alike in every language. It holds
no text: a sentence is cut from its document, which is the only place that has it.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache
from json import dumps
from typing import Any

from sqlalchemy import TextClause, delete, func, insert, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.lookup.memory import alike, plain
from bot.model import DocId, Document, Entry, Quote, Reach
from bot.storage.rows import row_of
from bot.storage.searching import Search, searches, stored
from bot.storage.tables import entries, feeds, passage_words, passages, seed_documents
from bot.text.sentences import sentences
from bot.text.words import terms

_AT_ONCE = 500

_ALIKE = 2_000
"""Stored terms that a misspelt one is compared with: what is meant is seldom among the rarest."""

# the words of SQLite: a row that is there has its count raised
_COUNT = text(
    "INSERT INTO passage_words(stem, letter, count) VALUES (:stem, :letter, :count)"
    " ON CONFLICT(stem) DO UPDATE SET count = count + excluded.count"
)
_LIKELY = text(
    "SELECT stem FROM passage_words WHERE letter = :letter AND count > 0 AND length(stem) BETWEEN :least AND :most"
    " ORDER BY count DESC LIMIT :limit"
)
_LONGER = text("SELECT stem FROM passage_words WHERE stem > :stem AND stem < :beyond AND count > 0 LIMIT :limit")
# in one statement, since each costs as much as finding some hundred rows
_COUNTED = text(
    "SELECT NULL, coalesce(max(id), 0) FROM passages UNION ALL"
    " SELECT stem, count FROM passage_words WHERE stem IN (SELECT value FROM json_each(:stems))"
)
_SPANS = text(
    'SELECT doc, start, "end" FROM passages WHERE doc IN (SELECT value FROM json_each(:docs)) ORDER BY doc, place'
)


@lru_cache(maxsize=256)
def _combined(newest: tuple[bool, ...]) -> TextClause:
    """One statement for several searches; its only variable parts are our own numbers."""
    parts = []
    for n, only in enumerate(newest):
        one = f"SELECT rowid AS id, :w{n} AS w FROM passage_index WHERE passage_index MATCH :q{n}"  # noqa: S608
        cut = f"SELECT * FROM ({one} AND rowid > :a{n} ORDER BY rowid DESC LIMIT :limit)"  # noqa: S608
        parts.append(cut if only else one)
    found = " UNION ALL ".join(parts)
    best = f"SELECT id, sum(w) AS w FROM ({found}) GROUP BY id ORDER BY w DESC, id DESC LIMIT :limit"  # noqa: S608
    # substr counts characters from 1; an entry without a text is quoted by its title
    return text(
        f"""
        SELECT p.doc, p.start, p."end", substr(
            coalesce((SELECT CASE e.text WHEN '' THEN e.title ELSE e.text END FROM entries e
                      WHERE p.doc LIKE 'entry:%' AND e.id = CAST(substr(p.doc, 7) AS INTEGER)),
                     (SELECT s.text FROM seed_documents s WHERE s.doc = p.doc)),
            p.start + 1, p."end" - p.start) AS text
        FROM ({best}) b JOIN passages p ON p.id = b.id ORDER BY b.w DESC, b.id DESC"""  # noqa: S608
    )


class SqlPassages:
    """Implements ports.Passages on SQLite's FTS5."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection
        self._counted: dict[str, int] = {}
        """What was counted in this unit, by stored stem: a question asks twice or more for the same."""
        self._total = 0

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
            (number, document.id, place, span.start, span.end)
            for number, (document, place, span) in enumerate(found, first)
        ]
        # past SQLAlchemy, which spends on each row more than SQLite does
        await self._db.exec_driver_sql(
            'INSERT INTO passages(id, doc, place, start, "end") VALUES (?, ?, ?, ?, ?)', rows
        )
        stems = [_indexed(span.text, document.language) for document, _, span in found]
        lines = [(number, " ".join(one)) for number, one in enumerate(stems, first)]
        await self._db.exec_driver_sql("INSERT INTO passage_index(rowid, stems) VALUES (?, ?)", lines)
        await self._count(stems, 1)

    async def remove(self, document: Document) -> None:
        """Take the sentences of *document* out, with the text that was put in."""
        query = select(passages).where(passages.c.doc == document.id)
        rows = (await self._db.execute(query)).mappings().all()
        # the index stores no text, so it must be told what to forget
        forget = text("INSERT INTO passage_index(passage_index, rowid, stems) VALUES ('delete', :id, :stems)")
        stems = [_indexed(document.text[row["start"] : row["end"]], document.language) for row in rows]
        for row, one in zip(rows, stems, strict=True):
            await self._db.execute(forget, {"id": row["id"], "stems": " ".join(one)})
        await self._count(stems, -1)
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

    async def _count(self, sentences_: Sequence[Sequence[str]], by: int) -> None:
        counts = Counter(term for stems in sentences_ for term in set(stems))
        self._counted.clear()
        rows = [{"stem": term, "letter": plain(term)[0], "count": by * count} for term, count in counts.items()]
        if rows:
            await self._db.execute(_COUNT, rows)

    async def find(self, groups: Sequence[Sequence[str]], limit: int) -> list[Quote]:
        """See ports.Passages."""
        total, counts = await self.counts({term for group in groups for term in group})
        known = [kept for group in groups if (kept := [term for term in group if counts.get(term)])]
        if not known:
            return []
        return await self._matching(searches(known, counts, total), limit)

    async def spans(self, docs: Collection[DocId]) -> dict[DocId, list[tuple[int, int]]]:
        """See ports.Passages."""
        found: dict[DocId, list[tuple[int, int]]] = {}
        for doc, start, end in await self._db.execute(_SPANS, {"docs": dumps(list(docs))}):
            found.setdefault(doc, []).append((start, end))
        return found

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
        """See ports.Passages. The number of sentences is that of the last one: few are ever taken out."""
        by_stored = {term: stored(term) for term in terms}
        asked = sorted(set(by_stored.values()) - self._counted.keys())
        if asked or not self._counted:
            rows = (await self._db.execute(_COUNTED, {"stems": dumps(asked)})).all()
            self._total = int(rows[0][1])
            self._counted |= dict.fromkeys(asked, 0) | {stem: int(count) for stem, count in rows[1:]}
        return self._total, {term: self._counted[stem] for term, stem in by_stored.items()}

    async def near(self, term: str, limit: int) -> list[str]:
        """See ports.Passages."""
        one = stored(term)
        if not one:
            return []
        size = {"letter": plain(one)[0], "least": len(one) - 2, "most": len(one) + 2, "limit": _ALIKE}
        found = set((await self._db.execute(_LIKELY, size)).scalars())
        longer = {"stem": one, "beyond": one + "\U0010ffff", "limit": _AT_ONCE}
        found.update((await self._db.execute(_LONGER, longer)).scalars())
        shorter = select(passage_words.c.stem).where(passage_words.c.stem.in_([one[:n] for n in range(1, len(one))]))
        found.update((await self._db.execute(shorter.where(passage_words.c.count > 0))).scalars())
        return list(alike(term, sorted(found))[:limit])

    async def reach(self) -> Reach:
        """See ports.Passages."""
        # a 0 that is part of the statement, so that the index of first sentences can be used
        documents = select(func.count()).select_from(passages).where(passages.c.place == literal_column("0"))
        # one look into an index for each feed, and for each moment
        told = select(entries.c.id).where(entries.c.feed == feeds.c.id).exists()
        sources = select(func.count()).select_from(feeds).where(told)
        moments = (func.min(entries.c.seen), func.max(entries.c.seen))
        parts = (documents, sources, *(select(moment) for moment in moments))
        return Reach(*(await self._db.execute(select(*(part.scalar_subquery() for part in parts)))).one())

    async def _matching(self, wanted: Sequence[Search], limit: int) -> list[Quote]:
        """The likeliest sentences, of equally likely ones the newest first."""
        values: dict[str, int | float | str] = {"limit": limit}
        for n, search in enumerate(wanted):
            values |= {f"q{n}": search.query, f"w{n}": search.weight}
            if search.newest:
                values[f"a{n}"] = search.after
        rows = await self._db.execute(_combined(tuple(one.newest for one in wanted)), values)
        return [Quote(doc, start, end, words) for doc, start, end, words in rows if words is not None]


def _indexed(sentence: str, language: str) -> list[str]:
    return [stored(term) for term in terms(sentence, language or "en")]


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
