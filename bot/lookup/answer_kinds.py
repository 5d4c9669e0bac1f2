"""What sort of thing a question wants (a day, a person, a sum ...), and where a sentence holds one."""

import re
from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from functools import lru_cache

from bot.text.analysis.figures import Figure, figures, unit_of
from bot.text.analysis.names import names
from bot.text.analysis.words import CAPITAL
from bot.text.lexicon.calendar import MONTH, WEEKDAY
from bot.text.lexicon.causes import PLAINLY
from bot.text.lexicon.quantities import CURRENCY_WORD, MANY, SCALE_AFTER_NUMBER, SMALL, UNIT_OF_TIME

Span = tuple[int, int]


class Kind(StrEnum):
    """The sort of thing that answers a question."""

    DATE = "date"
    DURATION = "duration"
    PERSON = "person"
    PLACE = "place"
    AMOUNT = "amount"
    PERCENT = "percent"
    COUNT = "count"
    FIGURE = "figure"
    AGE = "age"
    YES_NO = "yes or no"
    REASON = "reason"
    ADVICE = "advice"
    MANNER = "manner"
    DEFINITION = "definition"
    NAME = "name"
    ANY = "any"


FIGURE_KINDS = {
    Kind.AMOUNT: frozenset({"money"}),
    Kind.PERCENT: frozenset({"percent"}),
    Kind.COUNT: frozenset({"count", "measure"}),
    Kind.FIGURE: frozenset({"money", "percent", "count", "measure", "duration"}),
    Kind.DATE: frozenset({"date"}),
    Kind.DURATION: frozenset({"duration"}),
    Kind.AGE: frozenset({"duration"}),
}
"""Which figures (``Figure.kind``) answer a question of a kind; the other kinds are not answered by figures."""

ROLES = frozenset(
    "boss ceo cfo chairman chairwoman chief coach captain director editor executive founder governor head leader"
    " manager mayor minister owner president chancellor secretary sheriff spokesman spokeswoman".split()
)
"""Words for somebody who is so of something: whoever is asked for so is asked for with that."""

LONGEST_NAME = 60
"""Characters before a number in which a name that it is part of begins."""

_IN_METRES = frozenset({"m"})
_BODIES = frozenset(
    "court house senate congress parliament committee commission council ministry department agency bureau office"
    " authority administration government party union association federation league club team university college school"
    " institute foundation bank group company corporation corp inc ltd plc llc holdings partners army navy police"
    " hospital museum church center centre times post journal news network act bill award prize cup bridge street road"
    " avenue airport station county city state states district province islands island river lake bay park".split()
)
"""What ends the names of bodies and places."""
_NOBODY = ROLES | _BODIES
"""What ends no person's name."""

_UNITS_ASKED: dict[str, frozenset[str]] = {
    **dict.fromkeys("deep depth tall high height wide width broad thick far distance diameter".split(), _IN_METRES),
    **dict.fromkeys("heavy weight weigh weighs mass".split(), frozenset({"kg"})),
    **dict.fromkeys("fast speed".split(), frozenset({"kmh"})),
    **dict.fromkeys("hot cold warm temperature".split(), frozenset({"C", "F"})),
    **dict.fromkeys("memory ram storage disk".split(), frozenset({"byte"})),
    **dict.fromkeys("power electricity".split(), frozenset({"W"})),
    **dict.fromkeys("rich wealthy".split(), frozenset({"USD", "EUR", "GBP"})),
}
"""In what is told what a word asks for; "large" may be told in anything."""

