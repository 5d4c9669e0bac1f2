"""
Finds the few stories that an entry may belong to, by the rarest terms that they share.

Each entry puts its story under a bounded number of keys (hashed terms), and a search reads a bounded number of places,
newest first where many stories share a key: what an entry costs hardly grows with the store. Places too old to be
read are let go, so what an entry adds in memory are mostly its new terms. All is kept in flat arrays, since objects of
their own for each key and place would take ten times the memory.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from zlib import crc32

from bot.text.analysis.idf import Idf

KEYS = 48
"""Terms by which one entry looks for its story, and makes it found: its rarest, of title, lead and names."""
CANDIDATES = 3
"""Stories that a search gives at most: in 98 of 100 labelled cases the true one was among the first two."""
READ = 2
"""How many of them, likeliest first, are read from storage when they are not in memory: reading is the dear part."""
_NO_STORY = 0
_NEWEST = 40
"""Stories that are looked at under one key: under a term of many stories only the newest."""
_KEPT = 100
"""Stories that are kept under one key when a table is packed: those that are looked at, and a batch that is undone."""
_FEW = 1_000
"""Numbers in a table of places that are never packed."""
_PLACES = 300
"""Places that one search reads at most, rarest terms first."""
_OF_BEST = 0.4
"""What a story must share of what the likeliest shares."""
_ENOUGH = 1.5
"""Shared weight below which two entries never told one event; a term never seen before weighs 1."""
_ENOUGH_OF_LITTLE = 0.25
"""The same as a share of all the weight that an entry has, for bare headlines."""


def key_of(term: str) -> int:
    """A term as a number of 32 bits; that two share one now and then costs a comparison and no more."""
    return crc32(term.encode())


def enough(shared: float, total: float) -> bool:
    """Whether what is shared, of the *total* weight that an entry asks with, is worth a comparison."""
    return shared >= min(_ENOUGH, _ENOUGH_OF_LITTLE * total)


class Index:
    """Key -> stories, in memory; rebuilt at the start from the keys that are stored with each entry."""

    __slots__ = ("_parts",)

    def __init__(self) -> None:
        # many small tables grow one by one, a large one would stop everything for seconds whenever it doubles
        self._parts = tuple(_Table() for _ in range(256))

    def add(self, story: int, keys: Iterable[int]) -> list[int]:
        """Let *story* be found by *keys* as well. Returns: those by which it was not the newest one found before."""
        return [key for key in keys if self._parts[key >> 24].add(key, story)]

    def undo(self, keys: Iterable[int]) -> None:
        """Take back the newest place of each of *keys*, which ``add`` gave, before anything else was added there."""
        for key in keys:
            self._parts[key >> 24].undo(key)

    def find(self, terms: Iterable[str], idf: Idf, limit: int = CANDIDATES) -> list[int]:
        """
        The stories that share most of *terms*, by IDF.

        Args:
            terms: What is looked for, rarest first.
            idf: How much each tells.
            limit: How many stories at most.
        Returns: the likeliest first, of equals the oldest.
        """
        votes: dict[int, float] = defaultdict(float)
        left, total = _PLACES, 0.0
        for term in terms:
            weight = idf.weight(term)
            total += weight
            if left > 0:
                key = key_of(term)
                stories = self._parts[key >> 24].newest(key, min(left, _NEWEST))
                left -= len(stories)
                for story in set(stories):
                    votes[story] += weight
        most = max(votes.values(), default=0.0)
        if not enough(most, total):
            return []
        likely = [story for story, shared in votes.items() if shared >= _OF_BEST * most and enough(shared, total)]
        return sorted(likely, key=lambda story: (-votes[story], story))[:limit]


class _Table:
    """
    Part of the index: an open-addressed hash table, and behind each key a chain of stories, newest first.

    A slot is two numbers: a key and where its newest place is, 0 if the slot is free. A place is two numbers as well:
    a story and where the place before it is, 0 if it is the first. Whenever there are half as many places again as
    after the last time, they are packed: under each key the newest are kept, which is all that a search reads.
    """

    __slots__ = ("_free", "_full", "_places", "_slots")

    def __init__(self) -> None:
        self._places = array("I", (0, 0))
        self._slots = array("I", bytes(8 * 16))
        self._free = _usable(self._slots)
        self._full = _FEW

    def add(self, key: int, story: int) -> bool:
        """Put *story* before the others of *key*. Returns: False if it stands there already."""
        at = self._slot(key)
        newest = self._slots[at + 1]
        if newest and self._places[newest] == story:
            return False
        if not newest:
            self._slots[at] = key
            self._free -= 1
        self._slots[at + 1] = len(self._places)
        self._places.append(story)
        self._places.append(newest)
        if not self._free:
            self._grow()
        if len(self._places) >= self._full:
            self._pack()
        return True

    def undo(self, key: int) -> None:
        """Take the newest story of *key* away; the only one leaves an empty place, past whose slot others are found."""
        newest = self._slots[self._slot(key) + 1]
        before = self._places[newest + 1]
        if before:
            self._slots[self._slot(key) + 1] = before
        else:
            self._places[newest] = _NO_STORY

    def newest(self, key: int, most: int) -> list[int]:
        """At most so many stories of *key*, newest first; some may stand there twice."""
        newest = self._slots[self._slot(key) + 1]
        return [story for story in self._chain(newest, most) if story != _NO_STORY]

    def _chain(self, at: int, most: int) -> list[int]:
        """What stands at a place and before it, newest first; _NO_STORY where it was taken back."""
        places = self._places
        found: list[int] = []
        while at and len(found) < most:
            found.append(places[at])
            at = places[at + 1]
        return found

    def _pack(self) -> None:
        """Let go of the places that no search reads."""
        packed = array("I", (0, 0))
        for at in range(1, len(self._slots), 2):
            before = 0
            for story in reversed(self._chain(self._slots[at], _KEPT)):
                packed.append(story)
                packed.append(before)
                before = len(packed) - 2
            self._slots[at] = before
        self._places, self._full = packed, max(_FEW, len(packed) * 3 // 2)

    def _slot(self, key: int) -> int:
        """Where *key* stands, or would."""
        slots, last = self._slots, len(self._slots) - 2
        at = 2 * key & last
        while slots[at + 1] and slots[at] != key:
            at = at + 2 & last
        return at

    def _grow(self) -> None:
        old = self._slots
        self._slots = array("I", bytes(8 * len(old)))
        self._free = _usable(self._slots)
        for at in range(0, len(old), 2):
            if old[at + 1]:
                slot = self._slot(old[at])
                self._slots[slot], self._slots[slot + 1] = old[at], old[at + 1]
                self._free -= 1


def _usable(slots: Sequence[int]) -> int:
    """How many keys a table takes before it grows: with a third of its slots free, a key is found at once."""
    return len(slots) // 3
