"""
``newsbot run`` works on a database alone: a lock on a file beside it, let go even when the process is killed.

Leases (``leases.py``) would let several work on it. But Telegram hands what people write to one process only, one is
enough for what a bot may send, and who knows that nobody else is there goes on at once with what a killed one was at,
while a lease must lapse first.

The lock stands beside the file itself, wherever links lead to it from. It is no lock on the file: to close a file lets
go of all that SQLite has locked in it for the same process.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StorageError
from bot.storage.sqlite.engine import parse_url

if sys.platform != "win32":
    import fcntl


@contextmanager
def only_one(url: str, folder: Path) -> Iterator[None]:
    """
    Hold the lock of a database until the block is left.

    Args:
        url, folder: As for ``open_storage``.
    Raises: StorageError if another process holds it, the folder cannot be written, or the file has a hard link.
    """
    database = Path(str(parse_url(url, folder).database)).resolve()
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
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise StorageError(f"another Newsbot is running on {database}: end it first") from error
        yield
