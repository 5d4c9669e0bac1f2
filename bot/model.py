"""
The values that all parts share: frozen, compared by content, without behaviour that needs the outside.

All moments are aware and in UTC; a time zone exists only in a chat's settings. An id is 0 before the database gave one.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from bot.errors import Flaw

DocId = str
"""Names a stored document: ``entry:12`` or ``seed:small-and-fast``."""


# ---------------------------------------------------------------- what failed


class Part(StrEnum):
    """What may fail by itself, while all others go on."""

    ITEM = "item"
    """An item of a feed's document: it could not be read or stored."""
    PAGE = "page"
    """The page of an entry; it costs the entry no more than the longer text."""
    ENTRY = "entry"
    """A stored entry: it could not be put into a story."""
    STORY = "story"
    """A story: no digest can tell it."""
    CHAT = "chat"
    """A chat: its digest could not be made."""


@dataclass(frozen=True, slots=True)
class Failed:
    """One thing that just failed: its name among those of its kind, and *reason*, the name of the error's type."""

    item: str
    reason: str
    feed: int | None = None
    """The feed that brought it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What has failed *count* times since *first*, the last time for *reason*; not tried again before *next_try*."""

    part: Part
    item: str
    reason: str
    first: datetime
    last: datetime
    next_try: datetime
    count: int = 1
    feed: int | None = None


# ---------------------------------------------------------------- feeds and entries


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One item as a feed document gives it, cleaned to plain text; any field but *title* or *text* may be empty."""

    guid: str
    link: str
    title: str
    text: str
    author: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    raw_title: str = ""
    """The title as the feed gave it, which may be markup: for measuring, never for showing."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document: what it says of itself, and its items in document order."""

    title: str
    site: str
    language: str
    entries: tuple[ParsedEntry, ...]
    ttl: timedelta | None = None
    skipped: int = 0
    """Items beyond the limit that were left out."""
    quiet: str = ""
    """Hours and days (UTC) in which the feed wants no visits, as in Feed."""
    memory: bytes = b""
    """What to remember of all items, so that the next reading can leave out those that have not changed."""
    older: tuple[datetime, ...] = ()
    """Dates of the items that were left out because they had not changed."""
    failed: tuple[Failed, ...] = ()
    """Items that could not be read, which are in no other field."""


