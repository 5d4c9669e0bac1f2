"""What those who run the bot can do, in private: to all others these commands do not exist."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.dispatch import handle
from bot.chat.operators import LONGEST_TEXT
from bot.chat.request import ChatRequest
from bot.errors import BotError
from bot.model import Button, ChatKey, ChatKind, Feed, Message
from bot.text.display.markup import plain
from tests.chatroom import ADMIN, GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, room_in, text_of

MEMBERS_OWN = ChatKey("telegram", MEMBER)
CHANNEL = ChatKey("telegram", "-1007")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A group, a person and an operator, all subscribed."""
    async with room_in(tmp_path, ["https://a.example"]) as opened:
        opened.services = replace(opened.services, operators=frozenset({ADMIN}))
        await opened.say("/subscribe", key=GROUP)
        await opened.say("/subscribe", key=MEMBERS_OWN, user=MEMBER)
        await opened.say("/subscribe")
        yield opened


async def waiting(room: Room) -> list[Message]:
    """The next message of each chat."""
    async with room.storage.view() as unit:
        return await unit.outbox.waiting(room.clock.now(), 10)


@pytest.mark.parametrize("command", ["stats", "broadcast hi", "block 5", "unblock 5", "maintenance on"])
async def test_for_operators_alone(room: Room, command: str) -> None:
    """Neither for others, nor in a group, nor in a chat's name, nor by a forged button."""
    for user, key in ((MEMBER, MEMBERS_OWN), (ADMIN, GROUP)):
        said = text_of(await room.say(f"/{command}", user=user, key=key))
        assert said in ("", f"I don't know /{command.split()[0]}. /help lists what I can do.")
    anonymous = ChatRequest(GROUP, ChatKind.SUPERGROUP, ADMIN, text=f"/{command}", for_chat=True)
    assert text_of(await handle(anonymous, room.services)) == ""
    for user, key in ((MEMBER, MEMBERS_OWN), (ADMIN, GROUP)):
        assert "no longer works" in (await room.press(Button("", command), user=user, key=key)).notice
    assert await waiting(room) == []
    assert "Digests come" in text_of(await room.say("/subscribe", user=MEMBER, key=MEMBERS_OWN)).replace(
        "digests", "Digests"
    )


async def test_a_broadcast(room: Room) -> None:
    """Shown first, with how many get it; sent once to those that get digests and can be written to, as it was typed."""
    await room.say("/unsubscribe", key=GROUP)
    shown = await room.say("/broadcast <b>New</b> server & more")
    assert await waiting(room) == []
    assert "2 chats would get this" in text_of(shown)
    assert "<b>New</b> server & more" in text_of(shown)
    (send,) = buttons_of(shown)
    assert send.label == "Send it to 2 chats"
    assert "on its way to 2 chats" in text_of(await room.press(send))
    found = await waiting(room)
    assert {message.key for message in found} == {PRIVATE, MEMBERS_OWN}
    assert {plain(message.text) for message in found} == {
        "A note from the people who run this bot\n<b>New</b> server & more"
    }
    assert "sent already" in (await room.press(send)).notice
    assert len(await waiting(room)) == 2


async def test_a_broadcast_that_is_none(room: Room) -> None:
    """Without a text, too long, by another operator's button, or with nobody to read it."""
    assert "after the command" in text_of(await room.say("/broadcast"))
    assert "too long" in text_of(await room.say(f"/broadcast {'x' * (LONGEST_TEXT + 1)}"))
    (send,) = buttons_of(await room.say("/broadcast hello"))
    room.services = replace(room.services, operators=frozenset({ADMIN, MEMBER}))
    assert "no longer works" in (await room.press(send, user=MEMBER, key=MEMBERS_OWN)).notice
    for key, user in ((GROUP, ADMIN), (MEMBERS_OWN, MEMBER), (PRIVATE, ADMIN)):
        await room.say("/unsubscribe", key=key, user=user)
    assert "nobody to write to" in text_of(await room.say("/broadcast hello"))


