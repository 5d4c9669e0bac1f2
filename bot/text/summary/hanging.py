"""
How likely a sentence leaves something open that its item does not tell, or is no sentence of the story at all. PURE.

Learned from sentences that were read below a headline and what was shown before them (``hanging.txt``, made by
``tests/tools/fit_standing.py``): a pronoun before any name, a surname that nobody has introduced, "the website", an
"also", a caption. No single sign decides; the rules of ``standalone.py`` have said before what never can be shown.
English only.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

from bot.text.analysis.idf import background
from bot.text.analysis.odds import chance
from bot.text.analysis.words import STOP_WORDS, stem
from bot.text.lexicon.calendar import CALENDAR
from bot.text.lexicon.common_words import common
from bot.text.lexicon.present import present_verbs

_PART = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*|[\"“”‘’():;!?—–,.]")
_QUOTED = re.compile(r"[“\"][^”\"]*(?:[”\"]|$)")
_ONE_QUOTED = re.compile(r"(?:^|(?<=\s))[‘'][^’']{12,}[’'](?!\w)")
_OUTSIDE = (
    (
        "shortened",
        re.compile(
            r"\w(?:n['’]t|['’](?:re|ve|ll|d|m))\b|\b(?:[Tt]hat|[Tt]here|[Ii]t|[Hh]e|[Ss]he|[Ww]hat)['’]s\b",
        ),
    ),
    ("shouts", re.compile("!")),
)
"""Signs of talk, where nobody is quoted."""
_LOOKS = (
    (
        "cut",
        re.compile(
            r"(?:\b[A-Z]\.|\b(?:Rep|Sen|Gov|Dep|Wash|Mr|Mrs|Ms|Dr|St|Jr|Sr|No|Lt|Col|Gen|Calif|Fla)\.)$",
        ),
    ),
    ("label", re.compile(r"^(?:\w+ ){0,2}\w+(?: at [\d:apm. ]+)?: ")),
    ("no end", re.compile(r"[^.!?)\]”’“\"'»«]$")),
    (
        "of its text",
        re.compile(
            r"\b(?:[Tt]his|[Oo]ur|[Tt]he (?:following|above|full|original)) (?:\w+ )?"
            r"(?:article|story|post|piece|series|column|newsletter|episode|page|site|report|guide|transcript)\b",
        ),
    ),
    ("phrase first", re.compile(r"^[A-Z]\w*(?: \w+){0,3}, ")),
)
_PERSONS = frozenset("he she him her his hers himself herself".split())
_OTHERS = frozenset("they them their theirs it its itself".split())
_OWN = frozenset("i i'm i've i'd me my we we're we've our us ours".split())
_YOU = frozenset("you your yours you're you'll you've".split())
_THESE = frozenset("this that these those such".split())
_WORDS = (("own", _OWN), ("you", _YOU))
_HONORIFIC = frozenset("mr mrs ms dr prof".split())
_LINKS = frozenset(
    """
    also too however meanwhile similarly again instead then still another other others same earlier later further
    latter former though although because so yet but even only once both either neither such now here there otherwise
    thus indeed rather respectively previously afterward afterwards anyway regardless below above pictured shown seen
    """.split()
)
_SAYS = frozenset(
    """
    said says say told tells wrote writes added adds asked explained noted argued tweeted claimed insisted replied
    warned announced reported according reports continued confirmed stated joked recalled
    """.split()
)
_FINITE = frozenset(
    """
    is are was were be been has have had do does did will would can could may might must shall should isn't aren't
    wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't couldn't shouldn't it's he's she's
    that's there's they're we're you're i'm
    arose ate awoke beat became began bent bet bit bled blew bore bought bound bred broke brought built burst came
    cast caught chose clung cost crept cut dealt drank drew drove dug fed fell felt fled flew flung forbade foresaw
    forgave forgot fought found froze gave got grew ground heard held hid hit hung hurt kept knelt knew laid lay
    leapt led left lent let lit lost made meant met misled mistook outdid overcame overheard overran oversaw
    overthrew overtook paid put quit ran rang read rebuilt rode rose said sang sank sat saw sent set shed shook shot
    shrank shut slept slew slid sold sought spat sped spent split spoke sprang spread spun stank stole stood strode
    strove struck stuck stung swam swept swore swung taught thought threw told took tore trod understood undertook
    underwent upheld went wept withdrew withheld withstood woke won wore wove wrote wrung
    """.split()
)
_MOST_CAPITALS = 0.6
"""Share of words with a capital from which on a sentence looks like a heading or a list of names."""
_THING = frozenset("video photo photograph image picture clip tweet footage map chart graphic post letter".split())
_TELLS_WHICH = frozenset("of that who which whose where".split())
"""Words behind a thing that say which one is meant: "the release of the fighters"."""
_PLACES = (0, 1, 3, 7, 15)
"""Sentences before it, at which it counts as further down."""
_PLACED = tuple(f"place {number}" for number in range(len(_PLACES) + 1))
_NEW_WORDS = 0.95
"""Share of a sentence's telling words that nothing above has, from which on it tells of something else."""
_FEW_KNOWN = 0.7
"""The same for one that is loosely linked."""


