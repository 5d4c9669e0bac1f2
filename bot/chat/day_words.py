"""
Days, and the few words around them, in the languages that people type them in. PURE but for reading tables of names.

Names of days and months are Unicode's, of all the languages below, whatever the chat speaks; the other words are those
of the chat's own catalogue and the English one. What cannot be read so is tried in the words of each other language by
itself (``any_language.py``): mixed, they would contradict each other ("a" is Spanish for "to").
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from bot.chat.day_names import LANGUAGES, REGIONAL, names
from bot.chat.vocabulary import EDGES, HAN, PREFIX, Role, Vocabulary, Word
from bot.model import EVERY_DAY
from bot.text.analysis.nearest import as_compared
from bot.text.analysis.words import stop_words
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH, Wording, languages

WORKDAYS = frozenset(range(5))
WEEKEND = EVERY_DAY - WORKDAYS
_QUARTER = re.compile(r"(-?\d+):(.+)")
_VAGUE = {"when.words_couple": 2, "when.words_few": 3}
"""Numbers that nobody counts: what is made of them is said back."""
_BETWEEN = {"when.words_filler": Role.FILLER, "when.words_at": Role.FILLER}
_OFF_THE_HOUR = {"when.words_minutes_less": Role.LESS, "when.words_minutes_by": Role.BY}
_VALUES = {Role.HALF: 30, Role.BY: 1}
"""Of words with a line before them it is less than nothing."""
_I_LIVE = "when.words_i_live"
_NONE = "-"
"""What stands in a list of which a language has no words; in others it is a line between two hours."""
_UNIT_KEYS = {
    "when.words_minute": Role.MINUTE,
    "when.words_hour": Role.HOUR,
    "when.words_day": Role.DAY,
    "when.words_week": Role.WEEK,
    "when.words_fortnight": Role.FORTNIGHT,
    "when.words_months": Role.MONTHS,
    "when.words_years": Role.YEARS,
}
_JOINING = {"when.words_and": Role.AND, "when.words_between": Role.BETWEEN}
_PART_KEYS = {"when.words_part": Role.PART, "when.words_half_hour": Role.HALF_HOUR}
_KEYS = {
    "schedule": {
        "when.words_at": Role.AT,
        "when.words_half": Role.HALF,
        "when.words_but": Role.BUT,
        **_JOINING,
        "when.words_clock": Role.CLOCKS,
        "when.words_only": Role.ONLY,
        # "से" is both; here it stands between
        "when.words_to": Role.TO,
        "when.words_from": Role.FROM,
        "when.words_filler": Role.FILLER,
        "when.words_every": Role.EVERY,
        "when.words_hourly": Role.HOURLY,
        "when.words_hour": Role.HOUR,
        "when.words_minute": Role.MINUTE,
        "when.words_day": Role.DAY,
        "when.words_daily": Role.DAY,
        "when.words_weekdays": Role.WEEKDAYS,
        "when.words_weekend": Role.WEEKEND,
        "when.words_week": Role.WEEK,
        "when.words_rarer": Role.RARER,
        "when.words_not_behind": Role.NOT,
        "when.words_not": Role.NOT,
        "when.words_times": Role.TIMES,
        "when.words_once": Role.ONCE,
        "when.words_twice": Role.TWICE,
        "when.words_digest": Role.TIMES,
        **_OFF_THE_HOUR,
    },
    # a span of time, or the day on which it begins or ends
    "span": {
        "when.words_and": Role.AND,
        "when.words_from": Role.FROM,
        "when.words_for": Role.FOR,
        "when.words_within": Role.FOR,
        "when.words_this": Role.THIS,
        "when.words_filler": Role.FILLER,
        "when.words_over": Role.FILLER,
        "when.words_end": Role.END,
        **_PART_KEYS,
        **_UNIT_KEYS,
        "when.words_at": Role.AT,
        "when.words_weekend": Role.WEEKEND,
        "when.words_to": Role.TO,
        "when.words_back": Role.TO,
        "when.words_inclusive": Role.INCLUSIVE,
        "when.words_since": Role.SINCE,
        "when.words_last": Role.LAST,
        "when.words_next": Role.NEXT,
        "when.words_today": Role.TODAY,
        "when.words_yesterday": Role.YESTERDAY,
        "when.words_tomorrow": Role.TOMORROW,
        "when.words_after_tomorrow": Role.AFTER_TOMORROW,
        "when.words_no": Role.NOT,
    },
    # how long something holds, at the end of what was said of it
    "length": {
        "when.words_for": Role.FOR,
        "when.words_until": Role.UNTIL,
        "when.words_this": Role.THIS,
        "when.words_forever": Role.FOREVER,
        **_PART_KEYS,
        **_UNIT_KEYS,
        **_BETWEEN,
        "when.words_first": Role.FIRST,
        "when.words_last": Role.LAST,
        "when.words_next": Role.NEXT,
        "when.words_within": Role.NEXT,
    },
    "quiet": {
        "when.words_night": Role.NIGHT,
        "when.words_at": Role.AT,
        "when.words_half": Role.HALF,
        **_JOINING,
        "when.words_filler": Role.FILLER,
        "when.words_to": Role.TO,
        "when.words_until": Role.TO,
        "when.words_since": Role.SINCE,
        "when.words_hour": Role.HOUR,
        "when.words_every": Role.EVERY,
        "when.words_day": Role.DAY,
        "when.words_weekdays": Role.WEEKDAYS,
        "when.words_weekend": Role.WEEKEND,
        "when.words_for": Role.FOR,
        "when.words_silent": Role.SILENT,
        "when.words_hold": Role.HOLD,
        "when.words_off": Role.OFF,
        **_OFF_THE_HOUR,
    },
}
"""The words of each purpose; one that stands in two lists of them counts as what the first says."""
DAWN, MORNING, NOON, AFTERNOON, EVENING, NIGHT, MIDNIGHT = (hour * 60 for hour in (5, 8, 12, 15, 18, 21, 0))
"""Parts of the day, and moments of it: the minute of the day that each means alone."""
_CLOCKS = {
    "when.words_dawn": DAWN,
    "when.words_morning": MORNING,
    "when.words_noon": NOON,
    "when.words_afternoon": AFTERNOON,
    "when.words_night": NIGHT,
    "when.words_evening": EVENING,
    "when.words_midnight": MIDNIGHT,
}


def schedule_words(say: Wording, *, alone: bool = False) -> Vocabulary:
    """The words for hours and days on which something comes; *alone*: without the English ones, which all know."""
    return _vocabulary(say.language, "schedule", alone=alone)


def span_words(say: Wording, *, alone: bool = False) -> Vocabulary:
    """The words for how long, since when and until when."""
    return _vocabulary(say.language, "span", alone=alone)


def length_words(say: Wording, *, alone: bool = False) -> Vocabulary:
    """The words for how long something holds that stands before them."""
    return _vocabulary(say.language, "length", alone=alone)


def quiet_words(say: Wording, *, alone: bool = False) -> Vocabulary:
    """The words for quiet hours."""
    return _vocabulary(say.language, "quiet", alone=alone)


def tongues() -> list[Wording]:
    """The languages that the bot speaks, in the order in which they are tried."""
    spoken = languages()
    return [Wording(tongue) for tongue in LANGUAGES if tongue in spoken]


def _says(text: str, words: str, *also: Wording) -> bool:
    """Whether somebody wrote one of the *words* of some language, blanks as in the catalogues, and nothing else."""
    typed = as_compared(text.strip(f"{EDGES} "))
    return any(typed == as_compared(said) for one in (*also, *tongues()) for said in _listed(one, words))


def without_i_live(text: str) -> str:
    """A place in small letters without "I live in", "j'habite" or the like, in whatever language."""
    said = {typed.replace("_", " ").replace("’", "'") for tongue in tongues() for typed in _listed(tongue, _I_LIVE)}
    text = text.replace("’", "'").casefold()
    for one in sorted(said, key=len, reverse=True):
        # between Chinese words no blank is written
        blank = "" if HAN.match(one) else " "
        text = text.removeprefix(f"{one}{blank}").removesuffix(f" {one}").strip()
    return text


def says_off(text: str, say: Wording) -> bool:
    """Whether somebody wrote "off", "none" or the like, in whatever language, and nothing else."""
    return _says(text, "when.words_off", say)


def read_switch(text: str, say: Wording) -> bool | None:
    """Whether somebody wrote "on" (True) or "off" (False) or the like, in whatever language; None for all else."""
    if _says(text, "when.words_on", say):
        return True
    return False if says_off(text, say) else None


def says_forever(text: str) -> bool:
    """Whether somebody wrote "forever", "for good" or the like, in whatever language, and nothing else."""
    return _says(text, "when.words_forever")


@cache
def _everyday_words() -> frozenset[str]:
    """The words of all lists in the catalogues, as they are compared."""
    keys = {*_CLOCKS, "when.words_on", "when.words_off"}.union(*_KEYS.values())
    listed = (typed for tongue in tongues() for key in keys for typed in _listed(tongue, key))
    return frozenset(as_compared(word) for typed in listed for word in re.split("[/_:]", typed))


def is_everyday(text: str) -> bool:
    """Whether it is one word that people write in whatever language when they mean no place: "nada", "hier", "man"."""
    linking = any(text.casefold() in stop_words(language) for language in LANGUAGES)
    return linking or as_compared(text) in _everyday_words()


@lru_cache(maxsize=128)
def _vocabulary(language: str, purpose: str, *, alone: bool) -> Vocabulary:
    words: dict[str, Word] = {}
    others: dict[tuple[str, Role], Word] = {}
    everyday: set[str] = set()
    own: set[str] = set()
    for say in (Wording(language),) if alone else (Wording(language), ENGLISH):
        everyday.update(map(as_compared, _listed(say, "when.words_also_days")))
        for typed, word in _of_catalogue(say, purpose):
            key = as_compared(typed) or typed
            others.setdefault((key, word.role), word)
            words.setdefault(key, word)
            if word.role is Role.WEEKDAY:
                own.add(key)
    if purpose == "length":
        return Vocabulary(words, frozenset())
    for tongue in dict.fromkeys((language, *LANGUAGES)):
        named_so = _words_of(tongue, "days", Role.WEEKDAY)
        for variant in (*REGIONAL.get(tongue, ()), tongue) if purpose == "span" else ():
            named_so |= _words_of(variant, "months", Role.MONTH)
        spoken = tongue in (language, "en")
        for name, word in named_so.items():
            # what is short for a day somewhere is any word elsewhere: "mi", "do", "mar"
            if spoken or not (name.isascii() and len(name) <= PREFIX):
                words.setdefault(name, word)
            if spoken:
                own.add(name)
    named = frozenset(name for name in own if words[name].role in (Role.WEEKDAY, Role.MONTH))
    return Vocabulary(words, named, others, frozenset(everyday))


def _words_of(language: str, kind: str, role: Role) -> dict[str, Word]:
    return {typed: Word(role, name.number, name.shown) for typed, name in names(language, kind).items()}


def _of_catalogue(say: Wording, purpose: str) -> Iterator[tuple[str, Word]]:
    """The words of one language, as they are typed."""
    numbers = list(_counted(_listed(say, "when.words_numbers"), Role.NUMBER, 1))
    if purpose == "length":
        # "una" is a number there, and a little word elsewhere
        yield from _counted(("/".join(_listed(say, "when.words_a")),), Role.NUMBER, 1)
        yield from numbers
    yield from _of_lengths(say) if purpose in ("span", "length") else _of_quarters(say)
    of_month = frozenset(_listed(say, "when.words_of_month")) if purpose == "span" else frozenset[str]()
    of_day = dict.fromkeys(_listed(say, "when.words_hour_of_day"), 1)
    marked = of_month | (
        frozenset(_listed(say, "when.words_yesterday")) & frozenset(_listed(say, "when.words_tomorrow"))
    )
    of_day |= {typed: 2 for typed in _listed(say, "when.words_at") if typed in of_day}
    marked |= frozenset(_listed(say, "when.words_behind_hour"))
    for key, role in _KEYS[purpose].items():
        for typed in _listed(say, key):
            # "一周" is a number and a unit wherever the number counts
            if purpose == "length" and HAN.match(typed) and any(typed.startswith(one) for one, _ in numbers):
                continue
            sign = -1 if typed.startswith("-") else 1
            shown = typed.removeprefix("-").replace("_", " ") or typed
            of_role = of_day.get(typed, 0) if role is Role.HOUR else sign * _VALUES.get(role, 0)
            if typed != _NONE or role is Role.TO:
                yield shown, Word(role, of_role or (typed in marked) or key == "when.words_not_behind", shown)
    if purpose != "length":
        yield from _of_days(say)
    yield from numbers


def _of_days(say: Wording) -> Iterator[tuple[str, Word]]:
    """Words for parts of the day, days of the week, and the hour that is one o'clock as well, "в час дня"."""
    for key, minute in _CLOCKS.items():
        yield from _counted(("/".join(_listed(say, key)),), Role.CLOCK, minute)
    yield from _counted(_listed(say, "when.words_days_of_week"), Role.WEEKDAY, 0)
    yield from _counted(("/".join(_listed(say, "when.words_one_hour")),), Role.NUMBER, 1)


