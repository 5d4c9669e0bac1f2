"""Days to come that the news of a chat named."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.chat.promises import MOST_A_DAY, _contained, remind
from bot.digest.promises import MOST_A_STORY, MOST_KEPT, day_begins, promised
from bot.model import (
    Button,
    Chat,
    ChatKey,
    Decision,
    Digest,
    DigestItem,
    Entry,
    Message,
    OnDays,
    Pause,
    Quote,
    Source,
    SourcedQuote,
    Verdict,
)
from bot.posting import days_to_come, keep_promises
from bot.sound_digest import Shown
from bot.storage.unit_of_work import SqlStorage
from bot.text.display.markup import plain
from tests.chat.test_corrections import TEXT, reads
from tests.chatroom import GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, room_in, text_of
from tests.stored import add_entry, assign

DAY = timedelta(days=1)
OPENING = NOW.replace(month=6, day=3, hour=8, minute=0)
"""The third of June at the chat's first hour."""
FRESH = "The mill in Halden opened its doors to 300 guests."


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without default feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


async def promise(room: Room, key: ChatKey = PRIVATE, text: str = TEXT) -> tuple[Chat, Entry]:
    """A chat that has read a sentence which names a day."""
    chat, entry = await reads(room, key, text)
    await keep(room, chat)
    return replace(chat, subscribed=NOW - DAY), entry


async def keep(room: Room, chat: Chat) -> None:
    """What the last digest of a chat names is kept."""
    async with room.storage.unit() as unit:
        (number,) = await unit.outbox.last_digests(chat.id, 1)
        digest = await unit.outbox.digest(number)
        assert digest
        await keep_promises(unit, Shown(digest, ()), number)
        await unit.commit()


async def waiting(room: Room) -> list[Message]:
    """What is to be sent on the day."""
    async with room.storage.view() as unit:
        return await unit.outbox.waiting(OPENING + DAY, 10)


async def comes(storage: SqlStorage, entry: Entry, text: str = FRESH, *, followed: bool = True) -> None:
    """A report on the day before."""
    when = OPENING - DAY
    async with storage.unit() as unit:
        feed = await unit.feeds.add(replace((await unit.feeds.all())[0], id=0, url="https://b.example/feed"))
        if followed:
            await unit.feeds.follow(1, feed.id, NOW)
        new = Entry(0, feed.id, "n", "", "https://b.example/1", "Mill opens", text, "Beta", "en", when, when)
        stored = await add_entry(unit, new)
        await assign(unit, stored.id, entry.story or 0, Decision(Verdict.UPDATE, 0.9, fresh=((0, len(text)),)), when)
        await unit.commit()


async def test_on_the_day(room: Room) -> None:
    """Silently at the chat's first hour, with what its sources say by then; once."""
    _, entry = await promise(room)
    await comes(room.storage, entry)
    assert await remind(room.storage, OPENING - timedelta(seconds=1)) == 0
    assert await remind(room.storage, OPENING) == 1
    (message,) = await waiting(room)
    assert message.silent
    assert plain(message.text, addresses=False).split("\n\n") == [
        "Promised for today",
        f"“It will open on 3 June.” (The <Ledger>: Mill sold, 10 April 2026)\nNow: “{FRESH}” (Beta, 2 June 2026)",
    ]
    assert await remind(room.storage, OPENING) == 0
    assert "Nothing is to come" in text_of(await room.say("/promises"))


async def test_nothing_since(room: Room) -> None:
    """Feeds that the chat does not follow tell it nothing."""
    _, entry = await promise(room)
    await comes(room.storage, entry, followed=False)
    assert await remind(room.storage, OPENING) == 1
    assert "Nothing new since then." in plain((await waiting(room))[0].text)


