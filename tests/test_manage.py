"""Trying a pack, against servers that answer well and badly; and the order of feeds in a list."""

from datetime import UTC, datetime, timedelta

import pytest

from bot import manage
from bot.choices import Sort
from bot.feeds.packs import Pack, PackFeed
from bot.model import Feed, FeedHealth
from bot.net.http import Client
from tests.feedserver import Item, feed_server, rss

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)


async def test_check_pack(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Each address is tried: what came, where it moved, or why nothing did; the answer tells if all were well."""
    async with feed_server() as server, Client(allow=["127.0.0.1/32"]) as http:
        good = server.serve("/good", rss("Good News", [Item("A"), Item("B")]))
        moved = server.redirect("/moved", good, 301)
        bad = server.status("/bad", 404)
        feeds = tuple(PackFeed(url.rpartition("/")[2], url, "en", "here") for url in (good, moved, bad))
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setattr(manage, "pack_named", lambda name: Pack(name, "T", "D", feeds[: 3 if name == "all" else 2]))
        assert not await manage.check_pack(http, "all")
        shown = capsys.readouterr().out
        assert "2 entries, “Good News”" in shown
        assert f"moved to {good}" in shown
        assert "cannot be read" in shown
        assert "2 of 3 feeds can be read." in shown
        assert await manage.check_pack(http, "well")


@pytest.mark.parametrize(
    ("sort", "first"),
    [("number", 1), ("title", 2), ("week", 3), ("first", 3), ("echo", 3), ("read", 1), ("state", 2)],
)
def test_what_needs_looking_at_comes_first(sort: str, first: int) -> None:
    """Each way of sorting puts the feed at the top that the operator looks for."""
    rows = [
        _row(1, "Zeta", FeedHealth(), read=None),
        _row(2, "Alpha", FeedHealth(), error="timed out"),
        _row(3, "Beta", FeedHealth(recent=9, oldest=NOW - timedelta(days=9), newest=NOW, first=5, echo=4)),
    ]
    assert min(rows, key=manage.SORTED_BY[Sort(sort)]).feed.id == first


def _row(number: int, title: str, health: FeedHealth, error: str = "", read: datetime | None = NOW) -> manage.Row:
    feed = Feed(number, f"https://x.example/{number}", title, NOW, timedelta(hours=1), last_success=read, error=error)
    return manage.Row(feed, [], health, NOW)
