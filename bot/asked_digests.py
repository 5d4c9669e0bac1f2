"""Digests outside their hours: what somebody asks to see, what was missed, what is worth telling at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.delivery.held_chats import nudge
from bot.digest import slots
from bot.digest.backtest import replay
from bot.digest.build import Scope
from bot.digest.compose import Plan
from bot.digest.tellings import told_at
from bot.due_chats import lease_of
from bot.model import Brought, Chat, Digest, DigestItem, Listed
from bot.ports import Platforms, Storage, Unit
from bot.posting import EXPIRES, for_digest, into_outbox, make_and_post, note, put
from bot.sound_digest import RANKING, Shown, Wanted, build_told, sound
from bot.stories.rank import importance

_MOMENT = timedelta(seconds=1)

LOOK_BACK = timedelta(hours=26)
"""What a new reader is offered: the last day, and a little more so that yesterday's same hour is in it."""

CATCH_UP = timedelta(days=7)
"""What is offered of a feed that was just added."""


async def alone(unit: Unit, chat: Chat, story: int, now: datetime, plan: Plan) -> DigestItem | None:
    """One story in full, as a digest would tell it now; None if nothing of it is news."""
    only_it = replace(plan, max_stories=1, bar=0.0)
    made = await build_told(unit, chat, now, now, None, RANKING, only_it, Scope(only=[story]))
    return made.items[0] if made.items else None


async def preview(storage: Storage, platforms: Platforms, chat: Chat, now: datetime, plan: Plan) -> Digest:
    """What a reader who begins now would get: the last day of the chat's feeds. Writes nothing."""
    async with storage.view() as unit:
        return (await sound(unit, _look_back(platforms, chat, now, plan, now - LOOK_BACK))).digest


async def peek(storage: Storage, platforms: Platforms, chat: Chat, now: datetime, plan: Plan) -> Listed:
    """
    What is news for a chat now, for somebody who reads it elsewhere: it stays news for the chat. Writes nothing.

    Returns: the messages, without buttons, since there is no such digest to press about; none if nothing is new.
    """
    coming = slots.next_slot(chat, now)
    made = partial(build_told, chat=chat, slot=now, now=now, next_slot=coming, ranking=RANKING, plan=plan)
    async with storage.view() as unit:
        shown = await sound(unit, Wanted(chat, platforms[chat.key.platform], now, made))
    return _listed(shown)


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
    return await make_and_post(storage, _look_back(platforms, chat, now, plan, now - LOOK_BACK), even_empty=False)


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
    return await make_and_post(storage, _look_back(platforms, chat, now, size, begin, feed), even_empty=False)


async def bring(
    storage: Storage, platforms: Platforms, chat: Chat, since: datetime, now: datetime, plan: Plan
) -> Brought:
    """
    Put what did not come to a chat since a moment, and is still missing, into its outbox; try at once what is held.

    One transaction: what it posts is pending from then on, so asking twice brings nothing twice.
    """
    async with for_digest(storage, chat) as unit:
        held = await nudge(unit, chat.key, now)
        lost = await unit.chats.unsent(chat.id, since)
        all_of_it = replace(plan, max_stories=max(len(lost), 1), bar=0.0)
        coming = slots.next_slot(chat, now)
        made = partial(
            build_told,
            chat=chat,
            slot=now,
            now=now,
            next_slot=coming,
            ranking=RANKING,
            plan=all_of_it,
            scope=Scope(only=lost),
        )
        shown = await sound(unit, Wanted(chat, platforms[chat.key.platform], now, made))
        await note(unit, shown, now)
        notices = await unit.outbox.again(chat.id, since, now, now + EXPIRES)
        posted = bool(shown.digest.items) and await put(unit, shown, now, asked=True)
        await unit.leases.give_back([lease_of(chat)])
        await unit.commit()
    return Brought(len(shown.digest.items) if posted else 0, notices, held)


async def retold(
    storage: Storage, platforms: Platforms, chat: Chat, begin: datetime, now: datetime, plan: Plan
) -> Listed:
    """
    What a chat's feeds told since a moment, each story once, also what was told already, as messages. Writes nothing.

    The messages name no stories: whoever sends them changes nothing about what counts as told. Empty if nothing was.
    """
    async with storage.view() as unit:
        shown = await sound(unit, _look_back(platforms, chat, now, plan.over(now - begin), begin, again=True))
    return _listed(shown)


def _listed(shown: Shown) -> Listed:
    if not shown.digest.items:
        return Listed()
    # the buttons below a digest lead to one that was posted
    messages = [replace(message, stories=(), buttons=()) for message in shown.messages]
    return Listed(messages, [item.story for item in shown.digest.items])


async def post_alert(
    storage: Storage, platforms: Platforms, chat: Chat, story: int, slot: datetime, now: datetime, plan: Plan
) -> Digest | None:
    """
    Put one story into the chat's outbox at once; from then on it counts as on its way, so no digest repeats it.

    Args:
        slot: A moment that no other alert of the chat has.
    Returns: the digest of that story; None if it was told at once before, or nothing of it is news any more.
    """
    async with for_digest(storage, chat) as unit:
        if not await unit.rules.note_alerted(chat.id, "", [story], now):
            return None

        async def alert(unit: Unit, *, among: Callable[[int], bool]) -> Digest:
            only = partial(_both, story, among)
            made = await build_told(unit, chat, slot, now, None, RANKING, plan, among=only)
            return replace(made, alert=True, known=0, more=0, left_out=(), quiet=False, muted=0, kept_away=())

        shown = await sound(unit, Wanted(chat, platforms[chat.key.platform], now, alert))
        return shown.digest if shown.digest.items and await into_outbox(unit, shown, now, asked=False) else None


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
) -> Wanted:
    begins, following = replace(chat, subscribed=begin), slots.next_slot(chat, now)
    made = partial(
        build_told,
        chat=begins, slot=now, now=now, next_slot=following, ranking=RANKING, plan=plan,
        scope=Scope(backlog=True, feed=feed, again=again),
    )  # fmt: skip
    return Wanted(chat, platforms[chat.key.platform], now, made)
