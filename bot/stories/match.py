"""
Do two texts tell the same event, is one a copy of the other, and what is an entry to the stories that we have? PURE.

The signals of a pair (``signals.py``) are weighed by what was learned from labelled pairs of real news
(``weights.toml``; ``tests/tools/fit_stories.py`` makes it). The logistic function turns the sum into a score: from 0.5
on two texts count as the same. What that costs and what each signal adds stands in docs/stories.md.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from math import log2
from operator import mul

from bot.model import Doubt, DoubtKind, Evidence
from bot.stories.doubts import doubts
from bot.stories.measures import contradicted, shared_figures
from bot.stories.profile import Profile, figure_key, named
from bot.stories.signals import Signals, of_languages, signals
from bot.text.analysis.idf import Idf
from bot.text.analysis.odds import chance
from bot.text.analysis.similarity import contained

SAME = 0.5
"""Score from which two texts tell the same event."""
COPY = 0.45
"""Share of wording from which a text is a copy: updates of one text share more, two texts on one event less."""


class Form(StrEnum):
    """What there is to compare; each has weights of its own, all on one scale."""

    TEXTS = "texts"
    HEADLINE = "headline"
    """A bare headline and a text."""
    HEADLINES = "headlines"
    SMALL = "small"
    """Two headlines of which one has no capitals, so that its names cannot be seen."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: for each form a weight for each signal, and how time counts."""

    forms: dict[Form, tuple[float, tuple[float, ...]]]
    """What speaks for one event when there are no signals, in log odds, and a weight for each of ``Signals``."""
    shift: float
    """Taken off each sum, since a false merge costs more than a miss."""
    free_days: float
    doubling: float
    """Taken off for each doubling of the days between two texts beyond *free_days*..."""
    most_late: float
    """...and at most so much: time is evidence, not a cut."""


@cache
def learned() -> Weights:
    """
    The weights beside this module.

    Raises: ValueError if they are not for the signals that there are.
    """
    values = tomllib.loads(files("bot.stories").joinpath("weights.toml").read_text(encoding="utf-8"))
    forms = {}
    for form in Form:
        row = dict(values["forms"][form])
        base = row.pop("base")
        if row.keys() != set(Signals._fields):
            raise ValueError(
                f"weights.toml, {form}: not for these signals: {sorted(row.keys() ^ set(Signals._fields))}"
            )
        forms[form] = base, tuple(row[name] for name in Signals._fields)
    time = values["time"]
    return Weights(forms, values["shift"], time["free_days"], time["doubling"], time["most"])


_LANGUAGES = (-4.6, 3.2, 3.0, -2.5)
"""Of two languages: nothing, names, figures, other figures. No labelled texts are known; neither names nor figures can
do it alone."""
IN_DOUBT = -1.0
"""Log odds that a decisive doubt leaves at most: of two things told in the same words all else agrees."""
DECISIVE = frozenset({DoubtKind.VERSION, DoubtKind.FIGURE, DoubtKind.NAMES, DoubtKind.SEVERAL, DoubtKind.THIN})
"""Another version is another thing, and so is what other people and places, or other figures and names, are told of; a
letter of several stories is none of them. Where one name carries all, about half of what would join is one event."""
_THIN = 0.3
"""Mass of what titles and leads share beside the name that both share most, below which that is next to nothing."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two texts relate: *score* 0.0 to 1.0, *same* from ``SAME`` on, and why."""

    score: float
    same: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Judged:
    """A score, and each kind of doubt with what raised it."""

    score: float
    doubts: dict[DoubtKind, str]

    @property
    def same(self) -> bool:
        """Whether that is one event."""
        return self.score >= SAME


def form_of(a: Profile, b: Profile) -> Form:
    """What two texts in one language are compared as."""
    if not (a.bare and b.bare):
        return Form.HEADLINE if a.bare or b.bare else Form.TEXTS
    return Form.SMALL if a.small or b.small else Form.HEADLINES


def _sum(weights: Sequence[float], values: Sequence[float]) -> float:
    return float(sum(map(mul, weights, values)))


def is_thin(found: Signals, form: Form) -> bool:
    """Whether one name carries all: the news of a town share the town, two rounds of a start-up the start-up."""
    of_text = form in (Form.TEXTS, Form.HEADLINE)
    return of_text and found.rarest_name > 0.0 and max(found.title_rest, found.lead_rest) < _THIN


