"""
Finds the few stories that an entry may belong to, by the rarest terms that they share.

Each story stands under a bounded number of terms, so an entry costs memory once, and a search looks only at short
lists: a term that half the world uses finds nothing and is skipped.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from bot.text.rarity import Rarity

KEYS = 60
"""Terms under which one entry makes its story found: its rarest, of title, lead and names."""
LONGEST_LIST = 2_000
"""Stories under one term beyond which the term is no help in finding."""
CANDIDATES = 20
"""Stories that a search gives at most."""


class Index:
    """Term -> stories. In memory, rebuilt from the stored entries at the start."""

    __slots__ = ("_lists", "_terms")

    def __init__(self) -> None:
        self._lists: dict[str, list[int]] = {}
        self._terms: dict[int, set[str]] = {}

    def __len__(self) -> int:
        return len(self._terms)

    def add(self, story: int, terms: Iterable[str]) -> None:
        """Let *story* be found by *terms* as well."""
        known = self._terms.setdefault(story, set())
        for term in terms:
            if term not in known:
                known.add(term)
                self._lists.setdefault(term, []).append(story)

    def remove(self, story: int) -> None:
        """Let *story* be found no more."""
        for term in self._terms.pop(story, ()):
            self._lists[term].remove(story)
            if not self._lists[term]:
                del self._lists[term]

    def find(self, terms: Collection[str], rarity: Rarity, limit: int = CANDIDATES) -> list[int]:
        """The stories that share most of *terms*, by rarity; at most *limit*, likeliest first, of equals the oldest."""
        votes: dict[int, float] = defaultdict(float)
        for term in terms:
            stories = self._lists.get(term, ())
            if len(stories) <= LONGEST_LIST:
                weight = rarity.weight(term)
                for story in stories:
                    votes[story] += weight
        return sorted(votes, key=lambda story: (-votes[story], story))[:limit]
