"""Each message once: the search for a lost one in chats where other things happen, over HTTP and with a database."""

import asyncio
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot

from bot.chat.request import ChatRequest, Response
from bot.delivery import outcome
from bot.delivery.deliver import UNCLEAR, deliver
from bot.delivery.pace import Rate
from bot.jobs.clock import SystemClock
from bot.model import ChatKey, ChatKind, Message, MessageState, Reply
from bot.platforms.telegram import sender as sending
from bot.platforms.telegram.app import TelegramApp
from bot.platforms.telegram.sender import Limits, TelegramSender
from bot.storage.unit_of_work import SqlStorage
from tests.botapi import BotApi
from tests.botapi.faults import Storm
from tests.chatroom import NOW

SETTLES = timedelta(milliseconds=300)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcome, "SETTLES", SETTLES)
    monkeypatch.setattr(outcome, "FIRST_PAUSE", timedelta(milliseconds=50))
    monkeypatch.setattr(sending, "LATE", 0.1)


async def _chat(storage: SqlStorage, number: int, kind: ChatKind = ChatKind.PRIVATE, thread: int | None = None) -> int:
    async with storage.unit() as unit:
        row = await unit.chats.ensure(ChatKey("telegram", str(number), str(thread or "")), kind, "Somewhere")
        await unit.commit()
    return row.id


async def _post(storage: SqlStorage, row: int, *texts: str) -> None:
    now = datetime.now(UTC)
    async with storage.unit() as unit:
        for text in texts:
            await unit.outbox.notify(row, Reply(text), now, now + timedelta(hours=1))
        await unit.commit()


async def _deliver_all(storage: SqlStorage, sender: TelegramSender) -> None:
    """Until nothing is open any more."""
    async with asyncio.timeout(60):
        while True:
            await deliver(storage, sender, SystemClock())
            async with storage.unit() as unit:
                if not (await unit.outbox.open())[0]:
                    return
            await asyncio.sleep(0.05)


async def _unclear(storage: SqlStorage) -> int:
    async with storage.unit() as unit:
        return await unit.counted(UNCLEAR)


async def _talk(request: ChatRequest) -> Response:
    return Response((Reply(f"<b>help</b> {request.text}"),))


async def _nothing() -> None:
    """Nothing is delivered after a request."""


async def _answer(app: TelegramApp, api: BotApi, chat: int, text: str) -> None:
    """Let a person write, and the app answer."""
    response = await _talk(ChatRequest(ChatKey("telegram", str(chat)), ChatKind.PRIVATE, str(chat), text=text))
    api.says(chat, chat, text)
    await app._speaker.show(ChatKey("telegram", str(chat)), response)


@pytest.fixture
def app(bot: Bot, sender: TelegramSender, storage: SqlStorage) -> TelegramApp:
    """Answers, without listening."""
    return TelegramApp(bot, sender, storage, SystemClock(), _talk, _nothing)  # type: ignore[arg-type]


@pytest.mark.parametrize("arrived", [True, False])
async def test_answers_are_not_overwritten(
    api: BotApi, sender: TelegramSender, storage: SqlStorage, app: TelegramApp, arrived: bool
) -> None:
    """Answers given while a digest is in doubt stay as they are, all of them, and the digest comes once."""
    ann = api.person("Ann")
    row = await _chat(storage, ann)
    api.says(ann, ann, "/start")
    await _post(storage, row, "<b>The digest</b>")
    api.faults.order("sendMessage", "reset after" if arrived else "reset before")
    await deliver(storage, sender, SystemClock())
    for number in range(4):
        await _answer(app, api, ann, f"/help {number}")
    await _deliver_all(storage, sender)
    assert Counter(api.bot_texts(ann)) == Counter(["The digest", *(f"help /help {number}" for number in range(4))])
    assert api.world.overwritten == []
    assert await _unclear(storage) == 0


