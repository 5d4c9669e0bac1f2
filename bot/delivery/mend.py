"""PURE: what a message can do without when a platform refuses it for its markup, length, buttons or reply."""

import html
from collections.abc import Iterator
from dataclasses import replace

from bot.errors import Flaw
from bot.model import Reply
from bot.text.fit import TELEGRAM_LENGTH, fit
from bot.text.markup import escape, plain

_HALVINGS = 4
"""A text is refused for its length at most once, so its parts are made short enough at once: down to a sixteenth."""
MOST_BYTES = 16_384
"""Of a part's markup, addresses included: half of what Telegram takes as raw text."""


def mended(reply: Reply, flaw: Flaw) -> tuple[Reply, ...]:
    """
    A refused message without what it was refused for, in parts where it takes several; none if it has nothing to lose.

    No word is lost. Without markup, an address follows the text that it was behind.
    """
    if flaw is Flaw.BUTTONS:
        return (replace(reply, buttons=()),) if reply.buttons else ()
    if flaw is Flaw.REPLY:
        return (replace(reply, reply_to=None),) if reply.reply_to else ()
    if flaw is Flaw.MARKUP:
        return () if reply.plain else _parts(replace(reply, text=plain(reply.text), plain=True), [TELEGRAM_LENGTH])
    limits = [TELEGRAM_LENGTH >> halving for halving in range(1, 1 + _HALVINGS)]
    parts = _parts(replace(reply, picture=b""), limits)
    if reply.picture:
        return (replace(reply, text="", buttons=()), *parts)
    return parts if len(parts) > 1 else ()


def _parts(reply: Reply, limits: list[int]) -> tuple[Reply, ...]:
    """A text cut to the first of *limits* that makes all parts short enough; buttons stand below the last."""
    found = next((texts for texts in _cuts(reply, limits) if all(map(_short, texts))), None)
    texts = found or next(_cuts(reply, limits[-1:]))
    first = replace(reply, text=texts[0], buttons=())
    rest = [replace(first, text=text, reply_to=None, silent=True) for text in texts[1:]]
    *others, last = [first, *rest]
    return (*others, replace(last, buttons=reply.buttons))


def _cuts(reply: Reply, limits: list[int]) -> Iterator[list[str]]:
    for limit in limits:
        markup = escape(reply.text) if reply.plain else reply.text
        texts = [part.text for part in fit((markup,), limit)] or [markup]
        yield [html.unescape(text) for text in texts] if reply.plain else texts


def _short(text: str) -> bool:
    return len(text.encode()) <= MOST_BYTES
