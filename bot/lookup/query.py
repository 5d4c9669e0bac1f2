"""
Reads a question as people type it: what it is about, and how its words may be misspelt.

Any text is a question; a text without a word that carries meaning gives one without terms.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.lookup.answer_kinds import ROLES, Kind
from bot.lookup.asked_kind import asked_kind
from bot.lookup.colloquial import in_news_words
from bot.lookup.replied_to import subject
from bot.lookup.small_talk import without_small_talk
from bot.lookup.synonyms import related
from bot.text.analysis.idf import background
from bot.text.analysis.names import names
from bot.text.analysis.time_marks import marks
from bot.text.analysis.words import CAPITAL, STOP_WORDS, stem, tokens
from bot.text.lexicon.asking import ASKING, ENGLISH, GOES_ON, LINKING
from bot.text.lexicon.common_words import common

LONGEST = 4_000
"""Characters of a question that are read."""

MOST_TERMS = 40
"""Terms of a question that are searched for; those that follow say little more."""


_OF_NOW = re.compile(
    r"^\W*(?:is|are|does|do|has|have|can)\b|\b(?:who|what|which|where|how much|how many)(?: \w+)? (?:is|are|does)\b"
    r"|\b(?:price|prices|cost|costs|version|current|currently|latest|newest|now|today|still|who's|what's)\b",
    re.IGNORECASE,
)

_IN_OFFICE = frozenset("lead leads run runs head heads coach coaches manage manages govern governs".split())
"""Who does so holds the post."""

_LED_BY_NO_POST = frozenset("round series funding financing race poll polls table league standings tour".split())
"""Who leads these holds none."""

LONGEST_SPELT = 12
"""Terms of a question that abbreviations are made of."""


@dataclass(frozen=True, slots=True)
class Term:
    """
    One word of a question that carries meaning.

    *weight* is below 1 for words that only frame the question ("kind", "called") or come from the message replied to;
    *name* says that it was typed like a name; *forms* are stems that it may be a misspelling of,
    or that were typed where it stands for a phrase.
    """

    word: str
    stem: str
    weight: float = 1.0
    name: bool = False
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """
    A question, read.

    *text* is as typed, cut to the longest length, behind it the question that it goes on with; the first *asked* of
    the *terms* are its own, those that follow come from the message replied to; *pairs* are positions of neighbouring
    terms. The first *naming* terms may name what it is about: its own, and those of a message that asks as well.
    *news*: it asks for the newest of that. *core*: the same as *text*, with asking words in English and in full.
    """

    text: str
    terms: tuple[Term, ...]
    kind: Kind
    pairs: tuple[tuple[int, int], ...] = ()
    asked: int = 0
    naming: int = 0
    news: bool = False
    core: str = ""

    @property
    def roles(self) -> frozenset[int]:
        """Positions of the terms that ask who is so of something: "boss", "runs"."""
        words = [term.word for term in self.terms[: self.asked]]
        posts = ROLES if not _LED_BY_NO_POST.isdisjoint(words) else ROLES | _IN_OFFICE
        return frozenset(n for n, word in enumerate(words) if word in posts)

    @property
    def of_now(self) -> bool:
        """Whether it asks how things stand, so that the newest word counts: a price, a holder, what is."""
        return bool(_OF_NOW.search(self.core))


# Words that frame a question and seldom stand in its answer, with what is left of their weight.
_FRAMES: dict[str, float] = {
    **dict.fromkeys("year date day month time week weekday century decade".split(), 0.35),  # the answer names one
    **dict.fromkeys("percent percentage number amount often long old far tall high big large".split(), 0.3),
    **dict.fromkeys("kind type sort example term word name names called call named thing things".split(), 0.35),
    **dict.fromkeys(
        "person people man woman country city state place region".split(), 0.5
    ),  # likewise, but often repeated
    **dict.fromkeys(
        "happen happened happens going mean means meaning explain define say says said tell told".split(), 0.4
    ),
    **dict.fromkeys("definitely exactly actually really currently yet already ever still right".split(), 0.3),
    **dict.fromkeys("compared compare vs versus use used using make made give given got take".split(), 0.5),
    **dict.fromkeys("news info information update updates fact facts latest".split(), 0.4),
}
_FRAMES_OF = {
    Kind.DURATION: frozenset("last lasts lasted lasting duration".split()),
    Kind.AMOUNT: frozenset("dollars euros pounds".split()),
    Kind.PLACE: frozenset("work works working".split()),
    Kind.REASON: frozenset("fault blame".split()),
}
"""Words that frame a question for that kind of thing alone."""
FRAMING = 0.35
"""Highest weight of these."""

MOST_FRAMING = 0.4
"""Weight of a word up to which it names no matter."""

# "own" is one in a text, but in a question it is what is asked
_NOT_ASKED = (STOP_WORDS - {"own"}) | frozenset(
    """
    whats whos wheres hows whens whose what's who's where's how's when's ther thier dont doesnt didnt isnt arent wont
    cant im id ive pls plz u ur r may might must shall one ones yes ok much many
    """.split()
)
_NAME_LIKE = re.compile(rf"(?<![.?!]\s)(?<!^)\b{CAPITAL}[\w’'-]*")
_FIGURE = re.compile(r"\d")
# "is it up again?", "how long was it down?": a word that elsewhere says nothing is all that is asked
_STATE = re.compile(
    r"^\W*(?:(?:why|when|how long|since when) )?(?:is|are|was|were|has|have)\b.*\b(up|down|out|back|off|over)\b"
    r"(?:\W+(?:again|yet|now|already|running))*\W*$",
    re.IGNORECASE,
)

_LATEST = r"(?:(?:latest|newest|recent|new) )?(?:news|updates?|developments?)|latest|newest"
_ASKING_WORD = "(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|can)"
_SORTS = "(?:fake|breaking|good|bad|great|big|sad|old|more|local|daily|weekly|and|or)"
"""What says which sort of news, or goes on: "fake news", "oldest and newest"."""
_NEWS = re.compile(
    rf"^\W*(?:what is (?:new|up|happening|going on|the (?:{_LATEST}))|(?:(?:is|are) there )?(?:any |the )?(?:{_LATEST})"
    r"|anything new) (?:with|on|about|from|at|in|of|for|around|regarding)\b"
    rf"|^\W*(?:(?!{_ASKING_WORD}\b)[\w.'’-]+ ){{0,3}}(?!(?:{_ASKING_WORD}|{_SORTS})\b)[\w.'’-]+ (?P<end>{_LATEST})\W*$",
    re.IGNORECASE,
)
"""What asks for the newest of a matter, whatever that is: before it, or behind its name."""
_NEWS_IN_NAME = re.compile(rf"\b{CAPITAL}[\w.'’-]* (?:News|Updates?)\W*$")
"""The end of a name, typed like one: "Sky News"."""

_POINTS_BACK = re.compile(
    r"\b(?:it|its|it's|they|their|them|he|his|him|she|her|hers|this|that|these|those)\b", re.IGNORECASE
)
"""Words of a reply that stand for what the message is about."""

LONGEST_CLAIM = 400
"""Characters of a message that are read as a claim."""

MOST_CLAIMED = 14
"""Words of a claim that are searched for."""

LONGEST_ASKED = 150
"""Characters of a message that may be a question by itself, which another one goes on with."""

MOST_BEHIND = 12
"""Words of the message replied to that join a question: its headline."""

ABOUT_WEIGHT = 0.4
"""Highest weight of the words of the message replied to: they say what is meant, the question what is wanted."""


def parse_question(text: str, about: str = "") -> Question:
    """
    Read one question.

    Args:
        text: As typed, of any length and content; beyond ``LONGEST`` characters nothing is read.
        about: Text of the message that it replies to, or empty.
    Returns: the question; without terms when no word carries meaning.
    """
    asked = text[:LONGEST].replace("\0", " ")
    in_full = asking_words_mended(asked_in_english(without_small_talk(asked)))
    core, typed = in_news_words(in_full)
    rest = _without_news(core)
    news = rest != core
    kind, core = (Kind.ANY, rest) if news else (asked_kind(core), core)
    terms = [_framed(replace(term, forms=typed.get(term.word, ())), kind) for term in _terms(core)[:MOST_TERMS]]
    message = subject(about[:LONGEST].replace("\0", " "), core)
    goes_on = bool(message) and len(about) < LONGEST_ASKED and asked_kind(message) is not Kind.ANY
    if goes_on and all(term.weight <= FRAMING for term in terms):
        # "and when?" asks for another thing of all that was asked before
        known = {term.stem for term in terms}
        terms += [term for term in _terms(message)[:MOST_TERMS] if term.stem not in known]
        behind = []
    else:
        behind = _behind(message, terms)
        if _POINTS_BACK.search(core):
            behind = _with_subject(behind, message)
    pairs = tuple((n, n + 1) for n in range(len(terms) - 1))
    read = tuple(terms + behind)[:MOST_TERMS]
    naming = len(read) if goes_on else len(terms)
    behind_it = f" {message}" if goes_on else ""
    return Question(asked + behind_it, read, kind, pairs, min(len(terms), len(read)), naming, news, in_full + behind_it)


def says_something(text: str) -> bool:
    """Whether a question has a word that carries meaning: "?" and "hm" have none."""
    return parse_question(text).asked > 0


def parse_claim(text: str) -> Question:
    """
    Read something that somebody says, to find what is said for and against it.

    Args:
        text: A message; its first lines tell what it claims.
    """
    claim = without_small_talk(subject(text[:LONGEST].replace("\0", " "))[:LONGEST_CLAIM])
    terms = tuple(_terms(claim)[:MOST_CLAIMED])
    pairs = tuple((n, n + 1) for n in range(len(terms) - 1))
    return Question(claim, terms, Kind.YES_NO, pairs, len(terms), len(terms), core=claim)


def asked_in_english(text: str) -> str:
    """
    *text* with words of other languages that ask in English, without those that link others there.

    What is asked about stays as typed, so that sentences of that language are found by it.
    """
    behind = without_going_on(text)
    if ASKING.match(behind):
        text = behind
    found = ASKING.search(text)
    asks = ENGLISH.get(found.group().lower()) if found else None
    # a letter may be another one in small: "İ" is found as "i", and is two signs then
    if not found or not asks:
        return text
    rest = f"{text[: found.start()]} {text[found.end() :]}".split()
    told = " ".join(word for word in rest if word.lower().strip("?!¿¡,.؟？") not in LINKING)
    return f"{asks} {told}"


def asks_in_another_language(text: str) -> bool:
    """Whether *text* has words that ask in a language other than English."""
    return bool((found := ASKING.search(text)) and ENGLISH.get(found.group().lower()))


def without_going_on(text: str) -> str:
    """What is left of a question behind the "and" or "but" with which it goes on; *text* itself if there is none."""
    begins = GOES_ON.match(text)
    if begins is None:
        return text
    behind = text[begins.end() :]
    left = behind.lstrip()
    # the "Y" of a name is no Spanish "and"
    named = begins.group(1) in ("Y", "E") and left[:1].isupper()
    # in Arabic "and" is written on the word behind it, which may as well begin with that letter
    on_a_word = begins.group(2) is not None and behind[:1].isalpha() and not ASKING.match(left)
    return text if named or on_a_word else left


_ASKING = {"".join(sorted(word)): word for word in "what when where which who whose much many long fast".split()}
"""Words that ask, by their letters in alphabetical order."""

_HOW = re.compile(r"\bhwo(?= (?:many|much|long|old|far|big|large|fast|often|high|deep|do|does|did|can|could|to)\b)")
"""With two letters changed "who" and "how" are one word: what stands behind it tells."""

_ASKS_SHORT = "(what|who|where|when|how|why)"
_SHORTENED = tuple(
    (re.compile(pattern, re.IGNORECASE), rf"\1 {verb}")
    for pattern, verb in (
        (rf"(?<!\bthe )\b{_ASKS_SHORT}['’]?s\b", "is"),
        (rf"\b{_ASKS_SHORT}['’]?d\b", "did"),
        (rf"\b{_ASKS_SHORT}(?:['’]|(?<=what)|(?<=how)|(?<=why))re\b", "are"),
        (rf"\b{_ASKS_SHORT}['’]?ll\b", "will"),
        (rf"\b{_ASKS_SHORT}['’]?ve\b", "have"),
    )
)
"""What is typed short behind an asking word, also without the apostrophe where that is no other word."""

_SHORT_WORD = re.compile(r"\b[a-z]{3,5}\b")


def asking_words_mended(text: str) -> str:
    """
    *text* with what no list of stored words can mend in words that ask ("waht", "mcuh"), and in full what is typed
    short: "whats", "why'd".
    """
    mended = _SHORT_WORD.sub(lambda match: _mended(match.group()), _HOW.sub("how", text))
    for short, in_full in _SHORTENED:
        mended = short.sub(in_full, mended)
    return mended


def _mended(word: str) -> str:
    meant = _ASKING.get("".join(sorted(word)), word)
    swapped = {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)}
    return meant if meant in swapped and stem(word) not in background() and not common(word) else word


def _without_news(core: str) -> str:
    """What the newest is asked of; *core* itself where something else is asked, as of what is new in a version."""
    asks = _NEWS.match(core)
    if not asks or marks(core).versions:
        return core
    end = asks.start("end")
    rest = core[asks.end() :] if end < 0 else core[:end]
    terms = _terms(rest)
    # "latest news" asks of nothing
    if all(_FRAMES.get(term.word, 1.0) <= MOST_FRAMING for term in terms):
        return core
    # a name such as "Sky News", typed like one: what is told of the sky is no news of it
    known = all(common(term.word) or term.stem in background() for term in terms)
    named = end >= 0 and known and not core.isupper() and _NEWS_IN_NAME.search(core)
    return core if named else rest


def _terms(core: str) -> list[Term]:
    state = _STATE.match(core)
    named = _named_and_asked(core)
    return [*named, Term(state[1].lower(), stem(state[1].lower()))] if state else named


def _framed(term: Term, kind: Kind) -> Term:
    return replace(term, weight=min(term.weight, FRAMING)) if term.word in _FRAMES_OF.get(kind, ()) else term


def _named_and_asked(core: str) -> list[Term]:
    names = {token for match in _NAME_LIKE.finditer(core) for token in tokens(match.group())}
    found: dict[str, Term] = {}
    for word in tokens(core):
        if word in _NOT_ASKED or word.endswith("n't"):
            continue
        term = Term(word, stem(word), _FRAMES.get(word, 1.0), word in names)
        found.setdefault(term.stem, term)
    return list(found.values())


def _behind(about: str, asked: Sequence[Term]) -> list[Term]:
    """The words of the message replied to, which all together weigh no more than what is asked."""
    known = {term.stem for term in asked}
    found = [term for term in _terms(about)[:MOST_BEHIND] if term.stem not in known]
    own, theirs = (sum(term.weight for term in terms) for terms in (asked, found))
    weight = min(ABOUT_WEIGHT, own / theirs) if own and theirs else ABOUT_WEIGHT
    return [replace(term, weight=term.weight * weight) for term in found]


def _with_subject(behind: Sequence[Term], message: str) -> list[Term]:
    """The same with full weight on what the message is about: its first name, for which "it" stands."""
    first = next(iter(names(message)), None)
    meant = set(tokens(first.text)) if first else set()
    return [replace(term, weight=1.0) if term.word in meant else term for term in behind]


def unknown(question: Question, counts: Mapping[str, int]) -> list[Term]:
    """
    The terms that no stored sentence holds and news at large hardly knows: misspelt, or of another world.

    A word that is in use is spelt as meant: the bridge that nobody wrote about must not be answered with what brings.
    """
    missing = (term for term in question.terms if not counts.get(term.stem) and not _FIGURE.search(term.word))
    return [term for term in missing if not common(term.word) and not related(term.stem) and not _in_use(term)]


def _in_use(term: Term) -> bool:
    # who writes a name with a capital may mean one that is written like a word
    return not term.name and term.stem in background()


def with_forms(question: Question, near: Mapping[str, Sequence[str]]) -> Question:
    """The question with, for each stem in *near*, the stored stems that it may be a misspelling of."""
    return replace(
        question,
        terms=tuple(replace(term, forms=(*term.forms, *near.get(term.stem, ()))) for term in question.terms),
    )


def initials(question: Question) -> Iterable[str]:
    """
    Abbreviations that neighbouring words of the question may be written as: artificial general intelligence, agi.

    Words of their own are none: the chief executive of Otterworks is not every CEO.
    """
    letters = "".join(term.word[0] for term in question.terms[: question.asked][:LONGEST_SPELT])
    for size in (3, 4, 5):
        for start in range(len(letters) - size + 1):
            if not related(letters[start : start + size]):
                yield letters[start : start + size]
