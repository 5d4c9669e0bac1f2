"""Servers that fail in every way, beside one that does well: what each is told to be, and what it costs."""

import asyncio
import gzip
import sys
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from aiohttp import web

from bot.feeds.politeness import Politeness
from bot.feeds.poll import poll
from bot.feeds.reader_process import BoundedReader
from bot.feeds.subscribe import add_feed
from bot.model import ChatKey, ChatKind
from bot.net.http import Client, Limits
from tests.bench.feeds_poll import Here
from tests.databases import open_storage
from tests.feedserver import FeedServer, Item, feed_server, rss
from tests.worded import words

NOW = datetime(2026, 11, 20, tzinfo=UTC)
MEGABYTE = 1_000_000
LARGE = rss("Large", [Item(f"Number {n}", f"https://large.example/{n}", "Words. " * 50) for n in range(300)])
GOOD = rss("Good", [Item("One", "https://good.example/1"), Item("Two", "https://good.example/2")])
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
QUADRATIC = b'<!ENTITY q "%s">' % (b"q" * 100_000)


def _unfolding(entities: bytes, use: bytes) -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "ha">%s]><rss version="2.0"><channel><title>%s' % (
        entities,
        use,
    )


async def _hang(_request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


async def _reset(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _half(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100000"})
    await response.prepare(request)
    await response.write(GOOD[:200])
    if request.transport:
        request.transport.close()
    return response


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(GOOD[:300] * 3_000)


async def _drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for byte in GOOD * 100:
        await response.write(bytes([byte]))
        await asyncio.sleep(0.05)
    return response


async def _bomb(_request: web.Request) -> web.StreamResponse:
    return web.Response(body=gzip.compress(bytes(20 * MEGABYTE)), headers={"Content-Encoding": "gzip"})


async def _bomb_in_a_file(_request: web.Request) -> web.StreamResponse:
    return web.Response(body=gzip.compress(bytes(20 * MEGABYTE)))


def _giving(body: bytes) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=body)

    return answer


BAD = {
    "hang": (_hang, "no complete answer within"),
    "drip": (_drip, "no complete answer within"),
    "reset": (_reset, "closed the connection without an answer"),
    "half": (_half, "the answer was cut off"),
    "endless": (_endless, "larger than 5 MB"),
    "bomb": (_bomb, "larger than 5 MB|100 times its size"),
    "bomb-in-a-file": (_bomb_in_a_file, "too large once unpacked"),
    "laughs": (_giving(_unfolding(LAUGHS, b"&l11;" * 10)), "no entry in it can be read"),
    "quadratic": (_giving(_unfolding(QUADRATIC, b"&q;" * 20_000)), "no entry in it can be read"),
    "nested": (
        _giving(b"<rss><channel><item><description>" + b"<a>" * 100_000),
        "its elements are nested 100,004 deep",
    ),
    "nested-text": (_giving(b"<rss><channel><item><title>T</title><description>" + b"&lt;b&gt;" * 100_000), ""),
    "angles": (_giving(b"<rss><channel>" + b"<" * 4_000_000), "takes more than"),
    "page": (_giving(b"<!doctype html><html>" + b"<p>x" * 100_000), "a web page, not a feed"),
}


def _put_up(server: FeedServer) -> None:
    for name, (handler, _) in BAD.items():
        server.on(f"/{name}", handler)
    server.redirect("/loop", "/loop")
    server.serve("/good", GOOD)
    server.serve("/large", LARGE)


async def _polled(folder: Path, url: str, names: Collection[str], seconds: float) -> dict[str, str]:
    """One round over feeds of the server, each on a host of its own. Returns: the error of each."""
    port = url.rpartition(":")[2]
    storage = await open_storage("sqlite:///bot.db", folder, [])
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("test", "1"), ChatKind.PRIVATE, "Ann")
        for name in names:
            await add_feed(unit, chat.id, f"http://{name}.example:{port}/{name}", NOW, timedelta(hours=1))
        await unit.commit()
    limits = Limits(seconds=seconds)
    async with (
        Client(allow=["127.0.0.1/32"], limits=limits, resolver=Here()) as http,
        BoundedReader(seconds / 2) as read,
    ):
        await poll(storage, http, NOW, read=read, politeness=Politeness(0, 1_000))
    async with storage.unit() as unit:
        errors = {feed.url.rpartition("/")[2]: words(feed.error) for feed in await unit.feeds.all()}
        entries = await unit.entries.count()
    await storage.close()
    assert entries >= 2, "the good feed was not read"
    return errors


async def test_bad_servers(tmp_path: Path) -> None:
    """Each is told in words what it does wrong, and the good one beside them is read."""
    async with feed_server() as server:
        _put_up(server)
        errors = await _polled(tmp_path, server.url, [*BAD, "loop", "good"], 2.0)
    assert errors.pop("good") == ""
    assert errors.pop("loop") == "it redirects more than 5 times"
    for name, (_, why) in BAD.items():
        assert any(part in errors[name] for part in why.split("|")), (name, errors[name])


@pytest.mark.long
async def test_memory(tmp_path: Path) -> None:
    """All of it together needs no more than 100 MB above what sound feeds need, the second process included."""
    async with feed_server() as server:
        _put_up(server)
        command = (sys.executable, "-m", "tests.feeds.test_bad_servers", server.url, str(tmp_path))
        bot = await asyncio.create_subprocess_exec(*command, stdout=PIPE, cwd=Path(__file__).parents[2])
        # what it logs stands above its last line
        usual, most = map(int, (await bot.communicate())[0].splitlines()[-1].split())
    print(f"usual {usual / MEGABYTE:.0f} MB, at most {most / MEGABYTE:.0f} MB")
    assert most - usual < 100 * MEGABYTE


async def _most(work: Awaitable[object]) -> int:
    """The most bytes in memory while *work* is done, of this process and those that it starts."""
    task, most = asyncio.ensure_future(work), 0
    while not task.done():
        await asyncio.sleep(0.02)
        family = [psutil.Process(), *psutil.Process().children(recursive=True)]
        most = max(most, sum(one.memory_info().rss for one in family))
    await task
    return most


async def _measured(url: str, folder: Path) -> tuple[int, int]:
    """That for a round over sound feeds, one of them large, and for one over bad feeds as well."""
    for name in ("usual", "bad"):
        (folder / name).mkdir()
    usual = await _most(_polled(folder / "usual", url, ["good", "large"], 2.0))
    return usual, await _most(_polled(folder / "bad", url, [*BAD, "loop", "good"], 2.0))


if __name__ == "__main__":
    print(*asyncio.run(_measured(sys.argv[1], Path(sys.argv[2]))))
