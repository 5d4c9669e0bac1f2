"""Work that one process at a time does."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.errors import StorageError
from bot.model import WorkerRole
from bot.ports import LEASE, Storage

LOOK = 5.0
"""Seconds between two looks at a lease: who waits for one that is given back has it within so many, and what is ours is
renewed well before it lapses."""


async def is_ours(storage: Storage, lease: str) -> bool:
    """Take a lease, or renew ours, in a transaction of its own. Returns: whether nobody else has it."""
    async with storage.unit() as unit:
        ours = await unit.leases.take([lease])
        await unit.commit()
    return lease in ours


async def give_sign(storage: Storage, role: WorkerRole) -> None:
    """Show in the database that a process of *role* is alive, for those on other machines."""
    async with storage.unit() as unit:
        await unit.leases.give_sign(role)
        await unit.commit()


async def while_ours(storage: Storage, lease: str, work: Callable[[], Awaitable[None]]) -> None:
    """
    Wait until nobody else has *lease*, and do *work* as long as it is ours; for ever, again and again.

    Work that ends by itself is begun again. While the database is out of reach the lease is ours until it has lapsed.
    Raises: whatever the work raises.
    """
    while True:
        if await _still(storage, lease):
            doing = asyncio.ensure_future(work())
            try:
                await _watched(storage, lease, doing)
            finally:
                doing.cancel()
                await asyncio.wait({doing})
        await asyncio.sleep(LOOK)


async def _watched(storage: Storage, lease: str, doing: "asyncio.Future[None]") -> None:
    """Renew *lease* until it is lost or the work has ended. Raises: whatever the work raised."""
    clock = asyncio.get_running_loop().time
    until = clock() + LEASE.total_seconds()
    while clock() < until:
        await asyncio.wait({doing}, timeout=LOOK)
        if doing.done():
            return doing.result()
        ours = await _still(storage, lease)
        if ours is False:
            return None
        if ours:
            until = clock() + LEASE.total_seconds()
    return None


async def _still(storage: Storage, lease: str) -> bool | None:
    """Whether *lease* is ours; None: the database does not tell."""
    try:
        return await is_ours(storage, lease)
    except StorageError:
        return None
