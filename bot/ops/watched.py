"""What others may see of a running bot, and whom it tells that all is well."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

import structlog

from bot.errors import BotError, FeedError
from bot.jobs.table import Job
from bot.ops.findings import findings
from bot.ops.gather import gather
from bot.ops.pulse import Pulse
from bot.ops.report import Life, Report
from bot.ports import Clock, Http
from bot.settings import Web
from bot.storage.unit_of_work import SqlStorage
from bot.text.display.wording import ENGLISH

EVERY = timedelta(minutes=3)
"""Between two signs that all is well: services that wait for them give a few minutes of grace."""
OPEN = "web.listen has no password: let only those reach that port who may know how the bot is doing, or use 127.0.0.1"
_TEXT = "text/plain; charset=utf-8"
_log = structlog.get_logger()


class Watched:
    """
    A running bot, as it looks to others.

    Args:
        in_telegram: As in ``Life``.
    """

    def __init__(self, storage: SqlStorage, clock: Clock, pulse: Pulse, *, in_telegram: bool | None) -> None:
        self._storage = storage
        self._clock = clock
        self._pulse = pulse
        self._in_telegram = in_telegram

    async def report(self) -> Report:
        """Its state at this moment."""
        life = Life(timedelta(0), self._pulse.signs, self._in_telegram)
        report = await gather(self._storage, life, self._clock.now(), may_write=True)
        # each process speaks for itself alone: one that is missing makes no other unable to work
        return replace(report, workers=())

    async def live(self) -> tuple[int, str, bytes]:
        """Whether the loop that serves people turns: who answers does."""
        return 200, _TEXT, b"alive\n"

    async def ready(self) -> tuple[int, str, bytes]:
        """Whether it can do its work; if not, why, a line each."""
        wrong = [f"{one.what}: {one.result}" for one in findings(await self.report()) if one.fatal]
        return (503 if wrong else 200), _TEXT, "".join(f"{line}\n" for line in wrong or ["ready"]).encode()

    async def metrics(self) -> tuple[int, str, bytes]:
        """What it did and what there is."""
        # only here: most bots show nothing, and the library takes a tenth of a second
        from bot.ops.metrics import CONTENT_TYPE, rendered

        return 200, CONTENT_TYPE, rendered(self._pulse, await self.report())

    async def tell(self, http: Http, address: str) -> None:
        """Fetch *address* if all is well. Raises: BotError if it is, and the address cannot be fetched."""
        wrong = [one.what for one in findings(await self.report()) if one.fatal]
        if wrong:
            _log.warning("web.heartbeat is not fetched, since not all is well", what=sorted(wrong))
            return
        try:
            await http.get(address)
        except FeedError as error:
            # neither the address nor a line with it: whoever has it can say that all is well
            raise BotError(f"web.heartbeat cannot be fetched: {ENGLISH.reason(error.why)}") from None


def heartbeat(watched: Watched, http: Http, settings: Web) -> tuple[Job, ...]:
    """The job that tells that all is well, if somebody wants to hear it."""
    address = settings.heartbeat.get_secret_value()
    return (Job("heartbeat", EVERY, partial(watched.tell, http, address), timedelta(minutes=1)),) if address else ()


@asynccontextmanager
async def shown(watched: Watched, settings: Web) -> AsyncIterator[None]:
    """Show it where the settings say, while the block runs."""
    if settings.place is None:
        yield
        return
    # only here, for the same reason
    from bot.ops.web import serving

    pages = {"/health/live": watched.live, "/health/ready": watched.ready, "/metrics": watched.metrics}
    async with serving(settings.place, pages) as port:
        _log.info("health and metrics are shown", address=settings.listen, port=port)
        if settings.is_open:
            _log.warning(OPEN)
        yield
