"""Where a chat was told a story before: the address of that message, where the platform has one. PURE."""

from bot.model import Chat, ChatKind

_WITH_ADDRESSES = frozenset({ChatKind.SUPERGROUP, ChatKind.CHANNEL})
_INNER = "-100"
"""Stands before the inner number of a supergroup or channel in the ids that bots see."""


def address(chat: Chat, message: int | None) -> str:
    """
    The address of one message, which opens for members of the chat; empty where messages have none.

    Source: Telegram's "Deep links", private message links. Private chats and basic groups have no such addresses.
    """
    number = str(chat.key.chat)
    if message is None or chat.key.platform != "telegram" or chat.kind not in _WITH_ADDRESSES:
        return ""
    if not number.startswith(_INNER):
        return ""
    thread = f"{chat.key.thread}/" if chat.key.thread else ""
    return f"https://t.me/c/{number.removeprefix(_INNER)}/{thread}{message}"
