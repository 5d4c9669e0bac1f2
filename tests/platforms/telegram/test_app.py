"""The bot in Telegram: who is heard, where the answers go, and what trouble does."""

import asyncio
import time
from collections.abc import Iterator, MutableMapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog

from bot.chat.request import ChatRequest, Response
from bot.model import Button, Chat, ChatKey, ChatKind, Reply
from bot.platforms.telegram.app import _AT_ONCE
from bot.platforms.telegram.connection import TokenRefused
from bot.storage.unit_of_work import SqlStorage
from bot.text.display.wording import languages
from tests.botapi import BotApi
from tests.platforms.telegram.conftest import Running


class Talk:
    """A chat layer that keeps what it is asked, and answers commands with their own text."""

    def __init__(self, response: Response | None = None) -> None:
        self.requests: list[ChatRequest] = []
        self._response = response

    async def __call__(self, request: ChatRequest) -> Response:
        """Keep and answer."""
        self.requests.append(request)
        if self._response is not None:
            return self._response
        return Response((Reply(f"<b>you said</b> {request.text}"),)) if request.text.startswith("/") else Response()


class SlowTalk:
    """A chat layer that keeps what it is asked and says it back: to "/slow", and what begins so, once *done* is set."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.done = asyncio.Event()

    async def __call__(self, request: ChatRequest) -> Response:
        """Keep and say back."""
        self.asked.append(request.text)
        if request.text.startswith("/slow"):
            await self.done.wait()
        return Response((Reply(request.text),))


async def _subscribe(storage: SqlStorage, key: ChatKey, kind: ChatKind) -> int:
    """A chat that is known and wants digests. Returns: its row."""
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(key, kind, "Somewhere")
        await unit.chats.update(chat, _subscribed(chat))
        await unit.commit()
    return chat.id


def _subscribed(chat: Chat) -> Chat:
    return replace(chat, subscribed=datetime(2026, 11, 20, tzinfo=UTC))


# ---------------------------------------------------------------- who is heard


async def test_private_command(api: BotApi, running: Running) -> None:
    """What a person writes reaches the chat layer, and the reply comes back as markup without a link preview."""
    ann = api.person("Ann")
    talk = Talk()
    async with running(talk):
        api.says(ann, ann, "/help me")
        assert await api.answer(ann) == "you said /help me"
    request = talk.requests[0]
    assert (request.key, request.kind, request.user) == (ChatKey("telegram", str(ann)), ChatKind.PRIVATE, str(ann))
    assert api.bot_messages(ann)[0]["entities"] == [{"type": "bold", "offset": 0, "length": 8}]
    assert api.bot_messages(ann)[0]["link_preview_options"] == {"is_disabled": True}


async def test_other_bots_commands(api: BotApi, running: Running) -> None:
    """A command addressed to another bot is not ours, even where we hear everything."""
    ann = api.person("Ann")
    group = api.group("News", admins=[ann], bot="administrator")
    talk = Talk()
    async with running(talk):
        api.says(group, ann, "/help@other_bot")
        api.says(group, ann, f"/help@{api.world.bot['username'].upper()} please")
        await api.answer(group)
    assert [request.text for request in talk.requests] == ["/help@NEWS_TEST_BOT please"]


async def test_group_talk(api: BotApi, running: Running) -> None:
    """Plain talk in a group gets no answer."""
    ann = api.person("Ann")
    group = api.group("News", admins=[ann], bot="administrator")
    async with running(Talk()):
        api.says(group, ann, "good morning")
        api.says(group, ann, "/help")
        await api.answer(group)
    assert api.bot_texts(group) == ["you said /help"]


async def test_acting_for_the_chat(api: BotApi, running: Running) -> None:
    """An anonymous admin and a channel's post act for the chat; a named admin acts as a person."""
    ann = api.person("Ann")
    group = api.group("News", admins=[ann])
    channel = api.channel("Wire", admins=[ann])
    talk = Talk()
    async with running(talk):
        api.anonymous_says(group, "/subscribe")
        await api.answer(group)
        api.posts(channel, "/subscribe")
        await api.answer(channel)
        api.says(group, ann, "/subscribe")
        await api.answer(group, 2)
    assert [(one.key.chat, one.kind.value, one.for_chat) for one in talk.requests] == [
        (str(group), "supergroup", True),
        (str(channel), "channel", True),
        (str(group), "supergroup", False),
    ]


