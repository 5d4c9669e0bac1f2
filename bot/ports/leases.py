"""Leases: who works on what, so that several processes on one database do nothing twice."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from bot.model import WorkerRole, WorkerSign

LEASE = timedelta(seconds=45)
"""How long a lease lasts that nobody renews: within a minute another process goes on with the work of a dead one."""


class Leases(Protocol):
    """
    Who works on what, and until when.

    A lease is taken in the transaction that finds the work and renewed in each one that writes some of it; whoever
    finds it gone there writes nothing. Most are not given back: they lapse, or end with their process. They last by the
    clock of the machine, whatever the bot takes for the present moment.
    """

    async def take(self, names: Collection[str], lasts: timedelta = LEASE) -> dict[str, int]:
        """
        Take leases that nobody else has, and renew those that are ours.

        Returns: those that are ours now, each with a number that is another one whenever somebody else has had it
            since we took it last: what we remember of the work may be out of date then.
        """
        ...

    async def give_sign(self, role: WorkerRole) -> None:
        """Show that this process, which does *role* beside others, is alive; it holds for as long as a lease."""
        ...

    async def signs(self) -> list[WorkerSign]:
        """The processes that gave signs, but for those that ended in order, or were forgotten as leases are."""
        ...

    async def give_back(self, names: Collection[str]) -> None:
        """Let others have leases of ours that are not needed any more."""
        ...

    async def forget(self) -> None:
        """Let go of leases that lapsed long ago: of hosts that nobody asks any more, of digests that were made."""
        ...

    async def rest(self, name: str, wait: timedelta) -> None:
        """Let nobody have a lease for a while, whoever has it now."""
        ...

    async def resting(self, names: Collection[str]) -> dict[str, datetime]:
        """Those of the leases that ``rest`` keeps from everybody now, and until when."""
        ...
