"""Which stories a digest tells, and in what order: importance and freshness, and not the same names all over."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_STORIES = 10
"""More than that nobody reads to the end on a phone."""
HALF_LIFE = timedelta(hours=24)
"""A story counts half as much for each day since its last news: yesterday's big one still beats today's small one."""
SAME_NAME = 0.5
"""
What a story is worth beside a chosen one that shares its names. Half: a second story on one company waits for
others unless it is twice as important, a third unless four times.
"""
FOLLOW_UP = 0.8
"""What an update is worth beside news: the reader has the story already, so a little less."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    A story that could be told.

    *importance* is above 0, without unit; *names* are the keys of the names that it is about; *news* is the moment of
    its latest news; *update*: the chat knows the story.
    """

    story: int
    importance: float
    names: frozenset[str]
    news: datetime
    update: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What a digest tells, in order (news, then follow-ups), and what has to wait."""

    chosen: tuple[Candidate, ...]
    held: tuple[Candidate, ...]


def choose(candidates: Sequence[Candidate], now: datetime, most: int = MAX_STORIES) -> Choice:
    """
    Choose at most *most* stories.

    Takes the worthiest each time and halves the worth of what shares its names, so five stories on one company do not
    push out others. Equal worth keeps the order of *candidates*.
    """
    left = list(candidates)
    chosen: list[Candidate] = []
    while left and len(chosen) < most:
        best = max(left, key=lambda candidate: _worth(candidate, chosen, now))
        left.remove(best)
        chosen.append(best)
    return Choice(tuple(sorted(chosen, key=lambda candidate: candidate.update)), tuple(left))


def _worth(candidate: Candidate, chosen: Sequence[Candidate], now: datetime) -> float:
    age = max(now - candidate.news, timedelta())
    fresh = math.exp2(-age / HALF_LIFE)
    shared = sum(bool(candidate.names & other.names) for other in chosen)
    return candidate.importance * fresh * math.pow(SAME_NAME, shared) * (FOLLOW_UP if candidate.update else 1.0)
