"""Who stands behind a sentence that only reports what somebody says of their own matters."""

import re
from functools import lru_cache

from bot.text.analysis.words import CAPITAL, terms

# what was read stays read: a text of one endless word would be read from each of its letters
# and no further than names go: hyphens may join all words of a sentence, and each of them may begin a name
_WORD = rf"{CAPITAL}[\w&-]{{0,60}}+"
_NAME = rf"\b{_WORD}(?:\s{_WORD}){{0,3}}"
_SAYS = r"(?:says|said|claims|claimed|insists|insisted|boasts|boasted|promises|promised|maintains|maintained)"
_ATTRIBUTED = re.compile(
    rf"\b[Aa]ccording to (?P<a>{_NAME})"
    rf"|(?P<b>{_NAME})(?:['’]s)? (?:also |itself |has )?{_SAYS}\b"
    rf"|[\"”’,] {_SAYS} (?P<c>{_NAME})"
)
# "the company says" names nobody, and neither does a weekday
_NOBODY = re.compile(r"^(?:The|A|An|It|He|She|They|We|I|This|That|One|Critics|Analysts|Experts|Officials|\w+day)\b")
_ITSELF = re.compile(r"\b(?:its?|itself|their|they|his|her|our|we|he|she)\b", re.IGNORECASE)


@lru_cache(maxsize=5_000)
def own_claim(sentence: str, about: str = "") -> str:
    """
    Who claims what *sentence* tells, if it is told of themselves: "Meta says that it will open its model".

    Args:
        sentence: As quoted.
        about: The question: what somebody says on a question about them is their own claim as well.
    Returns: the name as written, or "".
    """
    match = _ATTRIBUTED.search(sentence)
    who = (match["a"] or match["b"] or match["c"]).removesuffix("'s").removesuffix("’s") if match else ""
    if not match or _NOBODY.match(who):
        return ""
    before, after = sentence[: match.start()], sentence[match.end() :]
    asked = set(terms(about))
    if match["b"] and asked & set(terms(before)) and not asked & set(terms(after)):
        return ""  # "Otter, code name Lake, is quick, and its maker says ...": the name is nobody's claim
    rest = before + after
    of_themselves = who in rest or bool(_ITSELF.search(rest)) or who.lower() in about.lower()
    return who if of_themselves else ""
