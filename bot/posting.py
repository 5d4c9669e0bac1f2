"""Puts a digest into the outbox of its chat: made beside whoever writes, posted in a short transaction, once a slot."""

from collections.abc import AsyncIterator, Hashable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.aside import aside
from bot.digest.promises import MOST_KEPT, day_begins, promised
from bot.due_chats import lease_of
from bot.errors import Overtaken
from bot.model import Chat, Digest, Leased, Part, Promise, piece
from bot.ports import Storage, Unit
from bot.sound_digest import Shown, Wanted, sound

EXPIRES = timedelta(hours=24)
"""A digest that could not be delivered for a day is no news any more; the next one tells what still matters."""


class Prepared(NamedTuple):
    """What was made beside whoever writes: good as long as *basis* is what it rests on."""

    basis: Hashable
    shown: Shown


async def make_and_post(storage: Storage, wanted: Wanted, *, even_empty: bool) -> Digest | None:
    """Make a digest beside whoever writes, then post it."""
    async with storage.view() as view:
        ready = await prepared(view, wanted)
    return await put_out(storage, wanted, ready, even_empty=even_empty)


async def prepared(view: Unit, wanted: Wanted) -> Prepared | None:
    """What can be made without writing; None if something is to be written first."""
    if wanted.chat.gone:
        return None
    basis, shown = await view.chats.basis(wanted.chat.id), await sound(view, wanted)
    return Prepared(basis, shown._replace(coming=await days_to_come(view, shown.digest)))


async def put_out(
    storage: Storage, wanted: Wanted, ready: Prepared | None, *, even_empty: bool = True
) -> Digest | None:
    """
    Put a digest into the outbox, in a short transaction; what rests on something that has changed is made anew in it.

    Returns: the digest; None if nothing was posted, because the slot has its digest or nothing is new.
    """
    chat, now = wanted.chat, wanted.now
    async with for_digest(storage, chat) as unit:
        if even_empty and await _paused_meanwhile(unit, chat, now):
            return None
        if chat.gone:
            # what is held there goes into this digest: one when the chat is back, however many slots were missed
            await unit.outbox.withdraw(chat.id)
        if ready is None or ready.basis != await unit.chats.basis(chat.id):
            shown = await sound(unit, wanted)
        else:
            shown = ready.shown
        if not shown.digest.items and not even_empty:
            return None
        if chat.pause and chat.pause.over(now):
            await unit.chats.update(chat, replace(chat, pause=None))
        if chat.desk:
            await unit.proofs.close(chat.id, shown.digest.slot)
        return shown.digest if await into_outbox(unit, shown, now, asked=not even_empty) else None


@asynccontextmanager
async def for_digest(storage: Storage, chat: Chat) -> AsyncIterator[Unit]:
    """A transaction in which nobody else makes a digest for *chat*. Raises: Overtaken if another process does."""
    async with storage.unit() as unit:
        if not await unit.leases.take([lease_of(chat)]):
            raise Overtaken("another process makes a digest for this chat right now: try again in a minute")
        yield unit


async def _paused_meanwhile(unit: Unit, chat: Chat, now: datetime) -> bool:
    """Whether somebody has said since the slot was found that a chat wants no digests for a while."""
    current = await unit.chats.get(chat.id)
    return current is not None and current.pause is not None and current.pause.holds(now)


async def into_outbox(unit: Unit, shown: Shown, now: datetime, *, asked: bool) -> bool:
    """Post and commit. Returns: False if the slot has its digest already; then nothing is written."""
    if not await put(unit, shown, now, asked=asked):
        return False
    chat = shown.digest.chat
    await note(unit, shown, now)
    await unit.failures.clear(Part.CHAT, [str(chat)])
    await unit.leases.give_back([piece(Leased.CHAT, chat)])
    await unit.commit()
    return True


async def note(unit: Unit, shown: Shown, now: datetime) -> None:
    """Mark the stories that could not be told, and clear those that could."""
    await unit.failures.mark(Part.STORY, shown.failed, now)
    await unit.failures.clear(Part.STORY, shown.mended)


async def put(unit: Unit, shown: Shown, now: datetime, *, asked: bool) -> bool:
    """Post without a commit; *asked*: somebody waits for it. Returns: whether the slot had no digest yet."""
    messages = [replace(message, asked=asked) for message in shown.messages]
    number = await unit.outbox.post(shown.digest, messages, now, now + EXPIRES)
    if number is not None:
        await keep_promises(unit, shown, number)
    return number is not None


async def days_to_come(unit: Unit, digest: Digest) -> Sequence[Promise]:
    """What the news of a digest names of days to come, if its chat wants to know."""
    quoted = digest.quoted(figures=False)
    if not quoted or not await unit.promises.wanted(digest.chat):
        return ()
    entries = await unit.entries.get_all(quoted)
    # all that is quoted is read, and 20 long reports take 0.3 s
    return await aside(sum(len(one.text) for one in entries.values()), promised, digest, 0, entries)


async def keep_promises(unit: Unit, shown: Shown, number: int) -> None:
    """Keep the days to come that the news of a digest names; *number*: its row id."""
    found = await days_to_come(unit, shown.digest) if shown.coming is None else shown.coming
    chat = await unit.chats.get(shown.digest.chat) if found else None
    if chat:
        # what was found before this transaction may have been erased since
        there = await unit.entries.get_all({one.entry for one in found})
        kept = [replace(one, digest=number, due=day_begins(chat, one.day)) for one in found if one.entry in there]
        await unit.promises.keep(kept, MOST_KEPT)
