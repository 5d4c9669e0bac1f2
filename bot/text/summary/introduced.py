"""
Whom and what a sentence takes for known because its text told of it before, and a reader has to be told first: "Byron"
after "Ada Byron", "the amendment" after "an amendment", "this gap" after any gap.

Names are told by capitals, so not in German, where all nouns have them; things in English only.
"""

import re
from collections.abc import Iterable

from bot.text.analysis.idf import background
from bot.text.analysis.words import STOP_WORDS, stem
from bot.text.lexicon.calendar import MONTHS, WEEKDAY

_FULL = re.compile(r"\b([A-Z][^\W\d_]+)(?: [A-Z]\.)? ([A-Z][^\W\d_]{2,}(?:[-'’][^\W\d_]+)*)\b(?! [A-Z])")
_CAPITAL = re.compile(r"\b[A-Z][^\W\d_]{2,}(?:[-'’][^\W\d_]{2,})*")
_BEFORE = re.compile(r"(?:[A-Z][^\W\d_]+|[A-Z]\.) $")
_WEEKDAY = re.compile(WEEKDAY)
_LONGEST_BEFORE = 30
"""Characters before a surname in which its first name stands."""
# words in small letters, and none that only link others; at most three after "a": "a federal spending bill"
_WORD = r"[a-z][a-z'’-]{2,30}"
_LITTLE = r"(?!(?:of|in|on|at|to|for|by|with|from|and|or|that|who|which|as|is|was|are|were|has|had|will|than)\b)"
_A = re.compile(rf"\b(?:an?|one|two|three|four|five|another|several|some)\s((?:{_LITTLE}{_WORD}\s?){{1,3}})")
_THE = re.compile(rf"\bthe\s(?:two\s|three\s)?({_WORD})")
_THESE = re.compile(rf"\b(?:this|these|those)\s({_WORD})")
_ANY = re.compile(rf"\b{_WORD}")
# "this week" points at the date, "this is" at nothing before
_TIMES = re.compile(
    r"(?:second|minute|hour|day|night|morning|afternoon|evening|weekend|week|month|quarter|year|season|spring|summer"
    r"|autumn|fall|winter|decade|century|time|past|last|coming|who|is|was|are|were|will|has|have|may|can)s?"
)


def called_short(sentences: Iterable[str], language: str = "en") -> list[frozenset[str]]:
    """For each sentence of a text, in order, the surnames that stand there alone and in full in one before."""
    known: set[str] = set()
    found = []
    for sentence in sentences:
        found.append(_alone(sentence) & known if known else frozenset())
        if not language.startswith("de"):
            known |= {last for first, last in _FULL.findall(sentence) if _needs_telling(first, last)}
    return found


def points_back(sentences: Iterable[str], language: str = "en") -> list[frozenset[str]]:
    """For each sentence of a text, in order, the stems of what it calls "the ..." that one before called "a ..."."""
    brought, before = set[str](), set[str]()
    found = []
    for sentence in sentences:
        words = sentence.lower() if language.startswith("en") else ""
        these = {stem(word) for word in _THESE.findall(words) if not _TIMES.fullmatch(word)}
        found.append(frozenset((these & before) | ({stem(word) for word in _THE.findall(words)} & brought)))
        before.update(map(stem, _ANY.findall(words)))
        brought.update(stem(word) for words_of in _A.findall(words) for word in words_of.split())
    return found


def names_in(text: str) -> frozenset[str]:
    """The words with a capital: whoever is called by one of them was named."""
    return frozenset(_CAPITAL.findall(text))


def _needs_telling(first: str, last: str) -> bool:
    """Whether somebody of that name has to be introduced: whom all news speak of, they know (and "Court" is nobody)."""
    words = (first.lower(), last.lower())
    return stem(words[1]) not in background() and not any(map(_is_no_name, words))


def _is_no_name(word: str) -> bool:
    return word in STOP_WORDS or word in MONTHS or bool(_WEEKDAY.fullmatch(word.capitalize()))


def _alone(sentence: str) -> frozenset[str]:
    return frozenset(
        match.group()
        for match in _CAPITAL.finditer(sentence)
        if not _BEFORE.search(sentence[max(0, match.start() - _LONGEST_BEFORE) : match.start()])
    )
