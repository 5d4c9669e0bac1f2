"""
Stores what documents bring: new entries, entries that were reworded, and what each feed has shown.

Many documents are stored at once. Only when that fails is one stored item by item, so that an item that cannot be
stored costs no other. It is marked (``ports.Failures``) and not remembered, and so it is tried again when its time has
come and the document is read.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import StorageError
from bot.feeds.changes import Reread, note_changes
from bot.feeds.entries import comes_anew, edited, is_later, new_entries, same_entry
from bot.feeds.fingerprints import Fingerprint, fingerprint, pack, unpack
from bot.feeds.identity import Marked, marks_of, unseen
from bot.model import Entry, Failed, Failure, Feed, ParsedFeed, Part
from bot.ports import Unit
from bot.retrying import failed
from bot.text.cleaning.urls import canonical


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document that was read for *feed* (as it was before this poll, but for its names), with what *memory*."""

    feed: Feed
    parsed: ParsedFeed
    memory: bytes = b""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many entries were stored as news, as backlog, and how many that were there were reworded."""

    news: int = 0
    backlog: int = 0
    edited: int = 0

    def plus(self, news: int, backlog: int, edited: int) -> "Kept":
        """These counts and others."""
        return Kept(self.news + news, self.backlog + backlog, self.edited + edited)


@dataclass(frozen=True, slots=True)
class _Held:
    """What a document holds. PURE."""

    read: list[Marked]
    """The entries that were read."""
    unread: frozenset[str]
    """Marks of the items that had not changed, so that they were not read: they are known."""
    before: frozenset[str]
    """Marks that were remembered with the last document."""
    marks: tuple[str, ...]
    """All marks, each once."""
    memory: bytes
    """What to remember of the document."""


async def keep_all(unit: Unit, arrivals: Sequence[Arrival], now: datetime) -> Kept:
    """Store what documents bring, each of another feed, and remember all of it."""
    if not arrivals:
        return Kept()
    known_bad = await _known(unit, arrivals)
    late = _late(known_bad)
    held = {one.feed.id: _held(one, _resting(known_bad, now)) for one in arrivals}
    doubtful = {feed: [mark for mark in one.marks if mark not in one.before] for feed, one in held.items()}
    shown = await unit.feeds.seen_all(doubtful)
    entries: list[Entry] = []
    changed = 0
    for one in arrivals:
        new, known = _apart(held[one.feed.id], shown.get(one.feed.id, set()))
        reworded, anew = await _reword(unit, one.feed, known, now)
        entries += _entries(one.feed, [*new, *anew], now, late)
        changed += reworded
    await unit.entries.add_all(entries)
    await unit.feeds.remember_all(
        {feed: [mark for mark in some if mark not in shown.get(feed, ())] for feed, some in doubtful.items()}, now
    )
    await unit.feeds.keep_memories({feed: one.memory for feed, one in held.items() if one.memory})
    await _mark(unit, arrivals, [], now)
    backlog = sum(entry.backlog for entry in entries)
    return Kept(len(entries) - backlog, backlog, changed)


async def keep(unit: Unit, arrival: Arrival, now: datetime) -> Kept:
    """Store one document at once; if that fails, item by item."""
    try:
        async with unit.savepoint():
            return await keep_all(unit, [arrival], now)
    except StorageError:
        raise
    except Exception:  # noqa: BLE001 - some item is at fault: below, each shows for itself
        return await keep_singly(unit, arrival, now)


async def keep_singly(unit: Unit, arrival: Arrival, now: datetime) -> Kept:
    """The same of one document, item by item: those that fail are marked, and the others are stored."""
    feed = arrival.feed
    known_bad = await _known(unit, [arrival])
    late = _late(known_bad)
    held = _held(arrival, _resting(known_bad, now))
    shown = await unit.feeds.seen(feed.id, held.marks)
    new, known = _apart(held, shown)
    bad: dict[str, Failed] = {}
    kept = Kept()
    # oldest first, as ids rise with time
    for one, is_new in [*((one, True) for one in reversed(new)), *((one, False) for one in known)]:
        try:
            async with unit.savepoint():
                changed, anew = (0, [one]) if is_new else await _reword(unit, feed, [one], now)
                stored = await unit.entries.add_all(_entries(feed, anew, now, late)) if anew else []
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - what nobody thought of costs this item, and not its neighbours
            bad[_name(feed, one)] = replace(failed(_name(feed, one), error, feed.id), backlog=_is_first(feed))
        else:
            backlog = sum(entry.backlog for entry in stored)
            kept = kept.plus(len(stored) - backlog, backlog, changed)
    rest = _held(arrival, bad.keys())
    await unit.feeds.remember(feed.id, [mark for mark in rest.marks if mark not in shown], now)
    await unit.feeds.keep_memories({feed.id: rest.memory} if rest.memory else {})
    await _mark(unit, [arrival], list(bad.values()), now)
    return kept


def _name(feed: Feed, one: Marked) -> str:
    """What an item is called when it failed."""
    return f"{feed.id}:{one.checks[0]}"


async def _known(unit: Unit, arrivals: Sequence[Arrival]) -> dict[str, Failure]:
    """The items of those feeds that failed before."""
    return await unit.failures.known(Part.ITEM, {one.feed.id for one in arrivals})


def _resting(known: Mapping[str, Failure], now: datetime) -> set[str]:
    """The items that failed and are not tried again yet."""
    return {name for name, failure in known.items() if failure.next_try > now}


def _late(known: Mapping[str, Failure]) -> dict[str, Failure]:
    """The failed items that were in the first document of their feed: they are no news when they work at last."""
    return {name: one for name, one in known.items() if one.backlog}


def _is_first(feed: Feed) -> bool:
    """Whether this is the first document of a feed that can be read."""
    return feed.last_success is None


def _entries(feed: Feed, new: Sequence[Marked], now: datetime, late: Mapping[str, Failure]) -> list[Entry]:
    """The entries to store, oldest first; backlog among them is what was there from the first document on."""
    # what could not be read has another name now, but no later date
    until = min((one.first for one in late.values() if one.feed == feed.id), default=None)

    def old(one: Marked) -> bool:
        published = one.entry.published
        return until is not None and (_name(feed, one) in late or (published is not None and published <= until))

    backlog = new_entries(replace(feed, last_success=None), [one for one in new if old(one)], now)
    news = new_entries(feed, [one for one in new if not old(one)], now)
    return sorted([*backlog, *news], key=lambda entry: entry.published or now)


async def _mark(unit: Unit, arrivals: Sequence[Arrival], bad: Sequence[Failed], now: datetime) -> None:
    """Mark what failed, in reading (as the documents say) or in storing, and forget what failed before and did not."""
    unread = [
        replace(one, item=f"{arrival.feed.id}:{one.item}", feed=arrival.feed.id, backlog=_is_first(arrival.feed))
        for arrival in arrivals
        for one in arrival.parsed.failed
    ]
    known: Mapping[str, Failure] = await unit.failures.known(Part.ITEM, {one.feed.id for one in arrivals})
    await unit.failures.mark(Part.ITEM, [*unread, *bad], now)
    again = {one.item for one in [*unread, *bad]}
    await unit.failures.clear(
        Part.ITEM, [name for name, one in known.items() if one.next_try <= now and name not in again]
    )


def _held(arrival: Arrival, without: Collection[str]) -> _Held:
    """What the document holds but for the items that are named in *without*."""
    parsed, last = arrival.parsed, unpack(arrival.memory)
    fingerprints = unpack(parsed.memory) or [fingerprint(entry) for entry in parsed.entries]
    sources = {one.source for one in last}
    marks = marks_of(fingerprints)
    read = [some for one, some in zip(fingerprints, marks, strict=True) if one.source not in sources]
    unread = [some for one, some in zip(fingerprints, marks, strict=True) if one.source in sources]
    marked = [Marked(entry, *some) for entry, some in zip(parsed.entries, read, strict=True)]
    left = [one for one in marked if _name(arrival.feed, one) not in without]
    return _Held(
        read=left,
        unread=frozenset(mark for some in unread for mark in some.marks),
        before=frozenset(mark for some in marks_of(last) for mark in some.marks),
        marks=tuple(
            dict.fromkeys(
                mark for some in (*(one.marks for one in left), *(one.marks for one in unread)) for mark in some
            )
        ),
        memory=parsed.memory if len(left) == len(marked) else _memory(fingerprints, sources, marked, left),
    )


def _memory(
    fingerprints: Sequence[Fingerprint], sources: Collection[bytes], marked: Sequence[Marked], left: Sequence[Marked]
) -> bytes:
    """What to remember of a document of which not all that was read is stored."""
    stays = {id(one) for one in left}
    fine = iter([id(one) in stays for one in marked])
    return pack([one for one in fingerprints if one.source in sources or next(fine)])


def _apart(held: _Held, shown: Collection[str]) -> tuple[list[Marked], list[Marked]]:
    """The entries that nobody has seen, and those that are known."""
    new = unseen(held.read, held.before | held.unread | set(shown))
    fresh = {id(marked) for marked in new}
    return new, [marked for marked in held.read if id(marked) not in fresh]


async def _reword(unit: Unit, feed: Feed, known: Sequence[Marked], now: datetime) -> tuple[int, list[Marked]]:
    """
    Write what known entries say now, where it is clear which they are.

    Returns: of how many, and those that come anew, after the old words were read: as news.
    """
    if not known:
        return 0, []
    urls = {canonical(one.entry.link) for one in known} - {""}
    guids = {one.entry.guid for one in known} - {""}
    stored = await unit.entries.named(feed.id, urls, guids)
    done, left, anew = 0, dict[int, Reread](), list[Marked]()
    for one in known:
        entry = same_entry(one, stored)
        if entry is None:
            continue
        changed, other = edited(entry, one.entry), comes_anew(entry, one.entry)
        if other and entry.backlog:
            anew.append(one)
        elif changed != entry and await unit.entries.reword(changed):
            done += 1
        elif other:
            anew.append(one)
        else:
            left[entry.id] = Reread(entry, changed.text, again=is_later(entry, one.entry))
    await note_changes(unit, list(left.values()), now)
    return done, anew
