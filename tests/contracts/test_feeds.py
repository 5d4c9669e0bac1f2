"""What every ports.Feeds must keep; of who may read them, and of their health, the files beside this one tell."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import StatementError

from bot.model import Failed, Part
from bot.ports import Storage, Unit
from bot.reasons import because
from tests.contracts.rows import DAY, HOUR, LATER, NOW, a_chat, a_feed, a_story, entry, feed, person
from tests.stored import add_entry

MANY = [f"it's {n}" for n in range(1_200)]
"""More than a statement may list."""


async def ids(unit: Unit, chat: int) -> list[int]:
    """What a chat follows."""
    return [one.id for one in await unit.feeds.of_chat(chat)]


async def test_every_field_comes_back(storage: Storage) -> None:
    """As it was written, moments in UTC; each is written by itself."""
    full = feed(
        etag='W/"1"', modified="x", body_hash="ab", site="https://a.example", language="de", last_poll=NOW,
        last_success=LATER, failures=3, error=str(because("feed.merged")), retired=LATER, moved_to="https://b.example",
        moved_since=NOW, told=LATER, ttl=HOUR, quiet="0 1 sat", pages=False, shared=True, marks_of="https://c.example",
        interval=timedelta(minutes=7, milliseconds=5), title="B",
    )  # fmt: skip
    async with storage.unit() as unit:
        stored = await unit.feeds.add(feed())
        wanted = replace(full, id=stored.id)
        await unit.feeds.update(stored, wanted)
        assert await unit.feeds.get(stored.id) == wanted
        assert await unit.feeds.by_url("https://a.example/feed") == wanted
        assert await unit.feeds.get_all([stored.id, 99]) == {stored.id: wanted}
        # what others changed meanwhile stays
        await unit.feeds.update(stored, replace(stored, title="C"))
        assert await unit.feeds.get(stored.id) == replace(wanted, title="C")
        await unit.feeds.update(stored, stored)
        await unit.feeds.update(stored, replace(stored, id=99, title="nobody"))
        assert await unit.feeds.all() == [replace(wanted, title="C")]


async def test_many_are_written_in_one_go(storage: Storage) -> None:
    """Each what it changes, whatever the others do."""
    async with storage.unit() as unit:
        one, two, three = [await a_feed(unit, f"https://{name}.example") for name in "abc"]
        await unit.feeds.update_all([])
        changed = (replace(one, title="B"), replace(two, title="B", told=NOW), three)
        await unit.feeds.update_all(list(zip((one, two, three), changed, strict=True)))
        assert await unit.feeds.all() == list(changed)
        assert await unit.feeds.get_all([]) == {}


async def test_a_moment_without_zone_is_refused(storage: Storage) -> None:
    """A naive moment is a mistake of ours and is not stored as if it were UTC; the error holds none of the values."""
    async with storage.unit() as unit:
        with pytest.raises(StatementError, match="time zone") as caught:
            await unit.feeds.add(feed(next_poll=NOW.replace(tzinfo=None)))
    assert "a.example" not in str(caught.value)


async def test_same_address_is_one_feed(storage: Storage) -> None:
    """A feed that two chats follow is stored, and so fetched, once; the first to store it says what it is."""
    async with storage.unit() as unit:
        first = await unit.feeds.add(feed())
        assert await unit.feeds.add(feed(title="Other")) == first
        assert await unit.feeds.all() == [first]
        assert (await unit.feeds.by_url("https://a.example"), await unit.feeds.get(99)) == (None, None)


async def test_only_followed_feeds_are_due(storage: Storage) -> None:
    """When their time has come, somebody follows them, and they are not retired: most overdue first, so many."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        followed = await a_feed(unit, "https://followed.example", chat)
        overdue = await a_feed(unit, "https://overdue.example", chat, next_poll=NOW - HOUR)
        early = await a_feed(unit, "https://early.example", chat, next_poll=LATER)
        await a_feed(unit, "https://gone.example", chat, retired=NOW)
        await a_feed(unit, "https://lonely.example")
        assert [one.id for one in await unit.feeds.due(NOW, 10)] == [overdue.id, followed.id]
        assert [one.id for one in await unit.feeds.due(NOW, 1)] == [overdue.id]
        assert [one.id for one in await unit.feeds.due(LATER, 10)] == [overdue.id, followed.id, early.id]
        assert await unit.feeds.due(NOW - DAY, 10) == []


