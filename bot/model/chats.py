"""Chats, their settings, and how much may be asked of the bot."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
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
    """When *zone* or *times* were last changed: what they say of earlier moments was never promised."""
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

    *chats* counts those subscribed by kind; *people* who acted within a week; *feeds* those that somebody follows. The
    rest counts who has reached a limit: chats and people with as many feeds, people with as many chats or questions.
    """

    chats: dict[str, int]
    people: int
    feeds: int
    questions: int
    full_chats: int = 0
    full_people: int = 0


REPLACED = str(because("delivery.replaced"))
"""Why a chat is gone for good: its place belongs to another row, so there is nowhere to send to."""

NOT_ALLOWED = str(because("access.held"))
"""Why a chat is gone that the operator does not let in any more."""
