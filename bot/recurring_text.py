"""What recurs among the entries of each feed, kept over a restart: sentences of its pages, which are no news."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from bot.ports import Unit
from bot.text.cleaning.boilerplate import Recurring

MOST_FEEDS = 2_000
"""Feeds whose recurring sentences are kept, those that brought something last; 50 kB each at most."""
_PLACE = "sentences that recur in feeds"

Recent = Callable[[str, str], Awaitable[Any]]
"""``ports.Unit.recent``."""


async def recurring(recent: Recent, feed: int) -> Recurring:
    """The sentences of a feed with the titles they stood under, as they were last kept."""
    return Recurring.of(await recent(_PLACE, str(feed)) or {})


async def keep_recurring(unit: Unit, learned: Mapping[int, Recurring]) -> None:
    """Keep what was learned of each feed; the caller commits."""
    await unit.keep_recent(_PLACE, {str(feed): one.values() for feed, one in learned.items()}, MOST_FEEDS)


async def boilerplate_of(recent: Recent, feeds: Collection[int]) -> dict[int, frozenset[int]]:
    """The keys of the sentences that stand on every page, for each of *feeds*."""
    return {feed: frozenset((await recurring(recent, feed)).boilerplate) for feed in feeds}
