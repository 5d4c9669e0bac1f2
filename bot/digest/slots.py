"""
Which slot of a chat's schedule is due. Thinks in local time, by ``wall_clock.py``.

A slot is a wall time of the chat's zone on one day. Its moment is unique whatever the clocks do: a wall time that a
change of clocks leaves out is served at the next one there is, a doubled one at its first occurrence only. What falls
into quiet hours in which digests wait comes when these end, several as one; the end of a pause is a slot.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.model import Chat
from bot.wall_clock import moment_of, quiet_until, zone_of

CATCH_UP = timedelta(hours=12)
"""
How late a daily digest may come: half a day, the middle between two slots. Later than that the next slot is nearer than
the missed one, and it tells the same stories. See ``patience`` for other rhythms.
"""
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_WAITS = (_DAY, 3 * _DAY, 9 * _DAY)
"""How far the next slot may be: nearly always a day; three where one is left out; with one slot a week nine. Looking at
more days than needed takes time."""


def due(chat: Chat, last_slot: datetime | None, now: datetime) -> datetime | None:
    """
    The slot to serve now.

    When several were missed, it is the latest of them, so that they are merged into one digest.

    Args:
        chat: Its zone, hours, quiet hours, pause and the moment of its subscription.
        last_slot: The latest slot that was served, or None.
        now: The present moment.
    Returns: a moment at or before *now*, at most ``patience`` old, after *last_slot*, the subscription and the last
        change of hours, as far as these are not still to come, or the end of a pause that was not served yet; None if
        there is none.
    """
    end = _back(chat)
    resting = chat.pause and not chat.pause.ahead(now)
    if chat.subscribed is None or (resting and (end is None or end > now)):
        return None
    bounds = (chat.subscribed, chat.hours_since, last_slot)
    # what is still to come was written by a clock that was ahead: it must not silence the chat until then
    promised = max((moment for moment in bounds if moment is not None and moment <= now), default=None)
    missed = [
        slot for planned, slot in _slots(chat, now - patience(chat), now) if promised is None or planned > promised
    ]
    if end and end <= now and (last_slot is None or not end <= last_slot <= now):
        missed.append(end)
    return max(missed, default=None)


def next_slot(chat: Chat, now: datetime) -> datetime | None:
    """The first slot after *now*; None for a chat without a subscription or times, or with a pause without end."""
    if chat.subscribed is None:
        return None
    first, end = first_slot(chat, now), _back(chat)
    if chat.pause is None or (chat.pause.ahead(now) and first and first < chat.pause.since):
        return first
    if end and end > now:
        return end
    return first if chat.pause.over(now) else None


def first_slot(chat: Chat, after: datetime) -> datetime | None:
    """The first slot of the schedule after a moment, whatever pauses there are."""
    return next((found[0] for wait in _WAITS if (found := between(chat, after, after + wait))), None)


def still_paused(before: Chat, after: Chat, now: datetime) -> Chat:
    """
    *after*, whose hours, zone or quiet hours are other than those of *before*, with the end of its pause.

    One that was to end on a day, or with a digest, ends with the first of that day, or later, by what holds now; one
    that was to end by the clock does so still, if that adds no digest.
    """
    pause = after.pause
    if pause is None or pause.until is None or pause.until <= now:
        return after
    if begins_a_day(pause.until, before.zone):
        there = pause.until.astimezone(zone_of(before.zone)).date()
        return replace(after, pause=replace(pause, until=moment_of(there, time(), zone_of(after.zone))))
    if first_slot(before, pause.until - _MINUTE) != pause.until:
        return replace(after, pause=replace(pause, until=pause_end(after, pause.since, pause.until)))
    day = pause.until.astimezone(zone_of(before.zone)).date()
    begins = moment_of(day, time(), zone_of(after.zone))
    end = first_slot(after, max(begins - _MINUTE, now))
    return replace(after, pause=replace(pause, until=end)) if end else after


def pause_end(chat: Chat, since: datetime, wanted: datetime) -> datetime:
    """
    When a pause ends that is to end at a moment: then, if its digest tells what a slot would have told before.

    If no slot fell into the pause, or none falls on that day, it ends with the next one: who gets digests on Sundays
    and wants two quiet hours on a Friday gets none on that Friday.
    """
    zone, end = zone_of(chat.zone), _audible(chat, wanted)
    day = end.astimezone(zone).date()
    begins, over = (moment_of(one, time(), zone) - _MINUTE for one in (day, day + _DAY))
    if missed_since(chat, since, end) and between(chat, begins, over):
        return wanted
    return first_slot(chat, wanted - _MINUTE) or wanted


def missed_since(chat: Chat, since: datetime, now: datetime) -> bool:
    """Whether a slot of a chat fell into its pause."""
    return bool(_WAITS[-1] <= now - since or between(chat, since, now))


def between(chat: Chat, after: datetime, until: datetime) -> list[datetime]:
    """All slots after *after* up to *until*, in order, whatever was served, subscribed or paused."""
    return sorted({slot for _, slot in _slots(chat, after, until)})


def patience(chat: Chat) -> timedelta:
    """How late a slot may be served: half of what lies between the nearest two days with slots, a week at most."""
    return CATCH_UP * min(_gaps(chat), default=1)


def span(chat: Chat, slot: datetime) -> timedelta:
    """How much time the digest of a slot is for: since the slot before it, or before the pause that it ends."""
    until = min(slot, chat.pause.since if chat.pause else slot) - _MINUTE
    earlier = next((found[-1] for wait in _WAITS if (found := between(chat, until - wait, until))), None)
    return slot - (earlier or until)


def longest_span(chat: Chat) -> timedelta:
    """The most time that any digest of a chat's schedule is for, in whole days."""
    return max(_gaps(chat), default=1) * _DAY


def _gaps(chat: Chat) -> list[int]:
    """Days between the days of the week with slots."""
    days = sorted(frozenset[int]().union(*(on for _, on in chat.hours)))
    return [(later - day) % 7 or 7 for day, later in zip(days, days[1:] + days[:1], strict=True)]


def _back(chat: Chat) -> datetime | None:
    """When the digest comes that ends a pause; None without a pause, or an end."""
    if chat.pause is None or chat.pause.until is None:
        return None
    until = chat.pause.until
    if begins_a_day(until, chat.zone):
        return first_slot(chat, until - _MINUTE) or until
    return _audible(chat, until)


def begins_a_day(moment: datetime, zone: str) -> bool:
    """Whether a day begins there at a moment: a pause until then ends with the first digest from that day on."""
    there = zone_of(zone)
    return moment == moment_of(moment.astimezone(there).date(), time(), there)


def _audible(chat: Chat, planned: datetime) -> datetime:
    """When a digest comes that was planned for a moment: where quiet hours hold it, when these end."""
    return planned if chat.quiet is None or chat.quiet.silent else quiet_until(chat, planned) or planned


def _slots(chat: Chat, after: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """All slots after *after* up to *until*, each behind the moment for which it was planned."""
    zone = zone_of(chat.zone)
    # a day more on both sides: what is that day here may be the one before or after there; and what waits came before
    before = 2 * _DAY if chat.quiet else _DAY
    first, last = (after.astimezone(zone).date() - before, until.astimezone(zone).date() + _DAY)
    days = [first + number * _DAY for number in range((last - first).days + 1)]
    planned = {moment_of(day, wall, zone) for wall, on in chat.hours for day in days if day.weekday() in on}
    slots = [(moment, _audible(chat, moment)) for moment in planned]
    return [(moment, slot) for moment, slot in slots if after < slot <= until]
