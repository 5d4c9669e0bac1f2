"""Whom the bot serves, in Telegram: private chats, groups of all kinds, channels, topics, inline, buttons."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from telegram import Bot

from bot.chat.admission.access import allowed_by
from bot.chat.admission.gate import Gate
from bot.chat.dispatch import handle
from bot.errors import BotError
from bot.lookup.format_answer import FactReply
from bot.model import ChatKey, Reply
from bot.platforms.telegram.members import TelegramMembers
from tests.botapi import BotApi
from tests.chatroom import Room, room_in
from tests.platforms.telegram.conftest import Running, Talk

QUOTE = "A quote."


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """What answers: the real commands on a database of their own."""
    async with room_in(tmp_path) as opened:
        opened.found = FactReply(Reply(QUOTE), quotes=(QUOTE,))
        yield opened


def talk_for(room: Room, bot: Bot, *rules: int | str, operators: tuple[int, ...] = ()) -> Talk:
    """The chat layer with ``telegram.allow`` set, asking the real way who is a member."""
    those_who_run = frozenset(map(str, operators))
    gate = Gate(allowed_by(map(str, rules), those_who_run), TelegramMembers(bot))
    members = TelegramMembers(bot)
    return partial(handle, services=replace(room.services, gate=gate, members=members, operators=those_who_run))


async def test_private_chats(api: BotApi, running: Running, bot: Bot, room: Room) -> None:
    """Who is let in is answered; a stranger hears one line, with the number to hand on, whatever they send."""
    ann, ben = api.person("Ann"), api.person("Ben")
    async with running(talk_for(room, bot, ann)):
        for text in ("/start", "who leads Acme?", "/subscribe", "/status"):
            api.says(ben, ben, text)
        api.sends_file(ben, ben, "feeds.opml", b"<opml/>")
        api.says(ann, ann, "/fact who leads Acme?")
        assert await api.answer(ann) == QUOTE
        await api.until(lambda: not api.world.updates)
    assert len(api.bot_texts(ben)) == 1
    assert str(ben) in api.bot_texts(ben)[0]
    assert api.called("getFile") == []


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_added_by_a_stranger(api: BotApi, running: Running, bot: Bot, room: Room, kind: str) -> None:
    """The bot says its one line and serves nobody there; whoever is let in is served there all the same."""
    ann, eve = api.person("Ann"), api.person("Eve")
    group = api.group("Strangers", admins=[eve, ann], kind=kind, bot="left")
    async with running(talk_for(room, bot, ann)):
        api.bot_becomes(group, "member", by=eve)
        line = await api.answer(group)
        assert str(group) in line
        for text in ("/fact who leads Acme?", "/subscribe", "/help"):
            api.says(group, eve, text)
        api.says(group, ann, "/fact who leads Acme?")
        assert await api.answer(group, 2) == QUOTE
    assert api.bot_texts(group) == [line, QUOTE]
    async with room.storage.unit() as unit:
        assert await unit.chats.by_key(ChatKey("telegram", str(group))) is None


async def test_a_group_that_is_let_in(api: BotApi, running: Running, bot: Bot, room: Room) -> None:
    """Its people are served there, also anonymous admins and in topics; elsewhere they are strangers."""
    ann, ben = api.person("Ann"), api.person("Ben")
    group = api.group("Readers", admins=[ann], members=[ben], forum=True, bot="left")
    topic = api.topic(group, "News")
    async with running(talk_for(room, bot, group)):
        api.bot_becomes(group, "member", by=ben)
        assert "I read news feeds" in await api.answer(group)
        api.says(group, ben, "/fact who leads Acme?")
        assert await api.answer(group, 2) == QUOTE
        api.says(group, ben, "/fact who leads Acme?", thread=topic)
        assert await api.answer(group, 3) == QUOTE
        assert api.bot_messages(group)[2]["message_thread_id"] == topic
        api.anonymous_says(group, "/subscribe", thread=topic)
        assert "Subscribed" in await api.answer(group, 4)
        api.says(ben, ben, "/fact who leads Acme?")
        assert "private" in await api.answer(ben)


async def test_channels(api: BotApi, running: Running, bot: Bot, room: Room) -> None:
    """A channel's posts are its own: served where the channel is let in; nobody's operator posts anonymously."""
    ann = api.person("Ann")
    ours, strange = api.channel("Wire", admins=[ann]), api.channel("Strange", admins=[ann])
    async with running(talk_for(room, bot, ours, ann, operators=(ann,))):
        api.posts(strange, "/fact who leads Acme?")
        assert "private" in await api.answer(strange)
        api.posts(ours, "/fact who leads Acme?")
        assert await api.answer(ours) == QUOTE


async def test_anonymous_admins_and_channels_in_groups(api: BotApi, running: Running, bot: Bot, room: Room) -> None:
    """Telegram's sender for them is one for all: letting in one channel lets in no other, and no anonymous admin."""
    ann = api.person("Ann")
    group = api.group("Mixed", admins=[ann], bot="administrator")
    ours, strange = api.channel("Wire", admins=[ann]), api.channel("Strange", admins=[ann])
    async with running(talk_for(room, bot, ours)):
        api.channel_says(group, strange, "/fact one?")
        assert "private" in await api.answer(group)
        api.anonymous_says(group, "/fact two?")
        api.channel_says(group, ours, "/fact three?")
        assert await api.answer(group, 2) == QUOTE
    assert room.asked == [("three?", "")]


