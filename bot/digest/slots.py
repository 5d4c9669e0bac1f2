"""
Which slot of a chat's schedule is due. The one place that thinks in local time.

A slot is a wall time of the chat's zone on one day. Its moment is unique whatever the clocks do: a wall time that a
change of clocks leaves out is served at the next one there is, a doubled one at its first occurrence only.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.model import Chat

CATCH_UP = timedelta(hours=12)
"""
How late a digest may come: half a day, the middle between two slots of a daily digest. Later than that the next slot
is nearer than the missed one, and it tells the same stories.
"""
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_LONGEST_WAIT = 3 * _DAY
"""Between two slots of a chat with one hour a day lies less, even where a whole day is left out."""
_LONGEST_GAP = 26 * 60
"""Minutes; the largest jump on record left out one whole day (Samoa, 2011)."""


def due(chat: Chat, last_slot: datetime | None, now: datetime) -> datetime | None:
    """
    The slot to serve now.

    When several were missed, it is the latest of them, so that they are merged into one digest.

    Args:
        chat: Its zone, times and the moment of its subscription.
        last_slot: The latest slot that was served, or None.
        now: The present moment.
    Returns: a moment at or before *now*, at most CATCH_UP old, after *last_slot*, the subscription and the last change
        of hours, as far as these are not still to come; None if there is none.
    """
    if chat.subscribed is None:
        return None
    bounds = (chat.subscribed, chat.hours_since, last_slot, now - CATCH_UP)
    # what is still to come was written by a clock that was ahead: it must not silence the chat until then
    after = max(moment for moment in bounds if moment is not None and moment <= now)
    return max(between(chat, after, now), default=None)


def next_slot(chat: Chat, now: datetime) -> datetime | None:
    """The first slot after *now*; None for a chat without a subscription or times."""
    if chat.subscribed is None:
        return None
    # nearly always it is within a day; looking at three days costs twice as much
    return min(between(chat, now, now + _DAY) or between(chat, now, now + _LONGEST_WAIT), default=None)


def between(chat: Chat, after: datetime, until: datetime) -> list[datetime]:
    """All slots after *after* up to *until*, in order, whatever was served or subscribed."""
    zone = zone_of(chat.zone)
    # a day more on both sides: what is that day here may be the one before or after there
    first, last = (after.astimezone(zone).date() - _DAY, until.astimezone(zone).date() + _DAY)
    days = [first + number * _DAY for number in range((last - first).days + 1)]
    slots = {_moment(day, wall, zone) for day in days for wall in chat.times}
    return sorted(slot for slot in slots if after < slot <= until)


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name; UTC when this system does not know it (any more): late is better than never."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _moment(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """When the clocks of *zone* first show *wall* on *day*; if they never do, the first minute that they show after."""
    local = datetime.combine(day, wall.replace(tzinfo=None, fold=0))
    for minutes in range(_LONGEST_GAP):
        tried = local + minutes * _MINUTE
        moment = tried.replace(tzinfo=zone).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None, fold=0) == tried:
            return moment
    raise AssertionError(f"no zone leaves out more than {_LONGEST_GAP} minutes: {zone}")
