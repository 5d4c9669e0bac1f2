"""``/missed``: for admins, in plain words, with a button that brings it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model import Button, MessageState, Reply
from tests.chatroom import GROUP, MEMBER, NOW, Room, buttons_of, room_in, text_of
from tests.telling import first


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room with nothing in it."""
    async with room_in(tmp_path) as made:
        yield made


async def lose(room: Room, *texts: str) -> int:
    """Let notices for the group run out. Returns: its row."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.by_key(GROUP)
        assert chat
        for text in texts:
            await unit.outbox.notify(chat.id, Reply(text), NOW - timedelta(hours=3), NOW)
            message = await first(unit, chat.id)
            assert message
            why = "not delivered in time: <the topic is closed>"
            await unit.outbox.mark(replace(message, state=MessageState.EXPIRED, reason=why))
        await unit.commit()
    return chat.id


async def test_missed(room: Room) -> None:
    """When, what became of it, why, and what it was to tell; on a tap it is on its way, and then nothing is missing."""
    await room.say("/subscribe", key=GROUP)
    said = text_of(await room.say("/missed", key=GROUP))
    assert "Nothing is missing" in said
    assert "This chat began just now. Everything from before that counts as read" in said
    row = await lose(room, "<b>A feed fails</b>\nmore of it")
    shown = await room.say("/missed", key=GROUP)
    assert "3 hours ago: was not delivered in time: <the topic is closed>" in text_of(shown)
    assert "• A feed fails" in text_of(shown)
    assert "more of it" not in text_of(shown)
    (button,) = buttons_of(shown)
    room.clock.moment += timedelta(days=8)
    assert "This chat began" not in text_of(await room.say("/missed", key=GROUP))
    room.clock.moment -= timedelta(days=8)
    pressed = await room.press(button, key=GROUP)
    assert (pressed.notice, pressed.spent) == ("1 notice is on its way.", True)
    assert "nothing left" in (await room.press(button, key=GROUP)).notice
    async with room.storage.unit() as unit:
        message = await first(unit, row)
    assert message
    assert message.text == "<b>A feed fails</b>\nmore of it"


async def test_for_admins(room: Room) -> None:
    """Neither the list nor the button is anybody's."""
    await room.say("/subscribe", key=GROUP)
    await lose(room, "secret")
    assert "Only admins" in text_of(await room.say("/missed", MEMBER, GROUP))
    assert "Only admins" in (await room.press(Button("", "bring"), MEMBER, GROUP)).notice


async def test_a_long_list_is_cut(room: Room) -> None:
    """The last ones are shown, the others counted."""
    await room.say("/subscribe", key=GROUP)
    await lose(room, *(f"notice {number}" for number in range(25)))
    shown = text_of(await room.say("/missed", key=GROUP))
    assert "notice 24" in shown
    assert "notice 4\n" not in shown
    assert "5 more messages" in shown


async def test_who_looks_after_a_group_is_remembered(room: Room) -> None:
    """The admin who changed its settings last is told when we cannot write there."""
    await room.say("/subscribe", key=GROUP)
    chat = await room.chat(GROUP)
    assert chat
    assert chat.admin == "1"
