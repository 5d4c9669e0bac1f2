"""
The signals of a pair of texts: numbers that each say one thing for or against one event. PURE.

Every signal is the same whichever text comes first: what is asked of each side is kept as the lower and the higher
answer. How much each weighs was learned (``weights.toml``, made by ``tests/tools/fit_stories.py``).
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from math import fsum, log1p, sqrt
from typing import NamedTuple

from bot.stories.measures import (
    Weigh,
    Weights,
    contradicted,
    cosine,
    facts,
    mass,
    overlap,
    shared_figures,
)
from bot.stories.profile import Profile
from bot.text.analysis.words import stem

_LITTLE = 0.02
"""Cosine of two unrelated texts: below it nothing is shared but chance."""
_TELLING = 10.0
"""Smaller figures are in any text, so they do not tie two languages."""
_FULL_FOREIGN = 1.5
"""Words of names, by IDF, that texts in two languages share, beyond which more add nothing."""
_NO_NAMES = 0.5
"""Share of names that the other side knows where there are none: neither for nor against."""


class Signals(NamedTuple):
    """
    What two texts in one language share, and what each has for itself.

    *low* and *high* are the two sides' answers to one question. Shares are 0.0 to 1.0; a *mass* is the logarithm of one
    and the summed IDF of terms; counts are logarithms too; what is true or not is 1.0 or 0.0.
    """

    title_rest: float
    """Mass of what titles share beside the name that both texts share most."""
    grams: float
    """Likeness of the titles' pieces of words: sees through endings."""
    told_low: float
    """Share of a title that the other text tells anywhere."""
    told_high: float
    upper_low: float
    """Share of a title that the other leads with."""
    upper_high: float
    lead_mass: float
    """Mass of what both lead with."""
    lead_rest: float
    """The same beside the name that both share most."""
    told_mass: float
    """Mass of what one leads with and the other tells anywhere."""
    body: float
    """Likeness of the whole texts."""
    known_low: float
    """Share of the words of a title's names that the other text knows."""
    known_high: float
    unknown_low: float
    """Mass of the words of a title's names that the other text does not know."""
    unknown_high: float
    lead_unknown_low: float
    """The same for the names of a lead."""
    lead_unknown_high: float
    names: float
    """Likeness of all names and how often they stand there."""
    rarest_name: float
    """The most telling name that both have."""
    figures: float
    """Mass of the figures of one's lead that the other tells."""
    against_low: float
    """Count of a lead's figures that the other contradicts."""
    against_high: float
    title_against_low: float
    """Whether it contradicts one of the title."""
    title_against_high: float
    figures_new: float
    """Count of a title's figures that the other does not have."""
    dates: float
    """The same calendar day."""
    dates_apart: float
    """Calendar days in both, and none the same."""
    acts: float
    """Likeness of what the titles say was done."""
    acts_apart: float
    """Titles say what was done, and nothing the same."""


