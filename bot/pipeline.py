"""
Start reading here: the whole way of the news.

    read      1 in      poll the feeds that are due; what is new becomes entries
    sort      2 know    each entry joins the story that it tells, or opens one; first it gets the text of its page
                        where its feed gives only a few words
    publish   3 choose  for each chat whose slot has come: the stories it has not been told, as a digest; some minutes
                        before, its editors see it, if it has any (``show_before``)
              4 out     the digest's messages go into the outbox, in the same transaction
    deliver             (bot/delivery) sends what waits in the outbox and records what happened to it

Each step is a job of its own (``jobs/table.py``) that finds its work in the database and waits for no other: a process
killed between two steps loses nothing, and a step that fails or hangs stops no other. A digest that is due lets the
feeds of its chat be polled first, but waits for that no longer than ``PATIENCE`` (``due_chats.py``).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Hashable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

import structlog

from bot.delivery.held_chats import nudge
from bot.digest import slots
from bot.digest.backtest import replay
from bot.digest.build import Ranking, build
from bot.digest.compose import Plan, told_at
from bot.digest.promises import MOST_KEPT, day_begins, promised
from bot.digest.proof import quoted, settle
from bot.due_chats import Dated, lease_of
from bot.errors import Overtaken, StorageError
from bot.feeds.poll import PollRound
from bot.model import (
    Brought,
    Chat,
    Digest,
    DigestItem,
    Failed,
    Leased,
    Part,
    Proof,
    Reply,
    piece,
)
from bot.ports import Platform, Platforms, Storage, Unit
from bot.retrying import failed, reason
from bot.stories.batch import Collected
from bot.stories.cached_index import CachedIndex
from bot.stories.collect import collect
from bot.stories.noted import repeating
from bot.stories.rank import at_most, importance

Pages = Callable[[datetime], Awaitable[object]]
"""Reads the pages of new entries that hold only a few words."""

_GIVE_WAY = timedelta(seconds=0.5)
"""So long a digest lets people go first: however many ask, a thousand digests are made within ten minutes."""
_AT_ONE_LOOK = 50
"""
Chats whose digests are made from one look at the database, so that what they share is read once: so many are made
within some seconds, and of what comes meanwhile the next digest tells.
"""
_MOST_TRIALS = 64
"""Digests that are tried in search of a story that cannot be told: enough for five of a thousand."""
_MOMENT = timedelta(seconds=1)
_build = partial(build, repeating=repeating)
"""How digests are built: what only repeats a chat's own notes is left out."""
RANKING = Ranking(importance, at_most)
"""How stories are weighed."""

_log = structlog.get_logger()

EXPIRES = timedelta(hours=24)
"""A digest that could not be delivered for a day is no news any more; the next one tells what still matters."""

LOOK_BACK = timedelta(hours=26)
"""What a new reader is offered: the last day, and a little more so that yesterday's same hour is in it."""

CATCH_UP = timedelta(days=7)
"""What is offered of a feed that was just added."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a round of fetching and sorting brought."""

    polled: PollRound
    collected: Collected


class Shown(NamedTuple):
    """A digest, and the messages that its platform makes of it."""

    digest: Digest
    messages: Sequence[Reply]
    failed: Sequence[Failed] = ()
    """Stories that cannot be told."""
    mended: Sequence[str] = ()
    """Stories that could not, and can be now."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A digest that is to be made: *made* is ``build`` for the occasion, but for the unit and *among*."""

    chat: Chat
    platform: Platform
    now: datetime
    made: Callable[..., Awaitable[Digest]]


class _Prepared(NamedTuple):
    """What was made beside whoever writes: good as long as *basis* is what it rests on."""

    basis: Hashable
    shown: Shown


Made = _Prepared | Failed | None
"""What ``prepare`` gives of one digest; None: something is to be written first."""
Prepare = Callable[[Dated, datetime, Plan], Awaitable[Sequence[Made]]]
"""Does what ``prepare`` does."""


