"""What every ports.Outbox must keep: what the promise rests on that nothing is sent twice and nothing is lost."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import pytest

from bot.errors import Flaw
from bot.model import (
    AT_MACHINE,
    About,
    Button,
    Chat,
    ChatKey,
    ChatKind,
    Condition,
    Desk,
    Effect,
    Message,
    MessageState,
    Numbered,
    Quote,
    Reply,
    Rule,
    Story,
)
from bot.ports import Storage, Unit
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
    first,
    message_id,
    person,
    place,
    position,
    posted,
    sent,
)
from tests.stored import open_story, told

SETTLED = NOW + timedelta(minutes=2)
AT_TERMINAL = ChatKey("terminal", "1")
ENDS = [MessageState.EXPIRED, MessageState.REFUSED, MessageState.DROPPED]


class Two(NamedTuple):
    """Two processes on one database."""

    ann: Storage
    ben: Storage


@pytest.fixture
async def two(open_storage: Open) -> AsyncIterator[Two]:
    """Two processes on one database, which has one chat."""
    async with open_storage() as ann, open_storage() as ben:
        async with ann.unit() as unit:
            await a_chat(unit)
            await unit.commit()
        yield Two(ann, ben)


async def texts(unit: Unit, now: object = NOW) -> list[str]:
    """What waits to be sent."""
    return [message.text for message in await unit.outbox.waiting(now, 10)]  # type: ignore[arg-type]


async def sending(unit: Unit, chat: Chat, text: str = "Hi") -> Message:
    """A message whose call has begun."""
    return await unit.outbox.begin(chat.id, Reply(text), NOW, LATER, SETTLED)


async def test_one_slot_one_digest(storage: Storage) -> None:
    """The second digest for a slot is refused whole: no message, nothing told."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        story = await open_story(unit, Story(0, "H", NOW, NOW))
        reply = Reply("<b>Hi</b>", ((Button("Why", "why"),),), (story.id,), silent=True)
        assert await unit.outbox.post(digest(chat.id, story.id), [reply], NOW, LATER)
        assert await unit.outbox.post(digest(chat.id, story.id), [reply], NOW, LATER) is None
        assert await unit.outbox.last_slot(chat.id, NOW) == NOW
        assert await told(unit, chat.id) == set()
        assert await unit.chats.pending(chat.id) == {story.id}
        (message,) = await unit.outbox.waiting(NOW, 10)
        assert (message.text, message.buttons, message.silent) == (reply.text, reply.buttons, True)
        assert message.key == chat.key
        await sent(unit, message, 77)
        assert await unit.outbox.waiting(LATER, 10) == []
        assert await unit.chats.pending(chat.id) == set()
        assert await told(unit, chat.id) == {story.id}
        assert await unit.chats.told_at(chat.id) == {story.id: NOW}
        assert await unit.chats.told_quotes(chat.id, [story.id]) == {
            story.id: [Quote("entry:1", 0, 13, "One sentence.")]
        }
        assert await places(unit, chat.id, message_id(77)) == {1: story.id}
        assert await unit.positions.search_from([chat.id]) == {chat.id: position(77)}


async def test_a_digest_comes_back(storage: Storage) -> None:
    """As it was posted; the last one first, of that chat alone."""
    async with storage.unit() as unit:
        chat, other = await a_chat(unit, 1), await a_chat(unit, 2)
        made = [digest(chat.id, 1, 2), digest(chat.id, slot=LATER), digest(chat.id, slot=NOW - DAY)]
        numbers = [await unit.outbox.post(one, [], NOW, LATER) for one in made]
        assert None not in numbers
        assert await unit.outbox.last_digests(chat.id, 9) == list(reversed(numbers))
        assert await unit.outbox.last_digests(chat.id, 1) == [numbers[-1]]
        assert await unit.outbox.last_digests(other.id, 9) == []
        assert [await unit.outbox.digest(number) for number in numbers if number] == made
        assert await unit.outbox.digest(99) is None