class Above(NamedTuple):
    """What is shown above a sentence: headline and sentences of its item."""

    names: AbstractSet[str]
    """Words with a capital."""
    things: AbstractSet[str]
    """Stems."""
    neighbour: bool = False
    """Whether the sentence before it in its text is the last that was shown."""


class Earlier(NamedTuple):
    """What its own text tells before a sentence."""

    thing: Callable[[str], bool]
    """Whether a stem stands there."""
    person: Callable[[str], bool]
    """Whether a surname stands there behind a first name."""
    sentences: int
    """How many there are."""


class Surname(NamedTuple):
    """A word with a capital that stands alone, with the sign that it is..."""

    name: str
    root: str
    """Its stem."""
    met: str
    """...where it was met above, and where not..."""
    told: str
    """...where its text told of it in full..."""
    earlier: str
    """...or only by this word..."""
    new: str
    """...or not at all."""
    clearing: tuple[str, ...]
    """Those of the last three by which it is less likely that something is left open."""


class Definite(NamedTuple):
    """Stems of "the ...", with the sign that they are where nothing above told of them."""

    things: tuple[str, ...]
    earlier: str
    """Where their text told of one."""
    new: str


class Looks(NamedTuple):
    """What of a sentence does not depend on what is shown above it."""

    signs: tuple[str, ...]
    points: float
    """What they add together."""
    after_neighbour: tuple[str, ...]
    """Signs that are there as well below the sentence before it in its text."""
    surnames: tuple[Surname, ...]
    definite: tuple[Definite, ...]
    things: frozenset[str]
    """All stems of these."""
    clearing: frozenset[str]
    """All signs of these by which it is less likely that something is left open."""


def hanging(looks: Looks, terms: frozenset[str], above: Above, earlier: Earlier) -> float:
    """
    How likely a sentence leaves something open.

    Args:
        looks: The sentence (``looks_of``).
        terms: Stems of its telling words.
        above: What is shown above it.
        earlier: What stands before it in its own text.
    Returns: 0.0 to 1.0.
    """
    found = _clear(looks, terms, above, earlier.sentences) | _unclear(looks, above, earlier)
    return _chance(looks, _points(found))


def hanging_at_least(looks: Looks, terms: frozenset[str], above: Above, sentences: int) -> float:
    """What ``hanging`` gives at least, whatever those *sentences* before it tell: nobody has to read them for it."""
    found = _clear(looks, terms, above, sentences)
    return _chance(
        looks,
        _points(found.union(looks.clearing, *(one.clearing for one in looks.surnames if one.name not in above.names))),
    )


def signs(looks: Looks, terms: frozenset[str], above: Above, earlier: Earlier) -> frozenset[str]:
    """What is weighed; *args* as in ``hanging``."""
    return frozenset(looks.signs) | _clear(looks, terms, above, earlier.sentences) | _unclear(looks, above, earlier)


def _points(found: Iterable[str]) -> Iterable[float]:
    return filter(None, map(weights().get, found))


def _clearing(found: Iterable[str]) -> Iterable[str]:
    return (sign for sign in found if weights().get(sign, 0.0) < 0.0)


def _chance(looks: Looks, points: Iterable[float]) -> float:
    # exact, or the order of a set, which changes with each start, would change the sum
    return chance(looks.points + math.fsum(points) + weights()["always"])


def _clear(looks: Looks, terms: frozenset[str], above: Above, sentences: int) -> set[str]:
    """The signs that are there whatever stands before a sentence in its own text."""
    found = {one.met for one in looks.surnames if one.name in above.names}
    found.add(_PLACED[bisect_left(_PLACES, sentences)])
    if not above.things.isdisjoint(looks.things):
        found.add("the known")
    if terms and above.things:
        new = len(terms - above.things) / len(terms)
        found.add("all new" if new >= _NEW_WORDS else "half new" if new >= _FEW_KNOWN else "linked")
    if above.neighbour:
        found.update(("neighbour", *looks.after_neighbour))
    return found


def _unclear(looks: Looks, above: Above, earlier: Earlier) -> set[str]:
    """The other ones."""
    found = {_known(one, earlier) for one in looks.surnames if one.name not in above.names}
    for one in looks.definite:
        if above.things.isdisjoint(one.things):
            found.add(one.earlier if any(map(earlier.thing, one.things)) else one.new)
    return found


def _known(one: Surname, earlier: Earlier) -> str:
    return one.told if earlier.person(one.name) else one.earlier if earlier.thing(one.root) else one.new


