"""``/questions``: the questions that wait for an answer in this chat, each with a button that ends it."""

from bot.chat.admission.rights import is_admin
from bot.chat.formatting import ago, reply, short
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.model import Button, StandingQuestion


async def questions(request: ChatRequest, _args: str, services: Services) -> Response:
    """List them."""
    say = request.say
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        standing = await unit.questions.of_chat(chat.id) if chat else []
    if not standing:
        return answer(reply(say("asking.none_stand")))
    now = services.clock.now()
    lines = [
        say("asking.standing", number=number, question=short(one.text), asked=ago(say, one.asked, now))
        for number, one in enumerate(standing, 1)
    ]
    buttons = [Button(say("asking.end", number=number), f"end {one.id}") for number, one in enumerate(standing, 1)]
    return answer(reply(say("asking.standing_here"), *lines, buttons=buttons))


async def end(request: ChatRequest, number: str, services: Services) -> Response:
    """The button that ends one: for who asked it, and for admins."""
    say = request.say
    found = await _standing(request, number, services)
    if found is None:
        return Response(notice=say("chat.old_button"))
    if found.user != request.actor and not await is_admin(request, services.members):
        return Response(notice=say("asking.not_yours"))
    async with services.storage.unit() as unit:
        await unit.questions.end(found.chat, found.id)
        await unit.commit()
    return Response((reply(say("asking.ended", question=short(found.text))),))


async def _standing(request: ChatRequest, number: str, services: Services) -> StandingQuestion | None:
    """The question of this chat with that number: no number of a button reaches another chat's questions."""
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        here = await unit.questions.of_chat(chat.id) if chat else []
    return next((one for one in here if str(one.id) == number), None)
