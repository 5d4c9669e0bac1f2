"""
Brings back what a clock that was ahead has written: moments that stand further ahead than they ever should.

A poll that is due in 2031, or a story seen then, would hold its feed or its readers up until that day comes. What
stands too far ahead counts as of now, which for what is waited for means that it is due.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import Column, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.feeds.due import FARTHEST
from bot.model import FARTHEST_PROMISE, LONGEST_PAUSE
from bot.retrying import LONGEST_WAIT
from bot.storage.tables import chats, metadata

EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""Before this program was written. Small machines start in 1970 and learn the time later: they change nothing."""

STEP = timedelta(hours=1)
"""By so much a clock that is set right may go back without anything being held up for longer than that."""

LONGEST_PATIENCE = timedelta(days=8)
"""A message waits for at most a week when Telegram asks for it."""

LONGEST_LIFE = timedelta(days=8)
"""From when a message is written until it is worth nothing any more."""

LONGEST_AHEAD: Mapping[str, timedelta] = {
    "feeds.next_poll": FARTHEST,
    "feeds.last_poll": STEP,
    "feeds.last_success": STEP,
    "feeds.retired": STEP,
    "feeds.moved_since": STEP,
    "feeds.told": STEP,
    "entries.seen": STEP,
    "stories.first_seen": STEP,
    "stories.last_seen": STEP,
    "chats.subscribed": STEP,
    "chats.hours_since": STEP,
    "chats.gone_since": STEP,
    "pauses.since": LONGEST_PAUSE + STEP,
    "pauses.until": LONGEST_PAUSE + STEP,
    "struck_stories.at": STEP,
    "chat_feeds.added": STEP,
    "decisions.made": STEP,
    "planned.at": STEP,
    "told.at": STEP,
    "rewritten.made": STEP,
    "correction_notices.made": STEP,
    "correction_notices.told": STEP,
    "promises.due": FARTHEST_PROMISE + 2 * timedelta(days=1),
    "outbox.created": STEP,
    "outbox.not_before": LONGEST_PATIENCE,
    "outbox.expires": LONGEST_LIFE,
    "feed_texts.oldest": STEP,
    "feed_texts.newest": STEP,
    "questions.asked": STEP,
    "watches.since": STEP,
    "notes.added": STEP,
    "people.seen": STEP,
    "recent.kept": STEP,
    "absences.noted": STEP,
    "acts.at": STEP,
    "alerted.at": STEP,
    "votes.made": STEP,
    "failures.first": STEP,
    "failures.last": STEP,
    "failures.next_try": LONGEST_WAIT + STEP,
}
"""How far ahead each moment may stand at most."""

LEFT: Mapping[str, str] = {
    "feed_keys.seen": "nobody reads it",
    "entries.published": "what a publisher wrote; whoever reads it bounds it",
    "entries.page": "says only whether",
    "rulings.made": "only an order",
    "connections.since": "nobody reads it",
    "blocks.at": "nobody reads it",
    "rules.made": "only an order",
    "rules.until": "what somebody chose; the list of rules shows it, and they end it",
    "digests.slot": "one digest a slot: ``last_slots`` leaves out what is still to come",
    "chats.idle_until": "forgotten whenever anybody looks",
    "digests.created": "it is only counted",
    "due_digests.slot": "another slot takes its place",
    "proofs.slot": "another slot takes its place",
    "due_digests.since": "whoever reads it bounds it",
    "leases.until": "lasts by the clock of the machine; ``leases.py`` takes one that is too far ahead for lapsed",
    "seed_documents.published": "what a publisher wrote",
}
"""Moments that nothing waits for, and why."""


_BESIDE: Mapping[str, timedelta] = {
    # a message that is still to be sent is not to be given up
    "outbox.expires": timedelta(days=1),
}
"""What is not set to the present moment, but so far from it."""


class ClockWatch:
    """Notices that the clock has gone back, or that nobody has looked yet."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def should_look(self, now: datetime) -> bool:
        """Whether moments ahead of *now* may stand somewhere that were not ahead, or not seen, when last asked."""
        last, self._last = self._last, now
        return now >= EARLIEST and (last is None or now < last)


async def bring_back(connection: AsyncConnection, now: datetime) -> dict[str, int]:
    """Set what stands too far ahead to *now*. Returns: how many moments of each column did."""
    found: dict[str, int] = {}
    for name, longest in LONGEST_AHEAD.items():
        column = _column(name)
        ahead = column > now + longest
        number = (await connection.execute(select(func.count()).where(ahead))).scalar_one()
        if number:
            value = {column.name: now + _BESIDE.get(name, timedelta())}
            await connection.execute(update(column.table).where(ahead).values(value))
            found[name] = number
    # what was found not to be due by a clock that was ahead may be due now
    await connection.execute(update(chats).where(chats.c.idle_until.is_not(None)).values(idle_until=None))
    return found


def _column(name: str) -> Column[datetime]:
    table, _, column = name.partition(".")
    return metadata.tables[table].c[column]
