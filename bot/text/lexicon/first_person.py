"""The words by which whoever writes speaks of himself and others: "we", "our", in the languages that the bot speaks."""

import re

_WORDS = (
    "we|our",
    "wir|unser(?:e[mnrs]?)?",
    "nosotr[oa]s|nuestr[oa]s?",
    "nous|notre(?! Dame)",
    "nós|noss[oa]s?",
    "мы|наш(?:[аеиу]|его|ей|ему?|их|ими?)?",
    "ми|наш(?:[аеіу]|ого|ої|ою|ому|ій|их|ими?)?",
    "हम|हमें|हमने|हमार[ाेी]",
    "نحن",
)
# a sign of Devanagari behind a letter goes on with the word
_WE = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS)})(?![\w\u0900-\u097f])|我们|我們|咱们|咱們", re.IGNORECASE)
OF_ONESELF = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y)\b")
"""What an author says who speaks of himself, in English."""
_QUOTED = re.compile(r"[“\"«„「][^”\"»“」]{0,2000}[”\"»“」]|(?<!\w)[‘'][^’']{3,2000}[’'](?!\w)")


def speaks_of_us(sentence: str) -> bool:
    """Whether a sentence says "we" or "our" outside of quotation marks: its reader has to know who speaks."""
    return bool(_WE.search(sentence)) and bool(_WE.search(_QUOTED.sub(" ", sentence)))
