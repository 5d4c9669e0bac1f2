"""What people ruled about stories."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Deed, Joined, Ruling
from bot.storage.acts import SqlActs
from bot.storage.counters import REVISED, count_up, next_ids
from bot.storage.statements import upsert
from bot.storage.tables import rulings
from bot.stories.rulings import EVERYBODY, joined, pair


class SqlRulings:
    """Implements ports.Rulings. What holds for a chat is read once in a transaction."""

    def __init__(self, connection: AsyncConnection, acts: SqlActs) -> None:
        self._db = connection
        self._acts = acts
        self._of_chat: dict[int, Sequence[Ruling]] = {}
        self._joined: dict[int, Joined] = {}

    async def rule(
        self, chats: Iterable[int], pairs: Iterable[tuple[int, int]], user: str, now: datetime, *, together: bool
    ) -> int:
        """See ports.Rulings."""
        (act,) = await next_ids(self._db, rulings.c.act, 1)
        fixed = {"together": together, "act": act, "user": user, "made": now}
        named = [dict(zip(("one", "other"), pair(*stories), strict=True)) for stories in pairs]
        concerned = list(chats)
        rows = [{**fixed, **stories, "chat": chat} for chat in concerned for stories in named]
        if rows:
            statement = upsert(rulings)
            taken = {name: statement.excluded[name] for name in ("together", "act", "user", "made")}
            keys = ["chat", "one", "other"]
            statement = statement.on_conflict_do_update(index_elements=keys, set_=taken)
            await self._db.execute(statement, rows)
            for chat in [chat for chat in concerned if chat != EVERYBODY]:
                await self._acts.note(chat, Deed.RULING, None, together)
        await count_up(self._db, REVISED)
        self._of_chat.clear()
        self._joined.clear()
        return act

    async def of_chat(self, chat: int) -> Sequence[Ruling]:
        """See ports.Rulings."""
        if chat not in self._of_chat:
            query = select(rulings).where(rulings.c.chat.in_({chat, EVERYBODY})).order_by(rulings.c.act)
            self._of_chat[chat] = [Ruling(**row) for row in (await self._db.execute(query)).mappings()]
        return self._of_chat[chat]

    async def since(self, act: int) -> list[Ruling]:
        """See ports.Rulings."""
        query = select(rulings).where(rulings.c.chat == EVERYBODY, rulings.c.act > act).order_by(rulings.c.act)
        return [Ruling(**row) for row in (await self._db.execute(query)).mappings()]

    async def joined(self, chat: int) -> Joined:
        """See ports.Rulings."""
        if chat not in self._joined:
            self._joined[chat] = joined(await self.of_chat(chat))
        return self._joined[chat]

    async def pieces(self, story: int, chat: int | None) -> tuple[int, ...]:
        """The pieces of what a chat sees as one with *story*; for no chat the story itself."""
        return (story,) if chat is None else (await self.joined(chat)).get(story, (story,))
