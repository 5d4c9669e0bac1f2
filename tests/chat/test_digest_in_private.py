"""``/digest`` in a group: admins post it, others read it in private, and the group loses nothing."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot.chat.dispatch import handle
from bot.chat.request import ChatRequest
from bot.model import Chat, ChatKey, ChatKind, Listed, Message, Reply
from bot.text.display.markup import plain
from tests.chatroom import ADMIN, GROUP, MEMBER, NOW, Room, room_in, text_of

MINE = ChatKey("telegram", MEMBER)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A group that gets digests, with news."""
    async with room_in(tmp_path, ["https://a.example"]) as opened:
        await opened.say("/subscribe", key=GROUP)
        opened.news = 2
        opened.members.inside = {GROUP.chat: {ADMIN, MEMBER}}
        yield opened


async def waiting(room: Room) -> list[Message]:
    """The next message of each chat."""
    async with room.storage.view() as unit:
        return await unit.outbox.waiting(room.clock.now(), 10)


async def test_an_admin_posts_it(room: Room) -> None:
    """Also one who hides behind the group, and a post in a channel."""
    assert (await room.say("/digest", key=GROUP)).replies == ()
    anonymous = ChatRequest(GROUP, ChatKind.SUPERGROUP, "1087968824", text="/digest", for_chat=True)
    assert (await handle(anonymous, room.services)).replies == ()
    assert await waiting(room) == []


async def test_a_member_who_has_started_the_bot(room: Room) -> None:
    """Gets it in private, with the name of the group; the group gets a line and no digest."""
    await room.say("/start", user=MEMBER, key=MINE)
    said = text_of(await room.say("/digest", key=GROUP, user=MEMBER))
    assert said == "I've sent you what is new in private; here it stays new."
    (message,) = await waiting(room)
    assert (message.key, plain(message.text), message.digest) == (MINE, "For -100123:\nStory 1", None)


async def test_a_member_who_has_not(room: Room) -> None:
    """Gets a button that opens the private chat and shows it there; so does one who has blocked the bot."""
    asked = await room.say("/digest", key=GROUP, user=MEMBER)
    ((button,),) = asked.replies[0].buttons
    assert button.private
    assert "Story" not in text_of(asked)
    shown = await room.say(f"/start {button.data}", user=MEMBER, key=MINE)
    assert text_of(shown) == "For -100123:\nStory 1\nStory 2"
    private = await room.chat(MINE)
    assert private is not None
    async with room.storage.unit() as unit:
        await unit.chats.close(private.id, "delivery.blocked", NOW)
        await unit.commit()
    assert (await room.say("/digest", key=GROUP, user=MEMBER)).replies == asked.replies


async def test_since_a_day(room: Room) -> None:
    """What came since a day is long as well: admins read it in the group, others in private."""

    async def told(_chat: Chat, _since: datetime) -> Listed:
        return Listed([Reply("Story 1")])

    room.services = replace(room.services, retold=told)
    await room.say("/start", user=MEMBER, key=MINE)
    assert "Story 1" in text_of(await room.say("/digest since yesterday", key=GROUP))
    assert text_of(await room.say("/digest since yesterday", key=GROUP, user=MEMBER)).startswith("I've sent you")
    async with room.storage.view() as unit:
        sent = await unit.outbox.open()
    assert sent[0] == 2


async def test_for_members_alone(room: Room) -> None:
    """Who is not in the group, or no more, reads nothing, whatever number is sent; nor of somebody's private chat."""
    ((button,),) = (await room.say("/digest", key=GROUP, user=MEMBER)).replies[0].buttons
    stranger = ChatKey("telegram", "3")
    await room.say("/subscribe")
    private = await room.chat()
    assert private is not None
    for payload in (button.data, "d999", f"d{private.id}"):
        said = text_of(await room.say(f"/start {payload}", user="3", key=stranger))
        assert said == "Only members of that group can read this.", payload
    room.members.inside[GROUP.chat].discard(MEMBER)
    assert "Only members" in text_of(await room.say(f"/start {button.data}", user=MEMBER, key=MINE))
    assert "Hello" in text_of(await room.say(f"/start {button.data}", user=MEMBER, key=replace(GROUP, chat="-5")))


async def test_nothing_is_new(room: Room) -> None:
    """Then that is said where it was asked."""
    room.news = 0
    assert "Nothing new" in text_of(await room.say("/digest", key=GROUP, user=MEMBER))
    assert await waiting(room) == []


async def test_nobody_can_tell_who_is_an_admin(room: Room) -> None:
    """Then nothing is posted."""
    room.members.down = True
    assert "couldn't check" in text_of(await room.say("/digest", key=GROUP))
