"""A digest as an Atom feed (RFC 4287), one entry a story. PURE."""

import re
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bot.digest.layout import StoryLines, headline_of, teller, title, told
from bot.model import Digest, DigestItem
from bot.text.display.markup import escape, plain
from bot.text.display.wording import Wording

_NAMESPACE = "http://www.w3.org/2005/Atom"
# what XML cannot hold in any spelling
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_atom(digest: Digest, say: Wording) -> str:
    """
    A digest as a feed document.

    Ids rest on chat, slot and story: the same digest gives the same ids, so a reader shows no story twice.
    """
    feed = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": say.language})
    _put(feed, "id", _id(digest.chat))
    _put(feed, "title", plain(say("digest.name")))
    _put(feed, "subtitle", plain(title(digest, say)))
    _put(feed, "updated", digest.slot.isoformat())
    _put(SubElement(feed, "author"), "name", plain(say("digest.name")))
    for item, lines in zip(digest.items, told(digest, say), strict=True):
        _entry(feed, digest, item, lines, say)
    indent(feed)
    return f"{tostring(feed, encoding='unicode', xml_declaration=False)}\n"


def _entry(feed: Element, digest: Digest, item: DigestItem, lines: StoryLines, say: Wording) -> None:
    entry = SubElement(feed, "entry")
    _put(entry, "id", _id(digest.chat, digest.slot.isoformat(), item.story))
    _put(entry, "title", plain(headline_of(item, say), addresses=False))
    if item.url:
        SubElement(entry, "link", {"href": _sound(item.url)})
    _put(entry, "updated", digest.slot.isoformat())
    _put(entry, "published", item.first_seen.isoformat())
    for source in item.sources:
        _put(SubElement(entry, "author"), "name", teller(source, say))
    content = "".join(f"<p>{line}</p>" for line in lines.below) or f"<p>{escape(item.headline)}</p>"
    _put(entry, "content", content).set("type", "html")


def _put(parent: Element, name: str, text: str) -> Element:
    child = SubElement(parent, name)
    child.text = _sound(text)
    return child


def _sound(text: str) -> str:
    return _NO_XML.sub("", text)


def _id(*parts: object) -> str:
    return uuid5(NAMESPACE_URL, " ".join(map(str, ("newsbot", *parts)))).urn
