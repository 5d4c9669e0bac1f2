"""Plain measures of what two texts share, on which signals and doubts are built. PURE."""

from collections.abc import Callable, Iterable, Mapping
from math import fsum, hypot, sqrt
from operator import mul
from typing import Protocol

from bot.stories.profile import Profile, figure_key
from bot.text.analysis.figures import Figure, Told

Weigh = Callable[[str], float]


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


def mass(terms: Iterable[str], weigh: Weigh) -> float:
    """What *terms* tell together."""
    # maps and intersections instead of loops: this runs for every candidate of every entry
    # exactly rounded: the order in which a set gives its terms, another one in each process, decides nothing
    return fsum(map(weigh, terms))


def parts(names: Iterable[str]) -> set[str]:
    """The words of names."""
    return {part for name in names for part in name.split()}


def cosine(a: Mapping[str, float], b: Mapping[str, float], weigh: Weigh) -> float:
    """How alike two weighted bags of terms are."""
    if len(a) > len(b):
        a, b = b, a
    both = a.keys() & b.keys()
    weights = list(map(weigh, both))
    ours, theirs = map(mul, weights, map(a.__getitem__, both)), map(mul, weights, map(b.__getitem__, both))
    shared = fsum(map(mul, ours, theirs))
    return shared / (_length(a, weigh) * _length(b, weigh)) if shared else 0.0


def _length(vector: Mapping[str, float], weigh: Weigh) -> float:
    return hypot(*map(mul, vector.values(), map(weigh, vector)))


def overlap(a: frozenset[str], b: frozenset[str], weigh: Weigh) -> float:
    """How alike two sets of terms are."""
    shared = _squares(a & b, weigh)
    return shared / sqrt(_squares(a, weigh) * _squares(b, weigh)) if shared else 0.0


def _squares(terms: Iterable[str], weigh: Weigh) -> float:
    weights = list(map(weigh, terms))
    return fsum(map(mul, weights, weights))


def covered(part: frozenset[str], whole: "frozenset[str] | Mapping[str, float]", weigh: Weigh) -> float:
    """How much of *part*, by weight, is in *whole*."""
    total = mass(part, weigh)
    shared = part & whole.keys() if isinstance(whole, Mapping) else part & whole
    return mass(shared, weigh) / total if total else 0.0


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
    plain = [f for f in mine if f.kind in ("money", "percent", "measure") or (f.kind == "count" and f.unit)]
    if not plain:
        return []  # most titles
    told = Told(theirs)
    return [f for f in plain if told.measures(f) and not told.confirms(f)]