def _for(a: Profile, b: Profile, found: dict[DoubtKind, str], idf: Idf) -> float:
    """What speaks for one event, in log odds; a doubt that shows only now is added to those *found*."""
    if a.language != b.language:
        return _sum(_LANGUAGES, (1.0, *of_languages(a, b, idf)))
    weights, form, told = learned(), form_of(a, b), signals(a, b, idf)
    if is_thin(told, form):
        found[DoubtKind.THIN] = ""
    base, of_form = weights.forms[form]
    return base - weights.shift + _sum(of_form, told)


def hours_apart(a: Profile, b: Profile) -> float | None:
    """Hours between the two publications, if both are known."""
    if a.published is None or b.published is None:
        return None
    return abs((a.published - b.published).total_seconds()) / 3600.0


def _late(a: Profile, b: Profile) -> float:
    """
    How much the time between speaks against, in log odds.

    A story stands in its middle: one that is told on and on would else draw in all that happens to the same people.
    """
    weights, ours, theirs = learned(), a.middle, b.middle
    if ours is None or theirs is None:
        return 0.0
    days = abs((ours - theirs).total_seconds()) / 86_400.0
    if days <= weights.free_days:
        return 0.0
    return min(weights.most_late, weights.doubling * log2(days / weights.free_days))


def compare(a: Profile, b: Profile, idf: Idf) -> Comparison:
    """Whether two texts tell the same event, and why."""
    return explain(a, b, idf, judge(a, b, idf))


def judge(a: Profile, b: Profile, idf: Idf, members: Sequence[Profile] = ()) -> Judged:
    """
    ``compare`` without the words for people: many are judged before one is explained.

    *members* are the texts of which *b* is made, if it is made of several.
    """
    if not a.body or not b.body:
        return Judged(0.0, {})  # who says nothing tells no event
    found = doubts(a, b, idf)
    support = _for(a, b, found, idf)
    if not found.keys().isdisjoint(DECISIVE):
        support = min(support, IN_DOUBT)
    late = _late(a, b)
    # a text that is sent once more tells what it told, however old that is
    if late and not any(copied(a, one) >= COPY for one in (b, *members)):
        if support - late < 0.0 <= support:
            found[DoubtKind.LATE] = ""
        support -= late
    return Judged(chance(support), found)


def explain(a: Profile, b: Profile, idf: Idf, judged: Judged) -> Comparison:
    """What *judged* says of two texts, in words and figures that people can check."""
    evidence = _evidence(a, b, idf, judged.doubts, hours_apart(a, b))
    return Comparison(judged.score, judged.same, evidence)


_SHOWN = 8
"""Words, names and figures that an explanation names at most."""


def _evidence(a: Profile, b: Profile, idf: Idf, found: dict[DoubtKind, str], hours: float | None) -> Evidence:
    words = {term for term in a.body.keys() & b.body.keys() if term[0] != "@"}
    names = named(a.names) & named(b.names)
    figures = shared_figures(a, b)
    written = {figure_key(f): f.text for f in (*a.told, *b.told)}
    against = [Doubt(kind, about) for kind, about in sorted(found.items())]
    against += [Doubt(DoubtKind.OTHERWISE, figure.text) for figure in contradicted(a.title_figures, b)]
    return Evidence(
        words=tuple(idf.rarest(words, _SHOWN)),
        names=tuple(name[1:] for name in idf.rarest(names, _SHOWN)),
        figures=tuple(written[key] for key in idf.rarest(figures & _telling(a, b), _SHOWN)),
        against=tuple(against[:_SHOWN]),
        hours=hours,
        other=b.headline,
    )


_FEW = 100.0
"""A bare number below it is in any text, so nobody is shown it as evidence."""


def _telling(a: Profile, b: Profile) -> set[str]:
    """Figures that say something to people who ask why: no lengths of time, no small bare numbers."""
    return {
        figure_key(f)
        for f in (*a.told, *b.told)
        if f.kind != "duration" and (f.kind != "count" or f.unit or f.value >= _FEW)
    }


def copied(a: Profile, b: Profile) -> float:
    """How much of the wording of the one stands in the other, 0.0 to 1.0: from ``COPY`` on a copy, cut or longer."""
    return max(contained(a.wording, b.wording), contained(b.wording, a.wording))
