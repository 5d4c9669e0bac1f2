"""
OPML, the format in which feed readers hand over their lists. PURE.

Readers disagree in everything but the address: it is taken wherever it stands, folders become topics, and a line that
cannot be used is named while the others are kept.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, NamedTuple

from bot.errors import NotAFeed
from bot.feeds.repair import check_depth
from bot.reasons import Reason, because
from bot.text.cleaning.clean import clean_title
from bot.text.cleaning.urls import LONGEST_ADDRESS, is_web, too_long, without_secrets

if TYPE_CHECKING:
    from lxml import etree

MOST_LINES = 5_000
"""Feeds of one file; a long list of a person has 500."""


class Line(NamedTuple):
    """One feed of a list."""

    url: str
    title: str = ""
    topics: tuple[str, ...] = ()
    """The folders that it is in, from the outermost on."""
    site: str = ""


class Opml(NamedTuple):
    """What a file gave: feeds, once each, in its order, and what was wrong with which line."""

    lines: tuple[Line, ...]
    problems: tuple[Reason, ...]


def read_opml(body: bytes) -> Opml:
    """
    The feeds of an OPML file.

    Raises: NotAFeed when it is none.
    """
    from lxml import etree  # 4 MB that a bot without feeds and lists can save

    check_depth("", body)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or _kind(root) != "opml":
        raise NotAFeed("", because("feed.no_opml"))
    found: dict[str, Line] = {}
    problems: list[Reason] = []
    for element, topics in _outlines(root, ()):
        line = _line(element, topics)
        number = element.sourceline or 0
        if too_long(line.url):
            shown = line.title or because("lists.nameless")
            problems.append(because("lists.line_too_long", line=number, name=shown, n=LONGEST_ADDRESS))
        elif not is_web(line.url):
            shown = line.title or without_secrets(line.url) or because("lists.nameless")
            problems.append(because("lists.no_web", line=number, name=shown))
        elif line.url in found:
            problems.append(because("lists.twice", line=number, name=line.title or without_secrets(line.url)))
        elif len(found) == MOST_LINES:
            problems.append(because("lists.too_many_lines", line=number, n=MOST_LINES))
            break
        else:
            found[line.url] = line
    return Opml(tuple(found.values()), tuple(problems))


def _outlines(element: "etree._Element", topics: tuple[str, ...]) -> Iterator[tuple["etree._Element", tuple[str, ...]]]:
    """The elements that stand for feeds, each with the folders around it."""
    for child in element:
        if not isinstance(child.tag, str):  # a comment
            continue
        if _kind(child) != "outline":
            yield from _outlines(child, topics)
        elif _attribute(child, "xmlurl") or _attribute(child, "type").lower() in ("rss", "atom", "link"):
            yield child, topics
        else:
            name = _name(child)
            yield from _outlines(child, (*topics, name) if name else topics)


def _kind(element: "etree._Element") -> str:
    """The name of an element, without its namespace."""
    from lxml import etree

    return str(etree.QName(element).localname.lower())


def _line(element: "etree._Element", topics: tuple[str, ...]) -> Line:
    url = (_attribute(element, "xmlurl") or _attribute(element, "url")).strip()
    site = _attribute(element, "htmlurl").strip()
    return Line(url, _name(element), topics, site if is_web(site) else "")


def _name(element: "etree._Element") -> str:
    return clean_title(_attribute(element, "title") or _attribute(element, "text"))


def _attribute(element: "etree._Element", name: str) -> str:
    """An attribute whatever its case: xmlUrl, xmlURL and xmlurl are all in use."""
    return next((str(value) for key, value in element.attrib.items() if str(key).lower() == name), "")


def write_opml(lines: Iterable[Line], title: str, now: datetime) -> bytes:
    """A list as an OPML 2.0 file, with a folder for each topic, inside each other as they were."""
    from lxml import etree

    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = _xml(title)
    etree.SubElement(head, "dateCreated").text = format_datetime(now)
    body = etree.SubElement(root, "body")
    folders: dict[tuple[str, ...], etree._Element] = {(): body}
    for line in lines:
        for depth, name in enumerate(map(_xml, line.topics), 1):
            if line.topics[:depth] not in folders:
                around = folders[line.topics[: depth - 1]]
                folders[line.topics[:depth]] = etree.SubElement(around, "outline", text=name, title=name)
        folder = folders[line.topics]
        label = _xml(line.title or line.url)
        values = {"type": "rss", "text": label, "title": label, "xmlUrl": _xml(line.url), "htmlUrl": _xml(line.site)}
        etree.SubElement(folder, "outline", {key: value for key, value in values.items() if value})
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _xml(text: str) -> str:
    """*text* without what XML cannot hold."""
    return "".join(
        letter
        for letter in text
        if letter >= " " and letter not in "\ufffe\uffff" and not "\ud800" <= letter <= "\udfff"
    )
