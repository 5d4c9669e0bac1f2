"""
What one poll costs: ``python -m tests.bench.feeds_poll [--feeds 50,200,1000] [--reader PYTHON] [--profile]``.

A server in a process of its own gives each feed of 20 entries under its own host name; a test resolver leads all names
to it. Texts have six sentences, of the generator of ``stories_stream.py``. The bot polls with everything on that a user
has: database, seen-before, search index; then it sorts what came into stories, which is printed by itself as well. CPU
time is that of this process alone, so the server's work does not count. For comparison the same documents are
fetched by aiohttp alone, and polled by the library ``reader`` if a Python is named that has it. In brackets stands what
feedparser alone takes for one of the documents at that moment.
"""

import argparse
import asyncio
import cProfile
import math
import multiprocessing
import pstats
import resource
import socket
import subprocess
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from subprocess import PIPE
from time import process_time
from typing import Any

import aiohttp
import feedparser
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.feeds.politeness import Politeness
from bot.feeds.poll import PollRound, poll
from bot.feeds.subscribe import new_feed
from bot.garbage import look_rarely
from bot.model import ChatKey, ChatKind
from bot.net.http import Client
from bot.storage.unit_of_work import SqlStorage
from bot.stories.cached_index import CachedIndex
from bot.stories.collect import collect
from tests.bench.stories_stream import Stream
from tests.databases import open_storage
from tests.feedserver import Item, rss

START = datetime(2026, 11, 20, tzinfo=UTC)
DAY = timedelta(days=1)
MOST = 42
"""Entries of a feed, over all rounds."""


@cache
def stream() -> tuple[Iterator[tuple[str, str]], list[tuple[str, str]]]:
    """Titles and texts without end, and those taken so far."""
    source = iter(Stream())
    parts = zip(source, source, source, strict=False)
    return ((one.title, f"{one.text} {two.text} {three.text}") for one, two, three in parts), []


def told(host: str, number: int) -> tuple[str, str]:
    """Title and text of an entry of a host."""
    coming, taken = stream()
    place = int("".join(filter(str.isdigit, host)) or 0) * MOST + number
    taken.extend(islice(coming, max(0, place + 1 - len(taken))))
    return taken[place]


def document(host: str, newest: int, stamp: str) -> bytes:
    """The feed of a host: 20 entries, the newest with that number."""
    items = [
        Item(title, f"https://{host}/{n}", f"&lt;p&gt;{text}&lt;/p&gt;", f"id-{n}", START + n * DAY / 1000)
        for n, (title, text) in [(n, told(host, n)) for n in range(newest, newest - 20, -1)]
    ]
    return rss(host, items, f"<description>{stamp}</description>")


def serve(ready: Connection) -> None:
    """The server: ``regime`` and ``newest`` are set by a request, so that all feeds change at once."""
    state: dict[str, Any] = {"regime": "200", "newest": 20}

    async def answer(request: web.Request) -> web.StreamResponse:
        etag = f'"{state["newest"]}"'
        if state["regime"] == "304" and request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=document(request.host.partition(":")[0], state["newest"], ""), headers={"ETag": etag})

    async def change(request: web.Request) -> web.StreamResponse:
        state.update(regime=request.query["regime"], newest=int(request.query["newest"]))
        return web.Response()

    async def run() -> None:
        app = web.Application()
        app.router.add_get("/feed", answer)
        app.router.add_get("/change", change)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        ready.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())


class Here(AbstractResolver):
    """Every name is this computer."""

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,
    ) -> list[ResolveResult]:
        """See AbstractResolver."""
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is held."""


def cpu() -> float:
    """Seconds of CPU time of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


Spent = dict[str, dict[int, float]]
"""Milliseconds a feed: of each regime, for each number of feeds."""


async def measured(
    what: str, count: int, work: Callable[[], Awaitable[object]], spent: Spent, beside: str = ""
) -> None:
    """Run and print one regime."""
    before = cpu()
    result = await work()
    each = (cpu() - before) / count * 1000
    spent.setdefault(what, {})[count] = each
    note = f"{result.entries_new} new, {result.failed} failed" if isinstance(result, PollRound) else ""
    print(f"{count:6} feeds  {what:24} {each:8.2f} ms CPU a feed   {note}{beside}   [{yardstick():.2f}]", flush=True)


def yardstick() -> float:
    """Milliseconds of CPU that feedparser takes for one document now: a busy machine makes all figures larger."""
    body, before = document("yard.example", 20, ""), cpu()
    for _ in range(20):
        feedparser.parse(body)
    return (cpu() - before) / 20 * 1000


