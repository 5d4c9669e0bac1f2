"""Reading the pages of entries whose feed gives only a few words."""

import random
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import FeedError, FeedGone, FeedRefused, FeedUnreachable
from bot.feeds.article import article
from bot.feeds.pages import STUB, read_pages
from bot.feeds.politeness import Politeness
from bot.feeds.reader_process import BoundedReader
from bot.feeds.robots import MOST_BYTES, Robots
from bot.feeds.robots import allowed as rules_allow
from bot.model import Entry, Feed, Fetched, Leased, piece
from bot.storage.unit_of_work import SqlStorage
from tests.databases import open_storage

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
STORY = "The bridge over the Wend was opened on Friday by the mayor of Elmsford. "
PAGE = (
    "<html><head><title>Bridge</title></head><body><nav><a href='/'>Home</a> <a href='/b'>Business</a></nav><article>"
    + "".join(f"<p>{STORY * 3} It carries {n},000 cars a day &amp; more.</p>" for n in range(1, 9))
    + "</article><footer>Cookies and more</footer></body></html>"
).encode()


class Site:
    """A ports.Http of pages; what is no page is an error to be raised."""

    def __init__(self, **pages: bytes | FeedError) -> None:
        self.pages: dict[str, bytes | FeedError] = {
            f"https://acme.example/{name}": page for name, page in pages.items()
        }
        self.asked: list[str] = []

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:  # noqa: ARG002
        """See ports.Http."""
        self.asked.append(url.removeprefix("https://acme.example/"))
        page = self.pages.get(url, FeedUnreachable(url, "404", status=404))
        if isinstance(page, FeedError):
            raise page
        return Fetched(url, 200, {"content-type": "text/html; charset=utf-8"}, page)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """A database with two feeds; the pages of the second are not to be read."""
    opened = await open_storage("sqlite:///bot.db", tmp_path, [])
    async with opened.unit() as unit:
        for number, pages in ((1, True), (2, False)):
            url = f"https://acme.example/feed{number}"
            await unit.feeds.add(Feed(0, url, "Acme", NOW, timedelta(hours=1), pages=pages))
        await unit.commit()
    yield opened
    await opened.close()


def entry(name: str, text: str = "The bridge is open.", feed: int = 1, *, backlog: bool = False) -> Entry:
    """A stored entry whose page has that name."""
    link = f"https://acme.example/{name}"
    return Entry(0, feed, name, link, link, "Bridge opened", text, "Acme", "en", NOW, NOW, backlog=backlog)


async def after(storage: SqlStorage, site: Site, *entries: Entry) -> list[str]:
    """The texts of entries after their pages were read."""
    async with storage.unit() as unit:
        await unit.entries.add_all(entries)
        await unit.commit()
    await round_of(storage, site)
    async with storage.unit() as unit:
        return [one.text for one in await unit.entries.after(0, 100)]


async def rules_here(rules: bytes, url: str) -> bool:
    """What ``BoundedReader.allows`` says, without a second process."""
    return rules_allow(rules, url)


async def round_of(storage: SqlStorage, site: Site) -> int:
    """One round of reading pages, without a second process."""

    async def here(body: bytes, url: str) -> str:
        return article(body, url)

    return await read_pages(storage, site, Robots(site, rules_here), here, Politeness(0, 10_000), NOW)


async def test_stub_gets_its_text(storage: SqlStorage) -> None:
    """The text of the page replaces the teaser, without the page's furniture, and can be found."""
    (text,) = await after(storage, Site(a=PAGE), entry("a"))
    assert text.startswith(STORY.strip())
    assert "8,000 cars a day & more." in text
    assert not any(word in text for word in ("Cookies", "Home", "<p>"))
    async with storage.unit() as unit:
        assert (await unit.passages({1}).counts(["car"]))[1]["car"] == 8


async def test_once_per_entry(storage: SqlStorage) -> None:
    """A page is asked for once, whether it gave something or not."""
    site = Site(a=PAGE)
    await after(storage, site, entry("a"), entry("b"))
    assert sorted(site.asked) == ["a", "b", "robots.txt"]
    await round_of(storage, site)
    assert len(site.asked) == 3


@pytest.mark.parametrize(
    "left",
    [
        pytest.param(entry("a", "x" * (STUB + 1)), id="enough-text"),
        pytest.param(entry("a", backlog=True), id="backlog"),
        pytest.param(entry("a", feed=2), id="switched-off"),
        pytest.param(Entry(0, 1, "", "", "", "T", "", "", "en", NOW, NOW), id="no-link"),
        pytest.param(Entry(0, 1, "", "", "mailto:a@b.example", "T", "", "", "en", NOW, NOW), id="no-page"),
    ],
)
async def test_not_asked_for(storage: SqlStorage, left: Entry) -> None:
    """Only news with few words, of feeds whose pages may be read, is looked up."""
    site = Site(a=PAGE)
    assert await after(storage, site, left) == [left.text]
    assert site.asked == []


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(FeedUnreachable("", "500", status=500), id="broken"),
        pytest.param(FeedRefused("", "it leads to this computer"), id="refused"),
        pytest.param(FeedGone("", "gone"), id="gone"),
        pytest.param(b"", id="empty"),
        pytest.param(b"\x89PNG\r\n\x00\xff", id="picture"),
        pytest.param(b"<html><body><p>Please accept.</p></body></html>", id="hardly-more"),
    ],
)
async def test_failing_page_costs_only_the_text(storage: SqlStorage, page: bytes | FeedError) -> None:
    """What a page cannot give, its entry does without; the next entry of the host is read."""
    texts = await after(storage, Site(a=page, b=PAGE), entry("a"), entry("b"))
    assert texts[0] == "The bridge is open."
    assert texts[1].startswith(STORY.strip())


