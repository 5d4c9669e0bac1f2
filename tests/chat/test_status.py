"""``/status``, for those who run the bot."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.model import Button, ChatKey, ChatKind, Entry, Failed, Feed, Part, Reply, WorkerRole
from tests.chatroom import ADMIN, GROUP, MEMBER, NOW, PRIVATE, Room, room_in, text_of
from tests.stored import add_entry

HOUR = timedelta(hours=1)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room whose admin runs the bot."""
    async with room_in(tmp_path) as opened:
        opened.services = replace(opened.services, operators=frozenset({ADMIN}))
        yield opened


async def test_it_tells_how_the_bot_is_doing(room: Room) -> None:
    """Feeds that fail and why, messages that wait, and what the database holds."""
    fresh = text_of(await room.say("/status")).splitlines()
    assert fresh[1:4] == ["No feeds yet.", "No chat gets digests yet.", "No messages are waiting."]
    async with room.storage.unit() as unit:
        well = Feed(0, "https://a.example/", "A <b>", NOW, timedelta(hours=1), last_poll=NOW - timedelta(minutes=2))
        feed = await unit.feeds.add(well)
        bad = await unit.feeds.add(replace(well, url="https://b.example/", title="", failures=3, error="status 500"))
        await unit.feeds.add(replace(well, url="https://nobody.example/", failures=3, error="status 500"))
        await unit.feeds.add(replace(well, url="https://c.example/", retired=NOW))
        await add_entry(unit, Entry(0, feed.id, "1", "", "", "Pears", "Sold.", "A", "en", None, NOW))
        chat = await unit.chats.ensure(GROUP, ChatKind.SUPERGROUP, "")
        for one in (feed, bad):
            await unit.feeds.follow(chat.id, one.id, NOW)
        await unit.outbox.notify(chat.id, Reply("Hello"), NOW - timedelta(hours=2), NOW)
        await unit.commit()
    told = text_of(await room.say("/status")).splitlines()
    assert told[0].startswith("Newsbot ")
    assert told[1:5] == [
        "2 feeds, last read 2 minutes ago. These are failing:",
        "• feed 2 at b.example: status 500, 3 times in a row",
        "No chat gets digests yet.",
        "1 message is waiting; the oldest for 2 hours.",
    ]
    assert told[5].endswith(" MB, 1 entry (texts from 10 April 2026 on), 0 stories.")


async def test_processes_that_are_missing_are_named(room: Room) -> None:
    """By what they do, as soon as they have given no sign for too long; not before."""
    async with room.storage.unit() as unit:
        await unit.leases.give_sign(WorkerRole.STORIES)
        await unit.commit()
    now = datetime.now(UTC)
    for later, missing in ((timedelta(seconds=30), []), (timedelta(minutes=1), ["stories"])):
        room.clock.moment = now + later
        told = text_of(await room.say("/status")).splitlines()
        named = [line.partition(":")[2].partition(".")[0].strip() for line in told if "sign of life" in line]
        assert named == missing, told


async def test_others_do_not_know_it(room: Room) -> None:
    """It is no command to whoever does not run the bot, nor in groups, where others read."""
    assert "I don't know /status" in text_of(await room.say("/status", MEMBER, replace(PRIVATE, chat=MEMBER)))
    assert (await room.say("/status", ADMIN, GROUP)).replies == ()
    every = Button("", "help all")
    assert "/status" in text_of(await room.press(every))
    assert "/status" not in text_of(await room.press(every, ADMIN, GROUP))


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
        await unit.failures.mark(Part.JOB, [Failed("tell", "ProcessDied(tell)")], NOW)
        await unit.commit()
    told = text_of(await room.say("/status"))
    assert "2 entries that I could not store (KeyError)" in told
    assert "1 entry that I could not sort (OverflowError)" in told
    assert "1 chat whose digest I could not make (LookupError)" in told
    assert "1 kind of work that kept ending its process (ProcessDied(tell))" in told
    why = "set aside because of an error on my side (KeyError and OverflowError)"
    assert f"3 entries {why}, next try in 5 minutes" in text_of(await room.say("/feeds"))


async def test_feeds_of_chats_are_called_by_number(room: Room) -> None:
    """A feed that fails has its title only if all may read it: of others nothing is told but number and server."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(GROUP, ChatKind.SUPERGROUP, "")
        for number, address in enumerate(("u:p4ss@own.example/", "own.example/f?key=Xq7", "own.example/plain"), 1):
            feed = Feed(0, f"https://{address}", f"Diary {number}", NOW, HOUR, failures=2, error="gone")
            await unit.feeds.follow(chat.id, (await unit.feeds.add(feed)).id, NOW)
        for path, title in (("", "All News"), ("a", ""), ("b", "")):
            feed = Feed(0, f"https://all.example/{path}", title, NOW, HOUR, failures=2, error="gone", shared=True)
            await unit.feeds.follow(chat.id, (await unit.feeds.add(feed)).id, NOW)
        await unit.commit()
    told = text_of(await room.say("/status"))
    assert [line for line in told.splitlines() if line.startswith("•")] == [
        *(f"• feed {number} at own.example: gone, 2 times in a row" for number in (1, 2, 3)),
        "• All News (feed 4): gone, 2 times in a row",
        *(f"• feed {number} at all.example: gone, 2 times in a row" for number in (5, 6)),
    ]
    assert not any(word in told for word in ("Diary", "p4ss", "Xq7"))


async def test_who_uses_it_in_plain_words(room: Room) -> None:
    """Nobody, one, several; the terminal is no reader."""
    async with room.storage.unit() as unit:
        terminal = await unit.chats.ensure(ChatKey("terminal", "1"), ChatKind.PRIVATE, "")
        await unit.chats.update(terminal, replace(terminal, subscribed=NOW))
        await unit.commit()
    told = text_of(await room.say("/status", key=ChatKey("terminal", ADMIN)))
    assert "No other chat gets digests yet." in told
    assert "Nobody else used me in the last 7 days." in told
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(GROUP, ChatKind.SUPERGROUP, "")
        await unit.chats.update(chat, replace(chat, subscribed=NOW))
        await unit.people.saw("telegram", MEMBER, NOW)
        await unit.commit()
    told = text_of(await room.say("/status"))
    assert "Digests go to 1 supergroup." in told
    assert "2 people used me in the last 7 days." in told


async def test_who_reads_it_in_a_chat_is_counted(room: Room) -> None:
    """Elsewhere than at the terminal nobody is left out."""
    assert "No chat gets digests yet." in text_of(await room.say("/status"))
    assert "Digests go to 1 private chat." in text_of([await room.say("/subscribe"), await room.say("/status")][1])
