"""
Start reading here: the whole way of the news.

    read      1 in      poll the feeds that are due; what is new becomes entries
    sort      2 know    each entry joins the story that it tells, or opens one; first it gets the text of its page
                        where its feed gives only a few words
    publish   3 choose  for each chat whose slot has come: the stories it has not been told, as a digest
              4 out     the digest's messages go into the outbox, in the same transaction
    deliver             (bot/delivery) sends what waits in the outbox and records what happened to it

Each step is a job of its own (``jobs/table.py``) that finds its work in the database and waits for no other: a process
killed between two steps loses nothing, and a step that fails or hangs stops no other. A digest that is due lets the
feeds of its chat be polled first, but waits for that no longer than ``PATIENCE``.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

import structlog

from bot.delivery.held_chats import nudge
from bot.delivery.outcome import probe_pause
from bot.digest import slots
from bot.digest.backtest import replay
from bot.digest.build import LOOK_BACK as LOOK_BACK_HELD
from bot.digest.build import Plan, Ranking, build, told_at
from bot.errors import Overtaken, StorageError
from bot.feeds.due import may_hasten
from bot.feeds.poll import PollRound
from bot.model import NOT_ALLOWED, Brought, Chat, Digest, Failed, Leased, Part, Reply, piece
from bot.ports import Platform, Platforms, Storage, Unit
from bot.retrying import failed, reason
from bot.stories.batch import Collected
from bot.stories.cached_index import CachedIndex
from bot.stories.collect import collect
from bot.stories.rank import at_most, importance

Dated = list[tuple[Chat, datetime]]
Pages = Callable[[datetime], Awaitable[object]]
"""Reads the pages of new entries that hold only a few words."""

PATIENCE = timedelta(minutes=2)
"""So long a digest waits for its feeds: a round that is under way ends, and another one reads them, in most cases."""
_GIVE_WAY = timedelta(seconds=0.5)
"""So long a digest lets people go first: however many ask, a thousand digests are made within ten minutes."""
_LOOK_AGAIN = timedelta(minutes=10)
"""When a chat that is due and takes nothing now is looked at again; sooner if it is changed."""
_LOOK_AT_LEAST = timedelta(days=1)
"""However far its next digest: the rules of time zones may change with a new version of them."""
_AT_A_TIME = 50
"""Chats whose slots are computed in one go: some 10 ms on a small machine."""
_MOST_TRIALS = 64
"""Digests that are tried in search of a story that cannot be told: enough for five of a thousand."""
_FORGET_FAILURES = timedelta(days=30)
"""What was tried last so long ago has left its feed, or is news no longer."""
_TIDIED = "tidied"
_TIDY_EVERY = timedelta(days=1)
_TIDY_AT_ONCE = 200
_EMPTIED = "emptied since compacting"
_WORTH_COMPACTING = 1_000
"""Emptied texts: fewer are not worth the second or two in which nobody can write."""
_COMPACT_SHARE = 0.25
"""The same as a share of all entries: so far the file may be larger than what it holds."""
_MOMENT = timedelta(seconds=1)
RANKING = Ranking(importance, at_most)
"""How stories are weighed."""

_log = structlog.get_logger()

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


class Shown(NamedTuple):
    """A digest, and the messages that its platform makes of it."""

    digest: Digest
    messages: Sequence[Reply]


async def sort(
    storage: Storage,
    cache: CachedIndex,
    now: datetime,
    pages: Pages | None = None,
    progress: Callable[[Collected], None] | None = None,
) -> Collected:
    """Sort what is new into stories; what comes meanwhile waits for the next time, as its pages were not asked for."""
    async with storage.view() as unit:
        until = await unit.entries.last_id()
    if pages:
        await _read_pages(pages, now)
    try:
        return await collect(storage, cache, now, progress, until)
    except Overtaken:
        return Collected()


async def _read_pages(pages: Pages, now: datetime) -> None:
    try:
        await pages(now)
    except StorageError:
        raise
    except Exception as error:  # noqa: BLE001 - entries are worth telling without the texts of their pages
        _log.warning("pages cannot be read", why=reason(error))


async def due_chats(storage: Storage, now: datetime) -> list[tuple[Chat, datetime]]:
    """
    The chats whose slot has come, each with that slot.

    Without those whose digest failed a short time ago, and those that take nothing and are not to be tried yet: their
    digest would be made in vain.
    """
    due, _ = await _looked_at(storage, now)
    return due


async def _looked_at(storage: Storage, now: datetime) -> tuple[Dated, Dated]:
    """What ``due_chats`` gives, and of the other chats that were looked at until when they need not be."""
    async with storage.view() as unit:
        chats = await unit.chats.to_look_at(now)
        if not chats:
            return [], []
        last = await unit.outbox.last_slots([chat.id for chat in chats], now)
        failed = await unit.failures.known(Part.CHAT)
    resting = {name: one.next_try for name, one in failed.items() if one.next_try > now}
    due: list[tuple[Chat, datetime]] = []
    idle: list[tuple[Chat, datetime]] = []
    for number, chat in enumerate(chats):
        slot = slots.due(chat, last.get(chat.id), now)
        if slot is not None and str(chat.id) not in resting and _may_take(chat, last.get(chat.id), now):
            due.append((chat, slot))
        else:
            held = now + _LOOK_AGAIN if slot is not None else now + _LOOK_AT_LEAST
            idle.append((chat, min(held, slots.next_slot(chat, now) or held, resting.get(str(chat.id), held))))
        if number % _AT_A_TIME == _AT_A_TIME - 1:
            await asyncio.sleep(0)  # others have their turn: at a start these are all chats
    return due, idle


def _may_take(chat: Chat, last: datetime | None, now: datetime) -> bool:
    """Whether a chat takes messages, as far as known, or is to be tried again, *last* being its last slot. PURE."""
    # whether a chat is allowed is looked up here, and costs the platform nothing
    if not chat.gone or chat.gone == NOT_ALLOWED or last is None or chat.gone_since is None:
        return True
    return now - last >= probe_pause(chat.gone_since, now)


async def ready_chats(storage: Storage, now: datetime) -> list[tuple[Chat, datetime]]:
    """
    The chats in ``due_chats`` whose digest waits for nothing more, and which no other process serves.

    When a slot comes, the feeds of its chat are polled before their time. Until they were, and what they brought is
    sorted, the digest waits, for ``PATIENCE`` at most.
    """
    due, idle = await _looked_at(storage, now)
    if idle:
        async with storage.unit() as unit:
            await unit.chats.idle(idle)
            await unit.commit()
    if not due:
        return []
    async with storage.unit() as unit:
        noted, new = await unit.chats.due_since({chat.id: slot for chat, slot in due}, now)
        # by a clock that was ahead it may be known since a later moment
        since = {chat: min(moment, now) for chat, moment in noted.items()}
        if new:
            await hasten(unit, [chat for chat, _ in due if chat.id in new], now)
        late = await unit.feeds.late(now, min(since.values()))
        ready = [(chat, slot) for chat, slot in due if chat.id not in late or now - since[chat.id] >= PATIENCE]
        ours = await unit.leases.take({_lease(chat) for chat, _ in ready})
        await unit.commit()
    return [(chat, slot) for chat, slot in ready if _lease(chat) in ours]


def _lease(chat: Chat) -> str:
    return piece(Leased.CHAT, chat.id)


async def hasten(unit: Unit, chats: Sequence[Chat], now: datetime) -> None:
    """Let the feeds of chats whose slot has come be polled first, so that a digest holds the newest."""
    feeds = {feed.id: feed for chat in chats for feed in await unit.feeds.of_chat(chat.id)}
    await unit.feeds.update_all(
        [(feed, replace(feed, next_poll=now)) for feed in feeds.values() if may_hasten(feed, now)]
    )


async def publish(
    storage: Storage, platforms: Platforms, due: Sequence[tuple[Chat, datetime]], now: datetime, plan: Plan
) -> list[Digest]:
    """
    Put a digest into the outbox of each chat in *due*, as ``due_chats`` gave them.

    A chat whose digest cannot be made is marked and tried again later; the others get theirs.

    Returns: the digests that were posted.
    """
    posted: list[Digest] = []
    for chat, slot in due:
        # whoever asks something at eight o'clock is answered between two digests
        await storage.quiet(_GIVE_WAY)
        digest = await _post_or_mark(storage, platforms, chat, slot, now, plan)
        if digest is not None:
            posted.append(digest)
    return posted


async def _post_or_mark(
    storage: Storage, platforms: Platforms, chat: Chat, slot: datetime, now: datetime, plan: Plan
) -> Digest | None:
    try:
        digest = await post(storage, platforms, chat, slot, now, plan)
    except StorageError:
        raise
    except Overtaken:
        return None
    except Exception as error:  # noqa: BLE001 - what nobody thought of costs this chat, and not the others
        _log.warning("no digest can be made", chat=chat.id, why=reason(error))
        async with storage.unit() as unit:
            await unit.failures.mark(Part.CHAT, [failed(chat.id, error)], now)
            await unit.commit()
        return None
    async with storage.unit() as unit:
        await unit.failures.clear(Part.CHAT, [str(chat.id)])
        await unit.commit()
    return digest


async def post(
    storage: Storage,
    platforms: Platforms,
    chat: Chat,
    slot: datetime,
    now: datetime,
    plan: Plan,
    *,
    even_empty: bool = True,
) -> Digest | None:
    """
    Build one digest and put it into the outbox.

    Args:
        slot: The moment that it is for; one digest a slot.
        even_empty: Whether a digest without stories is posted as well (it says in a line that nothing happened).
    Returns: the digest; None if nothing was posted, because the slot has its digest or nothing is new.
    """
    async with _for_digest(storage, chat) as unit:
        if chat.gone:
            # what is held there goes into this digest: one when the chat is back, however many slots were missed
            await unit.outbox.withdraw(chat.id)
        made = partial(build, unit, chat, slot, now, slots.next_slot(chat, now), RANKING, plan)
        platform = platforms[chat.key.platform]
        shown = await sound(unit, made, chat, now, platform)
        if not shown.digest.items and not even_empty:
            return None
        return shown.digest if await _into_outbox(unit, shown, now) else None


@asynccontextmanager
async def _for_digest(storage: Storage, chat: Chat) -> AsyncIterator[Unit]:
    """A transaction in which nobody else makes a digest for *chat*. Raises: Overtaken if another process does."""
    async with storage.unit() as unit:
        if not await unit.leases.take([_lease(chat)]):
            raise Overtaken("another process makes a digest for this chat right now: try again in a minute")
        yield unit


async def sound(
    unit: Unit, made: Callable[..., Awaitable[Digest]], chat: Chat, now: datetime, platform: Platform
) -> Shown:
    """
    A digest without the stories that cannot be told, which are marked.

    Args:
        made: ``build`` for some occasion; it is given *among*, which tells it of a story whether to take it.
    """

    async def made_and_laid_out(among: Callable[[int], bool]) -> Shown:
        async with unit.savepoint():
            digest = _with_addresses(await made(among=among), chat, platform)
            return Shown(digest, platform.render(digest, digest.language))

    known = await unit.failures.known(Part.STORY)
    resting = {int(name) for name, one in known.items() if one.next_try > now}
    try:
        shown = await made_and_laid_out(lambda story: story not in resting)
    except StorageError:
        raise
    except Exception:  # noqa: BLE001 - some story is at fault: below, each shows for itself
        bad = await _bad_stories(made_and_laid_out, resting)
        await unit.failures.mark(Part.STORY, list(bad.values()), now)
        without = resting | bad.keys()
        shown = await made_and_laid_out(lambda story: story not in without)
    await unit.failures.clear(Part.STORY, [str(item.story) for item in shown.digest.items if str(item.story) in known])
    return shown


def _with_addresses(digest: Digest, chat: Chat, platform: Platform) -> Digest:
    """A digest whose updates lead to what the chat read before, where its platform has addresses. PURE."""
    items = [
        replace(item, earlier_url=platform.address(chat, item.earlier)) if item.earlier else item
        for item in digest.items
    ]
    return replace(digest, items=tuple(items))


async def _bad_stories(
    made: Callable[[Callable[[int], bool]], Awaitable[Shown]], resting: Collection[int]
) -> dict[int, Failed]:
    """The stories that let a digest fail: all are halved, so and so often, until the bad ones stand alone."""
    seen: set[int] = set()

    def none(story: int) -> bool:
        seen.add(story)
        return False

    await made(none)
    parts, bad = [sorted(seen.difference(resting))], {}
    for _ in range(_MOST_TRIALS):
        some = parts.pop() if parts else []
        if not some:
            break
        try:
            await made(frozenset(some).__contains__)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - the one at fault is marked
            middle = len(some) // 2
            if middle:
                parts += [some[middle:], some[:middle]]
            else:
                bad[some[0]] = failed(some[0], error)
    return bad


async def preview(storage: Storage, platforms: Platforms, chat: Chat, now: datetime, plan: Plan) -> Digest:
    """What a reader who begins now would get: the last day of the chat's feeds. Writes nothing."""
    async with storage.unit() as unit:  # a story that cannot be told is marked on the way
        return (await _look_back(unit, platforms[chat.key.platform], chat, now, plan, now - LOOK_BACK)).digest


