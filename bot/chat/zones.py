"""
From what people know to a time zone: a city, a country, or what their clock shows now. PURE but for reading tables.

Few people know that they live in Europe/Berlin. Everybody knows their country, and what time it is.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import available_timezones

from babel.core import get_global

from bot.chat.cities import City, cities_called, city_near
from bot.chat.day_words import is_everyday
from bot.chat.regions import regions_called
from bot.chat.zone_names import (
    ALONE,
    MOST_LIVE,
    OF_A_CITY,
    OF_CLOCKS,
    OF_TWO,
    adjectives,
    beside_clock,
    short_names,
    without_case,
)
from bot.text.analysis.nearest import as_compared, nearest
from bot.text.display.wording import ENGLISH, Wording, languages
from bot.wall_clock import zone_of

_DAY = timedelta(days=1)
_SLOW_CLOCK = timedelta(minutes=7)
"""How far a clock may be off: zones differ by a quarter of an hour at least."""
_YEAR = tuple(timedelta(days=30 * n) for n in range(13))
"""Moments at which zones are compared: two that agree in all of them are one for whoever reads a digest there."""
_LETTERS = 4
"""Of a short name of a clock."""
_COUNTRY = 2
"""Letters of a country's code."""
_EVERYWHERE = frozenset({"en", ""})
_PLAIN = re.compile(r"Etc/GMT([+-])([1-9]\d?)")
_OFFSET = re.compile(r"(?i)(?:utc|gmt|(мск|msk))?([+-])(\d{1,2})(?::?([0-5]\d))?")
_MOSCOW = 3
"""Hours from UTC, all year: Russians count from there, "МСК+2"."""
_CYRILLIC = re.compile("[а-яёіїєґ' -]+")


class Zone(NamedTuple):
    """A time zone and where its clocks hang, for people: the code of a country, and what the table says in English."""

    name: str
    country: str = ""
    remark: str = ""


def zones_called(place: str, now: datetime, say: Wording = ENGLISH, *, in_full: bool = False) -> list[Zone]:
    """
    The zones that somebody may mean by the name of a zone, a city or a country; of a country one for each clock.

    Args:
        say: In whose language a country may be named; in English it always may.
        in_full: Whether only a whole name counts, and neither its beginning nor a code of two letters: among other
            words "at" is not Austria, nor "man" Manaus.
    """
    wanted = as_compared(place)
    if not wanted or (in_full and len(wanted) <= _COUNTRY and wanted.isascii() and wanted not in short_names()):
        return []
    if beside := beside_clock(wanted):
        return _of_clock(beside, now, say)
    # among other words "est" and "ist" say that something is
    clocks = () if in_full and len(wanted) <= _LETTERS else {**OF_TWO, **OF_CLOCKS}.get(wanted, ())
    if clocks:
        names = [*clocks, *(row[2] for row in _rows("zone.tab") if row[0] == wanted.upper())]
        return _different([Zone(name, _country_of(name)) for name in names], now)
    by_name = _all_names().get(wanted)
    if by_name:
        return [Zone(by_name, _country_of(by_name))]
    cities = [zone for zone in _table() if as_compared(_city(zone.name)) == wanted]
    if cities:
        return cities
    found = _of_countries(_countries(wanted, (say, ENGLISH)), now) or _in_any_language(wanted, now)
    return found or [
        zone
        for zone in _table()
        if not in_full and len(wanted) > _COUNTRY and as_compared(_city(zone.name)).startswith(wanted)
    ]


def _of_clock(name: str, now: datetime, say: Wording) -> list[Zone]:
    """The zones of a place, or of what is made of its name, beside the word for "time"."""
    meant = adjectives().get(name, "")
    if "/" in meant:
        return [Zone(meant, _country_of(meant))]
    city = name.removesuffix(OF_A_CITY)
    return (
        zones_called(meant, now, say) if meant else zones_called(name, now, say, in_full=True) or _named(city, now, say)
    )


def _named(city: str, now: datetime, say: Wording) -> list[Zone]:
    return zones_called(city, now, say, in_full=True) or zones_of_city(city, now)


