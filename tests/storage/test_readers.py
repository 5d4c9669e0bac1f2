"""What a reader of some feeds finds: nothing of others', not even whether a word is in them."""

import sqlite3
import tempfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from bot.lookup.find import find
from bot.lookup.query import parse_question
from bot.model import Answer, Document, Entry, Feed
from bot.storage import migrations
from bot.storage.sqlite.engine import own_transactions
from bot.storage.unit_of_work import SqlStorage
from bot.text.words import stem
from tests.databases import open_storage
from tests.tries import tries

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
SEED = Document("seed:moon", "The moon", "The probe reached the moon.", language="en", note=True)
WORDS = "mill river tower bridge zebrafish quillon harvest market avocado launch company otter".split()
MINE, THEIRS = 1, 2
STEP_BEFORE = "0010"
"""The last step of a database that does not know whose its texts are."""


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """A database with one seed and two feeds."""
    opened = await open_storage("sqlite:///r.db", tmp_path, [SEED])
    async with opened.unit() as unit:
        for number in (MINE, THEIRS):
            await unit.feeds.add(Feed(0, f"https://{number}.example/feed", "", NOW, timedelta(hours=1)))
        await unit.commit()
    yield opened
    await opened.close()


async def told(storage: SqlStorage, feed: int, *texts: str, hours: int = 0) -> None:
    """A feed brings some texts."""
    when = NOW + timedelta(hours=hours)
    async with storage.unit() as unit:
        new = [Entry(0, feed, text, "", "", "", text, f"P{feed}", "en", when, when) for text in texts]
        await unit.entries.add_all(new)
        await unit.commit()


async def asked(storage: SqlStorage, question: str, feeds: set[int]) -> Answer:
    """What a reader of those feeds is answered."""
    async with storage.unit() as unit:
        return await find(unit.passages(feeds), parse_question(question))


async def test_each_reads_what_is_theirs(storage: SqlStorage) -> None:
    """A sentence is found by who reads its feed alone; the seed corpus by everybody."""
    await told(storage, MINE, "The otter opened a mill.")
    await told(storage, THEIRS, "The zebrafish opened a mill.")
    async with storage.unit() as unit:
        for feeds, expected in (({MINE}, "otter"), ({THEIRS}, "zebrafish")):
            (quote,) = await unit.passages(feeds).find([[stem("mill")]], 5)
            assert expected in quote.text
        for feeds in (set[int](), {MINE}, {MINE, THEIRS}):
            assert [quote.doc for quote in await unit.passages(feeds).find([["moon"]], 5)] == [SEED.id]
        assert await unit.passages({MINE}).spans(["entry:2"]) == {}
        assert await unit.passages({MINE}).documents(["entry:2"]) == {}


async def test_no_word_of_others_is_known(storage: SqlStorage) -> None:
    """What only others write is held by no sentence, and nobody is led to it by a typing error."""
    await told(storage, THEIRS, "The zebrafish opened a mill.")
    await told(storage, MINE, "The otter opened a mill.")
    async with storage.unit() as unit:
        mine, theirs = unit.passages({MINE}), unit.passages({THEIRS})
        assert await mine.counts([stem("zebrafish"), stem("mill")]) == (2, {stem("zebrafish"): 0, stem("mill"): 1})
        assert (await mine.near("zebrafsh", 5), await theirs.near("zebrafsh", 5)) == ([], [stem("zebrafish")])


async def test_reach_tells_of_what_may_be_read(storage: SqlStorage) -> None:
    """Documents, feeds and days are those of the reader."""
    await told(storage, MINE, "The otter opened a mill.")
    await told(storage, THEIRS, "One.", "Two.", "Three.", hours=48)
    async with storage.unit() as unit:
        mine, both, none = [await unit.passages(feeds).reach() for feeds in ({MINE}, {MINE, THEIRS}, ())]
    assert (mine.documents, mine.sources, mine.oldest, mine.newest) == (2, 1, NOW, NOW)
    assert (both.documents, both.sources, both.newest) == (5, 2, NOW + timedelta(hours=48))
    assert (none.documents, none.sources, none.oldest) == (1, 0, None)


