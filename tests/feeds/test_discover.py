"""From what people type to a feed."""

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FeedRefused, FeedUnreachable, NotAFeed
from bot.feeds.discover import discover, feeds_in, guess
from bot.net.http import Client, Limits
from tests.feedserver import FeedServer, Item, feed_server, rss
from tests.worded import raises_saying

FEED = rss("Acme News", [Item("One", "https://acme.example/1")])


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("https://a.example/feed.xml", "https://a.example/feed.xml"),
        ("  <https://a.example/f> ", "https://a.example/f"),
        ("a.example", "https://a.example"),
        ("a.example:8080/feed", "https://a.example:8080/feed"),
        ("127.0.0.1:8080/x", "https://127.0.0.1:8080/x"),
        ("feed:https://a.example/f", "https://a.example/f"),
        ("feed://a.example/f", "https://a.example/f"),
        ("https://www.youtube.com/channel/UCabc-1", "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc-1"),
        ("youtube.com/playlist?list=PL1", "https://www.youtube.com/feeds/videos.xml?playlist_id=PL1"),
        ("youtube.com/user/acme", "https://www.youtube.com/feeds/videos.xml?user=acme"),
        ("youtube.com/@acme", "https://youtube.com/@acme"),
        ("https://github.com/acme/tool.js", "https://github.com/acme/tool.js/releases.atom"),
        ("https://github.com/acme/tool?tab=readme-ov-file#use", "https://github.com/acme/tool/releases.atom"),
        ("github.com/acme/tool/releases/tag/v1.2", "https://github.com/acme/tool/releases.atom"),
        ("github.com/acme/tool/tree/main/src", "https://github.com/acme/tool/releases.atom"),
        ("https://github.com/acme/tool/issues", "https://github.com/acme/tool/issues"),
        ("https://github.com/acme/tool/commits/dev/x", "https://github.com/acme/tool/commits/dev/x.atom"),
        ("https://github.com/acme", "https://github.com/acme"),
        ("r/LocalNews", "https://www.reddit.com/r/LocalNews/.rss"),
        ("https://old.reddit.com/r/LocalNews/", "https://www.reddit.com/r/LocalNews/.rss"),
        ("reddit.com/r/LocalNews/top/?t=week", "https://www.reddit.com/r/LocalNews/.rss"),
        ("arxiv.org/list/cs.AI?skip=0&show=50", "https://rss.arxiv.org/rss/cs.AI"),
        ("bsky.app/profile/acme.example", "https://bsky.app/profile/acme.example/rss"),
        ("https://arxiv.org/list/cs.CL/recent", "https://rss.arxiv.org/rss/cs.CL"),
    ],
)
def test_guess(typed: str, first: str) -> None:
    """What the address itself tells comes first."""
    assert guess(typed)[0] == first


def test_bare_host_falls_back() -> None:
    """A bare host is tried with and without TLS."""
    assert guess("a.example/x") == ["https://a.example/x", "http://a.example/x"]


@pytest.mark.parametrize(
    "typed", ["", "hello", "a..example", "two words.example", "ftp://a.example", "javascript:alert(1)", "mailto:a@b.c"]
)
def test_guess_refuses(typed: str) -> None:
    """What is no address of the web is refused in words."""
    with raises_saying(FeedRefused, match="address"):
        guess(typed)


@given(st.text())
def test_guess_is_safe(typed: str) -> None:
    """Whatever is typed, only web addresses come out."""
    with suppress(FeedRefused):
        assert all(url.lower().startswith(("http:", "https:")) for url in guess(typed))


def page(head: str = "", body: str = "") -> bytes:
    """A web page."""
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


LINK = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'