def zones_of_region(name: str) -> list[Zone]:
    """The zones of a part of a country, "California", "Mallorca"."""
    return [Zone(zone, region.country) for region in regions_called(name) for zone in region.zones]


def zones_beside_hours(place: str, now: datetime, say: Wording) -> list[Zone]:
    """
    The zones of a place that somebody names beside hours: by a whole name that is nobody's everyday word.

    Letters of a clock are known there in capitals alone: "8 est" says that something is.
    """
    wanted = as_compared(place)
    letters = wanted in OF_CLOCKS and len(wanted) <= _LETTERS and wanted not in ALONE
    if fixed := plain_offset(place):
        return [fixed]
    if not place.isupper() if letters else is_everyday(place):
        return []
    in_full = not letters and wanted not in ALONE
    found = zones_called(place, now, say, in_full=in_full) or zones_of_region(place)
    # in small letters it may be any word: it is asked about elsewhere
    return found or ([] if place.islower() else zones_in_a_case(place, now))


def zones_of_city(place: str, now: datetime) -> list[Zone]:
    """The zones of the cities of that name which no zone is named after, one for each clock."""
    return _different([_zone_of(city) for city in cities_called(place)], now)


def _zone_of(city: City) -> Zone:
    return Zone(_today(city.zone) or city.zone, city.country)


def plain_offset(text: str) -> Zone | None:
    """The zone whose clocks are always so far from UTC, written ``UTC+2``; None for other words, and parts of hours."""
    match = _OFFSET.fullmatch("".join(text.split()))
    if match is None or int(match[4] or 0):
        return None
    apart = int(f"{match[2]}{match[3]}") + _MOSCOW * bool(match[1])
    # the signs of these zones are turned round
    name = f"Etc/GMT{-apart:+d}"
    return Zone(name) if name in available_timezones() else None


def shown_zone(name: str) -> str:
    """A zone as people read it: ``UTC+2`` for ``Etc/GMT-2``, others by their names."""
    match = _PLAIN.fullmatch(name)
    return f"UTC{'-' if match[1] == '+' else '+'}{match[2]}" if match else name


def names_a_clock(text: str) -> bool:
    """Whether it is that of a clock, "eastern", rather than of a place."""
    return as_compared(text) in OF_CLOCKS


def is_place(text: str) -> bool:
    """Whether it names a city, a country, a zone or a clock, in whatever language, and nothing else."""
    wanted = as_compared(text)
    if wanted in OF_CLOCKS or wanted in _all_names() or wanted in _cities() or plain_offset(text) is not None:
        return True
    in_full = len(wanted) > _COUNTRY and any(_called(wanted, Wording(tongue)) for tongue in languages())
    return in_full or wanted in short_names() or bool(cities_called(text))


def countries_called(text: str) -> frozenset[str]:
    """The codes of the countries that have that name in any language of the bot; the text itself may be a code."""
    return _countries(as_compared(text), tuple(map(Wording, languages())))


def _countries(wanted: str, tongues: Iterable[Wording]) -> frozenset[str]:
    code = short_names().get(wanted, wanted.upper())
    return frozenset({code, *(code for one in tongues for code in _called(wanted, one))})


def _in_any_language(wanted: str, now: datetime) -> list[Zone]:
    """The zones of a city, or of a country, by whatever they are called in one of the languages."""
    if cities := _cities().get(wanted):
        return [Zone(name, _country_of(name)) for name in cities]
    return _of_countries(_countries(wanted, map(Wording, languages())), now)


def _of_countries(codes: Collection[str], now: datetime) -> list[Zone]:
    """The zones of countries, one for each clock, those of the largest cities first."""
    zones = [Zone(row[2], row[0]) for row in _rows("zone.tab") if row[0] in codes]
    return _different(sorted(zones, key=lambda zone: zone.name not in MOST_LIVE.values()), now)


