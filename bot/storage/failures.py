"""What failed by itself, and when it is tried again."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, cast, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Failed, Failure, Part
from bot.retrying import again
from bot.storage.rows import batched
from bot.storage.sqlite.statements import upsert
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
        if not failed:
            return
        known = await self._named(part, [one.item for one in failed])
        if part is Part.ITEM:
            failed = await self._within_bounds(failed, known)
        rows = [_row(again(part, one, known.get(one.item), now)) for one in {one.item: one for one in failed}.values()]
        if not rows:
            return
        statement = upsert(failures)
        taken = {column.name: statement.excluded[column.name] for column in failures.c if not column.primary_key}
        await self._db.execute(statement.on_conflict_do_update(index_elements=["part", "item"], set_=taken), rows)

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

    async def _named(self, part: Part, items: Collection[str]) -> dict[str, Failure]:
        found: dict[str, Failure] = {}
        for some in batched(items):
            query = select(failures).where(failures.c.part == part.value, failures.c.item.in_(some))
            found |= {row["item"]: _failure(row) for row in (await self._db.execute(query)).mappings()}
        return found

    async def _within_bounds(self, failed: Sequence[Failed], known: Mapping[str, Failure]) -> list[Failed]:
        """Those that are known, and of each feed so many new ones that no more than ``MOST_ITEMS`` are kept."""
        query = select(failures.c.feed, func.count()).where(failures.c.part == Part.ITEM.value)
        held = Counter({feed: int(count) for feed, count in await self._db.execute(query.group_by(failures.c.feed))})
        kept: list[Failed] = []
        for one in failed:
            if one.item not in known:
                held[one.feed] += 1
            if one.item in known or held[one.feed] <= MOST_ITEMS:
                kept.append(one)
        return kept


def _row(failure: Failure) -> dict[str, Any]:
    return {column.name: getattr(failure, column.name) for column in failures.c} | {"part": failure.part.value}


def _failure(row: Mapping[Any, Any]) -> Failure:
    return Failure(**{**row, "part": Part(row["part"])})
