"""One tick of a job, whoever is the timer: it is broken off after its limit, and what goes wrong is said once."""

import asyncio
from collections.abc import Callable

import structlog

from bot.errors import BotError
from bot.jobs.table import Job
from bot.logs import way
from bot.text.display.wording import ENGLISH

log = structlog.get_logger(__name__)


Ended = Callable[[str, str], None]
"""Told of a tick that has ended: the name of its job, and why it failed, empty if it did not."""


def nobody(_name: str, _why: str) -> None:
    """Whom nobody tells of ticks."""


class Ticks:
    """The ticks of one job in this process. The same trouble tick after tick is said once; *ended* hears of each."""

    def __init__(self, job: Job, ended: Ended = nobody) -> None:
        self._job = job
        self._ended = ended
        self._complaint = ""

    async def once(self) -> bool:
        """Do the work. Returns: whether something was done; no failure of it is raised, for the next may go well."""
        try:
            done = await self._in_time()
        except Exception as error:  # noqa: BLE001 - the next tick may go well
            if str(error) != self._complaint:
                self._report(error)
            self._complaint = str(error)
            self._ended(self._job.name, str(error) if isinstance(error, BotError) else type(error).__name__)
            return False
        if self._complaint:
            log.info("job works again", job=self._job.name)
        self._complaint = ""
        self._ended(self._job.name, "")
        return bool(done)

    async def _in_time(self) -> object:
        """What the work returns. Raises: BotError if it takes too long, and was broken off."""
        longest = self._job.limit
        try:
            async with asyncio.timeout(longest.total_seconds() if longest else None) as limit:
                return await self._job.run()
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise BotError(f"it took more than {longest} and was broken off; it begins anew") from error

    def _report(self, error: Exception) -> None:
        """Expected trouble is told in its words; anything else is a defect of ours, told by its type and its way."""
        if isinstance(error, BotError):
            log.error("job failed", job=self._job.name, why=ENGLISH.reason(str(error)))
        else:
            log.error("job failed", job=self._job.name, why=type(error).__name__, where=way(error))
