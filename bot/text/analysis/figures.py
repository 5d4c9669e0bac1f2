"""
Figures in a text, each with its place and brought to one form.

"$14.3 billion", "14,3 Mrd. Dollar" and "$14.3B" are the same value. A figure knows how finely it was given, so that
"$14 billion" does not contradict "$14.3 billion".
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from bot.text.analysis.words import CJK, STOP_WORDS, lowered
from bot.text.lexicon.calendar import MONTHS
from bot.text.lexicon.common_words import common
from bot.text.lexicon.quantities import CURRENCIES, NOT_COUNTING, NUMBER_WORDS, PERCENT, SCALES, UNITS


@dataclass(frozen=True, slots=True)
class Figure:
    """
    A figure: ``text[start:end]`` as written, and its value in one form.

    *kind*: money, percent, count, measure, duration, date, version or ordinal. *unit*: the currency (``USD``), the
    base unit of a measure (``m``, ``kg``, ``C``, ``byte``, ``W``), ``s`` for durations, the counted thing ("people"),
    the whole version ("5.4.1"), or "". *value*: in that unit; a percentage as written; a date as the number YYYYMMDD
    with 0 for parts not given. *step*: how finely it was given, in the same unit ("$14 billion": 1e9).
    """

    kind: str
    value: float
    unit: str
    step: float
    start: int
    end: int
    text: str


MOST_FIGURES = 200
"""Figures that are taken of one text, its first ones: a long report tells 40, and comparing takes their square."""


@cache
def _lookup() -> dict[str, tuple[str, str, float]]:
    """Word after (or sign before) a number -> (kind, unit, factor)."""
    table = {word: (kind, unit, factor) for kind, unit, factor, words in UNITS for word in words}
    # a sum in pounds is told more often than a weight
    table |= {word: ("money", unit, 1.0) for unit, words in CURRENCIES.items() for word in words.split()}
    table |= dict.fromkeys(PERCENT, ("percent", "", 1.0))
    return table


def unit_of(word: str) -> str:
    """The base unit that *word*, in lower case, names ("miles": m), or nothing."""
    return _lookup().get(word, ("", "", 1.0))[1]


_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
# Looked for in lower-cased text: many times faster than ignoring case.
_DATE = re.compile(
    rf"\b(?P<y1>(?:19|20)\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)\b"
    rf"|\b(?P<d5>\d{{1,2}})\.(?P<m5>\d{{1,2}})\.(?P<y5>(?:19|20)\d\d)\b"
    rf"|(?P<y4>(?:19|20)\d\d)年(?:(?P<m4>\d{{1,2}})月(?:(?P<d4>\d{{1,2}})日)?)?"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?(?P<m2>{_MONTH})\b\.?(?:,?\s+(?:de\s+)?(?P<y2>(?:19|20)\d\d))?"
    rf"|\b(?P<m3>{_MONTH})\b\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\.\d|,(?!(?:19|20)\d\d\b)\d|%)(?:,?\s*(?P<y3>(?:19|20)\d\d)\b)?"
    rf"|\b(?P<m6>{_MONTH})\b\.?,?\s+(?P<y6>(?:19|20)\d\d)\b",
)
_SIGNS = r"(?:US)?\$|[€£₹₩₽¥]|\bRs\.?\s?|\b(?:USD|EUR|GBP|CHF|RMB)\s"
_NUMBER = re.compile(
    rf"(?P<sign>{_SIGNS})?\s?(?P<number>(?<![^\W{CJK}])(?<!\.)\d+(?:[.,]\d+)*|(?<=[$€£₹₩₽¥])\d+(?:[.,]\d+)*)"
    r"(?:[ \u00a0-]?(?P<scale>[千万萬亿億]|[^\W\d_]+)\.?)?",
)
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
_WIDE_YEAR = "年"
"""It makes a date of the last four of any digits before it; all other dates begin with the first of theirs."""
_SIGN_BEFORE = re.compile(rf"(?:{_SIGNS})\s?$")
_LONGEST_NUMBER = 30
"""Signs of a number that tells how much; what has more of them is a key, a code or noise."""
_LONGEST_SIGN = 6
"""Characters before a number in which the sign of its currency stands."""
_UNIT = re.compile(
    r"[ \u00a0-]?(?:de[ \u00a0]|d['’])?"
    r"(?P<unit>%|°[CF]|km/h|[€$£₽₹]|美元|欧元|人民币|日元|元|秒|分钟|小时|天|周|[人年名]|[^\W\d_]+)"
)
_WORD_NUMBER = re.compile(
    r"\b(?:(?P<tens>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ])?"
    rf"(?P<word>{'|'.join(sorted((set(NUMBER_WORDS) - NOT_COUNTING), key=len, reverse=True))})\b",
)
_WORD_SCALE = re.compile(r"[ -](hundred|thousand|million|billion|trillion|dozen|millionen|milliarden)\b", re.IGNORECASE)
_ADJECTIVES = frozenset(
    "additional big different full large latest major new old other others previous separate small total".split()
)
_COUNT_SKIP = (STOP_WORDS | frozenset("more least also nearly utc gmt est edt pst pdt cet cest".split())) - _ADJECTIVES


def _value(number: str) -> tuple[float, float]:
    """A written number as (value, step): ``14,300`` is 14300, ``14,3`` and ``14.3`` are 14.3 by tenths."""
    marks = re.findall(r"[.,]", number)
    last = max(number.rfind("."), number.rfind(","))
    decimals = len(number) - last - 1 if marks else 0
    groups = not marks or (decimals == 3 and len(set(marks)) == 1 and not number.startswith("0"))
    if marks and len(marks) == 1 and marks[0] == "." and decimals == 3 and len(number) > 5:
        groups = len(number) <= 7
    if groups:
        whole = re.sub(r"[.,]", "", number)
        zeros = len(whole) - len(whole.rstrip("0"))
        # "1,200 people" may be rounded to hundreds; "20 people" are twenty
        return float(whole), float(10 ** min(zeros, len(whole) - 1)) if int(whole) >= 1000 else 1.0
    return float(re.sub(r"[.,]", "", number[:last]) + "." + number[last + 1 :]), 10.0**-decimals


def _date(match: re.Match[str], text: str) -> Figure:
    parts = {name[0]: value for name, value in match.groupdict().items() if value}
    month = parts.get("m", "0")
    number = int(month) if month.isdigit() else MONTHS[month.lower()]
    value = int(parts.get("y", 0)) * 10000 + number * 100 + int(parts.get("d", 0))
    return Figure("date", float(value), "", 1.0, match.start(), match.end(), text[match.start() : match.end()])


def _counted(text: str, end: int) -> tuple[str, int]:
    """The thing that a number counts: the next word that is no adjective of amount; and where it ends."""
    for _ in range(2):
        match = _UNIT.match(text, end)
        if not match or not match["unit"][0].isalpha() or match["unit"].lower() in _COUNT_SKIP:
            return "", end
        if match["unit"].lower() not in _ADJECTIVES:
            return match["unit"].lower(), match.end()
        end = match.end()
    return "", end


def _measured(text: str, start: int, end: int, value: float, step: float, sign: str) -> Figure:
    """The figure of a number whose value is known, told by the sign before it or the word after it."""
    table = _lookup()
    if sign:
        unit = table.get(sign.strip(" .").lower(), ("money", {"¥": "CNY", "₩": "KRW"}.get(sign, "USD"), 1.0))[1]
        after = _UNIT.match(text, end)
        known = after is not None and table.get(after["unit"].lower(), ("",))[0] == "money"
        end = after.end() if known and after else end
        return Figure("money", value, unit, step, start, end, text[start:end])
    after = _UNIT.match(text, end)
    word = after["unit"] if after else ""
    if word.lower() == "per" and text[after.end() : after.end() + 5].lower() == " cent" if after else False:
        return Figure("percent", value, "", step, start, end + 9, text[start : end + 9])
    kind, unit, factor = table.get(word.lower(), ("", "", 1.0))
    if kind and after:
        return Figure(kind, value * factor, unit, step * factor, start, after.end(), text[start : after.end()])
    thing, _ = _counted(text, end)
    return Figure("count", value, _singular(thing), step, start, end, text[start:end])


_IRREGULAR = {"people": "person", "men": "man", "women": "woman", "children": "child", "lives": "life"}


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _number(match: re.Match[str], text: str) -> Figure | None:
    number, scale, sign = match["number"], match["scale"] or "", match["sign"] or ""
    if len(number) > _LONGEST_NUMBER:
        return None
    value, step = _value(number)
    end = match.end("number")
    start = match.start("sign") if sign else match.start("number")
    factor = SCALES.get(scale.lower(), 0.0)
    glued = text[end : match.start("scale")] == "" if scale else False
    whole = len(scale) > 1 or sign or (glued and scale.upper() == scale)
    if factor and whole and not (scale == "M" and not glued):
        end = match.end()
        if text[end - 1] == "." and not text[end : end + 1].isspace():
            end = match.end("scale")
        return _measured(text, start, end, value * factor, step * factor, sign)
    if scale.lower() in ("st", "nd", "rd", "th") and glued:
        return Figure("ordinal", value, "", 1.0, start, match.end("scale"), text[start : match.end("scale")])
    if not sign and re.fullmatch(r"(?:19|20)\d\d", number) and not glued:
        return Figure("date", value * 10000, "", 1.0, start, end, number)
    if not sign and _is_version(number, text, start, end):
        return Figure("version", value if number.count(".") < 2 else 0.0, number, 1.0, start, end, number)
    return _measured(text, start, end, value, step, sign)


def _is_version(number: str, text: str, start: int, end: int) -> bool:
    """Points between digits and a capitalised name before, or two points: "Aria 5.4", "Aria-5.4", "1.2.3"."""
    if number.count(".") >= 2 and "," not in number:
        return True
    before = re.search(r"([^\W_]+)[ -]$|\b([vV])$", text[max(0, start - 30) : start])
    unit = _UNIT.match(text, end)
    measured = unit is not None and (unit["unit"].lower() in _lookup() or unit["unit"].lower() in SCALES)
    word = (before[1] or before[2]) if before else ""
    named = word.lower() in ("version", "v") or (word[:1].isupper() and not common(word.lower()))
    return "." in number and "," not in number and not measured and named


def figures(text: str) -> tuple[Figure, ...]:
    """
    The figures in *text*, in reading order, without overlaps: dates first, then numbers, then number words.

    Of a text with more than ``MOST_FIGURES`` the first ones.
    """
    found: list[Figure] = []
    taken = bytearray(len(text))

    def keep(figures: Iterable[Figure | None]) -> None:
        kept = 0
        for figure in figures:
            # looked for in the room of one figure: most texts have a handful
            if figure is not None and taken.find(1, figure.start, figure.end) < 0:
                found.append(figure)
                taken[figure.start : figure.end] = b"\1" * (figure.end - figure.start)
                kept += 1
                if kept == MOST_FIGURES:
                    break

    low = lowered(text)
    words = set(_LETTERS.findall(low))
    if _DIGIT.search(text):
        keep(_date(match, text) for match in _dates(low, words))
        numbers = (match for match in _numbers(text) if taken.find(1, *match.span("number")) < 0)
        keep(_number(match, text) for match in numbers)
    counts = sorted(_places(low, words & NUMBER_WORDS.keys()))
    keep(_worded(match, text) for match in _tried(_WORD_NUMBER, low, counts))
    return tuple(sorted(found, key=lambda figure: figure.start)[:MOST_FIGURES])


def _dates(low: str, words: AbstractSet[str]) -> Iterator[re.Match[str]]:
    """All matches of ``_DATE`` in a text of these *words*: one begins with digits or a month."""
    if _WIDE_YEAR in low:
        return _DATE.finditer(low)
    begins = [digits.start() for digits in _DIGITS.finditer(low)]
    return _tried(_DATE, low, sorted([*begins, *_places(low, words & MONTHS.keys())]))


def _places(low: str, words: Iterable[str]) -> Iterator[int]:
    """Where any of *words* may stand: looking for a few is many times faster than to take a text apart."""
    for word in words:
        at = low.find(word)
        while at >= 0:
            yield at
            at = low.find(word, at + 1)


def _tried(pattern: re.Pattern[str], low: str, begins: Iterable[int]) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begin at these places: to try it at every letter takes ten times as long."""
    end = 0
    for begin in begins:
        match = pattern.match(low, begin) if begin >= end else None
        if match:
            end = match.end()
            yield match


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """All matches of ``_NUMBER``. Tried only where digits stand, not at every letter, it is found ten times as fast."""
    end = 0
    for digits in _DIGIT.finditer(text):
        if digits.start() >= end:
            before = _SIGN_BEFORE.search(text, max(end, digits.start() - _LONGEST_SIGN), digits.start())
            match = _NUMBER.match(text, before.start() if before else digits.start())
            if match:
                end = match.end()
                yield match


