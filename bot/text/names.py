"""
Proper names in a text, each with its place. Figures have a module of their own, ``figures.py``.

Names are told by capitals, so German nouns, Title Case headlines and sentence starts need care: where capitals tell
nothing, a word counts as a name only when something else speaks for it. A version belongs to its name: "Aria-5.4" and
"Aria-5.5" are two names.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.text.common import CALENDAR, common
from bot.text.figures import Figure, agree, comparable, figures
from bot.text.words import STOP_WORDS

__all__ = ["Figure", "Name", "agree", "comparable", "figures", "names"]


@dataclass(frozen=True, slots=True)
class Name:
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


_PIECE = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:(?<=\d)[.,](?=\d)[^\W_]+)*(?:['’](?=[^\W\d_])[^\W\d_]+)?|&")
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


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    start: int
    end: int
    joined: bool
    """Nothing but one space or hyphen stands before it."""
    first: bool
    """It begins a sentence."""

    @property
    def lower(self) -> str:
        return self.text.lower().replace("’", "'").removesuffix("'s")

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() or self.strong

    @property
    def strong(self) -> bool:
        """Capitals where no sentence start would put them: acronyms, "iPhone", "xAI", letters with figures."""
        letters = [c for c in self.text.removesuffix("'s").removesuffix("’s") if c.isalpha()]
        mixed = any(c.isdigit() for c in self.text) and self.text[0].isupper()
        return len(letters) > 1 and (any(c.isupper() for c in letters[1:]) or mixed)


def _pieces(line: str, offset: int) -> list[_Piece]:
    found: list[_Piece] = []
    position = 0
    for match in _PIECE.finditer(line):
        gap = line[position : match.start()]
        first = not found or bool(_SENTENCE_END.search(gap))
        joined = (
            bool(found) and gap in (" ", "-", "‑", "\u00a0", ". ") and not (gap == ". " and len(found[-1].text) > 2)
        )
        found.append(_Piece(match.group(), offset + match.start(), offset + match.end(), joined, first and not joined))
        position = match.end()
    return found


def _title_case(pieces: list[_Piece]) -> bool:
    """Whether capitals tell nothing in this line: nearly all its words have one."""
    words = [p for p in pieces if p.text[0].isalpha() and p.lower not in STOP_WORDS]
    return len(words) >= 4 and sum(p.text[0].isupper() for p in words) >= 0.75 * len(words)


def _version(piece: _Piece, following: _Piece | None) -> bool:
    if not _VERSION.match(piece.lower):
        return False
    if not piece.text.isdigit() or following is None or not following.joined:
        return True
    # "Aria 5 was" and "Aria 5 Turbo" name a version, "Meta 15 people" counts
    return following.capital or (len(piece.text) <= 2 and following.lower not in _COUNTED)


def _runs(pieces: list[_Piece], loose: bool) -> Iterable[list[_Piece]]:
    """Runs of capitalised words, with their versions; *loose*: capitals tell little, so common words break runs."""
    run: list[_Piece] = []
    for at, piece in enumerate(pieces):
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        if run and not piece.joined:
            yield run
            run = []
        everyday = common(piece.lower) or (loose and piece.lower.endswith("ly"))
        breaks = (loose or piece.first) and everyday and not piece.strong and not _size(run, piece, following)
        calendar = (piece.lower in CALENDAR and not piece.strong) or piece.lower.strip(".") in _CLOCK
        starts = piece.capital and piece.lower not in STOP_WORDS and not breaks and not calendar
        goes_on = bool(run) and (_version(piece, following) or _inner(piece, following))
        if starts or goes_on:
            run.append(piece)
        # what a possessive owns is another name
        if run and (not (starts or goes_on) or piece.text.endswith(("'s", "’s"))):
            yield run
            run = []
    if run:
        yield run


def _size(run: list[_Piece], piece: _Piece, following: _Piece | None) -> bool:
    """An everyday word inside a name that counts up ("Aria Large 3"); a verb ends in -s or -ed."""
    counts = following is not None and following.joined and bool(_VERSION.match(following.lower))
    return bool(run) and counts and not piece.lower.endswith(("s", "ed"))


def _inner(piece: _Piece, following: _Piece | None) -> bool:
    plain = (piece.lower in _INNER and piece.text.islower()) or piece.text == "&"
    return plain and following is not None and following.joined and following.capital


def _name(text: str, run: list[_Piece], weak: bool, known: Collection[str]) -> Name:
    while run[-1].text in _INNER:
        run = run[:-1]
    written = text[run[0].start : run[-1].end]
    written = re.sub(r"['’]s$", "", written)
    parts = [p.lower.strip(".") for p in run]
    version = next(
        (p.lower.lstrip("v") for p in run if _VERSION.match(p.lower) and any(c.isdigit() for c in p.text)), ""
    )
    key = " ".join(part.replace(".", "") if part[1:2] == "." and not part[0].isdigit() else part for part in parts)
    sure = not weak or any(p.strong for p in run) or key in known or bool(version)
    return Name(written, key, run[0].start, run[0].start + len(written), version, sure)


def names(text: str, known: Collection[str] = (), language: str = "en") -> tuple[Name, ...]:
    """
    The proper names in *text*, in reading order, with repeats.

    Args:
        text: Plain text; each line is judged for Title Case by itself.
        known: Keys that are names for certain, such as those of the article below a headline.
        language: Two-letter code; in German a lone capitalised word says nothing.
    Returns: spans that do not overlap.
    """
    found: list[Name] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        pieces = _pieces(line, offset)
        # a line that ends like a sentence is one
        loose = not line.rstrip().endswith(".") and _title_case(pieces)
        for run in _runs(pieces, loose):
            weak = loose or (len(run) == 1 and (run[0].first or language == "de"))
            found.append(_name(text, run, weak, known))
        offset += len(line)
    return _confirmed(text, found)


def _confirmed(text: str, found: list[Name]) -> tuple[Name, ...]:
    """Weak names that the text itself confirms (sure elsewhere), without those it writes small elsewhere."""
    sure = {name.key for name in found if name.sure}
    small = {word for word in re.findall(r"(?<![^\W_])[^\W\d_]+", text) if word.islower()}
    kept: list[Name] = []
    for name in found:
        if name.sure:
            kept.append(name)
        elif name.key in sure:
            kept.append(Name(name.text, name.key, name.start, name.end, name.version))
        elif name.key not in small:
            kept.append(name)
    return tuple(kept)
