"""``/help``: the commands that whoever asks may use, the few of the menus first, all others by a tap."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from bot.chat.admission.rights import Right, is_admin, is_for
from bot.chat.formatting import reply, short
from bot.chat.plain_times import line_of
from bot.chat.plain_words import LONGEST, meant_command
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.model import Button, ChatKind
from bot.text.display.markup import plain

REST = "all"
"""What is asked for by the button below: the commands that menus leave out."""


class Described(Protocol):
    """What is shown of a command: the keys of how it is typed and of what it does, and whether it stands behind."""

    @property
    def name(self) -> str: ...  # noqa: D102 - the same

    @property
    def usage(self) -> str: ...  # noqa: D102 - said above

    @property
    def does(self) -> str: ...  # noqa: D102 - the same

    @property
    def quiet(self) -> bool: ...  # noqa: D102 - the same


def hint_from(
    commands: Callable[..., Sequence[Described]],
) -> Callable[[ChatRequest, str, Services], Awaitable[Response]]:
    """What is said of a command without its slash: how it is typed, and how to have the news searched all the same."""

    async def show(request: ChatRequest, text: str, services: Services) -> Response:
        say, rows = request.say, commands(admin=True)
        found = meant_command(text, [row.name for row in rows])
        row = next((row for row in rows if found and row.name == found.name), None)
        if found is None or row is None:
            return Response()
        about = line_of(found, services.clock.now(), say)
        usage = f"/{found.name} {about}" if about else plain(say(row.usage))
        return answer(reply(say("plainly.meant", usage=usage, fact=f"/fact {short(text, LONGEST)}")))

    return show


def help_from(
    commands: Callable[..., Sequence[Described]],
) -> Callable[[ChatRequest, str, Services], Awaitable[Response]]:
    """The command that shows *commands*; taken as an argument because the table of commands holds this one, too."""

    async def show(request: ChatRequest, args: str, services: Services) -> Response:
        say = request.say
        operator = is_for(Right.OPERATOR, request, services)
        rows = commands(admin=await is_admin(request, services.members), operator=operator)
        rest = args == REST
        lines = [say("chat.help_line", usage=say(row.usage), does=say(row.does)) for row in rows if row.quiet is rest]
        if rest:
            return answer(reply(say("chat.help_rest_header"), *lines))
        private = say("chat.help_private") if request.kind is ChatKind.PRIVATE else ""
        more = Button(say("chat.help_rest_button"), f"help {REST}")
        return answer(reply(say("chat.help_header"), *lines, private, buttons=[more]))

    return show
