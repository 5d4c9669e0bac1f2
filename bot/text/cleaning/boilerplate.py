"""
What belongs to the page and not to the story: sentences that recur among the entries of one feed. PURE.

No list can know them, since every site has its own, in every language. A sentence that comes under one title after the
other stands on every page.
"""

import re
import struct
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate, chain, islice, pairwise
from typing import Any
from zlib import crc32

from bot.text.analysis.words import terms
from bot.text.cleaning.headlines import label

RECURS = 3
"""Titles under which a sentence stood when it is the page's: two newsrooms of one house may share an article."""
OWN = 3
"""Sentences of its own that each of two texts must have beside what they share, and no word of their titles in common,
for two to be enough: a text that is sent again, whole or in another, has next to none, or is titled like the first."""
MOST = 400
"""Sentences of one feed that are remembered, those seen last; an entry with a lead has five, a long one fifty."""
MOST_OF_ONE = 100
"""Sentences of one entry that are looked at: as many from its beginning as from its end, where page text stands."""
MOST_WORDS = 8
"""Words of a title that are remembered, the first ones."""
_WORD = re.compile(r"\w+")


def sentence_key(sentence: str) -> int:
    """A sentence as a number of 32 bits, whatever its case, spaces and marks."""
    return crc32(" ".join(_WORD.findall(sentence.lower())).encode())


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is remembered of an entry: how many sentences it has, and the words of its title."""

    sentences: int
    words: frozenset[int]

    def differs(self, other: "_Entry", shared: int) -> bool:
        """Whether two entries tell two things, though they share so many sentences."""
        titled = bool(self.words and other.words) and self.words.isdisjoint(other.words)
        return titled and min(self.sentences, other.sentences) - shared >= OWN

    def packed(self) -> bytes:
        """As it is kept."""
        return _packed(self.sentences, *sorted(self.words))

    @classmethod
    def of(cls, packed: bytes) -> "_Entry":
        """What ``packed`` gave."""
        sentences, *words = _numbers(packed)
        return cls(sentences, frozenset(words))


# A feed's memory is written whenever the feed brings something: rows of bytes are joined and written in a quarter of
# the time that lists of numbers take, and Python has nothing to look for in them when it looks for garbage.
def _packed(*numbers: int) -> bytes:
    # the order of bytes is stated: they are stored, and may be read by another machine
    return struct.pack(f"<{len(numbers)}I", *numbers)


def _numbers(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(packed) // 4}I", packed)


def _as_texts(rows: Mapping[int, bytes]) -> list[str]:
    """Rows as plain data: their keys, their lengths, and what is in them, in base64."""
    parts = _packed(*rows), bytes(map(len, rows.values())), b"".join(rows.values())
    return [b64encode(part).decode() for part in parts]


def _of_texts(texts: Sequence[str]) -> dict[int, bytes]:
    keys, lengths, whole = map(b64decode, texts)
    ends = list(accumulate(lengths, initial=0))
    return {key: whole[start:end] for key, (start, end) in zip(_numbers(keys), pairwise(ends), strict=True)}


class Recurring:
    """Under which titles each sentence of one feed stood; mutable, owned by who reads the entries."""

    __slots__ = ("_boilerplate", "_entries", "_most", "_under")

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._under: dict[int, bytes] = {}
        """For each sentence, the one seen last at the end, the titles."""
        self._entries: dict[int, bytes] = {}
        """By title."""
        self._boilerplate: set[int] = set()

    def add(self, title: str, sentences: Sequence[str]) -> None:
        """Take in one entry: its sentences, and what stands before its title like a label."""
        half = MOST_OF_ONE // 2
        looked = sentences if len(sentences) <= MOST_OF_ONE else [*sentences[:half], *sentences[-half:]]
        # a label that stands before its titles is a feed's own as well
        labelled = [before] if (before := label(title)) else []
        keys, key = list(dict.fromkeys(map(sentence_key, [*looked, *labelled]))), sentence_key(title)
        entry = _Entry(len(keys), frozenset(crc32(word.encode()) for word in terms(title)[:MOST_WORDS]))
        shared = Counter(chain.from_iterable(map(_numbers, filter(None, map(self._under.get, keys)))))
        others = {other for other, many in shared.items() if entry.differs(_Entry.of(self._entries[other]), many)}
        for one in keys:
            known = _numbers(self._under.pop(one, b""))
            under = known if key in known or len(known) >= RECURS else (*known, key)
            self._under[one] = _packed(*under)
            if len(under) >= RECURS or not others.isdisjoint(known):
                self._boilerplate.add(one)
        self._entries[key] = entry.packed()
        self._forget()

    def _forget(self) -> None:
        for one in list(islice(self._under, max(0, len(self._under) - self._most))):
            del self._under[one]
            self._boilerplate.discard(one)
        if len(self._entries) > self._most:
            left = set(chain.from_iterable(map(_numbers, self._under.values())))
            self._entries = {key: entry for key, entry in self._entries.items() if key in left}

    @property
    def boilerplate(self) -> AbstractSet[int]:
        """The keys of the sentences that belong to the page; a view that grows with the entries."""
        return self._boilerplate

    def values(self) -> dict[str, Any]:
        """All of it as plain data, to be stored."""
        return {
            "under": _as_texts(self._under),
            "entries": _as_texts(self._entries),
            "page": sorted(self._boilerplate),
        }

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Recurring":
        """What ``values`` gave, now or in versions that kept lists."""
        known = cls()
        if "under" in values:
            known._under, known._entries = _of_texts(values["under"]), _of_texts(values["entries"])
            known._boilerplate = set(values["page"])
            return known
        known._entries = {
            key: _Entry(many, frozenset(words)).packed() for key, many, *words in values.get("entries", ())
        }
        for one, page, *under in values.get("sentences", ()):
            known._under[one] = _packed(*under)
            if page:
                known._boilerplate.add(one)
        return known
