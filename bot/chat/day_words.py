"""
Days, and the few words around them, as people type them. PURE but for reading tables of names.

Names of days and months are Unicode's, of all the languages below, whatever the chat speaks; the other words are those
of the chat's own catalogue and the English one. What cannot be read so is tried in the words of each other language by
itself (``in_any_language``): mixed, they would contradict each other ("a" is Spanish for "to").
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TypeVar

from bot.chat.times_of_day import Unclear
from bot.model import EVERY_DAY
from bot.reasons import Reason, because
from bot.text.analysis.nearest import as_compared, nearest
from bot.text.analysis.words import stop_words
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, Wording, languages

LANGUAGES = ("en", "de", "es", "fr", "pt", "ru", "uk", "zh", "hi", "ar")
"""Whose names of days and months are known; where two languages mean different days by one name, the first has it."""
_REGIONAL = {"de": ("de-AT",), "es": ("es-PE",), "ar": ("ar-DZ", "ar-LB", "ar-MA")}
"""Where a language has other names of months, "Jänner"."""
LONGEST = 400
"""Characters of what somebody typed that are looked at: 24 hours with their days are half as many."""
SHOWN = 60
"""Characters of a word that an answer repeats."""
WORKDAYS = frozenset(range(5))
WEEKEND = EVERY_DAY - WORKDAYS
_WIDEST = ("wide", "abbreviated", "short")
_STEM = 5
"""Letters of a name of a day behind which endings may stand: "fridays", "montags"."""
_ENDING = 3
_PREFIX = 3
"""Letters that are enough for a day in the chat's language or English: "thurs"."""
_UNSEEN = ("Cf", "Cc")
_MOST_WORDS = 3
"""Of a phrase."""
_LONGEST_HAN = 6
"""Letters of a Chinese word in the lists."""
_UNKNOWN = frozenset(
    {"when.no_day", "when.no_word", "when.unknown", "when.unknown_span", "when.no_span", "when.two_hours"}
)
"""What is said of words that a language does not have."""
_ASKS = frozenset({"when.day_or_word", "hours.which_half"})
"""What is asked of words that the chat's language has: "so" is Portuguese for "only", but that is not what is meant."""
_Read = TypeVar("_Read")
_AND = "و"
_HAN = re.compile("[\u4e00-\u9fff]")
_QUARTER = re.compile(r"(-?\d+):(.+)")
_EDGES = ".,;:!?()[]\"“”'’"


class Role(StrEnum):
    """What a word is good for."""

    EVERY = "every"
    HOUR = "hour"
    MINUTE = "minute"
    DAY = "day"
    WEEKDAYS = "weekdays"
    WEEKEND = "weekend"
    WEEK = "week"
    RARER = "rarer"
    NOT = "not"
    TO = "to"
    TIMES = "times"
    ONCE = "once"
    TWICE = "twice"
    FILLER = "filler"
    SINCE = "since"
    LAST = "last"
    FIRST = "first"
    NEXT = "next"
    TODAY = "today"
    YESTERDAY = "yesterday"
    TOMORROW = "tomorrow"
    SILENT = "silent"
    HOLD = "hold"
    OFF = "off"
    NIGHT = "night"
    """Where it matters that it is one; elsewhere it is an evening."""
    CLOCK = "clock"
    """A time of day that has a name."""
    AT = "at"
    """What stands beside an hour: what is beside it and a number is one, "um acht"."""
    HALF = "half"
    """Minutes that an hour is away from what it says: "half past", "menos cuarto"; its value."""
    AND = "and"
    BETWEEN = "between"
    ONLY = "only"
    HOURLY = "hourly"
    CLOCKS = "clocks"
    """Beside a place: "Wiener Zeit"."""
    PART = "part"
    """Half of a unit of time: "half an hour"; with a value so many and a half."""
    HALF_HOUR = "half hour"
    END = "end"
    """The end of what is named: "the end of May"; with a value that of a month (1) or a year (2)."""
    FOR = "for"
    FROM = "from"
    """Before the day on which something begins, or behind it."""
    UNTIL = "until"
    THIS = "this"
    """Before a unit: the one that it is now, "diese Woche"."""
    FOREVER = "forever"
    FORTNIGHT = "fortnight"
    YEARS = "years"
    NUMBER = "number"
    WEEKDAY = "day of the week"
    MONTH = "month"
    MONTHS = "months"
    """As a length of time."""


