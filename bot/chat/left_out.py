"""The button "Show them": the headlines of the stories that a digest left out."""

from bot.chat.formatting import paragraphs
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.model import LeftOut
from bot.text.display.markup import escape, link
from bot.text.display.wording import Markup, Wording


async def left_out(request: ChatRequest, _argument: str, services: Services) -> Response:
    """List what the digest above the button does not show."""
    say = request.say
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        digest = await unit.outbox.digest_told(chat.id, request.about) if chat else None
    if digest is None or not digest.left_out:
        return Response(notice=say("chat.old_button"))
    lines = [_line(say, one) for one in digest.left_out]
    return answer(paragraphs(say("digest.left_out_list"), "\n".join(lines)))


def _line(say: Wording, one: LeftOut) -> Markup:
    headline = Markup(link(one.headline, one.url) if one.url else escape(one.headline))
    return say("digest.said", sentence=headline, source=one.publisher or say("digest.nobody"))
