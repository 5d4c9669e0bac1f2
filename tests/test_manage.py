"""Trying a pack, against servers that answer well and badly; and the order of feeds in a list."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import manage, manage_db, manage_feed, preview
from bot.cli_choices import Sort
from bot.errors import BotError, SettingsError
from bot.feeds.packs import Pack, PackFeed
from bot.jobs.clock import FixedClock
from bot.model import ChatKey, ChatKind, Feed, FeedHealth
from bot.net.http import Client
from bot.settings import Settings, load
from bot.storage.lock import only_one
from tests.databases import assemble, new_database
from tests.feedserver import Item, feed_server, rss
from tests.worded import raises_saying

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
    ("status", "todo"),
    [
        (401, r"wants a login \(401 Unauthorized\): put it into the address, .*feeds header NUMBER NAME"),
        (403, "answered 403 Forbidden; the site refuses programs: network.contact"),
        (404, "answered 404 Not Found; check the address, or give the site's own"),
        (500, "answered 500 Internal Server Error; the site has trouble: try again later"),
    ],
)
async def test_what_to_do_when_a_feed_cannot_be_added(tmp_path: Path, status: int, todo: str) -> None:
    """Each answer that people can do something about says what."""
    async with (
        feed_server() as server,
        Client(allow=["127.0.0.1/32"]) as http,
        assemble(Settings(folder=tmp_path), FixedClock(NOW), http) as newsbot,
    ):
        with pytest.raises(BotError, match=todo):
            await manage.add_feed(newsbot, server.status("/feed", status), None)


async def test_what_is_added_and_not_read_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A feed without entries is said to have none, one without titles shows its texts; neither is well yet."""
    async with (
        feed_server() as server,
        Client(allow=["127.0.0.1/32"]) as http,
        assemble(Settings(folder=tmp_path), FixedClock(NOW), http) as newsbot,
    ):
        await manage.add_feed(newsbot, server.serve("/empty", rss("Quiet", [])), None)
        assert "It has no entries yet" in capsys.readouterr().out
        await manage.add_feed(newsbot, server.serve("/posts", rss("Posts", [Item("", text="Two cats!")])), None)
        assert "  Two cats!\n" in capsys.readouterr().out
        await manage.list_feeds(newsbot, as_json=False)
    told = capsys.readouterr().out
    assert "not read yet" in told
    assert "ok" not in told


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


async def test_nothing_that_others_wrote_is_obeyed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Titles of feeds and of chats, errors and lines of lists go through every command that prints them."""
    evil = "Otter\x1b]0;x\x07\x9b2J\u202e [/b]"
    clock = FixedClock(NOW)
    async with assemble(Settings(folder=tmp_path), clock) as newsbot:
        async with newsbot.storage.unit() as unit:
            await unit.chats.ensure(ChatKey("telegram", "-5"), ChatKind.GROUP, evil)
            feed = Feed(0, "https://x.example/\x1b[2J", evil, NOW, timedelta(hours=1), error=f"status {evil}")
            feed = await unit.feeds.add(feed)
            await unit.commit()
        whose = await manage.chat_of(newsbot, "-5")
        async with newsbot.storage.unit() as unit:
            await unit.feeds.follow(whose.id, feed.id, NOW)
            await unit.commit()
        await manage.list_feeds(newsbot, as_json=False)
        await manage.list_feeds(newsbot, as_json=True)
        await manage_feed.set_pages(newsbot, str(feed.id), read=False)
        await manage_feed.set_header(newsbot, str(feed.id), "", remove=False)
        with pytest.raises(BotError):
            await manage.remove_feed(newsbot, str(feed.id), None)
        await manage.remove_feed(newsbot, str(feed.id), "-5")
    shown = capsys.readouterr().out
    assert shown.count("Otter") >= 6
    assert not set(shown) & set("\x1b\x07\x9b\u202e")


async def test_trends_say_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without feeds how to add one; without stories that there are none, and why there is no picture."""
    settings, clock, picture = Settings(folder=tmp_path), FixedClock(NOW), tmp_path / "t.png"
    new_database(tmp_path)
    with pytest.raises(BotError, match="No feeds yet: newsbot feeds add ADDRESS"):
        await preview.trends(settings, clock, None, "", picture)
    async with assemble(settings, clock) as newsbot:
        whose = await manage.chat_of(newsbot, None)
        async with newsbot.storage.unit() as unit:
            feed = await unit.feeds.add(Feed(0, "https://x.example/f", "F", NOW + timedelta(1), timedelta(hours=1)))
            await unit.feeds.follow(whose.id, feed.id, NOW)
            await unit.commit()
    with pytest.raises(BotError, match=r"t\.png was not written: there is nothing to draw"):
        await preview.trends(settings, clock, None, "", picture)
    assert "no recent stories yet" in capsys.readouterr().out
    assert not picture.exists()
    await preview.trends(settings, clock, None, "chips", None)
    assert "No recent story is about that" in capsys.readouterr().out
    with only_one("sqlite:///newsbot.db", tmp_path):
        await preview.trends(settings, clock, None, "chips", None)
    beside = capsys.readouterr()
    assert "No recent story is about that" in beside.out
    assert beside.err == "newsbot: the bot is running and reads the feeds itself; this is what it has read so far\n"


