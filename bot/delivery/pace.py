"""PURE: when the next call fits into a platform's limits. Moments are seconds of any clock that only goes forward."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """At most *calls* within any *seconds*."""

    calls: int
    seconds: float


def next_moment(past: Sequence[float], rates: Iterable[Rate], now: float) -> float:
    """
    The earliest moment at which one more call keeps all *rates*.

    Args:
        past: Moments of the calls made so far, in order.
        rates: All of them hold at once.
        now: Nothing is allowed before it.
    """
    return max([now, *(_free(past, rate) for rate in rates)])


def _free(past: Sequence[float], rate: Rate) -> float:
    """When the oldest call that still fills *rate* leaves its window."""
    return past[-rate.calls] + rate.seconds if len(past) >= rate.calls else float("-inf")


def still_counting(past: Sequence[float], rates: Iterable[Rate], now: float) -> tuple[float, ...]:
    """Those calls that can still hold back another one; the others may be forgotten."""
    longest = max((rate.seconds for rate in rates), default=0.0)
    return tuple(moment for moment in past if moment > now - longest)
