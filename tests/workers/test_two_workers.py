"""Two processes on one database do nothing twice, and when one is killed the other goes on with its work."""

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.acceptance.asking import eventually
from tests.acceptance.process import environment
from tests.acceptance.stage import SLOT
from tests.workers.town import Plan, Town, a_town


class Workers:
    """Processes that do all jobs in one town."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.since = time.time()
        self.running: dict[int, asyncio.subprocess.Process] = {}

    async def start(self) -> None:
        """One more worker."""
        with (self.town.stage.folder / "stderr.log").open("ab") as stderr:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.workers.program", str(self.town.plan.scale), str(self.since)),
                cwd=self.town.stage.folder,
                env=environment({**self.town.stage.extra, "PYTHONPATH": str(Path(__file__).parent.parent.parent)}),
                stdin=asyncio.subprocess.DEVNULL,
                stderr=stderr,
            )
        self.running[process.pid] = process

    async def end(self, number: int, how: signal.Signals) -> None:
        """Send a worker a signal and wait until it is gone."""
        process = self.running.pop(number)
        process.send_signal(how)
        assert await asyncio.wait_for(process.wait(), 60) in (0, -how)
        self.town.killed += how is signal.SIGKILL


@asynccontextmanager
async def _workers(town: Town) -> AsyncIterator[Workers]:
    workers = Workers(town)
    try:
        yield workers
    finally:
        for process in workers.running.values():
            process.kill()
            await process.wait()


async def _play(folder: Path, plan: Plan) -> None:
    """A kill in the middle of each round but the last, and a new worker for the next."""
    async with a_town(folder, plan) as town, _workers(town) as workers:
        await workers.start()
        await workers.start()
        await town.heard_of_trouble()
        for number in range(plan.rounds):
            town.bring(number)
            faults = town.stage.api.faults
            faults.order("sendMessage", "hang after", plan.unanswered)
            before = town.sent()
            town.stage.at(SLOT + timedelta(days=number, seconds=1))
            if number < plan.rounds - 1:
                await eventually(lambda: town.sent() > before, plan.patience, "a message")  # noqa: B023
                owner = town.owner("deliver:telegram")
                await workers.end(owner if owner in workers.running else min(workers.running), signal.SIGKILL)
                await workers.start()
            await town.all_told(number + 1)
        for worker in list(workers.running):
            await workers.end(worker, signal.SIGTERM)
        town.judge(plan.rounds)


async def test_two_workers(tmp_path: Path) -> None:
    """A small town: one of two is killed while it sends."""
    await _play(tmp_path, Plan(hosts=3, feeds=2, items=1, chats=6, rounds=2, unanswered=1, scale=0.05))


@pytest.mark.long
async def test_two_workers_at_length(tmp_path: Path) -> None:
    """A larger one, and more kills."""
    await _play(tmp_path, Plan(hosts=8, feeds=5, items=3, chats=100, rounds=6, unanswered=20, patience=300))