# What repeats is bounded: a list of ten thousand numbers is tried from each of them on.
_NUMBER = r"\d{1,20}(?:[.,]\d{1,20}){0,6}"
_NUMBER_WORD = rf"(?:(?:{SMALL}|{MANY}|hundred|thousand|million|billion|trillion)(?:[- ](?=\w))?){{1,8}}"
_CAPITAL = rf"{CAPITAL}[\w.'’&-]*"
_INNER = r"(?:(?:of|the|de|van|von|and|&|al|bin|da|del)\s)?"
_CAPITAL_RUN = rf"{_CAPITAL}(?:\s{_INNER}(?:{_CAPITAL}|\d+(?:\.\d+)?\b))*"
_LATELY = rf"(?:last|next|this|previous|following|the past) (?:{UNIT_OF_TIME}|{MONTH}|spring|summer|autumn|fall|winter)"
_SEASON = r"(?:spring|summer|autumn|winter) (?:of )?\d{4}|(?:by|in|until) (?:the )?(?:spring|summer|autumn|winter)"
_SOON = (
    rf"(?:in|within) (?:the (?:next|coming) )?(?:an?|{SMALL}|few|several|\d{{1,3}})"
    rf"(?: (?:to|or) (?:{SMALL}|\d{{1,3}}))? (?:hours|days|weeks?|months?|years?)"
)
_PART = r"(?:(?:first|second|third|fourth|final|last|next) (?:quarter|half)|(?:end|beginning|start|middle|rest) of)"
_OF_WHAT = rf"(?: (?:of )?(?:the |this |next |last )?(?:{UNIT_OF_TIME}|quarter|spring|summer|\d{{4}})\b)"
_CLOCK = r"\d{1,2}(?::\d\d)?\s?[ap]\.?m\b|noon\b|midnight\b"
_MOMENT = rf"(?:{_CLOCK}|\d{{1,2}}[:.]\d\d|{MONTH}(?: \d{{1,2}})?|{WEEKDAY}|\d{{4}}|\d{{1,2}})\b"
_AGO = r"\w+ (?:days|weeks|months|years|centuries) (?:ago|later|earlier)"
_PREPOSITION = r"(?:[Ii]n|[Aa]t|[Ff]rom|[Tt]o|[Nn]ear|[Aa]round|[Aa]cross|[Tt]hrough|of|into|outside)"

# looked for from each capital on, so bounded: no place is named with more words, or longer ones
_BASED = rf"\b{CAPITAL}[\w.'’]{{0,40}}(?: {CAPITAL}[\w.'’]{{0,40}}){{0,4}}-(?:based|born)\b"

_PATTERNS: dict[Kind, re.Pattern[str]] = {
    Kind.AMOUNT: re.compile(
        rf"(?:US|C|A)?[$€£¥]\s?{_NUMBER}(?:[\s-]?{SCALE_AFTER_NUMBER})?"
        rf"|\b{_NUMBER}(?:[\s-]?{SCALE_AFTER_NUMBER})?\s?(?:{CURRENCY_WORD}|[€£])"
        rf"|\b{_NUMBER_WORD}\s?{CURRENCY_WORD}|\b{_NUMBER}\s?(?:million|billion|trillion)\b"
        # not "free speech", nor "duty-free"
        r"|(?<![\w-])free(?: of charge\b|(?=\W*$|[.,;:!?)])"
        r"|(?= (?:for|until|on|in|plan|tier|trial|version|tickets?|entry|admission"
        r"|to (?:use|download|try|enter|visit|attend|play|read|watch))\b))"
        r"|\bat no (?:extra |additional )?(?:cost|charge)\b"
        # a price that is told by another one
        r"|\bcosts? (?:what|as much as|the same)\b",
        re.IGNORECASE,
    ),
    Kind.PERCENT: re.compile(
        rf"\b{_NUMBER}\s?(?:%|per ?cent\b|percentage points?\b)|\b{_NUMBER_WORD}\s?per ?cent\b"
        r"|\b(?:one|two|three)[- ](?:third|quarter|fifth|tenth)s?\b|\bhalf\b",
        re.IGNORECASE,
    ),
    Kind.DATE: re.compile(
        rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?)?{MONTH}(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,?\s+\d{{4}}\b)?"
        rf"|\b{WEEKDAY}\b|\b(?:1\d{{3}}|20\d\d)s?\b|\b\d{{1,2}}(?:st|nd|rd|th)\s+centur(?:y|ies)\b"
        rf"|\b\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}\b|\bQ[1-4]\b|\b(?:{_SEASON})\b|\b{_LATELY}\b|\b{_SOON}\b"
        rf"|\b(?:today|yesterday|tomorrow|tonight)\b|\b{_AGO}\b"
        rf"|\b{_PART}{_OF_WHAT}|\b(?:first|second|third|fourth) quarter\b"
        rf"|\b(?:{_CLOCK})",
    ),
    Kind.DURATION: re.compile(
        rf"\b(?:{_NUMBER}|{_NUMBER_WORD}|an?|several|few|couple of)(?:[\s-]to[\s-]\w+)?[\s-]?{UNIT_OF_TIME}\b"
        rf"|\b(?:from|between) {_MOMENT}(?: \w+){{0,2}}? (?:to|and|until|till) {_MOMENT}(?! ?(?:%|per\b|percent\b))"
        rf"|\b(?:until|till|since) (?:(?:early|late) )?(?:(?:this|last|next) \w+|yesterday|today|{_MOMENT})"
        rf"|\b(?:beg[ai]n|start(?:ed)?) (?:at|on|in) {_MOMENT}[^.;]{{1,80}}? end(?:ed)? (?:at|on|in) {_MOMENT}"
        rf"|\bovernight\b|\b(?:all|the (?:whole|entire)) (?:day|night|morning|evening|week|month|year|summer|winter)\b",
        re.IGNORECASE,
    ),
    Kind.AGE: re.compile(
        rf"\b(?:{_NUMBER}|{_NUMBER_WORD})(?: (?:million|billion|thousand))?[\s-]years?"
        # "5 years in office" is no age
        r"(?:[\s-]olds?\b|\b(?! (?:in|on|at|of|for)\b))"
        rf"|\baged? {_NUMBER}\b|\b(?:turn(?:s|ed|ing)?|age of|at age) (?:{_NUMBER}|{_NUMBER_WORD})\b"
        r"|(?<=[a-z], )\d{2,3}(?=[,)]|\.(?:[\s\"”’]|$))|(?<=[a-z] \()\d{2,3}(?=\))"
        r"|\b(?:born|found(?:ed)?|built|established|created|opened|dat(?:es|ing) (?:back )?(?:to|from))\b"
        r"(?:[^.;]{0,40}?\b(?:1\d{3}|20\d\d))?",
        re.IGNORECASE,
    ),
    Kind.COUNT: re.compile(
        rf"\b(?:twice|thrice|double[ds]?|tripled?|(?<=\ba )single|order of magnitude|tenfold|{SMALL}|{MANY})\b",
        re.IGNORECASE,
    ),
    Kind.PLACE: re.compile(rf"(?:\b{_PREPOSITION} (?:the )?|(?={_BASED}))({_CAPITAL_RUN})"),
    Kind.NAME: re.compile(rf"{_CAPITAL_RUN}|[“\"][^“”\"]{{2,60}}[”\"]"),
    Kind.REASON: PLAINLY,
    Kind.ADVICE: re.compile(
        r"\b(?:should|must|ought to|(?:has|have|need|needs) to|advis\w+|recommend\w*|urg(?:es?|ed|ing)|warn\w*"
        r"|tell|told|suggest\w*|(?:is|are|were|was) (?:asked|required) to)\b",
        re.IGNORECASE,
    ),
    Kind.MANNER: re.compile(r"\b(?:by|through|using|via|with|allow\w*|enabl\w*)\b", re.IGNORECASE),
    Kind.DEFINITION: re.compile(
        r"\b(?:is|are|was|were) (?:an?|the|one of|its|their)\b|[,–—] (?:an?|the)\b"
        r"|\b(?:refers? to|known as|called|defined as|means|stands for|designed|allows?|lets|consists? of)\b",
        re.IGNORECASE,
    ),
}

