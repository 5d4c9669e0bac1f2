"""
Proper names in a text, each with its place. Figures have a module of their own, ``figures.py``.

Names are told by capitals, so German nouns, Title Case headlines and sentence starts need care: where capitals tell
nothing, a word counts as a name only when something else speaks for it. A version belongs to its name: "Aria-5.4" and
"Aria-5.5" are two names.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from bot.text.analysis.figures import Figure, agree, comparable, figures
from bot.text.analysis.words import CJK, REMEMBERED, STOP_WORDS, stop_words
from bot.text.lexicon.calendar import CALENDAR
from bot.text.lexicon.common_words import common

__all__ = ["Figure", "Name", "agree", "comparable", "figures", "names"]


class Name(NamedTuple):
    """
    A proper name: ``text[start:end]`` as written.

    *key* is for comparing: lower-cased, hyphens and spaces alike. *version* is the part of it that counts up, or "".
    *sure* is False where only a capital at the start of a sentence or in a Title Case headline speaks for it.
    """

    text: str
    key: str
    start: int
    end: int
    version: str = ""
    sure: bool = True


# signs that stand for words or syllables know no capitals
def _pieces(letter: str, sign: str) -> re.Pattern[str]:
    return re.compile(rf"((?:{letter}\.){{2,}}|{sign}+(?:(?<=\d)[.,](?=\d){sign}+)*(?:['’](?={letter}){letter}+)?|&)")


_PIECE = _pieces(rf"[^\W\d_{CJK}]", rf"[^\W_{CJK}]")
_ASCII_PIECE = _pieces("[A-Za-z]", "[A-Za-z0-9]")
"""The same where all is ASCII: found faster."""
_VERSION = re.compile(r"[vV]?\d{1,3}(?:\.\d{1,3}){0,3}[a-zA-Z]?$")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’)\]]*\s+|\n|^\s*$|[–—•|]\s+|\s[\"“‘(]")
# What stands after a number that counts, and so is no version of the name before it.
_COUNTED = frozenset(
    """
    people men women children users customers workers employees students patients victims dead killed injured wounded
    arrested missing jobs days hours minutes weeks months years times points goals runs games wins percent per cent
    thousand million billion trillion dollars euros pounds miles kilometers meters feet tons companies startups states
    countries cities cases deaths votes seats shares stores others
    """.split()
)
# Written in capitals, but they say when, not who.
_CLOCK = frozenset("utc gmt est edt cst cdt mst mdt pst pdt cet cest bst ist jst am pm a.m p.m".split())
_INNER = frozenset("of de del della der den van von bin al la le du da dos di & the".split())


class _Word(NamedTuple):
    """What is known of a word wherever it stands."""

    lower: str
    strong: bool
    """Capitals where no sentence start would put them: acronyms, "iPhone", "xAI", letters with figures."""
    capital: bool
    everyday: bool
    stop: bool
    calendar: bool
    """It says when, not who."""
    possessive: bool
    counts: bool
    """It may be a version."""
    part: str
    """What it is in the key of a name."""


class _Piece(NamedTuple):
    text: str
    start: int
    end: int
    joined: bool
    """Nothing but one space or hyphen stands before it."""
    first: bool
    """It begins a sentence."""
    word: _Word


@lru_cache(maxsize=REMEMBERED)
def _word(text: str) -> _Word:
    lower = text.lower().replace("’", "'").removesuffix("'s")
    letters = [c for c in text.removesuffix("'s").removesuffix("’s") if c.isalpha()]
    mixed = any(c.isdigit() for c in text) and text[0].isupper()
    strong = len(letters) > 1 and (any(c.isupper() for c in letters[1:]) or mixed)
    return _Word(
        lower=lower,
        strong=strong,
        capital=text[0].isupper() or strong,
        everyday=common(lower),
        stop=lower in STOP_WORDS,
        calendar=(lower in CALENDAR and not strong) or lower.strip(".") in _CLOCK,
        possessive=text.endswith(("'s", "’s")),
        counts=bool(_VERSION.match(lower)),
        part=_part(lower.strip(".")),
    )


def _part(bare: str) -> str:
    return bare.replace(".", "") if bare[1:2] == "." and not bare[0].isdigit() else bare


_JOINTS = frozenset((" ", "-", "‑", "\u00a0"))


@lru_cache(maxsize=1_000)
def _ends(gap: str) -> bool:
    """Whether a sentence ends with what stands between two words: mostly the same few marks."""
    return bool(_SENTENCE_END.search(gap))


class _Line:
    """The words of one line; few stand near a capital, so a word is looked at only when it is asked for."""

    __slots__ = ("_gaps", "_starts", "texts")

    def __init__(self, line: str, offset: int) -> None:
        parts = (_ASCII_PIECE if line.isascii() else _PIECE).split(line)
        self.texts = parts[1::2]
        self._gaps = parts[::2]
        self._starts = list(accumulate(map(len, parts), initial=offset))

    def piece(self, at: int) -> _Piece | None:
        """The word at a place; None behind the last one."""
        if at >= len(self.texts):
            return None
        text, gap = self.texts[at], self._gaps[at]
        # an initial has a point behind it
        joined = at > 0 and (gap in _JOINTS or (gap == ". " and len(self.texts[at - 1]) <= 2))
        first = not joined and (at == 0 or _ends(gap))
        return _Piece(text, self._starts[2 * at + 1], self._starts[2 * at + 2], joined, first, _word(text))

    def title_case(self) -> bool:
        """Whether capitals tell nothing in this line: nearly all its words have one."""
        words = [text for text in self.texts if text[0].isalpha() and not _word(text).stop]
        return len(words) >= 4 and sum(text[0].isupper() for text in words) >= 0.75 * len(words)


def _version(piece: _Piece, following: _Piece | None) -> bool:
    if not piece.word.counts:
        return False
    if not piece.text.isdigit() or following is None or not following.joined:
        return True
    # "Aria 5 was" and "Aria 5 Turbo" name a version, "Meta 15 people" counts
    return following.word.capital or (len(piece.text) <= 2 and following.word.lower not in _COUNTED)


def _runs(line: _Line, loose: bool, linking: Collection[str]) -> Iterable[list[_Piece]]:
    """
    Runs of capitalised words, with their versions.

    Args:
        line: The words of one line.
        loose: Capitals tell little, so common words break runs.
        linking: Words of the language that are no names wherever a sentence begins.
    """
    done = 0
    # a word without a capital anywhere begins no name
    for begin in [at for at, small in enumerate(map(str.islower, line.texts)) if not small]:
        if begin < done or not _may_begin(_word(line.texts[begin])):
            continue
        run: list[_Piece] = []
        piece, done = line.piece(begin), begin
        while piece and (piece.joined or not run):
            done += 1
            following = line.piece(done)
            goes_on = _starts(run, piece, following, loose) and (piece.word.strong or piece.word.lower not in linking)
            if not goes_on and run:
                goes_on = _version(piece, following) or _inner(piece, following)
            if goes_on:
                run.append(piece)
            # what a possessive owns is another name
            if not goes_on or piece.word.possessive:
                break
            piece = following
        if run:
            yield run


def _starts(run: list[_Piece], piece: _Piece, following: _Piece | None, loose: bool) -> bool:
    """Whether a word is one that names are made of."""
    word = piece.word
    if not _may_begin(word):
        return False
    everyday = word.everyday or (loose and word.lower.endswith("ly"))
    return not ((loose or piece.first) and everyday and not word.strong and not _size(run, piece, following))


def _may_begin(word: _Word) -> bool:
    return word.capital and not word.stop and not word.calendar


def _size(run: list[_Piece], piece: _Piece, following: _Piece | None) -> bool:
    """An everyday word inside a name that counts up ("Aria Large 3"); a verb ends in -s or -ed."""
    counts = following is not None and following.joined and following.word.counts
    return bool(run) and counts and not piece.word.lower.endswith(("s", "ed"))


def _inner(piece: _Piece, following: _Piece | None) -> bool:
    plain = (piece.word.lower in _INNER and piece.text.islower()) or piece.text == "&"
    return plain and following is not None and following.joined and following.word.capital


def _name(text: str, run: list[_Piece], weak: bool, known: Collection[str]) -> Name:
    while run[-1].text in _INNER:
        run = run[:-1]
    written = text[run[0].start : run[-1].end]
    written = written[:-2] if run[-1].word.possessive else written
    words = [p.word for p in run]
    version = next((word.lower.lstrip("v") for word in words if word.counts), "")
    key = " ".join([word.part for word in words])
    sure = not weak or any(word.strong for word in words) or key in known or bool(version)
    return Name(written, key, run[0].start, run[0].start + len(written), version, sure)


def names(text: str, known: Collection[str] = (), language: str = "en", below: str = "") -> tuple[Name, ...]:
    """
    The proper names in *text*, in reading order, with repeats.

    Args:
        text: Plain text; each line is judged for Title Case by itself.
        known: Keys that are names for certain, such as those of the article below a headline.
        language: Two-letter code; in German a lone capitalised word says nothing.
        below: What stands below a headline: what it writes small is no name, though a sentence may begin with it.
    Returns: spans that do not overlap.
    """
    found: list[Name] = []
    linking = stop_words(language)
    offset = 0
    for line in text.splitlines(keepends=True):
        words = _Line(line, offset)
        # a line that ends like a sentence is one
        loose = not line.rstrip().endswith(".") and words.title_case()
        for run in _runs(words, loose, linking):
            weak = loose or (len(run) == 1 and (run[0].first or language == "de"))
            found.append(_name(text, run, weak, known))
        offset += len(line)
    return _confirmed(text, found, below)


_LETTERS = re.compile(r"(?<![^\W_])[^\W\d_]+")


def _confirmed(text: str, found: list[Name], below: str) -> tuple[Name, ...]:
    """Weak names that the text itself confirms (sure elsewhere), without those it writes small elsewhere."""
    sure = {name.key for name in found if name.sure}
    # to find a few keys in a text is many times faster than to take it apart
    weak = any(name.key not in sure and (name.key in text or name.key in below) for name in found)
    small = {word for word in _LETTERS.findall(f"{text}\n{below}") if word.islower()} if weak else set()
    kept: list[Name] = []
    for name in found:
        if name.sure:
            kept.append(name)
        elif name.key in sure:
            kept.append(Name(name.text, name.key, name.start, name.end, name.version))
        elif name.key not in small:
            kept.append(name)
    return tuple(kept)