def _worded(match: re.Match[str], text: str) -> Figure | None:
    """A quantity in words: only before a scale, a unit or a counted thing is it one ("one of them" is none)."""
    value = float(NUMBER_WORDS[match["word"].lower()])
    if match["tens"]:
        value += NUMBER_WORDS[match["tens"].lower()] if value < 10 else 0
    end = match.end()
    scale = _WORD_SCALE.match(text, end)
    if scale:
        factor = {"hundred": 100.0, "dozen": 12.0}.get(scale[1].lower()) or SCALES[scale[1].lower()]
        return _measured(text, match.start(), scale.end(), value * factor, factor, "")
    figure = _measured(text, match.start(), end, value, 1.0, "")
    countless = figure.kind == "count" and (not figure.unit or value < 2)
    return None if countless else figure


_BY_KIND = ("version", "date")
"""Kinds of which all are comparable, whatever their unit."""


def comparable(a: Figure, b: Figure) -> bool:
    """Whether two figures measure the same sort of thing, so that different values may contradict each other."""
    return a.kind == b.kind and (a.unit == b.unit or a.kind in _BY_KIND)


def agree(a: Figure, b: Figure) -> bool:
    """Whether two figures can both be true of one thing: equal when rounded as the coarser was given, within 5 %."""
    if not comparable(a, b):
        return False
    if a.kind == "version":
        return a.unit == b.unit
    if a.kind == "date":
        return _dates_agree(int(a.value), int(b.value))
    size = max(abs(a.value), abs(b.value))
    slack = min(max(a.step, b.step) / 2, 0.05 * size) if a.step != b.step or a.kind == "measure" else 0.0
    return abs(a.value - b.value) <= slack + 1e-9 * size