async def test_for_whom_something_may_come(storage: Storage) -> None:
    """Their feed is due and was not polled since then, or what it brought is to be sorted; what failed rests."""
    async with storage.unit() as unit:
        chats = [await a_chat(unit, number) for number in range(1, 6)]
        due, polled, early, gone, brought = chats
        await a_feed(unit, "https://due.example", due, last_poll=NOW - DAY)
        await a_feed(unit, "https://polled.example", polled, last_poll=NOW)
        await a_feed(unit, "https://early.example", early, next_poll=NOW + DAY)
        await a_feed(unit, "https://gone.example", gone, retired=NOW)
        news = await a_feed(unit, "https://brought.example", brought, next_poll=NOW + DAY)
        assert await unit.feeds.late(NOW, NOW - HOUR) == {due.id}
        assert await unit.feeds.late(NOW, LATER) == {due.id, polled.id}
        stored = await add_entry(unit, entry(news.id))
        assert await unit.feeds.late(NOW, NOW - HOUR) == {due.id, brought.id}
        await unit.failures.mark(Part.ENTRY, [Failed(str(stored.id), "X")], NOW)
        assert await unit.feeds.late(NOW, NOW - HOUR) == {due.id}
        assert await unit.feeds.late(NOW + DAY, NOW) == {due.id, early.id, brought.id}


async def test_following_twice_changes_nothing(storage: Storage) -> None:
    """Following and unfollowing say whether they changed something; a chat's feeds come in the order of following."""
    async with storage.unit() as unit:
        chat, other = await a_chat(unit, 1), await a_chat(unit, 2)
        one, two = await a_feed(unit, "https://a.example"), await a_feed(unit, "https://b.example")
        assert await unit.feeds.follow(chat.id, two.id, NOW)
        assert await unit.feeds.follow(chat.id, one.id, LATER)
        assert not await unit.feeds.follow(chat.id, two.id, LATER + HOUR)
        assert await ids(unit, chat.id) == [two.id, one.id]
        assert await unit.feeds.follow(other.id, two.id, NOW)
        assert [found.id for found in await unit.feeds.chats_of(two.id)] == [chat.id, other.id]
        assert {of: [one.id for one in some] for of, some in (await unit.feeds.followers()).items()} == {
            one.id: [chat.id],
            two.id: [chat.id, other.id],
        }
        assert await unit.feeds.unfollow(chat.id, two.id)
        assert not await unit.feeds.unfollow(chat.id, two.id)
        assert await unit.feeds.chats_of(99) == []
        assert (await ids(unit, 99), await unit.feeds.untold()) == ([], [])


async def test_another_feed_in_its_place(storage: Storage) -> None:
    """Who follows a feed follows its heir for as long, in the same folders; who follows that already keeps theirs."""
    async with storage.unit() as unit:
        ann, bea, cid = [(await a_chat(unit, number)).id for number in (1, 2, 3)]
        old, heir, between = [(await a_feed(unit, f"https://{name}.example")).id for name in "abc"]
        for chat in (ann, bea, cid):
            await unit.feeds.follow(chat, old, NOW)
            await unit.feeds.put_under(chat, {old: ["News", "Mills"]})
        await unit.feeds.follow(ann, between, LATER)
        await unit.feeds.follow(bea, heir, NOW)
        await unit.people.added(ann, old, person(5))
        await unit.feeds.hand_over(old, heir, [])
        await unit.feeds.hand_over(old, heir, [ann, bea, 99])
        assert [await ids(unit, chat) for chat in (ann, bea, cid)] == [[heir, between], [heir], [old]]
        assert (await unit.feeds.topics(ann), await unit.feeds.topics(bea)) == ({heir: ("News", "Mills")}, {})
        assert await unit.people.feeds("telegram", person(5)) == 1
        await unit.feeds.hand_over(old, heir)
        assert [one.id for one in await unit.feeds.chats_of(heir)] == [ann, bea, cid]
        assert await unit.feeds.chats_of(old) == []
        # to itself: nobody loses anything
        await unit.feeds.hand_over(heir, heir)
        assert [one.id for one in await unit.feeds.chats_of(heir)] == [ann, bea, cid]


