"""Sends what is due only where the operator still allows it; the rest is held like that of a chat that was closed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.chat.admission.access import Standing
from bot.chat.admission.gate import ASK_AGAIN, Gate
from bot.errors import ChatGone, TryLater
from bot.model import NOT_ALLOWED, ChatKey, KnownPositions, Lookup, Message
from bot.ports import Clock, Platform, Sender, Storage
from bot.reasons import because


class GuardedSender:
    """Implements ports.Sender in front of another one."""

    def __init__(self, sender: Sender, gate: Gate, storage: Storage, clock: Clock) -> None:
        self._sender = sender
        self._gate = gate
        self._storage = storage
        self._clock = clock

    @property
    def platform(self) -> Platform:
        """See ports.Sender."""
        return self._sender.platform

    @asynccontextmanager
    async def turn(self, key: ChatKey) -> AsyncIterator[None]:
        """See ports.Sender. Raises: ChatGone if *key* is not allowed any more, TryLater if that cannot be told."""
        if not self._gate.is_open:
            await self._check(key)
        async with self._sender.turn(key):
            yield

    async def send(self, message: Message) -> str:
        """See ports.Sender."""
        return await self._sender.send(message)

    async def look_up(self, message: Message, known: KnownPositions, now: datetime) -> Lookup:
        """See ports.Sender. What was sent already is only looked for."""
        return await self._sender.look_up(message, known, now)

    def reach(self, message: Message, known: KnownPositions) -> int:
        """See ports.Sender."""
        return self._sender.reach(message, known)

    async def _check(self, key: ChatKey) -> None:
        async with self._storage.view() as unit:
            chat = await unit.chats.by_key(key)
        standing = await self._gate.admits_chat(chat, self._clock.now()) if chat else Standing.STRANGER
        if standing is Standing.STRANGER:
            raise ChatGone(NOT_ALLOWED)
        if standing is Standing.UNKNOWN:
            raise TryLater(str(because("access.unasked")), ASK_AGAIN)
