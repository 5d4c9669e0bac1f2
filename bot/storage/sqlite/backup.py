"""Copies a database as it is at one moment, while others write in it, and looks whether the copy is whole."""

import shlex
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import URL

from bot.errors import StorageError
from bot.model import AT_MACHINE, Earlier
from bot.storage.sqlite.engine import WAIT_SECONDS, how_to_restore, noted_backup, shown, storage_errors
from bot.storage.tables import metadata

Progress = Callable[[int, int], None]
"""Told how many pages of how many are copied."""

_STEP = 2_000
"""Pages copied at once, 8 MB: progress is seen, and Ctrl-C heard, several times a second."""


def copy(source: Path, target: Path, progress: Progress) -> dict[str, int]:
    """
    Copy a database into a file that is empty or is not there. Blocks: 400 MB take five seconds or so.

    What is committed meanwhile is not in the copy: it is read in one transaction, which also keeps SQLite from
    beginning anew whenever somebody writes. The copy is one file that needs no log beside it.

    Returns: how many rows each table has, in the copy as in the source.
    Raises: StorageError if the source is no sound database, or the copy cannot be written or is not the same.
    """
    with storage_errors(str(source)), closing(_opened(source)) as ours:
        ours.execute("BEGIN")
        rows = _rows(ours)
        with closing(sqlite3.connect(target, timeout=WAIT_SECONDS)) as theirs:
            try:
                ours.backup(theirs, pages=_STEP, progress=lambda _, left, total: progress(total - left, total))
                theirs.execute("PRAGMA journal_mode=DELETE")
            except sqlite3.OperationalError as error:
                if "full" in str(error) or "disk I/O" in str(error):
                    raise StorageError(f"{target} cannot be written: there is no room on its disk") from error
                raise
            _compare(theirs, rows, source)
    return rows


def _opened(path: Path) -> sqlite3.Connection:
    """A connection that reads; the file must be there. Its log, if it has one, is read as well."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT_SECONDS)
    connection.isolation_level = None
    connection.execute("PRAGMA query_only=ON")
    return connection


def _compare(connection: sqlite3.Connection, rows: dict[str, int], source: Path) -> None:
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        line = " ".join(found.split())[:100]
        raise StorageError(f"{source} is damaged ({line}), and so is each copy: {how_to_restore(str(source))}")
    if _rows(connection) != rows:
        raise StorageError(f"the copy of {source} has other rows: try again, on another disk")


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    names = sorted(there & metadata.tables.keys())
    return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}  # noqa: S608


def readers(path: Path) -> int:
    """How many chats get digests by a copy; who sits at the machine is none of them, as wherever chats are counted."""
    places = ", ".join("?" * len(AT_MACHINE))
    query = f"SELECT count(*) FROM chats WHERE subscribed IS NOT NULL AND platform NOT IN ({places})"  # noqa: S608
    with storage_errors(str(path)), closing(_opened(path)) as connection:
        return int(connection.execute(query, sorted(AT_MACHINE)).fetchone()[0])


def earlier(address: URL) -> Earlier | None:
    """See ``Database``: the note of the last backup, if chats are in it, or a log without its file."""
    path = shown(address)
    backup, log = noted_backup(path), Path(f"{path}-wal")
    with suppress(OSError, ValueError):
        if backup and backup.is_file():
            made = datetime.fromtimestamp(backup.stat().st_mtime, UTC)
            with suppress(StorageError):
                if not readers(backup):
                    return None
            todo = f"if chats are missing, stop the bot, then newsbot restore {shlex.quote(str(backup))}"
            return Earlier(f"a backup of {made:%Y-%m-%d %H:%M} UTC is at {backup}", todo)
        if backup:
            return Earlier(f"a backup was written to {backup}, where none is now", _LOOK)
        # SQLite itself throws such a log away as soon as it makes the file
        if log.is_file() and log.stat().st_size and not (Path(path).exists() and Path(path).stat().st_size):
            return Earlier(f"the log of an earlier one is there ({log})", _LOOK)
    return None


_LOOK = "if chats are missing, stop the bot, and look for the file or a backup of it"


def settle(path: Path) -> None:
    """Take what stands in the log beside a database into its file, as far as the two are sound."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=WAIT_SECONDS)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
