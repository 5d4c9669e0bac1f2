"""What a chat, or one person in it, wants told first, in a line, or not at all; and what it liked and disliked."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Effect(StrEnum):
    """What a rule does with a report that fits it."""

    ALERT = "alert"
    """Told at once, as soon as enough independent sources tell the story; till then as ``FIRST``."""
    FIRST = "first"
    """Told in every digest, at its head: followed."""
    DIGEST = "digest"
    """As usual, whatever other rules say: an exception."""
    LINE = "line"
    """The headline alone."""
    NEVER = "never"
    """Kept away, and counted."""


class About(StrEnum):
    """What of a report a condition looks at."""

    WORDS = "words"
    NAME = "name"
    """Words that begin with a capital."""
    SOURCE = "source"
    """The publisher, its site, or the feed."""
    TOPIC = "topic"
    """The folders that the chat keeps the feed in."""
    LANGUAGE = "language"


class Where(StrEnum):
    """Where words or names are looked for."""

    BOTH = "both"
    TITLE = "title"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is so of a report, or with *negated* is not. *value* is as a person wrote it."""

    about: About
    value: str
    where: Where = Where.BOTH
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """
    What happens to reports for which all *conditions* hold.

    *person* is the platform's id of whose own list in this chat it stands in; empty: it is the chat's. *until* is when
    it ends; None: never.
    """

    id: int
    chat: int
    person: str
    conditions: tuple[Condition, ...]
    effect: Effect
    made: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alerts:
    """
    When a chat is told of a story at once.

    *followed*: stories that it follows count like those of a rule that says alert. *sources*: so many independent ones
    have to tell it; *most*: so many alerts a day.
    """

    followed: bool = False
    sources: int = 2
    most: int = 3


@dataclass(frozen=True, slots=True)
class Vote:
    """That a chat wants more, or less, like one story; *about* are the keys of its names, topics and sources."""

    story: int
    more: bool
    about: tuple[str, ...]
    made: datetime
