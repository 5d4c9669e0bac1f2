"""Feeds, what a fetch brings, entries, and verbatim spans of documents."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.model.failures import Failed
from bot.model.media import NO_MEDIA, Media

DocId = str
"""Names a stored document: ``entry:12`` or ``seed:small-and-fast``."""
_ENTRY = "entry:"

UNSAID = "en"
"""In which language words are read of which nobody says one: most feeds that say none are English."""


def entry_doc(entry: int) -> DocId:
    """The name of an entry (row id) as a document."""
    return f"{_ENTRY}{entry}"


def entry_number(doc: DocId) -> int | None:
    """The entry (row id) that a document is; None for one that is no entry."""
    number = doc.removeprefix(_ENTRY)
    return int(number) if number != doc and number.isdecimal() else None


def entry_numbers(docs: Iterable[DocId]) -> set[int]:
    """The entries among some documents."""
    return {number for doc in docs if (number := entry_number(doc)) is not None}


@dataclass(frozen=True, slots=True)
class Fetched:
    """An HTTP answer within our limits. *body* is empty for status 304; *headers* have lower-case names."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    permanent: str = ""
    """Where a chain of only permanent redirects (301, 308) led; empty when there was none."""


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
    media: Media = NO_MEDIA


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

    @property
    def read_in(self) -> str:
        """The language in which its words are read."""
        return self.language or UNSAID


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
    media: Media = NO_MEDIA
    """For storing; whoever shows it asks ``ports.Entries.media``, for most entries have none and few are shown."""

    @property
    def read_in(self) -> str:
        """The language in which its words are read."""
        return self.language or UNSAID

    @property
    def moment(self) -> datetime:
        """When it was published or, if it does not say, seen."""
        return self.published or self.seen

    @property
    def has_hour(self) -> bool:
        """Whether its feed says at what hour it was published: midnight, in UTC, stands for a day without one."""
        return self.published is not None and self.published.time() != time()

    @property
    def doc(self) -> DocId:
        """The name of this entry as a document."""
        return entry_doc(self.id)

    @property
    def document(self) -> Document:
        """The entry as a text that can be quoted; one that has only a title is quoted by its title."""
        text = self.text or self.title
        return Document(self.doc, self.title, text, self.publisher, self.link, self.moment, self.language)


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim span of a stored document: ``document.text[start:end] == text``."""

    doc: DocId
    start: int
    end: int
    text: str
