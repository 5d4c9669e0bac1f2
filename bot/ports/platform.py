"""Where people read and write."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.model import Capabilities, Chat, ChatKey, Digest, Lookup, Message, Reply, Traces


class Platform(Protocol):
    """How a platform shows what the bot says. PURE: it needs no connection."""

    @property
    def name(self) -> str:
        """As in ``ChatKey.platform``."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can show and do."""
        ...

    def render(self, digest: Digest, language: str) -> list[Reply]:
        """
        A digest as messages that the platform takes, in order; the same digest gives the same messages.

        Args:
            language: Of the words around the news.
        """
        ...

    def address(self, chat: Chat, message: int) -> str:
        """The address of one message of a chat; empty where messages have none."""
        ...


Platforms = Mapping[str, Platform]
"""All platforms by name."""


class Sender(Protocol):
    """Puts messages into chats."""

    @property
    def platform(self) -> Platform:
        """The platform that these chats are on."""
        ...

    def turn(self, key: ChatKey) -> AbstractAsyncContextManager[None]:
        """
        Wait until the platform's limits allow one more call to this chat, count that call, and keep ``look_up`` away
        from the chat while the block lasts: what is sent within it must be recorded within it.

        Raises: TryLater if that takes long.
        """
        ...

    async def send(self, message: Message) -> int:
        """
        Send one message and return the platform's id for it.

        Raises: ChatGone, ChatMoved, Refused, TryLater, Uncertain.
        """
        ...

    async def look_up(self, message: Message, traces: Traces, now: datetime) -> Lookup:
        """
        Look whether *message*, whose sending broke off, has arrived.

        Args:
            traces: What the outbox knows of the ids that it may have.
        Raises: ChatGone, ChatMoved, TryLater, Uncertain.
        """
        ...

    def reach(self, message: Message, traces: Traces) -> int:
        """Up to which id *message* may stand if it has arrived by now; 0 where that is of no use."""
        ...


class Members(Protocol):
    """Who is in a chat, and who may change its settings; asked when the act happens."""

    async def is_member(self, place: int | str, user: int) -> bool:
        """
        Whether a person is in the chat with that id or @name now.

        Raises: BotError with what to do when the platform does not tell.
        """
        ...

    async def is_admin(self, key: ChatKey, user: int) -> bool:
        """Whether *user* is an administrator of that chat now. In a private chat its only person is one."""
        ...