_VALUE = attrgetter("value")
_SLACK = 0.06
"""Share of a figure by which another one may differ and still agree; a little more than ``agree`` allows."""


class Told:
    """Figures that were told, in order, so that one is compared only with those that it may agree with."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._groups: dict[tuple[str, str], list[Figure]] = defaultdict(list)
        for figure in sorted(figures, key=_VALUE):
            self._groups[_group(figure)].append(figure)

    def measures(self, figure: Figure) -> bool:
        """Whether anything was told that *figure* may contradict."""
        return _group(figure) in self._groups

    def confirms(self, figure: Figure) -> bool:
        """Whether anything was told that agrees with *figure*."""
        group = self._groups.get(_group(figure), [])
        if figure.kind not in _BY_KIND:
            first = bisect_left(group, figure.value * (1 - _SLACK), key=_VALUE)
            group = group[first : bisect_right(group, figure.value * (1 + _SLACK), key=_VALUE)]
        return any(agree(figure, other) for other in group)


def _group(figure: Figure) -> tuple[str, str]:
    """Equal for figures that are comparable."""
    return figure.kind, "" if figure.kind in _BY_KIND else figure.unit


def _dates_agree(a: int, b: int) -> bool:
    pairs = ((a // 10000, b // 10000), (a // 100 % 100, b // 100 % 100), (a % 100, b % 100))
    return all(x == y or not x or not y for x, y in pairs) and any(x and y for x, y in pairs)
