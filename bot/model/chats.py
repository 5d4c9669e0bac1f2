"""Chats, their settings, and how much may be asked of the bot."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote

from bot.reasons import because


class ChatKind(StrEnum):
    """What sort of place a chat is."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


AT_MACHINE = frozenset({"terminal"})
"""Platforms whose people sit at the machine itself: they run the bot, and take nothing from anybody."""


@dataclass(frozen=True, slots=True)
class ChatKey:
    """Where people read: a platform's chat, by its id, and a forum topic's thread when it is one."""

    platform: str
    chat: str
    thread: str = ""

    @property
    def as_text(self) -> str:
        """In one line, which no other key has."""
        return ":".join(quote(part, safe="") for part in (self.platform, self.chat, self.thread))


class Size(StrEnum):
    """How much a digest says of each story."""

    HEADLINES = "headlines"
    """A line: the headline and who tells it."""
    BRIEF = "brief"
    """What a reader takes in at a glance."""
    FULL = "full"
    """Twice that."""


EVERY_DAY = frozenset(range(7))
"""The days of the week as ``date.weekday`` counts them: Monday is 0."""


class OnDays(NamedTuple):
    """A time of day that holds only on some days of the week."""

    wall: time
    days: frozenset[int]

    @property
    def line(self) -> str:
        """In one line, as it is stored: ``07:30``, or ``07:30 0,2,4`` from Monday, which is 0."""
        days = "" if self.days == EVERY_DAY else f" {','.join(map(str, sorted(self.days)))}"
        return f"{self.wall:%H:%M}{days}"

    @classmethod
    def of(cls, line: str) -> "OnDays":
        """What has that line. Raises: ValueError for what is none."""
        wall, _, days = line.partition(" ")
        return cls(time.fromisoformat(wall), frozenset(map(int, days.split(","))) if days else EVERY_DAY)


@dataclass(frozen=True, slots=True)
class Quiet:
    """
    Hours of the night, or of the day, in which a chat is not disturbed, by its own clocks: from *begins* to *ends*.

    *silent*: what would come comes without a sound; otherwise it waits until they end.
    """

    begins: time
    ends: time
    silent: bool = False

    @property
    def line(self) -> str:
        """In one line: ``22:00 07:00``, or ``22:00 07:00 silent``."""
        return f"{self.begins:%H:%M} {self.ends:%H:%M}{' silent' if self.silent else ''}"

    @classmethod
    def of(cls, line: str) -> "Quiet":
        """What has that line. Raises: ValueError for what is none."""
        begins, ends, *silent = line.split()
        return cls(time.fromisoformat(begins), time.fromisoformat(ends), bool(silent))


LONGEST_PAUSE = timedelta(days=366)
"""Until when a pause may last at most that has an end: who wants none for longer has /pause."""


@dataclass(frozen=True, slots=True)
class Pause:
    """
    No digests since then, and until when; None: until somebody says so. One digest catches up when it ends.

    *since* may be still to come: until then digests come as usual.
    """

    since: datetime
    until: datetime | None = None

    def over(self, now: datetime) -> bool:
        """Whether it has ended."""
        return self.until is not None and self.until <= now

    def ahead(self, now: datetime) -> bool:
        """Whether it has not begun."""
        return self.since > now

    def holds(self, now: datetime) -> bool:
        """Whether it is under way."""
        return not (self.over(now) or self.ahead(now))

    def told(self, now: datetime) -> str | bool:
        """
        Until when it lasts, in ISO 8601; True: until somebody says so; False: it is over.

        Of one that is still to come its beginning stands before that: ``2026-04-18T00:00:00+00:00/``, then its end.
        """
        if self.over(now):
            return False
        end = self.until.isoformat() if self.until else ""
        return f"{self.since.isoformat()}/{end}" if self.ahead(now) else end or True


class Desk(NamedTuple):
    """Where editors see a digest before it is posted: in the chat with the row id *place*, so many *minutes* before."""

    place: int
    minutes: int

    @property
    def before(self) -> timedelta:
        """How long before the hour."""
        return timedelta(minutes=self.minutes)

    @property
    def line(self) -> str:
        """In one line: ``12 20``."""
        return f"{self.place} {self.minutes}"

    @classmethod
    def of(cls, line: str) -> "Desk":
        """What has that line. Raises: ValueError for what is none."""
        place, minutes = line.split()
        return cls(int(place), int(minutes))


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat and its settings. *subscribed* is the moment from which stories are news for it; None: no digests."""

    id: int
    key: ChatKey
    kind: ChatKind
    title: str
    zone: str
    times: tuple[time, ...]
    subscribed: datetime | None = None
    gone: str = ""
    """The line of a ``Reason``: why we cannot write there now; empty while we can. Its messages are held until then."""
    hours_since: datetime | None = None
    """When *zone*, *times*, *days*, *quiet* or *pause* was last changed: what they say of earlier moments was never
    promised."""
    size: Size | None = None
    """How long its digests are; None: as the operator set it for all."""
    gone_since: datetime | None = None
    """Since when we cannot write there; None while we can, or if it was not noted."""
    subscribed_by: str = ""
    """The platform's id of who subscribed it, or the chat's own if that was done in its name; empty: nobody known."""
    admin: str = ""
    """The platform's id of the person who last changed its settings; empty: nobody known."""
    language: str = ""
    """A BCP 47 tag: the language that the bot speaks there, as far as we have it; empty: nobody told."""
    days: tuple[OnDays, ...] = ()
    """Those of *times* that hold only on some days; the others hold every day."""
    quiet: Quiet | None = None
    pause: Pause | None = None
    desk: Desk | None = None
    """Where its digests are seen before they are posted; None: nowhere."""

    @property
    def hours(self) -> tuple[OnDays, ...]:
        """Each of *times* with the days on which it holds, in order."""
        known = dict(self.days)
        return tuple(OnDays(wall, known.get(wall, EVERY_DAY)) for wall in sorted(self.times))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one chat, one person and all together may have the bot do; see the settings for why so much."""

    feeds: int = 10_000
    feeds_per_chat: int = 200
    feeds_per_person: int = 500
    chats_per_person: int = 20
    questions: int = 1_000
    questions_per_chat: int = 20
    questions_per_person: int = 40


@dataclass(frozen=True, slots=True)
class Usage:
    """
    How much the bot is used, in numbers only.

    *chats* counts those subscribed by kind; *people* who acted within a week. The rest counts who has reached a limit:
    chats and people with as many feeds, people with as many chats or questions.
    """

    chats: dict[str, int]
    people: int
    questions: int
    full_chats: int = 0
    full_people: int = 0


REPLACED = str(because("delivery.replaced"))
"""Why a chat is gone for good: its place belongs to another row, so there is nowhere to send to."""

NOT_ALLOWED = str(because("access.held"))
"""Why a chat is gone that the operator does not let in any more."""

BLOCKED = str(because("access.blocked"))
"""Why a chat is gone that an operator keeps out."""
