"""
PURE: which figures a sentence states of a thing that somebody watches, and whether another sentence states the same.

"Meta's capex will be $65 billion in 2026, up from $39 billion" states one figure of Meta's capex, of one year. What
belongs to another name, another year, or only says by how much something changed is another thing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.lookup.answer_kinds import FIGURE_KINDS, Kind
from bot.lookup.query import Question, parse_question, with_forms
from bot.lookup.synonyms import related
from bot.lookup.weighed import Passage
from bot.lookup.word_fit import FAMILY, RELATED, Matcher
from bot.model import KnownFigure
from bot.text.analysis.figures import Figure, agree, comparable, figures
from bot.text.analysis.names import Name, names
from bot.text.analysis.words import folded, spaced, stem, stems_everywhere
from bot.text.lexicon.calendar import MONTHS

LONGEST_READ = 1_200
"""Characters of a sentence, and of a title, that are read: what is longer is a list or a table, not one statement."""

MOST_STATED = 6
"""Figures of one thing that are taken of one sentence: a report gives two or three years, a table gives anything."""

MOST_KNOWN = 12
"""Figures that are kept of what is watched, each of another year or unit: three years with their quarters."""

_KINDS = {
    **{kind: FIGURE_KINDS[kind] for kind in (Kind.AMOUNT, Kind.PERCENT, Kind.DURATION)},
    # of how many there are, how long or heavy they are is no later figure
    Kind.COUNT: FIGURE_KINDS[Kind.COUNT] - {"measure"},
}
"""What is watched of a kind; of all others any figure is, as of ``Kind.FIGURE``."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_NUMBER = r"\d{1,6}(?:[.,]\d{1,3})?"
_SCALE = r"(?:thousand|million|billion|trillion|[mb]n|Mrd\.?|Mio\.?|milliards?|millions?|%|per ?cent)"
_TO = r"\s?(?:[-–—]|to|bis|à)\s?"
_SHORT_RANGE = re.compile(
    rf"(?P<sign>[$€£¥]\s?)?(?P<low>{_NUMBER}){_TO}(?P<again>[$€£¥]\s?)?(?P<high>{_NUMBER})"
    rf"\s?(?P<scale>{_SCALE})(?P<unit>\s(?:US )?(?:dollars?|euros?|pounds?|yuan|yen))?",
    re.IGNORECASE,
)
"""A range that names its unit once: "$60-65 billion", "64 to 72 billion dollars"."""
_ABOUT = r"(?:about|around|nearly|roughly|some|almost|approximately|more than|at least|over|an?|the|its|etwa|rund)"
_BESIDE_IT = re.compile(
    r"(?:\b(?:by|up|down|rose|fell|grew|climbed|jumped|dropped|gained|lost|rises|falls|from|versus|vs\.?|against"
    r"|another|extra|additional|above|below|beyond|(?:compared|down|up) (?:with|to)|um|gegenüber|desde|contre)"
    rf"|(?<!more )(?<!less )(?<!fewer )\bthan)\s+(?:{_ABOUT}\s+)?$",
    re.IGNORECASE,
)
"""What stands before a figure that is of an earlier time, of another, or only the change."""
_UP_TO = re.compile(r"\bup to\s+$", re.IGNORECASE)
_CHANGED_BY = re.compile(
    r"^\s*(?:more|less|fewer|higher|lower|above|below|extra|increase|rise|drop|cut|decline|jump|hike|gain)\b",
    re.IGNORECASE,
)
_RANGES = re.compile(r"^\s*(?:[-–—]|and|to|und|bis|et|y)\s*$", re.IGNORECASE)
_RANGE_BEFORE = re.compile(r"\b(?:between|range of|ranging from|zwischen|entre)\s+$", re.IGNORECASE)
_SAYS = re.compile(
    r"^\W*(?:(?:has|have) )?(?:say|says|said|told|tells|added|adds|wrote|writes|expects|reports|reported)\b"
)
_BREAK = re.compile(r"[,;:]|\b(?:and|while|but|und|et|y)\b", re.IGNORECASE)
_YEAR = r"(?:19|20)\d\d"
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_MONTH = "|".join(sorted((name for name in MONTHS if len(name) > 3 or name == "may"), key=len, reverse=True))
_PERIOD = re.compile(
    rf"\b(?P<order>{'|'.join(_QUARTERS)})[- ](?P<span>quarter|half)\b(?:,? (?:of )?(?:fiscal )?(?P<y1>{_YEAR}))?"
    rf"|\b(?P<letter>[qh])(?P<n>[1-4])\b(?:,? (?:of )?(?P<y2>{_YEAR}))?"
    rf"|\b(?P<y3>{_YEAR})[- ](?P<letter2>[qh])(?P<n2>[1-4])\b"
    rf"|\b(?:in|for|during|im|en) (?P<month>{_MONTH})\b(?:,? (?P<y4>{_YEAR}))?"
    rf"|\b(?:fy|fiscal year|fiscal) ?'?(?P<y5>20\d\d|\d\d)\b"
    rf"|(?<![\d.,$€£¥])(?P<y6>{_YEAR})(?![\d%]|[.,]\d)"
    r"|\b(?P<near>this|last|next|previous|coming) year\b",
)
_NEAR = {"this": 0, "last": -1, "previous": -1, "next": 1, "coming": 1}


