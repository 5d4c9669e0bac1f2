"""Stores what documents bring: new entries, entries that were reworded, and what each feed has shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.feeds.entries import edited, new_entries
from bot.feeds.identity import Marked, marks_of, unseen
from bot.feeds.traces import trace, unpack
from bot.model import Entry, Feed, ParsedFeed
from bot.ports import Unit
from bot.text.urls import canonical


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


async def keep_all(unit: Unit, arrivals: Sequence[Arrival], now: datetime) -> Kept:
    """Store what documents bring, each of another feed, and remember all of it."""
    held = {one.feed.id: _held(one) for one in arrivals}
    doubtful = {feed: [mark for mark in one.marks if mark not in one.before] for feed, one in held.items()}
    shown = await unit.feeds.seen_all(doubtful)
    entries: list[Entry] = []
    changed = 0
    for one in arrivals:
        document, feed = held[one.feed.id], one.feed.id
        known = document.before | document.unread | shown.get(feed, set())
        new = unseen(document.read, known)
        entries += new_entries(one.feed, new, now)
        fresh = {id(marked) for marked in new}
        changed += await _reword(unit, one.feed, [marked for marked in document.read if id(marked) not in fresh])
    await unit.entries.add_all(entries)
    await unit.feeds.remember_all(
        {feed: [mark for mark in some if mark not in shown.get(feed, ())] for feed, some in doubtful.items()}, now
    )
    await unit.feeds.keep_memories({one.feed.id: one.parsed.memory for one in arrivals if one.parsed.memory})
    backlog = sum(entry.backlog for entry in entries)
    return Kept(len(entries) - backlog, backlog, changed)


def _held(arrival: Arrival) -> _Held:
    parsed, last = arrival.parsed, unpack(arrival.memory)
    traces = unpack(parsed.memory) or [trace(entry) for entry in parsed.entries]
    sources = {one.source for one in last}
    marks = marks_of(traces)
    read = [some for one, some in zip(traces, marks, strict=True) if one.source not in sources]
    unread = [some for one, some in zip(traces, marks, strict=True) if one.source in sources]
    return _Held(
        read=[Marked(entry, *some) for entry, some in zip(parsed.entries, read, strict=True)],
        unread=frozenset(mark for some in unread for mark in some.marks),
        before=frozenset(mark for some in marks_of(last) for mark in some.marks),
        marks=tuple(dict.fromkeys(mark for some in marks for mark in some.marks)),
    )


async def _reword(unit: Unit, feed: Feed, known: Sequence[Marked]) -> int:
    """Write what known entries say now, where it is clear which they are. Returns: of how many."""
    if not known:
        return 0
    urls = {canonical(one.entry.link) for one in known} - {""}
    guids = {one.entry.guid for one in known} - {""}
    stored = await unit.entries.named(feed.id, urls, guids)
    done = 0
    for one in known:
        entry = edited(one, stored)
        done += entry is not None and await unit.entries.reword(entry)
    return done