async def test_members_of_a_chat(api: BotApi, running: Running, bot: Bot, room: Room) -> None:
    """Who is in that chat is served anywhere; restricted people are, as long as they are in it; others are not."""
    people = {status: api.person(status.title().replace("-", "")) for status in STATUSES}
    club = api.group("Club")
    for status, person in people.items():
        api.member_becomes(club, person, status)
    async with running(talk_for(room, bot, f"members of {club}")):
        for status, person in people.items():
            api.says(person, person, "/fact who leads Acme?")
            assert (await api.answer(person) == QUOTE) is STATUSES[status], status


STATUSES = {
    "creator": True,
    "administrator": True,
    "member": True,
    "restricted": True,
    "restricted-out": False,
    "left": False,
    "kicked": False,
}


async def test_a_club_that_cannot_be_asked(api: BotApi, running: Running, bot: Bot, room: Room) -> None:
    """A bot that was removed from it, or a broken connection: nobody is served, and it is said how it stands."""
    ann, ben = api.person("Ann"), api.person("Ben")
    club = api.group("Club", members=[ann], bot="kicked")
    async with running(talk_for(room, bot, f"members of {club}", operators=(ben,))):
        api.says(ann, ann, "/fact who leads Acme?")
        assert "can't check right now" in await api.answer(ann)
        api.says(ben, ben, "/fact who leads Acme?")
        assert await api.answer(ben) == QUOTE
    assert room.asked == [("who leads Acme?", "")]
    members = TelegramMembers(bot)
    with pytest.raises(BotError):
        await members.is_member("-1009", str(ann))
    api.world.places[club].members[api.world.bot["id"]] = "member"
    assert await members.is_member(str(club), str(ann))
    assert not await members.is_member(str(club), "123456"), "whom Telegram does not know"
    assert not await members.is_member(str(club), str(club)), "a chat is in no chat"
    api.world.places[club].username = "club"
    assert await members.is_member("@club", str(ann))


async def test_inline_and_buttons(api: BotApi, running: Running, bot: Bot, room: Room) -> None:
    """A stranger's question behind the bot's name finds nothing; a press below a message of ours is answered so."""
    ann, eve = api.person("Ann"), api.person("Eve")
    group = api.group("Mixed", admins=[ann, eve])
    async with running(talk_for(room, bot, ann)):
        api.types_inline(eve, "who leads Acme?")
        (given,) = await api.until(lambda: api.world.answers)
        assert given["results"] == []
        api.types_inline(ann, "who leads Acme?")
        found = (await api.until(lambda: api.world.answers[1:]))[0]
        assert [one["input_message_content"]["message_text"] for one in found["results"]] == [QUOTE]
        assert all(one["is_personal"] for one in (given, found)), "what one may see is not shown to another"
        api.says(group, ann, "/start")
        await api.answer(group)
        api.press(group, eve, "My own feeds")
        notice = (await api.until(lambda: api.world.answers[2:]))[0]
        assert "private" in notice["text"]
    async with room.storage.unit() as unit:
        assert await unit.chats.subscribed() == []


async def test_everybody_costs_no_question(api: BotApi, running: Running, bot: Bot, room: Room) -> None:
    """As long as everybody is served, Telegram is not asked who is where."""
    eve = api.person("Eve")
    async with running(talk_for(room, bot, "everyone")):
        api.says(eve, eve, "/fact who leads Acme?")
        assert await api.answer(eve) == QUOTE
    assert api.called("getChatMember") == []
