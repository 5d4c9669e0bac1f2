"""Runs the jobs in this process, with APScheduler as the timer."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.jobs.table import Job
from bot.jobs.ticks import Ended, Ticks, nobody

GRACE = 1.0
"""Seconds that ticks under way have to end by themselves; what takes longer (a fetch) is broken off and done again."""

HEAD_START = timedelta(seconds=1)
"""Until the first ticks: who wrote while nobody was there is answered before feeds are read and entries sorted."""


@asynccontextmanager
async def running(jobs: Sequence[Job], ended: Ended = nobody) -> AsyncIterator[None]:
    """
    Tick *jobs*, beginning after ``HEAD_START``, until the block is left; a job that fails is logged and ticks again.

    No tick is under way any more when the block has been left. *ended* is told of each.
    """
    # it reports each failure with all that led to it, and each tick that a slow one holds up; we say what matters
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    scheduler = AsyncIOScheduler(timezone=UTC)
    ticks: set[asyncio.Future[bool]] = set()

    def wake(name: str) -> None:
        scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    for job in jobs:
        scheduler.add_job(
            _ticking(job, ticks, wake, ended),
            "interval",
            seconds=job.every.total_seconds(),
            id=job.name,
            next_run_time=datetime.now(UTC) + HEAD_START,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.pause()
        await _end(ticks)
        scheduler.shutdown(wait=False)


def _ticking(
    job: Job, ticks: set[asyncio.Future[bool]], wake: Callable[[str], None], ended: Ended
) -> Callable[[], Awaitable[None]]:
    """
    One tick of *job*, which stands in *ticks* meanwhile.

    *wake* lets another job tick at once, unless it is at work; its next tick finds what came meanwhile.
    """
    own = Ticks(job, ended)

    async def tick() -> None:
        work = asyncio.ensure_future(own.once())
        ticks.add(work)
        try:
            if await work:
                for name in job.wakes:
                    wake(name)
        finally:
            ticks.discard(work)

    return tick


async def _end(ticks: set[asyncio.Future[bool]]) -> None:
    """
    Let the ticks end, then break off what is left, and wait until it has let go.

    A loop that closed over them would tear them out of the database instead.
    """
    if ticks:
        _, late = await asyncio.wait(ticks, timeout=GRACE)
        for work in late:
            work.cancel()
        await asyncio.gather(*late, return_exceptions=True)
