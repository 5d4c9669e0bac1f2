"""Questions that wait: answered once, in their chat and topic, by an entry that came after they were asked."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.lookup.standing_questions import answer_standing
from bot.model import ChatKey, ChatKind, Entry, Feed, Message
from bot.storage.unit_of_work import SqlStorage
from bot.text.display.markup import plain
from tests.databases import open_storage

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
TOPIC = ChatKey("telegram", "-100123", "7")
TEXT = "Northwind has raised $5 million. Its mill opens in May."
ENTRY = Entry(0, 0, "g", "", "https://a.example/1", "Northwind raises", TEXT, "Ledger", "en", NOW, NOW)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """A database with one question of a forum topic."""
    opened = await open_storage("sqlite:///s.db", tmp_path, [])
    async with opened.unit() as unit:
        chat = await unit.chats.ensure(TOPIC, ChatKind.SUPERGROUP, "")
        assert await unit.questions.ask(chat.id, "5", "how much did northwind raise", "", NOW)
        await unit.commit()
    yield opened
    await opened.close()


async def comes(storage: SqlStorage, *entries: Entry) -> None:
    """Entries are stored."""
    async with storage.unit() as unit:
        feed = await unit.feeds.add(Feed(0, "https://a.example/feed", "A", NOW, timedelta(hours=1)))
        await unit.feeds.follow(1, feed.id, NOW)
        await unit.entries.add_all([replace(entry, feed=feed.id) for entry in entries])
        await unit.commit()


async def waiting(storage: SqlStorage) -> list[Message]:
    """What is to be sent."""
    async with storage.unit() as unit:
        return await unit.outbox.waiting(NOW + timedelta(hours=1), 10)


async def test_told_once_where_it_was_asked(storage: SqlStorage) -> None:
    """A new entry that answers is quoted in the same topic; a second one is not told."""
    await comes(storage, ENTRY)
    assert await answer_standing(storage, NOW) == 1
    (message,) = await waiting(storage)
    assert message.key == TOPIC
    assert "how much did northwind raise" in plain(message.text)
    assert "raised $5 million" in plain(message.text)
    await comes(storage, replace(ENTRY, guid="h", text="Northwind raised $6 million."))
    assert await answer_standing(storage, NOW) == 0
    assert len(await waiting(storage)) == 1
    async with storage.unit() as unit:
        assert await unit.questions.all() == []


async def test_waits_while_nothing_answers(storage: SqlStorage) -> None:
    """Entries on other matters, and those that were there before the question, answer nothing."""
    await comes(storage, replace(ENTRY, seen=NOW - timedelta(hours=1)))
    await comes(storage, replace(ENTRY, guid="z", text="The zoo has a new elephant. Northwind sponsors its keeper."))
    assert await answer_standing(storage, NOW) == 0
    assert await waiting(storage) == []
    async with storage.unit() as unit:
        assert len(await unit.questions.all()) == 1


async def test_each_entry_is_tried_once(storage: SqlStorage) -> None:
    """A question that is asked later is not answered by what was looked at before: /fact had that already."""
    async with storage.unit() as unit:
        (one,) = await unit.questions.all()
        await unit.questions.end(one.chat, one.id)
        await unit.commit()
    await comes(storage, ENTRY)
    assert await answer_standing(storage, NOW) == 0
    async with storage.unit() as unit:
        await unit.questions.ask(one.chat, "5", one.text, "", NOW)
        await unit.commit()
    assert await answer_standing(storage, NOW) == 0


async def test_repeats(storage: SqlStorage) -> None:
    """A question stands once, and nobody ends what another chat asked."""
    async with storage.unit() as unit:
        (one,) = await unit.questions.all()
        assert not await unit.questions.ask(one.chat, "6", one.text, "", NOW)
        assert not await unit.questions.end(one.chat + 1, one.id)
        assert await unit.questions.of_chat(one.chat) == [one]
