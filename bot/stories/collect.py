"""
Puts stored entries into stories: reads what is unsorted, decides in the index, writes. A thin shell.

What is decided is decided while others write; the transaction that writes it is short. If what it rests on was changed
meanwhile, it is decided once more, with nobody writing. An entry that cannot be sorted is marked (``ports.Failures``)
and tried again when its time has come: until then it is as if it were not there.

Of several processes on one database one sorts, the one that has the lease. When another had it meanwhile, the index is
filled anew: it is a cache of what is stored.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog

from bot.errors import Overtaken, StorageError
from bot.feed_boilerplate import keep_recurring, recurring
from bot.model import Assigned, Decision, Document, Entry, Failed, Leased, Lock, Part, Story, Verdict
from bot.ports import Storage, Unit
from bot.retrying import failed
from bot.stories.centroid import MOST_MEMBERS
from bot.stories.profile import Profile, spoken_sentences
from bot.stories.readable_view import Retold
from bot.stories.rulings import EVERYBODY
from bot.stories.story_index import Speaker, StoryIndex, read_entry, speaker
from bot.text.boilerplate import Recurring
from bot.text.idf import Idf

BATCH = 200
"""Entries that are read at once."""
MOST_AT_ONCE = 50
"""Entries of one transaction."""
LONGEST = 0.05
"""Seconds after which no more entries are decided for one transaction: whoever wants to write may wait for it."""
_PAGE = 500
"""Entries read at once when words are counted again."""
_PAGE_OF_KEYS = 5_000
"""The same where only keys are read."""
_MOST_FEEDS = 500
"""Feeds whose recurring sentences are in memory, those asked for last; 80 kB each at most."""
_COUNTS = "word counts"
_Work = tuple[Entry, Profile]
"""An entry with what it is about."""
_log = structlog.get_logger()
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

    def __add__(self, other: "Collected") -> "Collected":
        return Collected(
            self.new + other.new, self.same + other.same, self.update + other.update, self.known + other.known
        )

    def counted(self, verdict: Verdict) -> "Collected":
        """These counts with one more."""
        name = verdict.value
        return replace(self, **{name: getattr(self, name) + 1})


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
        self._recurring: OrderedDict[int, Recurring] = OrderedDict()
        self.story_index: StoryIndex | None = None

    async def load(self, storage: Storage) -> None:
        """Fill the index: how each stored story is found, and how rare words are."""
        async with storage.view() as unit:
            kept = await unit.kept(_COUNTS)
            idf = Idf.of(kept["counts"]) if kept else None
            story_index = StoryIndex.of(self._seeds, idf)
            await _find_again(unit, story_index)
            self._recurring.clear()
            self._counted = kept["until"] if kept else 0
            self._ruled = max((ruling.act for ruling in await unit.rulings.since(0)), default=0)
            await _count_again(unit, self, story_index, self._counted)
        self._retold.learn_from(story_index)
        self.story_index = story_index

    async def recurring(self, unit: Unit, feed: int) -> Recurring:
        """The sentences of a feed with the titles they stood under."""
        if feed not in self._recurring:
            self._recurring[feed] = await recurring(unit.recent, feed)
        self._recurring.move_to_end(feed)
        while len(self._recurring) > _MOST_FEEDS:
            self._recurring.popitem(last=False)
        return self._recurring[feed]

    async def boilerplate(self, unit: Unit, entries: Iterable[Entry]) -> dict[int, Collection[int]]:
        """For each feed of *entries* the keys of the sentences that stand on every page."""
        return {feed: (await self.recurring(unit, feed)).boilerplate for feed in {entry.feed for entry in entries}}

    async def learn_pages(self, storage: Storage, entries: Sequence[Entry]) -> dict[int, Collection[int]]:
        """
        Take in which sentences recur in the feeds of *entries*, before any of them is read.

        Returns: for each feed the keys of the sentences that stand on every page.
        """
        async with storage.view() as view:
            known = {feed: await self.recurring(view, feed) for feed in {entry.feed for entry in entries}}
        for entry in entries:
            with suppress(Exception):  # one that cannot be read is marked when its turn comes
                known[entry.feed].add(
                    entry.title, await asyncio.to_thread(spoken_sentences, entry.text, entry.language)
                )
        async with storage.unit() as unit:
            await keep_recurring(unit, known)
            await unit.commit()
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
            for entry in await unit.entries.of_story(ruling.other):
                for _, _, keys in await unit.stories.keys(entry.id - 1, 1):
                    story_index.found_by(ruling.other, keys)

    async def is_overruled(self, unit: Unit, story_index: StoryIndex) -> bool:
        """Whether something was ruled for everybody that the index does not know yet."""
        return bool(await unit.rulings.since(self._ruled)) or story_index.joined != await unit.rulings.joined(EVERYBODY)

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
    last = 0
    while page := await unit.stories.keys(last, _PAGE_OF_KEYS):
        last = page[-1][0]
        for _, story, keys in page:
            story_index.found_by(story, keys)
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


async def collect(
    storage: Storage,
    cache: CachedIndex,
    now: datetime,
    progress: Callable[[Collected], None] | None = None,
    until: int | None = None,
) -> Collected:
    """
    Put every entry that belongs to no story yet into one; those that cannot be are marked and left out.

    Args:
        storage: Where entries and stories are.
        book: What is known of the stories so far.
        now: The moment that decisions are dated with.
        progress: Told the counts so far after each transaction.
        until: The highest id that is sorted; None: that of the newest entry.
    Returns: the counts.
    """
    done, length = Collected(), BATCH
    while length == BATCH:
        async with storage.view() as unit:
            until = await unit.entries.last_id() if until is None else until
            entries = await unit.entries.unsorted(now, until, BATCH)
        length = len(entries)
        if not entries and cache.story_index is not None:
            return done
        ours, story_index = await cache.take(storage), await cache.filled(storage)
        if not entries or not ours:
            return done
        # All are counted before any is decided, so that the first of many on one matter finds its words common already.
        # Until the last of them is stored the index is ahead of the database: if that fails, it is filled anew.
        cache.story_index = None
        work: Sequence[_Work]
        work, bad = await _read(entries, await cache.learn_pages(storage, entries))
        for _, one in work:
            story_index.count(one)
        if bad:
            await _mark(storage, bad, now)
        while work:
            counts, work = await _stored(storage, cache, story_index, work, now)
            done += counts
            if progress:
                progress(done)
        if length < BATCH:
            async with storage.unit() as unit:
                await cache.keep_counts(unit, story_index, until)
                await unit.commit()
        cache.story_index = story_index
    return done


async def _read(
    entries: Sequence[Entry], boilerplate: Mapping[int, Collection[int]]
) -> tuple[list[_Work], list[Failed]]:
    """What each entry is about; nothing is open in the database meanwhile, and others have their turn between two."""
    work: list[_Work] = []
    bad: list[Failed] = []
    for entry in entries:
        try:
            # in a thread: a long text takes a tenth of a second, and an answer needs dozens of turns of the loop
            work.append((entry, await asyncio.to_thread(read_entry, entry, boilerplate[entry.feed])))
        except Exception as error:  # noqa: BLE001 - what nobody thought of costs this entry, and not its neighbours
            bad.append(failed(entry.id, error, entry.feed))
        await asyncio.sleep(0)
    return work, bad


async def _mark(storage: Storage, bad: Sequence[Failed], now: datetime) -> None:
    _log.warning("entries cannot be sorted", entries=len(bad), why=sorted({one.reason for one in bad}))
    async with storage.unit() as unit:
        await unit.failures.mark(Part.ENTRY, bad, now)
        await unit.commit()


async def _stored(
    storage: Storage, cache: CachedIndex, story_index: StoryIndex, work: Sequence[_Work], now: datetime
) -> tuple[Collected, Sequence[_Work]]:
    """Sort the first of *work* in one transaction; if that fails, one by one. Returns: the counts, and what is left."""
    try:
        done, taken = await _transaction(storage, cache, story_index, work[:MOST_AT_ONCE], now)
        return done, work[taken:]
    except (StorageError, Overtaken):
        raise
    except Exception:  # noqa: BLE001 - one of them is at fault: below, each shows for itself
        story_index.undo()
    done = Collected()
    for one in work[:MOST_AT_ONCE]:
        done += await _alone(storage, cache, story_index, one, now)
    return done, work[MOST_AT_ONCE:]


async def _alone(storage: Storage, cache: CachedIndex, story_index: StoryIndex, one: _Work, now: datetime) -> Collected:
    """Sort one entry; one that cannot be is marked, and the index is as if it had never come."""
    try:
        done, _ = await _transaction(storage, cache, story_index, [one], now)
        return done
    except (StorageError, Overtaken):
        raise
    except Exception as error:  # noqa: BLE001 - what nobody thought of costs this entry, and not its neighbours
        story_index.undo()
        entry, read = one
        story_index.uncount(read)
        await _mark(storage, [failed(entry.id, error, entry.feed)], now)
        return Collected()


async def _transaction(
    storage: Storage, cache: CachedIndex, story_index: StoryIndex, work: Sequence[_Work], now: datetime
) -> tuple[Collected, int]:
    """Sort as many as are done in a short time, at least one. Returns: the counts, and how many it were."""
    async with storage.view() as view:
        batch = await _decided(view, cache, story_index, work)
    async with storage.unit() as unit:
        if not await cache.is_ours(unit):
            raise Overtaken("another process sorts the entries now")
        await unit.lock(Lock.STORIES)
        if not await batch.holds(unit, cache):
            story_index.undo()
            batch = await _decided(unit, cache, story_index, work)
        await batch.write(unit, now)
        await unit.failures.clear(Part.ENTRY, [str(entry.id) for entry in batch.taken])
        await unit.failures.mark(Part.STORY, batch.bad, now)
        await unit.commit()
    return batch.counts, len(batch.taken)


async def _decided(unit: Unit, cache: CachedIndex, story_index: StoryIndex, work: Sequence[_Work]) -> "_Batch":
    """Decide as many as are done in a short time, at least one; the index has them, the database has not."""
    clock = asyncio.get_running_loop().time
    end = clock() + LONGEST
    await cache.apply_rulings(unit, story_index)
    story_index.begin()
    stored = await unit.entries.get_all([entry.id for entry, _ in work])
    batch = _Batch(unit, cache, story_index, await unit.stories.next_id())
    await batch.fetch(await _wanted(story_index, work, end - LONGEST / 2))
    for entry, one in work:
        batch.taken.append(entry)
        # one that was reworded since it was read is read anew the next time
        if stored.get(entry.id) == entry:
            await batch.sort(entry, one)
        if clock() > end:
            break
        await asyncio.sleep(0)
    await batch.look_for_drift()
    return batch


async def _wanted(story_index: StoryIndex, work: Sequence[_Work], end: float) -> list[int]:
    """The stories that entries need, for as many of them as are looked up until *end*; each asks for its own later."""
    wanted: list[int] = []
    for _, one in work:
        wanted += story_index.wanted(story_index.find(one))
        if asyncio.get_running_loop().time() > end:
            break
        await asyncio.sleep(0)
    return wanted


class _Batch:
    """Entries that are decided together: what they need is read, and what they change written, at once."""

    def __init__(self, unit: Unit, cache: CachedIndex, story_index: StoryIndex, next_id: int) -> None:
        self._unit, self._cache, self._story_index, self._first, self._next = unit, cache, story_index, next_id, next_id
        self._sorted: list[Entry] = []
        self._drifted: list[tuple[int, list[Speaker]]] = []
        self.counts = Collected()
        self.taken: list[Entry] = []
        """Those that were looked at, also if nothing was decided."""
        self._stories: dict[int, Story] = {}
        self._changed: dict[int, Story] = {}
        self._assigned: list[Assigned] = []
        self.bad: list[Failed] = []
        """Stories with which no entry can be compared."""

    async def fetch(self, stories: Iterable[int]) -> None:
        """Bring the stories whose centroids are not in the index."""
        missing = self._story_index.missing(stories)
        if not missing:
            return
        self._stories |= await self._unit.stories.get_all([one for one in missing if one not in self._stories])
        for story, members in (await self._unit.entries.speakers(missing, MOST_MEMBERS // 2)).items():
            boilerplate = await self._cache.boilerplate(self._unit, members)
            self._story_index.learn(story, list(_speaking(members, boilerplate)), self._stories[story].seed)

    async def sort(self, entry: Entry, read: Profile) -> None:
        """Decide one entry, and remember what to write."""
        found = self._story_index.find(read)
        await self.fetch(self._story_index.wanted(found))
        decision = await asyncio.to_thread(self._decided, entry, read, found)
        moment = entry.published or entry.seen
        story = await self._joined(decision.story) or self._opened(entry, moment, decision)
        keys = self._story_index.put(story.id, speaker(entry, read), story.seed)
        self._assigned.append(Assigned(entry.id, story.id, decision, keys))
        first, last = min(story.first_seen, moment), max(story.last_seen, moment)
        grown = replace(self._story_index.described(story), first_seen=first, last_seen=last)
        if grown != story or story.id not in self._stories:
            self._stories[story.id] = self._changed[story.id] = grown
        self._sorted.append(entry)
        self.counts = self.counts.counted(decision.verdict)

    def _decided(self, entry: Entry, read: Profile, found: Sequence[int]) -> Decision:
        """What an entry is to the stories *found*; a story with which it cannot be compared is none to it."""
        try:
            return self._story_index.decide(read, entry.text, found)
        except Exception:  # noqa: BLE001 - one of the stories may be at fault, which must not cost what comes after it
            return self._story_index.decide(
                read, entry.text, [one for one in found if self._comparable(entry, read, one)]
            )

    def _comparable(self, entry: Entry, read: Profile, story: int) -> bool:
        try:
            self._story_index.decide(read, entry.text, [story])
        except Exception as error:  # noqa: BLE001 - it is marked, and the entry goes on without it
            self.bad.append(failed(story, error))
            return False
        return True

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

    async def look_for_drift(self) -> None:
        """Remember what has drifted away from its story."""
        for story in sorted({one.story for one in self._assigned}):
            self._drifted += [(story, gone) for gone in await asyncio.to_thread(self._story_index.drifted, story)]

    async def holds(self, unit: Unit, cache: CachedIndex) -> bool:
        """Whether all is still as it was when this was decided: entries, what people ruled, which stories there are."""
        if await unit.stories.next_id() != self._first or await cache.is_overruled(unit, self._story_index):
            return False
        return await unit.entries.get_all([entry.id for entry in self._sorted]) == {one.id: one for one in self._sorted}

    async def write(self, unit: Unit, now: datetime) -> None:
        """Write all that was decided, dated *now*; then let go what has drifted away from its story."""
        await unit.stories.open_all([story for story in self._changed.values() if story.id >= self._first])
        await unit.stories.update_all([story for story in self._changed.values() if story.id < self._first])
        await unit.stories.assign_all(self._assigned, now)
        for story, gone in self._drifted:
            await self._part(unit, story, gone)

    async def _part(self, unit: Unit, story: int, gone: Sequence[Speaker]) -> None:
        """Let reports that drifted away be a story of their own."""
        part = await unit.stories.part([number for (_, number), _ in gone], _told_by(0, gone))
        self._story_index.part(story, part.id, gone)
        both = [_told_by(one, self._story_index.members(one)) for one in (story, part.id)]
        await unit.stories.update_all([self._story_index.described(one) for one in both])


def _speaking(members: Sequence[Entry], boilerplate: Mapping[int, Collection[int]]) -> Iterator[Speaker]:
    """Those reports of a story that can be read: a new wording may be one that cannot."""
    for member in members:
        with suppress(Exception):
            yield speaker(member, read_entry(member, boilerplate[member.feed]))


def _told_by(story: int, members: Sequence[Speaker]) -> Story:
    """The story that these reports tell, and no seed."""
    moments = (datetime.fromtimestamp(moment, UTC) for (moment, _), _ in members)
    return Story.spanning(story, members[0][1].headline, moments)
