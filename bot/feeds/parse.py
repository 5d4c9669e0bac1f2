"""A feed document, bytes to values. PURE: RSS, RDF, Atom and CDF through feedparser, JSON Feed through ``jsonfeed``."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from functools import partial
from itertools import chain, pairwise
from typing import Any, NamedTuple
from xml.sax import SAXException

from yarl import URL

from bot.errors import NotAFeed
from bot.feeds import jsonfeed
from bot.feeds.dates import Dates, zone_in
from bot.feeds.fingerprints import Digest, Fingerprint, digest, fingerprint, pack, unpack
from bot.feeds.item_scan import items_of, without
from bot.feeds.media import Found, media
from bot.feeds.repair import check_depth, defused, in_utf8, unpacked
from bot.feeds.titles import Heading, title_of
from bot.model import Failed, ParsedEntry, ParsedFeed
from bot.reasons import because
from bot.retrying import failed, reason
from bot.text.cleaning.clean import Picture, clean, clean_title, picture_in, storable
from bot.text.cleaning.mask_secrets import secrets, without_those
from bot.text.cleaning.urls import BAD_ADDRESS, is_web, legible

MOST_ENTRIES = 2_000
"""Of one document; the first ones, as feeds put the newest first."""
_UTF8 = "application/xml; charset=utf-8"
_MOST_READINGS = 64
"""Readings of one document in search of items that cannot be read: enough for five of a thousand."""
_LONGEST_ID = 2_000
_LONGEST_LINK = 4_000
_END_OF_ENTRY = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>")
_START_OF_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_END_OF_FEED = re.compile(rb"(?i)</(?:\w+:)?(?:channel|feed|rss|rdf)\s*>")
# atomic, so that what looks like many comments is gone through once
_PAGE = re.compile(rb"(?is)(?>\s+|<\?xml[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|html)\b")
_ZIP = b"PK\x03\x04"
_OTHER_XML = re.compile(rb"(?is)\A(?>\s+|<\?xml[^>]*>|<!--.*?-->)*+<(opml|urlset|sitemapindex)[\s>]")
_BEGINNING = 4_000
"""Bytes in which a document says what it is."""
_USER = re.compile(r"(?i)^(https?:[/\\]{0,4})[^/\\?#]*@")
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


class TooBroken(NotAFeed):
    """Some item, or what is around all items, cannot be read."""


def parse(
    body: bytes,
    *,
    url: str,
    content_type: str = "",
    most: int = MOST_ENTRIES,
    memory: bytes = b"",
    quick: bool = False,
) -> ParsedFeed:
    """
    Read a feed document.

    Args:
        body: As fetched; may be gzipped, in any charset, broken.
        url: Where it came from, to resolve links; may be empty.
        content_type: The header, for its charset. What it says of the format is not believed.
        most: Entries to take.
        memory: What the last reading of this feed gave to be remembered.
        quick: Read it once only, and look for no bad items where that fails.
    Returns: the entries in document order, cleaned, without those that *memory* has unchanged. Any field of an entry
        may be empty. Items that cannot be read stand in *failed*.
    Raises: NotAFeed; TooBroken if it may be read without some items, and should be *quick*.
    """
    body = unpacked(url, body)
    if not body.strip():
        raise NotAFeed(url, because("feed.empty"))
    body, sure = in_utf8(body)
    known = {one.source: one for one in unpack(memory)}
    zone = zone_in(body)
    if body.startswith(b"{"):
        return _from_json(url, body, most, known, zone)
    if body.startswith(_ZIP):
        raise NotAFeed(url, because("feed.archive"))
    if _PAGE.match(body):
        raise NotAFeed(url, because("feed.web_page"))
    if other := _OTHER_XML.search(body[:_BEGINNING]):
        is_list = other[1].lower() == b"opml"
        raise NotAFeed(url, because("feed.list_of_feeds") if is_list else because("feed.sitemap"))
    check_depth(url, body)
    body, skipped = _first_entries(defused(body), most)
    read = _read(body, url, sure, content_type, most, skipped, known, quick, zone)
    return replace(read, quiet=_quiet(body))


def _read(
    body: bytes,
    url: str,
    sure: bool,
    content_type: str,
    most: int,
    skipped: int,
    known: Mapping[Digest, Fingerprint],
    quick: bool,
    zone: tzinfo,
) -> ParsedFeed:
    with suppress(TooBroken):  # with an item that was not read it may be, and then it is read as a whole
        changed = _changed(body, url, known, skipped, zone) if sure else None
        if changed:
            return changed
    content_type = _UTF8 if sure else content_type
    bad: list[Failed] = []
    try:
        document = _feedparser(body, url, content_type)
    except TooBroken:
        if quick:
            raise
        document, bad = _without_bad(body, url, content_type)
    if not document.version and not document.entries:
        raise NotAFeed(url, because("feed.no_feed"))
    if not document.entries and isinstance(document.get("bozo_exception"), SAXException):
        raise NotAFeed(url, because("feed.no_entry"))
    around = _around(document.feed, url, zone)
    read = _each(document.entries[:most], partial(_xml_entry, around=around))
    return _remembering(_from_xml(document, around, read, skipped), [*read, *bad], known)


def _changed(
    body: bytes, url: str, known: Mapping[Digest, Fingerprint], skipped: int, zone: tzinfo
) -> ParsedFeed | None:
    """The feed, for which only the items were read that are not *known*; None if that is not sure to be the same."""
    items = items_of(body, url)
    if not items:
        return None
    document = _feedparser(without(body, [item for item in items if item.source in known]), url, _UTF8)
    fresh = [item.source for item in items if item.source not in known]
    if len(document.entries) != len(fresh):
        return None
    around = _around(document.feed, url, zone)
    read = _each(document.entries, partial(_xml_entry, around=around))
    left = iter([replace(one, fingerprint=replace(one.fingerprint, source=source)) if isinstance(one, _Read) else one
                 for one, source in zip(read, fresh, strict=True)])  # fmt: skip
    items_in_order = [known.get(item.source) or next(left) for item in items]
    return _with_memory(_from_xml(document, around, read, skipped), items_in_order, known)


@dataclass(frozen=True, slots=True)
class _Read:
    """An entry that was read, with its fingerprint."""

    entry: ParsedEntry
    fingerprint: Fingerprint


def _each(raws: Iterable[Any], read: Callable[[Any], ParsedEntry]) -> list[_Read | Failed]:
    """Each entry, or why it cannot be read."""
    return [_one(raw, read) for raw in raws]


def _one(raw: Any, read: Callable[[Any], ParsedEntry]) -> _Read | Failed:
    try:
        entry = read(raw)
        return _Read(entry, fingerprint(entry))
    except Exception as error:  # noqa: BLE001 - what nobody thought of costs this item, and not its neighbours
        return failed(_named(raw), error)


def _named(raw: Any) -> str:
    """A name for an item that nobody could read."""
    return digest(repr(raw)).hex()


def _remembering(feed: ParsedFeed, read: Sequence[_Read | Failed], known: Mapping[Digest, Fingerprint]) -> ParsedFeed:
    """The feed, of which everything was read, without the entries that are *known*."""
    fresh = tuple(one.entry for one in read if isinstance(one, _Read) and one.fingerprint.source not in known)
    return _with_memory(replace(feed, entries=fresh), read, known)


def _with_memory(
    feed: ParsedFeed, items: Sequence[_Read | Failed | Fingerprint], known: Mapping[Digest, Fingerprint]
) -> ParsedFeed:
    """The feed with what to remember of its items; those that failed are not remembered, and so read again."""
    fingerprints = [one.fingerprint if isinstance(one, _Read) else one for one in items if not isinstance(one, Failed)]
    older = tuple(one.published for one in fingerprints if one.source in known and one.published)
    bad = tuple(one for one in items if isinstance(one, Failed))
    return replace(feed, memory=pack(fingerprints), older=older, failed=bad)


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
    """A document as feedparser gives it. Raises: TooBroken where it fails, as some odd elements let it."""
    import feedparser  # 0.1 s that a start without polling can save

    # Cleaning and resolving inside the text is left out here: all text passes through ``clean``, which keeps no markup.
    # It is not told the address either: it would join it to each element's base, and ``_link`` does so once a link.
    headers = {"content-type": content_type or "application/xml"}
    try:
        return feedparser.parse(
            _Stream(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # it meets wild input, and one document must not stop the others
        raise TooBroken(url, because("feed.too_broken_by", error=reason(error))) from error


def _without_bad(body: bytes, url: str, content_type: str) -> tuple[Any, list[Failed]]:
    """
    A document of which those items were left out that let feedparser fail: it is halved until they stand alone.

    Returns: the document, and what was left out.
    Raises: TooBroken if no item can be read.
    """
    ends = [match.end() for match in _END_OF_ENTRY.finditer(body)]
    first = _START_OF_ENTRY.search(body)
    begin = first.start() if first and ends else len(body)
    cuts = [begin, *(end for end in ends if end > begin)]
    parts, read, bad = [[body[start:end] for start, end in pairwise(cuts)]], [], []
    for _ in range(_MOST_READINGS):
        some = parts.pop() if parts else []
        if not some:
            break
        try:
            read.append(_feedparser(body[:begin] + b"".join(some) + body[cuts[-1] :], url, content_type))
        except TooBroken as error:
            middle = len(some) // 2
            if middle:
                parts += [some[middle:], some[:middle]]
            else:
                bad.append(failed(_named(some[0]), error))
    if not read:
        raise TooBroken(url, because("feed.too_broken"))
    read[0].entries = list(chain.from_iterable(one.entries for one in read))
    return read[0], [*bad, *(Failed(_named(one), TooBroken.__name__) for some in parts for one in some)]


class _Stream:
    """Bytes to read, so that feedparser never takes them for an address or a path."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self) -> bytes:
        """All of them."""
        return self._body