async def backtest(storage: Storage, now: datetime, days: int, *runs: tuple[Chat, Plan]) -> list[list[Digest]]:
    """
    The digests of the last *days* days as each of *runs* would have made them, from what is stored. Writes nothing.

    Args:
        runs: A chat and the plan of its digests; all of the same row, they differ in settings.
    """
    begin = now - timedelta(days=days)
    chat = runs[0][0].id
    async with storage.view() as unit:
        stories = await unit.stories.candidates(chat, begin - LOOK_BACK_HELD, backlog=True)
        news = await unit.stories.news(chat, stories)
        seeds = await unit.passages(()).documents({story.seed for story in stories if story.seed})
    return [replay(run, news, seeds, slots.between(run, begin, now), importance, plan) for run, plan in runs]


async def post_preview(storage: Storage, platforms: Platforms, chat: Chat, now: datetime, plan: Plan) -> Digest | None:
    """
    Put the digest that ``preview`` shows into the chat's outbox.

    Returns: the digest; None if it would be empty, or the chat got a digest this very moment.
    """
    platform = platforms[chat.key.platform]
    async with _for_digest(storage, chat) as unit:
        shown = await _look_back(unit, platform, chat, now, plan, now - LOOK_BACK)
        return shown.digest if shown.digest.items and await _into_outbox(unit, shown, now) else None


