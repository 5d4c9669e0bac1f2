"""What every ports.Chats must keep."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from bot.model import REPLACED, Chat, ChatKind, Desk, MessageState, OnDays, Pause, Quiet, Quote, Reply, Size
from bot.ports import Storage
from bot.reasons import because
from bot.stories.rulings import EVERYBODY
from tests.contracts.conftest import Open
from tests.contracts.rows import (
    DAY,
    HOUR,
    LATER,
    NO_ID,
    NOW,
    a_chat,
    a_feed,
    a_story,
    digest,
    entry,
    first,
    message_id,
    person,
    place,
    posted,
    sent,
)
from tests.stored import told

WHY = str(because("delivery.no_rights"))
OTHER = str(because("access.held"))


async def test_chats_start_with_the_defaults(open_storage: Open) -> None:
    """A new chat has the zone and the times of the settings; topics are chats of their own."""
    opened = open_storage(zone="Europe/Berlin", times=(time(7), time(18, 30)))
    async with opened as storage, storage.unit() as unit:
        chat = await unit.chats.ensure(place(-1001), ChatKind.SUPERGROUP, "T")
        topic = await unit.chats.ensure(place(-1001, 5), ChatKind.SUPERGROUP, "T")
        assert (chat.zone, chat.times) == ("Europe/Berlin", (time(7), time(18, 30)))
        assert chat.id != topic.id
        assert await unit.chats.get(topic.id) == topic
        assert await unit.chats.get_all([topic.id, chat.id, 99]) == {chat.id: chat, topic.id: topic}
        assert await unit.chats.subscribed() == []
        new = await unit.chats.by_key_or_new(place(7), ChatKind.PRIVATE, "Ann")
        assert new == Chat(0, place(7), ChatKind.PRIVATE, "Ann", "Europe/Berlin", (time(7), time(18, 30)))
        assert await unit.chats.all() == [chat, topic]
        assert await unit.chats.by_key_or_new(place(-1001, 5), ChatKind.PRIVATE, "other") == topic


async def test_a_new_topic_is_like_its_group(storage: Storage) -> None:
    """It has the zone and the language of what gets digests there, else of the general part; a private chat of none."""
    async with storage.unit() as unit:
        quiet = await unit.chats.ensure(place(-9, 4), ChatKind.SUPERGROUP, "G", "fr")
        general = await unit.chats.ensure(place(-9), ChatKind.SUPERGROUP, "G")
        await unit.chats.update(general, replace(general, language="de", zone="Europe/Berlin"))
        new = await unit.chats.by_key_or_new(place(-9, 5), ChatKind.SUPERGROUP, "G")
        assert (new.id, new.language, new.zone) == (0, "de", "Europe/Berlin")
        await unit.chats.update(quiet, replace(quiet, subscribed=NOW))
        made = await unit.chats.ensure(place(-9, 5), ChatKind.SUPERGROUP, "G", "en")
        assert (made.language, made.zone) == ("fr", quiet.zone)
        assert (await unit.chats.by_key_or_new(place(-9, 6), ChatKind.PRIVATE, "G")).language == ""


async def test_kind_and_title_are_kept_current(storage: Storage) -> None:
    """A title that is not told changes nothing; a language is taken once."""
    async with storage.unit() as unit:
        first = await unit.chats.ensure(place(-5), ChatKind.GROUP, "Mills")
        assert await unit.chats.ensure(place(-5), ChatKind.GROUP, "Mills") == first
        second = await unit.chats.ensure(place(-5), ChatKind.SUPERGROUP, "", "de")
        assert second == replace(first, kind=ChatKind.SUPERGROUP, language="de")
        third = await unit.chats.ensure(place(-5), ChatKind.SUPERGROUP, "Towers", "en")
        assert third == replace(second, title="Towers")
        assert await unit.chats.get(first.id) == third


async def test_chats_are_found(storage: Storage) -> None:
    """By row, by key, all of them in the order of their rows, and those that want digests."""
    async with storage.unit() as unit:
        assert (await unit.chats.all(), await unit.chats.get(1), await unit.chats.by_key(place(1))) == ([], None, None)
        silent = await a_chat(unit, 2, subscribed=None)
        wants = await a_chat(unit, 1)
        topic = await a_chat(unit, -1001, thread=5)
        assert await unit.chats.all() == [silent, wants, topic]
        assert await unit.chats.subscribed() == [wants, topic]
        assert [await unit.chats.by_key(one.key) for one in (silent, wants, topic)] == [silent, wants, topic]
        assert await unit.chats.by_key(place(-1001)) is None
        assert await unit.chats.get(topic.id) == topic
        await unit.chats.close(wants.id, WHY, NOW)
        # it wants digests though it cannot be reached
        assert [chat.id for chat in await unit.chats.subscribed()] == [wants.id, topic.id]


async def test_days_quiet_hours_and_pauses(storage: Storage) -> None:
    """They are kept and taken back like other settings, and stay when a group moves to another id."""
    async with storage.unit() as unit:
        chat = await a_chat(unit, -5)
        days = (OnDays(time(7, 30), frozenset({0, 4})),)
        quiet, pause = Quiet(time(22), time(7), silent=True), Pause(NOW, LATER)
        full = replace(chat, times=(time(7, 30), time(9)), days=days, quiet=quiet, pause=pause)
        await unit.chats.idle([(chat, LATER)])
        await unit.chats.update(chat, full)
        assert await unit.chats.get(chat.id) == full
        # what was noted before does not hold any more
        assert await unit.chats.to_look_at(NOW) == [full]
        await unit.chats.moved(chat.id, "-1005")
        moved = await unit.chats.get(chat.id)
        assert moved is not None
        assert (moved.hours, moved.quiet, moved.pause) == (full.hours, quiet, pause)
        other = replace(moved, quiet=Quiet(time(23), time(6)), pause=Pause(NOW))
        await unit.chats.update(moved, other)
        assert await unit.chats.get(chat.id) == other
        await unit.chats.update(other, replace(other, quiet=None, pause=None))
        assert await unit.chats.get(chat.id) == replace(other, quiet=None, pause=None)


async def test_who_has_a_desk(storage: Storage) -> None:
    """Subscribed chats alone; a desk goes with its place, and what was seen there with the desk."""
    async with storage.unit() as unit:
        one, two = await a_chat(unit, 1), await a_chat(unit, 2)
        silent, place = await a_chat(unit, 3, subscribed=None), await a_chat(unit, 4, subscribed=None)
        for chat in (one, two, silent):
            await unit.chats.update(chat, replace(chat, desk=Desk(place.id, 20)))
        seen = replace(one, desk=Desk(place.id, 20))
        assert await unit.chats.with_desk() == [seen, replace(two, desk=Desk(place.id, 20))]
        await unit.proofs.put(one.id, LATER, None)
        await unit.chats.update(seen, one)
        assert await unit.proofs.of_chat(one.id) is None
        assert await unit.chats.get(one.id) == one
        await unit.privacy.erase_chat(place.id)
        assert await unit.chats.with_desk() == []
        assert await unit.chats.get(two.id) == two


async def test_idle_chats_are_not_looked_at(storage: Storage) -> None:
    """Until their time is over, or anything of them that matters changes."""
    async with storage.unit() as unit:
        one, two = await a_chat(unit, 1), await a_chat(unit, 2)
        await a_chat(unit, 3, subscribed=None)

        async def shown(now: datetime = NOW) -> list[int]:
            return [chat.id for chat in await unit.chats.to_look_at(now)]

        both = [(one, NOW + HOUR), (two, NOW + DAY)]
        assert await shown() == [one.id, two.id]
        await unit.chats.idle(both)
        assert (await shown(), await shown(NOW + HOUR), await shown(NOW + DAY)) == ([], [one.id], [one.id, two.id])
        await unit.chats.update(two, replace(two, zone="Europe/Berlin"))
        assert await shown() == [two.id]
        await unit.chats.idle([(two, NOW + DAY)])
        assert await shown() == [], "what decides is as it was: whoever changes the zone says since when"
        await unit.chats.update(two, replace(two, hours_since=NOW))
        await unit.chats.idle(both)
        assert await shown() == [two.id], "it was changed after it was looked at"
        for change in (
            unit.chats.close(one.id, WHY, NOW),
            unit.chats.stirred(one.key, LATER),
            unit.chats.reopen(one.id),
        ):
            known = await unit.chats.get(one.id)
            assert known
            await unit.chats.idle([(known, LATER), (replace(two, hours_since=NOW), LATER)])
            await change
            assert await shown() == [one.id]
        await unit.chats.idle([])


async def test_every_field_comes_back(storage: Storage) -> None:
    """And each is written by itself: what somebody else changed of the chat meanwhile stays."""
    async with storage.unit() as unit:
        before = await unit.chats.ensure(place(1), ChatKind.PRIVATE, "Ann")
        full = replace(
            before, title="Bea", zone="Asia/Tokyo", times=(time(6, 30), time(22)), subscribed=NOW, hours_since=LATER,
            size=Size.FULL, subscribed_by=person(5), admin=person(6), language="pt-BR", gone=WHY, gone_since=NOW,
        )  # fmt: skip
        await unit.chats.update(before, full)
        assert await unit.chats.get(before.id) == full
        await unit.chats.update(before, replace(before, size=Size.HEADLINES))
        assert await unit.chats.get(before.id) == replace(full, size=Size.HEADLINES)
        await unit.chats.update(full, full)
        await unit.chats.update(full, replace(full, times=(), size=None, subscribed=None, gone="", gone_since=None))
        assert await unit.chats.get(before.id) == replace(
            full, times=(), size=None, subscribed=None, gone="", gone_since=None
        )
        # one that is not there
        await unit.chats.update(before, replace(full, id=99))
        assert await unit.chats.get(99) is None


async def test_a_chat_is_closed_once(storage: Storage) -> None:
    """Since the first moment, for the last reason, until something arrives there."""
    async with storage.unit() as unit:
        chat, other = await a_chat(unit, 1), await a_chat(unit, 2)
        assert not await unit.chats.reopen(chat.id)
        assert await unit.chats.close(chat.id, WHY, NOW)
        assert not await unit.chats.close(chat.id, OTHER, LATER)
        assert await unit.chats.get(chat.id) == replace(chat, gone=OTHER, gone_since=NOW)
        assert await unit.chats.get(other.id) == other
        assert await unit.chats.reopen(chat.id)
        assert not await unit.chats.reopen(chat.id)
        assert await unit.chats.get(chat.id) == chat
        assert not await unit.chats.close(99, WHY, NOW)
        assert not await unit.chats.reopen(99)


async def test_a_sign_of_life_makes_a_long_silence_shorter(storage: Storage) -> None:
    """Of the chat and its topics, where they are closed for longer; of no other."""
    async with storage.unit() as unit:
        rows = [await a_chat(unit, -1001), await a_chat(unit, -1001, thread=5), await a_chat(unit, -1002)]
        fine = await a_chat(unit, -1001, thread=6)
        for row in rows:
            await unit.chats.close(row.id, WHY, NOW)
        late = await a_chat(unit, -1001, thread=7)
        await unit.chats.close(late.id, WHY, NOW + 2 * HOUR)
        await unit.chats.stirred(place(-1001), LATER)
        found = [await unit.chats.get(row.id) for row in (*rows, fine, late)]
        assert [chat.gone_since for chat in found if chat] == [LATER, LATER, NOW, None, NOW + 2 * HOUR]
        await unit.chats.stirred(place(9), LATER)


async def test_a_chat_keeps_everything_when_it_moves(storage: Storage) -> None:
    """A group that became a supergroup keeps feeds, settings and waiting messages, in all its rows."""
    async with storage.unit() as unit:
        chat, topic = await a_chat(unit, -5), await a_chat(unit, -5, thread=3)
        stored = await a_feed(unit, "https://a.example", chat)
        await unit.outbox.notify(chat.id, Reply("hello", reply_to=message_id(4)), NOW, LATER)
        early = await unit.chats.ensure(place(-1005), ChatKind.SUPERGROUP, "early bird")
        await unit.chats.moved(chat.id, place(-1005).chat)
        moved = await unit.chats.by_key(place(-1005))
        assert moved is not None
        assert (moved.id, moved.kind, moved.subscribed) == (chat.id, ChatKind.SUPERGROUP, NOW)
        assert [one.id for one in await unit.feeds.of_chat(moved.id)] == [stored.id]
        (message,) = await unit.outbox.waiting(NOW, 5)
        # numbers of messages name others there
        assert (message.key, message.reply_to) == (place(-1005), NO_ID)
        assert await unit.chats.by_key(place(-5)) is None
        assert await unit.chats.by_key(place(-1005, 3)) == replace(topic, key=place(-1005, 3), kind=ChatKind.SUPERGROUP)
        # the row that was there already has no place any more
        aside = await unit.chats.get(early.id)
        assert aside is not None
        assert (aside.gone, aside.subscribed) == (REPLACED, None)


async def test_a_move_is_heard_of_more_than_once(storage: Storage) -> None:
    """From the chat and from a message that does not arrive: the second time changes nothing."""
    async with storage.unit() as unit:
        chat = await a_chat(unit, -5)
        for _ in range(3):
            await unit.chats.moved(chat.id, place(-1005).chat)
        assert await unit.chats.all() == [replace(chat, key=place(-1005), kind=ChatKind.SUPERGROUP)]
        await unit.chats.moved(99, place(-1006).chat)
        assert len(await unit.chats.all()) == 1


async def test_each_waits_for_a_digest_since_it_was_noted(storage: Storage) -> None:
    """The moment stays while the slot is the same, also for one that comes with new ones; a new slot counts anew."""
    async with storage.unit() as unit:
        one, other = [(await a_chat(unit, number)).id for number in (1, 2)]
        assert await unit.chats.due_since({}, NOW) == ({}, set())
        assert await unit.chats.due_since({one: NOW}, NOW) == ({one: NOW}, {one})
        assert await unit.chats.due_since({one: NOW, other: NOW}, LATER) == ({one: NOW, other: LATER}, {other})
        assert await unit.chats.due_since({one: NOW, other: NOW}, LATER) == ({one: NOW, other: LATER}, set())
        assert await unit.chats.due_since({one: LATER}, LATER) == ({one: LATER}, {one})


async def test_what_a_digest_rests_on(storage: Storage) -> None:
    """It is another after anything of it was changed, and the same when news come or other chats are told something."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        ours, theirs = await a_feed(unit, "https://a.example", chat), await a_feed(unit, "https://b.example")
        other = await a_chat(unit, 77)
        first, second = await a_story(unit, entry(ours.id, "A")), await a_story(unit, entry(theirs.id, "B"))
        (stored,) = await unit.entries.of_story(first.id)
        seen = {await unit.chats.basis(chat.id)}

        async def unchanged() -> None:
            assert await unit.chats.basis(chat.id) in seen

        async def changed() -> None:
            before = len(seen)
            seen.add(await unit.chats.basis(chat.id))
            assert len(seen) == before + 1

        await a_story(unit, entry(ours.id, "C"))
        await posted(unit, other, first.id)
        await unit.feeds.follow(other.id, theirs.id, NOW)
        await unchanged()
        await unit.entries.reword(replace(stored, title="A, corrected"))
        await unchanged()  # it was told, and so it stays
        await unit.rulings.rule([other.id], [(first.id, second.id)], person(5), NOW, together=True)
        await changed()
        (stored,) = await unit.entries.of_story(second.id)
        await unit.entries.reword(replace(stored, title="B, corrected"))
        await changed()
        await unit.stories.part([stored.id], replace(second, id=0))
        await changed()
        await unit.entries.forget(NOW + DAY, 10)
        await changed()
        await posted(unit, chat, first.id)
        await changed()
        await unit.feeds.follow(chat.id, theirs.id, NOW)
        await changed()
        await unit.feeds.unfollow(chat.id, ours.id)
        await changed()
        assert await unit.chats.basis(other.id) not in seen


