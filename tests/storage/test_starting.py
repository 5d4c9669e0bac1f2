"""A program killed, or a disk full, at any moment while tables are made or changed: the database opens afterwards."""

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL

from bot.errors import StorageError
from bot.platforms.table import PLATFORMS
from bot.storage import migrations
from bot.storage.migrate import NEWEST, migrate
from bot.storage.sqlite.engine import own_transactions, parse_url
from bot.storage.unit_of_work import open_storage
from tests.worded import raises_saying, words

STEPS = tuple(f"{number:04}" for number in range(1, int(NEWEST) + 1))
OLD_STEPS = STEPS[:6]
"""Those that earlier programs ran without transactions."""

FEED = (
    "INSERT INTO feeds (id, url, title, site, language, etag, modified, body_hash, interval, next_poll, failures,"
    " error, moved_to, ttl, quiet, pages) VALUES (1, 'https://a.example/', 'Plain News', '', '', '', '', '', 60.0,"
    " '2026-04-10 08:00:00.000000', 0, '', '', 0.0, '', 1)"
)


@pytest.fixture
def url(tmp_path: Path) -> URL:
    """A database that is not there yet."""
    return parse_url("sqlite:///news.db", tmp_path)


def _made(url: URL, step: str, *, carefully: bool) -> None:
    """Bring a database to *step*: as today's program does, or as earlier ones did, each statement by itself."""
    engine = create_engine(url)
    if carefully:
        own_transactions(engine)
    else:
        event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, step)
            connection.commit()
    finally:
        engine.dispose()


def _with_a_feed(url: URL, step: str) -> None:
    """A database of an earlier program in which something stands."""
    _made(url, step, carefully=True)
    with closing(sqlite3.connect(str(url.database))) as connection, connection:
        known = {row[1] for row in connection.execute("PRAGMA table_info(feeds)")}
        newer = FEED.replace(" pages)", " pages, owner, marks_of)").replace(", 1)", ", 1, 0, '')")
        connection.execute(newer if "owner" in known else FEED)


@contextmanager
def _kept_at_each_statement(url: URL, folder: Path, every: int) -> Iterator[list[Path]]:
    """Copies of all files of the database at each statement, or *every* so many: what a kill at that moment leaves."""
    copies: list[Path] = []
    moments = count()
    database = Path(str(url.database))

    def keep(*_: Any) -> None:
        if next(moments) % every:
            return
        copy = folder / f"copy-{len(copies)}"
        copy.mkdir(parents=True)
        for file in database.parent.glob(database.name + "*"):
            shutil.copy(file, copy / file.name)
        copies.append(copy)

    names = ("before_cursor_execute", "after_cursor_execute", "commit")
    for name in names:
        event.listen(Engine, name, keep)
    try:
        yield copies
    finally:
        for name in names:
            event.remove(Engine, name, keep)


def _titles(url: URL) -> list[str]:
    with closing(sqlite3.connect(str(url.database))) as connection:
        return [row[0] for row in connection.execute("SELECT title FROM feeds")]


def _opens(url: URL, titles: Sequence[str]) -> None:
    """It opens, is at the newest step, and holds what stood in it."""
    migrate(url)
    assert _titles(url) == list(titles)
    with closing(sqlite3.connect(str(url.database))) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(NEWEST,)]
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def _all_open(url: URL, folder: Path, step: str, *, carefully: bool, every: int = 1) -> int:
    """
    Go from *step* (0000: nothing) to the newest, and open what each moment leaves, or *every* so many.

    Returns: how many were tried.
    """
    if step != "0000":
        _with_a_feed(url, step)
    with _kept_at_each_statement(url, folder, every) as copies:
        if carefully:
            migrate(url)
        else:
            _made(url, OLD_STEPS[-1], carefully=False)
    for copy in copies:
        _opens(url.set(database=str(copy / Path(str(url.database)).name)), [] if step == "0000" else ["Plain News"])
    return len(copies)


@pytest.mark.parametrize(("step", "every"), [("0000", 122), (STEPS[2], 120), (STEPS[-2], 5)])
def test_killed_at_any_statement(step: str, every: int, url: URL, tmp_path: Path) -> None:
    """From nothing, from an older step and from the last but one."""
    assert _all_open(url, tmp_path / "copies", step, carefully=True, every=every) > 2


@pytest.mark.long
@pytest.mark.parametrize("step", ["0000", *STEPS[:-1]])
def test_killed_at_any_statement_from_any_step(step: str, url: URL, tmp_path: Path) -> None:
    """The same from every step there is."""
    assert _all_open(url, tmp_path / "copies", step, carefully=True) > 5


@pytest.mark.parametrize(("step", "every"), [("0000", 41), ("0001", 13), ("0003", 9)])
def test_what_earlier_programs_left_half_made(step: str, every: int, url: URL, tmp_path: Path) -> None:
    """They committed each statement by itself: tables without a version, and halves of steps."""
    assert _all_open(url, tmp_path / "copies", step, carefully=False, every=every) > 2


@pytest.mark.long
@pytest.mark.parametrize("step", ["0000", *OLD_STEPS[:-1]])
def test_all_that_earlier_programs_left_half_made(step: str, url: URL, tmp_path: Path) -> None:
    """The same at every statement."""
    assert _all_open(url, tmp_path / "copies", step, carefully=False) > 5


