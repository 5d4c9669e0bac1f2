"""
Figures that several sources give differently for one thing, to be shown side by side. PURE.

Never averaged, never judged: each as its source wrote it. Precision counts: two figures that measure different things
must not stand beside each other, so a pair has to pass every test below.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.text.analysis.figures import Figure, comparable, figures
from bot.text.analysis.sentences import sentences
from bot.text.analysis.time_marks import other_time
from bot.text.analysis.words import terms

KINDS = frozenset({"money", "percent", "count", "measure"})
"""Dates, versions and durations are left out: sources name several of them, each right, in one sentence."""
NEAR = 60
"""Characters before and after a figure that tell what it measures; about ten words."""
SHARED_WORDS = 2
"""So many of those words two figures must share. One is chance: "the firm" stands everywhere."""
SHARED = 0.34
"""
And such a share of the words of the one that has fewer: at a half the same sum in two wordings is missed, at a quarter
three of eight pairs found in news clusters measured different things.
"""
MOST_APART = 3.0
"""How many times the smaller the larger may be: what is further apart is mostly something else."""

_HEDGE = re.compile(
    r"(?:about|around|roughly|approximately|nearly|almost|some|over|under|more than|less than|fewer than|at least"
    r"|at most|up to|an estimated|as many as)\s+$",
    re.IGNORECASE,
)
_LONGEST_HEDGE = 16
_WORD_AFTER = re.compile(r"[ -][^\W\d_]+")
_THING_WORDS = 3
"""Words behind a number within which the counted thing is named."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one source tells. *shown* are the spans of its text (start, end) that the reader sees."""

    publisher: str
    text: str
    language: str = "en"
    shown: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A figure as written: ``sources[source].text[start:end]``, with its hedge and what it counts."""

    source: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Measured:
    """A figure, its source, the words around it, and its sentence: that of another year or quarter is another one."""

    figure: Figure
    source: int
    near: frozenset[str]
    sentence: str


def differing(sources: Sequence[Told]) -> tuple[Place, ...]:
    """
    One figure that the reader sees, and what other publishers give in its stead.

    Returns: the shown one first, each value once; empty if the sources agree or cannot be compared.
    """
    measured = [list(_measured(number, source)) for number, source in enumerate(sources)]
    for number, source in enumerate(sources):
        for mine in measured[number]:
            if any(start <= mine.figure.start < end for start, end in source.shown):
                others = list(_others(mine, sources, measured))
                if others:
                    return tuple(_written(one, sources[one.source].text) for one in (mine, *others))
    return ()


def _others(mine: _Measured, sources: Sequence[Told], measured: Sequence[list[_Measured]]) -> Iterator[_Measured]:
    """The other publishers' figures for what *mine* measures; none from a source that gives the same as well."""
    values = {mine.figure.value}
    for number, source in enumerate(sources):
        if source.publisher == sources[mine.source].publisher or _gives(measured[number], mine.figure):
            continue
        for other in measured[number]:
            known = other.figure.value in values or _gives(measured[mine.source], other.figure)
            if not known and _same_thing(mine, other):
                values.add(other.figure.value)
                yield other
                break


def _gives(measured: Sequence[_Measured], figure: Figure) -> bool:
    return any(comparable(one.figure, figure) and one.figure.value == figure.value for one in measured)


def _same_thing(a: _Measured, b: _Measured) -> bool:
    small, large = sorted((abs(a.figure.value), abs(b.figure.value)))
    if not comparable(a.figure, b.figure) or large > MOST_APART * small or other_time(a.sentence, b.sentence):
        return False
    shared = len(a.near & b.near)
    return shared >= SHARED_WORDS and shared >= SHARED * min(len(a.near), len(b.near))


def _measured(number: int, source: Told) -> Iterator[_Measured]:
    """The figures of a source that stand in their sentence as the only one of their sort."""
    for span in sentences(source.text, source.language):
        found = [one for one in figures(span.text) if one.kind in KINDS and (one.unit or one.kind != "count")]
        for figure in found:
            if sum(comparable(figure, other) for other in found) == 1:
                before = span.text[max(0, figure.start - NEAR) : figure.start]
                after = span.text[figure.end : figure.end + NEAR]
                near = frozenset(word for word in terms(f"{before} {after}", source.language) if not word[0].isdigit())
                placed = replace(figure, start=span.start + figure.start, end=span.start + figure.end)
                yield _Measured(placed, number, near, span.text)


def _written(one: _Measured, text: str) -> Place:
    start, end = one.figure.start, one.figure.end
    hedge = _HEDGE.search(text[max(0, start - _LONGEST_HEDGE) : start])
    if one.figure.kind == "count":
        end = _thing_end(one.figure, text)
    return Place(one.source, start - len(hedge.group()) if hedge else start, end)


def _thing_end(figure: Figure, text: str) -> int:
    """Where the counted thing ends: "240 new weavers"."""
    end = figure.end
    for _ in range(_THING_WORDS):
        word = _WORD_AFTER.match(text, end)
        if word is None:
            break
        end = word.end()
        if any(found.unit == figure.unit for found in figures(text[figure.start : end])):
            return end
    return figure.end
