"""One thing that fails costs itself: others go on, it is marked, and tried again later, also after a restart."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot import pipeline, retrying
from bot.digest.build import Ranking
from bot.digest.compose import Plan
from bot.due_chats import due_chats
from bot.errors import StorageError, Unstorable
from bot.feeds.parse import parse
from bot.feeds.poll import PollRound, poll
from bot.feeds.subscribe import add_feed
from bot.model import Actor, Chat, ChatKey, ChatKind, Entry, Failure, Fetched, ParsedEntry, ParsedFeed, Part, Room
from bot.platforms.table import PLATFORMS
from bot.ports import Unit
from bot.reasons import because
from bot.storage.failures import MOST_ITEMS
from bot.storage.unit_of_work import SqlStorage
from bot.stories import collect as sorting
from bot.stories.batch import Collected
from bot.stories.cached_index import CachedIndex
from bot.stories.collect import collect
from bot.stories.profile import Profile
from bot.stories.rank import at_most, importance
from bot.stories.story_index import StoryIndex, read_entry
from tests.databases import open_storage
from tests.feedserver import Item, rss
from tests.stored import add_entry

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
BAD = "Poison"
TITLES = ("Otterworks opens a plant in Harbourton", f"{BAD} apple sold in Ostermoor", "Pebblewing recalls its robots")


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    """An empty database."""
    opened = await open_storage("sqlite:///bot.db", tmp_path, [])
    yield opened
    await opened.close()


@dataclass
class Faulty:
    """A database in which *spoil* may exchange parts of each transaction."""

    storage: SqlStorage
    spoil: Callable[[Unit], None]

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[Unit]:
        """See ports.Storage."""
        async with self.storage.unit() as unit:
            self.spoil(unit)
            yield unit

    @asynccontextmanager
    async def view(self) -> AsyncIterator[Unit]:
        """See ports.Storage."""
        async with self.storage.view() as unit:
            self.spoil(unit)
            yield unit

    def by(self, actor: Actor) -> SqlStorage:
        """See ports.Storage."""
        return self.storage.by(actor)

    async def quiet(self, longest: timedelta) -> None:
        """See ports.Storage."""
        await self.storage.quiet(longest)

    def read_ahead(self, texts: Collection[tuple[str, str]]) -> AbstractAsyncContextManager[None]:
        """See ports.Storage."""
        return self.storage.read_ahead(texts)

    async def room(self) -> Room | None:
        """See ports.Storage."""
        return await self.storage.room()

    async def size(self) -> int:
        """See ports.Storage."""
        return await self.storage.size()

    async def scrub(self) -> None:
        """See ports.Storage."""
        await self.storage.scrub()

    async def compact(self) -> None:
        """See ports.Storage."""
        await self.storage.compact()


class Watched:
    """A repository that calls *look* with all that *method* is given, and else is the one behind it."""

    def __init__(self, inner: object, method: str, look: Callable[..., None]) -> None:
        self._inner, self._method, self._look = inner, method, look

    def __getattr__(self, name: str) -> Any:
        """What the one behind has."""
        found = getattr(self._inner, name)
        if name != self._method:
            return found

        async def looked_at(*args: Any, **named: Any) -> Any:
            done = await found(*args, **named)  # what it wrote before it failed must be undone as well
            self._look(*args)
            return done

        return looked_at


@dataclass
class Wire:
    """Feeds by address."""

    bodies: dict[str, bytes]

    async def get(self, url: str, headers: object = None) -> Fetched:  # noqa: ARG002 - the port's
        """See ports.Http."""
        return Fetched(url, 200, {}, self.bodies[url])


async def follow(storage: SqlStorage, *urls: str, read: datetime | None = NOW - 2 * HOUR) -> Chat:
    """Let a subscribed chat follow feeds, which were *read* before, so that their first documents count as news."""
    async with storage.unit() as unit:
        chat = await unit.chats.ensure(ChatKey("telegram", "1"), ChatKind.PRIVATE, "Ann")
        before, chat = chat, replace(chat, subscribed=NOW - HOUR)
        await unit.chats.update(before, chat)
        for url in urls:
            feed, _ = await add_feed(unit, chat.id, url, NOW - HOUR, HOUR)
            await unit.feeds.update(feed, replace(feed, last_success=read))
        await unit.commit()
    return chat


def document(*titles: str) -> bytes:
    """A feed with an item for each title."""
    return rss("Paper", [Item(title, f"https://a.example/{title.replace(' ', '-')}", f"{title}.") for title in titles])


async def titles_of(storage: SqlStorage) -> list[str]:
    """Of all stored entries."""
    async with storage.unit() as unit:
        return sorted(entry.title for entry in await unit.entries.after(0, 1000))


async def failures_of(storage: SqlStorage, part: Part) -> list[Failure]:
    """What is marked."""
    async with storage.unit() as unit:
        return list((await unit.failures.known(part)).values())


# ---------------------------------------------------------------- when it is tried again


@pytest.mark.parametrize("part", Part)
def test_each_wait_is_longer(part: Part) -> None:
    """Up to a bound; that of a chat, whose people wait, is shorter."""
    waits = retrying.waits(part)
    assert waits[0] == retrying.FIRST_WAIT
    assert list(waits) == sorted(set(waits))
    assert waits[-1] == (retrying.LONGEST_WAIT_OF_CHAT if part in (Part.CHAT, Part.JOB) else retrying.LONGEST_WAIT)


async def test_a_value_is_not_the_databases_fault(storage: SqlStorage) -> None:
    """What SQLite does not take is told apart from a database in trouble, and undone by itself."""
    async with storage.unit() as unit:
        await unit.keep("before", 1)

        async def try_it() -> None:
            async with unit.savepoint():
                await unit.keep("inside", 1)
                await add_entry(unit, Entry(0, 99, "", "", "", "No such feed", "", "", "", None, NOW))

        with pytest.raises(Unstorable):
            await try_it()
        await unit.commit()
    async with storage.unit() as unit:
        assert [await unit.kept("before"), await unit.kept("inside")] == [1, None]


# ---------------------------------------------------------------- items of a document


@pytest.mark.parametrize(
    "odd",
    [
        "<width/><height/>",
        "<media:credit xmlns:media='http://search.yahoo.com/mrss/'/>",
        "<link>http://1[::1]2@/</link>",
        "<link>http://xn--0.example/x</link>",
        "<creativeCommons:license xmlns:creativeCommons='http://backend.userland.com/creativeCommonsRssModule'/>",
        "<gml:pos xmlns:gml='http://www.opengis.net/gml'>1 2</gml:pos>",
        "<description>&#xD800;</description>",
        "<where xmlns='http://www.georss.org/georss'/><pos xmlns='http://www.opengis.net/gml'>9</pos>",
        "<pubDate>Fri, 31 Dec 9999 23:59:59 -9999</pubDate>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["application/xml; charset=utf-8", "text/html", ""])
def test_no_odd_item_costs_its_neighbours(odd: str, kind: str) -> None:
    """Elements that the library stumbles over, addresses and dates: those beside such an item are read."""
    body = document(*TITLES).replace(f"<title>{TITLES[1]}".encode(), f"{odd}<title>{TITLES[1]}".encode())
    feed = parse(body, url="https://a.example/feed", content_type=kind)
    told = [entry.title for entry in feed.entries]
    assert [TITLES[0], TITLES[2]] == [title for title in told if BAD not in title]
    assert len(told) + len(feed.failed) == len(TITLES)


@pytest.mark.parametrize(
    "odd",
    [
        {"date_published": "9999-12-31T23:59:59-14:00"},
        {"date_modified": "0001-01-01T00:00:00+14:00"},
        {"url": "http://1[::1]2@/"},
        {"url": "http://xn--0.example/x"},
        {"id": 10**5000},
        {"id": "\ud800"},
        {"content_text": "\ud800 \0 half"},
        {"author": 7, "authors": [{"name": 7}, 7], "summary": {"a": 1}},
    ],
)
def test_no_odd_item_of_a_json_feed_costs_its_neighbours(odd: dict[str, object]) -> None:
    """Dates at the ends of time, numbers of any length, halves of characters: and the item itself is read as well."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        items = [{"id": str(n), "title": title} for n, title in enumerate(TITLES)]
        items[1] |= odd  # type: ignore[arg-type]
        body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Paper", "items": items}).encode()
    finally:
        sys.set_int_max_str_digits(before)
    feed = parse(body, url="https://a.example/feed")
    assert [entry.title for entry in feed.entries] == list(TITLES)
    assert feed.failed == ()


