"""Answers of Telegram that make no sense: one costs itself, and all that comes after it is served."""

import asyncio
import copy
import json
import tempfile
from collections.abc import AsyncIterator, Iterator, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from telegram import Bot

from bot.chat.request import PASSED_OVER, ChatRequest, Response
from bot.delivery.pace import Rate
from bot.errors import BotError, Uncertain
from bot.jobs.clock import SystemClock
from bot.model import ChatKey, Reply
from bot.platforms.telegram.answers import OddAnswer
from bot.platforms.telegram.app import TelegramApp
from bot.platforms.telegram.connection import close_bot, introduce, open_bot
from bot.platforms.telegram.members import TelegramMembers
from bot.platforms.telegram.polling import MOST, TRIES, Course, number_of
from bot.platforms.telegram.sender import Limits, TelegramSender
from bot.storage.unit_of_work import SqlStorage
from tests.botapi import BotApi
from tests.databases import open_storage
from tests.platforms.telegram.conftest import Running
from tests.tries import tries

Json = Any
PERSON: Json = {"id": 100, "is_bot": False, "first_name": "Ann"}
PRIVATE: Json = {"id": 100, "type": "private", "first_name": "Ann"}
GROUP: Json = {"id": -1001, "type": "supergroup", "title": "Readers", "is_forum": True}
BOT: Json = {"id": 4242, "is_bot": True, "first_name": "News", "username": "news_test_bot"}
MESSAGE: Json = {"message_id": 7, "date": 1_790_000_000, "chat": PRIVATE, "from": PERSON, "text": "/fact who"}
TOPIC: Json = {"chat": GROUP, "message_thread_id": 5, "is_topic_message": True, "reply_to_message": MESSAGE}
FILE: Json = {"file_id": "a", "file_unique_id": "b", "file_name": "feeds.opml", "file_size": 12}
MEMBER: Json = {"user": BOT, "status": "member"}
LEFT: Json = {"user": BOT, "status": "left"}

UPDATES: dict[str, Json] = {
    "message": {"message": MESSAGE},
    "topic": {"message": MESSAGE | TOPIC},
    "file": {"message": MESSAGE | {"document": FILE, "caption": "mine"}},
    "marked": {"message": MESSAGE | {"entities": [{"type": "bot_command", "offset": 0, "length": 5}]}},
    "post": {"channel_post": MESSAGE | {"chat": GROUP | {"type": "channel"}, "sender_chat": GROUP}},
    "moved": {"message": MESSAGE | {"chat": GROUP | {"type": "group"}, "migrate_to_chat_id": -1002}},
    "press": {
        "callback_query": {"id": "1", "from": PERSON, "message": MESSAGE, "chat_instance": "9", "data": "retry 1"}
    },
    "inline": {"inline_query": {"id": "2", "from": PERSON, "query": "who", "offset": ""}},
    "member": {
        "my_chat_member": {
            "chat": GROUP,
            "from": PERSON,
            "date": 1_790_000_000,
            "old_chat_member": LEFT,
            "new_chat_member": MEMBER,
        }
    },
}
"""One update of every kind that we ask for, as it should be."""

ENVELOPES = {
    "empty": b"",
    "html": b"<html><body>Welcome to the airport</body></html>",
    "list": b"[]",
    "null": b"null",
    "number": b"7",
    "no-result": b'{"ok": true}',
    "refused-with-200": b'{"ok": false, "error_code": 400, "description": "Bad Request"}',
    "null-result": b'{"ok": true, "result": null}',
    "text-result": b'{"ok": true, "result": "yes"}',
    "empty-object": b'{"ok": true, "result": {}}',
    "list-of-nothing": b'{"ok": true, "result": [null, 3, "x", [], {}]}',
    "cut-off": b'{"ok": true, "result": {"id": 42',
    "nested": b'{"ok": true, "result": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "endless-number": b'{"ok": true, "result": {"id": ' + b"9" * 5_000 + b', "first_name": "x", "is_bot": true}}',
    "no-text": b"\xff\xfe\x00\x80",
}


async def _help(request: ChatRequest) -> Response:
    """A chat layer that answers commands."""
    return Response((Reply("I am well."),)) if request.text.startswith("/help") else Response()


async def _passed_over(storage: SqlStorage) -> int:
    async with storage.unit() as unit:
        return await unit.counted(PASSED_OVER)


