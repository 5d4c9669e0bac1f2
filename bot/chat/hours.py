"""``/hours``: when digests come to a chat."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time
from functools import partial

from bot.chat.any_language import hinting, in_any_language, instead
from bot.chat.day_words import WEEKEND, WORKDAYS, is_everyday, says_off, schedule_words
from bot.chat.formatting import hours as in_words
from bot.chat.formatting import reply, upcoming
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.rest import pause_line
from bot.chat.schedule_words import near_day, read_schedule
from bot.chat.times_of_day import WORDS, Unclear
from bot.chat.vocabulary import SHOWN, Vocabulary, cleaned
from bot.chat.wish import Wish, first_by_day, granted
from bot.chat.zones import Zone, clock_in, shown_zone, zones_beside_hours, zones_in_a_case, zones_of_city
from bot.digest.slots import next_slot, still_paused
from bot.model import EVERY_DAY, Button, Chat, OnDays, Reply
from bot.reasons import because
from bot.text.display.markup import plain
from bot.text.display.shorten import shorten
from bot.text.display.wording import ENGLISH, Markup, Wording

MORNING, EVENING = (f"{WORDS[name]:%H:%M}" for name in ("morning", "evening"))

_DAILY = (OnDays(WORDS["morning"], EVERY_DAY),)
"""What no wish may leave nothing of, whatever a chat's own hours are."""
MOST_NAMED = 5
"""Days of the week from which on it is shorter to name those that are left out."""
_FEW = 2
"""Digests a day, morning and evening, and days, that somebody keeps who names other days."""
_ALL = "="
"""Before days as a button carries them: with all hours that there are."""
LONGEST_DATA = 64
"""Bytes of what a button carries, as Telegram has it."""
MOST_ZONES = 10
"""To choose from: no country has more."""
_MEANT = {
    "hours.which_half": ("first", "second"),
    "when.day_or_word": ("day",),
    "when.no_day": ("day",),
    "when.no_word": ("word",),
}
"""Reasons, with the names of what may have been meant by the text in them."""
_OF_ALL = frozenset({"when.no_rhythm", "when.often_enough"})
"""Reasons why all that was written cannot be done."""
_OF_PLACES = frozenset({"when.unknown", "when.no_day", "when.no_word"})
"""What is said of a word that may be a city yet."""
_TYPED = "mon tue wed thu fri sat sun".split()
"""The days of the week as buttons carry them."""


async def hours(request: ChatRequest, args: str, services: Services) -> Response:
    """Show the hours of this chat, with buttons for the common ones; or set those that were named."""
    say, now = request.say, services.clock.now()
    all_of_them, args = args.startswith(_ALL), args.removeprefix(_ALL)
    try:
        wish, zone = wanted(say, args, now)
        if not args:
            return answer(await _shown(request, services, now))
        async with services.storage.unit() as unit:
            before = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
            if not all_of_them and (most := _too_many(wish, before.hours)):
                return answer(_how_many(say, wish, before, most))
            chat = rescheduled(before, wish, zone, now)
            await unit.chats.update(before, chat)
            await unit.commit()
    except Unclear as error:
        return answer(not_understood(say, error, "hours"))
    said = said_back(say, chat, now, changed=chat is not before)
    return Response((reply(*said, buttons=to_digests(say, chat)),), spent=True)


def not_understood(say: Wording, error: Unclear, command: str) -> Reply:
    """Why nothing was set, with what may be meant to tap, else the usual hours."""
    meant = [Button(label, f"{command} {text}") for label, text in error.choices]
    buttons = [one for one in meant if len(one.data.encode()) <= LONGEST_DATA]
    # who wants no digests is not offered hours of some
    usual = [] if error.reason.code == "hours.stop" else _usual(say, command)
    return reply(say.unclear(error.reason), buttons=buttons or usual)


def _too_many(wish: Wish, now: Iterable[OnDays]) -> int:
    """How many digests a day would come on the day or two that are wished for, if that is hardly meant; else 0."""
    if not wish.days or wish.hours or wish.weekly or len(wish.days) > _FEW:
        return 0
    most = max(sum(day in hour.days for hour in now) for day in EVERY_DAY)
    return most if most > _FEW else 0


def _how_many(say: Wording, wish: Wish, chat: Chat, most: int) -> Reply:
    """What is asked of "every Monday" after "every 4 hours": one digest, or those of each hour."""
    days = say.listed(say.day_of_week(day) for day in sorted(wish.days))
    typed = _typed(wish.days)
    one = first_by_day(chat.hours)
    return reply(
        say("hours.how_many", n=most, days=days),
        buttons=[
            Button(plain(say("hours.one_button", hour=say.clock(one))), f"hours {typed} {one:%H:%M}"),
            Button(plain(say("hours.all_button", n=most)), f"hours {_ALL}{typed}"),
        ],
    )


