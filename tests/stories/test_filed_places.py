"""Told once holds against everything stored: what stands in the database is found like what is in memory."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

import pytest

from bot.model import Decision, Entry, Feed
from bot.ports import Storage
from bot.stories import cached_index
from bot.stories.cached_index import CachedIndex
from bot.stories.candidate_index import Index, _newest
from bot.stories.collect import collect
from bot.stories.story_index import StoryIndex
from tests.bench.stories_stream import Item, Stream
from tests.databases import KINDS, fresh, open_storage

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
FIRST = (
    "Pebblewing raises $48 million for parcel robots",
    "The robot maker Pebblewing has raised $48 million in a Series B led by Candlewick Ventures. Robots sort goods.",
)
Row = tuple[int | None, Decision]


@pytest.fixture(params=KINDS)
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Storage]:
    """An empty database of each kind."""
    with fresh(request.param) as url:
        opened = await open_storage(url, tmp_path, [])
        yield opened
        await opened.close()


def some(count: int) -> list[Item]:
    """The first entries of a stream of twins, of near misses and of others."""
    stream = Stream()
    try:
        return list(islice(stream, count))
    finally:
        stream.told._file.close()


async def bring(storage: Storage, feed: int, number: int, title: str, text: str) -> None:
    """Store an entry."""
    moment = NOW + timedelta(hours=number)
    async with storage.unit() as unit:
        await unit.entries.add_all([Entry(0, feed, str(number), "", "", title, text, "P", "en", moment, moment)])
        await unit.commit()


async def a_feed(storage: Storage) -> int:
    """One feed."""
    async with storage.unit() as unit:
        feed = await unit.feeds.add(Feed(0, "https://a.example/feed", "A", NOW, timedelta(hours=1)))
        await unit.commit()
    return feed.id


async def decided(storage: Storage) -> list[Row]:
    """The story of each entry and all that is kept of the decision."""
    async with storage.view() as unit:
        stories = {entry.story or 0 for entry in await unit.entries.after(0, 1_000)}
        rows = [(entry, made) for story in stories for entry, made in await unit.stories.decisions(story)]
    return [(entry.story, made) for entry, made in sorted(rows, key=lambda row: row[0].id)]


def in_use(cache: CachedIndex) -> StoryIndex:
    """What a cache holds after it was used."""
    assert cache.story_index is not None
    return cache.story_index


async def test_a_story_of_a_year_ago_is_found(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the same text: its places have left memory, also that of a bot that has just started."""
    monkeypatch.setattr(cached_index, "Index", partial(Index, in_memory=4))
    feed, cache = await a_feed(storage), CachedIndex(())
    await bring(storage, feed, 0, *FIRST)
    for number, item in enumerate(some(12), 1):
        await bring(storage, feed, number, item.title, item.text)
        await collect(storage, cache, NOW)
    held = in_use(cache).index
    async with storage.view() as unit:
        keys = (await unit.stories.keys(1))[1]
        places = [held._parts[key >> 26].places.get(key) for key in keys]
        assert not any(1 in _newest(known, 99) for known in places if known is not None)
        assert all(1 in stories for stories in (await unit.stories.filed(keys)).values())
    for number in (9_000, 9_001):
        await bring(storage, feed, number, *FIRST)
        await collect(storage, cache if number == 9_000 else CachedIndex(()), NOW)
    assert [story for story, _ in await decided(storage)][-2:] == [1, 1]


async def _sorted(storage: Storage) -> list[Row]:
    """A stream in rounds, with a start now and then."""
    feed, cache = await a_feed(storage), CachedIndex(())
    for number, item in enumerate(some(90)):
        await bring(storage, feed, number, item.title, item.text)
        if number % 3 == 2:
            await collect(storage, cache, NOW)
        if number % 30 == 29:
            cache = CachedIndex(())
    return await decided(storage)


async def test_all_is_decided_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few entries are in memory: the same stories, verdicts and evidence."""
    found = []
    for number, in_memory in enumerate((6, 10**6)):
        monkeypatch.setattr(cached_index, "Index", partial(Index, in_memory=in_memory))
        storage = await open_storage(f"sqlite:///{number}.db", tmp_path, [])
        found.append(await _sorted(storage))
        async with storage.view() as unit:
            assert (len(await unit.stories.turns(0, 99)) < 90) == (in_memory == 6)
        await storage.close()
    assert found[0] == found[1]
    assert len({story for story, _ in found[0]}) < 90
