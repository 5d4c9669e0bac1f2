"""
Finds the few stories that an entry may belong to, by the rarest terms that they share.

Each entry puts its story under a bounded number of keys (hashed terms), and a search reads a bounded number of places,
newest first where a list is long: what an entry costs hardly grows with the store.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from zlib import crc32

from bot.text.rarity import Rarity

KEYS = 48
"""Terms under which one entry makes its story found: its rarest, of title, lead and names."""
ASKED = 60
"""Terms with which an entry looks for its story: more than are kept, because what is rare changes."""
CANDIDATES = 10
"""Stories that a search gives at most: in 98 of 100 labelled cases the true one was among the first two."""
READ = 3
"""How many of them, likeliest first, are read from storage when they are not in memory: reading is the dear part."""
_NEWEST = 300
"""Stories that are looked at under one key: under a term of many stories only the newest."""
_PLACES = 4_000
"""Places that one search reads at most, rarest keys first."""
_OF_BEST = 0.15
"""What a story must share of what the likeliest shares."""
_ENOUGH = 1.5
"""Shared weight below which two entries never told one event; a term never seen before weighs 1."""
_ENOUGH_OF_LITTLE = 0.25
"""The same as a share of all the weight that an entry has, for bare headlines."""


def key_of(term: str) -> int:
    """A term as a number of 32 bits; that two share one now and then costs a comparison and no more."""
    return crc32(term.encode())


def enough(shared: float, whole: float) -> bool:
    """Whether what is shared, of the *whole* weight that an entry asks with, is worth a comparison."""
    return shared >= min(_ENOUGH, _ENOUGH_OF_LITTLE * whole)


class Index:
    """Key -> stories, in memory; rebuilt at the start from the keys that are stored with each entry."""

    __slots__ = ("_lists",)

    def __init__(self) -> None:
        # most keys have one story, and a plain number is a fifth of an array
        self._lists: dict[int, int | array[int]] = {}

    def add(self, story: int, keys: Iterable[int]) -> None:
        """Let *story* be found by *keys* as well."""
        for key in keys:
            known = self._lists.get(key)
            if known is None:
                self._lists[key] = story
            elif isinstance(known, int):
                if known != story:
                    self._lists[key] = array("I", (known, story))
            elif story not in known[-_NEWEST:]:
                known.append(story)

    def find(self, terms: Collection[str], rarity: Rarity, limit: int = CANDIDATES) -> list[int]:
        """The stories that share most of *terms*, by rarity; at most *limit*, likeliest first, of equals the oldest."""
        votes: dict[int, float] = defaultdict(float)
        places = 0
        for weight, stories in sorted(self._asked(terms, rarity), key=lambda asked: (len(asked[1]), -asked[0])):
            places += len(stories)
            if places > _PLACES:
                break
            for story in stories:
                votes[story] += weight
        whole, most = sum(map(rarity.weight, terms)), max(votes.values(), default=0.0)
        likely = [story for story, shared in votes.items() if shared >= _OF_BEST * most and enough(shared, whole)]
        return sorted(likely, key=lambda story: (-votes[story], story))[:limit]

    def _asked(self, terms: Iterable[str], rarity: Rarity) -> Iterable[tuple[float, Sequence[int]]]:
        """Weight and stories of each term that some story has."""
        for term in terms:
            found = self._lists.get(key_of(term))
            if found is not None:
                yield rarity.weight(term), (found,) if isinstance(found, int) else found[-_NEWEST:]
