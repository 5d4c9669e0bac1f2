"""``/timezone``: whose clocks the hours of a chat are those of, found by a city, a country, or the time it is there."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.chat.formatting import in_rows, reply
from bot.chat.hours import rescheduled, said_back, to_digests
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.schedule_words import Wish
from bot.chat.times_of_day import Unclear, read_hours
from bot.chat.zones import Zone, clock_in, wall_time, zones_called, zones_showing
from bot.model import Button, Reply
from bot.ports import Storage
from bot.reasons import because
from bot.text.display.markup import plain
from bot.text.display.wording import FALLBACK, Markup, Wording

_APART = tuple(timedelta(hours=hours) for hours in range(-11, 13))
"""Clocks to tap: each full hour once. Those of India and other places between are asked for in words."""
_IN_A_ROW = 4
SHOWN = 10
"""Zones to choose from: no hour of the day has more with different clocks."""


async def timezone(request: ChatRequest, args: str, services: Services) -> Response:
    """Show the zone, or find the wanted one; what can mean only one zone is set at once."""
    say = request.say
    now = services.clock.now()
    if not args:
        return answer(await _shown(request, services.storage, now))
    try:
        found, sure = _found(say, args, now)
    except Unclear as error:
        return answer(reply(say.unclear(error.reason)))
    if sure:
        return await _set(request, found[0].name, services)
    buttons = [Button(plain(_choice(say, zone, now)), f"timezone {zone.name}") for zone in found[:SHOWN]]
    return answer(reply(say("hours.zone_pick", n=len(buttons)), buttons=buttons))


def _found(say: Wording, text: str, now: datetime) -> tuple[list[Zone], bool]:
    """The zones that *text* may mean, and whether it can only be the first. Raises: Unclear when there are none."""
    wall = wall_time(text, now) or _only_time(text)
    zones = zones_called(text, now, say)
    if zones or wall is None:
        if not zones:
            raise Unclear(because("hours.no_place", text=text[:60]))
        return zones, len(zones) == 1
    shown = zones_showing(wall, now)
    if not shown:
        raise Unclear(because("hours.no_such_clock", text=text[:60], clock=say.clock(clock_in("UTC", now))))
    # places that agree today may not agree in winter, so a time of day alone is never enough
    return shown, False


def _only_time(text: str) -> time | None:
    times, place = read_hours(text)
    return times[0] if len(times) == 1 and not place else None


async def _shown(request: ChatRequest, storage: Storage, now: datetime) -> Reply:
    say = request.say
    async with storage.view() as unit:
        chat = await unit.chats.by_key_or_new(request.key, request.kind, request.title)
    clock = say.clock(clock_in(chat.zone, now))
    shown = reply(say("hours.zone_shown", zone=chat.zone, clock=clock), say("hours.zone_ask"))
    return replace(shown, buttons=in_rows([_clock(say, now + one) for one in _APART], _IN_A_ROW))


def _clock(say: Wording, there: datetime) -> Button:
    return Button(say.clock(there.time()), f"timezone {there:%H:%M}")


async def _set(request: ChatRequest, zone: str, services: Services) -> Response:
    now = services.clock.now()
    async with services.storage.unit() as unit:
        before = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        chat = rescheduled(before, Wish(), zone, now)
        await unit.chats.update(before, chat)
        await unit.commit()
    said = reply(*said_back(request.say, chat, now), buttons=to_digests(request.say, chat))
    return Response((said,), spent=True)


def _choice(say: Wording, zone: Zone, now: datetime) -> Markup:
    country = say.locale.territories.get(zone.country, zone.country)
    # the table tells more than the country, but in English alone
    about = zone.remark if zone.remark and say.language == FALLBACK else country
    key = "hours.zone_choice" if about else "hours.zone_choice_bare"
    return say(key, zone=zone.name, clock=say.clock(clock_in(zone.name, now)), about=about[:60])