async def sort(
    storage: Storage,
    cache: CachedIndex,
    now: datetime,
    pages: Pages | None = None,
    progress: Callable[[Collected], None] | None = None,
) -> Collected:
    """Sort what is new into stories; what comes meanwhile waits for the next time, as its pages were not asked for."""
    async with storage.view() as unit:
        until = await unit.entries.last_id()
    if pages:
        await _read_pages(pages, now)
    try:
        return await collect(storage, cache, now, progress, until)
    except Overtaken:
        return Collected()


async def _read_pages(pages: Pages, now: datetime) -> None:
    try:
        await pages(now)
    except StorageError:
        raise
    except Exception as error:  # noqa: BLE001 - entries are worth telling without the texts of their pages
        _log.warning("pages cannot be read", why=reason(error))


async def publish(
    storage: Storage,
    platforms: Platforms,
    due: Dated,
    now: datetime,
    plan: Plan,
    elsewhere: Prepare | None = None,
) -> list[Digest]:
    """
    Put a digest into the outbox of each chat in *due*, as ``due_chats`` gave them.

    A chat whose digest cannot be made is marked and tried again later; the others get theirs.

    Args:
        elsewhere: Where it holds up nobody; None: it is done here.
    Returns: the digests that were posted.
    """
    posted: list[Digest] = []
    make = elsewhere or partial(prepare, storage, platforms)
    for begin in range(0, len(due), _AT_ONE_LOOK):
        some = due[begin : begin + _AT_ONE_LOOK]
        for (chat, slot), made in zip(some, await make(some, now, plan), strict=True):
            await storage.quiet(_GIVE_WAY)
            if isinstance(made, Failed):
                await _mark(storage, made, now)
                continue
            wanted = _for_slot(platforms, chat, slot, now, plan)
            async with _contained(storage, wanted):
                digest = await _put_out(storage, wanted, made)
                posted += [digest] if digest else []
    return posted


async def prepare(storage: Storage, platforms: Platforms, due: Dated, now: datetime, plan: Plan) -> list[Made]:
    """Of each chat in *due* what can be made of its digest without writing, from one look at the database."""
    made: list[Made] = []
    async with storage.view() as view:
        for chat, slot in due:
            # whoever asks something at eight o'clock is answered between two digests
            await storage.quiet(_GIVE_WAY)
            try:
                made.append(await _prepared(view, _for_slot(platforms, chat, slot, now, plan)))
            except StorageError:
                raise
            except Exception as error:  # noqa: BLE001 - it may be anything that nobody thought of
                made.append(failed(chat.id, error))
    return made


@asynccontextmanager
async def _contained(storage: Storage, wanted: _Wanted) -> AsyncIterator[None]:
    """What fails here costs this chat its digest, and the others nothing; it is marked, to be tried again."""
    try:
        yield
    except StorageError:
        raise
    except Overtaken:
        return
    except Exception as error:  # noqa: BLE001 - the same
        await _mark(storage, failed(wanted.chat.id, error), wanted.now)


async def _mark(storage: Storage, chat: Failed, now: datetime) -> None:
    _log.warning("no digest can be made", chat=int(chat.item), why=chat.reason)
    async with storage.unit() as unit:
        await unit.failures.mark(Part.CHAT, [chat], now)
        await unit.commit()


async def post(
    storage: Storage,
    platforms: Platforms,
    chat: Chat,
    slot: datetime,
    now: datetime,
    plan: Plan,
    *,
    even_empty: bool = True,
) -> Digest | None:
    """
    Build one digest and put it into the outbox.

    Args:
        slot: The moment that it is for; one digest a slot.
        even_empty: Whether a digest without stories is posted as well (it says in a line that nothing happened).
    Returns: the digest; None if nothing was posted, because the slot has its digest or nothing is new.
    """
    return await _posted(storage, _for_slot(platforms, chat, slot, now, plan), even_empty=even_empty)


