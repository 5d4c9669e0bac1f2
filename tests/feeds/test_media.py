"""Pictures, sound and films of items: what feeds say of them, and what hostile ones do."""

import json
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.entries import new_entries
from bot.feeds.identity import Marked
from bot.feeds.media import LONGEST, MOST, Found, media, seconds
from bot.feeds.parse import parse
from bot.model import NO_MEDIA, Media, ParsedEntry
from tests.contracts.rows import NOW, feed

URL = "https://a.example/feed"
SPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)


def rss_entry(inside: str) -> ParsedEntry:
    """The entry that an RSS item becomes."""
    body = f'<rss version="2.0" {SPACES}><channel><title>T</title><item>{inside}</item></channel></rss>'
    (entry,) = parse(body.encode(), url=URL).entries
    return entry


PODCAST = """<title>x</title><enclosure url="https://a.example/a.mp3" type="audio/mpeg" length="1"/>
<itunes:duration>34:12</itunes:duration><itunes:image href="https://a.example/i.jpg"/>"""
FILM = """<title>x</title><media:group>
<media:content url="https://a.example/big.mp4" medium="video" duration="90"/>
<media:content url="https://a.example/small.mp4" medium="video" duration="91"/></media:group>
<media:thumbnail url="https://a.example/t.jpg"/>"""


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        (
            PODCAST,
            Media("https://a.example/i.jpg", "https://a.example/a.mp3", "", 2052),
        ),
        (
            FILM,
            Media("https://a.example/t.jpg", "", "https://a.example/big.mp4", 90),
        ),
        ('<title>x</title><enclosure url="/p.PNG?w=1" length="1"/>', Media("https://a.example/p.PNG?w=1")),
        ('<title>x</title><enclosure url="/paper.pdf" type="application/pdf" length="1"/>', NO_MEDIA),
        ("<title>x</title><itunes:duration>34:12</itunes:duration>", NO_MEDIA),
        ('<title>x</title><enclosure url="javascript:alert(1)" type="audio/mpeg"/>', NO_MEDIA),
        ('<title>x</title><enclosure url="data:image/png;base64,AAAA" type="image/png"/>', NO_MEDIA),
        ('<title>x</title><enclosure url="http://" type="audio/mpeg"/>', NO_MEDIA),
        (f'<title>x</title><enclosure url="https://a.example/{"x" * 5000}.mp3" type="audio/mpeg"/>', NO_MEDIA),
        (
            '<title>x</title><enclosure url="https://user:pass@a.example/a.mp3" type="audio/mpeg"/>',
            Media("", "https://a.example/a.mp3"),
        ),
    ],
)
def test_what_rss_gives(inside: str, found: Media) -> None:
    """Enclosures, Media RSS and iTunes; what is no address of the web, or none for people, is left out."""
    assert rss_entry(inside).media == found


def test_what_atom_gives() -> None:
    """Enclosures of an entry, relative ones from the feed on."""
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>tag:x,1</id><title>x</title>'
        '<link rel="alternate" href="/1"/><link rel="enclosure" type="video/mp4" href="v.mp4"/></entry></feed>'
    )
    (entry,) = parse(body.encode(), url=URL).entries
    assert (entry.media, entry.link) == (Media(video="https://a.example/v.mp4"), "https://a.example/1")


def test_what_json_feed_gives() -> None:
    """Attachments with their length, and the image; values of any other kind are left out."""
    attachment = {"url": "https://a.example/a.m4a", "mime_type": "audio/x-m4a", "duration_in_seconds": 61.5}
    items = [
        {"id": "1", "title": "x", "image": "https://a.example/i.jpg", "attachments": [attachment, 7, {"url": ["x"]}]},
        {"id": "2", "title": "y", "image": {"url": "x"}, "attachments": "none"},
    ]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items})
    one, other = parse(body.encode(), url=URL).entries
    assert one.media == Media("https://a.example/i.jpg", "https://a.example/a.m4a", "", 61)
    assert other.media == NO_MEDIA


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("2052", 2052), ("34:12", 2052), ("1:02:03", 3723), (" 90 ", 90), ("12.5", 12), ("", 0), ("an hour", 0),
        ("1:2:3:4", 0), ("-5", 0), (str(LONGEST), LONGEST), (str(LONGEST + 1), 0), ("9" * 5000, 0), ("٣٤", 0),
    ],
)  # fmt: skip
def test_durations(text: str, length: int) -> None:
    """As feeds write them; what is none of these forms, or too long, is none."""
    assert seconds(text) == length


