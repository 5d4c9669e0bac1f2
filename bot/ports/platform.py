"""Where people read and write."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.model import ChatKey, Message


class Sender(Protocol):
    """Puts messages into chats."""

    def turn(self, key: ChatKey) -> AbstractAsyncContextManager[None]:
        """
        Wait until the platform's limits allow one more call to this chat, count that call, and keep ``find`` away from
        the chat while the block lasts: what is sent within it must be recorded within it.

        Raises: TryLater if that takes long.
        """
        ...

    async def send(self, message: Message) -> int:
        """
        Send one message and return the platform's id for it.

        Raises: ChatGone, ChatMoved, Refused, TryLater, Uncertain.
        """
        ...

    async def find(self, message: Message, places: Sequence[int]) -> int | None:
        """
        Look whether *message*, whose sending broke off, has arrived under one of the ids *places*.

        None of them may belong to another message of ours.

        Returns: its id, or None when it is not there.
        Raises: ChatGone, ChatMoved, TryLater, Uncertain.
        """
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
