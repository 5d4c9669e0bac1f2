"""The button "Why these stories?"."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat import why
from bot.chat.why import JOINED, explained
from bot.model import (
    Button,
    Chat,
    ChatKey,
    ChatKind,
    Decision,
    Digest,
    DigestItem,
    Document,
    Doubt,
    DoubtKind,
    Entry,
    Evidence,
    Feed,
    Listed,
    MessageState,
    Reply,
    Story,
    Verdict,
)
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH
from tests.chatroom import GROUP, MEMBER, NOW, PRIVATE, Room, kind_of, room_in, text_of
from tests.stored import add_entry, assign, open_story

SEED = Document("seed:hires", "Lab hires", "Lab hires.", note=True)
STORY = Story(0, "Lab <raises> $5 billion", NOW - timedelta(hours=3), NOW)
ENTRY = Entry(0, 0, "g", "", "", "Lab raises", "Ann Doe said.", "The A", "en", NOW - timedelta(hours=3), NOW)
NEW = Decision(
    Verdict.NEW,
    0.1,
    evidence=Evidence(
        other="Lab hires", against=(Doubt(DoubtKind.VERSION), Doubt(DoubtKind.OTHERWISE, "$4 billion")), near=SEED.id
    ),
)
SHARED = Evidence(names=("lab", "ann doe", "doe"), figures=("$5 billion",), hours=2.0)
SAME = Decision(Verdict.SAME, 0.9, evidence=SHARED)
WHY = Button("Why these stories?", "why")
NEW_ONE = "It is new: no earlier story is like it."


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without default feeds, and with one background note."""
    async with room_in(tmp_path, seeds=[SEED]) as opened:
        yield opened


async def posted(room: Room, key: ChatKey, publishers: list[str], *, arrived: bool = True) -> tuple[Chat, int]:
    """A chat that was sent a digest of one story that *publishers* told, as message 41 once it has *arrived*."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(key, kind_of(key), "")
        story = await open_story(unit, STORY)
        for number, name in enumerate(publishers):
            feed = await unit.feeds.add(Feed(0, f"https://{name}.example/{key.chat}", name, NOW, timedelta(hours=1)))
            await unit.feeds.follow(chat.id, feed.id, NOW)
            entry = await add_entry(unit, replace(ENTRY, feed=feed.id, publisher=name))
            await assign(unit, entry.id, story.id, SAME if number else NEW, NOW)
        item = DigestItem(story.id, STORY.headline, "", (), (), STORY.first_seen)
        reply = Reply("Digest", ((WHY,),), stories=(story.id,))
        await unit.outbox.post(Digest(chat.id, NOW, (item,)), [reply], NOW, NOW + timedelta(days=1))
        await unit.commit()
    if arrived:
        await arrives(room, key)
    return chat, story.id


async def arrives(room: Room, key: ChatKey) -> None:
    """Record that a chat's message was sent."""
    async with room.storage.unit() as unit:
        (message,) = [each for each in await unit.outbox.waiting(NOW, 10) if each.key == key]
        await unit.outbox.mark(replace(message, state=MessageState.SENT, sent_id="41"))
        await unit.commit()


async def test_it_tells_what_a_digest_rests_on(room: Room) -> None:
    """Below the headline as it was posted: sources, what was nearest before, what sources share, in plain words."""
    await posted(room, PRIVATE, ["Alpha", "Beta & Co"])
    told = await room.press(WHY, about="41")
    assert text_of(told).splitlines() == [
        "1. Lab <raises> $5 billion",
        "2 sources: Alpha and Beta & Co; first seen 3 hours ago.",
        "Why here: 2 independent sources.",
        "The most similar earlier story is “Lab hires”, but they name different versions; they differ on $4 billion.",
        "Beta & Co reports the same event: both name Lab and Ann Doe; both give $5 billion; 2 hours apart.",
        "",
        "Are two stories mixed into one, or is one story listed twice? You can fix that:",
    ]


