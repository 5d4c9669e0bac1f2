"""
From what people type to the days on which they want no digests: ``over the weekend``, ``from Friday to Monday``. PURE.

A pause begins at once unless something later is named: a weekend, the week or month after this one, tomorrow, or a day
behind "from". A day by itself ends it, "snooze Monday": whoever means that day alone is told what was understood.
"""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from bot.chat.said_spans import UNITS, Said, length_of, read_said
from bot.chat.span_words import BEGINNINGS, Until, day_of, meant, until_of
from bot.chat.times_of_day import Unclear
from bot.chat.vocabulary import ARABIC_AND, Role, Vocabulary, cleaned
from bot.model import LONGEST_PAUSE
from bot.reasons import because
from bot.text.display.wording import Wording
from bot.wall_clock import moment_of, zone_of

_DAY = timedelta(days=1)
_SATURDAY, _MONDAY = 5, 0
_EXACTLY = re.compile(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})")
"""As buttons carry it: from the beginning of one day to that of the other."""
_BETWEEN = re.compile(r"(?<![\d.:/-])(\d{1,2}\.?)\s?[-–—]\s?(?=\d{1,2}(?![\d:/-]))")
"""A line between two days of a month, "20-27 April"."""
_NUMBER = re.compile(r"(\d{1,2})\.?")
_LITTLE = frozenset({Role.FILLER, Role.AT, Role.AND, Role.THIS})
_NO_DAYS = frozenset({Role.TO, Role.FOR, Role.FROM, Role.SINCE, Role.NOT})
"""Among words that only name days one after the other, "lundi et mardi", none of these stands."""


class Rest(NamedTuple):
    """
    A pause: when it begins, None: at once, and when it ends, None: when somebody says so.

    *day*: one that was named by itself, of which it may be meant that no digest comes on it, rather than until it.
    """

    begins: datetime | None
    until: Until | None
    day: date | None = None


def read_rest(text: str, now: datetime, zone: str, say: Wording) -> Rest:
    """The pause that somebody means. Raises: Unclear."""
    if match := _EXACTLY.fullmatch(text):
        try:
            first, last = map(date.fromisoformat, match.groups())
        except ValueError as error:
            raise Unclear(because("when.no_date")) from error
        return _bounded(_of_days(first, last, zone), now)
    return meant(text, say, lambda line, words: _bounded(_rest(line, words, now, zone, say), now))


def exactly(day: date) -> str:
    """What ``read_rest`` reads as that day alone."""
    return f"{day.isoformat()}/{(day + _DAY).isoformat()}"


def _bounded(rest: Rest, now: datetime) -> Rest:
    """A pause that begins later than now, if it does. Raises: Unclear where it is over, or too far away."""
    if rest.until and rest.until.moment <= now:
        raise Unclear(because("when.already_over"))
    if max(rest.begins or now, rest.until.moment if rest.until else now) - now > LONGEST_PAUSE:
        raise Unclear(because("when.too_far", n=LONGEST_PAUSE.days))
    if rest.begins and rest.until and rest.until.moment <= rest.begins:
        raise Unclear(because("when.no_span"))
    return rest._replace(begins=None) if rest.begins and rest.begins <= now else rest


def _of_days(first: date, end: date, zone: str) -> Rest:
    """From the beginning of one day to that of the other."""
    begins, ends = (moment_of(one, time(), zone_of(zone)) for one in (first, end))
    return Rest(begins, Until(ends, by_the_clock=False))


