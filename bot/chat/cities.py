"""
Cities that no time zone is named after: "Munich", "北京", "san fransisco". PURE but for reading a table.

The table has 6,200 cities of 100,000 people and more with their names in many languages: GeoNames, CC BY 4.0. It is
read when somebody names a place that nothing else knows, looked through as text, and let go: nothing of it stays.
"""

import re
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from bot.text.analysis.nearest import as_compared, nearest

TABLE = "cities.tsv"
"""Of each city its zone, country, thousands of people, and names, the first of which is its own."""
LONGEST = 60
"""Characters of what somebody typed that may be a city."""
_MUCH_LARGER = 10
"""So many times larger than a city whose own name it is, another one that is called so as well may be meant."""


_LONG = 10
"""Letters from which on two may be wrong: among so many names, in shorter ones two make another city."""


class City(NamedTuple):
    """The zone of a city, and the code of its country."""

    zone: str
    country: str


@lru_cache(maxsize=16)  # a text is read in one language after the other
def cities_called(place: str) -> tuple[City, ...]:
    """The cities that have that name in any language, the largest first; empty if there is none."""
    wanted = as_named(place[:LONGEST])
    if len(wanted) < 2 or "|" in wanted:
        return ()
    table, name = _table(), rf"{re.escape(wanted)}(?:\||$)"
    # most of what is asked for is no city: to see that takes a fifth of taking lines apart
    if not re.search(rf"[\t|]{name}", table, re.MULTILINE):
        return ()
    found: list[tuple[int, bool, City]] = []
    for match in re.finditer(rf"^(.*)\t(.*)\t(\d+)\t((?:.*\|)?){name}", table, re.MULTILINE):
        zone, country, thousands, before = match.groups()
        # Newcastle upon Tyne is one as well
        own = not before or before.startswith(f"{wanted} ")
        found.append((int(thousands), own, City(zone, country)))
    # Amman was called Philadelphia once
    least = max(
        (size * _MUCH_LARGER for size, own, _ in found if own), default=found[0][0] / _MUCH_LARGER if found else 0
    )
    return tuple(city for size, own, city in found if own or size >= least)


def city_near(place: str) -> str:
    """The name of a city that somebody probably meant who mistyped it; empty if none is near."""
    wanted = as_named(place[:LONGEST])
    if not wanted or wanted[0] in "|\t":
        return ""
    # with another first letter it is rather another city
    return nearest(wanted, re.findall(rf"(?<=[\t|]){re.escape(wanted[0])}[^|\n]*", _table()), _LONG)


def as_named(text: str) -> str:
    """A name as the table has it: "st. louis" is "st louis"."""
    return " ".join(as_compared(text).replace(".", " ").replace("'", "").split())


def _table() -> str:
    return files("bot.chat").joinpath(TABLE).read_text(encoding="utf-8")
