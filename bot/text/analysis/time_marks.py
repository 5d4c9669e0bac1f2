"""Whether a sentence tells of another year, quarter or version than a question asks about: that is another question."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.text.analysis.words import raw_tokens

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_QUARTER = re.compile(
    r"\b[qQ]([1-4])\b|\b(first|second|third|fourth|last)[- ]quarter\b|\b([1-4])(?:st|nd|rd|th)[- ]quarter\b",
    re.IGNORECASE,
)
_QUARTERS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "last": "4"}
_NUMBER = re.compile(r"[vV]?\d{1,3}(?:\.\d{1,3}){0,3}[a-zA-Z]?$")
_JOINED = re.compile(r"([a-z]{2,})(\d{1,3}(?:\.\d{1,3}){0,3})$")
# "top 5", "may 5": what counts or dates is no version of the word before it
_NO_BEARERS = frozenset(
    """
    a about above after all and are around as at about before below between by for from in is least most nearly of on
    or over than the to top under up was were with january february march april may june july august september october
    november december jan feb mar apr jun jul aug sep sept oct nov dec
    """.split()
)


@dataclass(frozen=True, slots=True)
class Marks:
    """Which years, quarters (1 to 4) and versions (a word and its number) a text speaks of."""

    years: frozenset[str]
    quarters: frozenset[str]
    versions: frozenset[tuple[str, str]]


@lru_cache(maxsize=20_000)
def marks(text: str) -> Marks:
    """What *text* says of time and version."""
    quarters = {_QUARTERS.get(word.lower(), "") or short or plain for short, word, plain in _QUARTER.findall(text)}
    return Marks(frozenset(_YEAR.findall(text)), frozenset(quarters), frozenset(_versions(text)))


def _versions(text: str) -> list[tuple[str, str]]:
    if not any(map(str.isdigit, text)):
        return []
    words = [word.lower() for word in raw_tokens(text)]
    joined = [found.groups() for word in words if (found := _JOINED.match(word))]
    apart = [
        (name, number.removeprefix("v"))
        for name, number in pairwise(words)
        if _NUMBER.match(number) and name.isalpha() and name not in _NO_BEARERS
    ]
    return [*((name, number) for name, number in joined), *apart]


def contradicts(question: str, sentence: str) -> bool:
    """
    Whether *sentence* speaks of another year, quarter or version than *question*.

    A sentence that names none may be about the one asked; nor does one that names both contradict.
    """
    asked = marks(question)
    if not (asked.years or asked.quarters or asked.versions):
        return False
    told = marks(sentence)
    return other_time(question, sentence) or any(
        _other_version(name, number, told.versions) for name, number in asked.versions
    )


def other_time(a: str, b: str) -> bool:
    """Whether two texts name years, or quarters, and share none."""
    left, right = marks(a), marks(b)
    return _apart(left.years, right.years) or _apart(left.quarters, right.quarters)


def _apart(asked: frozenset[str], told: frozenset[str]) -> bool:
    return bool(asked and told) and asked.isdisjoint(told)


def _other_version(name: str, number: str, told: frozenset[tuple[str, str]]) -> bool:
    theirs = {other for bearer, other in told if bearer == name}
    return bool(theirs) and number not in theirs
