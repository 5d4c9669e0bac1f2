"""
A simulated week: what the bot costs day by day, and what stays of it in memory and in the file.

    python -m tests.bench.week [--feeds 200] [--chats 1000] [--questions 500] [--entries 20] [--days 7] [--follow 20]

Every feed brings so many entries a day (the generator of ``stories_stream.py``), every chat follows some of the feeds,
has a digest at an hour of its own, and people ask so many questions a day, in all. All jobs of ``jobs/table.py`` tick
every five simulated minutes. Printed a day: processor seconds an hour of simulated time, by job and of the process
that makes digests; resident memory, of that process the most that it had, for it ends when an hour's digests are made;
and the size of the file. Then the growth a day, without the first third, in which caches fill.
"""

import argparse
import asyncio
import gc
import logging
import math
import random
import resource
import tempfile
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from statistics import linear_regression
from time import process_time

import psutil
import structlog

from bot.chat.dispatch import handle
from bot.chat.request import ChatRequest
from bot.digest_process import DigestProcess
from bot.feeds.politeness import Politeness
from bot.feeds.subscribe import new_feed
from bot.model import ChatKey, ChatKind, Fetched, Message
from bot.newsbot import Newsbot
from bot.platforms.terminal.ports import TerminalMembers
from bot.settings import Settings
from tests.bench.stories_stream import Stream
from tests.databases import assemble
from tests.delivery.test_deliver import HandClock, Pigeon
from tests.feeds.test_week import Loop
from tests.feedserver import Item, rss

START = datetime(2026, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)
TICK = timedelta(minutes=5)
SHOWN = 20
"""Items in a document."""


class Feeds:
    """A ports.Http of feeds with so many new entries a day, evenly; unchanged ones are answered with 304."""

    def __init__(self, clock: HandClock, entries: int) -> None:
        self._clock, self._each = clock, DAY / entries
        self._stream = iter(Stream())
        self._items: dict[str, list[Item]] = {}
        self._made: Counter[str] = Counter()
        self.titles: list[str] = []

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """See ports.Http."""
        items, wanted = self._items.setdefault(url, []), int((self._clock.now() - START) / self._each) + 1
        while self._made[url] < wanted:
            self._made[url] += 1
            new = next(self._stream)
            at = START + (self._made[url] - 1) * self._each
            items.insert(0, Item(new.title, f"{url}/{self._made[url]}", new.text, published=at))
            self.titles = [new.title, *self.titles[:99]]
        del items[SHOWN:]
        etag = f'"{wanted}"'
        if (headers or {}).get("If-None-Match") == etag:
            return Fetched(url, 304, {"etag": etag}, b"")
        return Fetched(url, 200, {"etag": etag}, rss("News", items))


class Forgetful(Pigeon):
    """Keeps nothing of what it is sent."""

    async def send(self, message: Message) -> str:  # noqa: ARG002 - the port's
        """See ports.Sender."""
        self._next += 1
        return str(self._next)


async def settled(newsbot: Newsbot, args: argparse.Namespace, chance: random.Random) -> None:
    """Let chats follow feeds, each with an hour of its own."""
    async with newsbot.storage.unit() as unit:
        feeds = [
            (await unit.feeds.add(new_feed(f"https://f{n}.example/feed", START, timedelta(minutes=30)))).id
            for n in range(args.feeds)
        ]
        for number in range(args.chats):
            chat = await unit.chats.ensure(ChatKey("telegram", str(number + 1)), ChatKind.PRIVATE, "")
            hours = (time(chance.randrange(24)),)
            await unit.chats.update(chat, replace(chat, subscribed=START, hours_since=START, times=hours))
            for feed in chance.sample(feeds, min(args.follow, len(feeds))):
                await unit.feeds.follow(chat.id, feed, START)
        await unit.commit()