@pytest.mark.parametrize("first", ["reset before", "reset after"])
@pytest.mark.parametrize("second", ["reset before", "reset after"])
async def test_an_answer_that_broke_off_is_not_taken_for_the_digest(
    api: BotApi, sender: TelegramSender, storage: SqlStorage, app: TelegramApp, first: str, second: str
) -> None:
    """Both come, neither overwrites the other, and each at most once more than its connection broke for nothing."""
    ann = api.person("Ann")
    row = await _chat(storage, ann)
    api.says(ann, ann, "/start")
    await _post(storage, row, "The digest")
    api.faults.order("sendMessage", first)
    await deliver(storage, sender, SystemClock())
    api.faults.order("sendMessage", second)
    await _answer(app, api, ann, "/help")
    await _deliver_all(storage, sender)
    texts = Counter(api.bot_texts(ann))
    assert 1 <= texts["The digest"] <= 1 + (first == "reset after")
    assert 1 <= texts["help /help"] <= 1 + (second == "reset after")
    assert api.world.overwritten == []
    assert await _unclear(storage) == 2


async def test_an_answer_that_broke_off_before_the_digest(
    api: BotApi, sender: TelegramSender, storage: SqlStorage, app: TelegramApp
) -> None:
    """An answer that broke off is settled before the digest is begun: nothing is unclear then."""
    ann = api.person("Ann")
    row = await _chat(storage, ann)
    api.says(ann, ann, "/start")
    api.faults.order("sendMessage", "reset after")
    await _answer(app, api, ann, "/help")
    await _post(storage, row, "The digest")
    api.faults.order("sendMessage", "reset after")
    await _deliver_all(storage, sender)
    assert api.bot_texts(ann) == ["help /help", "The digest"]
    assert (api.world.overwritten, await _unclear(storage)) == ([], 0)


async def test_killed_between_an_answer_and_its_record(
    api: BotApi, sender: TelegramSender, storage: SqlStorage
) -> None:
    """An answer whose end nobody recorded is found in the outbox by the next start, and in the chat by the search."""
    ann = api.person("Ann")
    row = await _chat(storage, ann)
    api.says(ann, ann, "/start")
    now = datetime.now(UTC)
    async with storage.unit() as unit:
        await unit.outbox.begin(row, Reply("help"), now, now + timedelta(minutes=10), now + SETTLES)
        await unit.commit()
    await TelegramSender(sender._bot, Limits((), (), Rate(100, 0.0))).say(ChatKey("telegram", str(ann)), Reply("help"))
    await _post(storage, row, "The digest")
    await _deliver_all(storage, sender)
    assert api.bot_texts(ann) == ["help", "The digest"]


@pytest.mark.parametrize("seconds", [0.0, 0.2])
async def test_a_message_that_comes_late(
    api: BotApi, sender: TelegramSender, storage: SqlStorage, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    """A server that carries out a call after it broke off: the search waits until that cannot happen any more."""
    ann = api.person("Ann")
    row = await _chat(storage, ann)
    api.says(ann, ann, "/start")
    monkeypatch.setattr(sending, "LONGEST_CALL", 0.05)
    # a little after the bot broke off, and before it searches: a stalled loop sees both at once otherwise
    api.faults.order("sendMessage", "slow", ms=int(1000 * seconds) + 110, late=1)
    await _post(storage, row, "The digest")
    await deliver(storage, sender, SystemClock())
    monkeypatch.setattr(sending, "LONGEST_CALL", 25.0)
    await _deliver_all(storage, sender)
    assert api.bot_texts(ann) == ["The digest"]
    assert [method for method, _ in api.broken] == ["sendMessage"]


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 8))])
async def test_private_chats_share_a_counter(
    api: BotApi, sender: TelegramSender, storage: SqlStorage, seed: int
) -> None:
    """60 private chats, 10% broken connections, a slow server: while one is in doubt, others move the counter on."""
    chance = random.Random(seed)
    people = [api.person(f"P{number}") for number in range(60)]
    rows = [await _chat(storage, person) for person in people]
    for person in people:
        api.says(person, person, "/start")
    ways = ("reset before", "reset after", "truncated after", "slow")
    storm = api.faults.storm = Storm(chance, 0.1, slow=(0.001, 0.05), ways=ways)
    for number in range(2):
        for row in rows:
            await _post(storage, row, f"Digest {number}")
        await _deliver_all(storage, sender)
    assert [api.bot_texts(person) for person in people] == [["Digest 0", "Digest 1"]] * 60
    assert storm.kinds["reset after"] > 0
    assert (api.world.overwritten, await _unclear(storage)) == ([], 0)


