"""
Words as people type them around days and hours: what each is good for, and how what was typed is told apart. PURE.

Which words a language has is in ``day_words.py``.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.chat.times_of_day import Unclear
from bot.reasons import because
from bot.text.analysis.nearest import as_compared, nearest

LONGEST = 400
"""Characters of what somebody typed that are looked at: 24 hours with their days are half as many."""
SHOWN = 60
"""Characters of a word that an answer repeats."""
_STEM = 5
"""Letters of a name of a day behind which endings may stand: "fridays", "montags"."""
_ENDING = 3
_LONGEST_HALF = 5
"""Letters of the word for a half that may be one with its hour: "пол", "halb"."""
PREFIX = 3
"""Letters that are enough for a day in the chat's language or English: "thurs"."""
_UNSEEN = ("Cf", "Cc")
_MOST_WORDS = 3
"""Of a phrase."""
_LONGEST_HAN = 6
"""Letters of a Chinese word in the lists."""
ARABIC_AND = "و"
"""Written without a blank."""
HAN = re.compile("[\u4e00-\u9fff]")
EDGES = ".,;:!?()[]\"“”'’"


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
    AFTER_TOMORROW = "after tomorrow"
    LATER = "later"
    """Behind a day: so many weeks after it, "lundi en huit"."""
    INCLUSIVE = "inclusive"
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
    BUT = "but"
    """Before other hours of some of the days: "7, but 9 at weekends"."""
    LESS = "less"
    """Before minutes that are missing of an hour: "moins dix", "без десяти"."""
    BY = "by"
    """Behind minutes by which it is later than an hour, with the value -1 earlier: "ten past", "zehn vor"."""
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


@dataclass(frozen=True, slots=True)
class Word:
    """
    A known word: what it is good for, its value, how it is shown.

    The value is a day of the week, a month, a number or minutes; of a little word, whether days of a month
    stand beside it; of yesterday, whether tomorrow has the same name; of hours, 1 if they may be those of the day, 2 if
    behind "until" they always are; of what stands beside an hour, whether it stands behind it; of "not", whether it
    only ever stands behind what it takes out.
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
        key = as_compared(typed.strip(EDGES))
        return self._words.get(key) or self._longer(key) or self._shorter(key) or self._after_and(key)

    def also(self, typed: str, role: Role) -> Word | None:
        """What a word means that may be good for *role* as well, whatever it is known for; None if it may not."""
        return self._others.get((as_compared(typed.strip(EDGES)), role))

    def is_everyday(self, typed: str) -> bool:
        """Whether a day's name is more often another word, so that it must stand beside other days to be one."""
        return as_compared(typed.strip(EDGES)) in self._everyday

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
        if self.known(typed) or not HAN.search(typed):
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

    def halved(self, typed: str) -> tuple[Word, Word] | None:
        """The half and the hour of a time of day that is one word, "полдевятого"; None if it is none."""
        key = as_compared(typed.strip(EDGES))
        for at in range(_ENDING, min(len(key), _LONGEST_HALF + 1)):
            half, hour = self._words.get(key[:at].strip()), self._words.get(key[at:].strip())
            if half and hour and half.role is Role.HALF and half.value < 0 and hour.role is Role.NUMBER:
                return half, hour
        return None

    def meant(self, typed: str) -> Word | None:
        """The word that somebody probably meant who typed one that is unknown; None if none is near."""
        near = nearest(as_compared(typed.strip(EDGES)), self._likely)
        return self._words[near] if near else None

    def _after_and(self, key: str) -> Word | None:
        """A word behind the Arabic "and", which is written without a blank."""
        return self._words.get(key[1:]) if key.startswith(ARABIC_AND) and len(key) > PREFIX else None

    def _longer(self, key: str) -> Word | None:
        stems = (key[:end] for end in range(len(key) - 1, max(len(key) - _ENDING, _STEM) - 1, -1))
        found = (self._words.get(stem) for stem in stems)
        return next((word for word in found if word and word.role is Role.WEEKDAY), None)

    def _shorter(self, key: str) -> Word | None:
        if len(key) < PREFIX:
            return None
        names = (name for name in self._own if name.startswith(key))
        meant = {self._words[name].value for name in names if self._words[name].role is Role.WEEKDAY}
        return Word(Role.WEEKDAY, meant.pop()) if len(meant) == 1 else None


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
    meant, shown = None if words.known(typed) else words.meant(typed), typed.strip(EDGES)[:SHOWN]
    if meant is None:
        return Unclear(because(otherwise, text=shown))
    if meant.role is Role.WEEKDAY:
        return Unclear(because("when.no_day", text=shown, day=meant.shown))
    return Unclear(because("when.no_word", text=shown, word=meant.shown))
