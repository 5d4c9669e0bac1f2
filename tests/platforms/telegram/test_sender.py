"""Sending to Telegram: what it makes of each trouble, how it finds lost messages, and how fast it goes."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot

from bot.delivery.pace import Rate
from bot.errors import BotError, ChatGone, ChatMoved, DeliveryError, Refused, TryLater, Uncertain
from bot.model import Button, ChatKey, Message, MessageState, Reply
from bot.platforms.telegram.connection import close_bot, introduce, open_bot
from bot.platforms.telegram.members import TelegramMembers
from bot.platforms.telegram.sender import Limits, TelegramSender
from bot.text.display.wording import ENGLISH
from tests.botapi import BotApi

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
AHEAD = range(1, 30)


def _message(chat: int, text: str = "<b>News</b> of the day", thread: int | None = None) -> Message:
    key = ChatKey("telegram", str(chat), str(thread or ""))
    return Message(1, 1, key, text, MessageState.SENDING, NOW, NOW, NOW + timedelta(hours=12))


async def _turn(sender: TelegramSender, chat: int) -> None:
    async with sender.turn(ChatKey("telegram", str(chat))):
        pass


@pytest.fixture
async def ann(api: BotApi) -> int:
    """Somebody who has started the bot."""
    person = api.person("Ann")
    api.says(person, person, "/start")
    return person


# ---------------------------------------------------------------- sending


async def test_send(api: BotApi, sender: TelegramSender, ann: int) -> None:
    """A message arrives with its markup and buttons, without a preview, and its id comes back."""
    message = replace(_message(ann), buttons=((Button("Why?", "why"),),), silent=True)
    sent_id = await sender.send(message)
    arrived = api.bot_messages(ann)[0]
    assert (str(arrived["message_id"]), arrived["text"]) == (sent_id, "News of the day")
    assert arrived["reply_markup"]["inline_keyboard"] == [[{"text": "Why?", "callback_data": "why"}]]
    assert api.called("sendMessage")[0]["disable_notification"] is True


async def test_send_as_an_answer(api: BotApi, sender: TelegramSender, ann: int) -> None:
    """A message answers an earlier one; if that was deleted, it comes all the same."""
    first = await sender.send(_message(ann))
    await sender.send(replace(_message(ann, "What is new"), reply_to=first))
    await sender.send(replace(_message(ann, "What is newer"), reply_to="999"))
    _, answer, alone = api.bot_messages(ann)
    assert answer["reply_to_message"]["message_id"] == int(first)
    assert "reply_to_message" not in alone


async def test_show_a_picture(api: BotApi, sender: TelegramSender) -> None:
    """A picture arrives with its words below it, in the topic it is meant for."""
    forum = api.group("Forum", forum=True)
    topic = api.topic(forum, "Science")
    await sender.say(ChatKey("telegram", str(forum), str(topic)), Reply("<b>Trends</b>", picture=b"a picture"))
    (arrived,) = api.bot_messages(forum)
    assert (arrived["caption"], arrived["message_thread_id"]) == ("Trends", topic)
    assert arrived["photo"]


async def test_send_to_a_topic(api: BotApi, sender: TelegramSender) -> None:
    """A message for a topic arrives in it."""
    forum = api.group("Forum", forum=True)
    topic = api.topic(forum, "Science")
    await sender.send(_message(forum, thread=topic))
    assert api.bot_messages(forum)[0]["message_thread_id"] == topic


def _blocked(api: BotApi, chat: int) -> int:
    api.blocks(chat)
    return chat


def _never_met(api: BotApi, chat: int) -> int:
    return api.person("Bob")


def _kicked(api: BotApi, chat: int) -> int:
    return api.group("News", bot="kicked")


def _plain_in_channel(api: BotApi, chat: int) -> int:
    return api.channel("Wire", bot="member")


def _muted(api: BotApi, chat: int) -> int:
    group = api.group("News")
    api.world.places[group].muted = True
    return group


def _unknown(api: BotApi, chat: int) -> int:
    return -100_999


@pytest.mark.parametrize(
    ("arrange", "reason"),
    [
        pytest.param(_blocked, "the bot was blocked", id="blocked"),
        pytest.param(_never_met, "the person has not written to the bot yet", id="never-met"),
        pytest.param(_kicked, "the bot was removed from the chat", id="kicked"),
        pytest.param(_plain_in_channel, "I am not an admin of the channel", id="no-admin"),
        pytest.param(_muted, "I am not allowed to post there", id="muted"),
        pytest.param(_unknown, "Telegram does not know this chat", id="unknown"),
    ],
)
async def test_chats_that_are_gone(
    api: BotApi, sender: TelegramSender, ann: int, arrange: Callable[[BotApi, int], int], reason: str
) -> None:
    """A chat that takes nothing from us is told from a message that is not taken, with the reason in plain words."""
    with pytest.raises(ChatGone) as raised:
        await sender.send(_message(arrange(api, ann)))
    assert ENGLISH.reason(str(raised.value)) == reason


async def test_deleted_topic(api: BotApi, sender: TelegramSender) -> None:
    """A topic that is gone is a chat that is gone."""
    forum = api.group("Forum", forum=True)
    with pytest.raises(ChatGone):
        await sender.send(_message(forum, thread=999))


async def test_moved(api: BotApi, sender: TelegramSender, ann: int) -> None:
    """A group that became a supergroup names its new id."""
    group = api.group("News", admins=[ann], kind="group")
    new = api.upgrade(group, by=ann)
    with pytest.raises(ChatMoved) as raised:
        await sender.send(_message(group))
    assert raised.value.new_chat == str(new)


@pytest.mark.parametrize("text", ["<b>badly</i> nested</b>", "<b>not closed", "x" * 4097, "   "])
async def test_refused(sender: TelegramSender, ann: int, text: str) -> None:
    """What Telegram does not take as a message is refused, whatever the chat."""
    with pytest.raises(Refused):
        await sender.send(_message(ann, text))


@pytest.mark.parametrize(
    ("fault", "error", "arrived"),
    [
        pytest.param("502", Uncertain, 0, id="gateway"),
        pytest.param("server error", Uncertain, 0, id="server-error"),
        pytest.param("reset before", Uncertain, 0, id="reset-before"),
        pytest.param("reset after", Uncertain, 1, id="reset-after"),
        pytest.param("unauthorized", TryLater, 0, id="revoked-token"),
        pytest.param("429", TryLater, 0, id="too-many"),
    ],
)
async def test_trouble_on_the_way(
    api: BotApi, sender: TelegramSender, ann: int, fault: str, error: type[DeliveryError], arrived: int
) -> None:
    """Whatever may have arrived is uncertain; whatever surely has not is tried later."""
    api.faults.order("sendMessage", fault)
    with pytest.raises(error) as raised:
        await sender.send(_message(ann))
    assert len(api.bot_messages(ann)) == arrived
    assert api.token not in str(raised.value)
    assert "html" not in str(raised.value)


async def test_timeout_is_uncertain(api: BotApi, ann: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call without an answer is uncertain, and the message may be there."""
    monkeypatch.setattr("bot.platforms.telegram.connection._READ_SECONDS", 0.3)
    async with open_bot(api.token, api.base_url, api.base_file_url) as bot:
        api.faults.order("sendMessage", "hang after")
        with pytest.raises(Uncertain):
            await TelegramSender(bot).send(_message(ann))
    assert len(api.bot_messages(ann)) == 1


