"""What every ports.Acts must keep."""

from dataclasses import replace
from datetime import time, timedelta

from bot.model import Actor, Deed, Size
from bot.ports import Storage
from bot.storage.acts import MOST
from tests.contracts.rows import DAY, LATER, NOW, a_chat, a_feed, a_story, entry, person

ANN, BEN = Actor(person(5), "Ann", NOW), Actor(person(6), "Ben", LATER)


async def test_all_that_somebody_changes(storage: Storage) -> None:
    """Settings, subscription, feeds, rulings and connections, each from what to what; jobs leave nothing."""
    async with storage.unit() as unit:
        chat, mine = await a_chat(unit, -1003, subscribed=None), await a_chat(unit, 5)
        one, other = await a_feed(unit, "https://a.example", chat), await a_feed(unit, "https://b.example")
        stories = [(await a_story(unit, entry(one.id, guid=name, url=name))).id for name in "xy"]
        await unit.chats.update(chat, replace(chat, gone="x"))
        assert await unit.acts.of_chat(chat.id, 100) == []
        await unit.commit()
    async with storage.by(ANN).unit() as unit:
        changed = replace(chat, times=(time(21, 30),), zone="Asia/Tokyo", size=Size.FULL, subscribed=NOW, admin="5")
        await unit.chats.update(chat, changed)
        await unit.chats.update(changed, changed)
        assert await unit.feeds.follow(chat.id, other.id, NOW)
        assert not await unit.feeds.follow(chat.id, other.id, NOW)
        assert await unit.feeds.unfollow(chat.id, one.id)
        assert not await unit.feeds.unfollow(chat.id, one.id)
        await unit.rulings.rule((chat.id, 0), [(stories[0], stories[1])], ANN.person, NOW, together=True)
        await unit.connections.begin(mine.id, chat.id, NOW)
        await unit.connections.end(mine.id)
        await unit.commit()
    async with storage.view() as unit:
        found = list(reversed(await unit.acts.of_chat(chat.id, 100)))
        assert [(act.what, act.before, act.after) for act in found] == [
            (Deed.HOURS, ["08:00"], ["21:30"]),
            (Deed.ZONE, "UTC", "Asia/Tokyo"),
            (Deed.SIZE, None, "full"),
            (Deed.SUBSCRIPTION, None, NOW.isoformat()),
            (Deed.FEED, None, other.id),
            (Deed.FEED, one.id, None),
            (Deed.RULING, None, True),
            (Deed.CONNECTION, False, True),
            (Deed.CONNECTION, True, False),
        ]
        assert {(act.person, act.name, act.at, act.chat) for act in found} == {(person(5), "Ann", NOW, chat.id)}
        assert await unit.acts.of_chat(mine.id, 100) == []
        assert [act.what for act in await unit.acts.of_chat(chat.id, 1)] == [Deed.CONNECTION]


async def test_what_is_not_kept_leaves_no_act(storage: Storage) -> None:
    """An act is written with what it tells of, or not at all."""
    async with storage.unit() as unit:
        chat = await a_chat(unit, 1)
        await unit.commit()
    async with storage.by(ANN).unit() as unit:
        await unit.chats.update(chat, replace(chat, zone="Asia/Tokyo"))
    async with storage.view() as unit:
        assert await unit.acts.of_chat(chat.id, 100) == []


async def test_acts_of_one_moment(storage: Storage) -> None:
    """With an act come those of its kind, person and moment in its chat; another chat's is none."""
    async with storage.unit() as unit:
        chat, other = await a_chat(unit, 1), await a_chat(unit, 2)
        feeds = [await a_feed(unit, f"https://{n}.example") for n in range(4)]
        await unit.commit()
    for actor, some in ((ANN, feeds[:2]), (BEN, feeds[2:3]), (replace(ANN, at=LATER), feeds[3:])):
        async with storage.by(actor).unit() as unit:
            for feed in some:
                await unit.feeds.follow(chat.id, feed.id, NOW)
            await unit.feeds.follow(other.id, some[0].id, NOW)
            await unit.commit()
    async with storage.view() as unit:
        newest = await unit.acts.of_chat(chat.id, 100)
        together = await unit.acts.with_it(chat.id, newest[-2].id)
        assert [act.after for act in together] == [feed.id for feed in feeds[:2]]
        assert [act.after for act in await unit.acts.with_it(chat.id, newest[0].id)] == [feeds[3].id]
        assert await unit.acts.with_it(other.id, newest[0].id) == []
        assert await unit.acts.with_it(chat.id, 0) == []


async def test_how_long_they_are_kept(storage: Storage) -> None:
    """The newest of a chat, however often something is changed there; and none that is too old, a few at a time."""
    async with storage.unit() as unit:
        chat, quiet = await a_chat(unit, 1), await a_chat(unit, 2)
        feed = await a_feed(unit, "https://a.example", quiet)
        await unit.commit()
    async with storage.by(replace(ANN, at=NOW - 3 * DAY)).unit() as unit:
        await unit.feeds.unfollow(quiet.id, feed.id)
        for n in range(MOST + 10):
            await unit.chats.update(replace(chat, zone=str(n)), replace(chat, zone=str(n + 1)))
        found = await unit.acts.of_chat(chat.id, 2 * MOST)
        assert (len(found), found[0].after, found[-1].before) == (MOST, str(MOST + 10), "10")
        assert len(await unit.acts.of_chat(quiet.id, 10)) == 1
        assert await unit.acts.forget(NOW - 3 * DAY, 100) == 0
        assert await unit.acts.forget(NOW - 3 * DAY + timedelta(seconds=1), 100) == 100
        assert len(await unit.acts.of_chat(chat.id, 2 * MOST)) == MOST - 99
        assert await unit.acts.forget(NOW, 2 * MOST) == MOST - 99
