"""Words: tokens in reading order, their stems, and which of them carry no meaning of their own."""

import re
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

_LANGUAGES = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "ru": "russian",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
}

# A run of letters and digits; figures and versions keep their points and commas ("5.4", "14,300"), words their
# inner apostrophe. Chinese and Japanese are written without spaces: each pair of neighbours stands for a word.
_TOKEN = re.compile(r"[㐀-鿿぀-ヿ]+|\d+(?:[.,]\d+)*|[^\W\d_㐀-鿿぀-ヿ]+(?:['’][^\W\d_]+)?", re.UNICODE)
_CJK = re.compile(r"[㐀-鿿぀-ヿ]")

STOP_WORDS = frozenset(
    # articles, pronouns, auxiliaries, prepositions, conjunctions: they link words and tell nothing of the event
    """
    a about above after again against all also am an and any are as at be because been before being below between both
    but by can could did do does doing down during each few for from further get gets got had has have having he her
    here hers herself him himself his how i if in into is it its itself just let me more most my myself no nor not now
    of off on once only or other our ours ourselves out over own per s same she should so some such t than that the
    their theirs them themselves then there these they this those through to too under until up upon us very was we
    were what when where which while who whom why will with would you your yours yourself yourselves
    """.split()
)


def tokens(text: str) -> list[str]:
    """The words of *text* in reading order, lower-cased, without possessive endings."""
    found: list[str] = []
    for match in _TOKEN.finditer(text):
        token = match.group().lower().replace("’", "'")
        if _CJK.match(token):
            found.extend(token[n : n + 2] for n in range(max(1, len(token) - 1)))
        else:
            found.append(token.removesuffix("'s"))
    return found


@lru_cache(maxsize=16)
def _stemmer(language: str) -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer(_LANGUAGES[language])


@lru_cache(maxsize=200_000)
def stem(word: str, language: str = "en") -> str:
    """The stem of one lower-cased word; the word itself in a language that we have no stemmer for."""
    if language not in _LANGUAGES or not word.isalpha():
        return word
    return str(_stemmer(language).stemWord(word))


def content(words: Iterable[str]) -> list[str]:
    """Those of *words* that carry meaning."""
    return [word for word in words if word not in STOP_WORDS]


def terms(text: str, language: str = "en") -> list[str]:
    """The stems of the words of *text* that carry meaning, in reading order, with repeats."""
    return [stem(word, language) for word in content(tokens(text))]