async def test_each_platform_gets_its_own(storage: Storage) -> None:
    """Who sends through one platform is given nothing for another; what is for a terminal is not said to wait."""
    async with storage.unit() as unit:
        here = await a_chat(unit)
        there = await unit.chats.ensure(AT_TERMINAL, ChatKind.PRIVATE, "This terminal")
        for chat in (here, there):
            await unit.outbox.notify(chat.id, Reply(chat.key.platform), NOW, LATER)
        assert await texts(unit) == [here.key.platform, "terminal"]
        for chat in (here, there):
            (message,) = await unit.outbox.waiting(NOW, 10, chat.key.platform)
            assert message.text == chat.key.platform
            await sending(unit, chat)
        assert await unit.outbox.open() == (2, NOW)
        for chat in (here, there):
            (message,) = await unit.outbox.doubtful(SETTLED, 10, chat.key.platform)
            assert message.chat == chat.id


async def test_nothing_is_made_where_nobody_reads(open_storage: Open) -> None:
    """A chat at a terminal gets no notice, digest, draft, alert or answer by itself while the bot is elsewhere."""
    async with open_storage(absent=AT_MACHINE) as storage, storage.unit() as unit:
        here = await a_chat(unit)
        there = await unit.chats.ensure(AT_TERMINAL, ChatKind.PRIVATE, "This terminal")
        for chat in (here, there):
            await unit.chats.update(chat, replace(chat, subscribed=NOW, desk=Desk(here.id, 9)))
            await unit.outbox.notify(chat.id, Reply(chat.key.platform), NOW, LATER)
            condition = Condition(About.WORDS, "chips")
            await unit.rules.put_all([Rule(0, chat.id, "", (condition,), Effect.ALERT, NOW)], ["chips"])
            await unit.questions.ask(chat.id, person(1), "Who?", "", NOW)
        assert await texts(unit) == [here.key.platform]
        assert [chat.id for chat in await unit.chats.to_look_at(NOW)] == [here.id]
        assert [chat.id for chat in await unit.chats.with_desk()] == [here.id]
        assert await unit.rules.watching() == [(here.id, "")]
        assert [question.chat for question in await unit.questions.all()] == [here.id]


async def test_the_last_slot(storage: Storage) -> None:
    """Up to now: one that is still to come was served by a clock that was ahead."""
    async with storage.unit() as unit:
        one, other, none = [(await a_chat(unit, number)).id for number in (1, 2, 3)]
        for chat, slot in ((one, NOW), (one, NOW + DAY), (one, NOW - DAY), (other, NOW - DAY)):
            await unit.outbox.post(digest(chat, slot=slot), [], NOW, LATER)
        assert [await unit.outbox.last_slot(chat, NOW) for chat in (one, other, none)] == [NOW, NOW - DAY, None]
        assert await unit.outbox.last_slots([one, other, none], NOW) == {one: NOW, other: NOW - DAY}
        assert await unit.outbox.last_slots([one, other], NOW - 2 * DAY) == {}
        assert await unit.outbox.last_slots([other], NOW) == {other: NOW - DAY}
        assert await unit.outbox.last_slot(one, NOW + DAY) == NOW + DAY


async def test_messages_of_a_chat_keep_their_order(storage: Storage) -> None:
    """A chat's second message waits for its first, others do not; what was cut off while sending is searched for."""
    async with storage.unit() as unit:
        one, two = [await a_chat(unit, number) for number in (1, 2)]
        for chat, text in ((one, "1a"), (one, "1b"), (two, "2a"), (two, "2b")):
            await unit.outbox.notify(chat.id, Reply(text), NOW, LATER)
        assert await texts(unit, NOW - HOUR) == []
        assert [message.text for message in await unit.outbox.waiting(NOW, 1)] == ["1a"]
        assert await texts(unit) == ["1a", "2a"]
        earlier, later = await unit.outbox.waiting(NOW, 10)
        await unit.outbox.mark(replace(earlier, not_before=LATER))
        await unit.outbox.mark(replace(later, state=MessageState.SENDING, after=position(5)))
        assert await texts(unit) == []
        doubtful = await unit.outbox.doubtful(NOW, 10)
        assert [(found.text, found.after) for found in doubtful] == [("2a", position(5))]
        assert await unit.outbox.doubtful(NOW - HOUR, 10) == []
        assert await unit.outbox.doubtful(NOW, 0) == []
        assert await texts(unit, LATER) == ["1a"]


