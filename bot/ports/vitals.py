"""How the bot is doing, as far as the database tells."""

from datetime import datetime
from typing import Protocol

from bot.model import Vitals


class Checkup(Protocol):
    """Looks how the work stands."""

    async def look(self, now: datetime) -> Vitals:
        """When each part of the work was done last, and what waits *now*; 20 ms where there are 200,000 entries."""
        ...
