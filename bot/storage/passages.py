"""
The sentences of documents, found by their words, as somebody who reads certain feeds may see them.

Nothing that a reader gets, neither a sentence nor whether a word is known, comes from a feed that is not among those.
The lists of the index are all feeds'; each sentence that they give is looked up before it counts.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from json import dumps
from typing import NamedTuple

from sqlalchemy import TextClause, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.lookup.memory_passages import alike, plain
from bot.model import DocId, Document, Entry, Quote, Reach
from bot.storage.search_plans import Search, searches, stored
from bot.storage.sentence_index import SEEDS, holders, seed_of
from bot.storage.tables import Utc, entries, feed_texts, seed_documents

_LONGEST_LIST = 500
"""Stored terms that begin with a misspelt one, at most."""

_ALIKE = 2_000
"""Stored terms that a misspelt one is compared with: what is meant is seldom among the rarest."""

COUNTED = 2_000
"""
Places that one unit looks at to count words of which a reader may read only some: a millisecond or two. The rarest come
first, and they say most; how frequent the others are is estimated from all feeds.
"""

_READABLE = "(SELECT value FROM json_each(:feeds))"
_SEEN_SINCE = (
    f"p.feed <> {SEEDS} AND (SELECT e.seen FROM entries e WHERE e.id = CAST(substr(p.doc, 7) AS INTEGER)) >= :since"  # noqa: S608
)
_LIKELY = text(
    "SELECT stem FROM passage_words WHERE letter = :letter AND count > 0 AND length(stem) BETWEEN :least AND :most"
    " ORDER BY count DESC LIMIT :limit"
)
_LONGER = text("SELECT stem FROM passage_words WHERE stem > :stem AND stem < :beyond AND count > 0 LIMIT :limit")
_COUNTED = text(
    "SELECT stem, count, feeds FROM passage_words"
    " WHERE stem IN (SELECT value FROM json_each(:stems)) AND count > 0 ORDER BY count, stem"
)
_SIZES = text(
    "SELECT coalesce((SELECT max(id) FROM passages), 0), total(sentences),"  # noqa: S608 - no part of it varies
    f" total(sentences) FILTER (WHERE feed IN {_READABLE}) FROM feed_texts"
)
_SPANS = text(
    'SELECT doc, start, "end" FROM passages WHERE doc IN (SELECT value FROM json_each(:docs))'  # noqa: S608 - the same
    f" AND feed IN {_READABLE} ORDER BY doc, place"
)


@lru_cache(maxsize=256)
def _combined(newest: tuple[bool, ...], *, everything: bool, dated: bool) -> TextClause:
    """One statement for several searches; its only variable parts are our own numbers."""
    allowed = [] if everything else [f"p.feed IN {_READABLE}"]
    allowed += [_SEEN_SINCE] if dated else []
    # cut off only after what may not be read is out, or one feed's flood would hide all others
    join = "CROSS JOIN passages p ON p.id = i.rowid" if allowed else ""
    which = " AND ".join(["i.rowid > :a{n}", *allowed])
    parts = []
    for n, only in enumerate(newest):
        one = f"SELECT i.rowid AS id, :w{n} AS w FROM passage_index i"  # noqa: S608
        match = f"WHERE passage_index MATCH :q{n} AND"
        cut = f"SELECT * FROM ({one} {join} {match} {which.format(n=n)} ORDER BY i.rowid DESC LIMIT :limit)"  # noqa: S608
        parts.append(cut if only else f"{one} {match} i.rowid > :a{n}")
    best = f"SELECT id, sum(w) AS w FROM ({' UNION ALL '.join(parts)}) GROUP BY id"  # noqa: S608
    if allowed:
        mine = f"JOIN passages p ON p.id = i.id WHERE {' AND '.join(allowed)}"
        best = f"SELECT i.id AS id, i.w AS w FROM ({best}) i {mine}"  # noqa: S608
    # substr counts characters from 1; an entry without a text is quoted by its title
    statement = text(
        f"""
        SELECT p.doc, p.start, p."end", substr(
            coalesce((SELECT CASE e.text WHEN '' THEN e.title ELSE e.text END FROM entries e
                      WHERE p.doc LIKE 'entry:%' AND e.id = CAST(substr(p.doc, 7) AS INTEGER)),
                     (SELECT s.text FROM seed_documents s WHERE s.doc = p.doc)),
            p.start + 1, p."end" - p.start) AS text
        FROM ({best} ORDER BY w DESC, id DESC LIMIT :limit) b
        JOIN passages p ON p.id = b.id ORDER BY b.w DESC, b.id DESC"""  # noqa: S608
    )
    return statement.bindparams(bindparam("since", type_=Utc)) if dated else statement


@lru_cache(maxsize=64)
def _places(lists: int) -> TextClause:
    """One statement that counts the sentences in several lists that may be read."""
    one = f"CROSS JOIN passages p ON p.id = i.rowid WHERE passage_index MATCH :q{{n}} AND p.feed IN {_READABLE}"
    return text(
        " UNION ALL ".join(
            f"SELECT {n}, count(*) FROM passage_index i {one.format(n=n)}"  # noqa: S608
            for n in range(lists)
        )
    )


class _Sizes(NamedTuple):
    """The number of the newest sentence, and how many there are: in all, and for the reader."""

    last: int
    all: int
    readable: int


class SqlPassages:
    """Implements ports.Passages on SQLite's FTS5, for a reader of *feeds*; *after* and *since* as in ports.Unit."""

    def __init__(
        self, connection: AsyncConnection, feeds: Collection[int], after: int = 0, since: datetime | None = None
    ) -> None:
        self._db = connection
        self._after = after
        self._since = since
        self._feeds = frozenset({*feeds, SEEDS})
        self._readable = dumps(sorted(self._feeds))
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
        for doc, start, end in await self._db.execute(_SPANS, {"docs": dumps(list(docs)), "feeds": self._readable}):
            found.setdefault(doc, []).append((start, end))
        return found

    async def documents(self, docs: Collection[DocId]) -> dict[DocId, Document]:
        """See ports.Passages."""
        wanted = [int(doc.removeprefix("entry:")) for doc in docs if doc.startswith("entry:")]
        seeds = [doc for doc in docs if not doc.startswith("entry:")]
        found: list[Document] = []
        if wanted:
            rows = (await self._db.execute(select(entries).where(entries.c.id.in_(wanted)))).mappings()
            found.extend(Entry(**row).document for row in rows if row["feed"] in self._feeds)
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
        size = {"letter": plain(one)[0], "least": len(one) - 2, "most": len(one) + 2, "limit": _ALIKE}
        found = set((await self._db.execute(_LIKELY, size)).scalars())
        longer = {"stem": one, "beyond": one + "\U0010ffff", "limit": _LONGEST_LIST}
        found.update((await self._db.execute(_LONGER, longer)).scalars())
        found.update(one[:n] for n in range(1, len(one)))
        likely = alike(term, sorted(found))
        _, counts = await self.counts(likely)
        return [other for other in likely if counts[other]][:limit]

    async def reach(self) -> Reach:
        """See ports.Passages."""
        mine = feed_texts.c.feed.in_(select(func.json_each(self._readable).table_valued("value").c.value))
        query = select(
            func.coalesce(func.sum(feed_texts.c.documents), 0),
            func.count().filter(feed_texts.c.feed != SEEDS),
            func.min(feed_texts.c.oldest, type_=Utc),
            func.max(feed_texts.c.newest, type_=Utc),
        )
        return Reach(*(await self._db.execute(query.where(mine))).one())

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
        for stem, length, listed in await self._db.execute(_COUNTED, {"stems": dumps(stems)}):
            self._lists[stem] = length
            feeds = holders(listed) if sizes.readable < sizes.all else frozenset()
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
            values = {f"q{n}": f'"{stem}"' for n, stem in enumerate(few)}
            found = await self._db.execute(_places(len(few)), {**values, "feeds": self._readable})
            self._counted |= {few[n]: count for n, count in found}

    async def _matching(self, wanted: Sequence[Search], limit: int) -> list[Quote]:
        """The likeliest sentences, of equally likely ones the newest first."""
        sizes = await self._sizes()
        everything = sizes.readable == sizes.all
        values: dict[str, object] = {"limit": limit} | ({} if everything else {"feeds": self._readable})
        values |= {"since": self._since} if self._since else {}
        for n, search in enumerate(wanted):
            values |= {f"q{n}": search.query, f"w{n}": search.weight, f"a{n}": max(search.after, self._after)}
        newest = tuple(one.newest for one in wanted)
        statement = _combined(newest, everything=everything, dated=self._since is not None)
        rows = await self._db.execute(statement, values)
        return [Quote(doc, start, end, words) for doc, start, end, words in rows if words is not None]
