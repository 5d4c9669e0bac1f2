"""What people changed in chats, and the chats that they set up from their private ones."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model import Act, Chat


class Acts(Protocol):
    """
    The log of changes: each that a person makes in a chat, whatever repository writes it.

    They are written down in the transaction that makes them, if it has an actor (``Storage.by``). A chat keeps its
    newest few hundred.
    """

    async def of_chat(self, chat: int, limit: int) -> Sequence[Act]:
        """The newest acts of one chat, newest first."""
        ...

    async def with_it(self, chat: int, act: int) -> Sequence[Act]:
        """
        An act of that chat, and those of its kind that the same person did at the same moment, oldest first.

        Nothing if that chat has no such act.
        """
        ...

    async def forget(self, before: datetime, limit: int) -> int:
        """Forget acts from before a moment, at most *limit*. Returns: how many went."""
        ...


class Connections(Protocol):
    """Which chat somebody sets up from their private chat: at most one at a time."""

    async def of(self, chat: int) -> Chat | None:
        """The chat that a private chat (row id) is connected to; None if it is to none."""
        ...

    async def begin(self, chat: int, other: int, now: datetime) -> None:
        """Connect a private chat to another chat (row ids); an earlier connection ends."""
        ...

    async def end(self, chat: int) -> bool:
        """Connect it to none. Returns: False if it was to none."""
        ...
