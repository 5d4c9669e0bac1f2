"""A question with the weight of each of its terms, and the sentences that it is held against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from operator import mul

from bot.lookup.query import Question
from bot.model import Document, Quote
from bot.text.analysis.idf import news_at_large
from bot.text.lexicon.common_words import common

LONGEST_READ = 50_000
"""Characters of a document that tell what it is about: a book's last chapter says little of its first."""

COMMON_SHARE = 0.005
"""Share of sentences in which an everyday word is taken to be when none holds it: its absence tells little."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of a document with its neighbours, in reading order; *place* is its number in the document."""

    quote: Quote
    document: Document
    before: Quote | None = None
    after: Quote | None = None
    place: int = 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """
    A question with the weight of each term: IDF in what is stored, 0 to 1, times the term's own weight.

    *large* are the same weights by news at large: in a few documents an everyday word may be rare. *named* are the
    positions of the terms that name somebody or something.
    """

    question: Question
    weights: tuple[float, ...]
    named: frozenset[int] = frozenset()
    large: tuple[float, ...] = ()

    @property
    def total(self) -> float:
        """The sum of all weights; never 0, so that it can divide."""
        return sum(self.weights) or 1.0


def weigh(question: Question, total: int, counts: Mapping[str, int]) -> Weighed:
    """
    Weigh the terms of *question*.

    Args:
        question: With its misspellings resolved.
        total: Sentences stored.
        counts: Sentences that hold each stem.
    """
    most = log(1 + 2 * (total + 1))
    at_large = news_at_large().weight
    weights, large = [], []
    for term in question.terms:
        count = max(counts.get(one, 0) for one in (term.stem, *term.forms))
        seen = count or COMMON_SHARE * total * common(term.word)
        weights.append(term.weight * log(1 + (total + 1) / (seen + 0.5)) / most)
        large.append(term.weight * at_large(term.stem))
    return Weighed(question, tuple(weights), large=tuple(large))


def share(weighed: Weighed, best: Sequence[float]) -> float:
    """Weighted share of the question's terms that a match holds, 0 to 1."""
    return share_of(weighed.weights, best)


def share_of(weights: Sequence[float], best: Sequence[float]) -> float:
    """Share of those weights that a match holds, 0 to 1."""
    return float(sum(map(mul, weights, best))) / (sum(weights) or 1.0)


def whole(document: Document) -> str:
    """What tells what a document is about: its title and text, of a very long one the beginning."""
    return f"{document.title}\n{document.text[:LONGEST_READ]}"
