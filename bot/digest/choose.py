"""Which stories a digest tells, and in what order: importance and freshness, and not one name or publisher all over."""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_STORIES = 10
"""More than that nobody reads to the end on a phone."""
ALSO_SEEN = 8
"""What did not fit is told in a line each; more lines than that are a second digest."""
HALF_LIFE = timedelta(hours=24)
"""
In a digest of a day a story counts half as much for each day since its last news: yesterday's big one still beats
today's small one.
"""
SAME_NAME = 0.5
"""
What a story is worth beside a chosen one that shares its names. Half: a second story on one company waits for
others unless it is twice as important, a third unless four times.
"""
FOLLOW_UP = 0.8
"""What an update is worth beside news: the reader has the story already, so a little less."""
PER_NAME = 3
"""So many stories on one name come before all others have had their turn: a fourth is a newsletter on that name."""
PER_PUBLISHER = 4
"""The same for stories that only one publisher tells: fewer than half of a digest."""
BAR = 0.35
"""
What a story must be worth to be told in full: what one publisher tells (1) sinks below it a day and a half after it
came, what four tell (3) after three days. By then a digest has passed it over.
"""
FEW = 3
"""With fewer stories above the bar the day is quiet, and the best below it are told in full as well, up to so many."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    A story that could be told.

    *importance* is above 0, without unit: 1 for what one publisher tells; *names* are the keys of the names that it is
    about; *news* is the moment of its latest news, *came* that at which we had it, which may be later: the feed was out
    of reach, or gave it late; *update*: the chat knows the story; *publisher* is the only one that tells it, empty if
    several do.
    """

    story: int
    importance: float
    names: frozenset[str]
    news: datetime
    came: datetime
    update: bool = False
    publisher: str = ""
    part: int = 0
    """Which part of the story it is, where it falls into several."""


@dataclass(frozen=True, slots=True)
class Choice:
    """
    What a digest tells in full, in order (news, then follow-ups), what it tells in a line, and what it leaves out,
    the worthiest first.

    *quiet*: some of the first are there only because little else is new.
    """

    chosen: tuple[Candidate, ...]
    also: tuple[Candidate, ...]
    held: tuple[Candidate, ...]
    quiet: bool = False
    lowest: float = 0.0
    """What is worth less than this, if there were more of it, would change nothing of all that; 0.0: anything would."""
    followed: tuple[Candidate, ...] = ()
    """What comes before all that because the chat follows it, in full."""
    followed_also: tuple[Candidate, ...] = ()
    """The same in a line each."""

    @property
    def told(self) -> tuple[Candidate, ...]:
        """All that the digest tells, in full or in a line."""
        return (*self.followed, *self.followed_also, *self.chosen, *self.also)


def choose(
    candidates: Sequence[Candidate],
    now: datetime,
    most: int = MAX_STORIES,
    bar: float = BAR,
    listed: int = 0,
    half_life: timedelta = HALF_LIFE,
) -> Choice:
    """
    Choose at most *most* stories to tell in full, and at most ALSO_SEEN for a line each.

    Takes the worthiest each time and halves the worth of what shares its names, so five stories on one company do not
    push out others; and no more than a few of one name or publisher before the others had their turn. Equal worth
    keeps the order of *candidates*. What is worth less than *bar* is not told in full. Of what is left out, the first
    *listed* matter.
    """
    # by when it came: what a digest of a whole week finds new is no leftover, however old
    worthy = [candidate for candidate in candidates if _worth(candidate, candidate.came, now, half_life) >= bar]
    pick = _Picking(now, half_life)
    pick.fill(worthy, most, capped=True)
    pick.fill(worthy, most)
    usual = len(pick.taken)
    pick.fill(candidates, max(usual, min(FEW, most)))
    chosen = tuple(pick.taken)
    pick.fill(candidates, len(chosen) + ALSO_SEEN)
    also = tuple(pick.taken[len(chosen) :])
    shown = set(map(_key, pick.taken))
    left = [(_worth(one, one.news, now, half_life), one) for one in candidates if _key(one) not in shown]
    left.sort(key=lambda one: one[0], reverse=True)
    enough = usual == most and len(also) == ALSO_SEEN and len(left) >= listed
    lowest = min([pick.lowest, *(worth for worth, _ in left[:listed])]) if enough else 0.0
    held = tuple(one for _, one in left)
    return Choice(tuple(sorted(chosen, key=lambda one: one.update)), also, held, len(chosen) > usual, lowest)


class _Picking:
    """Takes candidates one by one, the worthiest beside those that are taken."""

    def __init__(self, now: datetime, half_life: timedelta) -> None:
        self._now = now
        self._half_life = half_life
        self.taken: list[Candidate] = []
        self.lowest = math.inf
        """What the least of them was worth when it was taken."""

    def fill(self, pool: Sequence[Candidate], most: int, *, capped: bool = False) -> None:
        """Take of *pool* until it is *most* in all; with *capped* no more of one name or publisher than may."""
        if len(self.taken) >= most:
            return
        known = set(map(_key, self.taken))
        # what is taken only ever lowers the worth of others: who is on top and has not sunk is the worthiest of all
        heap = [(-self._beside(one), at) for at, one in enumerate(pool) if _key(one) not in known]
        heapq.heapify(heap)
        while heap and len(self.taken) < most:
            worth, at = heap[0]
            if capped and _too_many(pool[at], self.taken):
                heapq.heappop(heap)
            elif (sunk := -self._beside(pool[at])) != worth:
                heapq.heapreplace(heap, (sunk, at))
            else:
                heapq.heappop(heap)
                self.taken.append(pool[at])
                self.lowest = min(self.lowest, -worth)

    def _beside(self, one: Candidate) -> float:
        """What a candidate is worth beside those that are taken."""
        return _worth(one, one.news, self._now, self._half_life) * _beside(one, self.taken)


def _key(candidate: Candidate) -> tuple[int, int]:
    return candidate.story, candidate.part


def _worth(candidate: Candidate, since: datetime, now: datetime, half_life: timedelta) -> float:
    """What a story is worth by itself, its age counted from *since*."""
    return faded(candidate.importance, since, now, half_life) * (FOLLOW_UP if candidate.update else 1.0)


def faded(importance: float, since: datetime, now: datetime, half_life: timedelta = HALF_LIFE) -> float:
    """What is left of *importance* when the news are of *since*."""
    return importance * math.exp2(-max(now - since, timedelta()) / half_life)


def _beside(candidate: Candidate, taken: Sequence[Candidate]) -> float:
    """What is left of that beside those that are taken."""
    return math.pow(SAME_NAME, sum(bool(candidate.names & other.names) for other in taken))


def _too_many(candidate: Candidate, taken: Sequence[Candidate]) -> bool:
    """Whether one of its names, or its publisher, has had its share."""
    of_name = any(sum(name in other.names for other in taken) >= PER_NAME for name in candidate.names)
    of_publisher = sum(bool(other.publisher) and other.publisher == candidate.publisher for other in taken)
    return of_name or of_publisher >= PER_PUBLISHER
