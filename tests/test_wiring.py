"""The assembled bot, with a clock that moves while it works."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.chat.follow_feeds import follow
from bot.due_chats import PATIENCE
from bot.model import ChatKey, ChatKind, Fetched
from bot.newsbot import Newsbot
from bot.settings import Settings, Telegram
from tests.chatroom import MovableClock
from tests.databases import assemble
from tests.feedserver import Item, rss

EVENING = datetime(2026, 4, 9, 20, tzinfo=UTC)
SLOT = datetime(2026, 4, 10, 8, tzinfo=UTC)
OLD, NEWS = Item("Old harbour reopens", "https://x.example/0"), Item("Otterworks opens a plant", "https://x.example/1")


@dataclass
class SlowWire:
    """Feeds by address; *clock* goes on by *takes* with each fetch."""

    clock: MovableClock
    takes: timedelta = timedelta()
    bodies: dict[str, bytes] = field(default_factory=dict)

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:  # noqa: ARG002 - the port's
        """See ports.Http."""
        self.clock.moment += self.takes
        return Fetched(url, 200, {}, self.bodies[url])


async def tick(newsbot: Newsbot) -> None:
    """One tick of each job, as they come one after the other when none takes long: a digest finds what was read."""
    await newsbot.publish()
    await newsbot.read()
    await newsbot.sort()
    await newsbot.publish()


async def test_a_slot_that_comes_while_feeds_are_fetched(tmp_path: Path) -> None:
    """Its digest waits for the next tick, and so it holds what the feeds tell by then."""
    clock = MovableClock(EVENING)
    wire = SlowWire(clock, bodies={name: rss(name, [OLD]) for name in ("https://slow.example/", "https://b.example/")})
    async with assemble(Settings(folder=tmp_path), clock, wire) as newsbot:
        async with newsbot.storage.unit() as unit:
            chat = await unit.chats.ensure(ChatKey("telegram", "1"), ChatKind.PRIVATE, "Ann")
            await unit.chats.update(chat, replace(chat, subscribed=clock.now()))
            for url in wire.bodies:
                await follow(unit, chat.id, url, "", timedelta(hours=1), clock.now())
            await unit.commit()
        await newsbot.refresh()
        wire.bodies["https://b.example/"] = rss("b", [NEWS, OLD])
        async with newsbot.storage.unit() as unit:
            slow, quick = await unit.feeds.all()
            clock.moment, wire.takes = SLOT - timedelta(seconds=10), timedelta(seconds=30)
            await unit.feeds.update(slow, replace(slow, next_poll=clock.now()))
            await unit.feeds.update(quick, replace(quick, next_poll=SLOT))
            await unit.commit()
        await tick(newsbot)
        wire.takes = timedelta()
        await tick(newsbot)
        async with newsbot.storage.unit() as unit:
            texts = [message.text for message in await unit.outbox.waiting(clock.now(), 10)]
    assert len(texts) == 1
    assert NEWS.title in texts[0]


async def test_what_happens_is_logged_in_counts(tmp_path: Path) -> None:
    """A line for a round that brought something and for each digest; none for a round that found nothing new."""
    clock = MovableClock(EVENING)
    wire = SlowWire(clock, bodies={"https://a.example/": rss("A", [OLD])})
    async with assemble(Settings(folder=tmp_path), clock, wire) as newsbot:
        async with newsbot.storage.unit() as unit:
            chat = await unit.chats.ensure(ChatKey("telegram", "1"), ChatKind.PRIVATE, "Ann")
            await unit.chats.update(chat, replace(chat, subscribed=clock.now()))
            await follow(unit, chat.id, "https://a.example/", "", timedelta(hours=1), clock.now())
            await unit.commit()
        with capture_logs() as logged:
            await tick(newsbot)
            await tick(newsbot)
            wire.bodies["https://a.example/"] = rss("A", [NEWS, OLD])
            clock.moment = SLOT
            await tick(newsbot)
    lines = [{name: value for name, value in line.items() if name != "log_level"} for line in logged]
    assert lines == [
        {"event": "feeds read", "feeds": 1, "failed": 0, "entries": 1},
        {"event": "entries sorted", "entries": 1, "stories": 1},
        {"event": "feeds read", "feeds": 1, "failed": 0, "entries": 1},
        {"event": "entries sorted", "entries": 1, "stories": 1},
        {"event": "digest posted", "chat": chat.key.chat, "stories": 1},
    ]


async def test_something_of_a_new_feed(tmp_path: Path) -> None:
    """Who adds a feed gets its last entries or a week, nothing of other feeds, and nothing twice."""
    clock = MovableClock(EVENING)
    names = ("Otter", "Badger", "Heron", "Lynx", "Stoat", "Marten")
    items = [
        Item(
            f"{name} Works opens a plant in {name}ton",
            f"https://x.example/{n}",
            published=EVENING - timedelta(days=2 * n),
        )
        for n, name in enumerate(names)
    ]
    bodies = {"https://a.example/": rss("A", items), "https://b.example/": rss("B", [NEWS])}
    async with assemble(Settings(folder=tmp_path), clock, SlowWire(clock, bodies=bodies)) as newsbot:
        async with newsbot.storage.unit() as unit:
            chat = await unit.chats.ensure(ChatKey("telegram", "1"), ChatKind.PRIVATE, "Ann")
            for url in bodies:
                await follow(unit, chat.id, url, "", timedelta(hours=1), clock.now())
            await unit.commit()
            feed = await unit.feeds.by_url("https://a.example/")
        assert feed
        counts = []
        for last in (2, 0, 0):
            counts.append(await newsbot.catch_up(chat, feed.id, last))
            clock.moment += timedelta(minutes=1)
        async with newsbot.storage.unit() as unit:
            (first,) = await unit.outbox.waiting(clock.now(), 10)
    # the first two days of four in a week: 0, 2, 4 and 6 days old
    assert counts == [2, 2, 0]
    assert [f"{name} Works" in first.text for name in names[:3]] == [True, True, False]


@pytest.mark.parametrize(("token", "reads"), [("123456:ABC-def", False), ("", True)], ids=["telegram", "terminal"])
async def test_a_chat_at_a_terminal_where_nobody_sits(tmp_path: Path, token: str, *, reads: bool) -> None:
    """What ``preview`` left there gets neither a digest nor notices while the bot is in Telegram."""
    clock = MovableClock(EVENING)
    wire = SlowWire(clock, bodies={"https://a.example/": rss("A", [OLD])})
    settings = Settings(folder=tmp_path, telegram=Telegram(token=SecretStr(token)))
    async with assemble(settings, clock, wire) as newsbot:
        async with newsbot.storage.unit() as unit:
            chat = await unit.chats.ensure(ChatKey("terminal", "1"), ChatKind.PRIVATE, "This terminal")
            await unit.chats.update(chat, replace(chat, subscribed=clock.now()))
            await follow(unit, chat.id, "https://a.example/", "", timedelta(hours=1), clock.now())
            (feed,) = await unit.feeds.of_chat(chat.id)
            await unit.feeds.update(feed, replace(feed, retired=clock.now(), error="feed.gone"))
            await unit.commit()
        clock.moment = SLOT
        await tick(newsbot)
        await newsbot.tell()
        async with newsbot.storage.view() as unit:
            made = await unit.outbox.waiting(clock.now(), 10)
            assert bool(made) == bool(await unit.outbox.last_digests(chat.id, 1)) == reads


class HungWire(SlowWire):
    """Feeds that are never there, and say so never."""

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """See ports.Http."""
        await asyncio.Event().wait()
        return await super().get(url, headers)


async def test_a_digest_waits_for_no_feed_for_long(tmp_path: Path) -> None:
    """Its feeds hang, and nothing can be sorted: it comes when patience has run out, also over restarts."""
    clock = MovableClock(EVENING)
    async with assemble(Settings(folder=tmp_path), clock, HungWire(clock)) as newsbot:
        async with newsbot.storage.unit() as unit:
            chat = await unit.chats.ensure(ChatKey("telegram", "1"), ChatKind.PRIVATE, "Ann")
            await unit.chats.update(chat, replace(chat, subscribed=clock.now()))
            await follow(unit, chat.id, "https://a.example/", "", timedelta(hours=1), clock.now())
            await unit.commit()
        clock.moment = SLOT + timedelta(hours=1)  # it was off when the slot came
        reading, sorting = asyncio.create_task(newsbot.read()), asyncio.create_task(newsbot.sorting.acquire())
        await newsbot.publish()
        async with newsbot.storage.unit() as unit:
            assert await unit.outbox.last_slot(chat.id, clock.now()) is None
        reading.cancel()
        sorting.cancel()
    clock.moment += PATIENCE
    async with assemble(Settings(folder=tmp_path), clock, HungWire(clock)) as newsbot:
        reading = asyncio.create_task(newsbot.read())
        await newsbot.publish()
        async with newsbot.storage.unit() as unit:
            assert await unit.outbox.last_slot(chat.id, clock.now()) == SLOT
        reading.cancel()