def zones_in_a_case(place: str, now: datetime) -> list[Zone]:
    """The zones of the city that is named in a case of Russian or Ukrainian, "в Новосибирске"; empty if none is."""
    wanted = as_compared(place)
    if not _CYRILLIC.fullmatch(wanted):
        return []
    name = _in_no_case(wanted)
    return _named(name, now, ENGLISH) if name else []


@lru_cache(maxsize=16)  # a text is read in one language after the other, and each name is looked for in a long table
def _in_no_case(wanted: str) -> str:
    """The name of a city in no case; empty if there is none such."""
    # "Ростове-на-Дону"
    first, *rest = wanted.split()
    names = [" ".join([one, *rest]) for one in without_case(first)]
    if len(rest) == 1:
        names += [f"{one} {other}" for one in without_case(first) for other in without_case(rest[0])]
    return next((name for name in names if name in _cities() or cities_called(name)), "")


def zones_near(place: str, now: datetime) -> list[Zone]:
    """The zones of the city that somebody probably meant who mistyped it, in any language; empty if none is near."""
    wanted = as_compared(place)
    # with another first letter it is rather another city
    near = nearest(wanted, [city for city in _cities() if city[:1] == wanted[:1]])
    return [Zone(name, _country_of(name)) for name in _cities().get(near, ())] or zones_of_city(city_near(place), now)


def zones_showing(walls: Collection[time], now: datetime, say: Wording = ENGLISH) -> list[Zone]:
    """
    The zones whose clocks show one of *walls* now, one for all that agree with each other.

    Args:
        say: Where its language is spoken comes first, by names from there; English is spoken everywhere.
    """
    rows = [(name, remark) for _, _, name, remark in _rows("zonenow.tab") if _shows(name, walls, now)]
    found = [Zone(name, _country_of(name), remark) for name, remark in rows]
    ordered = sorted(found, key=lambda zone: zone.name.startswith("Antarctica/"))
    usual = guessed(say.language)
    if not usual:
        return ordered
    home = [zone for zone in _table() if zone.country in _speaking(say.language) and _shows(zone.name, walls, now)]
    country = _country_of(usual)
    home.sort(key=lambda zone: (zone.name != usual, zone.country != country, zone.name not in MOST_LIVE.values()))
    first: dict[object, Zone] = {}
    for zone in (*home, *ordered):
        first.setdefault(_year_of(zone, now), zone)
    return list(first.values())


def guessed(language: str) -> str:
    """
    The zone where most people live who speak a language; empty where that cannot be said.

    Args:
        language: A BCP 47 tag: the country in it counts, else that where most of its speakers live. English without a
            country is spoken everywhere.
    """
    parts = language.lower().split("-")
    named = next((part.upper() for part in parts[1:] if len(part) == _COUNTRY), "")
    if not named and parts[0] in _EVERYWHERE:
        return ""
    country = named or get_global("likely_subtags").get(parts[0], "").rpartition("_")[2]
    return MOST_LIVE.get(country) or next((zone.name for zone in _table() if zone.country == country), "")


def wall_time(offset: str, now: datetime) -> time | None:
    """What clocks show now that are *offset* from UTC, written ``UTC+2`` or ``GMT-3:30``; None for other words."""
    match = _OFFSET.fullmatch("".join(offset.split()))
    if match is None:
        return None
    moscow, sign, hours, minutes = match.groups()
    apart = timedelta(hours=int(hours), minutes=int(minutes or 0))
    here = now + timedelta(hours=_MOSCOW * bool(moscow))
    return (here + (apart if sign == "+" else -apart)).time().replace(tzinfo=None)


def from_moscow(text: str) -> bool:
    """Whether it is an offset from Moscow's clock, as Russians name those of their other cities."""
    match = _OFFSET.fullmatch("".join(text.split()))
    return match is not None and match[1] is not None


def clock_in(zone: str, now: datetime) -> time:
    """What clocks there show."""
    return now.astimezone(zone_of(zone)).time()


def _shows(name: str, walls: Collection[time], now: datetime) -> bool:
    local = now.astimezone(zone_of(name)).replace(tzinfo=None)
    apart = [abs(datetime.combine(local.date(), wall) - local) for wall in walls]
    return any(min(one, _DAY - one) <= _SLOW_CLOCK for one in apart)


