"""How the work stands: what was done last, and what waits."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import AT_MACHINE, Holding, MessageState, Vitals, Waiting
from bot.storage.failures import resting
from bot.storage.leases import IS_SIGN, Worker
from bot.storage.tables import Utc, chat_feeds, chats, decisions, digests, entries, failures, feeds, leases, outbox
from bot.storage.tables import stories as story_rows

_FOLLOWED = (feeds.c.retired.is_(None), exists().where(chat_feeds.c.feed == feeds.c.id))
_ELSEWHERE = chats.c.platform.not_in(AT_MACHINE)
"""What is for a terminal waits for nothing but that somebody sits down there."""
_READING = (chats.c.subscribed.is_not(None), _ELSEWHERE)
_TO_SEND = (MessageState.WAITING.value, MessageState.SENDING.value)


class SqlCheckup:
    """Implements ports.Checkup. Leases last by the clock of the machine, which *worker* has."""

    def __init__(self, connection: AsyncConnection, worker: Worker) -> None:
        self._db = connection
        self._worker = worker

    async def look(self, now: datetime) -> Vitals:
        """See ports.Checkup."""
        open_ = chats.c.id == outbox.c.chat, chats.c.gone == "", _ELSEWHERE
        due = (outbox.c.state.in_(_TO_SEND), outbox.c.not_before <= now, exists().where(*open_))
        sorted_ = entries.c.story.is_(None), entries.c.id.not_in(resting(now))
        polls = func.max(feeds.c.last_poll, type_=Utc())
        return Vitals(
            last_poll=(await self._db.execute(select(polls))).scalar_one(),
            # the newest rows stand last, and no index is needed for their moments
            last_sorted=await self._newest(decisions.c.made, decisions.c.entry),
            last_digest=await self._newest(digests.c.created, digests.c.id),
            last_sent=await self._newest(outbox.c.created, outbox.c.id, outbox.c.state == MessageState.SENT.value),
            polls=await self._waiting(feeds.c.next_poll, feeds.c.next_poll <= now, *_FOLLOWED),
            unsorted=await self._waiting(entries.c.seen, *sorted_),
            messages=await self._waiting(outbox.c.not_before, *due),
            holdings=await self._holdings(),
            entries=await self._count(entries),
            stories=await self._count(story_rows),
            feeds=await self._count(feeds, *_FOLLOWED),
            failing=await self._count(feeds, feeds.c.failures > 0, *_FOLLOWED),
            chats=await self._count(chats, *_READING),
            closed=await self._count(chats, chats.c.gone != "", *_READING),
            aside=await self._aside(),
        )

    async def _newest(
        self, moment: ColumnElement[datetime], key: ColumnElement[Any], *where: ColumnElement[bool]
    ) -> datetime | None:
        query = select(moment).where(*where).order_by(key.desc()).limit(1)
        return (await self._db.execute(query)).scalar_one_or_none()

    async def _waiting(self, moment: ColumnElement[datetime], *where: ColumnElement[bool]) -> Waiting:
        query = select(func.count(), func.min(moment, type_=Utc())).where(*where)
        number, since = (await self._db.execute(query)).one()
        return Waiting(number, since)

    async def _count(self, table: Table, *where: ColumnElement[bool]) -> int:
        return (await self._db.execute(select(func.count()).select_from(table).where(*where))).scalar_one()

    async def _aside(self) -> dict[str, int]:
        query = select(failures.c.part, func.count()).group_by(failures.c.part)
        return {row[0]: row[1] for row in await self._db.execute(query)}

    async def _holdings(self) -> tuple[Holding, ...]:
        query = select(leases.c.name, leases.c.owner, leases.c.until).order_by(leases.c.name)
        held = query.where(leases.c.owner != "", ~IS_SIGN, leases.c.until > self._worker.clock())
        return tuple(Holding(*row) for row in await self._db.execute(held))
