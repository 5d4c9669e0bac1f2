"""What every ports.Failures must keep."""

from datetime import timedelta

from bot.model import Failed, Failure, Part
from bot.ports import Storage
from bot.retrying import FIRST_WAIT, LONGEST_WAIT, LONGEST_WAIT_OF_CHAT, waits
from tests.contracts.rows import DAY, LATER, NOW, a_feed

TRIES = 12


async def test_what_failed_is_known_until_it_works(storage: Storage) -> None:
    """Each kind has names of its own; what never failed may be cleared."""
    async with storage.unit() as unit:
        feed = (await a_feed(unit)).id
        await unit.failures.mark(Part.ENTRY, [], NOW)
        assert await unit.failures.known(Part.ENTRY) == {}
        await unit.failures.mark(Part.ENTRY, [Failed("7", "KeyError", feed, backlog=True), Failed("8", "X")], NOW)
        await unit.failures.mark(Part.STORY, [Failed("7", "LookupError")], NOW)
        retry = NOW + FIRST_WAIT
        first = Failure(Part.ENTRY, "7", "KeyError", NOW, NOW, retry, 1, feed, backlog=True)
        assert await unit.failures.known(Part.ENTRY) == {
            "7": first,
            "8": Failure(Part.ENTRY, "8", "X", NOW, NOW, retry),
        }
        assert await unit.failures.known(Part.ENTRY, [feed]) == {"7": first}
        assert await unit.failures.known(Part.ENTRY, [feed + 1]) == {}
        assert await unit.failures.known(Part.ENTRY, []) == {}
        await unit.failures.clear(Part.ENTRY, ["7", "never"])
        await unit.failures.clear(Part.ENTRY, [])
        assert (await unit.failures.known(Part.ENTRY)).keys() == {"8"}
        assert (await unit.failures.known(Part.STORY)).keys() == {"7"}


async def test_each_try_counts_and_waits_longer(storage: Storage) -> None:
    """As ``waits`` says, for each kind; the first moment and whether it was backlog stay, the reason is the last."""
    async with storage.unit() as unit:
        for part in Part:
            now, expected = NOW, waits(part)
            for tries in range(1, TRIES):
                why = Failed("7", f"Error{tries}", backlog=tries == 1)
                await unit.failures.mark(part, [why], now)
                # too early: nobody has tried it again
                await unit.failures.mark(part, [Failed("7", "Other")], now + FIRST_WAIT / 2)
                wait = expected[min(tries, len(expected)) - 1]
                known = Failure(part, "7", f"Error{tries}", NOW, now, now + wait, tries, backlog=True)
                assert await unit.failures.known(part) == {"7": known}
                now = known.next_try
            assert now - known.last == (LONGEST_WAIT_OF_CHAT if part in (Part.CHAT, Part.JOB) else LONGEST_WAIT)


async def test_many_at_once(storage: Storage) -> None:
    """More than a statement may list; what is named twice has failed once, for the last reason."""
    names = [f"it's {n}" for n in range(600)]
    async with storage.unit() as unit:
        await unit.failures.mark(Part.ENTRY, [*(Failed(name, "X") for name in names), Failed(names[0], "Y")], NOW)
        found = await unit.failures.known(Part.ENTRY)
        assert found.keys() == set(names)
        assert {one.count for one in found.values()} == {1}
        assert found[names[0]].reason == "Y"
        await unit.failures.clear(Part.ENTRY, names[1:])
        assert (await unit.failures.known(Part.ENTRY)).keys() == {names[0]}


async def test_of_a_feed_so_many_items_are_kept(storage: Storage) -> None:
    """A bound for each feed; those that are known are still counted up, other kinds have no bound."""
    async with storage.unit() as unit:
        one, other = [(await a_feed(unit, f"https://{name}.example")).id for name in "ab"]
        flood = [Failed(f"{n}", "X", one) for n in range(400)]
        await unit.failures.mark(Part.ITEM, flood, NOW)
        await unit.failures.mark(Part.ITEM, [Failed("other", "X", other), Failed("nobody's", "X")], NOW)
        most = len(await unit.failures.known(Part.ITEM, [one]))
        assert 0 < most < len(flood)
        await unit.failures.mark(Part.ITEM, flood, NOW + DAY)
        found = await unit.failures.known(Part.ITEM)
        assert found.keys() == {*(f"{n}" for n in range(most)), "other", "nobody's"}
        assert {found[f"{n}"].count for n in range(most)} == {2}
        await unit.failures.mark(Part.ENTRY, flood, NOW)
        assert len(await unit.failures.known(Part.ENTRY, [one])) == len(flood)


async def test_counts(storage: Storage) -> None:
    """By kind and reason."""
    async with storage.unit() as unit:
        assert await unit.failures.counts() == {}
        await unit.failures.mark(Part.ENTRY, [Failed("1", "X"), Failed("2", "X"), Failed("3", "Y")], NOW)
        await unit.failures.mark(Part.CHAT, [Failed("1", "X")], NOW)
        assert await unit.failures.counts() == {(Part.ENTRY, "X"): 2, (Part.ENTRY, "Y"): 1, (Part.CHAT, "X"): 1}


async def test_what_was_tried_long_ago_is_forgotten(storage: Storage) -> None:
    """The last try counts, not the first."""
    async with storage.unit() as unit:
        await unit.failures.mark(Part.ENTRY, [Failed("old", "X"), Failed("tried", "X")], NOW)
        await unit.failures.mark(Part.ENTRY, [Failed("tried", "X")], LATER)
        await unit.failures.forget(NOW)
        assert (await unit.failures.known(Part.ENTRY)).keys() == {"old", "tried"}
        await unit.failures.forget(NOW + timedelta(seconds=1))
        assert (await unit.failures.known(Part.ENTRY)).keys() == {"tried"}
