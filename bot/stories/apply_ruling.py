"""
Does what people rule about stories: splits and joins them for one chat, or for all. A thin shell.

An entry that is taken out goes into a story of its own for good, so that later entries can join it; all chats but the
one that ruled keep seeing both as one, because a ruling for everybody says so.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.model import Entry, Lock, Ruling, Story
from bot.ports import Unit
from bot.recurring_text import boilerplate_of
from bot.stories.match import COPY, copied
from bot.stories.rulings import EVERYBODY
from bot.stories.story_index import read_entry


@dataclass(frozen=True, slots=True)
class Judge:
    """Who rules: a user in a chat (its row id). *for_all*: it holds for every chat that has no ruling of its own."""

    chat: int
    user: str
    for_all: bool

    @property
    def chats(self) -> tuple[int, ...]:
        """Where it holds. One's own chat always comes along, or an older ruling of its own would stand against it."""
        return (self.chat, EVERYBODY) if self.for_all else (self.chat,)


async def take_out(unit: Unit, judge: Judge, entry: Entry, now: datetime) -> int | None:
    """
    Rule that an entry, and the copies of its text, do not tell what the rest of its story tells.

    Returns: the act, for ``undo``; None if there is nothing else in the story.
    """
    if entry.story is None:
        return None
    await unit.lock(Lock.STORIES)
    piece, pieces = entry.story, await _pieces(unit, judge, entry.story)
    here = await unit.entries.of_story(piece)
    gone = await _with_copies(unit, entry, here)
    if len(gone) < len(here):
        piece = await _parted(unit, judge, gone, [one for one in here if one not in gone], now)
    others = [one for one in pieces if one != piece]
    if not others:
        return None
    return await unit.rulings.rule(judge.chats, [(piece, one) for one in others], judge.user, now, together=False)


async def join(unit: Unit, judge: Judge, one: int, other: int, now: datetime) -> int | None:
    """
    Rule that two stories tell one event.

    Returns: the act, for ``undo``; None if they are one already.
    """
    await unit.lock(Lock.STORIES)
    left, right = await _pieces(unit, judge, one), await _pieces(unit, judge, other)
    if left == right:
        return None
    pairs = [(a, b) for a in left for b in right]
    return await unit.rulings.rule(judge.chats, pairs, judge.user, now, together=True)


async def undo(unit: Unit, judge: Judge, act: int, now: datetime) -> Ruling | None:
    """
    Rule the opposite of what an act ruled.

    Returns: one of its rulings; None if it is not this chat's, not this judge's to change, or overruled since.
    """
    await unit.lock(Lock.STORIES)
    ruled = [ruling for ruling in await unit.rulings.of_chat(judge.chat) if ruling.act == act]
    chats = {ruling.chat for ruling in ruled}
    if judge.chat not in chats or not chats <= {*judge.chats}:
        return None
    pairs = {(ruling.one, ruling.other) for ruling in ruled}
    await unit.rulings.rule(sorted(chats), sorted(pairs), judge.user, now, together=not ruled[0].together)
    return ruled[0]


async def _pieces(unit: Unit, judge: Judge, story: int) -> tuple[int, ...]:
    return (await unit.rulings.joined(judge.chat)).get(story, (story,))


async def _with_copies(unit: Unit, entry: Entry, here: list[Entry]) -> list[Entry]:
    """An entry and those that carry its text: whoever copied a wrong one is as wrong."""
    boilerplate = await boilerplate_of(unit.recent_of, {one.feed for one in [entry, *here]})
    read = read_entry(entry, boilerplate[entry.feed])
    return [one for one in here if one.id == entry.id or copied(read_entry(one, boilerplate[one.feed]), read) >= COPY]


async def _parted(unit: Unit, judge: Judge, gone: list[Entry], left: list[Entry], now: datetime) -> int:
    """Put entries into a story of their own, which all but the judge's chat go on seeing as part of the old one."""
    old = await unit.stories.get(gone[0].story or 0)
    if old is None:
        raise AssertionError("an entry's story is stored")
    part = await unit.stories.part([one.id for one in gone], _story(gone))
    # its headline may have been that of an entry that has left
    headline = old.headline if any(one.title == old.headline for one in left) else left[0].title
    await unit.stories.update(replace(_story(left), id=old.id, headline=headline, seed=old.seed))
    if not judge.for_all:
        await unit.rulings.rule((EVERYBODY,), [(old.id, part.id)], "", now, together=True)
    return part.id


def _story(entries: list[Entry]) -> Story:
    """The story that entries make, not stored."""
    return Story.spanning(0, entries[0].title, (one.moment for one in entries))
