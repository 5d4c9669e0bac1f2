"""What others see of a running bot through real sockets, and that nobody can hold it up by that."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.errors import BotError
from bot.net.http import Client
from bot.ops import web
from bot.ops.ask import asked_alive, unusable
from bot.ops.pulse import Pulse
from bot.ops.watched import Watched, heartbeat, shown
from bot.ops.web import MOST, Page, serving
from bot.settings import Settings, Web
from bot.storage.heartbeat import NoSignOfLife
from bot.storage.unit_of_work import SqlStorage
from tests.contracts.rows import a_chat, a_feed
from tests.databases import open_storage
from tests.feedserver import feed_server

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
LOOPBACK = ("127.0.0.1", 0)


@dataclass
class Clock:
    """A clock that tests move."""

    moment: datetime = NOW

    def now(self) -> datetime:
        """See ports.Clock."""
        return self.moment


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """A database of a chat with a feed that was read."""
    opened = await open_storage("sqlite:///newsbot.db", tmp_path, [])
    async with opened.unit() as unit:
        await a_feed(unit, "https://a.example/feed", await a_chat(unit), next_poll=NOW + timedelta(days=1))
        await unit.commit()
    yield opened
    await opened.close()


def watched(storage: SqlStorage, clock: Clock) -> tuple[Watched, Pulse]:
    """A bot whose job and Telegram are well at NOW."""
    pulse = Pulse(lambda: clock.moment.timestamp())
    pulse.begins("read")
    pulse.heard(0)
    return Watched(storage, clock, pulse, in_telegram=True), pulse


async def _words() -> Page:
    return 200, "text/plain", b"words"


async def test_ready_as_long_as_all_goes_on(storage: SqlStorage) -> None:
    """Then 503, with what is wrong a line each; the database is tried, and it goes on by itself."""
    clock = Clock()
    bot, pulse = watched(storage, clock)
    assert await bot.ready() == (200, "text/plain; charset=utf-8", b"ready\n")
    clock.moment = NOW + timedelta(minutes=10)
    status, _, text = await bot.ready()
    assert status == 503
    assert sorted(line.split(":")[0] for line in text.decode().splitlines()) == ["Telegram", "job read"]
    pulse.ended("read")
    pulse.heard(1)
    assert (await bot.ready())[0] == 200
    status, kind, text = await bot.metrics()
    assert (status, kind.split(";")[0]) == (200, "text/plain")
    assert b"newsbot_feeds 1.0" in text


async def test_a_database_that_takes_nothing_is_not_ready(storage: SqlStorage) -> None:
    """It is written to each time somebody asks."""
    bot, _ = watched(storage, Clock())
    async with storage._engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA query_only=ON")
        await connection.rollback()
    status, _, text = await bot.ready()
    assert status == 503
    assert text.startswith(b"database: ")


async def test_only_looking_is_allowed() -> None:
    """GET and HEAD of the pages; nothing else is there, nothing large is read, and nothing is kept by caches."""
    async with serving(LOOPBACK, {"/metrics": _words}) as port, aiohttp.ClientSession() as client:
        url = f"http://127.0.0.1:{port}"
        async with client.get(f"{url}/metrics") as answer:
            assert (answer.status, await answer.text()) == (200, "words")
            assert answer.headers["Cache-Control"] == "no-store"
        async with client.head(f"{url}/metrics") as answer:
            assert (answer.status, await answer.text()) == (200, "")
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            async with client.request(method, f"{url}/metrics", data=b"x" * 100_000) as answer:
                assert answer.status == 405
        for path in ("/", "/health", "/metrics/../etc/passwd", "/..%2f"):
            async with client.get(f"{url}{path}") as answer:
                assert answer.status == 404
        async with client.get(f"{url}/metrics", headers={"X": "y" * 5_000}) as answer:
            assert answer.status == 400


async def test_pages_are_made_once_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many ask at once."""
    made = 0

    async def page() -> Page:
        nonlocal made
        made += 1
        await asyncio.sleep(0.05)
        return 200, "text/plain", b"x"

    async with serving(LOOPBACK, {"/": page}) as port, aiohttp.ClientSession() as client:

        async def ask() -> int:
            async with client.get(f"http://127.0.0.1:{port}/") as answer:
                return answer.status

        assert set(await asyncio.gather(*(ask() for _ in range(10)))) == {200}
    assert made == 1


