"""
The running bot's sign of life: a file that is touched again and again, and how old it may be.

It stands beside the database where that is a file, else in the folder of the settings.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
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
def heart(
    url: str, folder: Path, says: Callable[[], str], role: WorkerRole = WorkerRole.ALL
) -> Iterator[Callable[[], Awaitable[None]]]:
    """
    Give the function that is to be called every EVERY; what it wrote goes when the block is left.

    Args:
        url, folder: As for ``open_storage``.
        says: What the process tells of itself to others, which they find with its sign.
    """
    file = heartbeat_file(url, folder, role)
    new = file.with_name(f"{file.name}.new")

    async def beat() -> None:
        # a coroutine of the loop that serves people: when that hangs, the sign ages
        file.touch(mode=0o600)
        with suppress(OSError):  # a full disk is no hang
            new.touch(mode=0o600)
            new.write_text(says(), encoding="utf-8")
            new.replace(file)

    try:
        yield beat
    finally:
        for one in (file, new):
            one.unlink(missing_ok=True)


def last_sign(url: str, folder: Path, role: WorkerRole = WorkerRole.ALL) -> tuple[timedelta | None, str]:
    """
    The last sign of life of the bot on that database, or of a process of *role*.

    Returns: how long ago it was, None for never; and what it said of itself.
    """
    file = heartbeat_file(url, folder, role)
    try:
        return timedelta(seconds=max(0.0, time() - file.stat().st_mtime)), file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None, ""


def seconds_since_beat(url: str, folder: Path, role: WorkerRole = WorkerRole.ALL) -> float:
    """
    How long ago the bot on that database, or a process of *role*, gave its last sign of life.

    Raises: NoSignOfLife if that was longer ago than LATE, or never; StorageError for a bad *url*.
    """
    age, _ = last_sign(url, folder, role)
    address = address_of(url, folder)
    database = database_of(address).shown(address)
    if age is None:
        part = "" if role is WorkerRole.ALL else f" --role {role.value}"
        raise NoSignOfLife(f"no Newsbot{part} is running on {database}")
    if age > LATE:
        raise NoSignOfLife(
            f"the last sign of life of {database} is {age.total_seconds():.0f} seconds old: restart the bot"
        )
    return age.total_seconds()
