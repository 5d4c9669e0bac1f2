"""
One round of fetching: due feeds -> answers -> documents -> new entries, stored.

    fetch    asks politely: conditionally, one request per host at a time with a pause between, few at once; of several
             processes one asks a host, the one that has its lease
    read     bytes to entries, only when the body changed, and of it only the items that did
    store    new entries, what was seen, when to come back: all of one feed in one transaction, many feeds in each

Nothing is fetched inside a transaction. One feed's trouble ends with that feed: it is written down on it as one line,
and the feed is asked again later.
"""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.errors import FeedError, FeedUnreachable, NotAFeed, StorageError
from bot.feeds.due import after_failure, after_success, has_moved
from bot.feeds.politeness import Politeness, host_of
from bot.feeds.reader_process import Reader, read_here
from bot.feeds.rest import host_lease
from bot.feeds.store import Arrival, Kept, keep_all, keep_singly
from bot.for_admins import tell_admins
from bot.model import Feed, Fetched, ParsedFeed, Part, Reply
from bot.ports import LEASE, Http, Storage, Unit
from bot.reasons import because, reason_of
from bot.retrying import reason
from bot.text.cleaning.urls import holds_secret, origin, publisher
from bot.text.display.markup import escape
from bot.text.display.wording import Wording

Progress = Callable[[int, int], None]
"""Told how many feeds of how many are done."""

ROUND = 45.0
"""Seconds after which a round begins no more requests: a digest that is due waits for the round to end."""
LIMIT = 1_000
"""Feeds looked at in a round; more than a round's time lets be fetched, so that no one host fills it."""
SHARE = 50
"""Hosts that one of several processes serves at a time, about: at a request a second each they fill its pace twice."""
NEIGHBOURS_REST = timedelta(hours=1)
"""For how long at most the other feeds of a host rest when it asks for patience with one."""
HOST_LEASE = timedelta(seconds=ROUND) + LEASE
"""A round ends by then, the last request's time included."""
_IN_ONE_TRANSACTION = 50
_NOTICE_LASTS = timedelta(days=3)
_UNCHANGED = 304

_Keep = Callable[[Unit, Sequence[Arrival], datetime], Awaitable[Kept]]

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PollRound:
    """What one round did."""

    polled: int = 0
    unchanged: int = 0
    failed: int = 0
    entries_new: int = 0
    """News: entries stored that are no backlog."""
    backlog: int = 0
    edited: int = 0
    """Entries that were there already and say something else now."""
    errors: Mapping[str, int] = field(default_factory=dict)
    """How many feeds failed for a reason of each code."""

    def __bool__(self) -> bool:
        """Whether any feed was asked."""
        return bool(self.polled)

    def __add__(self, other: "PollRound") -> "PollRound":
        return PollRound(
            self.polled + other.polled,
            self.unchanged + other.unchanged,
            self.failed + other.failed,
            self.entries_new + other.entries_new,
            self.backlog + other.backlog,
            self.edited + other.edited,
            {code: self.errors.get(code, 0) + other.errors.get(code, 0) for code in {*self.errors, *other.errors}},
        )


@dataclass(frozen=True, slots=True)
class _FetchTask:
    """What one request for a feed needs beside the feed."""

    feed: Feed
    memory: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Answer:
    """
    What came back for a feed: an unchanged document (*parsed* is None), a new one, or an error.

    *left*: it was not asked for in this round.
    """

    feed: Feed
    error: FeedError | None = None
    fetched: Fetched | None = None
    parsed: ParsedFeed | None = None
    body_hash: str = ""
    memory: bytes = b""
    """With which the document was read."""
    left: bool = False