@lru_cache(maxsize=4_000)  # two kB each, as for ``standing``
def looks_of(sentence: str) -> Looks:
    """What of an English sentence is weighed, as far as it alone tells."""
    parts = _PART.findall(sentence)
    words = [part for part in parts if part[0].isalnum()]
    lower = [word.lower().replace("’", "'") for word in words]
    outside = _ONE_QUOTED.sub(" ", _QUOTED.sub(" ", sentence))
    found = {*_opening(sentence, words, lower), *_marks(sentence, outside, lower)}
    found.update(_pointing(words, lower))
    definite = tuple(
        Definite(things, f"the {how} told earlier", f"the {how} new") for things, how in _definite(words, lower)
    )
    return Looks(
        signs=tuple(sorted(found)),
        points=math.fsum(_points(found)),
        after_neighbour=tuple(
            f"{sign} after neighbour" for sign in sorted(found) if sign.startswith(("opens", "person", "quote"))
        ),
        surnames=tuple(_surname(name, how) for name, how in _surnames(words, lower)),
        definite=definite,
        things=frozenset(chain.from_iterable(one.things for one in definite)),
        clearing=frozenset(_clearing(sign for one in definite for sign in (one.earlier, one.new))),
    )


def _surname(name: str, how: str) -> Surname:
    root = stem(name.lower())
    new = f"surname {how} {'common' if root in background() else 'rare'}"
    unclear = (f"surname {how} told in full", f"{new} told earlier", new)
    return Surname(name, root, f"surname {how} met", *unclear, tuple(_clearing(unclear)))


def _opening(sentence: str, words: list[str], lower: list[str]) -> Iterable[str]:
    if not lower:
        yield "opens nothing"
        return
    first = lower[0]
    if not sentence[0].isalnum():
        yield "opens quote"
    if first in STOP_WORDS or first in _LINKS:
        yield f"opens {first}"
    elif words[0][0].isdigit():
        yield "opens figure"
    elif common(first) or words[0][0].islower():
        yield f"opens {first}"
        yield "opens word"
    else:
        yield "opens name"


def _marks(sentence: str, outside: str, lower: list[str]) -> Iterable[str]:
    """What the sentence looks like; *outside*: without what stands in quotation marks."""
    rest = [word.lower().replace("’", "'") for word in _PART.findall(outside) if word[0].isalnum()]
    if len(rest) < len(lower):
        yield "quote unsaid" if _SAYS.isdisjoint(rest) else "quote said"
        if len(rest) <= len(lower) // 3:
            yield "quote mostly"
    yield from (sign for sign, words in _WORDS if not words.isdisjoint(rest))
    yield from (sign for sign, look in _OUTSIDE if look.search(outside))
    yield from (sign for sign, look in _LOOKS if look.search(sentence))
    if not any(word in _FINITE or word.endswith("ed") or word in _SAYS or word in present_verbs() for word in rest):
        yield "hardly a verb" if any(word.endswith("s") for word in rest) else "no verb"
    if sum(word[0].isupper() for word in sentence.split()) >= _MOST_CAPITALS * len(lower):
        yield "capitals"


def _pointing(words: list[str], lower: list[str]) -> Iterable[str]:
    """Pronouns and links, and whether a name stands before them."""
    named = False
    for at, word in enumerate(lower):
        if word in _PERSONS:
            yield "person named" if named else "person"
        elif word in _OTHERS:
            yield "it named" if named else "it"
        elif word in _THESE and at + 1 < len(lower) and lower[at + 1] not in STOP_WORDS:
            if lower[at + 1] not in CALENDAR and word != "that":
                yield "these"
        elif word in _LINKS and at:
            yield "link"
        if word in _THING:
            yield "thing"
        named = named or (words[at][0].isupper() if at else not common(word) and word not in STOP_WORDS)


def _surnames(words: list[str], lower: list[str]) -> Iterable[tuple[str, str]]:
    """Words with a capital that stand alone, and are no everyday words."""
    for at, word in enumerate(words):
        if not word[0].isupper() or len(word) < 3 or word.isupper() or lower[at] in CALENDAR:
            continue
        bare = word.replace("’", "'").removesuffix("'s")
        before = words[at - 1] if at else ""
        after = words[at + 1] if at + 1 < len(words) else ""
        honoured = lower[at - 1] in _HONORIFIC if at else False
        if (before[:1].isupper() and not honoured and at > 1) or after[:1].isupper() or common(bare.lower()):
            continue
        if before[:1].isupper() and at == 1 and not honoured and not common(lower[0]) and lower[0] not in STOP_WORDS:
            continue
        if bare.lower() in STOP_WORDS:
            continue
        says = {lower[at - 1] if at else "", after.lower()} & _SAYS
        yield bare, "mr" if honoured else "said" if says else "first" if not at else "alone"


def _definite(words: list[str], lower: list[str]) -> Iterable[tuple[tuple[str, ...], str]]:
    """What is spoken of as known: the words of "the legendary crooner", and whether what follows tells which."""
    for at, word in enumerate(lower[:-1]):
        if word != "the" or words[at + 1][0].isupper():
            continue
        end = at + 1
        while end < min(len(lower), at + 4) and lower[end] not in STOP_WORDS:
            end += 1
        if end == at + 1:
            continue
        told = end < len(lower) and lower[end] in _TELLS_WHICH
        yield tuple(map(stem, lower[at + 1 : end])), ("first" if at == 0 else "later") + " which" * told


@cache
def weights() -> Mapping[str, float]:
    """What each sign adds, in points of log odds; "always" is there for every sentence."""
    lines = files("bot.text.summary").joinpath("hanging.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("# "))
    return {sign: float(points) for sign, points in rows}