@dataclass(frozen=True, slots=True)
class Feed:
    """An address that is polled, with what the last polls told."""

    id: int
    url: str
    title: str
    next_poll: datetime
    interval: timedelta
    site: str = ""
    language: str = ""
    etag: str = ""
    modified: str = ""
    body_hash: str = ""
    last_poll: datetime | None = None
    last_success: datetime | None = None
    failures: int = 0
    error: str = ""
    retired: datetime | None = None
    moved_to: str = ""
    """Where permanent redirects lead since *moved_since*; the feed moves when they keep leading there."""
    moved_since: datetime | None = None
    told: datetime | None = None
    """When the admins of its chats were told that it fails or is gone."""
    ttl: timedelta = timedelta(0)
    """For how long its last document wants to be left alone after a visit."""
    quiet: str = ""
    """When its last document wants no visits, in UTC: hours and days like ``0 1 2 sat sun``."""
    pages: bool = True
    """Whether the page of an entry is read when the feed gives only a few words of it."""
    owner: int = 0
    """
    The chat for which headers were given: it alone follows this feed, also after they were taken away. 0: whoever knows
    the address may follow it.
    """
    shared: bool | None = None
    """What the operator said about showing its text to all chats; None: nothing, see ports.Feeds.shared."""
    marks_of: str = ""
    """The server (scheme, host, port) that gave *etag* and *modified*: no other one is asked with them."""


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """
    What a feed has been worth since some moment.

    *recent* counts its entries since then; *oldest* and *newest* are the dates of all that it ever brought. *first* and
    *echo* count the stories that it told since then: as the first of all feeds that were looked at, or after another.
    """

    recent: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None
    first: int = 0
    echo: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A text that can be quoted: an entry, or a document of the seed corpus (*note*: our words, no publisher's)."""

    id: DocId
    title: str
    text: str
    publisher: str = ""
    url: str = ""
    published: datetime | None = None
    language: str = ""
    topics: tuple[str, ...] = ()
    note: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, stored. *backlog* marks what was in the feed before anybody followed it: seen, not news."""

    id: int
    feed: int
    guid: str
    url: str
    """Canonical address, for comparing; may be empty."""
    link: str
    """The address as the feed gave it, for people; may be empty."""
    title: str
    text: str
    publisher: str
    """Display name of who published it."""
    language: str
    published: datetime | None
    seen: datetime
    author: str = ""
    backlog: bool = False
    story: int | None = None
    page: datetime | None = None
    """When its page was asked for because the feed gave only a few words; None: it was not."""

    @property
    def doc(self) -> DocId:
        """The name of this entry as a document."""
        return f"entry:{self.id}"

    @property
    def document(self) -> Document:
        """The entry as a text that can be quoted; one that has only a title is quoted by its title."""
        text = self.text or self.title
        when = self.published or self.seen
        return Document(self.doc, self.title, text, self.publisher, self.link, when, self.language)


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim span of a stored document: ``document.text[start:end] == text``."""

    doc: DocId
    start: int
    end: int
    text: str


# ---------------------------------------------------------------- stories


class Verdict(StrEnum):
    """What an entry is to what we know already."""

    NEW = "new"
    SAME = "same"
    UPDATE = "update"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why two texts were taken for one event, or not: in words that people can check."""

    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    hours: float | None = None
    other: str = ""
    """Headline of what it was compared with."""
    near: str = ""
    """What that is: ``story:12`` or the name of a seed document; empty where it was not kept."""


@dataclass(frozen=True, slots=True)
class Decision:
    """
    What was decided for one entry, and why.

    *story* is the joined story (None: it opens one); *seed* the document of the seed corpus that tells it already;
    *copy* says that the text is a copy of one that the story has; *fresh* are the spans of the entry's text (start,
    end) that hold facts not told before (filled for an update). *made* is the moment of a stored decision.
    """

    verdict: Verdict
    score: float
    story: int | None = None
    seed: DocId = ""
    copy: bool = False
    fresh: tuple[tuple[int, int], ...] = ()
    evidence: Evidence = field(default_factory=Evidence)
    made: datetime | None = None


@dataclass(frozen=True, slots=True)
class Assigned:
    """An entry and the story that it was put into, why, and the keys by which that story is found through it."""

    entry: int
    story: int
    decision: Decision
    keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """
    The entries that report one event. *seed* names the document of the seed corpus that tells it, or is empty.

    *names* are those that it is about, rarest first, in lower case; *rarity* tells how rare its headline's words were
    when its last entry came: 0.0 (in every text) to 1.0 (never read before).
    """

    id: int
    headline: str
    first_seen: datetime
    last_seen: datetime
    seed: DocId = ""
    names: tuple[str, ...] = ()
    rarity: float = 0.5


@dataclass(frozen=True, slots=True)
class Ruling:
    """
    What a person ruled about two stories, the older one first: that they tell one event, or that they do not.

    It holds in one chat, or with 0 in all that did not rule themselves. Pairs ruled by one press share an *act*; *user*
    is the platform's id of who pressed, 0 for what follows from another chat's ruling.
    """

    chat: int
    one: int
    other: int
    together: bool
    act: int
    user: int
    made: datetime


# ---------------------------------------------------------------- chats


class ChatKind(StrEnum):
    """What sort of place a chat is."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class ChatKey:
    """Where people read: a platform's chat, and a forum topic's thread when it is one."""

    platform: str
    chat: int
    thread: int | None = None


