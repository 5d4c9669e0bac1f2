"""
Start reading here: the whole way of the news.

    read      1 in      poll the feeds that are due; what is new becomes entries
    sort      2 know    each entry joins the story that it tells, or opens one; first it gets the text of its page
                        where its feed gives only a few words
    publish   3 choose  for each chat whose slot has come: the stories it has not been told, as a digest; some minutes
                        before, its editors see it, if it has any (``show_before``)
              4 out     the digest's messages go into the outbox, in the same transaction
    deliver             (bot/delivery) sends what waits in the outbox and records what happened to it

Each step is a job of its own (``jobs/table.py``) that finds its work in the database and waits for no other: a process
killed between two steps loses nothing, and a step that fails or hangs stops no other. A digest that is due lets the
feeds of its chat be polled first, but waits for that no longer than ``PATIENCE`` (``due_chats.py``).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.digest import slots
from bot.digest.build import Scope
from bot.digest.compose import Plan
from bot.digest.proof import settle
from bot.due_chats import Dated, lease_of
from bot.errors import Overtaken, StorageError
from bot.feeds.poll import PollRound
from bot.model import Chat, Digest, Failed, Part, Proof
from bot.ports import Platforms, Storage, Unit
from bot.posting import Prepared, for_digest, make_and_post, note, prepared, put_out
from bot.retrying import failed, reason
from bot.sound_digest import RANKING, Wanted, build_told, sound
from bot.stories.batch import Collected
from bot.stories.cached_index import CachedIndex
from bot.stories.collect import collect

Pages = Callable[[datetime], Awaitable[object]]
"""Reads the pages of new entries that hold only a few words."""

_GIVE_WAY = timedelta(seconds=0.5)
"""So long a digest lets people go first: however many ask, a thousand digests are made within ten minutes."""
_AT_ONE_LOOK = 50
"""
Chats whose digests are made from one look at the database, so that what they share is read once: so many are made
within some seconds, and of what comes meanwhile the next digest tells.
"""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a round of fetching and sorting brought."""

    polled: PollRound
    collected: Collected


Made = Prepared | Failed | None
"""What ``prepare`` gives of one digest; None: something is to be written first."""
Prepare = Callable[[Dated, datetime, Plan], Awaitable[Sequence[Made]]]
"""Does what ``prepare`` does."""


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


async def publish(
    storage: Storage,
    platforms: Platforms,
    due: Dated,
    now: datetime,
    plan: Plan,
    elsewhere: Prepare | None = None,
) -> list[Digest]:
    """
    Put a digest into the outbox of each chat in *due*, as ``due_chats`` gave them.

    A chat whose digest cannot be made is marked and tried again later; the others get theirs.

    Args:
        elsewhere: Where it holds up nobody; None: it is done here.
    Returns: the digests that were posted.
    """
    posted: list[Digest] = []
    make = elsewhere or partial(prepare, storage, platforms)
    for begin in range(0, len(due), _AT_ONE_LOOK):
        some = due[begin : begin + _AT_ONE_LOOK]
        for (chat, slot), made in zip(some, await make(some, now, plan), strict=True):
            await storage.quiet(_GIVE_WAY)
            if isinstance(made, Failed):
                await _mark(storage, made, now)
                continue
            wanted = _for_slot(platforms, chat, slot, now, plan)
            async with _contained(storage, wanted):
                digest = await put_out(storage, wanted, made)
                posted += [digest] if digest else []
    return posted


async def prepare(storage: Storage, platforms: Platforms, due: Dated, now: datetime, plan: Plan) -> list[Made]:
    """Of each chat in *due* what can be made of its digest without writing, from one look at the database."""
    made: list[Made] = []
    async with storage.view() as view:
        for chat, slot in due:
            # whoever asks something at eight o'clock is answered between two digests
            await storage.quiet(_GIVE_WAY)
            try:
                made.append(await prepared(view, _for_slot(platforms, chat, slot, now, plan)))
            except StorageError:
                raise
            except Exception as error:  # noqa: BLE001 - it may be anything that nobody thought of
                made.append(failed(chat.id, error))
    return made


@asynccontextmanager
async def _contained(storage: Storage, wanted: Wanted) -> AsyncIterator[None]:
    """What fails here costs this chat its digest, and the others nothing; it is marked, to be tried again."""
    try:
        yield
    except StorageError:
        raise
    except Overtaken:
        return
    except Exception as error:  # noqa: BLE001 - the same
        await _mark(storage, failed(wanted.chat.id, error), wanted.now)


async def _mark(storage: Storage, chat: Failed, now: datetime) -> None:
    async with storage.unit() as unit:
        place = await unit.chats.get(int(chat.item))
        _log.warning("no digest can be made", chat=place and place.key.chat, why=chat.reason)
        await unit.failures.mark(Part.CHAT, [chat], now)
        await unit.commit()


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
    return await make_and_post(storage, _for_slot(platforms, chat, slot, now, plan), even_empty=even_empty)


def _for_slot(platforms: Platforms, chat: Chat, slot: datetime, now: datetime, plan: Plan) -> Wanted:
    longer, following = plan.over(slots.span(chat, slot)), slots.next_slot(chat, max(now, slot))
    made = partial(_of_slot, chat=chat, slot=slot, now=now, next_slot=following, plan=longer)
    return Wanted(chat, platforms[chat.key.platform], now, made)


async def _of_slot(
    unit: Unit,
    chat: Chat,
    slot: datetime,
    now: datetime,
    next_slot: datetime | None,
    plan: Plan,
    *,
    among: Callable[[int], bool],
) -> Digest:
    """The digest of a slot as editors left it, if they were shown it; else what is news."""
    seen = await unit.proofs.of_chat(chat.id) if chat.desk else None
    build_now = partial(build_told, unit, chat, slot, now, next_slot, RANKING, among=among)
    if seen is None or seen.digest is None or seen.slot != slot:
        return await build_now(plan)
    stories = {item.story for item in seen.digest.items}
    fresh = await build_now(replace(plan, max_stories=len(stories), bar=0.0), Scope(only=stories))
    entries = await unit.entries.get_all(seen.digest.quoted(figures=True))
    return settle(seen.digest, fresh, entries, await unit.rulings.joined(chat.id), now, next_slot)


async def show_before(
    storage: Storage,
    platforms: Platforms,
    due: Dated,
    now: datetime,
    plan: Plan,
    show: Callable[[Unit, Chat, Chat, Proof], Awaitable[None]],
) -> int:
    """
    Keep the digests of chats in *due*, as ``to_be_seen`` gave them, and let editors see them.

    What cannot be seen, for it is empty or there is nobody to see it, is made as usual when its hour comes. A chat
    whose digest cannot be made is marked, and costs the others nothing.

    Args:
        show: Puts into the outbox of the desk (a chat, given behind the one whose digest it is) what is seen.
    Returns: how many were shown.
    """
    shown_ = 0
    for chat, slot in due:
        wanted = _for_slot(platforms, chat, slot, now, plan)
        async with _contained(storage, wanted):
            async with storage.view() as view:
                made = await sound(view, wanted)
            async with for_digest(storage, chat) as unit:
                desk = await unit.chats.get(chat.desk.place) if chat.desk else None
                is_seen = bool(made.digest.items) and desk is not None and not desk.gone
                kept = await unit.proofs.put(chat.id, slot, made.digest if is_seen else None)
                if desk and is_seen:
                    await show(unit, desk, chat, kept)
                await note(unit, made, now)
                await unit.leases.give_back([lease_of(chat)])
                await unit.commit()
            shown_ += is_seen
    return shown_
