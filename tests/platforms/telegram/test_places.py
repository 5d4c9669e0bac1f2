"""Whose call is next among all chats."""

import asyncio
import time

import pytest

from bot.delivery.pace import Rate
from bot.platforms.telegram.places import AHEAD, MOST_URGENT, Places


async def _call(places: Places, *, urgent: bool = False) -> tuple[float, float]:
    """When a call began, and when it ended."""
    place = await places.take(urgent=urgent)
    async with places.held(place), places.call(place):
        begun = time.monotonic()
        await asyncio.sleep(0.01)
        return begun, time.monotonic()


@pytest.mark.parametrize("answers", [0, 3, 11])
async def test_no_window_overflows(answers: int) -> None:
    """Between the end of a call and the next with its place lies the time of the rate, whenever it arrived."""
    places = Places(Rate(3, 0.3))
    news = [asyncio.create_task(_call(places)) for _ in range(8)]
    await asyncio.sleep(0.05)
    calls = sorted(await asyncio.gather(*news, *(_call(places, urgent=True) for _ in range(answers))))
    for (_, end), (begun, _) in zip(calls, calls[3:], strict=False):
        assert begun - end >= 0.3 - 0.01


async def test_news_goes_out_evenly() -> None:
    """However many free places there are, an answer among news waits for one call of these."""
    places = Places(Rate(10, 1.0))
    begun = time.monotonic()
    news = [asyncio.create_task(_call(places)) for _ in range(20)]
    await asyncio.sleep(0.55)
    asked = time.monotonic()
    answered, _ = await _call(places, urgent=True)
    assert answered - asked < 0.1 + 0.05
    came = sorted(moment - begun for moment, _ in await asyncio.gather(*news))
    # one for the answer, and one tenth of a second for each other
    assert came[9] >= 0.9
    assert came[-1] <= 2.0 + 0.5


async def test_news_that_gives_up_its_place_is_no_loss() -> None:
    """News whose place was given to an answer, and that does not wait for another, takes none from anybody."""
    places = Places(Rate(2, 0.2))
    first = await places.take()
    leaving = await places.take()
    async with places.held(leaving), places.held(first):
        await _call(places, urgent=True)
    calls = sorted(await asyncio.gather(*(_call(places) for _ in range(4))))
    for (_, end), (begun, _) in zip(calls, calls[2:], strict=False):
        assert begun - end >= 0.2 - 0.01


async def test_unused_places_come_back() -> None:
    """Who needs none after all, or leaves while waiting, takes it from nobody."""
    places = Places(Rate(1, 3600.0))
    place = await places.take()
    async with places.held(place):
        leaving, staying = asyncio.create_task(places.take()), asyncio.create_task(places.take())
        await asyncio.sleep(0)
        leaving.cancel()
    assert (await staying).moment < time.monotonic() + 1


async def test_news_goes_on_while_people_ask() -> None:
    """Where more people ask than there are places, news has its turn after so many of them."""
    places = Places(Rate(5, 0.1))
    order: list[str] = []

    async def call(name: str) -> None:
        await _call(places, urgent=name == "answer")
        order.append(name)

    async def tell() -> None:
        for _ in range(3):
            await call("news")

    telling = asyncio.create_task(tell())
    asking: list[asyncio.Task[None]] = []
    while not telling.done() and len(order) < 6 * MOST_URGENT:
        asking.append(asyncio.create_task(call("answer")))
        await asyncio.sleep(0.01)
    for task in (telling, *asking):
        task.cancel()
    await asyncio.gather(telling, *asking, return_exceptions=True)
    assert order.count("news") == 3


async def test_people_first() -> None:
    """Answers go before news that waits longer, but not for ever."""
    places = Places(Rate(1, AHEAD))
    order: list[str] = []

    async def wait(name: str, *, urgent: bool) -> None:
        place = await places.take(urgent=urgent)
        async with places.held(place):
            order.append(name)

    async with places.held(await places.take(urgent=True)):
        waiting = [asyncio.create_task(wait("news", urgent=False)) for _ in range(2)]
        waiting += [asyncio.create_task(wait("answer", urgent=True)) for _ in range(MOST_URGENT + 1)]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert order == ["answer"] * MOST_URGENT + ["news", "answer", "news"]
