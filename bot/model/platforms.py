"""What platforms can do, and what they find out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.model.chats import ChatKey, ChatKind


@dataclass(frozen=True, slots=True)
class Capabilities:
    """
    What a platform can show and do. The core asks this, and never for a platform's name.

    *edit*: messages that were sent can be changed; *topics*: a chat may have parts with messages of their own;
    *replies*: a message may answer an earlier one; *markup*: bold, italic and linked words, else plain text is shown;
    *previews*: it shows what a page looks like above a message.
    """

    edit: bool = False
    buttons: bool = False
    topics: bool = False
    replies: bool = False
    markup: bool = False
    pictures: bool = False
    previews: bool = False
    longest_message: int | None = None
    """As *measure* counts the text without markup; None: any length."""
    longest_raw: int | None = None
    """Bytes of a message with its markup and addresses, in UTF-8."""
    most_formats: int | None = None
    """Formatted pieces of one message."""
    longest_button: int | None = None
    """Bytes of ``Button.data``."""
    measure: Callable[[str], int] = len
    """How long a text is for the platform."""
    numbered_together: frozenset[ChatKind] = frozenset()
    """Sorts of chats whose messages share one row of positions; any other chat has a row of its own."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What came of looking whether a message has arrived whose sending broke off."""

    sent_id: str = ""
    """The platform's id of it; empty: it was not found."""
    until: datetime | None = None
    """It cannot be told before that moment."""
    sure: bool = True
    """Whether a message that was not found is not there."""
    rivals: bool = False
    """Whether nobody will ever tell it from others that broke off in the same chat: all are to be sent again."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A place that somebody named, and who may post there now: that *person*, and the *bot*."""

    key: ChatKey
    kind: ChatKind
    title: str
    person: bool
    bot: bool
