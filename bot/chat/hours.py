"""``/hours``: when digests come to a chat."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time

from bot.chat.formatting import hours as in_words
from bot.chat.formatting import reply, upcoming
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.times_of_day import WORDS, Unclear, read_hours
from bot.chat.zones import clock_in, zones_called
from bot.digest.slots import next_slot
from bot.model import Button, Chat
from bot.reasons import because
from bot.text.display.wording import Markup, Wording

MORNING, EVENING = (f"{WORDS[name]:%H:%M}" for name in ("morning", "evening"))


async def hours(request: ChatRequest, args: str, services: Services) -> Response:
    """Show the hours of this chat, with buttons for the common ones; or set those that were named."""
    say = request.say
    now = services.clock.now()
    try:
        times, zone = wanted(say, args, now)
    except Unclear as error:
        return answer(reply(say.unclear(error.reason)))
    if not args:
        async with services.storage.view() as unit:
            chat = await unit.chats.by_key_or_new(request.key, request.kind, request.title)
        return answer(reply(*schedule(say, chat, now), say("hours.how"), buttons=_buttons(say, chat)))
    async with services.storage.unit() as unit:
        before = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        chat = rescheduled(before, times, zone, now)
        await unit.chats.update(before, chat)
        await unit.commit()
    first, *others = schedule(say, chat, now)
    return Response(
        (reply(say("hours.set", schedule=Markup(first)), *others, buttons=_start(say, chat)),),
        spent=True,
    )


def wanted(say: Wording, text: str, now: datetime) -> tuple[tuple[time, ...], str]:
    """
    The times and the zone that somebody wrote, each empty when it was not named.

    Raises: Unclear when either cannot be told.
    """
    times, place = read_hours(text)
    if not place:
        return times, ""
    zones = zones_called(place, now, say)
    if len(zones) != 1:
        raise Unclear(because("hours.which_place" if zones else "hours.no_place", text=place[:60]))
    return times, zones[0].name


def rescheduled(chat: Chat, times: Iterable[time], zone: str, now: datetime) -> Chat:
    """*chat* with other hours or another zone, where they are given; that holds from *now* on."""
    changed = replace(chat, times=tuple(times) or chat.times, zone=zone or chat.zone)
    return chat if changed == chat else replace(changed, hours_since=now)


def schedule(say: Wording, chat: Chat, now: datetime) -> list[str]:
    """When digests come, in a line or two."""
    coming = next_slot(chat, now)
    key = "hours.shown" if coming else "hours.shown_idle"
    line = say(key, hours=in_words(say, chat.times), zone=chat.zone, clock=say.clock(clock_in(chat.zone, now)))
    return [line, say("hours.next", when=upcoming(say, coming, now, chat.zone))] if coming else [line]


def _buttons(say: Wording, chat: Chat) -> list[Button]:
    return [
        Button(say("hours.morning_button"), f"hours {MORNING}"),
        Button(say("hours.evening_button"), f"hours {EVENING}"),
        Button(say("hours.both_button"), f"hours {MORNING} {EVENING}"),
        Button(say("hours.zone_button"), "timezone"),
        *_start(say, chat),
    ]


def _start(say: Wording, chat: Chat) -> list[Button]:
    """The way to digests for a chat that gets none."""
    return [] if chat.subscribed else [Button(say("chat.subscribe_button"), "subscribe")]
