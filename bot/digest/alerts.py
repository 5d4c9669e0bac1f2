"""Which stories a chat is told of at once. PURE."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.model import Alerts, Effect, Rule

FRESH = timedelta(hours=12)
"""News of so long ago are told by the next digest: nobody is woken for what was in the morning."""


class Breaking(NamedTuple):
    """A story that could be told at once: the rule that fits it, its independent sources, when the last word came."""

    story: int
    rule: Rule
    sources: int
    came: datetime


def at_once(
    found: Iterable[Breaking], wanted: Alerts, today: int, now: datetime, *, quiet: bool = False
) -> list[Breaking]:
    """
    What is told now, the most told first; the rest waits for the digest, or for more sources.

    Args:
        today: How many alerts the chat had today.
        quiet: Whether it wants to hear nothing now. What is still fresh when quiet hours end is told then; a pause ends
            with a digest.
    """
    if quiet:
        return []
    fit = [one for one in found if one.sources >= wanted.sources and _watched(one.rule, wanted) and is_new(one, now)]
    fit.sort(key=lambda one: (-one.sources, one.story))
    return fit[: max(0, wanted.most - today)]


def _watched(rule: Rule, wanted: Alerts) -> bool:
    return rule.effect is Effect.ALERT or (wanted.followed and rule.effect is Effect.FIRST)


def is_new(one: Breaking, now: datetime) -> bool:
    """Whether a story is fresh, and something of it came after its rule was made."""
    return one.came > max(now - FRESH, one.rule.made)
