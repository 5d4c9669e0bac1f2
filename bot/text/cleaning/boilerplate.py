"""
What belongs to the page and not to the story: sentences that recur among the entries of one feed. PURE.

No list can know them, since every site has its own, in every language. A sentence that comes under one title after the
other stands on every page.
"""

import re
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
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


@dataclass(slots=True)
class _Entry:
    """What is remembered of an entry: the words of its title, and how many sentences it has."""

    words: frozenset[int]
    sentences: int

    def differs(self, other: "_Entry", shared: int) -> bool:
        """Whether two entries tell two things, though they share so many sentences."""
        titled = bool(self.words and other.words) and self.words.isdisjoint(other.words)
        return titled and min(self.sentences, other.sentences) - shared >= OWN


class Recurring:
    """Under which titles each sentence of one feed stood; mutable, owned by who reads the entries."""

    __slots__ = ("_boilerplate", "_entries", "_most", "_under")

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._under: OrderedDict[int, tuple[int, ...]] = OrderedDict()
        """For each sentence the titles."""
        self._entries: dict[int, _Entry] = {}
        """By title."""
        self._boilerplate: set[int] = set()

    def add(self, title: str, sentences: Sequence[str]) -> None:
        """Take in one entry: its sentences, and what stands before its title like a label."""
        half = MOST_OF_ONE // 2
        looked = sentences if len(sentences) <= MOST_OF_ONE else [*sentences[:half], *sentences[-half:]]
        # a label that stands before its titles is a feed's own as well
        labelled = [before] if (before := label(title)) else []
        keys, key = list(dict.fromkeys(map(sentence_key, [*looked, *labelled]))), sentence_key(title)
        entry = _Entry(frozenset(crc32(word.encode()) for word in terms(title)[:MOST_WORDS]), len(keys))
        shared = Counter(chain.from_iterable(self._under.get(one, ()) for one in keys))
        others = {other for other, many in shared.items() if entry.differs(self._entries[other], many)}
        for one in keys:
            known = self._under.pop(one, ())
            self._under[one] = under = known if key in known or len(known) >= RECURS else (*known, key)
            if len(under) >= RECURS or not others.isdisjoint(known):
                self._boilerplate.add(one)
        self._entries[key] = entry
        self._forget()

    def _forget(self) -> None:
        while len(self._under) > self._most:
            one, _ = self._under.popitem(last=False)
            self._boilerplate.discard(one)
        if len(self._entries) > self._most:
            left = set(chain.from_iterable(self._under.values()))
            self._entries = {key: entry for key, entry in self._entries.items() if key in left}

    @property
    def boilerplate(self) -> AbstractSet[int]:
        """The keys of the sentences that belong to the page; a view that grows with the entries."""
        return self._boilerplate

    def values(self) -> dict[str, list[list[int]]]:
        """All of it as plain data, to be stored: rows of numbers."""
        return {
            "sentences": [[one, one in self._boilerplate, *under] for one, under in self._under.items()],
            "entries": [[key, one.sentences, *sorted(one.words)] for key, one in self._entries.items()],
        }

    @classmethod
    def of(cls, values: Mapping[str, Sequence[Sequence[int]]]) -> "Recurring":
        """What ``values`` gave."""
        known = cls()
        known._entries = {key: _Entry(frozenset(words), many) for key, many, *words in values.get("entries", ())}
        for one, page, *under in values.get("sentences", ()):
            known._under[one] = tuple(under)
            if page:
                known._boilerplate.add(one)
        return known
