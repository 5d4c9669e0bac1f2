"""Puts stored entries into stories: reads what is unsorted, decides on the shelf, writes. A thin shell."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain

from bot.model import Assigned, Decision, Document, Entry, Story, Verdict
from bot.ports import Storage, Unit
from bot.stories.book import Shelf, Speaker, read_entry, speaker
from bot.stories.profile import Profile
from bot.stories.rulings import EVERYBODY
from bot.stories.whole import MOST_MEMBERS
from bot.text.rarity import Rarity

BATCH = 200
"""Entries of one transaction: short enough that nobody waits for the database."""
_PAGE = 500
"""Entries read at once when words are counted again."""
_PAGE_OF_KEYS = 5_000
"""The same where only keys are read."""
_COUNTS = "word counts"
_KEEP_EVERY = 1_000
"""Entries after which the counts of words are kept: a start reads at most so many texts, about two seconds' work."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of the entries: how many opened a story, told the same, brought something new, or were known."""

    new: int = 0
    same: int = 0
    update: int = 0
    known: int = 0

    @property
    def entries(self) -> int:
        """How many were sorted."""
        return self.new + self.same + self.update + self.known

    def counted(self, verdict: Verdict) -> "Collected":
        """These counts with one more."""
        name = verdict.value
        return replace(self, **{name: getattr(self, name) + 1})


class StoryBook:
    """
    The shelf of a running bot, filled from the database.

    What is read at the start is small: a few numbers for each entry, and the counts of words as they were last kept.
    """

    def __init__(self, seeds: Sequence[Document]) -> None:
        self._seeds = tuple(seeds)
        self._counted = 0
        self._ruled = 0
        self.shelf: Shelf | None = None

    async def load(self, storage: Storage) -> None:
        """Fill the shelf: how each stored story is found, and how rare words are."""
        async with storage.unit() as unit:
            kept = await unit.kept(_COUNTS)
            rarity = Rarity.of(kept["counts"]) if kept else None
            shelf = Shelf.of(self._seeds, rarity)
            await _find_again(unit, shelf)
            self._counted = kept["until"] if kept else 0
            self._ruled = max((ruling.act for ruling in await unit.rulings.since(0)), default=0)
            await _count_again(unit, shelf, self._counted)
        self.shelf = shelf

    async def filled(self, storage: Storage) -> Shelf:
        """The shelf; filled anew if the last writing failed half-way."""
        if self.shelf is None:
            await self.load(storage)
        if self.shelf is None:
            raise AssertionError("load leaves a shelf")
        return self.shelf

    async def heed(self, unit: Unit, shelf: Shelf) -> None:
        """Let the shelf know what was ruled for everybody, and which entries were taken out of their stories."""
        shelf.joined = await unit.rulings.wholes(EVERYBODY)
        for ruling in await unit.rulings.since(self._ruled):
            self._ruled = ruling.act
            shelf.forget(ruling.one)
            shelf.forget(ruling.other)
            # an entry that was taken out is in the newer of the two
            for entry in await unit.entries.of_story(ruling.other):
                for _, _, keys in await unit.stories.keys(entry.id - 1, 1):
                    shelf.found_by(ruling.other, keys)

    async def keep_counts(self, unit: Unit, shelf: Shelf, until: int) -> None:
        """
        Keep how often each word was counted, now and then; what came later is counted again at the next start.

        Args:
            until: The highest id of all entries; each of them must be counted.
        """
        if until - self._counted >= _KEEP_EVERY:
            await unit.keep(_COUNTS, {"until": until, "counts": shelf.rarity.values()})
            self._counted = until


async def _find_again(unit: Unit, shelf: Shelf) -> None:
    last = 0
    while page := await unit.stories.keys(last, _PAGE_OF_KEYS):
        last = page[-1][0]
        for _, story, keys in page:
            shelf.found_by(story, keys)
    for seed, story in (await unit.stories.seeded()).items():
        shelf.told_by(seed, story)


async def _count_again(unit: Unit, shelf: Shelf, last: int) -> None:
    while page := await unit.entries.after(last, _PAGE):
        last = page[-1].id
        for entry in page:
            if entry.story is not None:
                shelf.count(read_entry(entry))