class Period(NamedTuple):
    """A year, and the part of it: ``q1``, ``h2``, ``m05``, or empty for all of it."""

    year: int
    part: str = ""


class Change(NamedTuple):
    """Another figure, and what was known before; None: nothing."""

    now: KnownFigure
    before: KnownFigure | None


class _Placed(NamedTuple):
    start: int
    end: int
    period: Period


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence with what is in it, in reading order."""

    text: str
    figures: tuple[Figure, ...]
    names: tuple[Name, ...]
    periods: tuple[_Placed, ...]


def watched(text: str) -> Question:
    """What somebody wants to watch, read so that texts in any language may hold it."""
    question = parse_question(text)
    return with_forms(question, {term.stem: sorted(stems_everywhere(term.word)) for term in question.terms})


def stems_of(question: Question) -> frozenset[str]:
    """The stems of which a sentence must hold one, to state a figure of what is watched."""
    return frozenset(one for term in question.terms for one in (term.stem, *term.forms, *related(term.stem)))


def stated(question: Question, matcher: Matcher, passage: Passage, now: datetime) -> list[KnownFigure]:
    """
    What one sentence states of what *question* names, at most ``MOST_STATED`` figures.

    Args:
        question: What is watched: a name and a term.
        matcher: Made for the same question.
        passage: The sentence, with its document and the sentence before it.
        now: When the document was told, if it does not say so.
    Returns: nothing when the sentence and its title together lack a word of the question, or give no figure of it.
    """
    document = passage.document
    if len(passage.quote.text) > LONGEST_READ or not any(sign.isdigit() for sign in passage.quote.text):
        return []
    text = _SHORT_RANGE.sub(_spelt_out, passage.quote.text)
    title = document.title[:LONGEST_READ]
    here = held(matcher, text, document.language)
    if not here or len(here | held(matcher, title, document.language)) < len(question.terms):
        return []
    day = document.published or now
    read = _Read(text, figures(text), names(text, language=document.language or "en"), periods(text, day))
    around = [title, passage.before.text[:LONGEST_READ] if passage.before else ""]
    kinds = _KINDS.get(question.kind, FIGURE_KINDS[Kind.FIGURE])
    named = _named(matcher, [*read.names, *names(title, language=document.language or "en")], document.language)
    found: dict[tuple[str, str, str, Period], KnownFigure] = {}
    for figure, high in _levels(read, kinds):
        of = _whose(read, figure, named)
        if of and named:
            continue
        when = _when(read, figure) or _the_only([one for other in around for one in periods(other, day)])
        when = when or Period(day.year)
        values = tuple((one.value, one.step) for one in ((figure, high) if high else (figure,)))
        found.setdefault(
            (of, figure.kind, figure.unit, when),
            KnownFigure(of, figure.kind, figure.unit, when.year, when.part, values, passage.quote.text[:LONGEST_READ],
                        document.publisher, document.url, day),
        )  # fmt: skip
    return list(found.values())[:MOST_STATED]


def same_thing(one: KnownFigure, other: KnownFigure) -> bool:
    """Whether two figures are of the same thing, year, part of it, and unit, so that they may contradict each other."""
    return _thing(one) == _thing(other)


def same_value(one: KnownFigure, other: KnownFigure) -> bool:
    """Whether two figures of the same thing can both be true: equal, rounded, or one within the range of the other."""
    ours, theirs = _figures(one), _figures(other)
    if len(ours) == len(theirs):
        return all(agree(a, b) for a, b in zip(ours, theirs, strict=True))
    (single,), (low, high) = (ours, theirs) if len(ours) == 1 else (theirs, ours)
    return low.value <= single.value <= high.value or agree(single, low) or agree(single, high)


def changed(known: Sequence[KnownFigure], found: Iterable[KnownFigure]) -> tuple[tuple[KnownFigure, ...], list[Change]]:
    """
    What is known after some sentences came, and what people are to hear of it.

    The same or a rounded figure, an older report, and a figure of a thing of which another was never known are no
    change; the first figure of all is. Returns: what is known, the newest first, at most ``MOST_KNOWN``; the changes.
    """
    after = list(known)
    for one in sorted(found, key=lambda one: one.told):
        last = next((other for other in after if same_thing(one, other)), None)
        if last is not None and (one.told < last.told or same_value(one, last)):
            continue
        after = [one, *(other for other in after if other is not last)]
    if not known:
        return tuple(after[:MOST_KNOWN]), [Change(after[0], None)] if after else []
    pairs = [(one, other) for one in after for other in known if same_thing(one, other) and one is not other]
    told = [Change(one, other) for one, other in pairs if not same_value(one, other)]
    return tuple(after[:MOST_KNOWN]), told


def held(matcher: Matcher, text: str, language: str) -> frozenset[int]:
    """Positions of the terms that a text holds: by a word of theirs, or by two that together mean the same."""
    if not spaced(text):
        return frozenset(n for n, best in enumerate(matcher.match(text, language).best) if best >= FAMILY)
    found: set[int] = set()
    near: dict[int, int] = {}
    for place, word in enumerate(_WORD.finditer(text)):
        for n, strength in matcher.strengths(stem(folded(word.group()), language or "en")):
            # "capital expenditure" is capex, "capital" is not
            if strength >= FAMILY or (strength >= RELATED and near.get(n) == place - 1):
                found.add(n)
            near[n] = place
    return frozenset(found)


def periods(text: str, day: datetime) -> tuple[_Placed, ...]:
    """The years and parts of years that a text names, told on *day*."""
    return tuple(_placed(match, day) for match in _PERIOD.finditer(text.lower()))


def _placed(match: re.Match[str], day: datetime) -> _Placed:
    parts = {name: value for name, value in match.groupdict().items() if value}
    year = next((int(value) for name, value in parts.items() if name[0] == "y"), 0)
    year += 2000 if 0 < year < 100 else 0
    part, begins = "", 1
    if "order" in parts:
        number = _QUARTERS[parts["order"]]
        part, begins = (f"q{number}", 3 * number - 2) if parts["span"] == "quarter" else (f"h{number}", 6 * number - 5)
    elif letter := parts.get("letter") or parts.get("letter2"):
        number = int(parts.get("n") or parts["n2"])
        part, begins = f"{letter}{number}", 3 * number - 2 if letter == "q" else 6 * number - 5
    elif month := parts.get("month"):
        begins = MONTHS[month]
        part = f"m{begins:02}"
    elif near := parts.get("near"):
        year = day.year + _NEAR[near]
    # in January, "the fourth quarter" is the last one
    year = year or (day.year if begins <= day.month else day.year - 1)
    return _Placed(*match.span(), Period(year, part))


def _spelt_out(match: re.Match[str]) -> str:
    """A range with its unit at both ends."""
    sign, unit = match["sign"] or match["again"] or "", f" {match['scale']}{match['unit'] or ''}"
    return f"between {sign}{match['low']}{unit} and {sign}{match['high']}{unit}"


def _levels(read: _Read, kinds: Iterable[str]) -> Iterator[tuple[Figure, Figure | None]]:
    """The figures that say how much there is, not by how much more: each alone, or the two ends of a range."""
    wanted = [one for one in read.figures if one.kind in kinds]
    taken = -1
    for n, one in enumerate(wanted):
        before = read.text[max(0, one.start - 40) : one.start]
        if n == taken or (_BESIDE_IT.search(before) and not _UP_TO.search(before)):
            continue
        if _CHANGED_BY.search(read.text[one.end : one.end + 20]):
            continue
        following = wanted[n + 1] if n + 1 < len(wanted) else None
        if following and comparable(one, following) and _range(read.text, one, following, before):
            taken = n + 1
            yield one, following
        else:
            yield one, None


def _range(text: str, low: Figure, high: Figure, before: str) -> bool:
    between = text[low.end : high.start]
    dash = between.strip() in ("-", "–", "—", "to", "bis")
    return low.value < high.value and bool(_RANGES.search(between)) and (dash or bool(_RANGE_BEFORE.search(before)))


def _named(matcher: Matcher, found: Iterable[Name], language: str) -> frozenset[str]:
    """The keys of those names that what is watched names."""
    return frozenset(one.key for one in found if held(matcher, one.text, language))


def _whose(read: _Read, figure: Figure, named: frozenset[str]) -> str:
    """Whose figure it is, if it is not that of who is watched: the nearest name before it that is more than a voice."""
    before: Name | None = None
    for one in read.names:
        if one.start >= figure.start:
            break
        if one.start < figure.end and one.end > figure.start:
            continue
        if any(at.start <= one.start < at.end for at in read.periods):
            continue
        voice = bool(_SAYS.search(read.text[one.end : one.end + 20].lower()))
        # "Meta chief Mark Zuckerberg": the second is of the first
        apposed = before is not None and before.key in named and _beside(read.text[before.end : one.start])
        if one.key in named or not (voice or apposed):
            before = one
    return "" if before is None or before.key in named else before.key


def _beside(between: str) -> bool:
    """Whether only a word or two of rank part two names."""
    words = between.replace("'s", "").replace("’s", "").split()
    return 1 <= len(words) <= 3 and not _BREAK.search(between) and all(word.isalpha() for word in words)


def _when(read: _Read, figure: Figure) -> Period | None:
    """The period of a figure: the one that follows it at once, else the last one before it, else the next."""
    after = [one for one in read.periods if one.start >= figure.end]
    before = [one for one in read.periods if one.end <= figure.start]
    if after and not _BREAK.search(read.text[figure.end : after[0].start]):
        return after[0].period
    return before[-1].period if before else after[0].period if after else None


def _the_only(found: Sequence[_Placed]) -> Period | None:
    told = {one.period for one in found}
    return told.pop() if len(told) == 1 else None


def _thing(known: KnownFigure) -> object:
    return known.of, known.kind, known.unit, known.year, known.part


def _figures(known: KnownFigure) -> list[Figure]:
    return [Figure(known.kind, value, known.unit, step, 0, 0, "") for value, step in known.values]