class Other:
    """The library ``reader`` in a process of its own; without a Python that has it, nothing."""

    def __init__(self, python: str, count: int, port: int, folder: Path) -> None:
        command = [python, str(Path(__file__).with_name("feeds_reader.py")), str(count), str(port), str(folder)]
        self._process = subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) if python else None

    def round(self) -> str:
        """One round. Returns: what to print of it."""
        if self._process is None or self._process.stdin is None or self._process.stdout is None:
            return ""
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return f"   (reader: {float(self._process.stdout.readline()):.2f} ms)"

    def end(self) -> None:
        """Let it go."""
        if self._process and self._process.stdin:
            self._process.stdin.close()
            self._process.wait()


async def follow_all(storage: SqlStorage, count: int, port: int) -> None:
    """One chat that follows all feeds."""
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("bench", "1"), ChatKind.PRIVATE, "Bench")
        for n in range(count):
            feed = await unit.feeds.add(new_feed(f"http://feed{n}.example:{port}/feed", START, timedelta(hours=1)))
            await unit.feeds.follow(chat.id, feed.id, START)
        await unit.commit()


async def bench(count: int, port: int, folder: Path, python: str, spent: Spent, *, profile: bool) -> None:
    """All regimes."""
    cache = CachedIndex(())
    other = Other(python, count, port, folder)
    storage = await open_storage("sqlite:///bench.db", folder, [])
    await follow_all(storage, count, port)
    async with Client(allow=["127.0.0.1/32"], resolver=Here()) as http, aiohttp.ClientSession() as plain:
        for number, (what, regime, newest) in enumerate(REGIMES):
            await (await plain.get(f"http://127.0.0.1:{port}/change?regime={regime}&newest={newest}")).release()
            now = START + (number + 1) * 2 * DAY
            work = partial(poll_all, storage, http, now, count)
            beside = await asyncio.to_thread(other.round)
            with cProfile.Profile(process_time) if profile and newest > REGIMES[0][2] else nullcontext() as seen:
                await measured(what, count, work, spent, beside)
                if newest != REGIMES[number - 1][2]:
                    await measured(f"  sorting {what}", count, partial(collect, storage, cache, now), spent)
            if isinstance(seen, cProfile.Profile):
                pstats.Stats(seen).sort_stats("tottime").print_stats(45)
        await measured("aiohttp alone, 200", count, lambda: fetch_all(count, port), spent)
    await storage.close()
    other.end()


async def poll_all(storage: SqlStorage, http: Client, now: datetime, count: int) -> PollRound:
    """As many rounds as the feeds take, in which nobody waits: each host has one feed."""
    total, politeness = PollRound(), Politeness(0, 1_000_000)
    while total.polled < count:
        total += await poll(storage, http, now, politeness=politeness, seconds=86_400)
    return total


REGIMES = (
    ("first poll, 20 entries", "200", 20),
    ("all 304", "304", 20),
    ("200, unchanged", "200", 20),
    ("1 new entry of 20", "200", 21),
    ("20 new entries of 20", "200", 41),
)


async def fetch_all(count: int, port: int) -> None:
    """The same requests without the bot."""
    slots = asyncio.Semaphore(20)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=Here())) as session:

        async def one(n: int) -> None:
            async with slots, session.get(f"http://feed{n}.example:{port}/feed") as answer:
                await answer.read()

        await asyncio.gather(*(one(n) for n in range(count)))


def main() -> None:
    """Start the server, measure, end the server."""
    look_rarely()  # as the bot does when it starts
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--feeds", default="50,200,1000")
    arguments.add_argument("--reader", default="", help="a Python that has the library reader")
    arguments.add_argument("--profile", action="store_true", help="where the time of rounds with news goes")
    wanted = arguments.parse_args()
    counts = [int(count) for count in wanted.feeds.split(",")]
    if not wanted.reader:
        print("the library reader is left out: --reader names a Python that has it")
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    server = context.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    try:
        port, spent = ours.recv(), Spent()
        for count in counts:
            with tempfile.TemporaryDirectory() as folder:
                asyncio.run(bench(count, port, Path(folder), wanted.reader, spent, profile=wanted.profile))
        for what, each in spent.items() if len(counts) > 1 else ():
            few, many = counts[0], counts[-1]
            growth = 1.0 + math.log(each[many] / each[few]) / math.log(many / few)
            print(f"{what:32} grows with the feeds to the power of {growth:.2f}")
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