@pytest.fixture
def log() -> Iterator[list[MutableMapping[str, Any]]]:
    """What is logged."""
    with structlog.testing.capture_logs() as lines:
        yield lines


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses of polling are short."""
    monkeypatch.setattr("bot.platforms.telegram.polling._pause", lambda _error, failures: 0.01 * failures)


# ---------------------------------------------------------------- updates


MALFORMED = (
    '{"update_id": NUMBER, "message": 5}',
    '{"update_id": NUMBER, "message": {"text": "/start"}}',
    '{"update_id": NUMBER, "message": {"message_id": 1, "date": null, "chat": null}}',
    '{"update_id": NUMBER, "callback_query": []}',
    '{"update_id": NUMBER, "message": {"message_id": 1, "date": 1e999, "chat": {"id": 1, "type": "private"}}}',
    f'{{"update_id": NUMBER, "message": {{"message_id": {"9" * 5000}, "date": 1}}}}',
    '{"update_id": NUMBER, "message": ' + "[" * 100_000 + "]" * 100_000 + "}",
    '{"update_id": NUMBER, "message": {',
)


async def test_malformed_updates_are_passed_over(
    api: BotApi, running: Running, storage: SqlStorage, log: list[MutableMapping[str, Any]], quick: None
) -> None:
    """Each is counted and named by its number alone; what comes between them is served, also after a restart."""
    ann = api.person("Ann")
    numbers = []
    async with running(_help):
        for text in MALFORMED:
            numbers.append(api.world.notify_oddly(text))
            api.says(ann, ann, "/help")
        await api.answer(ann, len(MALFORMED))
    lines = [line for line in log if line["event"] == "an update was passed over"]
    assert [line["update"] for line in lines] == numbers
    assert all(set(line) == {"event", "log_level", "update", "error"} for line in lines)
    assert await _passed_over(storage) == len(MALFORMED)
    async with running(_help) as task:
        api.says(ann, ann, "/help")
        await api.answer(ann, len(MALFORMED) + 1)
        assert not task.done()
    assert await _passed_over(storage) == len(MALFORMED)


async def test_an_update_without_a_number(api: BotApi, running: Running, storage: SqlStorage) -> None:
    """It cannot be confirmed by itself; the next one that has a number takes it along."""
    ann = api.person("Ann")
    async with running(_help):
        api.world.notify_oddly('{"message": 5}')
        api.world.notify_oddly("null")
        api.world.notify_oddly('{"update_id": 99999999999999, "message": 5}')
        api.says(ann, ann, "/help")
        await api.answer(ann)
        api.says(ann, ann, "/help")
        await api.answer(ann, 2)
    assert len(api.called("getUpdates")) < 10, "asked again and again"


@pytest.mark.parametrize(
    ("number", "known"),
    [(1, 1), (2**31 - 1, 2**31 - 1), (0, None), (-1, None), (2**31, None), (True, None), (7.0, None), ("7", None)],
)
def test_numbers_of_updates(number: object, known: int | None) -> None:
    """Only what Telegram gives as a number moves us on: one beyond would pass over all to come."""
    assert number_of({"update_id": number}) == known


@settings(max_examples=tries(20))
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), lambda x: st.lists(x)))
def test_anything_may_stand_for_an_update(raw: Json) -> None:
    """What is no object has no number."""
    assert number_of(raw) is None


def test_an_unreadable_answer_is_taken_apart() -> None:
    """Updates are asked for one by one; what cannot be read alone several times is given up, the rest is not."""
    course = Course()
    assert not course.is_lost(5)
    assert course.limit == 1
    assert [course.is_lost(5) for _ in range(TRIES)] == [False] * (TRIES - 1) + [True]
    assert course.offset == 6
    for _ in range(10):
        course.go_on([{"update_id": 6}])
    assert (course.offset, course.limit) == (7, MOST)
    assert not any(course.is_lost(None) for _ in range(10))
    with pytest.raises(OddAnswer):
        course.go_on([{}])


async def test_polling_outlives_odd_answers(
    api: BotApi, running: Running, log: list[MutableMapping[str, Any]], quick: None
) -> None:
    """They are said in one line, asked for again, and that it is over is said as well."""
    ann = api.person("Ann")
    async with running(_help) as task:
        for body in ENVELOPES.values():
            api.faults.order("getUpdates", "odd", times=2, body=body)
        api.says(ann, ann, "/help")
        await api.answer(ann)
        api.says(ann, ann, "/help")
        await api.answer(ann, 2)
        assert not task.done()
    lines = [line["event"] for line in log if line["log_level"] == "warning"]
    assert lines == ["Telegram cannot be reached: its answer makes no sense: is telegram.base_url right?"]
    assert [line["event"] for line in log].count("Telegram answers again") == 1


# ---------------------------------------------------------------- other answers


NO_USERS = {
    **ENVELOPES,
    "no-user-name": b'{"ok": true, "result": {"id": 42, "is_bot": true, "first_name": "x"}}',
    "id-is-text": b'{"ok": true, "result": {"id": "42", "is_bot": true, "first_name": "x", "username": "x_bot"}}',
    "user-name-is-a-list": b'{"ok": true, "result": {"id": 42, "is_bot": true, "first_name": "x", "username": [1]}}',
}


async def test_odd_introductions(api: BotApi) -> None:
    """Who we are is asked again; that Telegram's answer made no sense is one clear line."""
    bot = open_bot(api.token, api.base_url, api.base_file_url)
    try:
        for body in NO_USERS.values():
            api.faults.order("getMe", "odd", body=body)
            with pytest.raises(BotError, match=r"makes no sense: is telegram\.base_url right"):
                await introduce(bot)
        assert await introduce(bot) == api.world.bot["username"]
    finally:
        await close_bot(bot)


