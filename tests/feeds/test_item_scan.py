"""Leaving out the items that have not changed: it may save time, never change what is read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds import parse as parsing
from bot.feeds.fingerprints import Fingerprint, pack, unpack
from bot.feeds.item_scan import items_of, without
from bot.feeds.parse import parse
from bot.model import ParsedFeed
from tests.feedserver import Item, rss

URL = "https://acme.example/feed"
DAY = datetime(2026, 11, 20, tzinfo=UTC)
THREE = [
    Item(f"Number {n}", f"https://acme.example/{n}", "Words.", f"id-{n}", DAY - n * timedelta(days=1))
    for n in (1, 2, 3)
]
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://acme.example/b/" xml:lang="de"><title>A</title>
<entry><id>1</id><title type="html">One &lt;b&gt;bold&lt;/b&gt;</title><link href="one"/>
<updated>2026-11-20T08:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Text <i>of</i> one.</p></div></content></entry>
<entry><id>2</id><title>Two</title><link href="two"/>
<summary><![CDATA[a ]]>&lt;entry><![CDATA[ </entry> b]]></summary></entry>
<x:entry xmlns:x="http://www.w3.org/2005/Atom"><x:id>3</x:id><x:title>Three</x:title><x:link href="three"/></x:entry>
</feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://acme.example/"><title>R</title>
<items><rdf:Seq><rdf:li rdf:resource="https://acme.example/1"/></rdf:Seq></items></channel>
<item rdf:about="https://acme.example/1"><title>One</title><link>https://acme.example/1</link><dc:date>2026-11-20</dc:date></item>
<item rdf:about="https://acme.example/2"><title>Two</title><link>https://acme.example/2</link></item></rdf:RDF>"""


def same(body: bytes, kept: list[bool]) -> ParsedFeed:
    """Reading *body* while some of its items are known gives what reading all gives, without these."""
    whole = parse(body, url=URL)
    fingerprints = unpack(whole.memory)
    known = [one for number, one in enumerate(fingerprints) if kept[number % len(kept)]]
    sources = {one.source for one in known}
    part = parse(body, url=URL, memory=pack(known))
    assert part.memory == whole.memory
    assert part.entries == tuple(
        entry for entry, one in zip(whole.entries, fingerprints, strict=True) if one.source not in sources
    )
    dates = [one.published for one in fingerprints if one.source in sources and one.published]
    assert list(part.older) == dates
    assert replace(part, entries=(), older=()) == replace(whole, entries=(), older=())
    return part


