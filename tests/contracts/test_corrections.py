"""What every ports.Corrections must keep."""

from dataclasses import replace

from bot.model import Chat, Correction, Entry, Quote, Reading, Story
from bot.ports import Storage, Unit
from bot.stories.rulings import EVERYBODY
from tests.contracts.rows import DAY, HOUR, LATER, NOW, a_chat, a_feed, a_story, entry, person, sent
from tests.contracts.rows import posted as post
from tests.stored import open_story

QUOTE = Quote("entry:1", 0, 13, "One sentence.")


async def a_reader(unit: Unit, number: int = 1) -> tuple[Chat, Entry]:
    """A chat and an entry of its feed, which is the first."""
    chat = await a_chat(unit, number)
    feed = await a_feed(unit, f"https://{number}.example/feed", chat)
    story = await a_story(unit, entry(feed.id))
    (stored,) = await unit.entries.of_story(story.id)
    return chat, stored


def change(chat: Chat, story: int, digest: int = 1, now: str = "Another sentence.") -> Correction:
    """A change of the quote."""
    return Correction(0, 1, Reading(chat.id, digest, story, QUOTE), now, 4, NOW)


async def test_texts_that_changed(storage: Storage) -> None:
    """The newest stands beside the entry until its feed says again what was quoted, or the text goes."""
    async with storage.unit() as unit:
        _, one = await a_reader(unit)
        assert await unit.corrections.rewritten([one.doc, "seed:a"]) == {}
        assert await unit.corrections.rewrite(one.id, "New.", NOW)
        assert not await unit.corrections.rewrite(one.id, "New.", LATER)
        assert await unit.corrections.rewrite(one.id, "Newer.", LATER)
        assert await unit.corrections.rewritten([one.doc, "entry:99"]) == {one.doc: "Newer."}
        assert (await unit.entries.get(one.id)) == one
        await unit.corrections.restore([one.id, 99])
        assert await unit.corrections.rewritten([one.doc]) == {}
        assert await unit.corrections.rewrite(one.id, "New.", NOW)
        assert await unit.entries.forget(NOW + 9 * DAY, 10) == 1
        assert await unit.corrections.rewritten([one.doc]) == {}


async def test_who_has_read_an_entry(storage: Storage) -> None:
    """In digests that arrived or are on their way, also under a story that people joined with its own."""
    async with storage.unit() as unit:
        chat, one = await a_reader(unit)
        story = one.story or 0
        assert await unit.corrections.readings(one, NOW - DAY) == []
        message = await post(unit, chat, story)
        reading = Reading(chat.id, message.digest or 0, story, QUOTE)
        assert await unit.corrections.readings(one, NOW - DAY) == [reading]
        await sent(unit, message, 5)
        assert await unit.corrections.readings(one, NOW - DAY) == [reading]
        assert await unit.corrections.readings(one, NOW) == []
        assert await unit.corrections.readings(replace(one, id=2), NOW - DAY) == []
        other = await open_story(unit, Story(0, "Other", NOW, NOW))
        moved = replace(one, story=other.id)
        assert await unit.corrections.readings(moved, NOW - DAY) == []
        await unit.rulings.rule([EVERYBODY], [(story, other.id)], person(1), NOW, together=True)
        assert await unit.corrections.readings(moved, NOW - DAY) == [reading]
        assert await unit.corrections.readings(replace(one, story=None), NOW - DAY) == []


async def test_each_change_is_told_once(storage: Storage) -> None:
    """To a chat whose digest arrived and that follows the feed; a newer change takes the place of one not told yet."""
    async with storage.unit() as unit:
        chat, one = await a_reader(unit)
        message = await post(unit, chat, one.story or 0)
        new = change(chat, one.story or 0, message.digest or 0)
        await unit.corrections.announce(one.id, [new, new])
        assert await unit.corrections.due(NOW - DAY, 9) == [], "the digest is on its way"
        await sent(unit, message, 5)
        (due,) = await unit.corrections.due(NOW - DAY, 9)
        assert replace(due, id=0) == new
        assert await unit.corrections.due(NOW, 9) == [], "it was read before"
        newer = replace(new, now="A third sentence.")
        await unit.corrections.announce(one.id, [newer])
        (due,) = await unit.corrections.due(NOW - DAY, 9)
        assert due.now == newer.now
        await unit.corrections.told([due.id], NOW)
        assert await unit.corrections.told_since([chat.id, 99], NOW - HOUR) == {chat.id: 1}
        assert await unit.corrections.told_since([chat.id], NOW) == {}
        await unit.corrections.announce(one.id, [newer])
        assert await unit.corrections.due(NOW - DAY, 9) == []
        await unit.corrections.announce(one.id, [new])
        assert await unit.feeds.unfollow(chat.id, one.feed)
        assert await unit.corrections.due(NOW - DAY, 9) == []
        await unit.feeds.follow(chat.id, one.feed, NOW)
        assert len(await unit.corrections.due(NOW - DAY, 9)) == 1
        await unit.corrections.rewrite(one.id, "New.", NOW)
        await unit.corrections.restore([one.id])
        assert await unit.corrections.due(NOW - DAY, 9) == []
        await unit.corrections.announce(one.id, [replace(new, made=NOW - DAY)])
        await unit.corrections.forget(NOW)
        assert await unit.corrections.due(NOW - DAY, 9) == []
