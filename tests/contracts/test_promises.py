"""What every ports.Promises must keep."""

from dataclasses import replace

from bot.model import Actor, Deed, Promise
from bot.ports import Storage, Unit
from tests.contracts.rows import DAY, LATER, NOW, a_chat, a_feed, a_story, entry, person, posted, sent


async def a_promise(unit: Unit, number: int = 1) -> Promise:
    """A sentence that a chat has read, due now; not kept yet."""
    chat = await a_chat(unit, number)
    feed = await a_feed(unit, f"https://{number}.example/feed", chat)
    story = await a_story(unit, entry(feed.id))
    (one,) = await unit.entries.of_story(story.id)
    message = await posted(unit, chat, story.id)
    await sent(unit, message, 5)
    return Promise(0, chat.id, message.digest or 0, story.id, one.id, 0, 13, NOW.date(), NOW)


async def test_kept_once_and_not_too_many(storage: Storage) -> None:
    """Each sentence of a chat once; beyond the most nothing is kept; another chat has its own."""
    async with storage.unit() as unit:
        one, other = await a_promise(unit), await a_promise(unit, 2)
        await unit.promises.keep([], 9)
        later = replace(one, start=14, end=26, day=(NOW + DAY).date(), due=NOW + DAY)
        await unit.promises.keep([later, one, one, other], 2)
        await unit.promises.keep([replace(one, start=40)], 2)
        # a day of a story that is kept already, and one that comes twice at once
        again = replace(one, start=50, day=(NOW + 2 * DAY).date())
        await unit.promises.keep([replace(one, start=40), again, replace(again, start=60)], 3)
        assert await unit.promises.end(one.chat, [each.id for each in await unit.promises.of_chat(one.chat)][2:]) == 1
        found = await unit.promises.of_chat(one.chat)
        assert [replace(each, id=0) for each in found] == [one, later]
        assert [replace(each, id=0) for each in await unit.promises.of_chat(other.chat)] == [other]
        assert [replace(each, id=0) for each in await unit.promises.due(NOW, 9)] == [one, other]
        assert len(await unit.promises.due(NOW + DAY, 2)) == 2
        assert await unit.promises.of_chat(99) == []


async def test_only_what_arrived(storage: Storage) -> None:
    """While the digest is on its way, nobody has read it."""
    async with storage.unit() as unit:
        one = await a_promise(unit)
        chat = await unit.chats.get(one.chat)
        assert chat
        story = await a_story(unit, entry(1, guid="h", url="h"))
        message = await posted(unit, chat, story.id, slot=LATER)
        await unit.promises.keep([replace(one, digest=message.digest or 0, story=story.id)], 9)
        assert await unit.promises.of_chat(chat.id) == []
        assert await unit.promises.due(LATER, 9) == []
        await sent(unit, message, 6)
        assert len(await unit.promises.of_chat(chat.id)) == len(await unit.promises.due(LATER, 9)) == 1


async def test_put_off_and_ended(storage: Storage) -> None:
    """At another moment; and only by its own chat."""
    async with storage.unit() as unit:
        one, other = await a_promise(unit), await a_promise(unit, 2)
        await unit.promises.keep([one, other], 9)
        ids = [each.id for each in await unit.promises.due(NOW, 9)]
        await unit.promises.put_off(ids[0], LATER.date(), LATER)
        assert [each.id for each in await unit.promises.due(NOW, 9)] == ids[1:]
        (moved,) = await unit.promises.of_chat(one.chat)
        assert (moved.day, moved.due) == (LATER.date(), LATER)
        assert await unit.promises.end(one.chat, ids[1:]) == 0
        assert await unit.promises.end(other.chat, ids) == 1
        await unit.promises.forget(LATER)
        assert len(await unit.promises.of_chat(one.chat)) == 1
        await unit.promises.forget(LATER + DAY)
        assert await unit.promises.of_chat(one.chat) == []


async def test_put_off_to_a_day_that_is_taken(storage: Storage) -> None:
    """By a sentence of the same story: it stays as it is; later on its own day is no other day."""
    async with storage.unit() as unit:
        one, other = await a_promise(unit), await a_promise(unit, 2)
        later = replace(one, start=14, end=26, day=(NOW + DAY).date(), due=NOW + DAY)
        await unit.promises.keep([one, later, other], 9)
        first, second = [each.id for each in await unit.promises.of_chat(one.chat)]
        (theirs,) = [each.id for each in await unit.promises.of_chat(other.chat)]
        assert not await unit.promises.put_off(first, later.day, later.due)
        assert [each.day for each in await unit.promises.of_chat(one.chat)] == [one.day, later.day]
        assert await unit.promises.put_off(second, later.day, later.due + DAY)
        assert await unit.promises.put_off(theirs, later.day, later.due)
        assert not await unit.promises.put_off(99, later.day, later.due)


async def test_who_wants_them(storage: Storage) -> None:
    """Each chat, unless it said otherwise."""
    async with storage.unit() as unit:
        chat = (await a_chat(unit)).id
        assert await unit.promises.wanted(chat)
        for wanted in (False, False, True):
            await unit.promises.want(chat, wanted=wanted)
            assert await unit.promises.wanted(chat) is wanted
        assert await unit.promises.wanted(99)


async def test_a_promise_that_somebody_drops(storage: Storage) -> None:
    """The day is written down; one that a job ends leaves nothing."""
    async with storage.unit() as unit:
        one, other = await a_promise(unit), await a_promise(unit, 2)
        await unit.promises.keep([one, other], 9)
        await unit.promises.end(other.chat, [each.id for each in await unit.promises.of_chat(other.chat)])
        await unit.commit()
    async with storage.by(Actor(person(5), "Ann", NOW)).unit() as unit:
        await unit.promises.end(one.chat, [each.id for each in await unit.promises.of_chat(one.chat)])
        (act,) = await unit.acts.of_chat(one.chat, 9)
        assert (act.what, act.before, act.after) == (Deed.PROMISE, one.day.isoformat(), None)
        assert await unit.acts.of_chat(other.chat, 9) == []
