"""Turns at hosts: one at a time, with pauses that outlive a round, at a calm pace."""

import asyncio
import time
from datetime import timedelta

from bot.feeds.politeness import Politeness


async def asked(politeness: Politeness, *urls: str) -> list[float]:
    """When each request began, in seconds from now; all want their turn at once."""
    begun, moments = time.monotonic(), []

    async def one(url: str) -> None:
        async with politeness.turn(url):
            moments.append(time.monotonic() - begun)
            await asyncio.sleep(0.01)

    await asyncio.gather(*(one(url) for url in urls))
    return sorted(moments)


async def test_one_host() -> None:
    """A host has its pause after each request, also between two rounds and with and without www."""
    politeness = Politeness(pause=0.1, per_second=1_000)
    await asked(politeness, "https://a.example/1")
    first, second = await asked(politeness, "https://www.a.example/2", "http://a.example/3")
    assert first > 0.08
    assert second - first > 0.1


async def test_other_hosts_do_not_wait() -> None:
    """Hosts do not wait for each other."""
    moments = await asked(Politeness(pause=5, per_second=10_000), *(f"https://h{n}.example/" for n in range(10)))
    assert moments[-1] < 1


async def test_pace() -> None:
    """However many hosts are due, only so many requests begin in a second."""
    moments = await asked(Politeness(pause=0, per_second=50), *(f"https://h{n}.example/" for n in range(11)))
    assert moments[-1] > 0.19


async def test_at_once() -> None:
    """Only so many requests are under way."""
    moments = await asked(Politeness(0, 10_000, at_once=2), *(f"https://h{n}.example/" for n in range(4)))
    assert moments[2] > 0.009


async def test_rest() -> None:
    """A host that asked for patience has it; a pause does not shorten it."""
    politeness = Politeness(pause=0)
    assert politeness.waits("https://a.example/") == 0.0
    politeness.leave_alone("https://a.example/1", timedelta(hours=1))
    politeness.leave_alone("https://a.example/1", timedelta(seconds=1))
    assert politeness.waits("https://www.a.example/2") > 3_500
    assert politeness.waits("https://b.example/") == 0.0
