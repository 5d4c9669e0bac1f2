"""What is kept about people, and its end."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bot.model import Chat, ChatKey, Mention

ERASED = "erased"
"""The keepsake that says how far what was erased is out of the files: LOGGED, REWRITABLE, or nothing to be done."""
LOGGED = "log"
"""It may still stand in the log of what was written last."""
REWRITABLE = "file"
"""Pages that were cut in two may still hold a piece of it: the file is to be written anew, which can wait a day."""


class Privacy(Protocol):
    """What is kept about people and chats, found and erased wherever it stands."""

    async def mentions(self, platform: str, person: str) -> list[Mention]:
        """All places where somebody is written down by their id, in whatever chat."""
        ...

    async def last_seen(self, platform: str, person: str) -> datetime | None:
        """When somebody was last noted to use the bot; None if that is not known, or no more."""
        ...

    async def erase_person(self, key: ChatKey) -> None:
        """
        Erase the private chat with that key and, on its platform, all that is written down of its person elsewhere.

        What others have stays: groups keep their feeds, settings and stories, and forget whose doing these were.
        """
        ...

    async def erase_chat(self, chat: int) -> None:
        """Erase a chat by row id and all that hangs on it; no other chat ever gets its number."""
        ...

    async def absent(self, whys: Collection[str], since: datetime, now: datetime) -> list[tuple[Chat, datetime]]:
        """
        Chats that have been gone for one of these reasons from before *since*, each with when that was first noted.

        Of those that are new it is noted now, and forgotten of those that are back.
        """
        ...
