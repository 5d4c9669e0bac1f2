"""Whether one sentence tells mostly what another tells. PURE."""

import re
from functools import lru_cache
from typing import Protocol

from bot.text.analysis.sentences import Span

NEARLY_SAME = 0.9
"""Share of a sentence's words above which even a new figure is only another way to tell the old."""
RUN = 4
"""Words of a run that two sentences may have copied: shorter ones are idiom."""
FEWEST_SHARED = 2
"""Telling words that two sentences share at least if one has copied from the other: saves looking closer."""
FEWEST_RUNS = 2
"""One run in common may be a long name: "the rocks of Vessby"."""
_WORD = re.compile(r"[^\W_]+")


class Compared(Protocol):
    """A sentence and the stems of its telling words."""

    span: Span
    terms: frozenset[str]


def repeats(sentence: Compared, other: Compared, alike: float, runs: float) -> bool:
    """
    Whether *sentence* tells mostly what *other* tells.

    One that brings a figure of its own tells something, however many words it shares: "The mill cost $9 million."

    Args:
        alike: Share of the shorter one's words from which on they are alike, 0 to 1.
        runs: The same for its runs of words; these are copied, figure or not.
    """
    shared = len(other.terms & sentence.terms)
    shorter = min(len(other.terms), len(sentence.terms))
    if shared >= FEWEST_SHARED and _copied(sentence.span.text, other.span.text) >= runs:
        return True
    if not shorter or shared < shorter * alike:
        return False
    figures = any(term[0].isdigit() for term in sentence.terms - other.terms)
    return not figures or shared >= shorter * NEARLY_SAME


def _copied(text: str, other: str) -> float:
    """The share of the shorter one's runs of words that stands in both; 0 for a single one."""
    mine, others = _runs(text), _runs(other)
    both = len(mine & others)
    return both / min(len(mine), len(others)) if both >= FEWEST_RUNS else 0.0


@lru_cache(maxsize=10_000)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return frozenset(zip(*(words[at:] for at in range(RUN)), strict=False))
