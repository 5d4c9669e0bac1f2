"""Digests: what is told to a chat for one slot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.model.chats import Size
from bot.model.feeds import Quote, entry_numbers
from bot.model.media import NO_MEDIA, Media
from bot.model.messages import Reply
from bot.model.stories import Story

LONGEST_HEADLINE = 200
"""Characters of a headline that are shown: a feed may send a whole text as a title."""


@dataclass(frozen=True, slots=True)
class Source:
    """Who told a story, for people: name, link, when. *has_hour*: not only on what day, as in Entry."""

    publisher: str
    url: str
    published: datetime
    has_hour: bool = True


@dataclass(frozen=True, slots=True)
class SourcedQuote:
    """A quote with who said it."""

    quote: Quote
    source: Source


class Numbered(NamedTuple):
    """A story as a message had it below a number; *headline*: as it stood there, empty if that was not kept."""

    story: int
    headline: str


class Listed(NamedTuple):
    """What somebody is shown outside the outbox: its messages, and the stories of its numbers from 1 on."""

    messages: Sequence[Reply] = ()
    stories: Sequence[int] = ()


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
    """A sentence of the seed corpus that tells the beginning, or empty."""
    also: bool = False
    """Told in one line, because the more important stories filled the digest."""
    figures: tuple[SourcedQuote, ...] = ()
    """What sources give differently for one thing that the quotes tell, each as written; empty if they agree."""
    earlier: str = ""
    """For an update: the platform's id of the chat's message that told the story last; empty if unknown."""
    earlier_url: str = ""
    """The address of that message, where the platform has one."""
    topic: str = ""
    """The name under which it stands with others, or empty."""
    before: Story | None = None
    """For news: an earlier event of the same matter, as the chat sees it; None if there is none or it is not known."""
    rule: str = ""
    """What the chat follows it by, as it would be typed; empty if it does not."""
    media: Media = NO_MEDIA
    """What there is to hear or to watch; a picture only where it is all that there is."""
    told_with: tuple[int, ...] = ()
    """Other stories that tell the same: their sources stand here, and they count as told."""
    overtakes: tuple[int, ...] = ()
    """Those of *told_with* that tell of an earlier version, which is over: nothing of them stands here."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A story that a digest does not show, for a list of them."""

    headline: str
    url: str
    publisher: str


@dataclass(frozen=True, slots=True)
class KeptAway:
    """A story that a rule of the chat keeps away. *rule*: its conditions as they would be typed."""

    headline: str
    rule: str


@dataclass(frozen=True, slots=True)
class Digest:
    """The stories chosen for one chat and one slot, in order, and what was held back."""

    chat: int
    slot: datetime
    items: tuple[DigestItem, ...]
    known: int = 0
    """Stories that only repeat what the seed corpus or the chat's notes tell, or what the chat has read."""
    more: int = 0
    """Stories left over by the cap; they stay candidates for a while, and fade."""
    next_slot: datetime | None = None
    size: Size = Size.BRIEF
    quiet: bool = False
    """So little is new that smaller and older stories are in it than on other days."""
    made: datetime | None = None
    """The moment at which it was made; None: the slot."""
    zone: str = "UTC"
    """The time zone in which its days and hours are given."""
    language: str = "en"
    """Of the words around the news."""
    left_out: tuple[LeftOut, ...] = ()
    """The worthiest of the stories left over."""
    preview: str = ""
    """The address whose preview stands above the first message, where the platform has such; empty: none."""
    muted: int = 0
    """Stories since the last digest that rules kept away."""
    kept_away: tuple[KeptAway, ...] = ()
    """The newest of these."""
    alert: bool = False
    """Told at once, beside the slots."""
    edited: bool = False
    """Editors chose the order: headings over kinds of stories would be wrong."""

    @property
    def overtaken(self) -> int:
        """Stories whose place a later version takes here; digests stored without their names count them in *known*."""
        return len({story for item in self.items for story in item.overtakes})

    def quoted(self, *, figures: bool) -> set[int]:
        """The entries (row ids) that it quotes; with *figures* also those that only tell a figure otherwise."""
        shown = (one for item in self.items for one in (*item.quotes, *(item.figures if figures else ())))
        return entry_numbers(one.quote.doc for one in shown)


@dataclass(frozen=True, slots=True)
class Proof:
    """
    A digest as editors see it before its hour, with what they changed of it.

    *version* grows with each change, so that whoever changes an older one is told. *digest* is None once it was posted
    or skipped. What editors struck of it stands in it still.
    """

    id: int
    chat: int
    slot: datetime
    version: int
    digest: Digest | None