async def test_by_the_hours_of_the_day_itself(room: Room) -> None:
    """They may have changed since; whose day is over hears nothing, nor who pauses, stopped or left the feed."""
    chat, entry = await promise(room)
    changed = replace(chat, times=(time(21), time(10)))
    async with room.storage.unit() as unit:
        await unit.chats.update(chat, changed)
        await unit.commit()
    assert await remind(room.storage, OPENING) == 0
    assert await remind(room.storage, OPENING + timedelta(hours=2)) == 1
    for other in (replace(changed, pause=Pause(NOW)), replace(changed, subscribed=None)):
        await keep(room, chat)
        async with room.storage.unit() as unit:
            await unit.chats.update(changed, other)
            await unit.commit()
        assert await remind(room.storage, OPENING + timedelta(hours=2)) == 0
        assert "Nothing is to come" in text_of(await room.say("/promises")), "its day has come"
        async with room.storage.unit() as unit:
            await unit.chats.update(other, changed)
            await unit.commit()
    async with room.storage.unit() as unit:
        await unit.feeds.unfollow(chat.id, entry.feed)
        await unit.commit()
    await keep(room, chat)
    assert await remind(room.storage, OPENING + timedelta(hours=2)) == 0
    async with room.storage.unit() as unit:
        await unit.feeds.follow(chat.id, entry.feed, NOW)
        await unit.commit()
    await keep(room, chat)
    assert await remind(room.storage, OPENING + DAY) == 0


def test_its_first_hour() -> None:
    """Of the hours that hold on that day of the week; without any, in the morning."""
    chat = Chat(1, PRIVATE, None, "", "UTC", (time(7), time(9)), days=(OnDays(time(7), frozenset({0})),))  # type: ignore[arg-type]
    assert day_begins(chat, OPENING.date()) == OPENING.replace(hour=9)
    assert day_begins(replace(chat, times=()), OPENING.date()) == OPENING.replace(hour=8)
    assert MOST_A_DAY < MOST_KEPT


async def test_listed_and_dropped(room: Room) -> None:
    """A list that anyone sees; admins drop one, also with a stale or foreign button, which reaches no other chat."""
    await promise(room)
    await promise(room, GROUP)
    seen = await room.say("/promises", MEMBER, GROUP)
    assert "1. 3 June 2026: “It will open on 3 June.” (The <Ledger>" in plain(seen.replies[0].text, addresses=False)
    drop, switch = buttons_of(seen)
    assert "Only admins" in (await room.press(drop, MEMBER, GROUP)).notice
    assert (await room.press(drop)).notice == (await room.press(Button("", "unpromise x"))).notice
    assert "It will open" in text_of(await room.say("/promises", key=GROUP))
    assert (await room.press(drop, key=GROUP)).notice == "Dropped."
    assert (await room.press(drop, key=GROUP)).notice == (await room.press(drop)).notice != "Dropped."
    assert "Nothing is to come" in text_of(await room.say("/promises", key=GROUP))
    assert "dropped what was to come on 3 June 2026." in text_of(await room.say("/history", key=GROUP))
    assert "It will open" in text_of(await room.say("/promises"))
    assert switch.data == "promises off"


async def test_turned_off(room: Room) -> None:
    """For admins; what cannot be read is named."""
    await promise(room, GROUP)
    assert "Only admins" in text_of(await room.say("/promises off", MEMBER, GROUP))
    assert "Done" in text_of(await room.say("/promises OFF", key=GROUP))
    assert await remind(room.storage, OPENING) == 0
    assert buttons_of(await room.say("/promises", key=GROUP))[0].data == "promises on"
    assert "Done" in text_of(await room.say("/promises on", key=GROUP))
    assert "no longer" in text_of(await room.say("/promises stop"))
    assert "<b>may" in text_of(await room.say("/promises <b>maybe" + "x" * 5000))


AHEAD = "The mill was sold. It will open on 3 June, and tickets are sold until 20 April. A fair is planned in May."


