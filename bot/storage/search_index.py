"""
The full-text index: which sentences hold which stems, and beside it how many do, and whose feeds.

It holds no text. ``sentence_index.py`` writes it, ``passages.py`` reads it. The index has what all feeds tell; what a
reader may learn of that is decided by ``passages.py``. Each database has an index of its own (its folder's
``search_index.py``); what is asked of it is the same here, so that each finds the same sentences.
"""

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import BigInteger, TextClause, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.search_plans import Search
from bot.storage.statements import NUMBERS, TEXTS
from bot.storage.tables import Utc
from bot.text.analysis.words import plain

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
"""The table that is the index, or that a database names so."""

_WHOLE = 1_000_000_000
"""Weights are added as whole numbers: sums of others depend on the order in which a database comes by them."""

_UNCOUNT = text("UPDATE passage_words SET count = count - :count WHERE stem = :stem")
_LIKELY = text(
    "SELECT stem FROM passage_words WHERE letter = :letter AND count > 0 AND length(stem) BETWEEN :least AND :most"
    " ORDER BY count DESC LIMIT :limit"
)
_LONGER = text("SELECT stem FROM passage_words WHERE stem > :stem AND stem < :beyond AND count > 0 LIMIT :limit")
_ENTRY = "CASE WHEN p.doc LIKE 'entry:%' THEN CAST(substr(p.doc, 7) AS BIGINT) END"
_NOTE = "CASE WHEN p.doc LIKE 'note:%' THEN CAST(substr(p.doc, 6) AS BIGINT) END"
_SEEN_SINCE = f"(SELECT e.seen FROM entries e WHERE e.id = {_ENTRY}) >= :since"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Said:
    """How one database says what is asked of its index. Made of our own words alone."""

    row: str
    """Its column with the number of the sentence."""
    holds: str
    """Whether a row holds what the parameter *{query}* asks for; the index is called i."""
    each: str
    """A query for the values in the parameter *{name}*, which is a list."""
    within: str
    """Whether the text *{part}* stands in the text *{whole}*."""
    join: str
    """Joins what stands before it first."""


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


