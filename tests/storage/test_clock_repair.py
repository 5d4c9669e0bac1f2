"""What a clock that was ahead has written holds nothing up once the clock is right again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.chat.admission.budget import Turn
from bot.chat.admission.question_limits import MOST, Asking
from bot.chat.admission.refusals import Refusals
from bot.chat.follow_feeds import follow
from bot.errors import FeedUnreachable
from bot.feeds.due import FARTHEST, after_failure, after_success
from bot.model import ChatKey, ChatKind, Feed, ParsedFeed, Reply
from bot.newsbot import Newsbot
from bot.settings import Settings
from bot.storage.clock_repair import EARLIEST, LEFT, LONGEST_AHEAD, ClockWatch
from bot.storage.tables import Utc, metadata
from bot.storage.unit_of_work import SqlStorage
from tests.chatroom import MovableClock
from tests.databases import assemble, open_storage
from tests.feedserver import Item, rss
from tests.test_wiring import SlowWire, tick

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
AHEAD = datetime(2031, 4, 10, 8, tzinfo=UTC)
KEY = ChatKey("telegram", "1")
URL = "https://a.example/"
MOMENTS = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def test_each_moment_in_the_database_is_thought_of() -> None:
    """A new column with a moment says how far ahead it may stand, or why nothing waits for it."""
    moments = {f"{table}.{column.name}" for table, its in metadata.tables.items() for column in its.columns
               if isinstance(column.type, Utc)}  # fmt: skip
    assert moments == {*LONGEST_AHEAD, *LEFT}
    assert not {*LONGEST_AHEAD} & {*LEFT}


@given(st.lists(MOMENTS, min_size=1, max_size=20))
def test_when_to_look(moments: list[datetime]) -> None:
    """At the start, and whenever the clock has gone back; never while it stands before the program's time."""
    watch = ClockWatch()
    looked = [watch.should_look(now) for now in moments]
    back = [True, *(later < before for before, later in pairwise(moments))]
    assert looked == [went and now >= EARLIEST for went, now in zip(back, moments, strict=True)]


@given(
    st.timedeltas(timedelta(), timedelta(days=4_000)), st.timedeltas(timedelta(seconds=1), timedelta(hours=4)), MOMENTS
)
def test_no_poll_is_planned_further_ahead(wish: timedelta, interval: timedelta, now: datetime) -> None:
    """Whatever a server asks for: what stands further ahead was not planned by us."""
    feed = Feed(1, URL, "", now, interval, failures=30)
    quiet = "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 mon tue wed thu fri sat"
    parsed = ParsedFeed("", "", "", (), ttl=wish, quiet=quiet)
    seconds = str(int(wish.total_seconds()))
    for after in (
        after_failure(feed, FeedUnreachable(URL, "", wish), now),
        after_success(feed, now, {"cache-control": f"max-age={seconds}"}, parsed),
    ):
        assert after.next_poll - now <= FARTHEST


@pytest.fixture
async def storage(tmp_path: Path) -> SqlStorage:
    """A database with a row in every table that holds moments to bring back, written at NOW."""
    opened = await open_storage("sqlite:///a.db", tmp_path, [])
    async with opened.unit() as unit:
        chat = await unit.chats.ensure(KEY, ChatKind.PRIVATE, "Ann")
        await unit.chats.update(chat, replace(chat, subscribed=NOW, hours_since=NOW))
        feed = await unit.feeds.add(Feed(0, URL, "A", NOW, timedelta(hours=1), last_poll=NOW, last_success=NOW))
        await unit.feeds.follow(chat.id, feed.id, NOW)
        await unit.outbox.notify(chat.id, Reply("Hello"), NOW, NOW + timedelta(days=1))
        await unit.commit()
    return opened


@pytest.mark.parametrize("name", sorted(name for name in LONGEST_AHEAD if name.startswith(("feeds", "chats"))))
async def test_only_what_is_too_far_ahead_is_brought_back(name: str, storage: SqlStorage) -> None:
    """Of each column; what may stand where it does is left alone, and a second time nothing is found."""
    table, _, column = name.partition(".")
    where = metadata.tables[table]
    for ahead in (-timedelta(days=900), timedelta(), LONGEST_AHEAD[name], LONGEST_AHEAD[name] + timedelta(seconds=1)):
        async with storage._engine.connect() as connection:
            await connection.execute(where.update().values({column: NOW + ahead}))
            await connection.commit()
        too_far = ahead > LONGEST_AHEAD[name]
        assert await storage.bring_back(NOW) == ({name: 1} if too_far else {})
        async with storage._engine.connect() as connection:
            kept = (await connection.execute(select(where.c[column]))).scalar_one()
        assert kept == (NOW if too_far else NOW + ahead)
        assert await storage.bring_back(NOW) == {}
    await storage.close()


