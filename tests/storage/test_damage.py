"""Damaged databases: one clear line that says what to do, and a file that is left as it is."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.errors import StorageError
from bot.model import ChatKey, ChatKind, Feed, Reply
from bot.storage.backup import backup
from bot.storage.sqlite.engine import LOOKED_THROUGH
from bot.storage.unit_of_work import SqlStorage
from tests.databases import open_storage
from tests.storage.damage import DAMAGE, HARMLESS, Way
from tests.worded import raises_saying, words

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
ADVICE = ("newsbot restore FILE", "set storage.url", "update the program", "look at the disk", "make its folder")


async def _healthy(folder: Path) -> Path:
    """A database with a chat, a feed and a message in it."""
    storage = await open_storage("sqlite:///a.db", folder, [])
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("telegram", "1"), ChatKind.PRIVATE, "Ann")
        feed = await unit.feeds.add(Feed(0, "https://a.example/", "Plain News", NOW, timedelta(hours=1)))
        await unit.feeds.follow(chat.id, feed.id, NOW)
        await unit.outbox.notify(chat.id, Reply("Hello"), NOW, NOW + timedelta(days=1))
        await unit.commit()
    await storage.close()
    return folder / "a.db"


async def _read(folder: Path) -> list[str]:
    """Open it and read all that a round begins with."""
    storage = await open_storage("sqlite:///a.db", folder, [])
    try:
        async with storage.unit() as unit:
            await unit.outbox.waiting(NOW, 10)
            await unit.outbox.last_slots([1, 2], NOW)
            await unit.chats.subscribed()
            return [feed.title for feed in await unit.feeds.all()]
    finally:
        await storage.close()


async def _complaint(folder: Path) -> str:
    try:
        await _read(folder)
    except StorageError as error:
        return words(str(error))
    return ""


def _content(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() and not file.is_symlink() else b""


@pytest.mark.parametrize("way", DAMAGE.values(), ids=DAMAGE.keys())
async def test_damage_is_one_clear_line(way: Way, tmp_path: Path) -> None:
    """The line says what to do, and nothing is written."""
    file = await _healthy(tmp_path)
    way(file)
    before = _content(file)
    with pytest.raises(StorageError) as caught:
        await _read(tmp_path)
    line = words(str(caught.value))
    assert "\n" not in line
    assert "a.db" in line
    assert any(advice in line for advice in ADVICE), line
    assert _content(file) == before


async def test_the_last_backup_is_named(tmp_path: Path) -> None:
    """As long as it is there."""
    file = await _healthy(tmp_path)
    for name in ("older.db", "my copy.db"):
        await asyncio.to_thread(backup, "sqlite:///a.db", tmp_path, tmp_path / name, lambda *_: None)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert f"newsbot restore '{tmp_path / 'my copy.db'}'" in await _complaint(tmp_path)
    (tmp_path / "my copy.db").unlink()
    assert "newsbot restore FILE" in await _complaint(tmp_path)


@pytest.mark.parametrize("way", HARMLESS.values(), ids=HARMLESS.keys())
async def test_what_does_no_harm(way: Way, tmp_path: Path) -> None:
    """It opens, with all that stood in it."""
    way(await _healthy(tmp_path))
    assert await _read(tmp_path) == ["Plain News"]


async def test_an_empty_file_is_a_new_database(tmp_path: Path) -> None:
    """So is one in another encoding."""
    (tmp_path / "a.db").touch()
    assert await _read(tmp_path) == []
    (tmp_path / "b").mkdir()
    with closing(sqlite3.connect(tmp_path / "b" / "a.db")) as connection:
        connection.execute("PRAGMA encoding = 'UTF-16'")
        connection.execute("CREATE TABLE x (y)")
        connection.execute("DROP TABLE x")
    await _healthy(tmp_path / "b")
    assert await _read(tmp_path / "b") == ["Plain News"]


@pytest.mark.parametrize("name", ["a" * 300 + ".db", "a\0.db"])
async def test_names_that_cannot_be(name: str, tmp_path: Path) -> None:
    """Too long, or with a character that no file has."""
    with raises_saying(StorageError, match="cannot be opened"):
        await open_storage(f"sqlite:///{name}", tmp_path, [])


def _mutations(size: int) -> st.SearchStrategy[list[tuple[int, bytes]]]:
    return st.lists(st.tuples(st.integers(0, size - 1), st.binary(min_size=1, max_size=600)), min_size=1, max_size=4)


@pytest.mark.parametrize("number", [6, pytest.param(400, marks=pytest.mark.long)])
async def test_any_bytes_changed(number: int, tmp_path: Path) -> None:
    """Whatever is overwritten: it opens and reads, or says in one line why it cannot."""
    file = await _healthy(tmp_path)
    sound = file.read_bytes()
    assert len(sound) < LOOKED_THROUGH
    changes: list[list[tuple[int, bytes]]] = []

    @settings(max_examples=number, database=None, suppress_health_check=list(HealthCheck))
    @given(_mutations(len(sound)))
    def collect(change: list[tuple[int, bytes]]) -> None:
        changes.append(change)

    collect()
    for change in changes:
        changed = bytearray(sound)
        for place, content in change:
            changed[place : place + len(content)] = content
        file.write_bytes(changed)
        for beside in ("a.db-wal", "a.db-shm"):
            (tmp_path / beside).unlink(missing_ok=True)
        assert "\n" not in await _complaint(tmp_path)


# ---------------------------------------------------------------- rows with odd values in a sound database

ODD_ROWS = {
    "chat: kind": "UPDATE chats SET kind = 'planet' WHERE title = 'Odd'",
    "chat: times are no JSON": "UPDATE chats SET times = '[' WHERE title = 'Odd'",
    "chat: times are numbers": "UPDATE chats SET times = '[5]' WHERE title = 'Odd'",
    "chat: times are a number": "UPDATE chats SET times = '5' WHERE title = 'Odd'",
    "chat: size": "UPDATE chats SET size = 'huge' WHERE title = 'Odd'",
    "chat: moment": "UPDATE chats SET subscribed = 'yesterday' WHERE title = 'Odd'",
    "chat: moment is a number": "UPDATE chats SET hours_since = 7 WHERE title = 'Odd'",
    "feed: moment": "UPDATE feeds SET next_poll = 'soon' WHERE title = 'Odd'",
    "feed: interval is text": "UPDATE feeds SET interval = 'often' WHERE title = 'Odd'",
    "feed: endless interval": "UPDATE feeds SET interval = 9e999 WHERE title = 'Odd'",
    "feed: failures are text": "UPDATE feeds SET failures = 'many' WHERE title = 'Odd'",
    "message: state": "UPDATE outbox SET state = 'lost' WHERE text = 'Odd'",
    "message: buttons": "UPDATE outbox SET buttons = '[[1]]' WHERE text = 'Odd'",
    "message: buttons are no JSON": "UPDATE outbox SET buttons = 'x' WHERE text = 'Odd'",
    "message: moment": "UPDATE outbox SET not_before = 'x' WHERE text = 'Odd'",
    "message: attempts": "UPDATE outbox SET attempts = 'x' WHERE text = 'Odd'",
}


@pytest.fixture
async def storage(tmp_path: Path) -> SqlStorage:
    """A sound database with two of everything."""
    await _healthy(tmp_path)
    opened = await open_storage("sqlite:///a.db", tmp_path, [])
    async with opened.unit() as unit:
        odd = await unit.chats.ensure(ChatKey("telegram", "2"), ChatKind.PRIVATE, "Odd")
        await unit.feeds.add(Feed(0, "https://b.example/", "Odd", NOW, timedelta(hours=1)))
        await unit.outbox.notify(odd.id, Reply("Odd"), NOW, NOW + timedelta(days=1))
        await unit.commit()
    return opened


@pytest.mark.parametrize("statement", ODD_ROWS.values(), ids=ODD_ROWS.keys())
async def test_an_odd_row_costs_itself(statement: str, storage: SqlStorage, tmp_path: Path) -> None:
    """All others are read, and the log names the one that is passed over or taken with a usual value."""
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
        assert connection.execute(statement).rowcount == 1
    await storage.close()
    with capture_logs() as lines:
        storage = await open_storage("sqlite:///a.db", tmp_path, [])
    assert [line["event"] for line in lines] == ["odd values were set anew"]
    assert (await _subscribed_or_not(storage)) == ["Ann", "Odd"]
    async with storage.unit() as unit:
        assert "Ann" in [chat.title for chat in await unit.chats.all()]
        assert "Plain News" in [feed.title for feed in await unit.feeds.all()]
        assert "https://a.example/" in [feed.url for feed in await unit.feeds.of_chat(1)]
        assert "Hello" in [message.text for message in await unit.outbox.waiting(NOW, 10)]
        assert await unit.feeds.due(datetime.now(UTC) + timedelta(days=30), 10)
    await storage.close()
    with capture_logs() as lines:
        await (await open_storage("sqlite:///a.db", tmp_path, [])).close()
    assert lines == []


async def _subscribed_or_not(storage: SqlStorage) -> list[str]:
    async with storage.unit() as unit:
        return [chat.title for chat in await unit.chats.all()]
