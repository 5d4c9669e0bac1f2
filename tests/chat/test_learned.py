"""More and less like a story."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model import Button, Feed
from tests.chat.test_why import posted
from tests.chatroom import GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, kind_of, room_in, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


async def test_more_and_less_are_learned_shown_and_forgotten(room: Room) -> None:
    """The buttons stand below what is said of one story; pressing twice counts once, and the other way turns it."""
    await posted(room, PRIVATE, ["Alpha"])
    more, less = buttons_of(await room.say("/why 1"))[:2]
    for _ in range(2):
        assert "more about" in (await room.press(more)).notice
    assert "You want more about: what alpha tells." in text_of(await room.say("/learned"))
    assert "It is higher because you wanted more about what alpha tells." in text_of(await room.say("/why 1"))
    assert "less about" in (await room.press(less)).notice
    shown = await room.say("/learned")
    assert "You want less about" in text_of(shown)
    assert "more about" not in text_of(shown)
    assert (await room.press(buttons_of(shown)[0])).spent
    assert "learned nothing" in text_of(await room.say("/learned"))


async def test_only_of_the_chats_own_stories_and_by_admins(room: Room) -> None:
    """A replayed press of another chat, a made-up number and a member's press teach nothing."""
    _, story = await posted(room, PRIVATE, ["Alpha"])
    async with room.storage.unit() as unit:
        group = await unit.chats.ensure(GROUP, kind_of(GROUP), "")
        feed = await unit.feeds.add(Feed(0, "https://other.example", "B", NOW, timedelta(hours=1)))
        await unit.feeds.follow(group.id, feed.id, NOW)
        await unit.commit()
    for data in (f"like {story}", "like 999", "like x", "like", f"like {'9' * 40}"):
        assert (await room.press(Button("", data), key=GROUP)).notice
    assert "learned nothing" in text_of(await room.say("/learned", key=GROUP))
    assert "admins" in (await room.press(Button("", f"like {story}"), MEMBER, GROUP)).notice


async def test_why_names_the_rule(room: Room) -> None:
    """The one that puts a story first, or would keep it away now."""
    await posted(room, PRIVATE, ["Alpha"])
    await room.say("/follow raises")
    assert "It comes first because “raises” is followed here." in text_of(await room.say("/why 1"))
    await room.say("/rule source:alpha -> line")
    assert "headline alone: “source:alpha”" in text_of(await room.say("/why 1"))