@contextmanager
def _bounded(pages: int) -> Iterator[None]:
    """A disk that is full once a database has so many pages."""

    def bound(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(Engine, "connect", bound)
    try:
        yield
    finally:
        event.remove(Engine, "connect", bound)


def _full_at(url: URL, step: str, pages: int) -> bool:
    """Whether there was too little room; either way the database opens once there is."""
    titles = [] if step == "0000" else ["Plain News"]
    if titles:
        _with_a_feed(url, step)
    try:
        with _bounded(pages):
            migrate(url)
        full = False
    except StorageError as error:
        full = "no space left" in words(str(error))
    _opens(url, titles)
    return full


@pytest.mark.parametrize(("step", "pages"), [("0000", 1), ("0000", 17), ("0000", 40), ("0004", 49)])
def test_full_disk(step: str, pages: int, url: URL) -> None:
    """It is said, and nothing is lost."""
    assert _full_at(url, step, pages)


@pytest.mark.long
@pytest.mark.parametrize("step", ["0000", *STEPS[:-1]])
def test_full_disk_at_any_page(step: str, tmp_path: Path) -> None:
    """The same for every number of pages up to what it takes."""
    for pages in range(1, 200):
        (tmp_path / str(pages)).mkdir()
        if not _full_at(parse_url("sqlite:///news.db", tmp_path / str(pages)), step, pages):
            assert pages > 1
            return
    raise AssertionError("it never had enough room")


@pytest.mark.long
@pytest.mark.parametrize("moment", range(0, 400, 20))
def test_really_killed(moment: int, url: URL) -> None:
    """A process that makes the tables is killed after so many milliseconds of it."""
    code = (
        "import sys; from pathlib import Path; from bot.storage.sqlite.engine import parse_url;"
        "from bot.storage.migrate import migrate; import alembic.command; print(flush=True);"
        "migrate(parse_url('sqlite:///news.db', Path(sys.argv[1])))"
    )
    folder = str(Path(str(url.database)).parent)
    with subprocess.Popen([sys.executable, "-c", code, folder], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(moment / 1000)
        process.kill()
    _opens(url, [])


def test_tables_without_a_version_that_hold_something(url: URL) -> None:
    """Nobody's data is dropped: who lost the version's number is told so."""
    migrate(url)
    with closing(sqlite3.connect(str(url.database))) as connection, connection:
        connection.execute("DELETE FROM alembic_version")
        connection.execute("INSERT INTO keepsakes VALUES ('tidied', '1')")
    with raises_saying(StorageError, match="lost the number of its version"):
        migrate(url)


async def test_what_stood_in_one_value_gets_a_row_each(url: URL, tmp_path: Path) -> None:
    """Counters, buttons, strangers and questions come over from the step before, each question of a chat once."""
    _made(url, "0017", carefully=True)
    chat = "'telegram', 5, 0, 'private', '', 'UTC', '[]', '', 0"
    asked = '{"b": ["Why?", ""], "a": ["Who?", "it"]}'
    with closing(sqlite3.connect(str(url.database))) as connection, connection:
        connection.execute(
            "INSERT INTO chats(platform, chat, thread, kind, title, zone, times, gone, last_seen_id)"  # noqa: S608
            f" VALUES ({chat})"
        )
        kept = {
            "messages sent again unclear": "3",
            "emptied since compacting": "900",
            "asked:telegram:5:0": asked,
            "strangers turned away": '{"2026-11-20": 4, "2026-11-21": 1}',
            "digests due": '{"1": ["2026-11-20T08:00:00+00:00", "2026-11-20T08:00:00+00:00"]}',
            "tidied": '"2026-11-20T08:00:00+00:00"',
        }
        connection.executemany("INSERT INTO keepsakes VALUES (?, ?)", kept.items())
        questions = [(5, "Why?", ""), (6, "Why?", ""), (5, "Why?", "it"), (5, "Whyit?", "")]
        query = "INSERT INTO questions(chat, user, text, about, asked) VALUES (1, ?, ?, ?, '2026-11-20 08:00:00')"
        connection.executemany(query, questions)
    migrate(url)
    with closing(sqlite3.connect(str(url.database))) as connection:
        rows = connection.execute("SELECT name, number FROM counters ORDER BY name").fetchall()
        assert rows == [("emptied since compacting", 900), ("messages sent again unclear", 3)]
        recent = connection.execute("SELECT place, name, value FROM recent ORDER BY turn").fetchall()
        assert [(place, name, json.loads(value)) for place, name, value in recent] == [
            ("asked:telegram:5:", "b", ["Why?", ""]),
            ("asked:telegram:5:", "a", ["Who?", "it"]),
        ]
        assert connection.execute("SELECT day, number FROM strangers ORDER BY day").fetchall() == [
            ("2026-11-20", 4),
            ("2026-11-21", 1),
        ]
        assert connection.execute("SELECT name FROM keepsakes").fetchall() == [("tidied",)]
        stand = connection.execute("SELECT user, text, about FROM questions ORDER BY id").fetchall()
        assert stand == [(str(user), *rest) for user, *rest in (questions[0], questions[2], questions[3])]
    storage = await open_storage("sqlite:///news.db", tmp_path, [], PLATFORMS)
    async with storage.unit() as unit:
        assert not await unit.questions.ask(1, "5", "Why?", "", datetime(2026, 11, 21, tzinfo=UTC))
        assert await unit.recent("asked:telegram:5:", "b") == ["Why?", ""]
    await storage.close()
