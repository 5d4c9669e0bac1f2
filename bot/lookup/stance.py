"""What a sentence says on a matter: yes, no or open; a value; and whether two sentences differ in that."""

import re
from collections.abc import Collection
from functools import lru_cache

from bot.lookup.answer_kinds import Kind
from bot.text.analysis.figures import Figure, agree, comparable, figures
from bot.text.analysis.words import tokens

YES, NO, OPEN = "yes", "no", "open"

_AUXILIARY = r"(?:has|have|had|did|does|do|is|are|was|were)"
_DETAILS = r"releas\w* (?:any |specific )?(?:detail|inform)"
_MAKE_KNOWN = rf"(?:confirm|decid|said|say|announc|disclos|reveal|clear|known|specif|verif|{_DETAILS})"
# Open comes first: "has not confirmed whether" denies nothing.
_OPEN = re.compile(
    rf"\b(?:{_AUXILIARY}(?: not|n['’]t) (?:yet )?{_MAKE_KNOWN}\w*"
    r"|not yet|yet to|unclear|unconfirmed|unknown|undecided|remains to be seen|whether|could|might|may|would|possibl\w+"
    r"|potential\w*|eventually|explor\w+|consider\w*|experiment\w*|hop(?:es?|ing)|reportedly"
    r"|rumou?r\w*|suggests?|likely)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\b(?:not|never|no longer|cannot|without|neither|nor|none|nobody|nothing|den(?:y|ies|ied)|refus\w+|reject\w+"
    r"|rul(?:es?|ed) out|closed|prohibit\w*|banned|fail(?:s|ed) to|stopp?(?:ed|s)|private|unavailable|impossible|false"
    r"|untrue|wrong)\b|n['’]t\b",
    re.IGNORECASE,
)

# Whoever leaves a path may not be on it any more, or still be on it: such a sentence is no plain yes.
_TURNS = re.compile(
    r"\b(?:leav(?:es|ing)|abandon\w*|drop(?:s|ped|ping)?|ditch\w*|scrap(?:s|ped|ping)|end(?:s|ed|ing)|quit(?:s|ting)?"
    r"|gives? up|gave up|halt\w*|depart\w*|break(?:s|ing)? with|broke with|retreat\w*"
    r"|(?:mov|shift|turn|step|walk|back)\w* (?:away|back|from|off|out))\b",
    re.IGNORECASE,
)
_FORMS_OF_BE = frozenset("is are was were be been being as remains remain became become becomes 's".split())
_ASKS_WHAT_IS = re.compile(r"^\W*(?:is|are|was|were)\b", re.IGNORECASE)
_WINDOW = 4
"""Words before an asked one within which "is" or "not" belongs to it."""

# What once was says nothing of what is.
_PAST = re.compile(
    r"\b(?:unlike|earlier|previous\w*|former\w*|prior|once|used to|instead of|rather than)\b", re.IGNORECASE
)

FIGURE_KINDS = {
    Kind.AMOUNT: ("money",),
    Kind.PERCENT: ("percent",),
    Kind.COUNT: ("count", "measure"),
    Kind.DATE: ("date",),
    Kind.DURATION: ("duration",),
    Kind.AGE: ("duration",),
}


@lru_cache(maxsize=20_000)
def stance(sentence: str) -> str:
    """Whether *sentence* affirms, denies or leaves open what it speaks of; "" for the past, and turning away."""
    if _OPEN.search(sentence):
        return OPEN
    if _NO.search(sentence):
        return NO
    return "" if _PAST.search(sentence) or _TURNS.search(sentence) else YES


def negative(sentence: str) -> bool:
    """Whether a sentence, or a question, denies something: yes and no change places then."""
    return bool(_NO.search(sentence))


def affirms(question: str, sentence: str, places: Collection[int]) -> bool:
    """
    Whether a sentence without any "not" says a plain yes.

    Args:
        question: As asked; one that begins with "is" wants to hear that something is so.
        sentence: One with the words asked for.
        places: Where in it, counted in blanks, the words stand that the question asks about its subject.
    """
    return not _ASKS_WHAT_IS.match(question) or any(_before(sentence, place) & _FORMS_OF_BE for place in places)


def denies(_question: str, sentence: str, places: Collection[int]) -> bool:
    """Whether a "not" in a sentence stands right before what is asked, as in "is not open source"."""
    return any(_NO.search(" ".join(sorted(_before(sentence, place)))) for place in places)


def _before(sentence: str, place: int) -> set[str]:
    return set(tokens(" ".join(sentence.split(" ")[max(0, place - _WINDOW) : place])))


@lru_cache(maxsize=20_000)
def values(kind: Kind, sentence: str) -> tuple[Figure, ...]:
    """The figures of *sentence* that may answer a question of that kind."""
    kinds = FIGURE_KINDS.get(kind, ())
    return tuple(figure for figure in figures(sentence) if figure.kind in kinds)


def same_value(a: Figure, b: Figure) -> bool | None:
    """Whether two figures say the same; None when they cannot be compared."""
    return agree(a, b) if comparable(a, b) else None