async def test_first_messages_go_before_second_ones(storage: Storage) -> None:
    """Whoever has a long digest does not hold up those who have not seen the beginning of theirs."""
    async with storage.unit() as unit:
        early, late = await a_chat(unit, 1), await a_chat(unit, 2)
        for chat in (early, late):
            await unit.outbox.post(digest(chat.id), [Reply(f"{chat.id}a"), Reply(f"{chat.id}b")], NOW, LATER)
        await sent(unit, await first(unit, early), 5)
        assert await texts(unit) == [f"{late.id}a", f"{early.id}b"]


async def test_nothing_goes_where_something_is_being_sent(storage: Storage) -> None:
    """Not to another topic of the chat either; of all that broke off there one is searched at a time."""
    async with storage.unit() as unit:
        chat, topic, other = await a_chat(unit, -1001), await a_chat(unit, -1001, thread=5), await a_chat(unit, -1002)
        await sending(unit, chat, "under way")
        await sending(unit, topic, "also")
        for one in (chat, topic, other):
            await unit.outbox.notify(one.id, Reply(f"to {one.id}"), NOW, NOW + DAY)
        assert await texts(unit) == [f"to {other.id}"]
        assert [message.text for message in await unit.outbox.doubtful(SETTLED, 10)] == ["under way"]


async def test_an_answer_is_sent_beside(storage: Storage) -> None:
    """It counts as being sent until its call ends, and is taken over where it does not."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        await unit.positions.saw(chat.id, message_id(40))
        begun = await unit.outbox.begin(
            chat.id, Reply("Hi", ((Button("A", "b"),),), reply_to=message_id(3)), NOW, LATER, SETTLED
        )
        assert begun == Message(
            begun.id, chat.id, chat.key, "Hi", MessageState.SENDING, NOW, SETTLED, LATER, attempts=1,
            buttons=((Button("A", "b"),),), after=position(40), reply_to=message_id(3), asked=True,
        )  # fmt: skip
        assert await unit.outbox.doubtful(NOW, 9) == []
        assert await unit.outbox.doubtful(SETTLED, 9) == [begun]
        assert await unit.outbox.open() == (1, NOW)
        await unit.outbox.ended(begun.id)
        await unit.outbox.ended(begun.id)
        assert await unit.outbox.open() == (0, None)


async def test_who_sends_has_their_time(two: Two) -> None:
    """Nobody else writes what became of a message, or takes it over, before that."""
    async with two.ann.unit() as unit:
        chat = await unit.chats.get(1)
        assert chat is not None
        mine = await sending(unit, chat)
        await unit.commit()
    done = replace(mine, state=MessageState.SENT, sent_id=message_id(7))
    async with two.ben.unit() as unit:
        assert not await unit.outbox.take_over(mine, NOW)
        assert not await unit.outbox.mark(done)
        assert await unit.outbox.open() == (1, NOW)
    async with two.ann.unit() as unit:
        assert await unit.outbox.take_over(mine, NOW)
        assert not await unit.outbox.take_over(replace(mine, id=99), NOW)
    async with two.ben.unit() as unit:
        assert await unit.outbox.take_over(mine, SETTLED)
        await unit.commit()
    async with two.ann.unit() as unit:
        assert not await unit.outbox.mark(done)
    async with two.ben.unit() as unit:
        assert await unit.outbox.mark(done)
        assert not await unit.outbox.take_over(mine, SETTLED)
        assert not await unit.outbox.mark(done)
        assert not await unit.outbox.mark(replace(done, id=99))


async def test_what_became_of_a_message(storage: Storage) -> None:
    """All that may change of it is written; parts that it was split into go right behind it, and share its stories."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        story = (await a_story(unit)).id
        one = Reply("a b", ((Button("A", "b"),),), (story,), reply_to=message_id(3))
        await unit.outbox.post(digest(chat.id, story), [one, Reply("c")], NOW, NOW + DAY)
        message = await first(unit, chat)
        changed = replace(
            message, text="a", buttons=(), reply_to=NO_ID, mended=(Flaw.LENGTH,), attempts=2, not_before=LATER,
            reason="delivery.no_answer", after=position(4),
        )  # fmt: skip
        assert await unit.outbox.mark(changed, [Reply("b1", ((Button("C", "d"),),)), Reply("b2")])
        assert await texts(unit) == []
        assert await first(unit, chat, LATER) == changed
        await sent(unit, changed, 10)
        assert await told(unit, chat.id) == set()
        for number, text in enumerate(("b1", "b2", "c"), 11):
            found = await first(unit, chat, LATER)
            assert (found.text, found.mended) == (text, (Flaw.LENGTH,) if text != "c" else ())
            await sent(unit, found, number)
            assert await told(unit, chat.id) == (set() if text == "b1" else {story})
        assert await unit.outbox.waiting(NOW + DAY, 9) == []


