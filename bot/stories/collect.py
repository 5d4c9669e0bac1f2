"""
Puts stored entries into stories: reads what is unsorted, decides in the index, writes. A thin shell.

What is decided is decided while others write; the transaction that writes it is short. If what it rests on was changed
meanwhile, it is decided once more, with nobody writing. An entry that cannot be sorted is marked (``ports.Failures``)
and tried again when its time has come: until then it is as if it were not there.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

import structlog

from bot.aside import aside
from bot.errors import Overtaken, StorageError
from bot.model import Entry, Failed, Lock, Part
from bot.ports import Storage
from bot.retrying import failed
from bot.stories.batch import AT_EASE, LONGEST, Collected, Work, decided
from bot.stories.cached_index import CachedIndex
from bot.stories.story_index import StoryIndex, read_entry

BATCH = 200
"""Entries that are read at once."""
MOST_AT_ONCE = 50
"""Entries of one transaction."""
_log = structlog.get_logger()


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
        cache: What is known of the stories so far.
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
        work: Sequence[Work]
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
        await cache.file_old(storage, story_index)
        if length < BATCH:
            async with storage.unit() as unit:
                await cache.keep_counts(unit, story_index, until)
                await unit.commit()
        cache.story_index = story_index
    return done


async def _read(
    entries: Sequence[Entry], boilerplate: Mapping[int, Collection[int]]
) -> tuple[list[Work], list[Failed]]:
    """What each entry is about; nothing is open in the database meanwhile, and others have their turn between two."""
    work: list[Work] = []
    bad: list[Failed] = []
    for entry in entries:
        try:
            # a long text takes a tenth of a second, and an answer needs dozens of turns of the loop
            work.append((entry, await aside(len(entry.text), read_entry, entry, boilerplate[entry.feed])))
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
    storage: Storage, cache: CachedIndex, story_index: StoryIndex, work: Sequence[Work], now: datetime
) -> tuple[Collected, Sequence[Work]]:
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


async def _alone(storage: Storage, cache: CachedIndex, story_index: StoryIndex, one: Work, now: datetime) -> Collected:
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
    storage: Storage, cache: CachedIndex, story_index: StoryIndex, work: Sequence[Work], now: datetime
) -> tuple[Collected, int]:
    """Sort as many as are done in a short time, at least one. Returns: the counts, and how many it were."""
    async with storage.view() as view:
        batch = await decided(view, cache, story_index, work, AT_EASE)
    async with storage.unit() as unit:
        if not await cache.is_ours(unit):
            raise Overtaken("another process sorts the entries now")
        await unit.lock(Lock.STORIES)
        if not await batch.holds(unit, cache):
            story_index.undo()
            batch = await decided(unit, cache, story_index, work, LONGEST)
        await batch.write(unit, now)
        await unit.failures.clear(Part.ENTRY, [str(entry.id) for entry in batch.taken])
        await unit.failures.mark(Part.STORY, batch.bad, now)
        await unit.commit()
    story_index.index.stored(batch.last_turn)
    return batch.counts, len(batch.taken)
