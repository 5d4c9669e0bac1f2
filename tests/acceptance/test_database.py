"""Databases that cannot be used: one clear line, status 1, nothing started and nothing lost."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from bot.storage.engine import parse_url
from bot.storage.migrate import migrate
from tests.acceptance.process import BOUND, newsbot

TELEGRAM = '[telegram]\ntoken = "1:abc"\nbase_url = "http://127.0.0.1:9/bot"\n'
needs_modes = pytest.mark.skipif(bool(BOUND) and not shutil.which("setpriv"), reason="root may write everywhere")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a config and a sound database."""
    (tmp_path / "config.toml").write_text(TELEGRAM)
    migrate(parse_url("sqlite:///newsbot.db", tmp_path))
    return tmp_path


def _refused(folder: Path, sign: str) -> None:
    done = newsbot("run", folder=folder, before=BOUND)
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert sign in done.stderr
    assert done.stderr.startswith("newsbot: ")
    assert done.stderr.count("\n") == 1


@needs_modes
def test_read_only_file(folder: Path) -> None:
    """It can be opened, so it has to be tried; the check finds it as well."""
    (folder / "newsbot.db").chmod(0o400)
    _refused(folder, "cannot be written")
    checked = newsbot("check", folder=folder, before=BOUND, extra={"COLUMNS": "250"})
    assert checked.returncode == 1
    assert "cannot be used" in checked.stdout


@needs_modes
def test_read_only_folder(folder: Path) -> None:
    """The lock and the write-ahead log stand beside the file."""
    folder.chmod(0o500)
    try:
        _refused(folder, "must be able to write")
    finally:
        folder.chmod(0o700)


def test_newer_version(folder: Path) -> None:
    """What a newer program wrote is left as it is."""
    with sqlite3.connect(folder / "newsbot.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    _refused(folder, "newer Newsbot")


def test_no_database(folder: Path) -> None:
    """Somebody's letter is not overwritten."""
    letter = "to my mother, and no database at all" * 20
    (folder / "newsbot.db").write_text(letter)
    _refused(folder, "no SQLite database")
    assert (folder / "newsbot.db").read_text() == letter
