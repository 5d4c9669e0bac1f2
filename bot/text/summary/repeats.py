"""
Whether one sentence tells mostly what others tell. PURE.

``repeats`` says so for certain: copied phrases, nearly the same words. ``retelling`` says how likely it is where a
second source tells the same fact its own way; learned from sentences that were read below others
(``tests/tools/fit_standing.py``).
"""

import math
import re
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from typing import Protocol

from bot.text.analysis.idf import Idf
from bot.text.analysis.sentences import Span

NEARLY_SAME = 0.9
"""Share of a sentence's words above which even a new figure is only another way to tell the old."""
RUN = 4
"""Words of a run that two sentences may have copied: shorter ones are idiom."""
FEWEST_SHARED = 2
"""Telling words that two sentences share at least if one has copied from the other: saves looking closer."""
FEWEST_RUNS = 2
"""One run in common may be a long name: "the rocks of Vessby"."""
ALWAYS = -3.4
"""Log odds of telling nothing new, of any sentence below others."""
OF_SHARES = (2.2, 3.4, 4.0)
"""What each of ``shares`` adds to that, were it 1."""
MOST_RETOLD = 0.25
"""How likely a sentence may tell nothing new, at most. Of 1,228 that were read, judged by those of other events, 83 of
100 are below it, and of the 208 that told nothing new 57 of 100 above; up to .4 summaries score the same."""
_WORD = re.compile(r"[^\W_]+")


class Compared(Protocol):
    """A sentence and the stems of its telling words."""

    span: Span
    terms: frozenset[str]


def repeats(sentence: Compared, other: Compared, least: float, runs: float) -> bool:
    """
    Whether *sentence* tells mostly what *other* tells.

    One that brings a figure of its own tells something, however many words it shares: "The mill cost $9 million."

    Args:
        least: Share of the shorter one's words from which on they are alike, 0 to 1.
        runs: The same for its runs of words; these are copied, figure or not.
    """
    shared = len(other.terms & sentence.terms)
    shorter = min(len(other.terms), len(sentence.terms))
    if shared >= FEWEST_SHARED and _copied(sentence.span.text, other.span.text) >= runs:
        return True
    if not shorter or shared < shorter * least:
        return False
    return not brings_figure(sentence.terms, [other.terms]) or shared >= shorter * NEARLY_SAME


def brings_figure(terms: frozenset[str], above: Sequence[frozenset[str]]) -> bool:
    """Whether among the stems of a sentence stands a figure that none of those above it has."""
    return any(term[0].isdigit() for term in terms.difference(*above))


def retelling(
    terms: frozenset[str], above: Sequence[frozenset[str]], headline: frozenset[str], *, leads: bool
) -> float:
    """
    How likely a sentence tells nothing that is not told above it.

    Args:
        terms: Stems of its telling words.
        above: The same of the sentences above it; with none it tells something.
        headline: The same of the headline.
        leads: Whether another source than theirs begins with it: mostly with the same fact.
    Returns: 0.0 to 1.0.
    """
    if not above or not terms:
        return 0.0
    found = shares(terms, above, headline, leads=leads)
    points = ALWAYS + math.fsum(share * adds for share, adds in zip(found, OF_SHARES, strict=True))
    return 1.0 / (1.0 + math.exp(-points))


def tells_again(chance: float, terms: frozenset[str], above: Sequence[frozenset[str]]) -> bool:
    """Whether a sentence is to be left out that so likely tells nothing new; a figure of its own is something."""
    return chance > MOST_RETOLD and not brings_figure(terms, above)


def shares(
    terms: frozenset[str], above: Sequence[frozenset[str]], headline: frozenset[str], *, leads: bool
) -> tuple[float, float, float]:
    """
    What of a sentence is told above it, words weighed by how rare they are; *args* as in ``retelling``.

    Returns: what it shares with the likest one above, of all that these two tell; what of it is told above, headline
        included; what of it is told in sentences above, if another source than theirs begins with it. Each 0.0 to 1.0.
    """
    weight, told = _weight(terms) or 1.0, frozenset().union(*above)
    likest = max(alike(terms, other) for other in above)
    return likest, _weight(terms & (told | headline)) / weight, _weight(terms & told) / weight if leads else 0.0


def alike(terms: frozenset[str], other: frozenset[str]) -> float:
    """What two texts share of all that they say, words weighed by how rare they are: 0.0 to 1.0."""
    return _weight(terms & other) / (_weight(terms | other) or 1.0)


def _weight(terms: Collection[str]) -> float:
    return math.fsum(map(_rarity().weight, terms))


@cache
def _rarity() -> Idf:
    """How rare words are in news at large."""
    return Idf()


def _copied(text: str, other: str) -> float:
    """The share of the shorter one's runs of words that stands in both; 0 for a single one."""
    mine, others = _runs(text), _runs(other)
    both = len(mine & others)
    return both / min(len(mine), len(others)) if both >= FEWEST_RUNS else 0.0


@lru_cache(maxsize=10_000)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return frozenset(zip(*(words[at:] for at in range(RUN)), strict=False))
