"""The word that somebody probably meant who mistyped one. PURE."""

import unicodedata
from collections.abc import Collection

SHORTEST = 4
"""Letters of a word below which anything would look like it."""
LONGEST = 40
"""Letters of a word above which nobody meant one of ours."""
LONG = 6
"""Letters from which on two may be wrong: in shorter ones two make another word."""


def nearest(word: str, known: Collection[str], long: int = LONG) -> str:
    """The one of *known* that *word* is nearest to, the first of several; empty if none is near."""
    if not SHORTEST <= len(word) <= LONGEST:
        return ""
    # three MB, and most people mistype nothing
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    wrong = 2 if len(word) >= long else 1
    found = process.extractOne(
        word, [one for one in known if len(one) >= SHORTEST], scorer=OSA.distance, score_cutoff=wrong
    )
    return str(found[0]) if found else ""


def as_compared(text: str) -> str:
    """*text* as it is compared: small letters without accents, one kind of blank."""
    letters = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    kept = "".join(" " if letter in "_-" else letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.split())
