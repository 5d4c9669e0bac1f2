"""
Which entries of a feed were there before. PURE.

Feeds change ids, addresses, titles and dates, drop entries and list them again. So an entry is known by several marks,
kept for good, and each is believed only as far as it deserves:

- its address: alone enough, unless several different entries of the document share it (a change log, a home page);
- its id: enough when there is no usable address; beside an address only together with the title, because feeds
  use one id again for something else, and because a rewritten entry at a new address is better shown than lost: the
  story it belongs to is recognised by what it says;
- its title and text together: enough when the text is more than a few words; with a title alone the date must agree.
"""

import hashlib
import re
import unicodedata
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.model import ParsedEntry
from bot.text.urls import canonical

_TELLING_TEXT = 40
"""Characters from which a text says what it is about; "Read it on our site." says nothing."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Marked:
    """An entry with its marks. *checks*: any of them known means that the entry is; *marks*: what to remember of it."""

    entry: ParsedEntry
    checks: tuple[str, ...]
    marks: tuple[str, ...]


def marked(entries: Sequence[ParsedEntry]) -> list[Marked]:
    """The entries of one document with their marks, which depend on the document: what repeats in it is distrusted."""
    traits = [_traits(entry) for entry in entries]
    bad_ids = _shared((trait.guid, f"{trait.link} {trait.title}") for trait in traits)
    with_ids = [trait for trait in traits if trait.guid and trait.guid not in bad_ids]
    without = [trait for trait in traits if not trait.guid or trait.guid in bad_ids]
    # One address under several ids is one entry listed twice, unless the titles differ as well.
    bad_links = _shared((trait.link, trait.title) for trait in traits) & (
        _shared((trait.link, trait.guid) for trait in with_ids)
        | _shared((trait.link, trait.title) for trait in without)
    )
    bad_texts = _shared((trait.print, trait.link + trait.guid) for trait in traits)
    return [
        _mark(
            entry,
            trait,
            link=bool(trait.link) and trait.link not in bad_links and not trait.home,
            guid=bool(trait.guid) and trait.guid not in bad_ids,
            text=bool(trait.print) and trait.print not in bad_texts,
        )
        for entry, trait in zip(entries, traits, strict=True)
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


@dataclass(frozen=True, slots=True)
class _Traits:
    guid: str
    link: str
    title: str
    print: str
    home: bool
    """Whether the link is only a site's front page."""


def _traits(entry: ParsedEntry) -> _Traits:
    link = canonical(entry.link)
    title = _words(entry.title)
    text = _words(entry.text)
    if len(text) >= _TELLING_TEXT and text != title:
        fingerprint = f"{title}\n{text}"
    elif title and entry.published:
        fingerprint = f"{title}\n{entry.published.isoformat()}"
    else:
        fingerprint = ""
    return _Traits(entry.guid, link, title, fingerprint, home=link.count("/") == 3 and link.endswith("/"))


def _words(text: str) -> str:
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _shared(pairs: Iterable[tuple[str, str]]) -> set[str]:
    """The first of each pair that stand beside more than one second."""
    beside: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        if one:
            beside[one].add(other)
    return {one for one, others in beside.items() if len(others) > 1}


def _mark(entry: ParsedEntry, trait: _Traits, *, link: bool, guid: bool, text: bool) -> Marked:
    marks = {
        "link": _key("l", trait.link) if link else "",
        "guid": _key("g", trait.guid) if guid else "",
        "guid and title": _key("i", trait.guid, trait.title) if trait.guid else "",
        "link and title": _key("t", trait.link, trait.title) if trait.link else "",
        "text": _key("f", trait.print) if text else "",
    }
    enough = {"link", "text", "guid and title", "link and title"} if link else {"guid", "text", "link and title"}
    if not link and not guid:
        enough.add("guid and title")
    checks = tuple(key for name, key in marks.items() if key and name in enough)
    everything = tuple(key for key in marks.values() if key)
    if checks:
        return Marked(entry, checks, everything)
    last = _key("e", trait.guid, trait.link, trait.title, _words(entry.text))
    return Marked(entry, (last,), (*everything, last))


def _key(kind: str, *parts: str) -> str:
    """Sixteen characters that stand for *parts*: 88 bits, so no two of a feed's will ever be alike by chance."""
    digest = hashlib.blake2b("\x00".join(parts).encode("utf-8", "surrogatepass"), digest_size=11).digest()
    return kind + urlsafe_b64encode(digest).decode()[:15]
