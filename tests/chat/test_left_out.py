"""The button that lists what a digest did not show."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.digest.layout import whole
from bot.model import Button, Digest, DigestItem, KeptAway, LeftOut, MessageState, Reply, Source, Story
from bot.platforms.render import messages
from bot.platforms.telegram.platform import CAPABILITIES
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH
from tests.chatroom import GROUP, NOW, PRIVATE, Room, kind_of, room_in, text_of
from tests.stored import open_story

SHOW = Button("Show the smaller ones", "leftout")
LEFT = (
    LeftOut("Mill <opens>", "https://m.example/1", "The Post"),
    LeftOut("Ferry late", "", ""),
    LeftOut("ferry " * 2_000, "https://m.example/" + "x" * 3_000, "The Post"),
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without default feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


async def posted(room: Room) -> str:
    """A digest that left more stories out than it lists, sent to a group; the id of its message."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(GROUP, kind_of(GROUP), "")
        story = await open_story(unit, Story(0, "Lab raises", NOW, NOW))
        source = Source("The Post", "https://p.example/1", NOW)
        item = DigestItem(story.id, "Lab raises", "https://p.example/1", (), (source,), NOW)
        digest = Digest(chat.id, NOW, (item,), more=19, left_out=LEFT)
        await unit.outbox.post(digest, [Reply("1", stories=(story.id,))], NOW, NOW + timedelta(days=1))
        (message,) = await unit.outbox.waiting(NOW, 9)
        await unit.outbox.mark(replace(message, state=MessageState.SENT, sent_id="41"))
        await unit.commit()
    return "41"


async def test_what_was_left_out_is_listed(room: Room) -> None:
    """Headlines with their addresses and publishers, escaped; below another chat's message nothing is told."""
    message = await posted(room)
    told = text_of(await room.press(SHOW, key=GROUP, about=message))
    assert len(told) < 500, "no headline and no address is endless"
    listed = ["Mill <opens> (https://m.example/1) (The Post)", "Ferry late (a publisher not named)"]
    assert told.splitlines()[-5:-3] == listed
    assert told.splitlines()[-1] == "And 16 that are smaller still."
    for key, about in ((PRIVATE, message), (GROUP, "42"), (GROUP, "")):
        assert "Mill" not in text_of(await room.press(SHOW, key=key, about=about))


def test_the_button_stands_below_the_end() -> None:
    """Where stories were left out, and says so above it."""
    source = Source("The Post", "https://p.example/1", NOW)
    item = DigestItem(1, "Lab raises", "https://p.example/1", (), (source,), NOW)
    digest = Digest(1, NOW, (item,), more=2, left_out=LEFT)
    assert "2 smaller stories not shown." in plain(whole(digest, ENGLISH))
    row, _ = messages(digest, ENGLISH, CAPABILITIES)[0].buttons
    assert row == (Button("Why these stories?", "why"), SHOW)
    row, _ = messages(replace(digest, left_out=()), ENGLISH, CAPABILITIES)[0].buttons
    assert row == (Button("Why these stories?", "why"),)


async def test_what_rules_keep_away_is_listed(room: Room) -> None:
    """Headlines with the rule of each, escaped; below another chat's message nothing is told."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(GROUP, kind_of(GROUP), "")
        story = await open_story(unit, Story(0, "Lab raises", NOW, NOW))
        source = Source("The Post", "https://p.example/1", NOW)
        item = DigestItem(story.id, "Lab raises", "https://p.example/1", (), (source,), NOW)
        digest = Digest(chat.id, NOW, (item,), muted=3, kept_away=(KeptAway("Mill <opens>", "source:a"),))
        await unit.outbox.post(digest, [Reply("1", stories=(story.id,))], NOW, NOW + timedelta(days=1))
        (message,) = await unit.outbox.waiting(NOW, 9)
        await unit.outbox.mark(replace(message, state=MessageState.SENT, sent_id="41"))
        await unit.commit()
    button = messages(digest, ENGLISH, CAPABILITIES)[0].buttons[1][0]
    told = text_of(await room.press(button, key=GROUP, about="41"))
    assert told.splitlines()[-1] == "and 2 more"
    assert "Mill <opens> (muted by “source:a”)" in told
    for key, about in ((PRIVATE, "41"), (GROUP, "42"), (GROUP, "")):
        assert (await room.press(button, key=key, about=about)).notice
