"""Trying a pack, against servers that answer well and badly."""

import pytest

from bot import manage
from bot.feeds.packs import Pack, PackFeed
from bot.net.http import Client
from tests.feedserver import Item, feed_server, rss


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