@pytest.mark.parametrize(
    ("place", "todo"),
    [
        ("none/list.opml", "there is no folder .*none; make it first, or name another place"),
        (".", "it already exists; name another file|this is a folder; name a file in it"),
        ("there.opml", "it already exists; name another file"),
        ("there.opml/list", "there.opml is not a folder; name another place"),
        ("x" * 300, "File name too long; name another place"),
    ],
)
async def test_files_that_cannot_be_written(place: str, todo: str, tmp_path: Path) -> None:
    """One line names the file and says what to do; what was there stays."""
    (tmp_path / "there.opml").write_text("mine")
    async with assemble(Settings(folder=tmp_path), FixedClock(NOW)) as newsbot:
        with pytest.raises(BotError, match=todo):
            await manage.export_feeds(newsbot, tmp_path / place, None, secrets=False)
    assert (tmp_path / "there.opml").read_text() == "mine"


@pytest.mark.parametrize(("name", "why"), [("none", "there is no such file"), (".", "this is a folder")])
async def test_files_that_cannot_be_read(name: str, why: str, tmp_path: Path) -> None:
    """The same of a list that is taken in, and of the settings."""
    async with assemble(Settings(folder=tmp_path), FixedClock(NOW)) as newsbot:
        with pytest.raises(BotError, match=f"{why}; name an OPML file"):
            await manage.import_feeds(newsbot, tmp_path / name, None)
    with pytest.raises(SettingsError, match=f"{why}; name another with --config, or let newsbot init write"):
        load(tmp_path / name, {})


async def test_packs(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The packs are listed, named where one is not known, and added to a chat once."""
    monkeypatch.setenv("COLUMNS", "200")
    manage.list_packs()
    assert "AI labs" in capsys.readouterr().out
    async with assemble(Settings(folder=tmp_path), FixedClock(NOW)) as newsbot:
        with pytest.raises(BotError, match=r'packs\.no_such.*"nonsense".*business'):
            await manage.add_pack(newsbot, "nonsense", None)
        for said in ("15 feeds added, 0 followed already", "0 feeds added, 15 followed already"):
            await manage.add_pack(newsbot, "labs", None)
            assert said in capsys.readouterr().out
        await manage.list_feeds(newsbot, as_json=True)
    assert len(json.loads(capsys.readouterr().out)) == 15


async def test_a_feed_whose_site_rests(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is read again when the site may be asked, and both forms of the list say so."""
    async with assemble(Settings(folder=tmp_path), FixedClock(NOW)) as newsbot:
        async with newsbot.storage.unit() as unit:
            for host in "ab":
                await unit.feeds.add(Feed(0, f"https://{host}.example/feed", host, NOW, timedelta(hours=1)))
            await unit.leases.rest("host:a.example", timedelta(hours=1))
            await unit.commit()
            until = (await unit.leases.resting(["host:a.example"]))["host:a.example"]
        await manage.list_feeds(newsbot, as_json=False)
        assert capsys.readouterr().out.count(f"next {until:%Y-%m-%d %H:%M} UTC, as its site asks for a rest") == 1
        await manage.list_feeds(newsbot, as_json=True)
    resting, other = json.loads(capsys.readouterr().out)
    assert resting["rests_until"] == resting["next_poll"] == until.isoformat()
    assert (other["rests_until"], other["next_poll"]) == (None, NOW.isoformat())


async def test_lists_of_feeds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A list is taken in with its bad lines named, and given out without secrets unless they are asked for."""
    (tmp_path / "in.opml").write_text(
        '<opml><body><outline text="A" xmlUrl="https://a.example/feed?token=abc123"/>\n'
        '<outline text="B" xmlUrl="https://b.example/feed"/>\n<outline type="rss" text="C"/></body></opml>'
    )
    async with assemble(Settings(folder=tmp_path), FixedClock(NOW)) as newsbot:
        await manage.import_feeds(newsbot, tmp_path / "in.opml", None)
        told = capsys.readouterr()
        assert "2 feeds added" in told.out
        assert "in.opml: line 3: C: no address" in told.err
        await manage.export_feeds(newsbot, tmp_path / "out.opml", None, secrets=False)
        assert "out.opml is written: 1 feed; 1 left out" in capsys.readouterr().out
        await manage.export_feeds(newsbot, tmp_path / "whole.opml", None, secrets=True)
    assert "abc123" not in (tmp_path / "out.opml").read_text()
    assert "abc123" in (tmp_path / "whole.opml").read_text()


async def test_a_copy_of_what_is_not_there(tmp_path: Path) -> None:
    """A mistyped name is told, and neither file is made: an empty copy would look like a move that went well."""
    with raises_saying(BotError, match=r"there is no database .*nix\.db"):
        await manage_db.copy_database("sqlite:///nix.db", "sqlite:///new.db", tmp_path)
    assert not (tmp_path / "nix.db").exists()
    assert not (tmp_path / "new.db").exists()