async def spoilt(body: bytes, url: str, content_type: str, memory: bytes = b"") -> ParsedFeed:
    """A Reader that gives half a character for an author, which no database stores."""
    feed = parse(body, url=url, content_type=content_type, memory=memory)
    return replace(feed, entries=tuple(map(_spoilt, feed.entries)))


def _spoilt(entry: ParsedEntry) -> ParsedEntry:
    return replace(entry, author="\ud800") if BAD in entry.title else entry


async def test_an_item_that_cannot_be_stored(storage: SqlStorage, tmp_path: Path) -> None:
    """Its feed and the others are stored without it; it is tried when its time has come, though nothing changed."""
    chat = await follow(storage, "https://a.example/", "https://b.example/")
    wire = Wire({"https://a.example/": document(*TITLES), "https://b.example/": document("Hollybrook sues Inkthistle")})
    done = await poll(storage, wire, NOW, read=spoilt)
    assert (done.polled, done.failed, done.entries_new) == (2, 0, 3)
    assert await titles_of(storage) == sorted(["Hollybrook sues Inkthistle", TITLES[0], TITLES[2]])
    (marked,) = await failures_of(storage, Part.ITEM)
    assert (marked.reason, marked.count, marked.feed) == ("UnicodeEncodeError", 1, 1)
    await storage.close()
    again = await open_storage("sqlite:///bot.db", tmp_path, [])
    try:
        # too early: left alone, and neither an obstacle nor counted
        changed = document("A new one", *TITLES)
        await poll(again, Wire({**wire.bodies, "https://a.example/": changed}), NOW + timedelta(minutes=1), read=spoilt)
        later = NOW + timedelta(days=1)
        await poll(again, Wire({**wire.bodies, "https://a.example/": changed}), later, read=spoilt)
        (marked,) = await failures_of(again, Part.ITEM)
        assert marked.count == 2
        # the program was mended: the same document, unchanged, and it is there
        done = await poll(again, Wire({**wire.bodies, "https://a.example/": changed}), later + timedelta(days=1))
        assert done.entries_new == 1
        assert await failures_of(again, Part.ITEM) == []
        assert len([title for title in await titles_of(again) if BAD in title]) == 1
        assert chat.id == 1
    finally:
        await again.close()


