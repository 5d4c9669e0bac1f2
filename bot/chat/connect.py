"""``/connect``: set up a channel from a private chat."""

from datetime import datetime, timedelta

from bot.chat.admission.access import Act, Standing
from bot.chat.day_words import read_switch
from bot.chat.fact import fact
from bot.chat.formatting import reply, short
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.errors import BotError
from bot.for_admins import CONNECT, OPEN, deal_with, open_private, title_of
from bot.model import Button, Chat, ChatKey, ChatKind, Posting, Reply
from bot.text.display.markup import plain
from bot.text.display.wording import Wording

WAITS = timedelta(minutes=10)
"""After ``/connect`` alone, a post that is forwarded within that time is meant to name the channel."""
_OFF = "off"


async def connect(request: ChatRequest, args: str, services: Services) -> Response:
    """Say what this private chat is connected to, connect it to a channel that was named, or end that."""
    say = request.say
    if request.kind is not ChatKind.PRIVATE:
        return answer(Reply(say("places.connect_in_private"), open_private(say, CONNECT, OPEN)))
    if read_switch(args, say) is False:
        return await _off(request, services)
    named = args or request.about_forwarded
    if named:
        return await _to(request, named, services)
    return await _shown(request, services)


async def forwarded(request: ChatRequest, text: str, services: Services) -> Response:
    """
    A forwarded post of a channel: it names the channel if that was just asked for. Otherwise it is a question like any
    other text, unless whoever sent it runs the channel: then it may be either, and a button asks.
    """
    async with services.storage.view() as unit:
        asked = await unit.recent(_place(request.key), _ASKED)
    if asked and services.clock.now() - datetime.fromisoformat(asked) < WAITS:
        return await _to(request, request.forwarded, services)
    try:
        found = await services.members.posting(request.forwarded, request.user)
    except BotError:
        found = None
    if found is None or not (found.person and found.bot):
        return await fact(request, text, services) if text else answer(reply(request.say("chat.fact_hint")))
    label = plain(request.say("places.connect_button"))
    offer = Button(label, f"connect {found.key.chat}")
    return answer(reply(request.say("places.yours", title=_called(found)), buttons=[offer]))


async def _to(request: ChatRequest, named: str, services: Services) -> Response:
    say = request.say
    try:
        found = await services.members.posting(named, request.user)
    except BotError:
        return answer(reply(say("chat.rights_unknown")))
    refusal = _refusal(say, found)
    if found is None or refusal:
        return answer(reply(refusal))
    now = services.clock.now()
    act = Act(request.user, found.key.chat)
    if await services.gate.admits(found.key.platform, act, now) is not Standing.SERVED:
        return answer(reply(say("places.not_found")))
    async with services.storage.unit() as unit:
        if await unit.people.blocked(found.key.platform, [found.key.chat]):
            return answer(reply(say("places.not_found")))
        mine = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        other = await unit.chats.ensure(found.key, found.kind, found.title, request.language)
        known = await unit.connections.of(mine.id)
        if known is None or known.id != other.id:
            await unit.connections.begin(mine.id, other.id, now)
        await deal_with(unit, request.key, other.id)
        await unit.keep_recent(_place(request.key), {_ASKED: ""}, 1)
        feeds = len(await unit.feeds.of_chat(other.id))
        await unit.commit()
    return Response((reply(*_state(say, "places.connected", other, feeds), buttons=[_off_button(say)]),), spent=True)


def _refusal(say: Wording, found: Posting | None) -> str:
    """Why somebody cannot be connected to what they named; empty if they can."""
    if found is None:
        return say("places.not_found")
    if found.kind is not ChatKind.CHANNEL:
        return say("places.is_group", title=_called(found))
    if not found.bot:
        return say("places.bot_may_not", title=_called(found))
    return "" if found.person else say("places.you_may_not", title=_called(found))


async def _shown(request: ChatRequest, services: Services) -> Response:
    say = request.say
    async with services.storage.unit() as unit:
        mine = await unit.chats.by_key(request.key)
        other = await unit.connections.of(mine.id) if mine else None
        feeds = len(await unit.feeds.of_chat(other.id)) if other else 0
        await unit.keep_recent(_place(request.key), {_ASKED: services.clock.now().isoformat()}, 1)
        await unit.commit()
    if other is None:
        return answer(reply(say("places.not_connected"), say("places.connect_how")))
    return answer(reply(*_state(say, "places.is_connected", other, feeds), buttons=[_off_button(say)]))


async def _off(request: ChatRequest, services: Services) -> Response:
    async with services.storage.unit() as unit:
        mine = await unit.chats.by_key(request.key)
        other = await unit.connections.of(mine.id) if mine else None
        if mine and other:
            await unit.connections.end(mine.id)
            await unit.commit()
    said = request.say("places.back", title=title_of(other)) if other else request.say("places.not_connected")
    return Response((reply(said),), spent=True)


def _state(say: Wording, key: str, other: Chat, feeds: int) -> list[str]:
    """What somebody is connected to, and what that chat gets."""
    gets = say("places.gets_digests" if other.subscribed else "places.gets_none")
    return [say(key, title=title_of(other)), gets, say("places.feeds", n=feeds), say("places.how")]


def _off_button(say: Wording) -> Button:
    return Button(plain(say("places.off_button")), f"connect {_OFF}")


def _called(found: Posting) -> str:
    return short(found.title) or found.key.chat


def _place(key: ChatKey) -> str:
    return f"connect:{key.as_text}"


_ASKED = "asked"