async def test_all_that_the_news_names(room: Room) -> None:
    """What stands beside the quotes as well, the next day first; a sentence with two days comes back on both."""
    chat, entry = await reads(room, text=AHEAD)
    digest = a_digest(chat, entry, AHEAD[:18])
    with_page = replace(entry, text=f"{AHEAD} Sign up for our newsletter by 1 May.")
    assert [AHEAD[one.start : one.end] for one in promised(digest, 1, {entry.id: with_page})] == [
        "It will open on 3 June, and tickets are sold until 20 April.",
        "A fair is planned in May.",
    ]
    await keep(room, chat)
    await keep(room, chat)
    listed = plain(text_of(await room.say("/promises")), addresses=False)
    assert "1. 20 April 2026 and 3 June 2026: “It will open" in listed
    assert "2. By the end of May 2026: “A fair" in listed
    assert "tickets are sold until 20 April.” (The <Ledger>: Mill sold (" in listed, "nobody knows what will open"
    assert "A fair is planned in May.” (The <Ledger> (" in listed
    assert "3." not in listed
    assert await remind(room.storage, NOW.replace(month=4, day=20, hour=8, minute=0)) == 1
    assert "2. 3 June 2026: “It will open" in plain(text_of(await room.say("/promises")), addresses=False)
    assert [await remind(room.storage, moment) for moment in (NOW.replace(month=5, day=31, hour=8), OPENING)] == [1, 1]
    assert "Nothing is to come" in text_of(await room.say("/promises"))


async def test_found_before_it_is_posted(room: Room) -> None:
    """Whoever posts keeps what was found where the digest was made, but for what was erased since."""
    chat, entry = await reads(room)
    async with room.storage.view() as view:
        (number,) = await view.outbox.last_digests(chat.id, 1)
        digest = await view.outbox.digest(number)
        assert digest
        (found,) = await days_to_come(view, digest)
    for coming in ((), (replace(found, entry=entry.id + 1),), (found,)):
        async with room.storage.unit() as unit:
            await keep_promises(unit, Shown(digest, (), coming=coming), number)
            await unit.commit()
        async with room.storage.view() as view:
            kept = [(one.entry, one.digest) for one in await view.promises.of_chat(chat.id)]
        assert kept == [(entry.id, number)] * (coming == (found,))


async def test_each_day_of_a_story_once(room: Room) -> None:
    """A later sentence may name the other day of an earlier one: that comes back on the days that nothing else has."""
    chat, _ = await reads(room, text="The mill was sold. It opens on 20 April, 3 June and 5 June. The hall opens too.")
    await keep(room, chat)
    async with room.storage.unit() as unit:
        (kept,) = await unit.promises.of_chat(chat.id)
        june = replace(kept, start=60, end=79, day=OPENING.date(), due=OPENING)
        await unit.promises.keep([june], MOST_KEPT)
        await unit.commit()
    assert await remind(room.storage, kept.due) == 1
    async with room.storage.view() as unit:
        assert [one.day.isoformat() for one in await unit.promises.of_chat(chat.id)] == ["2026-06-03", "2026-06-05"]


async def test_an_entry_that_is_gone(room: Room) -> None:
    """What was due of it ends alone, though it was erased in the midst."""
    _, entry = await promise(room)
    async with room.storage.view() as unit:
        due = await unit.promises.due(OPENING, 9)
    gone = replace(due[0], id=due[0].id + 1, entry=entry.id + 1)
    assert await _contained(room.storage, due[0].chat, [gone, *due], OPENING) == 1


async def test_a_calendar_of_events(room: Room) -> None:
    """A page of days fills no list."""
    text = " ".join(f"The choir will sing here again on {day} June." for day in range(1, 20))
    chat, entry = await reads(room, text=text)
    assert len(promised(a_digest(chat, entry, text[:42]), 1, {entry.id: entry})) == MOST_A_STORY


def a_digest(chat: Chat, entry: Entry, quote: str) -> Digest:
    """One that quotes the beginning of an entry."""
    source = Source(entry.publisher, entry.link, NOW)
    quoted = SourcedQuote(Quote(entry.doc, 0, len(quote), quote), source)
    return Digest(chat.id, NOW, (DigestItem(entry.story or 0, "Mill sold", entry.link, (quoted,), (source,), NOW),))