def _for_slot(platforms: Platforms, chat: Chat, slot: datetime, now: datetime, plan: Plan) -> _Wanted:
    longer, following = plan.over(slots.span(chat, slot)), slots.next_slot(chat, max(now, slot))
    made = partial(_of_slot, chat=chat, slot=slot, now=now, next_slot=following, plan=longer)
    return _Wanted(chat, platforms[chat.key.platform], now, made)


async def _of_slot(
    unit: Unit,
    chat: Chat,
    slot: datetime,
    now: datetime,
    next_slot: datetime | None,
    plan: Plan,
    *,
    among: Callable[[int], bool],
) -> Digest:
    """The digest of a slot as editors left it, if they were shown it; else what is news."""
    seen = await unit.proofs.of_chat(chat.id) if chat.desk else None
    build_now = partial(_build, unit, chat, slot, now, next_slot, RANKING, among=among)
    if seen is None or seen.digest is None or seen.slot != slot:
        return await build_now(plan)
    stories = {item.story for item in seen.digest.items}
    fresh = await build_now(replace(plan, max_stories=len(stories), bar=0.0), only=stories)
    entries = await unit.entries.get_all(quoted(seen.digest))
    return settle(seen.digest, fresh, entries, await unit.rulings.joined(chat.id), now, next_slot)


async def alone(unit: Unit, chat: Chat, story: int, now: datetime, plan: Plan) -> DigestItem | None:
    """One story in full, as a digest would tell it now; None if nothing of it is news."""
    only_it = replace(plan, max_stories=1, bar=0.0)
    made = await _build(unit, chat, now, now, None, RANKING, only_it, only=[story])
    return made.items[0] if made.items else None


async def show_before(
    storage: Storage,
    platforms: Platforms,
    due: Dated,
    now: datetime,
    plan: Plan,
    show: Callable[[Unit, Chat, Chat, Proof], Awaitable[None]],
) -> int:
    """
    Keep the digests of chats in *due*, as ``to_be_seen`` gave them, and let editors see them.

    What cannot be seen, for it is empty or there is nobody to see it, is made as usual when its hour comes. A chat
    whose digest cannot be made is marked, and costs the others nothing.

    Args:
        show: Puts into the outbox of the desk (a chat, given behind the one whose digest it is) what is seen.
    Returns: how many were shown.
    """
    shown_ = 0
    for chat, slot in due:
        wanted = _for_slot(platforms, chat, slot, now, plan)
        async with _contained(storage, wanted):
            async with storage.view() as view:
                made = await sound(view, wanted)
            async with _for_digest(storage, chat) as unit:
                desk = await unit.chats.get(chat.desk.place) if chat.desk else None
                is_seen = bool(made.digest.items) and desk is not None and not desk.gone
                kept = await unit.proofs.put(chat.id, slot, made.digest if is_seen else None)
                if desk and is_seen:
                    await show(unit, desk, chat, kept)
                await _note(unit, made, now)
                await unit.leases.give_back([lease_of(chat)])
                await unit.commit()
            shown_ += is_seen
    return shown_


async def _posted(storage: Storage, wanted: _Wanted, *, even_empty: bool) -> Digest | None:
    """Make a digest beside whoever writes, then post it."""
    async with storage.view() as view:
        ready = await _prepared(view, wanted)
    return await _put_out(storage, wanted, ready, even_empty=even_empty)


async def _prepared(view: Unit, wanted: _Wanted) -> _Prepared | None:
    """What can be made without writing; None if something is to be written first."""
    if wanted.chat.gone:
        return None
    return _Prepared(await view.chats.basis(wanted.chat.id), await sound(view, wanted))


