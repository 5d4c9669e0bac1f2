"""Puts single rows into a database, for tests that need some; the program writes many at once."""

from dataclasses import replace
from datetime import datetime

from bot.model import Assigned, Decision, Entry, Story
from bot.ports import Storage, Unit


async def add_entry(unit: Unit, entry: Entry) -> Entry:
    """Store one entry; return it with its id."""
    (stored,) = await unit.entries.add_all([entry])
    return stored


async def open_story(unit: Unit, story: Story) -> Story:
    """Store one story; return it with its id."""
    opened = replace(story, id=await unit.stories.next_id())
    await unit.stories.open_all([opened])
    return opened


async def assign(unit: Unit, entry: int, story: int, decision: Decision, now: datetime) -> None:
    """Put an entry into a story."""
    await unit.stories.assign_all([Assigned(entry, story, decision)], now)


async def told(unit: Unit, chat: int) -> set[int]:
    """The stories that a chat was told."""
    return set(await unit.chats.told_at(chat))


async def bring(storage: Storage, feed: int, *texts: str, seen: datetime) -> None:
    """Let a feed bring some texts."""
    async with storage.unit() as unit:
        new = [Entry(0, feed, text, "", "", "", text, f"P{feed}", "en", seen, seen) for text in texts]
        await unit.entries.add_all(new)
        await unit.commit()
