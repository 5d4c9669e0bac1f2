"""Puts stored entries into stories: reads what is unsorted, decides on the shelf, writes. A thin shell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.model import Document, Entry, Story, Verdict
from bot.ports import Storage, Unit
from bot.stories.book import Shelf, read_entry
from bot.stories.profile import Profile

BATCH = 200
"""Entries of one transaction: short enough that nobody waits for the database."""
_PAGE = 500
"""Entries read at once when the shelf is filled."""


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
    """The shelf of a running bot, filled from the database."""

    def __init__(self, seeds: Sequence[Document]) -> None:
        self._seeds = tuple(seeds)
        self.shelf: Shelf | None = None

    async def load(self, storage: Storage) -> None:
        """Fill the shelf with all stored entries that belong to a story."""
        shelf, last = Shelf.of(self._seeds), 0
        seeds: dict[int, str] = {}
        async with storage.unit() as unit:
            while page := await unit.entries.after(last, _PAGE):
                last = page[-1].id
                for entry in page:
                    await _shelve(unit, shelf, seeds, entry)
        self.shelf = shelf

    async def filled(self, storage: Storage) -> Shelf:
        """The shelf; filled anew if the last writing failed half-way."""
        if self.shelf is None:
            await self.load(storage)
        if self.shelf is None:
            raise AssertionError("load leaves a shelf")
        return self.shelf


async def _shelve(unit: Unit, shelf: Shelf, seeds: dict[int, str], entry: Entry) -> None:
    if entry.story is None:
        return
    if entry.story not in seeds:
        story = await unit.stories.get(entry.story)
        seeds[entry.story] = story.seed if story else ""
    read = read_entry(entry)
    shelf.count(read)
    shelf.put(entry.story, read, seeds[entry.story])


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
            entries = await unit.entries.unsorted(BATCH)
            done = await _batch(unit, shelf, entries, now, done)
            await unit.commit()
        book.shelf = shelf
        if progress and entries:
            progress(done)
        if len(entries) < BATCH:
            return done


async def _batch(unit: Unit, shelf: Shelf, entries: Sequence[Entry], now: datetime, done: Collected) -> Collected:
    """All are counted before any is decided, so that the first of many on one matter finds its words common already."""
    read = [read_entry(entry) for entry in entries]
    for one in read:
        shelf.count(one)
    for entry, one in zip(entries, read, strict=True):
        done = done.counted(await _sort(unit, shelf, entry, one, now))
    return done


async def _sort(unit: Unit, shelf: Shelf, entry: Entry, read: Profile, now: datetime) -> Verdict:
    decision = shelf.decide(read, entry.text)
    moment = entry.published or entry.seen
    story = await unit.stories.get(decision.story) if decision.story is not None else None
    if story is None:
        story = await unit.stories.open(Story(0, entry.title, moment, moment, decision.seed))
    await unit.stories.assign(entry.id, story.id, decision, now)
    shelf.put(story.id, read, story.seed)
    first, last = min(story.first_seen, moment), max(story.last_seen, moment)
    grown = replace(story, headline=shelf.headline(story.id) or story.headline, first_seen=first, last_seen=last)
    if grown != story:
        await unit.stories.update(grown)
    return decision.verdict
