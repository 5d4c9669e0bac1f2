"""How much a story matters: by who tells it, how fast, in what words, how rare, and how choosy its feeds are. PURE."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from math import log2

from bot.model import Decided, Prospect, Story, Verdict
from bot.text.analysis.publishers import publisher_key

_SPEED = 0.5
"""What a story gains when its sources come within an hour of each other instead of a day."""
_HOURS = 24.0
"""Hours over which sources that follow each other make a story faster."""
_COPY = 0.2
"""What a publisher counts that only copied another's text."""
_UPDATE = 0.25
"""What each development adds: a story that goes on matters more."""
_RARE = 0.3
"""What a headline of words never read before adds, against one of words that are in every text."""
_CHOOSY = 0.3
"""What it adds that a feed tells it which tells hardly anything else: it tells by that what it holds for important."""
_USUAL = 0.5
"""Where both of the former add nothing and take nothing off."""
_WORDS = 0.6
"""
What a point of newsworthiness adds: a deadly fire told by one publisher stands beside a notice told by two or three.
"""
_LEAST = 0.1
"""What any story is worth: nothing is worth nothing."""
_BUSY = 20
"""
Entries of one feed between a choosy one and a busy one, of all that are weighed together: seven a day, as stories are
weighed for three days.
"""

_TELLING = 0.2
"""What is worth naming among the reasons for a story's place."""
_TELLING_WORDS = 0.5
"""The same for words: half of all news read a little bigger than the average."""


class Reason(StrEnum):
    """Why a story stands where it stands."""

    SOURCES = "sources"
    """Several independent ones tell it."""
    WORDS = "words"
    """It is told in words of big news."""
    LIGHT = "light"
    """It is told in words of notices, remarks and how-tos."""
    GROWS = "grows"
    RARE = "rare"


def importance(story: Story, decided: Sequence[Decided], brought: Mapping[int, int]) -> float:
    """
    Weigh one story.

    Args:
        story: The story.
        decided: Its entries with their decisions, oldest first.
        brought: How many entries each feed has in all the stories that are weighed together.
    Returns: above 0, without unit; one source counts 1, each doubling of independent publishers adds 1.
    """
    own = independent(decided)
    copied = {publisher_key(entry.publisher, entry.link) for entry, decision in decided if decision.copy} - own
    publishers = max(1.0, len(own) + _COPY * len(copied))
    updates = sum(decision.verdict is Verdict.UPDATE for _, decision in decided)
    worth = 1.0 + log2(publishers) + _speed(story, len(own)) + _UPDATE * min(updates, 4)
    choosy = max((_choosy(entry.feed, brought) for entry, _ in decided), default=_USUAL)
    worth += _RARE * (story.rarity - _USUAL) + _CHOOSY * (choosy - _USUAL)
    return max(_LEAST, worth + _WORDS * weight(decided))


def at_most(prospect: Prospect, brought: Mapping[int, int]) -> float:
    """What ``importance`` can be at most for a story of which only that much is known; *brought* as there."""
    several = prospect.reports > 1
    worth = 1.0 + log2(prospect.reports) + _SPEED * several + _UPDATE * min(prospect.reports - several, 4)
    # of a headline that the chat does not see, how rare it is is not known
    worth += _RARE * (max(prospect.rarity, _USUAL) - _USUAL)
    choosy = max(_choosy(feed, brought) for feed in prospect.feeds)
    return max(_LEAST, worth + _CHOOSY * (choosy - _USUAL) + _WORDS * prospect.weight)


def independent(decided: Sequence[Decided]) -> frozenset[str]:
    """The keys of the publishers that tell a story in words of their own."""
    return frozenset(publisher_key(entry.publisher, entry.link) for entry, decision in decided if not decision.copy)


def weight(decided: Sequence[Decided]) -> float:
    """How newsworthy a story's words make it, in points: the average over those who tell it in words of their own."""
    own = [decision.weight for _, decision in decided if not decision.copy]
    return sum(own) / len(own) if own else 0.0


def reasons(story: Story, decided: Sequence[Decided]) -> tuple[Reason, ...]:
    """What moves a story up or down, the strongest first, for people; empty for usual news of one source."""
    words = weight(decided)
    found = {
        Reason.SOURCES: log2(max(1, len(independent(decided)))),
        Reason.WORDS: _WORDS * words,
        Reason.LIGHT: -_WORDS * words,
        Reason.GROWS: _UPDATE * sum(decision.verdict is Verdict.UPDATE for _, decision in decided),
        Reason.RARE: 2 * _RARE * (story.rarity - _USUAL),
    }
    least = {Reason.WORDS: _TELLING_WORDS, Reason.LIGHT: _TELLING_WORDS}
    telling = (one for one in found if found[one] >= least.get(one, _TELLING))
    return tuple(sorted(telling, key=lambda one: -found[one]))


def _choosy(feed: int, brought: Mapping[int, int]) -> float:
    """Nearly 1.0 for a feed that brought hardly anything else, towards 0.0 the more it brought."""
    return _BUSY / (_BUSY + brought.get(feed, 0))


def _speed(story: Story, publishers: int) -> float:
    """0.0 for a story of one publisher or one that took a day for each more, up to ``_SPEED``."""
    if publishers < 2:
        return 0.0
    hours = (story.last_seen - story.first_seen).total_seconds() / 3600.0 / (publishers - 1)
    return _SPEED * max(0.0, 1.0 - hours / _HOURS)
