"""From what people type to quiet hours: ``22-7``, ``10 at night to 7``, ``22:00 to 7:00 silent``, ``off``. PURE."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from typing import NamedTuple

from bot.chat.any_language import hinting, in_any_language
from bot.chat.day_words import quiet_words
from bot.chat.schedule_tokens import hours_in, is_bare, minute_of, says_its_half, tokens_of
from bot.chat.times_of_day import Unclear
from bot.chat.tokens import Token
from bot.chat.vocabulary import Role, Vocabulary, unknown_word
from bot.model import Quiet
from bot.reasons import because
from bot.text.display.wording import Wording

EXACTLY = "="
"""Before quiet hours that are meant as they are written; buttons put it there."""
NIGHT = Quiet(time(22), time(7))
"""What "at night" means, and the buttons below ``/quiet``."""
_LINE = re.compile(r"(?i)(?<=[^\W\d_])[-–—](?=\d)|(?<=\d)(\s?[ap]m|h|)[-–—](?=[^\W\d_])")
"""A line between an hour and a part of the day, "midnight-6am", "10pm-noon"."""
_HALF_A_DAY = 12 * 60
_LONG_NIGHT = 16 * 60
"""Minutes. What lasts longer is no night."""
_EVENINGS = range(6 * 60, 13 * 60)
"""Minutes at which a night begins by a clock with two halves: "10 at night", "half past twelve"."""
_EARLY = range(6 * 60, 15 * 60)
"""Minutes at which no night begins, whatever is named as its end."""
_BY_DAY = range(6 * 60, 18 * 60)
"""Minutes that are before any evening: what begins there and lasts until "7 at night" ends in the evening."""


class QuietHours(NamedTuple):
    """Quiet hours that somebody wants, None: none; and what the same words may mean as well, or mean literally."""

    wanted: Quiet | None
    others: tuple[Quiet, ...] = ()


def read_quiet(text: str, say: Wording) -> QuietHours:
    """
    Quiet hours as somebody wrote them: ``22-7``, ``22:00 to 7:00 silent``, ``off``.

    Nobody wants to hear nothing for most of the day: "10-7" is a night. Behind ``EXACTLY`` it is what it says.

    Raises: Unclear.
    """
    exactly = text.startswith(EXACTLY)

    def read(line: str) -> QuietHours:
        return in_any_language(say, quiet_words, lambda words: _quiet(line, words, exactly=exactly))

    return hinting(text.removeprefix(EXACTLY), read)


def _quiet(text: str, words: Vocabulary, *, exactly: bool) -> QuietHours:
    tokens = tokens_of(_LINE.sub(lambda found: f"{found[1] or ''} – ", text), words)
    if unknown := next((one for one in tokens if one.word is None and one.minutes < 0), None):
        raise unknown_word(words, unknown.raw, "when.two_hours")
    roles = {one.word.role for one in tokens if one.word}
    at_night = Role.NIGHT in roles
    # the night is no part of the day here: it is what lies between the two hours
    kept = [at for at, one in enumerate(tokens) if one.word is None or one.word.role is not Role.NIGHT]
    nights = set(range(len(tokens))).difference(kept)
    tokens = [tokens[at] for at in kept]
    hours = hours_in(tokens)
    times = [minute_of(tokens, at) for at in hours]
    if Role.OFF in roles and not times:
        return QuietHours(None)
    if roles & {Role.WEEKDAY, Role.WEEKDAYS, Role.WEEKEND}:
        raise Unclear(because("when.quiet_every_day"))
    silent = Role.SILENT in roles
    if at_night and not times:
        return QuietHours(replace(NIGHT, silent=silent))
    if len(times) != 2 or times[0] == times[1]:
        raise Unclear(because("when.two_hours"))
    if at_night:
        first, last = (kept[at] for at in hours)
        only_the_first = all(first < at < last for at in nights)
        readings = [_of_a_night(tokens, hours, only_the_first=only_the_first)]
    else:
        readings = [(times[0], times[1])] if exactly else _readings(tokens, hours)
    wanted, *others = (Quiet(time(*divmod(one, 60)), time(*divmod(two, 60)), silent) for one, two in readings)
    return QuietHours(wanted, tuple(others))


def _readings(tokens: list[Token], hours: Sequence[int]) -> list[tuple[int, int]]:
    """What two times may mean, the likeliest first: most of a day only if no half of the day can be meant otherwise."""
    begins, ends = (minute_of(tokens, at) for at in hours)
    # who writes 20 writes 9 for the morning
    by_24 = any(minute_of(tokens, at) > _HALF_A_DAY + 59 and not says_its_half(tokens, at) for at in hours)
    if by_24 or _length_of(begins, ends) <= _HALF_A_DAY:
        return [(begins, ends)]
    first, last = (is_bare(tokens, at) for at in hours)
    # "10pm to 11" is a long night; "9am to 5" and "noon to 2" are no day and a night
    last = last and (first or begins in _EARLY or _length_of(begins, ends) > _LONG_NIGHT)
    shorter = [(_later(begins), ends)] * first + [(begins, _later(ends))] * last
    return [*(one for one in shorter if _length_of(*one) <= _HALF_A_DAY), (begins, ends)]


def _length_of(begins: int, ends: int) -> int:
    return (ends - begins) % (2 * _HALF_A_DAY)


def _of_a_night(tokens: list[Token], hours: Sequence[int], *, only_the_first: bool) -> tuple[int, int]:
    """
    The two times between which the night lies: what may be in either half of the day is in the evening.

    Args:
        only_the_first: Whether the night is named beside the first hour alone, "10 at night to 7".
    """
    begins, ends = (minute_of(tokens, at) for at in hours)
    first, last = (
        is_bare(tokens, at) and minute in _EVENINGS for at, minute in zip(hours, (begins, ends), strict=True)
    )
    if first and ends <= _EVENINGS[-1]:
        # "7 to 10 at night" is all in one evening, "10 to 7 at night" is not
        both = last and begins < ends and not only_the_first
        return _later(begins), _later(ends) if both else ends
    if not first and last and begins in _BY_DAY and says_its_half(tokens, hours[0]) and not only_the_first:
        return begins, _later(ends)
    return begins, ends


def _later(minute: int) -> int:
    """The same in the other half of the day."""
    return (minute + _HALF_A_DAY) % (2 * _HALF_A_DAY)
