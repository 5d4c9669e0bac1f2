"""A database in which an earlier program told digests: it opens, and nothing that was told is lost or told again."""

import io
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import pipeline
from bot.asked_digests import post_preview
from bot.demo import assemble_demo
from bot.digest.compose import Plan
from bot.manage import chat_of
from bot.model import Chat
from bot.newsbot import Newsbot
from bot.platforms.table import PLATFORMS
from bot.platforms.terminal.ports import TerminalSender
from bot.platforms.terminal.screen import Screen
from bot.ports import Unit
from bot.storage.copying import copy
from bot.storage.databases import address_of
from bot.storage.sqlite.engine import parse_url
from bot.storage.unit_of_work import open_storage
from tests.databases import at_step, fresh

TODAY = {"seen_ids": "taken_positions", "seen_ids.id": "position", "chats.last_seen_id": "last_position"}
"""What earlier programs called otherwise."""
ITSELF = frozenset({"alembic_version", "sqlite_sequence", "sqlite_stat1"})


async def places_of(unit: Unit, chat: int) -> dict[int, int]:
    """The stories of a chat's last digest by their numbers."""
    return {place: one.story for place, one in (await unit.outbox.places(chat)).items()}


async def told(newsbot: Newsbot) -> Chat:
    """Tell the chat of the sample day a digest. Returns: that chat."""
    chat = await chat_of(newsbot, None)
    await newsbot.refresh()
    assert await post_preview(newsbot.storage, PLATFORMS, chat, newsbot.clock.now(), newsbot.plan)
    assert (await newsbot.deliver(TerminalSender(Screen(io.StringIO())))).sent == 1
    return chat


def copied(new: Path, old: Path, step: str) -> None:
    """
    All rows of a database in one as an earlier program made it, at *step*, as far as that had places for them; without
    those of the full-text index, which is no table that could be copied.
    """
    at_step(old, step)
    with closing(sqlite3.connect(old)) as file, file:
        file.execute("ATTACH ? AS new", (str(new),))
        query = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'passage%'"
        for table in {str(name) for (name,) in file.execute(query)} - ITSELF:
            now = TODAY.get(table, table)
            mine, other = _columns(file, "main", table), _columns(file, "new", now)
            called = {name: TODAY.get(f"{table}.{name}", name) for name in mine}
            pairs = {f'"{old}"': _then(old, new) for old, new in called.items() if new in other}
            values = ", ".join(pairs.values())
            file.execute(f"INSERT INTO main.{table} ({', '.join(pairs)}) SELECT {values} FROM new.{now}")  # noqa: S608


def _then(old: str, new: str) -> str:
    """What stood in a column: of ids, which are text today, the number, or what stood for none."""
    none = {"sent_id": "NULL", "reply_to": "NULL", "thread": "0", "admin": "0", "subscribed_by": "0", "added_by": "0"}
    return f"iif({new} = '', {none[old]}, {new})" if old in none else f'"{new}"'


def _columns(file: sqlite3.Connection, schema: str, table: str) -> set[str]:
    return {row[1] for row in file.execute(f"PRAGMA {schema}.table_info({table})")}


@pytest.mark.parametrize("step", ["0008", "0012", "0014"])
async def test_digests_of_earlier_programs(step: str, tmp_path: Path) -> None:
    """Their messages' texts stay, what they told is told; they have no value, and the next digest has one."""
    async with assemble_demo() as newsbot:
        chat, now = await told(newsbot), newsbot.clock.now()
        address = parse_url(newsbot.settings.storage.url, newsbot.settings.folder)
        copied(Path(str(address.database)), tmp_path / "old.db", step)
        async with newsbot.storage.view() as unit:
            places, told_at = await places_of(unit, chat.id), await unit.chats.told_at(chat.id)
            assert await unit.outbox.digest(1) is not None
    assert len(places) > 5
    with closing(sqlite3.connect(tmp_path / "old.db")) as connection:
        before = connection.execute("SELECT id, text, stories, state, sent_id FROM outbox").fetchall()
    storage = await open_storage("sqlite:///old.db", tmp_path, None, PLATFORMS)
    async with storage.unit() as unit:
        # without a digest's value a story that is shown with another has a number as well: they had none such
        numbered = (await places_of(unit, chat.id)).values()
        assert [story for story in numbered if story in places.values()] == list(places.values())
        assert await unit.chats.told_at(chat.id) == told_at
        assert await unit.outbox.last_slot(chat.id, now) == now
        assert await unit.outbox.digest(1) is None
    with closing(sqlite3.connect(tmp_path / "old.db")) as connection:
        after = connection.execute("SELECT id, text, stories, state, sent_id FROM outbox").fetchall()
    assert after == [(*others, str(sent_id)) for *others, sent_id in before]
    later = now + timedelta(hours=2)
    held = replace(chat, subscribed=now - timedelta(days=1))
    again = await pipeline.post(storage, PLATFORMS, held, later, later, Plan())
    assert again is not None
    assert not {item.story for item in again.items if not item.update} & set(places.values())
    async with storage.view() as unit:
        assert await unit.outbox.digest(2) == again
    await storage.close()


@pytest.mark.parametrize("step", ["0008", pytest.param("0014", marks=pytest.mark.long)])
async def test_what_earlier_programs_told_is_copied_to_a_server(step: str, tmp_path: Path) -> None:
    """All that the file of an earlier program holds is there after it was copied, and is told there."""
    async with assemble_demo() as newsbot:
        chat = await told(newsbot)
        address = parse_url(newsbot.settings.storage.url, newsbot.settings.folder)
        copied(Path(str(address.database)), tmp_path / "old.db", step)
    with closing(sqlite3.connect(tmp_path / "old.db")) as connection:
        before = dict(connection.execute("SELECT id, text FROM outbox"))
        stories = {number for (number,) in connection.execute("SELECT story FROM told")}
    with fresh("postgresql") as url:
        target = address_of(url, tmp_path)
        compared = await copy(parse_url("sqlite:///old.db", tmp_path), target, lambda *_: None)
        assert [one for one in compared if not one.is_same] == []
        storage = await open_storage(url, tmp_path, None, PLATFORMS)
        async with storage.view() as unit:
            assert set(await unit.chats.told_at(chat.id)) == stories
            places = await unit.outbox.places(chat.id)
        assert len(places) > 5
        assert {one.table: one.rows[1] for one in compared}["outbox"] == len(before)
        await storage.close()
