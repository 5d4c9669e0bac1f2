"""Who comes next where only so many may be at once: people who wait for an answer go before work that nobody awaits."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext

MOST_AHEAD = 20
"""So many who are urgent go in a row before one who waits and is not: however many people ask, the news goes on."""


class Turns:
    """At most *places* at once; within the urgent and within the others, first come, first served."""

    def __init__(self, places: int = 1) -> None:
        self._free = places
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()
        self._ahead = 0
        self._people = 0
        self._nobody = asyncio.Event()
        self._nobody.set()

    @asynccontextmanager
    async def turn(self, *, urgent: bool = False) -> AsyncIterator[None]:
        """Wait for a place, and have it until the block is left."""
        with self._counted() if urgent else nullcontext():
            await self._come(self._urgent if urgent else self._others)
            try:
                yield
            finally:
                self._leave()

    async def quiet(self) -> None:
        """Wait until nobody who is urgent has a place or waits for one."""
        await self._nobody.wait()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._people += 1
        self._nobody.clear()
        try:
            yield
        finally:
            self._people -= 1
            if not self._people:
                self._nobody.set()

    async def _come(self, queue: deque[asyncio.Future[None]]) -> None:
        if self._free:
            self._free -= 1
            return
        called = asyncio.get_running_loop().create_future()
        queue.append(called)
        try:
            await called
        except asyncio.CancelledError:
            if not called.cancelled():  # it was called just before, and does not come
                self._leave()
            raise

    def _leave(self) -> None:
        called = self._next()
        if called is None:
            self._free += 1
        else:
            called.set_result(None)

    def _next(self) -> asyncio.Future[None] | None:
        """Whoever is to come now; those who were broken off while they waited are passed over."""
        for queue in (self._urgent, self._others):
            while queue and queue[0].done():
                queue.popleft()
        urgent = bool(self._urgent) and (not self._others or self._ahead < MOST_AHEAD)
        self._ahead = self._ahead + 1 if urgent and self._others else 0
        queue = self._urgent if urgent else self._others
        return queue.popleft() if queue else None