_VAGUE = {"when.words_couple": 2, "when.words_few": 3}
"""Numbers that nobody counts: what is made of them is said back."""
_BETWEEN = {"when.words_filler": Role.FILLER, "when.words_at": Role.FILLER}
_UNIT_KEYS = {
    "when.words_minute": Role.MINUTE,
    "when.words_hour": Role.HOUR,
    "when.words_day": Role.DAY,
    "when.words_week": Role.WEEK,
    "when.words_fortnight": Role.FORTNIGHT,
    "when.words_months": Role.MONTHS,
    "when.words_years": Role.YEARS,
}
_JOINING = {"when.words_and": Role.AND, "when.words_between": Role.BETWEEN}
_PART_KEYS = {"when.words_part": Role.PART, "when.words_half_hour": Role.HALF_HOUR}
_KEYS = {
    "schedule": {
        "when.words_at": Role.AT,
        "when.words_half": Role.HALF,
        **_JOINING,
        "when.words_clock": Role.CLOCKS,
        "when.words_only": Role.ONLY,
        # "से" is both; here it stands between
        "when.words_to": Role.TO,
        "when.words_from": Role.FROM,
        "when.words_filler": Role.FILLER,
        "when.words_every": Role.EVERY,
        "when.words_hourly": Role.HOURLY,
        "when.words_hour": Role.HOUR,
        "when.words_minute": Role.MINUTE,
        "when.words_day": Role.DAY,
        "when.words_weekdays": Role.WEEKDAYS,
        "when.words_weekend": Role.WEEKEND,
        "when.words_week": Role.WEEK,
        "when.words_rarer": Role.RARER,
        "when.words_not_behind": Role.NOT,
        "when.words_not": Role.NOT,
        "when.words_times": Role.TIMES,
        "when.words_once": Role.ONCE,
        "when.words_twice": Role.TWICE,
    },
    # a span of time, or the day on which it begins or ends
    "span": {
        "when.words_from": Role.FROM,
        "when.words_for": Role.FOR,
        "when.words_within": Role.FOR,
        "when.words_filler": Role.FILLER,
        "when.words_over": Role.FILLER,
        "when.words_end": Role.END,
        **_PART_KEYS,
        **_UNIT_KEYS,
        "when.words_at": Role.AT,
        "when.words_weekend": Role.WEEKEND,
        "when.words_to": Role.TO,
        "when.words_since": Role.SINCE,
        "when.words_last": Role.LAST,
        "when.words_next": Role.NEXT,
        "when.words_today": Role.TODAY,
        "when.words_yesterday": Role.YESTERDAY,
        "when.words_tomorrow": Role.TOMORROW,
        "when.words_no": Role.NOT,
    },
    # how long something holds, at the end of what was said of it
    "length": {
        "when.words_for": Role.FOR,
        "when.words_until": Role.UNTIL,
        "when.words_this": Role.THIS,
        "when.words_forever": Role.FOREVER,
        **_PART_KEYS,
        **_UNIT_KEYS,
        **_BETWEEN,
        "when.words_first": Role.FIRST,
        "when.words_last": Role.LAST,
        "when.words_next": Role.NEXT,
        "when.words_within": Role.NEXT,
    },
    "quiet": {
        "when.words_night": Role.NIGHT,
        "when.words_at": Role.AT,
        "when.words_half": Role.HALF,
        **_JOINING,
        "when.words_filler": Role.FILLER,
        "when.words_to": Role.TO,
        "when.words_until": Role.TO,
        "when.words_since": Role.SINCE,
        "when.words_hour": Role.HOUR,
        "when.words_every": Role.EVERY,
        "when.words_day": Role.DAY,
        "when.words_weekdays": Role.WEEKDAYS,
        "when.words_weekend": Role.WEEKEND,
        "when.words_for": Role.FOR,
        "when.words_silent": Role.SILENT,
        "when.words_hold": Role.HOLD,
        "when.words_off": Role.OFF,
    },
}
"""The words of each purpose; one that stands in two lists of them counts as what the first says."""
MORNING, NOON, AFTERNOON, EVENING, NIGHT, MIDNIGHT = (hour * 60 for hour in (8, 12, 15, 18, 21, 0))
"""Parts of the day, and moments of it: the minute of the day that each means alone."""
_CLOCKS = {
    "when.words_morning": MORNING,
    "when.words_noon": NOON,
    "when.words_afternoon": AFTERNOON,
    "when.words_night": NIGHT,
    "when.words_evening": EVENING,
    "when.words_midnight": MIDNIGHT,
}


