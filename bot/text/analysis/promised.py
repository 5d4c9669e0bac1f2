"""
The days to come that a sentence names: "will open on 3 June", "by the end of March", "next Friday". PURE.

A day with its year counts wherever it stands; one without needs a word that points ahead, for most days that news names
are past. But a day with its month that lies a few months ahead needs none, as in "the next round is on 5 December": had
it been last winter, the year would be named. There it is enough that no word tells of what was. Of a month, a quarter
or the end of a year the last day counts: only then can one say what came of it.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from bot.model import FARTHEST_PROMISE
from bot.text.analysis.figures import figures
from bot.text.analysis.words import lowered
from bot.text.lexicon.calendar import MONTHS
from bot.text.lexicon.future import COMING, DID, IS, ON, PAST, SPEECH, UNTIL

LONGEST_PROMISE = 400
"""Characters of a sentence that is read for a day: a digest quotes no longer ones."""
_WITHOUT_YEAR = timedelta(days=300)
"""So far ahead a day without a year may be: one of eleven months ahead is rather of a month ago."""
_NEAR = timedelta(days=120)
"""So far ahead a day with its month is rather to come than past: what was then is eight months old and more."""
_DAY = timedelta(days=1)
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SHORTEST_DID = 4
"""Letters: "need" and "red" are none."""
_UNTIL = re.compile(rf"\b(?:{'|'.join(UNTIL)}) (?:the |le )?(?:(?:end|beginning|start|middle) of )?(?:the )?$")
_LONGEST_UNTIL = 40
"""Characters before a day in which such words stand."""
_IS_ON = re.compile(rf"\b(?:{'|'.join(IS)}) (?:also |now |still )?(?:{'|'.join(ON)}) $")
_HAN_DAY = re.compile(r"(?<!年)(?<!\d)(\d{1,2})月(\d{1,2})[日号]")
"""A day and its month in Chinese; with its year it is a figure."""
# Looked for in lower-cased text. What repeats is bounded.
_SAYS = re.compile(
    r"\b(?P<tomorrow>tomorrow)\b"
    rf"|\b(?P<next>next |this coming )?(?P<weekday>{'|'.join(_WEEKDAYS)})\b"
    r"|\bq(?P<quarter>[1-4])(?: (?:of )?(?P<y1>20\d\d))?\b"
    rf"|\b(?P<ordinal>{'|'.join(_ORDINALS)})[ -]quarter\b(?: (?:of )?(?P<y2>20\d\d))?"
    r"|\b(?:end of (?:the|this) (?P<this>month|quarter|year))\b"
    r"|\b(?:next (?P<coming>month|quarter|year))\b"
    r"|\bend of (?P<y4>20\d\d)\b"
    rf"|(?:(?<=\bin )|(?<=\bby )|(?<=\bof )|(?<=\buntil )|(?<=\btill )|(?<=\bbefore )|(?<=\bthis )|(?<=\bnext )"
    rf"|(?<=\bim )|(?<=\bende )|(?<=\ben )|(?<=\bem ))(?P<month>{_NAMES})\b(?!\.?\s+\d)",
)


class _Named(NamedTuple):
    """
    A day that is named in ``text[start:end]``.

    *sure*: with its year, so that no other word is needed; *exact*: it is that very day, and not the end of a month;
    *near*: a day with its month, not far ahead.
    """

    start: int
    end: int
    day: date
    sure: bool = False
    exact: bool = False
    near: bool = False


def promised_days(sentence: str, told: date) -> tuple[date, ...]:
    """
    The days to come that a sentence names; if it names none, the last day of the first such month, quarter or year.

    Args:
        sentence: One sentence; of a very long one nothing is read.
        told: The day on which it was told.
    Returns: days after *told*, and at most ``FARTHEST_PROMISE`` after it, each once, soonest first.
    """
    coming = _coming(sentence, told)
    # the last day of a quarter may only stand beside the day on which its figures come
    return tuple(sorted({one.day for one in coming if one.exact} or {one.day for one in coming[:1]}))


def only_a_month(sentence: str, told: date) -> bool:
    """Whether the day that ``promised_days`` gives is the last of a month, quarter or year, and nobody named it."""
    return not any(one.exact for one in _coming(sentence, told))


def _coming(sentence: str, told: date) -> list[_Named]:
    """What a sentence names of days to come, in reading order."""
    if len(sentence) > LONGEST_PROMISE:
        return []
    low = lowered(sentence).replace("’", "'")
    found = sorted([*_dates(sentence, told), *_worded(low, told)])
    spans = [(one.start, one.end) for one in found]
    return [
        one
        for one in found
        if _DAY <= one.day - told <= FARTHEST_PROMISE and (one.sure or _points_ahead(low, one, spans))
    ]


def _dates(sentence: str, told: date) -> Iterator[_Named]:
    """Days and months as figures give them."""
    for figure in figures(sentence):
        year, month, day = int(figure.value) // 10000, int(figure.value) // 100 % 100, int(figure.value) % 100
        if figure.kind == "date" and 1 <= month <= 12:
            named = _day_of(year, month, day, told)
            if named:
                near = day > 0 and named - told <= _NEAR
                yield _Named(figure.start, figure.end, named, year > 0, day > 0, near)
    for match in _HAN_DAY.finditer(sentence):
        named = _day_of(0, int(match[1]), int(match[2]), told) if match[1].strip("0") else None
        if named:
            yield _Named(match.start(), match.end(), named, exact=True, near=named - told <= _NEAR)


def _day_of(year: int, month: int, day: int, told: date) -> date | None:
    """A day, or without one the last of a month; without a year the next there is. None for a day that is not."""
    if year:
        return _last(year, month) if not day else _real(year, month, day)
    coming = [_real(told.year + more, month, day) if day else _last(told.year + more, month) for more in (0, 1)]
    named = next((one for one in coming if one and one > told), None)
    return named if named and named - told <= _WITHOUT_YEAR else None


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _worded(low: str, told: date) -> Iterator[_Named]:
    """Days as English says them, and months without a day."""
    for match in _SAYS.finditer(low):
        day = _said(match, told)
        if day:
            exact = bool(match["weekday"] or match["tomorrow"])
            yield _Named(match.start(), match.end(), day, bool(match["y4"]), exact)


def _said(match: re.Match[str], told: date) -> date | None:
    if match["tomorrow"]:
        return told + _DAY
    if match["weekday"]:
        return told + _DAY * ((_WEEKDAYS.index(match["weekday"]) - told.weekday()) % 7 or 7)
    if match["month"]:
        return _day_of(0, MONTHS[match["month"]], 0, told)
    if match["y4"]:
        return _last(int(match["y4"]), 12)
    if match["quarter"] or match["ordinal"]:
        quarter = int(match["quarter"] or _ORDINALS[match["ordinal"]])
        return _day_of(int(match["y1"] or match["y2"] or 0), 3 * quarter, 0, told)
    # the months from the present one to the last one that is meant
    of_quarter, of_year = 2 - (told.month - 1) % 3, 12 - told.month
    if match["this"]:
        ahead = {"month": 0, "quarter": of_quarter, "year": of_year}[match["this"]]
    else:
        ahead = {"month": 1, "quarter": of_quarter + 3, "year": of_year + 12}[match["coming"]]
    months = told.month - 1 + ahead
    return _last(told.year + months // 12, months % 12 + 1)


def _points_ahead(low: str, one: _Named, spans: list[tuple[int, int]]) -> bool:
    """
    Whether the nearest telling word before a day, or, where none is, behind it, points ahead.

    "The mill will open on Friday, the owners said on Monday": of Friday, not of Monday. Where no word tells it, a near
    day is to come, if none tells of what was.
    """
    before = [match.group() for match in _WORD.finditer(low, 0, one.start)]
    around = (max(0, one.start - _LONGEST_UNTIL), one.start)
    if low.startswith(("next ", "tomorrow"), one.start) or any(
        found.search(low, *around) for found in (_UNTIL, _IS_ON)
    ):
        return True
    for last, word in zip(["", *before][-2::-1], reversed(before), strict=False):
        # "is closed on 5 December" tells nothing of what was
        if word in COMING or (word in PAST and last not in IS):
            return word in COMING
        if word == "to" and last in ("is", "are"):
            return True
    # a sentence that begins with the day: "On 3 June the bridge will open"
    until = next((start for start, _ in spans if start > one.start), len(low))
    behind = [match.group() for match in _WORD.finditer(low, one.end, until)]
    past = PAST - SPEECH if one.near else PAST
    told = next((word in COMING for word in behind if word in COMING or word in past), None)
    if told is not None or not one.near:
        return bool(told)
    return not any(_tells_of_what_was(word, last) for last, word in pairwise(["", *before, "", *behind]))


def _tells_of_what_was(word: str, last: str) -> bool:
    """Whether a word is a verb in the past, as far as it can be seen: "ruled", but not "is closed"."""
    looks_so = word in DID or (len(word) > _SHORTEST_DID and word.endswith("ed"))
    return looks_so and last not in (*IS, "be")
