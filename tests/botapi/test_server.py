"""The stand-in over real HTTP: what it accepts, what it refuses and in which words."""

import asyncio
import sys
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientSession, FormData

from tests.botapi import BotApi
from tests.botapi.limits import Limits
from tests.botapi.world import Json, World

ROOT = Path(__file__).parents[2]
WITHOUT_TEST_TOOLS = """
import runpy, sys
sys.modules.update(dict.fromkeys(("pytest", "hypothesis", "psutil", "yaml", "psycopg", "procrastinate", "matplotlib")))
runpy.run_module("tests.botapi", run_name="__main__")
"""


class Caller:
    """Calls methods as a bot does, without any library."""

    def __init__(self, api: BotApi, session: ClientSession) -> None:
        self.api = api
        self._session = session

    async def __call__(self, method: str, **values: Any) -> Json:
        """The whole answer."""
        async with self._session.post(f"{self.api.base_url}{self.api.token}/{method}", json=values) as answer:
            body: Json = await answer.json()
            assert answer.status == body.get("error_code", 200)
            return body

    async def refusal(self, method: str, **values: Any) -> str:
        """The description of an answer that must be a refusal."""
        return str((await self(method, **values))["description"])


@pytest.fixture
async def call() -> AsyncIterator[Caller]:
    """A server and somebody to call it."""
    async with BotApi.running() as api, ClientSession() as session:
        yield Caller(api, session)


@pytest.fixture
async def ann(call: Caller) -> int:
    """Somebody who has started the bot."""
    person = call.api.person("Ann")
    call.api.says(person, person, "/start")
    return person


# ---------------------------------------------------------------- transport


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("bot1:wrong/getMe", 401, "Unauthorized"),
        ("botnonsense/getMe", 404, "Not Found"),
        ("bot{token}/getNothing", 404, "Not Found: method not found"),
    ],
)
async def test_wrong_addresses(call: Caller, path: str, status: int, description: str) -> None:
    """Wrong token, malformed token and unknown method have their own answers."""
    async with ClientSession() as session:
        answer = await session.get(f"{call.api.address}/{path.format(token=call.api.token)}")
        assert (answer.status, (await answer.json())["description"]) == (status, description)


async def test_ways_to_call(call: Caller, ann: int) -> None:
    """Query, form, multipart and JSON all work, in any case of the method."""
    address = f"{call.api.base_url}{call.api.token}/SendMessage"
    multipart = FormData({"chat_id": str(ann), "text": "multipart"}, default_to_multipart=True)
    async with ClientSession() as session:
        await session.get(address, params={"chat_id": ann, "text": "query"})
        await session.post(address, data={"chat_id": ann, "text": "form"})
        await session.post(address, data=multipart)
        await session.post(address, json={"chat_id": ann, "text": "json"})
    assert call.api.bot_texts(ann) == ["query", "form", "multipart", "json"]


async def test_violations_are_kept(call: Caller, ann: int) -> None:
    """What the real server forgives is refused here, and kept for the test to see."""
    assert "unknown parameter texd" in await call.refusal("sendMessage", chat_id=ann, text="x", texd="y")
    assert call.api.violations == ["sendMessage: unknown parameter texd"]


async def test_our_own_answers(call: Caller, ann: int) -> None:
    """Answers that do not fit the description are kept as well."""
    call.api.world.bot["shoe_size"] = 44
    await call("getMe")
    assert call.api.violations == ["answer of getMe.shoe_size is unknown"]


# ---------------------------------------------------------------- sending


@pytest.mark.parametrize(
    ("values", "description"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x" * 33000}, "text is too long"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag corresponding"),
        ({"text": "x", "parse_mode": "LaTeX"}, "unsupported parse_mode"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "message_thread_id": 1}, "message thread not found"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}}, "can't parse inline keyboard button"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]] * 101}},
            "reply markup is too long",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "b"}]]}},
            "inline keyboard button URL 'b' is invalid: Wrong HTTP URL",
        ),
    ],
)
async def test_refused_messages(call: Caller, ann: int, values: Json, description: str) -> None:
    """What a message may not be, in the real server's words."""
    assert (await call.refusal("sendMessage", chat_id=ann, **values)).startswith(f"Bad Request: {description}")


