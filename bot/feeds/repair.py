"""
Bytes that call themselves a feed, made readable. PURE.

Servers name the wrong charset, pack twice, mix two charsets: each step here undoes one such thing, and leaves sound
bytes as they are.
"""

import codecs
import re
import zlib

from bot.errors import NotAFeed
from bot.reasons import because

MOST_BYTES = 5_000_000
"""Of an unpacked document."""
MOST_RATIO = 100
"""How many times larger than packed a document may be."""
MOST_DEPTH = 200
"""Elements inside each other; real feeds have 8, with HTML in them 40."""

_GZIP = b"\x1f\x8b"
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE, b"<\x00", b"\x00<", b"\x00\x00")
_TAG = re.compile(rb"<(?:!\[CDATA\[.*?(?:\]\]>|\Z)|!--.*?(?:-->|\Z)|(/)?[A-Za-z_][^<>]*?(/)?>)", re.DOTALL)
_MANY_TAGS = 5_000
"""Below, no nesting costs anything worth a check."""
_ENTITY = re.compile(rb"<!ENTITY[^>]*+>")
_OTHER_ENTITY = re.compile(rb"&(?!#)")
_LONGEST_ENTITY = 200
"""Bytes. Long entities, and those made of entities, are bombs; honest ones stand for one character."""
MOST_ATTRIBUTES = 100
"""Of one element; real feeds have up to forty, on their root. The SAX reader looks for each among all of them."""
_CROWDED = re.compile(
    rb"""(<[A-Za-z_][^\s<>"'=/]*+)(?:\s++[^\s<>"'=]++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+')){%d,}+""" % (MOST_ATTRIBUTES + 1)
)
_DECLARATION = re.compile(rb"<!(?!--|\[CDATA\[)")
_MOST_TAGS, _MOST_REFERENCES, _MOST_EQUALS = 800, 2_000, 1_000
_MOST_SIGNS = {b"<": _MOST_TAGS, b"&": _MOST_REFERENCES, b"=": _MOST_EQUALS}
"""How often each sign stands at most in a small plain document, one of thirty entries: what tags, references and
attributes cost is counted by them, and thousands in so few bytes are an attack."""
_NOT_UTF8 = re.compile(rb"(?i)encoding\s*=\s*[\"'](?!utf-?8|us-ascii|ascii)[\w-]+")


def _instead(error: UnicodeError) -> tuple[str, int]:
    """A codec's answer to bytes that are no UTF-8: what they would be in windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("newsbot-cp1252", _instead)


def unpacked(url: str, body: bytes) -> bytes:
    """
    The document inside a gzip file; anything else as it is.

    Raises: NotAFeed when it is broken or unpacks to too much.
    """
    if not body.startswith(_GZIP):
        return body
    try:
        unzip = zlib.decompressobj(wbits=31)
        plain = unzip.decompress(body, min(MOST_BYTES, max(65_536, len(body) * MOST_RATIO)))
    except zlib.error as error:
        raise NotAFeed(url, because("feed.bad_gzip")) from error
    if unzip.unconsumed_tail:
        raise NotAFeed(url, because("feed.gzip_bomb"))
    return plain


def in_utf8(body: bytes) -> tuple[bytes, bool]:
    """
    Text in UTF-8 where that can be told.

    Text of another charset is next to never sound UTF-8, so bytes that are sound beat whatever header and declaration
    say. A few stray bytes among many sound sequences are windows-1252 pasted in.
    Returns: the bytes, and whether they are certain to be UTF-8.
    """
    if body.startswith(_WIDE):
        return body, False
    body = body.removeprefix(codecs.BOM_UTF8).lstrip()
    if body.isascii():
        return body, b"\x1b" not in body and not _NOT_UTF8.search(body[:200])
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return _patched(body)
    return body, True


def plain_build(body: bytes) -> bool:
    """
    Whether what a document costs is bounded by its size: it is not packed, has few tags, and declares nothing.

    A declaration is looked for by its bytes, so a document whose bytes may stand for other signs (UTF-16, UTF-7, any
    charset but UTF-8) is not plain, whatever it holds; nor is one with any ``<!`` but a comment or a CDATA section.
    """
    if body.startswith(_GZIP) or any(body.count(sign) > most for sign, most in _MOST_SIGNS.items()):
        return False
    text, sure = in_utf8(body)
    return sure and b"\0" not in text and not _DECLARATION.search(text)


def defused(body: bytes) -> bytes:
    """A document without declarations of entities that would unfold into much, and without crowds of attributes."""
    body = _CROWDED.sub(rb"\1", body)
    if b"<!ENTITY" not in body:
        return body
    end = body.rfind(b">") + 1  # behind it each search for an end would go through all the rest
    return _ENTITY.sub(_unless_bomb, body[:end]) + body[end:]


def _unless_bomb(declaration: re.Match[bytes]) -> bytes:
    text = declaration.group()
    return b"" if len(text) > _LONGEST_ENTITY or _OTHER_ENTITY.search(text) else text


def _patched(body: bytes) -> tuple[bytes, bool]:
    sound = len(body.decode("utf-8", "ignore").encode()) - sum(byte < 0x80 for byte in body)
    stray = len(body) - len(body.decode("utf-8", "ignore").encode())
    if _NOT_UTF8.search(body[:200]) or sound < 4 * stray:
        return body, False
    return body.decode("utf-8", "newsbot-cp1252").encode(), True


def check_depth(url: str, body: bytes) -> None:
    """Raises: NotAFeed when elements are nested so deep that parsing them is an attack, not reading."""
    if body.count(b"<") < _MANY_TAGS:
        return
    depth = deepest = 0
    for match in _TAG.finditer(body):
        closing, alone = match.groups()
        if closing:
            depth = max(0, depth - 1)
        elif alone is None and not match.group().startswith(b"<!"):
            depth += 1
            deepest = max(deepest, depth)
    if deepest > MOST_DEPTH:
        raise NotAFeed(url, because("feed.too_deep", depth=deepest))
