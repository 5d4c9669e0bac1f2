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
    instead: asyncio.Future["Place"] | None = None
    """Where another place will come from, when this one was given to somebody who waits for an answer."""


class Places:
    """
    As many places as *rate* has calls; each is free again so long after the call ended that was made with it.

    A platform counts a call when it arrives. Nobody knows when that is, but it is before the call ends: so none that is
    made with the same place comes too early, however unevenly calls travel.

    News goes out evenly, as many in each tenth of the time as in any other, and whoever is urgent gets the place of the
    news that would come next: an answer waits for one call, and not until a second's calls are all free again.
    """

    def __init__(self, rate: Rate) -> None:
        self._seconds = rate.seconds
        self._apart = rate.seconds / rate.calls
        self._free = deque([Place(0.0) for _ in range(rate.calls)])
        self._urgent: deque[asyncio.Future[Place]] = deque()
        self._others: deque[asyncio.Future[Place]] = deque()
        self._waiting: set[Place] = set()
        """Places of news whose moment has not come."""
        self._next = 0.0
        """When the next news may go out."""
        self._in_a_row = 0

    async def take(self, *, urgent: bool = False) -> Place:
        """
        A place, to be ``held`` until its moment comes: within ``AHEAD``, or for news when it is their turn.

        Where others wait who are urgent as well, it is from behind them: who took the next news's place instead would
        take those that are kept for news, and news would stay for as long as people ask.
        """
        is_free_now = self._free and self._free[0].moment <= time.monotonic()
        in_turn = bool(is_free_now or self._urgent or self._in_a_row >= MOST_URGENT)
        if urgent and self._waiting and not in_turn:
            return self._taken_from_news()
        if self._free:
            place = self._free.popleft()
        else:
            place = await self._given(self._urgent if urgent else self._others)
        return place if urgent else self._in_line(place)

    def _taken_from_news(self) -> Place:
        """The place of the news that would go out next, which gets another."""
        news = min(self._waiting, key=lambda place: place.moment)
        self._waiting.remove(news)
        taken = Place(news.moment)
        news.instead = asyncio.get_running_loop().create_future()
        self._in_a_row += 1
        if self._free:
            news.instead.set_result(self._free.popleft())
        else:
            self._others.appendleft(news.instead)
        return taken

    def _in_line(self, place: Place) -> Place:
        """A place for news, not before its turn."""
        place.moment = max(place.moment, self._next, time.monotonic())
        self._next = place.moment + self._apart
        self._waiting.add(place)
        return place

    async def _given(self, queue: deque[asyncio.Future[Place]]) -> Place:
        """The place that somebody lets go of."""
        given: asyncio.Future[Place] = asyncio.get_running_loop().create_future()
        queue.append(given)
        try:
            return await given
        except asyncio.CancelledError:
            if given.done() and not given.cancelled():
                self._give(given.result())
            raise

    @asynccontextmanager
    async def call(self, place: Place) -> AsyncIterator[None]:
        """Wait until the moment of *place*, and make the call within the block."""
        await self._come(place)
        place.used = True
        try:
            yield
        finally:
            again = Place(time.monotonic() + self._seconds)
            asyncio.get_running_loop().call_later(max(0.0, self._seconds - AHEAD), self._give, again)

    async def _come(self, place: Place) -> None:
        """Wait for the moment of *place*, whoever takes it meanwhile."""
        while place.instead or place.moment > time.monotonic():
            if place.instead:
                place.moment = (await place.instead).moment
                place.instead = None
                self._in_line(place)
            else:
                await asyncio.sleep(place.moment - time.monotonic())
        if place in self._waiting:
            self._waiting.remove(place)
            self._in_a_row = 0

    @asynccontextmanager
    async def held(self, place: Place) -> AsyncIterator[None]:
        """Let others have *place* after the block if no call was made with it."""
        try:
            yield
        finally:
            self._waiting.discard(place)
            if not place.used:
                place.used = True
                if self._next == place.moment + self._apart:
                    self._next = place.moment
                self._let_go(place)

    def _let_go(self, place: Place) -> None:
        """Of a place that nobody used: give what it is, or what it would get."""
        if place.instead is None:
            self._give(Place(place.moment))
        elif place.instead.done() and not place.instead.cancelled():
            self._give(place.instead.result())
        else:
            place.instead.cancel()

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
