"""The queue of jobs: each tick once, whoever asks for it; what dead workers were at goes on, three times at most."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.jobs import cluster
from bot.jobs.clock import FixedClock
from bot.jobs.cluster import Queue
from bot.jobs.table import Job
from bot.model import Failure, Part, WorkerRole
from bot.retrying import FIRST_WAIT
from bot.storage.unit_of_work import SqlStorage
from tests import postgres
from tests.acceptance.asking import eventually
from tests.databases import fresh, open_storage

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
STORIES, DELIVER = WorkerRole.STORIES, WorkerRole.DELIVER


class Two:
    """Two processes, each with its queue and its leases, and how often each did what."""

    def __init__(self, queues: list[Queue]) -> None:
        self.queues = queues
        self.done: Counter[tuple[int, str]] = Counter()

    def job(self, who: int, name: str, every: timedelta, role: WorkerRole, *wakes: str) -> Job:
        """A job that counts its ticks."""

        async def run() -> bool:
            self.done[who, name] += 1
            return True

        return Job(name, every, run, wakes=wakes, role=role)

    def count(self, name: str) -> int:
        """How often a job was done, by both."""
        return sum(count for (_, own), count in self.done.items() if own == name)

    async def failures(self) -> dict[str, Failure]:
        """What is marked."""
        async with self.queues[0].storage.view() as unit:
            return await unit.failures.known(Part.JOB)

    async def is_well(self) -> bool:
        """Whether nothing is marked."""
        return not await self.failures()


@pytest.fixture
async def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Two]:
    """On one database, impatient."""
    for name in ("LOOK", "_AGAIN"):
        monkeypatch.setattr(cluster, name, 0.1)
    async with AsyncExitStack() as stack:
        url = stack.enter_context(fresh("postgresql"))
        queues = []
        for _ in range(2):
            storage: SqlStorage = await open_storage(url, tmp_path, [])
            stack.push_async_callback(storage.close)
            conninfo = url.replace("+psycopg", "")
            queues.append(await stack.enter_async_context(cluster.opened(conninfo, storage, FixedClock(NOW))))
        yield Two(queues)


async def _stall(queue: Queue, name: str) -> None:
    """Leave a tick behind as a worker does that was killed in the middle of it."""
    await queue.wake(name)
    query = "UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = %(name)s AND status = 'todo'"
    await queue.app.connector.execute_query_async(query, name=name)


async def _ticks(queue: Queue, name: str) -> list[tuple[str, int]]:
    """The ticks of a job that wait or are under way: state, and how many processes ended over each."""
    query = "SELECT status::text AS status, attempts FROM procrastinate_jobs WHERE task_name = %(name)s ORDER BY id"
    rows = await queue.app.connector.execute_query_all_async(query, name=name)
    return [(row["status"], row["attempts"]) for row in rows]


async def _until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await true():  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.05)


async def _moved_on(queue: Queue, attempts: int) -> bool:
    return ("doing", attempts) not in await _ticks(queue, "tell")


async def _none_waits(queue: Queue) -> bool:
    return not await _ticks(queue, "tell")


async def test_each_tick_is_done_once(two: Two) -> None:
    """Of two owners one works; it wakes what another role does; two who may both share the ticks between them."""
    async with AsyncExitStack() as stack:
        for who, queue in enumerate(two.queues):
            jobs = [
                two.job(who, "sort", SECOND, STORIES, "deliver"),
                two.job(who, "publish", SECOND, STORIES),
                two.job(who, "deliver", DAY, DELIVER),
            ]
            await stack.enter_async_context(queue.working(jobs, STORIES, "sort"))
        begin = asyncio.get_running_loop().time()
        await eventually(lambda: two.count("sort") >= 3 and two.count("publish") >= 3, 30)
        seconds = asyncio.get_running_loop().time() - begin
        assert len({who for who, name in two.done if name == "sort"}) == 1
        assert two.count("publish") <= seconds + 2
        assert two.count("deliver") == 0
    # one tick waits for whoever delivers, however often it was asked for
    assert await _ticks(two.queues[0], "deliver") == [("todo", 0)]
    async with two.queues[0].working([two.job(0, "deliver", DAY, DELIVER)], DELIVER, "deliver:telegram"):
        await eventually(lambda: two.count("deliver"), 30)


async def test_who_is_killed_is_stood_in_for(two: Two) -> None:
    """The tick of a dead worker is done by another one, although a newer one waits."""
    queue = two.queues[0]
    await _stall(queue, "tell")
    await queue.wake("tell")
    assert await _ticks(queue, "tell") == [("doing", 0), ("todo", 0)]
    async with queue.working([two.job(0, "tell", DAY, STORIES)], STORIES, "sort"):
        await eventually(lambda: two.count("tell"), 30)
    assert await two.failures() == {}


async def test_a_job_that_kills_stops(two: Two) -> None:
    """After three processes it is marked, rests, and keeps nobody else from working; it is tried again later, once."""
    queue = two.queues[0]
    async with queue.working([two.job(0, "publish", SECOND, STORIES)], STORIES, "sort"):
        for attempts in range(cluster.TRIES):
            await eventually(lambda: two.count("publish"), 30)
            await _stall(queue, "tell")
            if attempts:
                query = "UPDATE procrastinate_jobs SET attempts = %(n)s WHERE task_name = 'tell'"
                await queue.app.connector.execute_query_async(query, n=attempts)
            await _until(partial(_moved_on, queue, attempts))
        known = await two.failures()
        assert [(name, one.reason, one.next_try) for name, one in known.items()] == [
            ("tell", "ProcessDied(tell)", NOW + FIRST_WAIT)
        ]
        before = two.count("publish")
        await eventually(lambda: two.count("publish") > before, 30)
    await queue.wake("tell")
    async with queue.working([two.job(0, "tell", SECOND, STORIES)], STORIES, "sort"):
        await _until(partial(_none_waits, queue))
        assert two.count("tell") == 0, "it rests"
    later = replace(queue, clock=FixedClock(NOW + FIRST_WAIT))
    async with later.working([two.job(0, "tell", SECOND, STORIES)], STORIES, "sort"):
        await eventually(lambda: two.count("tell"), 30)
        await _until(two.is_well)


@pytest.mark.long
async def test_the_end_while_the_server_is_away(tmp_path: Path) -> None:
    """Whoever is to end does so, although nobody can be told."""
    with postgres.own_server() as server:
        url = server.url.render_as_string(hide_password=False)
        storage = await open_storage(url, tmp_path, [])
        two = Two([])
        async with asyncio.timeout(60):
            async with cluster.opened(url.replace("+psycopg", ""), storage, FixedClock(NOW)) as queue:
                jobs = [two.job(0, "sort", SECOND, STORIES), two.job(0, "publish", SECOND, STORIES)]
                async with queue.working(jobs, STORIES, "sort"):
                    await eventually(lambda: two.count("sort") and two.count("publish"), 30)
                    server.stop()
                    await asyncio.sleep(1)
            await storage.close()
