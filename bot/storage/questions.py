"""Questions that wait for an answer."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import StandingQuestion
from bot.storage.statements import upsert
from bot.storage.tables import chats, questions

_FIELDS = tuple(field.name for field in fields(StandingQuestion))


class SqlQuestions:
    """Implements ports.Questions. A unique index lets no question stand twice in a chat. *absent* as in SqlChats."""

    def __init__(self, connection: AsyncConnection, absent: Collection[str] = ()) -> None:
        self._db = connection
        self._absent = absent

    async def ask(self, chat: int, user: str, text: str, about: str, now: datetime) -> bool:
        """See ports.Questions."""
        values = {"chat": chat, "user": user, "text": text, "about": about, "asked": now, "key": _key(text, about)}
        put = upsert(questions).values(values).on_conflict_do_nothing()
        return (await self._db.execute(put.returning(questions.c.id))).scalar_one_or_none() is not None

    async def of_chat(self, chat: int) -> list[StandingQuestion]:
        """See ports.Questions."""
        return await self._read(select(questions).where(questions.c.chat == chat))

    async def all(self) -> list[StandingQuestion]:
        """See ports.Questions."""
        unread = select(chats.c.id).where(chats.c.platform.in_(self._absent))
        return await self._read(select(questions).where(questions.c.chat.not_in(unread)))

    async def count(self) -> int:
        """See ports.Questions."""
        return int((await self._db.execute(select(func.count()).select_from(questions))).scalar_one())

    async def end(self, chat: int, question: int) -> bool:
        """See ports.Questions."""
        done = await self._db.execute(delete(questions).where(questions.c.chat == chat, questions.c.id == question))
        return bool(done.rowcount)

    async def _read(self, query: Select[tuple[object, ...]]) -> list[StandingQuestion]:
        rows = (await self._db.execute(query.order_by(questions.c.id))).mappings()
        return [StandingQuestion(**{name: row[name] for name in _FIELDS}) for row in rows]


def _key(text: str, about: str) -> str:
    """By which the database tells that a question stands in a chat already: texts are longer than an index takes."""
    return sha256(f"{text}\0{about}".encode("utf-8", "replace")).hexdigest()