_MONTHS_AND_DAYS = re.compile(rf"^(?:{MONTH}|{WEEKDAY})(?:\s+\d+)*$")


@lru_cache(maxsize=5_000)
def spans(kind: Kind, sentence: str) -> tuple[Span, ...]:
    """
    Where *sentence* holds things of that kind, in reading order.

    Returns: spans; none for the kinds that no pattern can tell (yes or no, any).
    """
    if kind is Kind.PERSON:
        return tuple((name.start, name.end) for name in names(sentence) if _may_be_person(name.text))
    found = set(_found(kind, sentence)) if kind in _PATTERNS else set()
    if kind is Kind.FIGURE:
        found |= {*_found(Kind.COUNT, sentence), *_found(Kind.PERCENT, sentence)}
    if kind in _TOLD_BY_FIGURES:
        counted = (figure for figure in figures(sentence) if figure.kind in FIGURE_KINDS[kind])
        found |= {(one.start, one.end) for one in counted if one.unit or not _in_name(sentence, one.start)}
        found = {span for span in found if not _GLUED.match(sentence, span[0])}
    if kind is Kind.COUNT:
        other = [one for one in figures(sentence) if one.kind in ("money", "percent")]
        found = {span for span in found if not any(one.start < span[1] and span[0] < one.end for one in other)}
    if not found and kind in _TOLD_EVERYWHERE:
        # the patterns are English
        found = {(one.start, one.end) for one in figures(sentence) if one.kind in FIGURE_KINDS[kind]}
    return tuple(sorted(found))


_GLUED = re.compile(r"(?:(?<=[^\W\d_]-)|(?<=\d/))\d|\d{1,4}/\d")
"""A number that counts nothing: "COVID-19", "9/11", "24/7"."""


def _in_name(sentence: str, place: int) -> bool:
    """Whether a bare number at *place* is part of a name: "the Llama 4"."""
    before = sentence[max(0, place - LONGEST_NAME) : place].split()
    # the first word of a sentence has a capital anyway
    return len(before) > 1 and before[-1][0].isupper() and before[-1].isalpha() and before[-2][-1] not in ".?!"