async def test_repeated_posts(api: BotApi, running: Running) -> None:
    """A channel's command is carried out once, not again where Telegram repeats it in the discussion group."""
    ann = api.person("Ann")
    channel, group = api.channel("Wire", admins=[ann]), api.group("Talk", admins=[ann])
    talk = Talk()
    async with running(talk):
        api.posts(channel, "/subscribe")
        api.repeats(group, channel, "/subscribe")
        api.says(group, ann, "/help")
        await api.answer(group)
    assert [(one.key.chat, one.text) for one in talk.requests if one.key.chat == str(group)] == [(str(group), "/help")]


# ---------------------------------------------------------------- where answers go


async def test_topics(api: BotApi, running: Running) -> None:
    """An answer stays in its topic; one in General goes there even to a reply, whose thread id is no topic."""
    ann = api.person("Ann")
    forum = api.group("Forum", admins=[ann], forum=True)
    topic = api.topic(forum, "Science")
    talk = Talk()
    async with running(talk):
        api.says(forum, ann, "/fact in the topic", thread=topic)
        await api.answer(forum)
        first = api.says(forum, ann, "/fact in General")
        await api.answer(forum, 2)
        api.says(forum, ann, "/fact as a reply in General", reply_to=first)
        await api.answer(forum, 3)
    assert [message.get("message_thread_id") for message in api.bot_messages(forum)] == [topic, None, None]
    assert [request.key.thread for request in talk.requests] == [str(topic), "", ""]
    assert [bool(request.about) for request in talk.requests] == [False, False, True]


async def test_reply_about(api: BotApi, running: Running) -> None:
    """A command that replies to a message says which, and what stands in it."""
    ann = api.person("Ann")
    talk = Talk()
    async with running(talk):
        first = api.says(ann, ann, "Something happened.")
        api.says(ann, ann, "/fact", reply_to=first)
        await api.answer(ann)
    assert (talk.requests[-1].about, talk.requests[-1].about_text) == (str(first), "Something happened.")


async def test_order(api: BotApi, running: Running) -> None:
    """One chat is answered in the order of its questions, while a slow chat keeps nobody else waiting."""
    ann, bob = api.person("Ann"), api.person("Bob")
    talk = SlowTalk()
    async with running(talk):
        api.says(ann, ann, "/slow")
        api.says(ann, ann, "/quick")
        api.says(bob, bob, "/quick")
        await api.answer(bob)
        assert api.bot_texts(ann) == []
        talk.done.set()
        await api.answer(ann, 2)
    assert api.bot_texts(ann) == ["/slow", "/quick"]


