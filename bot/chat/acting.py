"""
Acting in one chat from another: what somebody does in their private chat for a channel that they set up.

For which chat a button was shown stands in front of what it carries. That says only which chat is meant: it counts
only if this private chat has dealt with that one, and whoever presses has the rights to it now.
"""

from dataclasses import replace

from bot.chat.admission.access import Act, Standing
from bot.chat.formatting import number_in
from bot.chat.request import ChatRequest, Response, Services
from bot.for_admins import FOR, about, aimed, deals_with, title_of
from bot.model import Chat, ChatKind, Reply
from bot.ports import Unit
from bot.text.display.markup import plain
from bot.text.display.wording import Wording

NOTICE = 200
"""Characters of a notice, as platforms show it."""


class Lost(Exception):
    """Whoever acts, or the bot, may not do so in the other chat any more: *response* says so."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def meant(data: str) -> tuple[int, str]:
    """The chat (row id) for which a button was shown, 0 for where it is, -1 for none, and what it carries."""
    if not data.startswith(FOR):
        return 0, data
    number, _, rest = data.removeprefix(FOR).partition(" ")
    return number_in(number) or -1, rest


async def there(request: ChatRequest, number: int, services: Services) -> ChatRequest:
    """
    The request as one of the chat for which it is meant: that with the row id *number*, or else the one to which this
    private chat is connected; the request itself if it is to none.

    Raises: Lost if the rights to it are gone; BotError if the platform cannot be asked.
    """
    if request.kind is not ChatKind.PRIVATE:
        if number:
            raise Lost(_old(request.say))
        return request
    if request.press and not number:
        return request  # it stands below what was said of this chat, before it was connected
    async with services.storage.view() as unit:
        other = await _other(unit, request, number)
        out = other is not None and await unit.people.blocked(other.key.platform, [other.key.chat])
    if other is None:
        if number:
            raise Lost(_old(request.say))
        return request
    act = Act(request.user, other.key.chat)
    served = await services.gate.admits(other.key.platform, act, services.clock.now()) is Standing.SERVED
    if out or not served or not await may_act(request, other, services):
        raise Lost(await _ended(request, other, services))
    return replace(request, key=other.key, kind=other.kind, title=other.title, about="", about_text="")


async def _other(unit: Unit, request: ChatRequest, number: int) -> Chat | None:
    if number:
        dealt_with = number > 0 and await deals_with(unit, request.key, number)
        return await unit.chats.get(number) if dealt_with else None
    mine = await unit.chats.by_key(request.key)
    return await unit.connections.of(mine.id) if mine else None


async def may_act(request: ChatRequest, other: Chat, services: Services) -> bool:
    """Whether a person may change another chat now, and the bot may post there. Raises: BotError."""
    if other.kind is not ChatKind.CHANNEL:
        return await services.members.is_admin(other.key, request.user)
    found = await services.members.posting(other.key.chat, request.user)
    return found is not None and found.key.chat == other.key.chat and found.person and found.bot


def labelled(say: Wording, response: Response, chat: Chat) -> Response:
    """A response that says for which chat it was done, and whose buttons act there."""
    if response.replies:
        first, *rest = response.replies
        return replace(response, replies=(about(say, first, chat), *(aimed(one, chat) for one in rest)))
    if response.file:
        return replace(response, replies=(about(say, Reply(""), chat),))
    if not response.notice:
        return replace(response, notice=plain(say("places.posted", title=title_of(chat)))[:NOTICE])
    return response


def _old(say: Wording) -> Response:
    return Response(notice=say("chat.old_button"), spent=True)


async def _ended(request: ChatRequest, other: Chat, services: Services) -> Response:
    """The connection is over: one line says so, and the next command acts here again."""
    async with services.storage.unit() as unit:
        mine = await unit.chats.by_key(request.key)
        connected = await unit.connections.of(mine.id) if mine else None
        if mine and connected and connected.id == other.id:
            await unit.connections.end(mine.id)
            await unit.commit()
    line = request.say("places.lost", title=title_of(other))
    if request.press:
        return Response(notice=plain(line)[:NOTICE], spent=True)
    return Response((Reply(line),))
