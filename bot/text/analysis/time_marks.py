"""
Whether a sentence tells of another year, quarter, version or round than a question asks about: that is another
question.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from bot.text.analysis.words import STOP_WORDS, raw_tokens, stem
from bot.text.lexicon.quantities import CARDINALS, UNIT_OF_TIME

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_YEAR_FROM_NOW = re.compile(r"\b(last|this|next) year\b", re.IGNORECASE)
_YEARS_ON = {"last": -1, "this": 0, "next": 1}
_QUARTER = re.compile(
    r"\b[qQ]([1-4])\b|\b(first|second|third|fourth|last)[- ]quarter\b|\b([1-4])(?:st|nd|rd|th)[- ]quarter\b",
    re.IGNORECASE,
)
_QUARTERS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "last": "4"}
_NUMBER = re.compile(r"[vV]?\d{1,3}(?:\.\d{1,3}){0,3}[a-zA-Z]?$")
_JOINED = re.compile(r"([a-z]{2,})(\d{1,3}(?:\.\d{1,3}){0,3})$")
_SPELT = re.compile(r"(?:[a-z]\.){1,4}[a-z]\.?$")
"""An abbreviation with dots: "H.R. 1"."""
# "top 5", "may 5": what counts or dates is no version of the word before it
_NO_BEARERS = frozenset(
    """
    a about above after all and are around as at about before below between by for from in is least most nearly of on
    or over than the to top under up was were with january february march april may june july august september october
    november december jan feb mar apr jun jul aug sep sept oct nov dec
    """.split()
)

# What comes in a row, each with a number or a letter. In Britain a season of a show is a series; a series with a letter
# is a round of funding.
_IN_A_ROW = (
    "round series phase season stage part generation gen chapter level tier class grade category volume episode edition"
    " leg wave half war term division act tranche"
).split()
_SAME_ROW = {"gen": "generation", "series": "season"}
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_ROMAN = "i ii iii iv v vi vii viii ix x".split()
_RANKS = {word: str(n) for words in (_ORDINALS, CARDINALS, _ROMAN) for n, word in enumerate(words, start=1)}
_ROW = rf"(?i:{'|'.join(_IN_A_ROW)})"
_CARDINAL = rf"(?i:{'|'.join(CARDINALS)})\b"
_NTH = rf"(?:(?i:{'|'.join(_ORDINALS)})|\d{{1,2}}(?i:st|nd|rd|th))\b"
# a lone "a" is an article behind all but "series", and a lone "I" somebody unless a capital or nothing is beside it
_LETTER = r"(?:[A-HJ-Z]|[b-h])(?![^\W_]|['’])"
_IN_ROMAN = r"(?:I(?= (?:of|trials?|stud\w+)\b|[^\w ]|\s*$)|(?i:ii|iii|iv|vi|vii|viii|ix)|V|X)(?![^\W_]|['’])"
_RANK = rf"(?:\d{{1,2}}(?![\w.,]*\d)|{_CARDINAL}|{_IN_ROMAN}|{_LETTER})"
_ALSO = r"(?:, | and | or | to )"
_RANKED = re.compile(
    rf"\b(?P<row>{_ROW})[ -](?P<rank>{_RANK})(?:{_ALSO}(?P<also>{_RANK}))?"
    r"|\b(?P<named>(?:Class|Level|Part|Phase|Stage|Tier|Type|War)) (?P<i>I)\b"
    r"|\b(?P<series>(?i:series))[ -](?P<a>a)\b"
    rf"|(?:\b(?P<before>{_NTH}){_ALSO})?\b(?P<nth>{_NTH})[ -]"
    rf"(?!{_CARDINAL})(?:[^\W\d]+[ -])?(?P<behind>{_ROW})\b"
    r"|\b(?P<first>[B-Hb-h]|(?i:seed))[ -](?P<funding>(?i:round))\b"
)
_OF_ANYTHING = frozenset("half part act term".split())
"""What any thing has: ranks of two things have nothing to do with each other."""
_OF = r" of(?: (?:the|an?|its|his|her|their|this|last|next))?(?: (?:fiscal|financial|calendar))?"
_WHOLE = re.compile(rf"{_OF} (?!{UNIT_OF_TIME}\b)([^\W\d_]{{2,40}})")
_WHOLE_BEHIND_HYPHEN = re.compile(rf"(?:{_OF})? (?!{UNIT_OF_TIME}\b)([^\W\d_]{{2,40}})")
"""The thing that it is a half of: "second half of the match", "first-half profit"; a year has no name."""
_LETTERED = frozenset("gen generation class".split())
"""Behind these a lone V or X is a letter: the tenth generation is not Generation X."""
_ENDING = re.compile(r"(?<=\d)\D+$")
"""What makes a number one of a row: 2nd."""

_POINT_RELEASE = r"(?<![\w.])[vV]?\d{1,3}(?:\.\d{1,3}){1,3}(?![\w.]*\w)"
_DOTTED = re.compile(_POINT_RELEASE)
_VERSION = re.compile(rf"{_POINT_RELEASE}|(?<=[a-z] )[vV]?\d{{1,3}}(?![\w.]*\w)")
_ALONE = (_YEAR, _QUARTER, _DOTTED, _RANKED)
"""What may be asked for alone: "and 2025?"."""
_BEFORE_MARK = re.compile(r"^\W*(?:(?:what|how) about |and |in |for |of |by |version |the )*", re.IGNORECASE)
"""What may stand before a mark that is asked for alone."""

_SEED = "@"
"""The round before A."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Which years, quarters (1 to 4) and versions (a word and its number) a text speaks of."""

    years: frozenset[str]
    quarters: frozenset[str]
    versions: frozenset[tuple[str, str]]


