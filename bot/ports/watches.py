"""What chats watch: figures of which they want to hear when a source gives another one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import KnownFigure, Sighting, Watch


class Watches(Protocol):
    """What is watched, and the new sentences that may be of it."""

    async def add(self, chat: int, user: str, text: str, known: Sequence[KnownFigure], now: datetime) -> bool:
        """
        Watch something in a chat, with the figures known now, the newest first; sentences stored later count.

        Returns: False if the chat watches it already.
        """
        ...

    async def of_chat(self, chat: int) -> list[Watch]:
        """What one chat watches, oldest first."""
        ...

    async def all(self) -> list[Watch]:
        """What all chats watch, oldest first."""
        ...

    async def count(self) -> int:
        """How much is watched, in all chats."""
        ...

    async def of_person(self, platform: str, person: str) -> int:
        """How much one person lets the bot watch, in all chats of a platform."""
        ...

    async def know(self, watch: int, known: Sequence[KnownFigure]) -> bool:
        """Keep these figures in place of what was known. Returns: False if it is watched no more."""
        ...

    async def end(self, chat: int, watch: int) -> bool:
        """Watch something of that chat no more. Returns: False if there is none."""
        ...

    async def sightings(self, stems: Collection[str], after: int) -> list[Sighting]:
        """
        New sentences of entries, whoever may read them, that hold any of some stems: the newest, in any order.

        Args:
            after: The number of a sentence, as ``Entries.last_sentence`` gave it; those before are not new.
        """
        ...
