"""What runs when. A tick only asks whether something is due; what is due stands in the database: none can be lost."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Job:
    """Work that is asked for every *every*, never twice at once."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[object]]


def table(
    refresh: Callable[[], Awaitable[object]],
    publish: Callable[[], Awaitable[object]],
    deliver: Callable[[], Awaitable[object]],
) -> tuple[Job, ...]:
    """The jobs of one process."""
    return (
        # feeds are due to the second only in a test; a poll that starts some seconds late hurts nobody
        Job("refresh", timedelta(seconds=10), refresh),
        # a digest is promised to the minute
        Job("publish", timedelta(seconds=5), publish),
        # people wait for what is in the outbox
        Job("deliver", timedelta(seconds=2), deliver),
    )
