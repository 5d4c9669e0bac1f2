"""
Do two texts tell the same event, is one a copy of the other, and what is an entry to the stories that we have? PURE.

Each way of comparing (text with text, headline with text, headline with headline) has one table of weights over its
signals (``signals.py``). What speaks against is taken off afterwards. The logistic function turns the sum into a score,
so that 0.5 is the point from which two texts count as the same. The weights were fitted on labelled public pairs,
checked on topics left out of the fit, and rounded; docs/stories.md tells what each adds.
"""

from dataclasses import dataclass
from math import exp, log2

from bot.model import Doubt, DoubtKind, Evidence
from bot.stories.doubts import doubts
from bot.stories.profile import Profile, figure_key, named
from bot.stories.signals import (
    Signals,
    Without,
    contradicted,
    covered,
    of_headline,
    of_headlines,
    of_languages,
    of_texts,
    shared_figures,
)
from bot.text.idf import Idf
from bot.text.similarity import contained
from bot.text.words import stem

SAME = 0.5
"""Score from which two texts tell the same event."""
COPY = 0.45
"""Share of wording from which a text is a copy: updates of one text share more, two texts on one event less."""

_TEXTS = {
    "body": 5.6,  # rare words and names anywhere
    "title": 1.8,  # editors put the event there
    "lead": 2.5,  # and what happened into the first sentences: how much of it both lead with
    "told": 2.2,  # how much of what the one leads with the other tells anywhere
    "names": 3.1,  # who and where, over the whole text
    "figures": 2.6,  # the same sums, tolls, magnitudes
    "figures against": -1.2,  # a figure that the other tells differently; weak, because tolls rise
    "dates": 2.4,  # the same calendar day named
    "": -4.6,  # two texts at random are different events
}
_HEADLINE = {
    "cover": 0.7,  # the headline's words are in the text
    "lead cover": 4.0,  # and where the text says what happened; below it stand background and teasers
    "body": 6.5,  # they are words that the text is about
    "lead names": 2.7,
    "title names": 3.0,
    "figures": 0.5,
    "figures against": -1.1,
    "grams": 1.4,  # the two headlines look alike
    "length": 0.6,  # a long headline that fits says more than a short one
    "": -3.4,
}
_HEADLINES = {
    "grams": 6.0,  # pieces of words see through endings
    "words": 1.5,
    "cover": 0.5,  # the shorter must not be a mere part of the longer
    "acts": 0.8,  # the same doing in other words
    "figures": 2.0,
    "figures against": -2.5,  # two sums, tolls or magnitudes: with nothing but headlines, two events
    "names apart": -4.0,  # each names somebody or something that the other does not
    "": -4.5,
}
_LANGUAGES = {
    # neither can do it alone: rare names, two of them or one that nobody else has, and a figure
    "names": 3.2,
    "figures": 3.0,
    "figures against": -2.5,  # other sums, as of two rounds
    "": -4.6,
}
_AGAINST = {
    DoubtKind.VERSION: 5.0,  # both name their version, and they differ: two things
    DoubtKind.NO_VERSION: 3.5,  # one is about a version that the other never names
    DoubtKind.FIGURE: 3.0,  # the titles give other figures, and other names, than the other text has anywhere
    DoubtKind.NAMES: 2.5,  # each leads with names of which the other knows none
    DoubtKind.FAMILY: 1.5,  # names of one family that are not the same name
    DoubtKind.STEP: 0.8,  # one tells the next of a row, the other does not
    DoubtKind.SEVERAL: 3.5,  # one is a letter of several stories, the other is one story
    DoubtKind.MENTION: 4.0,  # one is about what the other only mentions far down, in a teaser or as background
    DoubtKind.THIN: 3.0,  # one name or figure carries all that they share
}
_DECISIVE = frozenset({DoubtKind.VERSION, DoubtKind.NO_VERSION, DoubtKind.FIGURE, DoubtKind.NAMES})
_MOST_IN_DOUBT = 2.0
"""What can speak for one event in spite of a decisive doubt: less than any of them takes off."""
_FREE_DAYS = 2.0
"""News of one event comes within these days; beyond them doubt grows."""
_AGAINST_DAYS = 0.6
"""What each doubling of the days beyond them takes off."""
_MOST_AGAINST_DAYS = 4.0
"""Time is evidence, not a cut: it never takes off more than this."""


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


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, value))))


