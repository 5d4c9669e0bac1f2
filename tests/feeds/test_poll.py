"""One round of polling against a real server and a real database."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.feeds.politeness import Politeness
from bot.feeds.poll import PollRound, poll
from bot.feeds.subscribe import add_feed, new_feed
from bot.model import ChatKey, ChatKind, Entry, Feed, ParsedFeed
from bot.net.http import Client, Limits
from bot.storage.unit_of_work import SqlStorage
from tests.databases import open_storage
from tests.feedserver import FeedServer, Item, feed_server, rss
from tests.worded import words

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hasty() -> Politeness:
    """Politeness that wait for nothing."""
    return Politeness(pause=0, per_second=10_000)


FIRST = Item("Acme opens a lab", "https://acme.example/1", "It has forty desks.", "a1", NOW - 5 * HOUR)
SECOND = Item("Acme hires a cook", "https://acme.example/2", "She is from Lyon.", "a2", NOW + HOUR)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """An empty database."""
    opened = await open_storage("sqlite:///bot.db", tmp_path, [])
    opened._worker.clock = lambda: NOW
    yield opened
    await opened.close()


@pytest.fixture
async def http() -> AsyncIterator[Client]:
    """The real client, let through to this computer."""
    async with Client(allow=["127.0.0.1/32"], limits=Limits(seconds=1)) as client:
        yield client


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    """A feed server."""
    async with feed_server() as running:
        yield running


async def follow(storage: SqlStorage, url: str, now: datetime = NOW) -> Feed:
    """Let one chat follow a feed that was never polled."""
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("test", "1"), ChatKind.PRIVATE, "Ann")
        feed, _ = await add_feed(unit, chat.id, url, now, HOUR / 2)
        await unit.commit()
    return feed


async def feed_of(storage: SqlStorage, feed: Feed) -> Feed:
    """The feed as it is stored now."""
    async with storage.unit() as unit:
        stored = await unit.feeds.get(feed.id)
    assert stored
    return stored


async def entries_of(storage: SqlStorage) -> list[Entry]:
    """All stored entries."""
    async with storage.unit() as unit:
        return await unit.entries.after(0, 10_000)


async def again(storage: SqlStorage, http: Client, hours: int) -> PollRound:
    """A later round, by the clock of the machine as well."""
    storage._worker.clock = lambda: NOW + hours * HOUR
    return await poll(storage, http, NOW + hours * HOUR, politeness=hasty())


async def test_first_document_is_backlog(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """What a feed held before its first poll is stored, but is no news."""
    feed = await follow(storage, server.serve("/f", rss("Acme News", [FIRST])))
    done = await poll(storage, http, NOW)
    assert (done.polled, done.entries_new, done.backlog) == (1, 0, 1)
    assert [entry.backlog for entry in await entries_of(storage)] == [True]
    assert (await feed_of(storage, feed)).title == "Acme News"


async def test_new_entry_is_news_once(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """An entry that appears later is stored once as news, cleaned, with its canonical address."""
    await follow(storage, server.serve("/f", rss("Acme News", [FIRST])))
    await poll(storage, http, NOW)
    tracked = Item("Acme hires &lt;b&gt;a cook&lt;/b&gt;", "http://www.acme.example/2/?utm_source=x", "Yes.", "a2")
    server.serve("/f", rss("Acme News", [tracked, FIRST]))
    assert (await again(storage, http, 5)).entries_new == 1
    server.serve("/f", rss("Acme News", [SECOND, FIRST]))
    assert (await again(storage, http, 10)).entries_new == 0
    news = [entry for entry in await entries_of(storage) if not entry.backlog]
    assert [(entry.title, entry.url) for entry in news] == [("Acme hires a cook", "https://acme.example/2")]


async def test_unchanged_body_is_not_read(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """A server without ETag that sends the same bytes costs no parsing."""
    await follow(storage, server.serve("/f", rss("Acme", [FIRST])))
    await poll(storage, http, NOW)

    async def never(body: bytes, url: str, content_type: str, memory: bytes = b"") -> None:
        raise AssertionError("read an unchanged body")

    done = await poll(storage, http, NOW + 5 * HOUR, read=never)  # type: ignore[arg-type]
    assert (done.polled, done.unchanged, done.failed) == (1, 1, 0)


async def test_asks_conditionally(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """The second request carries the ETag and is answered with 304; the third still carries it."""
    stamp = {"ETag": '"v1"', "Last-Modified": "Fri, 20 Nov 2026 00:00:00 GMT"}
    await follow(storage, server.serve("/f", rss("Acme", [FIRST]), **stamp))
    for hours in (0, 5, 10):
        await again(storage, http, hours)
    first, second, third = server.asked
    assert "If-None-Match" not in first.headers
    assert second.headers["If-None-Match"] == third.headers["If-None-Match"] == '"v1"'
    assert second.headers["If-Modified-Since"] == stamp["Last-Modified"]


async def test_failure_is_one_line_and_later(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """A failing feed keeps its error in words, is asked again later each time, and recovers."""
    feed = await follow(storage, server.status("/f", 500))
    good = await follow(storage, server.serve("/g", rss("Good", [FIRST])))
    done = await poll(storage, http, NOW, politeness=hasty())
    assert (done.polled, done.failed) == (2, 1)
    failing = await feed_of(storage, feed)
    assert words(failing.error) == "the server answered 500 Internal Server Error"
    assert (await feed_of(storage, good)).last_success == NOW
    first_wait = failing.next_poll - NOW
    await again(storage, http, 5)
    assert (await feed_of(storage, feed)).next_poll - (NOW + 5 * HOUR) > first_wait * 1.5
    server.serve("/f", rss("Back", [FIRST]))
    await again(storage, http, 48)
    recovered = await feed_of(storage, feed)
    assert (recovered.failures, recovered.error, recovered.title) == (0, "", "Back")


async def test_the_log_names_what_fails(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """One line when a feed begins to fail, for each other reason, and when it is well: with no part of the address."""
    feed = await follow(storage, server.status("/f", 503) + "?token=s3cret")
    await follow(storage, server.serve("/well", rss("T", [FIRST])))
    with capture_logs() as logs:
        await poll(storage, http, NOW)
        await again(storage, http, 5)
        server.status("/f", 404)
        await again(storage, http, 30)
        server.serve("/f", rss("Back", [FIRST]))
        await again(storage, http, 90)
        await again(storage, http, 120)
    said = [(line["event"], line["feed"], line["host"]) for line in logs]
    ill = ("a feed cannot be read", feed.id, "127.0.0.1")
    assert said == [ill, ill, ("a feed can be read again", feed.id, "127.0.0.1")]
    assert ["503" in logs[0]["why"], "404" in logs[1]["why"], logs[2]["failed"]] == [True, True, 3]
    assert "s3cret" not in str(logs)


async def test_gone_feed_is_retired(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """After 410 a feed is never asked for again, and says why."""
    feed = await follow(storage, server.status("/f", 410))
    await poll(storage, http, NOW)
    await again(storage, http, 1000)
    assert server.count("/f") == 1
    retired = await feed_of(storage, feed)
    assert retired.retired == NOW
    assert "no longer exists" in words(retired.error)


async def test_retry_after_is_obeyed(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """No request is made inside a Retry-After."""
    await follow(storage, server.status("/f", 429, Retry_After=str(6 * 3600)))
    await poll(storage, http, NOW)
    await again(storage, http, 5)
    assert server.count("/f") == 1
    await again(storage, http, 7)
    assert server.count("/f") == 2


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "the answer is empty"),
        (b"<html><body>Hello</body></html>", "this is a web page, not a feed"),
        (b"just words", "there is no feed in the answer"),
        (b'{"hello": 1}', "this is JSON, but not a JSON Feed"),
    ],
)
async def test_no_feed(storage: SqlStorage, http: Client, server: FeedServer, body: bytes, why: str) -> None:
    """An answer without a feed is told in words."""
    feed = await follow(storage, server.serve("/f", body))
    await poll(storage, http, NOW)
    assert words((await feed_of(storage, feed)).error) == why


async def test_one_request_per_host_at_a_time(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """The feeds of one host are asked for one after the other."""
    for number in range(6):
        await follow(storage, server.raw(f"/{number}", rss("T", [FIRST])[:20], 0.001))
    await poll(storage, http, NOW, politeness=hasty())
    assert len(server.asked) == 6
    assert server.most_busy == 1


async def test_pause_between_requests_to_one_host(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """A host gets its pause between two requests, whatever its feeds are."""
    for number in range(4):
        await follow(storage, server.serve(f"/{number}", rss("T", [FIRST])))
    before = time.monotonic()
    await poll(storage, http, NOW, politeness=Politeness(pause=0.1))
    assert time.monotonic() - before >= 0.3
    assert len(server.asked) == 4


async def test_hanging_server_holds_up_nobody(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """A feed that never answers ends as a failure after the time limit; others are stored before that."""
    async with feed_server() as other:
        slow = await follow(storage, server.raw("/f", b"<rss", hang=True))
        await follow(storage, other.serve("/g", rss("Good", [FIRST])).replace("127.0.0.1", "localhost"))
        seen: list[tuple[int, int]] = []
        async with Client(allow=["127.0.0.1/32", "::1/128"], limits=Limits(seconds=0.5)) as hasty:
            await poll(storage, hasty, NOW, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]
    assert words((await feed_of(storage, slow)).error) == "no complete answer within 0.5 seconds"


async def test_long_archive_is_no_news(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """A feed that begins to list its archive stores it as backlog; entries without a date are news."""
    await follow(storage, server.serve("/f", rss("Acme", [FIRST])))
    await poll(storage, http, NOW)
    old = [Item(f"Old {n}", f"https://acme.example/old{n}", published=NOW - 400 * 24 * HOUR) for n in range(3)]
    server.serve("/f", rss("Acme", [FIRST, *old, Item("Undated", "https://acme.example/u")]))
    done = await again(storage, http, 5)
    assert (done.entries_new, done.backlog) == (1, 3)


async def test_entries_are_stored_oldest_first(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """Ids rise with the time of publication, though feeds list the newest first."""
    items = [Item(f"N{n}", f"https://acme.example/{n}", published=NOW - n * HOUR) for n in range(5)]
    await follow(storage, server.serve("/f", rss("Acme", items)))
    await poll(storage, http, NOW)
    assert [entry.title for entry in await entries_of(storage)] == ["N4", "N3", "N2", "N1", "N0"]


async def test_future_date_is_now(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """An entry dated in the future was published now, at no hour that could be told."""
    await follow(
        storage, server.serve("/f", rss("Acme", [Item("T", "https://a.example/1", published=NOW + 99 * HOUR)]))
    )
    await poll(storage, http, NOW)
    assert [(entry.moment, entry.has_hour) for entry in await entries_of(storage)] == [(NOW, False)]


async def test_entries_that_lack_something(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """Text stands in for a title, then the place that the link leads to; an item that is empty is no entry."""
    lacking = [
        Item("", "", " ", "only-an-id"),
        Item("", "https://x.example/a", "One two. " * 40),
        Item("", "https://x.example/b"),
        Item("No link"),
    ]
    feed = await follow(storage, server.serve("/feed", rss("News", lacking)))
    assert (await poll(storage, http, NOW, politeness=hasty())).backlog == 3
    titles = sorted(entry.title for entry in await entries_of(storage))
    assert (titles[0], titles[2]) == ("No link", "x.example")
    assert titles[1].startswith("One two.")
    assert len(titles[1]) <= 121
    assert (await feed_of(storage, feed)).failures == 0


@pytest.mark.long
async def test_five_thousand_entries(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """Of a feed of 5,000 entries the first 2,000 are taken; the next poll brings nothing of it again."""
    items = [Item(f"Number {n}", f"https://acme.example/{n}") for n in range(5_000)]
    await follow(storage, server.serve("/f", rss("Acme", items)))
    done = await poll(storage, http, NOW)
    assert (done.backlog, done.entries_new) == (2_000, 0)
    server.serve("/f", rss("Acme", items, "<!-- changed -->"))
    assert (await again(storage, http, 5)).entries_new == 0


async def test_since_makes_the_first_document_news(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """A feed that is said to be followed since a moment has news in its first document."""
    url = server.serve("/f", rss("Acme", [FIRST]))
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("test", "1"), ChatKind.PRIVATE, "Ann")
        feed = await unit.feeds.add(new_feed(url, NOW, HOUR, since=NOW - 24 * HOUR))
        await unit.feeds.follow(chat.id, feed.id, NOW)
        await unit.commit()
    assert (await poll(storage, http, NOW)).entries_new == 1


async def test_moved_feed(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """A permanent redirect that stays for days moves the feed, and not before; its entries stay known."""
    server.serve("/new", rss("Acme", [FIRST]))
    feed = await follow(storage, server.redirect("/old", "/new", 301))
    for hours in (0, 24, 48):
        await again(storage, http, hours)
    assert (await feed_of(storage, feed)).url == server.url + "/old"
    await again(storage, http, 73)
    assert (await feed_of(storage, feed)).url == server.url + "/new"
    server.serve("/new", rss("Acme", [SECOND, FIRST]))
    assert (await again(storage, http, 99)).entries_new == 1


async def test_passing_redirect(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """A permanent redirect that ends within the days starts from nothing when it comes back."""
    server.serve("/new", rss("Acme", [FIRST]))
    feed = await follow(storage, server.redirect("/old", "/new", 301))
    await poll(storage, http, NOW)
    server.serve("/old", rss("Acme", [FIRST]))
    await again(storage, http, 40)
    server.redirect("/old", "/new", 301)
    await again(storage, http, 80)
    assert (await feed_of(storage, feed)).url == server.url + "/old"


async def test_feed_moves_to_one_that_is_followed(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """The chats of a moved feed follow the feed that lives there already; nothing of it is news again."""
    new = await follow(storage, server.serve("/new", rss("Acme", [FIRST])))
    old = await follow(storage, server.redirect("/old", "/new", 308))
    for hours in (0, 24, 48, 73, 97):
        done = await poll(storage, http, NOW + hours * HOUR, politeness=hasty())
        assert done.entries_new == 0
    async with storage.unit() as unit:
        chat = await unit.chats.by_key(ChatKey("test", "1"))
        assert chat
        assert [feed.id for feed in await unit.feeds.of_chat(chat.id)] == [new.id]
    assert (await feed_of(storage, old)).retired


async def test_feed_moves_to_one_that_was_gone(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """A feed that answered 410 lives again once another feed has moved there and is read there."""
    new = await follow(storage, server.status("/new", 410))
    await poll(storage, http, NOW)
    assert (await feed_of(storage, new)).retired
    server.serve("/new", rss("Acme", [FIRST]))
    await follow(storage, server.redirect("/old", "/new", 301), NOW + HOUR)
    for hours in (1, 25, 49, 74, 98):
        await again(storage, http, hours)
    server.serve("/new", rss("Acme", [SECOND, FIRST]))
    assert (await again(storage, http, 122)).entries_new == 1
    assert not (await feed_of(storage, new)).retired


async def test_nobody_follows_nobody_asks(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """A feed that no chat follows any more is not fetched."""
    feed = await follow(storage, server.serve("/f", rss("Acme", [FIRST])))
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("test", "1"), ChatKind.PRIVATE, "Ann")
        await unit.feeds.unfollow(chat.id, feed.id)
        await unit.commit()
    assert await poll(storage, http, NOW) == PollRound()
    assert not server.asked


async def test_shared_feed_is_fetched_once(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """Two chats that follow one feed cost one request."""
    url = server.serve("/f", rss("Acme", [FIRST]))
    await follow(storage, url)
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("test", "2"), ChatKind.GROUP, "Group")
        assert (await add_feed(unit, chat.id, url, NOW, HOUR))[1]
        assert not (await add_feed(unit, chat.id, url, NOW, HOUR))[1]
        await unit.commit()
    await poll(storage, http, NOW)
    assert server.count("/f") == 1


async def test_round_has_an_end(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """What one host's pauses leave over stays due for the next round; other hosts are not held up by it."""
    for number in range(6):
        await follow(storage, server.serve(f"/{number}", rss("T", [FIRST])))
    async with feed_server() as other:
        await follow(storage, other.serve("/g", rss("Good", [FIRST])).replace("127.0.0.1", "localhost"))
        async with Client(allow=["127.0.0.1/32", "::1/128"]) as both:
            politeness = Politeness(pause=0.2, per_second=1_000)
            done = await poll(storage, both, NOW, politeness=politeness, seconds=0.3)
            assert 2 <= done.polled <= 4
            assert other.count("/g") == 1
            assert (await poll(storage, both, NOW, politeness=politeness, seconds=9)).polled == 7 - done.polled


