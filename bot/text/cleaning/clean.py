"""HTML as feeds carry it, made plain text: readable and quotable, without markup, scripts, furniture or controls."""

import html
import re
import threading
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml import etree

MOST_TEXT = 100_000
"""Characters of one entry that are kept; a long read has 60,000, and this many take a second on their whole way."""
MOST_TITLE = 300
"""Characters of a title that are kept; a long headline has 150."""

# Elements whose content is no sentence of the article.
_SILENT = frozenset(
    "script style noscript template iframe object applet embed svg canvas audio video map head title"
    " button form select textarea figcaption nav".split()
)
# Elements that begin and end a line. Sentences never run across them.
_LINES = frozenset(
    "address article aside blockquote body br center dd details dialog div dl dt figure footer h1 h2 h3 h4 h5 h6 header"
    " hr html legend li main menu ol p pre section summary table tbody tfoot thead tr ul".split()
)
_CELLS = frozenset("td th".split())
# Elements within a line, in which words may be set otherwise than beside them, and what is in titles besides.
_INLINE = frozenset("a abbr b big cite del em font i ins label mark q s small span strike strong time u".split())
_OTHER = frozenset("bdi bdo code data dfn img input kbd link meta picture samp source sub sup tt var wbr".split())
_KNOWN = _SILENT | _LINES | _CELLS | _INLINE | _OTHER

_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_LIKE_MARKUP = re.compile(r"[<&]")
# "<closed>" in a title is what it says: HTML has no such element
_BARE_TAG = re.compile(r"<(?=([A-Za-z]\w{0,30})>)")
_END_TAG = re.compile(r"</([A-Za-z]\w{0,30})")
# Where an element within a line begins or ends: "Update</span>Lindqvist" are two words.
_SEAM = "\x1f"
_SEAMS = re.compile(rf"([^\W\d_]{{2}}[.:!?]?){_SEAM}+(?=([^\W\d_]){_SEAM}*[^\W\d_])")
_BLANK = re.compile(r"[^\S\n]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|quot|apos|lt|gt|nbsp|[lr][sd]quo|[mn]dash|hellip);")
# Markup around words that a title was left with: who writes about tags has no words between two of them.
_FORMATTED = re.compile(r"<(b|i|u|em|strong|mark|small|span|sub|sup)(?:\s[^<>]*)?>([^<>]*\w[^<>]*)</\1>")
_DEEPEST = 5
"""Such elements within each other that are looked for: none has more, and each costs a look at the whole title."""

# What nobody sees but what breaks comparing, cutting or showing: C0 but line ends, marks that turn the direction of
# text, zero-width spaces, blank letters, the soft hyphen, half of a pair. Joiners stay: emoji and Persian need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0001]"
)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# A page in windows-1252 that says latin-1 turns its quotes and dashes into C1 controls; this turns them back.
_C1 = {n: bytes([n]).decode("cp1252", "ignore") or None for n in range(0x80, 0xA0)}


class Furniture(NamedTuple):
    """A whole line that a publishing system adds below or between what was written."""

    pattern: str
    reason: str


FURNITURE = (
    Furniture(r"The post .{1,400} (?:appeared first on|first appeared on) .{1,200}", "WordPress, below every entry"),
    Furniture(
        r"(?:This|The) (?:article|story|entry|post) .{0,300}(?:appeared|published) first on .{1,200}", "the same"
    ),
    Furniture(r"\W*(?:Continue|Keep) reading\b.{0,300}", "WordPress and newspapers, below an excerpt"),
    Furniture(
        r"\W*(?:Read|View|See|Get) (?:more|on|(?:the )?(?:full|whole|rest|entire|original)\b.{0,40})"
        r"(?: (?:on|at|of|about) .{1,100})?\W*",
        "a link to the page",
    ),
    Furniture(r"submitted by\s+/u/\S+.{0,120}", "forum feeds: who posted"),
    Furniture(r"\[link\]\s*\[comments\]|\W*Comments?\W*|\d+ comments?|Leave a comment", "links to the discussion"),
    Furniture(r"\W*Full Change ?log\W.{0,300}|What['’]s Changed|New Contributors", "release notes that GitHub writes"),
    Furniture(r"\W*@\S{1,60} made their first contribution in .{1,200}", "the same"),
    Furniture(r".{1,300} by @[\w-]{1,60}\[bot\](?: in \S{1,300})?", "the same: what a program changed"),
    Furniture(r"(?:Article|Comments) URL: \S+|Points: \d+|# Comments: \d+", "feeds of link collections"),
)
_FURNITURE = re.compile("|".join(f"(?:{row.pattern})" for row in FURNITURE), re.IGNORECASE)
_LONGEST_FURNITURE = 700
_CREDIT = re.compile(r" by @[\w-]{1,60}(?: in (?:#\d{1,9}|https?://\S{1,300}))$")
"""Who changed it and where, behind a line of release notes."""


class Picture(NamedTuple):
    """What a text shows first: its address as it stands there, and what it shows in words; either may be empty."""

    address: str = ""
    words: str = ""


