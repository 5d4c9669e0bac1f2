"""
Versions that are over: those of which a headline tells, when a later one tells of a higher version of that thing. PURE.

Who reads that 3.2 is out need not read that 3.1 was. What came after the higher one is no old news: a maker mends old
versions as well.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from bot.text.analysis.acts import acts
from bot.text.analysis.names import names
from bot.text.analysis.words import terms

_DIGIT = re.compile(r"\d")
Number = tuple[int, ...]
"""``3.10`` as (3, 10), so that it is higher than 3.9."""


class Version(NamedTuple):
    """A thing by its name in small letters, and its number."""

    thing: str
    number: Number


class Headline(NamedTuple):
    """A story's title and when it told its news."""

    story: int
    title: str
    language: str
    told: datetime


def version_of(title: str, language: str) -> Version | None:
    """
    The version that a title is about: it begins with it, or with who brings it out.

    Returns: None for "A flaw in Fernwhistle 3.1": that is news however many versions came since.
    """
    if not _DIGIT.search(title):
        return None  # most titles: finding names takes time
    for name in names(title, language=language):
        thing, _, number = name.key.rpartition(" ")
        parts = number.split(".")
        if thing and all(part.isdecimal() and part.isascii() for part in parts):
            before = frozenset(terms(title[: name.start], language))
            brings = name.start == 0 or "launch" in acts(before)
            return Version(thing, tuple(map(int, parts))) if brings else None
    return None


def superseded(headlines: Iterable[Headline]) -> Mapping[int, int]:
    """For each story of a version that is over the one that tells of the highest later one."""
    by_thing: dict[str, list[tuple[Number, Headline]]] = {}
    for headline in headlines:
        found = version_of(headline.title, headline.language)
        if found:
            by_thing.setdefault(found.thing, []).append((found.number, headline))
    over = {}
    for told in by_thing.values():
        newest, last = max(told, key=lambda one: (one[0], one[1].told))
        for number, headline in told:
            # "Part 1" and "Part 2" are no versions: these have a point
            pointed = max(len(number), len(newest)) > 1
            if pointed and number < newest and headline.told < last.told:
                over[headline.story] = last.story
    return over