async def test_a_button_that_is_pressed_at_once(room: Room) -> None:
    """That its message was sent is recorded a moment later: whoever presses before that is told all the same."""
    await posted(room, PRIVATE, ["Alpha"], arrived=False)
    pressed = asyncio.create_task(room.press(WHY, about="41"))
    await asyncio.sleep(0.4)
    await arrives(room, PRIVATE)
    assert text_of(await pressed).startswith("1. Lab <raises> $5 billion")


async def test_another_chats_messages_tell_nothing(room: Room) -> None:
    """The same message number in another chat, or an unknown one, leads to no story."""
    await posted(room, PRIVATE, ["Alpha"])
    assert "no longer know" in text_of(await room.press(WHY, key=GROUP, about="41"))
    assert "no longer know" in text_of(await room.press(WHY, about="40"))


async def test_another_chats_feeds_stay_private(room: Room) -> None:
    """A source that only other chats follow is not named."""
    _, story = await posted(room, PRIVATE, ["Alpha"])
    async with room.storage.unit() as unit:
        group = await unit.chats.ensure(GROUP, ChatKind.SUPERGROUP, "")
        feed = await unit.feeds.add(Feed(0, "https://secret.example/feed", "Secret", NOW, timedelta(hours=1)))
        await unit.feeds.follow(group.id, feed.id, NOW)
        entry = await add_entry(unit, replace(ENTRY, feed=feed.id, publisher="Secret"))
        await assign(unit, entry.id, story, SAME, NOW)
        await unit.commit()
    assert "Secret" not in text_of(await room.press(WHY, about="41"))


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        pytest.param(SAME, "B reports the same event: both name", id="same"),
        pytest.param(replace(SAME, verdict=Verdict.UPDATE), "B adds something new: both name", id="update"),
        pytest.param(replace(SAME, copy=True), "B carries a copy of the text", id="copy"),
        pytest.param(replace(SAME, evidence=Evidence()), "the texts are alike.", id="no-evidence"),
    ],
)
def test_each_verdict_has_its_words(decision: Decision, said: str) -> None:
    """People are told what was decided, not its name in the code."""
    told = [(replace(ENTRY, publisher="A"), NEW), (replace(ENTRY, publisher="B"), decision)]
    assert said in plain(explained(ENGLISH, 1, STORY, told, NOW, {}))


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        pytest.param(Evidence(), NEW_ONE, id="nothing"),
        pytest.param(Evidence(words=("lab",), other="Lab hires"), NEW_ONE, id="a-word"),
        pytest.param(Evidence(other="Lab hires", against=(Doubt(DoubtKind.OTHERWISE, "$1"),)), NEW_ONE, id="a-figure"),
        pytest.param(Evidence(other="Lab hires", against=(Doubt(DoubtKind.NAMES),)), NEW_ONE, id="strangers"),
        pytest.param(Evidence(names=("lab",), other="Lab hires"), "“Lab hires”: both name Lab, but", id="name"),
        pytest.param(
            Evidence(other="Lab hires", against=(Doubt(DoubtKind.STEP),)), "but one is about a later step.", id="doubt"
        ),
    ],
)
def test_why_it_was_new(evidence: Evidence, said: str) -> None:
    """The nearest story is named only when it came near."""
    assert said in plain(explained(ENGLISH, 1, STORY, [(ENTRY, replace(NEW, evidence=evidence))], NOW, {}))


def test_every_doubt_has_its_words() -> None:
    """Whatever a decision may name as a doubt is told in words."""
    assert set(why._DOUBTS) == set(DoubtKind)


def test_shared_words_are_shown_as_they_are_spelt() -> None:
    """People see words, not the stems that were compared."""
    words = replace(SAME, evidence=Evidence(words=("rais", "said")))
    assert "both say raises and said." in plain(explained(ENGLISH, 1, STORY, [(ENTRY, NEW), (ENTRY, words)], NOW, {}))


def test_copies_are_no_sources() -> None:
    """Who carries another's text is not counted as a witness."""
    told = [(replace(ENTRY, publisher="A"), NEW), (replace(ENTRY, publisher="B"), replace(SAME, copy=True))]
    assert "1 source so far: A;" in plain(explained(ENGLISH, 1, STORY, told, NOW, {}))


