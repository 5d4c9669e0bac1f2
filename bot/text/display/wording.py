"""
Every sentence that people read, taken from the catalogues in ``bot/locales``, in the language of whoever reads it.

A key is ``part.name``: ``digest.quiet`` stands in ``bot/locales/en/digest.toml``. Values are escaped on the way in, so
a sentence is sound markup whatever a feed or a person wrote; what is markup already comes in as ``Markup``.

Lists, days, times and numbers are written as Unicode's CLDR has them for the language.
"""

import re
import string
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from unicodedata import bidirectional

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit

from bot.reasons import Reason, reason_of
from bot.text.display.markup import escape, plain

Catalogue = dict[str, str | dict[str, str]]

FALLBACK = "en"
"""The language of whoever has none that we speak."""
_LISTS = {"en": "en_GB"}
"""Whose lists a catalogue has, where that is not its language's first region: ours has no comma before "and"."""
_DAY_OF_MONTH = re.compile(r"(?<![\w'])d(?![\w'])")
"""The sign for it in a form of CLDR, which has words between quotation marks."""
_MINUTE = 60
_MEGA, _GIGA = 1e6, 1e9
_FEW = 3
"""Pieces of a list that Babel joins one by one."""
_MOST_PARTS = 4
"""Of a language's tag that are looked at: language, script, region, variant."""
_OUTERMOST = 4
"""Reasons within reasons that are put into words; we make two."""

