"""
Words by what they mean, in every language that the bot reads: one file for each kind. PURE.

What CLDR has comes from it (``cldr.toml``, written by ``tests/tools/make_lexicon.py``); what it lacks stands beside it.
"""

import tomllib
from functools import cache
from importlib.resources import files

CLDR = files(__name__).joinpath("cldr.toml")


@cache
def words_of(kind: str) -> dict[str, tuple[str, ...]]:
    """What CLDR has of a kind (months, scales, units): lower-cased words by what they mean."""
    table = tomllib.loads(CLDR.read_text(encoding="utf-8"))[kind]
    return {meaning: tuple(words.split()) for meaning, words in table.items()}
