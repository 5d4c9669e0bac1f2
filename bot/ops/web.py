"""A small web server for whoever watches over the bot: /health/live, /health/ready and /metrics, and nothing else."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import BotError

LONGEST = 15.0
"""Seconds that a connection may last: who asks slowly or keeps it open takes a place from others."""
MOST = 50
"""Connections begun within that time: by a supervisor, a scraper, and somebody who looks."""
LARGEST = 2_048
"""Bytes of the first line of a request, and of each header: nobody who may ask needs more."""
SAME = 2.0
"""Seconds for which a page is shown again as it was: however often somebody asks, the database is asked once."""

Page = tuple[int, str, bytes]
"""Status, content type and body."""


@asynccontextmanager
async def serving(place: tuple[str, int], pages: Mapping[str, Callable[[], Awaitable[Page]]]) -> AsyncIterator[int]:
    """
    Show *pages*, by their paths, while the block runs. Yields the port.

    Raises: BotError if nobody can listen there.
    """
    host, port = place
    runner = web.AppRunner(
        _app(pages),
        access_log=None,
        keepalive_timeout=LONGEST,
        max_line_size=LARGEST,
        max_field_size=LARGEST,
        lingering_time=0.0,
        shutdown_timeout=1.0,
    )
    await runner.setup()
    if runner.server is None:
        raise AssertionError("a runner that was set up has a server")
    factory, loop = runner.server, asyncio.get_running_loop()
    open_: set[web.RequestHandler] = set()

    def connection() -> asyncio.BaseProtocol:
        handler = factory()
        open_.add(handler)
        # none stays longer, and those beyond the bound go as soon as they are there
        loop.call_later(LONGEST if len(open_) <= MOST else 0.0, _close, handler, open_)
        return handler

    try:
        server = await loop.create_server(connection, host, port)
    except OSError as error:
        await runner.cleanup()
        # what asyncio makes of it says the address again
        why = os.strerror(error.errno) if error.errno else "no such address"
        raise BotError(f"web.listen: nobody can listen on {host}:{port} ({why}); choose another") from error
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await runner.cleanup()


def _close(handler: web.RequestHandler, open_: set[web.RequestHandler]) -> None:
    open_.discard(handler)
    handler.force_close()


def _app(pages: Mapping[str, Callable[[], Awaitable[Page]]]) -> web.Application:
    app = web.Application(client_max_size=LARGEST)
    for path, page in pages.items():
        app.router.add_get(path, _Kept(page).show)  # HEAD as well
    return app


class _Kept:
    """A page, made anew when the last one is no longer fresh; by one at a time."""

    def __init__(self, page: Callable[[], Awaitable[Page]]) -> None:
        self._make, self._until = page, 0.0
        self._page: Page = (503, "text/plain", b"")
        self._turn = asyncio.Lock()

    async def show(self, _request: web.Request) -> web.Response:
        """Answer a request."""
        clock = asyncio.get_running_loop().time
        async with self._turn:
            if clock() >= self._until:
                self._page = await self._make()
                self._until = clock() + SAME
        status, kind, body = self._page
        return web.Response(status=status, body=body, headers={"Content-Type": kind, "Cache-Control": "no-store"})
