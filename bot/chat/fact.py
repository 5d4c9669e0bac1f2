"""``/fact <question>``: quoted sentences, or that there are none."""

from bot.chat.phrases import reply
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.text.wording import say


async def fact(request: ChatRequest, question: str, services: Services) -> Response:
    """Answer a question, or look up the message that is replied to."""
    if not question and not request.about_text.strip():
        return answer(reply(say("chat.fact_hint")))
    return answer(await services.answer(question, request.about_text.strip()))
