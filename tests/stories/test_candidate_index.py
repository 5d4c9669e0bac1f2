"""The index of candidates against a dictionary of lists, however much is added, taken back and packed."""

import random
from collections import defaultdict

import pytest

from bot.stories.candidate_index import _KEPT, _NEWEST, Index, _Table


@pytest.mark.parametrize("seed", range(3))
def test_as_a_dictionary(seed: int) -> None:
    """What is found, and what is taken back."""
    chance, index = random.Random(seed), _Table()
    wanted: dict[int, list[int]] = defaultdict(list)
    # few keys are common, most stand there once; all end up in one small table, so that places are packed often
    keys = [chance.randrange(20) if chance.random() < 0.5 else chance.randrange(10**6) for _ in range(15_000)]
    for story, key in enumerate(keys, 1):
        if index.add(key, story):
            wanted[key].append(story)
        if chance.random() < 0.05:
            index.undo(key)
            wanted[key].pop()
    for key, stories in wanted.items():
        assert index.newest(key, _NEWEST) == stories[::-1][:_NEWEST]
    assert index.newest(10**6 + 1, _NEWEST) == []


def test_memory_is_bounded_where_terms_are() -> None:
    """Stories without end under few terms."""
    index = Index()
    for story in range(1, 20_001):
        index.add(story, [key << 24 for key in range(8)])
    assert sum(len(part._places) for part in index._parts) < 8 * 2 * (2 * _KEPT + 500)
