"""
The story index of a running bot, filled from the database.

Of several processes on one database one sorts, the one that has the lease. When another had it meanwhile, the index is
filled anew: it is a cache of what is stored.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress

from bot.aside import aside
from bot.errors import Overtaken
from bot.model import Document, Entry, Leased
from bot.ports import Storage, Unit
from bot.recurring_text import Values, boilerplate, keep_recurring, recurring
from bot.stories.candidate_index import Index
from bot.stories.profile import spoken_sentences
from bot.stories.readable_view import Retold
from bot.stories.rulings import EVERYBODY
from bot.stories.story_index import StoryIndex, read_entry
from bot.text.analysis.idf import Idf
from bot.text.cleaning.boilerplate import Recurring

_PAGE = 500
"""Entries read at once when words are counted again."""
_PAGE_OF_KEYS = 5_000
"""The same where only keys are read."""
_MOST_FEEDS = 500
"""Feeds whose recurring sentences are in memory, those asked for last; 20 kB each at most."""
_COUNTS = "word counts"
_FILED = "filed places"
_LONGEST = 0.5
"""Seconds that filing takes at most after a round of sorting: every few thousand entries it is due."""
_KEEP_EVERY = 1_000
"""Entries after which the counts of words are kept: a start reads at most so many texts, about two seconds' work."""