async def poll(
    storage: Storage,
    http: Http,
    now: datetime,
    *,
    read: Reader = read_here,
    progress: Progress | None = None,
    limit: int = LIMIT,
    politeness: Politeness | None = None,
    seconds: float = ROUND,
    shared: bool = False,
) -> PollRound:
    """
    Poll what is due.

    Args:
        storage, http: The outside.
        now: The moment that counts for all that this round stores.
        read: Turns bytes into entries.
        progress: Told after each feed.
        limit: Most feeds of this round, most overdue first.
        politeness: Who gives turns at hosts; those of the last round, so that pauses hold across rounds.
        seconds: After these no request is begun any more; what is left stays due.
        shared: Whether other processes poll, too: then about ``SHARE`` hosts, and the others are left to them.
    """
    tasks = await _fetch_tasks(storage, now, limit, SHARE if shared else limit)
    answers: asyncio.Queue[_Answer] = asyncio.Queue(maxsize=_IN_ONE_TRANSACTION)
    politeness, end = politeness or Politeness(), asyncio.get_running_loop().time() + seconds
    asking = [
        asyncio.create_task(_ask_host(of_host, http, read, politeness, end, answers)) for of_host in _by_host(tasks)
    ]
    total, done = PollRound(), 0
    try:
        while done < len(tasks):
            batch = await _batch(answers)
            total += await _store_all(storage, [answer for answer in batch if not answer.left], now)
            done += len(batch)
            if progress:
                progress(done, len(tasks))
    finally:
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
    return total


async def _fetch_tasks(storage: Storage, now: datetime, limit: int, most: int) -> list[_FetchTask]:
    async with storage.view() as unit:
        if not await unit.feeds.due(now, 1):
            return []
    async with storage.unit() as unit:
        # found and taken at once: what another process has polled meanwhile is due no longer
        due = await unit.feeds.due(now, limit)
        hosts = list(dict.fromkeys(host_lease(feed.url) for feed in due))
        ours: set[str] = set()
        for begin in range(0, len(hosts), most):
            ours.update(await unit.leases.take(hosts[begin : begin + most], HOST_LEASE))
            if len(ours) >= most:
                break
        await unit.commit()
    feeds = [feed for feed in due if host_lease(feed.url) in ours]
    async with storage.view() as unit:
        memories = await unit.feeds.memories([feed.id for feed in feeds])
        headers = await unit.feeds.headers([feed.id for feed in feeds])
        failed = await unit.failures.known(Part.ITEM)
    again = {one.feed for one in failed.values() if one.next_try <= now}
    tasks = [_whole(feed) if feed.id in again else feed for feed in feeds]
    return [_FetchTask(feed, memories.get(feed.id, b""), headers.get(feed.id, {})) for feed in tasks]


def _whole(feed: Feed) -> Feed:
    """A feed whose document is read though it may be the last one: an item of it is to be tried again."""
    return replace(feed, etag="", modified="", body_hash="")


def _by_host(tasks: Iterable[_FetchTask]) -> list[list[_FetchTask]]:
    hosts: dict[str, list[_FetchTask]] = defaultdict(list)
    for task in tasks:
        hosts[host_of(task.feed.url)].append(task)
    return list(hosts.values())


async def _ask_host(
    tasks: Sequence[_FetchTask],
    http: Http,
    read: Reader,
    politeness: Politeness,
    end: float,
    answers: asyncio.Queue[_Answer],
) -> None:
    """Ask for the feeds of one host, one after the other, until *end* (of the loop's clock) or until it wants rest."""
    clock = asyncio.get_running_loop().time
    for task in tasks:
        answer = _Answer(task.feed, left=True)
        if clock() + politeness.waits(task.feed.url) < end:
            async with politeness.turn(task.feed.url):
                if clock() < end:
                    answer = await ask(task, http, read)
        if isinstance(answer.error, FeedUnreachable) and answer.error.retry_after:
            politeness.leave_alone(task.feed.url, min(answer.error.retry_after, NEIGHBOURS_REST))
        await answers.put(answer)


async def _batch(answers: asyncio.Queue[_Answer]) -> list[_Answer]:
    """The next answer, and what else is there: many feeds share a transaction, and none waits for a slow one."""
    batch = [await answers.get()]
    while len(batch) < _IN_ONE_TRANSACTION and not answers.empty():
        batch.append(answers.get_nowait())
    return batch


