"""
From what people type to a feed: ``guess`` and ``feeds_in`` are PURE, ``discover`` tries what they say.

People paste a site, a channel, a repository; few paste a feed. Order of trial: what the address itself tells, what its
page names, where feeds usually lie.
"""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from yarl import URL

from bot.errors import FeedError, FeedRefused, FeedUnreachable, NotAFeed
from bot.feeds.reader_process import Reader, read_here
from bot.model import Fetched, ParsedFeed
from bot.ports import Http
from bot.reasons import because, inner
from bot.text.cleaning.clean import clean_title
from bot.text.cleaning.urls import BAD_ADDRESS, LONGEST_ADDRESS, is_web, too_long


class Found(NamedTuple):
    """A feed: its address, what it is called, and its document when it was fetched."""

    url: str
    title: str
    parsed: ParsedFeed | None = None


class Place(NamedTuple):
    """A site whose pages tell where their feed is."""

    pattern: str
    """Of the address without scheme and ``www.``; groups fill the template."""
    feed: str


PLACES = (
    Place(r"(?:m\.)?youtube\.com/channel/(UC[\w-]+).*", "https://www.youtube.com/feeds/videos.xml?channel_id={0}"),
    Place(
        r"(?:m\.)?youtube\.com/(?:playlist|watch)\?(?:.*&)?list=([\w-]+).*",
        "https://www.youtube.com/feeds/videos.xml?playlist_id={0}",
    ),
    Place(r"(?:m\.)?youtube\.com/user/([\w-]+).*", "https://www.youtube.com/feeds/videos.xml?user={0}"),
    Place(
        r"github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?(?:/(?:releases|tree|blob)(?:/.*)?)?/?",
        "https://github.com/{0}/{1}/releases.atom",
    ),
    Place(r"github\.com/([\w.-]+)/([\w.-]+)/tags/?", "https://github.com/{0}/{1}/tags.atom"),
    Place(r"github\.com/([\w.-]+)/([\w.-]+)/commits(?:/([\w./-]+?))?/?", "https://github.com/{0}/{1}/commits{2}.atom"),
    Place(
        r"(?:(?:old|new|np)\.)?reddit\.com/(r|user)/(\w+)(?:/(?:new|hot|top|rising|about))?/?",
        "https://www.reddit.com/{0}/{1}/.rss",
    ),
    Place(r"/?r/(\w+)/?", "https://www.reddit.com/r/{0}/.rss"),
    Place(r"(?:export\.)?arxiv\.org/(?:list|archive)/([\w.-]+)(?:/.*)?", "https://rss.arxiv.org/rss/{0}"),
    Place(r"pypi\.org/project/([\w.-]+)/?", "https://pypi.org/rss/project/{0}/releases.xml"),
    Place(r"medium\.com/(@?[\w.-]+)/?", "https://medium.com/feed/{0}"),
    Place(r"([\w-]+)\.substack\.com/?", "https://{0}.substack.com/feed"),
    Place(r"bsky\.app/profile/([\w.:-]+)/?", "https://bsky.app/profile/{0}/rss"),
    Place(r"news\.ycombinator\.com/?(?:news)?", "https://news.ycombinator.com/rss"),
)
USUAL_PATHS = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json")
"""Where publishing systems put feeds, most common first."""

_FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/xml")
)
_FEED_LINK = re.compile(r"(?i)(?:^|[/.])(?:rss|atom|feed|index)(?:\.(?:xml|rss|atom|json|rdf))?/?$|\.(?:rss|atom|rdf)$")
_SCHEME = re.compile(r"(?i)([a-z][a-z0-9+.-]*):(?!\d+(?:/|$))")
_HOST = re.compile(
    r"(?i)[^\s/:@]+\.[^\s/:@.]{2,}(?::\d+)?(?:[/?#]\S*)?|localhost(?::\d+)?(?:/\S*)?|[\d.]+(?::\d+)?(?:/\S*)?"
)
_MOST = 10
_MOST_PAGE = 1_000_000
"""Bytes of a page that are looked through, a third of a second at worst; feeds are named at its beginning."""
_PIECE = 16 * 1024
"""Bytes that the parser gets at once: while it works on them, nobody else does."""
_PATIENCE = 45
"""Seconds that somebody waits for an answer in a chat; nine fetches could take three minutes."""


def guess(address: str) -> list[str]:
    """
    The addresses to try for what somebody typed, best first.

    Raises: FeedRefused when it is nothing of the web.
    """
    text = address.strip().strip("<>\"'").strip()
    if too_long(text):
        raise FeedRefused(address, because("feed.too_long", n=LONGEST_ADDRESS))
    text = re.sub(r"(?i)^feed:(?://)?(?=https?:)", "", text)
    text = re.sub(r"(?i)^feed:(?://)?", "https://", text)
    scheme = _SCHEME.match(text)
    if scheme and scheme.group(1).lower() not in ("http", "https"):
        raise FeedRefused(address, because("feed.no_web"))
    bare = re.sub(r"(?i)^(?:https?://)?(?:www\.)?", "", text)
    for place in PLACES:
        # most places are told by their path, whatever follows it
        match = next((m for one in (bare, _path(bare)) if (m := re.fullmatch(place.pattern, one, re.IGNORECASE))), None)
        if match:
            return [place.feed.format(*_parts(match.groups()))]
    if scheme:
        return [text]
    if not _HOST.fullmatch(text) or not is_web(f"https://{text}"):
        raise FeedRefused(address, because("feed.no_address"))
    return [f"https://{text}", f"http://{text}"]


