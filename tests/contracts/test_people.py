"""What every ports.People must keep."""

from dataclasses import replace

from bot.model import BLOCKED, Chat, ChatKind, Limits, Usage
from bot.ports import Storage, Unit
from tests.contracts.rows import DAY, NOW, a_chat, a_feed, feed, person, place

PLATFORM = place(1).platform
ANN, BEA = person(5), person(6)
WHY = "delivery.no_rights"


async def test_who_acted_within_a_week(storage: Storage) -> None:
    """Each counts once, from the last time; then they are forgotten."""
    async with storage.unit() as unit:
        for who, days in ((ANN, 0), (ANN, 1), (BEA, 2)):
            await unit.people.saw(PLATFORM, who, NOW + days * DAY)
        found = [(await unit.people.usage(NOW + days * DAY, Limits())).people for days in (2, 8, 9, 10)]
        assert found == [2, 2, 1, 0]


async def test_strangers_are_counted(storage: Storage) -> None:
    """Those of the last seven days."""
    async with storage.unit() as unit:
        assert await unit.people.strangers(NOW) == 0
        for days in (0, 0, 3):
            await unit.people.turned_away(NOW + days * DAY)
        assert [await unit.people.strangers(NOW + days * DAY) for days in (3, 6, 7, 9, 10)] == [3, 3, 1, 1, 0]


async def test_whose_feeds_these_are(storage: Storage) -> None:
    """Who let a chat follow a feed has it among theirs while the chat follows it; nobody else has."""
    async with storage.unit() as unit:
        chat, other = await a_chat(unit, 1), await a_chat(unit, 2)
        one, two = await a_feed(unit, "https://a.example", chat, other), await a_feed(unit, "https://b.example", chat)
        assert await unit.people.feeds(PLATFORM, ANN) == 0
        await unit.people.added(chat.id, one.id, ANN)
        await unit.people.added(other.id, one.id, ANN)
        await unit.people.added(chat.id, two.id, BEA)
        await unit.people.added(other.id, two.id, BEA)  # the chat does not follow it
        assert (await unit.people.feeds(PLATFORM, ANN), await unit.people.feeds(PLATFORM, BEA)) == (2, 1)
        await unit.feeds.unfollow(chat.id, one.id)
        assert await unit.people.feeds(PLATFORM, ANN) == 1


async def test_whose_chats_these_are(storage: Storage) -> None:
    """Those that they subscribed, get digests, and can be reached."""
    async with storage.unit() as unit:
        for number in (1, -2, -3, -4):
            chat = await a_chat(unit, number)
            await unit.chats.update(chat, replace(chat, subscribed_by=ANN))
        left, closed = await a_chat(unit, -3), await a_chat(unit, -4)
        await unit.chats.update(left, replace(left, subscribed=None))
        await unit.chats.close(closed.id, WHY, NOW)
        assert (await unit.people.chats(PLATFORM, ANN), await unit.people.chats(PLATFORM, BEA)) == (2, 0)


async def test_whose_questions_these_are(storage: Storage) -> None:
    """In all chats, while they wait."""
    async with storage.unit() as unit:
        one, other = [(await a_chat(unit, number)).id for number in (1, 2)]
        for chat, text in ((one, "Why?"), (one, "When?"), (other, "Why?")):
            await unit.questions.ask(chat, ANN, text, "", NOW)
        assert (await unit.people.questions(PLATFORM, ANN), await unit.people.questions(PLATFORM, BEA)) == (3, 0)
        await unit.questions.end(other, (await unit.questions.of_chat(other))[0].id)
        assert await unit.people.questions(PLATFORM, ANN) == 2


async def test_what_somebody_follows(storage: Storage) -> None:
    """Feeds count once, however many follow them; an address counts whoever owns the feed there."""
    async with storage.unit() as unit:
        chat, other = await a_chat(unit, 1), await a_chat(unit, 2)
        await a_feed(unit, "https://both.example", chat, other)
        await a_feed(unit, "https://lonely.example")
        own = await unit.feeds.add(feed("https://own.example", owner=other.id))
        await unit.feeds.follow(other.id, own.id, NOW)
        assert await unit.people.followed() == 2
        urls = ("https://both.example", "https://own.example", "https://lonely.example", "https://none.example")
        assert [await unit.people.is_followed(url) for url in urls] == [True, True, False, False]


