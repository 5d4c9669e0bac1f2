"""What becomes later of sentences that a chat read: their source changes them, or the day comes that they name."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.model.feeds import Quote

FARTHEST_PROMISE = timedelta(days=731)
"""How far ahead a day may be that a sentence names: in two years nobody remembers what they read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence that a digest (row id) quoted to a chat as part of a story."""

    chat: int
    digest: int
    story: int
    quote: Quote


@dataclass(frozen=True, slots=True)
class Correction:
    """
    A sentence that a chat read and its source has changed since.

    *now* is what stands there instead, from *now_start* on in the text as the feed gives it at *made*.
    """

    id: int
    entry: int
    reading: Reading
    now: str
    now_start: int
    made: datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """
    A sentence of what a chat's digest quoted that names a day to come: characters *start* to *end* of an entry's text.

    *day* is by the chat's own calendar; *due* the moment at which it is looked at, by its hours as they were then.
    """

    id: int
    chat: int
    digest: int
    story: int
    entry: int
    start: int
    end: int
    day: date
    due: datetime