async def test_the_same_text_in_two_topics(api: BotApi, sender: TelegramSender, storage: SqlStorage) -> None:
    """Both topics of a forum get the digest once, though the call for one broke off."""
    forum = api.group("Forum", forum=True)
    for name in ("Science", "Sports"):
        await _post(storage, await _chat(storage, forum, ChatKind.SUPERGROUP, api.topic(forum, name)), "The digest")
    api.faults.order("sendMessage", "reset after")
    await _deliver_all(storage, sender)
    assert sorted(message["message_thread_id"] for message in api.bot_messages(forum)) == [1, 2]


async def test_doubt_in_a_closed_topic_holds_no_other(api: BotApi, sender: TelegramSender, storage: SqlStorage) -> None:
    """A topic is closed while a message to it is in doubt: it waits, and the forum's other topics do not."""
    forum = api.group("Forum", forum=True)
    science, sports = (api.topic(forum, name) for name in ("Science", "Sports"))
    closed = await _chat(storage, forum, ChatKind.SUPERGROUP, science)
    await _post(storage, closed, "The digest")
    api.faults.order("sendMessage", "reset after")
    await deliver(storage, sender, SystemClock())
    api.faults.order("editMessageText", "topic closed", times=1000)
    await asyncio.sleep(SETTLES.total_seconds())
    await deliver(storage, sender, SystemClock())
    await _post(storage, await _chat(storage, forum, ChatKind.SUPERGROUP, sports), "The digest")
    await deliver(storage, sender, SystemClock())
    assert [message["message_thread_id"] for message in api.bot_messages(forum)] == [science, sports]


async def test_what_cannot_be_told_is_counted(api: BotApi, sender: TelegramSender, storage: SqlStorage) -> None:
    """A group that goes on unseen: the message is sent again, which may be once too often, and that is counted."""
    group = api.group("News")
    row = await _chat(storage, group, ChatKind.SUPERGROUP)
    bob = api.person("Bob")
    for number in range(40):
        api.says(group, bob, f"hello {number}")
    await _post(storage, row, "The digest")
    api.faults.order("sendMessage", "reset after")
    await _deliver_all(storage, sender)
    assert len(api.bot_messages(group)) <= 2
    assert await _unclear(storage) == 1


async def test_a_look_waits_for_what_is_being_sent(api: BotApi, sender: TelegramSender) -> None:
    """While an answer is under way nothing is looked at in its chat, and the other way round."""
    ann = api.person("Ann")
    api.says(ann, ann, "/start")
    key = ChatKey("telegram", str(ann))
    async with sender.turn(key):
        looking = asyncio.create_task(sender.find(_message(ann), [2]))
        await asyncio.sleep(0.1)
        assert not api.called("editMessageText")
        await sender.say(key, Reply("An answer"))
    assert await looking is None
    assert (api.bot_texts(ann), api.world.overwritten) == (["An answer"], [])


def _message(chat: int) -> Message:
    now = datetime.now(UTC)
    return Message(
        1, 1, ChatKey("telegram", str(chat)), "News", MessageState.SENDING, now, now, now + timedelta(hours=1)
    )


