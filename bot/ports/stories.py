"""Stories, and what people ruled about them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import Assigned, Decided, DocId, Joined, Prospect, Ruling, Story


class Stories(Protocol):
    """
    Stories and the decisions that made them.

    Here and in the other repositories, what is asked for a *chat* is as that chat sees it: what it ruled to be one
    story comes as one, under the id of the oldest piece; and headline, names and moments are those that entries of its
    own feeds give (``stories/chat_view.py``), whatever other chats' feeds say of the same story.
    """

    async def get(self, story: int) -> Story | None:
        """One story by id."""
        ...

    async def update(self, story: Story) -> None:
        """Write all fields of a story that exists."""
        ...

    async def get_all(self, stories: Collection[int]) -> dict[int, Story]:
        """Those of the stories that exist, by id."""
        ...

    async def next_id(self) -> int:
        """The id that a new story may take, until somebody opens one; the ones after it are free as well."""
        ...

    async def open_all(self, new: Sequence[Story]) -> None:
        """
        Write new stories that carry their ids.

        Raises: Overtaken if somebody has opened a story of such an id meanwhile; the transaction is to be left.
        """
        ...

    async def update_all(self, changed: Sequence[Story]) -> None:
        """Write all fields of stories that exist."""
        ...

    async def seeded(self) -> dict[DocId, int]:
        """For each document of the seed corpus that some story has, the first such story."""
        ...

    async def assign_all(self, decided: Sequence[Assigned], now: datetime) -> None:
        """Put entries into stories, each with its decision and the keys by which it is found again."""
        ...

    async def keys(self, story: int) -> dict[int, tuple[int, ...]]:
        """The keys by which a story is found through each of its entries."""
        ...

    async def last_turn(self) -> int:
        """The turn of the entry that was put into a story last, or moved to another; 0 if there is none."""
        ...

    async def turns(self, after: int, limit: int) -> list[tuple[int, int, tuple[int, ...]]]:
        """(turn, story, keys) of entries whose turn came after *after*, in their order: to read them in pages."""
        ...

    async def filed(self, keys: Collection[int]) -> dict[int, Sequence[int]]:
        """The stories that are filed under some keys, as they were given to ``file``."""
        ...

    async def file(self, found: Mapping[int, Sequence[int]], until: int) -> None:
        """File stories under their keys, in place of what is filed there; forget the turns up to *until*."""
        ...

    async def decisions(self, story: int, chat: int | None = None) -> list[Decided]:
        """
        The entries of a story with their decisions, in the order decided; with *chat* as in Entries.of_story.

        For a chat they rest on nothing but the seed corpus and the entries of its own feeds: what rested on others is
        decided anew (``stories/readable_view.py``). The evidence does not say what an entry was compared with:
        ``evidence.near`` leads there.
        """
        ...

    async def news(self, chat: int, seen: Sequence[Story], *, brief: bool = False) -> list[tuple[Story, list[Decided]]]:
        """
        Those stories, as ``seen_by`` gave them, each with what ``decisions`` gives.

        What only others' entries made one story comes as several, all with its id. *brief*: texts, authors, and what is
        new and what decisions rest on may be left out, for those who ask only who told what when.
        """
        ...

    async def candidates(
        self, chat: int, since: datetime, *, backlog: bool = False, feed: int | None = None
    ) -> list[Story]:
        """
        Stories that are news for a chat: some entry that is no backlog, seen after *since*, after the chat subscribed
        and after it followed the feed that brought it; newest last. They may lack names.

        With *backlog* it is what a new reader may care for: whatever the chat's feeds hold that was published (or, if
        they do not say when, seen) after *since*. With *feed* only what this one of them tells.
        """
        ...

    async def prospects(
        self, chat: int, since: datetime, *, backlog: bool = False, feed: int | None = None
    ) -> list[Prospect]:
        """The ``candidates``, as far as it can be said without reading them how much each may matter; in any order."""
        ...

    async def count(self) -> int:
        """How many are stored."""
        ...

    async def seen_by(
        self, chat: int, wanted: Collection[int], feeds: Collection[int] | None = None, *, brief: bool = False
    ) -> list[Story]:
        """
        Those stories as a chat sees them, newest last: several that it sees as one have the id of the oldest of them.

        *brief*: they may lack names, for those who do not ask for them.

        The headline is empty when none of its feeds, or of *feeds* if they are given, tells the story.
        """
        ...

    async def part(self, moved: Collection[int], new: Story) -> Story:
        """
        Take entries of one story into a new one, which is stored; return it with its id.

        Who was quoted from them, or was told the story under the title of one of them, was told the new story.
        Raises: Overtaken, as ``open_all``.
        """
        ...


class Rulings(Protocol):
    """What people ruled about stories; the last ruling on two stories in one chat counts."""

    async def rule(
        self, chats: Iterable[int], pairs: Iterable[tuple[int, int]], user: str, now: datetime, *, together: bool
    ) -> int:
        """
        Keep that the stories of each pair tell one event, or that they do not.

        Args:
            chats: Where it holds; 0: in every chat that has no ruling of its own on them.
            user: Who ruled; empty: nobody, it only keeps others' view as it was.
        Returns: the number of this act.
        """
        ...

    async def of_chat(self, chat: int) -> Sequence[Ruling]:
        """The rulings of a chat and of everybody, in the order in which they were made."""
        ...

    async def since(self, act: int) -> list[Ruling]:
        """The rulings for everybody that were made after an act."""
        ...

    async def joined(self, chat: int) -> Joined:
        """What a chat sees as one."""
        ...