class SearchIndex(ABC):
    """The index, in one transaction. Sentences are named by their numbers in the table of passages."""

    said: ClassVar[Said]

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    @abstractmethod
    async def begin(self) -> None:
        """Before anything is put in or taken out: wait for others who do, where that is needed."""

    @abstractmethod
    async def put_in(self, sentences: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Put sentences into the index alone: of each its number and its stems."""

    @abstractmethod
    async def _take_out(self, sentences: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Take sentences out of the index alone."""

    @abstractmethod
    def _query(self, groups: Iterable[Iterable[str]]) -> str:
        """A query for what holds some term of each group; whatever a term is, none of its signs is a command."""

    async def put(self, sentences: Sequence[tuple[int, int, Sequence[str]]]) -> None:
        """Make sentences findable: of each its number, its feed and its stems."""
        await self.put_in([(number, stems) for number, _, stems in sentences])
        held: dict[int, Counter[str]] = defaultdict(Counter)
        for _, feed, stems in sentences:
            held[feed].update(set(stems))
        counts = [
            {"stem": stem, "letter": plain(stem)[0], "count": count, "feed": f" {feed} "}
            for feed, words in held.items()
            for stem, count in words.items()
        ]
        if counts:
            await self._db.execute(_count(self.said), counts)

    async def take_out(self, sentences: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Forget sentences: of each its number, and the stems that were put in."""
        if not sentences:
            return
        await self._take_out(sentences)
        counts = Counter(stem for _, stems in sentences for stem in set(stems))
        if counts:
            await self._db.execute(_UNCOUNT, [{"stem": stem, "count": count} for stem, count in counts.items()])

    async def forget_words(self, stems: Collection[str]) -> None:
        """Forget those of some stems that no sentence holds any more."""
        await self._db.execute(_forget(self.said), {"stems": list(stems)})

    async def held(self, stems: Collection[str]) -> list[Held]:
        """What is known of those stems that some sentence holds, the rarest first."""
        rows = await self._db.execute(_held(self.said), {"stems": list(stems)})
        return [Held(stem, count, _holders(feeds)) for stem, count, feeds in rows]

    async def like(self, stem: str) -> set[str]:
        """Stems that *stem* may be a misspelling of: such as begin with its first letter or with all of it."""
        size = {"letter": plain(stem)[0], "least": len(stem) - 2, "most": len(stem) + 2, "limit": ALIKE}
        longer = {"stem": stem, "beyond": stem + "\U0010ffff", "limit": _LONGEST_LIST}
        same_letter = (await self._db.execute(_LIKELY, size)).scalars()
        return {*same_letter, *(await self._db.execute(_LONGER, longer)).scalars()}

    async def count(self, stems: Sequence[str], feeds: Collection[int]) -> dict[str, int]:
        """How many sentences of *feeds* hold each stem; its whole list is read."""
        values = {f"q{n}": self._query([[stem]]) for n, stem in enumerate(stems)}
        rows = await self._db.execute(_places(self.said, len(stems)), {**values, "feeds": list(feeds)})
        return {stems[n]: count for n, count in rows}

    async def holding(self, stems: Sequence[str], after: int, limit: int) -> list[tuple[str, int, int, int]]:
        """
        The newest sentences of entries, numbered above *after*, that hold any of some stems.

        Returns: of each its document, where in its text it begins and ends, and its feed.
        """
        values = {"q": self._query([stems]), "after": after, "seeds": SEEDS, "limit": limit}
        return [
            (doc, start, end, feed) for doc, start, end, feed in await self._db.execute(_holding(self.said), values)
        ]

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
        values: dict[str, object] = {"limit": limit} | ({} if feeds is None else {"feeds": list(feeds)})
        values |= {"since": since} if since else {}
        for n, one in enumerate(wanted):
            values |= {f"q{n}": self._query(one.groups), f"a{n}": max(one.after, after)}
            values[f"w{n}"] = round(one.weight * _WHOLE)
        newest = tuple(one.newest for one in wanted)
        statement = _combined(self.said, newest, everything=feeds is None, dated=since is not None)
        rows = await self._db.execute(statement, values)
        return [(doc, start, end, words) for doc, start, end, words in rows if words is not None]


def _holders(listed: str) -> frozenset[int] | None:
    """The feeds in the row of a stem; None when they are too many to be listed."""
    return None if len(listed) > MOST_HOLDERS else frozenset(map(int, listed.split()))


@lru_cache(maxsize=2)
def _count(said: Said) -> TextClause:
    # a row that is there has its count raised, and the feed joins those that hold the stem
    known = said.within.format(part="excluded.feeds", whole="passage_words.feeds")
    return text(
        f"""
        INSERT INTO passage_words(stem, letter, count, feeds) VALUES (:stem, :letter, :count, :feed)
        ON CONFLICT(stem) DO UPDATE SET count = passage_words.count + excluded.count, feeds = CASE
            WHEN passage_words.count <= 0 THEN excluded.feeds
            WHEN length(passage_words.feeds) > {MOST_HOLDERS} OR {known} THEN passage_words.feeds
            ELSE passage_words.feeds || ltrim(excluded.feeds) END"""  # noqa: S608
    )


@lru_cache(maxsize=2)
def _forget(said: Said) -> TextClause:
    some = said.each.format(name="stems")
    query = f"DELETE FROM passage_words WHERE stem IN ({some}) AND count <= 0"  # noqa: S608
    return text(query).bindparams(bindparam("stems", type_=TEXTS))


@lru_cache(maxsize=2)
def _held(said: Said) -> TextClause:
    some = said.each.format(name="stems")
    query = f"SELECT stem, count, feeds FROM passage_words WHERE stem IN ({some}) AND count > 0 ORDER BY count, stem"  # noqa: S608
    return text(query).bindparams(bindparam("stems", type_=TEXTS))


@lru_cache(maxsize=2)
def _holding(said: Said) -> TextClause:
    return text(
        f'SELECT p.doc, p.start, p."end", p.feed FROM {_joined(said)}'  # noqa: S608
        f" WHERE {said.holds.format(query='q')} AND i.{said.row} > :after AND p.feed > :seeds"
        f" ORDER BY i.{said.row} DESC LIMIT :limit"
    )


def _joined(said: Said) -> str:
    return f"{TABLE} i {said.join} passages p ON p.id = i.{said.row}"


@lru_cache(maxsize=256)
def _combined(said: Said, newest: tuple[bool, ...], *, everything: bool, dated: bool) -> TextClause:
    """One statement for several searches; its only variable parts are our own numbers."""
    allowed = [] if everything else [f"p.feed IN ({said.each.format(name='feeds')})"]
    allowed += [_SEEN_SINCE] if dated else []
    # cut off only after what may not be read is out, or one feed's flood would hide all others
    source = _joined(said) if allowed else f"{TABLE} i"
    which = " AND ".join([f"i.{said.row} > :a{{n}}", *allowed])
    parts = []
    for n, only in enumerate(newest):
        one = f"SELECT i.{said.row} AS id, :w{n} AS w FROM"
        holds = f"WHERE {said.holds.format(query=f'q{n}')} AND"
        order = f"ORDER BY i.{said.row} DESC LIMIT :limit"
        cut = f"SELECT * FROM ({one} {source} {holds} {which.format(n=n)} {order}) AS newest"  # noqa: S608
        parts.append(cut if only else f"{one} {TABLE} i {holds} i.{said.row} > :a{n}")
    best = f"SELECT id, sum(w) AS w FROM ({' UNION ALL '.join(parts)}) AS found GROUP BY id"  # noqa: S608
    if allowed:
        mine = f"JOIN passages p ON p.id = i.id WHERE {' AND '.join(allowed)}"
        best = f"SELECT i.id AS id, i.w AS w FROM ({best}) AS i {mine}"  # noqa: S608
    # substr counts characters from 1; an entry without a text is quoted by its title
    statement = text(
        f"""
        SELECT p.doc, p.start, p."end", substr(
            coalesce((SELECT CASE e.text WHEN '' THEN e.title ELSE e.text END FROM entries e WHERE e.id = {_ENTRY}),
                     (SELECT s.text FROM seed_documents s WHERE s.doc = p.doc),
                     (SELECT n.text FROM notes n WHERE n.id = {_NOTE})),
            CAST(p.start + 1 AS INTEGER), CAST(p."end" - p.start AS INTEGER)) AS text
        FROM ({best} ORDER BY w DESC, id DESC LIMIT :limit) b
        JOIN passages p ON p.id = b.id ORDER BY b.w DESC, b.id DESC"""  # noqa: S608
    )
    kinds: dict[str, Any] = ({} if everything else {"feeds": NUMBERS}) | ({"since": Utc} if dated else {})
    kinds |= {f"w{n}": BigInteger for n in range(len(newest))}
    return statement.bindparams(*(bindparam(name, type_=kind) for name, kind in kinds.items()))


@lru_cache(maxsize=64)
def _places(said: Said, lists: int) -> TextClause:
    """One statement that counts the sentences in several lists that may be read."""
    readable = f"p.feed IN ({said.each.format(name='feeds')})"
    parts = (
        f"SELECT {n}, count(*) FROM {_joined(said)} WHERE {said.holds.format(query=f'q{n}')} AND {readable}"  # noqa: S608
        for n in range(lists)
    )
    return text(" UNION ALL ".join(parts)).bindparams(bindparam("feeds", type_=NUMBERS))
