"""What recurs among the entries of each feed, kept over a restart: sentences of its pages, which are no news."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any

from bot.ports import Unit
from bot.text.cleaning.boilerplate import Recurring

MOST_FEEDS = 2_000
"""Feeds whose recurring sentences are kept, those that brought something last; 50 kB each at most."""
_PLACE = "sentences that recur in feeds"

_PAGES = "sentences of the pages of feeds"
"""The same without what they were learned from: a hundredth of it, and all that a digest asks for."""

RecentOf = Callable[[str, Collection[str]], Awaitable[Mapping[str, Any]]]
"""``ports.Unit.recent_of``."""


Values = Mapping[str, Any]
"""What ``Recurring.values`` gives: a fifth as large in memory, and made or read in a tenth of a millisecond."""


async def recurring(unit: Unit, feeds: Collection[int]) -> dict[int, Values]:
    """The sentences of each of *feeds* with the titles they stood under, as they were last kept."""
    kept = await unit.recent_of(_PLACE, list(map(str, feeds))) if feeds else {}
    # as they are kept now, for an older version may have kept them otherwise
    return {feed: Recurring.of(kept.get(str(feed), {})).values() for feed in feeds}


async def keep_recurring(unit: Unit, learned: Mapping[int, Values]) -> None:
    """Keep what was learned of each feed; the caller commits."""
    await unit.keep_recent(_PLACE, {str(feed): values for feed, values in learned.items()}, MOST_FEEDS)
    await unit.keep_recent(_PAGES, {str(feed): boilerplate(values) for feed, values in learned.items()}, MOST_FEEDS)


def boilerplate(values: Values) -> Sequence[int]:
    """The keys of the sentences that stand on every page."""
    page: Sequence[int] = values["page"]
    return page


async def boilerplate_of(recent_of: RecentOf, feeds: Collection[int]) -> dict[int, frozenset[int]]:
    """The keys of the sentences that stand on every page, for each of *feeds*."""
    names = {str(feed): feed for feed in feeds}
    found = {names[name]: frozenset(keys) for name, keys in (await recent_of(_PAGES, names)).items()}
    # what was kept before this was kept apart, and has not been learned anew since
    missing = [name for name, feed in names.items() if feed not in found]
    older = await recent_of(_PLACE, missing) if missing else {}
    return (
        {feed: frozenset() for feed in feeds}
        | found
        | {names[name]: frozenset(Recurring.of(values).boilerplate) for name, values in older.items()}
    )
