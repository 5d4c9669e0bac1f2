"""Databases that cannot be used: one clear line, status 1, nothing started and nothing lost."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.acceptance.process import BOUND, newsbot
from tests.databases import new_database
from tests.storage.damage import DAMAGE, Way

TELEGRAM = '[telegram]\ntoken = "1:abc"\nbase_url = "http://127.0.0.1:9/bot"\n'
pytestmark = pytest.mark.file
needs_modes = pytest.mark.skipif(bool(BOUND) and not shutil.which("setpriv"), reason="root may write everywhere")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a config and a sound database."""
    (tmp_path / "config.toml").write_text(TELEGRAM)
    new_database(tmp_path)
    return tmp_path


def _refused(folder: Path, sign: str) -> None:
    done = newsbot("run", folder=folder, before=BOUND)
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert sign in done.stderr
    assert done.stderr.startswith("newsbot: ")
    assert done.stderr.count("\n") == 1


def _names_the_database(said: str) -> None:
    """A line says what is wrong with it, and another that the Telegram of this config cannot be reached."""
    lines = said.splitlines()
    assert [line.split(": ")[1] for line in lines] == ["database", "Telegram"], said
    assert lines[0].startswith("newsbot: database: cannot be used; ")


@needs_modes
def test_read_only_file(folder: Path) -> None:
    """It can be opened, so it has to be tried."""
    (folder / "newsbot.db").chmod(0o400)
    _refused(folder, "cannot be written")


@needs_modes
@pytest.mark.long
def test_the_check_finds_a_read_only_file(folder: Path) -> None:
    """It says so beside what else it finds."""
    (folder / "newsbot.db").chmod(0o400)
    checked = newsbot("check", folder=folder, before=BOUND, extra={"COLUMNS": "250"})
    assert checked.returncode == 1
    assert "cannot be used" in checked.stdout
    _names_the_database(checked.stderr)


@needs_modes
def test_read_only_folder(folder: Path) -> None:
    """The lock and the write-ahead log stand beside the file."""
    folder.chmod(0o500)
    try:
        _refused(folder, "must be able to write")
    finally:
        folder.chmod(0o700)


@pytest.mark.long
def test_two_versions(folder: Path) -> None:
    """One kind of damage; all that we know are tried at length."""
    DAMAGE["two versions"](folder / "newsbot.db")
    _refused(folder, "2 versions at once")


def test_newer_version(folder: Path) -> None:
    """What a newer program wrote is left as it is."""
    with sqlite3.connect(folder / "newsbot.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    _refused(folder, "newer Newsbot")


@pytest.mark.long
def test_no_database(folder: Path) -> None:
    """Somebody's letter is not overwritten."""
    letter = "to my mother, and no database at all" * 20
    (folder / "newsbot.db").write_text(letter)
    _refused(folder, "not a SQLite database")
    assert (folder / "newsbot.db").read_text() == letter


def _damaged(folder: Path, way: Way) -> None:
    """Each command says in one line what is wrong, and leaves the file as it is."""
    file = folder / "newsbot.db"
    way(file)
    before = file.read_bytes() if file.is_file() and not file.is_symlink() else b""
    for command in (["run"], ["feeds", "list"], ["preview"]):
        done = newsbot(*command, folder=folder)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert done.stderr.startswith("newsbot: ")
    checked = newsbot("check", folder=folder, extra={"COLUMNS": "400"})
    assert checked.returncode == 1
    assert "cannot be used" in checked.stdout
    _names_the_database(checked.stderr)
    assert not before or file.read_bytes() == before


@pytest.mark.long
@pytest.mark.parametrize("way", DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_of_any_kind(way: Way, folder: Path) -> None:
    """All ways that we know."""
    newsbot("feeds", "list", folder=folder)
    with sqlite3.connect(folder / "newsbot.db") as connection:
        connection.execute(
            "INSERT INTO chats (platform, chat, thread, kind, title, zone, times, gone, last_position)"
            " VALUES ('telegram', 1, 0, 'private', 'Ann', 'UTC', '[\"08:00\"]', '', 0)"
        )
    connection.close()
    _damaged(folder, way)
