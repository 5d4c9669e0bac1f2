"""What admins told a chat to know."""

from datetime import datetime
from typing import Protocol

from bot.model import Note


class Notes(Protocol):
    """The own notes of chats: each is found and quoted in its chat alone (``notes_of`` in place of a feed)."""

    async def add(self, chat: int, user: str, title: str, text: str, language: str, now: datetime) -> bool:
        """Keep a note of a chat and make it findable. Returns: False if the chat has that text already."""
        ...

    async def of_chat(self, chat: int) -> list[Note]:
        """The notes of one chat, the newest first."""
        ...

    async def forget(self, chat: int, note: int) -> bool:
        """Erase a note of that chat, its words too. Returns: False if there is none."""
        ...
