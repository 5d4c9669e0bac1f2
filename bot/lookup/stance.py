"""What a sentence says on a matter: yes, no or open; a value; and whether two sentences differ in that."""

import re
from functools import lru_cache

from bot.lookup.kinds import Kind
from bot.text.figures import Figure, agree, comparable, figures

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
}


@lru_cache(maxsize=20_000)
def stance(sentence: str) -> str:
    """Whether *sentence* affirms, denies or leaves open what it speaks of; "" when it only speaks of the past."""
    if _OPEN.search(sentence):
        return OPEN
    if _NO.search(sentence):
        return NO
    return "" if _PAST.search(sentence) else YES


@lru_cache(maxsize=20_000)
def values(kind: Kind, sentence: str) -> tuple[Figure, ...]:
    """The figures of *sentence* that may answer a question of that kind."""
    kinds = FIGURE_KINDS.get(kind, ())
    return tuple(figure for figure in figures(sentence) if figure.kind in kinds)


def same_value(a: Figure, b: Figure) -> bool | None:
    """Whether two figures say the same; None when they cannot be compared."""
    return agree(a, b) if comparable(a, b) else None