async def test_no_connection(ann: int) -> None:
    """Without a connection the message has surely not been sent: try later, at a time of the caller's choice."""
    bot = open_bot("1:x", "http://127.0.0.1:9/bot", "http://127.0.0.1:9/file/bot")
    with pytest.raises(TryLater) as raised:
        await TelegramSender(bot).send(_message(ann))
    assert raised.value.after == timedelta(0)


async def test_retry_after_is_exact(api: BotApi, sender: TelegramSender, ann: int) -> None:
    """The wait that Telegram asks for comes out unchanged, and later turns of that chat respect it."""
    api.faults.order("sendMessage", "429", retry_after=37)
    with pytest.raises(TryLater) as raised:
        await sender.send(_message(ann))
    assert raised.value.after == timedelta(seconds=37)
    with pytest.raises(TryLater) as again:
        await _turn(sender, ann)
    assert timedelta(seconds=36) < again.value.after <= timedelta(seconds=37)
    await _turn(sender, ann + 1)


# ---------------------------------------------------------------- finding what broke off


async def _lose(api: BotApi, sender: TelegramSender, chat: int) -> int:
    """Send a message that arrives although its call breaks off. Returns: its id."""
    api.faults.order("sendMessage", "reset after")
    with pytest.raises(Uncertain):
        await sender.send(_message(chat))
    return int(api.bot_messages(chat)[-1]["message_id"])


