"""The ports that a platform fills, for a terminal: nothing can get lost there, and whoever types is in charge."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.model import ChatKey, KnownPositions, Lookup, Message, Posting, Reply
from bot.platforms.terminal.platform import Terminal
from bot.platforms.terminal.screen import Screen

_LONGEST_ID = 20
"""Digits: as many as Telegram's ids have."""


class TerminalSender:
    """Implements ports.Sender: what was printed has arrived."""

    platform = Terminal()

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    @asynccontextmanager
    async def turn(self, key: ChatKey) -> AsyncIterator[None]:  # noqa: ARG002 - the port's
        """A terminal has no limits to wait for."""
        yield

    async def send(self, message: Message) -> str:
        """Print the message."""
        return self._screen.show(Reply(message.text, message.buttons))

    async def look_up(self, message: Message, known: KnownPositions, now: datetime) -> Lookup:  # noqa: ARG002 - the port's
        """It is not there: a screen cannot be searched, so what broke off is printed again."""
        return Lookup()

    def reach(self, message: Message, known: KnownPositions) -> int:  # noqa: ARG002 - the port's
        """See ports.Sender."""
        return 0


class TerminalMembers:
    """Implements ports.Members."""

    def is_id(self, text: str) -> bool:
        """Numbers, of which there is one: that of whoever sits here."""
        return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID

    async def is_member(self, place: str, user: str) -> bool:  # noqa: ARG002 - the port's
        """Nobody is anywhere else."""
        return False

    async def is_admin(self, key: ChatKey, user: str) -> bool:  # noqa: ARG002 - the port's
        """Whoever sits at the terminal is in charge."""
        return True

    async def posting(self, named: str, user: str) -> Posting | None:  # noqa: ARG002 - the port's
        """There are no channels at a terminal."""
        return None
