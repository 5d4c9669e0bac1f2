"""Sentences that their sources changed after a chat read them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.corrections import MOST_A_DAY, quoting, tell_of_corrections
from bot.feeds.changes import Reread, note_changes
from bot.lookup.ask import ask
from bot.model import (
    Chat,
    ChatKey,
    ChatKind,
    Decision,
    Digest,
    DigestItem,
    Entry,
    Feed,
    Message,
    MessageState,
    Pause,
    Quote,
    Reply,
    Source,
    SourcedQuote,
    Story,
    Verdict,
)
from bot.text.analysis.sentences import sentences
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH
from tests.chatroom import GROUP, NOW, PRIVATE, Room, kind_of, room_in
from tests.stored import add_entry, assign, open_story

DAY = timedelta(days=1)
TEXT = "Otterworks <paid> $5 million for the mill in Halden. It will open on 3 June. Sixty people work there."
NOW_TEXT = TEXT.replace("$5 million", "$7 million").replace("Sixty", "Nine")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without default feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


async def reads(room: Room, key: ChatKey = PRIVATE, text: str = TEXT) -> tuple[Chat, Entry]:
    """A chat that follows a feed and has read all sentences of an entry in a digest, as message 41."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(key, kind_of(key), "")
        await unit.chats.update(chat, replace(chat, subscribed=NOW - DAY))
        feed = await unit.feeds.add(Feed(0, "https://ledger.example/feed", "Ledger", NOW, timedelta(hours=1)))
        await unit.feeds.follow(chat.id, feed.id, NOW)
        new = Entry(0, feed.id, "g", "", "https://ledger.example/1", "Mill sold", text, "The <Ledger>", "en", NOW, NOW)
        entry = next(iter(await unit.entries.newest(feed.id, 1)), None) or await add_entry(unit, new)
        if entry.story is None:
            story = (await open_story(unit, Story(0, "Mill sold", NOW, NOW))).id
            await assign(unit, entry.id, story, Decision(Verdict.NEW, 1.0), NOW)
            entry = replace(entry, story=story)
        source = Source(entry.publisher, entry.link, NOW)
        quotes = [SourcedQuote(Quote(entry.doc, *one), source) for one in sentences(text)]
        item = DigestItem(entry.story or 0, "Mill sold", entry.link, tuple(quotes), (source,), NOW)
        told = [Reply("Hello", stories=(item.story,)), Reply(text.replace("<", "&lt;"), stories=(item.story,))]
        await unit.outbox.post(Digest(chat.id, NOW, (item,)), told, NOW, NOW + DAY)
        for number in ("40", "41"):
            (message,) = [each for each in await unit.outbox.waiting(NOW, 10) if each.key == key]
            await unit.outbox.mark(replace(message, state=MessageState.SENT, sent_id=number))
        await unit.commit()
    return chat, entry


async def changes(room: Room, entry: Entry, text: str = NOW_TEXT) -> None:
    """The feed words an entry anew."""
    async with room.storage.unit() as unit:
        await note_changes(unit, [Reread(entry, text, again=False)], NOW)
        await unit.commit()


async def waiting(room: Room) -> list[Message]:
    """What is to be sent now."""
    async with room.storage.view() as unit:
        return await unit.outbox.waiting(NOW + DAY, 10)


async def test_the_chat_hears_of_it_in_reply(room: Room) -> None:
    """Silently, below the message that quoted it, with before and after; once."""
    _, entry = await reads(room)
    await changes(room, entry, TEXT.replace("$5 million", "$7 million"))
    assert await tell_of_corrections(room.storage, NOW) == 1
    (message,) = await waiting(room)
    assert (message.reply_to, message.silent, message.asked) == ("41", True, False)
    assert plain(message.text, addresses=False).splitlines() == [
        "The <Ledger> has changed a sentence quoted here.",
        "Before: “Otterworks <paid> $5 million for the mill in Halden.”",
        "Now: “Otterworks <paid> $7 million for the mill in Halden.”",
    ]
    await changes(room, entry, TEXT.replace("$5 million", "$7  million"))
    assert await tell_of_corrections(room.storage, NOW) == 0


async def test_only_where_it_was_read(room: Room) -> None:
    """A chat that follows the feed and read nothing hears nothing; nor does one that left, paused or stopped."""
    _, entry = await reads(room)
    group, _ = await reads(room, GROUP)
    async with room.storage.unit() as unit:
        other = await unit.chats.ensure(ChatKey("telegram", "-1009"), ChatKind.CHANNEL, "")
        await unit.feeds.follow(other.id, entry.feed, NOW)
        subscribed = replace(group, subscribed=NOW - DAY)
        await unit.chats.update(group, replace(subscribed, pause=Pause(NOW)))
        await unit.commit()
    await changes(room, entry, TEXT.replace("$5 million", "$7 million"))
    assert await tell_of_corrections(room.storage, NOW) == 1
    assert [message.key for message in await waiting(room)] == [PRIVATE]
    async with room.storage.unit() as unit:
        await unit.chats.update(replace(subscribed, pause=Pause(NOW)), subscribed)
        await unit.commit()
    assert await tell_of_corrections(room.storage, NOW + 8 * DAY) == 0
    assert await tell_of_corrections(room.storage, NOW + DAY) == 1


async def test_no_more_than_a_few_a_day(room: Room) -> None:
    """The others wait for the next day."""
    text = " ".join(f"Mill number {n} in Halden has {n} looms." for n in range(1, MOST_A_DAY + 3))
    _, entry = await reads(room, text=text)
    await changes(room, entry, text.replace("looms", "robots"))
    assert await tell_of_corrections(room.storage, NOW) == MOST_A_DAY
    assert await tell_of_corrections(room.storage, NOW + timedelta(hours=20)) == 0
    assert await tell_of_corrections(room.storage, NOW + timedelta(hours=25)) == 2


async def test_a_group_that_moved(room: Room) -> None:
    """It hears of it in the new chat, in reply to nothing, since ids of messages begin anew there."""
    chat, entry = await reads(room, GROUP)
    async with room.storage.unit() as unit:
        await unit.chats.moved(chat.id, "-100777")
        await unit.commit()
    await changes(room, entry)
    assert await tell_of_corrections(room.storage, NOW) == 2
    message = (await waiting(room))[0]
    assert (message.key, message.reply_to) == (ChatKey("telegram", "-100777"), "")


async def test_answers_say_so(room: Room) -> None:
    """What is quoted below a question says what its source says now."""
    _, entry = await reads(room)
    asked = "how much did Otterworks pay for the mill in Halden"
    before = await ask(room.storage, ENGLISH, PRIVATE, asked, "", NOW, public=False, notes=True)
    assert "changed" not in plain(before.reply.text)
    await changes(room, entry)
    after = plain((await ask(room.storage, ENGLISH, PRIVATE, asked, "", NOW, public=False, notes=True)).reply.text)
    assert "$5 million" in after
    assert "has changed this sentence since. Now: “Otterworks <paid> $7 million" in after


def test_which_message_quoted_it() -> None:
    """The one that holds the sentence; else the first that told the story, if it is known."""
    assert quoting({"1": "A &lt;b&gt;", "2": "C <i>d.</i>"}, "d.") == "2"
    assert quoting({"1": "A &lt;b&gt;"}, "<b>") == "1"
    assert quoting({"1": "A"}, "z") == "1"
    assert quoting({}, "z") == ""
