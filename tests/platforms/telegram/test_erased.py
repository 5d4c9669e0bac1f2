"""What people may know and have erased, in Telegram: private chats, groups, supergroups, channels and topics."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from telegram import Bot

from bot.chat.dispatch import handle
from bot.model import Chat, ChatKey
from bot.platforms.telegram.members import TelegramMembers
from bot.storage.unit_of_work import SqlStorage
from bot.tidying import tidy
from tests.botapi import BotApi
from tests.chatroom import Room
from tests.platforms.telegram.conftest import Running, Talk

KEEP = timedelta(days=90)


@pytest.fixture
def room(storage: SqlStorage) -> Room:
    """The real commands, on the database that the app has."""
    return Room(storage, ())


def talk_for(room: Room, bot: Bot) -> Talk:
    """The chat layer, asking the real way who is an admin."""
    return partial(handle, services=replace(room.services, members=TelegramMembers(bot)))


def files(api: BotApi, chat: int) -> dict[str, bytes]:
    """The files that the bot sent, by name."""
    sent = [message["document"] for message in api.bot_messages(chat) if "document" in message]
    return {one["file_name"]: api.world.files[one["file_id"]][1] for one in sent}


async def known(room: Room, chat: int, thread: str = "") -> bool:
    """Whether anything of a chat is kept."""
    return await room.chat(ChatKey("telegram", str(chat), thread)) is not None


async def test_everything_goes(api: BotApi, running: Running, bot: Bot, room: Room) -> None:
    """A person subscribes, looks at what is kept, and has it erased; the group that they set up goes on."""
    ann, cho = api.person("Ann"), api.person("Cho")
    group = api.group("Readers", admins=[ann], members=[cho])
    async with running(talk_for(room, bot)):
        for number, chat in enumerate((ann, group), 1):
            api.says(chat, ann, "/subscribe 07:30")
            await api.answer(chat)
            assert await known(room, chat), number
        api.says(ann, ann, "/privacy")
        assert "/forgetme" in await api.answer(ann, 2)
        api.press(ann, ann, "Send me my data")
        await api.until(lambda: files(api, ann))
        sent = json.loads(files(api, ann)["newsbot.json"])
        assert sent["you"] == str(ann)
        assert {one["chat"]["id"] for one in sent["written_down_in"]} == {str(ann), str(group)}
        api.says(ann, ann, "/forgetme")
        await api.until(lambda: "Shall I erase" in api.bot_texts(ann)[-1])
        # twice, as people do: nothing goes wrong, and nothing comes back
        api.press(ann, ann, "Erase it all")
        await api.until(lambda: "I no longer know you" in api.bot_texts(ann)[-1])
        assert not await known(room, ann)
    await tidy(room.storage, room.clock.now(), KEEP)
    async with room.storage.view() as unit:
        assert await unit.privacy.mentions("telegram", str(ann)) == []
        assert await unit.privacy.last_seen("telegram", str(ann)) is None
        left = await unit.chats.by_key(ChatKey("telegram", str(group)))
    assert left is not None
    assert left.subscribed is not None


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_in_groups(api: BotApi, running: Running, bot: Bot, room: Room, kind: str) -> None:
    """Admins get the group's data, others do not; a forged press from elsewhere erases and sends nothing."""
    ann, cho = api.person("Ann"), api.person("Cho")
    group = api.group("Readers", admins=[ann], members=[cho], kind=kind)
    async with running(talk_for(room, bot)):
        api.says(group, ann, "/subscribe")
        await api.answer(group)
        api.says(group, cho, "/export")
        assert "Only admins" in await api.answer(group, 2)
        api.says(group, cho, "/forgetme")
        assert "private chat" in await api.answer(group, 3)
        stamp = int(room.clock.now().timestamp())
        message = api.bot_messages(group)[0]["message_id"]
        for data in (f"forgetme {stamp}", "export"):
            api.press_data(group, cho, message, data)
        api.says(group, ann, "/export")
        await api.until(lambda: files(api, group))
    exported = json.loads(files(api, group)["newsbot.json"])
    assert exported["chat"]["id"] == str(group)
    assert str(ann) not in files(api, group)["newsbot.json"].decode()
    assert await known(room, group)
    assert len(files(api, group)) == 1


async def test_in_topics_and_channels(api: BotApi, running: Running, bot: Bot, room: Room) -> None:
    """A topic's file comes into the topic and a channel's into the channel; an anonymous admin acts for the group."""
    ann = api.person("Ann")
    forum = api.group("Forum", admins=[ann], forum=True)
    topic = api.topic(forum, "Science")
    channel = api.channel("Wire", admins=[ann])
    async with running(talk_for(room, bot)):
        api.anonymous_says(forum, "/subscribe", thread=topic)
        await api.answer(forum)
        api.anonymous_says(forum, "/export", thread=topic)
        await api.until(lambda: files(api, forum))
        api.posts(channel, "/subscribe")
        await api.answer(channel)
        api.posts(channel, "/export")
        await api.until(lambda: files(api, channel))
        api.posts(channel, "/forgetme")
        await api.until(lambda: "private chat" in api.bot_texts(channel)[-1])
    assert [one.get("message_thread_id") for one in api.bot_messages(forum)] == [topic, topic]
    assert json.loads(files(api, forum)["newsbot.json"])["chat"]["topic"] == str(topic)
    assert await known(room, channel)


async def test_a_bot_that_was_blocked_or_removed(api: BotApi, running: Running, bot: Bot, room: Room) -> None:
    """It stops at once; who lets it in again within a month finds all as it was, of others all is erased."""
    ann, ben = api.person("Ann"), api.person("Ben")
    group = api.group("Readers", admins=[ben])
    async with running(talk_for(room, bot)):
        for chat, user in ((ann, ann), (ben, ben), (group, ben)):
            api.says(chat, user, "/subscribe 07:30")
            await api.answer(chat)
        for user in (ann, ben):
            api.blocks(user)
        api.bot_becomes(group, "kicked", by=ben)
        await api.until(lambda: not api.world.updates)
    for chat in (ann, ben, group):
        row = await _row(room, chat)
        assert row.gone, chat
    since = row.gone_since
    assert since is not None
    for day in range(1, 29):
        await tidy(room.storage, since + timedelta(days=day), KEEP)
    before = await _row(room, ann)
    async with running(talk_for(room, bot)):
        api.blocks(ann, blocked=False)
        await api.until(lambda: not api.world.updates)
    assert await _row(room, ann) == replace(before, gone="", gone_since=None)
    for day in (29, 30, 31):
        await tidy(room.storage, since + timedelta(days=day), KEEP)
    assert [await known(room, chat) for chat in (ann, ben, group)] == [True, False, False]


async def _row(room: Room, chat: int) -> Chat:
    found = await room.chat(ChatKey("telegram", str(chat)))
    assert found is not None
    return found
