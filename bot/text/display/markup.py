"""
The markup of everything that people read, our own for all platforms: b, i, code, blockquote and a href of HTML.

Each platform makes of it what its people see (``platforms/*/``); whoever writes it knows of no platform.

Whatever comes from a feed or a person goes through ``escape`` first.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.text.cleaning.urls import legible

_TAG = re.compile(r"<(/?)(b|i|a|code|blockquote)((?:\s[^<>]*)?)>")
_HREF = re.compile(r'\shref="([^"<>]*)"')
PARAGRAPH = "\n\n"
"""Stands between paragraphs."""


def escape(text: str) -> str:
    """Make *text* safe inside markup: it is shown as it is, whatever it holds."""
    return html.escape(text, quote=True).replace("&#x27;", "&#39;")


def bold(text: str) -> str:
    """*text*, escaped, in bold."""
    return f"<b>{escape(text)}</b>"


def link(text: str, url: str) -> str:
    """*text*, escaped, leading to *url*; without the link when the address is not http(s)."""
    if not url.startswith(("https://", "http://")):
        return escape(text)
    return f'<a href="{escape(legible(url))}">{escape(text)}</a>'


class Tag(NamedTuple):
    """Where words of a kind (b, i, code, blockquote, a) begin or end; *address* where an opening ``a`` leads."""

    name: str
    closing: bool = False
    address: str = ""


def tokens(markup: str) -> Iterator[str | Tag]:
    """Markup as texts, unescaped, and the tags between them: what platforms make theirs of."""
    position = 0
    for match in _TAG.finditer(markup):
        if match.start() > position:
            yield html.unescape(markup[position : match.start()])
        position = match.end()
        closing, name, attributes = match.groups()
        address = _HREF.search(attributes) if name == "a" and not closing else None
        yield Tag(name, bool(closing), html.unescape(address[1]) if address else "")
    if position < len(markup):
        yield html.unescape(markup[position:])


def plain(markup: str, *, addresses: bool = True) -> str:
    """
    Markup as plain text, for terminals and screen readers.

    Args:
        markup: As made by this module.
        addresses: Whether a link's address follows its text in parentheses; in one paragraph an address does so once.
    """
    pieces: list[str] = []
    given: set[str] = set()
    waiting: list[str] = []
    for one in tokens(markup):
        if isinstance(one, str):
            pieces.append(one)
            if PARAGRAPH in one:
                given.clear()
        elif one.name == "a" and not one.closing:
            waiting.append(one.address)
        elif one.name == "a" and waiting:
            address = waiting.pop()
            pieces.append(f" ({address})" if addresses and address and address not in given else "")
            given.add(address)
    return "".join(pieces)
