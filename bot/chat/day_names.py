"""
What days and months are called in the languages that people type them in. PURE but for reading a table.

These are Unicode's names, as Babel has them. Babel loads all that it knows of a language for them, a megabyte of each,
and keeps it; so those of the languages that everybody may type stand in a table, and Babel is asked for others.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from bot.chat.vocabulary import PREFIX
from bot.text.analysis.nearest import as_compared
from bot.text.display.wording import Wording

TABLE = "day_names.tsv"
"""Of each language and kind the names: as they are compared, number, as they are shown."""
KINDS = ("days", "months")
LANGUAGES = ("en", "de", "es", "fr", "pt", "ru", "uk", "zh", "hi", "ar")
"""Whose names of days and months are known; where two languages mean different days by one name, the first has it."""
REGIONAL = {"de": ("de-AT",), "es": ("es-PE",), "ar": ("ar-DZ", "ar-LB", "ar-MA")}
"""Where a language has other names of months, "Jänner"."""
_WIDEST = ("wide", "abbreviated", "short")


class Name(NamedTuple):
    """A day of the week, counted from Monday, 0, or a month, from 1."""

    number: int
    shown: str
    """In full."""


def names(language: str, kind: str) -> Mapping[str, Name]:
    """What one language calls the days of the week, or the months, as they are compared: in full, and shorter."""
    return _table().get((language, kind)) or names_in_babel(language, kind)


@cache
def _table() -> dict[tuple[str, str], dict[str, Name]]:
    rows = files("bot.chat").joinpath(TABLE).read_text(encoding="utf-8").splitlines()
    found: dict[tuple[str, str], dict[str, Name]] = {}
    for language, kind, typed, number, shown in (row.split("\t") for row in rows if not row.startswith("# ")):
        found.setdefault((language, kind), {})[typed] = Name(int(number), shown)
    return found


def names_in_babel(language: str, kind: str) -> dict[str, Name]:
    """The same, from the library."""
    locale = Wording(language).locale
    tables = locale.days if kind == "days" else locale.months
    found: dict[str, Name] = {}
    for place in ("stand-alone", "format"):
        full = tables[place]["wide"]
        for width in _WIDEST:
            for number, name in (tables[place].get(width) or {}).items():
                key = as_compared(name.strip("."))
                if key and not key.isdecimal():
                    found[key] = Name(number, str(full[number]))
                    # "segunda" for "segunda-feira"
                    if "-" in name and len(key.split()[0]) > PREFIX:
                        found[key.split()[0]] = Name(number, str(full[number]))
    return found
