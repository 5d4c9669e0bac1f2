"""A simulated week with hundreds of feeds: how often they are asked, and how politely."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.errors import FeedGone, FeedUnreachable
from bot.feeds.politeness import Politeness
from bot.feeds.poll import NEIGHBOURS_REST, poll
from bot.feeds.subscribe import new_feed
from bot.model import ChatKey, ChatKind, Fetched
from tests.databases import open_storage
from tests.feedserver import Item, rss

START = datetime(2026, 11, 20, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TICK = timedelta(minutes=10)
RHYTHMS = (HOUR, 6 * HOUR, DAY, 7 * DAY)
"""How often the feeds have something new, in turn."""
PAUSE = 0.01
"""Seconds between two requests to one host: inside a round, time flows a hundred times faster than outside."""
PER_HOST = 3
"""Feeds that live on one host."""


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose clock can be moved on."""

    moved = 0.0

    def time(self) -> float:
        """Seconds."""
        return super().time() + self.moved


class World:
    """
    A ports.Http whose servers live by a clock that the test moves; three feeds share a host.

    Every tenth feed fails all week, every tenth asks for patience for six hours each second time, one is gone, and a
    third of the others know no conditional requests.
    """

    def __init__(self) -> None:
        self.now = START
        self.asked: dict[int, list[datetime]] = defaultdict(list)
        self.conditional = 0
        self.repeated = 0
        self.patience: dict[int, datetime] = {}
        self.impatient = 0
        self.visits: dict[str, list[tuple[float, float]]] = defaultdict(list)
        """When each host was asked, and when it had answered."""
        self.rest: dict[str, datetime] = {}
        """Until when a host that asked one feed for patience is left alone with the others."""
        self.disturbed = 0

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """See ports.Http."""
        number, host = int(url.rpartition("/")[2]), url.rpartition("/")[0]
        begin = asyncio.get_running_loop().time()
        try:
            await asyncio.sleep(0)
            return self._answer(url, number, host, headers)
        finally:
            self.visits[host].append((begin, asyncio.get_running_loop().time()))

    def _answer(self, url: str, number: int, host: str, headers: Mapping[str, str] | None) -> Fetched:
        self.disturbed += self.now < self.rest.get(host, START)
        self.repeated += bool(self.asked[number])
        self.conditional += bool(headers)
        self.impatient += self.now < self.patience.get(number, START)
        self.asked[number].append(self.now)
        if number == 0:
            raise FeedGone(url, "gone")
        if number % 10 == 1:
            raise FeedUnreachable(url, "broken")
        if number % 10 == 2 and len(self.asked[number]) % 2 == 0:
            self.patience[number] = self.now + 6 * HOUR
            self.rest[host] = self.now + NEIGHBOURS_REST
            raise FeedUnreachable(url, "busy", 6 * HOUR)
        return self._document(url, number, headers or {})

    def _document(self, url: str, number: int, conditions: Mapping[str, str]) -> Fetched:
        rhythm = RHYTHMS[number % len(RHYTHMS)]
        newest = int((self.now - START) / rhythm) + 20
        etag = f'"{newest}"' if number % 3 else ""
        if etag and conditions.get("If-None-Match") == etag:
            return Fetched(url, 304, {"etag": etag}, b"")
        items = [
            Item(f"Number {n}", f"https://feed{number}.example/{n}", published=START + (n - 20) * rhythm)
            for n in range(newest, newest - 10, -1)
        ]
        return Fetched(url, 200, {"etag": etag} if etag else {}, rss("T", items))


async def week(folder: Path, count: int, days: int) -> tuple[World, int]:
    """Poll every ten minutes for so many days. Returns: the world afterwards, and how many entries were news."""
    storage, world, news = await open_storage("sqlite:///week.db", folder, []), World(), 0
    storage._worker.clock = lambda: world.now
    politeness, loop = Politeness(PAUSE, 10_000), asyncio.get_running_loop()
    assert isinstance(loop, Loop)
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("test", "1"), ChatKind.PRIVATE, "Ann")
        for n in range(count):
            feed = await unit.feeds.add(new_feed(f"https://host{n // PER_HOST}.example/{n}", START, HOUR / 2))
            await unit.feeds.follow(chat.id, feed.id, START)
        await unit.commit()
    while world.now < START + days * DAY:
        news += (await poll(storage, world, world.now, politeness=politeness)).entries_new
        world.now += TICK
        loop.moved += TICK.total_seconds()
    await storage.close()
    return world, news


@pytest.mark.parametrize(
    ("count", "days"), [pytest.param(12, 1, id="short"), pytest.param(500, 7, id="whole", marks=pytest.mark.long)]
)
def test_week(tmp_path: Path, count: int, days: int) -> None:
    """Nobody is asked too often, nobody inside a Retry-After, nobody is given up, and all the news arrives once."""
    with asyncio.Runner(loop_factory=Loop) as runner:
        world, news = runner.run(week(tmp_path, count, days))
    per_day = {number: len(moments) / days for number, moments in world.asked.items()}
    rate, share = sum(per_day.values()) / count, world.conditional / world.repeated
    gaps = [later[0] - earlier[1] for visits in world.visits.values() for earlier, later in pairwise(visits)]
    print(f"requests per feed and day: {rate:.1f}, conditional: {share:.0%}, news: {news}")
    print(f"inside a Retry-After: {world.impatient}, of a neighbour: {world.disturbed}; pauses kept: {len(gaps)}")
    assert (world.impatient, world.disturbed) == (0, 0)
    assert min(gaps) >= PAUSE
    assert len(world.asked[0]) == 1
    failing = [number for number in per_day if number % 10 == 1]
    assert all(2 <= len(world.asked[number]) <= 7 + days * 1.2 for number in failing)
    steady = [number for number in per_day if number and number % 10 not in (1, 2)]
    assert all(4.5 <= per_day[number] <= 100 for number in steady)
    knowing = [number for number in steady if number % 3]
    assert world.conditional >= sum(len(world.asked[number]) - 1 for number in knowing)
    # each steady feed brings what came out after its first poll and at least one longest rhythm before the end
    least = sum(int((days * DAY - 6 * HOUR) / RHYTHMS[number % len(RHYTHMS)]) for number in steady)
    most = sum(int(days * DAY / RHYTHMS[number % len(RHYTHMS)]) for number in range(count))
    assert least <= news <= most