async def test_what_takes_long_holds_up_nobody(api: BotApi, running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks next in a chat waits for a moment, and not for as long as another one's server hangs."""
    monkeypatch.setattr("bot.platforms.telegram.app._TURN", 0.1)
    ann = api.person("Ann")
    talk = SlowTalk()
    async with running(talk):
        for text in ("/slow", "/slow", "/quick"):
            api.says(ann, ann, text)
        await api.answer(ann)
        assert api.bot_texts(ann) == ["/quick"]
        talk.done.set()
        await api.answer(ann, 3)


async def test_a_crowd_in_one_chat_waits_in_line(
    api: BotApi, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long each takes, few of a chat are answered at once, in order, and whoever writes elsewhere is."""
    monkeypatch.setattr("bot.platforms.telegram.app._TURN", 0.05)
    ann, ben = api.person("Ann"), api.person("Ben")
    talk = SlowTalk()
    async with running(talk):
        for number in range(3 * _AT_ONCE):
            api.says(ann, ann, f"/slow {number}")
        await asyncio.sleep(1)
        api.says(ben, ben, "/quick")
        await api.answer(ben)
        assert talk.asked == [*(f"/slow {number}" for number in range(_AT_ONCE)), "/quick"]
        talk.done.set()
        await api.answer(ann, 3 * _AT_ONCE)
    assert len(talk.asked) == 3 * _AT_ONCE + 1


async def test_typing(api: BotApi, running: Running) -> None:
    """Who waits for more than a moment sees that somebody is at it."""
    ann = api.person("Ann")

    async def talk(request: ChatRequest) -> Response:
        await api.until(lambda: api.world.actions)
        return Response((Reply("at last"),))

    async with running(talk):
        api.says(ann, ann, "/addfeed example.org")
        await api.answer(ann)
    assert api.world.actions[0] == {"chat_id": ann, "action": "typing"}


# ---------------------------------------------------------------- buttons


async def test_press(api: BotApi, running: Running) -> None:
    """A pressed button tells what it carries and where it stands; the presser alone gets the notice."""
    ann = api.person("Ann")
    talk = Talk(Response((Reply("Pick one", ((Button("Why?", "why"),),)),), notice="Done", spent=True))
    async with running(talk):
        api.says(ann, ann, "/digest")
        await api.answer(ann)
        message = api.bot_messages(ann)[0]
        api.press(ann, ann, "Why?")
        await api.answer(ann, 2)
    request = talk.requests[1]
    assert (request.press, request.about, request.about_text) == ("why", str(message["message_id"]), "Pick one")
    assert api.world.answers[0]["text"] == "Done"
    assert "reply_markup" not in api.bot_messages(ann)[0]


async def test_press_without_notice(api: BotApi, running: Running) -> None:
    """Each press is answered, so that the button stops turning; an old one that cannot be answered does no harm."""
    ann = api.person("Ann")
    async with running(Talk(Response((Reply("Pick one", ((Button("Why?", "why"),),)),)))):
        api.says(ann, ann, "/digest")
        await api.answer(ann)
        api.world.queries.pop(api.press(ann, ann, "Why?"))
        await api.answer(ann, 2)
        api.press(ann, ann, "Why?")
        await api.answer(ann, 3)
    assert len(api.world.answers) == 1


# ---------------------------------------------------------------- coming and going


async def test_added_to_a_group(api: BotApi, running: Running) -> None:
    """The bot introduces itself where it is added to a group, and keeps quiet where it is only promoted."""
    ann = api.person("Ann")
    group = api.group("News", admins=[ann], bot="left")
    channel = api.channel("Wire", admins=[ann], bot="left")
    talk = Talk()
    async with running(talk):
        api.bot_becomes(channel, "administrator", by=ann)
        api.bot_becomes(group, "member", by=ann)
        await api.answer(group)
        api.bot_becomes(group, "administrator", by=ann)
        api.says(group, ann, "/help")
        await api.answer(group, 2)
    assert [(one.key.chat, one.text) for one in talk.requests] == [(str(group), "/start"), (str(group), "/help")]


async def test_removed_and_back(api: BotApi, running: Running, storage: SqlStorage) -> None:
    """A chat that removed the bot is marked with the reason; when the bot is back, digests go on."""
    ann = api.person("Ann")
    group = api.group("News", admins=[ann], forum=True)
    topic = api.topic(group, "Science")
    whole = await _subscribe(storage, ChatKey("telegram", str(group)), ChatKind.SUPERGROUP)
    part = await _subscribe(storage, ChatKey("telegram", str(group), str(topic)), ChatKind.SUPERGROUP)
    elsewhere = await _subscribe(storage, ChatKey("telegram", str(ann)), ChatKind.PRIVATE)
    async with running(Talk()):
        api.bot_becomes(group, "kicked", by=ann)
        await _gone(storage, whole, "delivery.removed")
        await _gone(storage, part, "delivery.removed")
        await _gone(storage, elsewhere, "")
        api.bot_becomes(group, "member", by=ann)
        await _gone(storage, whole, "")
        await _gone(storage, part, "")
        api.blocks(ann)
        await _gone(storage, elsewhere, "delivery.blocked")
        api.blocks(ann, blocked=False)
        await _gone(storage, elsewhere, "")


async def test_only_topics_are_known(api: BotApi, running: Running, storage: SqlStorage) -> None:
    """A forum in which only a topic subscribed is known as well: no new greeting when the bot is back."""
    ann = api.person("Ann")
    group = api.group("News", admins=[ann], forum=True)
    part = await _subscribe(
        storage, ChatKey("telegram", str(group), str(api.topic(group, "Science"))), ChatKind.SUPERGROUP
    )
    talk = Talk()
    async with running(talk):
        api.bot_becomes(group, "kicked", by=ann)
        await _gone(storage, part, "delivery.removed")
        api.bot_becomes(group, "member", by=ann)
        await _gone(storage, part, "")
    assert talk.requests == []


async def test_a_reply_that_arrives(api: BotApi, running: Running, storage: SqlStorage) -> None:
    """A topic that was closed is served again once somebody is answered there."""
    ann = api.person("Ann")
    group = api.group("News", admins=[ann], forum=True, bot="administrator")
    topic = api.topic(group, "Science")
    part = await _subscribe(storage, ChatKey("telegram", str(group), str(topic)), ChatKind.SUPERGROUP)
    async with storage.unit() as unit:
        chat = await unit.chats.get(part)
        assert chat
        await unit.chats.update(chat, replace(chat, gone="TOPIC_CLOSED"))
        await unit.commit()
    async with running(Talk()):
        api.says(group, ann, "/help", thread=topic)
        await _gone(storage, part, "")


async def _gone(storage: SqlStorage, row: int, reason: str) -> None:
    """Wait until a chat is gone for that reason."""
    async with asyncio.timeout(5):
        while True:
            async with storage.unit() as unit:
                chat = await unit.chats.get(row)
            if chat is not None and chat.gone == reason:
                return
            await asyncio.sleep(0.01)


async def test_upgraded_group(api: BotApi, running: Running, storage: SqlStorage) -> None:
    """A group that becomes a supergroup keeps its subscription under the new id, and is not greeted again."""
    ann = api.person("Ann")
    group = api.group("News", admins=[ann], kind="group")
    row = await _subscribe(storage, ChatKey("telegram", str(group)), ChatKind.GROUP)
    talk = Talk()
    async with running(talk):
        new = api.upgrade(group, by=ann)
        api.says(new, ann, "/help")
        await api.answer(new)
    async with storage.unit() as unit:
        chat = await unit.chats.get(row)
    assert chat is not None
    assert (chat.key, chat.kind) == (ChatKey("telegram", str(new)), ChatKind.SUPERGROUP)
    assert chat.subscribed is not None
    assert [request.text for request in talk.requests] == ["/help"]


async def test_ids_are_noted(api: BotApi, running: Running, storage: SqlStorage) -> None:
    """Ids seen in a known chat are kept, so that a lost message can be looked for in the right place."""
    ann = api.person("Ann")
    row = await _subscribe(storage, ChatKey("telegram", str(ann)), ChatKind.PRIVATE)
    async with running(Talk()):
        api.says(ann, ann, "/help")
        await api.answer(ann)
    async with storage.unit() as unit:
        assert await unit.positions.search_from([row]) == {row: api.bot_messages(ann)[0]["message_id"]}


# ---------------------------------------------------------------- trouble


async def test_defect_in_a_command(api: BotApi, running: Running) -> None:
    """When a command breaks down, the person hears of it and the next one works; the log does not repeat them."""
    ann = api.person("Ann")

    async def talk(request: ChatRequest) -> Response:
        if request.text.startswith("/break"):
            raise ZeroDivisionError(request.text)
        return Response((Reply("fine"),))

    with structlog.testing.capture_logs() as logged:
        async with running(talk):
            api.says(ann, ann, "/break my secret")
            assert "went wrong" in await api.answer(ann)
            api.says(ann, ann, "/work")
            assert await api.answer(ann, 2) == "fine"
    (line,) = [one for one in logged if one["event"] == "a request could not be answered"]
    assert line["why"] == "ZeroDivisionError"
    assert "test_app.py" in line["where"]
    assert "secret" not in str(logged)
    assert "exc_info" not in line


@pytest.mark.parametrize(
    ("fault", "values"),
    [
        pytest.param("429", {"retry_after": 1}, id="asked-to-wait"),
        pytest.param("502", {}, id="gateway"),
        pytest.param("blocked", {}, id="blocked"),
        pytest.param("reset after", {}, id="broken-off"),
    ],
)
async def test_trouble_with_a_reply(api: BotApi, running: Running, fault: str, values: dict[str, Any]) -> None:
    """A reply that fails is never doubled, and the next command is answered."""
    ann = api.person("Ann")
    async with running(Talk()):
        api.faults.order("sendMessage", fault, **values)
        api.says(ann, ann, "/first")
        api.says(ann, ann, "/second")
        await api.until(lambda: "you said /second" in api.bot_texts(ann))
    assert api.bot_texts(ann).count("you said /first") == (1 if values == {"retry_after": 1} or "after" in fault else 0)


async def test_long_reply(api: BotApi, running: Running) -> None:
    """A reply longer than a message comes in parts, with its buttons below the last."""
    ann = api.person("Ann")
    text = "A sentence of some length. " * 300
    async with running(Talk(Response((Reply(text, ((Button("More", "more"),),)),)))):
        api.says(ann, ann, "/fact")
        await api.answer(ann, 2)
    first, second = api.bot_messages(ann)
    assert f"{first['text']} {second['text']}" == text.strip()
    assert ("reply_markup" in first, "reply_markup" in second) == (False, True)


async def test_refused_reply(api: BotApi, running: Running) -> None:
    """When Telegram does not take a reply, the person hears at least that something went wrong."""
    ann = api.person("Ann")
    api.faults.order("sendMessage", "refused")
    async with running(Talk(Response((Reply("what nobody can mend"),)))):
        api.says(ann, ann, "/fact")
        assert "went wrong" in await api.answer(ann)


async def test_long_patience(api: BotApi, running: Running) -> None:
    """Where Telegram asks for an hour of patience, nothing more is sent; other chats are served."""
    ann, bob = api.person("Ann"), api.person("Bob")
    async with running(Talk()):
        api.faults.order("sendMessage", "429", retry_after=3600)
        api.says(ann, ann, "/first")
        await api.until(lambda: api.called("sendMessage"))
        api.says(ann, ann, "/second")
        api.says(bob, bob, "/first")
        await api.answer(bob)
    assert [call["chat_id"] for call in api.called("sendMessage")] == [ann, bob]


async def test_reply_into_a_moved_chat(api: BotApi, running: Running) -> None:
    """A reply to a group that has moved meanwhile goes to the new place."""
    ann = api.person("Ann")
    group = api.group("News", admins=[ann], kind="group")
    new = api.group("News", admins=[ann])
    async with running(Talk()):
        api.faults.order("sendMessage", "migrate", new_chat=new)
        api.says(group, ann, "/help")
        assert await api.answer(new) == "you said /help"


@pytest.mark.parametrize("fault", ["502", "reset before", "server error", "429"])
async def test_polling_goes_on(
    api: BotApi, running: Running, fault: str, log: list[MutableMapping[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trouble while waiting for updates loses none of them; it is said once, and so is its end."""
    monkeypatch.setattr("bot.platforms.telegram.polling._pause", lambda *_: 0.01)
    ann = api.person("Ann")
    async with running(Talk()):
        api.faults.order("getUpdates", fault, times=3)
        api.says(ann, ann, "/first")
        await api.answer(ann)
        api.says(ann, ann, "/second")
        await api.answer(ann, 2)
    lines = [str(entry["event"]) for entry in log if entry["event"] != "listening in Telegram"]
    assert len(lines) == 2
    assert lines[0].startswith("Telegram cannot be reached: ")
    assert lines[1] == "Telegram answers again"


@pytest.fixture
def log() -> Iterator[list[MutableMapping[str, Any]]]:
    """What is logged."""
    with structlog.testing.capture_logs() as entries:
        yield entries


async def test_no_network_at_start(api: BotApi, running: Running) -> None:
    """Without a network at the start the bot keeps trying and then works."""
    ann = api.person("Ann")
    api.faults.order("getMe", "reset before", times=1)
    async with running(Talk()):
        api.says(ann, ann, "/help")
        await api.answer(ann)


async def test_wrong_token(api: BotApi, running: Running) -> None:
    """A wrong token ends the program with one line that says what to do and does not show the token."""
    api.faults.order("getMe", "unauthorized")
    async with running(Talk()) as task:
        with pytest.raises(TokenRefused, match="copy it again from @BotFather") as raised:
            await task
    assert api.token not in str(raised.value)


async def test_revoked_token(api: BotApi, running: Running) -> None:
    """A token revoked while the bot runs ends it with that line, not in silence."""
    async with running(Talk()) as task:
        api.faults.order("getUpdates", "unauthorized")
        api.says(api.person("Ann"), 5_000_000_001, "wakes the poll that is waiting")
        with pytest.raises(TokenRefused):
            await task


async def test_second_instance(api: BotApi, running: Running, log: list[MutableMapping[str, Any]]) -> None:
    """A second instance with the same token is named in one line, and nothing is lost."""
    ann = api.person("Ann")
    async with running(Talk()), running(Talk()):
        for number in range(3):
            api.says(ann, ann, f"/question{number}")
        await api.answer(ann, 3)
    lines = [entry for entry in log if "another instance is running with this token" in str(entry["event"])]
    assert 1 <= len(lines) <= 2
    assert sorted(set(api.bot_texts(ann))) == [f"you said /question{number}" for number in range(3)]


async def test_stop_is_quick(api: BotApi, running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that takes for ever does not keep the bot from stopping."""
    monkeypatch.setattr("bot.platforms.telegram.app._GRACE", 0.2)
    ann = api.person("Ann")
    asked = asyncio.Event()

    async def talk(request: ChatRequest) -> Response:
        asked.set()
        await asyncio.sleep(3600)
        return Response()

    async with running(talk):
        api.says(ann, ann, "/fact")
        await asked.wait()
        start = time.monotonic()
    assert time.monotonic() - start < 2


async def test_updates_are_confirmed(api: BotApi, running: Running) -> None:
    """After a stop and a new start no command is answered again."""
    ann = api.person("Ann")
    async with running(Talk()):
        api.says(ann, ann, "/help")
        await api.answer(ann)
    async with running(Talk()):
        api.says(ann, ann, "/again")
        await api.answer(ann, 2)
    assert api.bot_texts(ann) == ["you said /help", "you said /again"]


async def test_command_lists(api: BotApi, running: Running) -> None:
    """Plain group members are not offered what only admins may do."""
    async with running(Talk()):
        await api.until(lambda: len(api.world.commands) == 3 * len(languages()))
    lists = {scope: commands for scope, commands in api.world.commands.items() if ":" not in scope}
    names = {scope: {one["command"] for one in commands} for scope, commands in lists.items()}
    german = api.world.commands["all_private_chats:de"]
    assert [one["command"] for one in german] == [one["command"] for one in lists["all_private_chats"]]
    assert all(one not in lists["all_private_chats"] for one in german)
    assert names["all_private_chats"] == names["all_chat_administrators"]
    assert "fact" in names["all_group_chats"]
    assert names["all_private_chats"] - names["all_group_chats"] == {"missed"}
    assert max(map(len, names.values())) <= 11
