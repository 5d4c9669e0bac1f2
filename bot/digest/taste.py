"""
What a chat learned to like, from "More like this" and "Less like this" below its stories. PURE.

Each vote counts for the names, the topics and the sources of its story, and fades. What came together bears on how
important a story is to this chat, within bounds: nothing is lifted or sunk out of reach.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from bot.model import Decided, Prospect, Story, Vote
from bot.text.analysis.names import names
from bot.text.analysis.publishers import publisher_key

HALF_LIFE = timedelta(days=60)
"""A vote counts half as much after two months: interests change, and nobody takes votes back."""
MOST_OF_ONE = 3.0
"""What one name, topic or source can come to, in votes: more presses say the same louder."""
LEAST = 0.1
"""Less than that of a vote is forgotten."""
STRENGTH = 0.35
"""Doublings that one vote on one name is worth: a story that shares it gains or loses a quarter."""
MOST_DOUBLINGS = 1.0
"""All together at most double or halve: what two more sources do."""
MOST_NAMES = 6
"""Of a story: a headline rarely has more, and a list of names is about none of them."""
MOST_VOTES = 500
"""Of one chat: older ones have faded."""
NAME, SOURCE, TOPIC = "name:", "source:", "topic:"
"""Before the keys of what is learned about."""

Topics = Mapping[int, Sequence[str]]


def about(decided: Sequence[Decided], topics: Topics) -> tuple[str, ...]:
    """The keys of the names, topics and sources of a story, by its reports and the folders of their feeds."""
    found = dict.fromkeys(f"{NAME}{key}" for entry, _ in decided for key in _names(entry.title, entry.read_in))
    named = list(found)[:MOST_NAMES]
    kept_in = [topics[entry.feed] for entry, _ in decided if topics.get(entry.feed)]
    folders = dict.fromkeys(f"{TOPIC}{' / '.join(path)}" for path in kept_in)
    sources = dict.fromkeys(f"{SOURCE}{publisher_key(entry.publisher, entry.link)}" for entry, _ in decided)
    # of what all the world tells, no source is to blame
    return (*named, *folders, *(sources if len(sources) == 1 else ()))


@lru_cache(maxsize=5_000)  # headlines of three days of many feeds
def _names(title: str, language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.key for name in names(title, language=language) if name.sure))


def learned(votes: Iterable[Vote], now: datetime) -> dict[str, float]:
    """What votes come to for each key, in votes of today, the strongest first; below 0: less."""
    sums: defaultdict[str, float] = defaultdict(float)
    for vote in votes:
        worth = math.exp2(-max(now - vote.made, timedelta()) / HALF_LIFE)
        for key in vote.about:
            sums[key] += worth if vote.more else -worth
    kept = {key: max(-MOST_OF_ONE, min(MOST_OF_ONE, worth)) for key, worth in sums.items() if abs(worth) >= LEAST}
    return dict(sorted(kept.items(), key=lambda one: (-abs(one[1]), one[0])))


def factor(keys: Collection[str], weights: Mapping[str, float]) -> float:
    """By what the importance of a story with those keys is multiplied."""
    doublings = STRENGTH * math.fsum(weights.get(key, 0.0) for key in keys)
    return math.exp2(max(-MOST_DOUBLINGS, min(MOST_DOUBLINGS, doublings)))


Importance = Callable[[Story, Sequence[Decided], Mapping[int, int]], float]
"""
How much a story matters, above 0, by the entries that this chat's feeds have of it, and by how many entries each feed
brought in all.
"""
AtMost = Callable[[Prospect, Mapping[int, int]], float]
"""What bounds that, by what is known of a story before any of its entries is read."""


def to_taste(
    importance: Importance, at_most: AtMost, weights: Mapping[str, float], topics: Topics
) -> tuple[Importance, AtMost]:
    """How stories are weighed, and what bounds that, for a chat that has learned *weights*."""

    def weighed(story: Story, decided: Sequence[Decided], brought: Mapping[int, int]) -> float:
        return importance(story, decided, brought) * factor(about(decided, topics), weights)

    def bound(prospect: Prospect, brought: Mapping[int, int]) -> float:
        return at_most(prospect, brought) * math.exp2(MOST_DOUBLINGS)

    return weighed, bound
