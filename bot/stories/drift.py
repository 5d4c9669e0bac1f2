"""Whether the reports of one story have drifted apart into several. PURE."""

from collections.abc import Sequence
from itertools import combinations

from bot.stories.match import judge
from bot.stories.profile import Profile
from bot.text.analysis.idf import Idf

HOLDS = 0.8
"""Score from which two reports hold their story together: surely the same, not just likely. One report joins by what it
shares with the whole; two groups that nothing sure ties to each other were brought together by something between."""
LEAST = 2
"""Reports that make a part: a single one may just be worded otherwise, and stays where it was put."""


def drifted(members: Sequence[Profile], idf: Idf) -> list[list[int]]:
    """
    The reports that should leave their story.

    Args:
        members: All reports of the story, oldest first.
    Returns: for each part that drifted away its places among *members*, at least two; empty when all hold together.
    The part of the oldest, and whoever belongs to none, stays.
    """
    if len(members) < 2 * LEAST:
        return []
    tied = list(range(len(members)))
    for one, other in combinations(range(len(members)), 2):
        if tied[one] != tied[other] and judge(members[other], members[one], idf).score >= HOLDS:
            tied = [tied[one] if part == tied[other] else part for part in tied]
    parts = {part: [place for place, own in enumerate(tied) if own == part] for part in tied}
    return [places for places in parts.values() if len(places) >= LEAST][1:]
