"""
``newsbot run`` works on a database alone.

Leases (``leases.py``) would let several work on it. But Telegram hands what people write to one process only, one is
enough for what a bot may send, and who knows that nobody else is there goes on at once with what a killed one was at,
while a lease must lapse first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.storage.databases import address_of, database_of


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
    Returns: None where that cannot be told.
    """
    address = address_of(url, folder)
    return database_of(address).is_held(address)


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