async def test_find_lost_message(api: BotApi, sender: TelegramSender, ann: int) -> None:
    """A message whose call broke off after it arrived is found under its id and stays as it is."""
    api.faults.order("sendMessage", "reset after")
    with pytest.raises(Uncertain):
        await sender.send(_message(ann))
    before = [dict(message) for message in api.bot_messages(ann)]
    assert await sender.find(_message(ann), AHEAD) == before[0]["message_id"]
    assert api.bot_messages(ann) == before


async def test_find_among_others(api: BotApi, sender: TelegramSender, ann: int) -> None:
    """It is found although people wrote in between, here and in other chats that share the counter."""
    bob = api.person("Bob")
    for number in range(3):
        api.says(bob, bob, f"hello {number}")
        api.says(ann, ann, f"and {number}")
    sent_id = await _lose(api, sender, ann)
    api.says(ann, ann, "thanks")
    assert await sender.find(_message(ann), AHEAD) == sent_id


async def test_find_nothing(api: BotApi, sender: TelegramSender, ann: int) -> None:
    """A message that never arrived is not found, after a bounded number of looks."""
    api.faults.order("sendMessage", "reset before")
    with pytest.raises(Uncertain):
        await sender.send(_message(ann))
    assert await sender.find(_message(ann), AHEAD) is None
    assert len(api.called("editMessageText")) == len(AHEAD)


async def test_find_spares_known_messages(api: BotApi, sender: TelegramSender, ann: int) -> None:
    """Messages of ours that were sent a moment ago are not touched while looking for another."""
    known = await sender.send(_message(ann, "An answer"))
    lost = await _lose(api, sender, ann)
    assert await sender.find(_message(ann), AHEAD) == lost != int(known)
    assert api.bot_texts(ann) == ["An answer", "News of the day"]


async def test_find_in_a_channel(api: BotApi, sender: TelegramSender) -> None:
    """Posts of a channel's own admins are passed over: they cannot be edited."""
    channel = api.channel("Wire")
    api.posts(channel, "Written by a person")
    sent_id = await _lose(api, sender, channel)
    assert await sender.find(_message(channel), AHEAD) == sent_id


async def test_find_in_a_gone_chat(api: BotApi, sender: TelegramSender, ann: int) -> None:
    """Where the bot is shut out meanwhile, looking tells so."""
    api.blocks(ann)
    with pytest.raises(ChatGone):
        await sender.find(_message(ann), AHEAD)


# ---------------------------------------------------------------- pace


@pytest.mark.long
async def test_pace_in_chats(api: BotApi, bot: Bot) -> None:
    """With Telegram's limits and ours sped up alike, no chat is ever told that it was too much."""
    speed = 4
    api.limits.on, api.limits.speed = True, speed
    ours = Limits()
    sender = TelegramSender(bot, Limits(_faster(ours.chat, speed), _faster(ours.group, speed), Rate(100, 0.0)))
    group = api.group("News")
    people = await _started(api, 4)
    await asyncio.gather(_talk(sender, group, 25), *(_talk(sender, person, 6) for person in people))
    assert len(api.bot_messages(group)) == 25


