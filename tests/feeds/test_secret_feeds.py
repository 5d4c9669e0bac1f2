"""Whose a feed is: headers and secret addresses over real servers, each port an origin of its own."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.follow_feeds import follow, follow_all
from bot.feeds.opml import Line
from bot.feeds.politeness import Politeness
from bot.feeds.poll import poll
from bot.feeds.subscribe import own_feed
from bot.model import ChatKey, ChatKind, Feed
from bot.net.http import Client, Limits
from bot.storage.unit_of_work import SqlStorage
from tests.databases import open_storage
from tests.feedserver import FeedServer, Item, feed_server, rss

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAYS = (0, 24, 48, 73, 97, 121)
"""Hours of polls that are enough for a move."""
SECRET = {"Authorization": "Bearer s3cret"}
DOCUMENT = rss("Acme", [Item("Acme opens a lab", "https://acme.example/1", "It has forty desks.", "a1", NOW)])


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """An empty database."""
    opened = await open_storage("sqlite:///bot.db", tmp_path, [])
    yield opened
    await opened.close()


@pytest.fixture
async def http() -> AsyncIterator[Client]:
    """The real client, let through to this computer."""
    async with Client(allow=["127.0.0.1/32"], limits=Limits(seconds=1)) as client:
        yield client


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    """The server that secrets are given for."""
    async with feed_server() as running:
        yield running


@pytest.fixture
async def other() -> AsyncIterator[FeedServer]:
    """Another origin."""
    async with feed_server() as running:
        yield running


async def chat_number(storage: SqlStorage, number: int) -> int:
    """The row id of a chat."""
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("test", str(number)), ChatKind.PRIVATE, "Ann")
        await unit.commit()
    return chat.id


async def add(storage: SqlStorage, chat: int, url: str, headers: dict[str, str] | None = None) -> Feed:
    """Let a chat follow an address, with headers for it alone."""
    async with storage.unit() as unit:
        feed = await follow(unit, chat, url, "", HOUR, NOW)
        assert feed
        if headers:
            feed = await own_feed(unit, feed, [chat], NOW)
            for name, value in headers.items():
                await unit.feeds.set_header(feed.id, name, value)
        await unit.commit()
    return feed


async def rounds(storage: SqlStorage, http: Client, hours: tuple[int, ...] = DAYS) -> None:
    """Poll all feeds at each of those hours."""
    for hour in hours:
        now = NOW + hour * HOUR
        async with storage.unit() as unit:
            await unit.feeds.update_all([(feed, replace(feed, next_poll=now)) for feed in await unit.feeds.all()])
            await unit.commit()
        await poll(storage, http, now, politeness=Politeness(pause=0, per_second=10_000))


async def followed(storage: SqlStorage, chat: int) -> list[tuple[int, str]]:
    """What a chat follows: ids and addresses."""
    async with storage.unit() as unit:
        return [(feed.id, feed.url) for feed in await unit.feeds.of_chat(chat)]


@pytest.mark.parametrize("first", ["with", "without"])
async def test_the_bare_address_leads_to_no_header(
    storage: SqlStorage, http: Client, server: FeedServer, first: str
) -> None:
    """Typed or in a list, before or after: who has only the address reads what the server shows without the header."""
    url = server.serve("/f", DOCUMENT)
    ann, bob, eve = [await chat_number(storage, number) for number in (1, 2, 3)]
    own = await add(storage, ann, url, SECRET) if first == "with" else None
    bare = await add(storage, bob, url)
    async with storage.unit() as unit:
        await follow_all(unit, eve, [Line(url)], HOUR, NOW)
        await unit.commit()
    own = own or await add(storage, ann, url, SECRET)
    assert await followed(storage, bob) == await followed(storage, eve) == [(bare.id, url)] != [(own.id, url)]
    await rounds(storage, http, (0,))
    assert sorted(one.headers.get("Authorization", "") for one in server.asked) == ["", SECRET["Authorization"]]
    async with storage.unit() as unit:
        assert await unit.feeds.readable(bob, public=True) == {bare.id}
        assert await unit.feeds.readable(ann, public=False) == {own.id}
        # who took the feed away and puts it back gets the own one
        await unit.feeds.unfollow(ann, own.id)
        again = await follow(unit, ann, url, "", HOUR, NOW)
        assert again
        assert again.id == own.id


async def test_nothing_comes_twice_when_a_feed_splits(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """What the shared feed showed is known to the own one; what comes next is news in both."""
    url = server.serve("/f", DOCUMENT)
    ann, bob = await chat_number(storage, 1), await chat_number(storage, 2)
    await add(storage, bob, url)
    async with storage.unit() as unit:
        shared = await follow(unit, ann, url, "", HOUR, NOW)
        await unit.commit()
    assert shared
    await rounds(storage, http, (0,))
    async with storage.unit() as unit:
        feed = await unit.feeds.get(shared.id)
        assert feed
        own = await own_feed(unit, feed, [ann], NOW)
        await unit.commit()
    later = Item("Acme hires a cook", "https://acme.example/2", "She is from Lyon.", "a2", NOW + HOUR)
    server.serve("/f", DOCUMENT.replace(b"</channel>", rss("", [later]).partition(b"https://example.org/</link>")[2]))
    await rounds(storage, http, (2,))
    async with storage.unit() as unit:
        entries = await unit.entries.after(0, 100)
    assert [(one.feed, one.title) for one in entries if not one.backlog] == [
        (shared.id, later.title),
        (own.id, later.title),
    ]


@pytest.mark.parametrize("status", [301, 308])
async def test_a_header_stays_behind_when_a_feed_moves(
    storage: SqlStorage, http: Client, server: FeedServer, other: FeedServer, status: int
) -> None:
    """The feed lives on at the other server, which never sees the header, and who follows it is told once."""
    new = other.serve("/new", DOCUMENT)
    ann = await chat_number(storage, 1)
    feed = await add(storage, ann, server.redirect("/old", new, status), SECRET)
    await rounds(storage, http)
    assert await followed(storage, ann) == [(feed.id, new)]
    assert all(one.headers["Authorization"] for one in server.asked)
    assert not any("Authorization" in one.headers for one in other.asked)
    async with storage.unit() as unit:
        assert await unit.feeds.headers([feed.id]) == {}
        (told,) = await unit.outbox.waiting(NOW + 121 * HOUR, 10)
        assert "Authorization" in told.text
        assert SECRET["Authorization"] not in told.text
        # what was read with it stays with its chat
        assert feed.id not in await unit.feeds.readable(0, public=True)


async def test_a_header_goes_along_within_its_server(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """Another path of the same server is what the header was given for."""
    ann = await chat_number(storage, 1)
    feed = await add(storage, ann, server.redirect("/old", server.serve("/new", DOCUMENT), 301), SECRET)
    await rounds(storage, http)
    assert await followed(storage, ann) == [(feed.id, f"{server.url}/new")]
    assert all("Authorization" in one.headers for one in server.asked)


@pytest.mark.parametrize("existing", [True, False])
@pytest.mark.parametrize(
    ("old", "new"), [("/old?token=abc", "/new"), ("/old", "/new?token=abc"), ("/old?token=abc", "/new?token=xyz")]
)
async def test_secret_and_open_feeds_never_merge(
    storage: SqlStorage, http: Client, server: FeedServer, old: str, new: str, *, existing: bool
) -> None:
    """Where one of two addresses holds a secret, no redirect makes them one feed; two secret ones may be one."""
    server.serve("/new", DOCUMENT)
    server.redirect("/old", server.url + new, 301)
    ann, bob = await chat_number(storage, 1), await chat_number(storage, 2)
    hers = await add(storage, ann, server.url + old)
    his = await add(storage, bob, server.url + new) if existing else None
    await rounds(storage, http)
    both = "?" in old and "?" in new
    there = (his.id if his and both else hers.id, server.url + (new if both else old))
    assert await followed(storage, ann) == [there]
    if his:
        assert await followed(storage, bob) == [(his.id, server.url + new)]


async def test_a_redirect_into_another_s_feed_with_a_header(
    storage: SqlStorage, http: Client, server: FeedServer, other: FeedServer
) -> None:
    """Who lets an address redirect to somebody's feed follows that address, and never the feed with the header."""
    url = server.serve("/f", DOCUMENT)
    ann, eve = await chat_number(storage, 1), await chat_number(storage, 2)
    own = await add(storage, ann, url, SECRET)
    trick = await add(storage, eve, other.redirect("/trick", url, 301))
    await rounds(storage, http)
    assert await followed(storage, ann) == [(own.id, url)]
    assert await followed(storage, eve) == [(trick.id, url)]
    async with storage.unit() as unit:
        assert own.id not in await unit.feeds.readable(eve, public=True)


