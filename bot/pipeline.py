"""
Start reading here: the whole way of the news.

    refresh   1 in      poll the feeds that are due; what is new becomes entries, with the text of their pages
                        where feeds give only a few words
              2 know    each entry joins the story that it tells, or opens one
    publish   3 choose  for each chat whose slot has come: the stories it has not been told, as a digest
              4 out     the digest's messages go into the outbox, in the same transaction
    deliver             (bot/delivery) sends what waits in the outbox and records what happened to it

Each step takes up where the last one ended, from what stands in the database: a process killed between two steps
loses nothing.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.digest import layout, slots
from bot.digest.backtest import replay
from bot.digest.build import LOOK_BACK as LOOK_BACK_HELD
from bot.digest.build import Plan, build, told_at
from bot.feeds.due import may_hasten
from bot.feeds.manners import Manners
from bot.feeds.poll import PollRound, Progress, poll
from bot.feeds.reading import Reader, read_here
from bot.lookup.standing import answer_standing
from bot.model import Chat, Digest
from bot.ports import Http, Storage, Unit
from bot.stories.collect import Collected, StoryBook, collect
from bot.stories.rank import importance

_TIDIED = "tidied"
_TIDY_EVERY = timedelta(days=1)
_TIDY_AT_ONCE = 200
_EMPTIED = "emptied since compacting"
_WORTH_COMPACTING = 1_000
"""Emptied texts: fewer are not worth the second or two in which nobody can write."""
_COMPACT_SHARE = 0.25
"""The same as a share of all entries: so far the file may be larger than what it holds."""
_MOMENT = timedelta(seconds=1)

EXPIRES = timedelta(hours=24)
"""A digest that could not be delivered for a day is no news any more; the next one tells what still matters."""

LOOK_BACK = timedelta(hours=26)
"""What a new reader is offered: the last day, and a little more so that yesterday's same hour is in it."""

CATCH_UP = timedelta(days=7)
"""What is offered of a feed that was just added."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a round of fetching and sorting brought."""

    polled: PollRound
    collected: Collected


async def refresh(
    storage: Storage,
    http: Http,
    book: StoryBook,
    now: datetime,
    *,
    read: Reader = read_here,
    manners: Manners | None = None,
    pages: Callable[[datetime], Awaitable[object]] | None = None,
    on_poll: Progress | None = None,
    on_collect: Callable[[Collected], None] | None = None,
) -> Refreshed:
    """
    Poll the feeds that are due, sort what is new into stories, and answer questions that waited for it.

    Args:
        read: Turns what was fetched into entries.
        manners: Who gives turns at hosts: the same for all rounds, so that pauses outlive one.
        pages: Reads the pages of new entries that hold only a few words.
        on_poll: Told how many feeds of how many are done.
        on_collect: Told the counts so far.
    """
    polled = await poll(storage, http, now, read=read, progress=on_poll, manners=manners)
    if pages:
        await pages(now)
    collected = await collect(storage, book, now, progress=on_collect)
    await answer_standing(storage, now)
    return Refreshed(polled, collected)


async def due_chats(storage: Storage, now: datetime) -> list[tuple[Chat, datetime]]:
    """The chats whose slot has come, each with that slot."""
    async with storage.unit() as unit:
        last = await unit.outbox.last_slots()
        found = [(chat, slots.due(chat, last.get(chat.id), now)) for chat in await unit.chats.subscribed()]
    return [(chat, slot) for chat, slot in found if slot is not None]


async def hasten(storage: Storage, due: Sequence[tuple[Chat, datetime]], now: datetime) -> None:
    """Let the feeds of chats whose slot has come be polled first, so that a digest holds the newest."""
    if not due:
        return
    async with storage.unit() as unit:
        feeds = {feed.id: feed for chat, _ in due for feed in await unit.feeds.of_chat(chat.id)}
        await unit.feeds.update_all([replace(feed, next_poll=now) for feed in feeds.values() if may_hasten(feed, now)])
        await unit.commit()


async def publish(storage: Storage, due: Sequence[tuple[Chat, datetime]], now: datetime, plan: Plan) -> list[Digest]:
    """
    Put a digest into the outbox of each chat in *due*, as ``due_chats`` gave them.

    Returns: the digests that were posted.
    """
    posted = [await post(storage, chat, slot, now, plan) for chat, slot in due]
    return [digest for digest in posted if digest is not None]


