"""Politeness and chatter around a question: they say nothing of what is asked."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from bot.text.display.markup import plain
from bot.text.display.wording import FALLBACK, Wording, languages

_ALONE = {
    "hello": "small_talk.hello",
    "thanks": "small_talk.thanks",
    "bye": "small_talk.bye",
    "puzzled": "small_talk.puzzled",
    "fine": "small_talk.fine",
    "about": "small_talk.about",
}
"""What is said to the bot, not asked of the news, by its sort: whole messages only, for "cool" begins questions too."""
_DAYS = r"""
yesterday|today|tonight|last night|this morning|lately|recently|overnight|(?:this|last|past) (?:week|month|weekend)
|over the weekend|in the (?:news|world)|around the world|while i was (?:away|asleep|gone)|so far|since \w+
|gestern|heute|diese woche|letzte woche|am wochenende|in der welt
|ayer|hoy|esta semana|la semana pasada|este fin de semana|en el mundo
|hier|aujourd'hui|cette semaine|la semaine dernière|ce week end|dans le monde
|ontem|hoje|esta semana|na semana passada|no fim de semana|no mundo
|вчера|сегодня|на этой неделе|на прошлой неделе|в мире|вчора|сьогодні|цього тижня|минулого тижня|у світі|в світі
|कल|आज|इस हफ़्ते|इस हफ्ते|पिछले हफ़्ते|पिछले हफ्ते|दुनिया में|أمس|اليوم|هذا الأسبوع|الأسبوع الماضي|في العالم
""".replace("\n", "")
_ALL_NEWS = re.compile(
    rf"""
