"""
Versions that are over: those of which a headline tells, when a later one tells of a higher version of that thing. PURE.

Who reads that 3.2 is out need not read that 3.1 was. What came after the higher one is no old news: a maker mends old
versions as well. A name with a number behind it may be a measure, as in "Magnitude 5.8" or "Brent 81.5": so a thing has
versions only where some headline says of one that it is out.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from bot.text.analysis.acts import acts
from bot.text.analysis.figures import figures
from bot.text.analysis.names import Name, names
from bot.text.analysis.words import stems_of, tokens
from bot.text.lexicon.common_words import common
from bot.text.lexicon.everyday import in_english

_DIGIT = re.compile(r"\d")
# "is now available", "releases its new ..."
_BETWEEN = frozenset("a an the its has is are was been now just finally officially generally new next".split())
_OUT = frozenset("out here available adds brings".split())
Number = tuple[int, ...]
"""``3.10`` as (3, 10), so that it is higher than 3.9."""


class Version(NamedTuple):
    """A thing by its name in small letters, and its number."""

    thing: str
    number: Number
    out: bool
    """Whether the title says that it is out; else it only begins with it."""


class Headline(NamedTuple):
    """A story's title and when it told its news."""

    story: int
    title: str
    language: str
    told: datetime


def version_of(title: str, language: str) -> Version | None:
    """
    The version that a title is about: it begins with it, or says right beside it that it is out.

    Returns: None for "A flaw in Fernwhistle 3.1": that is news however many versions came since.
    """
    if not _DIGIT.search(title):
        return None  # most titles: finding names takes time
    for name in names(title, language=language):
        thing, _, number = name.key.rpartition(" ")
        parts = number.split(".")
        if thing and all(part.isdecimal() and part.isascii() for part in parts):
            if _measured(title, name) or all(map(common, thing.split())):
                return None
            out = _is_out(title, name)
            return Version(thing, tuple(map(int, parts)), out) if out or name.start == 0 else None
    return None


def _is_out(title: str, name: Name) -> bool:
    beside = reversed(tokens(title[: name.start])), tokens(title[name.end :])
    words = (next((word for word in side if word not in _BETWEEN), "") for side in beside)
    return any(word in _OUT or "launch" in acts((*stems_of([word]), *in_english(word, title))) for word in words)


def _measured(title: str, name: Name) -> bool:
    """Whether the number of a name has a unit: a price, a rate, a length."""
    within = (one for one in figures(title) if one.start < name.end and name.start < one.end)
    return any(one.kind not in {"version", "count"} for one in within)


def superseded(headlines: Iterable[Headline]) -> Mapping[int, int]:
    """For each story of a version that is over the one that tells of the highest later one."""
    by_thing: dict[str, list[tuple[Version, Headline]]] = {}
    for headline in headlines:
        found = version_of(headline.title, headline.language)
        if found:
            by_thing.setdefault(found.thing, []).append((found, headline))
    over = {}
    for told in by_thing.values():
        if not any(version.out for version, _ in told):
            continue
        (_, newest, _), last = max(told, key=lambda one: (one[0].number, one[1].told))
        for (_, number, _), headline in told:
            # "Part 1" and "Part 2" are no versions: these have a point
            pointed = max(len(number), len(newest)) > 1
            if pointed and number < newest and headline.told < last.told:
                over[headline.story] = last.story
    return over
