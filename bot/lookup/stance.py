"""What a sentence says on a matter: yes, no or open; a value; and whether two sentences differ in that."""

import re
from collections.abc import Collection
from functools import lru_cache

from bot.lookup.answer_kinds import FIGURE_KINDS, Kind
from bot.text.analysis.figures import Figure, agree, comparable, figures
from bot.text.analysis.words import tokens

YES, NO, OPEN = "yes", "no", "open"

_AUXILIARY = r"(?:has|have|had|did|does|do|is|are|was|were)"
_DETAILS = r"releas\w* (?:any |specific )?(?:detail|inform)"
_MAKE_KNOWN = rf"(?:confirm|decid|said|say|announc|disclos|reveal|clear|known|specif|verif|{_DETAILS})"
# "5 May" and "in May" are a month; "as soon as possible" leaves nothing open
_NO_MONTH = r"(?<!\d )(?<!\bin )(?<!\bof )(?<!\bon )(?<!\blast )(?<!\bnext )(?<!\bsince )(?<!\buntil )(?<!\bby )"
_MAY = rf"{_NO_MONTH}may(?!,? \d)"
# Open comes first: "has not confirmed whether" denies nothing.
_OPEN = re.compile(
    rf"\b(?:{_AUXILIARY}(?: not|n['’]t) (?:yet )?{_MAKE_KNOWN}\w*"
    rf"|not yet|yet to|unclear|unconfirmed|unknown|undecided|remains to be seen|whether|could|might|{_MAY}|possibly"
    r"|(?<!as )possible|potential(?:ly)?|eventually|explor(?:e|es|ing)|consider(?:s|ing)?|weigh(?:s|ing)|hop(?:es?|ing)"
    r"|reportedly|rumou?r(?:s|ed)?|suggests?|likely)\b",
    re.IGNORECASE,
)
# "No. 5" and "no doubt" deny nothing
_NO = re.compile(
    r"\b(?:not|no(?!\.? \d| doubt\b| less\b| fewer\b)|never|no longer|cannot|without|neither|nor|none|nobody|nothing"
    r"|den(?:y|ies|ied)|refus\w+|reject\w+|rul(?:es?|ed) out|fail(?:s|ed) to|lacks?|untrue)\b|n['’]t\b",
    re.IGNORECASE,
)
# What is asked, and in which words a sentence says the reverse without any "not".
_REVERSES = tuple(
    (re.compile(rf"\b(?:{asked})\b", re.IGNORECASE), re.compile(rf"\b(?:{told})\b", re.IGNORECASE))
    for asked, told in (
        (r"open|open[- ]source\w*", r"closed(?!\s+(?:the|its|a|on)\b)|proprietary|shut"),
        (r"public|listed", r"private(?:ly)?"),
        (r"allow\w*|legal\w*|permit\w*|let|lets", r"bann?(?:ed|s)|prohibit\w*|illegal\w*|outlaw\w*|forbid\w*"),
        (r"available|sold|sells?", r"unavailable|discontinued|withdrawn|sold out"),
        (r"possible|can|could", r"impossible"),
        (r"true|right|correct|real", r"false|wrong|hoax|fake"),
        (r"work\w*|succeed\w*|pass\w*", r"failed|fails|failure"),
        (r"still|continu\w*|keeps?", r"stopped|ended|ceased|halted|discontinued"),
        (r"profit\w*", r"unprofitable|loss-making"),
        (r"up|online|back|working", r"down|offline"),
        (r"down|offline", r"up (?:again|and running)|back (?:up|online)|restored"),
        (r"alive|lives?|living", r"died|dead"),
        (r"free", r"paid|costs?"),
    )
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
WINDOW = 4
"""Words before an asked one within which "is" or "not" belongs to it."""

OPEN_WINDOW = 8
"""The same, before and after it, for what leaves a thing open: "whether Otter, which ..., will be"."""

_STILL = re.compile(
    r"\b(?:still|immer noch|noch immer|todavía|aún|sigue siendo|encore|toujours|ainda|continua sendo|вс[её] ещё|досі)\b"
    r"|\b(?:до сих пор|все ще)\b|仍然|还是|還是|现在还|अब भी|अभी भी|لا يزال|لا تزال|ما زال"
    r"|^\W*(?:is|are|does|do) (?!there\b).*\b(?:now|currently|nowadays|these days|any ?more|at present)\W*$",
    re.IGNORECASE,
)
"""What asks whether something that was so is so now."""
_OVER = re.compile(
    r"\b(?:former|formerly|ex|until|till|(?:was|were|had been) (?:its|his|her|their|the|an?)?|no longer|not any ?more"
    r"|resign\w*|(?:step(?:s|ped|ping)?|stood|stands?) (?:down|aside)|quit|left|leaves|retired?|fired|dismissed|ousted"
    r"|replaced|removed|succeeded|stopped|ended)\b",
    re.IGNORECASE,
)
"""What tells that it is over."""

# What once was says nothing of what is.
_PAST = re.compile(
    r"\b(?:unlike|earlier|previous\w*|former\w*|prior|once|used to|instead of|rather than)\b", re.IGNORECASE
)


def stance(question: str, sentence: str, places: Collection[int]) -> str:
    """
    Whether *sentence* affirms, denies or leaves open what is asked.

    Args:
        question: As asked.
        sentence: One that may tell.
        places: Where in it, counted in blanks, the words stand that the question asks about its subject.
    Returns: ``YES``, ``NO`` or ``OPEN``; "" where it says none of them: it speaks of the past, of turning away, or
        denies something else.
    """
    if _within(_OPEN, sentence, places, before=OPEN_WINDOW, after=OPEN_WINDOW):
        return OPEN
    if reverses(question, sentence) or _within(_NO, sentence, places, before=WINDOW, after=1):
        return NO
    if _OPEN.search(sentence) or _NO.search(sentence):
        return ""
    return "" if _PAST.search(sentence) or _TURNS.search(sentence) else YES


def reverses(question: str, sentence: str) -> bool:
    """Whether a sentence says the reverse of what is asked without any "not": closed, asked whether it is open."""
    return any(
        asked.search(question) and told.search(sentence) and not told.search(question) for asked, told in _REVERSES
    )


def asks_still(question: str) -> bool:
    """Whether it is asked if something that was so is so now: "is Ada still head of Otter", "is she the head now"."""
    return bool(_STILL.search(question))


def tells_the_end(sentence: str, places: Collection[int]) -> bool:
    """
    Whether a sentence tells that what was so is over: "a former head", "was its head", "stepped down as head".

    Args:
        places: Where in it, counted in blanks, the words stand that are asked about the subject.
    """
    return _within(_OVER, sentence, places, before=WINDOW, after=WINDOW)


def _within(pattern: re.Pattern[str], sentence: str, places: Collection[int], *, before: int, after: int) -> bool:
    """Whether a match of *pattern* stands so many words before or after one of *places*."""
    near = {place + step for place in places for step in range(-before, after + 1)}
    at = counted = 0
    for match in pattern.finditer(sentence):
        # from the last match on: to count from the beginning for each one is a square
        at, counted = at + sentence.count(" ", counted, match.start()), match.start()
        if at in near:
            return True
    return False


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


def _before(sentence: str, place: int) -> set[str]:
    return set(tokens(" ".join(sentence.split(" ")[max(0, place - WINDOW) : place])))


@lru_cache(maxsize=20_000)
def values(kind: Kind, sentence: str) -> tuple[Figure, ...]:
    """The figures of *sentence* that may answer a question of that kind."""
    kinds = FIGURE_KINDS.get(kind, frozenset())
    return tuple(figure for figure in figures(sentence) if figure.kind in kinds)


def same_value(a: Figure, b: Figure) -> bool | None:
    """Whether two figures say the same; None when they cannot be compared."""
    return agree(a, b) if comparable(a, b) else None
