"""Work that one process at a time does."""

from bot.ports import Storage


async def is_ours(storage: Storage, lease: str) -> bool:
    """Take a lease, or renew ours, in a transaction of its own. Returns: whether nobody else has it."""
    async with storage.unit() as unit:
        ours = await unit.leases.take([lease])
        await unit.commit()
    return lease in ours
