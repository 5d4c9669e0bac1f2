"""What people changed in chats; the repositories that write a change note it here."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Act, Actor, Deed
from bot.storage.tables import acts, chats

MOST = 500
"""Acts that a chat keeps, about 50 kB: more than people look back, and however often something is changed no more."""

_FIELDS = tuple(field.name for field in fields(Act))


class SqlActs:
    """Implements ports.Acts. Without an *actor* nothing is noted: what jobs do is no act of a person."""

    def __init__(self, connection: AsyncConnection, actor: Actor | None = None) -> None:
        self._db = connection
        self._actor = actor

    @property
    def at(self) -> datetime | None:
        """When the actor acts; None without one."""
        return self._actor.at if self._actor else None

    async def note(self, chat: int, what: Deed, before: Any, after: Any) -> None:
        """Write down that the actor changed something in a chat; the oldest go beyond so many."""
        if self._actor is None:
            return
        who = {"person": self._actor.person, "name": self._actor.name, "at": self._actor.at}
        await self._db.execute(insert(acts).values(chat=chat, what=what.value, before=before, after=after, **who))
        too_many = select(acts.c.id).where(acts.c.chat == chat).order_by(acts.c.id.desc()).limit(1).offset(MOST)
        await self._db.execute(delete(acts).where(acts.c.chat == chat, acts.c.id <= too_many.scalar_subquery()))

    async def of_chat(self, chat: int, limit: int) -> Sequence[Act]:
        """See ports.Acts."""
        query = select(acts).where(acts.c.chat == chat).order_by(acts.c.id.desc()).limit(limit)
        return [_act(row) for row in (await self._db.execute(query)).mappings()]

    async def with_it(self, chat: int, act: int) -> Sequence[Act]:
        """See ports.Acts."""
        this = select(acts).where(acts.c.chat == chat, acts.c.id == act)
        row = (await self._db.execute(this)).mappings().first()
        if row is None:
            return []
        same = [acts.c[name] == row[name] for name in ("chat", "at", "person", "what")]
        query = select(acts).where(*same).order_by(acts.c.id)
        return [_act(one) for one in (await self._db.execute(query)).mappings()]

    async def forget(self, before: datetime, limit: int) -> int:
        """See ports.Acts."""
        old = select(acts.c.id).where(acts.c.at < before).limit(limit)
        return (await self._db.execute(delete(acts).where(acts.c.id.in_(old)))).rowcount

    async def erase(self, platform: str, person: str) -> None:
        """Take a person's id and name out of all acts; that somebody did it stays."""
        there = select(chats.c.id).where(chats.c.platform == platform)
        theirs = (acts.c.person == person, acts.c.chat.in_(there))
        await self._db.execute(update(acts).where(*theirs).values(person="", name=""))


def _act(row: RowMapping) -> Act:
    values = {name: row[name] for name in _FIELDS}
    return Act(**{**values, "what": Deed(row["what"])})
