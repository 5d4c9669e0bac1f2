"""Entries become stories, on a real database."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.model import Actor, Decision, Document, DoubtKind, Entry, Feed, Room, Story, Verdict
from bot.ports import Storage, Unit
from bot.recurring_text import boilerplate_of
from bot.stories.batch import Collected
from bot.stories.cached_index import CachedIndex
from bot.stories.collect import collect
from bot.stories.rank import importance
from bot.stories.rulings import EVERYBODY
from bot.text.cleaning.boilerplate import sentence_key
from tests.databases import open_storage
from tests.stored import add_entry, open_story

NOW = datetime(2026, 4, 10, 8, 0, tzinfo=UTC)
ROUND = (
    "Pebblewing raises $48 million for parcel robots",
    "The robot maker Pebblewing has raised $48 million in a Series B led by Candlewick Ventures. Robots sort goods.",
)
AGAIN = (
    "Candlewick leads $48M round in robot maker Pebblewing",
    "Candlewick Ventures leads a Series B of $48 million in the robot maker Pebblewing, whose robots sort goods.",
)
LATER = (
    "Pebblewing recalls 300 parcel robots after fire in Harbourton",
    (
        "Two weeks after its Series B of $48 million the robot maker Pebblewing recalls 300 robots. A battery burned "
        "in Harbourton on 9 April 2026, chief executive Ines Tavarro said. Candlewick Ventures declined to comment."
    ),
)
OTHER = ("Hollybrook sues Inkthistle over novels", "The publisher Hollybrook has sued Inkthistle over 9,000 novels.")
SEED = Document("seed:suit", "Hollybrook against Inkthistle", "Hollybrook has sued Inkthistle over 9,000 novels.")


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    """An empty database."""
    opened = await open_storage("sqlite:///news.db", tmp_path, (SEED,), "UTC", (time(8),))
    yield opened
    await opened.close()


async def add(storage: Storage, *texts: tuple[str, str], apart: timedelta = timedelta(hours=1)) -> None:
    """Store entries, so far *apart*, each of a publisher of its own."""
    async with storage.unit() as unit:
        feed = await unit.feeds.add(Feed(0, "https://a.example/feed", "A", NOW, timedelta(hours=1)))
        first = await unit.entries.count()
        for number, (title, text) in enumerate(texts, first):
            moment = NOW + number * apart
            name = f"Paper {number}"
            await add_entry(unit, Entry(0, feed.id, str(number), "", "", title, text, name, "en", moment, moment))
        await unit.commit()


async def stories_of(storage: Storage) -> list[int | None]:
    """The story of each entry, in order."""
    async with storage.unit() as unit:
        return [entry.story for entry in await unit.entries.after(0, 100)]


async def decisions_of(storage: Storage, story: int) -> Sequence[Decision]:
    """The decisions of one story, oldest first."""
    async with storage.unit() as unit:
        return [decision for _, decision in await unit.stories.decisions(story)]


async def test_one_event_becomes_one_story(storage: Storage) -> None:
    """Two papers on one event share a story, and the third has its own."""
    await add(storage, ROUND, AGAIN, ("Rain in Ostermoor", "It rained for nine days in Ostermoor."))
    counts = await collect(storage, CachedIndex(()), NOW)
    first, second, third = await stories_of(storage)
    assert first == second != third
    assert counts == Collected(new=2, same=1)


async def test_the_same_months_later_is_another_event_of_the_matter(storage: Storage) -> None:
    """It opens a story of its own, and its evidence leads to the one before."""
    await add(storage, ROUND, AGAIN, apart=timedelta(days=90))
    assert await collect(storage, CachedIndex(()), NOW) == Collected(new=2)
    first, second = await stories_of(storage)
    (decision,) = await decisions_of(storage, second or 0)
    assert DoubtKind.LATE in {doubt.kind for doubt in decision.evidence.against}
    assert decision.evidence.near_story == first


async def test_what_the_seeds_tell_is_known(storage: Storage) -> None:
    """The story names the seed, and tells nobody that it is new."""
    await add(storage, OTHER)
    counts = await collect(storage, CachedIndex((SEED,)), NOW)
    assert counts == Collected(known=1)
    async with storage.unit() as unit:
        story = await unit.stories.get(1)
    assert story is not None
    assert story.seed == SEED.id


async def test_a_development_is_an_update_with_its_new_sentences(storage: Storage) -> None:
    """The sentences with new figures and names are marked, the known one is not."""
    await add(storage, ROUND, AGAIN, LATER)
    await collect(storage, CachedIndex(()), NOW)
    decision = (await decisions_of(storage, 1))[-1]
    assert decision.verdict is Verdict.UPDATE
    told = [LATER[1][start:end] for start, end in decision.fresh]
    assert any("Harbourton" in sentence for sentence in told)
    assert not any("declined" in sentence for sentence in told)


async def test_the_same_entry_again_is_a_copy(storage: Storage) -> None:
    """A syndicated text joins its story and is marked, so that it does not count as a source of its own."""
    await add(storage, ROUND, ROUND)
    await collect(storage, CachedIndex(()), NOW)
    decision = (await decisions_of(storage, 1))[-1]
    assert (decision.verdict, decision.copy) == (Verdict.SAME, True)


async def test_a_restart_changes_nothing(storage: Storage) -> None:
    """A book filled from the database decides as the one that was there before."""
    await add(storage, ROUND)
    await collect(storage, CachedIndex(()), NOW)
    await add(storage, AGAIN)
    cache = CachedIndex(())
    await cache.load(storage)
    assert await collect(storage, cache, NOW) == Collected(same=1)


async def test_nothing_to_sort_is_no_work(storage: Storage) -> None:
    """A second round leaves everything as it is."""
    await add(storage, ROUND, OTHER)
    cache = CachedIndex(())
    await collect(storage, cache, NOW)
    before = await stories_of(storage)
    assert await collect(storage, cache, NOW) == Collected()
    assert await stories_of(storage) == before


async def test_the_story_lasts_from_its_first_to_its_last_entry(storage: Storage) -> None:
    """First and last seen, and a headline of one of its entries."""
    await add(storage, ROUND, AGAIN)
    await collect(storage, CachedIndex(()), NOW)
    async with storage.unit() as unit:
        story = await unit.stories.get(1)
    assert story is not None
    assert (story.first_seen, story.last_seen) == (NOW, NOW + timedelta(hours=1))
    assert story.headline in {ROUND[0], AGAIN[0]}


async def test_a_sister_is_named_as_what_came_near(storage: Storage) -> None:
    """Of the next version people are told that it is not the one before, and why, not which other story is likelier."""
    first = ("Aria 5.4 brings faster search", "Otterworks has released Aria 5.4. The assistant searches faster.")
    await add(storage, first, ROUND, ("Aria 5.5 brings faster search", first[1].replace("5.4", "5.5")))
    assert await collect(storage, CachedIndex(()), NOW) == Collected(new=3)
    (decision,) = await decisions_of(storage, 3)
    assert decision.evidence.other == first[0]
    assert any(doubt.kind is DoubtKind.VERSION for doubt in decision.evidence.against)


async def test_the_story_knows_its_names(storage: Storage) -> None:
    """The names of its headlines, and that their words are rare; an everyday headline is less so."""
    await add(storage, ROUND, AGAIN, ("New report on the market this week", "The market was as it was."))
    await collect(storage, CachedIndex(()), NOW)
    async with storage.unit() as unit:
        stories = await unit.stories.get_all({1, 2})
    assert set(stories[1].names) == {"pebblewing", "candlewick"}
    assert stories[2].names == ()
    assert 0.0 < stories[2].rarity < stories[1].rarity <= 1.0


STORY = Story(1, "Headline", NOW, NOW + timedelta(hours=2))
ENTRY = Entry(1, 1, "g", "", "", "t", "x", "A", "en", NOW, NOW)
OWN, COPY = Decision(Verdict.NEW, 0.1), Decision(Verdict.SAME, 0.9, copy=True)
UPDATE = Decision(Verdict.UPDATE, 0.9)
OTHER_FEED = replace(ENTRY, feed=2, publisher="a")
B = replace(ENTRY, publisher="B")


@pytest.mark.parametrize(
    ("less", "more"),
    [
        pytest.param((STORY, [(ENTRY, OWN)], {}), (STORY, [(ENTRY, OWN), (B, COPY)], {}), id="a copy adds a little"),
        pytest.param(
            (STORY, [(ENTRY, OWN), (B, COPY)], {}), (STORY, [(ENTRY, OWN), (B, OWN)], {}), id="own words, more"
        ),
        pytest.param(
            (replace(STORY, last_seen=NOW + timedelta(days=3)), [(ENTRY, OWN), (B, OWN)], {}),
            (STORY, [(ENTRY, OWN), (B, OWN)], {}),
            id="speed",
        ),
        pytest.param((STORY, [(ENTRY, OWN)], {}), (STORY, [(ENTRY, OWN), (ENTRY, UPDATE)], {}), id="a development"),
        pytest.param(
            (replace(STORY, rarity=0.2), [(ENTRY, OWN)], {}),
            (replace(STORY, rarity=0.9), [(ENTRY, OWN)], {}),
            id="rarity",
        ),
        pytest.param((STORY, [(ENTRY, OWN)], {1: 300}), (STORY, [(ENTRY, OWN)], {1: 2}), id="a choosy feed"),
        pytest.param(
            (STORY, [(ENTRY, OWN)], {1: 2}), (STORY, [(ENTRY, OWN), (B, OWN)], {1: 900}), id="but sources first"
        ),
    ],
)
def test_what_makes_a_story_matter(less: Any, more: Any) -> None:
    """Independent publishers most, then developments, speed, rarity, and how choosy its feeds are."""
    assert 0.0 < importance(*less) < importance(*more)


def test_two_feeds_of_one_publisher_are_one_source() -> None:
    """However it writes itself."""
    assert importance(STORY, [(ENTRY, OWN), (OTHER_FEED, OWN)], {}) == importance(STORY, [(ENTRY, OWN)], {})


@dataclass
class Meddled:
    """A database in which something happens between what is decided and what is written, once."""

    storage: Storage
    meddle: Callable[[Unit], Awaitable[object]]
    views: int = 0

    def unit(self) -> AbstractAsyncContextManager[Unit]:
        """See ports.Storage."""
        return self.storage.unit()

    def by(self, actor: Actor) -> Storage:
        """See ports.Storage."""
        return self.storage.by(actor)

    async def quiet(self, longest: timedelta) -> None:
        """See ports.Storage."""
        await self.storage.quiet(longest)

    @asynccontextmanager
    async def view(self) -> AsyncIterator[Unit]:
        """See ports.Storage. The first is of what is unsorted, the second of what is decided."""
        async with self.storage.view() as unit:
            yield unit
        self.views += 1
        if self.views == 2:
            async with self.storage.unit() as unit:
                await self.meddle(unit)
                await unit.commit()

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


async def filled(storage: Storage) -> CachedIndex:
    """A book that has been read."""
    cache = CachedIndex(())
    await cache.load(storage)
    return cache


async def test_a_story_that_opened_meanwhile_keeps_its_number(storage: Storage) -> None:
    """What was decided for that number is decided once more, for the next."""
    await add(storage, ROUND, OTHER)
    cache = await filled(storage)
    opened = Story(0, "Somebody split a story", NOW, NOW)
    assert await collect(Meddled(storage, lambda unit: open_story(unit, opened)), cache, NOW) == Collected(new=2)
    assert await stories_of(storage) == [2, 3]
    async with storage.view() as unit:
        kept = await unit.stories.get(1)
    assert kept is not None
    assert kept.headline == opened.headline
    await add(storage, AGAIN)
    assert await collect(storage, cache, NOW) == Collected(same=1)


async def test_an_entry_that_was_reworded_meanwhile_is_decided_by_its_new_words(storage: Storage) -> None:
    """Nothing is written of the old ones, also not of its neighbours' comparison with it."""
    await add(storage, ROUND, AGAIN)
    async with storage.view() as unit:
        entry = (await unit.entries.after(0, 1))[0]
    cache = await filled(storage)
    new = replace(entry, title=OTHER[0], text=OTHER[1])
    await collect(Meddled(storage, lambda unit: unit.entries.reword(new)), cache, NOW)
    await collect(storage, cache, NOW)
    first, second = await stories_of(storage)
    assert None not in (first, second)
    assert first != second


