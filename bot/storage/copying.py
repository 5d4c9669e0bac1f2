"""
Copies a database to another one, from whichever kind to whichever, and can go on after it was broken off.

Rows go over in the order of their keys, so many in a transaction: where it was broken off, the last key that is there
tells. The full-text index is made anew from the texts, for no database can read another's. In the end both are read
whole and compared, table by table.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, exists, func, insert, literal, select, true, tuple_, update
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageError
from bot.model import NOTE, entry_number
from bot.storage.database import Database, Engines
from bot.storage.databases import database_of
from bot.storage.migrate import migrate
from bot.storage.rows import encodable
from bot.storage.sentence_index import indexed
from bot.storage.tables import entries, keepsakes, metadata, notes, passages, seed_documents

AT_ONCE = 1_000
"""Rows that one transaction takes over: a fraction of a second's work, and little that is done again."""

INDEX = "sentences to find"
"""What the full-text index is called where progress is told."""

COMPARISON = "tables to compare"
"""The same, of the look at both databases."""

_BEGUN = "copied from"
"""The keepsake that stands in a copy until it is whole: where it comes from, and the last sentence in its index."""

_TABLES = tuple(table for table in metadata.sorted_tables if table is not keepsakes)

Tell = Callable[[str, int, int], None]
"""Hears how far it is: what is copied (a table), how much of it is there (rows), and how much there is to be."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A table in both databases: how many rows, and the SHA-256 of all that stands in them."""

    table: str
    rows: tuple[int, int]
    sums: tuple[str, str]

    @property
    def is_same(self) -> bool:
        """Whether both hold the same."""
        return self.rows[0] == self.rows[1] and self.sums[0] == self.sums[1]