async def test_a_start_outlives_odd_introductions(api: BotApi, running: Running) -> None:
    """The program waits and asks again."""
    ann = api.person("Ann")
    api.faults.order("getMe", "odd", body=ENVELOPES["empty-object"])
    async with running(_help):
        api.says(ann, ann, "/help")
        await api.answer(ann)


async def test_odd_answers_to_messages(api: BotApi, sender: TelegramSender) -> None:
    """The message may have arrived, as after a connection that broke off."""
    ann = api.person("Ann")
    api.says(ann, ann, "/start")
    for body in ENVELOPES.values():
        api.faults.order("sendMessage", "odd after", body=body)
        with pytest.raises(Uncertain):
            await sender.say(ChatKey("telegram", str(ann)), Reply("Hello"))
    assert api.bot_texts(ann) == ["Hello"] * len(ENVELOPES)


async def test_odd_answers_about_members(api: BotApi, bot: Bot) -> None:
    """Whoever's rights are not known has none, and it is said why."""
    for body in ENVELOPES.values():
        api.faults.order("getChatMember", "odd", body=body)
        with pytest.raises(BotError, match="does not say"):
            await TelegramMembers(bot).is_admin(ChatKey("telegram", "-1001"), "100")


# ---------------------------------------------------------------- fuzz

ODD: st.SearchStrategy[Json] = st.sampled_from(
    [None, True, 0, -1, 2**31, 2**63, 2**80, 1.5, float("inf"), "", "x", "\ud800", "\x00", [], [[]], {}, {"id": {}}]
)


def _places(value: Json, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The ways to all fields of *value*."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from _places(inner, (*path, key))


@st.composite
def mutated(draw: st.DrawFn) -> Json:
    """A valid update of which one to three fields are gone, something else, or wrapped into themselves."""
    update = copy.deepcopy(UPDATES[draw(st.sampled_from(sorted(UPDATES)))])
    for _ in range(draw(st.integers(1, 3))):
        if not update:
            break
        *way, last = draw(st.sampled_from(sorted(_places(update), key=repr)))
        place = update
        for step in way:
            place = place[step]
        match draw(st.sampled_from(["drop", "replace", "nest"])):
            case "drop":
                del place[last]
            case "replace":
                place[last] = copy.deepcopy(draw(ODD))  # what is changed next may lie in it
            case _:
                place[last] = draw(st.sampled_from([[place[last]], {last: place[last]}]))
    return update


async def _serve(updates: list[Json]) -> None:
    """Let the whole app hear *updates*; then it must answer a person, and deliver what waits for others."""
    with tempfile.TemporaryDirectory() as folder:
        async with BotApi.running() as api, _app(api, Path(folder)) as (task, storage):
            ann = api.person("Ann", user=9)
            for update in updates:
                api.world.notify_oddly(f'{{"update_id": NUMBER, {json.dumps(update).removeprefix("{")}')
            api.says(ann, ann, "/help")
            await api.answer(ann)
            assert not task.done()
            async with storage.unit() as unit:  # numbers of messages must still be numbers
                for chat in await unit.chats.all():
                    assert isinstance((await unit.positions.search_from([chat.id]))[chat.id], int)


@asynccontextmanager
async def _app(api: BotApi, folder: Path) -> AsyncIterator[tuple[asyncio.Task[None], SqlStorage]]:
    """The app with an empty database that learns of every chat."""
    api.limits.on = False
    storage = await open_storage("sqlite:///test.db", folder, [])
    bot, stop = open_bot(api.token, api.base_url, api.base_file_url), asyncio.Event()

    async def talk(request: ChatRequest) -> Response:
        async with storage.unit() as unit:
            await unit.chats.ensure(request.key, request.kind, request.title)
            await unit.commit()
        return await _help(request)

    sender = TelegramSender(bot, Limits(chat=(), group=(), overall=Rate(100, 0.0)))
    app = TelegramApp(bot, sender, storage, SystemClock(), talk, _nothing)
    task = asyncio.create_task(app.run(stop))
    try:
        yield task, storage
        await api.until(lambda: not app._tasks)
    finally:
        stop.set()
        async with asyncio.timeout(60):
            await asyncio.gather(task, return_exceptions=True)
        await close_bot(bot)
        await storage.close()


async def _nothing() -> None:
    """Nothing is to be delivered after a request."""


@settings(max_examples=2, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(mutated(), min_size=40, max_size=60))
def test_the_app_outlives_any_update(quick: None, updates: list[Json]) -> None:
    """Whatever fields are gone or something else: the next person is answered."""
    asyncio.run(_serve(updates))


@pytest.mark.long
@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@given(st.lists(mutated(), min_size=20, max_size=90))
def test_the_app_outlives_any_update_at_length(quick: None, updates: list[Json]) -> None:
    """The same, at length."""
    asyncio.run(_serve(updates))
