"""Feeds and the entries that they brought."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import Chat, DocId, Entry, Feed, FeedHealth, Media


class Feeds(Protocol):
    """Feeds, who follows them, and which keys of entries each has shown."""

    async def add(self, feed: Feed) -> Feed:
        """Store *feed* unless one with its address and owner is known; return the stored one."""
        ...

    async def get(self, feed: int) -> Feed | None:
        """One feed by id."""
        ...

    async def by_url(self, url: str, owner: int = 0) -> Feed | None:
        """One feed by its exact address; with *owner* only that chat's own feed there."""
        ...

    async def readable(self, chat: int, *, public: bool) -> frozenset[int]:
        """
        The feeds (ids) whose text a chat may be shown: those that it follows, and those that the operator shares.

        Args:
            chat: Row id; one that does not exist follows nothing.
            public: Whether feeds that others follow count, too, if neither address nor headers hold a secret.
        """
        ...

    async def shared(self) -> frozenset[int]:
        """
        The feeds (ids) that the operator shares with all chats: said so of each, or in the settings, or in a pack.

        A feed with a secret in its address, or that ever had headers, is never among them.
        """
        ...

    async def all(self) -> list[Feed]:
        """All feeds, by id."""
        ...

    async def due(self, now: datetime, limit: int) -> list[Feed]:
        """Followed, unretired feeds whose next poll has come, most overdue first."""
        ...

    async def late(self, now: datetime, since: datetime) -> set[int]:
        """
        The chats for which something may come at once: they follow a feed that is due and was not polled after *since*,
        or one of whose entries are to be sorted.
        """
        ...

    async def get_all(self, feeds: Collection[int]) -> dict[int, Feed]:
        """Those of the feeds that exist, by id."""
        ...

    async def update(self, before: Feed, after: Feed) -> None:
        """Write those fields of a feed in which *after* is another than *before*; the others may change meanwhile."""
        ...

    async def update_all(self, changed: Sequence[tuple[Feed, Feed]]) -> None:
        """The same for many feeds, each as it was and as it is to be."""
        ...

    async def follow(self, chat: int, feed: int, now: datetime) -> bool:
        """Let a chat follow a feed. Returns: False if it did already."""
        ...

    async def unfollow(self, chat: int, feed: int) -> bool:
        """End that. Returns: False if the chat did not follow it."""
        ...

    async def hand_over(self, feed: int, heir: int, chats: Collection[int] | None = None) -> None:
        """Let all who follow *feed*, or only *chats*, follow *heir* instead: for as long, in the same folders."""
        ...

    async def split(self, feed: Feed, owner: int) -> Feed:
        """A new feed of *owner* at the address of *feed*, which has shown the same, so that nothing comes twice."""
        ...

    async def put_under(self, chat: int, topics: Mapping[int, Sequence[str]]) -> None:
        """Keep feeds that a chat follows in folders, named from the outermost on."""
        ...

    async def topics(self, chat: int) -> dict[int, tuple[str, ...]]:
        """The folders of those feeds of a chat that are in any."""
        ...

    async def of_chat(self, chat: int) -> list[Feed]:
        """The feeds of one chat in the order they were added."""
        ...

    async def untold(self) -> list[Feed]:
        """Feeds that fail or are retired, and of which the admins of their chats have not been told."""
        ...

    async def health(self, since: datetime, chat: int | None = None) -> dict[int, FeedHealth]:
        """
        What each feed of a chat has been worth since a moment; a feed that brought nothing is not in it.

        Args:
            chat: Whose feeds are compared with each other; None: all feeds there are.
        """
        ...

    async def chats_of(self, feed: int) -> list[Chat]:
        """The chats that follow a feed."""
        ...

    async def followers(self) -> dict[int, list[Chat]]:
        """The same for all feeds, in one go; a feed that nobody follows is missing."""
        ...

    async def seen(self, feed: int, keys: Collection[str]) -> set[str]:
        """Those of *keys* that the feed has shown before."""
        ...

    async def seen_all(self, keys: Mapping[int, Collection[str]]) -> dict[int, set[str]]:
        """The same for many feeds, in one go; a feed that has shown none of its keys is missing."""
        ...

    async def remember(self, feed: int, keys: Collection[str], now: datetime) -> None:
        """Keep *keys* as shown by the feed, for good."""
        ...

    async def remember_all(self, keys: Mapping[int, Collection[str]], now: datetime) -> None:
        """The same for many feeds, in one go."""
        ...

    async def memories(self, feeds: Collection[int]) -> dict[int, bytes]:
        """What was kept of the last documents of those feeds."""
        ...

    async def keep_memories(self, memories: Mapping[int, bytes]) -> None:
        """Keep that; what was kept before goes."""
        ...

    async def headers(self, feeds: Collection[int]) -> dict[int, dict[str, str]]:
        """What operators add to the requests for those feeds. Secret: for the request alone."""
        ...

    async def set_header(self, feed: int, name: str, value: str) -> None:
        """Add a header to the requests for a feed, or change it; an empty value takes it away."""
        ...


