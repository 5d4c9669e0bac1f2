"""
Two stories of one digest that tell the same, though nobody joined them. PURE.

Newsrooms word one event so differently that it may become two stories; side by side, a reader sees that at once. What
they begin with is compared here, where only a day's few best stories meet: how likely two of them tell one event was
learned from the stories of made-up days (``tests/tools/fit_told_twice.py``).
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from bot.model import Decided, DigestItem, DoubtKind
from bot.text.analysis.names import names
from bot.text.analysis.odds import chance
from bot.text.analysis.publishers import publisher_key
from bot.text.analysis.words import terms
from bot.text.summary.repeats import alike, share

LEAD_WORDS = 40
"""Words of a text that count beside its title: what the story is."""
LONGEST_LEAD = 800
"""Characters of a text in which the words stand that it tells of its event; with 2,500 no more is found."""
MOST_REPORTS = 5
"""Reports of a story whose words are looked at, the one with its headline first: the sixth newsroom adds few."""
SAME = 0.7
"""
How likely two stories tell one event, at least, to be shown as one. Judged by other events, of pairs of stories on one
day 98 in 100 above it do, 85 where the day's events were picked to be of one theme; half of all that do are above it.
"""
FEWEST_SHARED = 3
"""Words, at least, that the beginnings of two stories must share: "Last Post to close" has but two, "post" and "close",
which stand in the report of a ferry."""
_WEAK = frozenset({DoubtKind.THIN, DoubtKind.OTHERWISE})
"""Doubts that part two reports and say little of two stories: of 79 likely pairs with one of them 78 told one event."""


class Signs(NamedTuple):
    """What two stories share, each 0.0 to 1.0. Shared names and figures added nothing to these."""

    told_low: float
    """Share of the one's title that the other's reports tell; the lower of the two sides' answers."""
    told_high: float
    """The higher one."""
    begun: float
    """Share of the one's title with whose words the other begins, the lower one."""
    alike: float
    """What both begin with, of all that they begin with."""
    near: float
    """How likely a report of the one was held to tell the other, when it came."""


ALWAYS = -4.0
"""Log odds that two stories tell one event, of any two."""
OF_SIGNS = Signs(4.6, 5.6, 2.9, 4.2, 6.6)
"""What each sign adds to that, were it 1."""


@dataclass(frozen=True, slots=True)
class Lead:
    """What a story begins with; all words as stems."""

    title: frozenset[str]
    terms: frozenset[str]
    """Of title and first words."""
    told: frozenset[str]
    """Of all its reports."""
    marks: frozenset[str]
    """Words of its names, and its figures."""
    publishers: frozenset[str]
    """Who tells it."""
    near: Mapping[int, float] = field(default_factory=dict)
    """Stories that its reports were held against, each with how likely it told the same."""
    doubted: frozenset[int] = frozenset()
    """Stories from which something parted them for certain."""


def lead_of(decided: Sequence[Decided]) -> Lead:
    """What a story begins with whose headline is that of its first entry."""
    first = decided[0][0]
    told = [_terms(one.title, one.text[:LONGEST_LEAD], one.read_in) for one, _ in decided[:MOST_REPORTS]]
    beginning = " ".join(first.text[:LONGEST_LEAD].split()[:LEAD_WORDS])
    held = [(decision.evidence, decision.score) for _, decision in decided]
    near: dict[int, float] = {}
    for evidence, score in held:
        near[evidence.near_story] = max(score, near.get(evidence.near_story, 0.0))
    return Lead(
        _terms(first.title, "", first.read_in),
        _terms(first.title, beginning, first.read_in),
        frozenset().union(*told),
        _marks(first.title, beginning, first.read_in),
        frozenset(publisher_key(one.publisher, one.link) for one, _ in decided),
        near,
        frozenset(one.near_story for one, _ in held if {doubt.kind for doubt in one.against} - _WEAK),
    )


# 10 kB each: all chats of a slot read the same few stories
@lru_cache(maxsize=500)
def _terms(title: str, text: str, language: str) -> frozenset[str]:
    return frozenset(terms(f"{title}. {text}", language))


@lru_cache(maxsize=500)
def _marks(title: str, text: str, language: str) -> frozenset[str]:
    found = names(f"{title}. {text}", language=language)
    figures = [term for term in _terms(title, text, language) if term[0].isdigit()]
    return frozenset([*figures, *(word for name in found for word in name.key.split())])


def told_once(
    items: Sequence[DigestItem], lead_of_item: Callable[[DigestItem], Lead | None], apart: Collection[tuple[int, int]]
) -> list[DigestItem]:
    """
    The items of a digest, each event once: the later one's sources stand below the first, and it counts as told.

    Args:
        lead_of_item: What an item begins with; None for what stands by itself whatever it shares: a part of a story.
        apart: Stories that somebody ruled to be two, the older one first.
    """
    kept: list[DigestItem] = []
    leads: list[dict[int, Lead]] = []
    for item in items:
        lead = lead_of_item(item)
        same = next((at for at, known in enumerate(leads) if lead and _one_event(known, item.story, lead, apart)), None)
        if same is None:
            kept.append(item)
            leads.append({item.story: lead} if lead else {})
        elif lead:
            kept[same] = _with(kept[same], item)
            leads[same][item.story] = lead
    return kept


def _one_event(known: Mapping[int, Lead], story: int, lead: Lead, apart: Collection[tuple[int, int]]) -> bool:
    """Whether a story tells what others tell that are shown as one: what any of them tells, and none is parted from."""
    pairs = [(one, its, story, lead) for one, its in known.items()]
    return any(likeness(signs(*pair)) >= SAME for pair in pairs) and not any(parted(*pair, apart) for pair in pairs)


def parted(one: int, its: Lead, other: int, lead: Lead, apart: Collection[tuple[int, int]] = ()) -> bool:
    """Whether something keeps two stories apart, however alike they are; *apart*: somebody ruled these to be two."""
    # what one newsroom tells twice is two events: a next version, a next day
    if its.publishers & lead.publishers or other in its.doubted or one in lead.doubted:
        return True
    if (min(one, other), max(one, other)) in apart or len(its.terms & lead.terms) < FEWEST_SHARED:
        return True
    # who fills in a form ("X opens its mill", "Round 12") shares nearly all but the name or the figure
    return its.marks.isdisjoint(lead.marks) or (_counts_otherwise(its, lead) and _counts_otherwise(lead, its))


def _counts_otherwise(its: Lead, lead: Lead) -> bool:
    """Whether a title has a figure that the other's reports do not have."""
    return any(term[0].isdigit() for term in its.title - lead.told)


def likeness(found: Signs) -> float:
    """How likely two stories tell one event, 0.0 to 1.0."""
    points = ALWAYS + math.fsum(value * adds for value, adds in zip(found, OF_SIGNS, strict=True))
    return chance(points)


def signs(one: int, its: Lead, other: int, lead: Lead) -> Signs:
    """What is weighed of two stories; the same whichever comes first."""
    told = share(its.title, lead.told), share(lead.title, its.told)
    begun = min(share(its.title, lead.terms), share(lead.title, its.terms))
    near = max(its.near.get(other, 0.0), lead.near.get(one, 0.0))
    return Signs(min(told), max(told), begun, alike(its.terms, lead.terms), near)


def _with(item: DigestItem, other: DigestItem) -> DigestItem:
    known = {source.publisher for source in item.sources}
    more = tuple(source for source in other.sources if source.publisher not in known)
    told_with, overtakes = (*item.told_with, other.story, *other.told_with), item.overtakes + other.overtakes
    return replace(item, sources=item.sources + more, told_with=told_with, overtakes=overtakes)
