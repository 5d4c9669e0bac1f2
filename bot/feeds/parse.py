"""A feed document, bytes to values. PURE: RSS, RDF, Atom and CDF through feedparser, JSON Feed through ``jsonfeed``."""

import re
from calendar import timegm
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from time import struct_time
from typing import Any
from xml.sax import SAXException

from yarl import URL

from bot.errors import NotAFeed
from bot.feeds import jsonfeed
from bot.feeds.repair import check_depth, defused, in_utf8, unpacked
from bot.feeds.skim import items_of, without
from bot.feeds.traces import Digest, Trace, pack, trace, unpack
from bot.model import ParsedEntry, ParsedFeed
from bot.text.clean import clean, clean_title

MOST_ENTRIES = 2_000
"""Of one document; the first ones, as feeds put the newest first."""
_UTF8 = "application/xml; charset=utf-8"
_LONGEST_ID = 2_000
_LONGEST_LINK = 4_000
_END_OF_ENTRY = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>")
_START_OF_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_END_OF_FEED = re.compile(rb"(?i)</(?:\w+:)?(?:channel|feed|rss|rdf)\s*>")
# atomic, so that what looks like many comments is gone through once
_PAGE = re.compile(rb"(?is)(?>\s+|<\?xml[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|html)\b")
_SCHEME = re.compile(r"(?i)[a-z][a-z0-9+.-]*:")
# Elements a feed puts an entry's text into, best first; the longest wins among the first that have any.
_TEXT_FIELDS = ("summary", "subtitle", "media_description")
# The Syndication module: a feed says that it is updated so many times in each period.
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_SKIP = (
    (re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.DOTALL), re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>")),
    (
        re.compile(rb"<skipDays>(.{0,2000}?)</skipDays>", re.DOTALL),
        re.compile(rb"(?i)<day>\s*(mon|tue|wed|thu|fri|sat|sun)[a-z]*\s*</day>"),
    ),
)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Dates before the web are a server's empty clock."""


def parse(
    body: bytes, *, url: str, content_type: str = "", most: int = MOST_ENTRIES, memory: bytes = b""
) -> ParsedFeed:
    """
    Read a feed document.

    Args:
        body: As fetched; may be gzipped, in any charset, broken.
        url: Where it came from, to resolve links; may be empty.
        content_type: The header, for its charset. What it says of the format is not believed.
        most: Entries to take.
        memory: What the last reading of this feed gave to be remembered.
    Returns: the entries in document order, cleaned, without those that *memory* has unchanged. Any field of an entry
        may be empty.
    Raises: NotAFeed.
    """
    body = unpacked(url, body)
    if not body.strip():
        raise NotAFeed(url, "the answer is empty")
    body, sure = in_utf8(body)
    known = {one.source: one for one in unpack(memory)}
    if body.startswith(b"{"):
        return _remembering(_from_json(url, body, most), known)
    if _PAGE.match(body):
        raise NotAFeed(url, "this is a web page, not a feed")
    check_depth(url, body)
    body, skipped = _first_entries(defused(body), most)
    return replace(_read(body, url, sure, content_type, most, skipped, known), quiet=_quiet(body))


def _read(
    body: bytes, url: str, sure: bool, content_type: str, most: int, skipped: int, known: Mapping[Digest, Trace]
) -> ParsedFeed:
    changed = _changed(body, url, known, skipped) if sure else None
    if changed:
        return changed
    document = _feedparser(body, url, _UTF8 if sure else content_type)
    if not document.version and not document.entries:
        raise NotAFeed(url, "there is no feed in the answer")
    if not document.entries and isinstance(document.get("bozo_exception"), SAXException):
        raise NotAFeed(url, "it is broken, and no entry can be read in it")
    return _remembering(_from_xml(document, url, most, skipped), known)


