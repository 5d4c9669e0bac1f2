"""Days and hours that stand beside each other in what somebody typed, and which hours are those of which days. PURE."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.chat.times_of_day import Unclear
from bot.chat.tokens import DAY
from bot.model import EVERY_DAY
from bot.reasons import because


@dataclass(slots=True)
class Run:
    """Days, or hours, that stand beside each other. *apart*: a comma stands before them."""

    days: list[int] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    """Minutes of the day."""
    every: int = 0
    """Hours between two digests."""
    spans: bool = False
    """Whether two of the times are the ends of a span."""
    apart: bool = False
    parted: bool = False
    """Whether "but" stands before them: their days are none of those of the hours before it."""
    since_comma: int = 0
    """How many of the days stand before the last comma within them."""


def has_hours(run: Run) -> bool:
    """Whether it is one of hours, and not of days."""
    return bool(run.times or run.every)


def grouped(runs: list[Run]) -> list[tuple[frozenset[int], Run]]:
    """The hours with their days; those before "but" without the days behind it."""
    first = next((at for at, run in enumerate(runs) if run.parted), len(runs))
    before, behind = list(_pairs(runs[:first])), list(_pairs(runs[first:]))
    taken = frozenset[int]().union(*(on for on, _ in behind))
    kept = [(left, run) for on, run in before if (left := (on or EVERY_DAY) - taken)] if taken else before
    return [*kept, *behind]


def _pairs(runs: list[Run]) -> Iterator[tuple[frozenset[int], Run]]:
    """
    The hours with their days: those that stand before them, or behind if the first hours do.

    Days between two hours are those of the second: "8pm and friday 17:00"; of the first where a comma parts them.
    """
    at = 0
    nothing = Run()
    while at < len(runs):
        run, following = runs[at], runs[at + 1] if at + 1 < len(runs) else nothing
        if run.days:
            yield frozenset(run.days), following
            at += 2
        elif following.days and not (following.apart and at + 2 < len(runs)) and not _before_the_next(runs, at):
            yield frozenset(following.days), run
            at += 2
        else:
            yield frozenset(), run
            at += 1


def _before_the_next(runs: list[Run], at: int) -> bool:
    """Whether the days behind the hours at that place are those of the next hours: one of the hours has none then."""
    return at + 2 < len(runs) and (len(runs) - at) % 2 == 1 and not runs[at + 2].apart


def times_of(run: Run) -> list[int]:
    """The times of day of a run; with a rhythm from the first of its hours to the second."""
    if not run.every and not run.spans:
        return run.times
    if not run.every or len(run.times) > 2:
        raise Unclear(because("when.how_often"))
    first, *end = run.times or [0]
    length = (end[0] - first) % DAY + 1 if end else DAY
    return [(first + minute) % DAY for minute in range(0, length, run.every * 60)]
