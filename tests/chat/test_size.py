"""How long digests are, as a chat sets it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.model import Size
from tests.chatroom import GROUP, MEMBER, Room, buttons_of, room_in, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


async def test_looking_changes_nothing(room: Room) -> None:
    """The size of all is shown, the other two are offered, and the chat still has none of its own."""
    shown = await room.say("/size")
    assert "brief texts" in text_of(shown)
    assert [button.data for button in buttons_of(shown)] == ["size headlines", "size full"]
    chat = await room.chat()
    assert chat is None or chat.size is None


async def test_a_button_sets_the_size(room: Room) -> None:
    """What was pressed is kept, said, and no longer offered."""
    full = buttons_of(await room.say("/size"))[1]
    done = await room.press(full)
    assert "full texts" in text_of(done)
    assert done.spent
    chat = await room.chat()
    assert chat is not None
    assert chat.size is Size.FULL
    assert [button.data for button in buttons_of(await room.say("/size"))] == ["size headlines", "size brief"]


async def test_a_size_that_is_none(room: Room) -> None:
    """Any other word is named, and the three are offered."""
    refused = await room.say("/size <huge>")
    assert "“<huge>”" in text_of(refused)
    assert len(buttons_of(refused)) == 3


async def test_only_admins_change_it(room: Room) -> None:
    """A member may look, not change."""
    assert "brief" in text_of(await room.say("/size", MEMBER, GROUP))
    assert "admins" in text_of(await room.say("/size full", MEMBER, GROUP))
    chat = await room.chat(GROUP)
    assert chat is None or chat.size is None
