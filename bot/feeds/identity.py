"""
Which entries of a feed were there before. PURE.

Feeds change ids, addresses, titles and dates, drop entries and list them again. So an entry is known by several marks,
kept for good, and each is believed only as far as it deserves:

- its address: alone enough, unless several different entries of the document share it (a change log, a home page);
- its id: enough when there is no usable address; beside an address only together with the title, because feeds
  use one id again for something else, and because a rewritten entry at a new address is better shown than lost: the
  story it belongs to is recognised by what it says;
- its title and text together: enough when the text is more than a few words; with a title alone the date must agree;
- all of it together, where entries of one document differ in their text alone: alerts that have one title and one link.
"""

from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.feeds.fingerprints import Digest, Fingerprint, fingerprint
from bot.model import ParsedEntry

LINK, GUID = "l", "g"
"""First letters of the marks by which an address or an id alone tells an entry."""


class Marks(NamedTuple):
    """Of one item. *checks*: any of them known means that the item is; *marks*: what to remember of it."""

    checks: tuple[str, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """An entry with its marks, as in Marks."""

    entry: ParsedEntry
    checks: tuple[str, ...]
    marks: tuple[str, ...]


def marked(entries: Sequence[ParsedEntry]) -> list[Marked]:
    """The entries of one document with their marks."""
    found = marks_of([fingerprint(entry) for entry in entries])
    return [Marked(entry, *marks) for entry, marks in zip(entries, found, strict=True)]


def marks_of(fingerprints: Sequence[Fingerprint]) -> list[Marks]:
    """The marks of the items of one document, which depend on the document: what repeats in it is distrusted."""
    bad_ids = _shared((one.guid, one.link_title) for one in fingerprints)
    with_ids = [one for one in fingerprints if one.guid and one.guid not in bad_ids]
    without = [one for one in fingerprints if not one.guid or one.guid in bad_ids]
    # One address under several ids is one entry listed twice, unless the titles differ as well.
    bad_links = _shared((one.link, one.link_title) for one in fingerprints) & (
        _shared((one.link, one.guid) for one in with_ids) | _shared((one.link, one.link_title) for one in without)
    )
    bad_texts = _shared((one.print, one.link + b"|" + one.guid) for one in fingerprints)
    alike = _shared((one.link_title, one.whole) for one in without if one.link)
    return [
        _marks(
            one,
            link=bool(one.link) and one.link not in bad_links and not one.home,
            guid=bool(one.guid) and one.guid not in bad_ids,
            text=bool(one.print) and one.print not in bad_texts,
            alike=one.link_title in alike,
        )
        for one in fingerprints
    ]


def unseen(entries: Iterable[Marked], known: Collection[str]) -> list[Marked]:
    """Those entries that none of *known* marks stands for, in order; one that the document holds twice, once."""
    so_far = set(known)
    new = []
    for one in entries:
        if so_far.isdisjoint(one.checks):
            new.append(one)
        so_far.update(one.marks)
    return new


def _shared(pairs: Iterable[tuple[Digest, Digest]]) -> set[Digest]:
    """The first of each pair that stand beside more than one second."""
    beside: dict[Digest, set[Digest]] = defaultdict(set)
    for one, other in pairs:
        if one:
            beside[one].add(other)
    return {one for one, others in beside.items() if len(others) > 1}


def _marks(one: Fingerprint, *, link: bool, guid: bool, text: bool, alike: bool) -> Marks:
    marks = {
        "link": _key(LINK, one.link) if link and not alike else "",
        "guid": _key(GUID, one.guid) if guid else "",
        "guid and title": _key("i", one.guid_title) if one.guid else "",
        "link and title": _key("t", one.link_title) if one.link else "",
        "text": _key("f", one.print) if text else "",
    }
    if link:
        enough = {"link", "text", "guid and title", "link and title"}
    elif guid and one.print:  # a daily column that always links to the front page is new with each id
        enough = {"guid", "text"}
    else:
        enough = {"guid", "text", "link and title"}
    if not link and not guid:
        enough.add("guid and title")
    if alike and not guid:
        enough = {"text"}
    checks = tuple(key for name, key in marks.items() if key and name in enough)
    everything = tuple(key for key in marks.values() if key)
    if checks and not alike:
        return Marks(checks, everything)
    last = _key("e", one.whole)
    return Marks((*checks, last), (*everything, last))


def _key(kind: str, digest: Digest) -> str:
    """Sixteen characters: what sort of mark, and 88 bits of what it stands for."""
    return kind + urlsafe_b64encode(digest).decode()[:15]
