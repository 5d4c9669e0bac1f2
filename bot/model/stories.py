"""Stories, the decisions that made them, and what people ruled about them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.feeds import DocId, Entry


class Verdict(StrEnum):
    """What an entry is to what we know already."""

    NEW = "new"
    SAME = "same"
    UPDATE = "update"
    KNOWN = "known"


class DoubtKind(StrEnum):
    """What speaks against one event."""

    VERSION = "version"
    """Both titles name a version of one thing, and they differ."""
    NO_VERSION = "no version"
    """One is about a version that the other never names."""
    FIGURE = "figure"
    """Each has a main figure, and a name, that the other contradicts or lacks."""
    NAMES = "names"
    """Each leads with names of which the other knows none."""
    FAMILY = "family"
    """Names that begin alike and are not the same."""
    STEP = "step"
    """One tells the next of a row of events, the other does not."""
    SEVERAL = "several"
    """One is a letter of several stories, the other is one story."""
    MENTION = "mention"
    """One is about what the other only mentions far down."""
    THIN = "thin"
    """One name or figure carries all that they share."""
    LATE = "late"
    """So long after that it is another event of the matter, which but for the time would be the same."""
    OTHERWISE = "otherwise"
    """A figure of one's title that the other tells differently."""


_STORY = "story:"


def story_name(story: int) -> str:
    """A story as evidence names it."""
    return f"{_STORY}{story}"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that speaks against one event; *about* is the name or figure that raised it, if one did."""

    kind: DoubtKind
    about: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why two texts were taken for one event, or not: in words that people can check."""

    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    against: tuple[Doubt, ...] = ()
    hours: float | None = None
    other: str = ""
    """Headline of what it was compared with."""
    near: str = ""
    """What that is: ``story:12`` or the name of a seed document; empty where it was not kept."""

    @property
    def near_story(self) -> int:
        """The story that it was compared with; 0 if that was none."""
        return int(self.near.removeprefix(_STORY)) if self.near.startswith(_STORY) else 0


@dataclass(frozen=True, slots=True)
class Decision:
    """
    What was decided for one entry, and why.

    *story* is the joined story (None: it opens one); *seed* the document of the seed corpus that tells it already;
    *copy* says that the text is a copy of one that the story has; *fresh* are the spans of the entry's text (start,
    end) that hold facts not told before (filled for an update). *made* is the moment of a stored decision; *weight* how
    newsworthy the entry's words make it, in points (``stories/newsworthiness.py``).
    """

    verdict: Verdict
    score: float
    story: int | None = None
    seed: DocId = ""
    copy: bool = False
    fresh: tuple[tuple[int, int], ...] = ()
    evidence: Evidence = field(default_factory=Evidence)
    made: datetime | None = None
    weight: float = 0.0


Decided = tuple[Entry, Decision]
"""An entry of a story with what was decided for it."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """An entry and the story that it was put into, why, and the keys by which that story is found through it."""

    entry: int
    story: int
    decision: Decision
    keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Prospect:
    """
    What bounds how much a story may matter to a chat, before any of its entries is read.

    *feeds* has how many entries of each of the chat's feeds tell it; *weight* is the largest of theirs, *news* the
    moment of the latest, *came* that at which we had it. *to_read*: more than this may be known of it, for the seed
    corpus tells it, or people joined it with others.
    """

    story: int
    feeds: Mapping[int, int]
    weight: float
    rarity: float
    news: datetime
    came: datetime
    to_read: bool = False

    @property
    def reports(self) -> int:
        """How many entries of the chat's feeds tell it."""
        return sum(self.feeds.values())


@dataclass(frozen=True, slots=True)
class Story:
    """
    The entries that report one event. *seed* names the document of the seed corpus that tells it, or is empty.

    *names* are those that it is about, rarest first, in lower case; *rarity* tells how rare its headline's words were
    when its last entry came: 0.0 (in every text) to 1.0 (never read before).
    """

    id: int
    headline: str
    first_seen: datetime
    last_seen: datetime
    seed: DocId = ""
    names: tuple[str, ...] = ()
    rarity: float = 0.5

    @classmethod
    def spanning(cls, number: int, headline: str, moments: Iterable[datetime]) -> "Story":
        """The story of entries that were told at *moments*, at least one; 0 as its *number* if it is not stored."""
        told = sorted(moments)
        return cls(number, headline, told[0], told[-1])


@dataclass(frozen=True, slots=True)
class Ruling:
    """
    What a person ruled about two stories, the older one first: that they tell one event, or that they do not.

    It holds in one chat, or with 0 in all that did not rule themselves. Pairs ruled by one press share an *act*; *user*
    is the platform's id of who pressed, empty for what follows from another chat's ruling.
    """

    chat: int
    one: int
    other: int
    together: bool
    act: int
    user: str
    made: datetime


Joined = Mapping[int, tuple[int, ...]]
"""Story -> all pieces of what a chat sees as one with it, the oldest first; a story that stands alone is missing."""