class _Writer:
    """Collects the text of a document as lxml walks it: no tree is built, so depth costs nothing."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._silent: list[str] = []
        """The open elements from the outermost silent one on."""
        self.picture = Picture()

    def clear(self) -> None:
        """Begin a new document."""
        self._pieces, self._silent, self.picture = [], [], Picture()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if self._silent or tag in _SILENT or _HIDDEN.search(attributes.get("style", "")):
            self._silent.append(tag)
        elif tag in _LINES:
            self._pieces.append("\n")
        elif tag in _CELLS:
            self._pieces.append(" ")
        elif tag in _INLINE:
            self._pieces.append(_SEAM)
        # counters of readers are pictures of one dot
        elif tag == "img" and not self.picture.address and attributes.get("width") != "1":
            self.picture = Picture(attributes.get("src", ""), attributes.get("alt", "") or attributes.get("title", ""))

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._silent:
            self._silent.pop()
        elif tag in _LINES:
            self._pieces.append("\n")
        elif tag in _INLINE:
            self._pieces.append(_SEAM)

    def data(self, text: str) -> None:
        """Text between tags: a line end in the source is a blank."""
        if not self._silent:
            self._pieces.append(text.replace("\n", " "))

    def close(self) -> str:
        """All of it."""
        return _SEAMS.sub(_parted, "".join(self._pieces)).replace(_SEAM, "")


def _parted(seam: re.Match[str]) -> str:
    """Two words where an element ends one and another begins with a capital; "<b>e</b>Bay" is one."""
    before, after = seam.groups()
    return before if before[-1].isupper() or not after.isupper() else f"{before} "


class _Tools(threading.local):
    """A thread's own parser and writer: making a parser takes four times as long as reading a paragraph."""

    def __init__(self) -> None:
        self.writer = _Writer()

    @cached_property
    def parser(self) -> "etree.HTMLParser":
        """It tells ``writer``."""
        from lxml import etree  # 4 MB that a bot without feeds can save

        return etree.HTMLParser(target=self.writer, encoding="utf-8", no_network=True)


_tools = _Tools()


def _unmarked(markup: str) -> str:
    # The parser works in bytes; a text that begins with a blank line or holds only comments is no document to it.
    markup = markup.replace("<![CDATA[", "").replace("]]>", "")
    _tools.writer.clear()
    _tools.parser.feed(f"<body>{markup}".encode("utf-8", "ignore"))
    return str(_tools.parser.close())


def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text).translate(_C1))
    lines = (_BLANK.sub(" ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _is_furniture(line: str) -> bool:
    return len(line) <= _LONGEST_FURNITURE and bool(_FURNITURE.fullmatch(line))


def storable(text: str) -> str:
    """*text* without halves of pairs, which no encoding has, and without NUL, at which some readers end a text."""
    return text if text.isascii() and "\0" not in text else _UNSTORABLE.sub("", text)


def clean(markup: str) -> str:
    """
    HTML or plain text as plain text.

    Args:
        markup: As a feed gave it; anything.
    Returns: lines without blank ones between them, one per paragraph, list item or table row; at most ``MOST_TEXT``
        characters. Text in it is never markup: ``<b>`` may stand there because somebody wrote about it.
    """
    if _LIKE_MARKUP.search(markup):
        markup = _unmarked(_UNSEEN.sub("", markup))
    lines = [_CREDIT.sub("", line) for line in _tidy(markup).split("\n") if not _is_furniture(line)]
    text = "\n".join(lines)
    return _cut_off(text)[:MOST_TEXT]


def picture_in(markup: str) -> Picture:
    """The first picture of a text, with what stands for it where it is not seen: cleaned like the text."""
    if "<" not in markup:
        return Picture()
    _unmarked(_UNSEEN.sub("", markup))
    found = _tools.writer.picture
    # "image" and "m.png" say nothing
    words = _tidy(found.words).replace("\n", " ")[:MOST_TEXT]
    return Picture(found.address, "" if words.isascii() and " " not in words else words)


def _cut_off(text: str) -> str:
    """An excerpt's bracketed ellipsis becomes a bare one, or goes when it follows a whole sentence."""
    if not text.endswith(("[…]", "[...]")):
        return text
    before = text.rpartition("[")[0].rstrip()
    return before if before.endswith((".", "!", "?", "”", '"')) else before.rstrip("…") + "…"


def _with_literals(markup: str) -> str:
    """Markup in which a name between angle brackets is text where no element has that name and nothing ends it."""
    elements = _KNOWN | {name.lower() for name in _END_TAG.findall(markup)}
    return _BARE_TAG.sub(lambda tag: "<" if tag[1].lower() in elements else "&lt;", markup)


def clean_title(markup: str) -> str:
    """HTML or plain text as one line of at most ``MOST_TITLE`` characters; a longer one is cut between words."""
    if _LIKE_MARKUP.search(markup):
        markup = _unmarked(_with_literals(_UNSEEN.sub("", markup)))
    title = _tidy(markup).replace("\n", " ")
    if _ENTITY.search(title):  # escaped once too often: no headline holds such a thing on purpose
        title = _tidy(html.unescape(title)).replace("\n", " ")
    for _ in range(_DEEPEST if "</" in title else 0):
        title = _FORMATTED.sub(r"\2", title)
    if len(title) <= MOST_TITLE:
        return title
    head = title[: MOST_TITLE - 1]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:-–—") + "…"