def _of_quarters(say: Wording) -> Iterator[tuple[str, Word]]:
    """Words for quarters of an hour, with the minutes that each adds to the hour beside it."""
    for typed in _listed(say, "when.words_quarters"):
        if found := _QUARTER.fullmatch(typed.replace("_", " ")):
            yield found[2], Word(Role.HALF, int(found[1]), found[2])


def _of_lengths(say: Wording) -> Iterator[tuple[str, Word]]:
    """Words of a length of time with what each is worth, and those of an end."""
    yield from _counted(_listed(say, "when.words_one_and_half"), Role.PART, 1)
    for key, number in _VAGUE.items():
        yield from _counted(("/".join(_listed(say, key)),), Role.NUMBER, number)
    yield from _counted(_listed(say, "when.words_end_of"), Role.END, 1)
    for weeks, key in enumerate(("when.words_week_on", "when.words_fortnight_on"), 1):
        yield from _counted(("/".join(_listed(say, key)),), Role.LATER, weeks)


def _counted(listed: Iterable[str], role: Role, first: int) -> Iterator[tuple[str, Word]]:
    """Words that stand for numbers from *first* on, each in several forms."""
    for number, typed in enumerate(listed, first):
        for one in typed.split("/"):
            shown = one.replace("_", " ")
            if one != _NONE:
                yield shown, Word(role, number, shown)


def _listed(say: Wording, key: str) -> list[str]:
    return plain(say(key)).split()
