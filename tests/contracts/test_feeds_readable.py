"""Which feeds a chat may read."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import ChatKey, ChatKind, Feed
from bot.ports import Storage, Unit
from tests.contracts.conftest import Open

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
LISTED, LISTED_SECRET = "https://listed.example/feed", "https://listed.example/feed?token=abc"


@pytest.fixture
async def storage(open_storage: Open) -> AsyncIterator[Storage]:
    """An empty database; the operator's list shares two addresses, one of them by mistake."""
    async with open_storage(shared=[LISTED, LISTED_SECRET]) as opened:
        yield opened


async def add(unit: Unit, url: str, *, owner: int = 0, shared: bool | None = None) -> int:
    """A feed that nobody follows yet."""
    feed = Feed(0, url, "A", NOW, timedelta(hours=1), owner=owner, shared=shared)
    return (await unit.feeds.add(feed)).id


async def chat(unit: Unit, number: int) -> int:
    """A chat that follows nothing yet."""
    return (await unit.chats.ensure(ChatKey("telegram", str(number)), ChatKind.PRIVATE, "")).id


async def test_a_chat_reads_what_it_follows_and_what_is_shared(storage: Storage) -> None:
    """Others' feeds are read by all only when that was said and nothing in them is secret."""
    async with storage.unit() as unit:
        ours, theirs = await chat(unit, 1), await chat(unit, 2)
        own = await add(unit, "https://own.example/feed?token=abc")
        header = await add(unit, "https://header.example/feed", owner=ours)
        for feed in (own, header):
            await unit.feeds.follow(ours, feed, NOW)
        other = await add(unit, "https://other.example/feed")
        await unit.feeds.follow(theirs, other, NOW)
        listed = await add(unit, LISTED)
        said = await add(unit, "https://said.example/feed", shared=True)
        # all that must not be shared, whatever was said of it
        await add(unit, LISTED_SECRET)
        await add(unit, "https://me:pass@said.example/feed", shared=True)
        await add(unit, "https://said.example/header", owner=theirs, shared=True)
        await add(unit, LISTED, owner=theirs)
        withdrawn = await add(unit, "https://withdrawn.example/feed", shared=False)
        shared = {listed, said}
        assert await unit.feeds.shared() == shared
        assert await unit.feeds.readable(ours, public=False) == {own, header} | shared
        assert await unit.feeds.readable(theirs, public=False) == {other} | shared
        assert await unit.feeds.readable(0, public=False) == shared
        assert await unit.feeds.readable(0, public=True) == {other, withdrawn} | shared
        assert await unit.feeds.readable(ours, public=True) == {own, header, other, withdrawn} | shared


async def test_the_operator_takes_a_listed_feed_back(storage: Storage) -> None:
    """What is said of a feed itself counts more than the list."""
    async with storage.unit() as unit:
        feed = await unit.feeds.get(await add(unit, LISTED))
        assert feed is not None
        await unit.feeds.update(feed, replace(feed, shared=False))
        assert await unit.feeds.shared() == frozenset()


async def test_one_address_is_a_feed_for_each_owner(storage: Storage) -> None:
    """A feed with headers is not found, nor joined, by its bare address."""
    async with storage.unit() as unit:
        ours = await chat(unit, 1)
        own = await add(unit, LISTED, owner=ours)
        assert await unit.feeds.by_url(LISTED) is None
        bare = await add(unit, LISTED)
        assert bare != own
        assert [await add(unit, LISTED), await add(unit, LISTED, owner=ours)] == [bare, own]
        found = await unit.feeds.by_url(LISTED, ours)
        assert found is not None
        assert found.id == own