@dataclass(frozen=True, slots=True)
class Word:
    """
    A known word: what it is good for, its value, how it is shown.

    The value is a day of the week, a month, a number or minutes; of a little word, whether days of a month
    stand beside it; of yesterday, whether tomorrow has the same name; of hours, 1 if they may be those of the day, 2 if
    behind "until" they always are; of "not", whether it only ever stands behind what it takes out.
    """

    role: Role
    value: int = 0
    shown: str = ""


class Vocabulary:
    """The words of one purpose, with which a chat's people may say it."""

    def __init__(
        self,
        words: Mapping[str, Word],
        own: frozenset[str],
        others: Mapping[tuple[str, Role], Word] = MappingProxyType({}),
        everyday: frozenset[str] = frozenset(),
    ) -> None:
        self._words = words
        self._others = others
        """What words mean besides, where they are good for something else: "una" is a number, too."""
        self._everyday = everyday
        """Short names of days that mean something else in most sentences: "so"."""
        self._phrases = frozenset(word for word in words if " " in word)
        self._own = own
        days = (Role.WEEKDAY, Role.MONTH)
        # nobody is asked about a day of a language that is not spoken here, or told that "Wiener" may be "einer"
        self._likely = [
            typed
            for typed, word in words.items()
            if (word.role not in days or typed in own) and word.role not in (Role.FILLER, Role.AND)
        ]
        """Names of days in the chat's language and English, which may be cut short, and may be meant."""

    def known(self, typed: str) -> Word | None:
        """What a word means; None if it is unknown."""
        key = as_compared(typed.strip(_EDGES))
        return self._words.get(key) or self._longer(key) or self._shorter(key) or self._after_and(key)

    def also(self, typed: str, role: Role) -> Word | None:
        """What a word means that may be good for *role* as well, whatever it is known for; None if it may not."""
        return self._others.get((as_compared(typed.strip(_EDGES)), role))

    def is_everyday(self, typed: str) -> bool:
        """Whether a day's name is more often another word, so that it must stand beside other days to be one."""
        return as_compared(typed.strip(_EDGES)) in self._everyday

    def parted(self, typed: Sequence[str]) -> list[str]:
        """
        Words as they are known: those that belong together as one ("en semaine"), and those that are written without
        blanks, as in Chinese, one by one. What is unknown stays as it was typed.
        """
        found: list[str] = []
        at = 0
        pieces = [part for one in typed for part in self._without_blanks(one)]
        while at < len(pieces):
            length = next(
                (n for n in range(_MOST_WORDS, 1, -1) if as_compared(" ".join(pieces[at : at + n])) in self._phrases), 1
            )
            found.append(" ".join(pieces[at : at + length]))
            at += length
        return found

    def _without_blanks(self, typed: str) -> list[str]:
        if self.known(typed) or not _HAN.search(typed):
            return [typed]
        found: list[str] = []
        at = 0
        while at < len(typed):
            ends = range(min(at + _LONGEST_HAN, len(typed)), at, -1)
            end = next((end for end in ends if typed[at:end] in self._words), 0)
            if not end:
                return [typed]
            found.append(typed[at:end])
            at = end
        return found

    def days_between(self, typed: str) -> list[Word]:
        """Names of days that are written with a line between them, "mon-fri"; empty if they are none."""
        found = [self.known(piece) for piece in re.split("[-–—]", typed)]
        return [word for word in found if word and word.role is Role.WEEKDAY] if all(found) and len(found) > 1 else []

    def meant(self, typed: str) -> Word | None:
        """The word that somebody probably meant who typed one that is unknown; None if none is near."""
        near = nearest(as_compared(typed.strip(_EDGES)), self._likely)
        return self._words[near] if near else None

    def _after_and(self, key: str) -> Word | None:
        """A word behind the Arabic "and", which is written without a blank."""
        return self._words.get(key[1:]) if key.startswith(_AND) and len(key) > _PREFIX else None

    def _longer(self, key: str) -> Word | None:
        stems = (key[:end] for end in range(len(key) - 1, max(len(key) - _ENDING, _STEM) - 1, -1))
        found = (self._words.get(stem) for stem in stems)
        return next((word for word in found if word and word.role is Role.WEEKDAY), None)

    def _shorter(self, key: str) -> Word | None:
        if len(key) < _PREFIX:
            return None
        names = (name for name in self._own if name.startswith(key))
        meant = {self._words[name].value for name in names if self._words[name].role is Role.WEEKDAY}
        return Word(Role.WEEKDAY, meant.pop()) if len(meant) == 1 else None


