"""Cuts a text into sentences, each a verbatim span of it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from sentencex import segment


class Span(NamedTuple):
    """One sentence: ``text[start:end]``, without white space around it."""

    start: int
    end: int
    text: str


# Where the segmenter ends a sentence that in fact goes on: the last word before the cut, what follows, why.
_GOES_ON = tuple(
    (re.compile(before), re.compile(after))
    for before, after in (
        # an abbreviation of measure or place in a book wants its figure: "approx. $2.5 bn", "Eq. 12"
        (r"\W?(?i:approx|est|ca|circa|eqn?|vol|ch|sec|figs?|nos?|tab|pp?|art|min|max)\.", r"[$€£¥~≈<>]?\d"),
        # an hour wants its zone, day or date: "5 p.m. EST", "8 p.m. Friday"
        (r"\d*[ap]\.m\.", r"[A-Z]{2,4}\b(?!\.)|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"),
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

# Where a sentence ends though the segmenter reads on.
_ENDS = re.compile(
    # a full sentence in brackets: "(It was lower last year.) Buyers queue."
    r"""[.!?]\)(?=\s+["“‘(]?[A-Z])"""
    # words that are abbreviations only before a name and with a capital, or never: "in May. Halden", "it is art. Then"
    r"|\b(?:May|art|no|gen|sec|con|miss|ill|etc|rep|min)\.(?=\s+[\"“‘(]?[A-Z][a-z])"
    # a country as a place, then a plural subject with its verb: "in the U.S. Investors took note"
    r"|[A-Z]\.[A-Z]\.(?=\s[A-Z][a-z]{3,}s\s[a-z])"
    r"(?:(?<=in the ....)|(?<=across the ....)|(?<=from the ....)|(?<=to the ....)|(?<=outside the ....))"
)
# What every match of _ENDS holds: one of these, or two letters with points.
_END_HINTS = (".)", "!)", "?)", *(f"{word}." for word in "May art no gen sec con miss ill etc rep min".split()))
_LETTERS = re.compile(r"[A-Z]\.[A-Z]\.")


def _cuts(line: str, language: str) -> Iterator[int]:
    """Offsets in *line* at which the segmenter starts a new piece; the pieces hold all of the line."""
    position = 0
    for piece in segment(language, line):
        position = line.index(piece, position)
        yield position
        position += len(piece)


def _goes_on(before: str, after: str) -> bool:
    """Whether a sentence goes on from *before* to *after*, both without outer white space."""
    if len(before) <= _LONGEST_MARK and _ITEM_MARK.fullmatch(before):
        return True
    last = before.rpartition(" ")[2]
    if after[:1] in _MARKS and _CLOSING.match(after):
        return bool(last)
    if not _MAY_GO_ON.fullmatch(last):
        return False
    return any(left.fullmatch(last) and right.match(after) for left, right in _GOES_ON)


def _may_end(line: str) -> bool:
    """Whether _ENDS can match at all: substrings are found many times faster."""
    return any(map(line.__contains__, _END_HINTS)) or bool(_LETTERS.search(line))


def _pieces(line: str, language: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of one line, white space included."""
    start = 0
    ends = {match.end() for match in _ENDS.finditer(line)} if _may_end(line) else set()
    for cut in sorted({*_cuts(line, language), *ends}):
        if cut > start and (cut in ends or not _goes_on(line[start:cut].strip(), line[cut:].strip())):
            yield start, cut
            start = cut
    yield start, len(line)


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
        for start, end in _pieces(line, language or "en"):
            sentence = line[start:end].strip()
            if sentence:
                first = offset + start + len(line[start:end]) - len(line[start:end].lstrip())
                spans.append(Span(first, first + len(sentence), sentence))
        offset += len(line)
    return spans
