"""What every ports.Storage must keep: transactions that write take turns, and those that read wait for nobody."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bot.errors import StorageError
from bot.lookup.find import find
from bot.lookup.query import parse_question
from bot.model import Actor, Document, Lock
from bot.ports import Storage, Unit
from bot.storage.unit_of_work import SqlStorage
from tests.contracts.conftest import Open
from tests.contracts.rows import NOW, a_chat, a_feed, entry

LONG = "The mill of Ulm mills. " * 3_000
"""So much that it is read ahead."""

SHAPELESS = [Random(seed).randbytes(500_000).hex() for seed in range(3)]
"""Texts of a million letters that no database stores in much less."""


async def test_seeds_follow_their_files(open_storage: Open) -> None:
    """A changed document is indexed anew, a missing one leaves, an unchanged one stays."""
    old = [Document("seed:a", "A", "Apples are red."), Document("seed:b", "B", "Bananas are yellow.")]
    new = [Document("seed:a", "A", "Apples are green."), Document("seed:c", "C", "Cherries are small.")]
    for documents in (old, old, new):
        async with open_storage(documents) as storage, storage.unit() as unit:
            assert (await unit.passages({1}).reach()).documents == 2
    async with open_storage(new) as storage, storage.unit() as unit:
        assert [quote.text for quote in await unit.passages({1}).find([["appl"]], 5)] == ["Apples are green."]
        assert await unit.passages({1}).find([["red"]], 5) == []
        assert await unit.passages({1}).find([["banana"]], 5) == []
        assert [quote.doc for quote in await unit.passages({1}).find([["cherri"]], 5)] == ["seed:c"]


async def test_transactions_take_turns(storage: Storage) -> None:
    """Who asks while one transaction follows the other comes after the present one, not after the last."""
    done = 0
    within = asyncio.Event()

    async def work() -> None:
        nonlocal done
        for _ in range(30):
            async with storage.unit() as unit:
                within.set()
                await unit.keep("busy", done)
                await asyncio.sleep(0)
                await unit.commit()
            done += 1

    working = asyncio.create_task(work())
    for _ in range(3):
        within.clear()
        await within.wait()
        before = done
        async with storage.unit() as unit:
            await unit.keep("asks", 1)
            await unit.commit()
        assert done <= before + 1
    await working


async def test_a_view_waits_for_no_writer(storage: Storage) -> None:
    """It sees what was committed, and nothing of what is under way."""
    async with asyncio.timeout(30), storage.unit() as unit:
        await unit.keep("x", "old")
        await unit.commit()
        await unit.keep("x", "new")
        async with storage.view() as view:
            assert await view.kept("x") == "old"
        await unit.commit()
        async with storage.view() as view:
            assert await view.kept("x") == "new"


async def test_a_view_stays_as_it_is(storage: Storage) -> None:
    """Whatever is committed meanwhile, it goes on with what it saw first."""
    async with storage.unit() as unit:
        await unit.keep("x", "old")
        await unit.commit()
    async with storage.view() as view:
        assert await view.kept("x") == "old"
        async with storage.unit() as unit:
            await unit.keep("x", "new")
            await unit.commit()
        assert await view.kept("x") == "old"


async def test_a_view_writes_nothing(storage: Storage) -> None:
    """Whoever tries hears of it, whatever they try."""

    async def keep(view: Unit) -> None:
        await view.keep("x", "y")

    async def lock(view: Unit) -> None:
        await view.lock(Lock.STORIES)

    async def ensure(view: Unit) -> None:
        await a_chat(view)

    async def take(view: Unit) -> None:
        await view.leases.take(["x"])

    for act in (keep, lock, ensure, take):
        with pytest.raises(StorageError):
            async with storage.view() as view:
                await act(view)
    async with storage.view() as view:
        assert (await view.kept("x"), await view.chats.all()) == (None, [])


async def test_fifty_readers_beside_a_writer(storage: Storage) -> None:
    """While a transaction goes on and on, fifty are answered, and none of them waits for its end."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        ours = await a_feed(unit, "https://a.example/feed", chat)
        await unit.entries.add_all([entry(ours.id, text=f"The mill of Ulm has {n} wheels.") for n in range(20)])
        await unit.commit()
    answered: list[int] = []

    async def ask(number: int) -> int:
        async with storage.view() as view:
            readable = await view.feeds.readable(chat.id, public=False)
            found = await find(view.passages(readable), parse_question("How many wheels has the mill of Ulm?"))
        answered.append(number)
        return len(found.quotes)

    # the writer ends only when all have been answered: if one waited for it, neither would ever go on
    async with asyncio.timeout(120), storage.unit() as unit:
        await unit.entries.add_all([entry(ours.id, text=f"The mill of Ulm has {n} towers.") for n in range(20)])
        quotes = await asyncio.gather(*map(ask, range(50)))
        await unit.commit()
    assert sorted(answered) == list(range(50))
    assert min(quotes) == max(quotes) > 0