async def test_lengths_count_after_parsing(call: Caller, ann: int) -> None:
    """Tags do not count: 4096 characters in bold are fine."""
    assert (await call("sendMessage", chat_id=ann, text=f"<b>{'x' * 4096}</b>", parse_mode="HTML"))["ok"]


async def test_message_ids(call: Caller, ann: int) -> None:
    """Private chats and basic groups share one counter; supergroups and channels count from 1."""
    bob = call.api.person("Bob")
    call.api.says(bob, bob, "/start")
    group, wide = call.api.group("G", kind="group"), call.api.group("S")
    ids = [
        (await call("sendMessage", chat_id=chat, text="x"))["result"]["message_id"] for chat in (ann, bob, group, wide)
    ]
    assert ids == [3, 4, 5, 1]


async def test_edit(call: Caller, ann: int) -> None:
    """Own messages can be changed; the same content, others' messages and missing ones each have their refusal."""
    sent = (await call("sendMessage", chat_id=ann, text="a"))["result"]["message_id"]
    assert "message is not modified" in await call.refusal("editMessageText", chat_id=ann, message_id=sent, text="a")
    assert (await call("editMessageText", chat_id=ann, message_id=sent, text="b"))["result"]["text"] == "b"
    assert "message can't be edited" in await call.refusal("editMessageText", chat_id=ann, message_id=1, text="b")
    assert "message to edit not found" in await call.refusal("editMessageText", chat_id=ann, message_id=9, text="b")
    assert (await call("deleteMessage", chat_id=ann, message_id=sent))["result"] is True
    assert "message to delete not found" in await call.refusal("deleteMessage", chat_id=ann, message_id=sent)


async def test_forum(call: Caller) -> None:
    """A topic takes messages while it is open; General has no thread id that could be used."""
    forum = call.api.group("Forum", forum=True)
    topic = call.api.topic(forum, "Science")
    sent = (await call("sendMessage", chat_id=forum, text="x", message_thread_id=topic))["result"]
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
    call.api.world.places[forum].closed.add(topic)
    assert "TOPIC_CLOSED" in await call.refusal("sendMessage", chat_id=forum, text="x", message_thread_id=topic)
    assert "thread not found" in await call.refusal("sendMessage", chat_id=forum, text="x", message_thread_id=99)


async def test_files(call: Caller, ann: int) -> None:
    """A document comes back byte for byte under the path that getFile names."""
    form = FormData({"chat_id": str(ann)})
    form.add_field("document", b"a,b\n", filename="a.csv")
    async with ClientSession() as session:
        answer = await session.post(f"{call.api.base_url}{call.api.token}/sendDocument", data=form)
        number = (await answer.json())["result"]["document"]["file_id"]
        path = (await call("getFile", file_id=number))["result"]["file_path"]
        file = await session.get(f"{call.api.base_file_url}{call.api.token}/{path}")
        assert await file.read() == b"a,b\n"
    assert call.api.violations == []


async def test_commands(call: Caller, ann: int) -> None:
    """Names and scopes of commands have their rules."""
    good = {"command": "help", "description": "List"}
    assert (await call("setMyCommands", commands=[good]))["ok"]
    assert "BOT_COMMAND_INVALID" in await call.refusal("setMyCommands", commands=[good | {"command": "Help"}])
    scope = {"type": "chat_administrators", "chat_id": ann}
    assert "in private chats" in await call.refusal("setMyCommands", commands=[good], scope=scope)
    assert "language code" in await call.refusal("setMyCommands", commands=[good], language_code="eng")


# ---------------------------------------------------------------- updates