def test_a_great_story_stays_short() -> None:
    """Of fifty sources some are named, the others counted; of their decisions the first are told."""
    told = [(replace(ENTRY, publisher=f"P{n}"), SAME if n else NEW) for n in range(50)]
    text = plain(explained(ENGLISH, 1, STORY, told, NOW, {}))
    assert "50 sources: P0, P1, P2, P3, P4, P5 and 44 more;" in text
    assert len(text.splitlines()) == 4 + JOINED


def test_names_and_topics_are_told() -> None:
    """As the sources write them; a name that only others' sources have, and a folder of another feed, are not shown."""
    story = replace(STORY, names=("doe", "ann doe", "secret"))
    topics = {0: ("Tech", "<AI>"), 9: ("Theirs",)}
    assert "\nAbout Ann Doe. Topics: Tech / <AI>.\n" in plain(explained(ENGLISH, 1, story, [(ENTRY, NEW)], NOW, topics))


LATER = Story(0, "Mill closes", NOW - timedelta(hours=2), NOW)


async def listed_after(room: Room, key: ChatKey) -> int:
    """A second story of the chat, which is all that a list since a day shows. Returns: the chat's row id."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(key, kind_of(key), "")
        (feed,) = await unit.feeds.of_chat(chat.id)
        story = await open_story(unit, LATER)
        entry = await add_entry(unit, replace(ENTRY, feed=feed.id, guid="2", title="Mill closes", publisher="Alpha"))
        await assign(unit, entry.id, story.id, NEW, NOW)
        await unit.commit()

    async def listed(*_args: object) -> Listed:
        return Listed([Reply("1. Mill closes")], [story.id])

    room.services = replace(room.services, retold=listed, peek=listed)
    return chat.id


async def test_numbers_are_those_of_the_list_that_was_shown_last(room: Room) -> None:
    """After a list since a day they lead to its stories, until a newer digest comes; also where none came before."""
    chat, story = await posted(room, PRIVATE, ["Alpha"])
    await listed_after(room, PRIVATE)
    assert "Lab" in text_of(await room.say("/why 1"))
    await room.say("/digest since yesterday")
    assert "Mill closes" in text_of(await room.say("/why 1"))
    assert "Mill closes" in text_of(await room.say("/story 1"))
    assert "no story 2" in text_of(await room.say("/why 2"))
    assert "Lab" in text_of(await room.press(WHY, about="41"))
    async with room.storage.unit() as unit:
        item = DigestItem(story, STORY.headline, "", (), (), STORY.first_seen)
        later = NOW + timedelta(hours=1)
        await unit.outbox.post(Digest(chat.id, later, (item,)), [Reply("", stories=(story,))], later, later)
        await unit.commit()
    assert "Lab" in text_of(await room.say("/why 1"))


async def test_a_list_of_a_group_that_is_read_in_private(room: Room) -> None:
    """Its numbers lead to the group's stories, as long as whoever asks is a member; nothing can be changed there."""
    await posted(room, GROUP, ["Alpha"])
    number = await listed_after(room, GROUP)
    async with room.storage.unit() as unit:
        chat = await unit.chats.get(number)
        assert chat is not None
        await unit.chats.update(chat, replace(chat, subscribed=NOW))
        await unit.commit()
    room.members.inside = {GROUP.chat: {MEMBER}}
    mine = ChatKey("telegram", MEMBER)
    assert "no digest" in text_of(await room.say("/why 1", user=MEMBER, key=mine))
    await room.say(f"/start d{number}", user=MEMBER, key=mine)
    said = await room.say("/why 1", user=MEMBER, key=mine)
    assert "Mill closes" in text_of(said)
    assert not said.replies[0].buttons
    assert "Lab" in text_of(await room.say("/why 1", key=GROUP))
    room.members.inside = {}
    assert "Mill" not in text_of(await room.say("/why 1", user=MEMBER, key=mine))
