"""The sample day can be read as feeds, stays inside its day, and says what is invented."""

import calendar
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest

from bot.text.cleaning.clean import clean
from bot.text.display.wording import ENGLISH

SAMPLE = Path(__file__).parents[2] / "seeds" / "sample"

INDEX = tomllib.loads((SAMPLE / "feeds.toml").read_text(encoding="utf-8"))

OPENS = datetime(2026, 4, 9, 6, 0, tzinfo=UTC)
CLOSES = datetime(2026, 4, 10, 7, 50, tzinfo=UTC)

SIZES = [
    pytest.param("lantern-wire.xml", "rss20", 8, id="lantern-wire"),
    pytest.param("quarry-post.xml", "atom10", 5, id="quarry-post"),
    pytest.param("foundry-ledger.xml", "rss20", 6, id="foundry-ledger"),
    pytest.param("open-bench.xml", "atom10", 7, id="open-bench"),
]

INVENTED = "Bramblecloud Pebblewing Candlewick Hollybrook Inkthistle Ostermoor Fernwhistle Sedgemill Wrenfield".split()


def _parse(file: str) -> Any:
    return feedparser.parse((SAMPLE / file).read_bytes())


def _entries() -> list[Any]:
    return [entry for feed in INDEX["feed"] for entry in _parse(feed["file"]).entries]


def _published(entry: Any) -> datetime:
    return datetime.fromtimestamp(calendar.timegm(entry.published_parsed), UTC)


def _text(entry: Any) -> str:
    return clean(entry.content[0].value if "content" in entry else entry.summary)


def test_index_names_every_feed_file() -> None:
    """Files and index agree, and the clock stands after the last entry."""
    assert {feed["file"] for feed in INDEX["feed"]} == {path.name for path in SAMPLE.glob("*.xml")}
    assert INDEX["clock"] == datetime(2026, 4, 10, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(("file", "version", "size"), SIZES)
def test_feed_is_well_formed(file: str, version: str, size: int) -> None:
    """Each file is a clean document of its format with all its entries, the newest first."""
    parsed = _parse(file)
    moments = [_published(entry) for entry in parsed.entries]

    assert (bool(parsed.bozo), parsed.version, len(parsed.entries)) == (False, version, size)
    assert moments == sorted(moments, reverse=True)


@pytest.mark.parametrize("feed", INDEX["feed"], ids=lambda feed: feed["file"])
def test_feed_says_that_it_is_invented(feed: dict[str, str]) -> None:
    """Title and host are those of the index, and nobody can take the publisher for a real one."""
    channel = _parse(feed["file"]).feed

    assert channel.title == feed["title"]
    assert urlsplit(channel.link).hostname == urlsplit(feed["url"]).hostname
    assert "invented" in channel.get("subtitle", "")


def test_entries_are_whole() -> None:
    """Every entry has a title, a text, an id of its own, a link under .example and a moment inside the day."""
    entries = _entries()

    assert len({entry.id for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.title
        assert len(_text(entry).split()) >= 30
        assert str(urlsplit(entry.link).hostname).endswith(".example")
        assert OPENS <= _published(entry) <= CLOSES


def test_one_entry_is_published_again_under_another_id() -> None:
    """One pair of entries shares title and text but not the id, as careless publishers do it."""
    told = [(entry.title, _text(entry)) for entry in _entries()]

    assert len(told) - len(set(told)) == 1


@pytest.mark.parametrize("name", INVENTED)
def test_invented_parties_are_named_at_the_top(name: str) -> None:
    """Whoever exists only here tells news, and the demo says above all of it that they are invented."""
    assert any(name in entry.title + _text(entry) for entry in _entries())
    assert name in ENGLISH("run.demo_invented")