async def ask(task: _FetchTask, http: Http, read: Reader = read_here) -> _Answer:
    """Fetch and read one feed. Raises nothing that a feed can cause."""
    feed = task.feed
    marks = {"If-None-Match": feed.etag, "If-Modified-Since": feed.modified}
    # what one server gave tells another who asks, and nothing more
    known = feed.marks_of == origin(feed.url)
    try:
        asked = {name: value for name, value in marks.items() if value and known}
        fetched = await http.get(feed.url, {**task.headers, **asked})
        digest = hashlib.sha256(fetched.body).hexdigest()
        if fetched.status == _UNCHANGED or digest == feed.body_hash:
            return _Answer(feed, fetched=fetched, body_hash=feed.body_hash)
        parsed = await read(fetched.body, fetched.url, fetched.headers.get("content-type", ""), task.memory)
    except FeedError as error:
        return _Answer(feed, error)
    except Exception as error:  # noqa: BLE001 - a fault of ours that one feed brings out must not stop all others
        # no text of the error: it may hold the address, which may hold a secret
        return _Answer(feed, NotAFeed(feed.url, because("feed.reading_failed", error=reason(error))))
    return _Answer(feed, fetched=fetched, parsed=parsed, body_hash=digest, memory=task.memory)


async def _store_all(storage: Storage, answers: Sequence[_Answer], now: datetime) -> PollRound:
    """Store all answers at once; if that fails, each by itself."""
    if not answers:
        return PollRound()
    try:
        return await _store(storage, answers, now, keep_all)
    except StorageError:
        raise
    except Exception as error:  # noqa: BLE001 - one of the answers is at fault: below, each shows for itself
        _log.warning("answers are stored one by one", why=reason(error))
    done = PollRound()
    for answer in answers:
        done += await _store_alone(storage, answer, now)
    return done


async def _store_alone(storage: Storage, answer: _Answer, now: datetime) -> PollRound:
    """Store one answer, item by item; what still fails is the feed's failure, and written down on it."""
    try:
        return await _store(storage, [answer], now, _keep_one)
    except StorageError:
        raise
    except Exception as error:  # noqa: BLE001 - what nobody thought of costs this feed, and not the others
        why = NotAFeed(answer.feed.url, because("feed.storing_failed", error=reason(error)))
        return await _store(storage, [_Answer(answer.feed, why)], now, keep_all)


async def _keep_one(unit: Unit, arrivals: Sequence[Arrival], now: datetime) -> Kept:
    kept = Kept()
    for arrival in arrivals:
        kept = await keep_singly(unit, arrival, now)
    return kept


async def _store(storage: Storage, answers: Sequence[_Answer], now: datetime, keep: _Keep) -> PollRound:
    done, changed, arrivals = PollRound(), [], []
    async with storage.read_ahead(_texts(answers)), storage.unit() as unit:
        feeds = await unit.feeds.get_all([answer.feed.id for answer in answers])
        ours = await unit.leases.take({host_lease(answer.feed.url) for answer in answers})
        for answer in answers:
            before = feeds.get(answer.feed.id)
            if (
                before is None or host_lease(answer.feed.url) not in ours
            ):  # removed, or polled by others, while it was fetched
                continue
            after = _polled(before, answer, now)
            changed.append((before, after))
            done += _counted(answer)
            if answer.parsed:
                arrivals.append(Arrival(replace(after, last_success=before.last_success), answer.parsed, answer.memory))
        kept = await keep(unit, arrivals, now)
        done += PollRound(entries_new=kept.news, backlog=kept.backlog, edited=kept.edited)
        await unit.feeds.update_all(changed)
        for _, feed in changed:
            if has_moved(feed):
                await _move(unit, feed, now)
        for answer in answers:
            if isinstance(answer.error, FeedUnreachable) and answer.error.retry_after:
                await unit.leases.rest(host_lease(answer.feed.url), min(answer.error.retry_after, NEIGHBOURS_REST))
        await unit.commit()
    for before, after in changed:
        _log_change(before, after)
    return done