async def test_who_else_sends(two: Two) -> None:
    """Another process that sends to the chat, or has taken over what broke off there, is seen, in every topic."""
    async with two.ann.unit() as unit:
        chat = await a_chat(unit)
        other = await a_chat(unit, 2)
        message = await sending(unit, chat)
        assert not await unit.outbox.others_send(chat.id)
        topic = await unit.chats.ensure(replace(chat.key, thread="7"), chat.kind, "")
        await unit.commit()
    async with two.ben.unit() as unit:
        assert await unit.outbox.others_send(chat.id)
        assert await unit.outbox.others_send(topic.id)
        assert not await unit.outbox.others_send(other.id)
        assert await unit.outbox.take_over(message, SETTLED)
        assert not await unit.outbox.others_send(chat.id)
        await unit.commit()
    async with two.ann.unit() as unit:
        assert await unit.outbox.others_send(chat.id)


async def test_several_are_marked_as_each_would_be(two: Two) -> None:
    """Each has its own end, parts and stories; what has ended, is somebody else's or is not there stays as it is."""
    async with two.ann.unit() as unit:
        one, other, third = [await a_chat(unit, number) for number in (11, 12, 13)]
        stories = [(await a_story(unit)).id for _ in range(3)]
        for chat, story in zip((one, other, third), stories, strict=True):
            await unit.outbox.post(digest(chat.id, story), [Reply("a b", (), (story,))], NOW, NOW + DAY)
        there, lost, split = [await first(unit, chat) for chat in (one, other, third)]
        theirs = await sending(unit, await a_chat(unit, 14))
        await unit.commit()
    done = [
        replace(there, state=MessageState.SENT, sent_id=message_id(21)),
        replace(lost, state=MessageState.REFUSED, reason="delivery.no_answer"),
        replace(split, text="a"),
        replace(theirs, state=MessageState.SENT, sent_id=message_id(22)),
        replace(there, id=99, state=MessageState.SENT),
    ]
    async with two.ben.unit() as unit:
        assert await unit.outbox.mark_all([]) == set()
        assert await unit.outbox.mark_all(done, {split.id: [Reply("b")]}) == {there.id, lost.id, split.id}
        assert await unit.outbox.mark_all(done[:2]) == set()
        assert [await told(unit, chat.id) for chat in (one, other, third)] == [{stories[0]}, set(), set()]
        assert await unit.chats.unsent(other.id, NOW - DAY) == {stories[1]}
        assert await unit.chats.pending(third.id) == {stories[2]}
        assert await unit.positions.search_from([one.id]) == {one.id: position(21)}
        assert await texts(unit) == ["a"]
        await sent(unit, await first(unit, third), 23)
        assert await texts(unit) == ["b"]


