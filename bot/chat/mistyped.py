"""The word that somebody probably meant who follows or mutes one that nothing stored has."""

import re
from collections import Counter
from collections.abc import Collection, Iterable

from bot.lookup.query import parse_question, unknown
from bot.ports import Unit
from bot.text.analysis.nearest import LONGEST, as_compared, nearest

FREQUENT = 3
"""Sentences that have a word at least which is asked about: one that is nearly as rare may be mistyped itself."""
_ALIKE = 20
"""Stored words that are looked at, likeliest first."""
_LOOKED_AT = 20
"""Sentences in which it is looked up how a word is written."""
_WORD = re.compile(r"[^\W\d_]+")


async def meant_word(unit: Unit, typed: str, feeds: Collection[int]) -> str:
    """
    The word for which *typed* is a slip of one letter, as the news in *feeds* writes it.

    Returns: empty where *typed* is no single word, is stored or in use, or none that is often told is so near.
    """
    question, passages = parse_question(typed), unit.passages(feeds)
    if not _WORD.fullmatch(typed) or len(question.terms) != 1:
        return ""
    _, counts = await passages.counts([question.terms[0].stem])
    if not unknown(question, counts):
        return ""
    near = await passages.near(question.terms[0].stem, _ALIKE)
    _, counts = await passages.counts(near)
    often = sorted((stem for stem in near if counts[stem] >= FREQUENT), key=counts.__getitem__, reverse=True)
    for stem in often:
        quotes = await passages.find([[stem]], _LOOKED_AT)
        if found := one_letter_away(typed, (quote.text for quote in quotes)):
            return found
    return ""


def one_letter_away(typed: str, texts: Iterable[str]) -> str:
    """The word of some texts that differs from *typed* in one letter, as most of them write it; empty: none. PURE."""
    written = Counter(word for text in texts for word in _WORD.findall(text))
    spelt: dict[str, str] = {}
    for word, _ in written.most_common():
        spelt.setdefault(as_compared(word), word)
    compared = as_compared(typed)
    # two letters make another word, however long it is
    near = nearest(compared, [word for word in spelt if word != compared], long=LONGEST + 1)
    return spelt.get(near, "")
