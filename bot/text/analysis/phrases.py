"""
Which of many phrases stand in a text, word for word, in one walk over it (Aho-Corasick).

Words are compared without case, accents and signs that nobody sees, and by their stems in the text's language. A phrase
begins and ends with whole words, so "ai" does not stand in "said". Scripts that are written without blanks are read
sign by sign.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import ahocorasick

from bot.text.analysis.words import CJK, REMEMBERED, folded, stem

LONGEST_READ = 10_000
"""Characters of a text that are looked through: more than articles have, and a book in a feed costs no more."""

_UNSPACED = CJK + "฀-๿຀-໿က-႟ក-៿"
"""Chinese, Japanese, Korean, Thai, Lao, Burmese, Khmer."""
_INDIC = "ऀ-ॣ०-෿"
"""Letters with their vowel signs, which Python counts neither as letters nor as digits."""
# what Unicode calls default ignorable, the points of Hebrew and Arabic, and the stroke that only widens an Arabic word
_UNSEEN = re.compile(
    "[\u00ad\u034f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_ACCENT = re.compile("[\u0300-\u036f\u0653-\u0655]")
# "U.S.", "5.4", "C++" are one word; an apostrophe parts two ("l'IA"), and a possessive ending is left out
_WORD = re.compile(
    rf"([{_UNSPACED}]"
    rf"|(?:[^\W\d_{_UNSPACED}]\.){{2,12}}(?:[^\W\d_{_UNSPACED}](?!\w))?"
    rf"|(?:[^\W_{_UNSPACED}]|[{_INDIC}])+(?:(?<=\d)[.,](?=\d)[^\W_{_UNSPACED}]+){{0,12}}(?:[+#]{{1,2}}(?!\w))?)"
    r"(?:['’ʼ][sS](?!\w))?"
)
_NO_NAME = "·"
"""Stands for a word that begins with no capital."""
_APART = "\n"
"""No word: no phrase goes over it."""


def words_in(text: str) -> list[str]:
    """The words of a text as written, without signs that nobody sees."""
    plain = text if text.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return [found[1] for found in _WORD.finditer(plain)]


def same_phrase(text: str) -> str:
    """What two ways to write one phrase have in common, stems left aside; empty for a text without words."""
    return " ".join(_forms(word, "")[0] for word in words_in(text))


@lru_cache(maxsize=REMEMBERED)
def _forms(word: str, language: str) -> tuple[str, str]:
    """A word, and its stem, as they are compared."""
    low = folded(word)
    return _bare(low), _bare(stem(low, language))


def _bare(word: str) -> str:
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", word)))


def _row(forms: Iterable[tuple[str, str]]) -> str:
    """Words, then their stems, each between blanks."""
    plain, stems = [], []
    for word, its_stem in forms:
        plain.append(word)
        stems.append(its_stem)
    return " ".join(("", *plain, _APART, *stems, ""))


@lru_cache(maxsize=2_000)  # the entries of some days that many chats follow; some 10 kB each
def row(text: str, language: str) -> str:
    """A text as ``Phrases`` looks through it."""
    return _row(_forms(word, language) for word in words_in(text[:LONGEST_READ]))


@lru_cache(maxsize=2_000)
def row_of_names(text: str, language: str) -> str:
    """The same, with nothing but the words that begin with a capital, or have no case at all."""
    words = words_in(text[:LONGEST_READ])
    return _row((_NO_NAME, _NO_NAME) if word[0].islower() else _forms(word, language) for word in words)


class Phrases:
    """Phrases to be found in texts of one language."""

    def __init__(self, phrases: Sequence[str], language: str) -> None:
        wanted: dict[str, list[int]] = {}
        for number, phrase in enumerate(phrases):
            forms = [_forms(word, language) for word in words_in(phrase)]
            for needle in {" ".join(("", *some, "")) for some in zip(*forms, strict=True)}:
                wanted.setdefault(needle, []).append(number)
        self._automaton = ahocorasick.Automaton()
        for needle, numbers in wanted.items():
            self._automaton.add_word(needle, tuple(numbers))
        self._automaton.make_automaton()
        self._any = bool(wanted)

    def found(self, in_row: str) -> frozenset[int]:
        """The places, in the list of phrases, of those that stand in a text, as ``row`` gives it."""
        if not self._any:
            return frozenset()
        # many phrases end at one place only if they end alike: the work grows with the text and the phrases together
        return frozenset().union(*{numbers for _, numbers in self._automaton.iter(in_row)})

    def repeated(self, in_row: str) -> frozenset[int]:
        """The places of those that stand in a text twice and more."""
        often: set[int] = set()
        # words and their stems tell of the same mentions
        for half in in_row.split(_APART) if self._any else ():
            counted = Counter(number for _, numbers in self._automaton.iter(half) for number in numbers)
            often |= {number for number, times in counted.items() if times > 1}
        return frozenset(often)


@lru_cache(maxsize=64)  # a chat's rules, for each language that its feeds speak
def phrases_in(phrases: tuple[str, ...], language: str) -> Phrases:
    """``Phrases``, made once."""
    return Phrases(phrases, language)