@lru_cache(maxsize=5_000)
def marks(text: str) -> Marks:
    """What *text* says of time and version."""
    quarters = {_QUARTERS.get(word.lower(), "") or short or plain for short, word, plain in _QUARTER.findall(text)}
    return Marks(frozenset(_YEAR.findall(text)), frozenset(quarters), frozenset(_versions(text)))


class Rank(NamedTuple):
    """
    A place in a row: season 2, round B. *number* is one, or a capital letter, or the sign before A; *of* is the stem of
    the thing that it is a part of, empty where that is not told.
    """

    row: str
    number: str
    of: str


@lru_cache(maxsize=2_000)
def ranks(text: str) -> frozenset[Rank]:
    """What *text* tells of that comes in a row."""
    return frozenset(chain.from_iterable(map(_ranked, _RANKED.finditer(text))))


def _ranked(match: re.Match[str]) -> Iterator[Rank]:
    found, row = match.groupdict(), _row(match)
    of = _whole(match) if row in _OF_ANYTHING else ""
    for told in filter(None, map(found.get, ("rank", "also", "i", "a", "before", "nth", "first"))):
        bare = _ENDING.sub("", told.lower())
        is_letter = row in _LETTERED and bare in ("v", "x")
        rank = _SEED if bare == "seed" else bare.upper() if is_letter else _RANKS.get(bare, bare.upper())
        yield Rank("round" if row == "series" and not rank.isdigit() else _SAME_ROW.get(row, row), rank, of)


def _whole(match: re.Match[str]) -> str:
    behind = (_WHOLE_BEHIND_HYPHEN if "-" in match.group() else _WHOLE).match(match.string, match.end())
    word = behind[1].lower() if behind else ""
    return "" if word in STOP_WORDS else stem(word)


def _row(match: re.Match[str]) -> str:
    found = match.groupdict("")
    return "".join(found[name] for name in ("row", "named", "series", "behind", "funding")).lower()


