"""Rules that hold however the statements of several connections follow each other, and readers beside a writer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.chat.fact import tell
from bot.chat.follow_feeds import Credit, TooManyFeeds, follow
from bot.chat.kept_questions import keep_asked
from bot.chat.request import ChatRequest
from bot.chat.subscribe import subscribe
from bot.delivery.held_chats import hold
from bot.errors import Overtaken
from bot.model import Chat, ChatKey, ChatKind, Digest, Entry, Failed, Feed, Leased, Limits, Part, Size, Story
from bot.platforms.table import PLATFORMS
from bot.reasons import because
from bot.storage.acts import SqlActs
from bot.storage.chats import SqlChats
from bot.storage.database import Engines
from bot.storage.failures import MOST_ITEMS
from bot.storage.leases import Worker
from bot.storage.rulings import SqlRulings
from bot.storage.sqlite.engine import own_transactions
from bot.storage.tables import counters, entries
from bot.storage.unit_of_work import SqlStorage, SqlUnit
from bot.stories.rulings import EVERYBODY
from tests.chatroom import Room
from tests.databases import KINDS, fresh, open_storage

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
KEY = ChatKey("telegram", "1")
FEED = Feed(0, "https://a.example/feed", "A", NOW, timedelta(hours=1))
AT_ONCE = 8
Act = Callable[[SqlUnit], Awaitable[object]]


@pytest.fixture(params=KINDS)
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """A database with one chat."""
    with fresh(request.param) as url:
        opened = await open_storage(url, tmp_path, [])
        await _with_a_chat(opened)
        yield opened
        await opened.close()


async def _with_a_chat(opened: SqlStorage) -> None:
    async with opened.unit() as unit:
        await unit.chats.ensure(ChatKey("telegram", "99"), ChatKind.PRIVATE, "")
        await unit.commit()


def _entry(guid: str, text: str) -> Entry:
    return Entry(0, 1, guid, "", "", "T", text, "P", "en", NOW, NOW)


async def _ensure(unit: SqlUnit) -> object:
    # which of the numbers that were taken for it is its own, chance decides
    mine, stored = await unit.chats.ensure(KEY, ChatKind.PRIVATE, "Ann"), await unit.chats.by_key(KEY)
    return "it" if stored and mine.id == stored.id else "another"


async def _add(unit: SqlUnit) -> object:
    return (await unit.feeds.add(FEED)).id


async def _ask(unit: SqlUnit) -> object:
    return await unit.questions.ask(1, "5", "Why?", "", NOW)


async def _post(unit: SqlUnit) -> object:
    return await unit.outbox.post(Digest(1, NOW, ()), [], NOW, NOW) is not None


async def _take(unit: SqlUnit) -> object:
    return bool(await unit.leases.take([Leased.SORT]))


async def _note(unit: SqlUnit) -> object:
    since, new = await unit.chats.due_since({1: NOW}, NOW)
    assert since == {1: NOW}
    return bool(new)


async def _quote(unit: SqlUnit) -> object:
    return await unit.entries.keep_texts({"entry:7", "seed:a"})  # type: ignore[func-returns-value]


async def _open(unit: SqlUnit) -> object:
    try:
        await unit.stories.open_all([Story(7, "A", NOW, NOW)])
    except Overtaken:
        return False
    return True


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        pytest.param(_ensure, ["it"] * AT_ONCE, id="one chat"),
        pytest.param(_add, [1] * AT_ONCE, id="one feed"),
        pytest.param(_ask, [False] * (AT_ONCE - 1) + [True], id="one question"),
        pytest.param(_post, [False] * (AT_ONCE - 1) + [True], id="one digest"),
        pytest.param(_take, [False] * (AT_ONCE - 1) + [True], id="one owner"),
        pytest.param(_note, [False] * (AT_ONCE - 1) + [True], id="one who hastens feeds"),
        pytest.param(_quote, [None] * AT_ONCE, id="one mark of a text"),
        pytest.param(_open, [False] * (AT_ONCE - 1) + [True], id="one story of a number"),
    ],
)
async def test_once_however_statements_mix(storage: SqlStorage, act: Act, expected: list[object]) -> None:
    """Several connections do the same at once, without a transaction that keeps the others out."""
    for _ in range(3):
        found = await _at_once(storage, [act] * AT_ONCE)
        assert sorted(found, key=str) == expected
        expected = [False] * AT_ONCE if expected[-1] is True else expected


def _engine(storage: SqlStorage, **options: Any) -> AsyncEngine:
    """Another way into the database, with the driver's own settings."""
    url = storage._engines.writer.url
    return create_async_engine(url, connect_args={"timeout": 30} if "sqlite" in url.drivername else {}, **options)


