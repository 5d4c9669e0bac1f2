"""
``newsbot run`` works on a file alone: a lock on another one beside it, let go even when the process is killed.

The lock stands beside the file itself, wherever links lead to it from. It is no lock on the file: to close a file lets
go of all that SQLite has locked in it for the same process.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from sqlalchemy.engine import URL

from bot.errors import AnotherRuns, StorageError

if sys.platform != "win32":
    import fcntl

LOSES_LOCK = False
"""The system's lock on a file goes with the process, and not before."""
_MOMENT = 0.05
"""Seconds after which nobody who only looked holds the lock any more: to look takes microseconds."""


@contextmanager
def one_of_many(address: URL) -> Iterator[None]:
    """See ``bot.storage.lock``. Raises: StorageError."""
    raise StorageError(
        f"{address.database} is a file, on which one process works alone: run it without --role,"
        " or set storage.url to a PostgreSQL database"
    )
    yield


def is_held(address: URL) -> bool | None:
    """See ``bot.storage.lock``. To look is to share it for a moment, after which a bot that starts tries again."""
    database = Path(str(address.database)).resolve()
    if sys.platform == "win32":
        return None
    try:
        with database.with_name(database.name + ".lock").open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    except OSError:
        return None
    return False


@contextmanager
def only_one(address: URL) -> Iterator[None]:
    """
    See ``bot.storage.lock``.

    Raises: StorageError if another process holds it, the folder cannot be written, or the file has a hard link.
    """
    database = Path(str(address.database)).resolve()
    path = database.with_name(database.name + ".lock")
    try:
        if database.exists() and database.stat().st_nlink > 1:
            raise StorageError(
                f"{database} has a second name (a hard link), and two names of one database damage it: "
                "keep one of them; for a backup, copy it"
            )
        handle = path.open("a")
    except OSError as error:
        raise StorageError(
            f"{path}: {error.strerror}; the folder must be there, and the bot's user must be able to write in it"
        ) from error
    with handle:
        if sys.platform != "win32":
            try:
                _take(handle)
            except OSError as error:
                raise AnotherRuns(f"another Newsbot is running on {database}: end it first") from error
        yield


def _take(handle: TextIO) -> None:
    """Hold the lock alone. Raises: BlockingIOError if another process has it for more than a moment; OSError."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        time.sleep(_MOMENT)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
