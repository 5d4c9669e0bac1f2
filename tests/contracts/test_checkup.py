"""What every ports.Checkup must keep."""

from dataclasses import replace

from bot.model import Failed, Part, Reply, Waiting
from bot.ports import Storage
from tests.contracts.rows import DAY, HOUR, LATER, NOW, a_chat, a_feed, a_story, entry, first, posted, sent
from tests.stored import add_entry


async def test_what_was_done_and_what_waits(storage: Storage) -> None:
    """Nothing of an empty database; then when each part was done last, and how much waits since when."""
    async with storage.view() as view:
        found = await view.checkup.look(NOW)
    assert (found.last_poll, found.last_sorted, found.last_digest, found.last_sent) == (None,) * 4
    assert (found.polls, found.unsorted, found.messages, found.holdings) == (Waiting(), Waiting(), Waiting(), ())
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        due = await a_feed(unit, "https://a.example/feed", chat, next_poll=NOW - HOUR, last_poll=NOW - DAY)
        await a_feed(unit, "https://b.example/feed", chat, next_poll=LATER, failures=2, error="feed.gone")
        await a_feed(unit, "https://c.example/feed", next_poll=NOW - HOUR, failures=1)  # nobody follows it
        await a_story(unit, entry(due.id, "A"), made=NOW)
        await a_story(unit, entry(due.id, "B"), made=LATER)
        waits = [await add_entry(unit, entry(due.id, title, seen=NOW - HOUR)) for title in "CD"]
        await unit.failures.mark(Part.ENTRY, [Failed(str(waits[0].id), "LookupError", due.id)], NOW)
        await posted(unit, chat, 1, 2)
        await sent(unit, await first(unit, chat), 7)
        await unit.leases.take(["sort"])
        await unit.commit()
    async with storage.view() as view:
        found = await view.checkup.look(NOW)
    assert (found.last_poll, found.last_sorted, found.last_digest, found.last_sent) == (NOW - DAY, LATER, NOW, NOW)
    assert found.polls == Waiting(1, NOW - HOUR)
    assert found.unsorted == Waiting(1, NOW - HOUR)
    assert found.messages == Waiting(1, NOW)
    assert [one.name for one in found.holdings] == ["sort"]
    assert (found.entries, found.stories, found.feeds, found.failing) == (4, 2, 2, 1)
    assert (found.chats, found.closed, found.aside) == (1, 0, {"entry": 1})


async def test_what_nobody_can_do_now_does_not_wait(storage: Storage) -> None:
    """Messages for later, and those to a chat that takes nothing."""
    async with storage.unit() as unit:
        chat, closed = await a_chat(unit, 1), await a_chat(unit, 2)
        for one in (chat, closed):
            await unit.outbox.notify(one.id, Reply("Hello"), NOW, LATER)
        message = await first(unit, chat)
        await unit.outbox.mark(replace(message, not_before=LATER))
        await unit.chats.update(closed, replace(closed, gone="delivery.blocked", gone_since=NOW))
        await unit.commit()
    async with storage.view() as view:
        now, later = [await view.checkup.look(moment) for moment in (NOW, LATER)]
    assert (now.messages, now.chats, now.closed) == (Waiting(), 2, 1)
    assert later.messages == Waiting(1, LATER)
