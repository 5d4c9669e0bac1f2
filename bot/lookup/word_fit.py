"""How strongly the words of a text stand for the words of one question."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from bot.lookup.query import Question, Term
from bot.lookup.synonyms import forms, numbers_like, related, same_act
from bot.text.analysis.words import folded, normal, raw_tokens, spaced, stem, token_at

EXACT = 1.0
MISSPELT = 0.85
"""A stored word that the asked one may be a misspelling of, or another form that is spelt unlike: sell, sold."""
FAMILY = 0.7
"""Another word of the same family by its beginning, or for the same act: criticism, criticized; launch, release."""
RELATED = 0.45
"""Another word that news use for it: buy, acquire."""

FAMILY_LETTERS = 5

_MEANT = {"leading": "", "found": "find"}
"""Words that mean something else than their stem says: "the leading models" lead nobody, who found a way founded
nothing."""
_OWNED = re.compile(r"(?:['’]s?|\b(?:its|his|her|their|our|my|your|whose)) $", re.IGNORECASE)
"""What stands before "own" where nobody owns anything: "in a test of its own"."""

_LONGEST_OWNER = 8
"""Characters of such a word."""

LONGEST_SPELT_OUT = 1_000
"""Characters of a text whose capitals are read as an abbreviation: those of a whole article spell nearly anything."""

_SHORT_STEM = 3
"""Letters of a stem up to which its words may have another third letter."""

_INITIAL = re.compile(r"\b[^\W\d_]")
_ENGLISH_CAPITAL = re.compile(r"\b[A-Z]")


@dataclass(frozen=True, slots=True)
class Match:
    """How a text matches a question: strength for each term, and which term stands at which word, parted by blanks."""

    best: tuple[float, ...]
    places: tuple[tuple[int, int], ...]
    words: int


class Matcher:
    """
    Tells how strongly each stem of a text stands for each term of one question; remembers what it told.

    Of thousands of words few matter, so all others are passed over by their first letters.
    """

    def __init__(self, question: Question) -> None:
        self._terms = question.terms
        self.words = frozenset(term.word for term in question.terms)
        self._stands = _table(question.terms)
        self._families: dict[str, list[int]] = {}
        for n, term in enumerate(question.terms):
            if len(term.stem) >= FAMILY_LETTERS:
                self._families.setdefault(term.stem[:FAMILY_LETTERS], []).append(n)
        letters = "".join(term.word[0] for term in question.terms)
        spelt_out = {letters[n : n + size]: n for size in (3, 4, 5) for n in range(len(letters) - size + 1)}
        self._spelt_out = {short: n for short, n in spelt_out.items() if not related(short)}
        self._beginning = _beginning([*self._stands, *self._families, *self._spelt_out])
        self._short = {
            n: term.word for n, term in enumerate(question.terms) if 3 <= len(term.word) <= 5 and term.word.isalpha()
        }
        self._known: dict[str, tuple[tuple[int, float], ...]] = {}
        self._stems: dict[str, str] = {}
        self._matched: dict[tuple[str, str], Match] = {}

    def strengths(self, one: str) -> tuple[tuple[int, float], ...]:
        """Positions of the terms that the stem *one* stands for, each with a strength of 0 to 1."""
        if one not in self._known:
            found = dict(self._stands.get(one, ()))
            for n in self._families.get(one[:FAMILY_LETTERS], ()):
                if found.get(n, 0.0) < FAMILY and _family(one, self._terms[n].stem):
                    found[n] = FAMILY
            self._known[one] = tuple(sorted(found.items()))
        return self._known[one]

    def match(self, text: str, language: str = "en") -> Match:
        """How *text* matches the question."""
        key = (text, language)
        if key not in self._matched:
            self._matched[key] = self._match(text, language)
        return self._matched[key]

    def _match(self, text: str, language: str) -> Match:
        best = [0.0] * len(self._terms)
        places: list[tuple[int, int]] = []
        stems = set()
        for place, one in self._likely(text, language):
            stems.add(one)
            for n, strength in self.strengths(one):
                best[n] = max(best[n], strength)
                places.append((place, n))
        self._add_abbreviations(text, stems, best)
        return Match(tuple(best), tuple(places), text.count(" ") + 1)

    def _likely(self, text: str, language: str) -> Iterator[tuple[int, str]]:
        """The stems, with their places, of those words that mean something by their beginning."""
        if language == "en" and spaced(text):
            plain = normal(text)
            place = last = 0
            for found in self._beginning.finditer(plain):
                word = token_at(plain, found)
                if word == "own" and _OWNED.search(plain, max(0, found.start() - _LONGEST_OWNER), found.start()):
                    continue
                if one := self._meant(word):
                    place += plain.count(" ", last, found.start())
                    last = found.start()
                    yield place, one
        else:
            # other stemmers change first letters as well: German ones take the dots off
            for place, word in enumerate(raw_tokens(text)):
                yield place, stem(folded(word), language)

    def _meant(self, word: str) -> str:
        """The stem of an English word if it stands for a term, or for several as an abbreviation; else nothing."""
        if word not in self._stems:
            asked = word in self.words
            one = stem(folded(word)) if asked else _MEANT.get(word.lower(), stem(folded(word)))
            self._stems[word] = one if self.strengths(one) or one in self._spelt_out else ""
        return self._stems[word]

    def _add_abbreviations(self, text: str, stems: Iterable[str], best: list[float]) -> None:
        capitals = ""
        for n, word in self._short.items():
            if best[n] < MISSPELT and len(text) < LONGEST_SPELT_OUT:
                capitals = capitals or _capital_initials(text) or " "
                if word in capitals:
                    best[n] = MISSPELT
        self._add_spelt_out(text, stems, best)

    def _add_spelt_out(self, text: str, stems: Iterable[str], best: list[float]) -> None:
        for one in stems:
            start = self._spelt_out.get(one, -1)
            if start >= 0 and one.upper() in text:
                self._spelt(best, range(start, start + len(one)))

    @staticmethod
    def _spelt(best: list[float], meant: range) -> None:
        """Let an abbreviation stand for the terms *meant*, unless one of them is there in full."""
        if not any(best[n] >= FAMILY for n in meant):
            for n in meant:
                best[n] = MISSPELT

    def spells(self, piece: str) -> bool:
        """Whether the initials of *piece* are a word of the question: "AGI" was asked, the text writes it out."""
        return _capital_initials(piece) in self.words


def _table(terms: Iterable[Term]) -> dict[str, dict[int, float]]:
    """Each stem that stands for a term, with the terms and how strongly; families by beginning are left out."""
    table: dict[str, dict[int, float]] = {}
    for n, term in enumerate(terms):
        # the strongest last: it overwrites
        tiers = (
            (RELATED, related(term.stem)),
            (FAMILY, same_act(term.stem)),
            (MISSPELT, (*term.forms, *forms(term.stem), *numbers_like(term.stem))),
            (EXACT, (term.stem,)),
        )
        for strength, stems in tiers:
            # who asks "founded" has no form of "find" in mind
            for one in set(stems) - (forms(term.stem) if _is_other(term) else set()):
                table.setdefault(one, {})[n] = strength
    return table


def _is_other(term: Term) -> bool:
    """Whether a word is not the one that is spelt as its stem."""
    return term.stem in _MEANT and term.word != term.stem


def _beginning(stems: Collection[str]) -> re.Pattern[str]:
    """Finds all words that may have one of *stems*, and few others: by their first three letters."""
    if not stems:
        return re.compile(r"(?!)")
    # "dying" is stemmed to "die"; US is written for U.S.A.
    like = [*stems, *("us" for one in stems if one == "usa")]
    first, seconds, thirds = (_letters({one[n : n + 1] for one in like}) for n in range(3))
    begin_alike: dict[str, list[str]] = {}
    for one in like:
        begin_alike.setdefault(_letters({one[:1]}), []).append(one)
    goes_on = []
    for letter, some in begin_alike.items():
        shortest = min(map(len, some))
        second = seconds if shortest == 1 else _letters({one[1] for one in some})
        # behind so few letters a word may end otherwise: "using" is stemmed to "use"
        third = thirds if shortest <= _SHORT_STEM else _letters({one[2] for one in some})
        goes_on.append(rf"(?<={letter}){second}{third}")
    # the first letter leads: the search jumps from one to the next
    return re.compile(rf"{first}(?<![^\W_].)(?:\.|{'|'.join(goes_on)})[^\W_]*")


def _letters(some: Collection[str]) -> str:
    """A pattern for one of these letters, large or small; for any or none if one of them is missing."""
    swapped = {"i": "iy", "y": "iy"}
    signs = sorted({sign for one in some for low in swapped.get(one, one) for sign in low + low.upper()})
    return f"[{''.join(map(re.escape, signs))}]{'' if all(some) else '?'}" if signs else ""


def _capital_initials(text: str) -> str:
    if text.isascii():  # many times as fast
        return "".join(_ENGLISH_CAPITAL.findall(text)).lower()
    return "".join(sign.lower() for sign in _INITIAL.findall(text) if sign.isupper())


def _family(one: str, other: str) -> bool:
    shared = min(len(one), len(other))
    if shared < FAMILY_LETTERS or one[:FAMILY_LETTERS] != other[:FAMILY_LETTERS]:
        return False
    same = next((n for n in range(shared) if one[n] != other[n]), shared)
    return same >= max(FAMILY_LETTERS, max(len(one), len(other)) - 4)