class Entries(Protocol):
    """Stored entries."""

    async def add_all(self, entries: Sequence[Entry]) -> list[Entry]:
        """Store new entries; return them with ids that rise in the order given. Their sentences become searchable."""
        ...

    async def get(self, entry: int) -> Entry | None:
        """One entry by id."""
        ...

    async def get_all(self, wanted: Collection[int]) -> dict[int, Entry]:
        """Those of the entries that exist, by id."""
        ...

    async def media(self, wanted: Collection[int]) -> dict[int, Media]:
        """The pictures and sound of those of the entries that have some, by id."""
        ...

    async def unsorted(self, now: datetime, until: int, limit: int) -> list[Entry]:
        """
        Entries up to the id *until* that belong to no story yet, but for those that failed and are tried again later;
        first published first (first seen, where a feed gives no date).
        """
        ...

    async def of_story(self, story: int, chat: int | None = None, feeds: Collection[int] | None = None) -> list[Entry]:
        """The entries of one story, oldest first; for a *chat* only those of feeds it follows, or else of *feeds*."""
        ...

    async def followed(self, chat: int, since: datetime) -> list[Entry]:
        """The entries of a chat's feeds that were published (or, if they do not say when, seen) after *since*."""
        ...

    async def newest(self, feed: int, limit: int) -> list[Entry]:
        """The entries of one feed that were published (or, if they do not say when, seen) last, newest first."""
        ...

    async def reports(self, stories: Collection[int], chat: int, longest: int) -> list[Entry]:
        """
        The entries of some stories that a chat's feeds have, by id, with the first *longest* characters of their texts.

        A story is one stored story here, whatever the chat holds for one.
        """
        ...

    async def speakers(self, stories: Collection[int], half: int) -> dict[int, list[Entry]]:
        """For each story its *half* first and *half* last entries by publication, in that order; without repeats."""
        ...

    async def by_url(self, url: str) -> list[Entry]:
        """Entries with that canonical address, of any feed, oldest first."""
        ...

    async def titled(self, stems: Collection[str], feeds: Collection[int], limit: int) -> list[Entry]:
        """Entries of those feeds whose titles may hold all those stems, newest first; some hold them inside a word."""
        ...

    async def named(self, feed: int, urls: Collection[str], guids: Collection[str]) -> list[Entry]:
        """Entries of one feed with any of those canonical addresses or ids, by id."""
        ...

    async def reword(self, entry: Entry) -> bool:
        """
        Write title, text and page of a stored entry anew; its sentences become searchable instead of the old ones.

        What people have read stays: when a chat was told the entry's story, or the decision on the entry points to
        passages that the new text has not in their places, nothing is written. Returns: whether it was.
        """
        ...

    async def short(self, longest: int, limit: int) -> list[Entry]:
        """
        News without a story yet whose text has at most *longest* characters and whose page nobody asked for, oldest
        first; only of feeds whose pages are read.
        """
        ...

    async def mark_paged(self, entries: Collection[int], now: datetime) -> None:
        """Write down that the pages of those entries were asked for."""
        ...

    async def after(self, entry: int, limit: int) -> list[Entry]:
        """Entries with an id above *entry*, in order of id: to read all in pages."""
        ...

    async def forget(self, before: datetime, limit: int) -> int:
        """
        Empty the texts of entries published and seen before a moment, at most *limit*, and make them unfindable.

        What belongs to no story yet stays, and so does a text of which some chat read a sentence.

        Returns: how many were emptied.
        """
        ...

    async def keep_texts(self, docs: Collection[DocId]) -> None:
        """Never forget the texts of those documents that are entries: somebody was shown a sentence of them."""
        ...

    async def oldest_text(self) -> datetime | None:
        """When the oldest entry that still has its text was published (or, if it does not say, seen)."""
        ...

    async def last_id(self) -> int:
        """The highest id of all entries; 0 if there are none."""
        ...

    async def last_sentence(self) -> int:
        """The number of the sentence that was stored last, of anything that can be quoted; 0 if there is none."""
        ...

    async def told_after(self, sentence: int, feeds: Collection[int]) -> bool:
        """Whether any of those feeds has a sentence with a greater number."""
        ...

    async def count(self) -> int:
        """How many are stored."""
        ...
