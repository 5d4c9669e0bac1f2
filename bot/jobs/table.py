"""What runs when. A tick only asks whether something is due; what is due stands in the database: none can be lost."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.storage.heartbeat import EVERY


@dataclass(frozen=True, slots=True)
class Job:
    """Work that is asked for every *every*, never twice at once."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[object]]


def table(
    work: Callable[[], Awaitable[object]],
    deliver: Callable[[], Awaitable[object]],
    beat: Callable[[], Awaitable[object]],
) -> tuple[Job, ...]:
    """
    The jobs of one process.

    Args:
        work: Fetches what is due and publishes what is due, in this order.
        deliver: Sends what waits in the outbox.
        beat: Shows that the process is alive.
    """
    return (
        # a digest is promised to the minute; a tick that finds nothing due costs two small queries
        Job("work", timedelta(seconds=5), work),
        # people wait for what is in the outbox
        Job("deliver", timedelta(seconds=2), deliver),
        Job("beat", EVERY, beat),
    )