class _Around(NamedTuple):
    """By what of its document an item is read: its address, its title, and how its dates are meant."""

    url: str
    title: str
    dates: Dates


def _around(about: Mapping[str, Any], url: str, zone: tzinfo) -> _Around:
    language = _plain(about.get("language")) or _plain(about.get("title_detail", {}).get("language"))
    return _Around(url, clean_title(_plain(about.get("title"))), Dates(zone, _language(language)))


def _from_xml(document: Any, around: _Around, read: Sequence[_Read | Failed], skipped: int) -> ParsedFeed:
    about = document.feed
    return ParsedFeed(
        title=around.title,
        site=_link(_plain(about.get("link")), around.url),
        language=around.dates.language,
        entries=_entries(read),
        ttl=_ttl(about),
        skipped=skipped + len(document.entries) - len(read),
    )


def _entries(read: Sequence[_Read | Failed]) -> tuple[ParsedEntry, ...]:
    return tuple(one.entry for one in read if isinstance(one, _Read))


def _xml_entry(entry: Any, around: _Around) -> ParsedEntry:
    # feedparser's own ``get`` looks for other spellings, slowly, and gives the publication date for a missing update
    get = partial(dict.get, entry)
    published, created, updated = (
        around.dates.moment(_plain(get(name)), get(f"{name}_parsed")) for name in ("published", "created", "updated")
    )
    link, (text, shown) = _link(_best_link(entry), around.url), _told(_texts(entry))
    above = Heading(_plain(get("title")), _plain((get("title_detail") or {}).get("type")) != "text/plain")
    return ParsedEntry(
        guid=_plain(get("id")).strip()[:_LONGEST_ID],
        link=link,
        title=title_of(above, feed=around.title, link=link, has_text=bool(text)),
        text=text,
        author=clean_title(_plain(get("author"))),
        published=published or created or updated,
        updated=updated,
        raw_title=_plain(get("title")),
        media=media([*_xml_media(get, around.url), *_drawn(shown, around.url)], _plain(get("itunes_duration"))),
    )


