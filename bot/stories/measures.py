"""Plain measures of what two texts share, on which signals and doubts are built. PURE."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from math import fsum, hypot, sqrt
from operator import mul
from typing import NamedTuple, Protocol

from bot.stories.profile import Profile, figure_key, named
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

    @property
    def state(self) -> object:
        """Another one whenever what terms tell has changed."""
        ...


def mass(terms: Iterable[str], weigh: Weigh) -> float:
    """What *terms* tell together."""
    # maps and intersections instead of loops: this runs for every candidate of every entry
    # exactly rounded: the order in which a set gives its terms, another one in each process, decides nothing
    return fsum(map(weigh, terms))


def parts(names: Iterable[str]) -> set[str]:
    """The words of names."""
    return {part for name in names for part in name.split()}


class Sums(NamedTuple):
    """What the terms of one text tell, for as long as no other text is counted."""

    title: float
    """Mass of its title."""
    body: float
    """Length of its bag of terms, by what is rare."""
    names: float
    """Length of the bag of its names."""


class Facts:
    """What every comparison asks of one text: the words of its names, its figures, and sums over its terms."""

    __slots__ = (
        "_known", "_text", "days", "figures", "lead_plain", "names", "plain", "title_plain", "words_of_lead_names",
        "words_of_names", "words_of_title_names",
    )  # fmt: skip

    def __init__(self, text: Profile) -> None:
        self._text = text
        self._known: tuple[object, Sums] | None = None
        self.words_of_names = parts(text.names)
        self.words_of_title_names, self.words_of_lead_names = parts(text.title_names), parts(text.lead_names)
        self.names = named(text.names)
        self.days = days(text.told)
        self.plain = plain_figures(text.told)
        self.lead_plain, self.title_plain = plain_figures(text.figures), plain_figures(text.title_figures)
        self.figures = Told(text.told)

    def sums(self, idf: Weights) -> Sums:
        """The sums by what terms tell now."""
        known = self._known
        if known is None or known[0] is not idf.state:
            text, weigh = self._text, idf.weight
            names = {name: text.body[name] for name in self.names}
            sums = Sums(mass(text.title, weigh), _length(text.body, idf.rare), _length(names, weigh))
            # in one step, for another thread may compare the same text
            self._known = known = idf.state, sums
        return known[1]


@lru_cache(maxsize=500)  # the entries of a batch and the stories beside them, some kB each
def facts(text: Profile) -> Facts:
    """What every comparison asks of a text."""
    return Facts(text)


def cosine(a: Mapping[str, float], b: Mapping[str, float], weigh: Weigh, lengths: float) -> float:
    """How alike two weighted bags of terms are; *lengths*: those of both, multiplied."""
    if len(a) > len(b):
        a, b = b, a
    both = a.keys() & b.keys()
    weights = list(map(weigh, both))
    ours, theirs = map(mul, weights, map(a.__getitem__, both)), map(mul, weights, map(b.__getitem__, both))
    shared = fsum(map(mul, ours, theirs))
    return shared / lengths if shared else 0.0


def _length(vector: Mapping[str, float], weigh: Weigh) -> float:
    return hypot(*map(mul, vector.values(), map(weigh, vector)))


def overlap(a: frozenset[str], b: frozenset[str], weigh: Weigh) -> float:
    """How alike two small sets of terms are."""
    shared = _squared(a & b, weigh)
    return shared / sqrt(_squared(a, weigh) * _squared(b, weigh)) if shared else 0.0


def _squared(terms: Iterable[str], weigh: Weigh) -> float:
    """Sum of the squares of what terms tell."""
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
    ours, theirs = facts(a), facts(b)
    return (ours.lead_plain.keys() & theirs.plain.keys()) | (theirs.lead_plain.keys() & ours.plain.keys())


def days(found: Iterable[Figure]) -> set[int]:
    """Month and day of those dates that have them, as MMDD."""
    return {int(f.value) % 10000 for f in found if f.kind == "date" and int(f.value) % 100}


def contradicted(mine: Iterable[Figure], other: Profile) -> list[Figure]:
    """My figures for which the other has comparable ones, but none that agrees."""
    plain = [f for f in mine if f.kind in ("money", "percent", "measure") or (f.kind == "count" and f.unit)]
    if not plain:
        return []  # most titles
    told = facts(other).figures
    return [f for f in plain if told.measures(f) and not told.confirms(f)]
