"""Cuts a text into sentences, each a verbatim span of it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.model import UNSAID
from bot.text.lexicon.calendar import MONTH, WEEKDAY
from bot.text.lexicon.titles import BEFORE_A_NAME

_STRETCH = 2_000
"""Characters of a line that the segmenter gets at once: its time grows with their square where quotes stay open."""
_SURE = 1_500
"""Characters of a stretch within which its cuts count; the others are found again, with what follows them in sight."""


class Span(NamedTuple):
    """One sentence: ``text[start:end]``, without white space around it."""

    start: int
    end: int
    text: str


_ZONE = r"(?:[ECMP][SD]?T|GMT|UTC|BST|CES?T|EES?T|JST|IST|AES?T)"

# Where the segmenter ends a sentence that in fact goes on: the last word before the cut, what follows, why.
_GOES_ON = tuple(
    (re.compile(before), re.compile(after))
    for before, after in (
        # an abbreviation of measure or place in a book wants its figure: "approx. $2.5 bn", "Eq. 12"; what comes before
        # it is not tried without: that would cost more than all other rules
        (r"\W?+(?i:approx|est|ca|circa|eqn?|vol|ch|sec|figs?|nos?|tab|pp?|art|min|max)\.", r"[$€£¥~≈<>]?\d"),
        # an hour wants its zone, day or date: "5 p.m. EST", "8 p.m. Friday"
        (
            r"\d*[ap]\.m\.",
            rf"[A-Z]{{2,4}}\b(?!\.)|{_ZONE}\b|(?:Eastern|Central|Mountain|Pacific|Greenwich)\b|{WEEKDAY}\b|{MONTH}\b",
        ),
        # an abbreviation before a name, also where a hyphen joins it to another: "Minneapolis-St. Paul"
        (rf"\W*(?:\w+-)*{BEFORE_A_NAME}", r"[A-Z]"),
        # a state before who holds office there: "with Wash. Gov. Jay Inslee", "the D.C. Circuit"
        (
            r"\W*(?:Ala|Ariz|Calif|Colo|Conn|Fla|Ga|Ill|Ky|Mass|Mich|Minn|Miss|Mont|Nev|Okla|Ore|Tenn|Wash|Wis|D\.C)\.",
            r"(?:Gov|Sen|Rep|Lt|Attorney|Circuit|Court)\b",
        ),
        # the same with a month and its day: "the post-Sept. 11 law"
        (r"\W*(?:\w+-)+(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.", r"\d"),
        # a name may end in such a mark: "Jeopardy! began", "she told E! News"
        (r"\W*\w++[!?]+[”’\"']?", r"[a-z]"),
        (r"\W*[A-Z]!", r"[A-Z]"),
        # a name that begins with a point: "The .NET team"
        (r"\.", r"[A-Z]"),
    )
)
# most words are none of these: one look tells
_MAY_GO_ON = re.compile("|".join(f"(?:{before.pattern})" for before, _ in _GOES_ON))
# closing marks belong to what they close
_MARKS = frozenset(")]”’\"'»")
_CLOSING = re.compile(r"[)\]”’\"'»]+$")
# The mark of a list item is no sentence of its own: "1. Open the file.", "- Less memory"
_ITEM_MARK = re.compile(r"\(?(?:\d{1,2}|[A-Za-z])[.)]|[-–—•*·▪‣]")
_LONGEST_MARK = 4
_NEAR = 40
"""Characters on each side of a cut that tell whether the sentence goes on there: no rule needs more than a few words,
and looking at all of a long line at each of its cuts would take the square of its length."""

_NOT_SHORT = "|".join(rf"(?<=\b{word}\.)" for word in "May art no gen sec con miss ill etc rep min".split())
# Where a sentence ends though the segmenter reads on. All begin with a mark and look back from there: marks are few and
# found fast.
_ENDS = re.compile(
    # a full sentence in brackets: "(It was lower last year.) Buyers queue."
    r"""\)(?<=[.!?]\))(?=\s+["“‘(]?[A-Z])"""
    # words that are abbreviations only before a name and with a capital, or never: "in May. Halden", "it is art. Then"
    rf"|\.(?<=[yotncslp]\.)(?:{_NOT_SHORT})(?=\s+[\"“‘(]?[A-Z][a-z])"
    # a country as a place, then a plural subject with its verb: "in the U.S. Investors took note"
    r"|\.(?<=[A-Z]\.[A-Z]\.)(?=\s[A-Z][a-z]{3,}s\s[a-z])"
    r"(?:(?<=in the ....)|(?<=across the ....)|(?<=from the ....)|(?<=to the ....)|(?<=outside the ....))"
)
# an opening mark that stands before a cut begins what follows it: `It is over. “` and `We lost,” he said.`
_OPENS_NEXT = ('"', "“", "„", "«")


def _cuts(line: str, language: str) -> Iterator[int]:
    """Offsets in *line*, which are above 0, at which the segmenter starts a new piece."""
    begin = 0
    while len(line) - begin > _STRETCH:
        sure = [begin + cut for cut in _cuts_of(line[begin : begin + _STRETCH], language) if cut <= _SURE]
        yield from sure
        begin = sure[-1] if sure else begin + _SURE
    yield from (begin + cut for cut in _cuts_of(line[begin:], language))


def _cuts_of(stretch: str, language: str) -> Iterator[int]:
    from sentencex import segment  # 3 MB that a bot without feeds can save

    position = 0
    for piece in segment(language, stretch):
        position = stretch.index(piece, position)
        if position:
            yield position
        position += len(piece)


def _goes_on(before: str, after: str) -> bool:
    """Whether a sentence goes on from *before* to *after*, of both what stands next to the cut."""
    before, after = before.strip(), after.strip()
    if len(before) <= _LONGEST_MARK and _ITEM_MARK.fullmatch(before):
        return True
    last = before.rpartition(" ")[2]
    if after[:1] in _MARKS and _CLOSING.match(after):
        return bool(last)
    if not _MAY_GO_ON.fullmatch(last):
        return False
    return any(left.fullmatch(last) and right.match(after) for left, right in _GOES_ON)


def _pieces(line: str, language: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of one line, white space included."""
    start = 0
    ends = {match.end() for match in _ENDS.finditer(line)}
    for cut in sorted({*_cuts(line, language), *ends}):
        if cut > start and (cut in ends or not _goes_on(line[max(start, cut - _NEAR) : cut], line[cut : cut + _NEAR])):
            cut = _before_mark(line, start, cut)
            yield start, cut
            start = cut
    yield start, len(line)


def _before_mark(line: str, start: int, cut: int) -> int:
    """Where a sentence ends that is cut behind the mark with which the next one opens."""
    piece = line[start:cut].rstrip()
    at = start + len(piece) - 1
    if not piece.endswith(_OPENS_NEXT) or not line[at - 1 : at].isspace():
        return cut
    closes = piece[-1] == '"' and piece.count('"') % 2 == 0
    return cut if closes or at == start else at


def sentences(text: str, language: str = "en") -> list[Span]:
    """
    Cut *text* into sentences.

    Args:
        text: Plain text; a line break always ends a sentence.
        language: Two-letter code; an unknown or empty one is read as English.
    Returns: spans in reading order that do not overlap; together they hold all but white space.
    """
    spans: list[Span] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        for start, end in _pieces(line, language or UNSAID):
            piece = line[start:end]
            sentence = piece.strip()
            if sentence:
                first = offset + start + len(piece) - len(piece.lstrip())
                spans.append(Span(first, first + len(sentence), sentence))
        offset += len(line)
    return spans
