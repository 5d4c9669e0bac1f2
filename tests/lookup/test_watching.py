"""Figures that are watched: told once in the chats that may read them, and nothing else costs anything."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.lookup.watching import known_now, tell_watched
from bot.model import ChatKey, ChatKind, Entry, Feed, Message
from bot.storage.unit_of_work import SqlStorage
from bot.text.display.markup import plain
from tests.databases import open_storage

NOW = datetime(2026, 5, 3, 8, tzinfo=UTC)
TOPIC = ChatKey("telegram", "-100123", "7")
OTHER = ChatKey("telegram", "5")
OLD = Entry(0, 0, "g", "", "https://a.example/1", "Meta plans", "Meta's capex will be $65 billion in 2026.", "Ledger",
            "en", NOW - timedelta(days=3), NOW - timedelta(days=3))  # fmt: skip
NEW = replace(
    OLD, guid="h", text="Meta has raised its capex to $72 billion for 2026. It rains.", seen=NOW, published=NOW
)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """A topic that reads a feed, and a private chat that reads none; both watch the same."""
    opened = await open_storage("sqlite:///s.db", tmp_path, [])
    async with opened.unit() as unit:
        chat = await unit.chats.ensure(TOPIC, ChatKind.SUPERGROUP, "")
        other = await unit.chats.ensure(OTHER, ChatKind.PRIVATE, "")
        feed = await unit.feeds.add(Feed(0, "https://a.example/feed?token=secret", "A", NOW, timedelta(hours=1)))
        await unit.feeds.follow(chat.id, feed.id, NOW)
        await unit.entries.add_all([replace(OLD, feed=feed.id)])
        for one in (chat, other):
            readable = await unit.feeds.readable(one.id, public=False)
            known = await known_now(unit, readable, "capex Meta", NOW)
            assert len(known) == (one is chat)
            assert await unit.watches.add(one.id, "5", "capex Meta", known, NOW)
        await unit.commit()
    yield opened
    await opened.close()


async def comes(storage: SqlStorage, *entries: Entry) -> list[Message]:
    """Entries are stored and looked through. Returns: what is to be sent."""
    async with storage.unit() as unit:
        await unit.entries.add_all([replace(entry, feed=1) for entry in entries])
        await unit.commit()
    await tell_watched(storage, NOW)
    async with storage.unit() as unit:
        return await unit.outbox.waiting(NOW + timedelta(hours=1), 10)


async def test_told_once_where_it_may_be_read(storage: SqlStorage) -> None:
    """Before and now, quoted and dated, in the topic; the same again is silent, and the other chat hears nothing."""
    (message,) = await comes(storage, NEW)
    assert message.key == TOPIC
    said = plain(message.text)
    assert "capex Meta: now “Meta has raised its capex to $72 billion for 2026.” (Ledger, 3 May 2026" in said
    assert "before “Meta's capex will be $65 billion in 2026.” (Ledger, 30 April 2026" in said
    again = replace(NEW, guid="i", text="Meta's 2026 capex is 72 billion dollars.", publisher="Wire")
    assert await comes(storage, again) == [message]
    async with storage.view() as unit:
        here, there = await unit.watches.all()
        assert "72" in here.known[0].quote
        assert there.known == ()


async def test_silence(storage: SqlStorage) -> None:
    """Another year, another name, an older report."""
    others = (
        "Meta's capex was $39 billion in 2025.",
        "Google's capex will be $75 billion in 2026.",
        "Meta's capex was $17 billion in the first quarter of 2026.",
    )
    assert await comes(storage, *(replace(NEW, guid=text, text=text) for text in others)) == []
    assert await comes(storage, replace(NEW, guid="old", published=NOW - timedelta(days=30))) == []


async def test_a_move_takes_it_along(storage: SqlStorage) -> None:
    """A group that becomes a supergroup goes on watching."""
    async with storage.unit() as unit:
        await unit.chats.moved(1, "-100999")
        await unit.commit()
    (message,) = await comes(storage, NEW)
    assert message.key.chat == "-100999"


async def test_what_fails_costs_itself(storage: SqlStorage) -> None:
    """A chat that is gone meanwhile keeps nobody else waiting."""
    async with storage.unit() as unit:
        await unit.privacy.erase_chat(2)
        await unit.commit()
    assert len(await comes(storage, NEW)) == 1
    async with storage.view() as unit:
        assert await unit.watches.count() == 1