async def test_a_feed_of_ones_own_at_the_same_address(storage: Storage) -> None:
    """It has shown the same, and nothing else of the other one goes with it; splitting twice is one feed."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        shared = await a_feed(unit, "https://a.example", chat, etag="x", failures=2, pages=False, site="s", title="T")
        await unit.feeds.set_header(shared.id, "Cookie", "secret")
        await unit.feeds.remember(shared.id, MANY, NOW)
        own = await unit.feeds.split(shared, chat.id)
        assert (own.url, own.owner, own.title, own.site, own.pages) == (shared.url, chat.id, "T", "s", False)
        assert (own.etag, own.failures) == ("", 0)
        assert own.id != shared.id
        assert await unit.feeds.get(own.id) == own
        assert await unit.feeds.by_url(shared.url, chat.id) == own
        assert await unit.feeds.seen(own.id, [*MANY, "new"]) == set(MANY)
        assert await unit.feeds.headers([own.id]) == {}
        assert await unit.feeds.chats_of(own.id) == []
        assert (await unit.feeds.split(shared, chat.id)).id == own.id


async def test_folders(storage: Storage) -> None:
    """Of a chat's own feeds, from the outermost on; an empty name for none; others' stay as they are."""
    async with storage.unit() as unit:
        chat, other = await a_chat(unit, 1), await a_chat(unit, 2)
        one, two = await a_feed(unit, "https://a.example", chat, other), await a_feed(unit, "https://b.example", chat)
        await unit.feeds.put_under(chat.id, {})
        assert await unit.feeds.topics(chat.id) == {}
        await unit.feeds.put_under(chat.id, {one.id: ["News", "It's"], two.id: ("News",), 99: ["none"]})
        assert await unit.feeds.topics(chat.id) == {one.id: ("News", "It's"), two.id: ("News",)}
        await unit.feeds.put_under(chat.id, {two.id: []})
        assert await unit.feeds.topics(chat.id) == {one.id: ("News", "It's")}
        assert await unit.feeds.topics(other.id) == {}


async def test_trouble_that_nobody_was_told_of(storage: Storage) -> None:
    """Feeds that fail or are retired."""
    async with storage.unit() as unit:
        await a_feed(unit, "https://fine.example")
        failing = await a_feed(unit, "https://failing.example", failures=1)
        gone = await a_feed(unit, "https://gone.example", retired=NOW)
        await a_feed(unit, "https://told.example", retired=NOW, told=NOW)
        assert await unit.feeds.untold() == [failing, gone]


async def test_keys_are_remembered_per_feed(storage: Storage) -> None:
    """For good; what one feed has shown says nothing about another; a thousand keys in one go are no matter."""
    async with storage.unit() as unit:
        one, other, none = [(await a_feed(unit, f"https://{name}.example")).id for name in "abc"]
        await unit.feeds.remember(one, MANY, NOW)
        await unit.feeds.remember(one, MANY[:3], LATER)
        await unit.feeds.remember(one, [], LATER)
        assert await unit.feeds.seen(one, [*MANY, "new"]) == set(MANY)
        assert await unit.feeds.seen(other, MANY) == set()
        await unit.feeds.remember_all({one: ["x"], other: ["x", "y", "x"], none: []}, NOW)
        await unit.feeds.remember_all({}, NOW)
        assert await unit.feeds.seen_all({one: ["x", "y"], other: ["y", "z"], none: ["x"]}) == {
            one: {"x"},
            other: {"y"},
        }
        assert await unit.feeds.seen_all({}) == {}


async def test_what_is_kept_of_a_document(storage: Storage) -> None:
    """Bytes as they are; what was kept before goes."""
    async with storage.unit() as unit:
        one, other = [(await a_feed(unit, f"https://{name}.example")).id for name in "ab"]
        await unit.feeds.keep_memories({})
        await unit.feeds.keep_memories({one: b"\0\xff" * 5_000, other: b""})
        assert await unit.feeds.memories([one, other, 99]) == {one: b"\0\xff" * 5_000, other: b""}
        await unit.feeds.keep_memories({one: b"new"})
        assert await unit.feeds.memories([one]) == {one: b"new"}
        assert await unit.feeds.memories([]) == {}


async def test_headers(storage: Storage) -> None:
    """Each feed has its own; they are changed, and taken away again, by name."""
    async with storage.unit() as unit:
        one, other = [(await a_feed(unit, f"https://{name}.example")).id for name in "ab"]
        for name, value in (("Cookie", "a=b"), ("X-Key", "old"), ("X-Key", "new")):
            await unit.feeds.set_header(one, name, value)
        await unit.feeds.set_header(other, "X-Key", "theirs")
        assert await unit.feeds.headers([one]) == {one: {"Cookie": "a=b", "X-Key": "new"}}
        for name in ("X-Key", "X-Key", "never"):
            await unit.feeds.set_header(one, name, "")
        assert await unit.feeds.headers([one, other, 99]) == {one: {"Cookie": "a=b"}, other: {"X-Key": "theirs"}}
        assert await unit.feeds.headers([]) == {}


async def test_what_is_sorted_keeps_nobody_waiting(storage: Storage) -> None:
    """Only what belongs to no story yet may still come."""
    async with storage.unit() as unit:
        chat = await a_chat(unit)
        news = await a_feed(unit, "https://a.example", chat, next_poll=NOW + DAY)
        await a_story(unit, entry(news.id))
        assert await unit.feeds.late(NOW, NOW) == set()
