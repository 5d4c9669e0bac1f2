"""What chats, and people in them, follow and mute, are told at once, and liked."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import Alerts, Rule, Vote


class Rules(Protocol):
    """
    Rules, and what was told at once because of them.

    A *person* is the platform's id of somebody with a list of their own in a chat; empty: the list of the chat itself.
    """

    async def of_chat(self, chat: int, person: str = "") -> list[Rule]:
        """The rules of one list, in the order in which they were made; those that have ended are among them."""
        ...

    async def put_all(self, rules: Sequence[Rule], keys: Sequence[str]) -> None:
        """Keep new rules; one with the *key* of a rule that stands in the same list takes its place."""
        ...

    async def remove(self, chat: int, person: str, rules: Collection[int]) -> int:
        """Forget rules of that list. Returns: how many there were."""
        ...

    async def count(self, chat: int, *, of_people: bool = False) -> int:
        """How many rules stand in the chat's own list, or in those of all people in it."""
        ...

    async def forget(self, now: datetime, since: datetime) -> None:
        """Forget rules that ended before *now*, and what was told at once before *since*."""
        ...

    async def watching(self) -> list[tuple[int, str]]:
        """
        Whom something may be told at once: chats with a rule for that or that want it, and people with a list.

        Not where nobody reads (``open_storage``).
        """
        ...

    async def alerts(self, chat: int) -> Alerts:
        """How a chat wants to be told at once."""
        ...

    async def set_alerts(self, chat: int, wanted: Alerts) -> None:
        """Keep that."""
        ...

    async def alerted(self, chat: int, person: str, since: datetime) -> dict[int, datetime]:
        """The stories that were told at once from a moment on, each with when."""
        ...

    async def note_alerted(self, chat: int, person: str, stories: Collection[int], now: datetime) -> set[int]:
        """Note that stories are told at once. Returns: those of which that was not noted yet."""
        ...


class Votes(Protocol):
    """Of which stories a chat wants more or less."""

    async def cast(self, chat: int, vote: Vote, most: int) -> bool:
        """
        Keep a vote, in place of an earlier one on its story; of a chat the *most* newest.

        Returns: False if it stood already.
        """
        ...

    async def of_chat(self, chat: int) -> list[Vote]:
        """The votes of a chat, oldest first."""
        ...

    async def clear(self, chat: int) -> int:
        """Forget all votes of a chat. Returns: how many there were."""
        ...
