"""Cuts a text into sentences, each a verbatim span of it."""

from typing import NamedTuple

from sentencex import segment


class Span(NamedTuple):
    """One sentence: ``text[start:end]``, without white space around it."""

    start: int
    end: int
    text: str


def sentences(text: str, language: str = "en") -> list[Span]:
    """
    Cut *text* into sentences.

    Args:
        text: Plain text; a line break always ends a sentence.
        language: Two-letter code.
    Returns: spans in reading order that do not overlap; together they hold all but white space.
    """
    spans: list[Span] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        position = 0
        for piece in segment(language or "en", line):
            stripped = piece.strip()
            if not stripped:
                continue
            start = line.index(stripped, position)
            position = start + len(stripped)
            spans.append(Span(offset + start, offset + position, stripped))
        offset += len(line)
    return spans
