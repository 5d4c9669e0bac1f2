"""Runs the jobs in this process, with APScheduler as the timer."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import structlog
from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.jobs.table import Job

log = structlog.get_logger(__name__)


@asynccontextmanager
async def running(jobs: Sequence[Job]) -> AsyncIterator[None]:
    """Tick *jobs*, beginning at once, until the block is left; a job that fails is logged and ticks again."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_listener(_log_error, EVENT_JOB_ERROR)
    for job in jobs:
        scheduler.add_job(
            job.run,
            "interval",
            seconds=job.every.total_seconds(),
            id=job.name,
            next_run_time=datetime.now(UTC),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


def _log_error(event: Any) -> None:
    log.error("job failed", job=event.job_id, error=type(event.exception).__name__, why=str(event.exception))