class Size(StrEnum):
    """How much a digest says of each story."""

    HEADLINES = "headlines"
    """A line: the headline and who tells it."""
    BRIEF = "brief"
    """What a reader takes in at a glance."""
    FULL = "full"
    """Twice that."""


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat and its settings. *subscribed* is the moment from which stories are news for it; None: no digests."""

    id: int
    key: ChatKey
    kind: ChatKind
    title: str
    zone: str
    times: tuple[time, ...]
    subscribed: datetime | None = None
    gone: str = ""
    """Why we cannot write there now; empty while we can. Its messages are held until we can again."""
    hours_since: datetime | None = None
    """When *zone* or *times* were last changed: what they say of earlier moments was never promised."""
    size: Size | None = None
    """How long its digests are; None: as the operator set it for all."""
    gone_since: datetime | None = None
    """Since when we cannot write there; None while we can, or if it was not noted."""
    subscribed_by: int = 0
    """The platform's id of who subscribed it, or the chat's own if that was done in its name; 0: nobody known."""
    admin: int = 0
    """The platform's id of the person who last changed its settings; 0: nobody known."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one chat, one person and all together may have the bot do; see the settings for why so much."""

    feeds: int = 10_000
    feeds_per_chat: int = 200
    feeds_per_person: int = 500
    chats_per_person: int = 20
    questions: int = 1_000
    questions_per_chat: int = 20
    questions_per_person: int = 40


@dataclass(frozen=True, slots=True)
class Usage:
    """
    How much the bot is used, in numbers only.

    *chats* counts those subscribed by kind; *people* who acted within a week; *feeds* those that somebody follows. The
    rest counts who has reached a limit: chats and people with as many feeds, people with as many chats or questions.
    """

    chats: dict[str, int]
    people: int
    feeds: int
    questions: int
    full_chats: int = 0
    full_people: int = 0


REPLACED = "replaced by the chat that moved here"
"""Why a chat is gone for good: its place belongs to another row, so there is nowhere to send to."""


# ---------------------------------------------------------------- digests and messages


@dataclass(frozen=True, slots=True)
class Source:
    """Who told a story, for people: name, link, when."""

    publisher: str
    url: str
    published: datetime


@dataclass(frozen=True, slots=True)
class SourcedQuote:
    """A quote with who said it."""

    quote: Quote
    source: Source


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One story as a digest tells it. *update*: the chat had the story already, the quotes are what is new."""

    story: int
    headline: str
    url: str
    quotes: tuple[SourcedQuote, ...]
    sources: tuple[Source, ...]
    first_seen: datetime
    update: bool = False
    background: str = ""
    """Title of the seed corpus document that tells the beginning, or empty."""
    also: bool = False
    """Told in one line, because the more important stories filled the digest."""
    figures: tuple[SourcedQuote, ...] = ()
    """What sources give differently for one thing that the quotes tell, each as written; empty if they agree."""
    earlier: int | None = None
    """For an update: the platform's id of the chat's message that told the story last; None if unknown."""
    earlier_url: str = ""
    """The address of that message, where the platform has one."""
    topic: str = ""
    """The name under which it stands with others, or empty."""


@dataclass(frozen=True, slots=True)
class Digest:
    """The stories chosen for one chat and one slot, in order, and what was held back."""

    chat: int
    slot: datetime
    items: tuple[DigestItem, ...]
    known: int = 0
    """Stories that the seed corpus tells already."""
    more: int = 0
    """Stories left over by the cap; they stay candidates for the next digest."""
    next_slot: datetime | None = None
    size: Size = Size.BRIEF
    quiet: bool = False
    """So little is new that smaller and older stories are in it than on other days."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message. *data* comes back when it is pressed: at most 64 bytes."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Reply:
    """
    What a chat is shown. *text* is markup as in ``text/markup.py``.

    *stories* are those that it tells, in order; *silent*: it arrives without a sound; *reply_to*: the platform's id of
    the chat's message that it answers; *picture*: a PNG that is shown above the text, which is short then; *plain*: the
    text is no markup and is shown as it stands.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    stories: tuple[int, ...] = ()
    silent: bool = False
    reply_to: int | None = None
    picture: bytes = b""
    plain: bool = False


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
    """One part of a digest or notice in the outbox. *sent_id* is the platform's id once it is known."""

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
    sent_id: int | None = None
    after: int = 0
    """The highest platform id known when its sending began: if it arrived, then above it."""
    reply_to: int | None = None
    """The platform's id of the chat's message that it answers; it is sent all the same when that is gone."""
    mended: tuple[Flaw, ...] = ()
    """What was taken out of it because the platform refused it; without markup, *text* is shown as it stands."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A message that did not come, or is held, and the headlines of its stories that the chat still does not have."""

    message: Message
    headlines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Traces:
    """What is known of the platform's ids under one of which a message may stand whose sending broke off."""

    top: int
    """The highest id known by now among those that are counted together with the message's."""
    taken: frozenset[int]
    """Those above the message's *after* that other messages have."""
    open: int
    """How many other messages that are counted together with it are being sent, or broke off as well."""
    rivals: tuple[datetime, ...]
    """Of these the ones in the same chat: until when each may still arrive."""
    hidden: bool
    """Whether people may write in this chat without our seeing it."""
    unknown_up_to: int = 0
    """Up to which id other messages of ours may stand in this chat that nobody found; 0: there are none."""


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


