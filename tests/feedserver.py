"""A real HTTP server of feeds for tests: what each path answers is ordered, what was asked is written down."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Item:
    """One item of a feed that the server writes."""

    title: str
    link: str = ""
    text: str = ""
    guid: str = ""
    published: datetime | None = None


def rss(title: str, items: list[Item], extra: str = "") -> bytes:
    """A plain RSS document."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{title}</title>'
        f"<link>https://example.org/</link>{extra}{''.join(map(_item, items))}</channel></rss>"
    ).encode()


def _item(item: Item) -> str:
    date = f"<pubDate>{format_datetime(item.published)}</pubDate>" if item.published else ""
    guid = f'<guid isPermaLink="false">{item.guid}</guid>' if item.guid else ""
    link = f"<link>{item.link}</link>" if item.link else ""
    return f"<item><title>{item.title}</title>{link}{guid}{date}<description>{item.text}</description></item>"


@dataclass
class Asked:
    """One request that came in."""

    path: str
    host: str
    headers: dict[str, str]


@dataclass
class FeedServer:
    """What the server answers. ``url`` is where it listens; *asked* grows with each request."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    busy: int = 0
    """Requests being answered now."""
    most_busy: int = 0
    handlers: dict[str, Handler] = field(default_factory=dict)

    def serve(self, path: str, body: bytes, content_type: str = "application/rss+xml", **headers: str) -> str:
        """Answer *path* with a body, and 304 to who has its ETag. Returns: the whole address."""

        async def answer(request: web.Request) -> web.StreamResponse:
            if "ETag" in headers and request.headers.get("If-None-Match") == headers["ETag"]:
                return web.Response(status=304, headers=headers)
            return web.Response(body=body, headers={"Content-Type": content_type, **headers})

        return self.on(path, answer)

    def status(self, path: str, status: int, **headers: str) -> str:
        """Answer *path* with a bare status. Underscores in header names stand for hyphens."""

        async def answer(request: web.Request) -> web.StreamResponse:
            return web.Response(status=status, headers={k.replace("_", "-"): v for k, v in headers.items()})

        return self.on(path, answer)

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        """Send who asks for *path* elsewhere."""
        return self.status(path, status, Location=target)

    def on(self, path: str, handler: Handler) -> str:
        """Answer *path* by a function of your own."""
        self.handlers[path] = handler
        return self.url + path

    def raw(self, path: str, body: bytes, wait: float = 0.0, *, hang: bool = False) -> str:
        """Answer *path* piece by piece with *wait* seconds between single bytes; *hang*: never end."""

        async def answer(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Type": "application/xml"})
            await response.prepare(request)
            for byte in body:
                await response.write(bytes([byte]))
                await asyncio.sleep(wait)
            if hang:
                await asyncio.Event().wait()
            return response

        return self.on(path, answer)

    def bomb(self, path: str, size: int) -> str:
        """Answer *path* with zeros, gzipped: *size* bytes once unpacked."""
        body = gzip.compress(bytes(size))

        async def answer(request: web.Request) -> web.StreamResponse:
            return web.Response(body=body, headers={"Content-Encoding": "gzip"})

        return self.on(path, answer)

    def count(self, path: str) -> int:
        """How often *path* was asked for."""
        return sum(asked.path == path for asked in self.asked)

    async def _dispatch(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(Asked(request.path, request.host, dict(request.headers)))
        handler = self.handlers.get(request.path)
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        try:
            return await handler(request) if handler else web.Response(status=404)
        finally:
            self.busy -= 1


@asynccontextmanager
async def feed_server(address: str = "127.0.0.1") -> AsyncIterator[FeedServer]:
    """A server that listens on a free port of *address* until the block ends."""
    server = FeedServer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server._dispatch)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, address, 0)
    await site.start()
    port = runner.addresses[0][1]
    server.url = f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
    try:
        yield server
    finally:
        await runner.cleanup()
