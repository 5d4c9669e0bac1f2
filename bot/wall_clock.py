"""What clocks on walls show: from a chat's own days and hours to moments. PURE."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.model import Chat

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_LONGEST_GAP = 26 * 60
"""Minutes; the largest jump on record left out one whole day (Samoa, 2011)."""

_LONGEST_ZONE = 64
"""Characters of a zone's name: all have fewer than forty, and each part of an endless one is sought as a package."""


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name; UTC when this system does not know it (any more): late is better than never."""
    try:
        return ZoneInfo(name if len(name) <= _LONGEST_ZONE else "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def moment_of(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """When the clocks of *zone* first show *wall* on *day*; if they never do, the first minute that they show after."""
    local = datetime.combine(day, wall.replace(tzinfo=None, fold=0))
    for minutes in range(_LONGEST_GAP):
        tried = local + minutes * _MINUTE
        moment = tried.replace(tzinfo=zone).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None, fold=0) == tried:
            return moment
    raise AssertionError(f"no zone leaves out more than {_LONGEST_GAP} minutes: {zone}")


def quiet_until(chat: Chat, moment: datetime) -> datetime | None:
    """When the quiet hours end in which a moment lies; None if it lies in none."""
    if chat.quiet is None:
        return None
    zone, quiet = zone_of(chat.zone), chat.quiet
    today = moment.astimezone(zone).date()
    over_night = _DAY * (quiet.ends <= quiet.begins)
    ends = [
        moment_of(day + over_night, quiet.ends, zone)
        for day in (today - _DAY, today)
        if moment_of(day, quiet.begins, zone) <= moment
    ]
    return min((end for end in ends if moment < end), default=None)