@pytest.mark.parametrize("end", ENDS)
async def test_a_story_is_told_when_all_of_it_was_sent(storage: Storage, end: MessageState) -> None:
    """When a message that carries it is not, it is news again; other stories of the digest are told."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        one, two = (await a_story(unit)).id, (await a_story(unit)).id
        replies = [Reply("1", stories=(one,)), Reply("2", stories=(one, two)), Reply("3", stories=(two,))]
        await unit.outbox.post(digest(chat.id, one, two), replies, NOW, NOW + DAY)
        for number, state in enumerate((MessageState.SENT, MessageState.SENT, end), 1):
            message = await first(unit, chat)
            sent_id = message_id(number) if state is MessageState.SENT else NO_ID
            assert await unit.outbox.mark(replace(message, state=state, sent_id=sent_id))
        assert await told(unit, chat.id) == {one}
        assert await unit.chats.unsent(chat.id, NOW - DAY) == {two}


async def test_the_message_that_told_a_story_is_known_once_it_was_sent(storage: Storage) -> None:
    """The last message that told it counts, of this chat only; after a move the numbers mean nothing any more."""
    async with storage.unit() as unit:
        chat = await a_chat(unit, -5)
        story = await open_story(unit, Story(0, "H", NOW, NOW))
        for number, slot in enumerate((NOW, LATER)):
            reply = Reply("Hi", stories=(story.id,), reply_to=message_id(70) if number else NO_ID)
            await unit.outbox.post(digest(chat.id, story.id, slot=slot), [Reply("Part 1"), reply], slot, LATER)
            known = {story.id: message_id(70)} if number else {}
            assert await unit.outbox.told_in(chat.id, [story.id]) == known
            for part in (0, 1):
                (message,) = await unit.outbox.waiting(LATER, 10)
                assert message.reply_to == (message_id(70) if number and part else NO_ID)
                await sent(unit, message, 69 + part + 10 * number)
        assert await unit.outbox.told_in(chat.id, [story.id, 99]) == {story.id: message_id(80)}
        assert await unit.outbox.told_in(chat.id + 1, [story.id]) == {}
        assert await unit.outbox.told_in(chat.id, []) == {}
        other = (await a_story(unit)).id
        await unit.rulings.rule([EVERYBODY], [(story.id, other)], person(5), NOW, together=True)
        assert await unit.outbox.told_in(chat.id, [other]) == {other: message_id(80)}
        await unit.chats.moved(chat.id, place(-1007).chat)
        assert await unit.outbox.told_in(chat.id, [story.id]) == {}


async def test_what_was_cut_off_waits_again(storage: Storage) -> None:
    """In the chat and its topics, once it could be searched."""
    async with storage.unit() as unit:
        chat, topic, other = await a_chat(unit, -1001), await a_chat(unit, -1001, thread=5), await a_chat(unit, -1002)
        for row in (chat, topic, other):
            await sending(unit, row, f"to {row.id}")
        assert await unit.outbox.release(chat.key, NOW) == 0
        assert await unit.outbox.release(chat.key, SETTLED) == 2
        assert await unit.outbox.release(chat.key, SETTLED) == 0
        assert await texts(unit, SETTLED) == [f"to {chat.id}", f"to {topic.id}"]
        assert await unit.outbox.release(place(9), SETTLED) == 0


async def test_digests_are_withdrawn(storage: Storage) -> None:
    """What is not being sent is dropped, and its stories are news; notices and other chats' messages stay."""
    async with storage.unit() as unit:
        chat, other = await a_chat(unit, 1), await a_chat(unit, 2)
        one, two, three = [(await a_story(unit)).id for _ in range(3)]
        message = await posted(unit, chat, one, two, three)
        await unit.outbox.mark(replace(message, state=MessageState.SENDING))
        await posted(unit, other, one)
        await unit.outbox.notify(chat.id, Reply("Hi"), NOW, LATER)
        assert await unit.outbox.withdraw(chat.id) == 2
        assert await unit.outbox.withdraw(chat.id) == 0
        assert await unit.chats.pending(chat.id) == {one}
        assert await unit.chats.unsent(chat.id, NOW - DAY) == {two, three}
        assert await unit.chats.pending(other.id) == {one}
        await sent(unit, message, 1)
        assert await texts(unit) == [f"Story {one}", "Hi"]
        assert await unit.outbox.withdraw(99) == 0


