"""Questions that name nothing: "and when?", "who paid?". What they are about was said before."""

import re
from enum import StrEnum

from bot.lookup.query import parse_question, without_going_on
from bot.lookup.small_talk import reply_to
from bot.lookup.synonyms import related
from bot.text.lexicon.common_words import common

_STANDS_FOR = re.compile(
    r"\b(?:it|its|it's|they|their|them|he|his|him|she|her|hers)\b|\b(?:this|that)\W*$", re.IGNORECASE
)
_BARE = re.compile(
    r"^\W*(?:who|when|where|why|how (?:much|many|long|old|far|big))(?:'s|’s| is| are| was| were| did| does| do| has)?"
    r"(?: else| all| exactly)?(?: [^\W\d_]+)?\W*$",
    re.IGNORECASE,
)


LONGEST_HANGING = 60
"""Characters beyond which a question says what it is about; it is read before it is known to be harmless."""


class Hangs(StrEnum):
    """Whether a question needs another that says what it is about."""

    NO = "no"
    PERHAPS = "perhaps"
    """It may be meant of all news: "who resigned?"."""
    YES = "yes"


def hangs(question: str) -> Hangs:
    """
    Whether *question*, as typed, names nothing that it could be about: any name, and any word that is not an everyday
    one, says enough.
    """
    if len(question) > LONGEST_HANGING or reply_to(question):
        return Hangs.NO
    behind = without_going_on(question)
    read = parse_question(behind)
    if any(term.name or not (common(term.word) or related(term.stem)) for term in read.terms):
        return Hangs.NO
    if behind != question or _STANDS_FOR.search(question):
        return Hangs.YES
    if not _BARE.match(question):
        return Hangs.NO
    return Hangs.PERHAPS if read.terms else Hangs.YES
