"""Splitting and joining stories with buttons."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from bot.chat.request import Response
from bot.model import Button, ChatKey, Decision, Digest, DigestItem, Entry, Feed, MessageState, Reply, Story, Verdict
from tests.chatroom import ADMIN, GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, kind_of, room_in, text_of
from tests.stored import add_entry, assign, open_story

TITLES = ("Lab opens a plant in Leeds", "Plant in Leeds opened by Lab", "Storm closes the port of Esbjerg")
SENT = "41"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room where two chats were told two stories, the first by two papers: in the digest that is message 41."""
    async with room_in(tmp_path) as opened:
        async with opened.storage.unit() as unit:
            feed = await unit.feeds.add(Feed(0, "https://a.example/feed", "A", NOW, timedelta(hours=1)))
            stories = [await open_story(unit, Story(0, title, NOW, NOW)) for title in TITLES[::2]]
            for number, title in enumerate(TITLES):
                paper = f"Paper {number}"
                entry = await add_entry(
                    unit, Entry(0, feed.id, title, "", "", title, f"{title}, says {number}.", paper, "en", NOW, NOW)
                )
                decision = Decision(Verdict.SAME if number == 1 else Verdict.NEW, 0.9)
                await assign(unit, entry.id, stories[number // 2].id, decision, NOW)
            for key in (PRIVATE, GROUP):
                chat = await unit.chats.ensure(key, kind_of(key), "")
                await unit.feeds.follow(chat.id, feed.id, NOW)
                items = tuple(DigestItem(story.id, story.headline, "", (), (), NOW) for story in stories)
                told = Reply("Digest", stories=tuple(story.id for story in stories))
                await unit.outbox.post(Digest(chat.id, NOW, items), [told], NOW, NOW + timedelta(days=1))
                (message,) = [each for each in await unit.outbox.waiting(NOW, 10) if each.key == key]
                await unit.outbox.mark(replace(message, state=MessageState.SENT, sent_id=SENT))
            await unit.commit()
        yield opened


async def press(room: Room, shown: Response, label: str, user: str = ADMIN, key: ChatKey = PRIVATE) -> Response:
    """Press the button with that label."""
    (button,) = [button for button in buttons_of(shown) if button.label == label]
    return await room.press(button, str(user), key)


async def why(room: Room, args: str = "", key: ChatKey = PRIVATE) -> str:
    """What /why says without a reply: of the last digest."""
    return text_of(await room.say(f"/why {args}", key=key))


async def test_why_without_a_reply_is_about_the_last_digest(room: Room) -> None:
    """All of it, or the story with that number; other numbers and words lead nowhere."""
    assert "1. Lab opens" in await why(room)
    assert "2. Storm" in await why(room)
    assert "Lab opens" not in await why(room, "2")
    assert await why(room, "3") == "The digest has no story 3. Choose one of its numbers, for example: /why 1"
    assert "Choose one of its numbers, for example: /story 1" in text_of(await room.say("/story 3"))
    assert await why(room, "<b>") == "The digest has no story <b>. Choose one of its numbers, for example: /why 1"
    elsewhere = await room.say("/why", key=ChatKey("telegram", "77"))
    assert text_of(elsewhere) == "There has been no digest with stories here yet."


async def test_an_admin_splits_a_story_and_takes_it_back(room: Room) -> None:
    """What was done, where it holds, and how to undo it are said; /why remembers the choice."""
    card = await press(room, await room.say("/why 1"), "Change this story")
    assert "2. Plant in Leeds opened by Lab (Paper 1, 10 April 2026)" in text_of(card)
    done = await press(room, card, "2 is a different story")
    assert text_of(done).startswith("“Plant in Leeds opened by Lab” is a story of its own now, in this chat.")
    assert done.spent
    told = await why(room, "1")
    assert "1 source so far: Paper 0;" in told
    assert "An admin split it from “Plant in Leeds opened by Lab”." in told
    undone = await press(room, done, "Undo")
    assert text_of(undone).endswith("are one story again, in this chat.")
    told = await why(room, "1")
    assert "2 sources: Paper 0 and Paper 1;" in told
    assert "kept apart" not in told


async def test_an_admin_joins_two_stories(room: Room) -> None:
    """The nearest others are offered; the digest's two stories are explained as one from then on."""
    async with room.storage.unit() as unit:
        feed = await unit.feeds.by_url("https://a.example/feed")
        assert feed is not None
        story = await open_story(unit, Story(0, "Leeds has its plant", NOW, NOW))
        title = "Leeds has its plant"
        entry = await add_entry(unit, Entry(0, feed.id, "x", "", "", title, title, "Paper 3", "en", NOW, NOW))
        await assign(unit, entry.id, story.id, Decision(Verdict.NEW, 0.1), NOW)
        await unit.commit()
    card = await press(room, await room.say("/why 1"), "Change this story")
    near = await press(room, card, "The same as another story")
    assert "1. Leeds has its plant (Paper 3, 10 April 2026)" in text_of(near)
    assert text_of(await room.say("/search Leeds plant")).startswith("2 stories")
    done = await press(room, near, "The same as 1")
    assert text_of(await room.say("/search Leeds plant")).startswith("One story")
    assert text_of(done) == "“Lab opens a plant in Leeds” and “Leeds has its plant” are one story now, in this chat."
    told = await why(room, "1")
    assert "3 sources" in told
    assert "An admin joined it with “Leeds has its plant”." in told
    assert (await press(room, near, "The same as 1")).notice == "That is done already."
    undone = await press(room, done, "Undo")
    assert "are two stories again, in this chat." in text_of(undone)
    assert "2 sources" in await why(room, "1")


async def test_only_admins_change_stories(room: Room) -> None:
    """Rights are asked when the button is pressed, and one chat's choice is no other's."""
    shown = await room.say("/why 1", MEMBER, GROUP)
    refused = await press(room, shown, "Change this story", MEMBER, GROUP)
    assert refused.notice.startswith("Only admins")
    card = await press(room, shown, "Change this story", ADMIN, GROUP)
    assert (await press(room, card, "2 is a different story", MEMBER, GROUP)).notice.startswith("Only admins")
    done = await press(room, card, "2 is a different story", ADMIN, GROUP)
    assert "1 source so far" in await why(room, "1", GROUP)
    assert "2 sources" in await why(room, "1", PRIVATE)
    elsewhere = await press(room, done, "Undo", ADMIN, PRIVATE)
    assert elsewhere.notice
    assert "1 source so far" in await why(room, "1", GROUP)


async def test_an_operators_choice_holds_for_all(room: Room) -> None:
    """And the message says so; nobody else can undo it."""
    room.services = replace(room.services, operators=frozenset({ADMIN}))
    card = await press(room, await room.say("/why 1"), "Change this story")
    done = await press(room, card, "2 is a different story")
    assert "here and in all chats that did not choose for themselves." in text_of(done)
    assert "1 source so far" in await why(room, "1", GROUP)
    room.services = replace(room.services, operators=frozenset())
    assert (await press(room, done, "Undo")).notice.startswith("Only an operator")


async def test_stale_and_forged_buttons_do_nothing(room: Room) -> None:
    """A number that leads to no story of this chat is an old button; nothing but numbers gets anywhere."""
    for name, args in product(("change", "part", "near", "join", "undo"), ("", "x", "999", "999 1", "-1", "9" * 40)):
        pressed = await room.press(Button("", f"{name} {args}"))
        assert (pressed.replies, pressed.notice) == (
            (),
            "This button no longer works. /help lists what you can do instead.",
        ), (name, args)


async def test_stories_of_others_feeds_are_out_of_reach(room: Room) -> None:
    """A chat that does not follow the feed can neither see nor change what is in it."""
    stranger = ChatKey("telegram", "77")
    await room.say("/subscribe", key=stranger)
    for data in ("change 1", "part 2", "near 1", "join 1 2"):
        assert (await room.press(Button("", data), key=stranger)).replies == ()
