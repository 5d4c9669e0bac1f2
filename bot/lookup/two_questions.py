"""Two questions in one message: "how heavy is it and when does it launch?"."""

import re

from bot.lookup.query import parse_question

_ASKING = r"(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|does|do|did|can|has|have|will)\b"
_ASKED = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b|^\W*" + _ASKING, re.IGNORECASE)
_BETWEEN = re.compile(
    rf"\s*\?\s*(?:and|also|plus|or)?\s*(?={_ASKING})"
    r"|\s*[,;]?\s+(?:and|also|plus)\s+(?=(?:who|whom|whose|what|which|when|where|why|how)\b)",
    re.IGNORECASE,
)

_COMPARES = re.compile(r"\b(?:between|both)\b", re.IGNORECASE)


def parts(question: str, about: str = "") -> list[tuple[str, str]]:
    """
    The one or two questions of a message, each with the text that it is asked about.

    The second is asked about the first one: "and when does it launch" means what that one names. What follows a third
    question word belongs to the second. "What happened and why" is one question.
    """
    for between in _BETWEEN.finditer(question):
        first, second = question[: between.start()], question[between.end() :]
        if (
            _ASKED.search(first)
            and not _COMPARES.search(first)
            and all(_says_something(half) for half in (first, second))
        ):
            return [(first, about), (second, about or first)]
    return [(question, about)]


def _says_something(half: str) -> bool:
    return parse_question(half).asked > 0
