"""Topics that close, rights that go, people who block: against the strict server, until the news is there."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.chat.request import ChatRequest, Response
from bot.delivery.deliver import deliver
from bot.errors import ChatGone, Flaw, Refused
from bot.model import Button, Chat, ChatKey, ChatKind, Reply
from bot.platforms.telegram.errors import delivery_error
from bot.platforms.telegram.sender import TelegramSender
from bot.storage.unit_of_work import SqlStorage
from bot.text.display.wording import ENGLISH
from tests.botapi import BotApi
from tests.platforms.telegram.conftest import Running


class SystemClock:
    """The time as it is."""

    def now(self) -> datetime:
        """See ports.Clock."""
        return datetime.now(UTC)


async def silent(_request: ChatRequest) -> Response:
    """A chat layer that never answers."""
    return Response()


async def post(storage: SqlStorage, key: ChatKey, kind: ChatKind, reply: Reply, admin: int = 0) -> Chat:
    """Subscribe a chat and put a message into its outbox."""
    now = datetime.now(UTC)
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(key, kind, "Mills")
        before, chat = chat, replace(chat, subscribed=now, admin=str(admin or ""))
        await unit.chats.update(before, chat)
        await unit.outbox.notify(chat.id, reply, now, now + timedelta(hours=9))
        await unit.commit()
    return chat


async def held(storage: SqlStorage, chat: Chat) -> str:
    """Why a chat takes nothing; empty if it does."""
    async with storage.unit() as unit:
        found = await unit.chats.get(chat.id)
    assert found
    return found.gone


def forum(api: BotApi) -> tuple[int, int, int]:
    """A forum with a topic. Returns: it, the topic, and somebody in it."""
    ann = api.person("Ann")
    group = api.group("Mills", admins=[ann], forum=True)
    return group, api.topic(group, "News"), ann


async def closed_topic(api: BotApi) -> tuple[ChatKey, Callable[[], object]]:
    """A closed topic, and what opens it."""
    group, topic, _ = forum(api)
    api.close_topic(group, topic)
    return ChatKey("telegram", str(group), str(topic)), lambda: api.close_topic(group, topic, closed=False)


async def lost_rights(api: BotApi) -> tuple[ChatKey, Callable[[], object]]:
    """A group that took from the bot the right to write, and what gives it back."""
    ann = api.person("Ann")
    group = api.group("Mills", admins=[ann])
    api.mutes(group, ann)
    return ChatKey("telegram", str(group)), lambda: api.mutes(group, ann, muted=False)


async def kicked(api: BotApi) -> tuple[ChatKey, Callable[[], object]]:
    """A group that removed the bot, and what adds it again."""
    ann = api.person("Ann")
    group = api.group("Mills", admins=[ann], bot="kicked")
    return ChatKey("telegram", str(group)), lambda: api.bot_becomes(group, "member", ann)


async def demoted(api: BotApi) -> tuple[ChatKey, Callable[[], object]]:
    """A channel whose bot is no admin any more, and what makes it one."""
    ann = api.person("Ann")
    channel = api.channel("Mills", admins=[ann], bot="member")
    return ChatKey("telegram", str(channel)), lambda: api.bot_becomes(channel, "administrator", ann)


async def blocked(api: BotApi) -> tuple[ChatKey, Callable[[], object]]:
    """A person who blocked the bot, and lets it in again."""
    ann = api.person("Ann")
    api.world.places[ann].started = True
    api.blocks(ann)
    return ChatKey("telegram", str(ann)), lambda: api.blocks(ann, blocked=False)


@pytest.mark.parametrize("closing", [closed_topic, lost_rights, kicked, demoted, blocked])
async def test_held_and_resumed(
    api: BotApi,
    sender: TelegramSender,
    storage: SqlStorage,
    running: Running,
    closing: Callable[[BotApi], Awaitable[tuple[ChatKey, Callable[[], object]]]],
) -> None:
    """Nothing is dropped while a chat is closed to us, and it comes by itself at the first sign that it is open."""
    key, opens = await closing(api)
    chat = await post(storage, key, ChatKind.SUPERGROUP, Reply("the news"))
    assert (await deliver(storage, sender, SystemClock())).later == 1
    assert await held(storage, chat)
    assert (await deliver(storage, sender, SystemClock())).sent == 0
    assert "the news" not in api.bot_texts(int(key.chat))
    api.world.updates.clear()
    async with running(silent):
        opens()
        await asyncio.sleep(0)
        for _ in range(200):
            await deliver(storage, sender, SystemClock())
            if "the news" in api.bot_texts(int(key.chat)):
                break
            await asyncio.sleep(0.01)
    assert api.bot_texts(int(key.chat)).count("the news") == 1
    assert await held(storage, chat) == ""


async def test_a_deleted_topic(api: BotApi, sender: TelegramSender, storage: SqlStorage) -> None:
    """Its news waits, and the forum's General hears of it, once."""
    group, topic, _ = forum(api)
    api.delete_topic(group, topic)
    chat = await post(storage, ChatKey("telegram", str(group), str(topic)), ChatKind.SUPERGROUP, Reply("the news"))
    for _ in range(3):
        await deliver(storage, sender, SystemClock())
    (told,) = api.bot_texts(group)
    assert "the topic no longer exists" in told
    ((button,),) = api.bot_messages(group)[0]["reply_markup"]["inline_keyboard"]
    assert button["url"] == f"https://t.me/{api.world.bot['username']}?start=n{chat.id}"
    assert ENGLISH.reason(await held(storage, chat)) == "the topic no longer exists"


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        pytest.param("bad markup", "Looms & mills (https://a.example/x)", id="as-plain-text"),
        pytest.param("bad button", "Looms & mills", id="without-buttons"),
        pytest.param("long keyboard", "Looms & mills", id="without-buttons-too"),
        pytest.param("no reply", "Looms & mills", id="without-reply"),
    ],
)
async def test_mended(api: BotApi, sender: TelegramSender, storage: SqlStorage, fault: str, shown: str) -> None:
    """What Telegram does not take of a message goes, the message comes; a second refusal for the same is the last."""
    ann = api.person("Ann")
    api.world.places[ann].started = True
    reply = Reply('<a href="https://a.example/x">Looms &amp; mills</a>', ((Button("Why", "why"),),), reply_to="1")
    await post(storage, ChatKey("telegram", str(ann)), ChatKind.PRIVATE, reply)
    api.faults.order("sendMessage", fault)
    done = await deliver(storage, sender, SystemClock())
    assert (done.sent, done.later) == (1, 1)
    assert api.bot_texts(ann) == [shown]
    await post(storage, ChatKey("telegram", str(ann)), ChatKind.PRIVATE, reply)
    api.faults.order("sendMessage", fault, times=2)
    assert (await deliver(storage, sender, SystemClock())).refused == 1