class Week:
    """A bot, and the processor seconds of each of its jobs."""

    def __init__(self, newsbot: Newsbot, feeds: Feeds, clock: HandClock, args: argparse.Namespace) -> None:
        self._newsbot, self._feeds, self._clock, self._args = newsbot, feeds, clock, args
        self._chance = random.Random(8)
        self._services = newsbot.services(TerminalMembers(), [])
        self._pigeon = Forgetful()
        self._owed = 0.0
        self.beside = 0.0
        """MB that the process that makes digests had at most."""
        self.spent: defaultdict[str, float] = defaultdict(float)

    async def tick(self) -> None:
        """All jobs once, and the questions of the time between two ticks."""
        bot = self._newsbot
        jobs = (bot.mind_clock, bot.read, bot.sort, bot.answer_waiting, bot.publish, bot.tell, bot.tidy)
        for job in jobs:
            await self._timed(job.__name__, job())
        await self._timed("deliver", bot.deliver(self._pigeon))
        await self._without_digest_process()
        self._owed += self._args.questions * (TICK / DAY)
        while self._owed >= 1:
            self._owed -= 1
            await self._timed("ask", self._ask())

    async def _without_digest_process(self) -> None:
        """What two minutes without work do: a tick is five, though it is over in a moment here."""
        self.beside = max(self.beside, beside()[1])
        if isinstance(self._newsbot.prepare, DigestProcess):
            await self._newsbot.prepare._process.end()

    async def _ask(self) -> None:
        person = str(self._chance.randrange(self._args.chats) + 1)
        words = self._chance.choice(self._feeds.titles)
        request = ChatRequest(ChatKey("telegram", person), ChatKind.PRIVATE, person, text=f"/fact {words}")
        await handle(request, self._services)

    async def _timed(self, name: str, work: object) -> None:
        begin = process_time()
        await work  # type: ignore[misc]
        self.spent[name] += process_time() - begin


@asynccontextmanager
async def running(args: argparse.Namespace, clock: HandClock) -> AsyncIterator[Week]:
    """A bot in a folder of its own, by a clock that is moved."""
    feeds = Feeds(clock, args.entries)
    with tempfile.TemporaryDirectory() as folder:
        async with assemble(Settings(folder=Path(folder)), clock, feeds) as newsbot:
            newsbot.storage._worker.clock = clock.now
            await settled(newsbot, args, random.Random(7))
            # the calm pace over all hosts would be eight minutes a day in which nothing is done
            hasty = replace(newsbot, politeness=Politeness(per_second=math.inf))
            yield Week(hasty, feeds, clock, args)


def beside() -> tuple[float, float]:
    """Seconds of processor and MB of the processes that this one has started, the one that makes digests."""
    children = psutil.Process().children()
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = ended.ru_utime + ended.ru_stime + sum(sum(child.cpu_times()[:2]) for child in children)
    return seconds, sum(child.memory_info().rss for child in children) / 1e6


async def main(args: argparse.Namespace) -> None:
    """Print a line a day, and what grows."""
    clock, loop = HandClock(), asyncio.get_running_loop()
    assert isinstance(loop, Loop)
    clock.moment = START
    memory, sizes, used = [], [], 0.0
    async with running(args, clock) as week:
        for day in range(1, args.days + 1):
            week.spent.clear()
            week.beside = 0.0
            for _ in range(DAY // TICK):
                await week.tick()
                clock.moment += TICK
                loop.moved += TICK.total_seconds()
            gc.collect()
            memory.append(psutil.Process().memory_info().rss / 1e6)
            seconds, _ = beside()
            week.spent["digest process"], used = seconds - used, seconds
            sizes.append(await week._newsbot.storage.size() / 1e6)
            hourly = {name: round(seconds / 24, 2) for name, seconds in week.spent.items()}
            print(
                f"day {day}  {sum(week.spent.values()) / 24:6.2f} s an hour {hourly}  "
                f"memory {memory[-1]:6.1f} and {week.beside:6.1f} MB  file {sizes[-1]:6.1f} MB",
                flush=True,
            )
    begin = args.days // 3
    days = range(begin, args.days)
    for name, figures in (("memory", memory), ("file", sizes)):
        print(f"{name} grows by {linear_regression(days, figures[begin:]).slope:.2f} MB a day")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted = {"feeds": 200, "chats": 1000, "questions": 500, "entries": 20, "days": 7, "follow": 20}
    for name, value in wanted.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(main(parser.parse_args()))
