"""What is known of one person beside the chat that is theirs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.chats import ChatKey


class Role(StrEnum):
    """As what somebody is written down in a chat."""

    SUBSCRIBED = "subscribed the chat"
    CHANGED = "last changed its settings"
    ADDED = "added a feed"
    RULED = "ruled on two stories"
    ASKED = "asked a question that is still open"
    FOLLOWED = "follows something there for themselves"
    WATCHES = "lets the bot watch a figure"
    NOTED = "told the chat a note"


@dataclass(frozen=True, slots=True)
class Mention:
    """One place at which somebody is written down; *about* is the address, question or headlines that it concerns."""

    role: Role
    chat: ChatKey
    title: str
    about: str = ""
    at: datetime | None = None
