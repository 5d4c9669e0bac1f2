"""Numbers that grow, however many count at once: each call is one statement that locks its row until the commit."""

from sqlalchemy import Column, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.statements import larger, upsert
from bot.storage.tables import counters

REVISED = "revisions of stories and texts"
"""Counts how often something was changed of what entries say and which stories they tell, after they were sorted."""


async def count_up(connection: AsyncConnection, name: str, n: int = 1) -> int:
    """Add *n* to the counter *name*, which begins at 0. Returns: the sum."""
    put = upsert(counters).values(name=name, number=n)
    added = put.on_conflict_do_update(index_elements=["name"], set_={"number": counters.c.number + n})
    return int((await connection.execute(added.returning(counters.c.number))).scalar_one())


async def next_ids(connection: AsyncConnection, column: Column[int], n: int) -> range:
    """
    The next *n* numbers for *column*, which nobody else gets.

    They follow what stands in the column and what was given before. As the counter is locked until the commit, they
    are committed in their order: whoever has read up to one number misses none below it.
    """
    last = select(func.coalesce(func.max(column), 0)).scalar_subquery()
    put = upsert(counters).values(name=f"last {column.table.name}.{column.name}", number=last + n)
    given = larger(counters.c.number + n, put.excluded.number)
    taken = put.on_conflict_do_update(index_elements=["name"], set_={"number": given})
    end = int((await connection.execute(taken.returning(counters.c.number))).scalar_one())
    return range(end - n + 1, end + 1)


async def lock(connection: AsyncConnection, name: str) -> None:
    """Wait until no other transaction holds the row *name*, and hold it until this one ends."""
    put = upsert(counters).values(name=f"lock {name}", number=0)
    # writing the row, though it stays as it is, locks it in every database
    held = put.on_conflict_do_update(index_elements=["name"], set_={"number": counters.c.number})
    await connection.execute(held)
