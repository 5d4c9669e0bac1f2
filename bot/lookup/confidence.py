"""How likely it is that the best sentence answers: signs, each 0 to 1, whose weights were learned."""

from collections.abc import Sequence
from math import exp
from typing import NamedTuple

from bot.lookup.sentence_fit import Features
from bot.lookup.weighed import Weighed

MANY_TERMS = 8
"""Terms of a question from which on more of them tell nothing more."""


FURTHEST = 50.0
"""Difference of two fits from which on more tells nothing more; e to the power of some hundreds is no number."""


class Signs(NamedTuple):
    """
    What tells whether the best sentence answers. All 0 to 1.

    *chance*: its share among all candidates by fit; *terms*: how many the question has. All others are features of
    the sentence (``sentence_fit.Features``).
    """

    chance: float
    terms: float
    around: float
    okapi: float
    both: float
    against: float
    no_figure: float
    no_hint: float
    nobody: float
    turned: float


def signs(weighed: Weighed, best: Features, fits: Sequence[float]) -> Signs:
    """
    What tells whether a sentence answers.

    Args:
        weighed: The question.
        best: The features of the sentence that fits best.
        fits: Of all sentences, that of the best first; one that cannot answer may fit better.
    """
    return Signs(
        chance=1 / sum(exp(min(one - fits[0], FURTHEST)) for one in fits),
        terms=min(len(weighed.weights), MANY_TERMS) / MANY_TERMS,
        around=best.around,
        okapi=best.okapi,
        both=best.both,
        against=best.against,
        no_figure=best.no_figure,
        no_hint=best.no_hint,
        nobody=best.nobody,
        turned=best.turned,
    )
