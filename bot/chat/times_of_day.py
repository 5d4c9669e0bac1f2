"""
What people write when they mean hours of the day. PURE.

``8``, ``08:00``, ``7.30``, ``0730``, ``8am``, ``8 p.m.``, ``18h30``, ``morning``: all are taken. What is left over when
the times are taken out of a line is the name of a place.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import time
from typing import NamedTuple

from bot.errors import BotError
from bot.reasons import Reason, because

MOST = 24
"""Digests a day: one an hour. More often than that, a reader wants the feeds themselves."""

WORDS = {"morning": time(8), "noon": time(12), "midday": time(12), "evening": time(18), "midnight": time(0)}
"""Hours that have names: those of the buttons below ``/hours``, and two that all clocks share."""

# no digit, colon, slash or sign may touch it: UTC+2 and Etc/GMT-5 are zones
TIME = re.compile(
    r"(?i)(?<![\w:/+.-])(\d{1,2})(?:[:.h]?(\d{2}))?(?:\s*([ap])\.?\s?m\b\.?|h\b|\s?[点點時时](?!钟)|\s?Uhr\b)?(?![\w:/+-]|\.\d)"
)
"""A time of day: hour, minute, half of the day."""
_WORD = re.compile(rf"(?i)\b(?:{'|'.join(WORDS)})\b")
_FILLERS = re.compile(r"(?i)[,;&]|\b(?:and|at|in|daily|every|day|o'?clock|time)\b")


class Unclear(BotError):
    """
    What was written cannot be taken, for *reason*.

    *choices*: what may be meant, each as a button shows it, with all that would be written instead.
    """

    def __init__(self, reason: Reason, choices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.choices = tuple(choices)


class Impossible(Unclear):
    """All of it was understood, and cannot be had: in no other language it means something else, "cada dos días"."""


class Hours(NamedTuple):
    """Times of day in order, each once, and the place that was named; both may be empty."""

    times: tuple[time, ...]
    place: str


def read_hours(text: str) -> Hours:
    """
    The times and the place in what somebody wrote.

    Raises: Unclear for what looks like a time and is none, or for too many of them.
    """
    times = sorted({*_times(text), *(WORDS[word.lower()] for word in _WORD.findall(text))})
    if len(times) > MOST:
        raise Unclear(because("hours.too_many", n=MOST))
    rest = _FILLERS.sub(" ", _WORD.sub(" ", TIME.sub(" ", text)))
    return Hours(tuple(times), " ".join(rest.split()))


def _times(text: str) -> Iterator[time]:
    for match in TIME.finditer(text):
        yield time(*divmod(time_in(match.group()), 60))


def time_in(written: str) -> int:
    """The minute of the day that is written in what ``TIME`` finds. Raises: Unclear if there is none such."""
    match = TIME.fullmatch(written)
    try:
        if match is None:
            raise ValueError(written)
        hour, minute, half = match.groups()
        wall = time(_of_day(int(hour), half), int(minute or 0))
    except ValueError as error:
        raise Unclear(because("hours.no_time", text=written.strip())) from error
    return wall.hour * 60 + wall.minute


def _of_day(hour: int, half: str | None) -> int:
    """The hour of a clock with two halves as that of one with 24. Raises: ValueError if it has no such hour."""
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half.lower() == "p" else 0)