async def test_host_that_wants_rest(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """When one feed of a host is answered with Retry-After, the host's other feeds wait as well."""
    await follow(storage, server.status("/1", 429, Retry_After="3600"))
    await follow(storage, server.serve("/2", rss("T", [FIRST])))
    politeness = hasty()
    assert (await poll(storage, http, NOW, politeness=politeness)).polled == 1
    assert await poll(storage, http, NOW, politeness=politeness) == PollRound()
    assert server.count("/2") == 0


async def test_headers_of_an_operator(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """What an operator adds to the requests of a feed goes with them, and nowhere else."""
    one = await follow(storage, server.serve("/1", rss("T", [FIRST])))
    await follow(storage, server.serve("/2", rss("T", [FIRST])))
    async with storage.unit() as unit:
        await unit.feeds.set_header(one.id, "Authorization", "Bearer wrong")
        await unit.feeds.set_header(one.id, "Authorization", "Bearer abc")
        await unit.feeds.set_header(one.id, "X-Gone", "1")
        await unit.feeds.set_header(one.id, "X-Gone", "")
        await unit.commit()
    await poll(storage, http, NOW, politeness=hasty())
    sent = {asked.path: asked.headers for asked in server.asked}
    assert sent["/1"]["Authorization"] == "Bearer abc"
    assert "X-Gone" not in sent["/1"]
    assert "Authorization" not in sent["/2"]


async def test_fault_of_ours_tells_no_address(storage: SqlStorage, http: Client, server: FeedServer) -> None:
    """A defect that one feed brings out is written down on it without the text of the error, which may hold secrets."""
    feed = await follow(storage, server.serve("/f", rss("T", [FIRST])) + "?token=secret")

    async def broken(body: bytes, url: str, content_type: str, memory: bytes = b"") -> ParsedFeed:
        raise RuntimeError(url)

    await poll(storage, http, NOW, read=broken)
    assert words((await feed_of(storage, feed)).error) == "reading it failed (RuntimeError)"
