"""What becomes later of sentences that chats read: changes by their sources, and days that they name."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, or_, select, union_all, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Correction, Deed, DocId, Entry, Promise, Quote, Reading, entry_doc, entry_numbers
from bot.storage.acts import SqlActs
from bot.storage.rows import batched, row_of
from bot.storage.statements import upsert
from bot.storage.tables import (
    chat_feeds,
    chat_promises,
    correction_notices,
    entries,
    planned,
    promises,
    rewritten,
    rulings,
    told,
)
from bot.text.analysis.rewording import telling

MOST_JOINED = 50
"""Stories that people joined into one of which readers are looked for: nobody joins so many."""


class SqlCorrections:
    """Implements ports.Corrections."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def rewrite(self, entry: int, text: str, now: datetime) -> bool:
        """See ports.Corrections."""
        put = upsert(rewritten).values(entry=entry, text=text, made=now)
        taken = {"text": put.excluded.text, "made": put.excluded.made}
        other = rewritten.c.text != put.excluded.text
        put = put.on_conflict_do_update(index_elements=["entry"], set_=taken, where=other)
        return (await self._db.execute(put.returning(rewritten.c.entry))).first() is not None

    async def restore(self, entries: Collection[int]) -> None:
        """See ports.Corrections."""
        for some in batched(entries):
            gone = delete(rewritten).where(rewritten.c.entry.in_(some)).returning(rewritten.c.entry)
            back = list((await self._db.execute(gone)).scalars())
            if back:
                await self._db.execute(delete(correction_notices).where(_untold(back)))

    async def rewritten(self, docs: Collection[DocId]) -> dict[DocId, str]:
        """See ports.Corrections."""
        found: dict[DocId, str] = {}
        for some in batched(entry_numbers(docs)):
            query = select(rewritten.c.entry, rewritten.c.text).where(rewritten.c.entry.in_(some))
            found |= {entry_doc(row.entry): row.text for row in await self._db.execute(query)}
        return found

    async def readings(self, entry: Entry, since: datetime) -> list[Reading]:
        """See ports.Corrections."""
        if entry.story is None:
            return []
        stories = await self._joined_with(entry.story)
        queries = [
            select(table.c.chat, table.c.digest, table.c.story, table.c.quotes).where(
                table.c.story.in_(stories), table.c.at > since, *kept
            )
            for table, kept in ((told, ()), (planned, (~planned.c.lost,)))
        ]
        rows = (await self._db.execute(union_all(*queries))).all()
        return [
            Reading(row.chat, row.digest, row.story, Quote(**quote))
            for row in sorted(rows, key=lambda row: (row.digest, row.story))
            for quote in row.quotes
            if quote["doc"] == entry.doc
        ]

    async def _joined_with(self, story: int) -> set[int]:
        """The story, and those under which some chat may have read it because people joined them."""
        found, new = {story}, {story}
        while new and len(found) < MOST_JOINED:
            near = or_(rulings.c.one.in_(new), rulings.c.other.in_(new))
            rows = await self._db.execute(select(rulings.c.one, rulings.c.other).where(rulings.c.together, near))
            new = {one for row in rows for one in row} - found
            found |= new
        return found

    async def announce(self, entry: int, found: Sequence[Correction]) -> None:
        """See ports.Corrections."""
        await self._db.execute(delete(correction_notices).where(_untold([entry])))
        query = select(correction_notices).where(correction_notices.c.entry == entry)
        known = {(row["chat"], row["start"], telling(row["now"])) for row in (await self._db.execute(query)).mappings()}
        rows = {
            (one.reading.chat, one.reading.quote.start, telling(one.now)): {
                "chat": one.reading.chat,
                "digest": one.reading.digest,
                "story": one.reading.story,
                "entry": entry,
                "start": one.reading.quote.start,
                "end": one.reading.quote.end,
                "text": one.reading.quote.text,
                "now": one.now,
                "now_start": one.now_start,
                "made": one.made,
            }
            for one in found
        }
        new = [row for key, row in rows.items() if key not in known]
        if new:
            await self._db.execute(insert(correction_notices), new)

    async def due(self, since: datetime, limit: int) -> list[Correction]:
        """See ports.Corrections."""
        one = correction_notices.c
        arrived = exists().where(told.c.digest == one.digest, told.c.story == one.story, told.c.at > since)
        follows = and_(chat_feeds.c.feed == entries.c.feed, chat_feeds.c.chat == one.chat)
        query = (
            select(correction_notices)
            .join(entries, entries.c.id == one.entry)
            .join(chat_feeds, follows)
            .where(one.told.is_(None), arrived)
            .order_by(one.id)
            .limit(limit)
        )
        return [_correction(row) for row in (await self._db.execute(query)).mappings()]

    async def told(self, corrections: Collection[int], now: datetime) -> None:
        """See ports.Corrections."""
        for some in batched(corrections):
            done = update(correction_notices).where(correction_notices.c.id.in_(some))
            await self._db.execute(done.values(told=now))

    async def told_since(self, chats: Collection[int], moment: datetime) -> Mapping[int, int]:
        """See ports.Corrections."""
        found: dict[int, int] = {}
        one = correction_notices.c
        for some in batched(chats):
            query = select(one.chat, func.count()).where(one.told > moment, one.chat.in_(some)).group_by(one.chat)
            found |= {row[0]: row[1] for row in await self._db.execute(query)}
        return found

    async def forget(self, before: datetime) -> None:
        """See ports.Corrections."""
        await self._db.execute(delete(correction_notices).where(correction_notices.c.made < before))


