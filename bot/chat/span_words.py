"""
From what people type to the moment since when, or until when: ``3 days``, ``since Monday``, ``until 10 April``. PURE.

Days begin at midnight by the chat's own clocks; of days that come again it is the nearest.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeVar

from bot.chat.any_language import hinting, in_any_language
from bot.chat.day_words import span_words
from bot.chat.said_spans import Said, length_of, read_said, real_date
from bot.chat.times_of_day import Unclear
from bot.chat.vocabulary import Vocabulary
from bot.model import LONGEST_PAUSE
from bot.reasons import because
from bot.text.display.wording import Wording
from bot.wall_clock import moment_of, zone_of

LONGEST_SINCE = timedelta(days=31)
"""How far back somebody may ask what was told: more is no digest."""
_DAY = timedelta(days=1)
_Moment = TypeVar("_Moment")
_JUST_PAST = timedelta(days=180)
"""A day without a year that is past for less than that is asked about: who names it hardly means that of next year."""
BEGINNINGS: Mapping[timedelta, Callable[[date], date]] = {
    _DAY: lambda today: today + _DAY,
    7 * _DAY: lambda today: today + (7 - today.weekday()) * _DAY,
    30 * _DAY: lambda today: (today.replace(day=1) + 32 * _DAY).replace(day=1),
    365 * _DAY: lambda today: date(today.year + 1, 1, 1),
}
"""When the next day, week, month or year begins."""
_MONTHS_WITHOUT = 4
"""Months to look at for a day of a month, this one included: at most one in two has no 31st."""


class Until(NamedTuple):
    """
    A moment, and whether its time of day was meant: that of "18:00" and "3 hours" was.

    That of "Monday" is the day's beginning, that of "2 days" is the one at which it was typed.
    """

    moment: datetime
    by_the_clock: bool


def meant(text: str, say: Wording, read: Callable[[str, Vocabulary], _Moment]) -> _Moment:
    """What *read* makes of a text about days with the words of some language. Raises: Unclear."""
    return hinting(text, lambda line: in_any_language(say, span_words, lambda words: read(line, words)))


def _meant(text: str, say: Wording, sense: Callable[[Said], _Moment]) -> _Moment:
    """What a text about days comes to. Raises: Unclear."""
    return meant(text, say, lambda line, words: sense(read_said(line, words, say)))


def read_since(text: str, now: datetime, zone: str, say: Wording) -> datetime:
    """The moment in the past that somebody means. Raises: Unclear."""
    return _meant(text, say, lambda said: _since(said, now, zone))


def _since(said: Said, now: datetime, zone: str) -> datetime:
    here = now.astimezone(zone_of(zone))
    if said.end:
        raise Unclear(because("when.no_span"))
    if said.unit is not None:
        moment = now - length_of(said)
    else:
        day = day_of(said, here.date(), -1)
        moment = moment_of(day or here.date(), said.clock or time(), zone_of(zone))
        if day is None and moment > now:
            moment = moment_of(here.date() - _DAY, said.clock or time(), zone_of(zone))
    if moment > now:
        raise Unclear(because("when.still_to_come"))
    if now - moment > LONGEST_SINCE:
        raise Unclear(because("when.too_long_ago", n=LONGEST_SINCE.days))
    return moment


def read_length(text: str, say: Wording) -> timedelta:
    """The length of time that somebody means: ``20 minutes``, ``1 hour``. Raises: Unclear."""
    return _meant(text, say, length_of)


def until_of(said: Said, now: datetime, zone: str) -> Until:
    """What was said as a moment to come, by the clocks of *zone*. Raises: Unclear."""
    here = now.astimezone(zone_of(zone))
    begins = BEGINNINGS.get(said.unit) if said.unit and not said.numbers else None
    if begins is not None and (said.end or said.this or (said.until and said.coming)):
        said.day, said.unit = begins(here.date()), None
        said.day = begins(said.day) if said.after_next else said.day
    elif said.end and said.month is not None:
        # in April the end of April is that of this one
        here_already = said.month == here.month and not said.numbers
        last = here.date() if here_already else day_of(said, here.date(), 1) or here.date()
        said.day = BEGINNINGS[30 * _DAY](last)
    if said.away == 0 and said.clock is None and not said.until:
        said.away = 1  # "snooze today" is for as long as it lasts
    if said.unit is not None:
        until = Until(now + length_of(said), by_the_clock=said.unit < _DAY or bool(said.more))
    else:
        day = day_of(said, here.date(), 1)
        if day is not None and said.inclusive and said.clock is None:
            day += (2 if said.weekend else 1) * _DAY
        moment = moment_of(day or here.date(), said.clock or time(), zone_of(zone))
        if day is None and moment <= now:
            moment = moment_of(here.date() + _DAY, said.clock or time(), zone_of(zone))
        until = Until(moment, said.clock is not None)
    if until.moment <= now:
        raise Unclear(because("when.already_over"))
    if until.moment - now > LONGEST_PAUSE:
        raise Unclear(because("when.too_far", n=LONGEST_PAUSE.days))
    return until


def day_of(said: Said, today: date, step: int) -> date | None:
    """The day that is named: the nearest before (*step* -1) or after today (1); None if none is."""
    if said.day is not None:
        return said.day
    if said.away is not None:
        return today + (abs(said.away) * step if said.either_way else said.away) * _DAY
    if said.weekday is not None:
        apart = (said.weekday - today.weekday()) * step % 7
        found = today + ((apart or (7 if step > 0 else 0)) * step + 7 * said.later) * _DAY
        if said.alone and said.clock and said.clock.hour == found.day:
            raise Unclear(because("when.hour_or_day", hour=found.day))
        if said.numbers:
            # "Monday the 15th", "Monday 13 April"
            found = day_of(replace(said, weekday=None), today, step) or found
            if found.weekday() != said.weekday:
                raise Unclear(because("when.other_weekday", day=found.isoformat()))
        return found
    if said.weekend:
        # it is over on Monday; "until the weekend" it begins on Saturday
        return day_of(replace(said, weekend=False, weekday=5 if said.until or step < 0 else 0), today, step)
    if said.month is not None:
        return _in_year(said.numbers, said.month, today, step)
    return _in_month(said.numbers[0], today, step) if said.numbers else None


def _in_month(day: int, today: date, step: int) -> date:
    """The nearest such day of a month before (*step* -1) or after today (1)."""
    for months in range(_MONTHS_WITHOUT):
        years, month = divmod(today.month - 1 + step * months, 12)
        year = today.year + years
        if 1 <= day <= monthrange(year, month + 1)[1]:
            found = date(year, month + 1, day)
            if (found > today) if step > 0 else (found <= today):
                return found
    raise Unclear(because("when.no_date"))


def _in_year(numbers: Sequence[int], month: int, today: date, step: int) -> date:
    day = next((one for one in numbers if one <= 31), 1)
    year = next((one for one in numbers if one > 31), 0)
    if year:
        return real_date(year, month, day)
    found = real_date(today.year, month, day)
    passed = (today - found) * step
    if passed <= timedelta():
        return found
    other = real_date(today.year + step, month, day)
    if step > 0 and passed < _JUST_PAST:
        raise Unclear(because("when.day_passed", day=found.isoformat(), next=other.isoformat()))
    return other
