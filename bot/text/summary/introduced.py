"""
Whom and what a sentence takes for known because its text told of it before, and a reader has to be told first: "Byron"
after "Ada Byron", "the amendment" after "an amendment", "this gap" after any gap.

Names are told by capitals, so not in German, where all nouns have them; things in English only.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from bot.text.analysis.idf import background
from bot.text.analysis.words import STOP_WORDS, stem
from bot.text.lexicon.calendar import MONTHS, WEEKDAY

# where each begins is looked for by its first letters, and only there whether a word begins: that is found faster
_FULL = re.compile(r"([A-Z](?<!\w[A-Z])[^\W\d_]+)(?: [A-Z]\.)? ([A-Z][^\W\d_]{2,}(?:[-'’][^\W\d_]+)*)\b(?! [A-Z])")
_CAPITAL = re.compile(r"[A-Z](?<!\w[A-Z])[^\W\d_]{2,}(?:[-'’][^\W\d_]{2,})*")
_BEFORE = re.compile(r"(?:[A-Z][^\W\d_]+|[A-Z]\.) $")
_WEEKDAY = re.compile(WEEKDAY)
_LONGEST_BEFORE = 30
"""Characters before a surname in which its first name stands."""
# words in small letters, and none that only link others; at most three after "a": "a federal spending bill"
_WORD = r"[a-z][a-z'’-]{2,30}"
_LITTLE = r"(?!(?:of|in|on|at|to|for|by|with|from|and|or|that|who|which|as|is|was|are|were|has|had|will|than)\b)"
_ONE = "|".join(rf"{word}(?<!\w{word})" for word in "a an one two three four five another several some".split())
_A = re.compile(rf"(?:{_ONE})\s((?:{_LITTLE}{_WORD}\s?){{1,3}})")
_THE = re.compile(rf"the(?<!\wthe)\s(?:two\s|three\s)?({_WORD})")
_THESE = re.compile(rf"th(?<!\wth)(?:is|ese|ose)\s({_WORD})")
_ANY = re.compile(r"[a-z](?<!\w[a-z])[a-z'’-]{2,30}")
# "this week" points at the date, "this is" at nothing before
_TIMES = re.compile(
    r"(?:second|minute|hour|day|night|morning|afternoon|evening|weekend|week|month|quarter|year|season|spring|summer"
    r"|autumn|fall|winter|decade|century|time|past|last|coming|who|is|was|are|were|will|has|have|may|can)s?"
)


class Introduced:
    """
    The sentences of one text, in order, read only as far as is asked: a summary asks for a few of the first.

    *language* is a two-letter code or longer.
    """

    def __init__(self, sentences: Sequence[str], language: str = "en") -> None:
        self._sentences, self._language = sentences, language
        self._people, self._things = _First(sentences, _in_full), _First(sentences, _all_of)
        self._brought = _First(sentences, _brought)
        self._anybody = _First(sentences, _all_in_full)
        # a sentence is asked about anew each time that another one was chosen before it
        self._short: dict[int, frozenset[str]] = {}
        self._back: dict[int, frozenset[str]] = {}

    def called_short(self, at: int) -> frozenset[str]:
        """The surnames that stand alone in a sentence and in full in one before it."""
        if self._language.startswith("de"):
            return frozenset()
        if at not in self._short:
            self._short[at] = self._people.before(at, _alone(self._sentences[at]))
        return self._short[at]

    def told(self, at: int, thing: str) -> bool:
        """Whether a stem stands in a sentence before that one."""
        return bool(self._things.before(at, (thing,)))

    def in_full(self, at: int, surname: str) -> bool:
        """Whether it stands behind another name in a sentence before that one, whoever that is."""
        return bool(self._anybody.before(at, (surname,)))

    def points_back(self, at: int) -> frozenset[str]:
        """The stems of what a sentence calls "the ..." that one before called "a ..."."""
        if not self._language.startswith("en"):
            return frozenset()
        if at not in self._back:
            words = self._sentences[at].lower()
            these = [stem(word) for word in _THESE.findall(words) if not _TIMES.fullmatch(word)]
            the = map(stem, _THE.findall(words))
            self._back[at] = self._things.before(at, these) | self._brought.before(at, the)
        return self._back[at]


class _First:
    """In which of some sentences each thing stands first, as far as they were read."""

    def __init__(self, sentences: Sequence[str], things: Callable[[str], Iterable[str]]) -> None:
        self._sentences, self._things = sentences, things
        self._first: dict[str, int] = {}
        self._read = 0

    def before(self, at: int, things: Iterable[str]) -> frozenset[str]:
        """Those of *things* that stand in a sentence before that one."""
        wanted = frozenset(things)
        for number in range(self._read, at if wanted else 0):
            for thing in self._things(self._sentences[number]):
                self._first.setdefault(thing, number)
            self._read = number + 1
        return frozenset(thing for thing in wanted if self._first.get(thing, at) < at)


@lru_cache(maxsize=128)  # the sentences of a text, each asked for twice
def _full(sentence: str) -> list[tuple[str, str]]:
    return _FULL.findall(sentence)


def _all_in_full(sentence: str) -> Iterable[str]:
    return (last for _, last in _full(sentence))


def _in_full(sentence: str) -> Iterable[str]:
    return (last for first, last in _full(sentence) if _needs_telling(first, last))


def _all_of(sentence: str) -> Iterable[str]:
    return map(stem, _ANY.findall(sentence.lower()))


def _brought(sentence: str) -> Iterable[str]:
    return (stem(word) for words in _A.findall(sentence.lower()) for word in words.split())


def names_in(text: str) -> frozenset[str]:
    """The words with a capital: whoever is called by one of them was named."""
    return frozenset(_CAPITAL.findall(text))


def _needs_telling(first: str, last: str) -> bool:
    """Whether somebody of that name has to be introduced: whom all news speak of, they know (and "Court" is nobody)."""
    words = (first.lower(), last.lower())
    return stem(words[1]) not in background() and not any(map(_is_no_name, words))


def _is_no_name(word: str) -> bool:
    return word in STOP_WORDS or word in MONTHS or bool(_WEEKDAY.fullmatch(word.capitalize()))


def _alone(sentence: str) -> Iterable[str]:
    return (
        match.group()
        for match in _CAPITAL.finditer(sentence)
        if not _BEFORE.search(sentence[max(0, match.start() - _LONGEST_BEFORE) : match.start()])
    )
