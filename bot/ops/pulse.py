"""
What the running process knows of itself and the database does not: what it has done, how often, and when last.

Nothing here names a feed, a chat or a person, or holds what anybody wrote: it is shown to whoever monitors the bot.
"""

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from time import monotonic, perf_counter

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
    """
    What a process says of itself to others, beside its sign of life.

    All are lengths of time until now, none a moment: a clock that is set while the bot runs changes nothing in them.
    """

    up: timedelta
    jobs: Mapping[str, timedelta] = field(default_factory=dict)
    """Since when each job has not ended well; for one that never did, since the start."""
    failing: Mapping[str, str] = field(default_factory=dict)
    """Jobs whose last try failed, and why, as the line of a reason."""
    telegram: timedelta | None = None
    """Since Telegram answered the question for updates; None: it never did."""
    update: timedelta | None = None
    """Since it brought one."""
    sent: timedelta | None = None
    """Since a message reached it."""
    paused: bool = False
    """Whether polling waits for room on the disk."""

    def later(self, by: timedelta) -> "Signs":
        """The same, so much later: nothing has been heard since."""
        jobs = {job: age + by for job, age in self.jobs.items()}
        telegram, update, sent = (age if age is None else age + by for age in (self.telegram, self.update, self.sent))
        return replace(self, up=self.up + by, jobs=jobs, telegram=telegram, update=update, sent=sent)

    def as_text(self) -> str:
        """JSON, as ``signs_of`` reads it; lengths of time in seconds."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return json.dumps(values, default=timedelta.total_seconds)


def signs_of(text: str) -> Signs | None:
    """What ``as_text`` wrote; None for anything else, such as an older program's."""
    try:
        values = json.loads(text)
        ages = {name: _age(values[name]) for name in ("telegram", "update", "sent")}
        jobs = {str(name): timedelta(seconds=age) for name, age in values["jobs"].items()}
        failing = {str(name): str(why) for name, why in values["failing"].items()}
        return Signs(timedelta(seconds=values["up"]), jobs, failing, **ages, paused=bool(values["paused"]))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _age(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


class Pulse:
    """Takes notes of what happens, as it happens. *clock* gives seconds, and nobody sets it."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._started = clock()
        self.counts: Counter[tuple[Counted, str]] = Counter()
        self.answers: Counter[int] = Counter()
        """How many answers took how long, by the place of the bucket in BUCKETS; behind them those that took longer."""
        self.answer_seconds = 0.0
        self.paused = False
        self._jobs: dict[str, float] = {}
        self._failing: dict[str, str] = {}
        self._telegram: float | None = None
        self._update: float | None = None
        self._sent: float | None = None

    @property
    def signs(self) -> Signs:
        """What is so at this moment."""
        now = self._clock()

        def since(last: float | None) -> timedelta | None:
            return None if last is None else timedelta(seconds=now - last)

        return Signs(
            timedelta(seconds=now - self._started),
            {job: timedelta(seconds=now - last) for job, last in self._jobs.items()},
            dict(self._failing),
            since(self._telegram),
            since(self._update),
            since(self._sent),
            self.paused,
        )

    def count(self, what: Counted, kind: str, n: int = 1) -> None:
        """There were *n* more of a kind."""
        self.counts[what, kind] += n

    def begins(self, job: str) -> None:
        """A job is there; from now on it should end well now and then."""
        self._jobs.setdefault(job, self._clock())

    def ended(self, job: str, why: str = "") -> None:
        """A tick of a job has ended; *why* it failed, if it did."""
        if why:
            self._failing[job] = why
            self.count(Counted.JOB_FAILURES, job)
        else:
            self._failing.pop(job, None)
        # where several processes share the work, one that did not begin may tick here once and then elsewhere
        if not why and job in self._jobs:
            self._jobs[job] = self._clock()

    def heard(self, updates: int) -> None:
        """Telegram answered the question for updates, with so many."""
        self._telegram = self._clock()
        if updates:
            self._update = self._telegram
            self.count(Counted.UPDATES, "received", updates)

    def called(self, result: str) -> None:
        """A message was given to Telegram, or it did not take it."""
        self.count(Counted.SENDS, result)
        if result == SENT:
            self._sent = self._clock()

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
