"""What of a fetched document becomes stored entries. PURE."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.feeds.identity import GUID, LINK, Marked
from bot.feeds.pages import STUB
from bot.feeds.titles import is_paid
from bot.model import UNSAID, Entry, Feed, ParsedEntry
from bot.text.analysis.sentences import sentences
from bot.text.analysis.words import terms
from bot.text.cleaning.urls import canonical, publisher

_OLD_NEWS = timedelta(days=30)
"""An unseen entry dated so long before our last visit was not published since: the feed began to list its archive."""
_OTHER_WORDS = 2
"""Words that a title must have of its own to say something else: with one it was only put better."""
_SAME_TEXT = 1 / 3
"""Share of its words that a text must have in common with another one to be that text, edited."""
_COMPARED = 2_000
"""Characters of a text that are compared: who says something else says so there."""
_FAST_CLOCK = timedelta(minutes=15)
"""So far a server's clock may be ahead of ours; a later date is another one: of the event, or nobody's."""
_HEADLINE = 120
"""Characters of text that stand in for a missing title."""


def new_entries(feed: Feed, unseen: Sequence[Marked], now: datetime) -> list[Entry]:
    """
    The entries to store, oldest first, so that ids rise with time. Those that tell nothing at all are left out,
    and advertisements.

    Args:
        feed: As it was before this poll: with its first document all entries are backlog.
        unseen: The items that nobody has seen yet, in the order of the document.
        now: The moment of the poll.
    """
    fresh = [_entry(feed, one.entry, now) for one in reversed(unseen) if _tells(one.entry)]
    return sorted(fresh, key=lambda entry: entry.published or now)


def _tells(entry: ParsedEntry) -> bool:
    return bool(entry.title or entry.text or entry.link or entry.media.is_any) and not is_paid(entry.title)


def same_entry(known: Marked, stored: Sequence[Entry]) -> Entry | None:
    """
    The stored entry that an item is; None if it is not clear which.

    Args:
        known: The item that was seen before.
        stored: Entries of the feed that it may be, oldest first.
    Returns: the entry; of one that came anew, what came last.
    """
    kinds = {mark[0] for mark in known.marks}
    url, guid = canonical(known.entry.link), known.entry.guid
    by_url = [one for one in stored if url and LINK in kinds and one.url == url]
    by_guid = [one for one in stored if guid and GUID in kinds and one.guid == guid]
    same = by_url or by_guid
    return same[-1] if len({(one.url, one.guid) for one in same}) == 1 else None


def edited(entry: Entry, now: ParsedEntry) -> Entry:
    """A stored entry as its feed words it now; the same if nothing was reworded."""
    return replace(entry, title=now.title or entry.title, text=_longer(entry, now.text))


def comes_anew(entry: Entry, now: ParsedEntry) -> bool:
    """
    Whether what stands in the place of an entry is another report: it has a later date and says something else.

    Feeds of warnings use one id and one address for all, and newsrooms for all that becomes of an event. Figures alone
    say nothing else: that is what weather and prices do all day.
    """
    return is_later(entry, now) and _says_else(entry, now)


def is_later(entry: Entry, now: ParsedEntry) -> bool:
    """Whether an item is dated after what is stored of it; an edit alone must come after that was read."""
    published = now.published is not None and now.published > entry.moment
    return published or (now.updated is not None and now.updated > entry.seen)


def _says_else(entry: Entry, now: ParsedEntry) -> bool:
    before, title = _words(f"{entry.title} {entry.text}"), _words(now.title)
    if len(title - before) >= _OTHER_WORDS:
        return True
    one, other = _words(entry.text), _words(now.text)
    return min(len(one), len(other)) >= _OTHER_WORDS and len(one & other) < _SAME_TEXT * min(len(one), len(other))


def _words(text: str) -> set[str]:
    """The words of a text that say something, and are no figures."""
    return {word for word in terms(text[:_COMPARED]) if not any(map(str.isdigit, word))}


def _longer(entry: Entry, text: str) -> str:
    """What to keep as the text: not a page's excerpt for the page, nor the beginning for the whole."""
    beginning = text.rstrip("….\n ")
    return entry.text if _is_of_page(entry) or entry.text.startswith(beginning) else text


def _is_of_page(entry: Entry) -> bool:
    """Whether a text is the article of the entry's page, which was asked for; what is as short as a teaser is one."""
    return entry.page is not None and len(entry.text) > STUB


def _entry(feed: Feed, entry: ParsedEntry, now: datetime) -> Entry:
    published = _believed(entry.published, now)
    return Entry(
        id=0,
        feed=feed.id,
        guid=entry.guid,
        url=canonical(entry.link),
        link=entry.link,
        title=_title(feed, entry),
        text=entry.text,
        publisher=_publisher(feed, entry.link),
        language=feed.language,
        published=published,
        seen=now,
        author=entry.author,
        backlog=_is_backlog(feed, published),
        media=entry.media,
    )


def _believed(published: datetime | None, now: datetime) -> datetime | None:
    """When an entry was published, as far as its feed can know; nobody knows what is still to come."""
    return None if published is None or published - now > _FAST_CLOCK else min(published, now)


def _title(feed: Feed, entry: ParsedEntry) -> str:
    """What stands above an entry; nothing above a bare picture, for which its source is named where it is shown."""
    found = entry.title or _headline(entry.text, feed.language or UNSAID)
    # under one title all the pictures of a feed would be one story
    return found or ("" if entry.media.is_any else publisher(entry.link) or feed.title)


def _is_backlog(feed: Feed, published: datetime | None) -> bool:
    if feed.last_success is None:
        return True
    return published is not None and published < feed.last_success - _OLD_NEWS


def _headline(text: str, language: str) -> str:
    """Its first line, or if that is long its first sentence; a long one is cut between words."""
    line = text.partition("\n")[0]
    if len(line) <= _HEADLINE:
        return line
    first = next(iter(sentences(line[: 2 * _HEADLINE], language)), None)
    if first and len(first.text) <= _HEADLINE:
        return first.text
    head = line[:_HEADLINE]
    return (head.rpartition(" ")[0] or head) + "…"


def _publisher(feed: Feed, link: str) -> str:
    """The feed's name, unless the entry leads to another site: then a feed that collects links is not its publisher."""
    there, home = publisher(link), publisher(feed.site) or publisher(feed.url)
    same = not there or not home or there.endswith(home) or home.endswith(there) or _family(there) == _family(home)
    return (feed.title or home) if same else there


def _family(host: str) -> str:
    """The part of a host that one owner has: ``b.example`` of ``a.b.example``, ``b.co.uk`` of ``a.b.co.uk``."""
    labels = host.split(".")
    short_middle = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3 if short_middle else -2 :])
