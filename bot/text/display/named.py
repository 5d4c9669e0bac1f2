"""PURE: what people read as the name of whoever published something."""

from bot.text.cleaning.urls import publisher
from bot.text.display.markup import plain
from bot.text.display.wording import Wording

LONGEST_HOST = 253
"""Characters: a longer one is no host that could be asked (RFC 1035)."""


def named(name: str, url: str, say: Wording) -> str:
    """
    A publisher by name, as plain text; without one by the host of its address, which alone of it can hold no secret.

    Returns: words that it is not named, where there is neither.
    """
    if name:
        return name
    host = publisher(url)
    return host if 0 < len(host) <= LONGEST_HOST else plain(say("common.nobody"))
