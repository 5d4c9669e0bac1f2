"""Lets a process of the program wait shorter for everything; ``tests/acceptance/forks.py`` calls it before a start."""

import time
from dataclasses import replace
from datetime import UTC, datetime

from bot import leased
from bot.delivery import deliver
from bot.feeds.politeness import AT_ONCE, PAUSE, PER_SECOND, Politeness
from bot.jobs import cluster
from bot.platforms.telegram import sender
from bot.storage import unit_of_work
from bot.storage.leases import Worker
from tests.chaos.program import shorten


def main(scale: str, since: str) -> None:
    """
    Shorten all that is waited for.

    Args:
        scale: A number below 1; the clock by which leases lapse is as much faster.
        since: From when on, in seconds since 1970: the same for all processes.
    """
    factor, begin = float(scale), float(since)

    def wall() -> datetime:
        return datetime.fromtimestamp(begin + (time.time() - begin) / factor, UTC)

    shares = (replace(share, chat=(), group=()) for share in (sender.OF_CHAT, sender.OF_DELIVERY))
    shorten(factor)
    sender.OF_CHAT, sender.OF_DELIVERY = shares
    deliver.RENEW *= factor
    leased.LOOK *= factor
    for name in ("HEARTBEAT", "STALLED", "LOOK", "_POLL", "_AGAIN"):
        setattr(cluster, name, getattr(cluster, name) * factor)
    unit_of_work.Worker = lambda: Worker(wall)  # type: ignore[attr-defined, assignment, misc]
    Politeness.__init__.__defaults__ = (PAUSE * factor, PER_SECOND, AT_ONCE)
