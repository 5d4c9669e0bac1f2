"""PURE: all that there is to know of a bot's state at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.model import Earlier, Room, Vitals, WorkerSign
from bot.ops.pulse import Signs


@dataclass(frozen=True, slots=True)
class Trouble:
    """A feed that cannot be read, or a chat that takes nothing: which, why (the line of a reason), how often."""

    name: str
    why: str
    times: int = 0


@dataclass(frozen=True, slots=True)
class RestingSite:
    """A site that asked to be left alone until a moment, and how many feeds of it wait for that."""

    host: str
    until: datetime
    feeds: int


@dataclass(frozen=True, slots=True)
class Life:
    """What is known of the running process."""

    sign_age: timedelta | None = None
    """How long ago it gave its last sign of life; None: the bot does not run."""
    signs: Signs | None = None
    in_telegram: bool | None = True
    """Whether it has a token; None: another process hears people."""
    held: bool | None = None
    """Whether a process holds the lock of the database, which goes with it; None: that cannot be told."""
    workers: Mapping[str, timedelta] = field(default_factory=dict)
    """How long ago processes that do one part of the work each gave their last signs of life, by role."""


@dataclass(frozen=True, slots=True)
class Report:
    """The state of a bot at one moment."""

    now: datetime
    versions: Mapping[str, str]
    database: str
    size: int = 0
    """Bytes."""
    growth: float | None = None
    """Bytes a day over the last week; None if that is not known yet."""
    room: Room | None = None
    vitals: Vitals | None = None
    feeds: tuple[Trouble, ...] = ()
    chats: tuple[Trouble, ...] = ()
    trouble: str = ""
    """Why the database cannot be read or written, as the line of a reason."""
    none_yet: bool = False
    """Whether that is all: there is no database before the first start."""
    earlier: Earlier | None = None
    """What tells that there was another database before, if this one has no chats."""
    life: Life = Life()
    feeds_of_new: int = 0
    """Feeds that a new chat starts with; told only before the first start."""
    workers: tuple[WorkerSign, ...] = ()
    """The processes that each do a part of the work; told of no single one."""
    resting: tuple[RestingSite, ...] = ()
    draws: bool = True
    """Whether the library that draws pictures is there."""


def growth(sizes: Mapping[str, int], size: int, today: date) -> float | None:
    """Bytes a day since the oldest day that is known; None if there is none before today."""
    if not sizes:
        return None
    first = min(sizes)
    days = (today - date.fromisoformat(first)).days
    return (size - sizes[first]) / days if days > 0 else None
