"""Chats, and who uses the bot."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.model import Chat, ChatKey, ChatKind, Limits, Quote, Usage


class Chats(Protocol):
    """Chats, their settings, and what each was told."""

    async def ensure(self, key: ChatKey, kind: ChatKind, title: str, language: str = "") -> Chat:
        """
        The chat with that key, made with default settings when it is new; kind and title are kept current.

        Args:
            language: That of whoever writes there, as far as known; a chat without one takes it.
        """
        ...

    async def by_key_or_new(self, key: ChatKey, kind: ChatKind, title: str) -> Chat:
        """
        The chat with that key, or one with default settings and the id 0, which is stored nowhere. A topic that nobody
        set up has the zone and the language of its group: of the part of it that gets digests, else of the general one.
        """
        ...

    async def get(self, chat: int) -> Chat | None:
        """One chat by row id."""
        ...

    async def get_all(self, chats: Collection[int]) -> dict[int, Chat]:
        """Chats by id; those that are not there are left out."""
        ...

    async def by_key(self, key: ChatKey) -> Chat | None:
        """One chat by its key."""
        ...

    async def all(self) -> list[Chat]:
        """All chats that ever wrote to the bot, by id."""
        ...

    async def subscribed(self) -> list[Chat]:
        """All chats that want digests, whether they can be reached now or not."""
        ...

    async def with_desk(self) -> list[Chat]:
        """Subscribed chats whose digests editors see before they are posted, in order; not where nobody reads."""
        ...

    async def to_look_at(self, now: datetime) -> list[Chat]:
        """
        Of those in ``subscribed`` the ones whose time of ``idle`` is over, and those changed since it was noted.

        Without those where nobody reads while this process runs (``open_storage``).
        """
        ...

    async def idle(self, until: Sequence[tuple[Chat, datetime]]) -> None:
        """Note of some chats, as they were read, until when nothing is due there; not of those that changed since."""
        ...

    async def update(self, before: Chat, after: Chat) -> None:
        """Write those fields of a chat in which *after* is another than *before*; the others may change meanwhile."""
        ...

    async def close(self, chat: int, why: str, now: datetime) -> bool:
        """
        Note that we cannot write to a chat; since *now*, unless it is known since when.

        Args:
            why: The line of a reason.
        Returns: False if that was known already: then only the reason is another one.
        """
        ...

    async def reopen(self, chat: int) -> bool:
        """Note that we can write to a chat. Returns: False if that was known."""
        ...

    async def places(self, key: ChatKey) -> list[Chat]:
        """A chat and all its topics, as far as we know them, by id."""
        ...

    async def change_places(self, chat: int, thread: str) -> None:
        """
        Let a chat with all that belongs to it be in another thread, in which somebody has just written; what is there
        goes where it was. Older messages are no longer known by their ids: they stand in the other thread.
        """
        ...

    async def moved(self, chat: int, new_chat: str) -> None:
        """Let a chat, all its threads and its waiting messages live on under the platform's new id."""
        ...

    async def stirred(self, key: ChatKey, since: datetime) -> None:
        """Let a chat and its topics, where they take nothing, count as closed since then at the earliest."""
        ...

    async def due_since(self, slots: Mapping[int, datetime], now: datetime) -> tuple[dict[int, datetime], set[int]]:
        """
        Note that chats wait for their digest of a slot.

        Args:
            slots: By chat.
            now: Since when that is known of those of which it was not known yet.
        Returns: since when it is known of each, and of which chats nobody knew: each is new to one caller only.
        """
        ...

    async def preview(self, chat: int) -> bool | None:
        """Whether a chat wants the preview of the top story above its digests; None: it never said."""
        ...

    async def show_preview(self, chat: int, *, shown: bool) -> None:
        """Note whether it does."""
        ...

    async def told_at(self, chat: int) -> dict[int, datetime]:
        """
        Stories that this chat was told, each with the moment when its last digest was made: what came later was not
        in it, whenever it was sent.
        """
        ...

    async def first_told(self, chat: int, stories: Collection[int]) -> datetime | None:
        """When the first digest was made that told a chat one of these stories; None: none did."""
        ...

    async def basis(self, chat: int) -> Hashable:
        """
        What a digest for a chat rests on, as a value that is another one once any of that was changed.

        That is what the chat was given and which feeds it follows, and of all stories and texts what was there: what
        only came since leaves it as it is, for the next digest tells that.
        """
        ...

    async def pending(self, chat: int) -> set[int]:
        """Stories that are on their way to this chat: messages that tell them are neither sent nor given up."""
        ...

    async def unsent(self, chat: int, since: datetime) -> set[int]:
        """Stories of digests made after *since* that did not come, and that no later digest has taken up."""
        ...

    async def told_quotes(self, chat: int, stories: Collection[int]) -> dict[int, list[Quote]]:
        """What this chat has read of each of some stories, in the order in which it was told."""
        ...


class People(Protocol):
    """Who uses the bot: ids and counts only. A person is a platform's id of one, or of a chat that acts as one."""

    async def saw(self, platform: str, person: str, now: datetime) -> None:
        """Note that they acted; who did not for a week is forgotten."""
        ...

    async def turned_away(self, now: datetime) -> None:
        """Count one more stranger today; who it was is not written down."""
        ...

    async def block(self, platform: str, who: str, now: datetime) -> bool:
        """Keep a person or a chat out: it gets nothing, and is not tried again. Returns: False if it was out."""
        ...

    async def unblock(self, platform: str, who: str) -> bool:
        """Let them in again. Returns: False if they were not kept out."""
        ...

    async def blocked(self, platform: str, some: Collection[str]) -> bool:
        """Whether any of those people and chats is kept out."""
        ...

    async def blocks(self, platform: str) -> list[str]:
        """Who is kept out, the last one first."""
        ...

    async def tally(self, name: str, now: datetime) -> None:
        """Count that something happened today."""
        ...

    async def tallied(self, since: date) -> dict[str, int]:
        """How often each thing happened from a day on, at most a week back."""
        ...

    async def acted(self, since: datetime) -> int:
        """How many acted since a moment within a week, as far as ``saw`` was told."""
        ...

    async def strangers(self, now: datetime) -> int:
        """How many strangers were turned away in the last week."""
        ...

    async def added(self, chat: int, feed: int, person: str) -> None:
        """Note who let a chat (row id) follow a feed (row id)."""
        ...

    async def feeds(self, platform: str, person: str) -> int:
        """How many feeds they have added, in all chats."""
        ...

    async def chats(self, platform: str, person: str) -> int:
        """How many chats they have subscribed that can be reached."""
        ...

    async def questions(self, platform: str, person: str) -> int:
        """How many of their questions wait for an answer."""
        ...

    async def followed(self) -> int:
        """How many feeds somebody follows."""
        ...

    async def is_followed(self, url: str) -> bool:
        """Whether somebody follows a feed at that address."""
        ...

    async def usage(self, now: datetime, limits: Limits) -> Usage:
        """How much the bot is used, and how many have reached their limits."""
        ...
