"""
From what people type to the moment since when, or until when: ``3 days``, ``since Monday``, ``until 10 April``. PURE.

Days begin at midnight by the chat's own clocks; of days that come again it is the nearest.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeVar

from bot.chat.day_words import (
    SHOWN,
    Role,
    Vocabulary,
    Word,
    cleaned,
    hinting,
    in_any_language,
    length_words,
    span_words,
    tongues,
    unknown_word,
)
from bot.chat.times_of_day import Unclear, time_in
from bot.model import LONGEST_PAUSE
from bot.reasons import because
from bot.text.display.wording import FALLBACK, Wording
from bot.wall_clock import moment_of, zone_of

LONGEST_SINCE = timedelta(days=31)
"""How far back somebody may ask what was told: more is no digest."""
LONGEST_TIME = timedelta(days=366)
"""A rule that ends: later than in a year, it may as well stay for good."""
_MOST_WORDS = 7
"""Of how long something holds: "for the next 3 days", "until Wednesday 10 September 2026"."""
_QUOTATION = re.compile('["“”„‟«»「」『』＂]')
_MARK = re.compile(r"""[,;:"“”„‟«»「」『』＂]$|^[-–—]+$""")
"""At the end of a word, or alone: what stands behind it is a part by itself."""
_COUNTING = frozenset({Role.FIRST, Role.LAST, Role.NEXT})
"""Words behind which days belong to what is named: "the first 100 days"."""
_DAY = timedelta(days=1)
_UNITS = {
    Role.MINUTE: timedelta(minutes=1),
    Role.HOUR: timedelta(hours=1),
    Role.DAY: _DAY,
    Role.WEEK: 7 * _DAY,
    Role.FORTNIGHT: 14 * _DAY,
    Role.MONTHS: 30 * _DAY,
    Role.YEARS: 365 * _DAY,
}
_MOST = 9_999
_ALWAYS = 2
"""Of hours that are those of the day at any hour, as ``Word`` has it."""
_NOON = 12
_MINUTES = 60
_FARTHEST = timedelta(days=36_500)
"""As long as a length gets: past all that may be asked for, and within what the calendar holds from today on."""
_YEARS = range(2000, 2101)
_Moment = TypeVar("_Moment")
_NUMBER = re.compile(r"(\d{1,4})\.?")
_FIGURES = re.compile(r"\d{1,9}")
_ORDINAL = re.compile(r"(?i)(?<=\d)(?:st|nd|rd|th|er|o|-?(?:го|те|е))\b")
_JOINED = re.compile(r"(?<=\d)(?=[^\W\d_]{1,6}\b)")
"""Between "3" and "days" in "3days"."""
_DOTTED = re.compile(r"(?<![\d.:/])(\d{1,2})\.\s?(\d{1,2})(?:\.\s?(\d{4}|\d{2})\b|\.)?(?![\d:])")
"""A day and its month, "20.4."; where they can be none a time of day, "7.30"."""
_DECIMAL = re.compile(r"(?<![\d.,:/])(\d{1,4})[.,](\d{1,2})(?=\s?\S)(?![\d.,:/])")
"""Before a unit it is a part of a length, "1.5 hours" and "1,5 Stunden"."""
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![\d/])")
_HAN_DAY = re.compile(r"(?:(\d{4})\s?年\s?)?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号號]?")
_HAN_LENGTH = re.compile(
    r"(.*[\u4e00-\u9fff])(?<![第后前每上下这本])((?:\d{1,3}|[一二两三四五六七八九十]) ?个?[\u4e00-\u9fff]{1,3})"
)
"""What something is called, then how long, and not which one of several: "第一周" is the first week."""
_HAN_CLOCK = re.compile(r"(\d{1,2})\s?[点點时時](半)?")
_JUST_PAST = timedelta(days=180)
"""A day without a year that is past for less than that is asked about: who names it hardly means that of next year."""
_BLANKS = re.compile(r"[\s,;]+")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CLOCK = re.compile(r"(?i)\d{1,2}(?::\d{2}\s*(?:[ap]\.?m\b\.?)?|\s*[ap]\.?m\b\.?)")
"""A time of day that can be no number of days: with minutes, or with the half of the day."""


