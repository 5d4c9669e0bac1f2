"""Feed documents of every kind, and what is no feed."""

import gzip
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotAFeed
from bot.feeds.parse import MOST_ENTRIES, parse
from bot.feeds.repair import MOST_ATTRIBUTES, defused
from bot.model import ParsedEntry, ParsedFeed
from tests.feedserver import Item, rss
from tests.worded import raises_saying

URL = "https://acme.example/blog/feed.xml"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>
<title>Acme &amp; Sons</title><link>https://acme.example/blog/</link><language>en-us</language><ttl>90</ttl>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
<item><title>First</title><link>/blog/1</link><guid isPermaLink="false">a1</guid><dc:creator>Ann</dc:creator>
<pubDate>Fri, 20 Nov 2026 09:00:00 +0200</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>The whole text.</p><p>And more.</p>]]></content:encoded></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://acme.example/base/">
<title type="html">Acme &lt;b&gt;Atom&lt;/b&gt;</title><link href="https://acme.example/"/>
<entry><id>urn:1</id><title>Erste</title><link rel="alternate" href="one"/><link rel="edit" href="/edit"/>
<updated>2026-11-20T07:00:00Z</updated><author><name>Ann</name></author><author><name>Bob</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ein Satz.</p></div></content></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Acme RDF</title></channel>
<item rdf:about="https://acme.example/1"><title>First</title><link>https://acme.example/1</link>
<description>Words.</description><dc:date>2026-11-20T07:00:00+00:00</dc:date></item></rdf:RDF>"""

CDF = """<CHANNEL HREF="https://acme.example/"><TITLE>Acme CDF</TITLE>
<ITEM HREF="https://acme.example/1" LASTMOD="2026-11-20T07:00"><TITLE>First</TITLE><ABSTRACT>Words.</ABSTRACT></ITEM>
</CHANNEL>"""

JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Acme JSON",
    "home_page_url": "https://acme.example/",
    "language": "en",
    "items": [
        {
            "id": 7,
            "url": "/1",
            "title": None,
            "content_html": "<p>Words.</p>",
            "date_published": "2026-11-20T09:00:00+02:00",
            "authors": [{"name": "Ann"}, "odd", {"name": "Bob"}],
        },
        {"id": "8", "external_url": "https://else.example/2", "content_text": "1 < 2 & more", "author": {"name": "Cy"}},
        "odd",
    ],
}


def one(text: str | bytes, url: str = URL, content_type: str = "") -> ParsedEntry:
    """The only entry of a document."""
    (entry,) = read(text, url, content_type).entries
    return entry


def read(text: str | bytes, url: str = URL, content_type: str = "") -> ParsedFeed:
    """A document as the bot reads it."""
    return parse(text.encode() if isinstance(text, str) else text, url=url, content_type=content_type)


def item(inside: str) -> str:
    """An RSS document with one item."""
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><item>{inside}</item></channel></rss>'


def test_rss() -> None:
    """Names, language, wishes, and an entry with its longest text, resolved link and moment in UTC."""
    feed = read(RSS)
    assert (feed.title, feed.site, feed.language) == ("Acme & Sons", "https://acme.example/blog/", "en")
    assert feed.ttl == timedelta(minutes=90)
    entry = feed.entries[0]
    assert (entry.guid, entry.link, entry.title, entry.author) == ("a1", "https://acme.example/blog/1", "First", "Ann")
    assert entry.text == "The whole text.\nAnd more."
    assert entry.published == datetime(2026, 11, 20, 7, tzinfo=UTC)


def test_atom() -> None:
    """HTML in titles, xml:base, several links and authors, XHTML; an update date stands in for a publication date."""
    feed = read(ATOM)
    assert (feed.title, feed.language) == ("Acme Atom", "de")
    entry = feed.entries[0]
    assert (entry.guid, entry.link, entry.text) == ("urn:1", "https://acme.example/base/one", "Ein Satz.")
    assert entry.published == entry.updated == datetime(2026, 11, 20, 7, tzinfo=UTC)


@pytest.mark.parametrize("text", [RDF, CDF])
def test_old_formats(text: str) -> None:
    """RDF and CDF are read like the others."""
    entry = one(text)
    assert (entry.link, entry.title, entry.text) == ("https://acme.example/1", "First", "Words.")
    assert entry.published == datetime(2026, 11, 20, 7, tzinfo=UTC)


def test_json_feed() -> None:
    """JSON Feed with numbers as ids, null titles, both kinds of authors, and things of wrong types among the items."""
    feed = read(json.dumps(JSON))
    assert (feed.title, feed.site, feed.language) == ("Acme JSON", "https://acme.example/", "en")
    first, second = feed.entries
    assert (first.guid, first.link, first.title, first.text) == ("7", "https://acme.example/1", "", "Words.")
    assert (first.author, first.published) == ("Ann, Bob", datetime(2026, 11, 20, 7, tzinfo=UTC))
    assert (second.link, second.text, second.author) == ("https://else.example/2", "1 < 2 & more", "Cy")


@pytest.mark.parametrize(
    ("inside", "field", "value"),
    [
        pytest.param("<title>Only a title</title>", "link", "", id="no-link"),
        pytest.param("<link>https://a.example/1</link>", "title", "", id="no-title"),
        pytest.param("<title>x</title>", "published", None, id="no-date"),
        pytest.param("<title>x</title><pubDate>soon</pubDate>", "published", None, id="no-real-date"),
        pytest.param("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate><title>x</title>", "published", None, id="epoch"),
        pytest.param("<guid>https://a.example/1</guid>", "link", "https://a.example/1", id="permalink"),
        pytest.param("<link>javascript:alert(1)</link><title>x</title>", "link", "", id="script-link"),
        pytest.param("<link>//b.example/1</link>", "link", "https://b.example/1", id="scheme-relative"),
        pytest.param("<link> https://a.example/\n1 </link>", "link", "https://a.example/1", id="broken-link"),
        pytest.param(
            '<enclosure url="https://a.example/1.mp3" type="audio/mpeg"/><title>x</title>',
            "link",
            "https://a.example/1.mp3",
            id="enclosure",
        ),
        pytest.param("<title>&lt;b&gt;a&lt;/b&gt; 🎉 &amp;amp; b</title>", "title", "a 🎉 & b", id="html-and-emoji"),
        pytest.param("<title><![CDATA[a<script>x()</script>b]]></title>", "title", "ab", id="script-title"),
        pytest.param("<title>a\x08b</title>", "title", "ab", id="control"),
        pytest.param("<title>a&nbsp;b &unknown; c</title>", "title", "a b &unknown; c", id="undefined-entities"),
        pytest.param("<title>a</title><description>x & y < z</description><b>", "text", "x & y < z", id="broken-xml"),
    ],
)
def test_odd_items(inside: str, field: str, value: object) -> None:
    """Whatever is missing or wrong in an item costs that field, not the item."""
    assert getattr(one(item(inside)), field) == value


def test_long_title() -> None:
    """A title of 100 kB is cut."""
    assert len(one(item(f"<title>{'word ' * 20_000}</title>")).title) <= 300


CAFE = item("<title>Café “x”</title>")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(CAFE.encode(), "", id="plain"),
        pytest.param(CAFE.encode(), "text/html; charset=iso-8859-1", id="wrong-header"),
        pytest.param(CAFE.replace("?>", ' encoding="iso-8859-1"?>', 1).encode(), "text/xml", id="wrong-declaration"),
        pytest.param(CAFE.encode("cp1252"), "application/xml; charset=windows-1252", id="right-header"),
        pytest.param(CAFE.replace("?>", ' encoding="windows-1252"?>', 1).encode("cp1252"), "", id="right-declaration"),
        pytest.param(
            CAFE.replace('version="1.0"?>', 'version="1.0" encoding="utf-16"?>').encode("utf-16"), "", id="utf-16"
        ),
        pytest.param(b"\xef\xbb\xbf" + CAFE.encode(), "", id="byte-order-mark"),
        pytest.param(b"\n\n  " + CAFE.encode(), "", id="blank-lines-before"),
        pytest.param(gzip.compress(CAFE.encode()), "application/gzip", id="gzip"),
        pytest.param(CAFE.encode(), "nonsense/", id="nonsense-type"),
        pytest.param(CAFE.encode(), "text/xml; charset=none-such", id="unknown-charset"),
    ],
)
def test_charsets(body: bytes, content_type: str) -> None:
    """Letters come out right whatever header and declaration say."""
    assert one(body, content_type=content_type).title == "Café “x”"


def test_pasted_bytes() -> None:
    """A few windows-1252 bytes inside UTF-8 do not spoil the rest."""
    body = item("<title>Zürich, Köln, München, Genève, Málaga It\x92s</title>").encode().replace(b"\xc2\x92", b"\x92")
    assert one(body).title == "Zürich, Köln, München, Genève, Málaga It’s"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "the answer is empty"),
        (b" \n", "the answer is empty"),
        (b"<!DOCTYPE html><html><body>rss</body></html>", "this is a web page, not a feed"),
        (b"<!-- x --><HTML lang=en>", "this is a web page, not a feed"),
        (
            b'<?xml version="1.0"?><opml version="2.0"><body/></opml>',
            r"this is a list of feeds \(OPML\), not a feed; send me the file, or run newsbot feeds import with it",
        ),
        (
            b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>',
            "this is a sitemap, which search engines read, not a feed",
        ),
        (b"PK\x03\x04" + bytes(500), r"this is an archive \(ZIP\), not a feed"),
        (b"hello", "there is no feed in the answer"),
        (b"<a><b/></a>", "there is no feed in the answer"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "there is no feed in the answer"),
        (b"{}", "this is JSON, but not a JSON Feed"),
        (b'{"items": 5}', "this is JSON, but not a JSON Feed"),
        (b"{broken", "this is JSON, but not a JSON Feed"),
        (b"{" + b'"a":[' * 100_000, "this is JSON, but not a JSON Feed"),
        (b"\x1f\x8bbroken", "its compressed answer is broken"),
        (gzip.compress(bytes(20_000_000)), "its compressed answer is too large once unpacked"),
        (b"<rss><channel>" + b"<a>" * 100_000, "its elements are nested 100,002 deep"),
        (b"<rss><channel>" + b"<a>" * 9_000 + b"</a>" * 9_000, "its elements are nested 9,002 deep"),
    ],
)
def test_no_feed(body: bytes, why: str) -> None:
    """What is no feed, or an attack, is told in one line."""
    with raises_saying(NotAFeed, match=f"^{why}$"):
        read(body)


def test_empty_feed_is_a_feed() -> None:
    """A feed without entries is one."""
    assert read('<rss version="2.0"><channel><title>T</title></channel></rss>').entries == ()


@pytest.mark.parametrize("cut", [b"<item", b"<title", b"title>Second", b"/2</link", b"</item></channel>"])
def test_half_an_entry(cut: bytes) -> None:
    """A document that breaks off gives its whole entries: half of a link would be another entry."""
    whole = rss("T", [Item("First", "https://a.example/1"), Item("Second", "https://a.example/2")])
    broken = whole[: whole.rindex(cut) + 3]
    assert [entry.link for entry in parse(broken, url=URL).entries] == ["https://a.example/1"]


def test_nothing_of_a_broken_feed() -> None:
    """A document that breaks off before its first entry is no empty feed."""
    with raises_saying(NotAFeed, match="broken"):
        parse(b"<rss version='2.0'><channel><title>T</title><link>https://a.exam", url=URL)


@pytest.mark.parametrize("count", [MOST_ENTRIES, MOST_ENTRIES + 1, 5_000])
def test_many_entries(count: int) -> None:
    """The first 2,000 entries are taken, the others counted; what stands behind them is still read."""
    items = "".join(f"<item><title>{n}</title></item>" for n in range(count))
    feed = read(f'<rss version="2.0"><channel>{items}<title>T</title></channel></rss>')
    assert [len(feed.entries), feed.skipped, feed.title] == [MOST_ENTRIES, count - MOST_ENTRIES, "T"]
    assert feed.entries[-1].title == str(MOST_ENTRIES - 1)


def test_many_json_entries() -> None:
    """The same for JSON Feed."""
    feed = read(json.dumps({**JSON, "items": [{"id": n} for n in range(3_000)]}))
    assert (len(feed.entries), feed.skipped) == (MOST_ENTRIES, 1_000)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(2, 12))


@pytest.mark.parametrize(
    "doctype",
    [
        pytest.param(f'<!DOCTYPE x [<!ENTITY l1 "ha">{LAUGHS}]>', id="billion-laughs"),
        pytest.param(f'<!DOCTYPE x [<!ENTITY l11 "{"a" * 100_000}">]>', id="quadratic"),
        pytest.param('<!DOCTYPE x [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>', id="file"),
        pytest.param('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', id="external"),
    ],
)
def test_entity_bombs(doctype: str) -> None:
    """Entities neither unfold nor read files; the entry is still there."""
    entry = one(item(f"<title>before {'&l11;' * 3} after</title>").replace("?>", f"?>{doctype}", 1))
    assert entry.title.startswith("before")
    assert len(entry.title) < 60
    assert "root:" not in entry.title


@pytest.mark.parametrize("quote", ["'", '"'])
def test_crowds_of_attributes(quote: str) -> None:
    """An element with thousands of attributes keeps none, as a reader looks for each among all; the entry is there."""
    crowd = " ".join(f"a{n}={quote}>b{quote}" for n in range(2 * MOST_ATTRIBUTES))
    entry = one(
        item("<title>still here</title>").replace("<title>", f"<title {crowd}>").replace("<item>", f"<item\n{crowd}>")
    )
    assert entry.title == "still here"
    assert defused(f"<a {crowd}>{crowd}</a>".encode()) == f"<a>{crowd}</a>".encode()


def test_some_attributes() -> None:
    """Up to the bound they stay."""
    few = "<a " + " ".join(f'a{n}="b"' for n in range(MOST_ATTRIBUTES)) + "/>"
    assert defused(few.encode()) == few.encode()


def test_honest_entities() -> None:
    """A declared entity that stands for one character still does."""
    document = item("<title>caf&e; x</title>").replace("?>", '?><!DOCTYPE x [<!ENTITY e "&#233;">]>', 1)
    assert one(document).title == "café x"


@given(st.binary(max_size=300) | st.text(alphabet="<>/?!&;[]\"'= rsitemfdlnk", max_size=200).map(str.encode))
def test_wild_bytes(body: bytes) -> None:
    """Any bytes are a feed or are told not to be one."""
    for document in (body, item("").encode().replace(b"</item>", body + b"</item>")):
        with suppress(NotAFeed):
            assert len(parse(document, url=URL).entries) <= MOST_ENTRIES


def test_hours_and_days_without_visits() -> None:
    """SkipHours and skipDays are all read, in any spelling of days; nonsense is left out."""
    skip = "<skipHours><hour>2</hour><hour> 24 </hour><hour>1</hour><hour>77</hour></skipHours>"
    skip += "<skipDays><day>Saturday</day><day>SUN</day><day>Feast</day></skipDays>"
    assert parse(rss("T", [], skip), url="").quiet == "0 1 2 sat sun"
    assert parse(rss("T", []), url="").quiet == ""


TOKEN = "Xq7Rt0Lm4Zp9Wd2Bn6"
LINKS = ("a/1", "../feed.xml", "./", "?page=2", "#3", "/news/4", "//news.example/5", "https://other.example/6")


@pytest.mark.parametrize(
    "address",
    [
        f"https://news.example/private/{TOKEN}/feed.xml",
        f"https://news.example/{TOKEN}/feed",
        f"https://news.example/f;key={TOKEN}/feed",
        f"https://ann:{TOKEN}@news.example/feed",
        f"https://news.example/feed?token={TOKEN}",
        f"https://news.example/feed?a=1&auth={TOKEN}&b=2#x",
        f"https://news.example/%58{TOKEN[1:]}/feed",
    ],
)
def test_no_link_shows_the_secret_of_its_feed(address: str) -> None:
    """Relative links and those that repeat the token, of entries and of the site; other links stay as they are."""
    own = (f"https://news.example/{TOKEN}/7", f"https://news.example/8?id=8&t={TOKEN}", address)
    items = "".join(f"<item><guid>{n}</guid><title>T{n}</title><link>{escape(one)}</link></item>"
                    for n, one in enumerate((*LINKS, *own)))  # fmt: skip
    body = f"<rss version='2.0'><channel><title>N</title><link>{escape(address)}</link>{items}</channel></rss>"
    as_json = json.dumps({
        "version": "https://jsonfeed.org/version/1.1", "title": "N", "home_page_url": address,
        "items": [{"id": str(n), "title": f"T{n}", "url": one} for n, one in enumerate((*LINKS, *own))],
    })  # fmt: skip
    for document in (body, as_json):
        feed = parse(document.encode(), url=address)
        links = [entry.link for entry in feed.entries]
        assert len(links) == len(LINKS) + len(own)
        assert not [one for one in (feed.site, *links) if TOKEN in unquote(one)]
        assert links[5:8] == ["https://news.example/news/4", "https://news.example/5", "https://other.example/6"]
        assert links[9] == "https://news.example/8?id=8"
