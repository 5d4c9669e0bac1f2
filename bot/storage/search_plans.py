"""
PURE: which searches find the sentences that hold most of the asked words, without ever reading a long list to its end.

A word's list is as long as the word is frequent. So short lists are read whole, all other words only add to what those
found, and where every word is frequent the newest sentences that hold all of them must do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log

TOO_COMMON = 0.05
"""A term in a larger share of all sentences drives no search: its list alone is longer than all answers together."""

SMALL = 2_000
"""Up to so many sentences any search is quick, and a share says little: every term may drive."""

BUDGET = 6_000
"""Places that are read in full, in all: some milliseconds."""

MOST_ADDING = 6
"""Frequent words that are looked up among what the rare ones found; further ones would change little."""

MOST_PAIRS = 6
"""Pairs that are searched when all words are frequent."""

NEWEST = 250_000
"""Sentences that are searched when all words are frequent, the newest ones: some months of many feeds."""


@dataclass(frozen=True, slots=True)
class Search:
    """
    One query, for sentences that hold some term of each of the *groups*; each that it finds gains *weight*.

    *newest*: only the newest are wanted, and none up to the number *after*.
    """

    groups: tuple[tuple[str, ...], ...]
    weight: float
    newest: bool = False
    after: int = 0


def searches(
    groups: Sequence[Sequence[str]], counts: Mapping[str, int], total: int, lists: Mapping[str, int], last: int
) -> list[Search]:
    """
    The searches for one question; the sentences with the greatest sum of weights are the likeliest.

    Args:
        groups: For each asked word its stem, then others that may stand for it; all of them stored.
        counts: Sentences that hold each stem, of those that the reader may see: what a word is worth.
        total: All sentences that the reader may see.
        lists: Sentences that hold each stem, whoever may see them: what reading its list costs.
        last: The number of the newest sentence, whoever may see it.
    """
    weights = {term: log(1 + total / counts[term]) for group in groups for term in group}
    rare = _driving({term: lists[term] for term in weights}, last)
    after = 0 if rare else max(0, last - NEWEST)

    def together(some: Sequence[Sequence[str]]) -> Search:
        return Search(tuple(map(tuple, some)), sum(weights[group[0]] for group in some), newest=True, after=after)

    every = together(groups)
    if not rare:
        return [every, *(together(pair) for pair in list(combinations(groups, 2))[:MOST_PAIRS])]
    adding = [group[0] for group in groups if group[0] not in rare][:MOST_ADDING]
    return [
        every,
        *(Search(((term,),), weights[term]) for term in rare),
        *(Search((tuple(rare), (term,)), weights[term]) for term in adding),
    ]


def _driving(lists: Mapping[str, int], last: int) -> list[str]:
    """The rarest terms whose places can all be read."""
    rare, places = [], 0
    for term in sorted(lists, key=lambda term: (lists[term], term)):
        places += lists[term]
        if places > BUDGET or (last > SMALL and lists[term] > TOO_COMMON * last):
            break
        rare.append(term)
    return rare
