"""``/here``: the digests of a group come in another of its topics, with all that belongs to them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.model import Button, ChatKey
from tests.chatroom import GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, room_in, text_of

FIRST, SECOND, THIRD = (replace(GROUP, thread=thread) for thread in ("", "7", "9"))
STRANGE = ChatKey("telegram", "-100555")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A group with topics whose General gets digests."""
    async with room_in(tmp_path, ["https://a.example"]) as opened:
        await opened.say("/subscribe 9:15", key=FIRST)
        yield opened


async def subscribed(room: Room) -> list[str]:
    """The threads in which digests come."""
    async with room.storage.view() as unit:
        return [chat.key.thread for chat in await unit.chats.places(GROUP) if chat.subscribed]


async def test_it_moves(room: Room) -> None:
    """Hours and feeds go along, also back to General, and to where somebody has looked at settings before."""
    await room.say("/hours 20:00", key=SECOND)
    said = text_of(await room.say("/here", key=SECOND))
    assert "come here from now on" in said
    assert "09:15" in said
    assert await subscribed(room) == ["7"]
    assert [feed.url for feed in await room.feeds(SECOND)] == ["https://a.example"]
    assert await room.feeds(FIRST) == []
    assert "already" in text_of(await room.say("/here", key=SECOND))
    await room.say("/here", key=FIRST)
    assert await subscribed(room) == [""]
    assert "20:00" in text_of(await room.say("/hours", key=SECOND))


async def test_what_was_held_is_tried(room: Room) -> None:
    """A topic that takes nothing is left, and the chat counts as open where it is now."""
    chat = await room.chat(FIRST)
    assert chat is not None
    async with room.storage.unit() as unit:
        await unit.chats.close(chat.id, "delivery.topic_deleted", NOW)
        await unit.commit()
    await room.say("/here", key=SECOND)
    moved = await room.chat(SECOND)
    assert moved is not None
    assert (moved.id, moved.gone) == (chat.id, "")


async def test_both_parts_speak_as_before(room: Room) -> None:
    """A topic that nobody set up has the language and the zone of its group, and what is left keeps them."""
    await room.say("/language Deutsch", key=FIRST)
    await room.say("/timezone Europe/Berlin", key=FIRST)
    assert "Berlin" in text_of(await room.say("/timezone", key=SECOND))
    assert "kommt der Überblick hier" in text_of(await room.say("/here", key=SECOND))
    for key in (FIRST, THIRD):
        assert "Deutsch" in text_of(await room.say("/language", key=key))
        assert "Berlin" in text_of(await room.say("/timezone", key=key))
    assert "English" in text_of(await room.say("/language", key=STRANGE))


async def test_what_is_left_points_on(room: Room) -> None:
    """A line stands where the digests came, in the language of the group; none where nobody can write."""
    await room.say("/language Deutsch", key=FIRST)
    await room.say("/here", key=SECOND)
    async with room.storage.view() as unit:
        (message,) = await unit.outbox.waiting(room.clock.now(), 10)
    assert message.key == FIRST
    assert message.text.startswith("Ab jetzt kommt der Überblick dieser Gruppe in einem anderen Thema")


async def test_of_several_one_is_chosen(room: Room) -> None:
    """With a button of this group alone; pressed twice, nothing more happens."""
    await room.say("/subscribe 7:00", key=SECOND)
    asked = await room.say("/here", key=THIRD)
    labels = [button.label for button in buttons_of(asked)]
    assert labels == ["09:15, 1 feed", "07:00, 1 feed"]
    chosen = buttons_of(asked)[1]
    assert "No other topic" in text_of(await room.press(chosen, key=STRANGE))
    assert "come here from now on" in text_of(await room.press(chosen, key=THIRD))
    assert "digests of its own" in text_of(await room.press(chosen, key=THIRD))
    assert sorted(await subscribed(room)) == ["", "9"]


async def test_two_admins_at_once(room: Room) -> None:
    """Who comes last has it; it is never in two places, nor in none."""
    await room.say("/here", key=SECOND)
    await room.say("/here", key=THIRD)
    assert await subscribed(room) == ["9"]


async def test_where_it_does_nothing(room: Room) -> None:
    """For members, in other groups, in private, where a topic has digests of its own, and where there are none."""
    assert "Only admins" in text_of(await room.say("/here", key=SECOND, user=MEMBER))
    assert "Only admins" in (await room.press(Button("", "here 1"), key=SECOND, user=MEMBER)).notice
    assert "is for groups" in text_of(await room.say("/here", key=PRIVATE))
    assert "No other topic" in text_of(await room.say("/here", key=STRANGE))
    await room.say("/subscribe 7:00", key=SECOND)
    assert "digests of its own" in text_of(await room.say("/here", key=SECOND))
    assert sorted(await subscribed(room)) == ["", "7"]
