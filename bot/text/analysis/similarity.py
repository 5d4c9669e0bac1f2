"""
Whether one text's wording stands in another: by runs of words, kept as a small sketch.

Source: Broder 1997, "On the resemblance and containment of documents"; the sample keeps hashes below a limit, so that
two sketches of different size can be compared at the coarser limit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

RUN = 4
"""Words per run: shorter runs are idiom, longer ones break at every edit."""
HEAD = 64
"""Runs of the beginning that are kept whatever their hash: teasers repeat beginnings."""
SAMPLE = 256
"""Runs of the whole text that are kept at most."""
_ALL = 1 << 32


@dataclass(frozen=True, slots=True)
class Sketch:
    """Hashes of word runs: *head* of the beginning, *sample* of the whole below *limit*; *runs* counts them all."""

    head: frozenset[int]
    sample: frozenset[int]
    limit: int
    runs: int


def runs(words: Sequence[str], size: int = RUN) -> list[int]:
    """
    The hashes of all runs of *size* neighbouring words, in reading order; of a shorter text the whole as one.

    Raises: ValueError if *size* is below 1.
    """
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    if words and len(words) < size:
        return [crc32(" ".join(words).encode())]
    rows = zip(*(words[at:] for at in range(size)), strict=False)
    return [crc32(run.encode()) for run in map(" ".join, rows)]


def sketch(words: Iterable[str]) -> Sketch:
    """The sketch of a text, given by its tokens; equal for texts that differ in case, punctuation and spacing only."""
    found = runs([word.replace("'", "") for word in words])
    limit = _ALL
    sample = frozenset(found)
    while len(sample) > SAMPLE:
        limit //= 2
        sample = frozenset(value for value in sample if value < limit)
    # of a short text both are one: it is held and packed once
    return Sketch(sample if len(found) <= HEAD else frozenset(found[:HEAD]), sample, limit, len(found))


def contained(part: Sketch, whole: Sketch) -> float:
    """How much of *part*'s wording stands in *whole*, 0.0 to 1.0; the better of its beginning and its sample."""
    limit = min(part.limit, whole.limit)
    mine = frozenset(value for value in part.sample if value < limit)
    theirs = frozenset(value for value in whole.sample if value < limit)
    by_sample = len(mine & theirs) / len(mine) if len(mine) >= _ENOUGH else 0.0
    by_head = len(part.head & (whole.head | whole.sample)) / len(part.head) if part.head else 0.0
    return max(by_sample, by_head if part.runs <= _SHORT or by_sample > 0.0 else 0.0)


_ENOUGH = 12
"""Sampled runs below which a share is chance."""
_SHORT = 80
"""Runs of a text whose beginning stands for all of it."""
