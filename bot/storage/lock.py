"""
``newsbot run`` works on a database alone.

Leases (``leases.py``) would let several work on it. But Telegram hands what people write to one process only, one is
enough for what a bot may send, and who knows that nobody else is there goes on at once with what a killed one was at,
while a lease must lapse first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bot.model import WorkerRole
from bot.storage.databases import address_of, database_of
from bot.storage.heartbeat import EVERY, last_sign

_YOUNG = EVERY + timedelta(seconds=5)
"""No sign of life of a process that lives gets older, but for a busy machine."""


@contextmanager
def one_of_many(url: str, folder: Path) -> Iterator[None]:
    """
    Let nobody work on a database alone until the block is left: this process does a part of the work.

    Args:
        url, folder: As for ``open_storage``.
    Raises: StorageError if a process works on it alone, or it is a file, on which only one can.
    """
    address = address_of(url, folder)
    with database_of(address).one_of_many(address):
        yield


def is_held(url: str, folder: Path) -> bool | None:
    """
    Whether a process works on a database: the lock goes with it, also when it is killed. Blocks.

    Args:
        url, folder: As for ``open_storage``.
    Returns: None where that cannot be told: the server is away, or it was and the bot may not have come back to it yet.
    """
    address = address_of(url, folder)
    database = database_of(address)
    held = database.is_held(address)
    if held is False and database.LOSES_LOCK:
        ages = (last_sign(url, folder, role)[0] for role in WorkerRole)
        return None if any(age is not None and age < _YOUNG for age in ages) else False
    return held


@contextmanager
def only_one(url: str, folder: Path) -> Iterator[None]:
    """
    Hold the lock of a database until the block is left; it is let go even when the process is killed.

    Args:
        url, folder: As for ``open_storage``.
    Raises: StorageError if another process holds it, or it cannot be taken.
    """
    address = address_of(url, folder)
    with database_of(address).only_one(address):
        yield
