"""Told is what was sent: what was refused, ran out or was dropped is news again, per message."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.asked_digests import bring, post_preview
from bot.delivery.held_chats import nudge
from bot.digest.compose import Plan
from bot.due_chats import due_chats
from bot.model import (
    Brought,
    Chat,
    ChatKey,
    ChatKind,
    Decision,
    Digest,
    DigestItem,
    Entry,
    Feed,
    MessageState,
    Reply,
    Story,
    Verdict,
)
from bot.pipeline import post
from bot.platforms.table import PLATFORMS
from bot.storage.unit_of_work import SqlStorage
from tests.databases import at_step, open_storage
from tests.stored import add_entry, assign, open_story
from tests.telling import first
from tests.tries import tries

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SENT, REFUSED, EXPIRED, DROPPED = (
    MessageState.SENT,
    MessageState.REFUSED,
    MessageState.EXPIRED,
    MessageState.DROPPED,
)
NOT_SENT = pytest.mark.parametrize("end", [REFUSED, EXPIRED, DROPPED])


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """An empty database."""
    opened = await open_storage("sqlite:///test.db", tmp_path, [])
    yield opened
    await opened.close()


async def chat_with_news(storage: SqlStorage, count: int, *, backlog: bool = False) -> Chat:
    """A chat that follows a feed with so many stories."""
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("telegram", "1"), ChatKind.PRIVATE, "")
        before, chat = chat, replace(chat, subscribed=NOW - HOUR)
        await unit.chats.update(before, chat)
        feed = await unit.feeds.add(Feed(0, "https://a.example/feed", "A", NOW, HOUR))
        await unit.feeds.follow(chat.id, feed.id, NOW - HOUR)
        for number in range(count):
            seen = NOW - 3 * HOUR if backlog else NOW - timedelta(minutes=30)
            title = f"{'ABCDEFGHIJ'[number] * 4} opens a mill"
            text = f"{title} in Leeds, with {number + 20} looms."
            made = Entry(
                0, feed.id, title, "", f"https://a.example/{number}", title, text, "A", "en", seen, seen,
                backlog=backlog,
            )  # fmt: skip
            entry = await add_entry(unit, made)
            story = await open_story(unit, Story(0, title, seen, seen))
            await assign(unit, entry.id, story.id, Decision(Verdict.NEW, 1.0), seen)
        await unit.commit()
    return chat


async def ended(storage: SqlStorage, chat: Chat, *ends: MessageState) -> None:
    """Let the messages of a chat end so, in order."""
    async with storage.unit() as unit:
        for number, end in enumerate(ends):
            message = await first(unit, chat.id)
            assert message
            sent_id = 500 + number if end is SENT else None
            await unit.outbox.mark(replace(message, state=end, sent_id=str(sent_id or ""), reason="a reason"))
        await unit.commit()


async def told(storage: SqlStorage, chat: Chat) -> tuple[set[int], set[int]]:
    """What a chat was told, and what is on its way to it."""
    async with storage.unit() as unit:
        return set(await unit.chats.told_at(chat.id)), await unit.chats.pending(chat.id)


def stories(digest: Digest | None) -> set[int]:
    """The stories of a digest."""
    return {item.story for item in digest.items} if digest else set()


async def now_again(storage: SqlStorage, chat: Chat, hours: float) -> set[int]:
    """What /digest posts so many hours later."""
    later = NOW + hours * HOUR
    return stories(await post(storage, PLATFORMS, chat, later, later, Plan(), even_empty=False))


async def test_on_its_way_is_neither_told_nor_news(storage: SqlStorage) -> None:
    """As long as a digest waits, no second one holds its stories; sent, they are told."""
    chat = await chat_with_news(storage, 2)
    assert stories(await post(storage, PLATFORMS, chat, NOW, NOW, Plan())) == {1, 2}
    assert await told(storage, chat) == (set(), {1, 2})
    assert await now_again(storage, chat, 1) == set()
    await ended(storage, chat, SENT)
    assert await told(storage, chat) == ({1, 2}, set())
    assert await now_again(storage, chat, 2) == set()


@NOT_SENT
async def test_what_did_not_come_is_news_again(storage: SqlStorage, end: MessageState) -> None:
    """Refused, expired or dropped: the next digest has it, and then it is told once."""
    chat = await chat_with_news(storage, 2)
    await post(storage, PLATFORMS, chat, NOW, NOW, Plan())
    await ended(storage, chat, end)
    assert await told(storage, chat) == (set(), set())
    assert await now_again(storage, chat, 1) == {1, 2}
    await ended(storage, chat, SENT)
    assert await now_again(storage, chat, 2) == set()


@NOT_SENT
async def test_a_first_look_that_did_not_come_is_news_again(storage: SqlStorage, end: MessageState) -> None:
    """What was in the feeds before anybody followed them is no news by itself; once promised, it is owed."""
    chat = await chat_with_news(storage, 2, backlog=True)
    assert await now_again(storage, chat, 0) == set()
    assert stories(await post_preview(storage, PLATFORMS, chat, NOW, Plan())) == {1, 2}
    await ended(storage, chat, end)
    assert await now_again(storage, chat, 1) == {1, 2}
    await ended(storage, chat, SENT)
    assert await now_again(storage, chat, 2) == set()


async def test_only_while_it_is_news(storage: SqlStorage) -> None:
    """What did not come for days is none any more."""
    chat = await chat_with_news(storage, 1)
    await post(storage, PLATFORMS, chat, NOW, NOW, Plan())
    await ended(storage, chat, REFUSED)
    assert await now_again(storage, chat, 24 * 4) == set()


async def test_an_update_that_did_not_come_is_news_again(storage: SqlStorage) -> None:
    """The story stays told; what is new of it is told later, and only that."""
    chat = await chat_with_news(storage, 1)
    await post(storage, PLATFORMS, chat, NOW, NOW, Plan())
    await ended(storage, chat, SENT)
    async with storage.unit() as unit:
        fresh = "A fire closed the new mill on Friday."
        text = f"AAAA opened a mill in Leeds. {fresh}"
        seen = NOW + HOUR
        made = Entry(0, 1, "fire", "", "https://a.example/fire", "Fire closes mill", text, "A", "en", seen, seen)
        entry = await add_entry(unit, made)
        span = (text.index(fresh), len(text))
        await assign(unit, entry.id, 1, Decision(Verdict.UPDATE, 1.0, 1, fresh=(span,)), seen)
        await unit.commit()
    for hours, end in ((2, REFUSED), (3, EXPIRED), (4, SENT)):
        digest = await post(storage, PLATFORMS, chat, NOW + hours * HOUR, NOW + hours * HOUR, Plan(), even_empty=False)
        assert digest
        assert [(item.update, item.quotes[0].quote.text) for item in digest.items] == [(True, fresh)]
        await ended(storage, chat, end)
    assert await now_again(storage, chat, 5) == set()


@settings(max_examples=tries(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.lists(st.integers(1, 6), min_size=1, max_size=3), st.sampled_from([SENT, REFUSED, EXPIRED])),
        min_size=1,
        max_size=5,
    )
)
async def test_each_story_has_one_fate(
    tmp_path_factory: pytest.TempPathFactory, messages: list[tuple[list[int], MessageState]]
) -> None:
    """Told when all messages that carry it were sent; news when one was not; never both, and none is left hanging."""
    storage = await open_storage("sqlite:///one.db", tmp_path_factory.mktemp("fate"), [])
    try:
        chat = await chat_with_news(storage, 6)
        async with storage.unit() as unit:
            items = tuple(DigestItem(n, "H", "", (), (), NOW) for n in sorted({n for of, _ in messages for n in of}))
            replies = [Reply("x", stories=tuple(of)) for of, _ in messages]
            await unit.outbox.post(Digest(chat.id, NOW, items), replies, NOW, NOW + DAY)
            await unit.commit()
        await ended(storage, chat, *(end for _, end in messages))
        lost = {story for of, end in messages if end is not SENT for story in of}
        carried = {story for of, _ in messages for story in of}
        assert await told(storage, chat) == (carried - lost, set())
        async with storage.unit() as unit:
            assert await unit.chats.unsent(chat.id, NOW - DAY) == lost
            news = {story.id for story in await unit.stories.candidates(chat.id, NOW - DAY)}
        assert lost <= news
    finally:
        await storage.close()


async def held_chat(storage: SqlStorage, chat: Chat, since: datetime) -> Chat:
    """The chat, when it has taken nothing since a moment."""
    async with storage.unit() as unit:
        gone = replace(chat, gone="the topic is closed", gone_since=since, times=(time(8), time(18)))
        await unit.chats.update(chat, gone)
        await unit.commit()
    return gone


async def test_one_digest_when_a_chat_is_back(storage: SqlStorage) -> None:
    """However many slots pass while a chat takes nothing, one digest waits for it, with all that is new by then."""
    chat = await held_chat(storage, await chat_with_news(storage, 1), NOW)
    for slot, count in ((NOW, 2), (NOW + 10 * HOUR, 3), (NOW + DAY, 4)):
        for due, moment in await due_chats(storage, slot):
            await post(storage, PLATFORMS, due, moment, slot, Plan())
        async with storage.unit() as unit:
            title = f"{'KLMNOP'[count]}story opens"
            made = Entry(0, 1, title, "", "", title, f"{title} a mill.", "A", "en", slot + HOUR, slot + HOUR)
            entry = await add_entry(unit, made)
            story = await open_story(unit, Story(0, title, slot + HOUR, slot + HOUR))
            await assign(unit, entry.id, story.id, Decision(Verdict.NEW, 1.0), slot + HOUR)
            await unit.commit()
    async with storage.unit() as unit:
        number, _ = await unit.outbox.open()
    assert number == 1
    assert await told(storage, chat) == (set(), {1, 2, 3})
    await ended(storage, chat, SENT)
    assert await told(storage, chat) == ({1, 2, 3}, set())


async def test_a_chat_that_is_dead_costs_ever_less(storage: SqlStorage) -> None:
    """Closed for months, it is tried once a week, and nothing is built between; a sign of life brings the next slot."""
    chat = await held_chat(storage, await chat_with_news(storage, 1), NOW)
    tried = []
    for slot in (NOW + n * DAY / 2 for n in range(240)):
        for due, moment in await due_chats(storage, slot):
            tried.append(slot)
            await post(storage, PLATFORMS, due, moment, slot, Plan())
    month = [slot for slot in tried if slot < NOW + 30 * DAY]
    late = [slot for slot in tried if slot >= NOW + 40 * DAY]
    assert len(month) == 60
    assert 10 <= len(late) <= 13
    now = tried[-1] + DAY
    assert await due_chats(storage, now) == []
    async with storage.unit() as unit:
        await nudge(unit, chat.key, now)
        await unit.commit()
    assert len(await due_chats(storage, now)) == 1


async def test_missed_is_listed_and_brought_once(storage: SqlStorage) -> None:
    """Each message that did not come with its headlines and why; brought, it is on its way, and nothing comes twice."""
    chat = await chat_with_news(storage, 3)
    async with storage.unit() as unit:
        items = tuple(DigestItem(n, f"Headline {n}", "", (), (), NOW) for n in (1, 2, 3))
        replies = [Reply("one", stories=(1,)), Reply("two", stories=(2, 3))]
        await unit.outbox.post(Digest(chat.id, NOW, items), replies, NOW, NOW + DAY)
        await unit.outbox.notify(chat.id, Reply("a notice"), NOW, NOW + DAY)
        await unit.commit()
    await ended(storage, chat, SENT, REFUSED, EXPIRED)
    async with storage.unit() as unit:
        two, notice = await unit.outbox.missed(chat.id, NOW - DAY)
    assert (two.message.state, two.message.reason, two.headlines) == (REFUSED, "a reason", ("Headline 2", "Headline 3"))
    assert (notice.message.text, notice.headlines) == ("a notice", ())
    later = NOW + 6 * DAY
    assert await bring(storage, PLATFORMS, chat, NOW - DAY, later, Plan()) == Brought(2, 1)
    assert await bring(storage, PLATFORMS, chat, NOW - DAY, later + HOUR, Plan()) == Brought()
    assert await told(storage, chat) == ({1}, {2, 3})
    async with storage.unit() as unit:
        assert await unit.outbox.missed(chat.id, NOW - DAY) == []
    await ended(storage, chat, SENT, SENT)
    assert await told(storage, chat) == ({1, 2, 3}, set())


async def test_what_is_held_is_listed_and_tried(storage: SqlStorage) -> None:
    """What waits because its chat takes nothing stands in the list; bringing it is trying it now."""
    chat = await chat_with_news(storage, 1)
    await post(storage, PLATFORMS, chat, NOW, NOW, Plan())
    async with storage.unit() as unit:
        message = await first(unit, chat.id)
        assert message
        held = replace(message, state=MessageState.HELD, reason="closed", not_before=NOW + DAY)
        await unit.outbox.mark(held)
        await unit.commit()
    async with storage.unit() as unit:
        (one,) = await unit.outbox.missed(chat.id, NOW - DAY)
        assert (one.message.state, one.headlines) == (MessageState.HELD, ("AAAA opens a mill",))
    assert await bring(storage, PLATFORMS, chat, NOW - DAY, NOW + HOUR, Plan()) == Brought(held=True)
    async with storage.unit() as unit:
        assert len(await unit.outbox.waiting(NOW + HOUR, 9)) == 1


async def test_an_ended_message_stays_ended(storage: SqlStorage) -> None:
    """Whoever still holds an older copy of it cannot bring it back."""
    chat = await chat_with_news(storage, 1)
    await post(storage, PLATFORMS, chat, NOW, NOW, Plan())
    async with storage.unit() as unit:
        message = await first(unit, chat.id)
        assert message
        assert await unit.outbox.withdraw(chat.id) == 1
        assert not await unit.outbox.mark(replace(message, state=MessageState.SENDING))
        assert await first(unit, chat.id) is None
        assert await unit.chats.unsent(chat.id, NOW - DAY) == {1}


def test_old_databases(tmp_path: Path) -> None:
    """What an older program wrote down as told stays told only if it was sent; what is open is on its way."""
    path = tmp_path / "old.db"
    at_step(path, "0007")
    with sqlite3.connect(path) as old:
        when = "2026-11-20 08:00:00.000000"
        old.execute(
            "INSERT INTO chats (id, platform, chat, thread, kind, title, zone, times, gone, last_seen_id) "
            "VALUES (1, 'telegram', 1, 0, 'private', '', 'UTC', '[]', '', 0)"
        )
        old.execute("INSERT INTO digests VALUES (1, 1, ?, ?, 0, 0)", (when, when))
        for story, state in enumerate(("sent", "refused", "waiting"), 1):
            values = (story, f"Headline {story}", when, when, "")
            old.execute(
                "INSERT INTO stories (id, headline, first_seen, last_seen, seed) VALUES (?, ?, ?, ?, ?)", values
            )
            old.execute("INSERT INTO told VALUES (1, ?, 1, '[]', ?)", (story, when))
            old.execute(
                "INSERT INTO outbox (chat, digest, text, buttons, silent, stories, state, reason, attempts, created, "
                "not_before, expires, after) VALUES (1, 1, 't', '[]', 0, ?, ?, '', 0, ?, ?, ?, 0)",
                (f"[{story}]", state, when, when, when),
            )
    at_step(path, "head")
    with sqlite3.connect(path) as new:
        assert new.execute("SELECT story FROM told").fetchall() == [(1,)]
        rows = new.execute("SELECT story, carried, headline, lost FROM planned ORDER BY story").fetchall()
        assert rows == [(2, 2, "Headline 2", 1), (3, 3, "Headline 3", 0)]
