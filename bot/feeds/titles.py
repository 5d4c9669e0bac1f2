"""
What stands above an item: its title without what is not the item's own, and with what it lacks. PURE.

Publishers put their name behind each title, and release feeds put nothing before a version.
"""

import re
from typing import NamedTuple

from bot.text.cleaning.clean import clean_title
from bot.text.cleaning.headlines import label
from bot.text.lexicon.text_kinds import PAID

# what a text that was never meant as markup does not have: an end tag, an empty element, an attribute
_MARKUP = re.compile(r"</|<(?:br|hr|img|wbr)\b|<\w+\s[^<>]*=")
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,30})[)\]]$")
_TAIL = re.compile(r"\s+[|–—·»-]\s+([^|]{2,80})$")
_PARTS = re.compile(r"\s+[|–—·»-]\s+|:\s+")
_VERSION = re.compile(
    r"(?i)v?\d{1,5}(?:\.\d{1,6}){1,3}(?:[-._]?(?:alpha|beta|a|b|rc|dev|pre|post)[-.]?\d{0,4})?(?![\w.])"
)
_OF_RELEASE = re.compile(r"/([\w.-]{1,100})/(?:-/)?(?:releases/tag|releases|tags)/([^/?#]{1,200})/?$")
_BEFORE_PRODUCT = re.compile(
    r"(?i)^(?:release notes (?:from|of|for)|(?:recent )?(?:releases|tags|updates) (?:from|of|for|in)|"
    r"PyPI recent updates for)\s+"
)
_BEHIND_PRODUCT = re.compile(r"(?i)\W+(?:releases?|release notes|change ?log|tags|versions|updates)$")


class Heading(NamedTuple):
    """What a feed says of an item's title: as it stands there, and whether it is meant as *markup*."""

    title: str
    is_markup: bool = True


def title_of(above: Heading, *, feed: str, link: str, has_text: bool) -> str:
    """
    The title of an item, in one line.

    Args:
        feed: What the feed is called, one line.
        link: Where the item leads.
        has_text: Whether there is something else to head it by.
    Returns: empty where there is no title, or one of signs alone above a text.
    """
    literal = not above.is_markup and not _MARKUP.search(above.title)
    title = _without_name(clean_title(above.title.replace("<", "&lt;") if literal else above.title), feed)
    if has_text and not any(map(str.isalnum, title)):
        return ""
    return _with_product(title, feed, link)


def is_paid(title: str) -> bool:
    """Whether a title is that of an advertisement: "Sponsored: ...", "[Anzeige] ...", "... (Publicidad)"."""
    behind = _IN_BRACKETS.search(title)
    labels = (label(title), behind[1] if behind else "")
    return any(one.casefold() in PAID for one in labels)


def _without_name(title: str, feed: str) -> str:
    """A title without the name of the publisher behind it."""
    tail = _TAIL.search(title)
    if not tail or not tail.start():
        return title
    names = {part.casefold() for part in (feed, *_PARTS.split(feed))}
    return title[: tail.start()] if tail[1].casefold() in names else title


def _with_product(title: str, feed: str, link: str) -> str:
    """A title that is, or in a list of releases begins with, a bare version: behind the name of what has it."""
    version, release = _VERSION.match(title), _OF_RELEASE.search(link)
    if release and (version or title == release[2]):
        product = release[1]
    elif version and version.end() == len(title):
        product = _BEHIND_PRODUCT.sub("", _BEFORE_PRODUCT.sub("", feed)).strip()
    else:
        return title
    return title if product.casefold() in title.casefold() else f"{product} {title}".strip()
