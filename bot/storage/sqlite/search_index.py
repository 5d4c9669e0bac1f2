"""
The full-text index: which sentences hold which stems (FTS5), and beside it how many do, and whose feeds.

It holds no text. ``sentence_index.py`` writes it, ``passages.py`` reads it. The index has what all feeds tell; what a
reader may learn of that is decided by ``passages.py``.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.lookup.memory_passages import plain
from bot.storage.search_plans import Search
from bot.storage.sqlite.statements import ROW, as_parameter, insert_fast
from bot.storage.tables import Utc

SEEDS = 0
"""In place of a feed: the seed corpus, which everybody may read."""

MOST_HOLDERS = 200
"""
Characters of the list of feeds that hold one stem; a list that is longer grows no more, and the stem counts as held by
feeds of everybody's. Forty feeds or so: a word that so many have is no secret of any.
"""

ALIKE = 2_000
"""Stored terms that a misspelt one is compared with: what is meant is seldom among the rarest."""

_LONGEST_LIST = 500
"""Stored terms that begin with a misspelt one, at most."""

TABLE = "passage_index"
"""The table that is the index; SQLite keeps what is in it in others, whose names begin so."""

# a row that is there has its count raised, and the feed joins those that hold the stem
_COUNT = text(
    f"""
    INSERT INTO passage_words(stem, letter, count, feeds) VALUES (:stem, :letter, :count, :feed)
    ON CONFLICT(stem) DO UPDATE SET count = count + excluded.count, feeds = CASE
        WHEN count <= 0 THEN excluded.feeds
        WHEN length(feeds) > {MOST_HOLDERS} OR instr(feeds, excluded.feeds) THEN feeds
        ELSE feeds || ltrim(excluded.feeds) END"""  # noqa: S608 - a number of ours
)
_UNCOUNT = text("UPDATE passage_words SET count = count - :count WHERE stem = :stem")
_FORGET = text("DELETE FROM passage_words WHERE stem IN (SELECT value FROM json_each(:stems)) AND count <= 0")
_READABLE = "(SELECT value FROM json_each(:feeds))"
_SEEN_SINCE = (
    f"p.feed <> {SEEDS} AND (SELECT e.seen FROM entries e WHERE e.id = CAST(substr(p.doc, 7) AS INTEGER)) >= :since"  # noqa: S608
)
_LIKELY = text(
    "SELECT stem FROM passage_words WHERE letter = :letter AND count > 0 AND length(stem) BETWEEN :least AND :most"
    " ORDER BY count DESC LIMIT :limit"
)
_LONGER = text("SELECT stem FROM passage_words WHERE stem > :stem AND stem < :beyond AND count > 0 LIMIT :limit")
_HELD = text(
    "SELECT stem, count, feeds FROM passage_words"
    " WHERE stem IN (SELECT value FROM json_each(:stems)) AND count > 0 ORDER BY count, stem"
)
_HOLDING = text(
    'SELECT p.doc, p.start, p."end", p.feed FROM passage_index i CROSS JOIN passages p ON p.id = i.rowid'
    " WHERE passage_index MATCH :q AND i.rowid > :after AND p.feed > :seeds ORDER BY i.rowid DESC LIMIT :limit"
)


class Held(NamedTuple):
    """How many sentences hold a stem, and the feeds that they are of: None when these are too many to be listed."""

    stem: str
    sentences: int
    feeds: frozenset[int] | None


def stored(term: str) -> str:
    """A term as the index holds it: one token, whatever signs it has."""
    if term.isalnum():
        return term
    return "".join(sign if sign.isalnum() else "_" for sign in term)


def match(groups: Iterable[Iterable[str]]) -> str:
    """A query for what holds some term of each group; whatever a term is, none of its signs is read as a command."""
    return " AND ".join(f"({' OR '.join(_quoted(term) for term in group)})" for group in groups)


def try_to_read(connection: Connection) -> None:
    """Ask the index something: it tells only so whether it can be read."""
    connection.execute(text(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH 'a' LIMIT 1")).all()  # noqa: S608


class SearchIndex:
    """The index, in one transaction. Sentences are named by their numbers in the table of passages."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def put(self, sentences: Sequence[tuple[int, int, Sequence[str]]]) -> None:
        """Make sentences findable: of each its number, its feed and its stems."""
        lines = [(number, " ".join(stems)) for number, _, stems in sentences]
        await insert_fast(self._db, TABLE, (ROW, "stems"), lines)
        held: dict[int, Counter[str]] = defaultdict(Counter)
        for _, feed, stems in sentences:
            held[feed].update(set(stems))
        counts = [
            {"stem": stem, "letter": plain(stem)[0], "count": count, "feed": f" {feed} "}
            for feed, words in held.items()
            for stem, count in words.items()
        ]
        if counts:
            await self._db.execute(_COUNT, counts)

    async def take_out(self, sentences: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Forget sentences: of each its number, and the stems that were put in."""
        if not sentences:
            return
        # the index stores no text, so it must be told what to forget
        forget = "INSERT INTO passage_index(passage_index, rowid, stems) VALUES ('delete', ?, ?)"
        await self._db.exec_driver_sql(forget, [(number, " ".join(stems)) for number, stems in sentences])
        counts = Counter(stem for _, stems in sentences for stem in set(stems))
        if counts:
            await self._db.execute(_UNCOUNT, [{"stem": stem, "count": count} for stem, count in counts.items()])

    async def forget_words(self, stems: Collection[str]) -> None:
        """Forget those of some stems that no sentence holds any more."""
        await self._db.execute(_FORGET, {"stems": as_parameter(stems)})

    async def held(self, stems: Collection[str]) -> list[Held]:
        """What is known of those stems that some sentence holds, the rarest first."""
        rows = await self._db.execute(_HELD, {"stems": as_parameter(stems)})
        return [Held(stem, count, _holders(feeds)) for stem, count, feeds in rows]

    async def like(self, stem: str) -> set[str]:
        """Stems that *stem* may be a misspelling of: such as begin with its first letter or with all of it."""
        size = {"letter": plain(stem)[0], "least": len(stem) - 2, "most": len(stem) + 2, "limit": ALIKE}
        longer = {"stem": stem, "beyond": stem + "\U0010ffff", "limit": _LONGEST_LIST}
        same_letter = (await self._db.execute(_LIKELY, size)).scalars()
        return {*same_letter, *(await self._db.execute(_LONGER, longer)).scalars()}

    async def count(self, stems: Sequence[str], feeds: Collection[int]) -> dict[str, int]:
        """How many sentences of *feeds* hold each stem; its whole list is read."""
        values = {f"q{n}": match([[stem]]) for n, stem in enumerate(stems)}
        rows = await self._db.execute(_places(len(stems)), {**values, "feeds": as_parameter(feeds)})
        return {stems[n]: count for n, count in rows}

    async def holding(self, stems: Sequence[str], after: int, limit: int) -> list[tuple[str, int, int, int]]:
        """
        The newest sentences of entries, numbered above *after*, that hold any of some stems.

        Returns: of each its document, where in its text it begins and ends, and its feed.
        """
        values = {"q": match([stems]), "after": after, "seeds": SEEDS, "limit": limit}
        return [(doc, start, end, feed) for doc, start, end, feed in await self._db.execute(_HOLDING, values)]

    async def search(
        self, wanted: Sequence[Search], limit: int, feeds: Collection[int] | None, after: int, since: datetime | None
    ) -> list[tuple[str, int, int, str]]:
        """
        The likeliest sentences, of equally likely ones the newest first.

        Args:
            feeds: Those whose sentences may be found; None: all.
            after, since: As in ports.Unit.
        Returns: of each its document, where in its text it begins and ends, and its words.
        """
        values: dict[str, object] = {"limit": limit} | ({} if feeds is None else {"feeds": as_parameter(feeds)})
        values |= {"since": since} if since else {}
        for n, one in enumerate(wanted):
            values |= {f"q{n}": match(one.groups), f"w{n}": one.weight, f"a{n}": max(one.after, after)}
        newest = tuple(one.newest for one in wanted)
        statement = _combined(newest, everything=feeds is None, dated=since is not None)
        rows = await self._db.execute(statement, values)
        return [(doc, start, end, words) for doc, start, end, words in rows if words is not None]


def _quoted(term: str) -> str:
    return f'"{stored(term)}"'


def _holders(listed: str) -> frozenset[int] | None:
    """The feeds in the row of a stem; None when they are too many to be listed."""
    return None if len(listed) > MOST_HOLDERS else frozenset(map(int, listed.split()))


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
        holds = f"WHERE passage_index MATCH :q{n} AND"
        cut = f"SELECT * FROM ({one} {join} {holds} {which.format(n=n)} ORDER BY i.rowid DESC LIMIT :limit)"  # noqa: S608
        parts.append(cut if only else f"{one} {holds} i.rowid > :a{n}")
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
                     (SELECT s.text FROM seed_documents s WHERE s.doc = p.doc),
                     (SELECT n.text FROM notes n
                      WHERE p.doc LIKE 'note:%' AND n.id = CAST(substr(p.doc, 6) AS INTEGER))),
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