@pytest.mark.parametrize("titles", [TITLES, TITLES[1:2]], ids=["some", "all"])
async def test_what_failed_in_the_first_document_is_backlog(storage: SqlStorage, titles: Sequence[str]) -> None:
    """An item that works at last is as old as the others that came with it; one that came later and failed is news."""
    await follow(storage, "https://a.example/", read=None)
    wire = Wire({"https://a.example/": document(*titles)})
    await poll(storage, wire, NOW, read=spoilt)
    later = document(f"{BAD} pear sold in Ostermoor", *titles)
    await poll(storage, Wire({"https://a.example/": later}), NOW + HOUR, read=spoilt)
    done = await poll(storage, Wire({"https://a.example/": later}), NOW + timedelta(days=9))
    assert (done.entries_new, done.backlog) == (1, 1)
    async with storage.view() as unit:
        found = {entry.title: entry.backlog for entry in await unit.entries.after(0, 10)}
    assert found == {**dict.fromkeys(titles, True), f"{BAD} pear sold in Ostermoor": False}


async def test_a_feed_that_cannot_be_stored(storage: SqlStorage) -> None:
    """It fails as a feed that cannot be fetched does, with a reason; the other one is stored."""
    await follow(storage, "https://a.example/", "https://b.example/")

    async def spoilt_feed(body: bytes, url: str, content_type: str, memory: bytes = b"") -> ParsedFeed:
        feed = parse(body, url=url, content_type=content_type, memory=memory)
        return replace(feed, title="\ud800") if "a.example" in url else feed

    wire = Wire({"https://a.example/": document(TITLES[0]), "https://b.example/": document(TITLES[2])})
    counted = PollRound(polled=2, failed=1, entries_new=1, errors={"feed.storing_failed": 1})
    assert await poll(storage, wire, NOW, read=spoilt_feed) == counted
    assert (await feed_of(storage, 1)).error == str(because("feed.storing_failed", error="UnicodeEncodeError"))
    assert await titles_of(storage) == [TITLES[2]]
    assert (await feed_of(storage, 1)).next_poll > NOW


async def feed_of(storage: SqlStorage, number: int) -> Any:
    """A feed as it is stored."""
    async with storage.unit() as unit:
        return await unit.feeds.get(number)


