"""
Finds the few stories that an entry may belong to, by the rarest terms that they share.

Each entry puts its story under a bounded number of keys (hashed terms), and a search reads a bounded number of places,
newest first where many stories share a key: what an entry costs hardly grows with the store. In memory are the places
of the newest entries. Older ones are filed: kept in the database, of each key as many as a search reads. ``lacking``
tells which keys a search lacks; what is filed under these is given to ``find``, which then finds what it would if all
were in memory.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

KEYS = 48
"""Terms by which one entry looks for its story, and makes it found: its rarest, of title, lead and names."""
CANDIDATES = 3
"""Stories that a search gives at most: in 98 of 100 labelled cases the true one was among the first two."""
READ = 2
"""How many of them, likeliest first, are read from storage when they are not in memory: reading is the dear part."""
_NEWEST = 40
"""Stories that are looked at under one key: under a term of many stories only the newest."""
_KEPT = 100
"""Stories that are kept under one key, twice as many at most: those that are looked at, and a batch that is undone."""
_STORY = 2**32 - 1
"""What of a place is its story."""
IN_MEMORY = 4_000
"""Entries whose places are in memory, at least; half as many more wait to be filed. A day of two hundred feeds, four of
fifty: under frequent terms, of which only the newest stories are looked at, a search finds all that it reads here."""
_PARTS = 64
"""Parts that are filed one by one, so that each transaction is short and writes to neighbouring rows..."""
_SHIFT = 26
"""...by the first bits of keys."""
_PLACES = 300
"""Places that one search reads at most, rarest terms first."""
_OF_BEST = 0.5
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


Filed = Mapping[int, Sequence[int]]
"""For keys the stories that are filed under them, newest first."""
Mark = Sequence[int]
"""Of each part the number of the last entry whose places are all filed."""


class Index:
    """
    Key -> stories. The newest places are in memory, filled at a start from what is stored with entries.

    Entries are numbered as they are stored; *filed*: how far each part was filed before.
    """

    __slots__ = ("_ends", "_parts", "filed", "in_memory")

    def __init__(self, filed: Mark = (), in_memory: int = IN_MEMORY) -> None:
        self._parts = tuple(_Part() for _ in range(_PARTS))
        self._ends = array("I", (0,))
        self.filed = list(filed) or [0] * _PARTS
        self.in_memory = in_memory

    def add(self, story: int, keys: Iterable[int]) -> list[int]:
        """Let *story* be found by *keys* as well. Returns: those by which it was not the newest one found before."""
        after, parts = self._ends[-1], self._parts
        return [key for key in keys if parts[key >> _SHIFT].add(key, story, after)]

    def add_stored(self, number: int, story: int, keys: Iterable[int]) -> None:
        """Let *story* be found by those *keys* of its entry of that number that are not filed."""
        self.add(story, [key for key in keys if self.filed[key >> _SHIFT] < number])
        self.stored(number)

    def stored(self, number: int) -> None:
        """All that was added so far is of entries up to *number*, and all that comes of later ones."""
        if number > self._ends[-1]:
            self._ends.append(number)

    def undo(self, keys: Iterable[int]) -> None:
        """Take back the newest place of each of *keys*, which ``add`` gave, before anything else was added there."""
        for key in keys:
            self._parts[key >> _SHIFT].undo(key)

    def lacking(self, keys: Iterable[int]) -> list[int]:
        """Those of *keys*, that of the rarest term first, for which a search reads what is filed."""
        lacking: list[int] = []
        left, parts, filed = (_PLACES if any(self.filed) else 0), self._parts, self.filed
        for key in keys:
            if left <= 0:
                break
            here = parts[key >> _SHIFT].how_many(key, _NEWEST)
            if here < min(left, _NEWEST) and filed[key >> _SHIFT]:
                lacking.append(key)
            left -= here
        return lacking

    def find(self, keys: Sequence[int], weights: Sequence[float], filed: Filed, limit: int = CANDIDATES) -> list[int]:
        """
        The stories that share most of what is looked for.

        Args:
            keys: Those of the terms, rarest first.
            weights: How much each of them tells.
            filed: What is filed under those keys that ``lacking`` named.
            limit: How many stories at most.
        Returns: the likeliest first, of equals the oldest.
        """
        votes: dict[int, float] = {}
        left, parts = _PLACES, self._parts
        for key, weight in zip(keys, weights, strict=True):
            known = parts[key >> _SHIFT].places.get(key)
            if known is None and key not in filed:
                continue  # most: the rarest terms of an entry are its own
            most = min(left, _NEWEST)
            stories = () if known is None else _newest(known, most)
            if len(stories) < most and key in filed:
                stories = _then(stories[::-1], filed[key])[:most]
            for story in stories if len(stories) == 1 else set(stories):
                votes[story] = votes.get(story, 0.0) + weight
            left -= len(stories)
            if left <= 0:
                break
        most_shared, total = max(votes.values(), default=0.0), sum(weights)
        if not enough(most_shared, total):
            return []
        least = _OF_BEST * most_shared
        likely = [story for story, shared in votes.items() if shared >= least and enough(shared, total)]
        return sorted(likely, key=lambda story: (-votes[story], story))[:limit]

    def old(self) -> "Old | None":
        """What is to be filed now, and given to ``let_go`` when it is; None while hardly more is there than need be."""
        part = min(range(_PARTS), key=self.filed.__getitem__)
        begin, newest = self.filed[part], self._ends[-1]
        if newest - begin < self.in_memory * 3 // 2:
            return None
        # what was stored at once goes at once; of very many entries, as after an upgrade, so many at a time
        most = min(newest - self.in_memory, begin + self.in_memory)
        until = self._ends[bisect_right(self._ends, most) - 1]
        return Old(part, until, dict(self._parts[part].old(until))) if until > begin else None

    def filed_with(self, old: "Old") -> list[int]:
        """How far each part is filed when *old* is."""
        return [*self.filed[: old.part], old.until, *self.filed[old.part + 1 :]]

    def let_go(self, old: "Old") -> None:
        """Forget what was filed."""
        self._parts[old.part].let_go(old.until)
        self.filed = self.filed_with(old)
        del self._ends[: bisect_right(self._ends, min(self.filed)) - 1]


class Old(NamedTuple):
    """What of a part is to be filed: the places of entries numbered up to *until*, as far as a search can read them."""

    part: int
    until: int
    places: dict[int, list[int]]
    """Key -> stories, newest first."""

    def joined(self, filed: Filed) -> dict[int, Sequence[int]]:
        """What is to stand under each key, where so much stands there now."""
        return {key: _then(stories, filed.get(key, ()))[:_NEWEST] for key, stories in self.places.items()}


def _then(newer: Sequence[int], older: Sequence[int]) -> list[int]:
    """Places behind others, newest first; a story that stands there twice in a row stands there once."""
    return [*newer, *(older[1:] if newer and older and newer[-1] == older[0] else older)]


def _newest(known: "int | array[int]", most: int) -> Sequence[int]:
    """At most so many stories of a key, oldest first; some may stand there twice."""
    return (known & _STORY,) if isinstance(known, int) else known[-2 * most :: 2]


class _Part:
    """
    Part of the index: under each key its places, oldest first.

    A place is a story and the number of the entry after which it was added. Most keys have one place, a single number
    (story below, entry above 32 bits); more stand in an array by turns, story and number.
    """

    __slots__ = ("places",)

    def __init__(self) -> None:
        self.places: dict[int, int | array[int]] = {}

    def add(self, key: int, story: int, after: int) -> bool:
        """Put *story* before the others of *key*. Returns: False if it stands there already."""
        known = self.places.get(key)
        if known is None:
            self.places[key] = story | after << 32
            return True
        if isinstance(known, int):
            if known & _STORY == story:
                return False
            self.places[key] = array("I", (known & _STORY, known >> 32, story, after))
            return True
        if known[-2] == story:
            return False
        known.extend((story, after))
        if len(known) > 4 * _KEPT:
            del known[: -2 * _KEPT]
        return True

    def undo(self, key: int) -> None:
        """Take the newest story of *key* away."""
        known = self.places[key]
        if isinstance(known, int) or len(known) == 2:
            del self.places[key]
        else:
            del known[-2:]

    def how_many(self, key: int, most: int) -> int:
        """How many stories of *key* there are, *most* at most; some may stand there twice."""
        known = self.places.get(key)
        if known is None:
            return 0
        return 1 if isinstance(known, int) else min(most, len(known) // 2)

    def old(self, until: int) -> Iterator[tuple[int, list[int]]]:
        """Keys with the stories, newest first, that were added before *until*, and that newer ones do not hide."""
        for key, known in self.places.items():
            if isinstance(known, int):
                if known >> 32 < until:
                    yield key, [known & _STORY]
            elif known[1] < until:
                end = bisect_left(known[1::2], until)
                begin = len(known) // 2 - _NEWEST
                if begin < end:
                    yield key, [*known[2 * max(0, begin) : 2 * end : 2]][::-1]

    def let_go(self, until: int) -> None:
        """Forget what was added before *until*."""
        left: dict[int, int | array[int]] = {}
        for key, known in self.places.items():
            if isinstance(known, int):
                if known >> 32 >= until:
                    left[key] = known
            elif known[-1] >= until:
                left[key] = known[2 * bisect_left(known[1::2], until) :]
        self.places = left
