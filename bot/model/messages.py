"""Messages, what became of them, and replies."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.errors import Flaw
from bot.model.chats import ChatKey, ChatKind


@dataclass(frozen=True, slots=True)
class Button:
    """
    A button below a message. *data* comes back when it is pressed: at most 64 bytes.

    *private*: it opens the private chat with the bot instead, and *data* comes back from there, behind ``/start``.
    """

    label: str
    data: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """
    What a chat is shown. *text* is markup as in ``text/display/markup.py``.

    *stories* are those that it tells, in order; *silent*: it arrives without a sound; *reply_to*: the platform's id of
    the chat's message that it answers, if any; *picture*: a PNG that is shown above the text, which is short then;
    *plain*: the text is no markup and is shown as it stands; *asked*: somebody has just asked for it, so that quiet
    hours do not hold it; *preview*: the address whose preview, which the platform makes, stands above the text.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    stories: tuple[int, ...] = ()
    silent: bool = False
    reply_to: str = ""
    picture: bytes = b""
    plain: bool = False
    asked: bool = False
    preview: str = ""


class MessageState(StrEnum):
    """Where an outbox message stands. The last four are final."""

    WAITING = "waiting"
    SENDING = "sending"
    HELD = "held"
    """Its chat takes nothing now; it is tried again now and then, and at once when there is a sign of life."""
    SENT = "sent"
    EXPIRED = "expired"
    REFUSED = "refused"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Message:
    """One part of a digest or notice in the outbox. *sent_id* is the platform's id, empty until it is known."""

    id: int
    chat: int
    key: ChatKey
    text: str
    state: MessageState
    created: datetime
    not_before: datetime
    expires: datetime
    digest: int | None = None
    silent: bool = False
    buttons: tuple[tuple[Button, ...], ...] = ()
    attempts: int = 0
    reason: str = ""
    sent_id: str = ""
    after: int = 0
    """The highest position (``Platform.position``) known when its sending began: if it arrived, then above it."""
    reply_to: str = ""
    """The platform's id of the chat's message that it answers, if any; it is sent all the same when that is gone."""
    mended: tuple[Flaw, ...] = ()
    """What was taken out of it because the platform refused it; without markup, *text* is shown as it stands."""
    asked: bool = False
    """Somebody has just asked for it: quiet hours do not hold it."""
    preview: str = ""
    """As in ``Reply``."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A message that did not come, or is held, and the headlines of its stories that the chat still does not have."""

    message: Message
    headlines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownPositions:
    """
    What is known of the positions at one of which a message may stand whose sending broke off.

    Only platforms whose ids have an order have positions (``Platform.position``); of others there are none.
    """

    top: int
    """The highest known by now among those that are counted together with the message's; 0: none."""
    taken: frozenset[int]
    """Those above the message's *after* that other messages have."""
    open: int
    """How many other messages that are counted together with it are being sent, or broke off as well."""
    rivals: tuple[datetime, ...]
    """Of these the ones in the same chat: until when each may still arrive."""
    kind: ChatKind
    """What sort of place the chat is: in some, people may write without our seeing it."""
    unknown_up_to: int = 0
    """Up to which position other messages of ours may stand in this chat that nobody found; 0: there are none."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What was put on its way once more: stories that did not come, notices, and whether held messages are tried."""

    stories: int = 0
    notices: int = 0
    held: bool = False

    @property
    def anything(self) -> bool:
        """Whether there was anything to bring."""
        return bool(self.stories or self.notices or self.held)
