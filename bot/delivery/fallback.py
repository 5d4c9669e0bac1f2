"""PURE: what a message can do without when a platform refuses it for its markup, length, buttons or reply."""

import html
from collections.abc import Iterator
from dataclasses import replace

from bot.errors import Flaw
from bot.model import Capabilities, Reply
from bot.text.display.markup import escape, plain
from bot.text.display.split_messages import ENDLESS, fit

_HALVINGS = 4
"""A text is refused for its length at most once, so its parts are made short enough at once: down to a sixteenth."""
_OF_RAW = 2
"""A part has at most half of the bytes that the platform takes, addresses included."""


def mended(reply: Reply, flaw: Flaw, can: Capabilities) -> tuple[Reply, ...]:
    """
    A refused message without what it was refused for, in parts where it takes several; none if it has nothing to lose.

    No word is lost. Without markup, an address follows the text that it was behind. *can* tells how long messages of
    the platform are; one that takes any length has no shorter parts. A preview goes with whatever else is refused.
    """
    bare = replace(reply, preview="")
    return _without(bare, flaw, can) or ((bare,) if reply.preview else ())


def _without(reply: Reply, flaw: Flaw, can: Capabilities) -> tuple[Reply, ...]:
    longest = can.longest_message or ENDLESS
    if flaw is Flaw.BUTTONS:
        return (replace(reply, buttons=()),) if reply.buttons else ()
    if flaw is Flaw.REPLY:
        return (replace(reply, reply_to=""),) if reply.reply_to else ()
    if flaw is Flaw.MARKUP:
        return () if reply.plain else _parts(replace(reply, text=plain(reply.text), plain=True), [longest], can)
    limits = [longest >> halving for halving in range(1, 1 + _HALVINGS)]
    parts = _parts(replace(reply, picture=b""), limits, can)
    if reply.picture:
        return (replace(reply, text="", buttons=()), *parts)
    return parts if len(parts) > 1 else ()


def _parts(reply: Reply, limits: list[int], can: Capabilities) -> tuple[Reply, ...]:
    """A text cut to the first of *limits* that makes all parts short enough; buttons stand below the last."""
    most = (can.longest_raw or ENDLESS) // _OF_RAW
    found = next((texts for texts in _cuts(reply, limits, can) if _all_short(texts, most)), None)
    texts = found or next(_cuts(reply, limits[-1:], can))
    first = replace(reply, text=texts[0], buttons=())
    rest = [replace(first, text=text, reply_to="", silent=True) for text in texts[1:]]
    *others, last = [first, *rest]
    return (*others, replace(last, buttons=reply.buttons))


def _cuts(reply: Reply, limits: list[int], can: Capabilities) -> Iterator[list[str]]:
    for limit in limits:
        markup = escape(reply.text) if reply.plain else reply.text
        parts = fit((markup,), limit, can.most_formats or ENDLESS, measure=can.measure)
        texts = [part.text for part in parts] or [markup]
        yield [html.unescape(text) for text in texts] if reply.plain else texts


def _all_short(texts: list[str], most: int) -> bool:
    return all(len(text.encode()) <= most for text in texts)