@given(st.lists(st.builds(Found, st.text(max_size=30), st.text(max_size=20), st.text(max_size=20)), max_size=60))
def test_whatever_a_feed_says(found: list[Found]) -> None:
    """No value makes it fail, and what comes out is of the web."""
    known = media(found)
    for address in (known.image, known.audio, known.video):
        assert not address or address.startswith(("http://", "https://"))


def test_only_so_many_are_looked_at() -> None:
    """What stands behind a flood is not found."""
    flood = [Found("https://a.example/x.pdf", "application/pdf")] * MOST
    assert media([*flood, Found("https://a.example/a.mp3", "audio/mpeg")]) == NO_MEDIA


@pytest.mark.parametrize(
    ("inside", "link"),
    [
        ("<title>x</title><guid>12345</guid>", ""),
        ("<title>x</title><guid>tag:a.example,2026:1</guid>", ""),
        ('<title>x</title><guid isPermaLink="false">https://a.example/1</guid>', ""),
        ("<title>x</title><guid>/relative</guid>", ""),
        ("<title>x</title><guid>https://a.example/1</guid>", "https://a.example/1"),
        ('<title>x</title><guid isPermaLink="true">http://a.example/1</guid>', "http://a.example/1"),
        ("<title>x</title><link>/page</link><guid>12345</guid>", "https://a.example/page"),
        ("<title>x</title><link>/page</link><guid>/page</guid>", "https://a.example/page"),
    ],
)
def test_when_a_guid_is_a_link(inside: str, link: str) -> None:
    """Only where it is said to be one, and is an absolute address of the web; a link of its own goes before it."""
    assert rss_entry(inside).link == link


def test_a_bare_picture_is_an_entry() -> None:
    """It has no title, so that the pictures of a feed are no single story; words and links keep theirs."""
    picture = ParsedEntry("1", "", "", "", media=Media("https://a.example/i.jpg"))
    bare = ParsedEntry("2", "", "", "")
    linked = ParsedEntry("3", "https://b.example/1", "", "")
    marked = [Marked(one, (), ()) for one in (picture, bare, linked)]
    found = {entry.guid: (entry.title, entry.media.image) for entry in new_entries(feed(URL), marked, NOW)}
    assert found == {"1": ("", "https://a.example/i.jpg"), "3": ("b.example", "")}


def test_markup_in_an_address_stays_an_address() -> None:
    """Signs that would turn or hide what is around it are written out."""
    url = "https://a.example/\u202egpj.\u200bexe<b>.mp3"
    found = rss_entry(f'<title>x</title><enclosure url="{escape(url)}" type="audio/mpeg"/>').media.audio
    assert "\u202e" not in found
    assert "\u200b" not in found


@pytest.mark.parametrize(
    ("markup", "text", "image"),
    [
        (
            '<p><img src="/a.png" alt="Boss: an e-mail would do. Dog: woof."></p>',
            "Boss: an e-mail would do. Dog: woof.",
            "/a.png",
        ),
        ('<a href="/x"><img src="/a.png" title="Friday strip"/></a>', "Friday strip", "/a.png"),
        ('<img src="/a.png" alt="a.png">', "", "/a.png"),
        ('<img src="/dot.gif" width="1"><img src="/b.png">', "", "/b.png"),
        ('<img src="javascript:alert(1)" alt="A cat sleeps">', "A cat sleeps", ""),
        ('Words <img src="/a.png" alt="A cat sleeps">', "Words", ""),
    ],
)
def test_a_text_that_is_only_a_picture(markup: str, text: str, image: str) -> None:
    """Its picture is kept, and what it shows in words is the text; beside words a picture adds none."""
    entry = rss_entry(f"<link>https://a.example/1</link><description>{escape(markup)}</description>")
    assert (entry.text, entry.media.image) == (text, f"https://a.example{image}" if image else "")