def _rest(line: str, words: Vocabulary, now: datetime, zone: str, say: Wording) -> Rest:
    """What is said in the *words* of one language. Raises: Unclear."""
    typed = _parted(line, words)
    roles = [word.role if (word := words.known(one)) else None for one in typed]
    if len(typed) > 1 and Role.NOT in (roles[0], roles[-1]):
        # "not next week" is a pause of next week; and a day by itself is that day alone
        kept = typed[roles[0] is Role.NOT : len(typed) - (roles[-1] is Role.NOT)]
        found = _rest(" ".join(kept), words, now, zone, say)
        return _of_days(found.day, found.day + _DAY, zone) if found.day else found
    if in_a_row := _in_a_row(typed, roles, words, now, zone, say):
        return in_a_row
    first = next((at for at, role in enumerate(roles) if role not in _LITTLE), len(roles))
    if roles[first : first + 1] != [Role.TO]:
        opened = roles[first : first + 1] in ([Role.FROM], [Role.SINCE])
        for at in range(first + 1, len(typed)):
            if roles[at] in (Role.TO, Role.FOR, Role.FROM):
                left, right = typed[first + opened : at], typed[at + 1 :]
                spanned = _between(left, right, roles[at], words, now, zone, say) if left and right else None
                if spanned:
                    return spanned
        if opened or roles[-1:] == [Role.FROM]:
            rest = typed[first + opened : len(typed) - (roles[-1] is Role.FROM)]
            after = roles[first : first + 1] == [Role.SINCE]
            return Rest(_begins(_read(rest, words, say), now, zone, after=after), None)
        return _named(read_said(line, words, say), now, zone)
    return Rest(None, until_of(read_said(line, words, say), now, zone))


def _in_a_row(
    typed: list[str], roles: list[Role | None], words: Vocabulary, now: datetime, zone: str, say: Wording
) -> Rest | None:
    """
    The days that are named one by one, "Monday and Tuesday"; None for anything else.

    Raises: Unclear for days between which others lie.
    """
    groups: list[list[str]] = [[]]
    for one, role in zip(typed, roles, strict=True):
        if role is Role.AND:
            groups.append([])
        else:
            groups[-1].append(one.rstrip(","))
            groups += [[]] if one.endswith(",") else []
    groups = [group for group in groups if group]
    if len(groups) < 2 or _NO_DAYS.intersection(roles):
        return None
    try:
        last = read_said(" ".join(groups[-1]), words, say)
        said = [_of_numbers(group, last.month) or read_said(" ".join(group), words, say) for group in groups[:-1]]
    except Unclear:
        return None  # "two and a half days"
    # "friday, 17 april" is one day
    mixed = any(one.weekday is not None for one in said) and last.month is not None
    if mixed or not all(_is_a_day(one) for one in (*said, last)):
        return None
    here = now.astimezone(zone_of(zone)).date()
    days = [here - _DAY]
    for each in (*said, last):
        # a day of the week is today, or comes behind the day before it
        days.append(day_of(each, days[-1] if each.weekday is not None else here, 1) or here)
    if any(after - day != _DAY for day, after in pairwise(days[1:])):
        raise Unclear(because("when.no_span"))
    return _of_days(days[1], days[-1] + _DAY, zone)


def _is_a_day(said: Said) -> bool:
    """Whether all that was said is one day."""
    whole = said.unit is None and said.clock is None and not (said.weekend or said.end)
    return whole and _names_a_day(said) and (said.month is None or bool(said.numbers))


def _parted(line: str, words: Vocabulary) -> list[str]:
    """The words of a line, those of two days with a line between them as three."""
    found: list[str] = []
    for one in words.parted(_BETWEEN.sub(r"\1 – ", cleaned(line)).split()):
        if (joined := words.known(one)) and one[:1] == ARABIC_AND and joined is words.known(one[1:]):
            found += [ARABIC_AND, one[1:]]
            continue
        days = re.split("[-–—]", one) if not words.known(one) and len(words.days_between(one)) == 2 else [one]
        found += [days[0], "–", days[1]] if len(days) == 2 else days
    return found


def _read(typed: list[str], words: Vocabulary, say: Wording) -> Said:
    """What words say that name an end of a pause, for which a number by itself may be a day. Raises: Unclear."""
    if not typed:
        raise Unclear(because("when.no_span"))
    return read_said(" ".join(typed), words, say, until=True)


