"""What somebody wants of hours and days, and the hours that come of it. PURE."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from bot.chat.times_of_day import MOST, Unclear
from bot.model import OnDays
from bot.reasons import because

MONDAY = frozenset({0})
"""The day of a digest that comes once a week, for whoever names none."""
_UP = time(6)


@dataclass(frozen=True, slots=True)
class Wish:
    """
    What somebody wants: hours with their days, or days alone, days without any digest, and the place that was named.

    Each may be empty; *weekly*: once a week, on a day that was not named.
    """

    hours: tuple[OnDays, ...] = ()
    days: frozenset[int] = frozenset()
    without: frozenset[int] = frozenset()
    weekly: bool = False
    place: str = ""


def granted(wish: Wish, now: Iterable[OnDays]) -> tuple[OnDays, ...]:
    """
    The hours and days that come of a wish where those of *now* hold.

    Raises: Unclear if no day is left, or there are too many hours.
    """
    kept = tuple(now)
    if wish.hours:
        base = wish.hours
    elif wish.weekly:
        base = (OnDays(first_by_day(kept), wish.days or MONDAY),)
    elif wish.days:
        base = tuple(OnDays(hour.wall, wish.days) for hour in kept)
    else:
        base = kept
    found: dict[time, frozenset[int]] = {}
    for wall, days in base:
        found[wall] = found.get(wall, frozenset()) | (days - wish.without)
    hours = tuple(OnDays(wall, days) for wall, days in sorted(found.items()) if days)
    if not hours:
        raise Unclear(because("when.no_day_left"))
    if len(hours) > MOST:
        raise Unclear(because("hours.too_many", n=MOST))
    return hours


def first_by_day(hours: Iterable[OnDays]) -> time:
    """The hour of those that is left where only one is wanted: the first at which people are up."""
    walls = sorted(hour.wall for hour in hours)
    return next((wall for wall in walls if wall >= _UP), walls[0])