def signals(a: Profile, b: Profile, idf: Weights) -> Signals:
    """The signals of two texts in one language."""
    weigh, rare = idf.weight, idf.rare
    words, others = a.body.keys(), b.body.keys()
    leads, titles = a.lead & b.lead, a.title & b.title
    ours, theirs = facts(a), facts(b)
    of_a, of_b = ours.sums(idf), theirs.sums(idf)
    shared_names = ours.names & theirs.names
    top = _most_shared(a, b, shared_names, rare)
    told_low, told_high = _both(_share(a.title & others, of_a.title, weigh), _share(b.title & words, of_b.title, weigh))
    upper_low, upper_high = _both(
        _share(a.title & b.lead, of_a.title, weigh), _share(b.title & a.lead, of_b.title, weigh)
    )
    known_a, unknown_a = _asked(b, ours.words_of_title_names, weigh)
    known_b, unknown_b = _asked(a, theirs.words_of_title_names, weigh)
    known_low, known_high = _both(known_a, known_b)
    unknown_low, unknown_high = _both(unknown_a, unknown_b)
    lead_low, lead_high = _both(
        _asked(b, ours.words_of_lead_names, weigh)[1], _asked(a, theirs.words_of_lead_names, weigh)[1]
    )
    against_low, against_high = _both(log1p(len(contradicted(a.figures, b))), log1p(len(contradicted(b.figures, a))))
    title_low, title_high = _both(
        float(bool(contradicted(a.title_figures, b))), float(bool(contradicted(b.title_figures, a)))
    )
    days_a, days_b = ours.days, theirs.days
    acts_a, acts_b = _acts(a), _acts(b)
    return Signals(
        title_rest=log1p(mass(titles - top.words, weigh)),
        grams=len(a.grams & b.grams) / sqrt(len(a.grams) * len(b.grams)) if a.grams and b.grams else 0.0,
        told_low=told_low,
        told_high=told_high,
        upper_low=upper_low,
        upper_high=upper_high,
        lead_mass=log1p(mass(leads, rare)),
        lead_rest=log1p(mass(leads - top.words, rare)),
        told_mass=log1p(mass((a.lead & others) | (b.lead & words), rare)),
        body=log1p(cosine(a.body, b.body, rare, of_a.body * of_b.body) / _LITTLE) / log1p(1.0 / _LITTLE),
        known_low=known_low,
        known_high=known_high,
        unknown_low=unknown_low,
        unknown_high=unknown_high,
        lead_unknown_low=lead_low,
        lead_unknown_high=lead_high,
        names=_names(a, b, shared_names, weigh, of_a.names * of_b.names) if top.rare else 0.0,
        rarest_name=top.rare,
        figures=log1p(mass(shared_figures(a, b), weigh)),
        against_low=against_low,
        against_high=against_high,
        title_against_low=title_low,
        title_against_high=title_high,
        figures_new=log1p(max(_new_figures(a, b), _new_figures(b, a))),
        dates=float(bool(days_a & days_b)),
        dates_apart=float(bool(days_a and days_b and days_a.isdisjoint(days_b))),
        acts=overlap(acts_a, acts_b, weigh),
        acts_apart=float(bool(acts_a and acts_b and acts_a.isdisjoint(acts_b))),
    )


def _both(one: float, other: float) -> tuple[float, float]:
    """The lower and the higher."""
    return (one, other) if one <= other else (other, one)


def _share(shared: AbstractSet[str], whole: float, weigh: Weigh) -> float:
    return mass(shared, weigh) / whole if whole else 0.0


def _asked(text: Profile, asked: AbstractSet[str], weigh: Weigh) -> tuple[float, float]:
    """Share of *asked*, words of names, that a text knows, and the mass of those that it does not."""
    whole = mass(asked, weigh)
    new = asked - facts(text).words_of_names - text.wordset
    unknown = mass([word for word in new if stem(word, text.language) not in text.body], weigh)
    return (1.0 - unknown / whole if whole else _NO_NAMES), log1p(unknown)


class _Top(NamedTuple):
    """The name that two texts share most."""

    rare: float
    """How much it tells, 0.0 if they share none."""
    words: frozenset[str]
    """Its words, as written and as stems."""


def _most_shared(a: Profile, b: Profile, shared: frozenset[str], rare: Weigh) -> _Top:
    if not shared:
        return _Top(0.0, frozenset())
    top = max(shared, key=lambda name: (rare(name) * a.body[name] * b.body[name], name))
    words = top[1:].split()
    return _Top(max(map(rare, shared)), frozenset([*words, *(stem(word, a.language) for word in words)]))


def _names(a: Profile, b: Profile, shared: Iterable[str], weigh: Weigh, lengths: float) -> float:
    ours, theirs = ({name: text.body[name] for name in shared} for text in (a, b))
    return cosine(ours, theirs, weigh, lengths)


def _new_figures(a: Profile, b: Profile) -> int:
    return len(facts(a).title_plain.keys() - facts(b).plain.keys())


def _acts(text: Profile) -> frozenset[str]:
    return frozenset(f"!{act}" for act in text.acts)


def of_languages(a: Profile, b: Profile, idf: Weights) -> tuple[float, float, float]:
    """What two texts in two languages share: who is named, which figures are told; and whether figures differ."""
    shared = facts(a).words_of_names & facts(b).words_of_names
    ours, theirs = facts(a).plain, facts(b).plain
    told = [key for key in ours.keys() & theirs.keys() if ours[key].kind != "duration" and ours[key].value >= _TELLING]
    against = contradicted(a.figures, b) and contradicted(b.figures, a)
    return (
        min(1.0, fsum(idf.rare(part) for part in shared if part.isalpha()) / _FULL_FOREIGN),
        min(1.0, mass(told, idf.weight)),
        float(bool(against)),
    )