def _versions(text: str) -> list[tuple[str, str]]:
    if not any(map(str.isdigit, text)):
        return []
    words = [word.lower() for word in raw_tokens(text)]
    spelt = [word.replace(".", "") if _SPELT.match(word) else word for word in words]
    joined = [found.groups() for word in words if (found := _JOINED.match(word))]
    apart = [
        (name, number.removeprefix("v"))
        for name, number in pairwise(spelt)
        if _NUMBER.match(number) and name.isalpha() and name not in _NO_BEARERS
    ]
    return [*((name, number) for name, number in joined), *apart]


def alone(text: str) -> str:
    """The year, quarter, version or rank that is all of *text* but for an "in" before it; "" if there is more."""
    bare = _BEFORE_MARK.sub("", text).strip(" ?!.,;:¿¡？")
    return bare if any(sort.fullmatch(bare) for sort in _ALONE) else ""


def replaced(text: str, mark: str) -> str:
    """*text* with a mark (``alone``) in the place of its last one of that sort; behind it, where it has none."""
    sort = next((sort for sort in _ALONE if sort.fullmatch(mark)), None)
    theirs = list((_VERSION if sort is _DOTTED else sort).finditer(text)) if sort else []
    if sort is _RANKED and (meant := sort.fullmatch(mark)):
        theirs = [match for match in theirs if _row(match) == _row(meant)]
    if not theirs:
        return f"{text.rstrip(' ?!.')} {mark}"
    return f"{text[: theirs[-1].start()]}{mark}{text[theirs[-1].end() :]}"


def contradicts(question: str, sentence: str, document: str = "", published: datetime | None = None) -> bool:
    """
    Whether *sentence* speaks of another year, quarter, version or rank than *question*.

    A sentence that names none may be about the one asked, but for ranks what its *document* names counts instead; nor
    does one that names both contradict. What "last year" is, tells the day on which it was *published*.
    """
    asked, in_a_row = marks(question), ranks(question)
    if not (asked.years or asked.quarters or asked.versions or in_a_row):
        return False
    return (
        other_time(question, sentence, _years_from(sentence, document, published))
        or any(_other_version(name, number, marks(sentence).versions) for name, number in asked.versions)
        or any(_other_rank(rank, in_a_row, sentence, document) for rank in in_a_row)
    )


def _years_from(sentence: str, document: str, published: datetime | None) -> frozenset[str]:
    """The years a sentence may mean: those it counts from its day; else that day's own and those told around it."""
    if published is None:
        return frozenset()
    counted = {str(published.year + _YEARS_ON[word.lower()]) for word in _YEAR_FROM_NOW.findall(sentence)}
    return frozenset(counted or {str(published.year), *marks(document).years})


def other_time(a: str, b: str, years: frozenset[str] = frozenset()) -> bool:
    """Whether two texts name years, or quarters, and share none; *years* are those that *b* means besides."""
    left, right = marks(a), marks(b)
    return _apart(left.years, right.years | years) or _apart(left.quarters, right.quarters)


def _apart(asked: frozenset[str], told: frozenset[str]) -> bool:
    return bool(asked and told) and asked.isdisjoint(told)


def _other_version(name: str, number: str, told: frozenset[tuple[str, str]]) -> bool:
    theirs = {other for bearer, other in told if bearer == name}
    return bool(theirs) and number not in theirs


def _other_rank(rank: Rank, asked: frozenset[Rank], sentence: str, document: str) -> bool:
    theirs = _in_row_of(rank, ranks(sentence)) or _in_row_of(rank, ranks(document))
    return bool(theirs) and not any(_may_be(one, other) for one in _in_row_of(rank, asked) for other in theirs)


def _in_row_of(rank: Rank, told: frozenset[Rank]) -> set[str]:
    """The places in the row of *rank*, of what may be the same thing."""
    return {one.number for one in told if one.row == rank.row and (one.of == rank.of or not (one.of and rank.of))}


def _may_be(one: str, other: str) -> bool:
    """Whether two ranks may be the same: letters count rounds up, so the first one is no B."""
    if one.isdigit() == other.isdigit():
        return one == other
    letter, number = sorted((one, other), key=str.isdigit)
    return ord(letter) - ord(_SEED) <= int(number)
