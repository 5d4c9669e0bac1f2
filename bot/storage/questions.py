"""Questions that wait for an answer."""

from datetime import datetime

from sqlalchemy import Select, delete, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import StandingQuestion
from bot.storage.tables import questions


class SqlQuestions:
    """Implements ports.Questions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._db = connection

    async def ask(self, chat: int, user: int, text: str, about: str, now: datetime, limit: int) -> bool:
        """See ports.Questions."""
        values = {"chat": chat, "user": user, "text": text, "about": about, "asked": now}
        here = select(func.count()).where(questions.c.chat == chat)
        same = here.where(questions.c.text == text, questions.c.about == about)
        # one statement: nobody else asks between the counting and the writing
        row = select(*(literal(value, questions.c[name].type) for name, value in values.items()))
        row = row.where(here.scalar_subquery() < limit, same.scalar_subquery() == 0)
        done = await self._db.execute(insert(questions).from_select(list(values), row).returning(questions.c.id))
        return done.scalar_one_or_none() is not None

    async def of_chat(self, chat: int) -> list[StandingQuestion]:
        """See ports.Questions."""
        return await self._read(select(questions).where(questions.c.chat == chat))

    async def all(self) -> list[StandingQuestion]:
        """See ports.Questions."""
        return await self._read(select(questions))

    async def count(self) -> int:
        """See ports.Questions."""
        return int((await self._db.execute(select(func.count()).select_from(questions))).scalar_one())

    async def end(self, chat: int, question: int) -> bool:
        """See ports.Questions."""
        done = await self._db.execute(delete(questions).where(questions.c.chat == chat, questions.c.id == question))
        return bool(done.rowcount)

    async def _read(self, query: Select[tuple[object, ...]]) -> list[StandingQuestion]:
        rows = (await self._db.execute(query.order_by(questions.c.id))).mappings()
        return [StandingQuestion(**row) for row in rows]
