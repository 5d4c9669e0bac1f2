"""What failed by itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Part(StrEnum):
    """What may fail by itself, while all others go on."""

    ITEM = "item"
    """An item of a feed's document: it could not be read or stored."""
    PAGE = "page"
    """The page of an entry; it costs the entry no more than the longer text."""
    ENTRY = "entry"
    """A stored entry: it could not be put into a story."""
    STORY = "story"
    """A story: no digest can tell it."""
    CHAT = "chat"
    """A chat: its digest could not be made."""
    JOB = "job"
    """A kind of job: process after process ended while it did one."""


@dataclass(frozen=True, slots=True)
class Failed:
    """One thing that just failed: its name among those of its kind, and *reason*, the name of the error's type."""

    item: str
    reason: str
    feed: int | None = None
    """The feed that brought it."""
    backlog: bool = False
    """Whether it was in the first document of its feed."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What has failed *count* times since *first*, the last time for *reason*; not tried again before *next_try*."""

    part: Part
    item: str
    reason: str
    first: datetime
    last: datetime
    next_try: datetime
    count: int = 1
    feed: int | None = None
    backlog: bool = False
    """Whether it was in the first document of its feed: then it is no news when it works."""
