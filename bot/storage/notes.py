"""What admins told a chat to know, with its sentences in the index."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Note, notes_of
from bot.ports import ERASED, LOGGED
from bot.storage.sentence_index import Findable, Indexing
from bot.storage.statements import upsert
from bot.storage.tables import keepsakes, notes


class SqlNotes:
    """Implements ports.Notes."""

    def __init__(self, connection: AsyncConnection, index: Indexing) -> None:
        self._db = connection
        self._index = index

    async def add(self, chat: int, user: str, title: str, text: str, language: str, now: datetime) -> bool:
        """See ports.Notes."""
        key = sha256(text.encode("utf-8", "replace")).hexdigest()
        put = upsert(notes).values(chat=chat, user=user, title=title, text=text, language=language, added=now, key=key)
        put = put.on_conflict_do_nothing()
        number = (await self._db.execute(put.returning(notes.c.id))).scalar_one_or_none()
        if number is None:
            return False
        note = Note(number, chat, user, title, text, language, now)
        await self._index.add([Findable(note.document, notes_of(chat), now)])
        return True

    async def of_chat(self, chat: int) -> list[Note]:
        """See ports.Notes."""
        query = select(notes).where(notes.c.chat == chat).order_by(notes.c.id.desc())
        return [note_of(row) for row in (await self._db.execute(query)).mappings()]

    async def forget(self, chat: int, note: int) -> bool:
        """See ports.Notes."""
        here = (notes.c.chat == chat) & (notes.c.id == note)
        row = (await self._db.execute(select(notes).where(here))).mappings().first()
        if row is None:
            return False
        await self._index.erase(Findable(note_of(row).document, notes_of(chat)))
        await self._db.execute(delete(notes).where(here))
        await note_erased(self._db)
        return True


async def note_erased(connection: AsyncConnection) -> None:
    """That the files beside the tables may still hold what was erased."""
    put = upsert(keepsakes).values(name=ERASED, value=LOGGED)
    await connection.execute(put.on_conflict_do_update(index_elements=["name"], set_={"value": LOGGED}))


def note_of(row: Any) -> Note:
    """A row as a note."""
    return Note(row["id"], row["chat"], row["user"], row["title"], row["text"], row["language"], row["added"])