async def test_what_was_read_ahead_is_stored_the_same(storage: Storage) -> None:
    """It is only done sooner: long texts are found as if nobody had read them ahead, within the block and after it."""
    async with storage.unit() as unit:
        feeds = [(await a_feed(unit, f"https://{name}.example")).id for name in "abc"]
        await unit.commit()
    async with storage.read_ahead([(LONG, "en"), ("", "en"), (LONG, "de")]), storage.unit() as unit:
        await unit.entries.add_all([entry(feeds[0], text=LONG)])
        await unit.commit()
    async with storage.unit() as unit:
        await unit.entries.add_all([entry(feeds[1], text=LONG)])
        await unit.commit()
    with pytest.raises(LookupError):
        async with storage.read_ahead([(LONG, "en")]):
            raise LookupError
    async with storage.read_ahead([]), storage.view() as view:
        ahead, plain, none = [await view.passages({feed}).counts(["mill", "ulm"]) for feed in feeds]
        assert ahead == plain
        assert ahead[0] > 500
        assert none == (0, {"mill": 0, "ulm": 0})
        spans = await view.passages(feeds).spans(["entry:1", "entry:2"])
        assert [len(some) for some in spans.values()] == [ahead[0]] * 2


async def test_room_is_given_back(storage: Storage) -> None:
    """A database tells how much it takes; what went is off the disk after compacting, and all else is there."""
    async with storage.unit() as unit:
        feed = await a_feed(unit)
        await unit.entries.add_all([entry(feed.id, text=f"It has {n} wheels.") for n in range(20)])
        await unit.keep("x", SHAPELESS[0])
        await unit.commit()
    full = await storage.size()
    assert full > 1_000_000
    async with storage.unit() as unit:
        await unit.keep("x", "")
        await unit.commit()
    await storage.compact()
    assert await storage.size() < full - 250_000
    async with storage.view() as view:
        assert (await view.kept("x"), await view.entries.count()) == ("", 20)
        assert (await view.entries.newest(feed.id, 1))[0].seen == NOW


async def test_what_came_and_went_takes_no_room(storage: Storage) -> None:
    """However often something large is written over, after scrubbing there is room for one more of it at most."""
    sizes = []
    for value in SHAPELESS * 2:
        async with storage.unit() as unit:
            await unit.keep("x", value)
            await unit.commit()
        await storage.scrub()
        sizes.append(await storage.size())
    assert max(sizes) < sizes[0] + 1_500_000
    async with storage.view() as view:
        assert await view.kept("x") == SHAPELESS[-1]


async def test_work_waits_while_people_are_there(storage: SqlStorage) -> None:
    """As long as somebody who is waited for reads or writes, or is about to; and never longer than it says."""
    people, order = storage.for_people(), list[str]()

    async def work(longest: timedelta) -> None:
        await storage.quiet(longest)
        order.append("work")

    await asyncio.wait_for(work(timedelta(minutes=1)), 10)
    async with people.view(), people.unit():
        waiting = asyncio.create_task(work(timedelta(minutes=1)))
        await asyncio.sleep(0.05)
        await work(timedelta(seconds=0.01))
        order.append("answered")
    await asyncio.wait_for(waiting, 10)
    assert order == ["work", "work", "answered", "work"]


async def test_who_does_it(open_storage: Open) -> None:
    """The same database for what one person does: what they change is written down, what others do is not theirs."""
    async with open_storage([]) as storage:
        async with storage.unit() as unit:
            chat = await a_chat(unit, 1, subscribed=None)
            await unit.commit()
        async with storage.by(Actor("5", "Ann", NOW)).unit() as unit:
            await unit.chats.update(chat, replace(chat, subscribed=NOW))
            await unit.commit()
        async with storage.unit() as unit:
            await unit.chats.update(replace(chat, subscribed=NOW), chat)
            assert [act.person for act in await unit.acts.of_chat(chat.id, 10)] == ["5"]
