"""
Builds the digest of one chat: asks the storage for what could be told, and reads of it what the digest rests on.

What is a story to this chat?
- on its way in a message that is not sent yet: nothing, until that is sent or given up;
- never told: all that the feeds it follows say of it, as news;
- told, or told by the seed corpus from birth: only sentences with facts that came after that, as an update;
- what only repeats the seed corpus is counted, not posted.

``build`` reads, ``compose.py`` decides and writes.
"""

from asyncio import to_thread
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from bot.digest.choose import faded
from bot.digest.compose import MOST_LISTED, Draft, Occasion, Plan, drafted, written
from bot.digest.layout import shows_preview, top
from bot.digest.rules import Sifted, quotable
from bot.digest.slots import next_slot as next_slot_of
from bot.digest.taste import AtMost, Importance
from bot.digest.tellings import FOREVER, Memory, News, goes_on, nothing_new, without
from bot.digest.wishes import sifted, weighed
from bot.model import Chat, Digest, KeptAway, Prospect, Story
from bot.ports import Unit
from bot.recurring_text import boilerplate_of
from bot.text.display.wording import wording


class Ranking(NamedTuple):
    """How stories are weighed. *at_most* bounds their importance by what is known without reading them."""

    importance: Importance
    at_most: AtMost


_READ_AT_ONCE = 96
"""Stories that are read first: those that a digest tells and lists, and half as many for names that stand too often."""


Repeating = Callable[[Unit, int, Collection[int]], Awaitable[frozenset[int]]]
"""Of a chat (row id) and some stories those that say nothing new to it, for a reason that is not theirs."""


async def _nothing(_unit: Unit, _chat: int, _stories: Collection[int]) -> frozenset[int]:
    return frozenset()


@dataclass(frozen=True, slots=True)
class Scope:
    """
    What a digest is made of.

    *backlog*: also what was in the feeds before the chat followed them, back to ``chat.subscribed``. *feed*: only
    stories that this one tells; None: all of the chat's. *only*: just these stories, however old; None: what is news.
    *again*: as if the chat had been told nothing yet.
    """

    backlog: bool = False
    feed: int | None = None
    only: Collection[int] | None = None
    again: bool = False


_NEWS = Scope()


async def not_had(unit: Unit, chat: Chat, coming: datetime | None) -> datetime | None:
    """The slot *coming*, or the one after it where editors have posted or skipped that one before its hour."""
    if coming is None or chat.desk is None:
        return coming
    return next_slot_of(chat, coming) if await unit.outbox.last_slot(chat.id, coming) == coming else coming


async def build(
    unit: Unit,
    chat: Chat,
    slot: datetime,
    now: datetime,
    next_slot: datetime | None,
    ranking: Ranking,
    plan: Plan,
    scope: Scope = _NEWS,
    *,
    among: Callable[[int], bool] = lambda _: True,
    repeating: Repeating = _nothing,
) -> Digest:
    """
    Build a chat's digest; writes nothing.

    Args:
        slot: The moment that the digest is for.
        now: The present moment.
        next_slot: When the next digest comes, for the reader.
        ranking: Weighs stories.
        plan: How long it may get.
        scope: What it is made of: the news, unless it says otherwise.
        among: Whether to take a story, by its id; one that is not taken costs nothing more.
        repeating: Which stories only repeat what the chat has as notes of its own.
    """
    since = chat.subscribed if scope.backlog and chat.subscribed else now - plan.look_back
    pending, told = set[int](), dict[int, datetime]()
    if not scope.again:
        pending, told = await unit.chats.pending(chat.id), await unit.chats.told_at(chat.id)
        pending |= await unit.proofs.struck(chat.id)

    def open_to_us(story: int) -> bool:
        # what is on its way is neither told nor news: it shows when its messages have ended; what was struck, never
        return story not in pending and among(story)

    if scope.only is None:
        prospects = await unit.stories.prospects(chat.id, since, backlog=scope.backlog, feed=scope.feed)
        found = await _open_news(unit, chat, prospects, told, open_to_us, repeating, now)
    else:
        wanted = [story for story in scope.only if open_to_us(story)]
        found = _Found(wanted, await sifted(unit, chat.id, wanted, now))
    ranking = Ranking(*await weighed(unit, chat.id, *ranking, now))
    occasion = Occasion(chat, slot, now, await not_had(unit, chat, next_slot), since)
    news = await _read(unit, chat, found.to_read, found.ruled)
    grown = [story.id for story, decided in news if story.id in told and not all(map(nothing_new, decided))]
    read = await unit.chats.told_quotes(chat.id, grown)
    last, earlier = await unit.outbox.last_slot(chat.id, now), await unit.outbox.told_in(chat.id, grown)
    memory = Memory(told, read, last, earlier)
    chosen = await _chosen(unit, occasion, news, found, memory, ranking, plan)
    whole = await _read(unit, chat, chosen.stories(), found.ruled)
    memory = await _with_surroundings(unit, chat, memory, whole)
    seeds = await unit.passages(()).documents({story.seed for story, _ in whole if story.seed})
    # in a thread: whoever asks something meanwhile is answered
    digest = await to_thread(written, occasion, chosen, whole, memory, seeds, plan, found.ruled)
    preview = top(digest) if shows_preview(chat, await unit.chats.preview(chat.id)) else ""
    return await _with_muted(unit, replace(digest, preview=preview), found, last or since)