async def test_a_sign_of_life(storage: Storage) -> None:
    """What is held is due at once, also in topics; what is in doubt is searched no later than it says."""
    async with storage.unit() as unit:
        chat, topic, other = await a_chat(unit, -1001), await a_chat(unit, -1001, thread=5), await a_chat(unit, -1002)
        assert not await unit.outbox.nudge(chat.key, SETTLED)
        for row in (chat, other):
            await unit.outbox.notify(row.id, Reply(f"to {row.id}"), NOW, NOW + DAY)
            held = replace(await first(unit, row), state=MessageState.HELD, not_before=NOW + DAY)
            assert await unit.outbox.mark(held)
        assert await texts(unit, LATER) == []
        assert await unit.outbox.nudge(topic.key, SETTLED)
        assert await texts(unit) == [f"to {chat.id}"]
        await unit.outbox.begin(topic.id, Reply("Hi"), NOW, LATER, NOW + DAY)
        assert await unit.outbox.doubtful(SETTLED, 9) == []
        assert await unit.outbox.nudge(chat.key, SETTLED)
        assert [message.text for message in await unit.outbox.doubtful(SETTLED, 9)] == ["Hi"]


@pytest.mark.parametrize("end", [*ENDS, MessageState.HELD])
async def test_what_did_not_come(storage: Storage, end: MessageState) -> None:
    """Messages with stories that the chat still has not got, and notices; answers to somebody are not missed."""
    async with storage.unit() as unit:
        chat, other = await a_chat(unit, 1), await a_chat(unit, 2)
        one, two = (await a_story(unit)).id, (await a_story(unit)).id
        await sent(unit, await posted(unit, chat, one, two), 1)
        await unit.outbox.mark(replace(await first(unit, chat), state=end))
        await unit.outbox.notify(chat.id, Reply("notice"), NOW, NOW + DAY)
        await unit.outbox.notify(chat.id, Reply("answer"), NOW, NOW + timedelta(minutes=5))
        if end is not MessageState.HELD:  # which goes first, and so would be held as well
            for _ in range(2):
                await unit.outbox.mark(replace(await first(unit, chat), state=end))
        since = NOW - timedelta(seconds=1)
        missed = [(found.message.text, found.headlines) for found in await unit.outbox.missed(chat.id, since)]
        expected = [(f"Story {two}", (f"Title {two}",)), ("notice", ())]
        assert missed == (expected[:1] if end is MessageState.HELD else expected)
        assert await unit.outbox.missed(chat.id, NOW) == []
        assert await unit.outbox.missed(other.id, since) == []
        again = await unit.outbox.again(chat.id, since, LATER, LATER + DAY)
        assert again == (end is not MessageState.HELD)
        assert await texts(unit, LATER) == (["notice"] if again else [f"Story {two}"])
        assert await unit.outbox.again(other.id, since, LATER, LATER + DAY) == 0
        if again:
            waiting = await first(unit, chat, LATER)
            assert (waiting.attempts, waiting.expires) == (0, LATER + DAY)


