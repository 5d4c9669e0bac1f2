"""Points that were learned, as a probability. PURE."""

from math import exp

_FARTHEST = 30.0
"""Points beyond which nothing changes: one in ten billion. Of some hundreds ``exp`` makes no number any more."""


def chance(points: float) -> float:
    """The probability whose log-odds are *points*: 0.0 to 1.0, 0.5 for none (the logistic function)."""
    return 1.0 / (1.0 + exp(-max(-_FARTHEST, min(_FARTHEST, points))))
