"""What every ports.Privacy must keep."""

from dataclasses import replace

from bot.model import Chat, ChatKey, Mention, Part, Reply, Role
from bot.ports import ERASED, LOGGED, Storage, Unit
from bot.retrying import failed
from bot.stories.rulings import EVERYBODY
from tests.contracts.rows import DAY, HOUR, LATER, NOW, a_chat, a_feed, a_story, person, place, posted

ANN = person(5)
PLATFORM = place(5).platform
BLOCKED = "delivery.blocked"


async def group_of(unit: Unit) -> Chat:
    """A group in which Ann did all that somebody can be written down for, beside what others did."""
    group = await a_chat(unit, -1002)
    named = replace(group, subscribed_by=ANN, admin=ANN)
    await unit.chats.update(group, named)
    feed = await a_feed(unit, "https://a.example/feed", named)
    other = await a_feed(unit, "https://b.example/feed", named)
    await unit.people.added(group.id, feed.id, ANN)
    await unit.people.added(group.id, other.id, person(6))
    await unit.people.saw(PLATFORM, ANN, NOW)
    one, two = [(await a_story(unit, headline=headline)).id for headline in ("Boat", "Bridge")]
    await unit.rulings.rule((group.id, EVERYBODY), [(one, two)], ANN, NOW, together=True)
    await unit.questions.ask(group.id, ANN, "Who sank it?", "", NOW)
    await unit.questions.ask(group.id, person(6), "Who paid?", "", NOW)
    await unit.keep_recent(f"asked:{group.key.as_text}", {"hers": "boat"}, 9, kept=NOW, person=ANN)
    await unit.keep_recent(f"asked:{group.key.as_text}", {"his": "pay"}, 9, kept=NOW, person=person(6))
    return named


async def test_where_somebody_is_written_down(storage: Storage) -> None:
    """Each place, with the chat and what it concerns; nothing of others, and nothing of another platform."""
    async with storage.unit() as unit:
        group = await group_of(unit)
        expected = [
            Mention(Role.SUBSCRIBED, group.key, "Chat", "", NOW),
            Mention(Role.CHANGED, group.key, "Chat"),
            Mention(Role.ADDED, group.key, "Chat", "https://a.example/feed", NOW),
            Mention(Role.RULED, group.key, "Chat", "Boat | Bridge", NOW),
            Mention(Role.ASKED, group.key, "Chat", "Who sank it?", NOW),
        ]
        assert await unit.privacy.mentions(PLATFORM, ANN) == expected
        assert await unit.privacy.mentions("elsewhere", ANN) == []
        assert await unit.privacy.last_seen(PLATFORM, ANN) == NOW
        assert await unit.privacy.last_seen("elsewhere", ANN) is None


async def test_a_person_is_erased(storage: Storage) -> None:
    """The private chat goes, and the name elsewhere; the group keeps what it has, and others keep what is theirs."""
    async with storage.unit() as unit:
        group = await group_of(unit)
        own = await a_chat(unit, 5)
        feed = await a_feed(unit, "https://c.example/feed", own)
        await posted(unit, own, (await a_story(unit)).id)
        await unit.privacy.erase_person(own.key)
        assert await unit.chats.get(own.id) is None
        assert await unit.privacy.mentions(PLATFORM, ANN) == []
        assert await unit.privacy.last_seen(PLATFORM, ANN) is None
        left = await unit.chats.get(group.id)
        assert left == replace(group, subscribed_by="", admin="")
        assert [one.url for one in await unit.feeds.of_chat(group.id)] == [
            "https://a.example/feed",
            "https://b.example/feed",
        ]
        assert [one.text for one in await unit.questions.of_chat(group.id)] == ["Who paid?"]
        assert [one.user for one in await unit.rulings.of_chat(group.id)] == ["", ""]
        assert await unit.recent_in(f"asked:{group.key.as_text}") == {"his": "pay"}
        assert await unit.people.feeds(PLATFORM, person(6)) == 1
        # nobody follows it any more, which is how feeds end
        assert await unit.feeds.get(feed.id)
        assert feed.id not in await unit.feeds.followers()
        assert await unit.kept(ERASED) == LOGGED


