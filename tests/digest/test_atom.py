"""A digest as a feed: what a feed reader makes of it."""

from datetime import timedelta
from xml.etree.ElementTree import fromstring

import feedparser
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.atom import as_atom
from bot.text.display.wording import ENGLISH
from tests.digest.test_layout import SLOT, digest, item


def test_a_reader_finds_stories_links_and_sources() -> None:
    """Each story is an entry with its own id, link, sentences and publishers; an update says so in its title."""
    feed = feedparser.parse(as_atom(digest(item(1, sources="Loom Bench"), item(2, update=True)), ENGLISH))
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["Story 1", "Update: Story 2"]
    first = feed.entries[0]
    assert first.link == "https://x.example/1"
    assert "<p>A mill opened.</p>" in first.content[0].value
    assert [author.name for author in first.authors] == ["Loom", "Bench"]
    assert feed.feed.subtitle == "News digest, Friday 20 November 2026, 08:00"


def test_the_same_digest_has_the_same_ids_another_slot_has_others() -> None:
    """A reader shows no story twice, and each digest's own."""
    once, again = (feedparser.parse(as_atom(digest(item(1), item(2)), ENGLISH)) for _ in range(2))
    ids = [entry.id for entry in once.entries]
    assert ids == [entry.id for entry in again.entries]
    later = feedparser.parse(as_atom(digest(item(1), slot=SLOT + timedelta(days=1)), ENGLISH))
    assert later.feed.id == once.feed.id
    assert later.entries[0].id not in ids


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_gives_a_sound_document(sentence: str, headline: str) -> None:
    """Whatever characters a feed sent: the document can be read."""
    root = fromstring(as_atom(digest(item(1, sentence, headline=headline, also=not headline)), ENGLISH))  # noqa: S314
    assert len(root.findall("{http://www.w3.org/2005/Atom}entry")) == 1