async def _at_once(storage: SqlStorage, acts: Sequence[Act]) -> list[object]:
    """
    What each act gives, on a connection of its own whose statements mix with those of the others.

    SQLite lets no transactions mix, so there each statement is one; PostgreSQL has them as they are.
    """
    whole = "READ COMMITTED" if storage._engines.writer.dialect.name == "postgresql" else "AUTOCOMMIT"
    engine = _engine(storage, isolation_level=whole, pool_size=AT_ONCE)

    async def one(act: Act) -> object:
        async with engine.connect() as connection:
            mine = SqlStorage(storage._engines, storage._shown, PLATFORMS, "UTC", (), worker=Worker())
            given = await act(mine._unit_on(connection, only_reads=False))
            await connection.commit()
            return given

    try:
        return await asyncio.gather(*map(one, acts))
    finally:
        await engine.dispose()


async def test_nobody_overwrites_what_others_keep(storage: SqlStorage) -> None:
    """What many count, offer and turn away at once is all there."""
    kept = list(range(AT_ONCE))

    async def write(unit: SqlUnit, number: int) -> int:
        await unit.keep_recent("p", {f"n{number}": [number]}, AT_ONCE)
        await unit.people.turned_away(NOW)
        return await unit.count_up("c", 2)

    sums = await _at_once(storage, [partial(write, number=number) for number in kept])
    assert sorted(sums, key=str) == sorted((2 * number + 2 for number in kept), key=str)
    async with storage.unit() as unit:
        assert [await unit.recent("p", f"n{number}") for number in kept] == [[number] for number in kept]
        assert (await unit.counted("c"), await unit.people.strangers(NOW)) == (2 * AT_ONCE, AT_ONCE)


async def _close(unit: SqlUnit) -> object:
    chat = await unit.chats.ensure(ChatKey("telegram", "-99"), ChatKind.GROUP, "Mills")
    await hold(unit, chat, str(because("delivery.no_rights")), NOW)
    return None


async def test_admins_hear_once_that_a_chat_is_closed(storage: SqlStorage) -> None:
    """However many find that out at the same moment."""
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("telegram", "-99"), ChatKind.GROUP, "Mills")
        await unit.chats.update(chat, replace(chat, subscribed=NOW, admin="99"))
        await unit.commit()
    await _at_once(storage, [_close] * AT_ONCE)
    async with storage.view() as view:
        assert (await view.outbox.open())[0] == 1
        closed = await view.chats.get(chat.id)
        assert closed is not None
        assert closed.gone_since == NOW


async def test_each_writes_what_it_changes(storage: SqlStorage) -> None:
    """Who changes one field of a chat or a feed leaves the others as somebody else has just written them."""
    async with storage.unit() as unit:
        chat, feed = await unit.chats.get(1), await unit.feeds.add(FEED)
        await unit.commit()
    assert chat is not None
    chats = (
        replace(chat, zone="Europe/Berlin"),
        replace(chat, times=(time(7),)),
        replace(chat, subscribed=NOW),
        replace(chat, size=Size.FULL),
        replace(chat, admin="5"),
        replace(chat, title="Ann"),
    )
    feeds = (
        replace(feed, title="B"),
        replace(feed, told=NOW),
        replace(feed, pages=False),
        replace(feed, interval=timedelta(hours=2)),
        replace(feed, shared=True),
        replace(feed, failures=3),
    )

    async def write(unit: SqlUnit, number: int) -> None:
        await unit.chats.update(chat, chats[number])
        await unit.feeds.update(feed, feeds[number])

    await _at_once(storage, [partial(write, number=number) for number in range(len(chats))])
    async with storage.view() as view:
        assert await view.chats.get(1) == replace(
            chat, zone="Europe/Berlin", times=(time(7),), subscribed=NOW, size=Size.FULL, admin="5", title="Ann"
        )
        assert await view.feeds.get(feed.id) == replace(
            feed, title="B", told=NOW, pages=False, interval=timedelta(hours=2), shared=True, failures=3
        )