async def test_what_was_ruled_meanwhile_holds(storage: Storage) -> None:
    """Two stories that somebody joined for everybody take an entry as one."""
    await add(storage, ROUND, OTHER)
    cache = await filled(storage)
    await collect(storage, cache, NOW)
    await add(storage, LATER)

    async def join(unit: Unit) -> None:
        await unit.rulings.rule([EVERYBODY], [(1, 2)], "5", NOW, together=True)

    await collect(Meddled(storage, join), cache, NOW)
    story_index = await cache.filled(storage)
    assert story_index.joined[1] == story_index.joined[2]


PAGE = "Abonnieren Sie unseren Brief aus Ostermoor. Ranskan uutiset joka aamu klo 7. Mehr aus dem Hafen von Wickham."


async def test_what_stands_on_each_page_of_a_feed_is_no_news(storage: Storage) -> None:
    """Two matters on pages of one site are two stories, also after a restart, when the page was learned before."""
    # the first that a feed brings show what its pages repeat
    await add(storage, *((title, f"{text} {PAGE}") for title, text in (ROUND, LATER, OTHER)))
    await collect(storage, CachedIndex(()), NOW)
    fire = ("Sable", f"The ferry to Sable burned. {PAGE}")
    fair = ("Leeds", f"A fair of looms opens today. {PAGE}")
    await add(storage, fire, fair)
    done = await collect(storage, CachedIndex(()), NOW)
    assert done == Collected(new=2)
    async with storage.view() as unit:
        page = (await boilerplate_of(unit.recent_of, [1]))[1]
    assert {sentence_key(sentence.strip() + ".") for sentence in PAGE.split(".") if sentence} <= page
