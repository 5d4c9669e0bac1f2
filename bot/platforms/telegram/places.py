"""Whose call is next among all chats: as many as the platform takes, and answers to people before the news."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.delivery.pace import Rate

AHEAD = 0.35
"""Seconds before its moment that a place is given out: a message is marked as being sent meanwhile."""

MOST_URGENT = 20
"""So many who are urgent go in a row before one who waits and is not: however many people ask, the news goes on."""


@dataclass(slots=True, eq=False)
class Place:
    """The right to make one call, not before *moment* of ``time.monotonic``."""

    moment: float
    used: bool = False


class Places:
    """
    As many places as *rate* has calls; each is free again so long after the call ended that was made with it.

    A platform counts a call when it arrives. Nobody knows when that is, but it is before the call ends: so none that is
    made with the same place comes too early, however unevenly calls travel.
    """

    def __init__(self, rate: Rate) -> None:
        self._seconds = rate.seconds
        self._free = deque([Place(0.0) for _ in range(rate.calls)])
        self._urgent: deque[asyncio.Future[Place]] = deque()
        self._others: deque[asyncio.Future[Place]] = deque()
        self._in_a_row = 0

    async def take(self, *, urgent: bool = False) -> Place:
        """A place whose moment has come or comes within ``AHEAD``; to be ``held`` meanwhile."""
        if self._free:
            return self._free.popleft()
        given: asyncio.Future[Place] = asyncio.get_running_loop().create_future()
        (self._urgent if urgent else self._others).append(given)
        try:
            return await given
        except asyncio.CancelledError:
            if given.done() and not given.cancelled():
                self._give(given.result())
            raise

    @asynccontextmanager
    async def call(self, place: Place) -> AsyncIterator[None]:
        """Wait until the moment of *place*, and make the call within the block."""
        await asyncio.sleep(place.moment - time.monotonic())
        place.used = True
        try:
            yield
        finally:
            again = Place(time.monotonic() + self._seconds)
            asyncio.get_running_loop().call_later(max(0.0, self._seconds - AHEAD), self._give, again)

    @asynccontextmanager
    async def held(self, place: Place) -> AsyncIterator[None]:
        """Let others have *place* after the block if no call was made with it."""
        try:
            yield
        finally:
            if not place.used:
                place.used = True
                self._give(Place(place.moment))

    def _give(self, place: Place) -> None:
        first, second = self._urgent, self._others
        if self._in_a_row >= MOST_URGENT:
            first, second = second, first
        for queue in (first, second):
            while queue:
                waiter = queue.popleft()
                if not waiter.done():
                    self._in_a_row = self._in_a_row + 1 if queue is self._urgent else 0
                    waiter.set_result(place)
                    return
        self._free.append(place)
