"""``/subscribe`` and ``/unsubscribe``: whether digests come to a chat."""

from dataclasses import replace
from datetime import datetime

from bot.chat.follow_feeds import follow_all, responsible
from bot.chat.formatting import hours, reply, upcoming
from bot.chat.hours import not_understood, on_days, rescheduled, wanted
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.times_of_day import Unclear
from bot.chat.zones import shown_zone
from bot.digest.slots import next_slot
from bot.feeds.opml import Line
from bot.model import Button, Chat, ChatKind, Lock
from bot.ports import Unit
from bot.text.display.wording import Wording


async def subscribe(request: ChatRequest, args: str, services: Services) -> Response:
    """Let digests come from now on, at the hours named if any; a chat without feeds starts with the default ones."""
    try:
        return await _subscribe(request, args, services)
    except Unclear as error:
        return answer(not_understood(request.say, error, "subscribe"))


async def _subscribe(request: ChatRequest, args: str, services: Services) -> Response:
    """Raises: Unclear."""
    say = request.say
    now = services.clock.now()
    wish, zone = wanted(say, args, now)
    async with services.storage.unit() as unit:
        await unit.lock(Lock.SUBSCRIBING)
        known = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        before = known.subscribed is not None
        if not before and await has_enough(unit, request, services):
            return answer(reply(say("access.chats_of_person", n=services.limits.chats_per_person)))
        fresh = known if before else replace(known, subscribed=now, pause=None)
        chat = rescheduled(replace(fresh, subscribed_by=request.actor), wish, zone, now)
        await unit.chats.update(known, chat)
        feeds = await _feeds(unit, chat, services)
        await unit.commit()
    if before:
        lines = _schedule(say, "chat.subscribed_already", "when.subscribed_already", chat, now)
    else:
        lines = _schedule(say, "chat.subscribed", "when.subscribed", chat, now)
        lines += [say("chat.old_news")] if feeds else []
    lines += [
        say("chat.following", n=feeds) if feeds else say("chat.no_feeds"),
        say("chat.change_hours"),
    ]
    offer = [] if before or not feeds else [Button(say("chat.preview_button"), "preview")]
    return Response((reply(*lines, buttons=[*offer, Button(say("hours.change_button"), "hours")]),), spent=True)


async def has_enough(unit: Unit, request: ChatRequest, services: Services) -> bool:
    """Whether whoever subscribes has as many chats as one person may; the own private chat is always one of them."""
    by = responsible(request, services)
    elsewhere = bool(by) and request.kind is not ChatKind.PRIVATE
    return elsewhere and await unit.people.chats(request.key.platform, by) >= services.limits.chats_per_person


async def unsubscribe(request: ChatRequest, _args: str, services: Services) -> Response:
    """End the digests; feeds and what was told are kept."""
    async with services.storage.unit() as unit:
        chat = await unit.chats.by_key(request.key)
        if chat is None or chat.subscribed is None:
            return answer(reply(request.say("chat.not_subscribed")))
        await unit.chats.update(chat, replace(chat, subscribed=None))
        await unit.commit()
    return answer(reply(request.say("chat.unsubscribed")))


async def _feeds(unit: Unit, chat: Chat, services: Services) -> int:
    """How many feeds the chat follows, after the default ones were given to a chat that had none."""
    followed = len(await unit.feeds.of_chat(chat.id))
    if followed:
        return followed
    defaults = [Line(url) for url in services.default_feeds]
    return (await follow_all(unit, chat.id, defaults, services.interval, services.clock.now())).added


def _schedule(say: Wording, daily: str, on_some_days: str, chat: Chat, now: datetime) -> list[str]:
    """When digests come, as the sentence of one key says it, or of the other where they do not come every day."""
    coming = next_slot(chat, now)
    when = upcoming(say, coming, now, chat.zone) if coming else ""
    if chat.days:
        return [say(on_some_days, zone=shown_zone(chat.zone), when=when), *on_days(say, chat)]
    return [say(daily, hours=hours(say, chat.times), zone=shown_zone(chat.zone), when=when)]
