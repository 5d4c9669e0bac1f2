"""
Figures that several sources give differently for one thing, to be shown side by side. PURE.

Never averaged, never judged: each as its source wrote it, and no more of its sentence: half of one would say for
certain what its other half leaves to somebody ("the company says"), and what the first is of a sentence above tells.
Precision counts: two figures that measure different things must not stand beside each other, so a pair has to pass
every test below; and one that only rounds the other is no other figure.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.text.analysis.figures import Figure, agree, comparable, figures
from bot.text.analysis.sentences import Span, sentences
from bot.text.analysis.time_marks import other_time
from bot.text.analysis.words import terms
from bot.text.lexicon.calendar import CALENDAR, MONTHS
from bot.text.lexicon.common_words import common

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
HEDGED = 0.05
"""Share by which what is hedged may be off and mean the same: "nearly 95%" is 94.5%."""
MOST_APART = 3.0
"""How many times the smaller the larger may be: what is further apart is mostly something else."""

_HEDGE = re.compile(
    r"(?:about|around|roughly|approximately|nearly|almost|some|over|under|more than|less than|fewer than|at least"
    r"|at most|up to|an estimated|as many as)\s+$",
    re.IGNORECASE,
)
_LONGEST_HEDGE = 16
MOST_WORDS = 12
"""Words within which a figure and what it is of stand; what is further away may be of something else."""
_THING_WORDS = 3
"""Words behind a number within which the counted thing is named."""
_WORD = re.compile(r"[^\W\d_]+")
_WORD_AFTER = re.compile(r"[ -][^\W\d_]+")
_A_PART = re.compile(r"(?:other|more|further|additional|remaining)s?\b", re.IGNORECASE)
"""What is counted beside the others is no other figure for them all."""


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


class _Word(NamedTuple):
    """A word of a sentence: its stem, and where it stands in the text."""

    stem: str
    start: int
    end: int
    name: bool


@dataclass(frozen=True, slots=True)
class _Measured:
    """A figure, its source, the words around it, and its sentence: that of another year or quarter is another one."""

    figure: Figure
    source: int
    near: frozenset[str]
    sentence: str
    words: tuple[_Word, ...]
    """Those near it, the nearest first."""
    thing: tuple[str, ...]
    """Stems of what it counts."""
    counted: int
    """Where the words of that end in the text."""
    hedged: bool


def differing(sources: Sequence[Told]) -> tuple[Place, ...]:
    """
    One figure that the reader sees, and what other publishers give in its stead.

    Returns: the shown one first, each value once; empty if the sources agree or cannot be compared.
    """
    measured = [list(_measured(number, source)) for number, source in enumerate(sources)]
    for number, source in enumerate(sources):
        for mine in measured[number]:
            if any(start <= mine.figure.start < end for start, end in source.shown):
                given = _of_one_thing(mine, list(_others(mine, sources, measured)), sources)
                if given:
                    return given
    return ()


def _of_one_thing(mine: _Measured, others: Sequence[_Measured], sources: Sequence[Told]) -> tuple[Place, ...]:
    """*mine* and those of *others* that say in the same words what they are of; empty if none does."""
    shown = [(other, stems) for other in others if (stems := _naming(mine, other))]
    places = {other.source: _written(other, stems, sources) for other, stems in shown}
    first = next((_written(mine, stems, sources) for other, stems in shown if places[other.source]), None)
    found = tuple(place for place in places.values() if place)
    return (first, *found) if first and found else ()


def _naming(mine: _Measured, other: _Measured) -> tuple[str, ...]:
    """The words in which both say what a figure is of, the nearest first: at least one is no name; empty if none do."""
    if mine.figure.kind == "count":
        things = [one.thing[-1:] for one in (mine, other)]
        return things[0] if things[0] == things[1] else ()
    theirs = {word.stem for word in other.words}
    shared = [word for word in mine.words if word.stem in theirs]
    plain = list(dict.fromkeys(word.stem for word in shared if not word.name))
    named = [word.stem for word in shared if word.name and word.stem not in plain]
    return tuple([*plain, *named][:SHARED_WORDS]) if plain and len(plain) + len(named) >= SHARED_WORDS else ()


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


def _agree(a: _Measured, b: _Measured) -> bool:
    """Whether one only rounds the other, or says with a hedge ("more than 15 million") what the other says exactly."""
    if not (a.hedged or b.hedged):
        return agree(a.figure, b.figure)
    small, large = sorted((abs(a.figure.value), abs(b.figure.value)))
    # what is not hedged was rounded all the same: "14 million" is up to 14.5, and so "nearly 15"
    rounded = max(0.0 if one.hedged else one.figure.step / 2 for one in (a, b))
    return large - small < HEDGED * large + rounded


def _same_thing(a: _Measured, b: _Measured) -> bool:
    small, large = sorted((abs(a.figure.value), abs(b.figure.value)))
    if (
        not comparable(a.figure, b.figure)
        or _agree(a, b)
        or large > MOST_APART * small
        or other_time(a.sentence, b.sentence)
    ):
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
                words, (thing, counted) = _words(span, placed, source.language), _thing(span, placed, source.language)
                hedged = bool(_HEDGE.search(before))
                yield _Measured(placed, number, near, span.text, tuple(words), thing, counted, hedged)


def _words(span: Span, figure: Figure, language: str) -> list[_Word]:
    """The words around a figure, the nearest first."""
    begin, end = max(0, figure.start - NEAR - span.start), min(len(span.text), figure.end + NEAR - span.start)
    found = []
    for word in _WORD.finditer(span.text, begin, end):
        start, stop = word.start() + span.start, word.end() + span.start
        written = word.group()
        if written.lower() in MONTHS or written.lower() in CALENDAR:
            continue
        # a German noun has a capital as well, and what begins a sentence
        begins = start == span.start and common(written.lower())
        name = written[0].isupper() and not begins and not language.startswith("de")
        if stop <= figure.start or start >= figure.end:
            found += [_Word(stem, start, stop, name) for stem in terms(written, language)]
    return sorted(found, key=lambda one: max(figure.start - one.end, one.start - figure.end))


def _thing(span: Span, figure: Figure, language: str) -> tuple[tuple[str, ...], int]:
    """
    The stems of what is counted, "new weavers" of "240 new weavers", and where that ends in the text.

    There are none where it is a part: "five others".
    """
    found: list[str] = []
    after, end = span.text[figure.end - span.start :], figure.end
    while len(found) < _THING_WORDS and (word := _WORD_AFTER.match(after)):
        stems = terms(word.group(), language)
        if (found and not stems) or _A_PART.fullmatch(word.group().strip()):
            break
        found += stems
        after, end = after[word.end() :], end + word.end()
    return () if _A_PART.match(after.strip()) else tuple(found), end


def _written(one: _Measured, stems: Collection[str], sources: Sequence[Told]) -> Place | None:
    """A figure, if the nearest of the words that say what it is of stand close to it."""
    text = sources[one.source].text
    start, end = one.figure.start, one.figure.end
    for stem in stems:
        place = next((word for word in one.words if word.stem == stem), None)
        if place is None:
            return None
        start, end = min(start, place.start), max(end, place.end)
    if len(text[start:end].split()) > MOST_WORDS:
        return None
    hedge = _HEDGE.search(text[max(0, one.figure.start - _LONGEST_HEDGE) : one.figure.start])
    begin = one.figure.start - len(hedge.group()) if hedge else one.figure.start
    return Place(one.source, begin, one.counted if one.figure.kind == "count" else one.figure.end)
