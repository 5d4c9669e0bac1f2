"""SQLite is asked once for a statement, and gives all rows in their order, however many there are."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.sqlite.driver import AHEAD, DirectConnection
from bot.storage.sqlite.engine import open_engines, parse_url

pytestmark = pytest.mark.file

MANY = 2 * AHEAD + 1
NUMBERS = text(
    "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < :most) SELECT n FROM n ORDER BY n"
)


@pytest.fixture
async def writer(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """The way into a database of its own."""
    engines = open_engines(parse_url("sqlite:///some.db", tmp_path))
    yield engines.writer
    await engines.writer.dispose()
    await engines.readers.dispose()


@pytest.fixture
async def connection(writer: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection to it."""
    async with writer.connect() as opened:
        yield opened


async def test_a_statement_is_one_way(connection: AsyncConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread is asked once for all that a statement gives."""
    await connection.execute(text("SELECT 1"))
    asked: list[object] = []
    execute = DirectConnection._execute

    async def counted(self: DirectConnection, *call: object) -> object:
        asked.append(call)
        return await execute(self, *call)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(DirectConnection, "_execute", counted)
    assert (await connection.execute(text("SELECT 2"))).scalar_one() == 2
    await connection.execute(text("CREATE TABLE some(one)"))
    await connection.execute(text("INSERT INTO some VALUES (:one)"), [{"one": n} for n in range(5)])
    assert len(asked) == 3


@pytest.mark.parametrize("most", [0, 1, AHEAD - 1, AHEAD, AHEAD + 1, MANY])
async def test_all_rows_come_in_order(connection: AsyncConnection, most: int) -> None:
    """At once, and one after the other as they are read."""
    numbers = list(range(1, most + 1))
    rows = await connection.execute(text(f"SELECT * FROM ({NUMBERS.text}) WHERE n <= :most"), {"most": most})  # noqa: S608
    assert rows.scalars().all() == numbers
    async with connection.stream(NUMBERS, {"most": max(1, most)}) as found:
        assert [row.n async for row in found] == (numbers or [1])


async def test_what_is_not_read_holds_nothing(writer: AsyncEngine) -> None:
    """Who reads only the first of many rows leaves nothing open."""
    async with writer.connect() as first:
        async with first.stream(NUMBERS, {"most": MANY}) as found:
            assert (await found.fetchone() or (0,))[0] == 1
            assert [row.n for row in await found.fetchmany(AHEAD)] == list(range(2, AHEAD + 2))
        await first.execute(text("CREATE TABLE some(one)"))
        await first.commit()
    async with writer.connect() as second:
        await second.execute(text("DROP TABLE some"))
        await second.commit()


async def test_what_fails_says_so(connection: AsyncConnection) -> None:
    """With the driver's own error, and the next statement is answered."""
    with pytest.raises(OperationalError, match="no such table") as raised:
        await connection.execute(text("SELECT * FROM nowhere"))
    assert isinstance(raised.value.orig, sqlite3.OperationalError)
    assert (await connection.execute(text("SELECT 3"))).scalar_one() == 3
