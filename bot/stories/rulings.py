"""
Which stories a chat sees as one, by what people ruled. PURE.

Stories are stored as small as anybody wants them; what a chat sees as one story may be several of them, its *pieces*.
"""

from collections.abc import Collection, Iterable

from bot.model import Joined, Ruling

EVERYBODY = 0
"""The chat of a ruling that holds wherever no ruling of the chat's own says otherwise."""


def joined(rulings: Iterable[Ruling]) -> Joined:
    """
    Join what was ruled together, and never what was ruled apart.

    Args:
        rulings: Of one chat and of everybody; of two on the same stories the chat's own counts.
    """
    own = sorted(rulings, key=lambda ruling: (ruling.chat == EVERYBODY, ruling.act))
    valid: dict[tuple[int, int], Ruling] = {}
    for ruling in own:
        valid.setdefault((ruling.one, ruling.other), ruling)
    apart = {pair for pair, ruling in valid.items() if not ruling.together}
    found: dict[int, frozenset[int]] = {}
    for (one, other), ruling in valid.items():
        left, right = found.get(one, frozenset({one})), found.get(other, frozenset({other}))
        # what would join two that were ruled apart by a way round is left out: the chat's own and the older ones win
        if ruling.together and not against(apart, left, right):
            found |= dict.fromkeys(left | right, left | right)
    return {story: tuple(sorted(pieces)) for story, pieces in found.items()}


def against(apart: Collection[tuple[int, int]], left: Iterable[int], right: Collection[int]) -> bool:
    """Whether any of *left* was ruled apart from any of *right*."""
    return any(pair(one, other) in apart for one in left for other in right)


def pair(one: int, other: int) -> tuple[int, int]:
    """Two stories as rulings name them, the older one first."""
    return min(one, other), max(one, other)