def _changed(body: bytes, url: str, known: Mapping[Digest, Trace], skipped: int) -> ParsedFeed | None:
    """The feed, for which only the items were read that are not *known*; None if that is not sure to be the same."""
    items = items_of(body, url)
    if not items:
        return None
    document = _feedparser(without(body, [item for item in items if item.source in known]), url, _UTF8)
    fresh = [item.source for item in items if item.source not in known]
    if len(document.entries) != len(fresh):
        return None
    feed = _from_xml(document, url, len(fresh), skipped)
    read = [trace(entry, source) for entry, source in zip(feed.entries, fresh, strict=True)]
    left = iter(read)
    return _with_memory(feed, [known.get(item.source) or next(left) for item in items], known)


def _remembering(feed: ParsedFeed, known: Mapping[Digest, Trace]) -> ParsedFeed:
    """The feed, of which everything was read, without the entries that are *known*."""
    traces = [trace(entry) for entry in feed.entries]
    fresh = tuple(entry for entry, one in zip(feed.entries, traces, strict=True) if one.source not in known)
    return _with_memory(replace(feed, entries=fresh), traces, known)


def _with_memory(feed: ParsedFeed, traces: list[Trace], known: Mapping[Digest, Trace]) -> ParsedFeed:
    older = tuple(one.published for one in traces if one.source in known and one.published)
    return replace(feed, memory=pack(traces), older=older)


def _first_entries(body: bytes, most: int) -> tuple[bytes, int]:
    """
    Cut out what follows the last entry that counts, so that nobody reads it. Returns: the rest, how many went.

    Where a document breaks off inside an entry, that one goes as well: half an address would be another entry.
    """
    ends = [match.end() for match in _END_OF_ENTRY.finditer(body)]
    if len(ends) <= most:
        half = _START_OF_ENTRY.search(body, ends[-1]) if ends else None
        return (body[: half.start()] if half and not _END_OF_FEED.search(body, half.end()) else body), 0
    return body[: ends[most - 1]] + body[ends[-1] :], len(ends) - most


