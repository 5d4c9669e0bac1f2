"""Digests that editors see before they are posted, and stories that they struck."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.digest.stored import digest_of, values_of
from bot.errors import StorageError
from bot.model import Digest, Proof
from bot.storage.counters import next_ids
from bot.storage.rulings import SqlRulings
from bot.storage.statements import upsert
from bot.storage.tables import proofs, struck_stories


class SqlProofs:
    """Implements ports.Proofs."""

    def __init__(self, connection: AsyncConnection, rulings: SqlRulings) -> None:
        self._db = connection
        self._rulings = rulings

    async def put(self, chat: int, slot: datetime, digest: Digest | None) -> Proof:
        """See ports.Proofs."""
        # buttons below earlier ones name their ids
        (fresh,) = await next_ids(self._db, proofs.c.id, 1)
        await self._db.execute(delete(proofs).where(proofs.c.chat == chat))
        row = {"id": fresh, "chat": chat, "slot": slot, "version": 1, "value": values_of(digest) if digest else None}
        await self._db.execute(insert(proofs).values(row))
        return Proof(fresh, chat, slot, 1, digest)

    async def of_chat(self, chat: int) -> Proof | None:
        """See ports.Proofs."""
        return await self._first(proofs.c.chat == chat)

    async def get(self, number: int) -> Proof | None:
        """See ports.Proofs."""
        return await self._first(proofs.c.id == number)

    async def _first(self, which: ColumnElement[bool]) -> Proof | None:
        row = (await self._db.execute(select(proofs).where(which))).mappings().first()
        return _proof(row) if row else None

    async def change(self, proof: Proof, digest: Digest) -> Proof | None:
        """See ports.Proofs."""
        same = (proofs.c.id == proof.id, proofs.c.version == proof.version, proofs.c.value.is_not(None))
        values = {"version": proof.version + 1, "value": values_of(digest)}
        done = await self._db.execute(update(proofs).where(*same).values(values).returning(proofs.c.id))
        return Proof(proof.id, proof.chat, proof.slot, proof.version + 1, digest) if done.first() else None

    async def close(self, chat: int, slot: datetime) -> None:
        """See ports.Proofs."""
        its = (proofs.c.chat == chat, proofs.c.slot == slot)
        await self._db.execute(update(proofs).where(*its).values(value=None))

    async def strike(self, chat: int, story: int, now: datetime, *, struck: bool) -> None:
        """See ports.Proofs."""
        if struck:
            put = upsert(struck_stories).values(chat=chat, story=story, at=now)
            await self._db.execute(put.on_conflict_do_nothing())
        else:
            pieces = await self._rulings.pieces(story, chat)
            its = (struck_stories.c.chat == chat, struck_stories.c.story.in_(pieces))
            await self._db.execute(delete(struck_stories).where(*its))

    async def struck(self, chat: int) -> set[int]:
        """See ports.Proofs."""
        query = select(struck_stories.c.story).where(struck_stories.c.chat == chat)
        found = (await self._db.execute(query)).scalars().all()
        return {piece for story in found for piece in await self._rulings.pieces(story, chat)}

    async def forget(self, before: datetime) -> None:
        """See ports.Proofs."""
        await self._db.execute(delete(struck_stories).where(struck_stories.c.at < before))


def _proof(row: RowMapping) -> Proof:
    try:
        digest = None if row["value"] is None else digest_of(row["value"])
    except ValueError as error:
        raise StorageError(f"the draft {row['id']} cannot be read: {error}") from error
    return Proof(row["id"], row["chat"], row["slot"], row["version"], digest)
