"""Stored entries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, func, insert, literal, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import Select

from bot.model import DocId, Entry, Media, entry_numbers
from bot.storage.counters import REVISED, count_up, next_ids
from bot.storage.failures import resting
from bot.storage.rows import batched, row_of
from bot.storage.rulings import SqlRulings
from bot.storage.sentence_index import Indexing, findable
from bot.storage.statements import upsert
from bot.storage.tables import (
    Utc,
    chat_feeds,
    decisions,
    entries,
    entry_media,
    feeds,
    passages,
    planned,
    quoted,
    rewritten,
    told,
)

_SHORT_WORD = 3
"""Letters up to which the last "i" of a stem is part of the word: II."""


async def keep_texts(connection: AsyncConnection, docs: Collection[DocId]) -> None:
    """
    Mark entries among *docs* as read by somebody; that of ``entry:12`` has the id 12.

    Nothing is read, and what is marked already stays so: it may be called by anybody, at any time, again and again.
    """
    for some in batched(sorted(entry_numbers(docs))):
        await connection.execute(upsert(quoted).values([{"entry": one} for one in some]).on_conflict_do_nothing())


def entry_of(row: Mapping[str, Any]) -> Entry:
    """A row as an entry."""
    return Entry(**row)


class SqlEntries:
    """Implements ports.Entries; a new entry's sentences go into the *index*."""

    def __init__(self, connection: AsyncConnection, index: Indexing, rulings: SqlRulings) -> None:
        self._db = connection
        self._index = index
        self._rulings = rulings

    async def add_all(self, new: Sequence[Entry]) -> list[Entry]:
        """See ports.Entries."""
        if not new:
            return []
        # ids of our own: asked for those that it gives, the database would take the rows a few at a time
        ids = await next_ids(self._db, entries.c.id, len(new))
        stored = [replace(entry, id=number) for number, entry in zip(ids, new, strict=True)]
        await self._db.execute(insert(entries), [{**row_of(entry, "media"), "id": entry.id} for entry in stored])
        shown = [{**asdict(entry.media), "entry": entry.id} for entry in stored if entry.media.is_any]
        if shown:
            await self._db.execute(insert(entry_media), shown)
        await self._index.add([findable(entry) for entry in stored])
        return stored

    async def get(self, entry: int) -> Entry | None:
        """See ports.Entries."""
        found = await self._read(select(entries).where(entries.c.id == entry))
        return found[0] if found else None

    async def get_all(self, wanted: Collection[int]) -> dict[int, Entry]:
        """See ports.Entries."""
        found: dict[int, Entry] = {}
        for some in batched(wanted):
            found |= {entry.id: entry for entry in await self._read(select(entries).where(entries.c.id.in_(some)))}
        return found

    async def media(self, wanted: Collection[int]) -> dict[int, Media]:
        """See ports.Entries."""
        found: dict[int, Media] = {}
        for some in batched(wanted):
            rows = (await self._db.execute(select(entry_media).where(entry_media.c.entry.in_(some)))).mappings()
            found |= {row["entry"]: Media(row["image"], row["audio"], row["video"], row["seconds"]) for row in rows}
        return found

    async def unsorted(self, now: datetime, until: int, limit: int) -> list[Entry]:
        """See ports.Entries."""
        told = func.coalesce(entries.c.published, entries.c.seen)
        query = select(entries).where(entries.c.story.is_(None), entries.c.id <= until)
        query = query.where(entries.c.id.not_in(resting(now)))
        return await self._read(query.order_by(told, entries.c.id).limit(limit))

    async def of_story(self, story: int, chat: int | None = None, feeds: Collection[int] | None = None) -> list[Entry]:
        """See ports.Entries."""
        pieces = await self._rulings.pieces(story, chat)
        query = select(entries).where(entries.c.story.in_(pieces)).order_by(entries.c.seen, entries.c.id)
        if chat is not None:
            followed = select(chat_feeds.c.feed).where(chat_feeds.c.chat == chat)
            query = query.where(entries.c.feed.in_(followed if feeds is None else feeds))
        return await self._read(query)

    async def followed(self, chat: int, since: datetime) -> list[Entry]:
        """See ports.Entries."""
        feeds = select(chat_feeds.c.feed).where(chat_feeds.c.chat == chat)
        recent = func.coalesce(entries.c.published, entries.c.seen) > since
        return await self._read(select(entries).where(entries.c.feed.in_(feeds), recent).order_by(entries.c.id))

    async def newest(self, feed: int, limit: int) -> list[Entry]:
        """See ports.Entries."""
        told = func.coalesce(entries.c.published, entries.c.seen)
        query = select(entries).where(entries.c.feed == feed).order_by(told.desc(), entries.c.id.desc())
        return await self._read(query.limit(limit))

    async def reports(self, stories: Collection[int], chat: int, longest: int) -> list[Entry]:
        """See ports.Entries."""
        text = func.substr(entries.c.text, 1, longest) if longest else literal("")
        columns = [text.label("text") if column.name == "text" else column for column in entries.c]
        followed = select(chat_feeds.c.feed).where(chat_feeds.c.chat == chat)
        found: list[Entry] = []
        for some in batched(stories):
            query = select(*columns).where(entries.c.story.in_(some), entries.c.feed.in_(followed))
            found += await self._read(query)
        return sorted(found, key=attrgetter("id"))

    async def speakers(self, stories: Collection[int], half: int) -> dict[int, list[Entry]]:
        """See ports.Entries."""
        told = (func.coalesce(entries.c.published, entries.c.seen), entries.c.id)
        found: dict[int, list[Entry]] = {}
        for some in batched(stories):
            first = func.row_number().over(partition_by=entries.c.story, order_by=told)
            last = func.row_number().over(partition_by=entries.c.story, order_by=[column.desc() for column in told])
            places = select(entries.c.id, first.label("first"), last.label("last")).where(entries.c.story.in_(some))
            near = places.subquery()
            wanted = select(near.c.id).where(or_(near.c.first <= half, near.c.last <= half))
            for entry in await self._read(select(entries).where(entries.c.id.in_(wanted)).order_by(*told)):
                found.setdefault(entry.story or 0, []).append(entry)
        return found

    async def by_url(self, url: str) -> list[Entry]:
        """See ports.Entries."""
        return await self._read(select(entries).where(entries.c.url == url).order_by(entries.c.id))

    async def titled(self, stems: Collection[str], feeds: Collection[int], limit: int) -> list[Entry]:
        """See ports.Entries."""
        # "company" has the stem "compani"; "II" is all there is of a word
        words = (stem.removesuffix("i") if len(stem) > _SHORT_WORD else stem for stem in stems)
        holds = (entries.c.title.icontains(word, autoescape=True) for word in words)
        query = select(entries).where(entries.c.feed.in_(feeds), *holds)
        return await self._read(query.order_by(entries.c.id.desc()).limit(limit))

    async def named(self, feed: int, urls: Collection[str], guids: Collection[str]) -> list[Entry]:
        """See ports.Entries."""
        either = or_(entries.c.url.in_(urls), entries.c.guid.in_(guids))
        return await self._read(select(entries).where(entries.c.feed == feed, either).order_by(entries.c.id))

    async def reword(self, entry: Entry) -> bool:
        """See ports.Entries."""
        before = await self.get(entry.id)
        if before is None or not await self._may_change(before, entry.text):
            return False
        values = {"title": entry.title, "text": entry.text, "page": entry.page}
        await self._db.execute(update(entries).where(entries.c.id == entry.id).values(values))
        if (entry.title, entry.text) != (before.title, before.text):
            await self._index.remove(findable(before))
            await self._index.add([findable(entry)])
            if before.story is not None:
                await count_up(self._db, REVISED)
        return True

    async def _may_change(self, entry: Entry, text: str) -> bool:
        if entry.story is None:
            return True
        was_told = select(told.c.digest).where(told.c.story == entry.story)
        on_its_way = select(planned.c.digest).where(planned.c.story == entry.story, ~planned.c.lost)
        if (await self._db.execute(union_all(was_told, on_its_way).limit(1))).first():
            return False
        fresh = (await self._db.execute(select(decisions.c.fresh).where(decisions.c.entry == entry.id))).scalar()
        return all(entry.text[start:end] == text[start:end] for start, end in fresh or ())

    async def short(self, longest: int, limit: int) -> list[Entry]:
        """See ports.Entries."""
        read = select(feeds.c.id).where(feeds.c.pages)
        query = (
            select(entries)
            .where(entries.c.story.is_(None), entries.c.page.is_(None), entries.c.backlog.is_(False))
            .where(func.length(entries.c.text) <= longest, entries.c.link != "", entries.c.feed.in_(read))
            .order_by(entries.c.id)
            .limit(limit)
        )
        return await self._read(query)

    async def mark_paged(self, paged: Collection[int], now: datetime) -> None:
        """See ports.Entries."""
        await self._db.execute(update(entries).where(entries.c.id.in_(paged)).values(page=now))

    async def after(self, entry: int, limit: int) -> list[Entry]:
        """See ports.Entries."""
        return await self._read(select(entries).where(entries.c.id > entry).order_by(entries.c.id).limit(limit))

    async def forget(self, before: datetime, limit: int) -> int:
        """See ports.Entries."""
        told_at = func.coalesce(entries.c.published, entries.c.seen)
        old = and_(entries.c.seen < before, told_at < before, entries.c.text != "", entries.c.story.is_not(None))
        free = ~exists().where(quoted.c.entry == entries.c.id)
        on_its_way = exists().where(planned.c.story == entries.c.story, ~planned.c.lost)
        some = await self._read(select(entries).where(old, free, ~on_its_way).order_by(entries.c.id).limit(limit))
        for entry in some:
            await self._index.remove(findable(entry))
        gone = update(entries).where(entries.c.id == bindparam("of")).values(text="")
        if some:
            await self._db.execute(gone, [{"of": entry.id} for entry in some])
            await self._db.execute(delete(rewritten).where(rewritten.c.entry.in_([entry.id for entry in some])))
            await count_up(self._db, REVISED)
        return len(some)

    async def keep_texts(self, docs: Collection[DocId]) -> None:
        """See ports.Entries."""
        await keep_texts(self._db, docs)

    async def oldest_text(self) -> datetime | None:
        """See ports.Entries."""
        query = select(func.min(func.coalesce(entries.c.published, entries.c.seen), type_=Utc))
        oldest: datetime | None = (await self._db.execute(query.where(entries.c.text != ""))).scalar_one()
        return oldest

    async def last_id(self) -> int:
        """See ports.Entries."""
        return (await self._db.execute(select(func.max(entries.c.id)))).scalar_one() or 0

    async def last_sentence(self) -> int:
        """See ports.Entries."""
        return int((await self._db.execute(select(func.coalesce(func.max(passages.c.id), 0)))).scalar_one())

    async def told_after(self, sentence: int, feeds: Collection[int]) -> bool:
        """See ports.Entries."""
        new = select(passages.c.id).where(passages.c.id > sentence, passages.c.feed.in_(feeds)).limit(1)
        return (await self._db.execute(new)).first() is not None

    async def count(self) -> int:
        """See ports.Entries."""
        return int((await self._db.execute(select(func.count()).select_from(entries))).scalar_one())

    async def _read(self, query: Select[tuple[object, ...]]) -> list[Entry]:
        return [entry_of(dict(row)) for row in (await self._db.execute(query)).mappings()]