def _untold(of: Collection[int]) -> ColumnElement[bool]:
    """What is still to be told of some entries."""
    return and_(correction_notices.c.entry.in_(of), correction_notices.c.told.is_(None))


def _correction(row: RowMapping) -> Correction:
    quote = Quote(entry_doc(row["entry"]), row["start"], row["end"], row["text"])
    reading = Reading(row["chat"], row["digest"], row["story"], quote)
    return Correction(row["id"], row["entry"], reading, row["now"], row["now_start"], row["made"])


class SqlPromises:
    """Implements ports.Promises."""

    def __init__(self, connection: AsyncConnection, acts: SqlActs) -> None:
        self._db = connection
        self._acts = acts

    async def keep(self, new: Sequence[Promise], most: int) -> None:
        """See ports.Promises."""
        if not new:
            return
        chats = {one.chat for one in new}
        query = select(promises.c.chat, func.count()).where(promises.c.chat.in_(chats)).group_by(promises.c.chat)
        room = dict.fromkeys(chats, most) | {row[0]: most - row[1] for row in await self._db.execute(query)}
        days = select(promises.c.chat, promises.c.story, promises.c.day).where(
            promises.c.chat.in_(chats), promises.c.day.in_({one.day for one in new})
        )
        known = {tuple(row) for row in await self._db.execute(days)}
        put = upsert(promises).on_conflict_do_nothing().returning(promises.c.chat)
        for one in new:
            if room[one.chat] > 0 and (one.chat, one.story, one.day) not in known:
                done = await self._db.execute(put.values(row_of(one)))
                room[one.chat] -= len(done.all())
                known.add((one.chat, one.story, one.day))

    async def of_chat(self, chat: int) -> list[Promise]:
        """See ports.Promises."""
        query = select(promises).where(promises.c.chat == chat, _ARRIVED).order_by(promises.c.day, promises.c.id)
        return [Promise(**row) for row in (await self._db.execute(query)).mappings()]

    async def due(self, now: datetime, limit: int) -> list[Promise]:
        """See ports.Promises."""
        query = select(promises).where(promises.c.due <= now, _ARRIVED)
        query = query.order_by(promises.c.chat, promises.c.due, promises.c.id).limit(limit)
        return [Promise(**row) for row in (await self._db.execute(query)).mappings()]

    async def put_off(self, promise: int, day: date, due: datetime) -> bool:
        """See ports.Promises."""
        one, other = promises.c, promises.alias().c
        taken = exists().where(other.chat == one.chat, other.story == one.story, other.day == day)
        later = update(promises).where(one.id == promise, or_(one.day == day, ~taken)).values(day=day, due=due)
        return (await self._db.execute(later.returning(one.id))).first() is not None

    async def end(self, chat: int, over: Collection[int]) -> int:
        """See ports.Promises."""
        done = 0
        for some in batched(over):
            gone = delete(promises).where(promises.c.chat == chat, promises.c.id.in_(some)).returning(promises.c.day)
            days = (await self._db.execute(gone)).scalars().all()
            for day in days:
                await self._acts.note(chat, Deed.PROMISE, day.isoformat(), None)
            done += len(days)
        return done

    async def wanted(self, chat: int) -> bool:
        """See ports.Promises."""
        query = select(chat_promises.c.wanted).where(chat_promises.c.chat == chat)
        return bool((await self._db.execute(query)).scalar_one_or_none() is not False)

    async def want(self, chat: int, *, wanted: bool) -> None:
        """See ports.Promises."""
        if await self.wanted(chat) is not wanted:
            await self._acts.note(chat, Deed.PROMISES, not wanted, wanted)
        put = upsert(chat_promises).values(chat=chat, wanted=wanted)
        await self._db.execute(put.on_conflict_do_update(index_elements=["chat"], set_={"wanted": wanted}))

    async def forget(self, before: datetime) -> None:
        """See ports.Promises."""
        await self._db.execute(delete(promises).where(promises.c.due < before))


_ARRIVED = exists().where(told.c.digest == promises.c.digest, told.c.story == promises.c.story)