def _log_change(before: Feed, after: Feed) -> None:
    """A line when a feed begins to fail, fails for another reason, or is well again: none for what goes on."""
    # never the address: its path and query may hold a secret
    known = {"feed": after.id, "host": publisher(after.url)}
    if after.failures and after.error != before.error:
        _log.info("a feed cannot be read", **known, why=after.error)
    elif before.failures and not after.failures:
        _log.info("a feed can be read again", **known, failed=before.failures)


def _texts(answers: Sequence[_Answer]) -> set[tuple[str, str]]:
    """The texts of documents, each with its language, as they may be stored."""
    read = [(answer.parsed, answer.parsed.language or answer.feed.language) for answer in answers if answer.parsed]
    return {(entry.text, language) for parsed, language in read for entry in parsed.entries}


def _polled(feed: Feed, answer: _Answer, now: datetime) -> Feed:
    """The feed after its answer. PURE."""
    if answer.error or not answer.fetched:
        return after_failure(feed, answer.error or NotAFeed(feed.url, because("feed.no_answer")), now)
    server = origin(answer.fetched.url)
    asked = feed if feed.marks_of == server else replace(feed, etag="", modified="")
    after = after_success(asked, now, answer.fetched.headers, answer.parsed, answer.fetched.permanent)
    return replace(after, body_hash=answer.body_hash, marks_of=server)


def _counted(answer: _Answer) -> PollRound:
    if answer.error:
        why = reason_of(answer.error.why)
        return PollRound(polled=1, failed=1, errors={why.code if why else "other": 1})
    return PollRound(polled=1, unchanged=int(answer.parsed is None))


async def _move(unit: Unit, feed: Feed, now: datetime) -> None:
    """
    Let a feed live on at its new address; if that is a feed already, its chats follow that one, gone or not.

    A feed whose address holds a secret never becomes one without, nor the reverse: what it told would be read by
    others. It stays where it is, and is read through the redirect.
    """
    if holds_secret(feed.url) != holds_secret(feed.moved_to):
        return
    shared = feed.id in await unit.feeds.shared()
    there = await unit.feeds.by_url(feed.moved_to, feed.owner)
    if there is None:
        moved = replace(feed, url=feed.moved_to, moved_to="", moved_since=None, shared=shared or feed.shared)
        await unit.feeds.update(feed, moved)
        await _leave_headers(unit, feed, now)
        return
    await unit.feeds.hand_over(feed.id, there.id)
    # what the operator said of that one counts
    heir = replace(there, shared=shared or None if there.shared is None else there.shared)
    if there.retired:  # it answered just now
        heir = replace(heir, retired=None, told=None, next_poll=now)
    await unit.feeds.update(there, heir)
    await unit.feeds.update(feed, replace(feed, retired=now, error=str(because("feed.merged"))))


async def _leave_headers(unit: Unit, feed: Feed, now: datetime) -> None:
    """No server gets headers that were given for another one: they go, and who follows the feed is told."""
    names = (await unit.feeds.headers([feed.id])).get(feed.id, {})
    if not names or origin(feed.url) == origin(feed.moved_to):
        return
    for name in names:
        await unit.feeds.set_header(feed.id, name, "")
    host, number = publisher(feed.moved_to), feed.id
    _log.warning("a feed moved to another server, and its headers were left behind", feed=number, server=host)

    def told(say: Wording) -> list[Reply]:
        sent = say.row(map(escape, sorted(names)))
        return [Reply(say("common.headers_left", title=feed.title, server=host, names=sent, feed=number), silent=True)]

    for chat in await unit.feeds.chats_of(feed.id):
        await tell_admins(unit, chat, told, now, now + _NOTICE_LASTS)
