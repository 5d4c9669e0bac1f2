"""``/pictures``: whether the preview of the top story stands above a digest."""

from bot.chat.choices import switched
from bot.chat.formatting import reply
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.digest.layout import shows_preview
from bot.model import Button
from bot.text.display.wording import Wording


async def pictures(request: ChatRequest, args: str, services: Services) -> Response:
    """Show how it is, with a button for the other way; or set what was named."""
    say = request.say
    wanted = switched(args, say, "media.off_button", "media.on_button")
    if args and wanted is None:
        return answer(reply(say("media.unknown", text=args[:40]), buttons=[_button(say, on=True)]))
    if wanted is not None:
        async with services.storage.unit() as unit:
            chat = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
            await unit.chats.show_preview(chat.id, shown=wanted)
            await unit.commit()
        return Response((reply(say("media.turned_on") if wanted else say("media.turned_off")),), spent=True)
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key_or_new(request.key, request.kind, request.title)
        now = shows_preview(chat, await unit.chats.preview(chat.id))
    return answer(reply(say("media.on") if now else say("media.off"), buttons=[_button(say, on=not now)]))


def _button(say: Wording, *, on: bool) -> Button:
    return Button(say("media.on_button") if on else say("media.off_button"), "pictures on" if on else "pictures off")