@cache
def _speaking(language: str) -> frozenset[str]:
    """The codes of countries of which a language is an official one."""
    official, wanted = ("official", "de_facto_official"), language.partition("-")[0]
    found = {
        code
        for code, languages in get_global("territory_languages").items()
        for name, its in languages.items()
        if name.partition("_")[0] == wanted and its["official_status"] in official
    }
    return frozenset(found)


def _year_of(zone: Zone, now: datetime) -> tuple[timedelta | None, ...]:
    """By what zones are compared."""
    there = zone_of(zone.name)
    return tuple((now + later).astimezone(there).utcoffset() for later in _YEAR)


def is_steady(zone: Zone, now: datetime) -> bool:
    """Whether its clocks are never changed."""
    return len(set(_year_of(zone, now))) == 1


def _different(zones: Iterable[Zone], now: datetime) -> list[Zone]:
    """One of all zones that agree with each other through the year: the one that stands for them, else the first."""
    found: dict[tuple[timedelta | None, ...], Zone] = {}
    for zone in zones:
        clock = _year_of(zone, now)
        if clock not in found or zone.name in _leading():
            found[clock] = zone
    return list(found.values())


@cache
def _leading() -> frozenset[str]:
    """The zones that stand for all which agree with them from now on."""
    return frozenset(row[2] for row in _rows("zonenow.tab"))


@cache
def _table() -> tuple[Zone, ...]:
    return tuple(Zone(row[2], row[0]) for row in _rows("zone.tab"))


@cache
def _all_names() -> dict[str, str]:
    return {as_compared(name): name for name in available_timezones()}


@cache
def _rows(table: str) -> tuple[tuple[str, str, str, str], ...]:
    """Country code, coordinates, zone, comment: the tables for people of the time zone database."""
    text = files("tzdata.zoneinfo").joinpath(table).read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line.count("\t") >= 2 and not line.startswith("#"))
    return tuple((code, place, name, *(about or [""])) for code, place, name, *about in lines)  # type: ignore[misc]


def _country_of(name: str) -> str:
    return next((zone.country for zone in _table() if zone.name == name), "")


def _called(wanted: str, say: Wording) -> Sequence[str]:
    """The codes of countries that have that name in a language."""
    return _territories(say.language).get(wanted, ())


@cache
def _territories(language: str) -> dict[str, list[str]]:
    """The codes of countries by their names in a language, as they are compared."""
    found: dict[str, list[str]] = {}
    for code, name in Wording(language).locale.territories.items():
        found.setdefault(as_compared(str(name)), []).append(code)
    return found


@cache
def _cities() -> dict[str, tuple[str, ...]]:
    """
    The zones by the names of their cities, as they are compared, in all languages that the bot speaks.

    Source: the time zone database, with its names of old, and Unicode's names of cities (CLDR).
    """
    found: dict[str, dict[str, None]] = {}
    parts = tuple({f"{zone.name.partition('/')[0]}/" for zone in _table()})
    # not of "Canada/Atlantic", "US/Eastern" and "Etc/GMT+5"
    known = [(name, _city(name)) for name in sorted(available_timezones()) if name.startswith(parts)]
    for tongue in languages():
        shown = Wording(tongue).locale.time_zones
        known += [(str(name), str(shown[name]["city"])) for name in shown if "city" in shown[name]]
    for name, city in known:
        if zone := _today(name):
            found.setdefault(as_compared(city), {})[zone] = None
    return {city: tuple(zones) for city, zones in found.items() if len(city) >= _COUNTRY}


@cache
def _today(name: str) -> str:
    """The zone by the name that the table for people has for it; empty if it has none."""
    aliases = get_global("zone_aliases")
    same = aliases.get(name, name)
    return next((zone.name for zone in _table() if name == zone.name or aliases.get(zone.name, zone.name) == same), "")


def _city(name: str) -> str:
    return name.rpartition("/")[2].replace("_", " ")
