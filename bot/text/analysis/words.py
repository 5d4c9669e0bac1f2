"""Words: tokens in reading order, their stems, and which of them carry no meaning of their own."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.model import UNSAID

if TYPE_CHECKING:
    import Stemmer

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

LONGEST_WORD = 64
"""Characters of a word that count; the longest of a German law has 63, and what is longer is no word."""

REMEMBERED = 10_000
"""
Words of which something is remembered, those seen last. A word in twenty is looked up anew then, which takes a
microsecond or so; what is remembered of a word takes some hundred bytes, and most names never come again.
"""

CAPITAL = r"[^\W\d_a-zß-ÿ]"
"""A pattern of the letters with which names begin, where letters have two cases."""

CJK = "㐀-鿿豈-﫿぀-ヿ가-힯"


# Chinese and Japanese are written without spaces: each pair of neighbours stands for a word. Letters with points
# between them are one word ("U.S.A."). A run of letters and digits keeps the points and commas between its digits
# ("5.4", "14,300", "k2.6") and one inner apostrophe. Longer rows of either are several words: who meets a row without
# an end at each of its parts would read it again from there. U+02BC counts as a letter but begins no word: "ʼs" would
# be a possessive ending and nothing before it.
def _spaced(letter: str, sign: str) -> str:
    return (
        rf"(?!ʼ)(?:{letter}\.){{2,12}}(?:{letter}(?!\w))?"
        rf"|(?!ʼ){sign}+(?:(?<=\d)[.,](?=\d){sign}+){{0,12}}(?:['’ʼ](?=[^\W\d_]){sign}+)?"
    )


_TOKEN = re.compile(rf"[{CJK}]+|" + _spaced(rf"[^\W\d_{CJK}]", rf"[^\W_{CJK}]"))
_ASCII_TOKEN = re.compile(_spaced("[A-Za-z]", "[A-Za-z0-9]"))
"""The same where all is ASCII: found in two thirds of the time."""
_JOINTS = frozenset(".,'’ʼ")
_CJK = re.compile(f"[{CJK}]")
_SIGNS = frozenset({"zh", "ja", "ko"})

STOP_WORDS = frozenset(
    # articles, pronouns, auxiliaries, prepositions, conjunctions: they link words and tell nothing of the event
    """
    a about above after again against all also am an and any are as at be because been before being below between both
    but by can could did do does doing don't down during each few for from further get gets got had has have having he
    her here hers herself him himself his how i if in into is isn't it it's its itself just let me more most my myself
    no nor not now of off on once only or other our ours ourselves out over own per s same she should so some such t
    than that the their theirs them themselves then there these they this those through to too under until up upon us
    very was we were what when where which while who whom why will with would you your yours yourself yourselves
    """.split()
)

# The same for the other languages that we stem; lists are short on purpose: IDF does the rest.
_OTHER_STOP_WORDS = {
    "de": """
    aber als am an auch auf aus bei bis da das dass dem den der des die durch ein eine einem einen einer eines er es
    für gegen hat haben ich ihr im in ist ja kann kein keine man mehr mit nach nicht noch nur oder ob sein seine sich
    sie sind so über um und uns unter vom von vor war was wenn werden wie wir wird zu zum zur
    """,
    "fr": """
    à au aux avec ce ces cette dans de des du elle elles en est et être eu il ils je la le les leur leurs lui mais ne
    nous on ont ou où par pas plus pour qu que qui sa se ses son sont sur un une vous y
    """,
    "es": """
    a al como con de del desde el ella en entre era es esta este fue ha han hay la las le lo los más me no o para pero
    por que se ser sin sobre son su sus también un una y ya
    """,
    "ru": """
    а без бы был была были было быть в вы для до его ее если есть же за и из или их к как ко мы на не но о об он она
    они от по под при с со так также то у уже что это
    """,
    "it": "a al che con da dal dei del della di e è gli ha i il in la le lo ma nel non o per più si sono su un una",
    "nl": "aan als bij dat de die een en er het hij in is met naar niet of om op te tot uit van voor was wordt zijn",
    "pt": "a ao as com como da das de do dos e em é foi mais mas na não no nos o os ou para pela pelo por que se um",
}
_OWN_STOP = {"en": STOP_WORDS} | {language: frozenset(words.split()) for language, words in _OTHER_STOP_WORDS.items()}
_STOP = {language: STOP_WORDS | words for language, words in _OWN_STOP.items()}
_LINKING = frozenset().union(*_OWN_STOP.values())
_CLEARLY = 2
"""So many more words that link others must a text have of another language than of the one it is said to be in."""


def normal(text: str) -> str:
    """*text* with full-width and ligature forms made plain and soft hyphens and zero-width marks gone."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text)
    return plain if plain.isascii() else re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", plain)


def lowered(text: str) -> str:
    """*text* in lower case with every letter in its place; as it is where lower case has other places."""
    low = text.lower()
    return low if len(low) == len(text) else text


