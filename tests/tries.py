"""How often a property is tried that costs more than most."""

from hypothesis import settings

_A_DAY = 40
"""Examples of an ordinary property in ``make test``; see conftest.py."""


def tries(a_day: int) -> int:
    """So many examples each day, and as many times more in the long checks as for any other property."""
    return a_day * settings.default.max_examples // _A_DAY if settings.default else a_day
