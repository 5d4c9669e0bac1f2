"""Politeness and chatter around a question: they say nothing of what is asked."""

import re
from collections.abc import Sequence

_BEFORE = """
hey, hi, hello, so, well, everyone, everybody, all of you, um, uh, folks, quick question, question,
good morning, good afternoon, good evening, good night, good day, morning,
can you tell me, could you tell me, can someone tell me,
can anyone tell me, can you explain, can someone explain, could you explain, can you find out,
please tell me, tell me, tell us, remind me, show me, give me, do u know, do we know, does anyone know,
does anybody know, anyone know, anybody know, any idea, i want to know, i need to know, i would like to know,
i'd like to know, i'm wondering, im wondering, i wonder, wondering, just curious, curious, is it true that,
is it true, is it correct that, what about, how about, thoughts on, any thoughts on, your thoughts on, thoughts about,
opinions on, any opinions on, your opinion on, what do you think about, what do you think of, what do we think about,
what do we think of, what's your take on, whats your take on, what is your take on, any takes on
"""
_AFTER = """
anyone, anybody, everyone, everybody, again, tho, though, exactly, you know, or what,
right now, atm
"""
_BEFORE_OR_AFTER = """
ok, okay, lol, lmao, haha, btw, guys, bot, please, pls, plz, thanks, thank you, thanks a lot, many thanks, thx, ty,
cheers, well done, good bot, do you know
"""
# Said to the bot, not asked of the news; only as a whole message, since "cool" or "are you" begin questions too. The
# name before the colon says what answers it.
_ALONE = """
hello: hi, hello, hey, heya, hiya, howdy, yo, yoyo, yo yo, hi there, hello there, hey there, hi all, good morning,
good afternoon, good evening, good night, morning, evening, what's up, whats up, sup, wassup, how are you,
how are you doing, how are you today, how is it going, how's it going, hows it going, test, testing, are you there,
anyone there, anybody there, ping
thanks: thanks, thank you, thx, ty, cheers, thanks a lot, thank you so much, many thanks, much appreciated, good job,
great job, well done, good bot, nice, great, awesome, perfect, cool, got it, i see, alright, fine, good, wow, love it
bye: bye, goodbye, see you, see ya, cya, good bye, gotta go, ttyl
puzzled: wat, what, huh, hm, hmm, hmmm, eh, uh, um, wut, que, sorry, come again, say what, i don't get it,
i dont get it, i don't understand, i dont understand, what do you mean, what, what's that
fine: no, yes, sure, yeah, yep, nope, ok, okay, never mind, nevermind, lol, lmao, haha, hahaha, rofl, xd, idk, whatever,
meh, nah, k, kk, oh, ah, aha, oh ok, no problem, np, of course
about: who are you, what are you, are you a human, are you human, are you a bot, are you a robot, are you an ai,
are you ai, are you real, are you ok, are you a person, what is your name, what's your name, whats your name,
what can you do, who made you, how do you work, help, help me, how old are you, how old r u, what's your age,
when were you born, where are you from, where do you live, where are you, are you alive, are you there, do you sleep,
do you have feelings, are you a man, are you a woman, are you married, do you love me, what do you like,
tell me a joke, tell a joke, tell us a joke, a joke, joke, say something funny, make me laugh, sing a song,
sing me a song, i love you, marry me, erzähl mir einen witz, erzähl einen witz, cuéntame un chiste, cuenta un chiste,
raconte moi une blague, raconte une blague, conte uma piada, me conta uma piada, расскажи анекдот, расскажи шутку,
розкажи анекдот, розкажи жарт, 讲个笑话, 给我讲个笑话, 說個笑話, 说个笑话, चुटकुला सुनाओ, एक चुटकुला सुनाओ,
मुझे एक चुटकुला सुनाओ, احك لي نكتة, احكي لي نكتة, قل لي نكتة
"""
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
_WORD = re.compile(r"[\w'’]+")


def _phrases(*tables: str) -> list[tuple[str, ...]]:
    """The phrases of some tables as words, the longest first: it tells more than its beginning."""
    found = (tuple(_WORD.findall(phrase)) for table in tables for phrase in table.replace("\n", " ").split(","))
    return sorted(found, key=len, reverse=True)


_OPENERS = _phrases(_BEFORE, _BEFORE_OR_AFTER)
_CLOSERS = _phrases(_AFTER, _BEFORE_OR_AFTER)
_REPLIES = {
    phrase: name for name, _, table in (line.partition(": ") for line in re.split(r"\n(?=\w+: )", _ALONE.strip()))
    for phrase in _phrases(table)
}  # fmt: skip

_LONGEST_PHRASE = max(map(len, _REPLIES))
_GREETINGS = sorted(_REPLIES, key=len, reverse=True)


def reply_to(text: str) -> str:
    """
    What sort of small talk a message is that asks nothing.

    Returns: ``hello``, ``thanks``, ``bye``, ``fine``, ``puzzled``, ``about`` (the bot itself) or ``all`` (it asks for
    all that is new); "" for anything else.
    """
    if _asks_for_all(text):
        return "all"
    words = tuple(match.group().lower().replace("’", "'") for match in _WORD.finditer(text))
    first, found = 0, ""
    # "hi there! how are you": each phrase behind another; the last one counts
    while first < len(words):
        if alone := _REPLIES.get(words[first:]) if len(words) - first <= _LONGEST_PHRASE else None:
            return alone
        size = _fits(_GREETINGS, words[first : first + 6], from_start=True)
        if not size:
            # what follows a greeting may be anything: the greeting is answered
            return found
        found = _REPLIES[words[first : first + size]]
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
    words = [(match.group().lower().replace("’", "'"), match.span()) for match in _WORD.finditer(text)]
    if tuple(word for word, _ in words) in _REPLIES:
        return ""
    first, last = 0, len(words)
    while size := _fits(_OPENERS, [word for word, _ in words[first : first + 6]], from_start=True):
        first += size
    while size := _fits(_CLOSERS, [word for word, _ in words[max(first, last - 6) : last]], from_start=False):
        last -= size
    if first >= last or tuple(word for word, _ in words[first:last]) in _REPLIES:
        return ""
    return text[words[first][1][0] :] if last == len(words) else text[words[first][1][0] : words[last - 1][1][1]]


def _fits(phrases: Sequence[tuple[str, ...]], words: Sequence[str], *, from_start: bool) -> int:
    """How many words the first of *phrases* takes that *words* begin, or end, with."""
    for phrase in phrases:
        part = words[: len(phrase)] if from_start else words[-len(phrase) :]
        if tuple(part) == phrase:
            return len(phrase)
    return 0
