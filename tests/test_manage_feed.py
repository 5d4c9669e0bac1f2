"""What an operator sets on single feeds, and which feed of a page is added."""

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import manage, manage_feed
from bot.chat.follow_feeds import follow
from bot.errors import BotError
from bot.jobs.clock import SystemClock
from bot.model import ChatKey, ChatKind, MessageState, Reply
from bot.net.http import Client
from bot.newsbot import Newsbot
from bot.platforms.terminal.ports import TerminalMembers
from bot.settings import Feeds, Settings
from tests.databases import assemble
from tests.feedserver import FeedServer, Item, feed_server, rss
from tests.telling import first

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
    await manage_feed.set_header(newsbot, "1", "Authorization", remove=False)
    await newsbot.refresh()
    assert server.asked[-1].headers["Authorization"] == "Bearer abc"
    await manage_feed.set_header(newsbot, f"{server.url}/one", "", remove=False)
    await manage_feed.set_header(newsbot, "1", "Authorization", remove=True)
    await manage_feed.set_header(newsbot, "1", "", remove=False)
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
        await manage_feed.set_header(newsbot, "1", name, remove=False)


async def test_pages(newsbot: Newsbot, server: FeedServer, capsys: pytest.CaptureFixture[str]) -> None:
    """A feed's pages can be left alone, and read again."""
    await manage.add_feed(newsbot, f"{server.url}/one", None)
    for read in (False, True):
        await manage_feed.set_pages(newsbot, "1", read=read)
        async with newsbot.storage.unit() as unit:
            feed = await unit.feeds.get(1)
        assert feed
        assert feed.pages is read
    await manage_feed.set_pages(newsbot, "1", read=False)
    await manage_feed.set_pages(newsbot, "1", read=None)
    assert capsys.readouterr().out.endswith(": its pages are not read.\n"), "shown, not changed"
    with pytest.raises(BotError, match="there is no feed 9"):
        await manage_feed.set_pages(newsbot, "9", read=True)


async def lose(newsbot: Newsbot, number: int, text: str) -> None:
    """Let a notice for a chat in Telegram run out."""
    now = newsbot.clock.now()
    async with newsbot.storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("telegram", str(number)), ChatKind.PRIVATE, f"Chat\n{number}")
        await unit.outbox.notify(chat.id, Reply(text), now - timedelta(hours=3), now)
        message = await first(unit, chat.id)
        assert message
        why = "the bot was \x1b[2Jblocked"
        await unit.outbox.mark(replace(message, state=MessageState.EXPIRED, reason=why))
        await unit.commit()


async def test_missed(newsbot: Newsbot, capsys: pytest.CaptureFixture[str]) -> None:
    """What did not come is listed by chat with the reason, of one chat if it is named, and brought when asked to."""
    await manage_feed.list_missed(newsbot, None, send=False)
    assert capsys.readouterr().out == "Nothing is missing: everything meant for chats has arrived.\n"
    for number, text in ((11, "<b>A feed fails</b>\nmore of it"), (12, "Another")):
        await lose(newsbot, number, text)
    await manage_feed.list_missed(newsbot, None, send=False)
    listed = capsys.readouterr().out
    assert "Chat 11 (11):\n" in listed
    assert "Chat 12 (12):\n" in listed
    assert "3 hours ago: was not delivered in time: the bot was [2Jblocked" in listed
    assert "A feed fails" in listed
    assert "more of it" not in listed
    await manage_feed.list_missed(newsbot, "12", send=True)
    sent = capsys.readouterr().out
    assert "Chat 11" not in sent
    assert sent.endswith("1 notice is on its way.\n")
    await manage_feed.list_missed(newsbot, "12", send=True)
    assert capsys.readouterr().out.startswith("Nothing is missing")
    async with newsbot.storage.unit() as unit:
        waiting = {chat.key.chat: await first(unit, chat.id) for chat in await unit.chats.all()}
    assert waiting["11"] is None, "nobody asked for it"
    assert waiting["12"] is not None
    assert waiting["12"].text == "Another"
    with pytest.raises(BotError, match="there is no chat 13; chats go by their numbers"):
        await manage_feed.list_missed(newsbot, "13", send=False)


async def test_without_feeds_it_says_how_to_add_one(newsbot: Newsbot) -> None:
    """No number can be right then."""
    with pytest.raises(BotError, match="No feeds yet: newsbot feeds add ADDRESS"):
        await manage_feed.share(newsbot, "1", shared=True)


