"""What editors do with a digest, and what of it is posted when its hour has come."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.digest.proof import merged, moved, settle
from bot.model import Digest, DigestItem, Entry, Quote, Source, SourcedQuote

SLOT = datetime(2026, 11, 20, 7, tzinfo=UTC)
TEXT = "A mill opened. It is red."


def item(story: int, sources: str = "Loom", entry: int = 0) -> DigestItem:
    """A story with a sentence of the entry with its number, or another one."""
    told = tuple(Source(name, f"https://{name.lower()}.example/", SLOT) for name in sources.split())
    quote = SourcedQuote(Quote(f"entry:{entry or story}", 0, 14, TEXT[:14]), told[0])
    return DigestItem(story, f"Story {story}", told[0].url, (quote,), told, SLOT)


def digest(*items: DigestItem) -> Digest:
    """A digest of these."""
    return Digest(1, SLOT, items, made=SLOT - timedelta(minutes=20))


def entry(number: int, text: str = TEXT, story: int = 0) -> Entry:
    """An entry of the story with its number, or another one."""
    return Entry(number, 1, "g", "u", "https://x.example/", "T", text, "Loom", "en", None, SLOT, story=story or number)


ENTRIES = {number: entry(number) for number in range(1, 5)}


def told(seen: Digest, fresh: Digest, joined: dict[int, tuple[int, ...]] | None = None, **other: Entry) -> list[str]:
    """What is posted: story, and whether it is as it was seen."""
    entries = ENTRIES | {one.id: one for one in other.values()}
    posted = settle(seen, fresh, entries, joined or {}, SLOT, None)
    return [f"{one.story}{'' if one in seen.items else ' anew'}" for one in posted.items]


def test_order() -> None:
    """Moving keeps all; whoever chose an order gets no headings over kinds of stories."""
    seen = digest(item(1), item(2), item(3))
    assert [one.story for one in moved(seen, 2, 0).items] == [3, 1, 2]
    assert [one.story for one in moved(seen, 0, 1).items] == [2, 1, 3]
    assert moved(seen, 0, 1).edited
    both = merged(seen, 2, item(9))
    assert [one.story for one in both.items] == [1, 9]
    assert [one.story for one in merged(seen, 1, item(9)).items] == [9, 3]


def test_as_it_was_seen() -> None:
    """What came since changes nothing: neither a further source, nor a later headline, nor another story."""
    seen = digest(item(2), item(1))
    fresh = digest(replace(item(1, "Loom Weft"), headline="A later one"), item(2), item(3))
    assert told(seen, fresh) == ["2", "1"]
    assert settle(seen, fresh, ENTRIES, {}, SLOT, SLOT).made == SLOT
    assert seen.quoted(figures=True) == {1, 2}


def test_what_a_digest_quotes() -> None:
    """Entries alone, not notes and seeds; those that only tell a figure otherwise if they are asked for."""
    docs = ("entry:7", "seed:loom", "note:3", "entry:", "entry:8")
    *quotes, figure = (SourcedQuote(Quote(doc, 0, 1, "x"), item(1).sources[0]) for doc in docs)
    seen = digest(replace(item(1), quotes=tuple(quotes), figures=(figure,)))
    assert seen.quoted(figures=False) == {7}
    assert seen.quoted(figures=True) == {7, 8}


@pytest.mark.parametrize(
    ("fresh", "joined", "entries", "posted"),
    [
        pytest.param([item(2)], {}, {}, ["2"], id="told, muted or dropped meanwhile"),
        pytest.param([], {}, {}, [], id="nothing left"),
        pytest.param([item(1), item(2)], {}, {"one": entry(1, "It is red.")}, ["1 anew", "2"], id="a changed one"),
        pytest.param([item(1, entry=3), item(2)], {}, {"one": entry(1, story=7)}, ["1 anew", "2"], id="a report gone"),
        pytest.param([item(1, "Loom Weft")], {1: (1, 2), 2: (1, 2)}, {}, ["1 anew"], id="joined elsewhere"),
        pytest.param([item(2, "Weft"), item(1)], {}, {}, ["1", "2 anew"], id="a source that is muted since"),
    ],
)  # fmt: skip
def test_what_may_not_be_told_so(
    fresh: list[DigestItem], joined: dict[int, tuple[int, ...]], entries: dict[str, Entry], posted: list[str]
) -> None:
    """It is left out, or told as it stands now."""
    seen = digest(item(1), item(2))
    fresh = [replace(one, headline=f"Now {one.story}") for one in fresh]
    assert told(seen, digest(*fresh), joined, **entries) == posted


def test_a_line_stays_a_line() -> None:
    """Also when it has to be told anew."""
    seen = digest(item(1), replace(item(2, "Weft"), also=True, quotes=()))
    (_, last) = settle(seen, digest(item(1), item(2)), ENTRIES, {}, SLOT, None).items
    assert (last.also, last.quotes) == (True, ())


def test_a_dropped_story_overtakes_nothing() -> None:
    """An earlier version is counted as overtaken while the later one is told."""
    seen = digest(item(1), replace(item(2), overtakes=(7,)))
    kept = settle(seen, seen, ENTRIES, {}, SLOT, None)
    dropped = settle(seen, digest(item(1)), ENTRIES, {}, SLOT, None)
    assert (kept.overtaken, dropped.overtaken) == (1, 0)