async def test_what_a_chat_was_told(storage: Storage) -> None:
    """When its last digest with a story was made, and which sentences it read; nothing of other chats."""
    async with storage.unit() as unit:
        chat, other = await a_chat(unit, 1), await a_chat(unit, 2)
        story, away = (await a_story(unit)).id, (await a_story(unit)).id
        quote = Quote("entry:1", 0, 13, "One sentence.")
        assert (await unit.chats.told_at(chat.id), await unit.chats.told_quotes(chat.id, [story])) == ({}, {story: []})
        for number, moment in enumerate((NOW, LATER), 1):
            message = await posted(unit, chat, story, slot=moment, now=moment)
            await sent(unit, message, number)
            assert await unit.chats.told_at(chat.id) == {story: moment}
            assert await unit.chats.told_quotes(chat.id, [story, away]) == {story: [quote] * number, away: []}
        assert await told(unit, other.id) == set()
        assert await unit.chats.told_quotes(chat.id, []) == {}
        assert await unit.chats.first_told(chat.id, (away, story)) == NOW
        assert await unit.chats.first_told(chat.id, (away,)) is None
        assert await unit.chats.first_told(other.id, (story,)) is None
        # what people ruled to be one was told with it
        await unit.rulings.rule([EVERYBODY], [(story, away)], person(5), NOW, together=True)
        assert await unit.chats.told_at(chat.id) == {story: LATER, away: LATER}
        assert await unit.chats.told_quotes(chat.id, [away, story]) == {away: [quote] * 2, story: [quote] * 2}


