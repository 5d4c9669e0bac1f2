"""Who is in a chat, and who may change its settings: Telegram is asked when the act happens."""

from telegram import Bot, ChatMember, ChatMemberRestricted
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, TelegramError

from bot.errors import BotError
from bot.model import ChatKey
from bot.platforms.telegram.answers import readable
from bot.platforms.telegram.errors import reason
from bot.platforms.telegram.ids import number_of

_ADMINS = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR}
_INSIDE = {*_ADMINS, ChatMemberStatus.MEMBER}
_NOBODY = ("PARTICIPANT_ID_INVALID", "USER NOT FOUND", "USER_NOT_PARTICIPANT", "MEMBER NOT FOUND")
"""What Telegram says of people who never were in a chat, or whom the bot never met."""


class TelegramMembers:
    """Implements ports.Members."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def is_admin(self, key: ChatKey, user: str) -> bool:
        """
        See ports.Members. Nothing is remembered between calls: rights may have changed a second ago.

        Raises: BotError when Telegram cannot be asked.
        """
        if key.chat == user:
            return True
        member = await self._member(key.chat, user)
        return member is not None and member.status in _ADMINS

    async def is_member(self, place: str, user: str) -> bool:
        """
        See ports.Members.

        Raises: BotError when Telegram does not tell: the bot has to be in that chat, in a channel as an admin.
        """
        member = await self._member(place, user)
        if isinstance(member, ChatMemberRestricted):
            return member.is_member
        return member is not None and member.status in _INSIDE

    async def _member(self, place: str, user: str) -> ChatMember | None:
        """What Telegram knows of somebody in a chat; None for whom it does not know there."""
        person = number_of(user)
        if person <= 0:  # a chat that acts in its own name: it is in no other one
            return None
        try:
            with readable():
                return await self._bot.get_chat_member(place if place.startswith("@") else number_of(place), person)
        except BadRequest as error:
            if any(sign in error.message.upper() for sign in _NOBODY):
                return None
            raise BotError(f"Telegram does not say who is in the chat: {reason(error)}") from error
        except TelegramError as error:
            raise BotError(f"Telegram does not say who is in the chat: {reason(error)}") from error
