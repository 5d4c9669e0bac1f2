"""``/connect``: a channel is set up from a private chat, by who may post there, as long as both sides may."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.connect import WAITS
from bot.chat.dispatch import handle
from bot.chat.request import ChatRequest, FeedOffer, Response
from bot.model import Button, ChatKey, ChatKind, Posting
from tests.chatroom import ADMIN, GROUP, MEMBER, PRIVATE, Room, buttons_of, room_in, text_of

CHANNEL = ChatKey("telegram", "-1007")
OTHER = ChatKey("telegram", "-1008")
MEMBERS_OWN = ChatKey("telegram", MEMBER)


def channel(key: ChatKey, title: str, *, bot: bool = True, kind: ChatKind = ChatKind.CHANNEL) -> Posting:
    """A channel in which the bot may post."""
    return Posting(key, kind, title, person=True, bot=bot)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """Two channels that the admin runs, one in which the bot may not post, and a group."""
    async with room_in(tmp_path) as room:
        with_channels(room)
        yield room


def with_channels(room: Room) -> None:
    """Let them be there."""
    news, second = channel(CHANNEL, "Harbour <News>"), channel(OTHER, "Second")
    room.members.channels |= {"@harbour": news, CHANNEL.chat: news, "@second": second, OTHER.chat: second}
    room.members.channels["@mute"] = channel(ChatKey("telegram", "-1009"), "Mute", bot=False)
    room.members.channels["@club"] = channel(GROUP, "Club", kind=ChatKind.SUPERGROUP)


def labelled(response: Response, title: str = "Harbour <News>") -> bool:
    """Whether an answer says that it is for that channel."""
    return text_of(response).startswith(f"For {title}:")


async def forward(room: Room, key: ChatKey, text: str, user: str = ADMIN) -> Response:
    """A person forwards a post of a channel to the bot."""
    place = ChatKey("telegram", user)
    request = ChatRequest(place, ChatKind.PRIVATE, user, text=text, forwarded=key.chat)
    return await handle(request, room.services)


async def test_what_is_set_there_is_the_channels(room: Room) -> None:
    """Hours, size, feeds and the subscription are the channel's; each answer says so; one's own chat stays."""
    room.web["https://x.example"] = [FeedOffer("https://x.example/feed", "X", ("Ships",))]
    await room.say("/hours 7:00")
    assert "Connected to Harbour <News>" in text_of(await room.say("/connect @harbour"))
    for text in ("/hours 21:30 Europe/Berlin", "/size full", "/subscribe", "/feeds", "/packs", "/missed"):
        assert labelled(await room.say(text)), text
    found = await room.say("/addfeed https://x.example")
    assert labelled(await room.press(buttons_of(found)[0]))
    there, here = await room.chat(CHANNEL), await room.chat()
    assert there is not None
    assert here is not None
    assert (there.zone, f"{there.times[0]:%H:%M}", there.size, there.kind) == (
        "Europe/Berlin", "21:30", "full", ChatKind.CHANNEL
    )  # fmt: skip
    assert (there.subscribed_by, there.admin) == (ADMIN, ADMIN)
    assert (f"{here.times[0]:%H:%M}", here.subscribed) == ("07:00", None)
    assert [feed.url for feed in await room.feeds(CHANNEL)] == ["https://x.example/feed"]
    assert await room.feeds() == []


async def test_shown_and_ended(room: Room) -> None:
    """``/connect`` alone tells what one is connected to, ``off`` goes back, and both work twice."""
    assert "about this chat" in text_of(await room.say("/connect"))
    assert "about this chat" in text_of(await room.say("/connect off"))
    await room.say("/connect @harbour")
    shown = await room.say("/connect")
    assert "connected to Harbour <News>" in text_of(shown)
    assert "no longer about Harbour <News>" in text_of(await room.press(buttons_of(shown)[0]))
    assert not labelled(await room.say("/hours 9:00"))
    assert (await room.say("/connect off")).replies


async def test_the_digest_is_that_of_the_private_chat(room: Room) -> None:
    """And it says so to who is connected to a channel, and to nobody else."""
    assert "own chat" not in text_of(await room.say("/digest"))
    await room.say("/connect @harbour")
    assert text_of(await room.say("/digest")).startswith("This is about our own chat, not about Harbour <News>.")
    assert text_of(await room.say("/settings")).splitlines()[1] == "Settings"


async def test_rights_on_both_sides(room: Room) -> None:
    """Who may not post there, or where the bot may not, is told what is missing; nothing is connected."""
    assert "Only admins of Harbour <News>" in text_of(await room.say("/connect @harbour", user=MEMBER, key=MEMBERS_OWN))
    assert "I can't post in Mute" in text_of(await room.say("/connect @mute"))
    assert "Club is a group" in text_of(await room.say("/connect @club"))
    assert "can't find that channel" in text_of(await room.say("/connect @nowhere"))
    assert "in our private chat" in text_of(await room.say("/connect @harbour", key=GROUP))
    room.members.down = True
    assert "couldn't check" in text_of(await room.say("/connect @harbour"))
    room.members.down = False
    assert not labelled(await room.say("/feeds"))
    assert await room.chat(CHANNEL) is None


@pytest.mark.parametrize("whose", ["person", "bot", "channel"])
async def test_lost_rights_end_it(room: Room, whose: str) -> None:
    """Asked at each change and each look: one line, nothing done, and what follows is about the private chat."""
    await room.say("/connect @harbour")
    shown = await room.say("/hours")
    if whose == "person":
        room.members.admins.clear()
    elif whose == "bot":
        room.members.channels[CHANNEL.chat] = channel(CHANNEL, "Harbour <News>", bot=False)
    else:
        del room.members.channels[CHANNEL.chat]
    lost = await room.say("/hours 9:00")
    assert "can't change Harbour <News> for you any more" in text_of(lost)
    assert "\n" not in text_of(lost)
    there = await room.chat(CHANNEL)
    assert there is not None
    assert f"{there.times[0]:%H:%M}" == "08:00"
    assert not labelled(await room.say("/hours"))
    pressed = await room.press(buttons_of(shown)[0])
    assert "any more" in pressed.notice
    assert await room.chat(CHANNEL) == there


async def test_nobody_can_tell(room: Room) -> None:
    """While Telegram does not answer nothing is changed, and the connection stays."""
    await room.say("/connect @harbour")
    room.members.down = True
    assert "couldn't check" in text_of(await room.say("/hours 9:00"))
    room.members.down = False
    assert labelled(await room.say("/hours 9:00"))


async def test_a_button_keeps_its_chat(room: Room) -> None:
    """A button acts for the chat that it was shown for, whatever one is connected to by then."""
    own = buttons_of(await room.say("/hours"))
    await room.say("/connect @harbour")
    first = buttons_of(await room.say("/hours"))
    await room.say("/connect @second")
    assert labelled(await room.press(first[1]))
    assert not labelled(await room.press(own[0]), "Second")
    there, here = await room.chat(CHANNEL), await room.chat()
    assert there is not None
    assert here is not None
    assert [f"{chat.times[0]:%H:%M}" for chat in (there, here)] == ["18:00", "08:00"]
    assert await room.chat(OTHER) != there


async def test_a_forged_button(room: Room) -> None:
    """One for a chat that this private chat has never dealt with does nothing, whoever presses it."""
    await room.say("/connect @harbour")
    there = await room.chat(CHANNEL)
    assert there is not None
    for data in (
        f"for {there.id} hours 03:00", f"for {there.id} for {there.id} hours 03:00", "for 99 hours 03:00",
        "for -1 hours 03:00", f"for {'9' * 50} hours 03:00", "for ² hours 03:00", "for  hours 03:00", "for",
    ):  # fmt: skip
        for user, key in ((MEMBER, MEMBERS_OWN), (ADMIN, GROUP)):
            response = await room.press(Button("", data), user=user, key=key)
            assert "no longer works" in response.notice, data
    assert await room.chat(CHANNEL) == there


async def test_a_forwarded_post(room: Room) -> None:
    """After ``/connect`` it names the channel; later it is a question, or whoever runs the channel is asked."""
    await room.say("/connect")
    assert "Connected to Harbour <News>" in text_of(await forward(room, CHANNEL, "/unsubscribe"))
    await room.say("/connect off")
    offered = await forward(room, CHANNEL, "Ships came.")
    assert "Would you like" in text_of(offered)
    assert not labelled(await room.say("/feeds"))
    assert "Connected to" in text_of(await room.press(buttons_of(offered)[0]))
    assert room.asked == []
    await forward(room, CHANNEL, "Ships came.", MEMBER)
    assert room.asked == [("Ships came.", "")]
    await room.say("/connect", user=MEMBER, key=MEMBERS_OWN)
    assert "Only admins" in text_of(await forward(room, CHANNEL, "Ships came.", MEMBER))
    room.clock.moment += WAITS + timedelta(seconds=1)
    await forward(room, CHANNEL, "Ships left.", MEMBER)
    assert room.asked[1:] == [("Ships left.", "")]


async def test_a_reply_to_a_forwarded_post(room: Room) -> None:
    """``/connect`` in reply to one means its channel."""
    request = ChatRequest(PRIVATE, ChatKind.PRIVATE, ADMIN, text="/connect", about="5", about_forwarded=CHANNEL.chat)
    assert "Connected to Harbour <News>" in text_of(await handle(request, room.services))
    assert labelled(await room.say("/feeds"))


async def test_quotas_count_whoever_acts(room: Room) -> None:
    """A channel subscribed from a private chat is one of the chats of that person."""
    room.services = replace(room.services, limits=replace(room.services.limits, chats_per_person=1))
    await room.say("/subscribe", key=GROUP)
    await room.say("/connect @harbour")
    assert "your limit of subscribed chats" in text_of(await room.say("/subscribe"))
