"""What rules change about which stories a digest tells, and how. PURE."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.digest.choose import HALF_LIFE, Candidate, Choice, faded
from bot.digest.rules import Sifted

MOST_LINES = 20
"""Followed stories that are told in a line each when more came than are told in full: two screens."""


def choose_by_rules(
    candidates: Sequence[Candidate],
    sifted: Sifted,
    now: datetime,
    most: int,
    usual: Callable[[Sequence[Candidate]], Choice],
    half_life: timedelta = HALF_LIFE,
) -> Choice:
    """
    What a digest tells of *candidates*, none of which is muted.

    What is followed comes first, however small: *most* stories in full, more in a line each. It takes no room from the
    others, among which *usual* chooses; of these a story that is to be told in a line is told so wherever it stands.
    """
    followed = [one for one in candidates if one.story in sifted.first]
    choice = usual([one for one in candidates if one.story not in sifted.first] if followed else candidates)
    followed.sort(key=lambda one: -faded(one.importance, one.news, now, half_life))
    short = [one for one in choice.chosen if one.story in sifted.lines]
    full = [one for one in choice.chosen if one.story not in sifted.lines]
    rest = followed[most + MOST_LINES :]
    return replace(
        choice,
        followed=tuple(followed[:most]),
        followed_also=tuple(followed[most : most + MOST_LINES]),
        chosen=tuple(full),
        also=(*short, *choice.also),
        held=(*rest, *choice.held),
    )
