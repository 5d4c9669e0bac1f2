"""What chats watch, with the figures known of it."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import KnownFigure, Sighting, Watch, entry_doc, entry_numbers
from bot.storage.databases import database_of
from bot.storage.search_index import stored
from bot.storage.statements import upsert
from bot.storage.tables import chats, entries, passages, watches

AT_ONCE = 200
"""Stems that one query asks the index for."""
MOST_SIGHTINGS = 5_000
"""Sentences that one query gives, the newest: a minute of all feeds brings some hundred."""


class SqlWatches:
    """Implements ports.Watches."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection
        self._index = database_of(connection).search_index(connection)

    async def add(self, chat: int, user: str, text: str, known: Sequence[KnownFigure], now: datetime) -> bool:
        """See ports.Watches."""
        last = select(func.coalesce(func.max(passages.c.id), 0)).scalar_subquery()
        values = {"chat": chat, "user": user, "text": text, "since": now, "after": last, "known": _values(known)}
        put = upsert(watches).values(**values, key=_key(text)).on_conflict_do_nothing()
        return (await self._db.execute(put.returning(watches.c.id))).scalar_one_or_none() is not None

    async def of_chat(self, chat: int) -> list[Watch]:
        """See ports.Watches."""
        return await self._read(select(watches).where(watches.c.chat == chat))

    async def all(self) -> list[Watch]:
        """See ports.Watches."""
        return await self._read(select(watches))

    async def count(self) -> int:
        """See ports.Watches."""
        return int((await self._db.execute(select(func.count()).select_from(watches))).scalar_one())

    async def of_person(self, platform: str, person: str) -> int:
        """See ports.Watches."""
        theirs = (watches.c.user == person) & (chats.c.platform == platform)
        query = select(func.count()).select_from(watches.join(chats, watches.c.chat == chats.c.id)).where(theirs)
        return int((await self._db.execute(query)).scalar_one())

    async def know(self, watch: int, known: Sequence[KnownFigure]) -> bool:
        """See ports.Watches."""
        done = await self._db.execute(update(watches).where(watches.c.id == watch).values(known=_values(known)))
        return bool(done.rowcount)

    async def end(self, chat: int, watch: int) -> bool:
        """See ports.Watches."""
        done = await self._db.execute(delete(watches).where(watches.c.chat == chat, watches.c.id == watch))
        return bool(done.rowcount)

    async def sightings(self, stems: Collection[str], after: int) -> list[Sighting]:
        """See ports.Watches."""
        found = set()
        asked = sorted({stored(stem) for stem in stems} - {""})
        for first in range(0, len(asked), AT_ONCE):
            found.update(await self._index.holding(asked[first : first + AT_ONCE], after, MOST_SIGHTINGS))
        sought = sorted(entry_numbers(doc for doc, _, _, _ in found))
        columns = (entries.c.id, entries.c.title, entries.c.text, entries.c.language)
        texts = {}
        for first in range(0, len(sought), AT_ONCE):
            some = entries.c.id.in_(sought[first : first + AT_ONCE])
            rows = await self._db.execute(select(*columns).where(some))
            texts.update({entry_doc(number): (text or title, language) for number, title, text, language in rows})
        return [
            Sighting(doc, start, feed, texts[doc][0][start:end], texts[doc][1])
            for doc, start, end, feed in found
            if doc in texts
        ]

    async def _read(self, query: Select[Any]) -> list[Watch]:
        rows = (await self._db.execute(query.order_by(watches.c.id))).mappings()
        return [
            Watch(row["id"], row["chat"], row["user"], row["text"], row["since"], row["after"], _known(row["known"]))
            for row in rows
        ]


def _values(known: Sequence[KnownFigure]) -> list[dict[str, Any]]:
    return [asdict(one) | {"told": one.told.isoformat()} for one in known]


def _known(values: Sequence[dict[str, Any]]) -> tuple[KnownFigure, ...]:
    return tuple(
        KnownFigure(**one | {"told": datetime.fromisoformat(one["told"]), "values": tuple(map(tuple, one["values"]))})
        for one in values
    )


def _key(text: str) -> str:
    """By which the database tells that a chat watches something already, however it is spaced and written."""
    return sha256(" ".join(text.lower().split()).encode("utf-8", "replace")).hexdigest()
