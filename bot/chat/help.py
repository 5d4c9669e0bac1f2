"""``/help``: the commands that whoever asks may use."""

from collections.abc import Awaitable, Callable

from bot.chat.phrases import reply
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.rights import Right, is_admin, is_for
from bot.model import ChatKind
from bot.text.wording import say


def help_from(
    menu: Callable[..., list[tuple[str, str]]],
) -> Callable[[ChatRequest, str, Services], Awaitable[Response]]:
    """The command that shows *menu*; taken as an argument because the table of commands holds this one, too."""

    async def show(request: ChatRequest, _args: str, services: Services) -> Response:
        operator = is_for(Right.OPERATOR, request, services)
        rows = menu(admin=await is_admin(request, services.members), operator=operator)
        lines = [say("chat.help_line", usage=say(f"chat.usage_{name}"), does=does) for name, does in rows]
        private = request.kind is ChatKind.PRIVATE
        return answer(reply(say("chat.help_header"), *lines, say("chat.help_private") if private else ""))

    return show