async def test_the_digest_of_a_message(storage: Storage) -> None:
    """Of each of its messages, in its chat alone; a message that is none has none."""
    async with storage.unit() as unit:
        chat, other = await a_chat(unit, 1), await a_chat(unit, 2)
        story = (await a_story(unit)).id
        made = digest(chat.id, story)
        await unit.outbox.post(made, [Reply("1", stories=(story,)), Reply("2")], NOW, NOW + DAY)
        for number in (1, 2):
            await sent(unit, await first(unit, chat), number)
        found = [await unit.outbox.digest_told(chat.id, message_id(number)) for number in (1, 2, 3)]
        assert found == [made, made, None]
        assert await unit.outbox.digest_told(other.id, message_id(1)) is None


async def places(unit: Unit, chat: int, sent_id: str = "") -> dict[int, int]:
    """The stories of a message by their numbers."""
    return {place: one.story for place, one in (await unit.outbox.places(chat, sent_id)).items()}


async def test_the_places_of_stories(storage: Storage) -> None:
    """Numbered through all messages of a digest; of none the last digest counts that told anything."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        one, two, three = [(await a_story(unit)).id for _ in range(3)]
        assert await places(unit, chat.id) == {}
        replies = [Reply("1", stories=(one, two)), Reply("2", stories=(two, three)), Reply("3")]
        await unit.outbox.post(digest(chat.id, one, two, three), replies, NOW, NOW + DAY)
        for number in (1, 2, 3):
            await sent(unit, await first(unit, chat), number)
        await unit.outbox.post(digest(chat.id, slot=LATER), [Reply("Nothing is new.")], NOW, NOW + DAY)
        await sent(unit, await first(unit, chat), 4)
        assert await places(unit, chat.id) == {1: one, 2: two, 3: three}
        found = [await places(unit, chat.id, message_id(number)) for number in range(1, 6)]
        assert found == [{1: one, 2: two}, {2: two, 3: three}, {}, {}, {}]
        assert await places(unit, 99, message_id(1)) == {}


async def test_a_number_has_its_headline(storage: Storage) -> None:
    """That of the digest, whatever the story is called by now."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        story = (await a_story(unit)).id
        made = digest(chat.id, story)
        made = replace(made, items=(replace(made.items[0], headline="As it was told"),))
        await unit.outbox.post(made, [Reply("1", stories=(story,))], NOW, NOW + DAY)
        await sent(unit, await first(unit, chat), 1)
        assert await unit.outbox.places(chat.id) == {1: Numbered(story, "As it was told")}


async def test_a_story_shown_with_another_has_no_number(storage: Storage) -> None:
    """It is told with it, and the next one keeps the number that people read."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        one, two, three = [(await a_story(unit)).id for _ in range(3)]
        shown = digest(chat.id, one, three)
        shown = replace(shown, items=(replace(shown.items[0], told_with=(two,)), shown.items[1]))
        await unit.outbox.post(shown, [Reply("1", stories=(one, two, three))], NOW, NOW + DAY)
        await sent(unit, await first(unit, chat), 1)
        assert await places(unit, chat.id) == {1: one, 2: three}
        assert await places(unit, chat.id, message_id(1)) == {1: one, 2: three}


async def test_texts_of_messages_are_forgotten(storage: Storage) -> None:
    """Of those that are sent or given up, so many at a time; what they told stays."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        stories = [(await a_story(unit)).id for _ in range(4)]
        await posted(unit, chat, *stories)
        for number in range(1, 4):
            await sent(unit, await first(unit, chat), number)
        after = NOW + timedelta(seconds=1)
        assert await unit.outbox.forget(NOW, 9, NOW) == 0
        assert [await unit.outbox.forget(after, 2, NOW) for _ in range(3)] == [2, 1, 0]
        assert await places(unit, chat.id, message_id(1)) == {1: stories[0]}
        assert await texts(unit) == [f"Story {stories[3]}"]
        assert await unit.outbox.open() == (1, NOW)