@pytest.mark.parametrize("fault", ["too long", "text too long"])
async def test_split_again(api: BotApi, sender: TelegramSender, storage: SqlStorage, fault: str) -> None:
    """A message that is too long comes in parts, before what stood behind it."""
    ann = api.person("Ann")
    api.world.places[ann].started = True
    words = [f"word{number}" for number in range(450)]
    for text in (" ".join(words), "behind"):
        await post(storage, ChatKey("telegram", str(ann)), ChatKind.PRIVATE, Reply(text))
    api.faults.order("sendMessage", fault)
    await deliver(storage, sender, SystemClock())
    *parts, last = api.bot_texts(ann)
    assert (len(parts) > 1, last) == (True, "behind")
    assert " ".join(parts).split() == words


async def test_a_reply_is_mended(api: BotApi, running: Running, storage: SqlStorage) -> None:
    """Answers lose what Telegram does not take of them as digests do."""
    ann = api.person("Ann")

    async def talk(_request: ChatRequest) -> Response:
        return Response((Reply("<b>Well</b>", ((Button("Why", "why"),),)),))

    api.faults.order("sendMessage", "bad markup")
    async with running(talk):
        api.says(ann, ann, "/help")
        assert await api.answer(ann) == "Well"


CLOSED = (
    "TOPIC_CLOSED", "Message thread not found", "Not enough rights to send text messages to the chat",
    "Not enough rights to send photos to the chat", "Need administrator rights in the channel chat",
    "Have no write access to the chat", "CHAT_WRITE_FORBIDDEN", "CHAT_SEND_PLAIN_FORBIDDEN", "Chat not found",
    "CHAT_RESTRICTED", "CHANNEL_PRIVATE", "PEER_ID_INVALID", "USER_BANNED_IN_CHANNEL",
)  # fmt: skip
FLAWS = {
    'Can\'t parse entities: Unsupported start tag "button" at byte offset 0': Flaw.MARKUP,
    "Can't parse entities: Can't find end tag corresponding to start tag \"b\"": Flaw.MARKUP,
    "Unsupported parse_mode": Flaw.MARKUP,
    "ENTITY_BOUNDS_INVALID": Flaw.MARKUP,
    "Message is too long": Flaw.LENGTH,
    "Text is too long": Flaw.LENGTH,
    "Message caption is too long": Flaw.LENGTH,
    "MEDIA_CAPTION_TOO_LONG": Flaw.LENGTH,
    "BUTTON_DATA_INVALID": Flaw.BUTTONS,
    "BUTTON_URL_INVALID": Flaw.BUTTONS,
    "Reply markup is too long": Flaw.BUTTONS,
    "Inline keyboard button URL 'x' is invalid: Wrong HTTP URL": Flaw.BUTTONS,
    "Can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard": Flaw.BUTTONS,
    "Message to be replied not found": Flaw.REPLY,
    "REPLY_MESSAGE_ID_INVALID": Flaw.REPLY,
    "Message can't be sent": None,
}


@pytest.mark.parametrize("text", CLOSED)
def test_what_closes_a_chat(text: str) -> None:
    """Whatever concerns the chat and not the message is held."""
    assert isinstance(delivery_error(BadRequest(text)), ChatGone)


@pytest.mark.parametrize("error", [Forbidden("bot was blocked by the user"), Forbidden("something new")])
def test_all_that_is_forbidden(error: TelegramError) -> None:
    """Telegram forbids a chat, never a message."""
    assert isinstance(delivery_error(error), ChatGone)


@pytest.mark.parametrize(("text", "flaw"), list(FLAWS.items()))
def test_what_is_wrong_with_a_message(text: str, flaw: Flaw | None) -> None:
    """Each refusal names what the message can do without, if anything, and keeps Telegram's own words."""
    error = delivery_error(BadRequest(text))
    assert isinstance(error, Refused)
    assert error.flaw is flaw
    assert text in ENGLISH.reason(str(error))


def test_a_body_that_is_too_large() -> None:
    """The library takes 413 for trouble of the network; it is a length."""
    error = delivery_error(NetworkError("Request Entity Too Large (413)"))
    assert isinstance(error, Refused)
    assert error.flaw is Flaw.LENGTH
