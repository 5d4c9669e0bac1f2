"""What messages, refusals and moves teach about chats: kept in the database, and never at the cost of an answer."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import structlog

from bot.delivery.held_chats import back, hold, nudge
from bot.errors import StorageError
from bot.model import Chat, ChatKey
from bot.model import Message as OutboxMessage
from bot.platforms.telegram.platform import NAME
from bot.ports import Clock, Storage, Unit
from bot.text.display.wording import ENGLISH, Wording, wording

_log = structlog.get_logger(__name__)

_NUDGE_EVERY, _MOST_NUDGED = 60.0, 10_000
"""Seconds, and chats of which it is kept when what is held for them was tried because something came from there."""


class NotedChats:
    """
    The chats of Telegram as the database knows them.

    *unwritable* is called once, with the reason, when the database takes nothing, and again after it did.
    """

    def __init__(self, storage: Storage, clock: Clock, unwritable: Callable[[str], None]) -> None:
        self._storage = storage
        self._clock = clock
        self._unwritable = unwritable
        self._writable = True
        self._nudged: dict[str, float] = {}
        self._last_heard: dict[ChatKey, str] = {}

    def came(self, key: ChatKey, message: str) -> None:
        """A message of somebody came, with this id."""
        self._last_heard[key] = message

    def take_last_heard(self, key: ChatKey) -> str:
        """The id of the message that came last, once; empty if it was taken already."""
        return self._last_heard.pop(key, "")

    async def note(self, key: ChatKey) -> None:
        """
        Remember the id of a person's message: one of ours that breaks off later stands above it.

        An answer to it has done that already, in the transaction that people wait for anyway.
        """
        message = self.take_last_heard(key)
        with self._perhaps_unwritten():
            chat = await self.find(key) if message else None
            if chat is not None:
                async with self._storage.unit() as unit:
                    await unit.positions.saw(chat.id, message)
                    await unit.commit()
                self._written()

    async def find(self, key: ChatKey) -> Chat | None:
        """The chat or topic with that key, if we know it."""
        async with self._storage.view() as unit:
            return await unit.chats.by_key(key)

    async def arrived(self, key: ChatKey, message: str, begun: OutboxMessage | None) -> None:
        """Remember a message of ours. It shows that the chat is not gone, e.g. a topic that was closed for a while."""
        with self._perhaps_unwritten():
            if begun is None and await self.find(key) is None:
                return
            async with self._storage.unit() as unit:
                if begun is not None:
                    await unit.outbox.ended(begun.id)
                chat = await unit.chats.by_key(key)
                if chat is not None:
                    await unit.positions.saw(chat.id, message)
                    await back(unit, chat, self._clock.now())
                await unit.commit()
            self._written()

    @contextmanager
    def _perhaps_unwritten(self) -> Iterator[None]:
        """A database that takes nothing, as on a full disk, costs a note of ours, and nobody their answer."""
        try:
            yield
        except StorageError as error:
            if self._writable:
                _log.error("nothing can be written; people are answered all the same", why=ENGLISH.reason(str(error)))
                self._unwritable(str(error))
            self._writable = False

    def _written(self) -> None:
        if not self._writable:
            _log.info("the database takes what is written again")
        self._writable = True

    async def wording(self, key: ChatKey) -> Wording:
        """The language of a chat."""
        with suppress(StorageError):
            chat = await self.find(key)
            return wording(chat.language if chat else "")
        return wording("")

    async def heard(self, chat: str) -> bool:
        """
        Something came from a chat: what is held for it may go now. Tried once a minute at most: chats are busy.

        Returns: whether anything is to be sent now.
        """
        now = time.monotonic()
        if now - self._nudged.get(chat, -_NUDGE_EVERY) < _NUDGE_EVERY:
            return False
        if len(self._nudged) >= _MOST_NUDGED:
            self._nudged.clear()
        self._nudged[chat] = now
        return await self.nudge(chat)

    async def nudge(self, chat: str) -> bool:
        """Let what is held for a chat go. Returns: whether there is any."""
        with self._perhaps_unwritten():
            async with self._storage.unit() as unit:
                found = await nudge(unit, ChatKey(NAME, chat), self._clock.now())
                await unit.commit()
            return bool(found)
        return False

    async def known(self, key: ChatKey) -> bool:
        """
        Whether we know a chat or any of its topics. One that took nothing takes messages again, as far as we know.

        Its topics and rights may still be closed to us: then the next message is held again.
        """
        async with self._storage.unit() as unit:
            rows = await _rows(unit, key)
            for chat in rows:
                await back(unit, chat, self._clock.now())
            await unit.commit()
        return bool(rows)

    async def gone(self, key: ChatKey, why: str, by: str) -> None:
        """*by* somebody a chat was closed to us, with all its topics; its admins need one line, not one for each."""
        async with self._storage.unit() as unit:
            rows = sorted(await _rows(unit, key), key=lambda chat: chat.subscribed is None)
            for place, chat in enumerate(rows):
                await hold(unit, chat, why, self._clock.now(), by=by, tell=place == 0)
            await unit.commit()

    async def refused(self, key: ChatKey, why: str) -> None:
        """A chat took a reply from us no more."""
        async with self._storage.unit() as unit:
            chat = await unit.chats.by_key(key)
            if chat is not None:
                await hold(unit, chat, why, self._clock.now())
                await unit.commit()

    async def moved(self, old: str, new: str) -> None:
        """A group became a supergroup, which has another id."""
        async with self._storage.unit() as unit:
            chat = await unit.chats.by_key(ChatKey(NAME, old))
            if chat is not None:
                await unit.chats.moved(chat.id, new)
                await unit.commit()


async def _rows(unit: Unit, key: ChatKey) -> list[Chat]:
    """The chat with that key; for a chat as a whole also its topics."""
    here = await unit.chats.places(key)
    return [one for one in here if not key.thread or one.key == key]
