"""
The sentences of documents, found by their words, as somebody who reads certain feeds may see them.

Nothing that a reader gets, neither a sentence nor whether a word is known, comes from a feed that is not among those.
The lists of the index are all feeds'; each sentence that they give is looked up before it counts.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.lookup.memory_passages import alike
from bot.model import NOTE, DocId, Document, Entry, Quote, Reach, entry_number, entry_numbers, notes_of
from bot.storage.databases import database_of
from bot.storage.notes import note_of
from bot.storage.search_index import SEEDS, stored
from bot.storage.search_plans import Search, searches
from bot.storage.sentence_index import seed_of
from bot.storage.statements import NUMBERS, TEXTS, listed
from bot.storage.tables import Utc, entries, feed_texts, notes, passages, seed_documents

COUNTED = 2_000
"""
Places that one unit looks at to count words of which a reader may read only some: a millisecond or two. The rarest come
first, and they say most; how frequent the others are is estimated from all feeds.
"""

_MINE = feed_texts.c.feed.in_(listed("feeds", NUMBERS))
_SIZES = select(
    select(func.coalesce(func.max(passages.c.id), 0)).scalar_subquery(),
    func.coalesce(func.sum(feed_texts.c.sentences), 0),
    func.coalesce(func.sum(feed_texts.c.sentences).filter(_MINE), 0),
)
_ENTRIES = select(entries).where(entries.c.id.in_(listed("ids", NUMBERS)))
_SPANS = (
    select(passages.c.doc, passages.c.start, passages.c.end)
    .where(passages.c.doc.in_(listed("docs", TEXTS)), passages.c.feed.in_(listed("feeds", NUMBERS)))
    .order_by(passages.c.doc, passages.c.place)
)
_REACH = select(
    func.coalesce(func.sum(feed_texts.c.documents), 0),
    func.count().filter(feed_texts.c.feed > SEEDS),
    func.min(feed_texts.c.oldest, type_=Utc),
    func.max(feed_texts.c.newest, type_=Utc),
).where(_MINE)


class _Sizes(NamedTuple):
    """The number of the newest sentence, and how many there are: in all, and for the reader."""

    last: int
    all: int
    readable: int


class SqlPassages:
    """Implements ports.Passages for a reader of *feeds*; *after* and *since* as in ports.Unit."""

    def __init__(
        self, connection: AsyncConnection, feeds: Collection[int], after: int = 0, since: datetime | None = None
    ) -> None:
        self._db = connection
        self._index = database_of(connection).search_index(connection)
        self._after = after
        self._since = since
        self._feeds = frozenset({*feeds, SEEDS})
        self._readable = sorted(self._feeds)
        self._known_sizes: _Sizes | None = None
        self._counted: dict[str, int] = {}
        """What was counted in this unit, by stored stem: a question asks twice or more for the same."""
        self._lists: dict[str, int] = {}
        """How long the lists of these stems are, whoever may read what is in them: what reading one costs."""
        self._left = COUNTED

    async def find(self, groups: Sequence[Sequence[str]], limit: int) -> list[Quote]:
        """See ports.Passages."""
        total, counts = await self.counts({term for group in groups for term in group})
        known = [kept for group in groups if (kept := [term for term in group if counts.get(term)])]
        if not known:
            return []
        lists = {term: self._lists[stored(term)] for group in known for term in group}
        return await self._matching(searches(known, counts, total, lists, (await self._sizes()).last), limit)

    async def spans(self, docs: Collection[DocId]) -> dict[DocId, list[tuple[int, int]]]:
        """See ports.Passages."""
        found: dict[DocId, list[tuple[int, int]]] = {}
        rows = await self._db.execute(_SPANS, {"docs": list(docs), "feeds": self._readable})
        for doc, start, end in rows.all():
            found.setdefault(doc, []).append((start, end))
        return found

    async def documents(self, docs: Collection[DocId]) -> dict[DocId, Document]:
        """See ports.Passages."""
        wanted = entry_numbers(docs)
        told = [int(doc.removeprefix(NOTE)) for doc in docs if doc.startswith(NOTE)]
        seeds = [doc for doc in docs if entry_number(doc) is None and not doc.startswith(NOTE)]
        found: list[Document] = []
        if wanted:
            rows = (await self._db.execute(_ENTRIES, {"ids": list(wanted)})).mappings()
            found.extend(Entry(**row).document for row in rows if row["feed"] in self._feeds)
        if told:
            rows = (await self._db.execute(select(notes).where(notes.c.id.in_(told)))).mappings()
            found.extend(note_of(row).document for row in rows if notes_of(row["chat"]) in self._feeds)
        if seeds:
            query = select(seed_documents).where(seed_documents.c.doc.in_(seeds))
            found.extend(seed_of(row) for row in (await self._db.execute(query)).mappings())
        return {document.id: document for document in found}

    async def counts(self, terms: Collection[str]) -> tuple[int, dict[str, int]]:
        """See ports.Passages."""
        by_stored = {term: stored(term) for term in terms}
        if asked := sorted(set(by_stored.values()) - self._counted.keys()):
            await self._count(asked)
        return (await self._sizes()).readable, {term: self._counted[stem] for term, stem in by_stored.items()}

    async def near(self, term: str, limit: int) -> list[str]:
        """See ports.Passages."""
        one = stored(term)
        if not one:
            return []
        found = await self._index.like(one)
        found.update(one[:n] for n in range(1, len(one)))
        likely = alike(term, sorted(found))
        _, counts = await self.counts(likely)
        return [other for other in likely if counts[other]][:limit]

    async def reach(self) -> Reach:
        """See ports.Passages."""
        return Reach(*(await self._db.execute(_REACH, {"feeds": self._readable})).one())

    async def _sizes(self) -> _Sizes:
        if self._known_sizes is None:
            last, whole, mine = (await self._db.execute(_SIZES, {"feeds": self._readable})).one()
            self._known_sizes = _Sizes(last, int(whole), int(mine))
        return self._known_sizes

    async def _count(self, stems: Sequence[str]) -> None:
        """Count sentences that may be read; what only others' feeds hold is held by none."""
        sizes = await self._sizes()
        self._counted |= dict.fromkeys(stems, 0)
        mixed: list[str] = []
        for stem, length, holders in await self._index.held(stems):
            self._lists[stem] = length
            feeds = holders if sizes.readable < sizes.all else frozenset()
            if feeds is not None and feeds <= self._feeds:
                self._counted[stem] = length
            elif feeds is None or feeds & self._feeds:
                # they come in the order of their lengths: as many as may be are looked at
                mixed.append(stem)
                self._counted[stem] = max(1, round(length * sizes.readable / sizes.all))
        few: list[str] = []
        for stem in mixed:
            self._left -= self._lists[stem]
            if self._left < 0:
                break
            few.append(stem)
        if few:
            self._counted |= await self._index.count(few, self._feeds)

    async def _matching(self, wanted: Sequence[Search], limit: int) -> list[Quote]:
        """The likeliest sentences, of equally likely ones the newest first."""
        sizes = await self._sizes()
        feeds = None if sizes.readable == sizes.all else self._feeds
        return [Quote(*found) for found in await self._index.search(wanted, limit, feeds, self._after, self._since)]