def schedule_words(say: Wording, *, alone: bool = False) -> Vocabulary:
    """The words for hours and days on which something comes; *alone*: without the English ones, which all know."""
    return _vocabulary(say.language, "schedule", alone=alone)


def span_words(say: Wording, *, alone: bool = False) -> Vocabulary:
    """The words for how long, since when and until when."""
    return _vocabulary(say.language, "span", alone=alone)


def length_words(say: Wording, *, alone: bool = False) -> Vocabulary:
    """The words for how long something holds that stands before them."""
    return _vocabulary(say.language, "length", alone=alone)


def quiet_words(say: Wording, *, alone: bool = False) -> Vocabulary:
    """The words for quiet hours."""
    return _vocabulary(say.language, "quiet", alone=alone)


def tongues() -> list[Wording]:
    """The languages that the bot speaks, in the order in which they are tried."""
    spoken = languages()
    return [Wording(tongue) for tongue in LANGUAGES if tongue in spoken]


def _says(text: str, words: str, *also: Wording) -> bool:
    """Whether somebody wrote one of the *words* of some language, blanks as in the catalogues, and nothing else."""
    typed = text.strip(f"{_EDGES} ").casefold().replace(" ", "_")
    return any(typed in _listed(one, words) for one in (*also, *tongues()))


def says_off(text: str, say: Wording) -> bool:
    """Whether somebody wrote "off", "none" or the like, in whatever language, and nothing else."""
    return _says(text, "when.words_off", say)


def read_switch(text: str, say: Wording) -> bool | None:
    """Whether somebody wrote "on" (True) or "off" (False) or the like, in whatever language; None for all else."""
    if _says(text, "when.words_on", say):
        return True
    return False if says_off(text, say) else None


def says_forever(text: str) -> bool:
    """Whether somebody wrote "forever", "for good" or the like, in whatever language, and nothing else."""
    return _says(text, "when.words_forever")


@cache
def _everyday_words() -> frozenset[str]:
    """The words of all lists in the catalogues, as they are compared."""
    keys = {*_CLOCKS, "when.words_on", "when.words_off"}.union(*_KEYS.values())
    listed = (typed for tongue in tongues() for key in keys for typed in _listed(tongue, key))
    return frozenset(as_compared(word) for typed in listed for word in re.split("[/_:]", typed))


def is_everyday(text: str) -> bool:
    """Whether it is one word that people write in whatever language when they mean no place: "nada", "hier", "man"."""
    linking = any(text.casefold() in stop_words(language) for language in LANGUAGES)
    return linking or as_compared(text) in _everyday_words()


def in_any_language(say: Wording, words: Callable[..., Vocabulary], *reads: Callable[[Vocabulary], _Read]) -> _Read:
    """
    What is made of the *words* of the chat's language and English, else of another one, the first in which it can be.

    Args:
        reads: One way to read or more, the strictest first, as the other languages are tried; the last is that of the
            chat's own.
    Raises: Unclear for a word that is unknown in all of them, as in the chat's language; else for what was understood.
    """
    try:
        return reads[-1](words(say))
    except Unclear as error:
        if error.reason.code in _ASKS:
            raise
        said = error
    for read in reads:
        for tongue in tongues():
            try:
                return read(words(tongue, alone=True))
            except Unclear as error:
                if said.reason.code in _UNKNOWN and error.reason.code not in _UNKNOWN:
                    said = error
    raise said


