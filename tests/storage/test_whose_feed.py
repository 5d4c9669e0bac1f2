"""Which feeds a chat may read, and that old databases give nobody another one's."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from tests.databases import at_step, open_storage

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
LISTED, LISTED_SECRET = "https://listed.example/feed", "https://listed.example/feed?token=abc"


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
    at_step(path, "0006")
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