def _may_be_person(name: str) -> bool:
    """Whether it may be a person's: not "Series B", "Supreme Court" nor "Ohio Sheriff", but "John F. Kennedy"."""
    last = name.rpartition(" ")[2]
    return " " in name and len(last) > 1 and last.lower() not in _NOBODY


def _found(kind: Kind, sentence: str) -> Iterator[Span]:
    pattern = _PATTERNS[kind]
    for match in pattern.finditer(sentence):
        start, end = match.span(pattern.groups)
        piece = sentence[start:end].rstrip(" .,;:'’-")
        # months and weekdays have capitals too, but name no place and no thing
        if piece and (kind not in _CAPITALISED or not _MONTHS_AND_DAYS.match(piece)):
            yield start, start + len(piece)


_TOLD_BY_FIGURES = frozenset({Kind.COUNT, Kind.FIGURE})
"""Where figures are looked for beside the patterns."""
_TOLD_EVERYWHERE = frozenset({Kind.DATE, Kind.DURATION, Kind.AMOUNT, Kind.PERCENT})
"""Where they are looked for if the patterns find nothing. A span of time is an age only where a pattern says so."""
_CAPITALISED = {Kind.PLACE, Kind.NAME}

_DAY = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}|{MONTH}\s+\d{{1,2}}\b(?!\d)|\d[-/.]\d")
_YEAR = re.compile(r"\b(?:1\d{3}|20\d\d)\b")
_NAMED_MONTH = re.compile(rf"\b{MONTH}")


def in_unit(words: Iterable[str], sentence: str, span: Span) -> bool:
    """Whether a figure at *span* is in a unit in which is told what *words* ask for: metres of what is deep."""
    units = units_asked(words)
    return any(one.unit in units for one in _at(sentence, span) if units)


def in_other_unit(kind: Kind, units: Collection[str], sentence: str, span: Span) -> bool:
    """
    Whether a figure at *span* is measured, and in none of the *units* that are asked for.

    How many ports a laptop has is not told by inches, how much memory not either; how many megawatts is told by those.
    """
    if kind is not Kind.COUNT and not units:
        return False
    return any(one.kind == "measure" and one.unit not in units for one in _at(sentence, span))


def units_asked(words: Iterable[str], question: str = "") -> frozenset[str]:
    """
    The units in which is told what *words* ask for, those that they name included.

    Not those of figures in the *question*: "the 12-inch laptop" asks for no inches.
    """
    words = list(words)
    named = {unit_of(word) for word in words} - {""}
    asked = frozenset(named).union(*(_UNITS_ASKED.get(word, ()) for word in words))
    return asked - {one.unit for one in figures(question)}


def _at(sentence: str, span: Span) -> list[Figure]:
    return [one for one in figures(sentence) if one.start < span[1] and span[0] < one.end]


_EACH = re.compile(r" ?/ ?\w|(?: a piece)? ?(?:,? (?:per|an?|each|every) [a-z]|each\b|monthly\b|yearly\b|apiece\b)")
_PRICES = frozenset("price prices pricing cost costs charge charges fee subscription".split())


def is_price(words: Iterable[str], sentence: str, span: Span) -> bool:
    """Whether a sum at *span* is told for one of something ("$9 a month") where *words* ask for a price."""
    return not _PRICES.isdisjoint(words) and bool(_EACH.match(sentence, span[1]))


_TALLIED = frozenset("vote votes voted tally score result".split())
_TALLY = re.compile(r"\d{1,6}(?: ?[-–:] ?| to )\d{1,6}\b")


def is_tally(words: Iterable[str], sentence: str, span: Span) -> bool:
    """Whether a number at *span* is the first of two ("396-9") where *words* ask how a vote or a match ended."""
    return not _TALLIED.isdisjoint(words) and bool(_TALLY.match(sentence, span[0]))


def precision(kind: Kind, piece: str) -> float:
    """How exactly *piece*, a thing of that kind, answers: 0 to 1; below 1 only for days that are not told in full."""
    if kind is not Kind.DATE:
        return 1.0
    day, year, month = _DAY.search(piece), _YEAR.search(piece), _NAMED_MONTH.search(piece)
    if day:
        return 1.0 if year else 0.8
    return 0.6 if month and year else 0.4 if year else 0.2


def checkable(kind: Kind) -> bool:
    """Whether the absence of such a thing in a sentence tells something against it."""
    return kind in (Kind.PERSON, Kind.FIGURE) or (kind in _PATTERNS and kind not in _WEAK)


# Reasons, manners, definitions and advice are told in too many ways.
_WEAK = {Kind.MANNER, Kind.REASON, Kind.DEFINITION, Kind.ADVICE}