async def post(
    storage: Storage, chat: Chat, slot: datetime, now: datetime, plan: Plan, *, even_empty: bool = True
) -> Digest | None:
    """
    Build one digest and put it into the outbox.

    Args:
        slot: The moment that it is for; one digest a slot.
        even_empty: Whether a digest without stories is posted as well (it says in a line that nothing happened).
    Returns: the digest; None if nothing was posted, because the slot has its digest or nothing is new.
    """
    async with storage.unit() as unit:
        digest = await build(unit, chat, slot, now, slots.next_slot(chat, now), importance, plan)
        if not digest.items and not even_empty:
            return None
        return digest if await _into_outbox(unit, chat, digest, now) else None


async def preview(storage: Storage, chat: Chat, now: datetime, plan: Plan) -> Digest:
    """What a reader who begins now would get: the last day of the chat's feeds. Writes nothing."""
    async with storage.unit() as unit:
        return await _look_back(unit, chat, now, plan, now - LOOK_BACK)


async def backtest(storage: Storage, now: datetime, days: int, *runs: tuple[Chat, Plan]) -> list[list[Digest]]:
    """
    The digests of the last *days* days as each of *runs* would have made them, from what is stored. Writes nothing.

    Args:
        runs: A chat and the plan of its digests; all of the same row, they differ in settings.
    """
    begin = now - timedelta(days=days)
    chat = runs[0][0].id
    async with storage.unit() as unit:
        stories = await unit.stories.candidates(chat, begin - LOOK_BACK_HELD, backlog=True)
        news = [(story, await unit.stories.decisions(story.id, chat)) for story in stories]
        seeds = await unit.passages.documents({story.seed for story in stories if story.seed})
    return [replay(run, news, seeds, slots.between(run, begin, now), importance, plan) for run, plan in runs]


async def post_preview(storage: Storage, chat: Chat, now: datetime, plan: Plan) -> Digest | None:
    """
    Put the digest that ``preview`` shows into the chat's outbox; it counts as told.

    Returns: the digest; None if it would be empty, or the chat got a digest this very moment.
    """
    async with storage.unit() as unit:
        digest = await _look_back(unit, chat, now, plan, now - LOOK_BACK)
        return digest if digest.items and await _into_outbox(unit, chat, digest, now) else None


async def post_catch_up(storage: Storage, chat: Chat, feed: int, last: int, now: datetime, plan: Plan) -> Digest | None:
    """
    Put a digest of what one feed told lately into the chat's outbox; it counts as told.

    Args:
        feed: One that the chat follows.
        last: So many of its newest entries; 0: those of a week.
    Returns: the digest; None if it would be empty, or the chat got a digest this very moment.
    """
    async with storage.unit() as unit:
        newest = await unit.entries.newest(feed, last)
        begin = min((told_at(entry) for entry in newest), default=now) - _MOMENT if last else now - CATCH_UP
        size = replace(plan, max_stories=last) if last else plan
        digest = await _look_back(unit, chat, now, size, begin, feed)
        return digest if digest.items and await _into_outbox(unit, chat, digest, now) else None


async def _look_back(
    unit: Unit, chat: Chat, now: datetime, plan: Plan, begin: datetime, feed: int | None = None
) -> Digest:
    begins, following = replace(chat, subscribed=begin), slots.next_slot(chat, now)
    return await build(unit, begins, now, now, following, importance, plan, backlog=True, feed=feed)


async def _into_outbox(unit: Unit, chat: Chat, digest: Digest, now: datetime) -> bool:
    """Post and commit. Returns: False if the slot has its digest already."""
    messages = layout.messages(digest, slots.zone_of(chat.zone), now=now)
    posted = await unit.outbox.post(digest, messages, now, now + EXPIRES)
    await unit.commit()
    return posted is not None


async def tidy(storage: Storage, now: datetime, keep: timedelta) -> int:
    """
    Once a day, let go of the texts of entries and sent messages older than *keep*; now and then, of the room they had.

    Returns: how many texts of entries went; 0 if this was done less than a day ago.
    """
    async with storage.unit() as unit:
        last = await unit.kept(_TIDIED)
        if last and now - datetime.fromisoformat(last) < _TIDY_EVERY:
            return 0
        gone = await unit.entries.forget(now - keep, _TIDY_AT_ONCE)
        sent = await unit.outbox.forget(now - keep, _TIDY_AT_ONCE)
        emptied = gone + int(await unit.kept(_EMPTIED) or 0)
        # while there is more, it goes on with the next tick, so that nobody waits long for the database
        done = max(gone, sent) < _TIDY_AT_ONCE
        if done:
            await unit.keep(_TIDIED, now.isoformat())
        worth_it = done and emptied >= max(_WORTH_COMPACTING, _COMPACT_SHARE * await unit.entries.count())
        await unit.keep(_EMPTIED, 0 if worth_it else emptied)
        await unit.commit()
    if worth_it:
        await storage.compact()
    return gone
