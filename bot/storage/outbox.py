"""Digests and the messages that carry them."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_new
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Button, ChatKind, Digest, Message, MessageState, Reply
from bot.storage.chats import key_of
from bot.storage.entries import keep_texts
from bot.storage.rulings import SqlRulings
from bot.storage.tables import chats, digests, outbox, told

_OPEN = (MessageState.WAITING.value, MessageState.SENDING.value)
_SHARED_COUNTER = (ChatKind.PRIVATE.value, ChatKind.GROUP.value)
"""Telegram numbers the messages of all private chats and basic groups of one account together."""


def message_of(row: RowMapping) -> Message:
    """*row* holds the chat's row id as ``chat``, and the platform's id of it as ``platform_chat``."""
    values: dict[str, Any] = dict(row)
    platform_chat = values.pop("platform_chat")
    key = key_of({**values, "chat": platform_chat})
    buttons = tuple(tuple(Button(**button) for button in line) for line in values["buttons"])
    known = {name: values[name] for name in Message.__dataclass_fields__ if name in values}
    return Message(**{**known, "key": key, "buttons": buttons, "state": MessageState(values["state"])})


class SqlOutbox:
    """Implements ports.Outbox."""

    def __init__(self, connection: AsyncConnection, rulings: SqlRulings) -> None:
        self._db = connection
        self._rulings = rulings

    async def post(self, digest: Digest, messages: Sequence[Reply], now: datetime, expires: datetime) -> int | None:
        """See ports.Outbox."""
        row = {"chat": digest.chat, "slot": digest.slot, "created": now, "known": digest.known, "more": digest.more}
        statement = insert_new(digests).values(row).on_conflict_do_nothing().returning(digests.c.id)
        number = (await self._db.execute(statement)).scalar_one_or_none()
        if number is None:
            return None
        await self._tell(number, digest, now)
        for reply in messages:
            await self._put(digest.chat, number, reply, now, expires)
        return int(number)

    async def notify(self, chat: int, reply: Reply, now: datetime, expires: datetime) -> None:
        """See ports.Outbox."""
        await self._put(chat, None, reply, now, expires)

    async def last_slot(self, chat: int) -> datetime | None:
        """See ports.Outbox."""
        query = select(digests.c.slot).where(digests.c.chat == chat).order_by(digests.c.slot.desc()).limit(1)
        return (await self._db.execute(query)).scalar_one_or_none()

    async def last_slots(self) -> dict[int, datetime]:
        """See ports.Outbox."""
        query = select(digests.c.chat, func.max(digests.c.slot).label("slot")).group_by(digests.c.chat)
        return {row.chat: row.slot for row in await self._db.execute(query)}

    async def waiting(self, now: datetime, limit: int) -> list[Message]:
        """See ports.Outbox."""
        first = (
            select(func.min(outbox.c.id))
            .join(chats, chats.c.id == outbox.c.chat)
            .where(outbox.c.state.in_(_OPEN))
            .group_by(chats.c.platform, chats.c.chat, chats.c.thread)
        )
        query = (
            select(outbox, chats.c.platform, chats.c.chat.label("platform_chat"), chats.c.thread)
            .join(chats, chats.c.id == outbox.c.chat)
            .where(outbox.c.id.in_(first), outbox.c.not_before <= now)
            .order_by(outbox.c.state != MessageState.SENDING.value, outbox.c.id)
            .limit(limit)
        )
        rows = (await self._db.execute(query)).mappings()
        return [message_of(row) for row in rows]

    async def mark(self, message: Message) -> None:
        """See ports.Outbox."""
        values = {
            "state": message.state.value,
            "attempts": message.attempts,
            "not_before": message.not_before,
            "reason": message.reason,
            "sent_id": message.sent_id,
            "after": message.after,
        }
        await self._db.execute(update(outbox).where(outbox.c.id == message.id).values(values))
        if message.sent_id:
            await self.saw(message.chat, message.sent_id)

    async def last_sent(self, chat: int) -> int:
        """See ports.Outbox."""
        row = (await self._db.execute(select(chats).where(chats.c.id == chat))).mappings().first()
        if row is None:
            return 0
        query = select(func.max(chats.c.last_seen_id)).where(chats.c.platform == row["platform"])
        if row["kind"] in _SHARED_COUNTER:
            query = query.where(chats.c.kind.in_(_SHARED_COUNTER))
        else:
            query = query.where(chats.c.chat == row["chat"])
        return int((await self._db.execute(query)).scalar_one() or 0)

    async def ids_after(self, chat: int, after: int) -> set[int]:
        """See ports.Outbox."""
        here = select(chats.c.platform, chats.c.chat).where(chats.c.id == chat).subquery()
        rows = select(chats.c.id, chats.c.last_seen_id).join(
            here, (chats.c.platform == here.c.platform) & (chats.c.chat == here.c.chat)
        )
        threads = {row.id: row.last_seen_id for row in await self._db.execute(rows)}
        query = select(outbox.c.sent_id).where(outbox.c.chat.in_(threads), outbox.c.sent_id > after)
        sent = (await self._db.execute(query)).scalars()
        return {*sent, *(one for one in threads.values() if one > after)}

    async def saw(self, chat: int, sent_id: int) -> None:
        """See ports.Outbox."""
        newer = (chats.c.id == chat) & (chats.c.last_seen_id < sent_id)
        await self._db.execute(update(chats).where(newer).values(last_seen_id=sent_id))

    async def places(self, chat: int, sent_id: int = 0) -> dict[int, int]:
        """See ports.Outbox."""
        of_chat = select(outbox.c.digest).where(outbox.c.chat == chat)
        if sent_id:
            wanted = of_chat.where(outbox.c.sent_id == sent_id)
        else:
            # the last digest that told anything: one may only say that nothing is new
            wanted = of_chat.where(outbox.c.stories != []).order_by(outbox.c.digest.desc()).limit(1)
        query = select(outbox.c.stories, outbox.c.sent_id).where(outbox.c.digest.in_(wanted)).order_by(outbox.c.id)
        found: dict[int, int] = {}
        places = count(1)
        for row in await self._db.execute(query):
            # a digest of several messages is numbered through
            numbered = {place: story for story, place in zip(row.stories, places, strict=False)}
            if not sent_id or row.sent_id == sent_id:
                found |= numbered
        return found

    async def open(self) -> tuple[int, datetime | None]:
        """See ports.Outbox."""
        query = select(func.count(), func.min(outbox.c.created)).where(outbox.c.state.in_(_OPEN))
        number, oldest = (await self._db.execute(query)).one()
        return int(number), oldest

    async def forget(self, before: datetime, limit: int) -> int:
        """See ports.Outbox."""
        old = (outbox.c.created < before, outbox.c.state.not_in(_OPEN), outbox.c.text != "")
        some = select(outbox.c.id).where(*old).order_by(outbox.c.id).limit(limit)
        emptied = update(outbox).where(outbox.c.id.in_(some)).values(text="").returning(outbox.c.id)
        return len((await self._db.execute(emptied)).all())

    async def told_in(self, chat: int, stories: Collection[int]) -> dict[int, int]:
        """See ports.Outbox."""
        pieces = {piece: story for story in stories for piece in await self._rulings.pieces(story, chat)}
        digests_of = select(told.c.digest).where(told.c.chat == chat, told.c.story.in_(pieces))
        query = (
            select(outbox.c.stories, outbox.c.sent_id)
            .where(outbox.c.chat == chat, outbox.c.digest.in_(digests_of), outbox.c.sent_id.is_not(None))
            .order_by(outbox.c.id)
        )
        return {
            pieces[story]: row.sent_id
            for row in await self._db.execute(query)
            for story in row.stories
            if story in pieces
        }

    async def _tell(self, number: int, digest: Digest, now: datetime) -> None:
        rows = [
            {
                "digest": number,
                "story": item.story,
                "chat": digest.chat,
                "quotes": [asdict(sourced.quote) for sourced in item.quotes],
                "at": now,
            }
            for item in digest.items
        ]
        if rows:
            await self._db.execute(insert(told), rows)
        await keep_texts(self._db, {sourced.quote.doc for item in digest.items for sourced in item.quotes})

    async def _put(self, chat: int, digest: int | None, reply: Reply, now: datetime, expires: datetime) -> None:
        row = {
            "chat": chat,
            "digest": digest,
            "text": reply.text,
            "buttons": [[asdict(button) for button in line] for line in reply.buttons],
            "silent": reply.silent,
            "stories": list(reply.stories),
            "state": MessageState.WAITING.value,
            "reason": "",
            "attempts": 0,
            "created": now,
            "not_before": now,
            "expires": expires,
            "after": 0,
            "reply_to": reply.reply_to,
        }
        await self._db.execute(insert(outbox).values(row))