async def _put_out(
    storage: Storage, wanted: _Wanted, ready: _Prepared | None, *, even_empty: bool = True
) -> Digest | None:
    """
    Put a digest into the outbox, in a short transaction; what rests on something that has changed is made anew in it.

    Returns: the digest; None if nothing was posted, because the slot has its digest or nothing is new.
    """
    chat, now = wanted.chat, wanted.now
    async with _for_digest(storage, chat) as unit:
        if even_empty and await _paused_meanwhile(unit, chat, now):
            return None
        if chat.gone:
            # what is held there goes into this digest: one when the chat is back, however many slots were missed
            await unit.outbox.withdraw(chat.id)
        if ready is None or ready.basis != await unit.chats.basis(chat.id):
            shown = await sound(unit, wanted)
        else:
            shown = ready.shown
        if not shown.digest.items and not even_empty:
            return None
        if chat.pause and not chat.pause.holds(now):
            await unit.chats.update(chat, replace(chat, pause=None))
        if chat.desk:
            await unit.proofs.close(chat.id, shown.digest.slot)
        return shown.digest if await _into_outbox(unit, shown, now, asked=not even_empty) else None


@asynccontextmanager
async def _for_digest(storage: Storage, chat: Chat) -> AsyncIterator[Unit]:
    """A transaction in which nobody else makes a digest for *chat*. Raises: Overtaken if another process does."""
    async with storage.unit() as unit:
        if not await unit.leases.take([lease_of(chat)]):
            raise Overtaken("another process makes a digest for this chat right now: try again in a minute")
        yield unit


async def sound(unit: Unit, wanted: _Wanted) -> Shown:
    """A digest without the stories that cannot be told. Writes nothing: who posts it marks them."""
    platform = wanted.platform

    async def made_and_laid_out(among: Callable[[int], bool]) -> Shown:
        async with unit.savepoint():
            digest = _with_addresses(await wanted.made(unit, among=among), wanted.chat, platform)
            return Shown(digest, platform.render(digest, digest.language))

    known = await unit.failures.known(Part.STORY)
    resting = {int(name) for name, one in known.items() if one.next_try > wanted.now}
    bad: dict[int, Failed] = {}
    try:
        shown = await made_and_laid_out(lambda story: story not in resting)
    except StorageError:
        raise
    except Exception:  # noqa: BLE001 - some story is at fault: below, each shows for itself
        bad = await _bad_stories(made_and_laid_out, resting)
        without = resting | bad.keys()
        shown = await made_and_laid_out(lambda story: story not in without)
    mended = [str(item.story) for item in shown.digest.items if str(item.story) in known]
    return shown._replace(failed=list(bad.values()), mended=mended)


def _with_addresses(digest: Digest, chat: Chat, platform: Platform) -> Digest:
    """A digest whose updates lead to what the chat read before, where its platform has addresses. PURE."""
    items = [
        replace(item, earlier_url=platform.address(chat, item.earlier)) if item.earlier else item
        for item in digest.items
    ]
    return replace(digest, items=tuple(items))


async def _bad_stories(
    made: Callable[[Callable[[int], bool]], Awaitable[Shown]], resting: Collection[int]
) -> dict[int, Failed]:
    """The stories that let a digest fail: all are halved, so and so often, until the bad ones stand alone."""
    seen: set[int] = set()

    def none(story: int) -> bool:
        seen.add(story)
        return False

    await made(none)
    parts, bad = [sorted(seen.difference(resting))], {}
    for _ in range(_MOST_TRIALS):
        some = parts.pop() if parts else []
        if not some:
            break
        try:
            await made(frozenset(some).__contains__)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - the one at fault is marked
            middle = len(some) // 2
            if middle:
                parts += [some[middle:], some[:middle]]
            else:
                bad[some[0]] = failed(some[0], error)
    return bad


async def preview(storage: Storage, platforms: Platforms, chat: Chat, now: datetime, plan: Plan) -> Digest:
    """What a reader who begins now would get: the last day of the chat's feeds. Writes nothing."""
    async with storage.view() as unit:
        return (await sound(unit, _look_back(platforms, chat, now, plan, now - LOOK_BACK))).digest


