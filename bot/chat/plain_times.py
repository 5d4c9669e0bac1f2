"""What a command reads of a message without a slash that is about hours or days: "pause until monday". PURE."""

from datetime import datetime

from bot.chat.day_words import schedule_words, span_words
from bot.chat.hours import wanted
from bot.chat.pause_words import read_rest
from bot.chat.plain_words import Meant
from bot.chat.quiet_hours import read_quiet
from bot.chat.times_of_day import Unclear
from bot.chat.vocabulary import Role
from bot.text.display.wording import Wording

_ANYWHERE = "UTC"
"""Whether a line can be read is the same in each zone, but for an hour around midnight."""
_DAYS = (schedule_words, frozenset({Role.NOT, Role.EVERY}))
_KEPT = {
    "subscribe": _DAYS,
    "hours": _DAYS,
    "snooze": (span_words, frozenset({Role.TO, Role.UNTIL, Role.FROM, Role.NEXT, Role.END})),
}
"""Words without which days or a length of time would be other ones; between two quiet hours there are none."""


def line_of(meant: Meant, now: datetime, say: Wording) -> str:
    """
    What can be typed behind the command that somebody meant, as it stands: the shortest that says all of it.

    Returns: empty where the command reads none of it, or not without losing a word such as "no" or "until".
    """
    if not meant.lines:
        return meant.about
    whole = meant.lines[0]
    parts = [(line, [_telling(meant, part) for part in whole.split(line, 1)]) for line in reversed(meant.lines)]
    lines = [line for line, left_out in parts if not any(left_out)]
    # "no weekends" of "no news on weekends", where "news" is no word of days
    lines += [" ".join([*before, line, *after]) for line, (before, after) in parts]
    return next((line for line in lines if _reads(meant, line, now, say)), "")


def _reads(meant: Meant, line: str, now: datetime, say: Wording) -> bool:
    try:
        if meant.name == "snooze":
            read_rest(line, now, _ANYWHERE, say)
        elif meant.name == "quiet":
            read_quiet(line, say)
        else:
            wish, _ = wanted(say, line, now)
            return bool(wish.without) or not meant.without
    except Unclear:
        return False
    return True


def _telling(meant: Meant, left_out: str) -> list[str]:
    """Words that make another thing of what stands beside them, in the language in which they were typed."""
    if meant.name not in _KEPT:
        return []
    of, kept = _KEPT[meant.name]
    words = of(Wording(meant.language), alone=True)
    return [one for one in words.parted(left_out.split()) if (word := words.known(one)) and word.role in kept]