async def post_catch_up(
    storage: Storage, platforms: Platforms, chat: Chat, feed: int, last: int, now: datetime, plan: Plan
) -> Digest | None:
    """
    Put a digest of what one feed told lately into the chat's outbox.

    Args:
        feed: One that the chat follows.
        last: So many of its newest entries; 0: those of a week.
    Returns: the digest; None if it would be empty, or the chat got a digest this very moment.
    """
    platform = platforms[chat.key.platform]
    async with _for_digest(storage, chat) as unit:
        newest = await unit.entries.newest(feed, last)
        begin = min((told_at(entry) for entry in newest), default=now) - _MOMENT if last else now - CATCH_UP
        size = replace(plan, max_stories=last) if last else plan
        shown = await _look_back(unit, platform, chat, now, size, begin, feed)
        return shown.digest if shown.digest.items and await _into_outbox(unit, shown, now) else None


async def bring(
    storage: Storage, platforms: Platforms, chat: Chat, since: datetime, now: datetime, plan: Plan
) -> Brought:
    """
    Put what did not come to a chat since a moment, and is still missing, into its outbox; try at once what is held.

    One transaction: what it posts is pending from then on, so asking twice brings nothing twice.
    """
    platform = platforms[chat.key.platform]
    async with _for_digest(storage, chat) as unit:
        held = await nudge(unit, chat.key, now)
        lost = await unit.chats.unsent(chat.id, since)
        all_of_it = replace(plan, max_stories=max(len(lost), 1), bar=0.0)
        coming = slots.next_slot(chat, now)
        made = partial(build, unit, chat, now, now, coming, RANKING, all_of_it, only=lost)
        shown = await sound(unit, made, chat, now, platform)
        notices = await unit.outbox.again(chat.id, since, now, now + EXPIRES)
        posted = bool(shown.digest.items) and await _post(unit, shown, now)
        await unit.leases.give_back([_lease(chat)])
        await unit.commit()
    return Brought(len(shown.digest.items) if posted else 0, notices, held)