async def test_a_blocked_person(room: Room) -> None:
    """Is passed over in silence wherever they act, and gets nothing; others in the group are answered."""
    assert "Blocked: 2" in text_of(await room.say("/block 2"))
    assert "blocked already" in text_of(await room.say("/block 2"))
    for key in (MEMBERS_OWN, GROUP):
        assert (await room.say("/feeds", user=MEMBER, key=key)).replies == ()
        pressed = await room.press(Button("", "hours"), user=MEMBER, key=key)
        assert (pressed.replies, pressed.notice) == ((), "")
    inline = ChatRequest(MEMBERS_OWN, ChatKind.PRIVATE, MEMBER, text="who?", inline=True)
    assert (await handle(inline, room.services)).replies == ()
    assert "1 feed" in text_of(await room.say("/feeds", key=GROUP))
    assert "2 chats" in text_of(await room.say("/broadcast hello"))
    assert "1 is blocked: 2" in text_of(await room.say("/block"))
    assert "no longer blocked" in text_of(await room.say("/unblock 2"))
    assert "is not blocked" in text_of(await room.say("/unblock 2"))
    assert "Nobody is blocked" in text_of(await room.say("/block"))
    assert "1 feed" in text_of(await room.say("/feeds", user=MEMBER, key=MEMBERS_OWN))
    chat = await room.chat(MEMBERS_OWN)
    assert chat is not None
    assert (chat.gone, chat.subscribed is None) == ("", False)


async def test_a_blocked_chat(room: Room) -> None:
    """Nobody is answered there, also its admins; they are in private."""
    await room.say(f"/block {GROUP.chat}")
    assert (await room.say("/feeds", key=GROUP)).replies == ()
    assert "1 feed" in text_of(await room.say("/feeds"))
    for payload in ("n1", "d1"):
        assert "Only" in text_of(await room.say(f"/start {payload}"))


async def test_whom_nobody_blocks(room: Room) -> None:
    """Those who run the bot, and what is no number."""
    assert "runs this bot" in text_of(await room.say(f"/block {ADMIN}"))
    for who in ("1 2", "9" * 41, "abc", "@name", "https://t.me/name", "0", "<b>", "2.5"):
        for command in ("block", "unblock"):
            assert "by number only" in text_of(await room.say(f"/{command} {who}"))
    assert "Put the number" in text_of(await room.say("/unblock"))
    assert "Nobody is blocked" in text_of(await room.say("/block"))


async def test_maintenance(room: Room) -> None:
    """People get one line, once for a while; presses a notice; who runs the bot goes on; then all is as before."""
    assert "Maintenance is off" in text_of(await room.say("/maintenance"))
    assert "/maintenance on starts" in text_of(await room.say("/maintenance soon"))
    await room.say("/maintenance on Back at <b>nine</b>")
    assert "Back at <b>nine</b>" in text_of(await room.say("/maintenance"))
    assert text_of(await room.say("/feeds", user=MEMBER, key=GROUP)) == "Back at <b>nine</b>"
    assert (await room.say("/feeds", user=MEMBER, key=GROUP)).replies == ()
    assert "nine" in (await room.press(Button("", "hours"), user=MEMBER, key=GROUP)).notice
    assert (await room.say("just talk", user=MEMBER, key=GROUP)).replies == ()
    assert "1 feed" in text_of(await room.say("/feeds"))
    await room.say("/maintenance on")
    room.clock.moment += timedelta(minutes=11)
    assert "being worked on" in text_of(await room.say("/feeds", user=MEMBER, key=GROUP))
    await room.say("/maintenance off")
    assert "1 feed" in text_of(await room.say("/feeds", user=MEMBER, key=GROUP))


async def test_stats(room: Room) -> None:
    """Counts of chats, people, digests, messages, questions and errors; nothing that anybody wrote."""
    await room.say("/fact What is the secret?", user=MEMBER, key=MEMBERS_OWN)
    room.found = replace(room.found, unanswered=True)
    await room.say("/fact Who leads it?", user=MEMBER, key=MEMBERS_OWN)

    async def broken(_chat: object) -> int:
        raise BotError("no")

    room.services = replace(room.services, digest_now=broken)
    assert "went wrong" in text_of(await room.say("/digest", user=MEMBER, key=MEMBERS_OWN))
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(GROUP, ChatKind.SUPERGROUP, "")
        for number, failures in enumerate((0, 0, 3)):
            feed = Feed(0, f"https://a.example/{number}", "A", NOW, timedelta(hours=1), failures=failures)
            await unit.feeds.follow(chat.id, (await unit.feeds.add(feed)).id, NOW)
        await unit.commit()
    said = text_of(await room.say("/stats"))
    assert "Feeds that can't be read now: 1 of 4." in said
    assert "My own faults" in said
    assert "Digests go to 2 private chats and 1 supergroup." in said
    assert "Last 24 hours: 2 people, 0 digests, 0 messages sent and 0 not delivered." in said
    assert "Questions today: 1 answered, 1 not." in said
    assert "• BotError: 1" in said
    assert "secret" not in said
