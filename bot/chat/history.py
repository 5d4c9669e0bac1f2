"""``/history``: who changed what in a chat, and the buttons that undo it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from bot.chat.changes import Change, before, can_be_undone, change_of, changes, pause_of
from bot.chat.day_words import WORKDAYS
from bot.chat.feeds import name
from bot.chat.follow_feeds import TooManyFeeds, credit_of, follow
from bot.chat.formatting import ago, hours, number_in, reply
from bot.chat.hours import MOST_NAMED, by_days
from bot.chat.language import called
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.rules import put_again, read_again
from bot.chat.size import named
from bot.chat.subscribe import has_enough
from bot.chat.zones import shown_zone
from bot.digest.rules import quotable, typed, worded
from bot.model import EVERY_DAY, Act, Button, Chat, ChatKind, Deed, Desk, Effect, Feed, Lock, OnDays, Quiet, Reply, Size
from bot.ports import Unit
from bot.text.display.markup import escape, plain
from bot.text.display.wording import Markup, Wording, wording
from bot.wall_clock import zone_of

SHOWN = 10
"""Changes in the list: as many as people look through on a phone."""
LOOKED_AT = 500
"""Acts that are read for it: a list of feeds that was taken in is one change of hundreds."""
_NAMED = 3
"""Feeds that are named of those that came or went together."""
_LONGEST_PLACE = 3
"""Digits of a place in the list."""


async def history(request: ChatRequest, args: str, services: Services) -> Response:
    """Changes in words, the newest first, from a place on; with a button for each that can be undone."""
    return answer(await _page(request, number_in(args, _LONGEST_PLACE), services))


async def _page(request: ChatRequest, first: int, services: Services) -> Reply:
    """The changes from the place *first* (from 0) on."""
    say, now = request.say, services.clock.now()
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        every = changes(await unit.acts.of_chat(chat.id, LOOKED_AT)) if chat else []
        found = every[first : first + SHOWN]
        if chat is None or not found:
            return reply(say("history.none"))
        followed, rules = await _now(unit, chat)
        feeds = await unit.feeds.get_all({n for one in found if one.first.what is Deed.FEED for n in one.feeds})
    lines = [
        say("history.line", n=n, when=ago(say, one.first.at, now), what=_told(say, one, chat, feeds))
        for n, one in enumerate(found, first + 1)
    ]
    buttons = [
        Button(plain(say("history.undo_button", n=n)), f"takeback {one.first.id} {first}")
        for n, one in enumerate(found, first + 1)
        if can_be_undone(one, chat, followed, rules, now)
    ]
    without = [] if len(buttons) == len(found) else [say("history.no_undo")]
    if older := len(every) - first - len(found):
        buttons.append(Button(plain(say("history.older_button", n=older)), f"history {first + SHOWN}"))
    return reply(say("history.header"), *lines, *without, buttons=buttons)


async def _now(unit: Unit, chat: Chat) -> tuple[set[int], set[str]]:
    """The feeds that a chat follows, and its rules as they would be typed."""
    followed = {feed.id for feed in await unit.feeds.of_chat(chat.id)}
    return followed, {typed(one) for one in await unit.rules.of_chat(chat.id)}


async def take_back(request: ChatRequest, args: str, services: Services) -> Response:
    """
    Undo a change of this chat, if nothing has changed it since; that is a change itself.

    The list from which it was pressed stands there anew: what else is in it can be undone as well.
    """
    say = request.say
    number, _, place = args.partition(" ")
    wanted = number_in(number)
    async with services.storage.unit() as unit:
        await unit.lock(Lock.SUBSCRIBING)
        chat = await unit.chats.by_key(request.key)
        change = change_of(wanted, await unit.acts.with_it(chat.id, wanted)) if chat else None
        if chat is None or change is None:
            return Response(notice=say("chat.old_button"), spent=True)
        if not can_be_undone(change, chat, *await _now(unit, chat), services.clock.now()):
            return Response(notice=say("history.changed_since"))
        feeds = await unit.feeds.get_all(change.feeds) if change.first.what is Deed.FEED else {}
        refusal = await _undo(unit, request, chat, change, feeds, services)
        if refusal:
            return answer(reply(refusal))
        await unit.commit()
    # till when a rule held is not written down: who ended one that was for a while must know that it is not any more
    for_good = say("history.for_good") if change.first.what is Deed.RULE and not change.added else ""
    undone = [say("history.undone", what=_told(say, change, chat, feeds)), *([for_good] if for_good else [])]
    page = await _page(request, number_in(place, _LONGEST_PLACE), services)
    return Response((replace(page, text="\n".join([*undone, "", page.text])),), instead=True)


async def _undo(
    unit: Unit, request: ChatRequest, chat: Chat, change: Change, feeds: Mapping[int, Feed], services: Services
) -> str:
    """Do it. Returns: why it cannot be done; empty if it was."""
    now = services.clock.now()
    if change.first.what is Deed.RULE:
        return await _undo_rule(unit, request, chat, change, now)
    if change.first.what is not Deed.FEED:
        old = before(change, chat, now)
        if old.subscribed and not chat.subscribed:
            if await has_enough(unit, request, services):
                return request.say("access.chats_of_person", n=services.limits.chats_per_person)
            old = replace(old, subscribed_by=request.actor)
        if old.desk and await unit.chats.get(old.desk.place) is None:
            return request.say("desk.place_gone")
        await unit.chats.update(chat, old)
        return ""
    if change.added:
        for number in change.feeds:
            await unit.feeds.unfollow(chat.id, number)
        return ""
    # one that became another chat's own meanwhile is not given back
    ours = [feeds[number] for number in change.feeds if number in feeds and feeds[number].owner in (0, chat.id)]
    for feed in ours:
        try:
            await follow(unit, chat.id, feed.url, "", services.interval, now, credit_of(request, services))
        except TooManyFeeds as error:
            return request.say.unclear(error.reason)
    return "" if ours else request.say("history.feed_gone")


async def _undo_rule(unit: Unit, request: ChatRequest, chat: Chat, change: Change, now: datetime) -> str:
    await unit.lock(Lock.RULES)
    if not change.added:
        return await put_again(unit, request, chat, change.first.before, now)
    its = [one.id for one in await unit.rules.of_chat(chat.id) if typed(one) == change.first.after]
    await unit.rules.remove(chat.id, "", its)
    return ""


_EITHER = {
    Deed.SUBSCRIPTION: ("history.subscribed", "history.unsubscribed"),
    Deed.RULING: ("history.joined", "history.split"),
    Deed.CONNECTION: ("history.connected", "history.disconnected"),
    Deed.PICTURES: ("history.pictures_on", "history.pictures_off"),
    Deed.PROMISES: ("history.promises_on", "history.promises_off"),
}
"""What is said of a deed that either sets something or ends it."""


def _told(say: Wording, change: Change, chat: Chat, feeds: Mapping[int, Feed]) -> Markup:
    """One change, in words."""
    act, who = change.first, _who(say, change, chat)
    if either := _EITHER.get(act.what):
        return say(either[0] if act.after else either[1], who=who)
    match act.what:
        case Deed.HOURS:
            return say("history.hours", who=who, before=_hours(say, act.before), after=_hours(say, act.after))
        case Deed.ZONE:
            return say("history.zone", who=who, before=shown_zone(act.before), after=shown_zone(act.after))
        case Deed.SIZE:
            return say("history.size", who=who, before=_size(say, act.before), after=_size(say, act.after))
        case Deed.LANGUAGE:
            return say("history.language", who=who, after=called(wording(act.after or act.before).language))
        case Deed.FEED:
            return _feeds(say, change, who, feeds)
        case Deed.QUIET | Deed.PAUSE | Deed.DESK | Deed.ALERTS | Deed.PROMISE:
            return _unasked(say, who, act, chat)
        case Deed.RULE:
            return _rule(say, who, act.after or act.before, added=change.added)
        case _:
            return say("history.moved", who=who)


def _unasked(say: Wording, who: Markup, act: Act, chat: Chat) -> Markup:
    """One change of what comes when."""
    match act.what:
        case Deed.QUIET:
            return _quiet(say, who, act.after)
        case Deed.PAUSE:
            return _pause(say, who, act.after, chat)
        case Deed.DESK:
            return _desk(say, who, act.after)
        case Deed.ALERTS:
            return _alerts(say, who, act.before, act.after)
        case _:
            return say("history.promise_dropped", who=who, day=say.day(date.fromisoformat(act.before)))


def _feeds(say: Wording, change: Change, who: Markup, feeds: Mapping[int, Feed]) -> Markup:
    titles = [escape(name(feeds[one])) for one in change.feeds[:_NAMED] if one in feeds]
    key = "history.feeds_added" if change.added else "history.feeds_removed"
    return say(key, n=len(change.acts), who=who, titles=say.row(titles) if titles else Markup("…"))


_COMMANDS = {
    Effect.NEVER: ("history.muted", "history.unmuted"),
    Effect.FIRST: ("history.followed", "history.unfollowed"),
}
"""What is said of a rule that comes, or goes, with a command of its own."""


def _rule(say: Wording, who: Markup, line: str, *, added: bool) -> Markup:
    """A rule that came or went, as whoever typed it knows it."""
    conditions, effect = read_again(line, say)
    came, went = _COMMANDS.get(effect, ("history.rule_added", "history.rule_removed"))
    shown = quotable(conditions, say) if effect in _COMMANDS else worded(conditions, effect, say)
    return say(came if added else went, who=who, rule=shown)


def _quiet(say: Wording, who: Markup, line: str | None) -> Markup:
    if line is None:
        return say("history.not_quiet", who=who)
    quiet = Quiet.of(line)
    key = "history.quiet_silent" if quiet.silent else "history.quiet"
    return say(key, who=who, begins=say.clock(quiet.begins), ends=say.clock(quiet.ends))


def _pause(say: Wording, who: Markup, told: str | bool, chat: Chat) -> Markup:
    if not isinstance(told, str):
        return say("history.paused" if told else "history.resumed", who=who)
    begins, end = (one and say.long_day_and_time(one.astimezone(zone_of(chat.zone))) for one in pause_of(told))
    if begins and end:
        return say("history.paused_from_until", who=who, begins=begins, when=end)
    return say("history.paused_until", who=who, when=end) if end else say("history.paused_from", who=who, begins=begins)


def _desk(say: Wording, who: Markup, line: str | None) -> Markup:
    return say("history.desk", who=who, n=Desk.of(line).minutes) if line else say("history.no_desk", who=who)


def _alerts(say: Wording, who: Markup, before: Mapping[str, Any], after: Mapping[str, Any]) -> Markup:
    if before["followed"] != after["followed"]:
        return say("history.alerts_on" if after["followed"] else "history.alerts_off", who=who)
    return say("history.alerts_bounds", who=who, sources=after["sources"], most=after["most"])


def _who(say: Wording, change: Change, chat: Chat) -> Markup:
    act = change.first
    if not act.person or (chat.kind is ChatKind.PRIVATE and not act.name):
        return say("history.somebody")
    if act.person == chat.key.chat and chat.kind is not ChatKind.PRIVATE:
        return say("history.in_its_name")
    return say("history.person", name=act.name or act.person)


def _hours(say: Wording, times: Sequence[str]) -> Markup:
    if not times:
        return say("history.no_hours")
    return say.apart(_on_days(say, days, walls) for days, walls in by_days(map(OnDays.of, times)).items())


def _on_days(say: Wording, days: frozenset[int], walls: Sequence[time]) -> str:
    clock = hours(say, walls)
    if days == EVERY_DAY:
        return clock
    if days == WORKDAYS:
        named = say("history.weekdays")
    elif len(days) >= MOST_NAMED:
        named = say("history.all_but", days=say.days_left_out(EVERY_DAY - days))
    else:
        named = _names(say, days)
    return say("history.on_days", days=named, hours=Markup(clock))


def _names(say: Wording, days: frozenset[int]) -> Markup:
    return say.listed(say.day_of_week(day) for day in sorted(days))


def _size(say: Wording, value: str | None) -> Markup:
    return named(say, Size(value)) if value else say("history.usual_size")
