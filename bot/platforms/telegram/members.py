"""Who is in a chat, and who may change its settings: Telegram is asked when the act happens."""

from telegram import Bot, ChatFullInfo, ChatMember, ChatMemberAdministrator, ChatMemberRestricted
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.errors import BotError
from bot.model import ChatKey, ChatKind, Posting
from bot.platforms.telegram.answers import readable
from bot.platforms.telegram.errors import reason
from bot.platforms.telegram.ids import id_of, number_of
from bot.platforms.telegram.named_places import place_named
from bot.platforms.telegram.requests import key_of, kind_of, title_of

_ADMINS = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR}
_INSIDE = {*_ADMINS, ChatMemberStatus.MEMBER}
_NOBODY = ("PARTICIPANT_ID_INVALID", "USER NOT FOUND", "USER_NOT_PARTICIPANT", "MEMBER NOT FOUND")
"""What Telegram says of people who never were in a chat, or whom the bot never met."""
_NO_PLACE = ("CHAT NOT FOUND", "CHANNEL_PRIVATE", "USERNAME_INVALID", "UPGRADED")
"""What it says of chats that are none, or that the bot is not in."""


class TelegramMembers:
    """Implements ports.Members."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def is_id(self, text: str) -> bool:
        """See ports.Members."""
        return number_of(text) != 0

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

    async def posting(self, named: str, user: str) -> Posting | None:
        """See ports.Members. Asked of Telegram each time; of private chats nothing is told."""
        place = place_named(named)
        chat = await self._chat(place) if place else None
        if chat is None or kind_of(chat) is ChatKind.PRIVATE:
            return None
        key, kind = key_of(chat.id), kind_of(chat)
        bot = may_post(kind, await self._member(key.chat, id_of(self._bot.id)))
        # Telegram shows the admins of a channel only to its admins
        person = bot and may_post(kind, await self._member(key.chat, user))
        return Posting(key, kind, title_of(chat), person, bot)

    async def _chat(self, place: str) -> ChatFullInfo | None:
        """What Telegram tells of a chat; None if there is none that the bot may look at."""
        try:
            with readable():
                return await self._bot.get_chat(place if place.startswith("@") else number_of(place))
        except Forbidden:
            return None
        except BadRequest as error:
            if any(sign in error.message.upper() for sign in _NO_PLACE):
                return None
            raise BotError(f"Telegram does not tell of a chat: {reason(error)}") from error
        except TelegramError as error:
            raise BotError(f"Telegram does not tell of a chat: {reason(error)}") from error

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


def may_post(kind: ChatKind, member: ChatMember | None) -> bool:
    """Whether somebody may post in the name of a channel, or is an administrator of another chat."""
    if member is None or member.status not in _ADMINS:
        return False
    # the owner of a channel may always; of administrators Telegram tells it each
    return (
        kind is not ChatKind.CHANNEL
        or not isinstance(member, ChatMemberAdministrator)
        or bool(member.can_post_messages)
    )