@pytest.mark.parametrize("end", [MessageState.EXPIRED, MessageState.REFUSED, MessageState.DROPPED])
async def test_what_is_on_its_way_or_lost(storage: Storage, end: MessageState) -> None:
    """Pending while its message is open; unsent when that has failed, until a later digest takes it up."""
    async with storage.unit() as unit:
        chat, other = await a_chat(unit, 1), await a_chat(unit, 2)
        story, joined = (await a_story(unit)).id, (await a_story(unit)).id
        await unit.rulings.rule([chat.id], [(story, joined)], person(5), NOW, together=True)
        message = await posted(unit, chat, story)
        assert await unit.chats.pending(chat.id) == {story, joined}
        assert await unit.chats.pending(other.id) == set()
        assert await unit.chats.unsent(chat.id, NOW - DAY) == set()
        assert await unit.outbox.mark(replace(message, state=end, reason=WHY))
        assert (await unit.chats.pending(chat.id), await told(unit, chat.id)) == (set(), set())
        assert await unit.chats.unsent(chat.id, NOW - timedelta(seconds=1)) == {story}
        assert await unit.chats.unsent(chat.id, NOW) == set()
        assert await unit.chats.unsent(other.id, NOW - DAY) == set()
        reply = Reply("Again", stories=(story,))
        assert await unit.outbox.post(digest(chat.id, story, slot=LATER), [reply], LATER, LATER + DAY)
        assert await unit.chats.unsent(chat.id, NOW - DAY) == set()
        assert await unit.chats.pending(chat.id) == {story, joined}


