"""A story's centroid: one profile made of its entries', so that nothing joins by its nearest member alone. PURE."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain, islice
from math import fsum
from typing import TypeVar

from bot.stories.profile import Profile, figure_key
from bot.text.analysis.figures import Figure
from bot.text.analysis.idf import Idf

Member = TypeVar("Member")
Feature = TypeVar("Feature", str, int)

_SHARE = 0.25
"""A term belongs to the title (or lead) of a story when a quarter of its entries have it there."""
MOST_TOLD = 400
"""Different figures of a story: twice as many as are taken of one text."""
MOST_MEMBERS = 12
"""Entries that speak for a story: the first ones, which say what happened, and the latest."""


def _common(sets: Iterable[Iterable[Feature]], least: float) -> frozenset[Feature]:
    counts = Counter(chain.from_iterable(sets))
    return frozenset(term for term, count in counts.items() if count >= least)


def _figures(found: Iterable[Figure]) -> tuple[Figure, ...]:
    return tuple(islice({figure_key(figure): figure for figure in found}.values(), MOST_TOLD))


def speakers(members: Sequence[Member]) -> Sequence[Member]:
    """Those of a story's entries that speak for it, in order."""
    half = MOST_MEMBERS // 2
    return members if len(members) <= MOST_MEMBERS else [*members[:half], *members[-half:]]


def centroid(members: Sequence[Profile]) -> Profile:
    """
    The profile of a story: what its entries have in common weighs most, what one alone says weighs little.

    Args:
        members: At least one, oldest first.
    Returns: the profile of the only member, or one with the mean weights, and the headline of the first.
    """
    if len(members) == 1:
        return members[0]
    least = _SHARE * len(members)
    weights: Counter[str] = Counter()
    for member in members:
        weights.update(member.body)
    names: Counter[str] = Counter()
    for member in members:
        names.update(member.names)

    def shared(part: Callable[[Profile], Iterable[Feature]]) -> frozenset[Feature]:
        return _common((part(member) for member in members), least)

    return replace(
        members[0],
        published=max((m.published for m in members if m.published), default=None),
        since=min((m.published for m in members if m.published), default=None),
        title=shared(lambda m: m.title),
        lead=shared(lambda m: m.lead),
        core=frozenset().union(*(m.core for m in members)),
        body={term: weight / len(members) for term, weight in weights.items()},
        names=dict(names),
        title_names=shared(lambda m: m.title_names),
        lead_names=shared(lambda m: m.lead_names),
        figures=_figures(chain.from_iterable(m.figures for m in members)),
        title_figures=_figures(chain.from_iterable(m.title_figures for m in members)),
        told=_figures(chain.from_iterable(m.told for m in members)),
        wordset=frozenset().union(*(m.wordset for m in members)),
        grams=shared(lambda m: m.grams),
        acts=frozenset().union(*(m.acts for m in members)),
        steps=any(m.steps for m in members),
        turned=any(m.turned for m in members),
        title_steps=all(m.title_steps for m in members),
        topics=min(m.topics for m in members),
        logged=all(m.logged for m in members),
        words=max(m.words for m in members),
        versions=frozenset().union(*(m.versions for m in members)),
        title_versions=frozenset().union(*(m.title_versions for m in members)),
    )


def headline_of(members: Sequence[Profile], told: Profile, idf: Idf) -> str:
    """The most telling title: the one that holds most of what the story as a whole says, for its length."""
    return max(members, key=lambda member: _telling(member, told, idf)).headline


_LONG_TITLE = 14
"""Terms from which a title is longer than a headline should be."""


def _telling(member: Profile, told: Profile, idf: Idf) -> float:
    if not member.headline.strip() or member.topics > 1:
        return 0.0
    # exact, or the order of a set, which changes with each start, would choose between two titles of the same words
    said = fsum(told.body.get(term, 0.0) * idf.weight(term) for term in member.title)
    return said / max(_LONG_TITLE, len(member.title)) if said else 0.0
