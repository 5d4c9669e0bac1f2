"""Opening a database: steps, other people's files, and clear lines when it cannot be used."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from bot.errors import StorageError
from bot.platforms.table import PLATFORMS
from bot.storage import migrations
from bot.storage.migrate import NEWEST, migrate
from bot.storage.sqlite.engine import parse_url
from bot.storage.tables import metadata
from bot.storage.unit_of_work import open_storage
from tests.worded import raises_saying


def test_migrations_give_the_tables(tmp_path: Path) -> None:
    """All steps in order lead to exactly the tables that the code uses."""
    url = parse_url("sqlite:///a.db", tmp_path)
    migrate(url)
    engine = create_engine(url)
    full_text = "passage_index"
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: kind != "table" or not str(name).startswith(full_text)},
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_newest_step_is_named() -> None:
    """The step that a start compares with is the last one there is."""
    steps = Path(migrations.__file__).parent / "versions"
    assert max(path.name[:4] for path in steps.glob("0*.py")) == NEWEST


async def test_a_new_database_is_its_user_s_alone(tmp_path: Path) -> None:
    """Tokens in addresses, headers and questions stand in it; a mode that somebody chose stays."""
    file = tmp_path / "a.db"
    await (await open_storage("sqlite:///a.db", tmp_path, None, PLATFORMS)).close()
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    await (await open_storage("sqlite:///a.db", tmp_path, None, PLATFORMS)).close()
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_file_in_somebody_s_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tilde stands for it, as in a shell; nobody's is a name like any other."""
    monkeypatch.setenv("HOME", "/home/ann")
    assert parse_url("sqlite:///~/a.db", tmp_path).database == "/home/ann/a.db"
    assert parse_url("sqlite:///~nobody-here/a.db", tmp_path).database == f"{tmp_path}/~nobody-here/a.db"


def test_migrating_twice_is_harmless(tmp_path: Path) -> None:
    """An up-to-date database is left as it is."""
    url = parse_url("sqlite:///a.db", tmp_path)
    migrate(url)
    before = (tmp_path / "a.db").read_bytes()
    migrate(url)
    assert (tmp_path / "a.db").read_bytes() == before


@pytest.mark.parametrize(
    ("url", "line"),
    [
        pytest.param("nonsense", "no database address", id="no-address"),
        pytest.param("mysql://x/y", "not supported", id="other-database"),
        pytest.param("sqlite://", "needs a file", id="memory"),
    ],
)
async def test_bad_addresses(url: str, line: str, tmp_path: Path) -> None:
    """An address that we cannot use is named with what to write instead."""
    with raises_saying(StorageError, match=line):
        await open_storage(url, tmp_path, [], PLATFORMS)


async def test_newer_database(tmp_path: Path) -> None:
    """A database of a newer version is not touched."""
    migrate(parse_url("sqlite:///a.db", tmp_path))
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with raises_saying(StorageError, match="newer Newsbot"):
        await open_storage("sqlite:///a.db", tmp_path, [], PLATFORMS)


async def test_foreign_database(tmp_path: Path) -> None:
    """Another program's database is not touched."""
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with raises_saying(StorageError, match="another program"):
        await open_storage("sqlite:///a.db", tmp_path, [], PLATFORMS)


async def test_no_database(tmp_path: Path) -> None:
    """A file that is no database is named."""
    (tmp_path / "a.db").write_text("hello, this is a letter to my mother and no database at all" * 20)
    with raises_saying(StorageError, match="not a SQLite database"):
        await open_storage("sqlite:///a.db", tmp_path, [], PLATFORMS)


async def test_folder_that_is_not_there(tmp_path: Path) -> None:
    """A missing folder is named with what to do."""
    with raises_saying(StorageError, match="cannot be opened"):
        await open_storage("sqlite:///missing/a.db", tmp_path, [], PLATFORMS)


async def test_locked_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that another program holds is named, after a bounded wait."""
    monkeypatch.setattr("bot.storage.sqlite.engine.WAIT_SECONDS", 0.1)
    storage = await open_storage("sqlite:///a.db", tmp_path, [], PLATFORMS)
    holder = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with raises_saying(StorageError, match="locked"):
        async with storage.unit() as unit:
            await unit.feeds.all()
    holder.close()
    await storage.close()
