"""What a reader of some feeds finds: nothing of others', not even whether a word is in them."""

import sqlite3
import tempfile
from collections.abc import AsyncIterator
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
from bot.model import Answer, Document, Feed
from bot.storage import migrations
from bot.storage.sqlite.engine import own_transactions
from bot.storage.unit_of_work import SqlStorage
from tests.databases import open_storage
from tests.stored import bring
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


async def asked(storage: SqlStorage, question: str, feeds: set[int]) -> Answer:
    """What a reader of those feeds is answered."""
    async with storage.unit() as unit:
        return await find(unit.passages(feeds), parse_question(question))


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
            await bring(storage, MINE, *mine, seen=NOW)
            await bring(storage, THEIRS, *others, seen=NOW)
            answers.append(await asked(storage, f"what is the {' '.join(question)}", {MINE}))
            await storage.close()
    assert answers[0] == answers[1]


async def test_an_older_database_learns_whose_its_texts_are(storage: SqlStorage, tmp_path: Path) -> None:
    """What the step writes for texts that were stored before is what storing them today writes."""
    await bring(storage, MINE, "The otter opened a mill. It rains.", "The mill sells.", seen=NOW)
    await bring(storage, THEIRS, "The zebrafish opened a mill.", "", seen=NOW)
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
