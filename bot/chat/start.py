"""``/start``: from the first word to a digest in two taps: what to read about, and at what hour."""

from bot.chat.admission.rights import may_change
from bot.chat.follow_feeds import credit_of, follow_all
from bot.chat.formatting import reply
from bot.chat.hours import EVENING, MORNING
from bot.chat.opened import opened_for
from bot.chat.packs import outcome
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.subscribe import subscribe
from bot.chat.zones import clock_in, guessed
from bot.errors import BotError
from bot.feeds.packs import pack_named, packs
from bot.model import Button, Chat, ChatKind
from bot.text.display.markup import plain
from bot.text.display.wording import Wording

OWN = "own"
"""What stands in a button's data for feeds that are still to be named; no pack is called so."""


async def start(request: ChatRequest, args: str, services: Services) -> Response:
    """Greet. A chat without digests is asked what it would like to read about, or when, if it follows feeds."""
    say = request.say
    opened = await opened_for(request, args, services) if request.kind is ChatKind.PRIVATE else None
    if opened:
        return opened
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key_or_new(request.key, request.kind, request.title)
        followed = len(await unit.feeds.of_chat(chat.id)) if chat.id else 0
    if chat.subscribed:
        # what is set is for everybody to see
        return answer(reply(say("start.hello"), say("start.subscribed"), buttons=[_settings(say)]))
    if not await may_change(request, services.members):
        return answer(reply(say("start.hello"), say("start.ask_admin")))
    if followed:
        return answer(reply(say("start.hello"), *_hours(request, chat, services), buttons=_choices(request, chat)))
    return answer(reply(say("start.hello"), say("start.topics"), buttons=_topics(say, services)))


async def start_topic(request: ChatRequest, name: str, services: Services) -> Response:
    """Let the chat follow what was tapped, and ask for the hour."""
    say = request.say
    if name == OWN:
        return Response((reply(say("start.own"), say("start.own_next")),), spent=True)
    lines: list[str] = []
    async with services.storage.unit() as unit:
        chat = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        if name:
            try:
                pack = pack_named(name)
            except BotError:
                return Response(notice=say("chat.old_button"), spent=True)
            done = await follow_all(
                unit, chat.id, pack.wanted(say), services.interval, services.clock.now(), credit_of(request, services)
            )
            lines = outcome(say, done, say(pack.title))
        await unit.commit()
    if chat.subscribed:
        return Response((reply(*lines, buttons=[_settings(say)]),), spent=True)
    return Response((reply(*lines, *_hours(request, chat, services), buttons=_choices(request, chat)),), spent=True)


async def start_hour(request: ChatRequest, args: str, services: Services) -> Response:
    """Subscribe at the hour that was tapped, and post a first digest at once."""
    async with services.storage.view() as unit:
        before = await unit.chats.by_key(request.key)
    if before and before.hours_since:
        # the zone of the button was guessed, and somebody has named one since
        args = " ".join(one for one in args.split() if one != "UTC" and "/" not in one)
    response = await subscribe(request, args, services)
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
    if chat is None or not chat.subscribed or (before and before.subscribed):
        return response
    told = await services.preview_now(chat)
    said = response.replies[0].text
    rest = request.say("start.first_comes" if told else "chat.preview_empty")
    return Response((reply(said, rest, buttons=[_settings(request.say)]),), spent=True)


def _topics(say: Wording, services: Services) -> list[Button]:
    """One button a pack; the feeds that new chats start with here, if there are any; and own ones."""
    defaults = len(services.default_feeds)
    return [
        *([Button(plain(say("start.default_button", n=defaults)), "starttopic")] if defaults else []),
        *(Button(plain(say(pack.title)), f"starttopic {pack.name}") for pack in packs()),
        Button(say("start.own_button"), f"starttopic {OWN}"),
    ]


def _zone(request: ChatRequest, chat: Chat) -> str:
    """The zone that somebody chose; else the one where most people with their language live; else as for all chats."""
    return chat.zone if chat.hours_since else guessed(request.language) or chat.zone


def _hours(request: ChatRequest, chat: Chat, services: Services) -> list[str]:
    zone = _zone(request, chat)
    clock = request.say.clock(clock_in(zone, services.clock.now()))
    return [request.say("start.hour"), request.say("start.zone", zone=zone, clock=clock)]


def _choices(request: ChatRequest, chat: Chat) -> list[Button]:
    zone = _zone(request, chat)
    return [*first_hours(request.say, zone), Button(request.say("hours.zone_button"), "startzone")]


def first_hours(say: Wording, zone: str) -> list[Button]:
    """The hours at which a chat without digests may get them, by the clocks of *zone*."""
    return [
        Button(say("hours.morning_button"), f"starthour {MORNING} {zone}"),
        Button(say("hours.evening_button"), f"starthour {EVENING} {zone}"),
        Button(say("hours.both_button"), f"starthour {MORNING} {EVENING} {zone}"),
    ]


def _settings(say: Wording) -> Button:
    return Button(say("settings.button"), "settings")
