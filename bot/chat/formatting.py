"""Moments, rhythms and lists in words, and replies of several lines."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from bot.model import Button, Reply
from bot.text.display.markup import PARAGRAPH
from bot.text.display.shorten import shorten
from bot.text.display.wording import Markup, Wording
from bot.wall_clock import zone_of

TITLE = 120
"""Characters of a title that a list shows: two lines on a phone. A feed may send 100 kB."""
_LONGEST_NUMBER = 18
"""Digits that fit into a number of the database."""
_DAY = timedelta(days=1)
_FAR = timedelta(days=182)
_SOON = timedelta(minutes=1)


def short(text: str, limit: int = TITLE) -> str:
    """*text* in one line of at most *limit* characters, cut at a word if it can be."""
    return shorten(text, limit)


def number_in(text: str, most: int = _LONGEST_NUMBER) -> int:
    """A number of at most *most* digits, as buttons carry it; 0, which no row of the database has, for all else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most else 0


def reply(*lines: str, buttons: Iterable[Button] = ()) -> Reply:
    """A reply of some lines of markup, with its buttons below each other."""
    return Reply("\n".join(line.strip("\n") for line in lines if line), tuple((button,) for button in buttons))


def in_rows(buttons: Sequence[Button], beside: int = 2) -> tuple[tuple[Button, ...], ...]:
    """Buttons side by side, for many with short labels; more than two in a row have room for a word each."""
    return tuple(tuple(buttons[at : at + beside]) for at in range(0, len(buttons), beside))


def paragraphs(*blocks: str) -> Reply:
    """A reply of several blocks of markup. One too long for a message is cut between them where it can be."""
    return Reply(PARAGRAPH.join(block.strip() for block in blocks if block.strip()))


def hours(say: Wording, times: Iterable[time]) -> str:
    """Times of day: ``08:00 and 18:30``."""
    return say.listed(say.clock(moment) for moment in sorted(times))


def upcoming(say: Wording, moment: datetime, now: datetime, zone: str) -> Markup:
    """A moment to come as the clocks of *zone* show it: ``tomorrow at 08:00``."""
    local, here = moment.astimezone(zone_of(zone)), now.astimezone(zone_of(zone))
    clock = say.clock(local.time())
    if local.date() == here.date():
        return say("chat.today", time=clock)
    if local.date() == here.date() + _DAY:
        return say("chat.tomorrow", time=clock)
    # within half a year a weekday says which year is meant
    far = local.date() - here.date() > _FAR
    return say("chat.on_day", day=say.on_date(local) if far else say.on_weekday(local), time=clock)


def ago(say: Wording, moment: datetime, now: datetime) -> str:
    """A past moment seen from *now*: ``20 minutes ago``, or ``just now``."""
    return say("chat.just_now") if now - moment < _SOON else say.from_now(moment - now)


def ahead(say: Wording, moment: datetime, now: datetime) -> str:
    """A moment to come seen from *now*: ``in 3 hours``, or ``any moment``."""
    return say("chat.any_moment") if moment - now < _SOON else say.from_now(moment - now)


def rhythm(say: Wording, pause: timedelta) -> Markup:
    """How often something new comes when *pause* lies between two entries: ``about 3 entries a day``."""
    for key, length in (("chat.a_day", _DAY), ("chat.a_week", 7 * _DAY)):
        if pause <= length:
            return say(key, n=round(length / max(pause, _SOON)))
    return say("chat.a_month", n=max(1, round(30 * _DAY / pause)))
