"""``/fact <question>``: quoted sentences, or that there are none; and the buttons below."""

from bot.chat.asked import keep_asked, kept_asked
from bot.chat.asking import Turn
from bot.chat.phrases import pages, reply, short
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.model import Button
from bot.text.wording import say

MOST_STANDING = 20
"""Questions that may stand in one chat: each is tried on every new entry."""


async def fact(request: ChatRequest, question: str, services: Services) -> Response:
    """Answer a question, or say what sources tell about the message that is replied to."""
    about = request.about_text.strip()
    if not question and not about:
        return answer(reply(say("chat.fact_hint")))
    turn = services.asking.turn(request.key, request.user, services.clock.now())
    if turn is not Turn.ANSWER:
        return answer(reply(say("facts.wait"))) if turn is Turn.ASK_TO_WAIT else Response()
    found = await services.answer(request.key, question, about)
    label = "facts.more" if found.rest else "facts.tell" if found.unanswered and question else ""
    if not label:
        return answer(found.reply)
    async with services.storage.unit() as unit:
        name = await keep_asked(unit, request.key, question, about)
        await unit.commit()
    button = Button(say(label), f"{label.removeprefix('facts.')} {name}")
    return answer(reply(found.reply.text, buttons=[button]))


async def more(request: ChatRequest, name: str, services: Services) -> Response:
    """The button "More": the quotes that the answer left out."""
    async with services.storage.unit() as unit:
        asked = await kept_asked(unit, request.key, name)
    rest = (await services.answer(request.key, *asked)).rest if asked else ""
    return Response(pages(*rest.split("\n\n")), spent=True) if rest else _old()


async def tell(request: ChatRequest, name: str, services: Services) -> Response:
    """The button "Tell me when known": let the question stand."""
    async with services.storage.unit() as unit:
        asked = await kept_asked(unit, request.key, name)
        if asked is None:
            return _old()
        chat = await unit.chats.ensure(request.key, request.kind, request.title)
        new = await unit.questions.ask(chat.id, request.user, *asked, services.clock.now(), MOST_STANDING)
        await unit.commit()
    if not new:
        return Response(notice=say("facts.stands_already"))
    return Response((reply(say("facts.stands", question=short(asked[0]))),), spent=True)


def _old() -> Response:
    return Response(notice=say("chat.old_button"), spent=True)
