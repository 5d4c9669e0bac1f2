"""
How newsworthy the words of an entry make it: what an editor would put first, learned from what editors rated. PURE.

Deaths, courts and releases weigh more than how-tos, remarks and notices. ``newsworthiness.txt`` holds what each sign
adds, in points of a scale from 1 (negligible) to 9 (front page); ``tests/tools/fit_newsworthiness.py`` learned it.
English only: other languages get 0.0, the average.
"""

import math
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from bot.text.analysis.words import STOP_WORDS, stem, terms, tokens
from bot.text.lexicon.calendar import WEEKDAY
from bot.text.lexicon.first_person import OF_ONESELF

LEAD_WORDS = 28
"""Words of the text that count: what it says later matters less, and few feeds bring it."""
MOST = 3.0
"""Points that words come near at most, added or taken: a tabloid can always write one more of them."""
_ASKS = re.compile(r"\?")
_PARTED = re.compile(r":")
_COUNTED = re.compile(r"\b\d{1,3} [A-Za-z]+s\b")
_VERSION = re.compile(r"\d\.\d")
_QUOTED = re.compile(r"[“\"‘']\w")
_MONEY = re.compile(
    r"[$€£]\s?(\d[\d,]{0,14})(?:\.\d{1,9})?\s?([kmbt]\b|thousand|million|billion|trillion)?", re.IGNORECASE
)
_SCALES = {"k": 3, "t": 12, "m": 6, "b": 9, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
"""Powers of ten."""
_HARMED = re.compile(
    r"\b(\d[\d,]{0,9})(?: [a-z-]{1,20}){0,3} (?:dead|killed|die|died|deaths|injured|wounded|missing|people)\b",
    re.IGNORECASE,
)
_SMALL = re.compile(r"[a-z']{1,12}")
_WEEKDAY = re.compile(WEEKDAY)
_FIRST = re.compile(r"[\W_]{0,5}(\w{1,30})")


def newsworthiness(title: str, text: str, language: str) -> float:
    """
    How much more or less than the average an entry matters by its words.

    Returns: points, from -MOST to MOST; 0.0 for other languages than English.
    """
    if not language.startswith("en"):
        return 0.0
    learned = weights()
    points = sum(learned.get(sign, 0.0) for sign in signs(title, text))
    # bent rather than cut: of two big stories the bigger one stays so
    return round(MOST * math.tanh(points / MOST), 2)


def heaviest(title: str, most: int) -> list[str]:
    """The words of an English title that make it matter most, as they are written, the weightiest first."""
    learned = weights()
    # what stands in the title counts as a word of the lead as well
    worth = {word: sum(learned.get(f"{where} {stem(word)}", 0.0) for where in _WHERE) for word in tokens(title)}
    return sorted((word for word in worth if worth[word] >= _TELLING), key=lambda word: -worth[word])[:most]


_WHERE = ("title", "text")
_TELLING = 0.3
"""Points from which a word is worth naming."""


def signs(title: str, text: str) -> frozenset[str]:
    """What of an entry is weighed: words of the title, words of title and lead, figures by size, the shape of both."""
    lead = " ".join(text[: 20 * LEAD_WORDS].split()[:LEAD_WORDS])
    words = [f"title {term}" for term in terms(title)] + [f"text {term}" for term in terms(f"{title}. {lead}")]
    small, sizes = [*_small("title", title), *_small("text", lead)], _sizes(f"{title}. {lead}")
    return frozenset([*words, *small, *sizes, *_shape(title, lead)])


def _small(where: str, text: str) -> Iterable[str]:
    """The words that only link others: "how", "your" and "after" tell what kind of text it is."""
    return (f"{where} small {word}" for word in _SMALL.findall(text.lower()) if word in STOP_WORDS)


def _sizes(text: str) -> Iterable[str]:
    """How many figures the first sums have, and the first counts of people."""
    for number, scale in _MONEY.findall(text)[:2]:
        digits = len(number.replace(",", ""))
        yield f"a sum of {(digits + _SCALES.get(scale.lower(), 0)) // 2 * 2} digits"
    for number in _HARMED.findall(text)[:2]:
        yield f"people of {len(number.replace(',', ''))} digits"


def _shape(title: str, lead: str) -> Iterable[str]:
    looks = {
        "a question": _ASKS, "a colon": _PARTED, "so many things": _COUNTED, "a version": _VERSION, "a quote": _QUOTED
    }  # fmt: skip
    yield from (name for name, look in looks.items() if look.search(title))
    if OF_ONESELF.search(title):
        yield "own title"
    if OF_ONESELF.search(lead):
        yield "own lead"
    if _WEEKDAY.search(lead):
        yield "a weekday"
    words = title.split()
    yield f"{4 * sum(word[0].isupper() for word in words) // max(1, len(words))} quarters of capitals"
    if first := _FIRST.match(title):
        yield f"begins {first.group(1).lower()}"
    yield f"{min(5, len(words) // 3) * 3} words or more"


@cache
def weights() -> Mapping[str, float]:
    """What each sign adds, in points."""
    lines = files("bot.stories").joinpath("newsworthiness.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("# "))
    return {sign: float(points) for sign, points in rows}