# ---------------------------------------------------------------- answers


@dataclass(frozen=True, slots=True)
class AnswerQuote:
    """One quoted sentence of an answer, what it comes from, and the sentence before it when it needs one."""

    quote: Quote
    document: Document
    context: Quote | None = None
    focus: tuple[int, int] | None = None
    """Span inside the quote's text that answers, when it could be told."""
    side: str = ""
    """What it says where quotes differ: a value as written, ``yes``, ``no`` or ``open``; else empty."""
    fit: float = 1.0
    """How well it fits the question, against the best quote: 0 to 1."""
    agrees: bool = True
    """Whether it says what the first quote says."""
    sure: bool = True
    """Whether we may say in our words which side it takes."""
    claim: str = ""
    """Who says it of themselves, so that it is their own claim; else empty."""


@dataclass(frozen=True, slots=True)
class Reach:
    """
    How far a search reached: how many documents can be quoted, of how many feeds they are, and from when to when
    these tell; None when nothing has a date.
    """

    documents: int
    sources: int
    oldest: datetime | None = None
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What `/fact` found: quotes, best first. When *answered* is false they are only the nearest sentences.

    *agreement*: ``one source``, ``agree``, ``differ``, ``nothing``, or ``no question`` when no word says what is
    wanted.
    """

    question: str
    quotes: tuple[AnswerQuote, ...]
    score: float
    answered: bool
    agreement: str
    sources: int = 0
    """How many independent publishers say what the first quote says; copies count once, background notes not at all."""
    notes: bool = False
    """Whether the background notes say it as well: all together they are one voice, and no publisher's."""
    reach: Reach | None = None
    """What was searched, told only when nothing answers."""
    of_now: bool = False
    """Whether the question was about a state, so that the newest quote counts most."""


@dataclass(frozen=True, slots=True)
class StandingQuestion:
    """A question that waits for an answer. *about* is the text that it was asked about, or empty."""

    id: int
    chat: int
    user: int
    text: str
    about: str
    asked: datetime


@dataclass(frozen=True, slots=True)
class Fetched:
    """An HTTP answer within our limits. *body* is empty for status 304; *headers* have lower-case names."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    permanent: str = ""
    """Where a chain of only permanent redirects (301, 308) led; empty when there was none."""


Values = dict[str, Any]
"""Plain JSON-ready data."""