async def _shown(request: ChatRequest, services: Services, now: datetime) -> Reply:
    say = request.say
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key_or_new(request.key, request.kind, request.title)
    return reply(*schedule(say, chat, now), say("hours.how"), buttons=_buttons(say, chat))


def wanted(say: Wording, text: str, now: datetime) -> tuple[Wish, str]:
    """
    The hours and days, and the zone, that somebody wrote; the zone is empty when none was named.

    Raises: Unclear when either cannot be told.
    """
    try:
        return hinting(text, lambda line: _read(say, line, now))
    except Unclear as error:
        if error.choices:
            raise
        if error.reason.code in _OF_ALL:
            # a word of it alone reads as if that were not known
            raise Unclear(because(error.reason.code, text=shorten(text.strip(), SHOWN))) from error
        raise Unclear(error.reason, _instead(error, text)) from error


def _instead(error: Unclear, text: str) -> list[tuple[str, str]]:
    """What may be written in the place of what was not understood, and all of a text with it."""
    values = error.reason.values
    names = _MEANT.get(error.reason.code, ())
    whole = [(str(values[name]), instead(str(values[name]), str(values["text"]), cleaned(text))) for name in names]
    return [(label, line) for label, line in whole if line]


def _read(say: Wording, text: str, now: datetime) -> tuple[Wish, str]:
    """See ``wanted``."""
    if says_off(text, say):
        raise Unclear(because("hours.stop"))

    wish, zone = _in_any_language(say, text, now)
    if text.strip() and wish == Wish() and not zone:
        raise Unclear(because("when.unknown", text=text.strip()[:SHOWN]))
    granted(wish, _DAILY)
    return wish, zone


def _in_any_language(say: Wording, text: str, now: datetime) -> tuple[Wish, str]:
    """
    What is read in the first language in which it can be. Raises: Unclear.

    All words of one go first: "às" is a country to whoever speaks no Portuguese (AS, American Samoa). Of all cities
    only at last: for whom "los" is a little word, Los Angeles would be Angeles.
    """
    here = partial(_with_place, text, lambda _: ())
    of_zone = partial(_with_place, text, lambda place: zones_beside_hours(place, now, say))
    of_city = partial(_with_place, text, lambda place: _zones_of_city(place, now), ask=str.islower)
    try:
        return in_any_language(say, schedule_words, here, of_zone)
    except Unclear as error:
        if error.reason.code not in _OF_PLACES:
            raise
        try:
            return in_any_language(say, schedule_words, of_city)
        except Unclear as other:
            raise (other if other.choices else error) from other


def _zones_of_city(place: str, now: datetime) -> Sequence[Zone]:
    return () if is_everyday(place) else zones_of_city(place, now) or zones_in_a_case(place, now)


def _with_place(
    text: str,
    called: Callable[[str], Sequence[Zone]],
    words: Vocabulary,
    *,
    ask: Callable[[str], bool] = lambda _: False,
) -> tuple[Wish, str]:
    """
    What is read in the words of one language, and the one zone of the place in it, empty if there is none.

    Args:
        ask: Whether a place is asked about: in small letters the name of a city may be any word, "split".
    """
    wish = read_schedule(text, words)
    if not wish.place:
        return wish, ""
    # "8 to 18" names no hours of Tonga (TO), whatever language is tried
    zones = () if schedule_words(ENGLISH).known(wish.place) else called(wish.place)
    if not zones:
        raise near_day(wish.place, words)
    if len(zones) != 1 or ask(wish.place):
        line = cleaned(text)
        choices = [
            (zone.name, _at_most(instead(zone.name, wish.place, line), wish, zone.name)) for zone in zones[:MOST_ZONES]
        ]
        key = "hours.which_place" if len(zones) > 1 else "hours.which_city"
        raise Unclear(because(key, text=wish.place[:SHOWN]), choices)
    return wish, zones[0].name


def _at_most(line: str, wish: Wish, zone: str) -> str:
    """A line that a button can carry: as it was typed, else the hours of a wish and the zone in the shortest words."""
    if not wish.hours or (line and len(line.encode()) <= LONGEST_DATA - len("subscribe ")):
        return line
    groups = by_days(granted(wish, _DAILY)).items()
    hours = ((days, " ".join(f"{wall:%H:%M}" for wall in walls)) for days, walls in groups)
    named = (walls if days == EVERY_DAY else f"{_typed(days)} {walls}" for days, walls in hours)
    return f"{', '.join(named)} {zone}"


