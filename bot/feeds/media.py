"""
Pictures, sound and films of an item, by what feeds say of them. PURE; nothing is ever fetched.

RSS and Atom enclosures, Media RSS (``media:content``, ``media:thumbnail``), iTunes (``itunes:image`` and
``itunes:duration``), attachments and images of JSON Feed.
"""

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from bot.model import Media
from bot.text.cleaning.urls import is_web, too_long

MOST = 20
"""Enclosures of one item that are looked at: the same film comes in that many sizes at most."""
LONGEST = 7 * 24 * 3600
"""Seconds. What claims to last longer is somebody's slip, or no duration at all."""

_KINDS = ("image", "audio", "video")
_ENDINGS = {
    "image": ("jpg", "jpeg", "png", "gif", "webp", "avif"),
    "audio": ("mp3", "m4a", "aac", "ogg", "oga", "opus", "flac", "wav"),
    "video": ("mp4", "m4v", "webm", "mov", "mkv", "ogv"),
}
_BY_ENDING = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings}
_SHAPE = re.compile(r"(?:(?:([0-9]{1,3}):)?([0-9]{1,3}):)?([0-9]{1,7})(?:\.[0-9]{1,9})?")
"""Seconds, minutes and seconds, or hours, minutes and seconds."""


class Found(NamedTuple):
    """Something that an item names: its address, and what is said of its kind and length; any may be empty."""

    url: str
    kind: str = ""
    """A MIME type, or a medium like ``video``."""
    duration: str = ""


def media(found: Iterable[Found], duration: str = "") -> Media:
    """
    What an item has to show: of each kind what is named first.

    Args:
        found: In the order of the document, the best first; addresses as people may follow them.
        duration: Of the whole item, as iTunes has it; it goes before those of the parts.
    """
    first: dict[str, Found] = {}
    for one in islice(found, MOST):
        kind = _kind(one)
        if kind and is_web(one.url) and not too_long(one.url):
            first.setdefault(kind, one)
    addresses = {kind: one.url for kind, one in first.items()}
    lasting = [first[kind].duration for kind in ("audio", "video") if kind in first]
    lengths = (seconds(text) for text in (duration, *lasting) if lasting)
    return Media(**addresses, seconds=next(filter(None, lengths), 0))


def seconds(text: str) -> int:
    """How long something lasts: ``2052``, ``34:12`` or ``1:02:03``; 0 for what is none of these, or too long."""
    match = _SHAPE.fullmatch(text.strip()[:40])
    if match is None:
        return 0
    hours, minutes, rest = (int(part or 0) for part in match.groups())
    length = 3600 * hours + 60 * minutes + rest
    return length if length <= LONGEST else 0


def _kind(one: Found) -> str:
    said = one.kind.partition("/")[0].strip().lower()
    if said in _KINDS:
        return said
    # what is called something else is something else; only of what nothing is said the ending tells
    path = one.url.partition("?")[0].partition("#")[0]
    return "" if said and said != "application" else _BY_ENDING.get(path.rpartition(".")[2].lower(), "")