async def test_whether_a_picture_stands_above(storage: Storage) -> None:
    """What a chat chose last, and nothing as long as it did not; it goes along when a group moves."""
    async with storage.unit() as unit:
        chat, other = await a_chat(unit, -2), await a_chat(unit, 3)
        assert await unit.chats.preview(chat.id) is None
        for shown in (True, False, True):
            await unit.chats.show_preview(chat.id, shown=shown)
            assert await unit.chats.preview(chat.id) is shown
        await unit.chats.moved(chat.id, place(-1002).chat)
        moved = await unit.chats.by_key(place(-1002))
        assert moved is not None
        assert await unit.chats.preview(moved.id) is True
        assert await unit.chats.preview(other.id) is None


async def test_changing_places(storage: Storage) -> None:
    """A chat goes to another thread with its feeds, memory and messages; what was there goes where it was."""
    async with storage.unit() as unit:
        old, new, far = [await a_chat(unit, -1003, thread=thread) for thread in (7, 8, None)]
        other = await a_chat(unit, -1004, thread=8)
        feed = await a_feed(unit, "https://a.example", old)
        await unit.chats.close(old.id, "delivery.topic_closed", NOW)
        story = await a_story(unit, entry(feed.id))
        await sent(unit, await posted(unit, old, story.id), 20)
        await unit.outbox.notify(old.id, Reply("x", reply_to=message_id(3)), NOW, NOW + DAY)
        assert [chat.id for chat in await unit.chats.places(new.key)] == [old.id, new.id, far.id]
        await unit.chats.change_places(old.id, new.key.thread)
        moved, left = await unit.chats.get(old.id), await unit.chats.get(new.id)
        assert moved is not None
        assert left is not None
        assert (moved.key, moved.gone, moved.gone_since) == (new.key, "", None)
        assert (left.key, left.gone, left.gone_since) == (old.key, "delivery.topic_closed", NOW)
        assert await unit.chats.by_key(new.key) == moved
        assert [one.id for one in await unit.feeds.of_chat(moved.id)] == [feed.id]
        assert (await unit.chats.told_at(moved.id)).keys() == {story.id}
        message = await first(unit, moved)
        assert (message.key, message.reply_to) == (new.key, "")
        assert await unit.outbox.told_in(moved.id, [story.id]) == {}
        await unit.chats.change_places(old.id, new.key.thread)
        await unit.chats.change_places(old.id, "99")
        found = {chat.id: chat.key.thread for chat in await unit.chats.places(new.key)}
        assert found == {old.id: "99", new.id: "7", far.id: ""}
        assert (await unit.chats.get(other.id)) == other
