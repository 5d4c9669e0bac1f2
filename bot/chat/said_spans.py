"""
What is said of a span of time in the words that people type: numbers, units, days, hours, ends. PURE.

What it comes to is another matter: by the clock of the chat and from now on, ``span_words.py`` says that.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from bot.chat.times_of_day import Unclear, time_in
from bot.chat.vocabulary import Role, Vocabulary, Word, cleaned, unknown_word
from bot.reasons import because
from bot.text.display.wording import FALLBACK, Wording

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
UNITS = {
    Role.MINUTE: timedelta(minutes=1),
    Role.HOUR: timedelta(hours=1),
    Role.DAY: _DAY,
    Role.WEEK: 7 * _DAY,
    Role.FORTNIGHT: 14 * _DAY,
    Role.MONTHS: 30 * _DAY,
    Role.YEARS: 365 * _DAY,
}
_AWAY = (Role.YESTERDAY, Role.TODAY, Role.TOMORROW, Role.AFTER_TOMORROW)
MOST = 9_999
_ALWAYS = 2
"""Of hours that are those of the day at any hour, as ``Word`` has it."""
_NOON = 12
_MINUTES = 60
_LAST_OF_MONTH = 31
_FARTHEST = timedelta(days=36_500)
"""As long as a length gets: past all that may be asked for, and within what the calendar holds from today on."""
_YEARS = range(2000, 2101)
_NUMBER = re.compile(r"(\d{1,4})\.?")
_ORDINAL = re.compile(r"(?i)(?<=\d)(?:st|nd|rd|th|er|o|-?(?:го|те|е))\b")
JOINED = re.compile(r"(?<=\d)(?=[^\W\d_]{1,6}\b)")
"""Between "3" and "days" in "3days"."""
_DOTTED = re.compile(r"(?<![\d.:/])(\d{1,2})\.\s?(\d{1,2})(?:\.\s?(\d{4}|\d{2})\b|\.)?(?![\d:])")
"""A day and its month, "20.4."; where they can be none a time of day, "7.30"."""
_DECIMAL = re.compile(r"(?<![\d.,:/])(\d{1,4})[.,](\d{1,2})(?=\s?\S)(?![\d.,:/])")
"""Before a unit it is a part of a length, "1.5 hours" and "1,5 Stunden"."""
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![\d/])")
_HAN_DAY = re.compile(r"(?:(\d{4})\s?年\s?)?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号號]?")
_HAN_CLOCK = re.compile(r"(\d{1,2})\s?[点點时時](半)?")
BLANKS = re.compile(r"[\s,;]+")
_HOURS = re.compile(r"(?i)(?<!\d)(\d{1,2})\s?h\s?([0-5]\d)(?:\s?m(?:in)?)?(?!\w)")
"""Alone it is a length, "1h30"; among other words a time of day, "until 18h30"."""
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CLOCK = re.compile(r"(?i)\d{1,2}(?::\d{2}\s*(?:[ap]\.?\s?m\b\.?)?|\s*[ap]\.?\s?m\b\.?)")
"""A time of day that can be no number of days: with minutes, or with the half of the day."""


@dataclass(slots=True)
class Said:
    """What was found in the words."""

    numbers: list[int]
    unit: timedelta | None = None
    weekday: int | None = None
    month: int | None = None
    away: int | None = None
    """Days from today."""
    either_way: bool = False
    """Whether these may be as many behind it: Hindi has one word for yesterday and tomorrow."""
    day: date | None = None
    clock: time | None = None
    until: bool = False
    """Whether an end was named as such: "until next month" is no month."""
    coming: bool = False
    of_month: bool = False
    """Whether a number by itself is a day of the month: "the 15th"."""
    at: bool = False
    """Whether it is an hour: "8 o'clock"."""
    weekend: bool = False
    of_day: int = 0
    """Whether hours may be those of the day, as ``Word`` has it."""
    part: float = 0
    """What a number with a point, or "half", adds to the length, in units."""
    more: timedelta = timedelta()
    """What a smaller unit adds to it: "1 hour 30 minutes"."""
    end: bool = False
    """Whether the end of what is named is meant; *after_next*: of the one behind this."""
    after_next: bool = False
    this: bool = False
    """Whether the unit is the one that it is now: "this week" is over on Sunday."""
    later: int = 0
    """Weeks behind the day that is named, "lundi en huit"."""
    inclusive: bool = False
    """Whether the day that is named as the end belongs to it."""
    minutes: int = 0
    """The same as minutes behind an hour; -1 where it can be none."""
    alone: bool = False
    """Whether the time of day is a number beside a day: "Monday 8"."""


def read_said(text: str, words: Vocabulary, say: Wording, *, until: bool = False) -> Said:
    """
    What somebody said, in the *words* of one language; *until*: behind a word for it. Raises: Unclear.

    Args:
        say: By whose dates "4/5" is read.
    """
    line, said = cleaned(text), Said([], until=until)
    if match := _HOURS.fullmatch(line):
        return _checked(replace(said, numbers=[int(match[1])], unit=UNITS[Role.HOUR], more=int(match[2]) * _MINUTE))
    line = _HOURS.sub(r"\1:\2", line)
    if match := _ISO.search(line):
        said.day = real_date(*map(int, match.groups()))
        line = _ISO.sub(" ", line, count=1)
    if match := _CLOCK.search(line):
        said.clock = time(*divmod(time_in(match.group().strip()), 60))
        line = _CLOCK.sub(" ", line, count=1)
    line = _in_figures(line, said, words, say)
    said.of_month = _ORDINAL.search(line) is not None
    before: Word | None = None
    for typed in words.parted(BLANKS.split(JOINED.sub(" ", _ORDINAL.sub("", line)))):
        if match := _NUMBER.fullmatch(typed):
            # "until day 15" is no length
            if said.until and said.unit == _DAY and not said.numbers:
                said.unit, said.of_month = None, True
            said.of_month = said.of_month or typed.endswith(".")
            said.numbers.append(int(match[1]))
        elif typed:
            word = _known(words, typed)
            if word.role in (Role.PART, Role.HALF_HOUR):
                _take_part(said, word, before)
            else:
                _take(said, word)
            before = word
    return _checked(said)


def _checked(said: Said) -> Said:
    """What was said, if it is a length or a day; an hour that is named beside it is one. Raises: Unclear."""
    _settle(said)
    hour = said.numbers[0] if len(said.numbers) == 1 and said.month is None and said.minutes >= 0 else -1
    if 0 <= hour < 24 and _is_hour(said, hour):
        said.alone = not said.at and said.unit is None
        said.clock, said.numbers, said.unit = time(hour, said.minutes), [], None
    named = said.unit is not None or said.month is not None
    if not (said.numbers or named or _names_an_end(said)):
        raise Unclear(because("when.no_span"))
    # "3 days 12 hours", "2 hours on Monday", "Monday 45": half of it would be passed over
    if (said.unit is not None and (len(said.numbers) > 1 or said.month is not None or _names_an_end(said))) or (
        said.numbers and not named and _names_a_day(said) and not said.of_month
    ):
        raise Unclear(because("when.no_span"))
    # "20 to 27 April" is two days
    if said.month is not None and len([one for one in said.numbers if one <= _LAST_OF_MONTH]) > 1:
        raise Unclear(because("when.no_span"))
    if said.numbers and not named:
        if not (said.until or said.of_month):
            raise Unclear(because("when.no_span"))
        if not said.of_month and said.numbers[0] <= 24:
            raise Unclear(because("when.hour_or_day", hour=said.numbers[0]))
    return said


def _settle(said: Said) -> None:
    """Take what several words say only together."""
    if said.later and said.weekday is None:
        # "in einer Woche" is a week
        said.numbers, said.unit, said.later = [said.later], UNITS[Role.WEEK], 0
    if said.part and not said.numbers:
        said.numbers = [0]
    if said.month is not None and said.unit == UNITS[Role.YEARS]:
        said.unit = None  # "15 апреля 2027 года"


def _is_hour(said: Said, hour: int) -> bool:
    """Whether a number is one of the day. Raises: Unclear for "until 2 hours", which may be a length as well."""
    if said.at:
        return True
    if said.unit is None:
        return _names_a_day(said) and said.clock is None and not said.of_month
    if not said.until or said.unit != UNITS[Role.HOUR]:
        return False
    # by a clock with two halves, 2 may be in either
    if said.of_day < _ALWAYS and not (said.of_day and hour > _NOON):
        raise Unclear(because("when.hour_or_length", hour=hour))
    return True


def _names_an_end(said: Said) -> bool:
    return said.clock is not None or _names_a_day(said)


def _names_a_day(said: Said) -> bool:
    return said.weekend or any(one is not None for one in (said.weekday, said.away, said.day))


def _in_figures(line: str, said: Said, words: Vocabulary, say: Wording) -> str:
    """Take days and hours in figures out of a line. Raises: Unclear for a day that may be either of two."""
    if (match := _DECIMAL.search(line)) and _begins_with_unit(line[match.end() :], words):
        digits = match[2]
        said.numbers, said.part = [int(match[1])], int(digits) / 10 ** len(digits)
        said.minutes = int(digits) if len(digits) > 1 and int(digits) < _MINUTES else -1
        return _DECIMAL.sub(" ", line, count=1)
    if match := _HAN_DAY.search(line):
        year, month, day = (int(one or 0) for one in match.groups())
        said.month, said.numbers = month, [day, *([year] if year else [])]
        return _HAN_DAY.sub(" ", line, count=1)
    if match := _HAN_CLOCK.search(line):
        said.clock = time(*divmod(time_in(match[1]) + (30 if match[2] else 0), 60))
        return _HAN_CLOCK.sub(" ", line, count=1)
    if match := _SLASHED.search(line):
        said.month, said.numbers = _of_slashes(match, say)
        return _SLASHED.sub(" ", line, count=1)
    if match := _DOTTED.search(line):
        _take_dotted(said, match)
        return _DOTTED.sub(" ", line, count=1)
    return line


def _of_slashes(match: re.Match[str], say: Wording) -> tuple[int, list[int]]:
    """The month of ``15/4``, then the day and perhaps the year. Raises: Unclear where nobody can say which is which."""
    first, second, year = int(match[1]), int(match[2]), _year(match[3])
    pattern = str(say.locale.date_formats["short"].pattern)
    month_first = pattern.index("M") < pattern.index("d")
    either = max(first, second) <= 12 and first != second
    if either and say.language == FALLBACK:
        # in English both are usual
        raise Unclear(because("when.which_date", text=match[0]))
    if second > 12 or (either and month_first):
        first, second = second, first
    return second, [first, *year]


def _begins_with_unit(text: str, words: Vocabulary) -> bool:
    word = words.known(words.parted(BLANKS.split(text.lstrip()))[0])
    return word is not None and word.role in UNITS


def _take_dotted(said: Said, match: re.Match[str]) -> None:
    first, second = int(match[1]), int(match[2])
    if second > 12 and first < 24 and second < 60 and not match[3]:
        said.clock = time(first, second)
    else:
        said.month, said.numbers = second, [first, *_year(match[3])]


def _year(digits: str | None) -> list[int]:
    """The year, none if there is none; in two digits it is one of this century."""
    return [int(digits) + (2000 if len(digits) == 2 else 0)] if digits else []


def _known(words: Vocabulary, typed: str) -> Word:
    found = words.known(typed)
    if found is None or found.role is Role.NOT:
        raise unknown_word(words, typed, "when.unknown_span")
    return found


def _take_part(said: Said, word: Word, before: Word | None) -> None:
    """Half of a unit: by itself, "half an hour", or beside whole ones, "two hours and a half", "dos y media"."""
    said.part, said.minutes = 0.5, -1
    if word.role is Role.HALF_HOUR:
        said.unit = UNITS[Role.HOUR]
    # "une demi-heure" is one half
    half_alone = before is not None and before.role is Role.NUMBER and before.value == 1 and said.unit is None
    if word.value or (said.unit is not None and word.role is Role.PART and not said.numbers):
        said.numbers = [word.value or 1]
    elif half_alone:
        said.numbers.pop()


def _take(said: Said, word: Word) -> None:
    said.until = said.until or word.role is Role.TO
    said.after_next = said.after_next or (said.end and word.role is Role.NEXT)
    said.end = said.end or word.role is Role.END
    said.coming = said.coming or word.role is Role.NEXT
    said.this = said.this or word.role is Role.THIS
    said.inclusive = said.inclusive or word.role is Role.INCLUSIVE
    said.at = said.at or word.role is Role.AT
    said.weekend = said.weekend or word.role is Role.WEEKEND
    said.of_month = said.of_month or (word.role in (Role.FILLER, Role.TO) and word.value > 0)
    if word.role is Role.END and word.value:
        said.unit = UNITS[(Role.MONTHS, Role.YEARS)[word.value - 1]]
    elif word.role in UNITS and said.unit and len(said.numbers) > 1 and UNITS[word.role] < said.unit:
        said.more, said.minutes = said.numbers.pop() * UNITS[word.role], -1
    elif word.role in UNITS:
        said.unit, said.of_day = UNITS[word.role], word.value
    elif word.role is Role.NUMBER:
        said.numbers.append(word.value)
    elif word.role in (Role.WEEKDAY, Role.MONTH, *_AWAY):
        _take_day(said, word)
    elif word.role is Role.LATER:
        said.later = word.value
    elif word.role is Role.CLOCK and said.clock is None:
        said.clock = time(*divmod(word.value, 60))
    elif word.role is Role.SINCE:
        said.until = False  # "until after the weekend"


def _take_day(said: Said, word: Word) -> None:
    if word.role is Role.WEEKDAY:
        said.weekday = _only(said.weekday, word.value)
    elif word.role is Role.MONTH:
        said.month = _only(said.month, word.value)
    else:
        said.away = _only(said.away, _AWAY.index(word.role) - 1)
        said.either_way = bool(word.value)


def _only(before: int | None, value: int) -> int:
    """A value that is named once. Raises: Unclear for another one: of "Monday Tuesday" one would be passed over."""
    if before not in (None, value):
        raise Unclear(because("when.no_span"))
    return value


def length_of(said: Said) -> timedelta:
    """So many units; one where no number was named. Raises: Unclear."""
    number = said.numbers[0] if said.numbers else 1
    if number > MOST or said.unit is None:
        raise Unclear(because("when.no_span"))
    return min((number + said.part) * said.unit + said.more, _FARTHEST)


def real_date(year: int, month: int, day: int) -> date:
    """That day of the calendar, in this century. Raises: Unclear."""
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise Unclear(because("when.no_date")) from error
    if found.year not in _YEARS:
        raise Unclear(because("when.no_date"))
    return found
