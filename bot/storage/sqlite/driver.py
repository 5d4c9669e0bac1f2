"""
A connection by aiosqlite that goes to its thread and back once for a statement.

aiosqlite itself goes four times: for a cursor, to execute, for the rows, and to close. Each way takes up to a tenth of
a millisecond, more than most statements do.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import aiosqlite

_Found = TypeVar("_Found")

AHEAD = 1_000
"""Rows that come with a statement. What has more is read on when it is asked for: nobody need hold a whole table."""


class DirectCursor(aiosqlite.Cursor):
    """A cursor that is made, asked and read at once. Here is what SQLAlchemy calls; all else is as in aiosqlite."""

    _conn: "DirectConnection"

    def __init__(self, connection: "DirectConnection") -> None:
        self._conn, self.iter_chunk_size = connection, AHEAD
        self._ahead: list[Any] = []
        self._goes_on = False

    async def __aenter__(self) -> "DirectCursor":
        return self

    async def execute(self, sql: str, parameters: Any = ()) -> "DirectCursor":
        """Execute a statement, and read its first rows."""
        await self._conn.do(lambda made: self._ask(made, sql, parameters))
        return self

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> "DirectCursor":
        """Execute a statement for each of many rows."""
        self._cursor = await self._conn.do(lambda made: made.executemany(sql, parameters))
        return self

    async def fetchone(self) -> Any:
        """The next row; None if there is none."""
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        """The next rows."""
        size = self.arraysize if size is None else size
        rows, self._ahead = self._ahead[:size], self._ahead[size:]
        more = await super().fetchmany(size - len(rows)) if self._goes_on and len(rows) < size else ()
        return [*rows, *more]

    async def fetchall(self) -> Sequence[Any]:
        """All rows that are left."""
        rows, self._ahead = self._ahead, []
        return [*rows, *await super().fetchall()] if self._goes_on else rows

    async def close(self) -> None:
        """Let go of what was not read; a statement that was read to its end holds nothing."""
        if self._goes_on:
            await super().close()

    def _ask(self, made: sqlite3.Connection, sql: str, parameters: Any) -> None:
        self._cursor = made.execute(sql, parameters)
        self._ahead = self._cursor.fetchmany(AHEAD)
        self._goes_on = len(self._ahead) == AHEAD


class DirectConnection(aiosqlite.Connection):
    """A connection with such cursors."""

    def __init__(self, database: str, **options: Any) -> None:
        super().__init__(lambda: sqlite3.connect(database, **options), AHEAD)
        # the process may end while it is open, as with SQLAlchemy's own way to connect
        self._thread.daemon = True

    def cursor(self) -> DirectCursor:  # type: ignore[override]
        """A cursor that is made when it is asked."""
        return DirectCursor(self)

    async def do(self, call: Callable[[sqlite3.Connection], _Found]) -> _Found:
        """What *call* gives in the thread of this connection."""
        found: _Found = await self._execute(call, self._conn)  # type: ignore[no-untyped-call]
        return found
