"""What an operator sets on single feeds, and which feed of a page is added."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import manage, single
from bot.errors import BotError
from bot.jobs.clock import SystemClock
from bot.net.http import Client
from bot.settings import Settings
from bot.wiring import Newsbot, assemble
from tests.feedserver import FeedServer, Item, feed_server, rss

LINK = '<link rel="alternate" type="application/rss+xml" title="{0}" href="/{0}">'


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    """A site with two feeds."""
    async with feed_server() as running:
        running.serve("/", (LINK.format("one") + LINK.format("two")).join(["<html>", "</html>"]).encode(), "text/html")
        for name in ("one", "two"):
            running.serve(f"/{name}", rss(f"Feed {name}", [Item(f"Entry of {name}", "https://x.example/1")]))
        yield running


@pytest.fixture
async def newsbot(tmp_path: Path) -> AsyncIterator[Newsbot]:
    """A bot without default feeds that may fetch from this computer."""
    async with (
        Client(allow=["127.0.0.1/32"]) as http,
        assemble(Settings(folder=tmp_path), SystemClock(), http) as assembled,
    ):
        yield assembled


async def test_one_of_several(newsbot: Newsbot, server: FeedServer, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a number the feeds are listed with theirs; with one that feed is added, and shown."""
    for pick in (None, 0, 3):
        with pytest.raises(BotError, match=r"(?s)--pick and its number:.*1\. one .*/one\n  2\. two .*/two$"):
            await manage.add_feed(newsbot, server.url, None, pick)
    await manage.add_feed(newsbot, server.url, None, 2)
    assert "this terminal follows Feed two now.\n  Entry of two\n" in capsys.readouterr().out


async def test_headers(
    newsbot: Newsbot, server: FeedServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A header from a pipe goes with the feed's requests and is named, but never shown; taken away, it goes no more."""
    await manage.add_feed(newsbot, f"{server.url}/one", None)
    monkeypatch.setattr("sys.stdin", io.StringIO("Bearer abc\n"))
    await single.set_header(newsbot, "1", "Authorization", remove=False)
    await newsbot.refresh()
    assert server.asked[-1].headers["Authorization"] == "Bearer abc"
    await single.set_header(newsbot, f"{server.url}/one", "", remove=False)
    await single.set_header(newsbot, "1", "Authorization", remove=True)
    await single.set_header(newsbot, "1", "", remove=False)
    shown = capsys.readouterr().out
    assert shown.splitlines()[-3:] == [
        "Feed one: Authorization",
        "Feed one: Authorization is no longer sent.",
        "Feed one: no headers",
    ]
    assert "abc" not in shown


@pytest.mark.parametrize(
    ("name", "value"), [("Host", "x"), ("a b", "x"), ("X", ""), ("X", "two\x00"), ("If-None-Match", "x")]
)
async def test_headers_that_are_refused(
    newsbot: Newsbot, server: FeedServer, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """Those that the client sets itself, and what is no header."""
    await manage.add_feed(newsbot, f"{server.url}/one", None)
    monkeypatch.setattr("sys.stdin", io.StringIO(value))
    with pytest.raises(BotError, match=name):
        await single.set_header(newsbot, "1", name, remove=False)


async def test_pages(newsbot: Newsbot, server: FeedServer, capsys: pytest.CaptureFixture[str]) -> None:
    """A feed's pages can be left alone, and read again."""
    await manage.add_feed(newsbot, f"{server.url}/one", None)
    for read in (False, True):
        await single.set_pages(newsbot, "1", read=read)
        async with newsbot.storage.unit() as unit:
            feed = await unit.feeds.get(1)
        assert feed
        assert feed.pages is read
    await single.set_pages(newsbot, "1", read=False)
    await single.set_pages(newsbot, "1", read=None)
    assert capsys.readouterr().out.endswith(": its pages are not read.\n"), "shown, not changed"
    with pytest.raises(BotError, match="there is no feed 9"):
        await single.set_pages(newsbot, "9", read=True)
