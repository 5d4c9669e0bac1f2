"""Questions that name nothing: "and when?", "who paid?". What they are about was said before."""

import re
from enum import StrEnum

from bot.lookup.answer_kinds import Kind
from bot.lookup.query import Question, asks_in_another_language, parse_question, without_going_on
from bot.lookup.small_talk import reply_to
from bot.lookup.synonyms import related
from bot.text.analysis.idf import background
from bot.text.analysis.time_marks import alone, replaced
from bot.text.lexicon.common_words import common

_STANDS_FOR = re.compile(
    r"\b(?:it|its|it's|they|their|them|he|his|him|she|her|hers)\b|\b(?:this|that|there)\W*$", re.IGNORECASE
)
_BARE = re.compile(
    r"^\W*(?:(?:by|to|for|with|since) )?"
    r"(?:who|whom|when|where|why|how (?:much|many|long|old|far|big)|how come|what for)"
    r"(?:'s|’s| is| are| was| were| did| does| do| has)?(?: else| all| exactly)?(?: in)?(?: [^\W\d_]+)?\W*$",
    re.IGNORECASE,
)
_IN_GERMAN = re.compile(r"\b(?:der|die|das|den|dem|des|welche[rsmn]?)\b", re.IGNORECASE)
_WHICH = re.compile(
    r"\W*(?:(?:welche[rsmn]?|cuál|cuáles|quels?|quelles?|qual|quais|како[йе]|какая|какие|який|яка|яке|які|أي)\b"
    r"|哪|कौन)",
    re.IGNORECASE,
)
_OF_WHAT_WAS_TOLD = re.compile(
    r"\b(?:the|which|what (?:share|part|percentage|proportion|percent)|how (?:much|many) of)\b"
    r"|\b(?:el|la|los|las|cuál|cuáles|qué parte|le|les|quels?|quelles?|os|qual|quais|que parte)\b|\bl['’]"
    r"|[\u0400-\u04ff]|(?<!\w)(?:ال|أي\b)|[这這那该該哪]|कौन|किस|वह|यह|उस|इस",
    re.IGNORECASE,
)
"""
What speaks of something as known: by an article, by "which", by a part of it. In Cyrillic letters, whose languages have
no articles, any question may.
"""
_ASKS = ("?", "？", "؟")
LITTLE = 0.5
"""Weight of a word up to which it only frames what is asked: dollars, behind "how much"."""


LONGEST_HANGING = 60
"""Characters beyond which a question says what it is about; it is read before it is known to be harmless."""


class Hangs(StrEnum):
    """Whether a question needs another that says what it is about."""

    NO = "no"
    PERHAPS = "perhaps"
    """It may be meant of all news: "who resigned?", "did they strike in Leeds?"."""
    LOOSELY = "loosely"
    """It speaks of something as known ("when is the trial") that may be what was told just before."""
    YES = "yes"


def hangs(question: str) -> Hangs:
    """
    Whether *question*, as typed, names nothing that it could be about: any name, and any word that is not an everyday
    one, says enough.
    """
    if len(question) > LONGEST_HANGING:
        return Hangs.NO
    behind = without_going_on(question)
    if alone(behind):
        return Hangs.YES if behind != question else Hangs.PERHAPS
    read = parse_question(behind)
    if reply_to(question) and not read.terms:
        return Hangs.NO
    points = bool(_STANDS_FOR.search(question))
    told = [term for term in read.terms if term.weight > LITTLE and not (common(term.word) or related(term.stem))]
    if any(term.name or not points or term.stem not in background() for term in told):
        return _loosely(question, read)
    if told:
        return Hangs.PERHAPS
    if behind != question or points:
        return Hangs.YES
    if not _BARE.match(question):
        return _loosely(question, read)
    return Hangs.PERHAPS if read.terms else Hangs.YES


def _loosely(question: str, read: Question) -> Hangs:
    """Whether a question that says what it is about says so by what was told: it asks, and has no name or figure."""
    other = bool(_WHICH.match(question)) or asks_in_another_language(question)
    asks = other or read.kind is not Kind.ANY or question.rstrip().endswith(_ASKS)
    if not asks or any(sign.isdigit() for sign in question):
        return Hangs.NO
    # nouns have capitals there
    if other and _IN_GERMAN.search(question):
        return Hangs.LOOSELY
    named = any(word[:1].isupper() for word in question.split()[1:])
    return Hangs.LOOSELY if _OF_WHAT_WAS_TOLD.search(question) and not named else Hangs.NO


def completed(question: str, before: str) -> tuple[str, str]:
    """
    A question that hangs, and what it is about: the one asked before.

    A year, version or round that is asked for alone ("and 2025?") takes the place of the one there, which makes a
    whole question.
    """
    mark = alone(without_going_on(question))
    return (replaced(before, mark), "") if mark and before else (question, before)
