"""Which chat somebody sets up from their private chat."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Chat, Deed
from bot.storage.acts import SqlActs
from bot.storage.chats import all_of_chats, chat_of
from bot.storage.statements import upsert
from bot.storage.tables import chats, connections


class SqlConnections:
    """Implements ports.Connections."""

    def __init__(self, connection: AsyncConnection, acts: SqlActs) -> None:
        self._db = connection
        self._acts = acts

    async def of(self, chat: int) -> Chat | None:
        """See ports.Connections."""
        other = select(connections.c.other).where(connections.c.chat == chat)
        query = all_of_chats().where(chats.c.id.in_(other))
        row = (await self._db.execute(query)).mappings().first()
        return chat_of(row) if row else None

    async def begin(self, chat: int, other: int, now: datetime) -> None:
        """See ports.Connections."""
        put = upsert(connections).values(chat=chat, other=other, since=now)
        taken = {"other": put.excluded.other, "since": put.excluded.since}
        await self._db.execute(put.on_conflict_do_update(index_elements=["chat"], set_=taken))
        await self._acts.note(other, Deed.CONNECTION, before=False, after=True)

    async def end(self, chat: int) -> bool:
        """See ports.Connections."""
        gone = delete(connections).where(connections.c.chat == chat).returning(connections.c.other)
        other = (await self._db.execute(gone)).scalar_one_or_none()
        if other is not None:
            await self._acts.note(other, Deed.CONNECTION, before=True, after=False)
        return other is not None
