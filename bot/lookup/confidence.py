"""How likely it is that the best sentence answers: signs, each 0 to 1, whose weights were learned."""

from collections.abc import Sequence
from math import exp
from typing import NamedTuple

from bot.lookup.sentence_fit import Features, Weighed

MANY_TERMS = 8
"""Terms of a question from which on more of them tell nothing more."""

FAR = 4.0
"""Fit by which one sentence leads another from which on more tells nothing more."""

BEST_FIT = 12.0
"""Fit from which on more tells nothing more."""


class Signs(NamedTuple):
    """
    What tells whether the best sentence answers. All 0 to 1.

    *fit*: how well it fits; *chance*: its share among all candidates by fit; *lead*: by how much it fits better
    than the next; *terms*: how many the question has; *known*: share of the question that some stored sentence holds; *missing*:
    share that its whole document lacks; *apart*: share that it lacks itself, with title and the sentence before. All
    others are features of the sentence (``sentence_fit.Features``).
    """

    fit: float
    chance: float
    lead: float
    terms: float
    known: float
    missing: float
    apart: float
    cover: float
    okapi: float
    large: float
    around: float
    gap: float
    gap_around: float
    pairs: float
    close: float
    names: float
    figures: float
    subject: float
    act: float
    both: float
    against: float
    speaks: float
    near: float
    kind: float
    no_figure: float
    no_name: float
    no_hint: float
    nobody: float
    defines: float
    asks: float
    heading: float
    turned: float
    support: float


def signs(weighed: Weighed, best: Features, fits: Sequence[float]) -> Signs:
    """
    What tells whether a sentence answers.

    Args:
        weighed: The question.
        best: The features of the sentence that fits best.
        fits: Of all sentences, the best first.
    """
    own = best.cover + best.title + best.before
    ahead = fits[0] - fits[1] if len(fits) > 1 else FAR
    return Signs(
        fit=max(0.0, min(1.0, fits[0] / BEST_FIT)),
        chance=1 / sum(exp(one - fits[0]) for one in fits),
        lead=min(FAR, ahead) / FAR,
        terms=min(len(weighed.weights), MANY_TERMS) / MANY_TERMS,
        known=1 - weighed.unknown,
        missing=max(0.0, 1 - own - best.after - best.rest),
        apart=max(0.0, 1 - own),
        cover=best.cover,
        okapi=best.okapi,
        large=best.large,
        around=best.around,
        gap=best.gap,
        gap_around=best.gap_around,
        pairs=best.pairs,
        close=best.close,
        names=best.names,
        figures=best.figures,
        subject=best.subject,
        act=best.act,
        both=best.both,
        against=best.against,
        speaks=best.speaks,
        near=best.near,
        kind=best.kind,
        no_figure=best.no_figure,
        no_name=best.no_name,
        no_hint=best.no_hint,
        nobody=best.nobody,
        defines=best.defines,
        asks=best.asks,
        heading=best.heading,
        turned=best.turned,
        support=best.support,
    )
