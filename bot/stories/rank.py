"""How much a story matters: by who tells it, how fast, and how rare its names are. PURE."""

from collections.abc import Sequence
from math import log2

from bot.model import Decision, Entry, Story, Verdict

_SPEED = 0.5
"""What a story gains when its sources come within an hour of each other instead of a day."""
_HOURS = 24.0
"""Hours over which sources that follow each other make a story faster."""
_COPY = 0.2
"""What a publisher counts that only copied another's text."""
_UPDATE = 0.25
"""What each development adds: a story that goes on matters more."""


def importance(story: Story, decided: Sequence[tuple[Entry, Decision]]) -> float:
    """
    Weigh one story.

    Args:
        story: The story.
        decided: Its entries with their decisions, oldest first.
    Returns: above 0, without unit; one source counts 1, each doubling of independent publishers adds 1.
    """
    own = {entry.publisher for entry, decision in decided if not decision.copy}
    copied = {entry.publisher for entry, decision in decided if decision.copy} - own
    publishers = max(1.0, len(own) + _COPY * len(copied))
    updates = sum(decision.verdict is Verdict.UPDATE for _, decision in decided)
    return 1.0 + log2(publishers) + _speed(story, len(own)) + _UPDATE * min(updates, 4)


def _speed(story: Story, publishers: int) -> float:
    """0.0 for a story of one publisher or one that took a day for each more, up to ``_SPEED``."""
    if publishers < 2:
        return 0.0
    hours = (story.last_seen - story.first_seen).total_seconds() / 3600.0 / (publishers - 1)
    return _SPEED * max(0.0, 1.0 - hours / _HOURS)