def _typed(days: Iterable[int]) -> str:
    return " ".join(_TYPED[day] for day in sorted(days))


def rescheduled(chat: Chat, wish: Wish, zone: str, now: datetime) -> Chat:
    """
    *chat* with other hours or another zone, where they are wished for; that holds from *now* on.

    Raises: Unclear if no day is left.
    """
    hours = chat.hours if wish == Wish() else granted(wish, chat.hours)
    changed = replace(with_hours(chat, hours), zone=zone or chat.zone)
    if (changed.hours, changed.zone) == (chat.hours, chat.zone):
        return chat
    return still_paused(chat, replace(changed, hours_since=now), now)


def with_hours(chat: Chat, hours: Iterable[OnDays]) -> Chat:
    """*chat* with those hours and days."""
    every = tuple(hours)
    days = tuple(hour for hour in every if hour.days != EVERY_DAY)
    return replace(chat, times=tuple(hour.wall for hour in every), days=days)


def said_back(say: Wording, chat: Chat, now: datetime, *, changed: bool) -> list[str]:
    """What was understood of a schedule, and whether anything of it was *changed* by that."""
    first, *others = schedule(say, chat, now)
    return [say("hours.set" if changed else "hours.already", schedule=Markup(first)), *others]


def schedule(say: Wording, chat: Chat, now: datetime) -> list[str]:
    """When digests come, in a line or more."""
    coming = next_slot(chat, now)
    where = {"zone": shown_zone(chat.zone), "clock": say.clock(clock_in(chat.zone, now))}
    if chat.days:
        lines = [say("when.shown" if chat.subscribed else "when.shown_idle", **where), *on_days(say, chat)]
    else:
        key = "hours.shown" if chat.subscribed else "hours.shown_idle"
        lines = [say(key, hours=in_words(say, chat.times), **where)]
    paused = pause_line(say, chat, now)
    resting = chat.pause is not None and chat.pause.holds(now)
    if coming and not resting:
        lines.append(say("hours.next", when=upcoming(say, coming, now, chat.zone)))
    return [*lines, paused] if paused else lines


def on_days(say: Wording, chat: Chat) -> list[str]:
    """The hours of a chat, a line for those of the same days."""
    groups = by_days(chat.hours)
    keys = {EVERY_DAY: "when.every_day", WORKDAYS: "when.on_workdays", WEEKEND: "when.on_weekends"}
    lines: list[str] = []
    for days, walls in groups.items():
        weekly = len(groups) == len(days) == len(walls) == 1
        key = keys.get(days, "when.weekly" if weekly else "when.on_days")
        if len(days) >= MOST_NAMED and days not in keys:
            key, days = "when.all_but", EVERY_DAY - days
        lines.append(say(key, days=say.days(days), left_out=say.days_left_out(days), hours=in_words(say, walls)))
    return lines


def by_days(hours: Iterable[OnDays]) -> dict[frozenset[int], list[time]]:
    """The times of day of hours that come on the same days, in the order of the week."""
    groups: dict[frozenset[int], list[time]] = {}
    for hour in sorted(hours, key=lambda one: sorted(one.days)):
        groups.setdefault(hour.days, []).append(hour.wall)
    return groups


def _buttons(say: Wording, chat: Chat) -> list[Button]:
    # an hour keeps the days, and the days keep the hours
    days = sorted(frozenset[int]().union(*(hour.days for hour in chat.hours)))
    on = "".join(f"{_TYPED[day]} " for day in days) if chat.days else ""
    return [
        *_usual(say, "hours", on),
        Button(say("when.daily_button"), "hours daily"),
        Button(say("when.weekdays_button"), "hours weekdays"),
        Button(say("when.weekly_button"), "hours weekly"),
        Button(say("hours.zone_button"), "timezone"),
        *to_digests(say, chat),
    ]


def _usual(say: Wording, command: str, on: str = "") -> list[Button]:
    """The common hours; *on*: the days before them."""
    return [
        Button(say("hours.morning_button"), f"{command} {on}{MORNING}"),
        Button(say("hours.evening_button"), f"{command} {on}{EVENING}"),
        Button(say("hours.both_button"), f"{command} {on}{MORNING} {EVENING}"),
    ]


def to_digests(say: Wording, chat: Chat) -> list[Button]:
    """The way to digests for a chat that gets none."""
    return [] if chat.subscribed else [Button(say("chat.subscribe_button"), "subscribe")]