async def test_a_database_in_trouble_marks_nothing(storage: SqlStorage) -> None:
    """A full disk is no fault of the entries: the round fails as a whole and is done again."""
    await follow(storage, "https://a.example/")

    def full(_entries: object) -> None:
        raise StorageError("no space left")

    def spoil(unit: Unit) -> None:
        unit.entries = Watched(unit.entries, "add_all", full)

    wire = Wire({"https://a.example/": document(*TITLES)})
    with pytest.raises(StorageError):
        await poll(Faulty(storage, spoil), wire, NOW)
    assert await failures_of(storage, Part.ITEM) == []
    assert (await poll(storage, wire, NOW)).entries_new == len(TITLES)


async def test_failed_items_of_a_feed_are_bounded(storage: SqlStorage) -> None:
    """A feed of nothing but poison does not fill the database with marks."""
    await follow(storage, "https://a.example/")
    wire = Wire({"https://a.example/": document(*(f"{BAD} {n}" for n in range(MOST_ITEMS + 20)))})
    await poll(storage, wire, NOW, read=spoilt)
    assert len(await failures_of(storage, Part.ITEM)) == MOST_ITEMS


# ---------------------------------------------------------------- entries


def refuse(assigned: Sequence[Any], _now: object) -> None:
    """Fail where the second entry is among those that are put into stories."""
    if any(one.entry == 2 for one in assigned):
        raise KeyError


def refusing(storage: SqlStorage) -> Faulty:
    """A database that does not take the second entry into any story."""

    def spoil(unit: Unit) -> None:
        unit.stories = Watched(unit.stories, "assign_all", refuse)

    return Faulty(storage, spoil)


def unreadable(entry: Entry, boilerplate: Collection[int] = ()) -> Profile:
    """A reader of entries that fails at one of them."""
    if BAD in entry.title:
        raise OverflowError
    return _read_entry(entry, boilerplate)


def undecided(story_index: StoryIndex, read: Profile, text: str, found: Sequence[int]) -> Any:
    """A rule that fails at one of them."""
    if BAD in text:
        raise ZeroDivisionError
    return _decide(story_index, read, text, found)


_read_entry, _decide = read_entry, StoryIndex.decide


async def stored(storage: SqlStorage, *titles: str) -> None:
    """Entries of one feed, in order."""
    await follow(storage, "https://a.example/")
    async with storage.unit() as unit:
        texts = [Entry(0, 1, str(n), "", "", one, f"{one}.", "A", "en", NOW, NOW) for n, one in enumerate(titles)]
        await unit.entries.add_all(texts)
        await unit.commit()


async def stories_of(storage: SqlStorage) -> list[int | None]:
    """The story of each entry."""
    async with storage.unit() as unit:
        return [entry.story for entry in await unit.entries.after(0, 1000)]


