"""
How rare a term is: the rarer, the more it tells of the event.

Counts come from the documents that were added; while these are few, a prior speaks for them: how often a term stands in
news at large (``background.txt``). Older documents fade, so the counts follow the news.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache, partial
from importlib.resources import files
from itertools import repeat
from operator import neg
from typing import TypeVar

_PRIOR_DOCUMENTS = 200.0
"""The prior speaks as loud as this many documents: enough to carry a first day, soon outvoted by a month of news."""
_UNSEEN = 0.0002
"""Share of documents that hold a term which the background does not have: such a term is held for rare."""
_FORGET_BELOW = 0.3
"""A count that faded below this is dropped, so that the table does not keep every typing error."""


_FLOOR = 0.35
"""Words below this IDF are in many documents and say nothing of one."""


@cache
def background() -> Mapping[str, float]:
    """Shares of news articles that hold a term, of those terms that many hold; made by tests/tools/fit_stories.py."""
    lines = files("bot.text.analysis").joinpath("background.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split(" ", 1) for line in lines if not line.startswith("# "))
    return {term: float(share) for share, term in rows}


_Key = TypeVar("_Key")
_MOST = 20_000
"""Terms of which something is remembered until all are forgotten: more than two hundred reports have. Of news at large,
to which nothing is counted, each new word of each report would stay for good."""


class _Memo(dict[_Key, float]):
    """What a function gave for each key: comparing asks for the same terms thousands of times between two counts."""

    __slots__ = ("_of",)

    def __init__(self, of: Callable[[_Key], float]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, key: _Key) -> float:
        value = self._of(key)
        if len(self) >= _MOST:
            self.clear()
        self[key] = value
        return value


def _above(weight: float) -> float:
    above = weight - _FLOOR
    return above / (1.0 - _FLOOR) if above > 0.0 else 0.0


class Idf:
    """
    Document counts per term; the one mutable thing of the text modules, owned by who adds documents to it.

    *weight* tells how much sharing a term tells: 0.0 (in every document) to 1.0 (never seen). *rare* is the same with
    everything common cut off.
    """

    __slots__ = (
        "_background", "_counts", "_documents", "_rare", "_top", "_unlisted", "_unlisted_rare", "_weights", "rare",
        "state", "weight",
    )  # fmt: skip

    def __init__(self, documents: float = 0.0, counts: Mapping[str, float] | None = None) -> None:
        self._documents = documents
        self._counts = dict(counts or {})
        self._background = background()
        self._weights, self._rare = _Memo(self._weight), _Memo(self._rareness)
        # most terms are not in the background, and most of these were counted once or twice
        self._unlisted: _Memo[float] = _Memo(partial(self._weight_of, _UNSEEN))
        self._unlisted_rare: _Memo[float] = _Memo(lambda count: _above(self._unlisted[count]))
        self.weight: Callable[[str], float] = self._weights.__getitem__
        self.rare: Callable[[str], float] = self._rare.__getitem__
        self._top = self._ceiling()
        self.state = object()
        """Another one whenever something was counted."""

    def _ceiling(self) -> float:
        return math.log((self._documents + _PRIOR_DOCUMENTS + 1.0) / (_PRIOR_DOCUMENTS * _UNSEEN + 0.5))

    def _changed(self) -> None:
        self._top = self._ceiling()
        self.state = object()
        self._weights.clear()
        self._rare.clear()
        self._unlisted.clear()
        self._unlisted_rare.clear()

    @property
    def documents(self) -> float:
        """How many documents are counted; a fraction after fading."""
        return self._documents

    def add(self, terms: Iterable[str]) -> None:
        """Count one document with these terms; repeats count once."""
        self._documents += 1.0
        for term in set(terms):
            known = self._counts.get(term)
            self._counts[term] = 1.0 if known is None else known + 1.0  # most were never seen: one number for all these
        self._changed()

    def take_back(self, terms: Iterable[str]) -> None:
        """Count one document less, which ``add`` counted last or nearly so."""
        self._documents = max(0.0, self._documents - 1.0)
        for term in set(terms):
            left = self._counts.get(term, 0.0) - 1.0
            if left >= _FORGET_BELOW:
                self._counts[term] = left
            else:
                self._counts.pop(term, None)
        self._changed()

    def fade(self, factor: float) -> None:
        """
        Let everything counted so far weigh less.

        Args:
            factor: What remains of each count, above 0, at most 1.
        Raises: ValueError for any other factor.
        """
        if not 0.0 < factor <= 1.0:
            raise ValueError(f"factor must be above 0 and at most 1, got {factor}")
        self._documents *= factor
        faded = ((term, count * factor) for term, count in self._counts.items())
        self._counts = _shared((term, count) for term, count in faded if count >= _FORGET_BELOW)
        self._changed()

    def count(self, term: str) -> float:
        """In how many of the counted documents *term* is."""
        return self._counts.get(term, 0.0)

    def _rareness(self, term: str) -> float:
        if term in self._background:
            return _above(self.weight(term))
        return self._unlisted_rare[self._counts.get(term, 0.0)]

    def _weight(self, term: str) -> float:
        count, share = self._counts.get(term, 0.0), self._background.get(term)
        return self._unlisted[count] if share is None else self._weight_of(share, count)

    def _weight_of(self, share: float, count: float) -> float:
        seen = count + _PRIOR_DOCUMENTS * share + 0.5
        return max(0.0, math.log((self._documents + _PRIOR_DOCUMENTS + 1.0) / seen) / self._top)

    def rarest(self, terms: Collection[str], limit: int) -> list[str]:
        """At most *limit* of *terms*, rarest first; equals in alphabetical order."""
        unique = [*set(terms)]
        # maps instead of a loop: this runs over all terms of each entry
        counts, weights = map(self._counts.get, unique, repeat(0.0)), map(neg, map(self.weight, unique))
        return [term for _, _, term in sorted(zip(counts, weights, unique, strict=True))[:limit]]

    def values(self) -> dict[str, float]:
        """All counts as plain data, to be stored; the number of documents stands under the empty term."""
        return {"": self._documents, **self._counts}

    @classmethod
    def of(cls, values: Mapping[str, float]) -> "Idf":
        """The counts as ``values`` gave them."""
        counts = _shared((term, count) for term, count in values.items() if term)
        return cls(values.get("", 0.0), counts)


def _shared(counts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Counts in which equal numbers are one object: most terms were seen once or twice."""
    numbers: dict[float, float] = {}
    return {term: numbers.setdefault(count, count) for term, count in counts}


@cache
def news_at_large() -> Idf:
    """How rare terms are where nothing was counted; nobody adds to it."""
    return Idf()
