"""The buttons below a digest that list the headlines of the stories it left out, and of those that rules keep away."""

from bot.chat.formatting import paragraphs
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.digest.layout import kept_away_line, left_out_line
from bot.model import Digest


async def left_out(request: ChatRequest, _argument: str, services: Services) -> Response:
    """List what the digest above the button does not show."""
    say, digest = request.say, await _above(request, services)
    lines = [left_out_line(one, say) for one in digest.left_out] if digest else []
    if digest is None or not lines:
        return Response(notice=say("chat.old_button"))
    rest = digest.more - len(lines)
    more = [say("digest.left_out_more", n=rest)] if rest > 0 else []
    return answer(paragraphs(say("digest.left_out_list"), "\n".join(lines), *more))


async def muted(request: ChatRequest, _argument: str, services: Services) -> Response:
    """List what rules of the chat kept out of the digest above the button, each with its rule."""
    say, digest = request.say, await _above(request, services)
    lines = [kept_away_line(one, say) for one in digest.kept_away] if digest else []
    if digest is None or not lines:
        return Response(notice=say("chat.old_button"))
    rest = digest.muted - len(lines)
    more = [say("follow.hidden_more", n=rest)] if rest > 0 else []
    return answer(paragraphs(say("follow.muted_list"), "\n".join(lines), *more))


async def _above(request: ChatRequest, services: Services) -> Digest | None:
    """The digest that the button stands below."""
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        return await unit.outbox.digest_told(chat.id, request.about) if chat else None