async def peek(storage: Storage, platforms: Platforms, chat: Chat, now: datetime, plan: Plan) -> list[Reply]:
    """
    What is news for a chat now, for somebody who reads it elsewhere: it stays news for the chat. Writes nothing.

    Returns: the messages, without buttons, since there is no such digest to ask about; none if nothing is new.
    """
    coming = slots.next_slot(chat, now)
    made = partial(_build, chat=chat, slot=now, now=now, next_slot=coming, ranking=RANKING, plan=plan)
    async with storage.view() as unit:
        shown = await sound(unit, _Wanted(chat, platforms[chat.key.platform], now, made))
    return [Reply(message.text) for message in shown.messages] if shown.digest.items else []


async def backtest(storage: Storage, now: datetime, days: int, *runs: tuple[Chat, Plan]) -> list[list[Digest]]:
    """
    The digests of the last *days* days as each of *runs* would have made them, from what is stored. Writes nothing.

    Args:
        runs: A chat and the plan of its digests; all of the same row, they differ in settings.
    """
    begin = now - timedelta(days=days)
    chat = runs[0][0].id
    look_back = max(plan.over(slots.longest_span(run)).look_back for run, plan in runs)
    async with storage.view() as unit:
        stories = await unit.stories.candidates(chat, begin - look_back, backlog=True)
        news = await unit.stories.news(chat, stories)
        seeds = await unit.passages(()).documents({story.seed for story in stories if story.seed})
    return [replay(run, news, seeds, slots.between(run, begin, now), importance, plan) for run, plan in runs]


async def post_preview(storage: Storage, platforms: Platforms, chat: Chat, now: datetime, plan: Plan) -> Digest | None:
    """
    Put the digest that ``preview`` shows into the chat's outbox.

    Returns: the digest; None if it would be empty, or the chat got a digest this very moment.
    """
    return await _posted(storage, _look_back(platforms, chat, now, plan, now - LOOK_BACK), even_empty=False)


async def post_catch_up(
    storage: Storage, platforms: Platforms, chat: Chat, feed: int, last: int, now: datetime, plan: Plan
) -> Digest | None:
    """
    Put a digest of what one feed told lately into the chat's outbox.

    Args:
        feed: One that the chat follows.
        last: So many of its newest entries; 0: those of a week.
    Returns: the digest; None if it would be empty, or the chat got a digest this very moment.
    """
    async with storage.view() as view:
        newest = await view.entries.newest(feed, last)
    begin = min((told_at(entry) for entry in newest), default=now) - _MOMENT if last else now - CATCH_UP
    size = replace(plan, max_stories=last) if last else plan
    return await _posted(storage, _look_back(platforms, chat, now, size, begin, feed), even_empty=False)


async def bring(
    storage: Storage, platforms: Platforms, chat: Chat, since: datetime, now: datetime, plan: Plan
) -> Brought:
    """
    Put what did not come to a chat since a moment, and is still missing, into its outbox; try at once what is held.

    One transaction: what it posts is pending from then on, so asking twice brings nothing twice.
    """
    async with _for_digest(storage, chat) as unit:
        held = await nudge(unit, chat.key, now)
        lost = await unit.chats.unsent(chat.id, since)
        all_of_it = replace(plan, max_stories=max(len(lost), 1), bar=0.0)
        coming = slots.next_slot(chat, now)
        made = partial(
            _build, chat=chat, slot=now, now=now, next_slot=coming, ranking=RANKING, plan=all_of_it, only=lost
        )
        shown = await sound(unit, _Wanted(chat, platforms[chat.key.platform], now, made))
        await _note(unit, shown, now)
        notices = await unit.outbox.again(chat.id, since, now, now + EXPIRES)
        posted = bool(shown.digest.items) and await _post(unit, shown, now, asked=True)
        await unit.leases.give_back([lease_of(chat)])
        await unit.commit()
    return Brought(len(shown.digest.items) if posted else 0, notices, held)


