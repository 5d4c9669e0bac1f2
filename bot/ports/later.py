"""What becomes later of sentences that chats read."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.model import Correction, DocId, Entry, Promise, Reading


class Corrections(Protocol):
    """Texts that their feeds give otherwise than they were read, and who is still to hear of it."""

    async def rewrite(self, entry: int, text: str, now: datetime) -> bool:
        """
        Keep what the feed of an entry says now, beside the text that people were told, which stays.

        Returns: False if that is kept already.
        """
        ...

    async def restore(self, entries: Collection[int]) -> None:
        """Forget that: their feeds say again what was quoted. Who was not told yet is told nothing."""
        ...

    async def rewritten(self, docs: Collection[DocId]) -> dict[DocId, str]:
        """What the feeds say now of those documents that they have changed since."""
        ...

    async def readings(self, entry: Entry, since: datetime) -> list[Reading]:
        """The quotes of an entry in digests of after *since*: those that arrived, and those on their way."""
        ...

    async def announce(self, entry: int, found: Sequence[Correction]) -> None:
        """Have those told who do not know them yet, instead of what they were still to be told of this entry."""
        ...

    async def due(self, since: datetime, limit: int) -> list[Correction]:
        """What is to be told now, oldest first: chats read it after *since*, and still follow its feed."""
        ...

    async def told(self, corrections: Collection[int], now: datetime) -> None:
        """Write down that those were told."""
        ...

    async def told_since(self, chats: Collection[int], moment: datetime) -> Mapping[int, int]:
        """How many each of some chats was told after a moment; one that was told none is missing."""
        ...

    async def forget(self, before: datetime) -> None:
        """Forget whom to tell what was found before a moment."""
        ...


class Promises(Protocol):
    """Sentences that chats read and that name a day to come."""

    async def keep(self, promises: Sequence[Promise], most: int) -> None:
        """
        Keep them (their ids are not looked at): each sentence once a chat, each day of a story as well.

        Args:
            most: That are kept of one chat.
        """
        ...

    async def of_chat(self, chat: int) -> list[Promise]:
        """Those that a chat has read, the next day first."""
        ...

    async def due(self, now: datetime, limit: int) -> list[Promise]:
        """Those of all chats whose moment has come and whose digest arrived: by chat, the earliest first."""
        ...

    async def put_off(self, promise: int, day: date, due: datetime) -> bool:
        """
        Look at one again at a later moment, for that day which it names.

        Returns: False if that is a new day for which another sentence of the story is kept; then nothing changes.
        """
        ...

    async def end(self, chat: int, promises: Collection[int]) -> int:
        """Forget those of that chat. Returns: how many there were."""
        ...

    async def wanted(self, chat: int) -> bool:
        """Whether a chat wants to be reminded: it does unless it said otherwise."""
        ...

    async def want(self, chat: int, *, wanted: bool) -> None:
        """Write down whether it does."""
        ...

    async def forget(self, before: datetime) -> None:
        """Forget what was due before a moment: nobody was there to read it."""
        ...
