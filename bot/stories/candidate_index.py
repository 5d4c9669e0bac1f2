"""
Finds the few stories that an entry may belong to, by the rarest terms that they share.

Each entry puts its story under a bounded number of keys (hashed terms), and a search reads a bounded number of places,
newest first where many stories share a key: what an entry costs hardly grows with the store. In memory are the places
of the newest entries, in flat arrays, since objects of their own for each key and place would take ten times the
memory. Older ones are filed: kept in the database, of each key as many as a search reads. Which keys a search lacks,
``lacking`` says; what is filed under these is given to ``find``, which then gives what it would if all were in memory.
"""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
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
IN_MEMORY = 8_000
"""Entries whose places are in memory, at least; half as many more wait to be filed. Two days of two hundred feeds, a week
of fifty: what tells one event comes within days, so most searches find forty stories under a frequent term here."""
_PARTS = 64
"""Parts that are filed one by one, so that each transaction is short and writes to neighbouring rows..."""
_SHIFT = 26
"""...by the first bits of keys."""
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
        # many small tables grow one by one, a large one would stop everything for seconds whenever it doubles
        self._parts = tuple(_Table() for _ in range(_PARTS))
        self._ends = array("I", (0,))
        self.filed = list(filed) or [0] * _PARTS
        self.in_memory = in_memory

    def add(self, story: int, keys: Iterable[int]) -> list[int]:
        """Let *story* be found by *keys* as well. Returns: those by which it was not the newest one found before."""
        after = self._ends[-1]
        return [key for key in keys if self._parts[key >> _SHIFT].add(key, story, after)]

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

    def lacking(self, terms: Iterable[str]) -> list[int]:
        """The keys for which a search for *terms*, rarest first, reads what is filed."""
        lacking, left = [], _PLACES
        for term in terms:
            if left <= 0:
                break
            key = key_of(term)
            here, wanted = len(self._parts[key >> _SHIFT].newest(key, _NEWEST)), min(left, _NEWEST)
            left -= here
            if here < wanted and self.filed[key >> _SHIFT]:
                lacking.append(key)
        return lacking

    def find(self, terms: Iterable[str], idf: Idf, filed: Filed, limit: int = CANDIDATES) -> list[int]:
        """
        The stories that share most of *terms*, by IDF.

        Args:
            terms: What is looked for, rarest first.
            idf: How much each tells.
            filed: What is filed under those keys that ``lacking`` named.
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
                stories = self._parts[key >> _SHIFT].newest(key, min(left, _NEWEST))
                if key in filed:
                    stories = _then(stories, filed[key])[: min(left, _NEWEST)]
                left -= len(stories)
                for story in set(stories):
                    votes[story] += weight
        most = max(votes.values(), default=0.0)
        if not enough(most, total):
            return []
        likely = [story for story, shared in votes.items() if shared >= _OF_BEST * most and enough(shared, total)]
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
    """What of a part is to be filed: the places of entries numbered up to *until*, those that a search can still read."""

    part: int
    until: int
    places: dict[int, list[int]]
    """Key -> stories, newest first."""

    def joined(self, filed: Filed) -> dict[int, Sequence[int]]:
        """What is to stand under each key, where so much stands there now."""
        return {key: _then(stories, filed.get(key, ()))[:_NEWEST] for key, stories in self.places.items()}


def _then(newer: list[int], older: Sequence[int]) -> list[int]:
    """Places behind others, newest first; a story that stands there twice in a row stands there once."""
    return [*newer, *(older[1:] if newer and older and newer[-1] == older[0] else older)]


class _Table:
    """
    Part of the index: an open-addressed hash table, and behind each key a chain of stories, newest first.

    A slot is two numbers: a key and where its newest place is, 0 if the slot is free. A place is three: a story, where
    the place before it is, 0 if it is the first, and after which entry it was added. Whenever there are half as many
    places again as after the last time, they are packed: under each key the newest are kept, all that a search reads.
    """

    __slots__ = ("_free", "_full", "_places", "_slots")

    def __init__(self) -> None:
        self._places = array("I", (0, 0, 0))
        self._slots = array("I", bytes(8 * 16))
        self._free = _usable(self._slots)
        self._full = _FEW

    def add(self, key: int, story: int, after: int) -> bool:
        """Put *story* before the others of *key*. Returns: False if it stands there already."""
        at = self._slot(key)
        newest = self._slots[at + 1]
        if newest and self._places[newest] == story:
            return False
        self._put(at, key, len(self._places))
        self._places.extend((story, newest, after))
        if not self._free:
            self._grow()
        if len(self._places) >= self._full:
            self._pack()
        return True

    def _put(self, at: int, key: int, newest: int) -> None:
        """Let a slot, which may be free, lead to the newest place of a key."""
        if not self._slots[at + 1]:
            self._slots[at] = key
            self._free -= 1
        self._slots[at + 1] = newest

    def undo(self, key: int) -> None:
        """Take the newest story of *key* away; the only one leaves an empty place, past whose slot others are found."""
        at = self._slot(key)
        newest = self._slots[at + 1]
        before = self._places[newest + 1]
        if before:
            self._slots[at + 1] = before
        else:
            self._places[newest] = _NO_STORY

    def newest(self, key: int, most: int) -> list[int]:
        """At most so many stories of *key*, newest first; some may stand there twice."""
        places, at = self._places, self._slots[self._slot(key) + 1]
        found: list[int] = []
        while at and len(found) < most:
            if places[at] != _NO_STORY:
                found.append(places[at])
            at = places[at + 1]
        return found

    def old(self, until: int) -> Iterator[tuple[int, list[int]]]:
        """Keys with the stories, newest first, that were added before *until*, and that newer ones do not hide."""
        for slot in range(1, len(self._slots), 2):
            newer, old = 0, []
            for at in self._chain(self._slots[slot], _NEWEST):
                if self._places[at + 2] >= until:
                    newer += 1
                elif self._places[at] != _NO_STORY:
                    old.append(self._places[at])
            if old and newer < _NEWEST:
                yield self._slots[slot - 1], old

    def let_go(self, until: int) -> None:
        """Forget what was added before *until*."""
        slots, places = self._slots, self._places
        chains = ((slots[slot - 1], self._chain(slots[slot], _KEPT)) for slot in range(1, len(slots), 2))
        left = [(key, [at for at in chain if places[at + 2] >= until]) for key, chain in chains]
        self._rebuild([(key, chain) for key, chain in left if chain])

    def _chain(self, at: int, most: int) -> list[int]:
        """A place and those before it, newest first."""
        chain: list[int] = []
        while at and len(chain) < most:
            chain.append(at)
            at = self._places[at + 1]
        return chain

    def _pack(self) -> None:
        """Let go of the places that no search reads."""
        slots = self._slots
        self._rebuild(
            [(slots[at - 1], self._chain(slots[at], _KEPT)) for at in range(1, len(slots), 2) if slots[at]]
        )

    def _rebuild(self, chains: Sequence[tuple[int, Sequence[int]]]) -> None:
        """Keep these keys and places alone, in as little room as they take."""
        old, self._places = self._places, array("I", (0, 0, 0))
        size = 16
        while _usable(range(size)) <= len(chains):
            size *= 2
        self._slots = array("I", bytes(4 * size))
        self._free = _usable(self._slots)
        for key, chain in chains:
            before = 0
            for at in reversed(chain):
                self._places.extend((old[at], before, old[at + 2]))
                before = len(self._places) - 3
            self._put(self._slot(key), key, before)
        self._full = max(_FEW, len(self._places) * 3 // 2)

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
                self._put(self._slot(old[at]), old[at], old[at + 1])


def _usable(slots: Sequence[int]) -> int:
    """How many keys a table takes before it grows: with a third of its slots free, a key is found at once."""
    return len(slots) // 3
