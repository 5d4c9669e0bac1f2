"""What every ports.Rulings must keep."""

from collections.abc import AsyncIterator

import pytest

from bot.model import Ruling
from bot.ports import Storage, Unit
from bot.stories.rulings import EVERYBODY
from tests.contracts.rows import LATER, NOW, a_story, person

ANN, BEA = person(5), person(6)
HERE, THERE = 1, 2


@pytest.fixture
async def unit(storage: Storage) -> AsyncIterator[Unit]:
    """A transaction in a database with four stories, numbered from 1."""
    async with storage.unit() as opened:
        for _ in range(4):
            await a_story(opened)
        yield opened


async def test_nothing_was_ruled(unit: Unit) -> None:
    """No chat sees anything as one; a ruling on nothing is an act all the same, and is kept nowhere."""
    assert (await unit.rulings.of_chat(HERE), await unit.rulings.since(0)) == ([], [])
    assert await unit.rulings.joined(HERE) == {}
    first = await unit.rulings.rule([HERE], [], ANN, NOW, together=True)
    second = await unit.rulings.rule([], [(1, 2)], ANN, NOW, together=True)
    assert first < second
    assert await unit.rulings.of_chat(HERE) == []


async def test_a_ruling_holds_in_its_chat(unit: Unit) -> None:
    """As it was made, the older story first; in the order in which it was ruled."""
    one = await unit.rulings.rule([HERE], [(2, 1), (3, 1)], ANN, NOW, together=True)
    two = await unit.rulings.rule([HERE], [(3, 4)], BEA, LATER, together=False)
    assert sorted(await unit.rulings.of_chat(HERE), key=lambda ruling: (ruling.act, ruling.other)) == [
        Ruling(HERE, 1, 2, True, one, ANN, NOW),
        Ruling(HERE, 1, 3, True, one, ANN, NOW),
        Ruling(HERE, 3, 4, False, two, BEA, LATER),
    ]
    assert await unit.rulings.joined(HERE) == {1: (1, 2, 3), 2: (1, 2, 3), 3: (1, 2, 3)}
    assert await unit.rulings.of_chat(THERE) == []
    assert await unit.rulings.joined(THERE) == {}


async def test_the_last_one_counts(unit: Unit) -> None:
    """On two stories in one chat; what was read of it before in the transaction is not what counts afterwards."""
    await unit.rulings.rule([HERE], [(1, 2)], ANN, NOW, together=True)
    assert await unit.rulings.joined(HERE) == {1: (1, 2), 2: (1, 2)}
    last = await unit.rulings.rule([HERE], [(2, 1)], BEA, LATER, together=False)
    assert await unit.rulings.of_chat(HERE) == [Ruling(HERE, 1, 2, False, last, BEA, LATER)]
    assert await unit.rulings.joined(HERE) == {}
    await unit.rulings.rule([HERE], [(1, 2)], ANN, LATER, together=True)
    assert await unit.rulings.joined(HERE) == {1: (1, 2), 2: (1, 2)}


async def test_for_everybody_who_did_not_rule(unit: Unit) -> None:
    """A chat's own ruling counts more, whichever came first; ``since`` gives what is for everybody alone."""
    own = await unit.rulings.rule([HERE], [(1, 2)], ANN, NOW, together=False)
    for_all = await unit.rulings.rule([EVERYBODY, THERE], [(1, 2)], BEA, NOW, together=True)
    assert await unit.rulings.joined(HERE) == {}
    assert await unit.rulings.joined(THERE) == {1: (1, 2), 2: (1, 2)}
    assert await unit.rulings.joined(99) == {1: (1, 2), 2: (1, 2)}
    assert [(ruling.chat, ruling.act) for ruling in await unit.rulings.of_chat(HERE)] == [
        (HERE, own),
        (EVERYBODY, for_all),
    ]
    ruling = Ruling(EVERYBODY, 1, 2, True, for_all, BEA, NOW)
    assert await unit.rulings.since(own) == [ruling]
    assert await unit.rulings.since(0) == [ruling]
    assert await unit.rulings.since(for_all) == []