async def test_notices_are_forgotten_sooner(storage: Storage) -> None:
    """One that was sent has no text any more; one that did not come keeps it for as long as it may be asked for."""

    async def kept(unit: Unit) -> list[str]:
        return [message.text for message in await unit.outbox.notices(chat.id)]

    async with storage.unit() as unit:
        chat, other = await a_chat(unit, 1), await a_chat(unit, 2)
        for text in ("sent", "lost", "waits"):
            await unit.outbox.notify(chat.id, Reply(text, ((Button("A", "a"),),)), NOW, LATER)
        await posted(unit, other, (await a_story(unit)).id)
        await sent(unit, await first(unit, chat), 1)
        await unit.outbox.mark(replace(await first(unit, chat), state=MessageState.EXPIRED))
        assert await kept(unit) == ["lost", "waits"]
        assert await unit.outbox.forget(NOW - DAY, 9, NOW) == 0
        assert await unit.outbox.forget(NOW - DAY, 9, LATER) == 1
        assert await kept(unit) == ["waits"]
        assert await unit.outbox.notices(other.id) == []


async def test_what_is_open(storage: Storage) -> None:
    """Neither sent nor given up; held and being sent is open."""
    async with storage.unit() as unit:
        chat, other = await a_chat(unit, 1), await a_chat(unit, 2)
        await a_feed(unit)
        assert await unit.outbox.open() == (0, None)
        await unit.outbox.notify(chat.id, Reply("1"), LATER, LATER + DAY)
        await unit.outbox.mark(replace(await first(unit, chat, LATER), state=MessageState.HELD))
        await sending(unit, other)
        assert await unit.outbox.open() == (2, NOW)
        message = await first(unit, chat, LATER)
        await sent(unit, message, 1)
        assert await unit.outbox.open() == (1, NOW)


async def test_one_notice_for_many(storage: Storage) -> None:
    """Each chat gets it once; nobody else does, and for no chats nothing happens."""
    async with storage.unit() as unit:
        chats = [await a_chat(unit, number) for number in (1, 2, 3)]
        await unit.outbox.notify_all([], Reply("x"), NOW, NOW + DAY)
        await unit.outbox.notify_all([chat.id for chat in chats[:2]], Reply("x"), NOW, NOW + DAY)
        waiting = await unit.outbox.waiting(NOW, 10)
        assert sorted((one.chat, one.text) for one in waiting) == [(chat.id, "x") for chat in chats[:2]]


async def test_how_much_was_sent(storage: Storage) -> None:
    """Digests, and messages in each state, made after a moment."""
    async with storage.unit() as unit:
        chat = await a_chat(unit, 1)
        story = await a_story(unit)
        await sent(unit, await posted(unit, chat, story.id), 20)
        await unit.outbox.notify(chat.id, Reply("x"), NOW, NOW + DAY)
        before, after = NOW - timedelta(seconds=1), NOW
        assert [await unit.outbox.digests(moment) for moment in (before, after)] == [1, 0]
        assert await unit.outbox.states(before) == {MessageState.SENT: 1, MessageState.WAITING: 1}
        assert await unit.outbox.states(after) == {}


async def test_which_messages_told_a_story(storage: Storage) -> None:
    """Those of one digest that were sent, in order, with their texts."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        stories = [(await open_story(unit, Story(0, name, NOW, NOW))).id for name in "ab"]
        message = await posted(unit, chat, *stories)
        number = message.digest or 0
        assert await unit.outbox.carriers(number, stories[0]) == {}
        await sent(unit, message, 41)
        await sent(unit, await first(unit, chat), 42)
        assert await unit.outbox.carriers(number, stories[0]) == {message_id(41): f"Story {stories[0]}"}
        assert await unit.outbox.carriers(number, stories[1]) == {message_id(42): f"Story {stories[1]}"}
        assert await unit.outbox.carriers(number, 99) == {}