async def test_nobody_else_is_erased(storage: Storage) -> None:
    """Not the same id on another platform, nor one that only begins alike."""
    async with storage.unit() as unit:
        chats = [
            await unit.chats.ensure(ChatKey(*key), (await a_chat(unit, 7)).kind, "Chat")
            for key in (("elsewhere", ANN), (PLATFORM, ANN + "5"))
        ]
        for chat in chats:
            await unit.chats.update(chat, replace(chat, admin=chat.key.chat))
            await unit.people.saw(chat.key.platform, chat.key.chat, NOW)
            await unit.keep_recent(f"asked:{chat.key.as_text}", {"a": 1}, 9, kept=NOW, person=chat.key.chat)
        await unit.privacy.erase_person(place(5))
        for chat in chats:
            assert await unit.chats.get(chat.id) == replace(chat, admin=chat.key.chat)
            assert await unit.privacy.last_seen(chat.key.platform, chat.key.chat) == NOW
            assert await unit.recent_in(f"asked:{chat.key.as_text}") == {"a": 1}


async def test_a_chat_is_erased(storage: Storage) -> None:
    """With all that hangs on it, by key or by number; its number is never another's, nor is the feed that it owned."""
    async with storage.unit() as unit:
        chat, other = await a_chat(unit, -1003), await a_chat(unit, -10035)
        owned = await a_feed(unit, "https://own.example/feed", chat, owner=chat.id)
        await unit.feeds.set_header(owned.id, "Authorization", "secret")
        story, second = (await a_story(unit)).id, (await a_story(unit)).id
        await posted(unit, chat, story)
        await unit.outbox.notify(chat.id, Reply("Hello"), NOW, LATER)
        await unit.rulings.rule([chat.id], [(story, second)], ANN, NOW, together=True)
        await unit.failures.mark(Part.CHAT, [failed(chat.id, ValueError())], NOW)
        for one in (chat, other):
            await unit.keep_recent(f"offers:{one.key.as_text}", {"a": 1}, 9, kept=NOW)
        await unit.privacy.erase_chat(chat.id)
        await unit.privacy.erase_chat(chat.id)  # once more changes nothing
        assert await unit.chats.by_key(chat.key) is None
        assert await unit.rulings.of_chat(chat.id) == []
        assert await unit.failures.known(Part.CHAT) == {}
        assert await unit.outbox.open() == (0, None)
        assert await unit.recent_in(f"offers:{chat.key.as_text}") == {}
        assert await unit.recent_in(f"offers:{other.key.as_text}") == {"a": 1}
        assert await unit.feeds.headers([owned.id]) == {}
        await unit.privacy.erase_chat(other.id)
        again = await a_chat(unit, -1003)
        assert again.id not in (chat.id, other.id)
        kept = await unit.feeds.get(owned.id)
        assert kept is not None
        assert kept.owner < 0
        assert owned.id not in await unit.feeds.readable(again.id, public=True)


async def test_who_has_been_gone_for_long(storage: Storage) -> None:
    """For the reasons asked for; it is noted once, and forgotten of those that are back."""
    async with storage.unit() as unit:
        long, late, closed, here = [await a_chat(unit, number) for number in (1, 2, 3, 4)]
        await unit.chats.close(long.id, BLOCKED, NOW)
        await unit.chats.close(late.id, BLOCKED, LATER + HOUR)
        await unit.chats.close(closed.id, "delivery.topic_closed", NOW)

        async def found(now: object) -> list[tuple[int, object]]:
            since = NOW + HOUR
            return [(chat.id, noted) for chat, noted in await unit.privacy.absent({BLOCKED}, since, now)]  # type: ignore[arg-type]

        assert await found(LATER) == [(long.id, LATER)]
        assert await found(LATER + DAY) == [(long.id, LATER)]
        await unit.chats.reopen(long.id)
        assert await found(LATER + DAY) == []
        await unit.chats.close(long.id, BLOCKED, NOW)
        assert await found(LATER + 2 * DAY) == [(long.id, LATER + 2 * DAY)]
        assert here.gone == ""