def tokens(text: str) -> list[str]:
    """The words of *text* in reading order, lower-cased, without possessive endings."""
    plain = normal(text)
    if plain.isascii():
        return list(map(_folded, _ASCII_TOKEN.findall(plain)))
    raw = _TOKEN.findall(plain)
    if spaced(plain):
        return list(map(_folded, raw))
    found: list[str] = []
    for token in raw:
        if _CJK.match(token):
            found.extend(token[n : n + 2] for n in range(max(1, len(token) - 1)))
        else:
            found.append(folded(token))
    return found


def raw_tokens(text: str) -> list[str]:
    """The words of *text* as written, one for each of ``tokens``: for readers that look closer at a few of them."""
    return _TOKEN.findall(normal(text)) if spaced(text) else tokens(text)


def spaced(text: str) -> bool:
    """Whether the words of *text* stand apart, which those of Chinese and Japanese do not."""
    return text.isascii() or not _CJK.search(text)


def token_at(text: str, found: re.Match[str]) -> str:
    """The whole of ``raw_tokens`` that begins with *found*, its first letters or digits: "5" of "5.4"."""
    if text[found.end() : found.end() + 1] not in _JOINTS and "." not in found.group():
        return found.group()
    token = _TOKEN.match(text, found.start())
    return token.group() if token else found.group()


def folded(raw: str) -> str:
    """One of ``raw_tokens`` as ``tokens`` gives it: lower-cased, without points between letters or a possessive."""
    raw = raw[:LONGEST_WORD]
    if raw.isascii() and raw.isalpha():
        # nearly all; lower-cased, the country would become the pronoun
        return "usa" if raw == "US" else raw.lower()
    letters = raw.replace(".", "") if raw[1:2] == "." and not raw[0].isdigit() else raw
    return "usa" if letters == "US" else letters.lower().replace("’", "'").replace("ʼ", "'").removesuffix("'s")


@lru_cache(maxsize=REMEMBERED)
def _folded(raw: str) -> str:
    return folded(raw)


@lru_cache(maxsize=16)
def _stemmer(language: str) -> "Stemmer.Stemmer":
    import Stemmer

    return Stemmer.Stemmer(_LANGUAGES[language])


@lru_cache(maxsize=2 * REMEMBERED)  # questions are read in each language
def stem(word: str, language: str = "en") -> str:
    """The stem of one lower-cased word; the word itself in a language that we have no stemmer for."""
    if language not in _LANGUAGES or not word.isalpha():
        return word
    return str(_stemmer(language).stemWord(word))


def stems_everywhere(word: str) -> frozenset[str]:
    """The stems of one lower-cased word in each language that we have a stemmer for: whoever asks may read several."""
    return frozenset(stem(word, language) for language in _LANGUAGES)


def stop_words(language: str) -> frozenset[str]:
    """The words of a language that link others and tell nothing of the event; of an unknown one the English ones."""
    return _OWN_STOP.get(language, STOP_WORDS)


def primary_subtag(tag: str) -> str:
    """The language of a BCP 47 tag, in small letters, without script and country: ``en`` of ``en-GB``, ``fil``."""
    return tag.partition("-")[0].lower()


def spoken(text: str, said: str) -> str:
    """
    The language of a text: feeds often do not say it, or say it wrong.

    Args:
        text: Some sentences; of a headline alone the feed is believed.
        said: The BCP 47 tag that the feed says, or empty.
    Returns: a primary subtag; the one said, or English, where the text does not clearly speak another.
    """
    said = primary_subtag(said) or UNSAID
    if not text.isascii() and len(_CJK.findall(text)) * 3 > len(text):
        return said if said in _SIGNS else "zh"
    words = list(filter(_LINKING.__contains__, text.lower().split()))
    counts = {language: sum(map(linking.__contains__, words)) for language, linking in _OWN_STOP.items()}
    best = max(counts, key=lambda language: (counts[language], language == said, language))
    return best if counts[best] >= counts.get(said, counts[best]) + _CLEARLY else said


def stems_of(words: Iterable[str], language: str = "en") -> list[str]:
    """The stems of those of *words* that carry meaning, in reading order, with repeats."""
    return list(filter(None, map(_meaning(language), words)))


@lru_cache(maxsize=16)
def _meaning(language: str) -> Callable[[str], str]:
    """What gives the stem of a word of that language, and nothing of one that carries no meaning: one look-up each."""
    stop = _STOP.get(language, STOP_WORDS)

    @lru_cache(maxsize=REMEMBERED)
    def meaning(word: str) -> str:
        return "" if word in stop else stem(word, language)

    return meaning


def terms(text: str, language: str = "en") -> list[str]:
    """The stems of the words of *text* that carry meaning, in reading order, with repeats."""
    return stems_of(tokens(text), language)


def plain(term: str) -> str:
    """*term* without accents, which people leave out: Möngke, mongke."""
    if term.isascii():
        return term
    return "".join(sign for sign in unicodedata.normalize("NFKD", term) if not unicodedata.combining(sign)) or term