def hinting(text: str, read: Callable[[str], _Read]) -> _Read:
    """
    What *read* makes of a text.

    Raises: Unclear. What it suggests in the place of a word was tried there: whoever follows it is not refused. If it
        would be, that is what is said.
    """
    try:
        return read(text)
    except Unclear as error:
        typed, near = _suggested(error.reason)
        mended = instead(near, typed, cleaned(text)) if typed else ""
        if mended:
            try:
                read(mended)
            except Unclear as other:
                # another word that is mistyped has its turn later
                if not all(_suggested(other.reason)):
                    # what nobody typed is not quoted
                    said = {
                        name: instead(typed, near, str(value)) or value for name, value in other.reason.values.items()
                    }
                    raise Unclear(because(other.reason.code, **said)) from error
        raise


def instead(near: str, typed: str, line: str) -> str:
    """A line with one word in the place of another, which is perhaps part of others; empty if it is not there."""
    alone = re.compile(rf"(?<!\w){re.escape(typed)}(?!\w)")
    if alone.search(line):
        return alone.sub(lambda _: near, line, count=1)
    # between Chinese words no blank is written
    return line.replace(typed, near, 1) if typed in line else ""


def _suggested(reason: Reason) -> tuple[str, str]:
    """What was typed, and the word that is suggested instead; empty if none is."""
    typed, near = _SUGGEST.get(reason.code, ("", ""))
    return str(reason.values.get(typed, "")), str(reason.values.get(near, ""))


_SUGGEST = {"when.no_day": ("text", "day"), "when.no_word": ("text", "word"), "unclear.which_length": ("word", "near")}
"""Reasons that suggest a word, with the names of what was typed and of what is suggested."""


@lru_cache(maxsize=128)
def _vocabulary(language: str, purpose: str, *, alone: bool) -> Vocabulary:
    words: dict[str, Word] = {}
    others: dict[tuple[str, Role], Word] = {}
    everyday: set[str] = set()
    own: set[str] = set()
    for say in (Wording(language),) if alone else (Wording(language), ENGLISH):
        everyday.update(map(as_compared, _listed(say, "when.words_also_days")))
        for typed, word in _of_catalogue(say, purpose):
            key = as_compared(typed) or typed
            others.setdefault((key, word.role), word)
            words.setdefault(key, word)
            if word.role is Role.WEEKDAY:
                own.add(key)
    if purpose == "length":
        return Vocabulary(words, frozenset())
    for tongue in dict.fromkeys((language, *LANGUAGES)):
        names = dict(_names(tongue, "days", Role.WEEKDAY))
        for variant in (*_REGIONAL.get(tongue, ()), tongue) if purpose == "span" else ():
            names |= dict(_names(variant, "months", Role.MONTH))
        spoken = tongue in (language, "en")
        for name, word in names.items():
            # what is short for a day somewhere is any word elsewhere: "mi", "do", "mar"
            if spoken or not (name.isascii() and len(name) <= _PREFIX):
                words.setdefault(name, word)
            if spoken:
                own.add(name)
    named = frozenset(name for name in own if words[name].role in (Role.WEEKDAY, Role.MONTH))
    return Vocabulary(words, named, others, frozenset(everyday))


def _of_catalogue(say: Wording, purpose: str) -> Iterator[tuple[str, Word]]:
    """The words of one language, as they are typed."""
    numbers = list(_counted(_listed(say, "when.words_numbers"), Role.NUMBER, 1))
    if purpose == "length":
        # "una" is a number there, and a little word elsewhere
        yield from _counted(("/".join(_listed(say, "when.words_a")),), Role.NUMBER, 1)
        yield from numbers
    yield from _of_lengths(say) if purpose in ("span", "length") else _of_quarters(say)
    of_month = frozenset(_listed(say, "when.words_of_month")) if purpose == "span" else frozenset[str]()
    of_day = dict.fromkeys(_listed(say, "when.words_hour_of_day"), 1)
    marked = of_month | (
        frozenset(_listed(say, "when.words_yesterday")) & frozenset(_listed(say, "when.words_tomorrow"))
    )
    of_day |= {typed: 2 for typed in _listed(say, "when.words_at") if typed in of_day}
    for key, role in _KEYS[purpose].items():
        for typed in _listed(say, key):
            # "一周" is a number and a unit wherever the number counts
            if purpose == "length" and _HAN.match(typed) and any(typed.startswith(one) for one, _ in numbers):
                continue
            sign = -1 if role is Role.HALF and typed.startswith("-") else 1
            shown = typed.removeprefix("-").replace("_", " ") or typed
            value = of_day.get(typed, 0) if role is Role.HOUR else 30 * sign * (role is Role.HALF) or (typed in marked)
            yield shown, Word(role, value or key == "when.words_not_behind", shown)
    if purpose != "length":
        for key, minute in _CLOCKS.items():
            for typed in _listed(say, key):
                shown = typed.replace("_", " ")
                yield shown, Word(Role.CLOCK, minute, shown)
        yield from _counted(_listed(say, "when.words_days_of_week"), Role.WEEKDAY, 0)
    yield from numbers


