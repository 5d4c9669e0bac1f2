"""The time and the network."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.model import Fetched


class Clock(Protocol):
    """Where the time comes from, so that tests can move it."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class Http(Protocol):
    """The one way to the network: guarded addresses, bounded sizes and times."""

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """
        Fetch *url*, following at most five redirects, each checked like the first.

        Returns: an answer with status 200 or 304.
        Raises: FeedRefused (address or size), FeedGone (410), FeedUnreachable (anything else).
        """
        ...