async def test_usage(storage: Storage) -> None:
    """Counts alone: of what there is, and of chats and people who have as much as they may."""
    limits = Limits(
        feeds_per_chat=2, feeds_per_person=3, chats_per_person=2, questions_per_chat=2, questions_per_person=3
    )
    async with storage.unit() as unit:
        assert await unit.people.usage(NOW, limits) == Usage({}, 0, 0)
        ann, mills, silent = await a_chat(unit, 1), await a_chat(unit, -2), await a_chat(unit, 3, subscribed=None)
        # whoever sits at the machine runs the bot: neither is counted
        terminal = await unit.chats.ensure(replace(ann.key, platform="terminal"), ChatKind.PRIVATE, "")
        await unit.chats.update(terminal, replace(terminal, subscribed=NOW))
        feeds = [await a_feed(unit, f"https://{n}.example", ann) for n in range(2)]
        await unit.feeds.follow(mills.id, feeds[0].id, NOW)
        for chat in (ann, mills):
            await unit.people.added(chat.id, feeds[0].id, BEA)
            await unit.chats.update(chat, replace(chat, subscribed_by=ANN))
        for chat, text in ((ann, "a"), (mills, "a"), (silent, "a"), (silent, "b")):
            await unit.questions.ask(chat.id, BEA, text, "", NOW)
        await unit.people.saw(PLATFORM, ANN, NOW)
        # full: Ann's chat has two feeds, the silent one two questions; Ann has two chats, Bea four questions
        expected = Usage({"private": 1, "group": 1}, people=1, questions=4, full_chats=2, full_people=2)
        assert await unit.people.usage(NOW, limits) == expected
        assert await unit.people.usage(NOW, Limits()) == replace(expected, full_chats=0, full_people=0)


async def test_one_id_on_two_platforms_is_two_people(storage: Storage) -> None:
    """Text that two platforms happen to use means nothing across them."""
    async with storage.unit() as unit:
        here = await a_chat(unit, 1)
        there = await unit.chats.ensure(replace(here.key, platform="other"), ChatKind.PRIVATE, "")
        for chat in (here, there):
            await a_feed(unit, "https://a.example", chat)
            await unit.people.added(chat.id, (await unit.feeds.of_chat(chat.id))[0].id, ANN)
            await unit.questions.ask(chat.id, ANN, "Why?", "", NOW)
            await unit.people.saw(chat.key.platform, ANN, NOW)
        for platform in (PLATFORM, "other"):
            assert (await unit.people.feeds(platform, ANN), await unit.people.questions(platform, ANN)) == (1, 1)
        usage = await unit.people.usage(NOW, Limits(feeds_per_person=1, questions_per_person=2))
        assert (usage.people, usage.full_people) == (2, 2)


async def test_who_is_kept_out(storage: Storage) -> None:
    """By id, once; their chats and topics take nothing, whatever else is told of them, until they are let in again."""
    async with storage.unit() as unit:
        chat, topic, other = await a_chat(unit, -1003), await a_chat(unit, -1003, thread=7), await a_chat(unit, 5)
        out = chat.key.chat
        assert not await unit.people.blocked(PLATFORM, {out, ANN})
        assert not await unit.people.blocked(PLATFORM, set())
        assert await unit.people.block(PLATFORM, out, NOW)
        assert not await unit.people.block(PLATFORM, out, NOW)
        assert await unit.people.block(PLATFORM, BEA, NOW + DAY)
        assert await unit.people.blocks(PLATFORM) == [BEA, out]
        assert await unit.people.blocks("another") == []
        assert await unit.people.blocked(PLATFORM, {out, ANN})
        assert not await unit.people.blocked("another", {out})
        await unit.chats.close(topic.id, WHY, NOW)
        assert not await unit.chats.reopen(chat.id)
        assert [(await _gone(unit, one)) for one in (chat, topic, other)] == [BLOCKED, BLOCKED, ""]
        assert await unit.people.unblock(PLATFORM, out)
        assert not await unit.people.unblock(PLATFORM, out)
        assert [(await _gone(unit, one)) for one in (chat, topic)] == ["", ""]
        assert await unit.people.blocks(PLATFORM) == [BEA]


async def test_who_is_kept_out_stays_so_in_a_supergroup(storage: Storage) -> None:
    """The block goes along with the group."""
    async with storage.unit() as unit:
        chat = await a_chat(unit, -3)
        await unit.people.block(PLATFORM, chat.key.chat, NOW)
        new = place(-1003).chat
        await unit.chats.moved(chat.id, new)
        assert await unit.people.blocked(PLATFORM, {new})


async def _gone(unit: Unit, chat: Chat) -> str:
    found = await unit.chats.get(chat.id)
    assert found is not None
    return found.gone


async def test_what_happened_on_which_day(storage: Storage) -> None:
    """Counted by name, for a week."""
    async with storage.unit() as unit:
        assert await unit.people.tallied(NOW.date()) == {}
        for days, name in ((0, "a"), (0, "a"), (1, "a"), (1, "b"), (6, "a")):
            await unit.people.tally(name, NOW + days * DAY)
        assert await unit.people.tallied(NOW.date()) == {"a": 4, "b": 1}
        assert await unit.people.tallied((NOW + DAY).date()) == {"a": 2, "b": 1}
        await unit.people.tally("c" * 99, NOW + 7 * DAY)
        assert await unit.people.tallied(NOW.date()) == {"a": 2, "b": 1, "c" * 40: 1}


async def test_who_acted_since(storage: Storage) -> None:
    """As far as it was seen."""
    async with storage.unit() as unit:
        for who, days in ((ANN, 0), (BEA, 2)):
            await unit.people.saw(PLATFORM, who, NOW + days * DAY)
        assert [await unit.people.acted(NOW + days * DAY) for days in (0, 1, 3)] == [2, 1, 0]
