"""Nobody waits for another's trouble: with hostile input under way, somebody else's /help is answered soon."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from html import escape
from ipaddress import ip_network
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.chat.follow_feeds import follow
from bot.jobs.clock import SystemClock
from bot.model import ChatKey, ChatKind
from bot.newsbot import Newsbot
from bot.serve import serve_telegram
from bot.settings import Feeds, Network, Settings, Telegram
from tests.botapi import BotApi
from tests.databases import assemble
from tests.feedserver import Item, feed_server, rss
from tests.hostile import hostile

SOON = 8.0
"""Seconds in which the loop must turn, and /help be answered, on a machine that is busy with other tests as well."""
ALONE = 3.0
"""The same for the full-size check, which nothing should run beside."""
FAMILIES = ("ones", "new sums", "new full names", "points between", "curly quotes", "wide lines")
BOMB = (
    b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a '&#38;#38;'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, (b"&#38;%c;" % (97 + n)) * 9) for n in range(8))
    + b"]><rss version='2.0'><channel><title>x</title><item><title>&i;</title></item></channel></rss>"
)


class Heart:
    """Beats in the loop that serves everybody, and knows the longest time without a beat."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def beat(self) -> None:
        """Until it is cancelled."""
        while True:
            begin = time.monotonic()
            await asyncio.sleep(0.01)
            self.longest = max(self.longest, time.monotonic() - begin - 0.01)


@asynccontextmanager
async def serving(folder: Path, api: BotApi, feeds: dict[str, str]) -> AsyncIterator[Newsbot]:
    """The whole bot, following those addresses for the chat of a hostile person."""
    settings = Settings(
        folder=folder,
        telegram=Telegram(token=SecretStr(api.token), base_url=api.base_url, base_file_url=api.base_file_url),
        network=Network(allow=(ip_network("127.0.0.1/32"),)),
        feeds=Feeds(pages=False),
    )
    async with assemble(settings, SystemClock()) as newsbot:
        now = datetime.now(UTC)
        async with newsbot.storage.unit() as unit:
            chat = await unit.chats.ensure(ChatKey("telegram", "666"), ChatKind.PRIVATE, "Mallory")
            for url in feeds.values():
                await follow(unit, chat.id, url, "", timedelta(minutes=30), now)
            await unit.commit()
        task = asyncio.create_task(serve_telegram(newsbot))
        try:
            await api.until(lambda: api.called("getUpdates") or task.done())
            yield newsbot
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def item_feed(family: str, items: int) -> bytes:
    """A feed of hostile items, each as long as texts are compared, and each a little different."""
    texts = [escape(f"{number} {hostile(family, 12_000)[number:]}") for number in range(items)]
    return rss(
        "Hostile", [Item(f"Story {n} {text[:200]}", f"https://x.example/{n}", text) for n, text in enumerate(texts)]
    )


async def until_sorted(newsbot: Newsbot, feeds: int) -> None:
    """Wait until all feeds were asked, and all that came is sorted."""
    asked = unsorted = 0
    while asked < feeds or unsorted:
        await asyncio.sleep(0.2)
        async with newsbot.storage.unit() as unit:
            asked = sum(feed.last_poll is not None for feed in await unit.feeds.all())
            unsorted = len(await unit.entries.unsorted(datetime.now(UTC), await unit.entries.last_id(), 1))


async def help_for_others(api: BotApi, done: Callable[[], object]) -> float:
    """Let others ask for /help, one after the other, ten at least. Returns: the longest wait, in seconds."""
    longest, number = 0.0, 0
    while number < 10 or not done():
        number += 1
        # each time another: one chat gets a message a second
        ann = api.person("Ann", user=10_000 + number)
        begin = time.monotonic()
        api.says(ann, ann, "/help")
        assert "What I can do here" in await api.answer(ann, 1, 30)
        longest = max(longest, time.monotonic() - begin)
        await asyncio.sleep(0.3)
    return longest


async def measured(api: BotApi, done: Callable[[], object]) -> tuple[float, float]:
    """Longest time without a turn of the loop and longest wait for /help, until *done*, five minutes at most."""
    heart = Heart()
    beating = asyncio.create_task(heart.beat())
    end = time.monotonic() + 300
    try:
        waited = await help_for_others(api, lambda: done() or time.monotonic() > end)
    finally:
        beating.cancel()
    return heart.longest, waited


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server without limits of its own."""
    async with BotApi.running() as server:
        server.limits.on = False
        yield server


async def test_hostile_feeds_hold_up_nobody(tmp_path: Path, api: BotApi) -> None:
    """Items that are made to be slow, and a document type of some hundred bytes that unfolds into gigabytes."""
    await hold_feeds(tmp_path, api, FAMILIES[:2], 6, SOON)


@pytest.mark.long
async def test_many_hostile_feeds_hold_up_nobody(tmp_path: Path, api: BotApi) -> None:
    """The same with all families, sixty items each."""
    await hold_feeds(tmp_path, api, FAMILIES, 60, ALONE)


async def hold_feeds(folder: Path, api: BotApi, families: tuple[str, ...], items: int, soon: float) -> None:
    """Poll and sort hostile feeds while somebody else asks for help."""
    async with feed_server() as server:
        feeds = {family: server.serve(f"/{n}", item_feed(family, items)) for n, family in enumerate(families)}
        feeds["bomb"] = server.serve("/bomb", BOMB)
        async with serving(folder, api, feeds) as newsbot, asyncio.TaskGroup() as group:
            watching = group.create_task(until_sorted(newsbot, len(feeds)))
            gap, waited = await measured(api, watching.done)
            print(f"feeds: loop held up {gap:.2f} s, /help {waited:.2f} s")
            assert watching.done(), "the hostile feeds were not sorted"
            assert max(gap, waited) < soon


async def test_hostile_people_hold_up_nobody(tmp_path: Path, api: BotApi) -> None:
    """Questions, links and lists of feeds that are made to be slow, and a hundred commands at once."""
    mallory = api.person("Mallory", user=666)
    lines = b"".join(b'<outline text="%d" xmlUrl="http://x%d.example/"/>' % (n, n) for n in range(8_000))
    async with serving(tmp_path, api, {}):
        for family in FAMILIES:
            api.says(mallory, mallory, f"/fact {hostile(family, 3_900)}")
            api.says(mallory, mallory, f"/seen http://x.example/{hostile(family, 3_900)}".replace("\n", " "))
        api.sends_file(mallory, mallory, "list.opml", b"<opml><body>" + lines + b"</body></opml>")
        api.sends_file(mallory, mallory, "bomb.opml", BOMB)
        for _ in range(100):
            api.says(mallory, mallory, "/help")
        gap, waited = await measured(api, lambda: True)
        print(f"people: loop held up {gap:.2f} s, /help {waited:.2f} s")
        assert max(gap, waited) < SOON
