"""Subscribing, and what a new subscription brings."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model import Button, ChatKey, ChatKind, Digest, Feed
from tests.chatroom import GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, room_in, text_of

FEEDS = ("https://a.example/feed", "https://b.example/feed")
PREVIEW = Button("", "preview")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room where new chats start with two feeds."""
    async with room_in(tmp_path, FEEDS) as opened:
        yield opened


async def test_a_new_chat_starts_with_the_default_feeds(room: Room) -> None:
    """It follows them, is told when the next digest comes, and is offered a first one."""
    response = await room.say("/subscribe")
    assert [feed.url for feed in await room.feeds()] == list(FEEDS)
    assert "every day at 08:00 (UTC time), the next one today at 08:00." in text_of(response)
    assert "I follow 2 feeds" in text_of(response)
    assert [button.data for button in buttons_of(response)] == ["preview", "hours"]
    chat = await room.chat()
    assert chat is not None
    assert chat.subscribed == NOW


async def test_without_feeds_there_is_nothing_to_wait_for(tmp_path: Path) -> None:
    """A chat that follows nothing is told how to begin, not that all it follows was read."""
    async with room_in(tmp_path) as empty:
        subscribed = text_of(await empty.say("/subscribe"))
        assert "counts as read" not in subscribed
        assert "/addfeed" in subscribed
        digest = text_of(await empty.say("/digest"))
        assert "since the last digest" not in digest
        assert "/addfeed" in digest


async def test_a_shared_feed_is_stored_once(room: Room) -> None:
    """Two chats that follow the same addresses share the feeds."""
    await room.say("/subscribe")
    await room.say("/subscribe", key=GROUP)
    assert [feed.id for feed in await room.feeds()] == [feed.id for feed in await room.feeds(GROUP)]


async def test_subscribing_twice_changes_nothing(room: Room) -> None:
    """The moment from which stories are news stays, and no second preview is offered."""
    await room.say("/subscribe")
    room.clock.moment = NOW + timedelta(hours=2)
    again = await room.say("/subscribe")
    assert "the next one tomorrow at 08:00" in text_of(again)
    assert [button.data for button in buttons_of(again)] == ["hours"]
    chat = await room.chat()
    assert chat is not None
    assert chat.subscribed == NOW


async def test_own_feeds_are_enough(room: Room) -> None:
    """A chat that chose its feeds before it subscribed gets no others."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(*_as_stored())
        feed = await unit.feeds.add(_feed())
        await unit.feeds.follow(chat.id, feed.id, NOW)
        await unit.commit()
    await room.say("/subscribe")
    assert [feed.url for feed in await room.feeds()] == ["https://own.example/feed"]


async def test_unsubscribing_keeps_the_feeds(room: Room) -> None:
    """Digests end, feeds stay, and subscribing again starts from that moment."""
    await room.say("/subscribe")
    assert "No more digests" in text_of(await room.say("/unsubscribe"))
    assert "gets no digests" in text_of(await room.say("/unsubscribe"))
    assert len(await room.feeds()) == 2
    room.clock.moment = NOW + timedelta(days=1)
    await room.say("/subscribe")
    chat = await room.chat()
    assert chat is not None
    assert chat.subscribed == NOW + timedelta(days=1)


async def test_a_chat_that_was_lost_can_come_back(room: Room) -> None:
    """Whoever blocked the bot and returns is still subscribed: what came meanwhile is not lost to them."""
    await room.say("/subscribe")
    chat = await room.chat()
    assert chat is not None
    async with room.storage.unit() as unit:
        await unit.chats.update(chat, replace(chat, gone="blocked"))
        await unit.commit()
    assert "is subscribed" in text_of(await room.say("/subscribe"))
    back = await room.chat()
    assert back is not None
    assert back.subscribed == chat.subscribed


async def test_digest_now(room: Room) -> None:
    """A digest speaks for itself; without news there is one line, and without a subscription a hint."""
    assert "gets no digests" in text_of(await room.say("/digest"))
    await room.say("/subscribe")
    assert text_of(await room.say("/digest")) == (
        "Nothing new since this chat subscribed; what was in the feeds before counts as read. "
        "The next digest comes today at 08:00."
    )
    chat = await room.chat()
    assert chat is not None
    async with room.storage.unit() as unit:
        await unit.outbox.post(Digest(chat.id, NOW, ()), [], NOW, NOW)
        await unit.commit()
    assert text_of(await room.say("/digest")).startswith("Nothing new since the last digest.")
    room.news = 3
    assert (await room.say("/digest")).replies == ()


async def test_the_preview_button(room: Room) -> None:
    """It is used up by being pressed, says when there is nothing, and belongs to admins."""
    assert "gets no digests" in text_of(await room.press(PREVIEW))
    await room.say("/subscribe")
    empty = await room.press(PREVIEW)
    assert "nothing to show yet" in text_of(empty)
    assert empty.spent
    room.news = 2
    assert (await room.press(PREVIEW)).replies == ()
    assert "Only admins" in (await room.press(PREVIEW, user=MEMBER, key=GROUP)).notice


async def test_without_feeds_there_is_a_way_on(tmp_path: Path) -> None:
    """Where the operator named no default feeds, the answer says how to add one and offers no empty preview."""
    async with room_in(tmp_path) as bare:
        response = await bare.say("/subscribe")
    assert "/addfeed" in text_of(response)
    assert [button.data for button in buttons_of(response)] == ["hours"]


def _as_stored() -> tuple[ChatKey, ChatKind, str]:
    return PRIVATE, ChatKind.PRIVATE, ""


def _feed() -> Feed:
    return Feed(0, "https://own.example/feed", "Own", next_poll=NOW, interval=timedelta(minutes=30))
