"""Two questions in one message: "how heavy is it and when does it launch?"."""

import re
from itertools import islice

from bot.lookup.query import LONGEST, says_something

_ASKING = r"(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|does|do|did|can|has|have|will)\b"
_ASKED = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b|^\W*" + _ASKING, re.IGNORECASE)
_BETWEEN = re.compile(
    rf" ?\? ?(?:(?:and|also|plus|or) )?(?={_ASKING})"
    r"|[,;]? (?:and|also|plus) (?=(?:who|whom|whose|what|which|when|where|why|how)\b)",
    re.IGNORECASE,
)

MOST_TRIED = 5
"""Places at which a message is tried in two: what has more question words is a list of them."""
_COMPARES = re.compile(r"\b(?:between|both)\b", re.IGNORECASE)


def parts(question: str, about: str = "") -> list[tuple[str, str]]:
    """
    The one or two questions of a message, each with the text that it is asked about.

    The second is asked about the first one: "and when does it launch" means what that one names. What follows a third
    question word belongs to the second. "What happened and why" is one question.
    """
    # with single blanks the pattern looks at each place once
    asked = " ".join(question[:LONGEST].split())
    for between in islice(_BETWEEN.finditer(asked), MOST_TRIED):
        first, second = asked[: between.start()], asked[between.end() :]
        if (
            _ASKED.search(first)
            and not _COMPARES.search(first)
            and all(says_something(half) for half in (first, second))
        ):
            return [(first, about), (second, about or first)]
    return [(question, about)]
