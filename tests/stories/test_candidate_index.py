"""The index of candidates against a dictionary of lists, however much is added, taken back and packed."""

import random
from collections import defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.candidate_index import _KEPT, _NEWEST, Index, _newest, _Part, key_of


@pytest.mark.parametrize("seed", range(3))
def test_as_a_dictionary(seed: int) -> None:
    """What is found, and what is taken back."""
    chance, index = random.Random(seed), _Part()
    wanted: dict[int, list[int]] = defaultdict(list)
    # few keys are common, most stand there once
    keys = [chance.randrange(20) if chance.random() < 0.5 else chance.randrange(10**6) for _ in range(15_000)]
    for story, key in enumerate(keys, 1):
        if index.add(key, story, 0):
            wanted[key].append(story)
        if chance.random() < 0.05:
            index.undo(key)
            wanted[key].pop()
    for key, stories in wanted.items():
        known = index.places.get(key)
        assert ([] if known is None else [*_newest(known, _NEWEST)]) == stories[-_NEWEST:]
        assert index.how_many(key, _NEWEST) == min(len(stories), _NEWEST)
    assert index.how_many(10**6 + 1, _NEWEST) == 0


def test_memory_is_bounded_where_terms_are() -> None:
    """Stories without end under few terms."""
    index = Index()
    for story in range(1, 20_001):
        index.add(story, [key << 27 for key in range(8)])
    assert sum(part.how_many(key, 10**6) for part in index._parts for key in part.places) <= 8 * 2 * _KEPT


class Filing:
    """An index that files what it need not have in memory, and a start anew now and then."""

    def __init__(self, in_memory: int) -> None:
        self._in_memory = in_memory
        self._index = Index((), in_memory)
        self._filed: dict[int, Sequence[int]] = {}
        self._stored: list[tuple[int, int, list[int]]] = []

    def store(self, stories: Sequence[tuple[int, Sequence[str]]], *, begin_anew: bool) -> None:
        """Put in what is stored at once, and what was undone before it; then file."""
        turn = len(self._stored)
        placed = [(story, [key_of(term) for term in terms]) for story, terms in stories]
        undone = [self._index.add(story, keys) for story, keys in placed]
        for keys in reversed(undone):
            self._index.undo(reversed(keys))
        for story, keys in placed:
            self._index.add(story, keys)
            turn += 1
            self._stored.append((turn, story, keys))
        self._index.stored(turn)
        while old := self._index.old():
            self._filed |= old.joined(self._filed)
            self._index.let_go(old)
        if begin_anew:
            self._index = Index(self._index.filed, self._in_memory)
            for one in self._stored:
                self._index.add_stored(*one)

    def find(self, terms: Sequence[str]) -> list[int]:
        """What is found of all that was stored."""
        keys = [key_of(term) for term in terms]
        filed = {key: self._filed[key] for key in self._index.lacking(keys) if key in self._filed}
        return self._index.find(keys, [1.0] * len(keys), filed, 99)

    def in_memory(self) -> int:
        """How many places are there."""
        return sum(part.how_many(key, 2 * _KEPT) for part in self._index._parts for key in part.places)


@given(st.randoms(use_true_random=False), st.integers(2, 60))
def test_it_does_not_matter_what_is_filed(chance: random.Random, in_memory: int) -> None:
    """However few are in memory, and whenever it began anew, all searches find the same."""
    words = [f"w{n}" for n in range(30)]
    skew = [1 / (n + 1) for n in range(len(words))]
    few, all_of_them = Filing(in_memory), Filing(10**6)
    story = 0
    for _ in range(60):
        batch = []
        for _ in range(chance.randint(1, 6)):
            story += 1
            told = story if chance.random() < 0.7 else chance.randint(1, story)
            batch.append((told, list(dict.fromkeys(chance.choices(words, skew, k=6)))))
        anew = chance.random() < 0.1
        few.store(batch, begin_anew=anew)
        all_of_them.store(batch, begin_anew=anew)
        terms = list(dict.fromkeys(chance.choices(words, skew, k=12)))
        assert few.find(terms) == all_of_them.find(terms)


def test_memory_is_bounded_however_much_is_stored() -> None:
    """Terms that never come again go from memory, too; what is filed of a year is found."""
    index, numbers = Filing(100), iter(range(10**6))
    for story in range(1, 4_001):
        index.store([(story, [f"n{next(numbers)}" for _ in range(8)])], begin_anew=False)
        assert index.in_memory() <= 8 * 150
    assert index.find(["n1", "n2", "n3"]) == [1]
