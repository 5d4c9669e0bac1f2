"""
The markup of everything that people read, our own for all platforms: b, i, code, blockquote and a href of HTML.

Each platform makes of it what its people see (``platforms/*/``); whoever writes it knows of no platform.

Whatever comes from a feed or a person goes through ``escape`` first.
"""

import html
import re

from bot.text.urls import legible

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
    position = 0
    for match in _TAG.finditer(markup):
        pieces.append(html.unescape(markup[position : match.start()]))
        if PARAGRAPH in pieces[-1]:
            given.clear()
        position = match.end()
        closing, tag, attributes = match.groups()
        if tag == "a" and not closing:
            found = _HREF.search(attributes)
            waiting.append(html.unescape(found.group(1)) if found else "")
        elif tag == "a" and waiting:
            address = waiting.pop()
            pieces.append(f" ({address})" if addresses and address and address not in given else "")
            given.add(address)
    return "".join([*pieces, html.unescape(markup[position:])])
