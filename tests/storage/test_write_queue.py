"""Who is waited for goes first, nobody waits for ever, and reading waits for nobody."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.unit_of_work import SqlStorage
from bot.storage.write_queue import MOST_AHEAD, Turns
from tests.databases import open_storage


async def order_of(turns: Turns, wanted: list[bool], broken_off: frozenset[int] = frozenset()) -> list[int]:
    """In which order all get their turn that ask for one, urgent or not, while somebody has it."""
    came: list[int] = []

    async def come(number: int, urgent: bool) -> None:
        async with turns.turn(urgent=urgent):
            came.append(number)
            await asyncio.sleep(0)

    async with turns.turn():
        tasks = [asyncio.create_task(come(number, urgent)) for number, urgent in enumerate(wanted)]
        await asyncio.sleep(0)
        for number in broken_off:
            tasks[number].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return came


async def test_the_urgent_go_first() -> None:
    """Each kind in the order in which it came."""
    assert await order_of(Turns(), [False, True, False, True]) == [1, 3, 0, 2]


async def test_the_others_are_not_kept_for_ever() -> None:
    """One of them goes after so many who are urgent."""
    came = await order_of(Turns(), [False, *([True] * 3 * MOST_AHEAD)])
    assert came.index(0) == MOST_AHEAD


@given(st.lists(st.booleans(), max_size=30), st.sets(st.integers(0, 29)), st.integers(1, 3))
def test_everybody_comes_once(wanted: list[bool], broken_off: set[int], places: int) -> None:
    """Whoever is not broken off; and then all places are free again, which a further round shows."""

    async def rounds() -> tuple[list[int], list[int]]:
        turns = Turns(places)
        gone = frozenset(one for one in broken_off if one < len(wanted))
        return await order_of(turns, wanted, gone), await order_of(turns, wanted)

    first, second = asyncio.run(rounds())
    assert set(range(len(wanted))) - broken_off <= set(first)
    assert len(first) == len(set(first))
    assert sorted(second) == list(range(len(wanted)))


async def test_one_called_and_broken_off_at_once_blocks_nobody() -> None:
    """The place that it was given goes to the next."""
    turns = Turns()
    holder = turns.turn()
    await holder.__aenter__()

    async def come() -> None:
        async with turns.turn():
            pass

    late, next_ = asyncio.create_task(come()), asyncio.create_task(come())
    await asyncio.sleep(0)
    await holder.__aexit__(None, None, None)
    late.cancel()
    async with asyncio.timeout(30):
        await next_


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """An empty database."""
    opened = await open_storage("sqlite:///bot.db", tmp_path, [])
    yield opened
    await opened.close()


async def test_what_people_wait_for_is_written_first(storage: SqlStorage) -> None:
    """Over background work that asked before."""
    came: list[str] = []

    async def write(name: str, through: SqlStorage) -> None:
        async with through.unit():
            came.append(name)

    async with storage.unit():
        tasks = [asyncio.create_task(write("job", storage)) for _ in range(3)]
        await asyncio.sleep(0)
        tasks.append(asyncio.create_task(write("person", storage.for_people())))
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert came == ["person", "job", "job", "job"]
