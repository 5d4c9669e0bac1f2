"""Processes of several roles on one PostgreSQL database do all that one process does, once, and survive each other."""

import asyncio
import os
import signal
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.storage.tables import entries, feeds
from bot.stories.cached_index import CachedIndex
from bot.stories.collect import collect
from tests import postgres
from tests.acceptance.asking import eventually
from tests.acceptance.forks import Started, forks
from tests.acceptance.process import environment
from tests.acceptance.stage import SLOT
from tests.databases import fresh, open_storage
from tests.workers.town import Plan, Town, a_town

ROLES = ("chat", "poll", "poll", "stories", "deliver")


@pytest.fixture
def url() -> Iterator[str]:
    """The address of a new PostgreSQL database."""
    with fresh("postgresql") as address:
        yield address


class Cluster:
    """The processes that work in one town, each with its role."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.since = str(time.time())
        self.log = town.stage.folder / "stderr.log"
        self.log.touch()
        self.running: dict[int, tuple[str, Started]] = {}

    async def start(self, *roles: str) -> None:
        """Start one more process of each of *roles*."""
        nothing = Path(os.devnull)
        for role in roles:
            started = await asyncio.to_thread(
                forks().start,
                ["run", "--role", role],
                self.town.stage.folder,
                environment(self.town.stage.extra),
                nothing,
                nothing,
                self.log,
                ("tests.workers.faster", str(self.town.plan.scale), self.since),
            )
            self.running[started.pid] = (role, started)

    def of(self, role: str) -> list[int]:
        """The numbers of the processes of a role, the first that was started before."""
        return [number for number, (own, _) in self.running.items() if own == role]

    async def end(self, number: int, how: signal.Signals) -> str:
        """Send a process a signal and wait until it is gone. Returns: its role."""
        role, started = self.running.pop(number)
        os.kill(number, how)
        status = await asyncio.wait_for(started.wait(), 60)
        assert status in (0, -how), f"{role} ended with {status}: {self.said()}"
        self.town.killed += how is signal.SIGKILL
        return role

    async def replace(self, number: int, how: signal.Signals) -> None:
        """End a process and start a new one of its role."""
        await self.start(await self.end(number, how))

    def said(self) -> str:
        """What the processes wrote to stderr lately."""
        return self.log.read_text()[-3000:]


@asynccontextmanager
async def at_work(town: Town, *roles: str) -> AsyncIterator[Cluster]:
    """Processes of *roles*, ended by SIGTERM at the end; none of them has said anything of a defect."""
    cluster = Cluster(town)
    try:
        await cluster.start(*roles)
        yield cluster
        for number in list(cluster.running):
            await cluster.end(number, signal.SIGTERM)
        said = cluster.log.read_text()
        assert not [sign for sign in ("Traceback", "never retrieved") if sign in said]
    finally:
        print(cluster.said())
        for _, started in cluster.running.values():
            started.kill()
            await started.wait()


def _stories(rows: Collection[tuple[object, ...]]) -> set[frozenset[object]]:
    """Which entries make a story together: rows of an entry and its story."""
    found: defaultdict[object, set[object]] = defaultdict(set)
    for entry, story in rows:
        found[story].add(entry)
    return {frozenset(one) for one in found.values()}


async def _judge_verdicts(town: Town) -> None:
    """One process alone decides the same of the same entries in the same order."""
    with town.database.connect() as connection:
        stored = [
            (table, [dict(row) for row in connection.execute(select(table).order_by(table.c.id)).mappings()])
            for table in (feeds, entries)
        ]
    storage = await open_storage("sqlite:///alone.db", town.stage.folder, [])
    async with storage._engine.connect() as connection_alone:
        for table, rows in stored:
            without = {"story": None} if table is entries else {}
            await connection_alone.execute(insert(table), [row | without for row in rows])
        await connection_alone.commit()
    await collect(storage, CachedIndex([]), SLOT)
    made, verdicts = "SELECT id, story FROM entries", "SELECT entry, verdict FROM decisions"
    async with storage._engine.connect() as connection_alone:
        alone = [(await connection_alone.exec_driver_sql(query)).all() for query in (made, verdicts)]
    await storage.close()
    assert _stories([tuple(row) for row in alone[0]]) == _stories(town.rows(made))
    assert {tuple(row) for row in alone[1]} == set(town.rows(verdicts))


async def _round(town: Town, number: int) -> None:
    """The news of a day comes, and its slot."""
    town.bring(number)
    town.stage.at(SLOT + timedelta(days=number, seconds=1))


async def test_one_worker_of_each_role(tmp_path: Path, url: str) -> None:
    """A small town, in which the process that sends is killed while it does."""
    plan = Plan(hosts=3, feeds=2, items=1, chats=6, rounds=2, unanswered=0, scale=0.1)
    async with a_town(tmp_path, plan, url) as town, at_work(town, *ROLES) as cluster:
        await town.heard_of_trouble()
        before = town.sent()
        await _round(town, 0)
        await eventually(lambda: town.sent() > before, plan.patience, "a message")
        (sending,) = cluster.of("deliver")
        assert town.owner("deliver:telegram") == sending
        signed = "SELECT owner FROM leases WHERE name LIKE 'alive:%'"
        assert {int(owner.split(":")[1]) for (owner,) in town.rows(signed)} == set(cluster.running)
        await cluster.replace(sending, signal.SIGKILL)
        await town.all_told(1)
        await _round(town, 1)
        await town.all_told(2)
        town.judge(2)
        await _judge_verdicts(town)


@pytest.mark.long
async def test_many_workers(tmp_path: Path) -> None:
    """
    A large town: in the middle of each round a process of another role is killed, then the server of the database ends
    as in a crash, then all processes are replaced by new ones; whoever asks the bot something is answered throughout.
    """
    plan = Plan(hosts=20, feeds=100, items=1, chats=500, rounds=5, unanswered=0, scale=0.3, patience=900, follows=10)
    roles = ("chat", "chat", "poll", "poll", "poll", "stories", "stories", "deliver", "deliver")
    with postgres.own_server() as server:
        url = server.url.render_as_string(hide_password=False)
        async with a_town(tmp_path, plan, url) as town, at_work(town, *roles) as cluster:
            await town.heard_of_trouble()
            person = town.stage.api.person("Ann")
            for number in range(plan.rounds):
                await _round(town, number)
                read = len(town.items) * plan.items * number
                entries_now = "SELECT count(*) FROM entries"
                await eventually(lambda: town.rows(entries_now)[0][0] > read, plan.patience, "polls")  # noqa: B023
                before = town.sent()
                if number == 0:
                    await cluster.replace(cluster.of("poll")[0], signal.SIGKILL)
                elif number == 1:
                    await cluster.replace(town.owner("sort"), signal.SIGKILL)
                elif number == 3:
                    server.stop()
                    server.start()
                    town.killed += len(cluster.of("poll"))
                await eventually(lambda: town.sent() > before + 20, plan.patience, "messages")  # noqa: B023
                if number == 2:
                    for lease in ("deliver:telegram", "hear:telegram"):
                        await cluster.replace(town.owner(lease), signal.SIGKILL)
                elif number == 4:
                    for worker in list(cluster.running):
                        await cluster.replace(worker, signal.SIGTERM)
                asked = time.monotonic()
                town.stage.api.says(person, person, "/hours")
                await eventually(lambda: len(town.stage.texts(person)) > number, 90, "an answer")  # noqa: B023
                print(f"round {number}: answered after {time.monotonic() - asked:.1f} s")
                await town.all_told(number + 1)
                print(f"round {number}: all told {time.monotonic() - asked:.1f} s later")
            town.judge(plan.rounds)
            await _judge_verdicts(town)
