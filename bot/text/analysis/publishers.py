"""Who published something, however he writes himself: his own feeds and his site are one source. PURE."""

import re

_HOST = re.compile(r"https?://(?:[^/@?#]*@)?(?:www\.)?([^/:?#]+)", re.IGNORECASE)
_SECOND = frozenset({"co", "com", "org", "net", "ac", "gov", "edu"})
"""What stands before a country in the names of its hosts ("bbc.co.uk") and names nobody."""
_NO_LETTER = re.compile(r"[\W_]+")
_SHORTEST = 3
"""Letters of a site's name below which another name may begin so by chance."""


def publisher_key(name: str, link: str) -> str:
    """
    One key for all ways in which a publisher writes itself.

    Args:
        name: As the feed says it: "The Loom", "The Loom: Sport", "theloom.example".
        link: The address of what was published; may be empty.
    Returns: the name of the site in its host where the publisher's name begins with it or there is none, else the name
        in small letters.
    """
    site, letters = _site(link), _NO_LETTER.sub("", name.casefold())
    if not name.strip():
        return site
    return site if len(site) >= _SHORTEST and letters.startswith(site) else name.strip().casefold()


def _site(link: str) -> str:
    """The part of a host that somebody chose for a name: "bbc" of "news.bbc.co.uk"."""
    found = _HOST.match(link)
    parts = found.group(1).casefold().split(".")[:-1] if found else []
    if len(parts) > 1 and parts[-1] in _SECOND:
        parts = parts[:-1]
    return _NO_LETTER.sub("", parts[-1]) if parts else ""
