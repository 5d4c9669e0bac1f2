"""
Days, and the few words around them, as people type them. PURE but for reading tables of names.

Names of days and months are Unicode's, of all the languages below, whatever the chat speaks; the other words are those
of the chat's own catalogue and the English one.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.chat.times_of_day import WORDS, Unclear
from bot.chat.zones import as_compared
from bot.model import EVERY_DAY
from bot.reasons import because
from bot.text.analysis.nearest import nearest
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, Wording

LANGUAGES = ("en", "de", "es", "fr", "pt", "ru", "uk", "zh", "hi", "ar")
"""Whose names of days and months are known; where two languages mean different days by one name, the first has it."""
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
    NEXT = "next"
    TODAY = "today"
    YESTERDAY = "yesterday"
    TOMORROW = "tomorrow"
    SILENT = "silent"
    HOLD = "hold"
    OFF = "off"
    CLOCK = "clock"
    """A time of day that has a name."""
    NUMBER = "number"
    WEEKDAY = "day of the week"
    MONTH = "month"
    MONTHS = "months"
    """As a length of time."""


_KEYS = {
    "when.words_filler": Role.FILLER,
    "when.words_every": Role.EVERY,
    "when.words_hour": Role.HOUR,
    "when.words_minute": Role.MINUTE,
    "when.words_day": Role.DAY,
    "when.words_weekdays": Role.WEEKDAYS,
    "when.words_weekend": Role.WEEKEND,
    "when.words_week": Role.WEEK,
    "when.words_rarer": Role.RARER,
    "when.words_not": Role.NOT,
    "when.words_to": Role.TO,
    "when.words_times": Role.TIMES,
    "when.words_once": Role.ONCE,
    "when.words_twice": Role.TWICE,
}
"""Words of a schedule."""
_SPAN_KEYS = {
    "when.words_filler": Role.FILLER,
    "when.words_hour": Role.HOUR,
    "when.words_day": Role.DAY,
    "when.words_week": Role.WEEK,
    "when.words_months": Role.MONTHS,
    "when.words_to": Role.TO,
    "when.words_since": Role.SINCE,
    "when.words_last": Role.LAST,
    "when.words_next": Role.NEXT,
    "when.words_today": Role.TODAY,
    "when.words_yesterday": Role.YESTERDAY,
    "when.words_tomorrow": Role.TOMORROW,
}
"""Words of a span of time, or of the day on which it begins or ends."""
_QUIET_KEYS = {
    "when.words_filler": Role.FILLER,
    "when.words_to": Role.TO,
    "when.words_silent": Role.SILENT,
    "when.words_hold": Role.HOLD,
    "when.words_off": Role.OFF,
}
"""Words of quiet hours."""


@dataclass(frozen=True, slots=True)
class Word:
    """A known word: what it is good for, its value (a day of the week, a month, a number, minutes), how it is shown."""

    role: Role
    value: int = 0
    shown: str = ""


class Vocabulary:
    """The words of one purpose, with which a chat's people may say it."""

    def __init__(self, words: Mapping[str, Word], own: frozenset[str]) -> None:
        self._words = words
        self._own = own
        """Names of days in the chat's language and English, which may be cut short."""

    def known(self, typed: str) -> Word | None:
        """What a word means; None if it is unknown."""
        key = as_compared(typed.strip(_EDGES))
        return self._words.get(key) or self._longer(key) or self._shorter(key)

    def days_between(self, typed: str) -> list[Word]:
        """Names of days that are written with a line between them, "mon-fri"; empty if they are none."""
        found = [self.known(piece) for piece in re.split("[-–—]", typed)]
        return [word for word in found if word and word.role is Role.WEEKDAY] if all(found) and len(found) > 1 else []

    def meant(self, typed: str) -> Word | None:
        """The word that somebody probably meant who typed one that is unknown; None if none is near."""
        near = nearest(as_compared(typed.strip(_EDGES)), self._words)
        return self._words[near] if near else None

    def _longer(self, key: str) -> Word | None:
        stems = (key[:end] for end in range(len(key) - 1, max(len(key) - _ENDING, _STEM) - 1, -1))
        found = (self._words.get(stem) for stem in stems)
        return next((word for word in found if word and word.role is Role.WEEKDAY), None)

    def _shorter(self, key: str) -> Word | None:
        if len(key) < _PREFIX:
            return None
        meant = {self._words[name].value for name in self._own if name.startswith(key)}
        return Word(Role.WEEKDAY, meant.pop()) if len(meant) == 1 else None


def schedule_words(say: Wording) -> Vocabulary:
    """The words for hours and days on which something comes."""
    return _vocabulary(say.language, "schedule")


def span_words(say: Wording) -> Vocabulary:
    """The words for how long, since when and until when."""
    return _vocabulary(say.language, "span")


def quiet_words(say: Wording) -> Vocabulary:
    """The words for quiet hours."""
    return _vocabulary(say.language, "quiet")


@lru_cache(maxsize=64)
def _vocabulary(language: str, purpose: str) -> Vocabulary:
    ours = (Wording(language), ENGLISH)
    keys = {"schedule": _KEYS, "span": _SPAN_KEYS, "quiet": _QUIET_KEYS}[purpose]
    words: dict[str, Word] = {}
    for say in ours:
        for key, role in keys.items():
            for typed in plain(say(key)).split():
                words.setdefault(as_compared(typed) or typed, Word(role, shown=typed))
        for number, typed in enumerate(plain(say("when.words_numbers")).split(), 1):
            words.setdefault(as_compared(typed), Word(Role.NUMBER, number, typed))
    for name, clock in WORDS.items():
        words.setdefault(name, Word(Role.CLOCK, clock.hour * 60 + clock.minute, name))
    own: set[str] = set()
    for tongue in dict.fromkeys((language, *LANGUAGES)):
        names = dict(_names(tongue, "days", Role.WEEKDAY))
        if purpose == "span":
            names |= dict(_names(tongue, "months", Role.MONTH))
        for name, word in names.items():
            words.setdefault(name, word)
            if tongue in (language, "en") and word.role is Role.WEEKDAY:
                own.add(name)
    return Vocabulary(words, frozenset(name for name in own if words[name].role is Role.WEEKDAY))


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


_CHINESE = re.compile("(?:星期|周|礼拜)[一二三四五六日天]")


def cleaned(text: str) -> str:
    """What somebody typed, as it is read: one form of each sign, none that cannot be seen; at most ``LONGEST``."""
    alike = unicodedata.normalize("NFKC", text[:LONGEST])
    lines = " ".join(alike.split())
    seen = "".join(sign for sign in lines if unicodedata.category(sign) not in _UNSEEN)
    # between these no blank is written
    return _CHINESE.sub(lambda found: f" {found.group()} ".replace("礼拜", "星期").replace("天", "日"), seen)


def unknown_word(words: Vocabulary, typed: str, otherwise: str = "when.unknown") -> Unclear:
    """What to say of a word that cannot be read; *otherwise* is the key of what is said where no known one is near."""
    meant, shown = words.meant(typed), typed.strip(_EDGES)[:SHOWN]
    if meant is None:
        return Unclear(because(otherwise, text=shown))
    if meant.role is Role.WEEKDAY:
        return Unclear(because("when.no_day", text=shown, day=meant.shown))
    return Unclear(because("when.no_word", text=shown, word=meant.shown))