def _weighed(signals: Signals, weights: dict[str, float]) -> float:
    # a signal without a weight would be work for nothing, and is a mistake
    return weights[""] + sum(weights[name] * value for name, value in signals.items())


def _for(a: Profile, b: Profile, idf: Idf) -> float:
    """What speaks for one event, in log odds."""
    if a.language != b.language:
        return _weighed(of_languages(a, b, idf), _LANGUAGES)
    if a.bare and b.bare:
        return _weighed(of_headlines(a, b, idf), _HEADLINES)
    if a.bare:
        return _weighed(of_headline(a, b, idf), _HEADLINE)
    if b.bare:
        return _weighed(of_headline(b, a, idf), _HEADLINE)
    return _weighed(of_texts(a, b, idf), _TEXTS)


_ALONE = -2.0
"""What must speak for one event, in log odds, beside the name that two texts share most and their only figure."""

_SAYS_MORE = 1.6
"""Weight of a headline's words beside that name, by IDF, from which the text must tell something of them..."""
_TELLS_OF_IT = 0.15
"""...namely this share; of one event it is rarely less."""


def _thin(a: Profile, b: Profile, idf: Idf) -> bool:
    """
    Whether one name, or one figure, or both carry all.

    The news of a town share the town, two rounds of a start-up the start-up, two deals of an investor name and sum.
    """
    weigh = idf.rare
    shared = a.body.keys() & b.body.keys()
    names = [term for term in shared if term[0] == "@"]
    figures = shared_figures(a, b)
    if not names and len(figures) != 1:
        return False
    most = max(names, key=lambda term: (weigh(term) * a.body[term] * b.body[term], term), default="@")
    parts = set(most[1:].split())
    words = parts | {stem(part, a.language) for part in parts}
    silent = {term for term in shared if term in words or (term[0] == "@" and parts & set(term[1:].split()))}
    if len(figures) == 1:
        silent |= figures | {term for term in shared if term[0].isdigit()}
    if not (a.bare or b.bare):
        return _weighed(of_texts(a, b, Without(idf, frozenset(silent))), _TEXTS) < _ALONE
    headline, text = (a, b) if a.bare else (b, a)
    left = headline.title - words
    return sum(map(weigh, left)) >= _SAYS_MORE and covered(left, text.core, weigh) < _TELLS_OF_IT


def hours_apart(a: Profile, b: Profile) -> float | None:
    """Hours between the two publications, if both are known."""
    if a.published is None or b.published is None:
        return None
    return abs((a.published - b.published).total_seconds()) / 3600.0


def _late(hours: float | None) -> float:
    """How much the time between speaks against, in log odds."""
    if hours is None or hours <= 24.0 * _FREE_DAYS:
        return 0.0
    return min(_MOST_AGAINST_DAYS, _AGAINST_DAYS * log2(hours / 24.0 / _FREE_DAYS))


def compare(a: Profile, b: Profile, idf: Idf) -> Comparison:
    """Whether two texts tell the same event, and why."""
    return explain(a, b, idf, judge(a, b, idf))


def judge(a: Profile, b: Profile, idf: Idf) -> Judged:
    """``compare`` without the words for people: many are judged before one is explained."""
    if not a.body or not b.body:
        return Judged(0.0, {})  # who says nothing tells no event
    found = doubts(a, b, idf)
    support = _for(a, b, idf)
    score = _score(support, found, a, b)
    if score >= SAME and a.language == b.language and not (a.bare and b.bare) and _thin(a, b, idf):
        found[DoubtKind.THIN] = ""
        score = _score(support, found, a, b)
    return Judged(score, found)


def _score(support: float, found: dict[DoubtKind, str], a: Profile, b: Profile) -> float:
    if found.keys() & _DECISIVE:
        # of two things that are told in the same words all else agrees: then nothing else may outvote the difference
        support = min(support, _MOST_IN_DOUBT)
    return _logistic(support - sum(_AGAINST[kind] for kind in found) - _late(hours_apart(a, b)))


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
    against += [Doubt(DoubtKind.OTHERWISE, figure.text) for figure in contradicted(a.title_figures, b.told)]
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
