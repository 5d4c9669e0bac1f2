"""Two questions in one message: "how heavy is it and when does it launch?"."""

import re
from itertools import islice

from bot.lookup.follow_up import Hangs, hangs
from bot.lookup.query import LONGEST, says_something
from bot.text.lexicon.asking import ASKING

_ASKING = r"(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|does|do|did|can|has|have|will)\b"
_OPEN = r"(?:who|whom|whose|what|which|when|where|why|how)"
_AT = r"(?:(?:until|till|since|by|from|to|for|with|in|at|on) )?"
_ASKED = re.compile(rf"\b{_OPEN}\b|^\W*{_ASKING}", re.IGNORECASE)
_BEGINS = re.compile(rf"{_AT}{_OPEN}\b", re.IGNORECASE)
_BEGINS_ANEW = re.compile(_ASKING, re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?P<asked> ?[?？؟] ?(?:(?:and|also|plus|or|und|y|e|et|и|і|та|और) |و ?)?)"
    r"|[,;，،]? (?:and|also|plus|und|y|e|et|и|і|а|та|और) | و ?|[，、](?:而且|还有|那)?|(?:而且|还有|以及)",
    re.IGNORECASE,
)
"""What may part two questions; whether it does, tells what stands behind it."""

MOST_TRIED = 5
"""Places at which a message is tried in two: what has more question words is a list of them."""
_LATIN = re.compile(r"[a-zà-ÿ]")
_COMPARES = re.compile(r"\b(?:between|both)\b", re.IGNORECASE)


def parts(question: str, about: str = "") -> list[tuple[str, str]]:
    """
    The one or two questions of a message, each with the text that it is asked about.

    The second is asked about the first: "and when does it launch" means what that one names. So is the first about the
    second where it names nothing: "how many questions and until when can I send mine". What follows a third question
    word belongs to the second. "What happened and why" is one question.
    """
    # with single blanks the pattern looks at each place once
    asked = " ".join(question[:LONGEST].split())
    for between in islice(_BETWEEN.finditer(asked), MOST_TRIED):
        first, second = asked[: between.start()], asked[between.end() :]
        if (
            _asks_first(first)
            and _asks_behind(second, anew=bool(between["asked"]))
            and not _COMPARES.search(first)
            and all(says_something(half) for half in (first, second))
        ):
            hanging = hangs(first) in (Hangs.YES, Hangs.PERHAPS)
            return [(first, about or (second if hanging else "")), (second, about or first)]
    return [(question, about)]


def _asks_first(half: str) -> bool:
    return bool(_ASKED.search(half) or ASKING.search(half))


def _asks_behind(half: str, *, anew: bool) -> bool:
    """Whether the second half asks; *anew*: behind a question mark, where any English question may begin."""
    found = ASKING.search(half)
    # where words are not parted by blanks, or the verb ends what is said, the asking word may stand anywhere
    elsewhere = found is not None and not half[: found.end()].isascii() and not _LATIN.search(found.group())
    begins = _BEGINS_ANEW if anew else _BEGINS
    return bool(begins.match(half) or ASKING.match(half) or elsewhere)
