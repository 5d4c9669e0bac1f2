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
_I = "|".join(rf"{word}(?<!\w{word})" for word in "I We we Our our My my".split())
# each begins with a letter: those are found three times as fast as all places at which a word begins
OF_ONESELF = re.compile(rf"(?:{_I})\b")
"""What an author says who speaks of himself, in English."""
_QUOTED = re.compile(r"[“\"«„「][^”\"»“」]{0,2000}[”\"»“」]|(?<!\w)[‘'][^’']{3,2000}[’'](?!\w)")


def speaks_of_us(sentence: str) -> bool:
    """Whether a sentence says "we" or "our" outside of quotation marks: its reader has to know who speaks."""
    return bool(_WE.search(sentence)) and bool(_WE.search(_QUOTED.sub(" ", sentence)))