def _path(address: str) -> str:
    return re.split("[?#]", address, maxsplit=1)[0]


def _parts(groups: Sequence[str | None]) -> list[str]:
    """Groups for a template: the optional third one is a path of its own."""
    return [f"/{group}" if number == 2 and group else group or "" for number, group in enumerate(groups)]


class _Links:
    """Collects what a page says about feeds while lxml walks it."""

    def __init__(self) -> None:
        self.base = ""
        self.named: list[Found] = []
        """By ``link rel=alternate``, which is made for it."""
        self.linked: list[Found] = []
        """By an ordinary link that looks like a feed's."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        target = attributes.get("href", "").strip()
        if tag == "base" and not self.base:
            self.base = target
        elif tag == "link" and target and self._names_feed(attributes):
            self.named.append(Found(target, attributes.get("title", "")))
        elif tag == "a" and _FEED_LINK.search(target.partition("?")[0]):
            self.linked.append(Found(target, attributes.get("title", "")))

    @staticmethod
    def _names_feed(attributes: dict[str, str]) -> bool:
        kind = attributes.get("type", "").partition(";")[0].strip().lower()
        relations = attributes.get("rel", "").lower().split()
        return ("alternate" in relations and kind in _FEED_TYPES) or "feed" in relations

    def close(self) -> "_Links":
        """The collector itself."""
        return self


def feeds_in(page: bytes, url: str) -> list[Found]:
    """
    The feeds that a web page names, in its order, at most ten; without comment feeds if there are others.

    Args:
        page: HTML.
        url: Its address, to resolve links.
    """
    if not page.strip():
        return []
    from lxml import etree  # as in text/cleaning/clean.py

    parser = etree.HTMLParser(target=_Links(), no_network=True)
    for at in range(0, min(len(page), _MOST_PAGE), _PIECE):
        parser.feed(page[at : min(at + _PIECE, _MOST_PAGE)])
    links: _Links = parser.close()
    base = _joined(url, links.base) or url
    found: dict[str, Found] = {}
    for one in links.named or links.linked:
        target = _joined(base, one.url)
        if target:
            found.setdefault(target, Found(target, clean_title(one.title)))
    main = [one for one in found.values() if "comment" not in f"{one.title} {one.url}".lower()]
    return (main or list(found.values()))[:_MOST]


def _joined(base: str, target: str) -> str:
    try:
        joined = URL(base).join(URL(target.removeprefix("feed:")))
    except BAD_ADDRESS:
        return ""
    joined = joined.with_fragment(None)
    return str(joined) if joined.scheme in ("http", "https") and not too_long(str(joined)) else ""


async def discover(http: Http, address: str, read: Reader = read_here) -> list[Found]:
    """
    Find the feeds at what somebody typed.

    Returns: one feed with its document; or several to choose from, without documents.
    Raises: FeedError (of the right kind, with one clear line) when there is none.
    """
    *others, last = guess(address)
    try:
        async with asyncio.timeout(_PATIENCE):
            for url in others:
                with suppress(FeedUnreachable):
                    return await _look(http, url, read)
            return await _look(http, last, read)
    except TimeoutError as error:
        raise FeedUnreachable(address, because("feed.none_in_time", n=_PATIENCE)) from error


async def _look(http: Http, url: str, read: Reader) -> list[Found]:
    fetched = await http.get(url)
    try:
        return [await _found(url, fetched, read)]
    except NotAFeed as error:
        # a third of a second at worst, in which others have their turns
        named = await asyncio.to_thread(feeds_in, fetched.body, fetched.url) or await _usual(http, fetched.url, read)
        if not named:
            raise NotAFeed(url, because("feed.none_beside", why=inner(error.why))) from error
    return named if len(named) > 1 or named[0].parsed else [await _fetch(http, named[0].url, read)]


async def _fetch(http: Http, url: str, read: Reader) -> Found:
    return await _found(url, await http.get(url), read)


async def _found(url: str, fetched: Fetched, read: Reader) -> Found:
    parsed = await read(fetched.body, fetched.url, fetched.headers.get("content-type", ""))
    return Found(fetched.permanent or url, parsed.title, parsed)


async def _usual(http: Http, url: str, read: Reader) -> list[Found]:
    """The first feed at a usual path of the site."""
    for path in USUAL_PATHS:
        try:
            return [await _fetch(http, str(URL(url).origin().with_path(path)), read)]
        except FeedError:
            continue
    return []