async def test_offsets(call: Caller, ann: int) -> None:
    """Updates stay until a higher offset confirms them; a negative one keeps only the last."""
    call.api.says(ann, ann, "two")
    call.api.says(ann, ann, "three")
    first = (await call("getUpdates"))["result"]
    assert [update["message"]["text"] for update in first] == ["/start", "two", "three"]
    assert (await call("getUpdates", limit=1))["result"] == first[:1]
    assert (await call("getUpdates", offset=first[0]["update_id"] + 1))["result"] == first[1:]
    assert (await call("getUpdates", offset=-1))["result"] == first[2:]
    assert (await call("getUpdates", offset=first[2]["update_id"] + 1))["result"] == []


async def test_long_poll(call: Caller, ann: int) -> None:
    """A poll waits for what comes, and a second one ends it with a conflict."""
    await call("getUpdates", offset=-1)
    await call("getUpdates", offset=(await call("getUpdates"))["result"][0]["update_id"] + 1)
    first = asyncio.create_task(call("getUpdates", timeout=30))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(call("getUpdates", timeout=30))
    assert (await first)["description"].startswith("Conflict: terminated by other getUpdates request")
    call.api.says(ann, ann, "hello")
    assert [update["message"]["text"] for update in (await second)["result"]] == ["hello"]


async def test_allowed_updates(call: Caller, ann: int) -> None:
    """Updates are filtered when they arise, and the choice lasts."""
    await call("getUpdates", offset=-1, allowed_updates=["message"])
    call.api.blocks(ann)
    call.api.blocks(ann, blocked=False)
    call.api.says(ann, ann, "hello")
    kinds = [min(update) for update in (await call("getUpdates"))["result"]]
    assert kinds == ["message", "message"]


async def test_privacy_mode(call: Caller, ann: int) -> None:
    """In groups a bot hears commands, replies to it and nothing else, unless it is an admin."""
    group = call.api.group("News", members=[ann])
    sent = (await call("sendMessage", chat_id=group, text="x"))["result"]["message_id"]
    call.api.says(group, ann, "plain talk")
    call.api.says(group, ann, "/help")
    call.api.says(group, ann, "/help@other_bot")
    call.api.says(group, ann, "a reply", reply_to=sent)
    call.api.bot_becomes(group, "administrator", by=ann)
    call.api.says(group, ann, "more talk")
    texts = [one["message"]["text"] for one in (await call("getUpdates"))["result"] if "message" in one]
    assert texts == ["/start", "/help", "a reply", "more talk"]


async def test_without_privacy_mode() -> None:
    """With privacy mode off a bot hears everything."""
    async with BotApi.running(World(private_mode=False)) as api:
        group = api.group("News", members=[api.person("Ann")])
        api.says(group, 5_000_000_001, "plain talk")
        assert len(api.world.updates) == 1


async def test_callback(call: Caller, ann: int) -> None:
    """A question from a button can be answered once."""
    keyboard = {"inline_keyboard": [[{"text": "Why?", "callback_data": "why"}]]}
    await call("sendMessage", chat_id=ann, text="x", reply_markup=keyboard)
    number = call.api.press(ann, ann, "Why?")
    assert (await call("answerCallbackQuery", callback_query_id=number))["ok"]
    assert "query is too old" in await call.refusal("answerCallbackQuery", callback_query_id=number)
    with pytest.raises(LookupError):
        call.api.press(ann, ann, "No such button")


# ---------------------------------------------------------------- limits and faults


@pytest.mark.parametrize(
    ("chat", "passing", "wait"),
    [
        pytest.param(7, 5, 5, id="private-burst"),
        pytest.param(-7, 5, 5, id="group-burst"),
    ],
)
def test_bursts(chat: int, passing: int, wait: int) -> None:
    """A short burst passes, then a wait is named; other chats are not touched."""
    limits = Limits(lambda: 100.0)
    assert [limits.take(chat) for _ in range(passing + 1)] == [0] * passing + [wait]
    assert limits.take(8) == 0


