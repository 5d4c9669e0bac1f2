"""
The signals of a pair of texts: numbers from 0 to 1, each of which says one thing for or against one event. PURE.

What each adds is measured in ``docs/stories.md``; how they are weighed stands in ``match.py``.
"""

from collections.abc import Callable, Iterable, Mapping
from math import hypot, log, sqrt
from operator import mul
from typing import Protocol

from bot.stories.profile import Profile, figure_key, named
from bot.text.figures import Figure, Told

Weigh = Callable[[str], float]
Signals = dict[str, float]

_LITTLE = 0.02
"""Cosine of two unrelated texts: below it nothing is shared but chance."""
_FULL_LEAD = 8.0
"""Words and names, by IDF, that two leads share, beyond which more add nothing."""
_FULL_TOLD = 12.0
"""The same for words and names of one's lead that the other has anywhere."""
_FULL_FIGURES = 4.0
"""Shared figures, by IDF, beyond which more add nothing."""
_FULL_NAMES = 1.5
"""The same for shared names: two rare ones are enough."""
_TELLING = 10.0
"""Smaller figures are in any text, so they do not tie two languages."""
_FULL_FOREIGN = 1.5
"""Words of names, by IDF, that texts in two languages share, beyond which more add nothing."""
_FULL_HEADLINE = 6.0
"""Weight of a headline's words, by IDF, beyond which more add nothing."""


class Weights(Protocol):
    """How much sharing a term tells, 0.0 to 1.0; *rare* with everything common cut off. As of ``Idf``."""

    @property
    def weight(self) -> Weigh:
        """Of one term."""
        ...

    @property
    def rare(self) -> Weigh:
        """Of one term, 0.0 for what is common."""
        ...


class Without:
    """Weights in which some terms tell nothing: to see what is left without them."""

    def __init__(self, weights: Weights, silent: frozenset[str]) -> None:
        self.weight: Weigh = lambda term: 0.0 if term in silent else weights.weight(term)
        self.rare: Weigh = lambda term: 0.0 if term in silent else weights.rare(term)


def cosine(a: Mapping[str, float], b: Mapping[str, float], weigh: Weigh) -> float:
    """How alike two weighted bags of terms are."""
    if len(a) > len(b):
        a, b = b, a
    shared = sum(a[term] * b[term] * weigh(term) ** 2 for term in a.keys() & b.keys())
    return shared / (_length(a, weigh) * _length(b, weigh)) if shared else 0.0


def _length(vector: Mapping[str, float], weigh: Weigh) -> float:
    return hypot(*map(mul, vector.values(), map(weigh, vector)))


def _overlap(a: frozenset[str], b: frozenset[str], weigh: Weigh) -> float:
    """The same for sets."""
    shared = sum(weigh(term) ** 2 for term in a & b)
    return shared / sqrt(sum(weigh(t) ** 2 for t in a) * sum(weigh(t) ** 2 for t in b)) if shared else 0.0


def covered(part: frozenset[str], whole: "frozenset[str] | Mapping[str, float]", weigh: Weigh) -> float:
    """How much of *part*, by weight, is in *whole*."""
    # maps and intersections instead of loops: this runs for every candidate of every entry
    total = sum(map(weigh, part))
    shared = part & whole.keys() if isinstance(whole, Mapping) else part & whole
    return sum(map(weigh, shared)) / total if total else 0.0


def plain_figures(found: Iterable[Figure]) -> dict[str, Figure]:
    """Figures that can speak for an event: no dates, which have their own signal, and no versions, which are names."""
    return {figure_key(f): f for f in found if f.kind not in ("date", "ordinal", "version")}


def shared_figures(a: Profile, b: Profile) -> set[str]:
    """Figures of one's title or lead that the other tells anywhere."""
    ours, theirs = plain_figures(a.figures), plain_figures(b.figures)
    return (ours.keys() & plain_figures(b.told).keys()) | (theirs.keys() & plain_figures(a.told).keys())


def days(found: Iterable[Figure]) -> set[int]:
    """Month and day of those dates that have them, as MMDD."""
    return {int(f.value) % 10000 for f in found if f.kind == "date" and int(f.value) % 100}


def contradicted(mine: Iterable[Figure], theirs: tuple[Figure, ...]) -> list[Figure]:
    """My figures for which the other has comparable ones, but none that agrees."""
    told = Told(theirs)
    plain = (f for f in mine if f.kind in ("money", "percent", "measure") or (f.kind == "count" and f.unit))
    return [f for f in plain if told.measures(f) and not told.confirms(f)]


def of_languages(a: Profile, b: Profile, idf: Weights) -> Signals:
    """Signals of two texts in two languages: who is named, and which figures are told."""
    shared = {part for name in a.names for part in name.split()} & {part for name in b.names for part in name.split()}
    ours, theirs = plain_figures(a.told), plain_figures(b.told)
    told = [key for key in ours.keys() & theirs.keys() if ours[key].kind != "duration" and ours[key].value >= _TELLING]
    against = contradicted(a.figures, b.told) and contradicted(b.figures, a.told)
    return {
        "names": min(1.0, sum(idf.rare(part) for part in shared if part.isalpha()) / _FULL_FOREIGN),
        "figures": min(1.0, sum(map(idf.weight, told))),
        "figures against": float(bool(against)),
    }