def _xml_media(get: Callable[..., Any], url: str) -> Iterable[Found]:
    """All that an item names to see or to hear: what comes with it first, then what stands for it."""
    for one in get("media_content") or ():
        yield Found(*_about(one, "url", "type", url, other="medium"), _plain(one.get("duration")))
    for one in get("links") or ():
        if one.get("rel") == "enclosure":
            yield Found(*_about(one, "href", "type", url))
    pictures = (*(get("media_thumbnail") or ()), get("image") or {})
    for one in pictures:
        address = one.get("url") or one.get("href") if isinstance(one, Mapping) else ""
        yield Found(_link(_plain(address), url), "image")


def _about(one: Mapping[str, Any], address: str, kind: str, url: str, other: str = "") -> tuple[str, str]:
    """The address of something, for people, and what is said of its kind."""
    return _link(_plain(one.get(address)), url), _plain(one.get(kind)) or _plain(one.get(other))


def _plain(value: Any) -> str:
    return storable(value) if isinstance(value, str) else ""


def _best_link(entry: Any) -> str:
    """The page; what a redirecting service put in its place is only taken when the feed does not give the original."""
    enclosures = (_plain(one.get("href")) for one in dict.get(entry, "links", ()) if one.get("rel") == "enclosure")
    link = _plain(dict.get(entry, "link"))
    # without a link of its own an item gets its id in that place, which need not be an address
    if link == _plain(dict.get(entry, "id")) and dict.get(entry, "guidislink") and not is_web(link):
        link = ""
    candidates = (_plain(dict.get(entry, "feedburner_origlink")), link, *enclosures)
    return next((link for link in candidates if link), "")