what(?:'s|s| is| has| have|'ve)? (?:happened|happening|been happening|going on|went on|new)(?: (?:{_DAYS}))+
|what(?: have| did) i miss(?:ed)?(?: (?:{_DAYS}))*
|(?:what(?:'s|s| is) )?(?:any |the |all |all the )?(?:latest )?news(?: (?:of |from )?(?:{_DAYS}))+
|(?:what(?:'s|s| is) )?(?:(?:today|yesterday)'?s|any|the latest|latest|the) news
|was ist (?:(?:{_DAYS}) )?(?:alles )?(?:passiert|los|geschehen)(?: (?:{_DAYS}))*|was gibt es neues(?: (?:{_DAYS}))*
|was habe ich verpasst|qué (?:ha pasado|pasó|hay de nuevo)(?: (?:{_DAYS}))*|qué me (?:perdí|he perdido)
|(?:que|qu'est ce qui) s'est (?:il )?passé(?: (?:{_DAYS}))*|quoi de neuf(?: (?:{_DAYS}))*|qu'est ce que j'ai manqué
|o que (?:aconteceu|houve|há de novo)(?: (?:{_DAYS}))*|o que (?:eu )?perdi
|что (?:нового|случилось|произошло|было)(?: (?:{_DAYS}))*|что я пропустил[аи]?
|що (?:нового|сталося|трапилося|було)(?: (?:{_DAYS}))*|що я пропусти[влаи]+
|(?:昨天|今天|这周|上周|这个星期|上个星期|本周|最近|周末)?(?:都)?(?:发生了什么(?:事)?|有什么新闻|有什么新鲜事)|我错过了什么
|(?:{_DAYS}) क्या हुआ|क्या हुआ (?:{_DAYS})|क्या नया है(?: (?:{_DAYS}))*
|ماذا (?:حدث|حصل|جرى)(?: (?:{_DAYS}))*|ما الجديد(?: (?:{_DAYS}))*
""".replace("\n", ""),
    re.IGNORECASE,
)
"""What asks for all that is new, which a digest tells."""
_SIGNS = r"\w'’\u0300-\u036f\u064b-\u0652\u0900-\u0963"
"""Of words; vowels of Hindi and Arabic are signs of their own, and no letters to Python."""
_HAN = re.compile("[\u4e00-\u9fff]+")
_Phrase = tuple[str, ...]


class _Phrases:
    """Phrases of all languages, by the word that stands at that *end* of a text which they are sought at."""

    def __init__(self, found: Iterable[_Phrase], end: int) -> None:
        self._end = end
        self._by_word: dict[str, list[_Phrase]] = {}
        # the longest first: it tells more than its beginning
        for phrase in sorted(set(found), key=len, reverse=True):
            self._by_word.setdefault(phrase[end], []).append(phrase)

    def fit(self, words: Sequence[str]) -> int:
        """How many words the longest takes that *words* have at that end."""
        for phrase in self._by_word.get(words[self._end], ()) if words else ():
            if tuple(words[-len(phrase) :] if self._end else words[: len(phrase)]) == phrase:
                return len(phrase)
        return 0


class _Talk(NamedTuple):
    """The small talk of all languages; *word* matches one word of it, or of any text, *longest*: words of a phrase."""

    word: re.Pattern[str]
    openers: _Phrases
    closers: _Phrases
    greetings: _Phrases
    alone: dict[_Phrase, str]
    longest: int


@cache
def _talk() -> _Talk:
    spoken = [Wording(language) for language in dict.fromkeys((FALLBACK, *languages()))]

    def listed(key: str) -> list[str]:
        return [phrase for say in spoken for phrase in plain(say(key)).split(", ")]

    before = listed("small_talk.before")
    # what stands before a question in Chinese has no blank behind it
    whole = sorted(filter(_HAN.fullmatch, before), key=len, reverse=True)
    word = re.compile("|".join([*whole, rf"[{_SIGNS}]+"]))

    def parted(phrases: Iterable[str]) -> list[_Phrase]:
        return [tuple(word.findall(phrase)) for phrase in phrases]

    around = parted(listed("small_talk.around"))
    alone: dict[_Phrase, str] = {}
    for sort, key in _ALONE.items():
        for phrase in parted(listed(key)):
            alone.setdefault(phrase, sort)
    openers, closers = [*parted(before), *around], [*parted(listed("small_talk.after")), *around]
    longest = max(map(len, [*openers, *closers, *alone]))
    return _Talk(word, _Phrases(openers, 0), _Phrases(closers, -1), _Phrases(alone, 0), alone, longest)


def _words(text: str) -> list[tuple[str, tuple[int, int]]]:
    """The words of a text as they are compared, and where each stands."""
    return [(match.group().lower().replace("’", "'"), match.span()) for match in _talk().word.finditer(text)]


def reply_to(text: str) -> str:
    """
    What sort of small talk a message is that asks nothing.

    Returns: ``hello``, ``thanks``, ``bye``, ``fine``, ``puzzled``, ``about`` (the bot itself) or ``all`` (it asks for
    all that is new); "" for anything else.
    """
    if _asks_for_all(text):
        return "all"
    talk = _talk()
    words = tuple(word for word, _ in _words(text))
    first, found = 0, ""
    # "hi there! how are you": each phrase behind another; the last one counts
    while first < len(words):
        if alone := talk.alone.get(words[first : first + talk.longest]) if len(words) - first <= talk.longest else None:
            return alone
        size = talk.greetings.fit(words[first : first + talk.longest])
        if not size:
            # what follows a greeting may be anything: the greeting is answered
            return found
        found = talk.alone[words[first : first + size]]
        first += size
    return found


LONGEST_FOR_ALL = 60
"""Characters beyond which a message asks for more than all that is new."""


def _asks_for_all(text: str) -> bool:
    if len(text) > LONGEST_FOR_ALL:
        return False
    words = " ".join(text.lower().replace("’", "'").replace("-", " ").strip(" ?!.,¿¡？！。؟।").split())
    return bool(_ALL_NEWS.fullmatch(words))


def without_small_talk(text: str) -> str:
    """The question itself: what stands between greeting and thanks; nothing when there is no more."""
    if _asks_for_all(text):
        return ""
    talk, found = _talk(), _words(text)
    words = tuple(word for word, _ in found)
    if words in talk.alone:
        return ""
    first, last = 0, len(words)
    while size := talk.openers.fit(words[first : min(last, first + talk.longest)]):
        first += size
    while size := talk.closers.fit(words[max(first, last - talk.longest) : last]):
        last -= size
    if first >= last or words[first:last] in talk.alone:
        return ""
    begins, ends = found[first][1][0], found[last - 1][1][1]
    return text[begins:] if last == len(words) else text[begins:ends]
