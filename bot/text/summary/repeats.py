"""
Whether one sentence tells mostly what others tell. PURE.

``repeats`` says so for certain: copied phrases, nearly the same words. ``retelling`` says how likely it is where a
second source tells the same fact its own way; learned from sentences that were read below others
(``tests/tools/fit_standing.py``).
"""

import math
import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache
from typing import Protocol

from bot.text.analysis.acts import acts
from bot.text.analysis.figures import figures
from bot.text.analysis.idf import Idf
from bot.text.analysis.odds import chance
from bot.text.analysis.sentences import Span
from bot.text.lexicon.quantities import CARDINALS

NEARLY_SAME = 0.9
"""Share of a sentence's words above which even a new figure is only another way to tell the old."""
RUN = 4
"""Words of a run that two sentences may have copied: shorter ones are idiom."""
FEWEST_SHARED = 2
"""Telling words that two sentences share at least if one has copied from the other: saves looking closer."""
FEWEST_RUNS = 2
"""One run in common may be a long name: "the rocks of Vessby"."""
ALWAYS = -3.7
"""Log odds of telling nothing new, of any sentence below others."""
OF_SHARES = (1.7, 3.8, 2.0, 2.0)
"""What each of ``shares`` adds to that, were it 1."""
MOST_RETOLD = 0.1
"""How likely one of a few sentences may tell nothing new, at most. Of 760 that were read below those of other sources
8 in 100 of those that told nothing new are below it, and 57 of the others: others of their text stand in for these."""
MOST_RETOLD_LEAD = 0.08
"""The same of that with which another source begins: judged by other events, 15 in 1,000 of such ones below it told
nothing new, 33 below the other bound."""
MOST_RETOLD_SUM = 0.25
"""The same of one with a sum or share of its own by the way: of 23 such ones below it all told something new, above it
half of 14."""
FEWEST_FIGURES = 0.25
"""Share of figures among the new words of a sentence from which on these are its news."""
NEAR_SHARE = 1.5
"""Points of percent by which a round fraction may miss what it stands for: "four of every five" are 81%."""
MOST_GONE_ON = 0.25
"""The same of a sentence that came after what the chat has read: what a story begins anew with shares words with it."""
_WORD = re.compile(r"[^\W_]+")
_SUMS = frozenset({"money", "percent"})
_NO_NEWS = frozenset({"percent", "date", "duration"})
"""Sorts of figures that are told or say when: "in the first three months of 2026"."""
_SHARE = re.compile(r"%|\bper ?cent|\b(?:in|out of|of) (?:every )?(?:two|three|four|five|six|seven|eight|nine|ten)\b")
_SMALL = {word: number for number, word in enumerate(CARDINALS[:10], 1)}
_OF = re.compile(rf"\b({'|'.join(_SMALL)}) (?:in|out of|of) (?:every )?({'|'.join(_SMALL)})\b", re.IGNORECASE)


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


def brings_sum(text: str, terms: frozenset[str], above: Sequence[frozenset[str]]) -> bool:
    """Whether a sentence with these stems brings a figure of its own, and tells of money or shares."""
    return brings_figure(terms, above) and any(figure.kind in _SUMS for figure in figures(text))


def sum_is_news(terms: frozenset[str], above: Sequence[frozenset[str]]) -> bool:
    """
    Whether figures are much of what a sentence brings: "The mill cost $9 million", but not "maker of a $99 toy".

    Newsrooms tell one fact in other words, and then these words are new and a sum is there by the way.
    """
    new = terms.difference(*above)
    return sum(term[0].isdigit() for term in new) >= FEWEST_FIGURES * len(new)


def states_again(text: str, terms: frozenset[str], above: Iterable[tuple[str, frozenset[str]]]) -> bool:
    """
    Whether a sentence tells of shares that texts *above* tell, each with its stems, and of no other figure.

    Who writes one text does not tell the same twice, but may give one share in percent, and as so many of so many.
    """
    exact, rough = _stated(text)
    if not exact and not rough:
        return False
    words = {term for term in terms if not term[0].isdigit()}
    told = frozenset(one for other, its in above if not words.isdisjoint(its) for one in _stated(other)[0])
    if not exact <= told or not all(any(abs(one - known) <= NEAR_SHARE for known in told) for one in rough):
        return False
    return all(figure.kind in _NO_NEWS for figure in figures(_OF.sub(" ", text)))


@lru_cache(maxsize=4_000)  # the headline and what is chosen are compared with every sentence
def _stated(text: str) -> tuple[frozenset[float], frozenset[float]]:
    """The shares that a sentence states, in percent: those that it gives so, and those as so many of so many."""
    if not _SHARE.search(text):
        return frozenset(), frozenset()
    parts = ((_SMALL[a.lower()], _SMALL[b.lower()]) for a, b in _OF.findall(text))
    exact = frozenset(figure.value for figure in figures(text) if figure.kind == "percent")
    return exact, frozenset(100.0 * part / whole for part, whole in parts if part < whole)


def retelling(
    terms: frozenset[str], above: Sequence[frozenset[str]], headline: frozenset[str], title: frozenset[str] | None
) -> float:
    """
    How likely a sentence tells nothing that is not told above it.

    Args:
        terms: Stems of its telling words.
        above: The same of the sentences above it; with none it tells something.
        headline: The same of the headline.
        title: The same of its own text's title, where another source than theirs begins with it: mostly with the same
            fact; else None.
    Returns: 0.0 to 1.0.
    """
    if not above or not terms:
        return 0.0
    found = shares(terms, above, headline, title)
    points = ALWAYS + math.fsum(part * adds for part, adds in zip(found, OF_SHARES, strict=True))
    return chance(points)


def tells_again(chance: float, terms: frozenset[str], above: Sequence[frozenset[str]]) -> bool:
    """
    Whether what goes on so likely tells nothing new that it is left out.

    A figure of its own may be all that is new, or what was done: a mayor who resigns is told with all that led to it.
    """
    if chance <= MOST_GONE_ON or brings_figure(terms, above):
        return False
    return acts(terms) <= acts(frozenset().union(*above))


def shares(
    terms: frozenset[str], above: Sequence[frozenset[str]], headline: frozenset[str], title: frozenset[str] | None
) -> tuple[float, float, float, float]:
    """
    What of a sentence is told above it, words weighed by how rare they are; *args* as in ``retelling``.

    Returns: what it shares with the likest one above, of all that these two tell; what of it is told above, headline
        included; what of it is told in sentences above, if another source than theirs begins with it; what of its own
        title it tells then. Each 0.0 to 1.0.
    """
    told = frozenset().union(*above)
    likest, known = max(alike(terms, other) for other in above), share(terms, told | headline)
    return (likest, known, 0.0, 0.0) if title is None else (likest, known, share(terms, told), share(title, terms))


def alike(terms: frozenset[str], other: frozenset[str]) -> float:
    """What two texts share of all that they say, words weighed by how rare they are: 0.0 to 1.0."""
    return _weight(terms & other) / (_weight(terms | other) or 1.0)


def share(terms: frozenset[str], others: frozenset[str]) -> float:
    """What of all that a text says another says as well, words weighed by how rare they are: 0.0 to 1.0."""
    return _weight(terms & others) / (_weight(terms) or 1.0)


def rarest(terms: Collection[str]) -> float:
    """How rare the rarest of some words is in news at large: 0.0 (every text has it) to 1.0; 0.0 of none."""
    return max(map(_rarity().weight, terms), default=0.0)


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


@lru_cache(maxsize=2_000)  # some kB each
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return frozenset(zip(*(words[at:] for at in range(RUN)), strict=False))
