"""
What became of sentences when their text was written anew: which one says now what a vanished one said. PURE.

Feeds shorten texts and set them differently; neither is a change. A sentence has changed when it is gone and another
one, which was not there before, says most of the same.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from bot.text.analysis.sentences import Span, sentences
from bot.text.analysis.words import STOP_WORDS, normal, tokens

LONGEST_REREAD = 30_000
"""Characters of either text that are compared: reports have half as many, and quotes from further down are rare."""
MOST_REREAD = 400
"""Sentences of either text that are compared: as many as the longest reports have."""
MOST_QUOTED = 20
"""Quotes of one text that are looked at: a digest quotes four sentences of a story, and most chats the same."""
MOST_WORDS = 200
"""Words of a sentence that are compared: longer ones are no sentences."""
ALIKE = 0.5
"""Share of the words that two sentences have in common, from which the one says what the other said."""
ALIKE_IN_PLACE = 0.3
"""The same where it stands between the same neighbours: of three words of a short sentence one may stay."""
_FEW = 2
"""Words with a meaning of which a sentence must have more, for the others not to count."""

# A sign of money or a share, and a minus, change a figure; all other marks change nothing.
_SIGNS = re.compile(r"[$€£¥₹₩₽%‰°]|(?<![^\s(\[“\"'])[-−–](?=\d)")
_CUT_OFF = re.compile(r"…|\.\.\.|\[\+")

Words = tuple[str, ...]


class Reworded(NamedTuple):
    """A sentence, ``before[start:end]``, and the one that stands now in its stead."""

    start: int
    end: int
    now: Span


def reworded(before: str, after: str, quoted: Collection[tuple[int, int]], language: str) -> list[Reworded]:
    """
    Those of the quoted sentences that have changed.

    What changes only blanks, marks or case, and what is gone without another sentence in its place, is not among them.

    Args:
        before, after: The text as it was and as it is now.
        quoted: Spans of *before* (start, end) of whole sentences.
        language: Of both, as ``sentences`` takes it.
    """
    before, after = before[:LONGEST_REREAD], after[:LONGEST_REREAD]
    old = [telling(one.text) for one in sentences(before, language)[:MOST_REREAD]]
    spans = sentences(after, language)[:MOST_REREAD]
    new = [telling(one.text) for one in spans]
    stay_before, stay_after = set(old), set(new)
    all_before, all_after = _row(old), _row(new)
    free = [at for at, words in enumerate(new) if words and words not in stay_before]
    found: list[Reworded] = []
    for start, end in sorted(quoted)[:MOST_QUOTED]:
        words = telling(before[start:end])
        if not words or words in stay_after or not free:
            continue
        gap = _gap(old, new, words)
        best = max(free, key=lambda at: (_likeness(words, new[at]), -at))
        in_place = [at for at in free if at in gap]
        placed = max(in_place, key=lambda at: (_likeness(words, new[at]), -at), default=best)
        if _likeness(words, new[best]) < ALIKE:
            best = placed
        least = ALIKE_IN_PLACE if best in gap else ALIKE
        if _likeness(words, new[best]) < least or _is_cut(words, spans[best].text):
            continue
        # two sentences that became one, or one that became two, with the same words throughout
        if _row([words]) in all_after and _row([new[best]]) in all_before:
            continue
        found.append(Reworded(start, end, spans[best]))
    return found


def telling(text: str) -> Words:
    """What of a sentence tells something: its words and the signs of its figures, in order."""
    plain = normal(text[:LONGEST_REREAD])
    signs = Counter(match.group().replace("−", "-").replace("–", "-") for match in _SIGNS.finditer(plain))
    return (*tokens(plain)[:MOST_WORDS], *sorted(signs.elements())[:MOST_WORDS])


def _row(some: Sequence[Words]) -> str:
    """Words one after the other, each between blanks, to look for rows of them."""
    return f" {' '.join(word for words in some for word in words)} "


def _likeness(one: Words, other: Words) -> float:
    """How much two sentences have in common, 0.0 to 1.0: of the words that mean something, if they have enough."""
    telling = [[word for word in words if word not in STOP_WORDS] for words in (one, other)]
    mine, theirs = telling if min(map(len, telling)) > _FEW else (list(one), list(other))
    both = (Counter(mine) & Counter(theirs)).total()
    return 2 * both / (len(mine) + len(theirs)) if mine or theirs else 0.0


def _gap(old: Sequence[Words], new: Sequence[Words], words: Words) -> range:
    """Where among the new sentences one stands whose neighbours are still there: between these."""
    if words not in old:
        return range(0)
    at = old.index(words)
    places = {some: place for place, some in reversed(list(enumerate(new)))}
    before = next((places[some] for some in reversed(old[:at]) if some in places), -1)
    after = next((places[some] for some in old[at + 1 :] if some in places), len(new))
    return range(before + 1, after)


def _is_cut(words: Words, now: str) -> bool:
    """Whether a sentence is only the beginning of the one with these words, where a feed cuts its texts off."""
    cut = _CUT_OFF.search(now)
    start = tokens(now[: cut.start()])[:MOST_WORDS] if cut else []
    if not start or len(start) > len(words):
        return False
    # the last word may be cut as well
    return list(words[: len(start) - 1]) == start[:-1] and words[len(start) - 1].startswith(start[-1])