@pytest.mark.parametrize(
    ("html", "urls"),
    [
        (
            page(LINK.format("A", "/a.xml") + LINK.format("B", "b.xml")),
            ["https://x.example/a.xml", "https://x.example/d/b.xml"],
        ),
        (page("<base href='https://y.example/'>" + LINK.format("A", "a.xml")), ["https://y.example/a.xml"]),
        (page(LINK.format("A", "/a") + LINK.format("A: Comments", "/comments/feed")), ["https://x.example/a"]),
        (page(LINK.format("Comments", "/comments/feed")), ["https://x.example/comments/feed"]),
        (page(LINK.format("A", "/a#x") + LINK.format("A again", "/a")), ["https://x.example/a"]),
        (page(body='<a href="/rss.xml">RSS</a><a href="/about">us</a>'), ["https://x.example/rss.xml"]),
        (page(LINK.format("A", "javascript:x") + '<link rel="stylesheet" href="/s.css">'), []),
        (page('<link rel="alternate" hreflang="de" href="/de">'), []),
        (page("".join(LINK.format(n, f"/{n}") for n in range(50))), [f"https://x.example/{n}" for n in range(10)]),
        (b"", []),
        (b"\x00\xff<", []),
    ],
)
def test_feeds_in(html: bytes, urls: list[str]) -> None:
    """A page's own words about its feeds, resolved, once each, comments last."""
    assert [found.url for found in feeds_in(html, "https://x.example/d/p")] == urls


@pytest.fixture
async def http() -> AsyncIterator[Client]:
    """The real client, let through to this computer."""
    async with Client(allow=["127.0.0.1/32"], limits=Limits(seconds=0.5)) as client:
        yield client


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    """A site."""
    async with feed_server() as running:
        yield running


async def test_a_feed_itself(http: Client, server: FeedServer) -> None:
    """A feed's own address gives it with its document, in one request."""
    (found,) = await discover(http, server.serve("/f", FEED))
    assert (found.url, found.title, len(found.parsed.entries if found.parsed else ())) == (
        server.url + "/f",
        "Acme News",
        1,
    )
    assert len(server.asked) == 1


async def test_bare_host_without_tls(http: Client, server: FeedServer) -> None:
    """An address without scheme ends at the plain server when there is no TLS."""
    server.serve("/f", FEED)
    (found,) = await discover(http, server.url.removeprefix("http://") + "/f")
    assert found.url == server.url + "/f"


async def test_moved_feed(http: Client, server: FeedServer) -> None:
    """A permanent redirect gives the new address, a passing one keeps the old."""
    new = server.serve("/new", FEED)
    assert (await discover(http, server.redirect("/old", "/new", 301)))[0].url == new
    assert (await discover(http, server.redirect("/now", "/new", 302)))[0].url == server.url + "/now"


async def test_page_with_one_feed(http: Client, server: FeedServer) -> None:
    """A page that names one feed gives that feed with its document."""
    server.serve("/f", FEED)
    (found,) = await discover(http, server.serve("/", page(LINK.format("A", "/f")), "text/html"))
    assert (found.url, found.title, found.parsed is not None) == (server.url + "/f", "Acme News", True)


async def test_page_with_several(http: Client, server: FeedServer) -> None:
    """A page that names several gives a list to pick from, without fetching them."""
    found = await discover(http, server.serve("/", page(LINK.format("A", "/a") + LINK.format("B", "/b")), "text/html"))
    assert [(one.title, one.parsed) for one in found] == [("A", None), ("B", None)]
    assert len(server.asked) == 1


async def test_page_that_names_none(http: Client, server: FeedServer) -> None:
    """The usual places are tried; where nothing is, it says so."""
    server.serve("/blog", page(), "text/html")
    with raises_saying(NotAFeed, match="a web page, not a feed; and no feed was found nearby"):
        await discover(http, server.url + "/blog")
    server.serve("/rss.xml", FEED)
    assert (await discover(http, server.url + "/blog"))[0].url == server.url + "/rss.xml"


async def test_named_feed_in_a_private_network(http: Client, server: FeedServer) -> None:
    """What a page names meets the guard like everything else."""
    async with feed_server("127.0.0.2") as trap:
        trap.serve("/f", FEED)
        with raises_saying(FeedRefused, match="this computer"):
            await discover(http, server.serve("/", page(LINK.format("A", trap.url + "/f")), "text/html"))
        assert not trap.asked


async def test_unreachable(http: Client) -> None:
    """No server: the reason of the last try is told."""
    with raises_saying(FeedUnreachable, match="no connection"):
        await discover(http, "127.0.0.1:1/feed")