async def collect(
    storage: Storage, book: StoryBook, now: datetime, progress: Callable[[Collected], None] | None = None
) -> Collected:
    """
    Put every entry that belongs to no story yet into one.

    Args:
        storage: Where entries and stories are.
        book: What is known of the stories so far.
        now: The moment that decisions are dated with.
        progress: Told the counts so far after each batch.
    Returns: the counts.
    """
    done = Collected()
    while True:
        shelf = await book.filled(storage)
        # until the commit the shelf is ahead of the database: if this fails, it is filled anew
        book.shelf = None
        async with storage.unit() as unit:
            await book.heed(unit, shelf)
            entries = await unit.entries.unsorted(BATCH)
            done = await _batch(unit, shelf, entries, now, done)
            if len(entries) < BATCH and entries:
                await book.keep_counts(unit, shelf, await unit.entries.last_id())
            await unit.commit()
        book.shelf = shelf
        if progress and entries:
            progress(done)
        if len(entries) < BATCH:
            return done


async def _batch(unit: Unit, shelf: Shelf, entries: Sequence[Entry], now: datetime, done: Collected) -> Collected:
    """All are counted before any is decided, so that the first of many on one matter finds its words common already."""
    read: list[Profile] = []
    for entry in entries:
        read.append(read_entry(entry))
        shelf.count(read[-1])
        # reading takes a millisecond or two: between two entries others have their turn
        await asyncio.sleep(0)
    batch = _Batch(unit, shelf, await unit.stories.next_id())
    await batch.fetch(chain.from_iterable(shelf.wanted(shelf.find(one)) for one in read))
    for entry, one in zip(entries, read, strict=True):
        done = done.counted(await batch.sort(entry, one))
        await asyncio.sleep(0)
    await batch.write(now)
    return done


class _Batch:
    """Entries that are sorted in one transaction: what they need is read, and what they change written, at once."""

    def __init__(self, unit: Unit, shelf: Shelf, next_id: int) -> None:
        self._unit, self._shelf, self._next = unit, shelf, next_id
        self._stories: dict[int, Story] = {}
        self._changed: dict[int, Story] = {}
        self._assigned: list[Assigned] = []

    async def fetch(self, stories: Iterable[int]) -> None:
        """Bring the stories that are not on the shelf as wholes."""
        missing = self._shelf.missing(stories)
        if not missing:
            return
        self._stories |= await self._unit.stories.get_all([one for one in missing if one not in self._stories])
        for story, members in (await self._unit.entries.speakers(missing, MOST_MEMBERS // 2)).items():
            self._shelf.learn(story, [speaker(member) for member in members], self._stories[story].seed)

    async def sort(self, entry: Entry, read: Profile) -> Verdict:
        """Decide one entry, and remember what to write."""
        found = self._shelf.find(read)
        await self.fetch(self._shelf.wanted(found))
        decision = self._shelf.decide(read, entry.text, found)
        moment = entry.published or entry.seen
        story = await self._joined(decision.story) or self._opened(entry, moment, decision)
        keys = self._shelf.put(story.id, speaker(entry, read), story.seed)
        self._assigned.append(Assigned(entry.id, story.id, decision, keys))
        first, last = min(story.first_seen, moment), max(story.last_seen, moment)
        grown = replace(self._shelf.described(story), first_seen=first, last_seen=last)
        if grown != story or story.id not in self._stories:
            self._stories[story.id] = self._changed[story.id] = grown
        return decision.verdict

    async def _joined(self, story: int | None) -> Story | None:
        if story is None:
            return None
        await self.fetch([story])
        if story not in self._stories:
            self._stories |= await self._unit.stories.get_all([story])
        return self._stories.get(story)

    def _opened(self, entry: Entry, moment: datetime, decision: Decision) -> Story:
        story = Story(self._next, entry.title, moment, moment, decision.seed)
        self._next += 1
        return story

    async def write(self, now: datetime) -> None:
        """Write all that was decided, dated *now*; then let go what has drifted away from its story."""
        await self._unit.stories.save(list(self._changed.values()))
        await self._unit.stories.assign_all(self._assigned, now)
        for story in sorted({one.story for one in self._assigned}):
            for gone in self._shelf.drifted(story):
                await self._part(story, gone)

    async def _part(self, story: int, gone: Sequence[Speaker]) -> None:
        """Let reports that drifted away be a story of their own."""
        part = await self._unit.stories.part([number for (_, number), _ in gone], _told_by(0, gone))
        self._shelf.part(story, part.id, gone)
        both = [_told_by(one, self._shelf.members(one)) for one in (story, part.id)]
        await self._unit.stories.save([self._shelf.described(one) for one in both])


def _told_by(story: int, members: Sequence[Speaker]) -> Story:
    """The story that these reports tell, and no seed."""
    moments = [moment for (moment, _), _ in members]
    first, last = (datetime.fromtimestamp(edge, UTC) for edge in (min(moments), max(moments)))
    return Story(story, members[0][1].headline, first, last)