class _Found(NamedTuple):
    """
    What of the news could be told, by ids.

    *to_read* are told whatever else there is, or need a look; *rest* are read as far as they could matter. *muted* are
    kept away by rules, *noted* only repeat the chat's notes. *brought*: how many entries each feed has in the news;
    None: only what was asked for was looked at.
    """

    to_read: Collection[int]
    ruled: Sifted
    rest: Sequence[Prospect] = ()
    muted: Sequence[Prospect] = ()
    noted: Collection[int] = ()
    brought: Mapping[int, int] | None = None


async def _open_news(
    unit: Unit,
    chat: Chat,
    prospects: Sequence[Prospect],
    told: Mapping[int, datetime],
    open_to_us: Callable[[int], bool],
    repeating: Repeating,
    now: datetime,
) -> _Found:
    """The stories among *prospects* that the chat was not told as they are."""
    brought = Counter[int]()
    for one in prospects:
        brought.update(one.feeds)
    some = [one for one in prospects if open_to_us(one.story) and one.came > told.get(one.story, FOREVER)]
    noted = await repeating(unit, chat.id, [one.story for one in some])
    some = [one for one in some if one.story not in noted]
    ruled = await sifted(unit, chat.id, [one.story for one in some], now)
    muted = [one for one in some if one.story in ruled.muted]
    kept = [one for one in some if one.story not in ruled.muted]
    # however small it is, what is followed is told
    to_read = {one.story for one in kept if one.to_read or one.story in told or one.story in ruled.first}
    return _Found(to_read, ruled, [one for one in kept if one.story not in to_read], muted, noted, brought)


async def _with_surroundings(unit: Unit, chat: Chat, memory: Memory, whole: Sequence[News]) -> Memory:
    """A chat's memory with what else it takes to write these stories."""
    entries = [entry for _, decided in whole for entry, _ in decided]
    return replace(
        memory,
        boilerplate=await boilerplate_of(unit.recent_of, {entry.feed for entry in entries}),
        before=await _before(unit, chat, {near for story, decided in whole if (near := goes_on(story, decided))}),
        media=await unit.entries.media({entry.id for entry in entries}),
        apart=frozenset((one.one, one.other) for one in await unit.rulings.of_chat(chat.id) if not one.together),
    )


async def _with_muted(unit: Unit, digest: Digest, found: _Found, since: datetime) -> Digest:
    """A digest with what notes and, since then, rules kept away from it, the newest listed first."""
    lately = sorted(
        (one for one in found.muted if one.came > since), key=lambda one: (one.came, one.story), reverse=True
    )
    newest = [one.story for one in lately[:MOST_LISTED]]
    seen = await unit.stories.seen_by(digest.chat, newest, brief=True) if newest else []
    say, by = wording(digest.language), found.ruled.muted
    kept_away = tuple(KeptAway(one.headline, quotable(by[one.id].conditions, say)) for one in reversed(seen))
    return replace(digest, known=digest.known + len(found.noted), muted=len(lately), kept_away=kept_away)


async def _chosen(
    unit: Unit,
    occasion: Occasion,
    news: Sequence[News],
    found: _Found,
    memory: Memory,
    ranking: Ranking,
    plan: Plan,
) -> Draft:
    """
    The draft over *news* and all of the rest, of which only as many are read as could matter.

    The choice is the same as if all had been read: of those that were not, none can be worth as much as the least that
    was needed.
    """
    bounds = ((one, ranking.at_most(one, found.brought or {})) for one in found.rest)
    left = [(faded(bound, one.news, occasion.now, plan.half_life), one.story) for one, bound in bounds]
    left.sort(reverse=True)
    known, taken = list(news), 0
    while True:
        ordered = sorted(known, key=_in_order)
        draft = await to_thread(
            drafted, occasion, ordered, memory, ranking.importance, plan, found.brought, found.ruled
        )
        if taken == len(left) or left[taken][0] < draft.choice.lowest:
            unread = len(left) - taken
            return replace(draft, more=draft.more + unread)
        # twice as many each time: however many it takes, that is at most four times the work of knowing it beforehand
        more = left[taken : max(_READ_AT_ONCE, 2 * taken)]
        known += await _read(unit, occasion.chat, [story for _, story in more], found.ruled, brief=True)
        taken += len(more)


def _in_order(news: News) -> tuple[datetime, int]:
    """The order in which stories of equal worth are told."""
    return news[0].last_seen, news[0].id


async def _read(unit: Unit, chat: Chat, stories: Collection[int], ruled: Sifted, *, brief: bool = False) -> list[News]:
    """What the chat's feeds have of some stories, with their texts unless *brief*, without what rules keep away."""
    seen = await unit.stories.seen_by(chat.id, stories, brief=True)
    return without(await unit.stories.news(chat.id, seen, brief=brief), ruled)


async def _before(unit: Unit, chat: Chat, wanted: Collection[int]) -> dict[int, Story]:
    """Those earlier events that the chat's own feeds tell, by their stored ids."""
    seen = {story.id: story for story in await unit.stories.seen_by(chat.id, sorted(wanted))} if wanted else {}
    joined = await unit.rulings.joined(chat.id)
    # what is one with others is seen under the id of the oldest
    found = {near: seen.get(joined.get(near, (near,))[0]) for near in wanted}
    return {near: story for near, story in found.items() if story and story.headline}
