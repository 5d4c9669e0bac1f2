"""Waits at the start for a server that is away: it is started by the same machine, or restarted by somebody else."""

import asyncio
from datetime import timedelta
from pathlib import Path

import structlog

from bot.storage.databases import address_of, database_of

LONGEST = timedelta(minutes=5)
"""How long a bot waits that does everything: whoever starts it looks on, and a wrong address is no server either."""
_FIRST, _MOST = 1.0, 30.0
"""Seconds between two tries, which double up to the second: a server that starts is there in seconds."""
_log = structlog.get_logger(__name__)


async def wait_until_there(url: str, folder: Path, longest: timedelta | None) -> None:
    """
    Wait until the server of a database answers; a file is there at once. What is wrong else is for others to say.

    Args:
        url, folder: As for ``open_storage``.
        longest: After which it is left to others to say that nobody answers; None: never.
    Raises: StorageError for a bad *url*.
    """
    address = address_of(url, folder)
    database = database_of(address)
    pause, waited = _FIRST, 0.0
    while await asyncio.to_thread(database.is_away, address):
        if longest is not None and waited >= longest.total_seconds():
            return
        if not waited:
            _log.warning("the database server does not answer: waiting for it", database=database.shown(address))
        await asyncio.sleep(pause)
        waited += pause
        pause = min(2 * pause, _MOST)
    if waited:
        _log.warning("the database server answers now", database=database.shown(address))
