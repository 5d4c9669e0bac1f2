"""
Runs the jobs of one role, beside other processes on the same PostgreSQL server, with Procrastinate as their queue.

A tick of a job is a message in a queue of the job's name. Whoever may do the job puts one there whenever its time has
come (Procrastinate sees that it is put there once), or at once when work has come (``Queue.wake``); at most one waits.
What only one process of a role may do is done by the one that has the lease (``table.owned``): it alone listens to
those queues.

Nothing in the queues can be lost: what is due stands in the tables of the bot, and a tick only looks. So they have a
schema of their own, which is made anew when another version of Procrastinate comes.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from typing import TypedDict

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import ConnectorException, ProcrastinateException
from procrastinate.jobs import Job as Queued
from procrastinate.jobs import Status
from procrastinate.manager import JobManager
from procrastinate.schema import SchemaManager

from bot.errors import StorageError
from bot.jobs.table import SHARED, Job
from bot.jobs.ticks import Ended, Ticks, nobody
from bot.leased import while_ours
from bot.model import Failed, Failure, Part, WorkerRole
from bot.ports import Clock, Storage

HEARTBEAT = 10.0
"""Seconds between two signs of life of a worker."""
STALLED = 30.0
"""Seconds without a sign of life after which a worker is taken for dead."""
LOOK = 10.0
"""Seconds between two looks for ticks of dead workers."""
TRIES = 3
"""Processes that may end over one tick before that kind of job rests: the first two may have been killed for other
reasons, and each waits out ``STALLED``."""
GRACE = 5.0
"""Seconds that ticks under way have to end when the process is to end; docker waits 15 s in all."""
_POLL = 5.0
"""Seconds between two looks for a message that nobody was told of, because the connection was lost meanwhile."""
_AGAIN = 5.0
"""Seconds after which a worker that broke off begins anew: most likely the server was away."""
_PATIENCE = 5.0
"""Seconds that a tick, or the end of a process, waits for a connection while the server is away."""
_CONNECTIONS = 4
"""Beside one that listens for each worker: a worker speaks to the server for some milliseconds a tick."""

DIED = "ProcessDied"
"""Why a kind of job rests."""

_SCHEMA = "newsbot_jobs"
_MAKING = 7_370_010
"""The number of the lock that whoever makes the schema holds."""

log = structlog.get_logger(__name__)


@asynccontextmanager
async def opened(conninfo: str, storage: Storage, clock: Clock, ended: Ended = nobody) -> AsyncIterator["Queue"]:
    """
    The queue of jobs, until the block is left.

    Args:
        conninfo: The address of the server, as libpq takes it.
        ended: Hears of each tick in this process.
    Raises: StorageError if it cannot be made.
    """
    for name in ("procrastinate", "psycopg.pool"):
        # they report each failure with all that led to it; we say what matters
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    options = {"options": f"-c search_path={_SCHEMA} -c timezone=UTC", "application_name": "newsbot jobs"}
    connector = PsycopgConnector(
        conninfo=conninfo, min_size=1, max_size=_CONNECTIONS, timeout=_PATIENCE, kwargs=options
    )
    try:
        await connector.open_async()
        await _make_schema(connector)
        yield Queue(_app(connector), storage, clock, ended)
    except ProcrastinateException as error:
        why = " ".join(str(error.__cause__ or error).split())
        raise StorageError(f"the queue of jobs is out of reach: {why}") from error
    finally:
        await connector.close_async()


async def _make_schema(connector: PsycopgConnector) -> None:
    """Make the tables of the queue, or make them anew for another version of Procrastinate."""
    wanted, tables = version("procrastinate"), SchemaManager.get_schema().encode().hex()
    # in one transaction, after whoever does the same
    await connector.execute_query_async(f"""
        DO $make$ BEGIN
            PERFORM pg_advisory_xact_lock({_MAKING});
            IF obj_description(to_regnamespace('{_SCHEMA}'), 'pg_namespace') IS DISTINCT FROM '{wanted}' THEN
                DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE;
                CREATE SCHEMA {_SCHEMA};
                EXECUTE convert_from(decode('{tables}', 'hex'), 'UTF8');
                COMMENT ON SCHEMA {_SCHEMA} IS '{wanted}';
            END IF;
        END $make$""")


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue of jobs, as one process sees it."""

    app: App
    storage: Storage
    clock: Clock
    ended: Ended

    async def wake(self, name: str) -> None:
        """
        Let a job tick at once, in whatever process does it.

        One tick that waits already is enough; when the server is away, the next tick in time finds the work.
        """
        with suppress(ProcrastinateException):
            await self.app.configure_task(name, **_place(name)).defer_async(timestamp=0)

    @asynccontextmanager
    async def working(self, jobs: Sequence[Job], role: WorkerRole, owned: str) -> AsyncIterator[None]:
        """
        Do those of *jobs* that are for a process of *role*, until the block is left.

        Ticks under way have ``GRACE`` seconds to end then. Whatever its role, it takes over the ticks of dead workers.

        Args:
            owned: The lease of the process that does what only one may do.
        """
        own = [job for job in jobs if job.role is role]
        work = [self._take_over_from_dead(), *(self._serve([job]) for job in own if job.name in SHARED)]
        if alone := [job for job in own if job.name not in SHARED]:
            work.append(while_ours(self.storage, owned, lambda: self._serve(alone)))
        # what ends by itself here is a defect, and ends the process
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()

    async def _serve(self, jobs: Sequence[Job]) -> None:
        """Let *jobs* tick in this process, until cancelled."""
        app = _app(self.app.connector)
        for job in jobs:
            task = app.task(name=job.name, **_place(job.name))(self._tick(job))
            app.periodic(cron=_cron(job.every), periodic_id=job.name)(task)
        while True:
            try:
                await app.run_worker_async(
                    queues=[job.name for job in jobs],
                    concurrency=len(jobs),
                    fetch_job_polling_interval=_POLL,
                    shutdown_graceful_timeout=GRACE,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=STALLED,
                )
            except ProcrastinateException as error:
                # whoever is cancelled while the server is away hears of that instead
                if (this := asyncio.current_task()) and this.cancelling():
                    return
                log.warning("the queue of jobs is out of reach", why=type(error.__cause__ or error).__name__)
            await asyncio.sleep(_AGAIN)

    def _tick(self, job: Job) -> Callable[[int], Awaitable[None]]:
        ticks = Ticks(job, self.ended)

        async def tick(timestamp: int) -> None:  # noqa: ARG001 - the moment that it was put there for
            try:
                marked = (await self._known()).get(job.name)
                if marked and marked.next_try > self.clock.now():
                    return
                done = await ticks.once()
                if marked:
                    await self._clear(job)
            except StorageError:
                return  # the job itself says that, or the next tick
            if done:
                for name in job.wakes:
                    await self.wake(name)

        return tick

    async def _known(self) -> dict[str, Failure]:
        """The kinds of jobs over which processes ended."""
        async with self.storage.view() as unit:
            return await unit.failures.known(Part.JOB)

    async def _clear(self, job: Job) -> None:
        async with self.storage.unit() as unit:
            await unit.failures.clear(Part.JOB, [job.name])
            await unit.commit()

    async def _take_over_from_dead(self) -> None:
        """Let others do what dead workers were at, for ever."""
        while True:
            await asyncio.sleep(LOOK)
            with suppress(ProcrastinateException, StorageError):  # another process was faster, or the server is away
                for stalled in await self.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
                    await self._take_over(stalled)

    async def _take_over(self, stalled: Queued) -> None:
        """Let another worker do it; after ``TRIES`` mark that kind of job, which rests then."""
        manager, name = self.app.job_manager, stalled.task_name
        if name in await self._known() or stalled.attempts + 1 >= TRIES:
            # marked first: nobody begins the next one before that; it is marked once, however many see it
            async with self.storage.unit() as unit:
                await unit.failures.mark(Part.JOB, [Failed(name, f"{DIED}({name})")], self.clock.now())
                await unit.commit()
            await manager.finish_job_by_id_async(stalled.id or 0, Status.FAILED, delete_job=True)
            log.error("process after process ended over a job: it rests", job=name)
            return
        # of each kind one waits: let it be the one that counts how often it was tried
        for waiting in await manager.list_jobs_async(status=Status.TODO.value, queueing_lock=name):
            await manager.cancel_job_by_id_async(waiting.id or 0, delete_job=True)
        await manager.retry_job(stalled)
        log.warning("a worker died: another one does its job", job=name)


class _Ticks(JobManager):
    """Procrastinate's own, whose worker goes on when it cannot say that a tick has ended."""

    async def finish_job(self, job: Queued, status: Status, delete_job: bool) -> None:
        """As there; when the server is away, or another worker took the tick over, that one will say so."""
        with suppress(ConnectorException):
            await super().finish_job(job, status, delete_job)


def _app(connector: BaseConnector) -> App:
    app = App(connector=connector)
    app.job_manager = _Ticks(connector)
    return app


class _Place(TypedDict):
    """Where the ticks of a job wait, and what keeps two apart."""

    queue: str
    queueing_lock: str
    lock: str | None


def _place(name: str) -> _Place:
    return _Place(queue=name, queueing_lock=name, lock=None if name in SHARED else name)


def _cron(every: timedelta) -> str:
    """As Procrastinate wants it, seconds last."""
    seconds = max(1, round(every.total_seconds()))
    return f"* * * * * */{seconds}"
