"""PURE: what Telegram shows and takes, and the addresses of its messages. Knows no library: every command loads it."""

from bot.model import Capabilities, Chat, ChatKind, Digest, Reply
from bot.platforms.render import messages
from bot.platforms.telegram.ids import number_of
from bot.text.display.wording import wording

NAME = "telegram"

LONGEST = 4096
"""UTF-16 code units of one message, once the markup is taken out (Telegram Bot API, sendMessage)."""
LONGEST_RAW = 32_768
"""Bytes of one message as it is sent, tags and addresses included."""
MOST_ENTITIES = 100
"""Formatted pieces of one message; Telegram shows those beyond as plain text."""
LONGEST_BUTTON = 64
"""Bytes that a button brings back (InlineKeyboardButton, callback_data)."""

_WITH_ADDRESSES = frozenset({ChatKind.SUPERGROUP, ChatKind.CHANNEL})
_INNER = "-100"
"""Stands before the inner number of a supergroup or channel in the ids that bots see."""


def utf16_length(text: str) -> int:
    """Length as Telegram counts it: in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


CAPABILITIES = Capabilities(
    edit=True,
    buttons=True,
    topics=True,
    replies=True,
    markup=True,
    pictures=True,
    previews=True,
    longest_message=LONGEST,
    longest_raw=LONGEST_RAW,
    most_formats=MOST_ENTITIES,
    longest_button=LONGEST_BUTTON,
    measure=utf16_length,
    numbered_together=frozenset({ChatKind.PRIVATE, ChatKind.GROUP}),
)


class Telegram:
    """Implements ports.Platform."""

    name = NAME
    capabilities = CAPABILITIES

    def render(self, digest: Digest, language: str) -> list[Reply]:
        """See ports.Platform."""
        return messages(digest, wording(language), CAPABILITIES)

    def address(self, chat: Chat, message: str) -> str:
        """
        See ports.Platform. It opens for members of the chat.

        Source: Telegram's "Deep links", private message links. Private chats and basic groups have no such addresses.
        """
        number = chat.key.chat
        if chat.kind not in _WITH_ADDRESSES or not number.startswith(_INNER):
            return ""
        thread = f"{chat.key.thread}/" if chat.key.thread else ""
        return f"https://t.me/c/{number.removeprefix(_INNER)}/{thread}{message}"

    def position(self, message: str) -> int | None:
        """See ports.Platform."""
        return number_of(message) or None
