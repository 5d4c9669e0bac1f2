"""How like the letters of a text's words are to those of a question: other forms, compounds, other spellings."""

from collections.abc import Sequence
from functools import lru_cache

from bot.text.analysis.words import tokens

SHORTEST = 5
"""Letters of a word below which anything looks like it."""

LIKE = 0.4
"""Share of common pieces from which two words look alike."""

SIZE = 3
"""Letters of a piece."""


def likeness(words: Sequence[str], weights: Sequence[float], best: Sequence[float], text: str) -> float:
    """
    Weighted share of *words* that *text* lacks but holds something like.

    Args:
        words, weights, best: The words of a question, what each weighs, and how well *text* matches it, 0 to 1.
    Returns: 0 to 1.
    """
    lacking = [n for n, word in enumerate(words) if not best[n] and len(word) >= SHORTEST]
    if not lacking:
        return 0.0
    theirs = [pieces(word) for word in _words(text)]
    found = sum(weights[n] * _likest(pieces(words[n]), theirs) for n in lacking)
    return found / (sum(weights) or 1.0)


def _likest(own: frozenset[str], theirs: Sequence[frozenset[str]]) -> float:
    like = max((2 * len(own & other) / (len(own) + len(other)) for other in theirs), default=0.0)
    return like if like >= LIKE else 0.0


@lru_cache(maxsize=5_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in tokens(text) if len(word) >= SHORTEST)


@lru_cache(maxsize=50_000)
def pieces(word: str) -> frozenset[str]:
    """The pieces of a word, its ends marked."""
    marked = f"^{word}$"
    return frozenset(marked[n : n + SIZE] for n in range(len(marked) - SIZE + 1))