def _texts(entry: dict[str, Any]) -> list[str]:
    """All that an item has to say, as markup."""
    contents = [_plain(one.get("value")) for one in dict.get(entry, "content", ()) if _readable(one)]
    return [*contents, *(_plain(dict.get(entry, name)) for name in _TEXT_FIELDS)]


def _told(texts: Sequence[str]) -> tuple[str, Picture]:
    """The longest of some texts without markup; where none has a word, a picture in them and what it shows."""
    text = max(_cleaned(texts), key=len, default="")
    shown = Picture() if text else next((one for one in map(picture_in, texts) if one.address), Picture())
    return text or shown.words, shown


def _drawn(shown: Picture, url: str) -> list[Found]:
    return [Found(_link(shown.address, url), "image")] if shown.address else []


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
        except BAD_ADDRESS:
            return ""
    # the feed's own password, or a name before the @ that reads like another site's
    link = legible(_USER.sub(r"\1", link))
    if _SCHEME.match(link) and not link.lower().startswith(("http:", "https:")):
        return ""
    # a link below an address with a token would show it to all who read the entry
    return without_those(link, secrets(url))


def _language(text: str) -> str:
    code = text.strip().lower().replace("_", "-").partition("-")[0]
    return code if code.isascii() and code.isalpha() and 2 <= len(code) <= 3 else ""


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


def _from_json(url: str, body: bytes, most: int, known: Mapping[Digest, Fingerprint], zone: tzinfo) -> ParsedFeed:
    feed = jsonfeed.read(url, body)
    around = _Around(url, clean_title(feed.title), Dates(zone, _language(feed.language)))
    read = _each(feed.items[:most], partial(_json_entry, around=around))
    parsed = ParsedFeed(
        title=around.title,
        site=_link(feed.home_page_url, url),
        language=around.dates.language,
        entries=_entries(read),
        skipped=max(0, len(feed.items) - most),
    )
    return _remembering(parsed, read, known)


def _json_entry(raw: Mapping[str, Any], around: _Around) -> ParsedEntry:
    item = jsonfeed.item(raw)
    updated = around.dates.moment(item.date_modified)
    link, (text, shown) = _link(item.url or item.external_url, around.url), _told([item.markup])
    return ParsedEntry(
        guid=item.id.strip()[:_LONGEST_ID],
        link=link,
        title=title_of(Heading(item.title), feed=around.title, link=link, has_text=bool(text)),
        text=text,
        author=clean_title(item.names),
        published=around.dates.moment(item.date_published) or updated,
        updated=updated,
        media=media([*_json_media(item, around.url), *_drawn(shown, around.url)]),
    )


def _json_media(item: jsonfeed.Item, url: str) -> Iterable[Found]:
    for one in item.attachments:
        yield Found(_link(one.url, url), one.mime_type, one.duration_in_seconds)
    for address in (item.image, item.banner_image):
        yield Found(_link(address, url), "image")