async def follow_in(newsbot: Newsbot, number: int, url: str) -> None:
    """Let somebody in Telegram follow an address."""
    async with newsbot.storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("telegram", str(number)), ChatKind.PRIVATE, f"Chat {number}")
        await follow(unit, chat.id, url, "", timedelta(hours=1), newsbot.clock.now())
        await unit.commit()


async def test_a_header_is_for_one_chat(
    newsbot: Newsbot, server: FeedServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where several follow a feed it must be said for whom; the others keep it without, and the list shows whose."""
    url = f"{server.url}/one"
    for number in (11, 12):
        await follow_in(newsbot, number, url)
    with pytest.raises(BotError, match="say with --chat which one the header is for: 11, 12"):
        await manage_feed.set_header(newsbot, "1", "Authorization", remove=False)
    with pytest.raises(BotError, match="chat 13 does not follow"):
        await manage_feed.set_header(newsbot, "1", "Authorization", "13", remove=False)
    monkeypatch.setattr("sys.stdin", io.StringIO("Bearer abc\n"))
    await manage_feed.set_header(newsbot, "1", "Authorization", "12", remove=False)
    assert "is number 2" in capsys.readouterr().out
    await newsbot.refresh()
    assert sorted(one.headers.get("Authorization", "") for one in server.asked) == ["", "Bearer abc"]
    await manage.list_feeds(newsbot, as_json=False)
    listed = capsys.readouterr().out
    assert "followed by Chat 11 (11)\n" in listed
    assert "followed by Chat 12 (12); theirs alone, sent along: Authorization\n" in listed
    assert "abc" not in listed
    with pytest.raises(BotError, match="choose one by its number: 1, 2"):
        await manage_feed.set_header(newsbot, url, "", remove=False)
    await manage_feed.set_header(newsbot, "2", "Authorization", remove=True)
    with pytest.raises(BotError, match="is not sent"):
        await manage_feed.set_header(newsbot, "2", "Authorization", remove=True)


async def test_sharing(newsbot: Newsbot, server: FeedServer, capsys: pytest.CaptureFixture[str]) -> None:
    """A plain feed is shared and taken back; the list says so."""
    await follow_in(newsbot, 11, f"{server.url}/one")
    for shared, words in ((True, "all chats"), (False, "only the chats that follow it")):
        await manage_feed.share(newsbot, "1", shared=shared)
        assert f": {words} may be shown its text.\n" in capsys.readouterr().out
        await manage.list_feeds(newsbot, as_json=False)
        assert ("; shared with all chats\n" in capsys.readouterr().out) == shared
        async with newsbot.storage.unit() as unit:
            assert (await unit.feeds.readable(0, public=False) == {1}) == shared


async def test_what_holds_a_secret_is_not_shared(
    newsbot: Newsbot, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One clear line, which does not tell the secret; also once the header is taken away."""
    await follow_in(newsbot, 11, f"{server.url}/one?token=abcdef")
    with pytest.raises(BotError, match="its address holds a secret") as caught:
        await manage_feed.share(newsbot, "1", shared=True)
    assert "abcdef" not in str(caught.value)
    await follow_in(newsbot, 11, f"{server.url}/two")
    monkeypatch.setattr("sys.stdin", io.StringIO("Bearer abc\n"))
    await manage_feed.set_header(newsbot, "2", "Authorization", remove=False)
    for _ in range(2):
        with pytest.raises(BotError, match="it is read with headers, or was"):
            await manage_feed.share(newsbot, "2", shared=True)
        async with newsbot.storage.unit() as unit:
            await unit.feeds.set_header(2, "Authorization", "")
            await unit.commit()


async def test_default_feeds_with_a_secret(tmp_path: Path) -> None:
    """The settings share what they list, but no secret: no new chat gets that."""
    plain, secret = "https://a.example/feed", "https://a.example/feed?token=abc"
    settings = Settings(folder=tmp_path, feeds=Feeds(default=(plain, secret)))
    async with assemble(settings, SystemClock()) as newsbot:
        assert newsbot.services(TerminalMembers(), []).default_feeds == (plain,)
        for number, url in enumerate((plain, secret), 11):
            await follow_in(newsbot, number, url)
        async with newsbot.storage.unit() as unit:
            assert await unit.feeds.shared() == {1}
