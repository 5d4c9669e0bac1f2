"""What was typed is read in one language after the other, and whoever mistyped a word is shown what works. PURE."""

import re
from collections.abc import Callable
from typing import TypeVar

from bot.chat.day_words import tongues
from bot.chat.times_of_day import Impossible, Unclear
from bot.chat.vocabulary import Vocabulary, cleaned
from bot.reasons import Reason, because
from bot.text.display.wording import Wording

_UNKNOWN = frozenset(
    {"when.no_day", "when.no_word", "when.unknown", "when.unknown_span", "when.no_span", "when.two_hours"}
)
"""What is said of words that a language does not have."""
_ASKS = frozenset({"when.day_or_word", "hours.which_half", "when.whose_hours"})
"""What is asked of words that the chat's language has: "so" is Portuguese for "only", but that is not what is meant."""
_Read = TypeVar("_Read")


def in_any_language(say: Wording, words: Callable[..., Vocabulary], *reads: Callable[[Vocabulary], _Read]) -> _Read:
    """
    What is made of the *words* of the chat's language and English, else of another one, the first in which it can be.

    Args:
        reads: One way to read or more, the strictest first, as the other languages are tried; the last is that of the
            chat's own.
    Raises: Unclear for a word that is unknown in all of them, as in the chat's language; else for what was understood;
        Impossible as soon as it is.
    """
    try:
        return reads[-1](words(say))
    except Impossible:
        raise
    except Unclear as error:
        if error.reason.code in _ASKS:
            raise
        said = error
    for read in reads:
        for tongue in tongues():
            try:
                return read(words(tongue, alone=True))
            except Impossible:
                raise
            except Unclear as error:
                if said.reason.code in _UNKNOWN and error.reason.code not in _UNKNOWN:
                    said = error
    raise said


def hinting(text: str, read: Callable[[str], _Read]) -> _Read:
    """
    What *read* makes of a text.

    Raises: Unclear. What it suggests in the place of a word was tried there: whoever follows it is not refused. If it
        would be, that is what is said.
    """
    try:
        return read(text)
    except Unclear as error:
        typed, near = _suggested(error.reason)
        mended = instead(near, typed, cleaned(text)) if typed else ""
        if mended:
            try:
                read(mended)
            except Unclear as other:
                # another word that is mistyped has its turn later
                if not all(_suggested(other.reason)):
                    # what nobody typed is not quoted
                    said = {
                        name: instead(typed, near, str(value)) or value for name, value in other.reason.values.items()
                    }
                    raise Unclear(because(other.reason.code, **said)) from error
        raise


def instead(near: str, typed: str, line: str) -> str:
    """A line with one word in the place of another, which is perhaps part of others; empty if it is not there."""
    alone = re.compile(rf"(?<!\w){re.escape(typed)}(?!\w)")
    if alone.search(line):
        return alone.sub(lambda _: near, line, count=1)
    # between Chinese words no blank is written
    return line.replace(typed, near, 1) if typed in line else ""


def _suggested(reason: Reason) -> tuple[str, str]:
    """What was typed, and the word that is suggested instead; empty if none is."""
    typed, near = _SUGGEST.get(reason.code, ("", ""))
    return str(reason.values.get(typed, "")), str(reason.values.get(near, ""))


_SUGGEST = {"when.no_day": ("text", "day"), "when.no_word": ("text", "word"), "unclear.which_length": ("word", "near")}
"""Reasons that suggest a word, with the names of what was typed and of what is suggested."""
