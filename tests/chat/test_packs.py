"""Lists of good feeds, shown and added."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat.follow_feeds import follow_all
from bot.errors import BotError
from bot.feeds.opml import Line
from bot.feeds.packs import pack_named, packs
from bot.model import Button, ChatKind, Limits
from bot.text.display.wording import ENGLISH
from tests.chatroom import GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, room_in, text_of

LABS = pack_named("labs")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without default feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


def test_packs_are_read() -> None:
    """Each file is a pack; an unknown name is answered with those that there are."""
    assert [pack.name for pack in packs()] == sorted(pack.name for pack in packs())
    assert pack_named(" Labs ") is LABS
    with pytest.raises(BotError, match="business, labs"):
        pack_named("nonsense")


async def test_a_tap_shows_and_a_tap_adds(room: Room) -> None:
    """The list has a button for each pack; the pack shows its feeds; the last button adds them all."""
    listed = await room.say("/packs")
    assert [button.data for button in buttons_of(listed)] == [f"pack {pack.name}" for pack in packs()]
    shown = await room.press(next(button for button in buttons_of(listed) if button.data == "pack labs"))
    assert all(feed.name in text_of(shown) for feed in LABS.feeds)
    (add,) = buttons_of(shown)
    assert add == Button(f"Add {len(LABS.feeds)} feeds", "addpack labs")
    assert await room.feeds() == []
    added = await room.press(add)
    assert f"Added {len(LABS.feeds)} feeds of “AI labs”." in text_of(added)
    assert added.spent
    assert [(feed.url, feed.title) for feed in await room.feeds()] == [
        (line.url, line.title) for line in LABS.wanted(ENGLISH)
    ]


async def test_what_is_followed_is_skipped(room: Room) -> None:
    """A feed of the pack that the chat has is marked and counted, and nothing is added twice."""
    room.web[LABS.feeds[0].url] = []
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(PRIVATE, ChatKind.PRIVATE, "")
        await follow_all(unit, chat.id, LABS.wanted(ENGLISH)[:2], room.services.interval, NOW)
        await unit.commit()
    shown = await room.say("/packs labs")
    assert text_of(shown).count("followed already") == 2
    added = text_of(await room.press(buttons_of(shown)[0]))
    assert f"Added {len(LABS.feeds) - 2} feeds" in added
    assert "2 were followed already." in added
    assert len(await room.feeds()) == len(LABS.feeds)
    again = await room.say("/packs labs")
    assert buttons_of(again) == []
    assert "follows all of them already" in text_of(again)


async def test_a_pack_that_is_too_much(room: Room) -> None:
    """What fits is added, and the rest is counted."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(PRIVATE, ChatKind.PRIVATE, "")
        many = [Line(f"https://a.example/{n}") for n in range(Limits().feeds_per_chat - 1)]
        await follow_all(unit, chat.id, many, room.services.interval, NOW)
        await unit.commit()
    said = text_of(await room.press(Button("", "addpack labs")))
    assert "Added 1 feed of" in said
    assert f"{len(LABS.feeds) - 1} were left out. This chat has reached its limit of feeds (200)." in said


async def test_members_look_and_do_not_add(room: Room) -> None:
    """Anyone in a group may see what is in a pack; adding it is for admins."""
    shown = await room.press(Button("", "pack labs"), user=MEMBER, key=GROUP)
    assert LABS.feeds[0].name in text_of(shown)
    assert "Only admins" in (await room.press(buttons_of(shown)[0], user=MEMBER, key=GROUP)).notice
    assert await room.feeds(GROUP) == []


async def test_packs_that_are_not_there(room: Room) -> None:
    """An invented name gets a line; the button of a pack that is no more goes away."""
    assert "no pack x; the packs are business" in text_of(await room.say("/packs x"))
    gone = await room.press(Button("", "addpack x"))
    assert (gone.spent, bool(gone.notice)) == (True, True)