async def test_healthy_chats_do_not_wait_for_doubt(
    api: BotApi, sender: TelegramSender, storage: SqlStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many chats are in doubt, and however long their search takes, the others get theirs meanwhile."""
    ill = [api.person(f"I{number}") for number in range(130)]
    well = [api.person(f"W{number}") for number in range(30)]
    for person in [*ill, *well]:
        api.says(person, person, "/start")
    now = datetime.now(UTC)
    for person in ill:
        row = await _chat(storage, person)
        async with storage.unit() as unit:
            await unit.outbox.begin(row, Reply("Lost"), now, now + timedelta(hours=1), now)
            await unit.commit()
    for person in well:
        await _post(storage, await _chat(storage, person), "The digest")
    api.faults.order("editMessageText", "hang", times=1000)
    running = asyncio.create_task(deliver(storage, sender, SystemClock()))
    await api.until(lambda: all(api.bot_texts(person) == ["The digest"] for person in well), 30)
    assert not any(api.bot_texts(person) for person in ill)
    running.cancel()
    monkeypatch.setattr("bot.delivery.deliver.GRACE", 0.0)
    await asyncio.gather(running, return_exceptions=True)


async def test_ids_are_kept_as_long_as_they_can_be_meant(storage: SqlStorage) -> None:
    """Those above where an open search would begin stay, in all chats that share its counter; the others go."""
    private, group = await _chat(storage, 5), await _chat(storage, -6, ChatKind.GROUP)
    alone = await _chat(storage, -1007, ChatKind.SUPERGROUP)
    async with storage.unit() as unit:
        for row, seen in ((private, 1), (group, 2), (alone, 1)):
            await unit.positions.saw(row, str(seen))
        begun = await unit.outbox.begin(private, Reply("help"), NOW, NOW, NOW)
        for row, seen in ((private, 3), (group, 4), (alone, 2)):
            await unit.positions.saw(row, str(seen))
        await unit.positions.forget()
        assert (begun.after, (await unit.positions.known(begun)).taken) == (2, frozenset({3, 4}))
        lower = Message(9, group, ChatKey("telegram", "-6"), "x", MessageState.SENDING, NOW, NOW, NOW, after=0)
        assert (await unit.positions.known(lower)).taken == {3, 4}
        assert (await unit.positions.known(lower)).open == 1
        other = Message(9, alone, ChatKey("telegram", "-1007"), "x", MessageState.SENDING, NOW, NOW, NOW, after=0)
        assert (await unit.positions.known(other)).taken == frozenset()
        assert (await unit.positions.known(other)).top == 2
        await unit.outbox.ended(begun.id)
        await unit.positions.forget()
        assert (await unit.positions.known(begun)).taken == frozenset()
        assert await unit.positions.search_from([private]) == {private: 4}


async def test_what_nobody_found_is_never_written_over(
    api: BotApi, bot: Bot, sender: TelegramSender, storage: SqlStorage
) -> None:
    """A digest and an answer broke off at once, and both are there; then the call for one breaks off once more."""
    ann = api.person("Ann")
    api.says(ann, ann, "/start")
    row, now = await _chat(storage, ann), datetime.now(UTC)
    await _post(storage, row, "The digest")
    async with storage.unit() as unit:
        (digest,) = await unit.outbox.waiting(now + SETTLES, 1)
        await unit.outbox.mark(replace(digest, state=MessageState.SENDING, not_before=now))
        await unit.outbox.begin(row, Reply("An answer"), now, now + timedelta(hours=1), now)
        await unit.commit()
    for text in ("An answer", "The digest"):
        await bot.send_message(ann, text)  # nobody notes their ids
    api.faults.order("sendMessage", "reset after")
    await _deliver_all(storage, sender)
    assert api.world.overwritten == []
    assert Counter(api.bot_texts(ann)) == {"An answer": 2, "The digest": 3}
    assert await _unclear(storage) == 3


async def test_the_search_in_a_reopened_topic_takes_no_message_of_another(
    api: BotApi, bot: Bot, sender: TelegramSender, storage: SqlStorage
) -> None:
    """Two topics broke off at once, one was closed: its message is not found in what the other topic got twice."""
    forum = api.group("Forum", forum=True)
    science, sports = (api.topic(forum, name) for name in ("Science", "Sports"))
    now = datetime.now(UTC)
    for thread in (science, sports):
        await _post(storage, await _chat(storage, forum, ChatKind.SUPERGROUP, thread), f"The digest {thread}")
    async with storage.unit() as unit:
        for message in await unit.outbox.waiting(now + SETTLES, 5):
            closed = message.key.thread == str(science)
            later = now + timedelta(seconds=2 if closed else 0)
            await unit.outbox.mark(replace(message, state=MessageState.SENDING, not_before=later))
            if closed:
                chat = await unit.chats.get(message.chat)
                assert chat is not None
                await unit.chats.update(chat, replace(chat, gone="the topic is closed", gone_since=now))
        await unit.commit()
    await bot.send_message(forum, f"The digest {sports}", message_thread_id=sports)
    await _deliver_all(storage, sender)
    told = [(message["message_thread_id"], message["text"]) for message in api.bot_messages(forum)]
    assert set(told) == {(science, f"The digest {science}"), (sports, f"The digest {sports}")}
    assert api.world.overwritten == []