_ISOLATE, _END = "\u2068", "\u2069"
"""Unicode's marks around text whose own letters say which way it runs."""
_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Marks that turn what follows round."""
_TO_THE_RIGHT, _TO_THE_LEFT = "L", ("R", "AL")

HOME: Traversable = files("bot.locales")
"""Where the catalogues are, a folder for each language."""


class Markup(str):
    """Text that is markup already, made by ``bot.text.display.markup`` or by a ``Wording``."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """
    One language to speak. Made by ``wording``; calling it says a sentence.

    *language* names its catalogue, in the form of BCP 47: it is what web pages and feeds call it, too.
    """

    language: str

    def __call__(self, key: str, /, **values: object) -> Markup:
        """
        One sentence, filled in.

        Args:
            key: ``part.name``.
            values: For the sentence's ``{names}``; ``n`` also chooses the plural form. ``{names:,}`` are numbers as
                the language writes them, ``{names:.1}`` with one place.
        Returns: markup.
        Raises: KeyError if the catalogue has no such sentence or the sentence needs a value that is missing.
        """
        part, _, name = key.partition(".")
        sentence = _catalogue(self.language, part)[name]
        if isinstance(sentence, dict):
            forms, form = sentence, self.locale.plural_form(_count(values["n"]))
            sentence = forms[form] if form in forms else forms["other"]
        return Markup(_Filler(self).vformat(sentence, (), values))

    def isolated(self, value: str) -> str:
        """*value* set apart if it is written the other way round, so that what surrounds it keeps its order."""
        if self.locale.text_direction == "ltr":
            other_way = not value.isascii() and any(bidirectional(sign) in _TO_THE_LEFT for sign in value)
        else:
            other_way = any(bidirectional(sign) == _TO_THE_RIGHT for sign in value)
        # an isolate ends with its paragraph
        return f"{_ISOLATE}{value}{_END}" if other_way and "\n" not in value else value

    def reason(self, line: str | Reason) -> str:
        """A reason, or the line it is stored as, in words, as plain text; what is no reason of ours stays as it is."""
        return self._reason(line, _OUTERMOST)

    def unclear(self, reason: Reason) -> Markup:
        """A reason that is a sentence of its own, as markup."""
        return self(reason.code, **reason.values)

    def _reason(self, line: str | Reason, deep: int) -> str:
        found = reason_of(line) if isinstance(line, str) else line
        if found is None or not deep:
            return str(line)
        values = {
            name: self._reason(value, deep - 1) if isinstance(value, Reason) else value
            for name, value in found.values.items()
        }
        try:
            return plain(self(found.code, **values))
        except (KeyError, FileNotFoundError, ValueError, ArithmeticError):
            # of another version, or nothing but a word with a dot in it
            return str(line)

    @property
    def locale(self) -> Locale:
        """Its dates, numbers and lists."""
        return _locale(self.language)

    def number(self, value: float) -> str:
        """A number: ``12,345.6``."""
        return str(format_decimal(value, locale=self.locale))

    def listed(self, pieces: Iterable[str]) -> Markup:
        """Several pieces of markup in one breath: ``A``, ``A and B``, ``A, B and C``."""
        found = [self.isolated(piece) for piece in pieces]
        # Babel puts piece after piece into a text that grows, which takes long for long lists
        few = [found[0], self._joined(found[1:-1]), found[-1]] if len(found) > _FEW else found
        return Markup(format_list(few, locale=_LISTS.get(self.language, self.locale)))

    def row(self, pieces: Iterable[str]) -> Markup:
        """Several pieces of markup side by side, with no "and": ``A, B, C``."""
        return Markup(self._joined(self.isolated(piece) for piece in pieces))

    def _joined(self, pieces: Iterable[str]) -> str:
        # CLDR's lists of units are meant for this, but Babel has them whole for few languages
        return str(self.locale.list_patterns["standard"]["middle"].format("", "").join(pieces))

    def apart(self, pieces: Iterable[str]) -> Markup:
        """Several pieces of markup that may have commas themselves: ``A, B; C``."""
        return Markup(self("common.between").join(self.isolated(piece) for piece in pieces))

    def size(self, number: float) -> Markup:
        """Bytes: ``12.4 MB``, from a thousand of these on ``1.2 GB``."""
        large = round(number / _MEGA, 1) >= _GIGA / _MEGA
        return self("common.gigabytes", size=number / _GIGA) if large else self("common.megabytes", size=number / _MEGA)

    def clock(self, moment: time) -> str:
        """A time of day: ``08:00``."""
        return str(format_time(moment, self("common.clock_form"), locale=self.locale))

    def weekday(self, day: date) -> str:
        """A day near the present: ``Friday 10 April``."""
        return self._date(day, "common.weekday_form")

    def on_weekday(self, day: date) -> Markup:
        """A day to come, as it stands in a sentence: ``on Friday 10 April``."""
        weekday = self._of_week("common.weekdays", day.weekday())
        return self("common.on_weekday", weekday=weekday, date=self._date(day, "common.date_form"))

    def on_date(self, day: date) -> Markup:
        """A day of any year in a sentence: ``on 10 April 2027``."""
        return self("common.on_date", date=self.day(day))

    def days(self, numbers: Iterable[int]) -> Markup:
        """Days of the week on which something comes each week, as they stand in a sentence; Monday is 0."""
        return self.listed(self._of_week("common.days_of_rhythm", number) for number in sorted(numbers))

    def days_left_out(self, numbers: Iterable[int]) -> Markup:
        """The same of days on which nothing comes, behind "except"."""
        return self.listed(self._of_week("common.days_left_out", number) for number in sorted(numbers))

    def _of_week(self, key: str, number: int) -> str:
        return plain(self(key)).split(", ")[number]

    def _date(self, day: date, key: str) -> str:
        """A day in a form of the catalogue; the first of a month as the language has it: ``1er mai``."""
        form = str(self(key))
        if day.day == 1:
            form = _DAY_OF_MONTH.sub(f"'{self('common.first_day')}'", form)
        return str(format_date(day, form, locale=self.locale))

    def day_of_week(self, number: int) -> str:
        """A day of the week, Monday is 0: ``Friday``."""
        return str(self.locale.days["format"]["wide"][number])

    def day(self, day: date) -> str:
        """A day of any year: ``10 April 2026``."""
        return self._date(day, "common.day_form")

    def month(self, day: date) -> str:
        """The month of a day, as it stands behind "the end of": ``April 2026``."""
        return self._date(day, "common.month_form")

    def day_and_time(self, moment: datetime) -> Markup:
        """A moment near the present: ``Friday 10 April, 08:00``."""
        return self("common.day_and_time", day=self.weekday(moment), time=self.clock(moment.timetz()))

    def long_day_and_time(self, moment: datetime) -> Markup:
        """A moment of any year: ``Friday 10 April 2026, 08:00``."""
        day = self._date(moment, "common.long_day_form")
        return self("common.day_and_time", day=day, time=self.clock(moment.timetz()))

    def short_day(self, day: date) -> str:
        """A day where there is little room: ``10 Apr``."""
        return self._date(day, "common.short_day_form")

    def span(self, length: timedelta) -> str:
        """A length of time, roughly: ``3 hours``."""
        return str(format_timedelta(abs(length), locale=self.locale))

    def duration(self, seconds: int) -> str:
        """How long something lasts, as players show it: ``1 hr, 4 min``, ``45 sec``; empty for nothing."""
        hours, minutes = divmod(round(seconds / 60), 60)
        parts = [("duration-hour", hours), ("duration-minute", minutes)]
        if seconds < _MINUTE:
            parts = [("duration-second", seconds)]
        told = [format_unit(number, unit, "short", locale=self.locale) for unit, number in parts if number]
        return self.row(told)

    def from_now(self, distance: timedelta) -> str:
        """A moment seen from now: ``3 hours ago``, ``in 3 hours``."""
        return str(format_timedelta(distance, add_direction=True, locale=self.locale))


@lru_cache(maxsize=1000)
def wording(language: str) -> Wording:
    """How to speak to somebody whose language has that BCP 47 tag, as platforms give it; empty: nobody knows."""
    ours = {tag.lower(): tag for tag in languages()}
    parts = language.lower().split("-")[:_MOST_PARTS]
    nearest = ("-".join(parts[:end]) for end in range(len(parts), 0, -1))
    return Wording(next((ours[tag] for tag in nearest if tag in ours), FALLBACK))


@cache
def languages() -> Sequence[str]:
    """The tags of all languages that have a catalogue."""
    return sorted(folder.name for folder in HOME.iterdir() if folder.is_dir() and not folder.name.startswith("_"))


def catalogue(language: str) -> Mapping[str, str | dict[str, str]]:
    """All sentences of a language by their keys; those with plural forms as a table of these."""
    parts = [file.name.removesuffix(".toml") for file in (HOME / language).iterdir() if file.name.endswith(".toml")]
    return {f"{part}.{name}": text for part in sorted(parts) for name, text in _catalogue(language, part).items()}


@cache
def _catalogue(language: str, part: str) -> Catalogue:
    return tomllib.loads(HOME.joinpath(language, f"{part}.toml").read_text(encoding="utf-8"))


def _count(value: object) -> float:
    """What chooses a plural form: 20.0 is 20."""
    number = float(str(value))
    return int(number) if number.is_integer() else number


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language.replace("-", "_"))


class _Filler(string.Formatter):
    """Puts values into a sentence: escaped, and numbers as the language writes them where the sentence says so."""

    def __init__(self, say: Wording) -> None:
        self._say = say

    def format_field(self, value: Any, spec: str) -> str:
        if isinstance(value, Markup):
            return self._say.isolated(value)
        if not spec:
            # inside of an isolate, marks that turn what follows could end it; ours, in markup, come in pairs
            return self._say.isolated(escape(str(value)).translate(_TURNS))
        places = f"#,##0.{'0' * int(spec[1:])}" if spec.startswith(".") else None
        return escape(str(format_decimal(value, places, locale=self._say.locale)))


ENGLISH = Wording(FALLBACK)
"""What the command line speaks, and logs."""