async def test_a_flood_hides_nothing(storage: SqlStorage) -> None:
    """However much others tell with the same words, and later, one's own sentence is found."""
    await told(storage, MINE, "The otter opened a mill in the market.")
    await told(storage, THEIRS, *(f"The mill of market {n} is closed. The mill sells." for n in range(1_500)))
    async with storage.unit() as unit:
        found = await unit.passages({MINE}).find([[stem("mill")], [stem("market")]], 5)
    assert [quote.doc for quote in found] == ["entry:1"]


_ASKED = [*WORDS, "zebrafsh", "quilon", "otterr"]
_SENTENCES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), max_size=12)


@settings(max_examples=tries(12), deadline=None)
@given(_SENTENCES, _SENTENCES, st.lists(st.sampled_from(_ASKED), min_size=1, max_size=4))
async def test_what_others_follow_changes_nothing(mine: list[str], theirs: list[str], question: list[str]) -> None:
    """Whatever other feeds tell, in whatever words, an answer is the same to the last figure."""
    answers = []
    for others in ([], theirs):
        with tempfile.TemporaryDirectory() as folder:
            storage = await open_storage("sqlite:///r.db", Path(folder), [SEED])
            async with storage.unit() as unit:
                for number in (MINE, THEIRS):
                    await unit.feeds.add(Feed(0, f"https://{number}.example/feed", "", NOW, timedelta(hours=1)))
                await unit.commit()
            await told(storage, MINE, *mine)
            await told(storage, THEIRS, *others)
            answers.append(await asked(storage, f"what is the {' '.join(question)}", {MINE}))
            await storage.close()
    assert answers[0] == answers[1]


async def test_a_word_of_very_many_feeds_is_a_word_of_the_language(storage: SqlStorage) -> None:
    """Beyond some forty feeds nobody keeps which of them hold a word; who holds it is still found, and nobody else."""
    async with storage.unit() as unit:
        for number in range(3, 100):
            await unit.feeds.add(Feed(0, f"https://{number}.example/feed", "", NOW, timedelta(hours=1)))
        await unit.commit()
    for number in range(1, 100):
        await told(storage, number, f"The mill has otter {number}.")
    async with storage.unit() as unit:
        assert [one.doc for one in await unit.passages({50}).find([["mill"]], 5)] == ["entry:50"]
        # counted exactly, because the list is short
        assert (await unit.passages({50}).counts(["mill"]))[1] == {"mill": 1}
        assert (await unit.passages(()).counts(["mill"]))[1] == {"mill": 0}


async def test_forgotten_texts_are_uncounted(storage: SqlStorage) -> None:
    """A text that goes takes its sentences out of what there is of its feed."""
    await told(storage, MINE, "The otter opened a mill. It rains.")
    async with storage.unit() as unit:
        (entry,) = await unit.entries.newest(MINE, 5)
        assert await unit.entries.reword(replace(entry, text="A tower."))
        assert await unit.passages({MINE}).counts(["mill", "tower"]) == (2, {"mill": 0, "tower": 1})
        assert (await unit.passages({MINE}).reach()).documents == 2


async def test_an_older_database_learns_whose_its_texts_are(storage: SqlStorage, tmp_path: Path) -> None:
    """What the step writes for texts that were stored before is what storing them today writes."""
    await told(storage, MINE, "The otter opened a mill. It rains.", "The mill sells.")
    await told(storage, THEIRS, "The zebrafish opened a mill.", "")
    file = tmp_path / "r.db"
    before = _whose(file)
    await storage.close()
    with sqlite3.connect(file) as connection:
        for statement in (
            "ALTER TABLE passages DROP COLUMN feed",
            "ALTER TABLE passage_words DROP COLUMN feeds",
            "DROP TABLE feed_texts",
            "CREATE INDEX passages_first ON passages(id) WHERE place = 0",
        ):
            connection.execute(statement)
        connection.execute("UPDATE alembic_version SET version_num = ?", (STEP_BEFORE,))
    connection.close()
    _take_step(file)
    assert _whose(file) == before


def _take_step(file: Path) -> None:
    """Take the next step alone: what later ones add is there already."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = create_engine(f"sqlite:///{file}")
    own_transactions(engine)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "+1")
        connection.commit()
    engine.dispose()


def _whose(file: Path) -> list[list[tuple[object, ...]]]:
    queries = ("doc, place, feed FROM passages", "stem, feeds FROM passage_words", "* FROM feed_texts")
    with sqlite3.connect(file) as connection:
        rows = [connection.execute(f"SELECT {query} ORDER BY 1, 2").fetchall() for query in queries]
    connection.close()
    return rows
