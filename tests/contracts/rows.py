"""
What the contracts put into a database.

What a platform's ids look like is said here alone: ``place``, ``person``, ``message_id``, ``NO_ID`` and ``position``.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

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
    Quote,
    Reply,
    Source,
    SourcedQuote,
    Story,
    Verdict,
)
from bot.ports import Unit
from tests.stored import add_entry, assign, open_story

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATER = NOW + HOUR
DAY = timedelta(days=1)


def place(number: int, thread: int | None = None) -> ChatKey:
    """The key of a chat; basic groups have negative numbers, supergroups below -1000."""
    return ChatKey("telegram", str(number), str(thread or ""))


def person(number: int) -> str:
    """The platform's id of a person."""
    return str(number)


def message_id(number: int) -> str:
    """The platform's id of a message: those that come later have greater positions."""
    return str(number)


NO_ID = ""
"""In place of the platform's id of a message."""


def position(number: int) -> int:
    """Where the message with that number stands among those that are counted together."""
    return number


def kind_of(number: int) -> ChatKind:
    """What sort of chat has that number."""
    return ChatKind.PRIVATE if number > 0 else ChatKind.SUPERGROUP if number < -1000 else ChatKind.GROUP


def feed(url: str = "https://a.example/feed", **values: Any) -> Feed:
    """A feed that is due now."""
    return replace(Feed(0, url, "A", next_poll=NOW, interval=timedelta(minutes=30)), **values)


def entry(of: int, title: str = "Title", text: str = "One sentence. Another one.", **values: Any) -> Entry:
    """An entry of a feed as polling makes it, seen now."""
    made = Entry(0, of, "g", "a.example/1", "https://a.example/1", title, text, "A", "en", None, NOW)
    return replace(made, **values)


async def a_chat(unit: Unit, number: int = 1, *, subscribed: datetime | None = NOW, thread: int | None = None) -> Chat:
    """A chat that follows nothing."""
    chat = await unit.chats.ensure(place(number, thread), kind_of(number), "Chat")
    wanted = replace(chat, subscribed=subscribed)
    await unit.chats.update(chat, wanted)
    return wanted


async def a_feed(unit: Unit, url: str = "https://a.example/feed", *followers: Chat, **values: Any) -> Feed:
    """A stored feed, followed by chats."""
    stored = await unit.feeds.add(feed(url, **values))
    for chat in followers:
        await unit.feeds.follow(chat.id, stored.id, NOW)
    return stored


async def a_story(unit: Unit, *entries: Entry, headline: str = "Headline", made: datetime = LATER) -> Story:
    """A stored story that new entries tell, in this order."""
    story = await open_story(unit, Story(0, headline, NOW, LATER))
    for one in entries:
        stored = await add_entry(unit, one)
        await assign(unit, stored.id, story.id, Decision(Verdict.NEW, 1.0), made)
    return story


def digest(chat: int, *stories: int, slot: datetime = NOW, doc: str = "entry:1") -> Digest:
    """A digest of some stories with one quote each."""
    source = Source("A", "https://a.example/1", NOW)
    quote = SourcedQuote(Quote(doc, 0, 13, "One sentence."), source)
    items = (DigestItem(story, f"Title {story}", "https://a.example/1", (quote,), (source,), NOW) for story in stories)
    return Digest(chat, slot, tuple(items))


async def posted(unit: Unit, chat: Chat, *stories: int, slot: datetime = NOW, now: datetime = NOW) -> Message:
    """Post a digest, each of its stories in a message of its own; give the message of the chat that is next."""
    replies = [Reply(f"Story {story}", stories=(story,)) for story in stories]
    assert await unit.outbox.post(digest(chat.id, *stories, slot=slot), replies, now, now + DAY)
    return await first(unit, chat, now)


async def first(unit: Unit, chat: Chat, now: datetime = NOW) -> Message:
    """The message that goes next to a chat."""
    (message,) = [one for one in await unit.outbox.waiting(now, 100) if one.chat == chat.id]
    return message


async def sent(unit: Unit, message: Message, number: int) -> None:
    """Let a message have been sent."""
    assert await unit.outbox.mark(replace(message, state=MessageState.SENT, sent_id=message_id(number)))
