"""
Do two texts tell the same event, is one a copy of the other, and what is an entry to the stories that we have? PURE.

Each way of comparing (text with text, headline with text, headline with headline) has one table of weights over its
signals (``signals.py``). What speaks against is taken off afterwards. The logistic function turns the sum into a score,
so that 0.5 is the point from which two texts count as the same. The weights were fitted on labelled public pairs,
checked on topics left out of the fit, and rounded; docs/stories.md tells what each adds.
"""

from dataclasses import dataclass
from math import exp, log2

from bot.model import Evidence
from bot.stories.profile import Profile
from bot.stories.signals import (
    Signals,
    contradicted,
    named,
    of_headline,
    of_headlines,
    of_texts,
    shared_figures,
)
from bot.text.rarity import Rarity
from bot.text.similarity import contained

SAME = 0.5
"""Score from which two texts tell the same event."""
COPY = 0.45
"""Share of wording from which a text is a copy: updates of one text share more, two texts on one event less."""

_TEXTS = {
    "body": 9.0,  # rare words and names anywhere: the strongest single signal
    "title": 3.0,  # editors put the event there
    "lead": 5.0,  # and what happened into the first sentences
    "names": 4.0,  # who and where, over the whole text
    "title names": 2.0,  # who it is about
    "lead names": 3.0,
    "figures": 2.5,  # the same sums, tolls, magnitudes
    "figures against": -1.5,  # a figure that the other tells differently; weak, because tolls rise
    "dates": 3.6,  # the same calendar day named
    "": -3.9,  # two texts at random are different events
}
_HEADLINE = {
    "cover": 0.8,  # the headline's words are in the text
    "lead cover": 3.5,  # and where the text says what happened; below it stand background and teasers
    "body": 10.0,  # they are words that the text is about
    "lead names": 2.0,
    "title names": 1.5,
    "figures": 0.7,
    "figures against": -1.1,
    "grams": 2.0,  # the two headlines look alike
    "length": 1.1,  # a long headline that fits says more than a short one
    "": -3.3,
}
_HEADLINES = {
    "grams": 4.5,  # pieces of words see through endings
    "words": 2.0,
    "cover": 2.5,  # the shorter must not be a mere part of the longer
    "names": 1.5,
    "acts": 1.0,  # the same doing in other words
    "figures": 0.7,
    "figures against": -2.0,  # two sums, tolls or magnitudes: with nothing but headlines, two events
    "": -2.6,
}
_AGAINST = {
    "version": 5.0,  # both name their version, and they differ: two things
    "no version": 3.5,  # one is about a version that the other never names
    "day": 0.6,  # per doubling of the days between them beyond the second
}
_FREE_DAYS = 2.0
"""News of one event comes within these days; beyond them doubt grows."""
_MOST_AGAINST_DAYS = 4.0
"""Time is evidence, not a cut: it never takes off more than this."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two texts relate: *score* 0.0 to 1.0, *same* from ``SAME`` on, and why."""

    score: float
    same: bool
    evidence: Evidence


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, value))))


def _weighed(signals: Signals, weights: dict[str, float]) -> float:
    return weights[""] + sum(weights.get(name, 0.0) * value for name, value in signals.items())


def _for(a: Profile, b: Profile, rarity: Rarity) -> float:
    """What speaks for one event, in log odds."""
    if a.bare and b.bare:
        return _weighed(of_headlines(a, b, rarity), _HEADLINES)
    if a.bare:
        return _weighed(of_headline(a, b, rarity), _HEADLINE)
    if b.bare:
        return _weighed(of_headline(b, a, rarity), _HEADLINE)
    return _weighed(of_texts(a, b, rarity), _TEXTS)


def _version_doubts(a: Profile, b: Profile) -> list[tuple[str, str]]:
    """For each version that *a*'s title is about: (kind of doubt, name) if *b* has another or none."""
    doubts: list[tuple[str, str]] = []
    for base, version in sorted(a.title_versions):
        others = {other for name, other in b.versions if name == base}
        if version in others:
            continue
        if {other for name, other in b.title_versions if name == base}:
            doubts.append(("version", f"{base} {version}"))
        elif others or base in b.lead_names:
            doubts.append(("no version", f"{base} {version}"))
    return doubts


def hours_apart(a: Profile, b: Profile) -> float | None:
    """Hours between the two publications, if both are known."""
    if a.published is None or b.published is None:
        return None
    return abs((a.published - b.published).total_seconds()) / 3600.0


def _late(hours: float | None) -> float:
    """How much the time between speaks against, in log odds."""
    if hours is None or hours <= 24.0 * _FREE_DAYS:
        return 0.0
    return min(_MOST_AGAINST_DAYS, _AGAINST["day"] * log2(hours / 24.0 / _FREE_DAYS))


def compare(a: Profile, b: Profile, rarity: Rarity) -> Comparison:
    """Whether two texts tell the same event."""
    doubts = dict(_version_doubts(a, b) + _version_doubts(b, a))
    hours = hours_apart(a, b)
    against = max((_AGAINST[kind] for kind in doubts), default=0.0) + _late(hours)
    score = _logistic(_for(a, b, rarity) - against)
    return Comparison(score, score >= SAME, _evidence(a, b, rarity, sorted(doubts.values()), hours))


_SHOWN = 8
"""Words, names and figures that an explanation names at most."""


def _evidence(a: Profile, b: Profile, rarity: Rarity, versions: list[str], hours: float | None) -> Evidence:
    words = {term for term in a.body.keys() & b.body.keys() if term[0] != "@"}
    names = named(a.names) & named(b.names)
    figures = shared_figures(a, b)
    written = {f"#{f.kind}:{f.unit}:{f.value:.6g}": f.text for f in (*a.told, *b.told)}
    against = [f.text for f in contradicted(a.title_figures, b.told)]
    return Evidence(
        words=tuple(rarity.rarest(words, _SHOWN)),
        names=tuple(name[1:] for name in rarity.rarest(names, _SHOWN)),
        figures=tuple(written[key] for key in rarity.rarest(figures, _SHOWN)),
        against=tuple([*versions, *against][:_SHOWN]),
        hours=hours,
        other=b.headline,
    )


def copied(a: Profile, b: Profile) -> float:
    """How much of the wording of the one stands in the other, 0.0 to 1.0: from ``COPY`` on a copy, cut or longer."""
    return max(contained(a.wording, b.wording), contained(b.wording, a.wording))
