"""What several want written at nearly the same time is written at once, and each gets its own result."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.delivery.together import Together
from bot.errors import StorageError


class Writer:
    """Doubles numbers, keeps which came together, and fails for some."""

    def __init__(self) -> None:
        self.rounds: list[list[int]] = []
        self.bad: dict[int, Exception] = {}
        self.expected = 0
        self.together = Together(self.write, lambda: self.expected)

    async def write(self, numbers: Sequence[int]) -> list[int]:
        """Twice each."""
        self.rounds.append(list(numbers))
        await asyncio.sleep(0)
        for number in numbers:
            if number in self.bad:
                raise self.bad[number]
        return [2 * number for number in numbers]


async def test_all_who_come_in_time() -> None:
    """They are done at once; who comes while others are being done waits for the next turn."""
    writer = Writer()
    assert await asyncio.gather(*map(writer.together, range(3))) == [0, 2, 4]
    assert await writer.together(7) == 14
    assert writer.rounds == [[0, 1, 2], [7]]


async def test_who_is_expected_is_waited_for() -> None:
    """One that comes a little later is done with the others."""
    writer = Writer()
    writer.expected = 2
    first = asyncio.create_task(writer.together(1))
    for _ in range(5):
        await asyncio.sleep(0)
    second = asyncio.create_task(writer.together(2))
    assert [await first, await second] == [2, 4]
    assert writer.rounds == [[1, 2]]


async def test_a_failure_costs_only_its_own() -> None:
    """What cannot be done fails for whoever asked for it."""
    writer = Writer()
    writer.bad = {2: KeyError("2")}
    done = await asyncio.gather(*map(writer.together, (1, 2, 3)), return_exceptions=True)
    assert [done[0], type(done[1]), done[2]] == [2, KeyError, 6]


async def test_without_a_database_nobody_is_tried_alone() -> None:
    """A full disk is nobody's fault: all hear of it."""
    writer = Writer()
    writer.bad = {2: StorageError("full")}
    done = await asyncio.gather(*map(writer.together, (1, 2, 3)), return_exceptions=True)
    assert [type(one) for one in done] == [StorageError] * 3
    assert len(writer.rounds) == 1


async def test_who_leaves_keeps_nobody() -> None:
    """What was asked for is done all the same, and the end waits for it."""
    writer = Writer()
    leaving, staying = asyncio.create_task(writer.together(1)), asyncio.create_task(writer.together(2))
    await asyncio.sleep(0)
    leaving.cancel()
    await writer.together.end()
    assert await staying == 4
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert writer.rounds == [[1, 2]]