class CachedIndex:
    """
    The index of a running bot, filled from the database.

    What is read at the start is small: a few numbers for each entry, and the counts of words as they were last kept.
    *retold* learns from it how rare words are.
    """

    def __init__(self, seeds: Sequence[Document], retold: Retold | None = None) -> None:
        self._seeds = tuple(seeds)
        self._retold = retold or Retold(seeds)
        self._counted = 0
        self._ruled = 0
        self._turn = 0
        self._recurring: OrderedDict[int, Values] = OrderedDict()
        self.story_index: StoryIndex | None = None

    async def load(self, storage: Storage) -> None:
        """Fill the index: how each stored story is found, and how rare words are."""
        async with storage.view() as unit:
            story_index = await self._counted_again(unit)
            await _find_again(unit, story_index)
            self._ruled = max((ruling.act for ruling in await unit.rulings.since(0)), default=0)
        self._retold.learn_from(story_index)
        self.story_index = story_index

    async def learn(self, storage: Storage) -> None:
        """Learn how rare words are by now, in a process that does not sort: digests are told there, too."""
        if not self._turn:
            async with storage.view() as unit:
                story_index = await self._counted_again(unit)
            self._retold.learn_from(story_index)

    async def _counted_again(self, unit: Unit) -> StoryIndex:
        """An index that knows how rare words are, and the seeds."""
        kept = await unit.kept(_COUNTS)
        story_index = StoryIndex.of(self._seeds, Idf.of(kept["counts"]) if kept else None)
        self._recurring.clear()
        self._counted = kept["until"] if kept else 0
        await _count_again(unit, self, story_index, self._counted)
        return story_index

    async def _known(self, unit: Unit, feeds: Collection[int]) -> dict[int, Values]:
        """The sentences of each of *feeds* with the titles they stood under."""
        self._recurring |= await recurring(unit, [feed for feed in feeds if feed not in self._recurring])
        for feed in feeds:
            self._recurring.move_to_end(feed)
        found = {feed: self._recurring[feed] for feed in feeds}
        while len(self._recurring) > _MOST_FEEDS:
            self._recurring.popitem(last=False)
        return found

    async def boilerplate(self, unit: Unit, entries: Iterable[Entry]) -> dict[int, Collection[int]]:
        """For each feed of *entries* the keys of the sentences that stand on every page."""
        known = await self._known(unit, {entry.feed for entry in entries})
        return {feed: frozenset(boilerplate(values)) for feed, values in known.items()}

    async def learn_pages(self, storage: Storage, entries: Sequence[Entry]) -> dict[int, Collection[int]]:
        """
        Take in which sentences recur in the feeds of *entries*, before any of them is read.

        Returns: for each feed the keys of the sentences that stand on every page.
        """
        async with storage.view() as view:
            kept = await self._known(view, {entry.feed for entry in entries})
        known = {feed: Recurring.of(values) for feed, values in kept.items()}
        for entry in entries:
            with suppress(Exception):  # one that cannot be read is marked when its turn comes
                known[entry.feed].add(
                    entry.title, await aside(len(entry.text), spoken_sentences, entry.text, entry.language)
                )
        learned = {feed: one.values() for feed, one in known.items()}
        async with storage.unit() as unit:
            await keep_recurring(unit, learned)
            await unit.commit()
        self._recurring |= learned
        return {feed: one.boilerplate for feed, one in known.items()}

    async def take(self, storage: Storage) -> bool:
        """Be the one who sorts. Returns: False if another process is."""
        async with storage.unit() as unit:
            turn = await _turn(unit)
            await unit.commit()
        if turn != self._turn:
            self.story_index = None  # somebody else has sorted meanwhile, or nobody knows
        self._turn = turn
        return turn != 0

    async def is_ours(self, unit: Unit) -> bool:
        """Whether nobody else has sorted since ``take``; for so long again nobody else does."""
        return await _turn(unit) == self._turn

    async def filled(self, storage: Storage) -> StoryIndex:
        """The index; filled anew if the last writing failed half-way, or another process has sorted meanwhile."""
        if self.story_index is None:
            await self.load(storage)
        if self.story_index is None:
            raise AssertionError("load leaves an index")
        return self.story_index

    async def apply_rulings(self, unit: Unit, story_index: StoryIndex) -> None:
        """Let the index know what was ruled for everybody, and which entries were taken out of their stories."""
        story_index.joined = await unit.rulings.joined(EVERYBODY)
        for ruling in await unit.rulings.since(self._ruled):
            self._ruled = ruling.act
            story_index.forget(ruling.one)
            story_index.forget(ruling.other)
            # an entry that was taken out is in the newer of the two
            for _, keys in sorted((await unit.stories.keys(ruling.other)).items()):
                story_index.found_by(ruling.other, keys)

    async def is_overruled(self, unit: Unit, story_index: StoryIndex) -> bool:
        """Whether something was ruled for everybody that the index does not know yet."""
        return bool(await unit.rulings.since(self._ruled)) or story_index.joined != await unit.rulings.joined(EVERYBODY)

    async def file_old(self, storage: Storage, story_index: StoryIndex) -> None:
        """
        Move places of old entries from memory to the database, a part of them in each transaction.

        Raises: Overtaken if another process sorts: it files them.
        """
        clock = asyncio.get_running_loop().time
        end, index = clock() + _LONGEST, story_index.index
        while clock() < end and (old := index.old()):
            async with storage.unit() as unit:
                if not await self.is_ours(unit):
                    raise Overtaken("another process sorts the entries now")
                filed = index.filed_with(old)
                await unit.stories.file(old.joined(await unit.stories.filed(old.places)), min(filed))
                await unit.keep(_FILED, filed)
                await unit.commit()
            index.let_go(old)

    async def keep_counts(self, unit: Unit, story_index: StoryIndex, until: int) -> None:
        """
        Keep how often each word was counted, now and then; what came later is counted again at the next start.

        Args:
            until: The highest id of all entries; each of them must be counted.
        """
        if until - self._counted >= _KEEP_EVERY:
            await unit.keep(_COUNTS, {"until": until, "counts": story_index.idf.values()})
            self._counted = until


async def _turn(unit: Unit) -> int:
    """The number of our lease; 0 if another process has it."""
    return (await unit.leases.take([Leased.SORT])).get(Leased.SORT, 0)


async def _find_again(unit: Unit, story_index: StoryIndex) -> None:
    story_index.index = index = Index(await unit.kept(_FILED) or ())
    last = min(index.filed)
    while page := await unit.stories.turns(last, _PAGE_OF_KEYS):
        last = page[-1][0]
        for turn, story, keys in page:
            index.add_stored(turn, story, keys)
    for seed, story in (await unit.stories.seeded()).items():
        story_index.told_by(seed, story)


async def _count_again(unit: Unit, cache: CachedIndex, story_index: StoryIndex, last: int) -> None:
    while page := await unit.entries.after(last, _PAGE):
        last = page[-1].id
        boilerplate = await cache.boilerplate(unit, page)
        for entry in page:
            if entry.story is not None:
                with suppress(Exception):  # a new wording may be one that cannot be read; the start goes on without it
                    story_index.count(read_entry(entry, boilerplate[entry.feed]))
