"""
The running bot's sign of life: a file that is touched again and again, and how old it may be.

It stands beside the database where that is a file, else in the folder of the settings.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import time

from bot.errors import BotError
from bot.model import WorkerRole
from bot.storage.databases import address_of, database_of

EVERY = timedelta(seconds=15)
LATE = timedelta(seconds=120)
"""Without a sign for so long the bot hangs: no work of its own may hold up the others for even a tenth of that."""


class NoSignOfLife(BotError):
    """The bot is not running, or hangs."""


def heartbeat_file(url: str, folder: Path, role: WorkerRole = WorkerRole.ALL) -> Path:
    """Where a process of *role* gives its sign; *url* and *folder* as for ``open_storage``."""
    address = address_of(url, folder)
    own = "" if role is WorkerRole.ALL else f".{role.value}"
    return Path(f"{database_of(address).beside(address, folder)}{own}.alive")


@contextmanager
def heart(url: str, folder: Path, role: WorkerRole = WorkerRole.ALL) -> Iterator[Callable[[], Awaitable[None]]]:
    """Give the function that is to be called every EVERY; what it touched goes when the block is left."""
    file = heartbeat_file(url, folder, role)

    async def beat() -> None:
        # a coroutine of the loop that serves people: when that hangs, the sign ages
        file.touch(mode=0o600)

    try:
        yield beat
    finally:
        file.unlink(missing_ok=True)


def seconds_since_beat(url: str, folder: Path, role: WorkerRole = WorkerRole.ALL) -> float:
    """
    How long ago the bot on that database, or a process of *role*, gave its last sign of life.

    Raises: NoSignOfLife if that was longer ago than LATE, or never; StorageError for a bad *url*.
    """
    file = heartbeat_file(url, folder, role)
    try:
        age = time() - file.stat().st_mtime
    except OSError as error:
        raise NoSignOfLife(f"no Newsbot is running on {file.with_suffix('')}") from error
    if age > LATE.total_seconds():
        raise NoSignOfLife(f"the last sign of life of {file.with_suffix('')} is {age:.0f} seconds old: restart the bot")
    return max(age, 0.0)
