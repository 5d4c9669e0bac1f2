"""What new texts tell chats of their own accord: each piece of that work by itself, and how long its news waits."""

from collections.abc import Awaitable
from datetime import timedelta

import structlog

from bot.errors import StorageError

EXPIRES = timedelta(days=7)
"""What could not be delivered for so long is dropped: the chat is dead."""

_log = structlog.get_logger()


async def by_itself(work: Awaitable[int], failed: str, **what: int) -> int:
    """
    What a piece of work returns, or 0 if it fails: then *failed* is logged, with *what* it was about by row ids.

    Raises: StorageError, which is nobody's fault.
    """
    try:
        return await work
    except StorageError:
        raise
    except Exception as error:  # noqa: BLE001 - what cannot be tried must not keep all others waiting
        # the type alone: what people ask and watch has no place in a log
        _log.error(failed, **what, why=type(error).__name__)
        return 0