def _between(
    left: list[str], right: list[str], by: Role | None, words: Vocabulary, now: datetime, zone: str, say: Wording
) -> Rest | None:
    """From a day to another one, or for so long from it on; None where it is neither. Raises: Unclear."""
    if by is Role.FOR:
        length = read_said(" ".join(right), words, say)
        if length.unit is None:
            return None
        begins = _begins(_read(left, words, say), now, zone, today=True)
        by_the_clock = length.unit < _DAY or bool(length.more)
        return Rest(begins, Until(begins + length_of(length), by_the_clock))
    ends = _read(right, words, say)
    begun = _of_numbers(left, ends.month) or _read(left, words, say)
    if begun.unit is not None:
        return None
    if begun.month is not None and (alone := _of_numbers(right, begun.month)):
        ends = alone
    if begun.clock is None and not _names_a_day(ends):
        return None  # "lundi à 18h"
    begins = _begins(begun, now, zone, today=True)
    whole = _names_a_day(ends) and not ends.weekend and ends.clock is None and ends.unit is None
    # the last day is a part of the pause anyhow
    ends.inclusive = False
    # of days that are counted from today: "from today to tomorrow"
    until = until_of(ends, now if ends.away is not None else begins, zone)
    if not whole:
        return Rest(begins, until)
    last = until.moment.astimezone(zone_of(zone)).date()
    return Rest(begins, Until(moment_of(last + _DAY, time(), zone_of(zone)), by_the_clock=False))


def _of_numbers(typed: list[str], month: int | None) -> Said | None:
    """A number by itself as a day of the month that is named at the other end: "20 to 27 April"."""
    match = _NUMBER.fullmatch(typed[0]) if len(typed) == 1 and month is not None else None
    return Said([int(match[1])], month=month) if match else None


def _names_a_day(said: Said) -> bool:
    named = (said.weekday, said.away, said.day, said.month)
    return said.weekend or bool(said.numbers) or said.unit is not None or any(one is not None for one in named)


def _begins(said: Said, now: datetime, zone: str, *, after: bool = False, today: bool = False) -> datetime:
    """
    The moment at which a pause begins that does so with what was named, or *after* it. Raises: Unclear.

    Args:
        today: Whether a day of the week is today where it may be: "Friday to Monday", on a Friday.
    """
    here = now.astimezone(zone_of(zone)).date()
    if said.unit is not None:
        if said.numbers or said.unit not in BEGINNINGS:
            raise Unclear(because("when.no_span"))
        return moment_of(BEGINNINGS[said.unit](here), time(), zone_of(zone))
    alone = said.weekday is not None and not (said.numbers or said.coming)
    day = day_of(said, here - _DAY if today and alone else here, 1) or here
    if after and said.clock is None:
        day += 2 * _DAY if said.weekend else _DAY
    return moment_of(day, said.clock or time(), zone_of(zone))


def _named(said: Said, now: datetime, zone: str) -> Rest:
    """The pause that one thing names: a weekend, the next week, a day. Raises: Unclear."""
    here = now.astimezone(zone_of(zone)).date()
    if said.until or said.end or said.clock is not None:
        return Rest(None, until_of(said, now, zone))
    if said.weekend:
        first = here + (_SATURDAY - here.weekday()) * _DAY
        # on a Sunday it began yesterday; "next weekend" is another one
        first += 7 * _DAY if said.coming and here.weekday() >= _SATURDAY else timedelta()
        return _of_days(first, first + 2 * _DAY, zone)
    begins = BEGINNINGS.get(said.unit) if said.unit and said.unit > _DAY else None
    if said.coming and begins and not (said.numbers or said.part):
        first = begins(here)
        return _of_days(first, begins(first), zone)
    if said.month is not None and not said.numbers:
        first = here if said.month == here.month else day_of(said, here, 1) or here
        return _of_days(first, BEGINNINGS[UNITS[Role.MONTHS]](first), zone)
    if said.away is not None and (day := day_of(said, here, 1)) and day > here:
        return _of_days(day, day + _DAY, zone)
    named = said.unit is None and said.away is None
    until = until_of(replace(said), now, zone)
    return Rest(None, until, until.moment.astimezone(zone_of(zone)).date() if named else None)
