"""Who may do what. Asked when the act happens, for buttons as for commands."""

from enum import StrEnum

from bot.chat.request import ChatRequest, Services
from bot.errors import BotError
from bot.model import ChatKind
from bot.ports import Members


class Right(StrEnum):
    """Who may use a command."""

    ANYONE = "anyone"
    LOOK = "look"
    """Anyone may look; what is written behind the command changes the chat, and that is for admins."""
    ADMIN = "admin"
    OPERATOR = "operator"
    """Whoever runs the bot, and only in private; to all others the command does not exist."""


def for_admins(right: Right, args: str) -> bool:
    """Whether only admins may use a command with that right in this way."""
    return right is Right.ADMIN or (right is Right.LOOK and bool(args))


async def is_admin(request: ChatRequest, members: Members) -> bool:
    """
    Whether whoever acts may change this chat's settings now.

    Raises: BotError when the platform cannot be asked.
    """
    if request.kind is ChatKind.PRIVATE or request.for_chat:
        return True
    return await members.is_admin(request.key, request.user)


async def may_change(request: ChatRequest, members: Members) -> bool:
    """The same where nothing is done yet: false while the platform cannot be asked."""
    try:
        return await is_admin(request, members)
    except BotError:
        return False


def is_operator(request: ChatRequest, services: Services) -> bool:
    """Whether whoever acts runs this bot. Who acts in a chat's name does not say who they are."""
    return not request.for_chat and request.user in services.operators


def is_for(right: Right, request: ChatRequest, services: Services) -> bool:
    """Whether a command with that right exists for whoever acts, there where they act."""
    if right is not Right.OPERATOR:
        return True
    return request.kind is ChatKind.PRIVATE and is_operator(request, services)
