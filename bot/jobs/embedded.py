"""Runs the jobs in this process, with APScheduler as the timer."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.errors import BotError
from bot.jobs.table import Job
from bot.logs import way
from bot.text.display.wording import ENGLISH

GRACE = 1.0
"""Seconds that ticks under way have to end by themselves; what takes longer (a fetch) is broken off and done again."""

HEAD_START = timedelta(seconds=1)
"""Until the first ticks: who wrote while nobody was there is answered before feeds are read and entries sorted."""

log = structlog.get_logger(__name__)


@asynccontextmanager
async def running(jobs: Sequence[Job]) -> AsyncIterator[None]:
    """
    Tick *jobs*, beginning after ``HEAD_START``, until the block is left; a job that fails is logged and ticks again.

    No tick is under way any more when the block has been left.
    """
    # it reports each failure with all that led to it, and each tick that a slow one holds up; we say what matters
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    scheduler = AsyncIOScheduler(timezone=UTC)
    ticks: set[asyncio.Future[object]] = set()

    def wake(name: str) -> None:
        scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    for job in jobs:
        scheduler.add_job(
            _ticking(job, ticks, wake),
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
    job: Job, ticks: set[asyncio.Future[object]], wake: Callable[[str], None]
) -> Callable[[], Awaitable[None]]:
    """
    One tick of *job*, which stands in *ticks* meanwhile. The same trouble tick after tick is said once.

    *wake* lets another job tick at once, unless it is at work; its next tick finds what came meanwhile.
    """
    complaint = ""

    async def tick() -> None:
        nonlocal complaint
        work = asyncio.ensure_future(job.run())
        ticks.add(work)
        try:
            if await _in_time(job, work):
                for name in job.wakes:
                    wake(name)
        except Exception as error:  # noqa: BLE001 - the next tick may go well
            if str(error) != complaint:
                _report(job, error)
            complaint = str(error)
        else:
            if complaint:
                log.info("job works again", job=job.name)
            complaint = ""
        finally:
            ticks.discard(work)

    return tick


async def _in_time(job: Job, work: asyncio.Future[object]) -> object:
    """What a tick returns. Raises: BotError if it takes too long, and was broken off."""
    try:
        async with asyncio.timeout(job.limit.total_seconds() if job.limit else None) as limit:
            return await work
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise BotError(f"it took more than {job.limit} and was broken off; it begins anew") from error


def _report(job: Job, error: Exception) -> None:
    """Expected trouble is told in its words; anything else is a defect of ours, told by its type and its way."""
    if isinstance(error, BotError):
        log.error("job failed", job=job.name, why=ENGLISH.reason(str(error)))
    else:
        log.error("job failed", job=job.name, why=type(error).__name__, where=way(error))


async def _end(ticks: set[asyncio.Future[object]]) -> None:
    """
    Let the ticks end, then break off what is left, and wait until it has let go.

    A loop that closed over them would tear them out of the database instead.
    """
    if ticks:
        _, late = await asyncio.wait(ticks, timeout=GRACE)
        for work in late:
            work.cancel()
        await asyncio.gather(*late, return_exceptions=True)