@pytest.mark.long
async def test_pace_over_all_chats(api: BotApi, bot: Bot) -> None:
    """One message to each of many chats goes out as fast as Telegram takes them, and no faster."""
    api.limits.on, api.limits.speed = True, 0.5
    sender = TelegramSender(bot, Limits(overall=_faster((Limits().overall,), 0.5)[0]))
    people = await _started(api, 45)
    await asyncio.gather(*(_talk(sender, person, 1) for person in people))
    assert all(len(api.bot_messages(person)) == 1 for person in people)


def _faster(rates: tuple[Rate, ...], speed: float) -> tuple[Rate, ...]:
    return tuple(Rate(rate.calls, rate.seconds / speed) for rate in rates)


async def _started(api: BotApi, number: int) -> list[int]:
    people = [api.person(f"P{one}") for one in range(number)]
    for person in people:
        api.says(person, person, "/start")
    return people


async def _talk(sender: TelegramSender, chat: int, times: int) -> None:
    for _ in range(times):
        async with sender.turn(ChatKey("telegram", str(chat))):
            await sender.send(_message(chat))


async def test_chats_do_not_wait_for_each_other(api: BotApi, bot: Bot) -> None:
    """A group that used up its minute keeps no other chat waiting."""
    sender = TelegramSender(bot, Limits(group=(Rate(1, 3600.0),)))
    group, other = api.group("News"), api.group("Others")
    await _turn(sender, group)
    stuck = asyncio.create_task(_turn(sender, group))
    start = time.monotonic()
    await _turn(sender, other)
    assert time.monotonic() - start < 0.5
    assert not stuck.done()
    stuck.cancel()


# ---------------------------------------------------------------- members, and who we are


async def test_members(api: BotApi, bot: Bot, ann: int) -> None:
    """Owners and administrators may act, members and strangers not; each answer is as of now."""
    bob, eve = api.person("Bob"), api.person("Eve")
    group = api.group("News", admins=[ann], members=[bob])
    api.member_becomes(group, eve, "creator")
    members, key = TelegramMembers(bot), ChatKey("telegram", str(group))
    assert [await members.is_admin(key, str(user)) for user in (ann, bob, eve)] == [True, False, True]
    api.member_becomes(group, ann, "member")
    assert not await members.is_admin(key, str(ann))
    assert not await members.is_admin(key, "77")
    assert await members.is_admin(ChatKey("telegram", str(ann)), str(ann))


async def test_members_without_an_answer(api: BotApi, bot: Bot, ann: int) -> None:
    """When Telegram cannot be asked, nobody passes for an admin."""
    api.faults.order("getChatMember", "502")
    with pytest.raises(BotError, match="who is in the chat"):
        await TelegramMembers(bot).is_admin(ChatKey("telegram", str(api.group("News", admins=[ann]))), str(ann))


@pytest.mark.parametrize(
    ("token", "address", "line"),
    [
        pytest.param("1:wrong", "", "BotFather", id="wrong-token"),
        pytest.param("", "http://127.0.0.1:9/bot", "cannot be reached: no connection", id="no-line"),
        pytest.param("", "http://127.0.0.1:", "cannot be reached: InvalidURL$", id="the-token-as-a-port"),
    ],
)
async def test_introduce_fails(api: BotApi, token: str, address: str, line: str) -> None:
    """A wrong token and a dead line give one line each that says what is the matter."""
    bot = open_bot(token or api.token, address or api.base_url, api.base_file_url)
    with pytest.raises(BotError, match=line):
        await introduce(bot)
    await close_bot(bot)


async def test_introduce(api: BotApi, bot: Bot) -> None:
    """The first words with Telegram give our name."""
    assert await introduce(bot) == "news_test_bot"