async def _look_back(
    unit: Unit, platform: Platform, chat: Chat, now: datetime, plan: Plan, begin: datetime, feed: int | None = None
) -> Shown:
    begins, following = replace(chat, subscribed=begin), slots.next_slot(chat, now)
    made = partial(build, unit, begins, now, now, following, RANKING, plan, backlog=True, feed=feed)
    return await sound(unit, made, chat, now, platform)


async def _into_outbox(unit: Unit, shown: Shown, now: datetime) -> bool:
    """Post and commit. Returns: False if the slot has its digest already; then nothing is written."""
    if not await _post(unit, shown, now):
        return False
    await unit.leases.give_back([piece(Leased.CHAT, shown.digest.chat)])
    await unit.commit()
    return True


async def _post(unit: Unit, shown: Shown, now: datetime) -> bool:
    return await unit.outbox.post(shown.digest, shown.messages, now, now + EXPIRES) is not None


async def tidy(storage: Storage, now: datetime, keep: timedelta) -> int:
    """
    Once a day, let go of the texts of entries and sent messages older than *keep*; now and then, of the room they had.

    Returns: how many texts of entries went; 0 if this was done less than a day ago.
    """
    async with storage.unit() as unit:
        last = await unit.kept(_TIDIED)
        if last and timedelta() <= now - datetime.fromisoformat(last) < _TIDY_EVERY:
            return 0
        if not await unit.leases.take([Leased.TIDY]):
            return 0
        gone = await unit.entries.forget(now - keep, _TIDY_AT_ONCE)
        sent = await unit.outbox.forget(now - keep, _TIDY_AT_ONCE)
        await unit.positions.forget()
        emptied = await unit.count_up(_EMPTIED, gone)
        await unit.failures.forget(now - _FORGET_FAILURES)
        await unit.leases.forget()
        # while there is more, it goes on with the next tick, so that nobody waits long for the database
        done = max(gone, sent) < _TIDY_AT_ONCE
        if done:
            await unit.keep(_TIDIED, now.isoformat())
        worth_it = done and emptied >= max(_WORTH_COMPACTING, _COMPACT_SHARE * await unit.entries.count())
        if worth_it:
            await unit.count_up(_EMPTIED, -emptied)
        await unit.commit()
    if worth_it:
        await storage.compact()
    return gone
