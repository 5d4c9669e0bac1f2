"""How people put things when they type, and the word that news have for it: "let go" is told as "dismissed"."""

import re
from functools import cache

from bot.lookup.synonyms import same_act, words_like
from bot.text.analysis.words import STOP_WORDS, stem, tokens

# After the colon stands the word that a question is read with, and whose relatives in ``synonyms`` count as well, and
# behind it what the phrase may mean besides: prices go down, and so do servers. Only what means something else than its
# words do stands here: "work for" finds those who work.
# Of several that fit the first counts: "pick up for" stands before "pick up".
_PHRASES = """
let go, lay off, kick out, boot out, get rid of, give the boot, get the boot, get the sack, give the sack: dismiss
get the axe, get the chop, call off, pull the plug on: cancel
shell out, fork out, fork over, cough up, pay up, splash out, stump up: pay
put up the money, put in the money, chip in: invest
rake in, pull in, bring home: earn
come out, get out, bring out, put out, roll out, go on sale, go live, hit the market, hit stores: release
track down, pick up for: arrest
go up, shoot up, pick up, climb up: rise
go down: fall offline
come down, drop off: fall
pass away, kick the bucket: die
bump off, gun down, do in: kill
step down, stand down, step aside, give up, pack it in: quit
hit back, fight back, strike back: retaliate
team up, tie up, join forces, hook up, link up: partner
snap up, snatch up, scoop up: buy
find out, come across: discover
look into, dig into: investigate
switch off, turn off, shut off: disable
switch on, turn on: enable
set up, start up: establish
put off, push back, hold off: postpone
turn down, knock back, say no to: reject
say yes to, sign off on, give the green light: approve
pull out, back out, bail out of: withdraw
blow up, go off: explode
go under, go bust, go broke, go belly up: bankrupt
hand over, turn over: extradite
kick off, start off: start
wrap up: end
own up, come clean: admit
sign up: register
lock up, put away, put behind bars: jail
cut back, scale back, trim down: reduce
beef up, ramp up, step up: increase
clamp down, crack down: crackdown
blow the whistle, spill the beans: reveal
come back, go back: return
break up, split up: split
fall apart, fall through: collapse
knock down, tear down, pull down: demolish
show up, turn up, pop up: appear
make off with, run off with, walk off with: steal
give in, cave in, back down: concede
shut down, close down: close
speed up: accelerate
burn down: fire
try out: test
wipe out: destroy
in charge of: head
tie the knot, get hitched: marry
come up with, think up: invent
go wrong: fail
go missing: disappear
go to jail, go to prison, do time: jail
"""

_LIGHT = "go come get give put take bring let turn show hold make do end step hit the they him".split()
"""Words that any text holds: alone they tell nothing of their phrase."""

# How a thumb writes, with the word in full: only what means nothing else in small letters, so not "sec" or "hr".
_SHORT = """
yr year, yrs years, mth month, mths months, wk week, wks weeks, hrs hours, min minute, mins minutes,
secs seconds, ppl people, prez president, gov governor, govs governors, govt government, govts governments,
dems democrats, repubs republicans, dept department, depts departments, prof professor, profs professors,
uni university, unis universities, mgr manager, temps temperatures, approx about, abt about, cuz because, coz because,
b4 before, thru through, w/ with, w/o without, btwn between, tmrw tomorrow, tmr tomorrow, yday yesterday, tdy today,
tonite tonight, 2day today, 2nite tonight, pic picture, pics pictures, vid video, vids videos, meds medicines,
natl national, intl international, avg average, vax vaccine, smth something, sth something, bday birthday,
xmas christmas
"""
_IN_FULL = dict(pair.split() for pair in _SHORT.replace("\n", " ").split(", "))
_SHORT_WORD = re.compile(
    rf"(?<![\w.'’@#/-])({'|'.join(map(re.escape, sorted(_IN_FULL, key=len, reverse=True)))})(?![\w'’/-]|\.\w)\.?"
)

_PRONOUN = r"(?:\s+(?:it|him|her|them|us))?"


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern with one group for each row, and the news word of each group."""
    rows = [line.split(": ") for line in _PHRASES.strip().splitlines()]
    news = {f"row{n}": word for n, (_, word) in enumerate(rows)}
    parts = (f"(?P<row{n}>{'|'.join(map(_pattern, asked.split(', ')))})" for n, (asked, _) in enumerate(rows))
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE), news


@cache
def _light() -> frozenset[str]:
    return frozenset(stem(form) for word in _LIGHT for form in words_like(word))


def _pattern(phrase: str) -> str:
    """A phrase in all forms of its first word: shells out, went up, letting him go."""
    first, *rest = phrase.split()
    return rf"(?:{'|'.join(sorted(map(_forms, words_like(first))))}){_PRONOUN}\s+{' '.join(rest)}"


def _forms(word: str) -> str:
    bare = word.removesuffix("e")
    return rf"{word}(?:s|es|d|ed)?|{bare}{bare[-1]}?ing|{bare}{bare[-1]}ed"


def _is_title(typed: str, text: str) -> bool:
    """Whether a phrase has capitals that the rest of the text has not."""
    return all(word[0].isupper() for word in typed.split()) and any(word[0].islower() for word in text.split())


def in_news_words(text: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """
    A question with the phrases that only people who chat use in the words of news, and in full what they type short.

    Returns: the text; and for each word that was put in, the stems of what stood there, in case a text says it so too:
    "go live" becomes "release", and "live" is still looked for. What begins with capitals in a question that does not
    is a title, and stays: "who directed Get Out".
    """
    pattern, news = _table()
    typed: dict[str, tuple[str, ...]] = {}

    def in_full(match: re.Match[str]) -> str:
        word = _IN_FULL[match[1]]
        typed[word] = (stem(match[1]),)
        return word

    def told(match: re.Match[str]) -> str:
        if _is_title(match.group(), text):
            return match.group()
        word, *besides = news[match.lastgroup or ""].split()
        told_by = (stem(one) for one in tokens(match.group()) if one not in STOP_WORDS)
        # two phrases may become one word: "go live and come out"
        meant = (one for sense in besides for one in (stem(sense), *same_act(stem(sense))))
        typed[word] = (*typed.get(word, ()), *(one for one in told_by if one not in _light()), *meant)
        return word

    return pattern.sub(told, _SHORT_WORD.sub(in_full, text)), typed
