"""``/timezone``: whose clocks the hours of a chat are those of, found by a city, a country, or the time it is there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import NamedTuple

from bot.chat.cities import cities_called
from bot.chat.day_words import schedule_words, tongues, without_i_live
from bot.chat.formatting import in_rows, reply
from bot.chat.hours import rescheduled, said_back
from bot.chat.regions import Region, regions_called
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.schedule_tokens import minute_of, names_the_part, tokens_of
from bot.chat.start import first_hours
from bot.chat.times_of_day import TIME, Unclear, read_hours
from bot.chat.tokens import Token, is_part
from bot.chat.vocabulary import LONGEST, Role, Vocabulary
from bot.chat.wish import Wish
from bot.chat.zones import (
    Zone,
    clock_in,
    countries_called,
    from_moscow,
    is_steady,
    names_a_clock,
    plain_offset,
    shown_zone,
    wall_time,
    zones_called,
    zones_in_a_case,
    zones_near,
    zones_of_city,
    zones_of_region,
    zones_showing,
)
from bot.model import Button, Reply
from bot.ports import Storage
from bot.reasons import because
from bot.text.display.markup import plain
from bot.text.display.shorten import shorten
from bot.text.display.wording import FALLBACK, Markup, Wording

_APART = tuple(timedelta(hours=hours) for hours in range(-11, 13))
"""Clocks to tap: each full hour once. Those of India and other places between are asked for in words."""
_HOUR = 2
"""Digits of a bare number that may be an hour; more have minutes, "1030"."""
_IN_A_ROW = 4
_EDGES = ".,;:!?()[]\"“”„«»'’，；：。、（）،؛"
"""Marks around a word. Lines and signs are none: they may belong to an offset, "GMT - 2"."""
_COMMAS = (",", "，", "、", "،")
"""Between a place and its country."""
_APART_MINUTES = re.compile(r"(?<![\d:.+-])([01]?\d|2[0-3]) ([0-5]\d)(?![\d:.])")
"""A blank between hour and minutes, "10 15": there is only one time here."""
_BUTTON = 60
"""Characters of what a button tells of a zone."""
_SHORTEST_CITY = 3
"""Letters up to which a name is rather the beginning of one: "san"."""
_MOST_WORDS = 6
"""Of a place with its country."""
SHOWN = 10
"""Zones to choose from for one time of day: none has more with different clocks."""


async def timezone(request: ChatRequest, args: str, services: Services) -> Response:
    """Show the zone, or find the wanted one; what can mean only one zone is set at once."""
    say = request.say
    now = services.clock.now()
    if not args:
        return answer(await _shown(request, services.storage, now))
    try:
        found, sure, walls, near = _found(say, args, now)
    except Unclear as error:
        return answer(reply(say.unclear(error.reason)))
    if sure:
        return await _set(request, found[0].name, services)
    shown = found[: SHOWN * max(len(walls), 1) + 1]
    fixed = plain_offset(args)
    buttons = [Button(plain(_choice(say, zone, now, fixed)), f"timezone {zone.name}") for zone in shown]
    if near:
        return answer(reply(say("hours.zone_near", text=args[:60]), buttons=buttons))
    if len(walls) > 1:
        first, second = (say.clock(wall) for wall in walls)
        return answer(reply(say("hours.zone_either", first=first, second=second), buttons=buttons))
    return answer(reply(say("hours.zone_pick", n=len(buttons)), buttons=buttons))


async def start_zone(request: ChatRequest, _args: str, services: Services) -> Response:
    """Ask for the zone in the place of the hour, which is asked for again when it is known."""
    return Response((await _shown(request, services.storage, services.clock.now()),), spent=True)


class _Found(NamedTuple):
    """
    The zones that may be meant, whether it can only be the first, and what their clocks show if that was said.

    *near*: only if a letter or two were mistyped.
    """

    zones: list[Zone]
    sure: bool
    walls: Sequence[time] = ()
    near: bool = False


def _found(say: Wording, text: str, now: datetime) -> _Found:
    """Raises: Unclear when there is no zone that *text* may mean."""
    if named := _by_name(text, now, say):
        return named
    offset = wall_time(text, now)
    # "10:30 in Berlin" names a place
    if not offset and (
        zones := next(filter(None, (zones_called(one, now, say, in_full=True) for one in _places(text))), [])
    ):
        return _Found(zones, len(zones) == 1)
    walls = [offset] if offset else _shown_by_clock(say, text)
    if not walls:
        if there := next(filter(None, (_where_one_lives(one, now, say) for one in _dwellings(text))), []):
            return _Found(there, len(there) == 1)
        if part := next(filter(None, (_of_part(one, now, say) for one in _parts(text))), None):
            return part
        if cities := next(filter(None, (zones_of_city(one, now) for one in _places(text))), []):
            return _Found(cities, len(cities) == 1)
        if near := zones_near(text[:LONGEST], now):
            return _Found(near, sure=False, near=True)
        raise Unclear(because("hours.no_place", text=text[:60]))
    shown = zones_showing(walls, now, Wording("ru") if from_moscow(text) else say)
    if fixed := plain_offset(text):
        # who names an offset has it all year, or knows no better
        shown = [*sorted(shown, key=lambda zone: not is_steady(zone, now))[:SHOWN], fixed]
    if not shown:
        said = TIME.search(text) if wall_time(text, now) is None else None
        shown_as = said.group().strip() if said else text[:60]
        raise Unclear(because("hours.no_such_clock", text=shown_as, clock=say.clock(clock_in("UTC", now))))
    # places that agree today may not agree in winter, so a time of day alone is never enough
    return _Found(shown, sure=False, walls=[wall for wall in walls if zones_showing([wall], now)])


def _dwellings(text: str) -> Iterator[str]:
    """What may name a place, behind "I live in" also without the little words before it."""
    told = without_i_live(text[:LONGEST])
    words = told.split()
    known = [schedule_words(tongue, alone=True) for tongue in tongues()]
    for start, word in enumerate(words[:_MOST_WORDS]):
        if start == 0 or len(told) < len(text):
            yield " ".join(words[start:])
        if not any(_leads(word, one) for one in known):
            break


def _leads(typed: str, words: Vocabulary) -> bool:
    word = words.known(typed)
    return word is not None and word.role in (Role.FILLER, Role.AT, Role.TO, Role.FROM)


def _where_one_lives(place: str, now: datetime, say: Wording) -> list[Zone]:
    called = zones_called(place, now, say, in_full=len(place) > _SHORTEST_CITY)
    return called or zones_of_city(place, now) or zones_in_a_case(place, now)


def _by_name(text: str, now: datetime, say: Wording) -> _Found | None:
    """The zones of what all of a text names: a zone, a city, a country or a part of one; None if it is none."""
    zones = zones_called(text, now, say, in_full=len(text) > _SHORTEST_CITY)
    cities = [] if zones else zones_of_city(text, now)
    parts = [] if zones else zones_of_region(text)
    every = zones or [*parts, *(zone for zone in cities if zone not in parts)] or zones_called(text, now, say)
    return _Found(every, len(every) == 1) if every else None


def _places(text: str) -> Iterator[str]:
    """
    What may name a place where a time of day is named too, the longest first.

    Little words of any language around it are none of it, "in Berlin" - but for those with which it may begin or end,
    "La Paz".
    """
    words = [word for one in TIME.sub(" ", text[:LONGEST]).split() if (word := one.strip(_EDGES))]
    known = [schedule_words(tongue, alone=True) for tongue in tongues()]
    telling = [at for at, word in enumerate(words) if not any(_says_little(word, one) for one in known)]
    if telling:
        first, last = telling[0], telling[-1] + 1
        for start in range(max(first - 2, 0), first + 1):
            for end in (last + 1, last) if last < len(words) else (last,):
                yield " ".join(words[start:end])


class _Part(NamedTuple):
    """Some of the words that somebody wrote, and the others; *apart*: a comma stands between them."""

    text: str
    others: str
    begins: bool
    apart: bool


def _parts(text: str) -> Iterator[_Part]:
    """Beginnings of what somebody wrote, the longest first, then ends: "London, UK" and "Munich, Germany"."""
    typed = [one for one in text[:LONGEST].split()[:_MOST_WORDS] if one.strip(_EDGES)]
    words = [one.strip(_EDGES) for one in typed]
    for begins, places in ((True, range(len(words) - 1, 0, -1)), (False, range(1, len(words)))):
        for at in places:
            pieces = " ".join(words[:at]), " ".join(words[at:])
            yield _Part(*(pieces if begins else pieces[::-1]), begins, typed[at - 1].endswith(_COMMAS))


def _of_part(part: _Part, now: datetime, say: Wording) -> _Found | None:
    """
    The zones of some of the words, sure if the others agree: "Paris" may be in Texas, and "not Rome" is elsewhere.

    They name its country; or they stand before that of a place that is no zone, "Munich, Germany". None for no zone,
    and for a clock without its country: "central" is not only in America.
    """
    if part.begins and (found := _in_region(part, now, say)):
        return found
    zones = zones_called(part.text, now, say, in_full=True)
    if not zones:
        return _of_city(part, now)
    if part.begins and (found := _elsewhere(part, zones, now, say)):
        return found
    countries = countries_called(part.others)
    zones = [zone for zone in zones if zone.country in countries] or zones
    agree = {zone.country for zone in zones} <= countries
    if names_a_clock(part.text) and not agree:
        return None
    of_country = not part.begins and part.apart and zones[0].country in countries_called(part.text)
    return _Found(zones, len(zones) == 1 and (agree or of_country))


def _in_region(part: _Part, now: datetime, say: Wording) -> _Found | None:
    """
    The zones of a city with its state or province, "Springfield IL".

    Where none of the cities that are known is there, those of the region before those of the city, "Paris, Texas".
    """
    regions = regions_called(part.others, short=part.apart or part.others.isupper())
    if not regions:
        return None
    known = {(city.country, city.zone) for city in cities_called(part.text)}
    zones = _zones_of(regions)
    there = [zone for zone in zones if (zone.country, zone.name) in known]
    if there:
        return _Found(there, len(there) == 1)
    named = zones_called(part.text, now, say, in_full=True) or zones_of_city(part.text, now)
    return _Found([*zones, *(zone for zone in named if zone not in zones)], sure=False)


def _zones_of(regions: Sequence[Region]) -> list[Zone]:
    return [Zone(name, region.country) for region in regions for name in region.zones]


def _elsewhere(part: _Part, zones: Sequence[Zone], now: datetime, say: Wording) -> _Found | None:
    """
    The zones of a city that is not in the country which is named behind it, "London, Canada", "Perth Scotland".

    Those of another city of that name there, else those of the country before those of the city; None where no other
    country is named.
    """
    countries = countries_called(part.others) - {zone.country for zone in zones}
    there = [zone for zone in zones_of_city(part.text, now) if zone.country in countries]
    if there:
        return _Found(there, len(there) == 1)
    named = zones_called(part.others, now, say, in_full=True) if len(part.others) > _SHORTEST_CITY else []
    named = [zone for zone in named if zone.country in countries]
    return _Found([*named, *zones], sure=False) if named else None


def _of_city(part: _Part, now: datetime) -> _Found | None:
    """
    The zones of a city with its country, "Birmingham, UK", or with what else is written behind a comma.

    None if it is no city, or one word of several.
    """
    cities = zones_of_city(part.text, now) if part.begins else []
    countries = countries_called(part.others) if cities else frozenset()
    there = [zone for zone in cities if zone.country in countries]
    if there:
        return _Found(there, len(there) == 1)
    return _Found(cities, sure=False) if cities and part.apart else None


def _says_little(typed: str, words: Vocabulary) -> bool:
    word = words.known(typed)
    return word is not None and word.role in (Role.FILLER, Role.AT) and any(map(str.isalpha, typed))


def _shown_by_clock(say: Wording, text: str) -> list[time]:
    """
    The time of day in what somebody wrote, whatever words stand around it; none if there is none, or another one.

    Where clocks have two halves, and none is named in any language, it is two. Raises: Unclear for no time of day.
    """
    text = _APART_MINUTES.sub(r"\1:\2", text)
    read = [tokens_of(text, schedule_words(tongue, alone=tongue is not say)) for tongue in (say, *tongues())]
    named = [tokens for tokens in read if any(names_the_part(tokens, at) for at in range(len(tokens)))]
    # who knows the word for the half knows more than who only knows the hour
    best = sorted((*named, *read), key=lambda tokens: not any(one.shift for one in tokens))
    found = next((walls for walls in map(_in_figures, best) if len(walls) == 1), None)
    if found is None:
        times, place = read_hours(text)
        return list(times) if len(times) == 1 and not place else []
    if named or _is_sure(say, text, found[0]):
        return found
    return [found[0], found[0].replace(hour=(found[0].hour + 12) % 24)]


def _in_figures(tokens: list[Token]) -> list[time]:
    """The times of day that are named; a bare number is one only beside a word that says so."""
    said = [one.word is not None and one.word.role is Role.AT for one in tokens]
    times = [
        at
        for at, one in enumerate(tokens)
        if one.minutes >= 0
        and not is_part(one)
        and (one.shift or not one.raw.isdecimal() or len(one.raw) > _HOUR or any(said[max(at - 1, 0) : at + 2]))
    ]
    return [time(*divmod(minute_of(tokens, at), 60)) for at in times]


def _is_sure(say: Wording, text: str, wall: time) -> bool:
    """Whether a time can only be that of a clock with 24 hours, or has its half of the day."""
    found = TIME.search(text)
    in_halves = "a" in str(say.locale.time_formats["short"].pattern)
    if not in_halves or not 1 <= wall.hour <= 12:
        return True
    return found is not None and (bool(found[3]) or found[1].startswith("0"))


async def _shown(request: ChatRequest, storage: Storage, now: datetime) -> Reply:
    say = request.say
    async with storage.view() as unit:
        chat = await unit.chats.by_key_or_new(request.key, request.kind, request.title)
    clock = say.clock(clock_in(chat.zone, now))
    shown = reply(say("hours.zone_shown", zone=shown_zone(chat.zone), clock=clock), say("hours.zone_ask"))
    return replace(shown, buttons=in_rows([_clock(say, now, one) for one in _APART], _IN_A_ROW))


def _clock(say: Wording, now: datetime, apart: timedelta) -> Button:
    # not what the clock shows: it may be pressed later
    return Button(say.clock((now + apart).time()), f"timezone UTC{apart // timedelta(hours=1):+d}")


async def _set(request: ChatRequest, zone: str, services: Services) -> Response:
    now = services.clock.now()
    async with services.storage.unit() as unit:
        before = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        chat = rescheduled(before, Wish(), zone, now)
        await unit.chats.update(before, chat)
        await unit.commit()
    lines = said_back(request.say, chat, now, changed=chat is not before)
    if chat.subscribed:
        return Response((reply(*lines),), spent=True)
    # who named a zone at the start is asked for the hour again: what was offered before was meant by other clocks
    hours = first_hours(request.say, chat.zone)
    return Response((reply(*lines, request.say("start.hour"), buttons=hours),), spent=True)


def _choice(say: Wording, zone: Zone, now: datetime, fixed: Zone | None = None) -> Markup:
    """What a button says of a zone; *fixed*: the clock of the offset that was typed."""
    if not zone.country and not zone.remark:
        return say("hours.zone_plain", zone=shown_zone(zone.name))
    country = str(say.locale.territories.get(zone.country, zone.country))
    about = country
    if fixed and is_steady(zone, now):
        about = f"{country}; {say('hours.zone_plain', zone=shown_zone(fixed.name))}"
    elif zone.remark and say.language == FALLBACK:
        # the table tells more than the country, but in English alone
        about = zone.remark if country in zone.remark else f"{country}; {zone.remark}"
    key = "hours.zone_choice" if about else "hours.zone_choice_bare"
    return say(key, zone=zone.name, clock=say.clock(clock_in(zone.name, now)), about=_of_button(about))


def _of_button(about: str) -> str:
    """The first of the places that a remark lists, as many as a button has room for."""
    if len(about) <= _BUTTON:
        return about
    return about[:_BUTTON].rpartition("; ")[0] or shorten(about, _BUTTON)
