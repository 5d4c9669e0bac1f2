"""PURE: which chat people mean who name one: by its number, its @name, or a link to it or to one of its posts."""

import re
from urllib.parse import urlsplit

_NAME = re.compile(r"@?([A-Za-z][A-Za-z0-9_]{3,31})", re.ASCII)
_NUMBER = re.compile(r"-100[0-9]{6,16}", re.ASCII)
_INNER = re.compile(r"[0-9]{6,16}", re.ASCII)
_HOST = re.compile(r"(?:www\.)?(?:t|telegram)\.(?:me|dog)")
_LONGEST = 300
"""Characters of what names a place: a link to a post has about sixty."""
_NO_NAMES = frozenset({"joinchat", "addlist", "share", "proxy", "addstickers", "invoice", "login"})
"""What may stand first in a link of Telegram's and names no chat that a bot could find."""


def place_named(text: str) -> str:
    """
    The number or @name of a place as people wrote it; empty if none can be made out.

    A link by which people join tells bots nothing, so it names no place.
    """
    word = text.strip()[:_LONGEST]
    if _NUMBER.fullmatch(word):
        return word
    if found := _NAME.fullmatch(word):
        return f"@{found[1]}"
    return _linked(word)


def _linked(link: str) -> str:
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    path = [part for part in parts.path.split("/") if part]
    if host.endswith(".t.me") and not _HOST.fullmatch(host):
        path = [host.removesuffix(".t.me")]
    elif not _HOST.fullmatch(host) or not path:
        return ""
    if path[0] == "c":
        return f"-100{path[1]}" if len(path) > 1 and _INNER.fullmatch(path[1]) else ""
    name = path[1] if path[0] == "s" and len(path) > 1 else path[0]
    found = _NAME.fullmatch(name)
    return f"@{found[1]}" if found and found[1].lower() not in _NO_NAMES else ""
