"""What every ports.Passages in a database must keep: a reader of some feeds finds nothing of others'."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import Document, Feed
from bot.ports import Storage
from bot.text.analysis.words import stem
from tests.contracts.conftest import Open
from tests.stored import bring

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
SEED = Document("seed:moon", "The moon", "The probe reached the moon.", language="en", note=True)
MINE, THEIRS = 1, 2


@pytest.fixture
async def storage(open_storage: Open) -> AsyncIterator[Storage]:
    """A database with one seed and two feeds."""
    async with open_storage([SEED]) as opened:
        async with opened.unit() as unit:
            for number in (MINE, THEIRS):
                await unit.feeds.add(Feed(0, f"https://{number}.example/feed", "", NOW, timedelta(hours=1)))
            await unit.commit()
        yield opened


async def test_each_reads_what_is_theirs(storage: Storage) -> None:
    """A sentence is found by who reads its feed alone; the seed corpus by everybody."""
    await bring(storage, MINE, "The otter opened a mill.", seen=NOW)
    await bring(storage, THEIRS, "The zebrafish opened a mill.", seen=NOW)
    async with storage.unit() as unit:
        for feeds, expected in (({MINE}, "otter"), ({THEIRS}, "zebrafish")):
            (quote,) = await unit.passages(feeds).find([[stem("mill")]], 5)
            assert expected in quote.text
        for feeds in (set[int](), {MINE}, {MINE, THEIRS}):
            assert [quote.doc for quote in await unit.passages(feeds).find([["moon"]], 5)] == [SEED.id]
        assert await unit.passages({MINE}).spans(["entry:2"]) == {}
        assert await unit.passages({MINE}).documents(["entry:2"]) == {}


async def test_no_word_of_others_is_known(storage: Storage) -> None:
    """What only others write is held by no sentence, and nobody is led to it by a typing error."""
    await bring(storage, THEIRS, "The zebrafish opened a mill.", seen=NOW)
    await bring(storage, MINE, "The otter opened a mill.", seen=NOW)
    async with storage.unit() as unit:
        mine, theirs = unit.passages({MINE}), unit.passages({THEIRS})
        assert await mine.counts([stem("zebrafish"), stem("mill")]) == (2, {stem("zebrafish"): 0, stem("mill"): 1})
        assert (await mine.near("zebrafsh", 5), await theirs.near("zebrafsh", 5)) == ([], [stem("zebrafish")])


async def test_reach_tells_of_what_may_be_read(storage: Storage) -> None:
    """Documents, feeds and days are those of the reader."""
    await bring(storage, MINE, "The otter opened a mill.", seen=NOW)
    await bring(storage, THEIRS, "One.", "Two.", "Three.", seen=NOW + timedelta(hours=48))
    async with storage.unit() as unit:
        mine, both, none = [await unit.passages(feeds).reach() for feeds in ({MINE}, {MINE, THEIRS}, ())]
    assert (mine.documents, mine.sources, mine.oldest, mine.newest) == (2, 1, NOW, NOW)
    assert (both.documents, both.sources, both.newest) == (5, 2, NOW + timedelta(hours=48))
    assert (none.documents, none.sources, none.oldest) == (1, 0, None)


async def test_a_flood_hides_nothing(storage: Storage) -> None:
    """However much others tell with the same words, and later, one's own sentence is found."""
    await bring(storage, MINE, "The otter opened a mill in the market.", seen=NOW)
    await bring(
        storage, THEIRS, *(f"The mill of market {n} is closed. The mill sells." for n in range(1_500)), seen=NOW
    )
    async with storage.unit() as unit:
        found = await unit.passages({MINE}).find([[stem("mill")], [stem("market")]], 5)
    assert [quote.doc for quote in found] == ["entry:1"]


async def test_a_word_of_very_many_feeds_is_a_word_of_the_language(storage: Storage) -> None:
    """Beyond some forty feeds nobody keeps which of them hold a word; who holds it is still found, and nobody else."""
    async with storage.unit() as unit:
        for number in range(3, 100):
            await unit.feeds.add(Feed(0, f"https://{number}.example/feed", "", NOW, timedelta(hours=1)))
        await unit.commit()
    for number in range(1, 100):
        await bring(storage, number, f"The mill has otter {number}.", seen=NOW)
    async with storage.unit() as unit:
        assert [one.doc for one in await unit.passages({50}).find([["mill"]], 5)] == ["entry:50"]
        # counted exactly, because the list is short
        assert (await unit.passages({50}).counts(["mill"]))[1] == {"mill": 1}
        assert (await unit.passages(()).counts(["mill"]))[1] == {"mill": 0}


async def test_forgotten_texts_are_uncounted(storage: Storage) -> None:
    """A text that goes takes its sentences out of what there is of its feed."""
    await bring(storage, MINE, "The otter opened a mill. It rains.", seen=NOW)
    async with storage.unit() as unit:
        (entry,) = await unit.entries.newest(MINE, 5)
        assert await unit.entries.reword(replace(entry, text="A tower."))
        assert await unit.passages({MINE}).counts(["mill", "tower"]) == (2, {"mill": 0, "tower": 1})
        assert (await unit.passages({MINE}).reach()).documents == 2