def _feedparser(body: bytes, url: str, content_type: str) -> Any:
    import feedparser  # 0.1 s that a start without polling can save

    # Cleaning and resolving inside the text is left out here: all text passes through ``clean``, which keeps no markup.
    # It is not told the address either: it would join it to each element's base, and ``_link`` does so once a link.
    headers = {"content-type": content_type or "application/xml"}
    try:
        return feedparser.parse(
            _Stream(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # it meets wild input, and one document must not stop the others
        raise NotAFeed(url, f"it is too broken to be read ({type(error).__name__})") from error


class _Stream:
    """Bytes to read, so that feedparser never takes them for an address or a path."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self) -> bytes:
        """All of them."""
        return self._body


def _from_xml(document: Any, url: str, most: int, skipped: int) -> ParsedFeed:
    about = document.feed
    entries = document.entries[:most]
    return ParsedFeed(
        title=clean_title(_plain(about.get("title"))),
        site=_link(_plain(about.get("link")), url),
        language=_language(_plain(about.get("language")) or _plain(about.get("title_detail", {}).get("language"))),
        entries=tuple(_xml_entry(entry, url) for entry in entries),
        ttl=_ttl(about),
        skipped=skipped + len(document.entries) - len(entries),
    )


def _xml_entry(entry: Any, url: str) -> ParsedEntry:
    # feedparser's own ``get`` looks for other spellings, slowly, and gives the publication date for a missing update
    get = partial(dict.get, entry)
    updated = _moment(get("updated_parsed"))
    return ParsedEntry(
        guid=_plain(get("id")).strip()[:_LONGEST_ID],
        link=_link(_best_link(entry), url),
        title=clean_title(_plain(get("title"))),
        text=_text(entry),
        author=clean_title(_plain(get("author"))),
        published=_moment(get("published_parsed")) or _moment(get("created_parsed")) or updated,
        updated=updated,
        raw_title=_plain(get("title")),
    )


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _best_link(entry: Any) -> str:
    """The page; what a redirecting service put in its place is only taken when the feed does not give the original."""
    enclosures = (_plain(one.get("href")) for one in dict.get(entry, "links", ()) if one.get("rel") == "enclosure")
    candidates = (_plain(dict.get(entry, "feedburner_origlink")), _plain(dict.get(entry, "link")), *enclosures)
    return next((link for link in candidates if link), "")


def _text(entry: dict[str, Any]) -> str:
    contents = [_plain(one.get("value")) for one in dict.get(entry, "content", ()) if _readable(one)]
    return max(_cleaned([*contents, *(_plain(dict.get(entry, name)) for name in _TEXT_FIELDS)]), key=len, default="")


def _readable(content: Mapping[str, Any]) -> bool:
    kind = _plain(content.get("type"))
    return not kind or kind.startswith("text/") or "xml" in kind


def _cleaned(texts: Iterable[str]) -> list[str]:
    return [clean(text) for text in dict.fromkeys(texts) if text]


def _link(link: str, url: str) -> str:
    """An address for people: resolved, and only of the web; a relative one stays when nobody knows its base."""
    link = "".join(link.split())[:_LONGEST_LINK]
    if url and link and not _SCHEME.match(link):
        try:
            link = str(URL(url).join(URL(link)))
        except ValueError:
            return ""
    return "" if _SCHEME.match(link) and not link.lower().startswith(("http:", "https:")) else link


def _language(text: str) -> str:
    code = text.strip().lower().replace("_", "-").partition("-")[0]
    return code if code.isascii() and code.isalpha() and 2 <= len(code) <= 3 else ""


def _moment(parsed: struct_time | None) -> datetime | None:
    if parsed is None:
        return None
    try:
        moment = datetime.fromtimestamp(timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment >= _EARLIEST else None


def _ttl(about: Mapping[str, Any]) -> timedelta | None:
    """How long the feed asks to be left alone: the longer of RSS's ttl (minutes) and the Syndication period."""
    minutes = _plain(about.get("ttl")).strip()
    wishes = [timedelta(minutes=min(int(minutes[:7]), 527_040))] if minutes.isdecimal() else []
    period = _PERIODS.get(_plain(about.get("sy_updateperiod")).strip().lower())
    if period:
        times = _plain(about.get("sy_updatefrequency")).strip()
        wishes.append(period / max(1, int(times[:4]) if times.isdecimal() else 1))
    return max(wishes, default=None) or None


def _quiet(body: bytes) -> str:
    """RSS's skipHours and skipDays as in Feed: feedparser keeps only the last of each."""
    found = []
    for outer, inner in _SKIP:
        block = outer.search(body)
        found += [one.decode().lower() for one in inner.findall(block.group(1))] if block else []
    hours = {str(int(one) % 24) for one in found if one.isdecimal() and int(one) <= 24}
    return " ".join([*sorted(hours, key=int), *dict.fromkeys(one for one in found if not one.isdecimal())])


def _from_json(url: str, body: bytes, most: int) -> ParsedFeed:
    feed = jsonfeed.read(url, body)
    items = feed.items or []
    return ParsedFeed(
        title=clean_title(feed.title),
        site=_link(feed.home_page_url, url),
        language=_language(feed.language),
        entries=tuple(_json_entry(item, url) for item in items[:most]),
        skipped=max(0, len(items) - most),
    )


def _json_entry(item: jsonfeed.Item, url: str) -> ParsedEntry:
    updated = _iso(item.date_modified)
    return ParsedEntry(
        guid=item.id.strip()[:_LONGEST_ID],
        link=_link(item.url or item.external_url, url),
        title=clean_title(item.title),
        text=clean(item.markup),
        author=clean_title(item.names),
        published=_iso(item.date_published) or updated,
        updated=updated,
    )


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC) if moment >= _EARLIEST else None
