"""What every ports.Leases must keep: one owner at a time, and a number that tells whether there was another."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from bot.model import WorkerRole
from bot.ports import LEASE, Storage
from bot.storage.unit_of_work import SqlStorage
from tests.contracts.conftest import Open

MINUTE = timedelta(minutes=1)
GONE = -timedelta(days=1)
"""A lease that lasts so long has lapsed long ago."""


class Two(NamedTuple):
    """Two processes on one database."""

    ann: Storage
    ben: Storage


@pytest.fixture
async def two(open_storage: Open) -> AsyncIterator[Two]:
    """Two processes on one database."""
    async with open_storage() as ann, open_storage() as ben:
        yield Two(ann, ben)


async def take(storage: Storage, *names: str, lasts: timedelta = MINUTE) -> dict[str, int]:
    """Take leases in a transaction of their own."""
    async with storage.unit() as unit:
        found = await unit.leases.take(names, lasts)
        await unit.commit()
    return found


async def test_one_owner(two: Two) -> None:
    """What one has nobody else gets; of several the others are given; one's own is renewed under its number."""
    assert await take(two.ann) == {}
    mine = await take(two.ann, "a", "b", "a")
    assert mine.keys() == {"a", "b"}
    assert (await take(two.ben, "a", "b", "c")).keys() == {"c"}
    assert await take(two.ann, "a", "b") == mine


async def test_it_lasts_some_seconds_if_nobody_says(two: Two) -> None:
    """Long enough for what a transaction finds."""
    async with two.ann.unit() as unit:
        assert (await unit.leases.take(["a"])).keys() == {"a"}
        await unit.commit()
    assert await take(two.ben, "a") == {}


async def test_it_lapses(two: Two) -> None:
    """Then another gets it, under another number; who had it before sees that from the number."""
    first = await take(two.ann, "a", lasts=GONE)
    again = await take(two.ann, "a", lasts=GONE)
    assert again == first
    assert (await take(two.ben, "a", lasts=GONE)).keys() == {"a"}
    assert (await take(two.ann, "a"))["a"] != first["a"]


async def test_a_shorter_renewal_ends_nothing_sooner(two: Two) -> None:
    """A long lease stays as long when it is taken for a moment."""
    await take(two.ann, "a")
    await take(two.ann, "a", lasts=timedelta())
    assert await take(two.ben, "a") == {}


async def test_what_is_not_committed_is_not_taken(two: Two) -> None:
    """It is taken with the work that it is for."""
    async with two.ann.unit() as unit:
        assert await unit.leases.take(["a"])
    assert (await take(two.ben, "a")).keys() == {"a"}


async def test_what_is_given_back_is_free(two: Two) -> None:
    """One's own alone; what nobody has, or others have, changes nothing."""
    await take(two.ann, "a", "b")
    for who in two:
        async with who.unit() as unit:
            await unit.leases.give_back([])
            await unit.leases.give_back(["nobody's", *(["a", "b"] if who is two.ben else ["a"])])
            await unit.commit()
    assert (await take(two.ben, "a", "b")).keys() == {"a"}


async def test_at_rest_nobody_gets_it(two: Two) -> None:
    """Not even who had it; afterwards whoever comes, under another number."""
    first = await take(two.ann, "a")
    async with two.ben.unit() as unit:
        await unit.leases.rest("a", MINUTE)
        await unit.leases.rest("new", MINUTE)
        await unit.commit()
    for who in two:
        assert await take(who, "a", "new") == {}
    async with two.ben.unit() as unit:
        await unit.leases.rest("a", timedelta())
        await unit.commit()
    last = await take(two.ann, "a")
    assert last.keys() == {"a"}
    assert last != first


async def test_what_rests_is_told(two: Two) -> None:
    """With the moment until which nobody gets it; what somebody has, and what may be taken, does not rest."""
    before = datetime.now(UTC)
    await take(two.ann, "mine", "rested")
    async with two.ann.unit() as unit:
        await unit.leases.rest("resting", MINUTE)
        await unit.leases.rest("rested", timedelta())
        await unit.leases.rest("not asked for", MINUTE)
        await unit.commit()
    async with two.ben.view() as view:
        found = await view.leases.resting(["mine", "rested", "resting", "unknown"])
        assert await view.leases.resting([]) == {}
    assert found.keys() == {"resting"}
    assert before + MINUTE <= found["resting"] <= datetime.now(UTC) + MINUTE


async def test_signs_of_life(two: Two) -> None:
    """A process is known by its role from its first sign until it ends; what it shows is no work."""
    before = datetime.now(UTC)
    for who, role in ((two.ann, WorkerRole.POLL), (two.ben, WorkerRole.STORIES), (two.ann, WorkerRole.POLL)):
        async with who.unit() as unit:
            await unit.leases.give_sign(role)
            await unit.commit()
    async with two.ben.view() as view:
        poll, stories = await view.leases.signs()
        assert (await view.checkup.look(before)).holdings == ()
    assert (poll.role, stories.role) == (WorkerRole.POLL, WorkerRole.STORIES)
    assert poll.owner != stories.owner
    assert before - timedelta(milliseconds=1) <= poll.begun <= poll.last <= datetime.now(UTC)
    assert poll.until == poll.last + LEASE
    assert isinstance(two.ann, SqlStorage)
    await two.ann.end_leases()
    async with two.ben.view() as view:
        assert await view.leases.signs() == [stories]


async def test_what_lapsed_long_ago_is_forgotten(two: Two) -> None:
    """What lasts still, and what has just lapsed, is not; the number of what is made anew was never given."""
    old = await take(two.ann, "old", lasts=GONE)
    fresh = await take(two.ann, "fresh", lasts=timedelta())
    kept = await take(two.ann, "kept")
    async with two.ben.unit() as unit:
        await unit.leases.forget()
        await unit.commit()
    assert await take(two.ben, "kept") == {}
    assert await take(two.ann, "kept", "fresh") == kept | fresh
    assert (await take(two.ann, "old"))["old"] != old["old"]