async def test_all_hosts_rest(storage: SqlStorage) -> None:
    """Nothing is asked, and the entries stay as the feed gave them; the round ends well."""
    site = Site(a=PAGE)
    async with storage.unit() as unit:
        await unit.entries.add_all([entry("a")])
        await unit.leases.rest(piece(Leased.HOST, "acme.example"), timedelta(hours=1))
        await unit.commit()
    assert await round_of(storage, site) == 0
    assert site.asked == []
    async with storage.view() as unit:
        assert [one.text for one in await unit.entries.newest(1, 9)] == ["The bridge is open."]
        assert await unit.entries.short(STUB, 9) == []


async def test_host_that_asks_for_patience(storage: SqlStorage) -> None:
    """After a Retry-After the other pages of the host are left alone."""
    site = Site(a=FeedUnreachable("", "429", timedelta(hours=1), 429), b=PAGE)
    await after(storage, site, entry("a"), entry("b"))
    assert site.asked == ["robots.txt", "a"]


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        pytest.param(b"", (True, True), id="nothing-said"),
        pytest.param(b"User-agent: *\nDisallow: /private/", (True, False), id="a-part"),
        pytest.param(b"User-agent: Newsbot\nDisallow: /\n\nUser-agent: *\nAllow: /", (False, False), id="by-name"),
        pytest.param(b"User-agent: *\nDisallow: /\nAllow: /a", (True, False), id="longest-match"),
        pytest.param(FeedUnreachable("", "404", status=404), (True, True), id="no-file"),
        pytest.param(FeedUnreachable("", "403", status=403), (True, True), id="forbidden-file"),
        pytest.param(FeedUnreachable("", "503", status=503), (False, False), id="server-fails"),
        pytest.param(FeedUnreachable("", "429", status=429), (False, False), id="too-many"),
        pytest.param(FeedUnreachable("", "no connection"), (False, False), id="no-answer"),
        pytest.param(FeedRefused("", "private"), (False, False), id="refused"),
        pytest.param(b"\xff\xfe\x00 <html>", (True, True), id="no-rules"),
    ],
)
async def test_robots(robots: bytes | FeedError, allowed: tuple[bool, bool]) -> None:
    """A site's wish is followed; a file that is not there allows all, one that cannot be had allows nothing."""
    site = Site(**{"robots.txt": robots})
    asked = Robots(site, rules_here)
    for name, wanted in zip(("a", "private/a"), allowed, strict=True):
        assert await asked.allow(f"https://acme.example/{name}", Politeness(0, 10_000)) == wanted
    assert site.asked == ["robots.txt"]


async def test_robots_are_asked_again_after_a_day() -> None:
    """What a site said holds for a day."""
    site, now = Site(), [0.0]
    asked = Robots(site, rules_here, lambda: now[0])
    for hours in (0, 23, 25, 26):
        now[0] = hours * 3600.0 + 1
        assert await asked.allow("https://acme.example/a", Politeness(0, 10_000))
    assert site.asked == ["robots.txt"] * 2


async def test_rules_that_take_too_long_allow_nothing() -> None:
    """They are read in the second process, which is ended; the next site is asked as ever."""
    many = b"User-agent: *\n" + b"".join(b"Allow: /%d*%d\n" % (n, n) for n in range(400_000))
    async with BoundedReader(seconds=0.5) as read:
        assert not await read.allows(many, "https://acme.example/a")
        assert await read.allows(b"User-agent: *\nDisallow: /private/", "https://acme.example/a")
        assert not await read.allows(b"User-agent: *\nDisallow: /private/", "https://acme.example/private/a")


async def test_rules_of_many_sites_take_bounded_room() -> None:
    """The oldest go first, and are asked for again."""

    async def allow_all(_rules: bytes, _url: str) -> bool:
        return True

    site, sites = Site(), [f"https://s{n}.example" for n in range(60)]
    site.pages = {f"{url}/robots.txt": random.Random(url).randbytes(500_000) for url in sites}
    asked = Robots(site, allow_all)
    for url in sites:
        assert await asked.allow(f"{url}/a", Politeness(0, 10_000))
    assert asked.size <= MOST_BYTES
    await asked.allow("https://s59.example/b", Politeness(0, 10_000))
    assert len(site.asked) == 60
    await asked.allow("https://s0.example/b", Politeness(0, 10_000))
    assert len(site.asked) == 61


async def test_article_in_the_second_process() -> None:
    """The reader's second process finds articles, outlives what is none, and reads feeds beside."""
    async with BoundedReader(seconds=2.0) as read:
        assert (await read.article(PAGE, "https://acme.example/a")).startswith(STORY.strip())
        assert await read.article(b"\x00" * 1_000, "https://acme.example/a") == ""
        assert await read.article(b"<a>" * 200_000, "https://acme.example/a") == ""
        assert (await read.article(PAGE, "https://acme.example/a")).startswith(STORY.strip())