def _acts(a: Profile, b: Profile, idf: Weights) -> float:
    return _overlap(frozenset(f"!{x}" for x in a.acts), frozenset(f"!{x}" for x in b.acts), idf.weight)


def of_texts(a: Profile, b: Profile, idf: Weights) -> Signals:
    """Signals of two texts that both have more than a headline."""
    weigh = idf.rare
    against = len(contradicted(a.figures, b.told)) + len(contradicted(b.figures, a.told))
    shared = (a.lead & b.lead) | named(a.lead_names & b.lead_names)
    return {
        "body": _growth(cosine(a.body, b.body, weigh)),
        "title": _overlap(a.title, b.title, idf.weight),
        "lead": min(1.0, sum(map(weigh, shared)) / _FULL_LEAD),
        "told": min(1.0, sum(map(weigh, _told(a, b) | _told(b, a))) / _FULL_TOLD),
        "names": _names(a, b, idf),
        "figures": min(1.0, sum(idf.weight(f) for f in shared_figures(a, b)) / _FULL_FIGURES),
        "figures against": min(1.0, against / _FULL_FIGURES),
        "dates": float(bool(days(a.told) & days(b.told))),
    }


def _told(a: Profile, b: Profile) -> set[str]:
    """Words and names of *a*'s lead that *b* has anywhere."""
    return {term for term in (*a.lead, *named(a.lead_names)) if term in b.body}


def _growth(cosine: float) -> float:
    """From nothing to a little tells more than from much to very much: logarithmic, 0.0 to 1.0."""
    return log(1.0 + cosine / _LITTLE) / log(1.0 + 1.0 / _LITTLE)


def _names(a: Profile, b: Profile, idf: Weights) -> float:
    if a.names.keys().isdisjoint(b.names):
        return 0.0
    ours = {term: x for term, x in a.body.items() if term.startswith("@")}
    theirs = {term: x for term, x in b.body.items() if term.startswith("@")}
    return cosine(ours, theirs, idf.weight)


def of_headline(a: Profile, b: Profile, idf: Weights) -> Signals:
    """Signals of a bare headline *a* and a text *b*."""
    weigh = idf.rare
    names = named(a.title_names)
    mine, told = plain_figures(a.title_figures), plain_figures(b.told)
    upper = {term: x for term, x in b.body.items() if term in b.core}
    return {
        "cover": covered(a.title, b.core, weigh),
        "lead cover": covered(a.title, b.lead, weigh),
        "body": cosine(dict.fromkeys(a.title | names, 1.0), upper, weigh),
        "lead names": min(1.0, sum(weigh(name) for name in names & named(b.lead_names)) / _FULL_NAMES),
        "title names": min(1.0, sum(weigh(name) for name in names & named(b.title_names)) / _FULL_NAMES),
        "figures": min(1.0, sum(idf.weight(f) for f in mine.keys() & told.keys())),
        "figures against": float(bool(contradicted(a.title_figures, b.told))),
        "grams": _overlap(a.grams, b.grams, idf.weight),
        "length": min(1.0, sum(weigh(term) for term in a.title) / _FULL_HEADLINE),
    }


def of_headlines(a: Profile, b: Profile, idf: Weights) -> Signals:
    """Signals of two bare headlines."""
    weigh = idf.weight
    mine, theirs = plain_figures(a.title_figures), plain_figures(b.title_figures)
    against = contradicted(a.title_figures, b.title_figures) + contradicted(b.title_figures, a.title_figures)
    return {
        "grams": _overlap(a.grams, b.grams, weigh),
        "words": _overlap(a.title, b.title, weigh),
        "cover": min(covered(a.title, b.title, weigh), covered(b.title, a.title, weigh)),
        "acts": _acts(a, b, idf),
        "figures": min(1.0, sum(weigh(f) for f in mine.keys() & theirs.keys())),
        "figures against": min(1.0, len(against) / 2),
        "names apart": min(1.0, _apart(_parts(a), _parts(b), a, b, weigh)),
    }


def _parts(a: Profile) -> frozenset[str]:
    """The words of a title's names; a version or a round's letter is such a word."""
    return frozenset(part for name in a.title_names for part in name.split())


def _apart(mine: frozenset[str], theirs: frozenset[str], a: Profile, b: Profile, weigh: Weigh) -> float:
    """What each has and the other lacks: one speaks of this, the other of that. The lesser of both sides."""
    left = sum(weigh(word) for word in mine if word not in b.wordset)
    right = sum(weigh(word) for word in theirs if word not in a.wordset)
    return min(left, right)
