"""
What is remembered of each item of a feed's last document. PURE.

A fingerprint says where an item came from (its bytes, or what was read out of them) and holds, as digests, all by which
entries are compared. So an item that has not changed need not be read again, and still takes part in every comparison.
"""

import hashlib
import re
import struct
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.model import ParsedEntry
from bot.text.cleaning.urls import canonical

SIZE = 11
"""Bytes of a digest: 88 bits, so no two of a feed's will ever be alike by chance."""
Digest = bytes
"""*SIZE* bytes, or none where there is nothing to be compared."""

_VERSION = b"1"
"""Of the layout below: what another version wrote is forgotten."""
_TELLING_TEXT = 40
"""Characters from which a text says what it is about; "Read it on our site." says nothing."""
_WORD = re.compile(r"\w+")
_LAYOUT = struct.Struct(f"<{SIZE}s{SIZE}s{SIZE}s{SIZE}s{SIZE}s{SIZE}s{SIZE}s?q")
_NONE = bytes(SIZE)
_NO_DATE = -1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One item: *source* is what it was read from; the other digests are of what was read."""

    source: Digest
    link: Digest
    guid: Digest
    guid_title: Digest
    link_title: Digest
    print: Digest
    """Title and text, or title and date of an item with too little text."""
    whole: Digest
    home: bool
    """Whether the link is only a site's front page."""
    published: datetime | None


def fingerprint(entry: ParsedEntry, source: Digest = b"") -> Fingerprint:
    """The fingerprint of an entry; without a *source* it comes from what was read."""
    link, title, text = canonical(entry.link), _words(entry.title), _words(entry.text)
    return Fingerprint(
        source=source or digest(repr(entry)),
        link=digest(link) if link else b"",
        guid=digest(entry.guid) if entry.guid else b"",
        guid_title=digest(entry.guid, title) if entry.guid else b"",
        link_title=digest(link, title),
        print=_fingerprint(title, text, entry.published),
        whole=digest(entry.guid, link, title, text),
        home=link.count("/") == 3 and link.endswith("/"),
        published=entry.published,
    )


def digest(*parts: str) -> Digest:
    """*SIZE* bytes that stand for *parts*."""
    return hashlib.blake2b("\x00".join(parts).encode("utf-8", "surrogatepass"), digest_size=SIZE).digest()


def pack(fingerprints: list[Fingerprint]) -> bytes:
    """Fingerprints as they are stored: 86 bytes each."""
    return _VERSION + b"".join(_LAYOUT.pack(*_digests(one), one.home, _seconds(one.published)) for one in fingerprints)


def unpack(memory: bytes) -> list[Fingerprint]:
    """The fingerprints in *memory*; none if it is empty, or of another version of the program."""
    if memory[:1] != _VERSION or (len(memory) - 1) % _LAYOUT.size:
        return []
    return [_of_row(row[:-2], *row[-2:]) for row in _LAYOUT.iter_unpack(memory[1:])]


def _fingerprint(title: str, text: str, published: datetime | None) -> Digest:
    if len(text) >= _TELLING_TEXT and text != title:
        return digest(f"{title}\n{text}")
    return digest(f"{title}\n{published.isoformat()}") if title and published else b""


def _words(text: str) -> str:
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _digests(one: Fingerprint) -> tuple[Digest, ...]:
    return one.source, one.link, one.guid, one.guid_title, one.link_title, one.print, one.whole


def _seconds(moment: datetime | None) -> int:
    return _NO_DATE if moment is None else (moment - _EPOCH) // _SECOND


def _of_row(digests: tuple[Digest, ...], home: bool, seconds: int) -> Fingerprint:
    source, link, guid, guid_title, link_title, print_, whole = (b"" if one == _NONE else one for one in digests)
    published = None if seconds == _NO_DATE else _EPOCH + timedelta(seconds=seconds)
    return Fingerprint(source, link, guid, guid_title, link_title, print_, whole, home, published)
