"""What comes in from a chat, what goes back, and all that a command may call."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.chat.admission.access import Act
from bot.chat.admission.budget import Budget
from bot.chat.admission.gate import Gate
from bot.chat.admission.question_limits import Asking
from bot.chat.admission.refusals import Refusals
from bot.feeds.opml import Opml
from bot.model import Brought, Chat, ChatKey, ChatKind, Limits, Listed, Reply, Size
from bot.ports import Clock, Members, Storage
from bot.text.display.wording import Wording, wording

MAINTENANCE = "maintenance"
"""The keepsake that holds what people are told while operators work on the bot; nothing while they do not."""
ANSWERED, UNANSWERED, ERROR = "questions answered", "questions unanswered", "error "
"""What is counted by day; behind the last stands the type of an error."""
PASSED_OVER = "updates passed over"
"""The keepsake that counts what a platform told us and we could not make sense of."""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """
    A file that came with a message, not fetched yet. *size* is in bytes as the platform says it, 0 if it does not.

    *read* takes the most bytes that it may have, and raises BotError when it cannot be had.
    """

    name: str
    size: int
    read: Callable[[int], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to send; *caption* is markup."""

    name: str
    content: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """
    One message or one pressed button. Nothing in it is trusted as markup.

    *text* is the message as typed; *press* the ``Button.data`` when a button was pressed, and then *text* is empty.
    *about* is the platform's id of the message that is replied to, or that carries the button, if any.
    *about_text* is what stands in that message, as plain text.
    *for_chat* says that the act was done in the chat's own name (an anonymous admin, a post in a channel): only admins
    can do that, and *user* tells nothing then.
    *name* is what whoever acts is called; *forwarded* the platform's id of the channel whose post the message is, and
    *about_forwarded* of the one that it replies to, if they were forwarded.
    *inline* says that *text* is a question typed in some other chat, to choose a quote for it.
    """

    key: ChatKey
    kind: ChatKind
    user: str
    title: str = ""
    text: str = ""
    press: str = ""
    about: str = ""
    about_text: str = ""
    for_chat: bool = False
    inline: bool = False
    file: IncomingFile | None = None
    about_file: IncomingFile | None = None
    """The file of the message that is replied to."""
    language: str = ""
    """A BCP 47 tag: of the chat, or, until that is looked up, of the person as the platform has it; empty: unknown."""
    name: str = ""
    forwarded: str = ""
    about_forwarded: str = ""

    @property
    def say(self) -> Wording:
        """What answers are worded with."""
        return wording(self.language)

    @property
    def actor(self) -> str:
        """Who answers for the act: the person, or the chat in whose name somebody unknown acts."""
        return self.key.chat if self.for_chat else self.user

    @property
    def act(self) -> Act:
        """Who acts where, as far as it matters for whether it is served."""
        return Act("" if self.for_chat else self.user, "" if self.inline else self.key.chat)


@dataclass(frozen=True, slots=True)
class Response:
    """
    What to do about a request: show *replies* in order, then send *file* and those *beside* it; nothing at all when
    everything is empty.

    *notice* is one plain line of at most 200 characters for the eyes of the presser alone; it is given only when a
    button was pressed. *spent* says that the buttons of the pressed message have had their use and should go; *instead*
    that the reply takes the place of that message, where the platform can change what stands there.
    """

    replies: tuple[Reply, ...] = ()
    notice: str = ""
    spent: bool = False
    instead: bool = False
    file: OutgoingFile | None = None
    beside: tuple[OutgoingFile, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedOffer:
    """A feed that was found at an address: *newest* are its newest titles; *rhythm* the usual time between entries."""

    url: str
    title: str
    newest: tuple[str, ...] = ()
    rhythm: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Services:
    """
    All that commands call.

    *discover* gives the feeds found at an address as typed, best first, or raises a FeedError.
    *read_list* gives the feeds of an OPML file, or raises NotAFeed.
    *digest_now* and *preview_now* put a digest of one chat into its outbox; they return the number
    of its stories, and with 0 nothing is posted. The first holds what is news for the chat, the second also what was
    in its feeds before it subscribed; feeds that were never polled are polled first. *catch_up* does the same with a
    feed (row id) of the chat and how many of its newest entries are wanted; 0: those of a week.
    *peek* gives the messages of what is news for a chat, and leaves it news; none if nothing is.
    *bring* puts what did not come to a chat, and is still missing, into its outbox once more.
    *post_seen* posts the digest of a chat's slot before its hour, as editors left it; False if nothing was posted.
    *retold* gives what the feeds of a chat told since a moment as messages, and changes nothing.
    *trends* takes the wording, a chat and a topic (may be empty) and gives the reply of ``/trends``.
    *default_feeds* are the addresses a new chat starts with; *interval* is the first rhythm of a feed; *size* is that
    of the digests of a chat that chose none. *operators* are the platform's ids of who runs the bot. *refusals*
    keeps whom we told lately that they may not do something, *asking* who has asked how often. *public*: chats read,
    beside what they follow and what is shared, all feeds that hold no secret. *limits* bounds what one chat, one person
    and all have the bot do; *gate* knows whom it serves at all; *budget* gives everybody their share of the bot's time.
    *keep*: for how long texts are kept. *noted* counts what happened, by words of our own.
    """

    storage: Storage
    clock: Clock
    members: Members
    discover: Callable[[str], Awaitable[Sequence[FeedOffer]]]
    read_list: Callable[[bytes], Awaitable[Opml]]
    digest_now: Callable[[Chat], Awaitable[int]]
    preview_now: Callable[[Chat], Awaitable[int]]
    peek: Callable[[Chat], Awaitable[Listed]]
    catch_up: Callable[[Chat, int, int], Awaitable[int]]
    bring: Callable[[Chat], Awaitable[Brought]]
    post_seen: Callable[[Chat, datetime], Awaitable[bool]]
    retold: Callable[[Chat, datetime], Awaitable[Listed]]
    trends: Callable[[Wording, Chat, str], Awaitable[Reply]]
    default_feeds: tuple[str, ...]
    interval: timedelta
    operators: frozenset[str] = frozenset()
    size: Size = Size.BRIEF
    refusals: Refusals = field(default_factory=Refusals)
    asking: Asking = field(default_factory=Asking)
    public: bool = False
    limits: Limits = field(default_factory=Limits)
    gate: Gate = field(default_factory=Gate)
    budget: Budget = field(default_factory=Budget)
    keep: timedelta = timedelta(days=90)
    noted: Callable[[str], None] = lambda _what: None


def answer(*replies: Reply) -> Response:
    """A response that only says something."""
    return Response(replies)
