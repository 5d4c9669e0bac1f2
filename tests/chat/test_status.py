"""``/status``, for those who run the bot."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model import ChatKind, Entry, Failed, Feed, Part, Reply
from tests.chatroom import ADMIN, GROUP, MEMBER, NOW, PRIVATE, Room, room_in, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room whose admin runs the bot."""
    async with room_in(tmp_path) as opened:
        opened.services = replace(opened.services, operators=frozenset({ADMIN}))
        yield opened


async def test_it_tells_how_the_bot_is_doing(room: Room) -> None:
    """Feeds that fail and why, messages that wait, and what the database holds."""
    fresh = text_of(await room.say("/status")).splitlines()
    assert fresh[1:4] == ["No feeds yet.", "0 subscribed chats.", "No message waits."]
    async with room.storage.unit() as unit:
        well = Feed(0, "https://a.example/", "A <b>", NOW, timedelta(hours=1), last_poll=NOW - timedelta(minutes=2))
        feed = await unit.feeds.add(well)
        await unit.feeds.add(replace(well, url="https://b.example/", title="", failures=3, error="status 500"))
        await unit.feeds.add(replace(well, url="https://c.example/", retired=NOW))
        await unit.entries.add(Entry(0, feed.id, "1", "", "", "Pears", "Sold.", "A", "en", None, NOW))
        chat = await unit.chats.ensure(GROUP, ChatKind.SUPERGROUP, "")
        await unit.outbox.notify(chat.id, Reply("Hello"), NOW - timedelta(hours=2), NOW)
        await unit.commit()
    told = text_of(await room.say("/status")).splitlines()
    assert told[0].startswith("Newsbot ")
    assert told[1:5] == [
        "2 feeds, of which these fail; the last one was read 2 minutes ago.",
        "• b.example: status 500, 3 times in a row",
        "0 subscribed chats.",
        "1 message waits; the oldest for 2 hours.",
    ]
    assert told[5].endswith(" MB, 1 entry (texts from 10 April 2026 on), 0 stories.")


async def test_others_do_not_know_it(room: Room) -> None:
    """It is no command to whoever does not run the bot, nor in groups, where others read."""
    assert "I do not know /status" in text_of(await room.say("/status", MEMBER, replace(PRIVATE, chat=MEMBER)))
    assert (await room.say("/status", ADMIN, GROUP)).replies == ()
    assert "/status" in text_of(await room.say("/help"))
    assert "/status" not in text_of(await room.say("/help", ADMIN, GROUP))


async def test_what_was_set_aside_is_shown(room: Room) -> None:
    """To those who run the bot with counts and why; in /feeds of whose feed it was, and until when."""
    await room.say("/subscribe")
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(PRIVATE, ChatKind.PRIVATE, "")
        feed = await unit.feeds.add(Feed(0, "https://a.example/", "A", NOW, timedelta(hours=1), last_success=NOW))
        await unit.feeds.follow(chat.id, feed.id, NOW)
        some = [Failed("1:a", "KeyError", feed.id), Failed("1:b", "KeyError", feed.id)]
        await unit.failures.mark(Part.ITEM, some, NOW)
        await unit.failures.mark(Part.ENTRY, [Failed("7", "OverflowError", feed.id)], NOW)
        await unit.failures.mark(Part.CHAT, [Failed("1", "LookupError")], NOW)
        await unit.commit()
    told = text_of(await room.say("/status"))
    assert "2 entries that I could not store (KeyError)" in told
    assert "1 entry that I could not sort (OverflowError)" in told
    assert "1 chat whose digest I could not make (LookupError)" in told
    why = "set aside because of an error of mine (KeyError and OverflowError)"
    assert f"3 entries {why}, next try in 5 minutes" in text_of(await room.say("/feeds"))
