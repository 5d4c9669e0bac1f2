"""A story splits when its parts have drifted apart, and not otherwise."""

import pytest

from bot.model import Assigned, Decision, Verdict
from bot.ports import Storage
from bot.stories.cached_index import CachedIndex
from bot.stories.collect import collect
from bot.stories.drift import drifted
from bot.stories.profile import Profile, profile
from bot.text.analysis.idf import Idf
from tests.stories.test_collect import AGAIN, NOW, OTHER, ROUND, add, stories_of
from tests.stories.test_collect import storage as empty_storage

THIRD = (
    "Parcel robots: Pebblewing takes $48 million from Candlewick",
    "Pebblewing, a maker of robots that sort parcels, has raised $48 million in a Series B from Candlewick Ventures.",
)
SUIT = (
    "Hollybrook takes Inkthistle to court over novels",
    "The publisher Hollybrook sues Inkthistle over 9,000 novels that its writing assistant was trained on.",
)

PART = 3
"""The story that opens: the second is the one that the lawsuit had before it was put into the first."""

storage = empty_storage


def _read(*texts: tuple[str, str]) -> tuple[list[Profile], Idf]:
    read, idf = [profile(title, text, NOW, "en") for title, text in texts], Idf()
    for one in read:
        idf.add(one.terms())
    return read, idf


@pytest.mark.parametrize(
    ("texts", "gone"),
    [
        ((ROUND, AGAIN, OTHER, SUIT), [[2, 3]]),
        ((ROUND, OTHER, AGAIN, SUIT, THIRD), [[1, 3]]),
        ((ROUND, AGAIN, THIRD, ROUND), []),
        ((ROUND, AGAIN, THIRD, OTHER), []),
        ((ROUND, OTHER), []),
    ],
)
def test_parts_leave_that_nothing_sure_ties_to_the_first(
    texts: tuple[tuple[str, str], ...], gone: list[list[int]]
) -> None:
    """Two reports that hold together go, wherever they stand; a single one that is worded otherwise stays."""
    assert drifted(*_read(*texts)) == gone


@pytest.fixture
async def mixed(storage: Storage) -> Storage:
    """Two reports of a lawsuit stand in the story of a funding round."""
    await add(storage, ROUND, AGAIN, OTHER, SUIT)
    await collect(storage, CachedIndex(()), NOW)
    async with storage.unit() as unit:
        found = await unit.entries.get_all((3, 4))
        keys = {entry: (await unit.stories.keys(one.story or 0))[entry] for entry, one in found.items()}
        wrong = [Assigned(entry, 1, Decision(Verdict.SAME, 0.6, 1), keys[entry]) for entry in (3, 4)]
        await unit.stories.assign_all(wrong, NOW)
        await unit.commit()
    assert await stories_of(storage) == [1, 1, 1, 1]
    return storage


async def test_the_next_report_splits_the_story(mixed: Storage) -> None:
    """What drifted away becomes a story with its own headline and times; what comes later joins the right one."""
    await add(mixed, THIRD)
    cache = CachedIndex(())
    await collect(mixed, cache, NOW)
    assert await stories_of(mixed) == [1, 1, PART, PART, 1]
    async with mixed.unit() as unit:
        parted = await unit.stories.get(PART)
    assert parted is not None
    assert "Inkthistle" in parted.headline
    assert parted.first_seen < parted.last_seen
    await add(mixed, OTHER, ROUND)
    await collect(mixed, cache, NOW)
    assert await stories_of(mixed) == [1, 1, PART, PART, 1, PART, 1]


async def test_it_stays_split_after_a_restart(mixed: Storage) -> None:
    """All of it is in the database."""
    await add(mixed, THIRD)
    await collect(mixed, CachedIndex(()), NOW)
    await add(mixed, SUIT)
    await collect(mixed, CachedIndex(()), NOW)
    assert await stories_of(mixed) == [1, 1, PART, PART, 1, PART]