def test_groups_take_twenty_a_minute() -> None:
    """The twenty-first message within a minute has to wait until the first is a minute old."""
    moments = iter(range(0, 1000, 2))
    limits = Limits(lambda: float(next(moments)))
    assert [limits.take(-7) for _ in range(21)] == [0] * 20 + [20]


def test_speed_and_switch() -> None:
    """Tests may let the limits run faster, or switch them off."""
    limits = Limits(lambda: 100.0, speed=10)
    assert [limits.take(7) for _ in range(6)][-1] == 1
    limits.on = False
    assert limits.take(7) == 0


def test_thirty_a_second_in_all() -> None:
    """Over all chats thirty pass in a second."""
    limits = Limits(lambda: 100.0)
    assert [limits.take(chat) for chat in range(31)] == [0] * 30 + [1]


async def test_too_many(call: Caller, ann: int) -> None:
    """Too many messages get 429 with the seconds to wait in body and header."""
    for _ in range(5):
        await call("sendMessage", chat_id=ann, text="x")
    answer = await call("sendMessage", chat_id=ann, text="x")
    assert answer["error_code"] == 429
    assert answer["description"] == f"Too Many Requests: retry after {answer['parameters']['retry_after']}"


async def test_breaks(call: Caller, ann: int) -> None:
    """A connection breaks before or after the message was kept, as ordered."""
    for kind, kept in (("reset before", 0), ("reset after", 1)):
        call.api.faults.order("sendMessage", kind)
        with pytest.raises(ClientConnectionError):
            await call("sendMessage", chat_id=ann, text="x")
        assert len(call.api.bot_messages(ann)) == kept


async def test_orders_are_counted(call: Caller, ann: int) -> None:
    """An order holds for so many calls of its method and its chat."""
    bob = call.api.person("Bob")
    call.api.says(bob, bob, "/start")
    call.api.faults.order("sendMessage", "blocked", times=2, chat=ann)
    answers = [await call("sendMessage", chat_id=chat, text="x") for chat in (bob, ann, ann, ann)]
    assert [answer["ok"] for answer in answers] == [True, False, False, True]
    with pytest.raises(ValueError, match="no such fault"):
        call.api.faults.order("sendMessage", "earthquake")


async def test_window_for_other_processes(call: Caller) -> None:
    """What people do can be asked for over HTTP, and what the bot wrote can be read."""
    async with ClientSession() as session:
        base = f"{call.api.address}/_test"
        ann = await (await session.post(f"{base}/person", json={"name": "Ann"})).json()
        await session.post(f"{base}/says", json={"chat": ann, "user": ann, "text": "/start"})
        await call("sendMessage", chat_id=ann, text="hello")
        messages = await (await session.get(f"{base}/messages", params={"chat": ann})).json()
        assert [message["text"] for message in messages] == ["/start", "hello"]
        assert await (await session.get(f"{base}/violations")).json() == []
        group = {"title": "News", "admins": [ann], "chat": -100500}
        assert await (await session.post(f"{base}/group", json=group)).json() == -100500
        says = {"chat": -100500, "user": ann, "text": "/start"}
        assert (await session.post(f"{base}/says", json=says)).status == 200
        for wrong in ({**says, "chat": -100501}, {**says, "shouts": True}):
            refused = await session.post(f"{base}/says", json=wrong)
            assert (refused.status, "make people and groups first" in await refused.text()) == (400, True)
        assert (await session.post(f"{base}/_write", json={})).status == 404


async def test_as_a_process() -> None:
    """The server runs by itself, with what the bot itself needs alone, and says how a bot reaches it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WITHOUT_TEST_TOOLS, "--port", "0", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(20):
            lines = [(await process.stdout.readline()).decode() for _ in range(4)]
        settings = tomllib.loads("".join(lines))["telegram"]
        async with ClientSession() as session:
            answer = await session.get(f"{settings['base_url']}{settings['token']}/getMe")
            assert (await answer.json())["result"]["username"] == "news_test_bot"
    finally:
        process.kill()
        await process.communicate()