async def test_what_fails_for_many_at_once_has_failed_once(storage: SqlStorage) -> None:
    """Each try counts once, whoever else marks the same; and of one feed no more items are kept than may be."""
    async with storage.unit() as unit:
        feed = await unit.feeds.add(FEED)
        await unit.commit()

    async def mark(unit: SqlUnit, now: datetime) -> None:
        await unit.failures.mark(Part.ENTRY, [Failed("7", "KeyError")], now)

    async def flood(unit: SqlUnit, number: int) -> None:
        items = [Failed(f"{number}-{n}", "KeyError", feed.id) for n in range(MOST_ITEMS // 2)]
        await unit.failures.mark(Part.ITEM, items, NOW)

    for tries in (1, 2, 3):
        now = NOW + timedelta(days=tries)
        await _at_once(storage, [partial(mark, now=now)] * AT_ONCE)
        async with storage.view() as view:
            (failure,) = (await view.failures.known(Part.ENTRY)).values()
        assert (failure.count, failure.first, failure.last) == (tries, NOW + timedelta(days=1), now)
    await _at_once(storage, [partial(flood, number=number) for number in range(AT_ONCE)])
    async with storage.view() as view:
        assert len(await view.failures.known(Part.ITEM)) == MOST_ITEMS


async def test_who_follows_what_moves_beside_whoever_follows(storage: SqlStorage) -> None:
    """A chat that follows the heir of a feed at that moment keeps it, and nothing stays with the feed that ends."""
    async with storage.unit() as unit:
        old, heir = [(await unit.feeds.add(replace(FEED, url=f"https://{name}.example"))).id for name in "ab"]
        chats = [(await unit.chats.ensure(ChatKey("telegram", str(n)), ChatKind.PRIVATE, "")).id for n in range(1, 5)]
        for chat in chats:
            await unit.feeds.follow(chat, old, NOW)
        await unit.commit()

    async def move(unit: SqlUnit) -> None:
        await unit.feeds.hand_over(old, heir)

    async def join(unit: SqlUnit, chat: int) -> None:
        await unit.feeds.follow(chat, heir, NOW)

    await _at_once(storage, [*[move] * 4, *(partial(join, chat=chat) for chat in chats)])
    async with storage.view() as view:
        assert [chat.id for chat in await view.feeds.chats_of(heir)] == chats
        assert await view.feeds.chats_of(old) == []


async def _in_transactions(storage: SqlStorage, acts: Sequence[Callable[[SqlStorage], Awaitable[object]]]) -> None:
    """Each act in transactions of its own, which begin as in most databases: nobody is kept out by their beginning."""

    async def one(act: Callable[[SqlStorage], Awaitable[object]]) -> None:
        writer = _engine(storage)
        if writer.dialect.name == "sqlite":
            own_transactions(writer.sync_engine, "foreign_keys=ON", begin="BEGIN")
        await act(
            SqlStorage(Engines(writer, storage._engines.readers), storage._shown, PLATFORMS, "UTC", (), worker=Worker())
        )
        await writer.dispose()

    await asyncio.gather(*map(one, acts))


async def test_a_chat_follows_no_more_feeds_than_it_may(storage: SqlStorage) -> None:
    """Also when several are added at the same moment."""
    credit = Credit("5", "telegram", Limits(feeds_per_chat=3))

    async def add(mine: SqlStorage, number: int) -> None:
        with suppress(TooManyFeeds):
            async with mine.unit() as unit:
                await follow(unit, 1, f"https://{number}.example/feed", "", timedelta(hours=1), NOW, credit)
                await unit.commit()

    await _in_transactions(storage, [partial(add, number=number) for number in range(AT_ONCE)])
    async with storage.view() as view:
        assert len(await view.feeds.of_chat(1)) == 3


async def test_nobody_has_more_chats_or_questions_than_they_may(storage: SqlStorage) -> None:
    """Also when they subscribe several and ask in each at the same moment."""
    services = replace(Room(storage, ()).services, limits=Limits(chats_per_person=3, questions_per_person=2))
    groups = [ChatRequest(ChatKey("telegram", str(-number)), ChatKind.GROUP, "5") for number in range(1, AT_ONCE + 1)]
    async with storage.unit() as unit:
        offers = [await keep_asked(unit, request.key, f"Why {request.key.chat}?", "", "5", NOW) for request in groups]
        await unit.commit()

    async def join(mine: SqlStorage, request: ChatRequest, offer: str) -> None:
        await subscribe(request, "", replace(services, storage=mine))
        await tell(request, offer, replace(services, storage=mine))

    acts = [partial(join, request=request, offer=offer) for request, offer in zip(groups, offers, strict=True)]
    await _in_transactions(storage, acts)
    async with storage.view() as view:
        assert (await view.people.chats("telegram", "5"), await view.people.questions("telegram", "5")) == (3, 2)


async def test_numbers_are_given_once(storage: SqlStorage) -> None:
    """Entries, their sentences and acts of ruling that come at once have each a number of their own; none is lost."""
    async with storage.unit() as unit:
        await unit.feeds.add(FEED)
        await unit.stories.open_all([Story(1, "A", NOW, NOW), Story(2, "B", NOW, NOW)])
        await unit.commit()

    async def add(unit: SqlUnit, number: int) -> list[int]:
        some = [_entry(f"{number}-{n}", f"Word{number} is {n}. It goes on.") for n in range(5)]
        return [entry.id for entry in await unit.entries.add_all(some)]

    async def rule(unit: SqlUnit) -> int:
        return await unit.rulings.rule([EVERYBODY], [(1, 2)], "5", NOW, together=True)

    given: list[object] = await _at_once(storage, [*(partial(add, number=n) for n in range(AT_ONCE)), *[rule] * 4])
    ids = sorted(id_ for some in given[:AT_ONCE] if isinstance(some, list) for id_ in some)
    assert ids == list(range(1, 5 * AT_ONCE + 1))
    assert sorted(given[AT_ONCE:], key=str) == [1, 2, 3, 4]
    async with storage.view() as view:
        stored = await view.entries.get_all(ids)
        for number in range(AT_ONCE):
            found = await view.passages({1}).find([[f"word{number}"]], 10)
            assert [quote.text for quote in found] == [f"Word{number} is {n}." for n in (4, 3, 2, 1, 0)]
        assert all(stored[id_].guid.endswith(f"-{(id_ - 1) % 5}") for id_ in ids)


async def test_numbers_go_on_from_what_is_there(storage: SqlStorage) -> None:
    """Also where the counter was lost, or another hand put something in."""

    async def add(unit: SqlUnit) -> int:
        (entry,) = await unit.entries.add_all([_entry("g", "It is so.")])
        return entry.id

    async with storage.unit() as unit:
        await unit.feeds.add(FEED)
        assert [await add(unit), await add(unit)] == [1, 2]
        await unit._connection.execute(delete(counters))
        assert await add(unit) == 3
        await unit._connection.execute(update(entries).where(entries.c.id == 3).values(id=9))
        assert [await add(unit), await add(unit)] == [10, 11]


class _ChatsOfTwo(SqlChats):
    """Somebody subscribes at the very moment between reading a chat and writing it."""

    async def by_key_or_new(self, key: ChatKey, kind: ChatKind, title: str) -> Chat:
        known = await super().by_key_or_new(key, kind, title)
        await self.update(known, replace(known, subscribed=NOW))
        return known


async def test_a_chat_is_named_beside_whoever_changes_it(storage: SqlStorage) -> None:
    """Its title is kept current without writing back what else was read of it."""
    async with storage.unit() as unit:
        acts = SqlActs(unit._connection)
        chats = _ChatsOfTwo(unit._connection, "UTC", (), SqlRulings(unit._connection, acts), acts)
        await chats.ensure(ChatKey("telegram", "99"), ChatKind.PRIVATE, "Ann")
        stored = await unit.chats.get(1)
        assert stored
        assert (stored.title, stored.subscribed) == ("Ann", NOW)


async def test_a_lease_has_one_owner(storage: SqlStorage) -> None:
    """It lapses, then another takes it, with another number; what is at rest nobody gets; an odd clock holds none."""
    now = NOW
    ann, ben = (
        SqlStorage(storage._engines, storage._shown, PLATFORMS, "UTC", (), worker=Worker(lambda: now, name))
        for name in ("a", "b")
    )

    async def take(who: SqlStorage) -> int:
        async with who.unit() as unit:
            found = await unit.leases.take(["x"])
            await unit.commit()
        return found.get("x", 0)

    first = await take(ann)
    assert first
    assert (await take(ben), await take(ann)) == (0, first)
    now += timedelta(seconds=46)
    second = await take(ben)
    assert second not in (0, first)
    assert await take(ann) == 0
    await ben.end_leases()
    assert await take(ann) not in (0, first, second)
    async with ann.unit() as unit:
        await unit.leases.rest("x", timedelta(minutes=10))
        await unit.commit()
    assert (await take(ann), await take(ben)) == (0, 0)
    now -= timedelta(days=900)
    assert await take(ben)


async def test_fifty_readers_beside_a_writer(storage: SqlStorage) -> None:
    """While one transaction is open and writes, fifty others read what was there before, and none waits for it."""
    async with storage.unit() as unit:
        await unit.feeds.add(FEED)
        await unit.commit()

    async def read(number: int) -> list[str]:
        async with (storage.for_people() if number % 2 else storage).view() as view:
            return [feed.title for feed in await view.feeds.all()]

    async with asyncio.timeout(60), storage.unit() as unit:
        for number in range(3):
            await unit.feeds.update(FEED, replace(FEED, id=1, title=f"B{number}"))
            assert await asyncio.gather(*map(read, range(50))) == [["A"]] * 50
        await unit.commit()
        assert await asyncio.gather(*map(read, range(50))) == [["B2"]] * 50
