"""A database in which ids were numbers: all that stood in it is there, as text, and what is sent goes on from it."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from bot.digest.stored import digest_of, values_of
from bot.model import REPLACED, ChatKey, Limits, Numbered, Usage
from bot.platforms.table import PLATFORMS
from bot.storage.migrate import migrate
from bot.storage.sqlite.engine import parse_url
from bot.storage.tables import metadata
from bot.storage.unit_of_work import SqlStorage, open_storage
from tests.databases import at_step
from tests.tools.golden import golden

BEFORE = "0018"
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
THEN = "2026-11-20 08:00:00.000000"
GROUP, TOPIC, ANN, MOVED, TERMINAL = 1, 2, 3, 4, 5
"""Rows of chats."""
ROWS: dict[str, tuple[str, list[tuple[object, ...]]]] = {
    "feeds": (
        """id, url, title, site, language, etag, modified, body_hash, interval, next_poll, failures, error, moved_to,
        ttl, quiet, pages, owner, marks_of""",
        [(1, "https://a.example/", "A", "", "", "", "", "", 60.0, THEN, 0, "", "", 0.0, "", 1, 0, "")],
    ),
    "chats": (
        """id, platform, chat, thread, kind, title, zone, times, subscribed, gone, last_seen_id, unknown_up_to,
        admin, subscribed_by, language""",
        [
            (GROUP, "telegram", -1001, 0, "supergroup", "G", "UTC", '["08:00"]', THEN, "", 50, 47, 11, -1001, "de"),
            (TOPIC, "telegram", -1001, 7, "supergroup", "G", "UTC", '["08:00"]', None, "", 51, 0, 11, 0, ""),
            (ANN, "telegram", 11, 0, "private", "Ann", "UTC", '["08:00"]', THEN, "", 9, 0, 0, 11, ""),
            (MOVED, "telegram", -5001, 0, "group", "Old", "UTC", '["08:00"]', None, REPLACED, 0, 0, 0, 0, ""),
            (TERMINAL, "terminal", 1, 0, "private", "T", "UTC", '["08:00"]', THEN, "", 3, 0, 0, 0, ""),
        ],
    ),
    "chat_feeds": ("chat, feed, added, added_by", [(GROUP, 1, THEN, 11), (ANN, 1, THEN, 0)]),
    "stories": (
        "id, headline, first_seen, last_seen, seed",
        [(1, "One", THEN, THEN, ""), (2, "Two", THEN, THEN, "")],
    ),
    "rulings": (
        "chat, one, other, together, act, user, made",
        [(GROUP, 1, 2, 1, 1, 11, THEN), (0, 1, 2, 0, 2, 0, THEN)],
    ),
    "digests": ("id, chat, slot, created, known, more", [(1, GROUP, THEN, THEN, 0, 0)]),
    "told": ("digest, story, chat, quotes, at", [(1, 1, GROUP, "[]", THEN)]),
    "outbox": (
        """id, chat, digest, text, buttons, silent, stories, state, reason, attempts, created, not_before, expires,
        sent_id, "after", reply_to, mended""",
        [
            (1, GROUP, 1, "Told", "[]", 0, "[1]", "sent", "", 1, THEN, THEN, THEN, 48, 40, None, "[]"),
            (2, GROUP, None, "Next", "[]", 0, "[]", "waiting", "", 0, THEN, THEN, THEN, None, 0, 48, "[]"),
            (3, ANN, None, "Lost", "[]", 0, "[]", "sending", "", 1, THEN, THEN, THEN, None, 7, None, "[]"),
        ],
    ),
    "seen_ids": ("chat, id", [(GROUP, 48), (GROUP, 50), (TOPIC, 51), (ANN, 8), (ANN, 9)]),
    "questions": (
        "chat, user, text, about, asked, key",
        [(GROUP, 11, "Why?", "", THEN, "k"), (ANN, 0, "Who?", "", THEN, "l")],
    ),
    "people": ("person, seen", [(11, THEN), (-1001, THEN)]),
    "recent": (
        "place, name, value, turn",
        [("asked:telegram:-1001:7", "b", '["Why?", ""]', 1), ("asked:telegram:11:0", "a", '["Who?", "it"]', 1)],
    ),
}


def made(folder: Path) -> Path:
    """A database at the step before, with these rows."""
    path = folder / "old.db"
    at_step(path, BEFORE)
    with closing(sqlite3.connect(path)) as file, file:
        for table, (columns, rows) in ROWS.items():
            marks = ", ".join("?" * len(rows[0]))
            file.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608
    return path


async def opened(folder: Path) -> SqlStorage:
    """The same, brought up to date."""
    made(folder)
    return await open_storage("sqlite:///old.db", folder, None, PLATFORMS)


async def test_what_was_known_of_chats_and_people(tmp_path: Path) -> None:
    """Keys, who set chats up, who asked and ruled; 0 was nobody, and is empty."""
    storage = await opened(tmp_path)
    async with storage.view() as unit:
        chats = {chat.id: chat for chat in await unit.chats.all()}
        assert chats[TOPIC].key == ChatKey("telegram", "-1001", "7")
        assert await unit.chats.by_key(ChatKey("telegram", "-1001")) == chats[GROUP]
        assert await unit.chats.by_key(ChatKey("telegram", "11")) == chats[ANN]
        assert await unit.chats.by_key(ChatKey("terminal", "1")) == chats[TERMINAL]
        assert [(one.admin, one.subscribed_by) for one in chats.values()] == [
            ("11", "-1001"), ("11", ""), ("", "11"), ("", ""), ("", ""),
        ]  # fmt: skip
        assert (chats[GROUP].language, chats[GROUP].title, chats[MOVED].gone) == ("de", "G", REPLACED)
        assert [one.user for one in await unit.questions.all()] == ["11", ""]
        assert [one.user for one in await unit.rulings.of_chat(GROUP)] == ["11", ""]
        people = unit.people
        assert [await asked("telegram", "11") for asked in (people.feeds, people.chats, people.questions)] == [1, 1, 1]
        assert await people.feeds("terminal", "11") == 0
        assert await people.usage(NOW, Limits()) == Usage({"supergroup": 1, "private": 1}, 2, 2)
        assert await unit.recent("asked:telegram:-1001:7", "b") == ["Why?", ""]
        assert await unit.recent(f"asked:{chats[ANN].key.as_text}", "a") == ["Who?", "it"]
    await storage.close()


async def test_what_was_sent_and_seen(tmp_path: Path) -> None:
    """Messages keep their ids and what they answer, and a search for a lost one begins and spares as before."""
    storage = await opened(tmp_path)
    async with storage.unit() as unit:
        assert await unit.outbox.places(GROUP, "48") == {1: Numbered(1, "")}
        assert await unit.outbox.told_in(GROUP, [1]) == {1: "48"}
        (waits,) = [one for one in await unit.outbox.waiting(NOW, 9) if one.chat == GROUP]
        assert (waits.reply_to, waits.sent_id, waits.text) == ("48", "", "Next")
        (lost,) = await unit.outbox.doubtful(NOW, 9)
        known = await unit.positions.known(lost)
        assert (lost.after, known.top, known.taken) == (7, 9, frozenset({8, 9}))
        assert await unit.positions.search_from([TOPIC]) == {TOPIC: 51}
        assert (await unit.positions.known(waits)).unknown_up_to == 47
        await unit.chats.moved(GROUP, "-5001")
        assert {one.id: one.key.chat for one in await unit.chats.all()} == {
            GROUP: "-5001", TOPIC: "-5001", ANN: "11", MOVED: f"replaced:{MOVED}", TERMINAL: "1",
        }  # fmt: skip
    await storage.close()


def test_the_tables_are_those_of_a_new_database(tmp_path: Path) -> None:
    """Types, keys, references and indexes; nothing refers to what is not there."""
    migrate(parse_url("sqlite:///old.db", made(tmp_path).parent))
    engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    looked = inspect(engine)
    for table in metadata.sorted_tables:
        types = {one["name"]: str(one["type"]) for one in looked.get_columns(table.name)}
        assert types == {one.name: str(one.type.compile(engine.dialect)) for one in table.columns}
        assert looked.get_pk_constraint(table.name)["constrained_columns"] == [one.name for one in table.primary_key]
        told = {(*one["constrained_columns"], one["referred_table"]) for one in looked.get_foreign_keys(table.name)}
        assert told == {(one.parent.name, one.column.table.name) for one in table.foreign_keys}
        assert all(one["options"].get("ondelete") == "CASCADE" for one in looked.get_foreign_keys(table.name))
        assert {one["name"] for one in looked.get_indexes(table.name)} == {one.name for one in table.indexes}
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "old.db")) as file:
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize(("kept", "read"), [(48, "48"), (None, "")])
def test_digests_that_were_kept_with_numbers(kept: int | None, read: str) -> None:
    """What an update answered was a number or nothing; all else of a digest is as it was."""
    digest = golden("follow-ups").digest
    values = values_of(digest)
    old = {**values, "version": 1, "items": [{**item, "earlier": kept} for item in values["items"]]}
    again = digest_of(old)
    assert {item.earlier for item in again.items} == {read}
    assert {**values_of(again), "items": []} == {**values, "items": []}
    with pytest.raises(ValueError, match="no digest"):
        digest_of({**old, "items": [{**item, "earlier": [1]} for item in old["items"]]})
    with pytest.raises(ValueError, match="another version"):
        digest_of({**values, "version": 3})
