"""What every ports.Unit must keep: a transaction, and the small things that it holds besides the repositories."""

import asyncio
from typing import Any

import pytest

from bot.errors import Unstorable
from bot.model import Entry, Lock
from bot.ports import Storage, Unit
from tests.contracts.conftest import Open
from tests.contracts.rows import DAY, LATER, NOW, a_feed, entry

ODD = {"a": [1, 2.5, None, True, "wörd '%_"], "b": {}}


async def test_what_is_not_committed_is_not_kept(storage: Storage) -> None:
    """A transaction that is left without commit leaves nothing behind."""
    async with storage.unit() as unit:
        await a_feed(unit)
    async with storage.unit() as unit:
        assert await unit.feeds.all() == []


async def test_what_is_committed_is_kept(storage: Storage) -> None:
    """Also of a transaction that goes on, fails later or commits twice; what comes after the last commit is not."""
    async with storage.unit() as unit:
        await unit.keep("a", 1)
        await unit.commit()
        await unit.keep("b", 1)
        await unit.commit()
        await unit.commit()
        await unit.keep("a", 2)

    async def fail() -> None:
        async with storage.unit() as unit:
            await unit.keep("a", 3)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    async with storage.view() as unit:
        assert (await unit.kept("a"), await unit.kept("b")) == (1, 1)


async def _broken(unit: Unit, error: Exception | None) -> None:
    """Something within a savepoint that fails, by itself or at a value."""
    async with unit.savepoint():
        await unit.keep("inside", 1)
        if error:
            raise error
        await unit.entries.add_all([entry(99)])  # there is no such feed


@pytest.mark.parametrize("error", [LookupError("ours"), None])
async def test_a_savepoint_undoes_its_own_work(storage: Storage, error: Exception | None) -> None:
    """And says whether a value was at fault; the transaction goes on, with what it did before."""
    async with storage.unit() as unit:
        await unit.keep("before", 1)
        with pytest.raises(LookupError if error else Unstorable):
            await _broken(unit, error)
        async with unit.savepoint():
            await unit.keep("well", 1)
            async with unit.savepoint():
                await unit.keep("within", 1)
        await unit.commit()
    async with storage.view() as unit:
        assert [await unit.kept(name) for name in ("before", "inside", "well", "within")] == [1, None, 1, 1]


@pytest.mark.parametrize("what", Lock)
async def test_a_lock_may_be_taken_again(storage: Storage, what: Lock) -> None:
    """By whoever holds it, and by whoever comes after the transaction that held it, kept or not."""
    for _ in range(2):
        async with storage.unit() as unit:
            await unit.lock(what)
            await unit.lock(what)
    async with storage.unit() as unit:
        await unit.lock(what)
        await unit.commit()
    async with storage.unit() as unit:
        await unit.lock(what)


async def test_who_holds_a_lock_keeps_others_waiting(open_storage: Open) -> None:
    """Another process reads what the lock is for only after it was written."""
    async with open_storage() as ann, open_storage() as ben:

        async def count(storage: Storage) -> None:
            async with storage.unit() as unit:
                await unit.lock(Lock.ASKING)
                before = await unit.kept("n") or 0
                await asyncio.sleep(0)
                await unit.keep("n", before + 1)
                await unit.commit()

        await asyncio.gather(*(count(storage) for storage in (ann, ben) * 4))
        async with ann.view() as unit:
            assert await unit.kept("n") == 8


async def test_small_values_are_kept(storage: Storage) -> None:
    """A value comes back as it was kept last, also after a restart; under a name that nobody used there is none."""
    async with storage.unit() as unit:
        assert await unit.kept("counts") is None
        await unit.keep("counts", {"a": 1})
        await unit.keep("counts", ODD)
        await unit.keep("none", None)
        await unit.commit()
    async with storage.unit() as unit:
        assert (await unit.kept("counts"), await unit.kept("none")) == (ODD, None)


async def test_counters(storage: Storage) -> None:
    """They begin at 0, each by itself, and tell the sum."""
    async with storage.unit() as unit:
        assert await unit.counted("a") == 0
        assert [await unit.count_up("a"), await unit.count_up("a", 5), await unit.count_up("b", 0)] == [1, 6, 0]
        assert [await unit.counted(name) for name in "abc"] == [6, 0, 0]
        assert await unit.count_up("a", -2) == 4


async def test_of_a_place_the_newest_are_kept(storage: Storage) -> None:
    """What is kept again is new again; other places have their own."""
    async with storage.unit() as unit:
        await unit.keep_recent("p", {}, 3)
        await unit.keep_recent("p", {"n8": 8, "n9": 9}, 3)
        await unit.keep_recent("q", {"n8": ODD}, 3)
        await unit.keep_recent("p", {"n8": "again", "q": 1}, 3)
        assert [await unit.recent("p", name) for name in ("n8", "n9", "q")] == ["again", 9, 1]
        assert await unit.recent_of("p", ["n9", "n8", "gone"]) == {"n8": "again", "n9": 9}
        assert await unit.recent_of("p", []) == {}
        await unit.keep_recent("p", {"r": 2}, 3)
        assert [await unit.recent("p", name) for name in ("n8", "n9", "q", "r")] == ["again", None, 1, 2]
        assert (await unit.recent("q", "n8"), await unit.recent("elsewhere", "q")) == (ODD, None)
        await unit.keep_recent("p", {}, 0)
        assert await unit.recent("p", "r") is None


async def test_what_is_kept_for_buttons_goes_by_time(storage: Storage) -> None:
    """What was kept before a moment; what nobody said a moment of stays, and so does what was kept again."""
    async with storage.unit() as unit:
        await unit.keep_recent("p", {"old": 1, "again": 2}, 9, kept=NOW, person="5")
        await unit.keep_recent("p", {"for good": 3}, 9)
        await unit.keep_recent("p", {"again": 4}, 9, kept=NOW + DAY)
        assert await unit.recent_in("p") == {"old": 1, "for good": 3, "again": 4}
        await unit.forget_recent(LATER)
        assert await unit.recent_in("p") == {"for good": 3, "again": 4}
        assert await unit.recent_in("q") == {}


def _quoted(entries: list[Entry]) -> list[str]:
    return [one.doc for one in entries]


async def test_what_may_be_quoted(storage: Storage) -> None:
    """Of those feeds; only what came after a sentence, or was seen since a moment."""
    async with storage.unit() as unit:
        ours, theirs = [(await a_feed(unit, f"https://{name}.example")).id for name in "ab"]
        (old,) = await unit.entries.add_all([entry(ours, text="The mill is old.")])
        last = await unit.entries.last_sentence()
        later = NOW.replace(hour=20)
        (new,) = await unit.entries.add_all([entry(ours, text="The mill is new.", seen=later)])
        await unit.entries.add_all([entry(theirs, text="The mill is theirs.", seen=later)])

        async def found(feeds: set[int], **limits: Any) -> list[str]:
            return sorted(quote.doc for quote in await unit.passages(feeds, **limits).find([["mill"]], 9))

        assert await found({ours}) == _quoted([old, new])
        assert await found({ours}, after=last) == _quoted([new])
        assert await found({ours}, since=later) == _quoted([new])
        assert await found({ours}, after=last, since=NOW) == _quoted([new])
        assert await found(set()) == []