async def test_nobody_holds_a_place_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who says nothing, or a word now and then, is cut off; of too many at once those beyond are."""
    monkeypatch.setattr(web, "LONGEST", 0.5)
    async with serving(LOOPBACK, {"/": _words}) as port:
        slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(MOST + 5)]
        slow[0][1].write(b"GET / HTTP/1.1\r\nX: ")
        ends = await asyncio.wait_for(asyncio.gather(*(reader.read() for reader, _ in slow)), 10)
        assert set(ends) == {b""}
        for _, writer in slow:
            writer.close()
        async with aiohttp.ClientSession() as client, client.get(f"http://127.0.0.1:{port}/") as answer:
            assert answer.status == 200


async def test_an_address_that_is_taken_is_one_line() -> None:
    """It names the setting."""
    async with serving(LOOPBACK, {}) as port:
        with pytest.raises(BotError, match=r"web\.listen"):
            await serving(("127.0.0.1", port), {}).__aenter__()
        assert "in use" in await asyncio.to_thread(unusable, ("127.0.0.1", port))
        assert unusable(("192.0.2.1", port))


async def test_what_is_shown_is_found_by_who_looks(storage: SqlStorage) -> None:
    """At the place of the settings; where anybody may look the log warns."""
    with socket.socket() as free:
        free.bind(LOOPBACK)
        port = free.getsockname()[1]
    bot, _ = watched(storage, Clock())
    with pytest.raises(NoSignOfLife, match="nobody listens on"):
        await asyncio.to_thread(asked_alive, ("127.0.0.1", port))
    with capture_logs() as logged:
        assert not unusable(("127.0.0.1", port))
        async with shown(bot, Web(listen=f"127.0.0.1:{port}")):
            await asyncio.to_thread(asked_alive, ("127.0.0.1", port))
            # the bot itself is there
            assert not await asyncio.to_thread(unusable, ("127.0.0.1", port))
        assert not [line for line in logged if line["log_level"] == "warning"]
        async with shown(bot, Web(listen=f"0.0.0.0:{port}")):
            await asyncio.to_thread(asked_alive, ("0.0.0.0", port))  # noqa: S104
    assert [line for line in logged if line["log_level"] == "warning"]
    async with shown(bot, Web()):
        pass


async def test_the_heartbeat_is_fetched_while_all_is_well(storage: SqlStorage) -> None:
    """Through the guard; when something is wrong it stays away, and no line holds the address."""
    clock = Clock()
    bot, pulse = watched(storage, clock)
    async with feed_server() as server, Client(allow=["127.0.0.1/32"]) as http:
        address = server.serve("/ping/s3cret", b"OK", "text/plain")
        assert heartbeat(bot, http, Web()) == ()
        (job,) = heartbeat(bot, http, Web(heartbeat=SecretStr(address)))
        await job.run()
        assert server.count("/ping/s3cret") == 1
        clock.moment = NOW + timedelta(minutes=10)
        with capture_logs() as logged:
            await job.run()
        assert server.count("/ping/s3cret") == 1
        assert logged[0]["what"] == ["Telegram", "job read"]
        pulse.ended("read")
        pulse.heard(0)
        server.status("/ping/s3cret", 404)
        with pytest.raises(BotError, match="404") as caught:
            await job.run()
        assert "s3cret" not in f"{caught.value!r} {logged}"
        assert caught.value.__cause__ is None
    async with Client() as guarded:
        (job,) = heartbeat(bot, guarded, Web(heartbeat=SecretStr(address)))
        with pytest.raises(BotError, match=r"web\.heartbeat cannot be fetched"):
            await job.run()


@pytest.mark.parametrize("place", ["8080", "localhost:8080", "127.0.0.1:0", "127.0.0.1:99999", "127.0.0.1:x", ":80"])
def test_a_place_that_is_none(place: str) -> None:
    """Names are not taken: one may lead elsewhere tomorrow."""
    with pytest.raises(ValueError, match="an address of this machine"):
        Web(listen=place)


def test_places() -> None:
    """Who may reach them."""
    assert Web().place is None
    assert (Web(listen="[::1]:80").place, Web(listen="[::1]:80").is_open) == (("::1", 80), False)
    assert Web(listen="0.0.0.0:80").is_open
    assert "s3cret" not in repr(Settings(web=Web(heartbeat=SecretStr("https://hc.example/s3cret"))))
