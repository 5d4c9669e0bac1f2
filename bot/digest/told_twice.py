"""
Two stories of one digest that tell the same, though nobody joined them. PURE.

Newsrooms word one event so differently that it may become two stories; side by side, a reader sees that at once. What
they begin with is compared here, where only a day's few best stories meet: of 1,635 pairs of stories in twelve digests
that were read, 15 told one event, and no other pair shared more than a tenth of its words. Who fills in a form ("X has
brought out a new Y") shares more than that, but not the names, or
not the figures.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from bot.model import DigestItem
from bot.text.summary.repeats import alike

SAME = 0.12
"""Share of all that two leads say, words weighed by how rare they are, from which on they tell the same."""
SAME_NAMES = 0.5
"""Share of the names of the one that names fewer, which both must have: whom they are about."""
LEAD_WORDS = 40
"""Words of a text that count beside its title: what the story is."""


@dataclass(frozen=True, slots=True)
class Lead:
    """What a story begins with. *publishers* tell it; *doubted*: stories that it was held against and parted from."""

    terms: frozenset[str]
    names: frozenset[str]
    publishers: frozenset[str]
    doubted: frozenset[int] = frozenset()


def told_once(
    items: Sequence[DigestItem], lead_of: Callable[[DigestItem], Lead | None], apart: Collection[tuple[int, int]]
) -> list[DigestItem]:
    """
    The items of a digest, each event once: the later one's sources stand below the first, and it counts as told.

    Args:
        lead_of: What an item begins with; None for what stands by itself whatever it shares: an update, a part.
        apart: Stories that somebody ruled to be two, the older one first.
    """
    kept: list[tuple[DigestItem, Lead | None]] = []
    for item in items:
        lead = lead_of(item)
        same = next((at for at, (one, its) in enumerate(kept) if _one_event(one, its, item, lead, apart)), None)
        if same is None:
            kept.append((item, lead))
        else:
            kept[same] = _with(kept[same][0], item), kept[same][1]
    return [item for item, _ in kept]


def _one_event(
    one: DigestItem, its: Lead | None, other: DigestItem, lead: Lead | None, apart: Collection[tuple[int, int]]
) -> bool:
    # what one newsroom tells twice is two events: a next version, a next day
    if its is None or lead is None or its.publishers & lead.publishers:
        return False
    if other.story in its.doubted or one.story in lead.doubted:
        return False
    ruled = (min(one.story, other.story), max(one.story, other.story)) in apart
    if ruled or len(its.names & lead.names) < max(1.0, SAME_NAMES * min(len(its.names), len(lead.names))):
        return False
    figures, others = _figures(its), _figures(lead)
    if figures and others and figures.isdisjoint(others):
        return False
    return alike(its.terms, lead.terms) >= SAME


def _figures(lead: Lead) -> set[str]:
    return {term for term in lead.terms if term[0].isdigit()}


def _with(item: DigestItem, other: DigestItem) -> DigestItem:
    known = {source.publisher for source in item.sources}
    more = tuple(source for source in other.sources if source.publisher not in known)
    return replace(item, sources=item.sources + more, told_with=(*item.told_with, other.story, *other.told_with))
