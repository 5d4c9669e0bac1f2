"""
Who works on what: one rule for all work that two processes on one database must not do at once.

A lease that nobody renews lapses, so a process that is killed holds up its work for ``LEASE`` and no longer.
"""

import os
import secrets
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, delete, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from bot.model import Leased, WorkerRole, WorkerSign, piece
from bot.ports.leases import LEASE
from bot.storage.statements import TEXTS, listed, upsert
from bot.storage.tables import leases

LONGEST = timedelta(hours=2)
"""No lease is given for so long: one that stands further ahead is of a clock that was wrong, and has lapsed."""

_MICROSECONDS = 1_000_000
IS_SIGN = leases.c.name.startswith(piece(Leased.ALIVE, ""), autoescape=True)
"""Of a row: it is a process that gave a sign of life, and no work."""

Wall = Callable[[], datetime]
"""The clock of the machine."""


def _wall() -> datetime:
    return datetime.now(UTC)


def _new_name() -> str:
    # with chance in it, as numbers of processes come again
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass(slots=True)
class Worker:
    """Whoever works in this process."""

    clock: Wall = _wall
    name: str = field(default_factory=_new_name)
    has_leases: bool = False
    """Whether it ever took one."""


def _taking() -> ReturningInsert[Any]:
    # one statement for any number of names, so that it is compiled once
    now, until, too_far = (bindparam(name, type_=leases.c.until.type) for name in ("now", "until", "too_far"))
    wanted = select(listed("names", TEXTS).subquery().c.value, bindparam("owner"), until, bindparam("turn"))
    put = upsert(leases).from_select(["name", "owner", "until", "turn"], wanted.where(true()))
    new, old = put.excluded, leases.c
    same = old.owner == new.owner
    free = or_(same, old.until <= now, old.until > too_far)
    longer = same & (old.until > new.until) & (old.until <= too_far)
    values = {
        "owner": new.owner,
        "until": case((longer, old.until), else_=new.until),
        "turn": case((same, old.turn), else_=old.turn + 1),
    }
    taking = put.on_conflict_do_update(index_elements=["name"], set_=values, where=free)
    return taking.returning(leases.c.name, leases.c.turn)


_TAKE = _taking()


class SqlLeases:
    """Implements ports.Leases for one worker."""

    def __init__(self, connection: AsyncConnection, worker: Worker) -> None:
        self._db = connection
        self._worker = worker
        self._owner = worker.name
        self._clock = worker.clock

    async def take(self, names: Collection[str], lasts: timedelta = LEASE) -> dict[str, int]:
        """See ports.Leases."""
        now = self._clock()
        # also a lease that was forgotten and is made anew gets a number that it never had
        turn = int(now.timestamp() * _MICROSECONDS)
        values = {"names": sorted(set(names)), "owner": self._owner, "until": now + lasts, "turn": turn}
        values |= {"now": now, "too_far": now + LONGEST}
        taken = await self._db.execute(_TAKE, values)
        found = {row.name: row.turn for row in taken}
        self._worker.has_leases = self._worker.has_leases or bool(found)
        return found

    async def rest(self, name: str, wait: timedelta) -> None:
        """See ports.Leases."""
        now = self._clock()
        until = now + min(wait, LONGEST)
        put = upsert(leases).values(name=name, owner="", until=until, turn=int(now.timestamp() * _MICROSECONDS))
        values = {"owner": "", "until": until, "turn": leases.c.turn + 1}
        await self._db.execute(put.on_conflict_do_update(index_elements=["name"], set_=values))

    async def resting(self, names: Collection[str]) -> dict[str, datetime]:
        """See ports.Leases."""
        query = select(leases.c.name, leases.c.until).where(leases.c.owner == "", leases.c.until > self._clock())
        wanted = query.where(leases.c.name.in_(listed("names", TEXTS)))
        return {row.name: row.until for row in await self._db.execute(wanted, {"names": sorted(set(names))})}

    async def give_sign(self, role: WorkerRole) -> None:
        """See ports.Leases."""
        await self.take([piece(Leased.ALIVE, f"{role.value}:{self._owner}")])

    async def signs(self) -> list[WorkerSign]:
        """See ports.Leases."""
        query = select(leases.c.name, leases.c.owner, leases.c.until, leases.c.turn).where(IS_SIGN)
        return [
            WorkerSign(
                role=WorkerRole(row.name.split(":")[1]),
                owner=row.owner,
                # the number of a lease that nobody else had says when it was first taken
                begun=datetime.fromtimestamp(row.turn / _MICROSECONDS, UTC),
                last=row.until - LEASE,
                until=row.until,
            )
            for row in await self._db.execute(query.order_by(leases.c.name))
        ]

    async def give_back(self, names: Collection[str]) -> None:
        """See ports.Leases."""
        ours = (leases.c.owner == self._owner, leases.c.name.in_(names))
        await self._db.execute(update(leases).where(*ours).values(until=self._clock()))

    async def end(self, *, everybody: bool = False) -> None:
        """Let our leases lapse; those of *everybody* where it is known that no other process is at work."""
        now = self._clock()
        whose = leases.c.owner != "" if everybody else leases.c.owner == self._owner
        # who ended in order is not missed
        await self._db.execute(delete(leases).where(whose, IS_SIGN))
        await self._db.execute(update(leases).where(whose, leases.c.until > now).values(until=now))

    async def forget(self) -> None:
        """See ports.Leases."""
        await self._db.execute(delete(leases).where(leases.c.until < self._clock() - LONGEST))