@pytest.mark.parametrize("fault", ["read", "decide", "write"])
async def test_an_entry_that_cannot_be_sorted(
    storage: SqlStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """Its neighbours are; the book holds nothing of it; it is sorted when its time has come and the fault is mended."""
    await stored(storage, *TITLES)
    monkeypatch.setattr(sorting, "read_entry", unreadable if fault == "read" else _read_entry)
    monkeypatch.setattr(StoryIndex, "decide", undecided if fault == "decide" else _decide)
    cache = CachedIndex(())
    done = await collect(refusing(storage) if fault == "write" else storage, cache, NOW)
    assert done == Collected(new=2)
    first, bad, last = await stories_of(storage)
    assert bad is None
    assert {first, last} == {1, 2}
    (marked,) = await failures_of(storage, Part.ENTRY)
    assert (marked.item, marked.feed, marked.count) == ("2", 1, 1)
    monkeypatch.undo()
    # the book knows what one that is filled from the database knows
    fresh = CachedIndex(())
    await fresh.load(storage)
    assert cache.story_index is not None
    assert fresh.story_index is not None
    assert cache.story_index.idf.values() == fresh.story_index.idf.values()
    for title in TITLES:
        read = _read_entry(Entry(0, 1, "", "", "", title, f"{title}.", "A", "en", NOW, NOW))
        assert cache.story_index.find(read) == fresh.story_index.find(read)
    assert await collect(storage, cache, NOW + timedelta(minutes=1)) == Collected()
    await storage.close()
    again = await open_storage("sqlite:///bot.db", tmp_path, [])
    try:
        assert await collect(again, CachedIndex(()), NOW + retrying.FIRST_WAIT) == Collected(new=1)
        assert await failures_of(again, Part.ENTRY) == []
        assert None not in await stories_of(again)
    finally:
        await again.close()


async def test_what_stays_behind_of_a_start(storage: SqlStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry that was sorted and cannot be read any more, since it was reworded, keeps no start from succeeding."""
    await stored(storage, *TITLES)
    await collect(storage, CachedIndex(()), NOW)
    monkeypatch.setattr(sorting, "read_entry", unreadable)
    await stored(storage, *TITLES, "Another one in Harbourton")
    assert (await collect(storage, CachedIndex(()), NOW)).entries == 3
    assert len(await failures_of(storage, Part.ENTRY)) == 1


async def test_others_have_their_turn(storage: SqlStorage) -> None:
    """Sorting many entries is many short transactions, and who waits for the database comes in between."""
    await stored(storage, *(f"Number {n} of the {n * 7919} parcels is lost in Ostermoor" for n in range(200)))
    cache, seen = CachedIndex(()), []
    await cache.load(storage)
    sorted_all = False

    async def look() -> None:
        while not sorted_all:
            async with storage.unit() as unit:
                seen.append(len(await unit.entries.unsorted(NOW, 1000, 1000)))

    task = asyncio.create_task(look())
    await collect(storage, cache, NOW)
    sorted_all = True
    await task
    # at most so many at once; the machine may be slow, then it is fewer
    steps = [before - after for before, after in pairwise(seen)]
    assert max(steps) <= sorting.MOST_AT_ONCE
    assert {200, 0} <= set(seen)


# ---------------------------------------------------------------- stories and chats


async def test_a_story_that_cannot_be_told(storage: SqlStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The digest is posted without it; it is marked, and told once it can be."""
    await stored(storage, *TITLES)
    await collect(storage, CachedIndex(()), NOW)
    chat = await follow(storage)
    weigh = importance

    def unweighable(story: Any, *others: Any) -> float:
        if BAD in story.headline:
            raise ZeroDivisionError
        return weigh(story, *others)

    monkeypatch.setattr(pipeline, "RANKING", Ranking(unweighable, at_most))
    (digest,) = await pipeline.publish(storage, PLATFORMS, [(chat, NOW)], NOW, Plan())
    assert sorted(item.headline for item in digest.items) == [TITLES[0], TITLES[2]]
    (marked,) = await failures_of(storage, Part.STORY)
    assert marked.reason == "ZeroDivisionError"
    monkeypatch.undo()
    later = NOW + HOUR
    (digest,) = await pipeline.publish(storage, PLATFORMS, [(chat, later)], later, Plan())
    assert TITLES[1] in [item.headline for item in digest.items]
    assert await failures_of(storage, Part.STORY) == []


async def test_a_chat_whose_digest_cannot_be_made(storage: SqlStorage) -> None:
    """The other chats get theirs; it is tried again when its time has come."""
    await stored(storage, *TITLES)
    await collect(storage, CachedIndex(()), NOW)
    async with storage.unit() as unit:
        for number in (2, 3):
            chat = await unit.chats.ensure(ChatKey("telegram", str(number)), ChatKind.PRIVATE, "")
            await unit.chats.update(chat, replace(chat, subscribed=NOW - timedelta(days=2), times=(NOW.time(),)))
            await unit.feeds.follow(chat.id, 1, NOW - HOUR)
        await unit.commit()

    def fail(chat: int, *_others: object) -> None:
        if chat == 2:
            raise LookupError

    def spoil(unit: Unit) -> None:
        unit.stories = Watched(unit.stories, "prospects", fail)

    due = [one for one in await due_chats(storage, NOW) if one[0].id != 1]
    posted = await pipeline.publish(Faulty(storage, spoil), PLATFORMS, due, NOW, Plan())
    assert [digest.chat for digest in posted] == [3]
    assert [chat.id for chat, _ in await due_chats(storage, NOW) if chat.id != 1] == []
    later = NOW + retrying.FIRST_WAIT
    due = [one for one in await due_chats(storage, later) if one[0].id != 1]
    assert [digest.chat for digest in await pipeline.publish(storage, PLATFORMS, due, later, Plan())] == [2]
    assert await failures_of(storage, Part.CHAT) == []
