"""Addresses of articles: one form for comparing, and one for showing; what must not be shown is in mask_secrets.py."""

import re
from typing import NamedTuple
from unicodedata import category
from urllib.parse import quote

from yarl import URL

from bot.text.cleaning.mask_secrets import HIDDEN as HIDDEN
from bot.text.cleaning.mask_secrets import holds_secret as holds_secret
from bot.text.cleaning.mask_secrets import without_secrets as without_secrets


class Tracker(NamedTuple):
    """Query parameters that say how a reader came, not what is read."""

    pattern: str
    """A regular expression for the whole lower-cased name."""
    reason: str
    certain: bool = True
    """False where some sites mean what is read by it: then it stays in a link that people follow."""


# courlan (which trafilatura brings) also drops cid, keyword, source, session and all that begin with "ref": sites use
# those to say which article is meant, and two articles under one address would be one lost. So the list is our own.
TRACKERS = (
    Tracker(r"utm_\w+", "campaign tags of web analytics, named by their common prefix"),
    Tracker(r"(?:mtm|pk|piwik|matomo)_\w+", "the same tags of self-hosted analytics"),
    Tracker(r"(?:at|wt|itm|ns|vero|oly|hsa|s_c|trk)_\w+", "the same tags of publishers' and mailing systems"),
    Tracker(r"xtor", "the same in an older scheme of publishers"),
    Tracker(r"(?:fb|g|dc|tw|yc|ysc|tt|ms)cl(?:k)?id|rdt_cid|[gw]braid|igsh(?:id)?|li_fat_id", "click ids"),
    Tracker(
        r"mc_[ce]id|_hsenc|_hsmi|mkt_tok|ml_subscriber(?:_hash)?|ck_subscriber_id|_bhlid", "who opened a newsletter"
    ),
    Tracker(r"ga_\w+|_gl|_ga", "hand-over between sites of one analytics account"),
    Tracker(r"ref_src|ref_url|referrer", "who linked here"),
    Tracker(r"ref", "the same; but repositories name a branch by it", certain=False),
    Tracker(r"ftag|cmpid|cmp|smid|smtyp|sr_share|ncid|ocid|partner|spm", "where a publisher's link was placed"),
)
_TRACKER = re.compile("|".join(f"(?:{tracker.pattern})" for tracker in TRACKERS))
_CERTAIN = re.compile("|".join(f"(?:{tracker.pattern})" for tracker in TRACKERS if tracker.certain))

# Only the values that feeds put there: other values may name what is read.
_FEED_MARKS = {
    ("source", "rss"),
    ("source", "feed"),
    ("from", "rss"),
    ("rss", "1"),
}

LONGEST_ADDRESS = 2_048
"""Bytes of a feed's address; browsers and servers agree up to about so many, and addresses of feeds have hundred."""

_WEB = ("http", "https")
# What is not seen or turns what is around it (U+202E), so that an address reads like another one. Written as such
# nowhere: a server gets it with percent signs anyway.
_UNSEEN = ("C", "Z")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?|(?=.*:)[0-9A-Fa-f:.]+")


BAD_ADDRESS = (ValueError, IndexError)
"""What reading an address may raise: of some ("http://1[::1]2@/") the library reads beyond the end."""


def _url(text: str) -> URL | None:
    try:
        url = URL(text.strip())
        return url if url.scheme in _WEB and _HOST.fullmatch(url.raw_host or "") else None
    except BAD_ADDRESS:
        return None


def is_web(text: str) -> bool:
    """Whether *text* is an http(s) address with a host."""
    return _url(text) is not None


def _written(
    scheme: str, user: str | None, host: str, port: int | None, path: str, query: list[tuple[str, str]]
) -> str:
    host = f"[{host}]" if ":" in host else host
    return str(URL.build(scheme=scheme, user=user, host=host, port=port, path=path, encoded=True).with_query(query))


def _tracks(name: str, value: str) -> bool:
    name, value = name.lower(), value.lower()
    return bool(_TRACKER.fullmatch(name)) or any(name == n and value.startswith(v) for n, v in _FEED_MARKS)


def canonical(text: str) -> str:
    """
    The form of an article's address in which two spellings of it are equal. For comparing only: it need not lead there.

    Scheme https, host lower-cased without ``www.``, default port, fragment, user, last slash and tracking parameters
    dropped, parameters sorted. What is no http(s) address comes back stripped. Doing it twice changes nothing.
    """
    url = _url(text)
    if url is None:
        return text.strip()
    host = (url.raw_host or "").lower().rstrip(".")
    host = host[4:] if host.startswith("www.") and host.count(".") > 1 else host
    port = None if url.port in (80, 443) else url.port
    kept = sorted((name, value) for name, value in url.query.items() if not _tracks(name, value))
    path = url.raw_path.rstrip("/") or "/"
    return _written("https", None, host, port, path, kept)


def untracked(text: str) -> str:
    """
    An address for people to follow: as it was written, without parameters that only say how a reader came.

    What is left stands as it stood, in its order and spelling: some sites take no other. Twice changes nothing more.
    """
    address, sign, fragment = text.partition("#")
    fragment = "" if _only_tracks(fragment) else fragment
    page, _, query = address.partition("?")
    kept = "&".join(pair for pair in query.split("&") if not _only_tracks(pair))
    return page + (f"?{kept}" if kept else "") + (f"{sign}{fragment}" if fragment else "")


def _only_tracks(pairs: str) -> bool:
    """Whether each ``name=value`` of *pairs* tells only how a reader came."""
    names = [pair.partition("=")[0].lower() for pair in pairs.split("&") if "=" in pair]
    return bool(names) and len(names) == pairs.count("&") + 1 and all(map(_CERTAIN.fullmatch, names))


def origin(text: str) -> str:
    """Scheme, host and port of an address, which together name a server; empty if it is none of the web."""
    url = _url(text)
    return f"{url.scheme}://{(url.raw_host or '').lower()}:{url.port}" if url else ""


def too_long(text: str) -> bool:
    """Whether an address is longer than that of any feed."""
    # without encoding what somebody typed or sent at any length
    return len(text) > LONGEST_ADDRESS or len(text.encode("utf-8", "replace")) > LONGEST_ADDRESS


def legible(text: str) -> str:
    """An address in which nothing is invisible: controls, blanks and marks that turn the direction are written out."""
    if text.isascii() and text.isprintable() and " " not in text:
        return text
    return "".join(quote(sign, safe="") if category(sign)[0] in _UNSEEN else sign for sign in text)


def publisher(text: str) -> str:
    """The host of an address as a name: ``https://www.example.org/a`` gives ``example.org``. Empty if it has none."""
    url = _url(text)
    host = ((url.raw_host if url else "") or "").lower()
    if url and "xn--" in host:  # only then, because decoding is slow
        host = _decoded(url).lower() or host
    return host.removeprefix("www.")


def _decoded(url: URL) -> str:
    """The host in its own letters; empty where they cannot be told."""
    try:
        return url.host or ""
    except BAD_ADDRESS:  # "xn--0" stands for nothing
        return ""