async def copy(source: URL, target: URL, tell: Tell) -> list[Compared]:
    """
    Copy *source* to *target*, or go on with that; nobody else may work on *target* meanwhile.

    Of *source* it is what one look saw. To go on is right only where nothing was written there since.

    Both are brought to the newest step first. Blocks now and then for a fraction of a second.

    Returns: what both hold in the end.
    Raises: StorageError if one cannot be used, or *target* holds something that no copy of *source* began with.
    """
    if source == target:
        raise StorageError("both addresses are of the same database: name another one to copy it to")
    migrate(source)
    migrate(target)
    async with _opened(source) as here, _opened(target) as there:
        async with there.writing() as connection:
            await _begin(connection, here.name, there.name)
            await connection.commit()
        async with here.reading() as old:
            for table in (*_TABLES, keepsakes):
                await _copy_table(old, there, table, tell)
            await _make_index(old, here.name, there, tell)
            async with there.writing() as new:
                await there.database.set_ids(new)
                compared: list[Compared] = []
                for table in (*_TABLES, keepsakes):
                    compared.append(await _compared(old, new, table))
                    tell(COMPARISON, len(compared), len(_TABLES) + 1)
                if all(one.is_same for one in compared):
                    await new.execute(keepsakes.delete().where(keepsakes.c.name == _BEGUN))
                await new.commit()
    return compared


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two databases."""

    name: str
    database: Database
    engines: Engines

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A look that stays as it is."""
        with self.database.storage_errors(self.name):
            async with self.engines.readers.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction."""
        with self.database.storage_errors(self.name):
            async with self.engines.writer.connect() as connection:
                yield connection


@asynccontextmanager
async def _opened(address: URL) -> AsyncIterator[_Side]:
    database = database_of(address)
    side = _Side(database.shown(address), database, database.open_engines(address))
    try:
        yield side
    finally:
        for engine in side.engines:
            await engine.dispose()


async def _begin(connection: AsyncConnection, source: str, target: str) -> None:
    """Mark a database as a copy that is not whole. Raises: StorageError if it holds anything else."""
    if begun := await _begun(connection):
        if begun["from"] != source:
            raise StorageError(f"{target} is an unfinished copy of {begun['from']}: finish that, or name an empty one")
        return
    for table in (*_TABLES, keepsakes):
        if (await connection.execute(select(literal(1)).select_from(table).limit(1))).first():
            raise StorageError(f"{target} is not empty: copy to a database that no bot has used")
    await connection.execute(insert(keepsakes).values(name=_BEGUN, value={"from": source, "indexed": 0}))


async def _begun(connection: AsyncConnection) -> dict[str, Any] | None:
    """The mark of a copy that is not whole."""
    query = select(keepsakes.c.value).where(keepsakes.c.name == _BEGUN)
    found: dict[str, Any] | None = (await connection.execute(query)).scalar_one_or_none()
    return found


async def _copy_table(old: AsyncConnection, there: _Side, table: Table, tell: Tell) -> None:
    """Take over the rows of a table that are not there yet."""
    key = list(table.primary_key.columns)
    mine = _mine(table)
    total = await _count(old, table, mine)
    async with there.writing() as new:
        done, last = await _count(new, table, mine), await _last(new, table, mine)
    tell(table.name, done, total)
    while True:
        rows = (await old.execute(_after(table, mine, last).limit(AT_ONCE))).mappings().all()
        if not rows:
            return
        async with there.writing() as new:
            await new.execute(insert(table), [dict(row) for row in rows])
            await new.commit()
        last = tuple(rows[-1][column.name] for column in key)
        done += len(rows)
        tell(table.name, done, total)


def _mine(table: Table) -> ColumnElement[bool]:
    """The rows that are copied: all but the mark of the copy, and those that refer to what is not there any more."""
    conditions: list[ColumnElement[bool]] = [table.c.name != _BEGUN] if table is keepsakes else []
    for reference in table.foreign_keys:
        column = reference.parent
        conditions.append(column.is_(None) | exists().where(reference.column == column).correlate(table))
    return and_(true(), *conditions)


def _after(table: Table, mine: ColumnElement[bool], last: Sequence[Any] | None) -> Select[Any]:
    """The rows of a table after a key, in the order of their keys."""
    key = list(table.primary_key.columns)
    # what drivers make of a list of values is a list of texts: each keeps the type of its column
    values = (literal(value, column.type) for value, column in zip(last or (), key, strict=True))
    later = true() if last is None else tuple_(*key) > tuple_(*values)
    return select(table).where(mine, later).order_by(*key)


async def _count(connection: AsyncConnection, table: Table, mine: ColumnElement[bool]) -> int:
    return int((await connection.execute(select(func.count()).select_from(table).where(mine))).scalar_one())


async def _last(connection: AsyncConnection, table: Table, mine: ColumnElement[bool]) -> Sequence[Any] | None:
    """The greatest key in a table."""
    key = list(table.primary_key.columns)
    query = select(*key).where(mine).order_by(*(column.desc() for column in key)).limit(1)
    row = (await connection.execute(query)).first()
    return None if row is None else tuple(row)


async def _make_index(old: AsyncConnection, source: str, there: _Side, tell: Tell) -> None:
    """Put the sentences that are not there yet into the full-text index."""
    total = await _count(old, passages, true())
    async with there.writing() as new:
        # an index of SQLite's cannot tell what is in it
        last = int((await _begun(new) or {}).get("indexed", 0))
    done = await _count(old, passages, passages.c.id <= last)
    texts = _Texts(old)
    tell(INDEX, done, total)
    while True:
        query = select(passages).where(passages.c.id > last).order_by(passages.c.id).limit(AT_ONCE)
        rows = (await old.execute(query)).all()
        if not rows:
            return
        lines = []
        for row in rows:
            text, language = await texts.of(row.doc)
            lines.append((row.id, indexed(text[row.start : row.end], language)))
        async with there.writing() as new:
            await there.database.search_index(new).put_in(lines)
            mark = {"from": source, "indexed": rows[-1].id}
            await new.execute(update(keepsakes).where(keepsakes.c.name == _BEGUN).values(value=mark))
            await new.commit()
        last = rows[-1].id
        done += len(rows)
        tell(INDEX, done, total)


class _Texts:
    """The texts of documents with their languages; the last one is kept, since its sentences stand together."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection
        self._known: tuple[str, tuple[str, str]] = ("", ("", ""))

    async def of(self, doc: str) -> tuple[str, str]:
        """The text that the places of its sentences are places in; empty for a document that is not there any more."""
        if self._known[0] != doc:
            row = (await self._db.execute(self._query(doc))).first()
            self._known = (doc, (row[0] or row[1], row[2]) if row else ("", ""))
        return self._known[1]

    def _query(self, doc: str) -> Select[Any]:
        if (entry := entry_number(doc)) is not None:
            where = entries.c.id == entry
            return select(entries.c.text, entries.c.title, entries.c.language).where(where)
        if doc.startswith(NOTE):
            where = notes.c.id == int(doc.removeprefix(NOTE))
            return select(notes.c.text, notes.c.title, notes.c.language).where(where)
        where = seed_documents.c.doc == doc
        return select(seed_documents.c.text, seed_documents.c.title, seed_documents.c.language).where(where)


async def _compared(old: AsyncConnection, new: AsyncConnection, table: Table) -> Compared:
    (rows, sum_), (new_rows, new_sum) = [await _summed(connection, table) for connection in (old, new)]
    return Compared(table.name, (rows, new_rows), (sum_, new_sum))


async def _summed(connection: AsyncConnection, table: Table) -> tuple[int, str]:
    """How many rows, and the SHA-256 of them in the order of their keys."""
    sum_, rows = hashlib.sha256(), 0
    async with connection.stream(_after(table, _mine(table), None)) as found:
        async for row in found:
            sum_.update(json.dumps([_plain(value) for value in row], default=_written, sort_keys=True).encode())
            rows += 1
    return rows, sum_.hexdigest()


def _plain(value: Any) -> Any:
    """Texts as every database takes them."""
    return encodable(value) if isinstance(value, str) else value


def _written(value: Any) -> str:
    """What JSON does not know."""
    return value.hex() if isinstance(value, bytes) else value.isoformat() if isinstance(value, date) else repr(value)
