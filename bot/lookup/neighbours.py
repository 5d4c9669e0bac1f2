"""
Two sentences that stand side by side and both fit a question are one quote: half of what is asked stands beside the
sentence that fits best.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.lookup.ranked_sentence import Ranked, part_of
from bot.lookup.weighed import Passage
from bot.model import Quote

AMONG = 3
"""Sentences among which the neighbour of the first must be."""
NEARLY = 0.1
"""Share of the first one's odds that its neighbour has at least: what fits far worse adds nothing."""
LONGEST = 60
"""Words of both: two sentences are read in passing, and a paragraph is not."""


def neighbour(best_first: Sequence[Ranked]) -> tuple[Ranked, Passage] | None:
    """The sentence right before or after the first that is quoted with it, if there is one, and both as one."""
    first = best_first[0]
    for other in best_first[1:AMONG]:
        fits = other.to_the_point and not other.features.heading and part_of(other, first) >= NEARLY
        both = together(first.passage, other.passage) if fits and first.to_the_point else None
        if both:
            return other, both
    return None


def together(one: Passage, other: Passage) -> Passage | None:
    """Two sentences of one document as one, if nothing but blanks is between them and they are short enough."""
    if one.document.id != other.document.id:
        return None
    first, second = sorted((one, other), key=lambda passage: passage.quote.start)
    start, end, whole = first.quote.start, second.quote.end, one.document.text
    # where a text is cut into sentences that overlap, or is not at hand, each stands by itself
    if whole[start : first.quote.end] != first.quote.text or whole[first.quote.end : second.quote.start].strip():
        return None
    if first.quote.end > second.quote.start or len(whole[start:end].split()) > LONGEST:
        return None
    return replace(first, quote=Quote(one.document.id, start, end, whole[start:end]), after=second.after)
