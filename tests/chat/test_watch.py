"""``/watch``: what is known now, the list with its buttons, and who may drop what."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.watch import LONGEST, MOST_OF_CHAT
from bot.model import Button, Entry, Feed
from tests.chatroom import ADMIN, GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, room_in, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without default feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


async def told(room: Room, text: str) -> None:
    """A feed of the private chat tells something."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.by_key(PRIVATE)
        assert chat
        feed = await unit.feeds.add(Feed(0, "https://a.example/feed", "A", NOW, timedelta(hours=1)))
        await unit.feeds.follow(chat.id, feed.id, NOW)
        entry = Entry(0, feed.id, text, "", "https://a.example/1", "News", text, "Ledger", "en", NOW, NOW)
        await unit.entries.add_all([entry])
        await unit.commit()


async def test_what_is_known_now(room: Room) -> None:
    """The figure known now is quoted and dated, or it is said that there is none."""
    said = text_of(await room.say("/watch capex Meta"))
    assert "another figure for “capex Meta”" in said
    assert "no figure for it yet" in said
    await told(room, "Otterworks had revenue of $5 million in 2025.")
    said = text_of(await room.say("/watch otterworks revenue"))
    assert "“Otterworks had revenue of $5 million in 2025.” (Ledger, 10 April 2026" in said
    assert "already watching" in text_of(await room.say("/watch Otterworks  Revenue"))


async def test_list_and_drop(room: Room) -> None:
    """Alone it lists, with a button for each; an old button is harmless."""
    assert "not watching anything" in text_of(await room.say("/watch"))
    await room.say("/watch capex Meta")
    listed = await room.say("/watch")
    assert "1. capex Meta: no figure yet" in text_of(listed)
    (button,) = buttons_of(listed)
    assert "stopped watching “capex Meta”" in text_of(await room.press(button))
    assert (await room.press(button)).notice
    assert "not watching anything" in text_of(await room.say("/watch"))


async def test_who_may_drop(room: Room) -> None:
    """Who asked for it and admins; nobody from another chat."""
    await room.say("/watch capex Meta", MEMBER, GROUP)
    (button,) = buttons_of(await room.say("/watch", MEMBER, GROUP))
    assert "Only the person" in (await room.press(button, "3", GROUP)).notice
    assert "no longer works" in (await room.press(button)).notice
    assert "stopped" in text_of(await room.press(button, MEMBER, GROUP))
    await room.say("/watch capex Meta", MEMBER, GROUP)
    (button,) = buttons_of(await room.say("/watch", MEMBER, GROUP))
    assert "stopped" in text_of(await room.press(button, ADMIN, GROUP))


async def test_bounds(room: Room) -> None:
    """One word is too little and a page too much; a chat has so many; markup is text."""
    for typed in ("/watch Meta", "/watch the of", "/watch ?"):
        assert "for example: /watch capex Meta" in text_of(await room.say(typed))
    assert f"{LONGEST} letters" in text_of(await room.say("/watch " + "capex Meta " * 500))
    (reply,) = (await room.say("/watch <b>capex</b> \u202eMeta")).replies
    assert "&lt;b&gt;" in reply.text
    for n in range(MOST_OF_CHAT):
        room.clock.moment += timedelta(minutes=1)
        last = await room.say(f"/watch capex firm{n}")
    assert "as I can (20)" in text_of(last)
    assert len(buttons_of(await room.say("/watch"))) == MOST_OF_CHAT
    assert (await room.press(Button("", "unwatch 1 OR 1"))).notice
