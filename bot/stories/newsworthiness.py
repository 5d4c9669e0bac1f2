"""
How newsworthy the words of an entry make it: what an editor would put first, learned from what editors rated. PURE.

Deaths, courts and releases weigh more than how-tos, remarks and notices. ``newsworthiness.txt`` holds what each sign
adds, in points of a scale from 1 (negligible) to 9 (front page); ``tests/tools/fit_newsworthiness.py`` learned it.
English only: other languages get 0.0, the average.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from bot.text.analysis.words import stem, terms, tokens

LEAD_WORDS = 28
"""Words of the text that count: what it says later matters less, and few feeds bring it."""
MOST = 2.5
"""Points that words add or take at most: a tabloid can always write one more of them."""
_ASKS = re.compile(r"\?")
_PARTED = re.compile(r":")
_COUNTED = re.compile(r"\b\d{1,3} [A-Za-z]+s\b")
_VERSION = re.compile(r"\d\.\d")
_QUOTED = re.compile(r"[“\"‘']\w")
_MONEY = re.compile(r"[$€£]\s?\d")
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
    return round(max(-MOST, min(MOST, points)), 2)


def heaviest(title: str, most: int) -> list[str]:
    """The words of an English title that make it matter most, as they are written, the weightiest first."""
    learned = weights()
    worth = {word: learned.get(f"title {stem(word)}", 0.0) for word in tokens(title)}
    return sorted((word for word in worth if worth[word] >= _TELLING), key=lambda word: -worth[word])[:most]


_TELLING = 0.3
"""Points from which a word is worth naming."""


def signs(title: str, text: str) -> frozenset[str]:
    """What of an entry is weighed: words of the title, words of title and lead, the shape of the title."""
    lead = " ".join(text[: 20 * LEAD_WORDS].split()[:LEAD_WORDS])
    words = [f"title {term}" for term in terms(title)] + [f"text {term}" for term in terms(f"{title}. {lead}")]
    return frozenset([*words, *_shape(title, lead)])


def _shape(title: str, lead: str) -> Iterable[str]:
    looks = {
        "a question": _ASKS, "a colon": _PARTED, "so many things": _COUNTED, "a version": _VERSION, "a quote": _QUOTED
    }  # fmt: skip
    yield from (name for name, look in looks.items() if look.search(title))
    if _MONEY.search(title) or _MONEY.search(lead):
        yield "a sum"
    if first := _FIRST.match(title):
        yield f"begins {first.group(1).lower()}"
    yield f"{min(4, len(title.split()) // 4) * 4} words or more"


@cache
def weights() -> Mapping[str, float]:
    """What each sign adds, in points."""
    lines = files("bot.stories").joinpath("newsworthiness.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("# "))
    return {sign: float(points) for sign, points in rows}