def read_whole(body: bytes) -> list[Fingerprint]:
    """What is to be remembered when nobody looks for items in the bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "items_of", lambda *_: [])
        return unpack(parse(body, url=URL).memory)


@pytest.mark.parametrize("body", [rss("T", THREE), ATOM, RDF], ids=["rss", "atom", "rdf"])
@pytest.mark.parametrize("kept", [[True], [False], [True, False], [False, True], [False, False, True]])
def test_part_is_as_the_whole(body: bytes, kept: list[bool]) -> None:
    """Whichever items are known, the others are read as if all were, in every common format."""
    assert items_of(body, URL)
    part = same(body, kept)
    assert len(part.entries) == sum(not kept[number % len(kept)] for number in range(len(unpack(part.memory))))


@pytest.mark.parametrize("body", [rss("T", THREE), ATOM, RDF], ids=["rss", "atom", "rdf"])
def test_finding_items_changes_nothing(body: bytes) -> None:
    """What is remembered of items found in the bytes is what is remembered of entries that were read."""
    found = [replace(one, source=b"") for one in unpack(parse(body, url=URL).memory)]
    assert found == [replace(one, source=b"") for one in read_whole(body)]


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
_PIECE = st.one_of(
    _TEXT.map(escape),
    st.sampled_from(
        ["]]&gt;", "<!-- <item> -->", "<![CDATA[</item><item>]]>", "&amp;lt;item&amp;gt;", "<b>x</b>", "&#65;"]
    ),
)
_FIELD = st.builds(
    "<{0}>{1}</{0}>".format,
    st.sampled_from(
        ["title", "link", "guid", "description", "pubDate", "author", "category", "x:extra", "media:group"]
    ),
    st.one_of(st.lists(_PIECE, max_size=3).map("".join), st.sampled_from(["Fri, 20 Nov 2026 08:00:00 GMT", "one/two"])),
)
_ITEM = st.builds(
    "<item{0}>{1}</item>".format,
    st.sampled_from(["", ' xml:base="/deep/"', " a='>'"]),
    st.lists(_FIELD, max_size=5).map("".join),
)
_HEAD = st.sampled_from(
    ["", "<title>T</title>", "<image><title>i</title></image>", "<language>fr</language>", "<ttl>60</ttl>"]
)
_TAIL = st.sampled_from(["", "", "<title>Late</title>", "<!-- end -->", "<item/>"])


@given(_HEAD, st.lists(_ITEM, max_size=6), _TAIL, st.lists(st.booleans(), min_size=1, max_size=6))
def test_any_document(head: str, items: list[str], tail: str, kept: list[bool]) -> None:
    """Wild items, known or not, read alone or together, come out the same."""
    body = (
        '<rss version="2.0" xmlns:x="urn:x" xmlns:media="http://search.yahoo.com/mrss/" xml:base="https://acme.example/b/">'
        f"<channel>{head}{''.join(items)}{tail}</channel></rss>"
    ).encode()
    same(body, kept)
    found = [replace(one, source=b"") for one in unpack(parse(body, url=URL).memory)]
    assert found == [replace(one, source=b"") for one in read_whole(body)]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rss("T", THREE).replace(b"</title>", b"<title>", 2), id="broken"),
        pytest.param(b'<!DOCTYPE rss [<!ENTITY x "y">]>' + rss("T", THREE), id="entities"),
        pytest.param(rss("T", THREE).replace(b"Words.", b"<item>inside</item>", 1), id="item-in-item"),
        pytest.param(rss("T", THREE).replace(b"</channel>", b"<title>Late</title></channel>"), id="more-behind"),
        pytest.param(rss("T", THREE).replace(b"<rss", b"<x:rss", 1), id="unknown-prefix"),
        pytest.param(rss("T", THREE).replace(b"item>", b"Item>"), id="odd-spelling"),
        pytest.param(b"<rss><channel><item/></channel></rss>", id="empty-item"),
        pytest.param(b"<rss><channel><x><item>1</item></x><item>2</item></channel></rss>", id="two-places"),
        pytest.param(b"<rss>" + rss("T", THREE)[60:], id="cut-off"),
        pytest.param(b"no feed, <item", id="no-feed"),
    ],
)
def test_odd_documents_are_read_whole(body: bytes) -> None:
    """In a document that is not sound and plain no item is found, so nothing is cut out of it."""
    assert items_of(body, URL) == []


def test_what_is_around_counts() -> None:
    """The same item under another address, or within other elements, is another item."""
    one = {item.source for item in items_of(ATOM, URL)}
    assert one.isdisjoint(item.source for item in items_of(ATOM, URL + "2"))
    assert one.isdisjoint(item.source for item in items_of(ATOM.replace(b"/b/", b"/c/"), URL))
    assert one == {item.source for item in items_of(ATOM.replace(b"<title>A</title>", b"<title>B</title>"), URL)}


def test_without() -> None:
    """The items go, everything else stays."""
    body = b"<rss><channel><item>1</item>\n<item>2</item><item>3</item></channel></rss>"
    items = items_of(body, URL)
    assert [body[item.start : item.end] for item in items] == [b"<item>1</item>", b"<item>2</item>", b"<item>3</item>"]
    assert without(body, [items[0], items[2]]) == b"<rss><channel>\n<item>2</item></channel></rss>"


def test_memory_of_another_program() -> None:
    """A memory that this program did not write is as good as none."""
    memory = parse(ATOM, url=URL).memory
    assert len(unpack(memory)) == 3
    assert unpack(b"2" + memory[1:]) == unpack(memory[:-1]) == unpack(b"") == []
    assert len(parse(ATOM, url=URL, memory=memory[:-1]).entries) == 3


def test_json_feed_remembers() -> None:
    """Items of a JSON Feed that have not changed are left out as well."""
    body = b'{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": "1", "title": "One"}%s]}'
    first = parse(body % b"", url=URL)
    second = parse(body % b', {"id": "2", "title": "Two"}', url=URL, memory=first.memory)
    assert [entry.title for entry in second.entries] == ["Two"]
