"""Which feeds a chat may read, and that old databases give nobody another one's."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from bot.model import ChatKey, ChatKind, Feed
from bot.storage import migrations
from bot.storage.unit_of_work import SqlStorage, SqlUnit
from tests.databases import open_storage

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
LISTED, LISTED_SECRET = "https://listed.example/feed", "https://listed.example/feed?token=abc"


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """An empty database; the operator's list shares two addresses, one of them by mistake."""
    opened = await open_storage("sqlite:///test.db", tmp_path, [], shared=[LISTED, LISTED_SECRET])
    yield opened
    await opened.close()


async def add(unit: SqlUnit, url: str, *, owner: int = 0, shared: bool | None = None) -> int:
    """A feed that nobody follows yet."""
    feed = Feed(0, url, "A", NOW, timedelta(hours=1), owner=owner, shared=shared)
    return (await unit.feeds.add(feed)).id


async def chat(unit: SqlUnit, number: int) -> int:
    """A chat that follows nothing yet."""
    return (await unit.chats.ensure(ChatKey("telegram", number), ChatKind.PRIVATE, "")).id


async def test_a_chat_reads_what_it_follows_and_what_is_shared(storage: SqlStorage) -> None:
    """Others' feeds are read by all only when that was said and nothing in them is secret."""
    async with storage.unit() as unit:
        ours, theirs = await chat(unit, 1), await chat(unit, 2)
        own = await add(unit, "https://own.example/feed?token=abc")
        header = await add(unit, "https://header.example/feed", owner=ours)
        for feed in (own, header):
            await unit.feeds.follow(ours, feed, NOW)
        other = await add(unit, "https://other.example/feed")
        await unit.feeds.follow(theirs, other, NOW)
        listed = await add(unit, LISTED)
        said = await add(unit, "https://said.example/feed", shared=True)
        # all that must not be shared, whatever was said of it
        await add(unit, LISTED_SECRET)
        await add(unit, "https://me:pass@said.example/feed", shared=True)
        await add(unit, "https://said.example/header", owner=theirs, shared=True)
        await add(unit, LISTED, owner=theirs)
        withdrawn = await add(unit, "https://withdrawn.example/feed", shared=False)
        shared = {listed, said}
        assert await unit.feeds.shared() == shared
        assert await unit.feeds.readable(ours, public=False) == {own, header} | shared
        assert await unit.feeds.readable(theirs, public=False) == {other} | shared
        assert await unit.feeds.readable(0, public=False) == shared
        assert await unit.feeds.readable(0, public=True) == {other, withdrawn} | shared
        assert await unit.feeds.readable(ours, public=True) == {own, header, other, withdrawn} | shared


async def test_the_operator_takes_a_listed_feed_back(storage: SqlStorage) -> None:
    """What is said of a feed itself counts more than the list."""
    async with storage.unit() as unit:
        feed = await unit.feeds.get(await add(unit, LISTED))
        assert feed is not None
        await unit.feeds.update(replace(feed, shared=False))
        assert await unit.feeds.shared() == frozenset()


async def test_one_address_is_a_feed_for_each_owner(storage: SqlStorage) -> None:
    """A feed with headers is not found, nor joined, by its bare address."""
    async with storage.unit() as unit:
        ours = await chat(unit, 1)
        own = await add(unit, LISTED, owner=ours)
        assert await unit.feeds.by_url(LISTED) is None
        bare = await add(unit, LISTED)
        assert bare != own
        assert [await add(unit, LISTED), await add(unit, LISTED, owner=ours)] == [bare, own]
        found = await unit.feeds.by_url(LISTED, ours)
        assert found is not None
        assert found.id == own


CHATS = """
    INSERT INTO chats (id, platform, chat, thread, kind, title, zone, times, gone, last_seen_id)
    VALUES (?, 'telegram', ?, 0, 'private', '', 'UTC', '[]', '', 0)
"""
FEEDS = """
    INSERT INTO feeds (id, url, title, site, language, etag, modified, body_hash, interval, next_poll, failures, error,
    moved_to, ttl, quiet, pages)
    VALUES (?, ?, 'A', '', '', 'e', 'm', 'h', 60, '2026-04-10 08:00:00', 0, '', '', 0, '', 1)
"""
FOLLOWS = "INSERT INTO chat_feeds (chat, feed, added) VALUES (?, ?, ?)"
HEADERS = "INSERT INTO feed_headers (feed, name, value) VALUES (?, 'Authorization', 'Bearer s3cret')"
KEYS = "INSERT INTO feed_keys (feed, key, seen) VALUES (?, ?, '2026-04-01 08:00:00')"


def old_database(path: Path) -> sqlite3.Connection:
    """A database as it was before feeds had owners."""
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
        connection.commit()
    engine.dispose()
    return sqlite3.connect(path)


async def test_old_feeds_with_headers_belong_to_who_was_first(tmp_path: Path) -> None:
    """The others keep the address without the header, and are told nothing twice; no text and no header is lost."""
    with old_database(tmp_path / "a.db") as old:
        old.executemany(CHATS, [(1, 11), (2, 12), (3, 13)])
        old.executemany(FEEDS, [(1, "https://a.example/f"), (2, "https://b.example/f"), (3, "https://c.example/f")])
        joined = [(2, 1, "2026-04-01"), (1, 1, "2026-04-02"), (3, 1, "2026-04-03"), (1, 2, "2026-04-01")]
        old.executemany(FOLLOWS, [(chat, feed, f"{day} 08:00:00.000000") for chat, feed, day in joined])
        old.executemany(HEADERS, [(1,), (3,)])
        old.executemany(KEYS, [(1, "k1"), (1, "k2"), (2, "k3")])
    old.close()
    storage = await open_storage("sqlite:///a.db", tmp_path, [])
    async with storage.unit() as unit:
        first, open_, orphan, bare = await unit.feeds.all()
        assert [first.owner, open_.owner, orphan.owner, bare.owner] == [2, 0, -1, 0]
        assert bare.url == first.url
        assert {feed.etag + feed.modified for feed in (first, open_, orphan, bare)} == {""}
        assert [one.id for one in await unit.feeds.chats_of(first.id)] == [2]
        assert [one.id for one in await unit.feeds.chats_of(bare.id)] == [1, 3]
        assert await unit.feeds.seen(bare.id, ["k1", "k2", "k3"]) == {"k1", "k2"}
        assert set(await unit.feeds.headers([first.id, open_.id, orphan.id, bare.id])) == {first.id, orphan.id}
        assert await unit.feeds.readable(1, public=True) == {open_.id, bare.id}
    await storage.close()