_BEGINNINGS: Mapping[timedelta, Callable[[date], date]] = {
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


class Ending(NamedTuple):
    """What was written without how long it holds at its end, and that; None: for good."""

    rest: str
    length: timedelta | None = None


@dataclass(slots=True)
class _Said:
    """What was found in the words."""

    numbers: list[int]
    unit: timedelta | None = None
    weekday: int | None = None
    month: int | None = None
    away: int | None = None
    """Days from today."""
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
    minutes: int = 0
    """The same as minutes behind an hour; -1 where it can be none."""
    alone: bool = False
    """Whether the time of day is a number beside a day: "Monday 8"."""


def _meant(text: str, say: Wording, sense: Callable[[_Said], _Moment]) -> _Moment:
    """What a text about days comes to. Raises: Unclear."""
    return hinting(text, lambda line: in_any_language(say, span_words, lambda words: sense(_read(line, words, say))))


def read_since(text: str, now: datetime, zone: str, say: Wording) -> datetime:
    """The moment in the past that somebody means. Raises: Unclear."""
    return _meant(text, say, lambda said: _since(said, now, zone))


def _since(said: _Said, now: datetime, zone: str) -> datetime:
    here = now.astimezone(zone_of(zone))
    if said.end:
        raise Unclear(because("when.no_span"))
    if said.unit is not None:
        moment = now - _length(said)
    else:
        day = _day(said, here.date(), -1)
        moment = moment_of(day or here.date(), said.clock or time(), zone_of(zone))
        if day is None and moment > now:
            moment = moment_of(here.date() - _DAY, said.clock or time(), zone_of(zone))
    if moment > now:
        raise Unclear(because("when.still_to_come"))
    if now - moment > LONGEST_SINCE:
        raise Unclear(because("when.too_long_ago", n=LONGEST_SINCE.days))
    return moment


def read_until(text: str, now: datetime, zone: str, say: Wording) -> Until:
    """The moment to come that somebody means. Raises: Unclear."""
    return _meant(text, say, lambda said: _until(said, now, zone))


def _until(said: _Said, now: datetime, zone: str) -> Until:
    here = now.astimezone(zone_of(zone))
    begins = _BEGINNINGS.get(said.unit) if said.unit and not said.numbers else None
    if begins is not None and (said.end or (said.until and said.coming)):
        said.day, said.unit = begins(here.date()), None
        said.day = begins(said.day) if said.after_next else said.day
    elif said.end and said.month is not None:
        last = _day(said, here.date(), 1) or here.date()
        said.day = (last.replace(day=1) + 32 * _DAY).replace(day=1)
    if said.away == 0 and said.clock is None and not said.until:
        said.away = 1  # "snooze today" is for as long as it lasts
    if said.unit is not None:
        until = Until(now + _length(said), by_the_clock=said.unit < _DAY or bool(said.more))
    else:
        day = _day(said, here.date(), 1)
        moment = moment_of(day or here.date(), said.clock or time(), zone_of(zone))
        if day is None and moment <= now:
            moment = moment_of(here.date() + _DAY, said.clock or time(), zone_of(zone))
        until = Until(moment, said.clock is not None)
    if until.moment <= now:
        raise Unclear(because("when.already_over"))
    if until.moment - now > LONGEST_PAUSE:
        raise Unclear(because("when.too_far", n=LONGEST_PAUSE.days))
    return until


def without_length(text: str, now: datetime, zone: str, say: Wording) -> Ending:
    """
    Take "for 3 days", "until Monday" or "for good" off the end of what somebody wrote, in whatever language.

    Of several readings the longest counts. What stands alone, within quotation marks or has an unknown word is no such
    end: "waiting for a miracle" is a phrase. A length without "for" is one only behind a mark or a single word:
    "football 3 days" and "world cup, 3 days", but not "elections in 3 days" or "first 100 days".

    Raises: Unclear for a unit that is mistyped, or a time that is too long.
    """
    return hinting(text, lambda line: _without_length(line, now, zone, say))


def _without_length(text: str, now: datetime, zone: str, say: Wording) -> Ending:
    typed = text.split()
    # in any language: "días" is a word of two, and "primeros" of one
    counted = any(
        _has_role(one, length_words(tongue, alone=True), _COUNTING) for tongue in tongues() for one in typed[:1]
    )
    for number, tongue in enumerate((say, *tongues())):
        alone = number > 0
        words = length_words(tongue, alone=alone)
        for start in range(max(len(typed) - _MOST_WORDS, 1), len(typed)):
            end = " ".join(typed[start:])
            # "for 3 days" says nothing of what: it is not the word "for" that is meant
            if _QUOTATION.search(end) or _has_role(typed[start - 1], words, (Role.FOR, Role.UNTIL)):
                continue
            apart = _MARK.search(typed[start - 1]) is not None
            bare = apart or (start == 1 and not counted)
            days = span_words(tongue, alone=alone)
            found = _till(end, words, days, now, zone, tongue) or _lasting(end, words, bare=bare)
            if found is not None:
                return Ending(" ".join(typed[:start]).rstrip(" ,;:-–—" if apart else None), found.length)
    return _of_han(text) or Ending(text)


def _of_han(text: str) -> Ending | None:
    """The same where no blank is written, "足球一周"; None for anything else."""
    if match := _HAN_LENGTH.fullmatch(text):
        words = length_words(Wording("zh"), alone=True)
        found = _lasting(match[2], words, bare=True)
        return Ending(match[1], found.length) if found else None
    return None


def _has_role(typed: str, words: Vocabulary, roles: Collection[Role]) -> bool:
    word = words.known(typed)
    return word is not None and word.role in roles


def _till(text: str, words: Vocabulary, days: Vocabulary, now: datetime, zone: str, say: Wording) -> Ending | None:
    """How long it is "until Monday"; None for anything else."""
    typed = text.split()
    first, last = (words.known(typed[at]) for at in (0, -1))
    if first is not None and first.role is Role.UNTIL:
        typed = typed[1:]
    elif last is not None and last.role is Role.UNTIL:
        typed = typed[:-1]
    else:
        return None
    try:
        return Ending("", _until(_read(" ".join(typed), days, say, until=True), now, zone).moment - now)
    except Unclear as error:
        if error.reason.code in ("when.day_passed", "when.hour_or_length"):
            raise
        return None  # "waiting until dawn" is a phrase


def _lasting(text: str, words: Vocabulary, *, bare: bool) -> Ending | None:
    """How long "for a week", "forever" or, if *bare*, "3 days" is; None for anything else. Raises: Unclear."""
    typed = words.parted(_BLANKS.split(_JOINED.sub(" ", cleaned(text))))
    read = [Word(Role.NUMBER, int(one)) if _FIGURES.fullmatch(one) else words.known(one) for one in typed]
    *before, last = (word.role if word else None for word in read)
    if last is None and before[:1] == [Role.FOR] and set(before) <= {Role.FOR, Role.NUMBER, Role.FILLER}:
        _mistyped(typed[-1], words)
    known = [word for word in read if word is not None]
    if len(known) < len(read):
        return None
    roles = [word.role for word in known]
    if roles == [Role.FOREVER]:
        return Ending("")
    said = roles[0] is Role.FOR or (last is Role.FOR and roles[0] is not Role.FILLER)
    if not (said or bare):
        return None
    counts = [word for word in known if not (said and word.role in (Role.FOR, Role.FILLER, Role.NEXT))]
    part, counts = _half(counts)
    number = next((word.value for word in counts if word.role is Role.NUMBER), 1) + part
    units = [_UNITS[word.role] for word in counts if word.role in _UNITS]
    # one unit, with a number, or without one where "for" says that a length is meant
    if len(units) != 1 or len(counts) > 2 or (len(counts) == 2) != any(word.role is Role.NUMBER for word in counts):
        return None
    if len(counts) == 1 and not (said or part):
        return None
    length = number * units[0] if number <= _MOST else timedelta.max
    if not timedelta() < length <= LONGEST_TIME:
        raise Unclear(because("unclear.too_long_a_time"))
    return Ending("", length)


def _half(words: list[Word]) -> tuple[float, list[Word]]:
    """What "half" among words of a length adds to its number, which is one unless another is named; and the others."""
    at = next((at for at, word in enumerate(words) if word.role in (Role.PART, Role.HALF_HOUR)), None)
    if at is None:
        return 0, words
    half, rest = words[at], [*words[:at], *words[at + 1 :]]
    if half.role is Role.HALF_HOUR:
        return -0.5, [*rest, Word(Role.HOUR)]
    if half.value:
        return half.value - 0.5, rest
    one = [word.value for word in words[:at][-1:] if word.role is Role.NUMBER] == [1]
    whole = any(word.role in (Role.NUMBER, *_UNITS) for word in words[:at]) and not one
    return 0.5 if whole else -0.5, rest


def _mistyped(unit: str, words: Vocabulary) -> None:
    """Raises: Unclear if a unit of time was meant by a word behind "for 3"."""
    meant = words.meant(unit)
    if meant is not None and meant.role in _UNITS:
        raise Unclear(because("unclear.which_length", word=unit[:SHOWN], near=meant.shown))


def _read(text: str, words: Vocabulary, say: Wording, *, until: bool = False) -> _Said:
    line, said = cleaned(text), _Said([], until=until)
    if match := _ISO.search(line):
        said.day = _date(*map(int, match.groups()))
        line = _ISO.sub(" ", line, count=1)
    if match := _CLOCK.search(line):
        said.clock = time(*divmod(time_in(match.group().strip()), 60))
        line = _CLOCK.sub(" ", line, count=1)
    line = _in_figures(line, said, words, say)
    said.of_month = _ORDINAL.search(line) is not None
    before: Word | None = None
    for typed in words.parted(_BLANKS.split(_JOINED.sub(" ", _ORDINAL.sub("", line)))):
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


def _checked(said: _Said) -> _Said:
    """What was said, if it is a length or a day; an hour that is named beside it is one. Raises: Unclear."""
    if said.part and not said.numbers:
        said.numbers = [0]
    if said.month is not None and said.unit == _UNITS[Role.YEARS]:
        said.unit = None  # "15 апреля 2027 года"
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
    if said.numbers and not named:
        if not (said.until or said.of_month):
            raise Unclear(because("when.no_span"))
        if not said.of_month and said.numbers[0] <= 24:
            raise Unclear(because("when.hour_or_day", hour=said.numbers[0]))
    return said


def _is_hour(said: _Said, hour: int) -> bool:
    """Whether a number is one of the day. Raises: Unclear for "until 2 hours", which may be a length as well."""
    if said.at:
        return True
    if said.unit is None:
        return _names_a_day(said) and said.clock is None and not said.of_month
    if not said.until or said.unit != _UNITS[Role.HOUR]:
        return False
    # by a clock with two halves, 2 may be in either
    if said.of_day < _ALWAYS and not (said.of_day and hour > _NOON):
        raise Unclear(because("when.hour_or_length", hour=hour))
    return True


def _names_an_end(said: _Said) -> bool:
    return said.clock is not None or _names_a_day(said)


def _names_a_day(said: _Said) -> bool:
    return said.weekend or any(one is not None for one in (said.weekday, said.away, said.day))


def _in_figures(line: str, said: _Said, words: Vocabulary, say: Wording) -> str:
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
    word = words.known(words.parted(_BLANKS.split(text.lstrip()))[0])
    return word is not None and word.role in _UNITS


def _take_dotted(said: _Said, match: re.Match[str]) -> None:
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
    if found is None:
        raise unknown_word(words, typed, "when.unknown_span")
    return found


def _take_part(said: _Said, word: Word, before: Word | None) -> None:
    """Half of a unit: by itself, "half an hour", or beside whole ones, "two hours and a half", "dos y media"."""
    said.part, said.minutes = 0.5, -1
    if word.role is Role.HALF_HOUR:
        said.unit = _UNITS[Role.HOUR]
    # "une demi-heure" is one half
    half_alone = before is not None and before.role is Role.NUMBER and before.value == 1 and said.unit is None
    if word.value or (said.unit is not None and word.role is Role.PART and not said.numbers):
        said.numbers = [word.value or 1]
    elif half_alone:
        said.numbers.pop()


def _take(said: _Said, word: Word) -> None:
    said.until = said.until or word.role is Role.TO
    said.after_next = said.after_next or (said.end and word.role is Role.NEXT)
    said.end = said.end or word.role is Role.END
    said.coming = said.coming or word.role is Role.NEXT
    said.at = said.at or word.role is Role.AT
    said.weekend = said.weekend or word.role is Role.WEEKEND
    said.of_month = said.of_month or (word.role in (Role.FILLER, Role.TO) and word.value > 0)
    if word.role is Role.END and word.value:
        said.unit = _UNITS[(Role.MONTHS, Role.YEARS)[word.value - 1]]
    elif word.role in _UNITS and said.unit and len(said.numbers) > 1 and _UNITS[word.role] < said.unit:
        said.more, said.minutes = said.numbers.pop() * _UNITS[word.role], -1
    elif word.role in _UNITS:
        said.unit, said.of_day = _UNITS[word.role], word.value
    elif word.role is Role.NUMBER:
        said.numbers.append(word.value)
    elif word.role is Role.WEEKDAY:
        said.weekday = word.value
    elif word.role is Role.MONTH:
        said.month = word.value
    elif word.role is Role.CLOCK and said.clock is None:
        said.clock = time(*divmod(word.value, 60))
    elif word.role is Role.SINCE:
        said.until = False  # "until after the weekend"
    elif word.role in (Role.YESTERDAY, Role.TODAY, Role.TOMORROW):
        said.away = (Role.YESTERDAY, Role.TODAY, Role.TOMORROW).index(word.role) - 1


def _length(said: _Said) -> timedelta:
    """So many units; one where no number was named."""
    number = said.numbers[0] if said.numbers else 1
    if number > _MOST or said.unit is None:
        raise Unclear(because("when.no_span"))
    return min((number + said.part) * said.unit + said.more, _FARTHEST)


def _day(said: _Said, today: date, step: int) -> date | None:
    """The day that is named: the nearest before (*step* -1) or after today (1); None if none is."""
    if said.day is not None:
        return said.day
    if said.away is not None:
        return today + said.away * _DAY
    if said.weekday is not None:
        apart = (said.weekday - today.weekday()) * step % 7
        found = today + (apart or (7 if step > 0 else 0)) * step * _DAY
        if said.alone and said.clock and said.clock.hour == found.day:
            raise Unclear(because("when.hour_or_day", hour=found.day))
        if said.numbers:
            # "Monday the 15th", "Monday 13 April"
            found = _day(replace(said, weekday=None), today, step) or found
            if found.weekday() != said.weekday:
                raise Unclear(because("when.other_weekday", day=found.isoformat()))
        return found
    if said.weekend:
        # it is over on Monday; "until the weekend" it begins on Saturday
        return _day(replace(said, weekend=False, weekday=5 if said.until or step < 0 else 0), today, step)
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
        return _date(year, month, day)
    found = _date(today.year, month, day)
    passed = (today - found) * step
    if passed <= timedelta():
        return found
    other = _date(today.year + step, month, day)
    if step > 0 and passed < _JUST_PAST:
        raise Unclear(because("when.day_passed", day=found.isoformat(), next=other.isoformat()))
    return other


def _date(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise Unclear(because("when.no_date")) from error
    if found.year not in _YEARS:
        raise Unclear(because("when.no_date"))
    return found
