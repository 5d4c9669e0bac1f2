"""
One round of fetching: due feeds -> answers -> documents -> new entries, stored.

    fetch    asks politely: conditionally, one request per host at a time with a pause between, few at once
    read     bytes to entries, only when the body changed
    store    new entries, what was seen, when to come back: all of one feed in one transaction, many feeds in each

Nothing is fetched inside a transaction. One feed's trouble ends with that feed: it is written down on it as one line,
and the feed is asked again later.
"""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import FeedError, NotAFeed
from bot.feeds.due import after_failure, after_success, has_moved
from bot.feeds.entries import new_entries
from bot.feeds.identity import Marked, marked
from bot.feeds.reading import Reader, read_here
from bot.model import Feed, Fetched, ParsedFeed
from bot.ports import Http, Storage, Unit
from bot.text.urls import publisher

Progress = Callable[[int, int], None]
"""Told how many feeds of how many are done."""

_AT_ONCE = 20
_PAUSE = 1.0
"""Seconds between two requests to one host."""
_IN_ONE_TRANSACTION = 50
_LONGEST_ERROR = 300
_UNCHANGED = 304


@dataclass(frozen=True, slots=True)
class PollRound:
    """What one round did."""

    polled: int = 0
    unchanged: int = 0
    failed: int = 0
    entries_new: int = 0
    """News: entries stored that are no backlog."""
    backlog: int = 0
    problems: tuple[tuple[Feed, str], ...] = ()
    """The feeds that failed, as they are now, each with why."""

    def __add__(self, other: "PollRound") -> "PollRound":
        return PollRound(
            self.polled + other.polled,
            self.unchanged + other.unchanged,
            self.failed + other.failed,
            self.entries_new + other.entries_new,
            self.backlog + other.backlog,
            self.problems + other.problems,
        )


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came back for a feed: an unchanged document (*parsed* is None), a new one, or an error."""

    feed: Feed
    error: FeedError | None = None
    fetched: Fetched | None = None
    parsed: ParsedFeed | None = None
    body_hash: str = ""


async def poll(
    storage: Storage,
    http: Http,
    now: datetime,
    *,
    read: Reader = read_here,
    progress: Progress | None = None,
    limit: int = 1_000,
    pause: float = _PAUSE,
) -> PollRound:
    """
    Poll what is due.

    Args:
        storage, http: The outside.
        now: The moment that counts for all that this round stores.
        read: Turns bytes into entries.
        progress: Told after each feed.
        limit: Most feeds of this round, most overdue first.
        pause: Seconds between two requests to one host.
    """
    async with storage.unit() as unit:
        feeds = await unit.feeds.due(now, limit)
    answers: asyncio.Queue[_Answer] = asyncio.Queue(maxsize=_IN_ONE_TRANSACTION)
    slots = asyncio.Semaphore(_AT_ONCE)
    asking = [asyncio.create_task(_ask_host(of_host, http, read, pause, slots, answers)) for of_host in _by_host(feeds)]
    total, done = PollRound(), 0
    try:
        while done < len(feeds):
            batch = await _batch(answers)
            total += await _store_all(storage, batch, now)
            done += len(batch)
            if progress:
                progress(done, len(feeds))
    finally:
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
    return total


def _by_host(feeds: Iterable[Feed]) -> list[list[Feed]]:
    hosts: dict[str, list[Feed]] = defaultdict(list)
    for feed in feeds:
        hosts[publisher(feed.url) or feed.url].append(feed)
    return list(hosts.values())


async def _ask_host(
    feeds: Sequence[Feed],
    http: Http,
    read: Reader,
    pause: float,
    slots: asyncio.Semaphore,
    answers: asyncio.Queue[_Answer],
) -> None:
    """Ask for the feeds of one host, one after the other."""
    for number, feed in enumerate(feeds):
        if number and pause:
            await asyncio.sleep(pause)
        async with slots:
            answer = await ask(feed, http, read)
        await answers.put(answer)


async def _batch(answers: asyncio.Queue[_Answer]) -> list[_Answer]:
    """The next answer, and what else is there: many feeds share a transaction, and none waits for a slow one."""
    batch = [await answers.get()]
    while len(batch) < _IN_ONE_TRANSACTION and not answers.empty():
        batch.append(answers.get_nowait())
    return batch


async def ask(feed: Feed, http: Http, read: Reader = read_here) -> _Answer:
    """Fetch and read one feed. Raises nothing that a feed can cause."""
    conditions = {"If-None-Match": feed.etag, "If-Modified-Since": feed.modified}
    try:
        fetched = await http.get(feed.url, {name: value for name, value in conditions.items() if value})
        digest = hashlib.sha256(fetched.body).hexdigest()
        if fetched.status == _UNCHANGED or digest == feed.body_hash:
            return _Answer(feed, fetched=fetched, body_hash=feed.body_hash)
        parsed = await read(fetched.body, fetched.url, fetched.headers.get("content-type", ""))
    except FeedError as error:
        return _Answer(feed, error)
    except Exception as error:  # noqa: BLE001 - a fault of ours that one feed brings out must not stop all others
        why = f"reading it failed ({type(error).__name__}: {error})"[:_LONGEST_ERROR]
        return _Answer(feed, NotAFeed(feed.url, why))
    return _Answer(feed, fetched=fetched, parsed=parsed, body_hash=digest)


async def _store_all(storage: Storage, answers: Sequence[_Answer], now: datetime) -> PollRound:
    done, changed = PollRound(), []
    async with storage.unit() as unit:
        feeds = await unit.feeds.get_all([answer.feed.id for answer in answers])
        for answer in answers:
            before = feeds.get(answer.feed.id)
            if before is None:  # removed while it was fetched
                continue
            after = _polled(before, answer, now)
            changed.append(after)
            done += await _take_in(unit, before, after, answer, now)
        await unit.feeds.update_all(changed)
        for feed in changed:
            if has_moved(feed):
                await _move(unit, feed, now)
        await unit.commit()
    return done


def _polled(feed: Feed, answer: _Answer, now: datetime) -> Feed:
    """The feed after its answer. PURE."""
    if answer.error or not answer.fetched:
        return after_failure(feed, answer.error or NotAFeed(feed.url, "no answer"), now)
    after = after_success(feed, now, answer.fetched.headers, answer.parsed, answer.fetched.permanent)
    return replace(after, body_hash=answer.body_hash)


async def _take_in(unit: Unit, before: Feed, after: Feed, answer: _Answer, now: datetime) -> PollRound:
    """Store what an answer brought, and count it."""
    if answer.error:
        return PollRound(polled=1, failed=1, problems=((after, after.error),))
    if answer.parsed is None:
        return PollRound(polled=1, unchanged=1)
    stored, backlog = await keep(unit, replace(after, last_success=before.last_success), answer.parsed, now)
    return PollRound(polled=1, entries_new=stored - backlog, backlog=backlog)


async def _move(unit: Unit, feed: Feed, now: datetime) -> None:
    """Let a feed live on at its new address; if that is a feed already, its chats follow that one."""
    there = await unit.feeds.by_url(feed.moved_to)
    if there is None:
        await unit.feeds.update(replace(feed, url=feed.moved_to, moved_to="", moved_since=None))
        return
    for chat in await unit.feeds.chats_of(feed.id):
        await unit.feeds.follow(chat.id, there.id, now)
        await unit.feeds.unfollow(chat.id, feed.id)
    await unit.feeds.update(replace(feed, retired=now, error="it has moved to a feed that is followed already"))


async def keep(unit: Unit, feed: Feed, parsed: ParsedFeed, now: datetime) -> tuple[int, int]:
    """
    Store what a document brings to *feed* (as it was before this poll, but for its names) and remember all of it.

    Returns: how many entries were stored, and how many of them are backlog.
    """
    document = marked(parsed.entries)
    marks = _marks(document)
    known = await unit.feeds.seen(feed.id, marks)
    entries = new_entries(feed, document, known, now)
    await unit.entries.add_all(entries)
    await unit.feeds.remember(feed.id, [mark for mark in marks if mark not in known], now)
    return len(entries), sum(entry.backlog for entry in entries)


def _marks(document: Iterable[Marked]) -> list[str]:
    return list(dict.fromkeys(mark for one in document for mark in one.marks))
