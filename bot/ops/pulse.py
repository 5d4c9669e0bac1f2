"""
What the running process knows of itself and the database does not: what it has done, how often, and when last.

Nothing here names a feed, a chat or a person, or holds what anybody wrote: it is shown to whoever monitors the bot.
"""

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from time import perf_counter

from bot.ports import Clock

BUCKETS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Seconds. Most answers take tens of milliseconds; whoever waits for three seconds wonders."""


class Counted(StrEnum):
    """What is counted from the start on, each by its kinds, which are words of our own."""

    POLLS = "polls"
    POLL_ERRORS = "poll errors"
    ENTRIES = "entries"
    VERDICTS = "verdicts"
    MESSAGES = "messages"
    SENDS = "sends"
    UPDATES = "updates"
    QUESTIONS = "questions"
    JOB_FAILURES = "job failures"
    ERRORS = "errors"


@dataclass(frozen=True, slots=True)
class Signs:
    """What a process says of itself to others, beside its sign of life. Moments are those of the bot's clock."""

    started: datetime
    jobs: Mapping[str, datetime] = field(default_factory=dict)
    """When each job last ended well; that of the start for one that has not yet."""
    failing: Mapping[str, str] = field(default_factory=dict)
    """Jobs whose last try failed, and why, as the line of a reason."""
    telegram: datetime | None = None
    """When Telegram last answered the question for updates."""
    update: datetime | None = None
    """When it last brought one."""
    sent: datetime | None = None
    """When a message last reached it."""
    paused: bool = False
    """Whether polling waits for room on the disk."""

    def as_text(self) -> str:
        """JSON, as ``signs_of`` reads it."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return json.dumps(values, default=lambda moment: moment.isoformat())


def signs_of(text: str) -> Signs | None:
    """What ``as_text`` wrote; None for anything else, such as an older program's."""
    try:
        values = json.loads(text)
        moments = {name: _moment(values[name]) for name in ("telegram", "update", "sent")}
        jobs = {str(name): datetime.fromisoformat(moment) for name, moment in values["jobs"].items()}
        failing = {str(name): str(why) for name, why in values["failing"].items()}
        started = datetime.fromisoformat(values["started"])
        return Signs(started, jobs, failing, **moments, paused=bool(values["paused"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _moment(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)


class Pulse:
    """Takes notes of what happens, as it happens."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.started = clock.now()
        self.counts: Counter[tuple[Counted, str]] = Counter()
        self.answers: Counter[int] = Counter()
        """How many answers took how long, by the place of the bucket in BUCKETS; behind them those that took longer."""
        self.answer_seconds = 0.0
        self.paused = False
        self._jobs: dict[str, datetime] = {}
        self._failing: dict[str, str] = {}
        self._telegram: datetime | None = None
        self._update: datetime | None = None
        self._sent: datetime | None = None

    @property
    def signs(self) -> Signs:
        """What is so at this moment."""
        moments = self._telegram, self._update, self._sent
        return Signs(self.started, dict(self._jobs), dict(self._failing), *moments, self.paused)

    def count(self, what: Counted, kind: str, n: int = 1) -> None:
        """There were *n* more of a kind."""
        self.counts[what, kind] += n

    def begins(self, job: str) -> None:
        """A job is there; from now on it should end well now and then."""
        self._jobs.setdefault(job, self._clock.now())

    def ended(self, job: str, why: str = "") -> None:
        """A tick of a job has ended; *why* it failed, if it did."""
        if why:
            self._failing[job] = why
            self.count(Counted.JOB_FAILURES, job)
        else:
            self._jobs[job] = self._clock.now()
            self._failing.pop(job, None)

    def heard(self, updates: int) -> None:
        """Telegram answered the question for updates, with so many."""
        self._telegram = self._clock.now()
        if updates:
            self._update = self._telegram
            self.count(Counted.UPDATES, "received", updates)

    def called(self, result: str) -> None:
        """A message was given to Telegram, or it did not take it."""
        self.count(Counted.SENDS, result)
        if result == SENT:
            self._sent = self._clock.now()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Somebody waits for an answer while the block runs."""
        begun = perf_counter()
        try:
            yield
        except Exception as error:
            self.count(Counted.ERRORS, type(error).__name__)
            raise
        finally:
            took = perf_counter() - begun
            self.answers[bisect_left(BUCKETS, took)] += 1
            self.answer_seconds += took


SENT = "sent"