def _of_quarters(say: Wording) -> Iterator[tuple[str, Word]]:
    """Words for quarters of an hour, with the minutes that each adds to the hour beside it."""
    for typed in _listed(say, "when.words_quarters"):
        if found := _QUARTER.fullmatch(typed.replace("_", " ")):
            yield found[2], Word(Role.HALF, int(found[1]), found[2])


def _of_lengths(say: Wording) -> Iterator[tuple[str, Word]]:
    """Words of a length of time with what each is worth, and those of an end."""
    yield from _counted(_listed(say, "when.words_one_and_half"), Role.PART, 1)
    for key, number in _VAGUE.items():
        yield from _counted(("/".join(_listed(say, key)),), Role.NUMBER, number)
    yield from _counted(_listed(say, "when.words_end_of"), Role.END, 1)


def _counted(listed: Iterable[str], role: Role, first: int) -> Iterator[tuple[str, Word]]:
    """Words that stand for numbers from *first* on, each in several forms."""
    for number, typed in enumerate(listed, first):
        for one in typed.split("/"):
            shown = one.replace("_", " ")
            yield shown, Word(role, number, shown)


def _listed(say: Wording, key: str) -> list[str]:
    return plain(say(key)).split()


def _names(language: str, kind: str, role: Role) -> Iterator[tuple[str, Word]]:
    """What one language calls the days of the week, or the months: in full, and shorter."""
    locale = Wording(language).locale
    tables = locale.days if kind == "days" else locale.months
    for place in ("stand-alone", "format"):
        full = tables[place]["wide"]
        for width in _WIDEST:
            for number, name in (tables[place].get(width) or {}).items():
                key = as_compared(name.strip("."))
                if key and not key.isdecimal():
                    yield key, Word(role, number, str(full[number]))
                    # "segunda" for "segunda-feira"
                    if "-" in name and len(key.split()[0]) > _PREFIX:
                        yield key.split()[0], Word(role, number, str(full[number]))


_CHINESE = re.compile("(?:星期|周|礼拜)[一二三四五六日天](?![次回遍])")
_BESIDE_FIGURES = re.compile(r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=\d)(?=[\u4e00-\u9fff])(?![点點時时分半])|(?<=\bو)(?=\d)")


_HALF_SIGN = re.compile(r"(\d{1,4})?\s?½")


def cleaned(text: str) -> str:
    """What somebody typed, as it is read: one form of each sign, none that cannot be seen; at most ``LONGEST``."""
    # of which NFKC would make "11⁄2"
    alike = unicodedata.normalize("NFKC", _HALF_SIGN.sub(lambda found: f"{found[1] or 0}.5", text[:LONGEST]))
    lines = " ".join(alike.split())
    seen = "".join(sign for sign in lines if unicodedata.category(sign) not in _UNSEEN)
    # between these no blank is written
    apart = _BESIDE_FIGURES.sub(" ", seen)
    return _CHINESE.sub(lambda found: f" {found.group()} ".replace("礼拜", "星期").replace("天", "日"), apart)


def unknown_word(words: Vocabulary, typed: str, otherwise: str = "when.unknown") -> Unclear:
    """What to say of a word that cannot be read; *otherwise* is the key of what is said where no known one is near."""
    # a word that is known, and is of no use where it stands, is not what somebody meant
    meant, shown = None if words.known(typed) else words.meant(typed), typed.strip(_EDGES)[:SHOWN]
    if meant is None:
        return Unclear(because(otherwise, text=shown))
    if meant.role is Role.WEEKDAY:
        return Unclear(because("when.no_day", text=shown, day=meant.shown))
    return Unclear(because("when.no_word", text=shown, word=meant.shown))
