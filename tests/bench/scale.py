"""
What workers and PostgreSQL cost: ``python -m tests.bench.scale --workers 1 2 4 --feeds 400 --chats 100 --runs 3``.

For each number of workers a town is made whose feeds are all due at once and whose chats share a slot. It has so many
processes that poll, so many that make digests, one that delivers and one that hears people. Printed are the medians of
the runs: seconds of wall time and of processors, of each role and of PostgreSQL, for a feed polled, an entry sorted, a
digest made and a message sent; and what all of it takes a second while nothing is to be done. Servers of feeds and of
the Bot API are in the process of the bench, and not counted.
"""

import argparse
import asyncio
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psutil
from sqlalchemy import text

from tests import postgres
from tests.acceptance.asking import eventually
from tests.acceptance.stage import SLOT
from tests.workers.test_cluster import Cluster, at_work
from tests.workers.town import Plan, Town, a_town

HOSTS = 40
IDLE = 10.0
"""Seconds for which it is watched what nothing costs."""
LONGEST = 1800.0


def spent(cluster: Cluster, server: postgres.Server) -> dict[str, float]:
    """Processor seconds by role so far, and those of PostgreSQL with all that it has ended."""
    found: defaultdict[str, float] = defaultdict(float)
    for number, (role, _) in cluster.running.items():
        found[role] += _of(psutil.Process(number))
    found["postgres"] = _of(psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0])))
    return found


def _of(process: psutil.Process) -> float:
    """Of a process, its children that have ended, and those that live."""
    total = 0.0
    for one in [process, *process.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


class Watch:
    """What each phase took."""

    def __init__(self, cluster: Cluster, server: postgres.Server) -> None:
        self._cluster, self._server = cluster, server
        self._before, self._since = spent(cluster, server), time.monotonic()

    def lap(self) -> dict[str, float]:
        """Seconds since the last call: ``wall``, and of processors by role."""
        now, moment = spent(self._cluster, self._server), time.monotonic()
        took = {role: now[role] - self._before[role] for role in now}
        took["wall"] = moment - self._since
        self._before, self._since = now, moment
        return took


async def _phases(town: Town, cluster: Cluster, server: postgres.Server) -> dict[str, tuple[int, dict[str, float]]]:
    """For each phase how much was done, and what it took."""
    plan, found = town.plan, dict[str, tuple[int, dict[str, float]]]()
    await town.heard_of_trouble()
    watch = Watch(cluster, server)
    await asyncio.sleep(IDLE)
    found["idle, a second"] = (round(IDLE), watch.lap())
    town.bring(0)
    feeds = plan.hosts * plan.feeds
    entries = feeds * (plan.items + 1)
    with town.database.begin() as connection:
        connection.execute(text("UPDATE feeds SET next_poll = last_poll WHERE retired IS NULL"))
    watch.lap()
    town.stage.at(SLOT - timedelta(minutes=30))
    await eventually(lambda: town.rows("SELECT count(*) FROM entries") == [(entries,)], LONGEST, "polls")
    found["a feed polled"] = (feeds, watch.lap())
    await eventually(lambda: town.rows("SELECT count(*) FROM decisions") == [(entries,)], LONGEST, "stories")
    found["an entry sorted, of those left"] = (entries, watch.lap())
    town.stage.at(SLOT + timedelta(seconds=1))
    await eventually(lambda: town.rows("SELECT count(*) FROM digests") == [(plan.chats,)], LONGEST, "digests")
    found["a digest made"] = (plan.chats, watch.lap())
    await town.all_told(1)
    found["a message sent, of those left"] = (town.sent(), watch.lap())
    return found


async def _run(workers: int, feeds: int, chats: int) -> dict[str, dict[str, float]]:
    """What each phase took, for one of what was done in it."""
    plan = Plan(HOSTS, max(1, feeds // HOSTS), 1, chats, 1, 0, scale=1.0, patience=LONGEST, follows=min(20, feeds - 1))
    server = postgres.Server(Path(tempfile.mkdtemp(prefix="newsbot-pg-")))
    server.make()
    server.start()
    url = server.url.render_as_string(hide_password=False)
    try:
        with tempfile.TemporaryDirectory() as folder:
            roles = ("chat", "deliver", *("poll",) * workers, *("stories",) * workers)
            async with a_town(Path(folder), plan, url) as town, at_work(town, *roles) as cluster:
                found = await _phases(town, cluster, server)
    finally:
        server.stop()
        shutil.rmtree(server.folder)
    return {phase: {who: took / done for who, took in counted.items()} for phase, (done, counted) in found.items()}


async def main(workers: list[int], feeds: int, chats: int, runs: int) -> None:
    """Print a table for each number of workers."""
    for number in workers:
        taken: dict[tuple[str, str], list[float]] = defaultdict(list)
        for _ in range(runs):
            for phase, counted in (await _run(number, feeds, chats)).items():
                for who, took in counted.items():
                    taken[phase, who].append(took)
        print(f"{number} that poll and {number} that make digests; milliseconds, median of {runs}")
        for phase in dict.fromkeys(phase for phase, _ in taken):
            parts = [
                f"{who} {statistics.median(took) * 1000:.1f}" for (own, who), took in taken.items() if own == phase
            ]
            print(f"  {phase:32} {'  '.join(parts)}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--feeds", type=int, default=400)
    parser.add_argument("--chats", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    asyncio.run(main(given.workers, given.feeds, given.chats, given.runs))
