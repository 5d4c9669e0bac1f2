"""What people hear whom the bot does not serve: one friendly line, and then nothing for a day."""

from contextlib import suppress

from bot.chat.admission.access import Standing
from bot.chat.formatting import reply
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.errors import StorageError
from bot.model import AT_MACHINE, ChatKind
from bot.text.display.wording import Markup


async def turn_away(request: ChatRequest, standing: Standing, services: Services) -> Response:
    """
    Answer an act that is not served.

    Inline gets nothing, a press a notice; a message one line, which neither the person nor the chat hears again today.
    """
    now = services.clock.now()
    if standing is Standing.UNKNOWN:
        return _said(
            request, request.say("access.unknown"), services.refusals.worth_saying(request.key, request.actor, now)
        )
    if services.gate.is_first_today(request.act, now):
        with suppress(StorageError):
            async with services.storage.unit() as unit:
                await unit.people.turned_away(now)
                await unit.commit()
    if request.inline or request.press:
        return _said(request, request.say("access.press"), worth_it=False)
    return _said(request, _line(request), services.gate.is_worth_telling(request.act, now))


async def note_use(request: ChatRequest, services: Services) -> None:
    """Let whoever acts be counted among those who use the bot, once a day each."""
    now = services.clock.now()
    if request.key.platform in AT_MACHINE or not services.gate.is_first_use(request.actor, now):
        return
    with suppress(StorageError):  # a full disk costs the count, not the answer
        async with services.storage.unit() as unit:
            await unit.people.saw(request.key.platform, request.actor, now)
            await unit.commit()


def _said(request: ChatRequest, line: Markup, worth_it: bool) -> Response:
    if request.inline:
        return Response()
    if request.press:
        return Response(notice=line)
    return answer(reply(line)) if worth_it else Response()


def _line(request: ChatRequest) -> Markup:
    if request.kind is ChatKind.PRIVATE:
        return request.say("access.stranger", number=request.user)
    return request.say("access.strange_chat", number=request.key.chat)