async def test_a_message_is_due_and_not_given_up(storage: SqlStorage) -> None:
    """Its life is cut to what it would have been."""
    async with storage.unit() as unit:
        chat = await unit.chats.by_key(KEY)
        assert chat
        await unit.outbox.notify(chat.id, Reply("Later"), AHEAD, AHEAD + timedelta(days=1))
        await unit.commit()
    found = await storage.bring_back(NOW)
    assert found == {"outbox.created": 1, "outbox.not_before": 1, "outbox.expires": 1}
    async with storage.unit() as unit:
        (first,) = await unit.outbox.waiting(NOW, 10)
        await unit.outbox.mark(replace(first, state=type(first.state).SENT, sent_id="1"))
        (later,) = await unit.outbox.waiting(NOW, 10)
        await unit.commit()
    assert (later.text, later.expires) == ("Later", NOW + timedelta(days=1))
    await storage.close()


OLD_ITEM = Item("Old harbour reopens", "https://x.example/0")
NEW_ITEM = Item("Otterworks opens a plant", "https://x.example/1")


async def test_a_clock_that_was_ahead_for_a_moment(tmp_path: Path) -> None:
    """Polls and digests go on at once, in this life of the program and in the next; it is logged once."""
    clock = MovableClock(NOW - timedelta(hours=1))
    wire = SlowWire(clock, bodies={URL: rss("A", [OLD_ITEM])})
    async with assemble(Settings(folder=tmp_path), clock, wire) as newsbot:
        await _subscribed(newsbot)
        await _round(newsbot)
        clock.moment = AHEAD + timedelta(minutes=1)
        await _round(newsbot)  # polls, and posts a digest for a slot in 2031
        clock.moment = NOW - timedelta(minutes=30)
        wire.bodies[URL] = rss("A", [NEW_ITEM, OLD_ITEM])
        with capture_logs() as lines:
            await _round(newsbot)
            clock.moment = NOW + timedelta(minutes=1)
            await _round(newsbot)
        assert [line["event"] for line in lines].count(
            "the clock was ahead: what was planned for later is due now"
        ) == 1
        assert NEW_ITEM.title in await _texts(newsbot, NOW)


async def test_a_clock_that_was_ahead_before_a_restart(tmp_path: Path) -> None:
    """The same, found when the program starts."""
    clock = MovableClock(AHEAD - timedelta(hours=1))
    wire = SlowWire(clock, bodies={URL: rss("A", [OLD_ITEM])})
    async with assemble(Settings(folder=tmp_path), clock, wire) as newsbot:
        await _subscribed(newsbot)
        await _round(newsbot)
        clock.moment = AHEAD + timedelta(minutes=1)
        await _round(newsbot)
    clock.moment = NOW - timedelta(minutes=30)
    wire.bodies[URL] = rss("A", [NEW_ITEM, OLD_ITEM])
    async with assemble(Settings(folder=tmp_path), clock, wire) as newsbot:
        await _round(newsbot)
        clock.moment = NOW + timedelta(minutes=1)
        await _round(newsbot)
        assert NEW_ITEM.title in await _texts(newsbot, NOW)


async def _subscribed(newsbot: Newsbot) -> None:
    async with newsbot.storage.unit() as unit:
        now = newsbot.clock.now()
        chat = await unit.chats.ensure(KEY, ChatKind.PRIVATE, "Ann")
        await unit.chats.update(chat, replace(chat, subscribed=now))
        await follow(unit, chat.id, URL, "", timedelta(hours=1), now)
        await unit.commit()


async def _round(newsbot: Newsbot) -> None:
    await newsbot.mind_clock()
    await tick(newsbot)
    await newsbot.tidy()


async def _texts(newsbot: Newsbot, slot: datetime) -> str:
    """What was posted for *slot*."""
    async with newsbot.storage.unit() as unit:
        chat = await unit.chats.by_key(KEY)
        assert chat
        assert await unit.outbox.last_slot(chat.id, slot) == slot
    async with newsbot.storage._engine.connect() as connection:
        table = metadata.tables["outbox"]
        return "\n".join((await connection.execute(select(table.c.text))).scalars())


def test_who_asked_when_the_clock_was_ahead() -> None:
    """They may ask, and are told what they may not, once it is right again."""
    asking, refusals = Asking(), Refusals()
    for _ in range(MOST + 2):
        turn = asking.turn(KEY, "1", AHEAD)
    assert turn is Turn.SILENCE
    assert asking.turn(KEY, "1", NOW) is Turn.GO
    assert refusals.worth_saying(KEY, "1", AHEAD)
    assert refusals.worth_saying(KEY, "1", NOW)
    assert not refusals.worth_saying(KEY, "1", NOW)
