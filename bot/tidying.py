"""
What goes after a while: texts that are old, what was kept for buttons, chats that are gone; and the room they had.

Once a day, in small transactions, so that nobody waits long for the database.
"""

from datetime import datetime, timedelta

from bot.delivery.held_chats import LEFT_US
from bot.delivery.outcome import KEPT_WHEN_GONE, is_over
from bot.feeds.changes import TOLD_FOR
from bot.model import Leased
from bot.ports import ERASED, LOGGED, REWRITABLE, Storage, Unit

_FORGET_FAILURES = timedelta(days=30)
"""What was tried last so long ago has left its feed, or is news no longer."""
KEPT_FOR_BUTTONS = timedelta(days=1)
"""So long the buttons below an answer work: what somebody asked, or was offered, is kept for them alone. It goes with
the next tidying, so within twice that time."""
KEPT_NOTICES = timedelta(days=7)
"""The text of a notice that did not come, such as an answer to a question that stood: for so long /missed brings it."""
ACTS_KEPT = timedelta(days=90)
"""For so long it is known who changed what in a chat: a quarter of a year, as long as texts are kept by default."""
_STRUCK = timedelta(days=40)
"""So long what editors struck stays away: longer than any digest looks back."""
_TIDIED = "tidied"
_TIDY_EVERY = timedelta(days=1)
_TIDY_AT_ONCE = 200
_ERASE_AT_ONCE = 10
"""Chats that go in one transaction: one that was served for years has some ten thousand rows."""
_EMPTIED = "emptied since compacting"
_WORTH_COMPACTING = 1_000
"""Emptied texts: fewer are not worth the second or two in which nobody can write."""
_COMPACT_SHARE = 0.25
"""The same as a share of all entries: so far the file may be larger than what it holds."""
_A_DAY_MORE = timedelta(days=1)


async def tidy(storage: Storage, now: datetime, keep: timedelta) -> int:
    """
    Once a day, let go of the texts of entries and sent messages older than *keep*, of what was kept for buttons, and of
    chats that are gone for good; now and then, of the room they had. What was erased leaves the log within one tick.

    Returns: how many texts of entries went; 0 if this was done less than a day ago.
    """
    await _scrub(storage)
    async with storage.view() as view:
        last = await view.kept(_TIDIED)
        if last and timedelta() <= now - datetime.fromisoformat(last) < _TIDY_EVERY:
            return 0
    async with storage.unit() as unit:
        if not await unit.leases.take([Leased.TIDY]):
            return 0
        gone = await unit.entries.forget(now - keep, _TIDY_AT_ONCE)
        sent = await unit.outbox.forget(now - keep, _TIDY_AT_ONCE, now - KEPT_NOTICES)
        acts = await unit.acts.forget(now - ACTS_KEPT, _TIDY_AT_ONCE)
        await unit.forget_recent(now - KEPT_FOR_BUTTONS)
        await unit.positions.forget()
        emptied = await unit.count_up(_EMPTIED, gone)
        await unit.failures.forget(now - _FORGET_FAILURES)
        await unit.corrections.forget(now - TOLD_FOR - _A_DAY_MORE)
        await unit.promises.forget(now - 2 * _A_DAY_MORE)
        await unit.leases.forget()
        erased = await _erase_long_gone(unit, now)
        await unit.rules.forget(now, now - _FORGET_FAILURES)
        await unit.proofs.forget(now - _STRUCK)
        # while there is more, it goes on with the next tick, so that nobody waits long for the database
        done = max(gone, sent, acts) < _TIDY_AT_ONCE and erased < _ERASE_AT_ONCE
        if done:
            await unit.keep(_TIDIED, now.isoformat())
        is_large = emptied >= max(_WORTH_COMPACTING, _COMPACT_SHARE * await unit.entries.count())
        worth_it = done and (is_large or bool(await unit.kept(ERASED)))
        if worth_it:
            await unit.count_up(_EMPTIED, -emptied)
            await unit.keep(ERASED, "")
        await unit.commit()
    if worth_it:
        await storage.compact()
    return gone


async def _scrub(storage: Storage) -> None:
    """Empty the log if something was erased since; what may still stand in the file itself goes with the day."""
    async with storage.view() as unit:
        if await unit.kept(ERASED) != LOGGED:
            return
    async with storage.unit() as unit:
        await unit.keep(ERASED, REWRITABLE)
        await unit.commit()
    await storage.scrub()


async def _erase_long_gone(unit: Unit, now: datetime) -> int:
    """Erase chats that nobody can write to any more for so long that they will not be back. Returns: how many."""
    absent = await unit.privacy.absent(LEFT_US, now - KEPT_WHEN_GONE + _TIDY_EVERY, now)
    over = [chat for chat, noted in absent if is_over(chat, noted, now)][:_ERASE_AT_ONCE]
    for chat in over:
        await unit.privacy.erase_chat(chat.id)
    return len(over)
