"""Where people read and write."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.model import Capabilities, Chat, ChatKey, Digest, KnownPositions, Lookup, Message, Posting, Reply


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

    def address(self, chat: Chat, message: str) -> str:
        """The address of one message of a chat; empty where messages have none."""
        ...

    def position(self, message: str) -> int | None:
        """
        The place of a message, by its id, in the row that its chat counts: above 0, and higher than all earlier ones.

        None where ids have no order: then nothing is remembered of those that were seen, and ``Sender.look_up`` has to
        do without.
        """
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
        Wait until the platform's limits allow one more call to this chat, or will in a moment, for which ``send`` then
        waits; count that call, and keep ``look_up`` away from the chat while the block lasts: what is sent within it
        must be recorded within it.

        Raises: TryLater if that takes long.
        """
        ...

    async def send(self, message: Message) -> str:
        """
        Send one message and return the platform's id for it.

        Raises: ChatGone, ChatMoved, Refused, TryLater, Uncertain.
        """
        ...

    async def look_up(self, message: Message, known: KnownPositions, now: datetime) -> Lookup:
        """
        Look whether *message*, whose sending broke off, has arrived.

        Args:
            known: What is known of the positions at which it may stand.
        Raises: ChatGone, ChatMoved, TryLater, Uncertain.
        """
        ...

    def reach(self, message: Message, known: KnownPositions) -> int:
        """Up to which position *message* may stand if it has arrived by now; 0 where there are no positions."""
        ...


class Members(Protocol):
    """Who is in a chat, and who may change its settings; asked when the act happens."""

    def is_id(self, text: str) -> bool:
        """Whether that can be the id of a person or a chat, as somebody wrote it; names are none."""
        ...

    async def is_member(self, place: str, user: str) -> bool:
        """
        Whether a person is in the chat with that id or @name now.

        Raises: BotError with what to do when the platform does not tell.
        """
        ...

    async def is_admin(self, key: ChatKey, user: str) -> bool:
        """Whether *user* is an administrator of that chat now. In a private chat its only person is one."""
        ...

    async def posting(self, named: str, user: str) -> Posting | None:
        """
        A channel, or another chat, and whether that person and the bot may post there now.

        Args:
            named: Its id, its @name, or a link to it or to one of its posts, as somebody wrote it.
        Returns: None if there is no such place, or the bot is not in it; whether *user* may post is told only where the
            bot may.
        Raises: BotError when the platform does not tell.
        """
        ...