async def test_marks_of_one_server_are_not_shown_to_another(
    storage: SqlStorage, http: Client, server: FeedServer, other: FeedServer
) -> None:
    """A mark that a server gave (ETag) is sent to that one alone, and to it once the feed lives there."""
    new = other.serve("/new", DOCUMENT, ETag='"mine"')
    ann = await chat_number(storage, 1)
    await add(storage, ann, server.redirect("/old", new, 301))
    await rounds(storage, http)
    assert not any("If-None-Match" in one.headers for one in server.asked)
    assert ["If-None-Match" in one.headers for one in other.asked] == [False, False, False, False, True, True]


async def test_a_shared_feed_stays_shared_where_it_moves(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """What the operator said goes with the feed."""
    server.redirect("/old", server.serve("/new", DOCUMENT), 301)
    ann = await chat_number(storage, 1)
    feed = await add(storage, ann, f"{server.url}/old")
    async with storage.unit() as unit:
        await unit.feeds.update(feed, replace(feed, shared=True))
        await unit.commit()
    await rounds(storage, http)
    async with storage.unit() as unit:
        assert await unit.feeds.readable(0, public=False) == {feed.id}


async def test_links_keep_no_password_of_the_feed(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """A relative link is read from the feed's address, and its password is not for those who read the entry."""
    server.serve("/f", rss("Acme", [Item("One", "/a/1", "Text.")]))
    ann = await chat_number(storage, 1)
    await add(storage, ann, server.url.replace("http://", "http://me:pass@") + "/f")
    await rounds(storage, http, (0,))
    async with storage.unit() as unit:
        assert [one.link for one in await unit.entries.after(0, 10)] == [f"{server.url}/a/1"]
