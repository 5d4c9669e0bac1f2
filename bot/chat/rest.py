"""``/quiet``, ``/pause``, ``/snooze`` and ``/resume``: when a chat is not to be disturbed, and for how long."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat.day_words import says_forever, says_off
from bot.chat.formatting import reply, upcoming
from bot.chat.pause_words import Rest, exactly, read_rest
from bot.chat.quiet_hours import EXACTLY, read_quiet
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.span_words import Until
from bot.chat.times_of_day import Unclear
from bot.chat.zones import shown_zone
from bot.digest.slots import begins_a_day, first_slot, missed_since, next_slot, pause_end, still_paused
from bot.model import Button, Chat, Pause, Quiet, Reply
from bot.text.display.markup import plain
from bot.text.display.wording import Wording

_MOMENT = timedelta(seconds=1)


async def quiet(request: ChatRequest, args: str, services: Services) -> Response:
    """Show the quiet hours of this chat, or set those that were named."""
    say, now = request.say, services.clock.now()
    if not args:
        async with services.storage.view() as unit:
            chat = await unit.chats.by_key_or_new(request.key, request.kind, request.title)
        return answer(reply(quiet_line(say, chat) or say("when.no_quiet"), say("when.how_quiet"), buttons=_quiets(say)))
    try:
        wanted, others = read_quiet(args, say)
    except Unclear as error:
        return answer(reply(say.unclear(error.reason), buttons=_quiets(say)))
    async with services.storage.unit() as unit:
        before = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        chat = before
        if before.quiet != wanted:
            chat = still_paused(before, replace(before, quiet=wanted, hours_since=now), now)
        await unit.chats.update(before, chat)
        await unit.commit()
    lines = [quiet_line(say, chat) or say("when.quiet_ended"), *_next(say, chat, now)]
    if others:
        lines.append(say("when.quiet_either"))
    return Response((reply(*lines, buttons=[_as_written(say, one) for one in others]),), spent=True)


def _as_written(say: Wording, hours: Quiet) -> Button:
    shown = f"{say.clock(hours.begins)}–{say.clock(hours.ends)}"
    return Button(shown, f"quiet {EXACTLY}{hours.begins:%H:%M}-{hours.ends:%H:%M}{' silent' if hours.silent else ''}")


def quiet_line(say: Wording, chat: Chat) -> str:
    """The quiet hours of a chat; empty if it has none."""
    if chat.quiet is None:
        return ""
    key = "when.quiet_silent" if chat.quiet.silent else "when.quiet_hold"
    return say(key, begins=say.clock(chat.quiet.begins), ends=say.clock(chat.quiet.ends), zone=shown_zone(chat.zone))


async def pause(request: ChatRequest, args: str, services: Services) -> Response:
    """No digests until somebody resumes, or for as long as is said."""
    return await snooze(request, args, services) if args else await _paused(request, services, "")


async def snooze(request: ChatRequest, args: str, services: Services) -> Response:
    """No digests for a while."""
    say = request.say
    if not args:
        async with services.storage.view() as unit:
            chat = await unit.chats.by_key(request.key)
        if chat is None or chat.subscribed is None:
            return answer(no_digests(say))
        return answer(reply(say("when.how_long"), buttons=_lengths(say)))
    if says_off(args, say):
        return await resume(request, "", services)
    try:
        return await _paused(request, services, "" if says_forever(args) else args)
    except Unclear as error:
        return answer(reply(say.unclear(error.reason), buttons=_lengths(say)))


async def _paused(request: ChatRequest, services: Services, length: str) -> Response:
    """*length*: as somebody wrote it; empty: without end. Raises: Unclear."""
    say, now = request.say, services.clock.now()
    async with services.storage.unit() as unit:
        before = await unit.chats.by_key(request.key)
        if before is None or before.subscribed is None:
            return answer(no_digests(say))
        rest = read_rest(length, now, before.zone, say) if length else Rest(None, None)
        under_way = before.pause.since if before.pause and not before.pause.ahead(now) else now
        since = rest.begins or under_way
        until = _end(before, rest.until, since) if rest.until else None
        chat = replace(before, pause=Pause(since, until))
        if rest.begins is None:
            chat = replace(chat, hours_since=now)
            # what is on its way and held goes into the digest that ends the pause
            await unit.outbox.withdraw(chat.id)
        await unit.chats.update(before, chat)
        await unit.commit()
    return Response((reply(pause_line(say, chat, now), buttons=_otherwise(say, rest)),), spent=True)


def _otherwise(say: Wording, rest: Rest) -> list[Button]:
    """What else somebody may have meant who named a day by itself."""
    if rest.day is None:
        return []
    return [Button(plain(say("when.only_day_button", day=say.on_weekday(rest.day))), f"snooze {exactly(rest.day)}")]


def _end(chat: Chat, until: Until, since: datetime) -> datetime:
    """When a pause ends: with the first digest from then on, by the hours of then, unless a time of day counts."""
    if until.by_the_clock:
        return pause_end(chat, since, until.moment)
    if begins_a_day(until.moment, chat.zone):
        return until.moment
    return first_slot(chat, until.moment - _MOMENT) or until.moment


def pause_line(say: Wording, chat: Chat, now: datetime) -> str:
    """That a chat gets no digests for a while, or will get none; empty if it gets them."""
    if chat.pause is None or chat.pause.over(now):
        return ""
    if chat.pause.ahead(now):
        begins = upcoming(say, chat.pause.since, now, chat.zone)
        back = next_slot(chat, chat.pause.since)
        if back is None:
            return say("when.pause_begins", begins=begins)
        return say("when.pause_begins_until", begins=begins, when=upcoming(say, back, now, chat.zone))
    coming = next_slot(chat, now)
    return say("when.paused_until", when=upcoming(say, coming, now, chat.zone)) if coming else say("when.paused")


def no_digests(say: Wording) -> Reply:
    """What a chat is told that gets no digests, and the way to them."""
    return reply(say("chat.not_subscribed"), buttons=[Button(say("chat.subscribe_button"), "subscribe")])


async def resume(request: ChatRequest, _args: str, services: Services) -> Response:
    """Let digests come again, the first with what was missed."""
    say, now = request.say, services.clock.now()
    async with services.storage.unit() as unit:
        before = await unit.chats.by_key(request.key)
        if before is None or before.subscribed is None:
            return answer(no_digests(say))
        if before.pause and before.pause.ahead(now):
            chat = replace(before, pause=None)
            await unit.chats.update(before, chat)
            await unit.commit()
            return Response((reply(say("when.called_off"), *_next(say, chat, now)),), spent=True)
        if before.pause is None or not before.pause.holds(now):
            return Response((reply(say("when.not_paused"), *_next(say, before, now)),), spent=True)
        # a digest that comes besides those of the schedule tells what one of these would have told
        over = Pause(before.pause.since, now) if missed_since(before, before.pause.since, now) else None
        chat = replace(before, pause=over, hours_since=now)
        await unit.chats.update(before, chat)
        await unit.commit()
    coming = next_slot(chat, now - _MOMENT)
    if coming is None or coming <= now:
        return Response((reply(say("when.resumed")),), spent=True)
    return Response((reply(say("when.resumed_later", when=upcoming(say, coming, now, chat.zone))),), spent=True)


def _next(say: Wording, chat: Chat, now: datetime) -> list[str]:
    coming = next_slot(chat, now)
    return [say("hours.next", when=upcoming(say, coming, now, chat.zone))] if coming else []


def _lengths(say: Wording) -> list[Button]:
    return [
        Button(say("when.a_day_button"), "snooze 1 day"),
        Button(say("when.three_days_button"), "snooze 3 days"),
        Button(say("when.a_week_button"), "snooze 1 week"),
    ]


def _quiets(say: Wording) -> list[Button]:
    return [
        Button(say("when.hold_button"), "quiet 22:00-07:00"),
        Button(say("when.silent_button"), "quiet silent 22:00-07:00"),
        Button(say("when.off_button"), "quiet off"),
    ]
