"""Lists of feeds in and out."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotAFeed
from bot.feeds.opml import MOST_LINES, Line, read_opml, write_opml
from tests.worded import raises_saying, words

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Mine</title></head><body>
<outline text="News">
  <outline text="Labs"><outline type="rss" text="Acme" xmlUrl="https://acme.example/f" htmlUrl="https://acme.example/"/></outline>
  <!-- a comment -->
  <outline title="Bell &amp; Co" xmlurl=" http://bell.example/rss "/>
</outline>
<outline type="rss" text="No address"/>
<outline type="rss" text="A file" xmlUrl="file:///etc/passwd"/>
<outline type="rss" text="Again" xmlUrl="https://acme.example/f"/>
<outline type="link" text="Cog" url="https://cog.example/feed"/>
</body></opml>"""


def test_read() -> None:
    """Feeds come in order with their folders; what cannot be used is named by line, the rest is kept."""
    found = read_opml(LIST)
    assert found.lines == (
        Line("https://acme.example/f", "Acme", ("News", "Labs"), "https://acme.example/"),
        Line("http://bell.example/rss", "Bell & Co", ("News",)),
        Line("https://cog.example/feed", "Cog"),
    )
    assert [words(problem).partition(": ")[0] for problem in found.problems] == ["line 8", "line 9", "line 10"]
    assert words(found.problems[2]) == "line 10: Again: is in the list twice"


def test_broken_file_gives_what_it_has() -> None:
    """A file that breaks off gives the feeds before the break."""
    assert len(read_opml(LIST[: LIST.index(b'<outline type="rss" text="No')]).lines) == 2


@pytest.mark.parametrize(
    "body", [b"", b"words", b"<rss/>", b"<html><body/></html>", b"\x00", b"<opml>" + b"<outline>" * 9_000]
)
def test_no_opml(body: bytes) -> None:
    """Other files, and attacks, are told not to be OPML, or to be nested too deep."""
    with raises_saying(NotAFeed, match=r"not an OPML|nested"):
        read_opml(body)


def test_no_entities() -> None:
    """No file is read by an entity."""
    body = LIST.replace(b"<opml", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><opml', 1)
    assert "root:" not in str(read_opml(body.replace(b"Acme", b"&e;")))


def test_too_many() -> None:
    """A list beyond the limit is cut, and says so once."""
    lines = [Line(f"https://a.example/{n}") for n in range(MOST_LINES + 10)]
    found = read_opml(write_opml(lines, "Many", NOW))
    assert len(found.lines) == MOST_LINES
    assert len(found.problems) == 1


_WORDS = st.text(max_size=20).map(lambda text: " ".join(text.split()))


@given(st.lists(st.tuples(_WORDS, _WORDS), max_size=8), _WORDS)
def test_written_lists_can_be_read(names: list[tuple[str, str]], title: str) -> None:
    """Whatever feeds and folders are called, a written list gives back every address."""
    lines = [Line(f"https://a.example/{n}?x=1&y=2", name, (topic,)) for n, (name, topic) in enumerate(names)]
    found = read_opml(write_opml(lines, title, NOW))
    assert {line.url for line in found.lines} == {line.url for line in lines}
    assert not found.problems


def test_round_trip() -> None:
    """Titles, folders and sites survive."""
    lines = (Line("https://a.example/f", "A & B", ("News",), "https://a.example/"), Line("https://b.example/f", "C"))
    assert read_opml(write_opml(lines, "T", NOW)).lines == lines
