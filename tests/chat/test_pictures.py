"""``/pictures``: whether a digest begins with the preview of its top story."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat.day_words import read_switch
from bot.chat.pictures import pictures
from bot.chat.request import ChatRequest
from bot.digest.layout import shows_preview
from bot.model import Button, Chat, ChatKey, ChatKind
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, Wording, languages
from tests.chatroom import ADMIN, GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, room_in, text_of


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without default feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


async def chosen(room: Room, key: ChatKey = PRIVATE) -> bool | None:
    """What a chat chose."""
    chat = await room.chat(key)
    async with room.storage.view() as unit:
        return await unit.chats.preview(chat.id) if chat else None


@pytest.mark.parametrize("language", languages())
def test_switches_in_all_languages(language: str) -> None:
    """A chat's own words, those of any other language, and none that means both."""
    own, english = Wording(language), ENGLISH
    on, off = (plain(own(key)).split() for key in ("when.words_on", "when.words_off"))
    assert {read_switch(word, english) for word in on} == {True}
    assert {read_switch(word, english) for word in off} == {False}
    assert (read_switch(" ON. ", own), read_switch("Off", own), read_switch("maybe", own)) == (True, False, None)


@pytest.mark.parametrize("kind", ChatKind)
def test_on_in_channels(kind: ChatKind) -> None:
    """Unless somebody chose."""
    chat = Chat(1, PRIVATE, kind, "", "UTC", (NOW.time(),))
    assert shows_preview(chat, None) == (kind is ChatKind.CHANNEL)
    assert shows_preview(chat, True) is True
    assert shows_preview(chat, False) is False


async def test_looking_and_choosing(room: Room) -> None:
    """Each way has a button for the other, and words do as well."""
    said = await room.say("/pictures")
    assert "Pictures are off" in text_of(said)
    (button,) = buttons_of(said)
    done = await room.press(button)
    assert done.spent
    assert await chosen(room) is True
    assert "Pictures are on" in text_of(await room.say("/pictures"))
    await room.say("/pictures OFF")
    assert await chosen(room) is False
    await room.say("/pictures ein")
    assert await chosen(room) is True
    await room.say("/pictures aus")
    assert await chosen(room) is False
    (refused,) = (await room.say("/pictures <b>maybe</b>" + "x" * 5000)).replies
    assert "&lt;b&gt;maybe" in refused.text
    assert len(refused.text) < 300
    assert await chosen(room) is False


async def test_only_admins_choose(room: Room) -> None:
    """Anyone may look; what another chat chose is its own."""
    await room.say("/subscribe", ADMIN, GROUP)
    assert "Pictures are off" in text_of(await room.say("/pictures", MEMBER, GROUP))
    assert "Only admins" in text_of(await room.say("/pictures on", MEMBER, GROUP))
    assert "Only admins" in (await room.press(Button("", "pictures on"), MEMBER, GROUP)).notice
    assert await chosen(room, GROUP) is None
    await room.press(Button("", "pictures on"), ADMIN, GROUP)
    assert (await chosen(room, GROUP), await chosen(room)) == (True, None)


async def test_a_channel_that_never_wrote(room: Room) -> None:
    """It is told what a new one gets."""
    request = ChatRequest(ChatKey("telegram", "-1009"), ChatKind.CHANNEL, "", text="/pictures", for_chat=True)
    assert "Pictures are on" in text_of(await pictures(request, "", room.services))
