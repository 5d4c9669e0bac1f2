"""
How publishers' servers are treated: one request to a host at a time, a pause between two, and a calm pace over all.

It lives as long as the bot and is shared by feeds and pages, so that a host has its pause whoever asks, and whenever.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.text.cleaning.urls import publisher

PAUSE = 1.0
"""Seconds between two requests to one host."""
PER_SECOND = 20.0
"""Requests begun in a second, over all hosts: after a week away thousands of feeds are due at once."""
AT_ONCE = 20
"""Requests under way, over all hosts."""
_FORGET_FROM = 10_000
"""Hosts from which on those that had their pause are forgotten."""


class Politeness:
    """
    Gives turns.

    Args:
        pause: Seconds between two requests to one host.
        per_second: Requests begun in a second.
        at_once: Requests under way.
    """

    def __init__(self, pause: float = PAUSE, per_second: float = PER_SECOND, at_once: int = AT_ONCE) -> None:
        self._pause = pause
        self._gap = 1 / per_second
        self._places = asyncio.Semaphore(at_once)
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._ready: dict[str, float] = {}
        """From when on a host may be asked, by the loop's clock."""
        self._forget_from = _FORGET_FROM
        self._next = 0.0
        """From when on anybody may be asked."""

    def waits(self, url: str) -> float:
        """Seconds until the host of *url* may be asked again; 0.0 if it may be now."""
        return self._rest(host_of(url))

    def leave_alone(self, url: str, wait: timedelta) -> None:
        """Let the host of *url*, which asked for it, rest."""
        self._let_rest(host_of(url), wait.total_seconds())

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait for a turn at the host of *url*; it ends with the block."""
        host = host_of(url)
        async with self._turns[host]:
            if rest := self._rest(host):
                await asyncio.sleep(rest)
            async with self._places:
                await self._pace()
                try:
                    yield
                finally:
                    self._let_rest(host, self._pause)
        self._forget()

    def _rest(self, host: str) -> float:
        return max(0.0, self._ready.get(host, 0.0) - asyncio.get_running_loop().time())

    def _let_rest(self, host: str, seconds: float) -> None:
        self._ready[host] = max(asyncio.get_running_loop().time() + seconds, self._ready.get(host, 0.0))

    async def _pace(self) -> None:
        now = asyncio.get_running_loop().time()
        self._next = max(self._next, now) + self._gap
        # a wait that is shorter than a timer's step would only make a detour over the loop
        if self._next - self._gap - now > self._gap / 2:
            await asyncio.sleep(self._next - self._gap - now)

    def _forget(self) -> None:
        if len(self._turns) < self._forget_from:
            return
        now = asyncio.get_running_loop().time()
        for host in [host for host, ready in self._ready.items() if ready <= now and not self._turns[host].locked()]:
            del self._ready[host], self._turns[host]
        # many that still rest are not gone through again for each request
        self._forget_from = max(_FORGET_FROM, 2 * len(self._turns))


def host_of(url: str) -> str:
    """What counts as one host: a name with and without ``www.`` is one."""
    return publisher(url) or url
