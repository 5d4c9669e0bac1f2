"""Whose call is next among all chats."""

import asyncio
import time

from bot.delivery.pace import Rate
from bot.platforms.telegram.places import AHEAD, MOST_URGENT, Places


async def _call(places: Places) -> tuple[float, float]:
    """When a call began, and when it ended."""
    place = await places.take()
    async with places.held(place), places.call(place):
        begun = time.monotonic()
        await asyncio.sleep(0.01)
        return begun, time.monotonic()


async def test_no_window_overflows() -> None:
    """Between the end of a call and the next with its place lies the time of the rate, whenever it arrived."""
    places = Places(Rate(3, 0.3))
    calls = sorted(await asyncio.gather(*(_call(places) for _ in range(8))))
    for (_, end), (begun, _) in zip(calls, calls[3:], strict=False):
        assert begun - end >= 0.3 - 0.01


async def test_unused_places_come_back() -> None:
    """Who needs none after all, or leaves while waiting, takes it from nobody."""
    places = Places(Rate(1, 3600.0))
    place = await places.take()
    async with places.held(place):
        leaving, staying = asyncio.create_task(places.take()), asyncio.create_task(places.take())
        await asyncio.sleep(0)
        leaving.cancel()
    assert (await staying).moment == place.moment


async def test_people_first() -> None:
    """Answers go before news that waits longer, but not for ever."""
    places = Places(Rate(1, AHEAD))
    order: list[str] = []

    async def wait(name: str, *, urgent: bool) -> None:
        place = await places.take(urgent=urgent)
        async with places.held(place):
            order.append(name)

    async with places.held(await places.take()):
        waiting = [asyncio.create_task(wait("news", urgent=False)) for _ in range(2)]
        waiting += [asyncio.create_task(wait("answer", urgent=True)) for _ in range(MOST_URGENT + 1)]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert order == ["answer"] * MOST_URGENT + ["news", "answer", "news"]
