"""Who may change a chat's settings: Telegram is asked when the act happens."""

from telegram import Bot
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, TelegramError

from bot.errors import BotError
from bot.model import ChatKey
from bot.platforms.telegram.answers import readable
from bot.platforms.telegram.errors import reason

_ADMINS = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR}


class TelegramMembers:
    """Implements ports.Members."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def is_admin(self, key: ChatKey, user: int) -> bool:
        """
        See ports.Members. Nothing is remembered between calls: rights may have changed a second ago.

        Raises: BotError when Telegram cannot be asked.
        """
        if key.chat == user:
            return True
        try:
            with readable():
                member = await self._bot.get_chat_member(key.chat, user)
        except BadRequest as error:
            if "PARTICIPANT_ID_INVALID" in error.message.upper():
                return False
            raise BotError(f"Telegram does not tell who may do this: {reason(error)}") from error
        except TelegramError as error:
            raise BotError(f"Telegram does not tell who may do this: {reason(error)}") from error
        return member.status in _ADMINS
