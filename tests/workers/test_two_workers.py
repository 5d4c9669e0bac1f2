"""Two processes on one database do nothing twice, and when one is killed the other goes on with its work."""

import asyncio
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.model import ChatKey, ChatKind, Feed
from bot.reasons import because
from tests.acceptance.asking import eventually
from tests.acceptance.process import environment
from tests.acceptance.stage import SLOT, START, Stage
from tests.botapi import BotApi
from tests.botapi.server import TOKEN
from tests.databases import open_storage
from tests.feedserver import FeedServer, Item, feed_server, rss

INTERVAL = timedelta(hours=1)
GONE = str(because("feed.gone"))
QUESTION = "How many people will Amberamberamberamber employ?"
"""What the first item of the first round answers."""


@dataclass(frozen=True)
class Plan:
    """How much there is to do. *scale* shortens all that the workers wait for, a lease of 45 s among it."""

    hosts: int
    feeds: int
    """Of each host."""
    items: int
    """That each feed brings in a round, beside one that all tell."""
    chats: int
    rounds: int
    unanswered: int
    """Messages of a round that arrive without an answer."""
    scale: float = 0.1
    patience: float = 90.0
    """Seconds that a round may take."""


class Town:
    """Feed servers, a Bot API server, a database with chats that follow all feeds, and the workers."""

    def __init__(self, stage: Stage, servers: list[FeedServer], plan: Plan) -> None:
        self.stage, self.servers, self.plan = stage, servers, plan
        self.since = time.time()
        self.workers: dict[int, asyncio.subprocess.Process] = {}
        self.chats: list[int] = []
        self.items: dict[str, list[Item]] = {}
        self.killed = 0

    async def settle_in(self) -> None:
        """As if all had subscribed yesterday."""
        storage = await open_storage("sqlite:///newsbot.db", self.stage.folder, [])
        async with storage.unit() as unit:
            feeds = [
                await unit.feeds.add(
                    Feed(0, f"{server.url}/{n}", f"P{n}", SLOT, INTERVAL, last_poll=START, last_success=START)
                )
                for server in self.servers
                for n in range(self.plan.feeds)
            ]
            gone = Feed(0, "https://gone.example/feed", "Gone", SLOT, INTERVAL, retired=START, error=GONE)
            feeds.append(await unit.feeds.add(gone))
            for number in range(self.plan.chats):
                self.chats.append(self.stage.api.person(f"P{number}"))
                self.stage.api.world.places[self.chats[-1]].started = True
                chat = await unit.chats.ensure(ChatKey("telegram", str(self.chats[-1])), ChatKind.PRIVATE, "")
                await unit.chats.update(chat, replace(chat, subscribed=START))
                await unit.questions.ask(chat.id, chat.key.chat, QUESTION, "", START, 1)
                for feed in feeds:
                    await unit.feeds.follow(chat.id, feed.id, START)
            await unit.commit()
        await storage.close()

    async def start(self) -> None:
        """One more worker."""
        with (self.stage.folder / "stderr.log").open("ab") as stderr:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.workers.program", str(self.plan.scale), str(self.since)),
                cwd=self.stage.folder,
                env=environment({**self.stage.extra, "PYTHONPATH": str(Path(__file__).parent.parent.parent)}),
                stdin=asyncio.subprocess.DEVNULL,
                stderr=stderr,
            )
        self.workers[process.pid] = process

    async def end(self, number: int, how: signal.Signals) -> None:
        """Send a worker a signal and wait until it is gone."""
        process = self.workers.pop(number)
        process.send_signal(how)
        assert await asyncio.wait_for(process.wait(), 60) in (0, -how)
        self.killed += how is signal.SIGKILL

    def bring(self, number: int) -> None:
        """The news of a day: each feed has some of its own, and one that all tell."""
        moment = SLOT + timedelta(days=number, hours=-1)
        for host, server in enumerate(self.servers):
            for feed in range(self.plan.feeds):
                own = [
                    _item(f"{_WORDS[host]}{_WORDS[feed]}{_WORDS[n]}{_WORDS[number]}", f"{number}-{host}-{feed}-{n}")
                    for n in range(self.plan.items)
                ]
                shared = replace(_item(f"everywhere{_WORDS[number]}", f"all-{number}"), link="")
                new = [replace(item, published=moment) for item in (*own, shared)]
                known = self.items.setdefault(f"{server.url}/{feed}", [])
                known += new
                server.serve(f"/{feed}", rss(f"P{host}{feed}", known))

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What stands in the database."""
        with closing(sqlite3.connect(self.stage.folder / "newsbot.db", timeout=30)) as database:
            return database.execute(query, values).fetchall()

    def owner(self, lease: str) -> int:
        """The number of the process that has a lease; 0 if none of the workers."""
        found = [int(owner.split(":")[1]) for (owner,) in self.rows("SELECT owner FROM leases WHERE name = ?", lease)]
        return next((number for number in found if number in self.workers), 0)

    def sent(self) -> int:
        """How many calls have tried to send."""
        return sum(method.startswith("send") for method, _ in self.stage.api.calls)

    async def all_told(self, rounds: int) -> None:
        """Wait until nothing is under way any more."""
        digests = self.plan.chats * rounds

        def told() -> bool:
            counts = ("digests", "questions", "outbox WHERE state != 'sent'")
            found = [self.rows(f"SELECT count(*) FROM {of}")[0][0] for of in counts]  # noqa: S608 - our own words
            return found == [digests, 0, 0]

        await eventually(told, self.plan.patience, "all digests and answers, sent")

    async def heard_of_trouble(self) -> None:
        """Wait until all chats were told of the feed that is gone."""
        sent = "SELECT count(*) FROM outbox WHERE state = 'sent'"
        await eventually(lambda: self.rows(sent) == [(self.plan.chats,)], self.plan.patience, "a notice for each chat")

    def judge(self, rounds: int) -> None:
        """Nothing was done twice, and nothing is missing."""
        polled = Counter(
            (server.url, asked.path) for server in self.servers for asked in server.asked if asked.path != "/robots.txt"
        )
        # who is killed while a server answers has asked in vain: of each host that may be one feed a kill
        again = sum(count - rounds for count in polled.values())
        print(f"polls {polled.total()}, of these again after a kill {again}, sent {self.sent()}")
        assert set(polled) == {(server.url, f"/{n}") for server in self.servers for n in range(self.plan.feeds)}
        assert min(polled.values()) >= rounds
        assert again <= self.killed * len(self.servers)
        items = sum(map(len, self.items.values()))
        assert self.rows("SELECT count(*), count(DISTINCT feed || guid) FROM entries") == [(items, items)]
        assert self.rows("SELECT count(*) FROM decisions") == [(items,)]
        own = len(self.items) * self.plan.items * rounds
        # the index of the one who takes over knows what the other has sorted
        assert self.rows("SELECT count(*) FROM stories") == [(own + rounds,)]
        assert self.rows("SELECT chat FROM digests GROUP BY chat, slot HAVING count(*) > 1") == []
        assert self.rows("SELECT story FROM told GROUP BY chat, story HAVING count(*) > 1") == []
        # of the feed that is gone, and what was asked: each chat hears once
        beside = "SELECT chat, count(*) FROM outbox WHERE digest IS NULL GROUP BY chat"
        assert [count for _, count in self.rows(beside)] == [2] * self.plan.chats
        for chat in self.chats:
            standing = self.stage.api.bot_messages(chat)
            assert len(standing) == len({message["text"] for message in standing}), f"something stands twice in {chat}"
            held = self.rows("SELECT sent_id FROM outbox o JOIN chats c ON c.id = o.chat WHERE c.chat = ?", chat)
            assert sorted(held) == sorted((str(message["message_id"]),) for message in standing)
        assert self.stage.api.world.overwritten == []


_WORDS = "amber birch cedar dover ember fjord grove haven islet jetty kelso larch".split()


def _item(word: str, guid: str) -> Item:
    name = word.title()
    return Item(
        f"{name} opens a plant in {name}stead",
        f"https://{word}.example/{guid}",
        f"{name} will employ hundreds of people in {name}stead, the mayor {name}ina said. {name} makes {word} lamps.",
        guid,
    )


@asynccontextmanager
async def _town(folder: Path, plan: Plan) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(BotApi.running())
        servers = [await stack.enter_async_context(feed_server(f"127.0.0.{2 + n}")) for n in range(plan.hosts)]
        (folder / "seeds").mkdir()
        (folder / "config.toml").write_text(
            f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{api.base_url}"\nbase_file_url = "{api.base_file_url}"\n'
            '[feeds]\npages = false\n[seeds]\npath = "seeds"\n[network]\nallow = ["127.0.0.0/8"]\n'
        )
        api.limits.on = False
        town = Town(Stage(folder, api, servers[0]), servers, plan)
        town.stage.at(START)
        try:
            yield town
        finally:
            for process in town.workers.values():
                process.kill()
                await process.wait()
        assert api.violations == []


async def _play(folder: Path, plan: Plan) -> None:
    """A kill in the middle of each round but the last, and a new worker for the next."""
    async with _town(folder, plan) as town:
        await town.settle_in()
        await town.start()
        await town.start()
        await town.heard_of_trouble()
        for number in range(plan.rounds):
            town.bring(number)
            faults = town.stage.api.faults
            faults.order("sendMessage", "hang after", plan.unanswered)
            before = town.sent()
            town.stage.at(SLOT + timedelta(days=number, seconds=1))
            if number < plan.rounds - 1:
                await eventually(lambda: town.sent() > before, plan.patience, "a message")  # noqa: B023
                await town.end(town.owner("deliver:telegram") or min(town.workers), signal.SIGKILL)
                await town.start()
            await town.all_told(number + 1)
        for worker in list(town.workers):
            await town.end(worker, signal.SIGTERM)
        town.judge(plan.rounds)


async def test_two_workers(tmp_path: Path) -> None:
    """A small town: one of two is killed while it sends."""
    await _play(tmp_path, Plan(hosts=3, feeds=2, items=1, chats=6, rounds=2, unanswered=1, scale=0.05))


@pytest.mark.long
async def test_two_workers_at_length(tmp_path: Path) -> None:
    """A larger one, and more kills."""
    await _play(tmp_path, Plan(hosts=8, feeds=5, items=3, chats=100, rounds=6, unanswered=20, patience=300))
