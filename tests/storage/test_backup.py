"""A backup is whole and private whatever goes on meanwhile; what is put back sends nothing twice."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BotError
from bot.model import ChatKind, MessageState
from bot.platforms.table import PLATFORMS
from bot.platforms.terminal.chat import TERMINAL_CHAT
from bot.storage.backup import Restored, backup, restore, subscribed_in
from bot.storage.lock import only_one
from bot.storage.migrate import NEWEST
from tests.contracts.rows import a_chat, a_feed, a_story, entry, first, posted, sent
from tests.databases import at_step, new_database, open_storage
from tests.storage.damage import DAMAGE

URL = "sqlite:///newsbot.db"
NOW = datetime(2026, 4, 10, 9, tzinfo=UTC)


def _none(_what: str, _done: int, _total: int) -> None:
    pass


def _query(file: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def _names(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


async def _restored(folder: Path, file: Path) -> Restored:
    return await asyncio.to_thread(restore, URL, folder, file, _none, NOW, PLATFORMS)


async def _some_news(folder: Path) -> None:
    """A chat with a digest of two messages, of which the first was sent."""
    storage = await open_storage(URL, folder, [])
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        feed = await a_feed(unit, "https://a.example/feed", chat)
        for title in "AB":
            await a_story(unit, entry(feed.id, title), headline=title)
        await sent(unit, await posted(unit, chat, 1, 2), 11)
        await unit.commit()
    await storage.close()


async def _sent_since(folder: Path, number: int) -> None:
    """The second message is sent, too."""
    storage = await open_storage(URL, folder, [])
    async with storage.unit() as unit:
        (chat,) = await unit.chats.all()
        await sent(unit, await first(unit, chat), number)
        await unit.commit()
    await storage.close()


STATES = "SELECT id, state, sent_id FROM outbox ORDER BY id"


async def test_a_backup_is_private_and_alone(tmp_path: Path) -> None:
    """Its owner alone can read it, it needs no log beside it, and nothing else is left in the folder."""
    await _some_news(tmp_path)
    (tmp_path / "kept").mkdir()
    rows = backup(URL, tmp_path, tmp_path / "kept" / "a.db", _none)
    assert [file.name for file in (tmp_path / "kept").iterdir()] == ["a.db"]
    assert (tmp_path / "kept" / "a.db").stat().st_mode & 0o777 == 0o600
    assert (rows["entries"], rows["stories"], rows["digests"], rows["outbox"]) == (2, 2, 1, 2)
    assert (rows["chats"], subscribed_in(tmp_path / "kept" / "a.db")) == (1, 1)
    assert _query(tmp_path / "kept" / "a.db", STATES) == _query(tmp_path / "newsbot.db", STATES)


async def test_chats_are_counted_as_elsewhere(tmp_path: Path) -> None:
    """Those that get digests, without whoever sits at the machine."""
    storage = await open_storage(URL, tmp_path, [])
    async with storage.unit() as unit:
        await a_chat(unit)
        await a_chat(unit, 2, subscribed=None)
        here = await unit.chats.ensure(TERMINAL_CHAT, ChatKind.PRIVATE, "")
        await unit.chats.update(here, replace(here, subscribed=NOW))
        await unit.commit()
    await storage.close()
    rows = backup(URL, tmp_path, tmp_path / "a.db", _none)
    assert (rows["chats"], subscribed_in(tmp_path / "a.db")) == (3, 1)


async def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    """A file that is there stays, unless --force says otherwise; the database itself stays in any case."""
    new_database(tmp_path)
    file = tmp_path / "a.db"
    file.write_text("a letter")
    with pytest.raises(BotError, match="--force"):
        backup(URL, tmp_path, file, _none)
    assert file.read_text() == "a letter"
    with pytest.raises(BotError, match="the database itself"):
        backup(URL, tmp_path, tmp_path / "newsbot.db", _none, force=True)
    with pytest.raises(BotError, match="make it first"):
        backup(URL, tmp_path, tmp_path / "nowhere" / "a.db", _none)
    backup(URL, tmp_path, file, _none, force=True)
    assert _query(file, "PRAGMA integrity_check") == [("ok",)]
    assert file.stat().st_mode & 0o777 == 0o600


async def test_who_writes_meanwhile_neither_waits_nor_gets_in(tmp_path: Path) -> None:
    """A copy is of one moment: of pairs that are written together it never holds one without the other."""
    new_database(tmp_path)
    with closing(sqlite3.connect(tmp_path / "newsbot.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        write = "INSERT INTO counters (name, number) VALUES (?, 1)"
        stop, written = threading.Event(), 0

        def writing() -> None:
            nonlocal written
            while not stop.is_set():
                other.execute("BEGIN IMMEDIATE")
                for side in "ab":
                    other.execute(write, (f"{side}{written}",))
                other.execute("COMMIT")
                written += 1

        thread = threading.Thread(target=writing)
        thread.start()
        try:
            for number in range(3):
                seen = written
                backup(URL, tmp_path, tmp_path / f"{number}.db", _none)
                assert written > seen, "nobody could write meanwhile"
        finally:
            stop.set()
            thread.join()
    sides = "SELECT substr(name, 1, 1), count(*) FROM counters WHERE name GLOB '[ab][0-9]*' GROUP BY 1"
    counts = [dict(_query(tmp_path / f"{number}.db", sides)) for number in range(3)]
    assert all(one["a"] == one["b"] for one in counts if one)
    assert counts[-1]["a"]


async def test_a_damaged_database_makes_no_backup(tmp_path: Path) -> None:
    """What cannot be put back is no backup: it is said, and an older one stays as it is."""
    await _some_news(tmp_path)
    backup(URL, tmp_path, tmp_path / "a.db", _none)
    before = (tmp_path / "a.db").read_bytes()
    with (tmp_path / "newsbot.db").open("r+b") as file:
        for page in range(20, 100):
            file.seek(4_096 * page)
            file.write(b"\x77" * 2_048)
    with pytest.raises(BotError):
        backup(URL, tmp_path, tmp_path / "a.db", _none, force=True)
    assert (tmp_path / "a.db").read_bytes() == before
    assert not [name for name in _names(tmp_path) if ".part" in name]


async def test_what_was_sent_since_is_not_sent_again(tmp_path: Path) -> None:
    """A message that waits in the backup ends as it has ended; its story is told, and the database before is kept."""
    await _some_news(tmp_path)
    backup(URL, tmp_path, tmp_path / "a.db", _none)
    assert [row[1] for row in _query(tmp_path / "a.db", STATES)] == ["sent", "waiting"]
    await _sent_since(tmp_path, 60)
    done = await _restored(tmp_path, tmp_path / "a.db")
    assert (done.settled, done.later, done.step) == (1, 0, NEWEST)
    assert _query(tmp_path / "newsbot.db", STATES) == [(1, "sent", "11"), (2, "sent", "60")]
    assert _query(tmp_path / "newsbot.db", "SELECT story FROM told ORDER BY 1") == [(1,), (2,)]
    # a lost message is never looked for where one may stand that the backup does not know
    positions = "SELECT last_position, unknown_up_to FROM chats"
    assert _query(tmp_path / "newsbot.db", positions) == [(60, 59)]
    assert done.aside
    assert _query(done.aside, STATES) == [(1, "sent", "11"), (2, "sent", "60")]


async def test_digests_since_are_counted(tmp_path: Path) -> None:
    """What they told the backup cannot know; whoever puts it back hears how many they are."""
    await _some_news(tmp_path)
    backup(URL, tmp_path, tmp_path / "a.db", _none)
    storage = await open_storage(URL, tmp_path, [])
    async with storage.unit() as unit:
        (chat,) = await unit.chats.all()
        await posted(unit, chat, 1, slot=NOW + timedelta(days=1))
        await unit.commit()
    await storage.close()
    assert (await _restored(tmp_path, tmp_path / "a.db")).later == 1


@pytest.mark.parametrize("lost", [True, False], ids=["gone", "damaged"])
async def test_without_the_database_before(tmp_path: Path, *, lost: bool) -> None:
    """A lost disk: what was being sent waits again, and nothing is looked for where messages may stand."""
    await _some_news(tmp_path)
    storage = await open_storage(URL, tmp_path, [])
    async with storage.unit() as unit:
        (chat,) = await unit.chats.all()
        await unit.outbox.mark(replace(await first(unit, chat), state=MessageState.SENDING))
        await unit.commit()
    await storage.close()
    backup(URL, tmp_path, tmp_path / "a.db", _none)
    if lost:
        (tmp_path / "newsbot.db").unlink()
    else:
        (tmp_path / "newsbot.db").write_bytes(b"no database" * 1_000)
    done = await _restored(tmp_path, tmp_path / "a.db")
    assert (done.settled, done.later, done.aside is None) == (0, None, lost)
    assert [row[1] for row in _query(tmp_path / "newsbot.db", STATES)] == ["sent", "waiting"]
    await _sent_since(tmp_path, 70)
    assert _query(tmp_path / "newsbot.db", "SELECT last_position, unknown_up_to FROM chats") == [(70, 69)]


async def test_an_older_backup_is_brought_up_to_date(tmp_path: Path) -> None:
    """By the same steps as a database at the start of a newer program."""
    new_database(tmp_path)
    at_step(tmp_path / "old.db", "0019")
    done = await _restored(tmp_path, tmp_path / "old.db")
    assert done.step == "0019"
    await (await open_storage(URL, tmp_path, [])).close()
    assert _query(tmp_path / "old.db", "SELECT version_num FROM alembic_version") == [("0019",)]


def _newer(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def _others(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE recipes (id)")


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "not there": (lambda file: file.unlink(), "there is no such file"),
    "a letter": (lambda file: file.write_text("to my mother" * 100), "not a SQLite database"),
    "empty": (lambda file: file.write_bytes(b""), "it is empty"),
    "newer": (_newer, "newer Newsbot"),
    "another program's": (_others, "belongs to another program"),
    "two versions": (DAMAGE["two versions"], "2 versions at once"),
    "cut short": (lambda file: file.write_bytes(file.read_bytes()[:200_000]), "nothing has changed"),
}


@pytest.mark.parametrize(("spoil", "sign"), BAD.values(), ids=BAD.keys())
async def test_what_is_no_backup_changes_nothing(tmp_path: Path, spoil: Callable[[Path], object], sign: str) -> None:
    """It is said in one line, and the database stays where and as it is."""
    await _some_news(tmp_path)
    (tmp_path / "a.db").write_bytes((tmp_path / "newsbot.db").read_bytes())
    spoil(tmp_path / "a.db")
    before = (tmp_path / "newsbot.db").read_bytes()
    with pytest.raises(BotError, match=sign) as caught:
        await _restored(tmp_path, tmp_path / "a.db")
    assert "\n" not in str(caught.value)
    assert (tmp_path / "newsbot.db").read_bytes() == before
    assert set(_names(tmp_path)) <= {"a.db", "newsbot.db", "newsbot.db.lock"}


async def test_not_while_the_bot_runs(tmp_path: Path) -> None:
    """It holds the lock of the database; then nothing is touched."""
    await _some_news(tmp_path)
    backup(URL, tmp_path, tmp_path / "a.db", _none)
    with only_one(URL, tmp_path), pytest.raises(BotError, match="another Newsbot is running"):
        await _restored(tmp_path, tmp_path / "a.db")
