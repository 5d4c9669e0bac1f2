"""What a button of a group opened a private chat for: it comes behind ``/start``."""

from dataclasses import replace

from bot.chat.acting import labelled, may_act
from bot.chat.connect import connect
from bot.chat.digest import shown_in_private
from bot.chat.feed_trouble import trouble_of
from bot.chat.forgetme import forgetme
from bot.chat.formatting import number_in, reply
from bot.chat.privacy import privacy
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.for_admins import CONNECT, DESK, DIGEST, FOLLOW, FORGETME, PRIVACY, TROUBLE, deal_with
from bot.model import BLOCKED, Chat, ChatKind
from bot.ports import Unit


async def opened_for(request: ChatRequest, payload: str, services: Services) -> Response | None:
    """What is shown for *payload*; None if that is nothing. From now on this person is known to read in private."""
    async with services.storage.unit() as unit:
        await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        group = await _meant(unit, payload)
        await unit.commit()
    if payload in _STARTED:
        return answer(reply(request.say(_STARTED[payload])))
    if asks := _ASKED.get(payload):
        return await asks(request, "", services)
    shows = _SHOWN.get(payload[:1]) if payload[1:].isdecimal() else None
    return await shows(request, group, services) if shows else None


async def _meant(unit: Unit, payload: str) -> Chat | None:
    """The group or channel whose row id stands behind one letter; who may see it is asked by whoever shows it."""
    found = await unit.chats.get(number_in(payload[1:]))
    return found if found and found.kind is not ChatKind.PRIVATE and found.gone != BLOCKED else None


async def _trouble(request: ChatRequest, group: Chat | None, services: Services) -> Response:
    """What is wrong in a group, for its admins; who asked is told from now on, where nobody else can be."""
    say = request.say
    if group is None or not await may_act(request, group, services):
        return answer(reply(say("places.for_its_admins")))
    now = services.clock.now()
    async with services.storage.unit() as unit:
        await deal_with(unit, request.key, group.id)
        await unit.chats.update(group, replace(group, admin=request.user))
        found = await trouble_of(unit, group, say, now)
        await unit.commit()
    return labelled(say, Response(tuple(found) or (reply(say("places.all_well")),)), group)


_SHOWN = {TROUBLE: _trouble, DIGEST: shown_in_private}
"""What is shown of a chat, by the letter before its number."""
_STARTED = {DESK: "desk.started", FOLLOW: "places.started"}
"""What is said to somebody who was asked to start the bot."""
_ASKED = {CONNECT: connect, FORGETME: forgetme, PRIVACY: privacy}
"""Commands that were asked for where others read, by what stands behind ``/start`` of the button there."""
