"""
Whose hour has come: the chats that get a digest now, and those whose editors see one now.

A digest that is due lets the feeds of its chat be polled first, and waits for them a bounded time.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.delivery.outcome import probe_pause
from bot.digest import slots
from bot.feeds.due import may_hasten
from bot.model import BLOCKED, NOT_ALLOWED, Chat, Leased, Part, piece
from bot.ports import Storage, Unit

Dated = list[tuple[Chat, datetime]]
"""Chats, each with its slot."""

PATIENCE = timedelta(minutes=2)
"""So long a digest waits for its feeds: a round that is under way ends, and another one reads them, in most cases."""
_LOOK_AGAIN = timedelta(minutes=10)
"""When a chat that is due and takes nothing now is looked at again; sooner if it is changed."""
_LOOK_AT_LEAST = timedelta(days=1)
"""However far its next digest: the rules of time zones may change with a new version of them."""
SHARE = 200
"""Chats that one of several processes serves at a time, about: fewer would be looked for more often, more would leave
less to the others."""
_AT_A_TIME = 50
"""Chats whose slots are computed in one go: some 10 ms on a small machine."""


async def due_chats(storage: Storage, now: datetime) -> Dated:
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
    due: Dated = []
    idle: Dated = []
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
    if chat.gone == BLOCKED:
        return False
    # whether a chat is allowed is looked up here, and costs the platform nothing
    if not chat.gone or chat.gone == NOT_ALLOWED or last is None or chat.gone_since is None:
        return True
    return now - last >= probe_pause(chat.gone_since, now)


async def ready_chats(storage: Storage, now: datetime, *, shared: bool = False) -> Dated:
    """
    The chats in ``due_chats`` whose digest waits for nothing more, and which no other process serves.

    When a slot comes, the feeds of its chat are polled before their time. Until they were, and what they brought is
    sorted, the digest waits, for ``PATIENCE`` at most.

    Args:
        shared: Whether other processes make digests, too: then about ``SHARE``, and the others are left to them.
    """
    due, idle = await _looked_at(storage, now)
    if idle:
        async with storage.unit() as unit:
            await unit.chats.idle(idle)
            await unit.commit()
    return await _waited_for(storage, due, now, SHARE if shared else len(due)) if due else []


async def _waited_for(storage: Storage, due: Dated, now: datetime, most: int) -> Dated:
    """Those of some chats whose slot waits for nothing more, and which no other process serves; so many at *most*."""
    async with storage.unit() as unit:
        noted, new = await unit.chats.due_since({chat.id: slot for chat, slot in due}, now)
        # by a clock that was ahead it may be known since a later moment
        since = {chat: min(moment, now) for chat, moment in noted.items()}
        if new:
            await hasten(unit, [chat for chat, _ in due if chat.id in new], now)
        late = await unit.feeds.late(now, min(since.values()))
        ready = [(chat, slot) for chat, slot in due if chat.id not in late or now - since[chat.id] >= PATIENCE]
        ours: set[str] = set()
        for begin in range(0, len(ready), most):
            ours.update(await unit.leases.take({lease_of(chat) for chat, _ in ready[begin : begin + most]}))
            if len(ours) >= most:
                break
        await unit.commit()
    return [(chat, slot) for chat, slot in ready if lease_of(chat) in ours]


def lease_of(chat: Chat) -> str:
    """The lease under which a digest of a chat is made."""
    return piece(Leased.CHAT, chat.id)


async def hasten(unit: Unit, chats: Sequence[Chat], now: datetime) -> None:
    """Let the feeds of chats whose slot has come be polled first, so that a digest holds the newest."""
    feeds = {feed.id: feed for chat in chats for feed in await unit.feeds.of_chat(chat.id)}
    await unit.feeds.update_all(
        [(feed, replace(feed, next_poll=now)) for feed in feeds.values() if may_hasten(feed, now)]
    )


async def to_be_seen(storage: Storage, now: datetime) -> Dated:
    """The chats whose next digest editors are to see now, each with its slot, when their feeds were polled."""
    async with storage.view() as unit:
        chats = [chat for chat in await unit.chats.with_desk() if not chat.gone]
        if not chats:
            return []
        last = await unit.outbox.last_slots([chat.id for chat in chats], now)
        failed_ = await unit.failures.known(Part.CHAT)
        due: Dated = []
        for chat in chats:
            slot = slots.next_slot(chat, now)
            resting = failed_.get(str(chat.id))
            if (
                slot is None
                or chat.desk is None
                or slot - chat.desk.before > now
                or (resting and resting.next_try > now)
            ):
                continue
            seen = await unit.proofs.of_chat(chat.id)
            # one digest at a time: the one before waits for its feeds, or has been seen
            if slots.due(chat, last.get(chat.id), now) is None and (seen is None or seen.slot != slot):
                due.append((chat, slot))
    return await _waited_for(storage, due, now, len(due)) if due else []
