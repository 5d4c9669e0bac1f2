"""``/help``: the commands that whoever asks may use."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from bot.chat.admission.rights import Right, is_admin, is_for
from bot.chat.formatting import reply
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.model import ChatKind


class Described(Protocol):
    """What is shown of a command: the keys of how it is typed and of what it does."""

    @property
    def usage(self) -> str: ...  # noqa: D102 - said above

    @property
    def does(self) -> str: ...  # noqa: D102 - the same


def help_from(
    commands: Callable[..., Sequence[Described]],
) -> Callable[[ChatRequest, str, Services], Awaitable[Response]]:
    """The command that shows *commands*; taken as an argument because the table of commands holds this one, too."""

    async def show(request: ChatRequest, _args: str, services: Services) -> Response:
        say = request.say
        operator = is_for(Right.OPERATOR, request, services)
        rows = commands(admin=await is_admin(request, services.members), operator=operator)
        lines = [say("chat.help_line", usage=say(row.usage), does=say(row.does)) for row in rows]
        private = request.kind is ChatKind.PRIVATE
        return answer(reply(say("chat.help_header"), *lines, say("chat.help_private") if private else ""))

    return show
