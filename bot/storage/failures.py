"""What failed by itself, and when it is tried again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    Select,
    Text,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Failed, Failure, Lock, Part
from bot.retrying import waits
from bot.storage.counters import lock
from bot.storage.rows import batched
from bot.storage.statements import upsert
from bot.storage.tables import failures

MOST_ITEMS = 200
"""Failed items of one feed that are kept; those beyond are tried again whenever their document changes."""


def resting(now: datetime) -> Select[int]:
    """The ids of the entries that could not be sorted and are not to be tried yet."""
    failed = (failures.c.part == Part.ENTRY.value, failures.c.next_try > now)
    return select(cast(failures.c.item, Integer)).where(*failed)


class SqlFailures:
    """Implements ports.Failures."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def mark(self, part: Part, failed: Sequence[Failed], now: datetime) -> None:
        """See ports.Failures."""
        if part is Part.ITEM and failed:
            await lock(self._db, Lock.FAILED_ITEMS)
        rows = [_row(one) for one in {one.item: one for one in failed}.values()]
        if rows:
            await self._db.execute(_mark(part, now), rows)

    async def known(self, part: Part, feeds: Collection[int] | None = None) -> dict[str, Failure]:
        """See ports.Failures."""
        query = select(failures).where(failures.c.part == part.value).order_by(failures.c.item)
        found: dict[str, Failure] = {}
        for asked in [query] if feeds is None else [query.where(failures.c.feed.in_(some)) for some in batched(feeds)]:
            found |= {row["item"]: _failure(row) for row in (await self._db.execute(asked)).mappings()}
        return found

    async def clear(self, part: Part, items: Collection[str]) -> None:
        """See ports.Failures."""
        for some in batched(items):
            await self._db.execute(delete(failures).where(failures.c.part == part.value, failures.c.item.in_(some)))

    async def counts(self) -> dict[tuple[Part, str], int]:
        """See ports.Failures."""
        query = select(failures.c.part, failures.c.reason, func.count()).group_by(failures.c.part, failures.c.reason)
        return {(Part(part), reason): int(count) for part, reason, count in await self._db.execute(query)}

    async def forget(self, before: datetime) -> None:
        """See ports.Failures."""
        await self._db.execute(delete(failures).where(failures.c.last < before))


def _mark(part: Part, now: datetime) -> Executable:
    """
    Put in what is new, count up what is known and was tried again; nobody needs to read before what stands there.

    Of the items of one feed only so many are put in.
    """
    first, *later = (now + wait for wait in waits(part))
    fixed = {"part": part.value, "reason": None, "count": 1, "first": now, "last": now, "next_try": first}
    names = [*fixed, "item", "feed", "backlog"]
    values = [
        bindparam(f"its_{name}", type_=failures.c[name].type)
        if fixed.get(name) is None
        else literal(fixed[name], failures.c[name].type)
        for name in names
    ]
    row = select(*values).where(_has_room() if part is Part.ITEM else true())
    put = upsert(failures).from_select(names, row)
    steps = {step: literal(moment, failures.c.next_try.type) for step, moment in enumerate(later, 1)}
    taken = {
        **{name: put.excluded[name] for name in ("reason", "last", "feed")},
        "count": failures.c.count + 1,
        "next_try": case(steps, value=failures.c.count, else_=steps[len(steps)]),
    }
    return put.on_conflict_do_update(
        index_elements=["part", "item"], set_=taken, where=failures.c.next_try <= put.excluded.last
    )


def _has_room() -> ColumnElement[bool]:
    """Whether an item is marked already, or few of its feed are."""
    other = failures.alias()
    is_item, feed = other.c.part == Part.ITEM.value, bindparam("its_feed", type_=Integer)
    known = exists().where(is_item, other.c.item == bindparam("its_item", type_=Text))
    same_feed = other.c.feed.is_not_distinct_from(feed)
    return known | (select(func.count()).where(is_item, same_feed).scalar_subquery() < MOST_ITEMS)


def _row(one: Failed) -> dict[str, Any]:
    return {"its_item": one.item, "its_reason": one.reason, "its_feed": one.feed, "its_backlog": one.backlog}


def _failure(row: Mapping[Any, Any]) -> Failure:
    return Failure(**{**row, "part": Part(row["part"])})