async def retold(
    storage: Storage, platforms: Platforms, chat: Chat, begin: datetime, now: datetime, plan: Plan
) -> Sequence[Reply]:
    """
    What a chat's feeds told since a moment, each story once, also what was told already, as messages. Writes nothing.

    They name no stories: whoever sends them changes nothing about what counts as told. Empty if nothing was told.
    """
    async with storage.view() as unit:
        shown = await sound(unit, _look_back(platforms, chat, now, plan.over(now - begin), begin, again=True))
    messages = shown.messages if shown.digest.items else ()
    # the buttons below a digest lead to one that was posted
    return [replace(message, stories=(), buttons=()) for message in messages]


async def post_alert(
    storage: Storage, platforms: Platforms, chat: Chat, story: int, slot: datetime, now: datetime, plan: Plan
) -> Digest | None:
    """
    Put one story into the chat's outbox at once; from then on it counts as on its way, so no digest repeats it.

    Args:
        slot: A moment that no other alert of the chat has.
    Returns: the digest of that story; None if it was told at once before, or nothing of it is news any more.
    """
    async with _for_digest(storage, chat) as unit:
        if not await unit.rules.note_alerted(chat.id, "", [story], now):
            return None

        async def alert(unit: Unit, *, among: Callable[[int], bool]) -> Digest:
            only = partial(_both, story, among)
            made = await _build(unit, chat, slot, now, None, RANKING, plan, among=only)
            return replace(made, alert=True, known=0, more=0, left_out=(), quiet=False, muted=0, kept_away=())

        shown = await sound(unit, _Wanted(chat, platforms[chat.key.platform], now, alert))
        return shown.digest if shown.digest.items and await _into_outbox(unit, shown, now, asked=False) else None


def _both(story: int, among: Callable[[int], bool], one: int) -> bool:
    return one == story and among(one)


def _look_back(
    platforms: Platforms,
    chat: Chat,
    now: datetime,
    plan: Plan,
    begin: datetime,
    feed: int | None = None,
    *,
    again: bool = False,
) -> _Wanted:
    begins, following = replace(chat, subscribed=begin), slots.next_slot(chat, now)
    made = partial(
        _build,
        chat=begins, slot=now, now=now, next_slot=following, ranking=RANKING, plan=plan,
        backlog=True, feed=feed, again=again,
    )  # fmt: skip
    return _Wanted(chat, platforms[chat.key.platform], now, made)


async def _paused_meanwhile(unit: Unit, chat: Chat, now: datetime) -> bool:
    """Whether somebody has said since the slot was found that a chat wants no digests for a while."""
    current = await unit.chats.get(chat.id)
    return current is not None and current.pause is not None and current.pause.holds(now)


async def _into_outbox(unit: Unit, shown: Shown, now: datetime, *, asked: bool) -> bool:
    """Post and commit. Returns: False if the slot has its digest already; then nothing is written."""
    if not await _post(unit, shown, now, asked=asked):
        return False
    chat = shown.digest.chat
    await _note(unit, shown, now)
    await unit.failures.clear(Part.CHAT, [str(chat)])
    await unit.leases.give_back([piece(Leased.CHAT, chat)])
    await unit.commit()
    return True


async def _note(unit: Unit, shown: Shown, now: datetime) -> None:
    await unit.failures.mark(Part.STORY, shown.failed, now)
    await unit.failures.clear(Part.STORY, shown.mended)


async def _post(unit: Unit, shown: Shown, now: datetime, *, asked: bool) -> bool:
    """*asked*: somebody waits for it."""
    messages = [replace(message, asked=asked) for message in shown.messages]
    number = await unit.outbox.post(shown.digest, messages, now, now + EXPIRES)
    if number is not None and (found := promised(shown.digest, number)) and await unit.promises.wanted(found[0].chat):
        chat = await unit.chats.get(found[0].chat)
        await unit.promises.keep(
            [replace(one, due=day_begins(chat, one.day)) for one in found] if chat else [], MOST_KEPT
        )
    return number is not None
