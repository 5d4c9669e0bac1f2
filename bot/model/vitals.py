"""How the bot is doing, as values: what waits in the database, and how much room its disk has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Holding:
    """A lease that somebody has."""

    name: str
    owner: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Earlier:
    """A database that stood where there is none now, or an empty one: what tells of it, and what to do; in English."""

    sign: str
    todo: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work of one kind that waits: how much, and since when the oldest of it; None if nothing does."""

    number: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the database tells of the work: when each part of it was done last, and what waits."""

    last_poll: datetime | None
    last_sorted: datetime | None
    last_digest: datetime | None
    last_sent: datetime | None
    """When the newest message that was sent was made."""
    polls: Waiting
    """Feeds that are due."""
    unsorted: Waiting
    """Entries that belong to no story yet, but for those set aside."""
    messages: Waiting
    """Messages that may be sent now, or whose sending broke off."""
    holdings: tuple[Holding, ...]
    entries: int
    stories: int
    feeds: int
    failing: int
    """Feeds whose last poll failed."""
    chats: int
    """Chats that get digests."""
    closed: int
    """Of these, chats that take nothing now."""
    aside: Mapping[str, int]
    """What failed by itself, by the kind of thing."""


@dataclass(frozen=True, slots=True)
class Room:
    """The disk under the database, in bytes: what is free to the bot, and all there is."""

    free: int
    total: int

    @property
    def bound(self) -> int:
        """How much must be free: a day of busy feeds with its log, but on a small disk no more than a part of it."""
        return min(_LEAST, self.total // _LEAST_PART)

    @property
    def enough(self) -> int:
        """How much must be free before polling goes on that had to wait, so that it does not stop again at once."""
        return self.bound * 3 // 2

    def is_scarce(self, *, before: bool = False) -> bool:
        """
        Whether polling waits until there is more: a database that runs out of room can save nothing at all.

        Args:
            before: Whether it has been so until now.
        """
        return self.free < (self.enough if before else self.bound)


_LEAST = 200_000_000
_LEAST_PART = 50
"""2%: 20 MB of a volume of 1 GB."""
