"""Rules that hold however the statements of several connections follow each other, and readers beside a writer."""

import ast
import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

import bot.storage
from bot.model import ChatKey, ChatKind, Digest, Feed, Leased
from bot.storage.leases import Worker
from bot.storage.unit_of_work import SqlStorage, SqlUnit
from tests.databases import open_storage

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
KEY = ChatKey("telegram", 1)
FEED = Feed(0, "https://a.example/feed", "A", NOW, timedelta(hours=1))
AT_ONCE = 8
Act = Callable[[SqlUnit], Awaitable[object]]


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """A database with one chat."""
    opened = await open_storage("sqlite:///s.db", tmp_path, [])
    async with opened.unit() as unit:
        await unit.chats.ensure(ChatKey("telegram", 99), ChatKind.PRIVATE, "")
        await unit.commit()
    yield opened
    await opened.close()


async def _ensure(unit: SqlUnit) -> object:
    return (await unit.chats.ensure(KEY, ChatKind.PRIVATE, "Ann")).id


async def _add(unit: SqlUnit) -> object:
    return (await unit.feeds.add(FEED)).id


async def _ask(unit: SqlUnit) -> object:
    return await unit.questions.ask(1, 5, "Why?", "", NOW, 5)


async def _post(unit: SqlUnit) -> object:
    return await unit.outbox.post(Digest(1, NOW, ()), [], NOW, NOW) is not None


async def _take(unit: SqlUnit) -> object:
    return bool(await unit.leases.take([Leased.SORT]))


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        pytest.param(_ensure, [2] * AT_ONCE, id="one chat"),
        pytest.param(_add, [1] * AT_ONCE, id="one feed"),
        pytest.param(_ask, [False] * (AT_ONCE - 1) + [True], id="one question"),
        pytest.param(_post, [False] * (AT_ONCE - 1) + [True], id="one digest"),
        pytest.param(_take, [False] * (AT_ONCE - 1) + [True], id="one owner"),
    ],
)
async def test_once_however_statements_mix(storage: SqlStorage, act: Act, expected: list[object]) -> None:
    """Several connections do the same at once, without a transaction that keeps the others out."""
    engine: AsyncEngine = create_async_engine(
        f"sqlite+aiosqlite:///{storage._path}", isolation_level="AUTOCOMMIT", connect_args={"timeout": 30}
    )

    async def one() -> object:
        async with engine.connect() as connection:
            mine = SqlStorage(storage._engines, storage._path, "UTC", (), worker=Worker())
            return await act(mine._unit_on(connection))

    try:
        for _ in range(3):
            found = await asyncio.gather(*(one() for _ in range(AT_ONCE)))
            assert sorted(found, key=str) == expected
            expected = [False] * AT_ONCE if expected[-1] is True else expected
    finally:
        await engine.dispose()


async def test_a_lease_has_one_owner(storage: SqlStorage) -> None:
    """It lapses, then another takes it, with another number; what is at rest nobody gets; an odd clock holds none."""
    now = NOW
    ann, ben = (
        SqlStorage(storage._engines, storage._path, "UTC", (), worker=Worker(lambda: now, name)) for name in ("a", "b")
    )

    async def take(who: SqlStorage) -> int:
        async with who.unit() as unit:
            found = await unit.leases.take(["x"])
            await unit.commit()
        return found.get("x", 0)

    first = await take(ann)
    assert first
    assert (await take(ben), await take(ann)) == (0, first)
    now += timedelta(seconds=46)
    second = await take(ben)
    assert second not in (0, first)
    assert await take(ann) == 0
    await ben.end_leases()
    assert await take(ann) not in (0, first, second)
    async with ann.unit() as unit:
        await unit.leases.rest("x", timedelta(minutes=10))
        await unit.commit()
    assert (await take(ann), await take(ben)) == (0, 0)
    now -= timedelta(days=900)
    assert await take(ben)


async def test_fifty_readers_beside_a_writer(storage: SqlStorage) -> None:
    """While one transaction is open and writes, fifty others read what was there before, and none waits for it."""
    async with storage.unit() as unit:
        await unit.feeds.add(FEED)
        await unit.commit()

    async def read(number: int) -> list[str]:
        async with (storage.for_people() if number % 2 else storage).view() as view:
            return [feed.title for feed in await view.feeds.all()]

    async with asyncio.timeout(60), storage.unit() as unit:
        for number in range(3):
            await unit.feeds.update(replace(FEED, id=1, title=f"B{number}"))
            assert await asyncio.gather(*map(read, range(50))) == [["A"]] * 50
        await unit.commit()
        assert await asyncio.gather(*map(read, range(50))) == [["B2"]] * 50


def test_one_module_names_the_dialect() -> None:
    """What SQLAlchemy has for one database alone is imported in one place."""
    folder = Path(bot.storage.__path__[0])
    found = {
        path.name
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy.dialects")
    }
    assert found == {"dialect.py"}
