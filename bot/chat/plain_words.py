"""
Which command somebody means who writes to the bot in private and types no slash: "mute football", "stop". PURE.

Messages are known by how they begin, in any language that the bot speaks; all others are questions about the news.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from bot.text.display.markup import plain
from bot.text.display.wording import Wording, languages

LONGEST = 80
"""Characters of a message that may be meant as a command: what is longer tells or asks something."""
MOST_WORDS = 3
"""Of what such a command is about: "follow open weights", but not "follow the money from the bank to the party"."""
_NAMES = {
    "plainly.subscribe": "subscribe",
    "plainly.unsubscribe": "unsubscribe",
    "plainly.hours": "hours",
    "plainly.pause": "pause",
    "plainly.snooze": "snooze",
    "plainly.resume": "resume",
    "plainly.quiet": "quiet",
    "plainly.timezone": "timezone",
    "plainly.language": "language",
    "plainly.mute": "mute",
    "plainly.unmute": "unmute",
    "plainly.follow": "follow",
    "plainly.unfollow": "unfollow",
    "plainly.addfeed": "addfeed",
    "plainly.feeds": "feeds",
    "plainly.digest": "digest",
    "plainly.settings": "settings",
    "plainly.forgetme": "forgetme",
    "plainly.size": "size",
    "plainly.help": "help",
}
_ANYTHING, _OBJECT = "~", "+"
_MARKS = re.compile(r"[.,;:!?…¡¿\"“”„«»()。，！？；：、،؟؛।]+")
_HAN = re.compile("[\u4e00-\u9fff]")
_MOST_AROUND = 3
"""Openers, or closers, in a row: "please can you"."""


class Meant(NamedTuple):
    """The name of a command, and what it is to be about; empty where that cannot be said."""

    name: str
    about: str = ""


def meant_command(text: str) -> Meant | None:
    """The command that somebody means; None for what is a question."""
    if len(text) > LONGEST:
        return None
    typed = _as_compared(text)
    for words in _languages():
        for inner in words.inner(typed):
            for name, phrase, behind in words.phrases:
                if found := _matches(inner, phrase, behind):
                    return Meant(name, found.strip())
    return None


def _as_compared(text: str) -> str:
    alike = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return " ".join(_MARKS.sub(" ", alike).split())


def _matches(typed: str, phrase: str, behind: str) -> str:
    """What stands behind a phrase, if the text is that phrase; a blank for nothing, empty if it is another text."""
    if typed == phrase:
        return "" if behind == _OBJECT else " "
    if not behind or not typed.startswith(phrase):
        return ""
    rest = typed[len(phrase) :]
    if not (rest.startswith(" ") or _HAN.match(phrase[-1])):
        return ""
    if behind == _ANYTHING:
        return " "
    fits = len(rest.split()) <= MOST_WORDS and len(rest) <= LONGEST // (4 if _HAN.search(rest) else 1)
    return rest if fits else ""


class _Words:
    """What one language has for it."""

    def __init__(self, say: Wording) -> None:
        self._openers = list(_listed(say, "plainly.openers"))
        self._closers = list(_listed(say, "plainly.closers"))
        self.phrases = [
            (name, phrase.rstrip(_ANYTHING + _OBJECT), phrase[-1] if phrase[-1] in _ANYTHING + _OBJECT else "")
            for key, name in _NAMES.items()
            for phrase in _listed(say, key)
        ]

    def inner(self, typed: str) -> Iterator[str]:
        """A text, and the same without little words around it, the longest first."""
        seen = {typed: None}
        for _ in range(_MOST_AROUND):
            for one in list(seen):
                seen |= dict.fromkeys(_without(one, self._openers, self._closers))
        yield from seen


def _without(typed: str, openers: list[str], closers: list[str]) -> Iterator[str]:
    for opener in openers:
        if typed.startswith(f"{opener} ") or (_HAN.match(opener) and typed.startswith(opener) and typed != opener):
            yield typed.removeprefix(opener).strip()
    for closer in closers:
        if typed.endswith(f" {closer}") or (_HAN.match(closer) and typed.endswith(closer) and typed != closer):
            yield typed.removesuffix(closer).strip()


def _listed(say: Wording, key: str) -> list[str]:
    return [_as_compared(one.replace("_", " ")) for one in plain(say(key)).split()]


@cache
def _languages() -> list[_Words]:
    return [_Words(Wording(language)) for language in languages()]
