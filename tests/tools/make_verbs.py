"""
Writes ``bot/text/lexicon/present.txt``: English words ending in "s" that are mostly verbs ("wants", "says").

    python -m tests.tools.make_verbs TRAIN

TRAIN is a folder with ``tagging.jsonl.gz``: sentences of UD_English-EWT and UD_English-GUM with the class of each word.
Kept are the words alone.
"""

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

import bot.text.lexicon
from bot.text.lexicon.present import TABLE

FILE = Path(bot.text.lexicon.__file__).with_name(TABLE)
HEAD = "# Counted in UD_English-EWT and -GUM (CC BY-SA, CC BY). Do not edit: tests/tools/make_verbs.py writes it.\n"
SHORTEST = 4
"""Letters; "is", "was" and "has" need no table."""
MOSTLY = 0.5
"""Share of its places in which a word is a verb."""
VERBS = frozenset(("VERB", "AUX"))


def written(tagging: Path) -> str:
    """The table: one line of words in alphabetical order."""
    seen: Counter[str] = Counter()
    verbs: Counter[str] = Counter()
    with gzip.open(tagging, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            for word, kind in zip(row["words"], row["upos"], strict=True):
                seen[word.lower()] += 1
                verbs[word.lower()] += kind in VERBS
    kept = (
        word
        for word, times in verbs.items()
        if word.isalpha() and word.endswith("s") and len(word) >= SHORTEST and times >= MOSTLY * seen[word]
    )
    return f"{HEAD}{' '.join(sorted(kept))}\n"


if __name__ == "__main__":
    FILE.write_text(written(Path(sys.argv[1]) / "tagging.jsonl.gz"), encoding="utf-8")
