"""Hostile texts of any size, in families, and how fast the work on them grows."""

import gc
import importlib
import pkgutil
import time
from collections.abc import Callable, Iterable
from functools import cache
from math import log
from statistics import median
from types import ModuleType
from typing import Any

FAMILIES: dict[str, str] = {
    # one sign over and over
    "letters": "a",
    "capitals": "A",
    "digits": "1",
    "blanks": " ",
    "tabs": "\t",
    "lines": "\n",
    "points": ".",
    "commas": ",",
    "colons": ":",
    "slashes": "/",
    "hyphens": "-",
    "dashes": "—",
    "underscores": "_",
    "ats": "@",
    "percents": "%",
    "dollars": "$",
    "ampersands": "&",
    "less than": "<",
    "more than": ">",
    "opening": "(",
    "closing": ")",
    "brackets": "[",
    "square": "]",
    "quotes": '"',
    "curly quotes": "“",
    "closing quotes": "”",
    "apostrophes": "'",
    "question marks": "?",
    "exclamation marks": "!",
    "hashes": "#",
    "stars": "*",
    "apostrophe letters": "ʼ",
    "accents": "e\u0301",
    "marks alone": "\u0301",
    "wide": "中",
    "kana": "ア",
    "arabic": "ع",
    "emoji": "👩\u200d🚀",
    "full-width": "Ａ",
    "ligatures": "ﷺ",
    "zero width": "\u200b",
    # pairs and short turns
    "ones": "1 ",
    "points between": "a.",
    "capitals between": "A.",
    "initials": "A. B. C. ",
    "sentences": "He came. ",
    "short lines": "a\n",
    "words": "word ",
    "names": "Otter ",
    "long names": "Otter Works Of Halden ",
    "joined names": "Otter-Works-",
    "capital words": "NASA ",
    "years": "2024 ",
    "dates": "1 May 2024, ",
    "numbers": "1,000,",
    "decimals": "1.1.",
    "money": "$1.5 million ",
    "scales": "1 million ",
    "number words": "twenty-one ",
    "number words joined": "onehundred",
    "hyphenated numbers": "one-two-",
    "percentages": "5% ",
    "clocks": "5 p.m. ",
    "abbreviations": "approx. ",
    "months": "May. ",
    "countries": "U.S. ",
    "in countries": "in the U.S. Investors took ",
    "quoted": '"a" ',
    "open quotes": '"a, ',
    "he said": '", he said ',
    "says": "Otter says ",
    "according": "according to Otter ",
    "pronouns": "He it they ",
    "these": "a these ",
    "using": "using a ",
    "mails": "a@a-",
    "mail points": "a.a@",
    "hosts": "a.a/",
    "schemes": "http://",
    "links": "http://a.example/a ",
    "entities": "&amp;",
    "half entities": "&#",
    "unfinished entities": "&a",
    "tags": "<b>",
    "nested": "<div><p>",
    "closed": "</b>",
    "comments": "<!--",
    "comment lines": "<!-- a -->\n",
    "sections": "<![CDATA[",
    "section ends": "]]>",
    "doctypes": "<!DOCTYPE ",
    "declarations": "<!ENTITY a 'b'>",
    "open declarations": "<!ENTITY ",
    "instructions": "<?xml ",
    "items": "<item>",
    "item pairs": "<item><title>a</title></item>",
    "entries": "</entry>",
    "ends of feeds": "</feed>",
    "skip hours": "<skipHours>",
    "hours": "<hour>",
    "attributes": ' a="b"',
    "namespaces": ' xmlns:a="b"',
    "links to": '<a href="/feed">',
    "outlines": '<outline text="a"><outline xmlUrl="http://a.example/"/>',
    "objects": '{"a":',
    "arrays": "[{",
    "json texts": '"a",',
    "escapes": "\\u0041",
    "queries": "a=b&",
    "trackers": "utm_source=b&",
    "percent signs": "%41",
    "hidden styles": "display:",
    "elisions": "[…]",
    "posts": "The post ",
    "appeared": "The post a appeared first on ",
    "read more": "Read more on ",
    "updated": "updated: a ",
    "datelines": "LONDON, ",
    "dateline brackets": "A (A) ",
    "photos": "photo ",
    "by lines": "By A ",
    "subscribe": "subscribe ",
    "greetings": "hello ",
    "thanks": "thanks ",
    "how much": "how much ",
    "what is the": "what is the ",
    "digest lines": "1. a\n",
    "wide lines": "中。",
    "chinese numbers": "1万",
    "german": "Die Otter und der ",
    "scripts": "aяع中",
    "letters and digits": "a1",
    "digits and hyphens": "1-",
    "hex": "deadbeef-",
    "versions": "Aria 5.4 ",
    "version signs": "v1.",
    "list items": "(a) ",
    "bullets": "• ",
    "ellipses": "… ",
    "urls in words": "www.",
    "negations": "not yet ",
    "released": "has not released any ",
    "moves": "move away ",
    "titles": "A, ",
    "topics": "Aa bb, ",
    "steps": "more and ",
    "reversals": "withdrawn ",
    "hedges": "about ",
    "possessives": "'s ",
    "inner apostrophes": "a'",
    "tight": "a,b;c:",
    "separators": " | ",
    "breaks": "\r\n\r\n",
    "vertical": "\u2028",
    "controls": "\x1b",
    "no breaks": "\u00a0",
    "soft hyphens": "a\u00ad",
    "directions": "\u202ea",
}
"""What a text of each family repeats."""

_SYLLABLES = "ka lo mi ne ru ta vo se pi du ga he ji bo wa zu fe ny ol ir".split()


def repeated(family: str, size: int) -> str:
    """A text of at least *size* characters of a family: of all its kinds of words many, or always the same."""
    unit = FAMILIES[family]
    return unit * (size // len(unit) + 1)


def word(number: int) -> str:
    """A word of letters for each number."""
    found = ""
    while number or not found:
        number, rest = divmod(number, len(_SYLLABLES))
        found += _SYLLABLES[rest]
    return found


VARIED: dict[str, Callable[[int], str]] = {
    "new words": lambda n: f"{word(n)} ",
    "new names": lambda n: f"{word(n).title()} ",
    "new full names": lambda n: f"{word(n).title()} {word(7 * n + 3).title()} said it. ",
    "new family names": lambda n: f"Otter {word(n).title()} came. ",
    "new sentences": lambda n: f"The {word(n)} of {word(n + 5).title()} cost ${n} million. ",
    "new figures": lambda n: f"{n} ",
    "new counts": lambda n: f"{n} {word(n % 50)}s ",
    "new sums": lambda n: f"${n} ",
    "new percentages": lambda n: f"{n}% ",
    "new days": lambda n: f"{n % 28 + 1} May {1900 + n % 190} ",
    "new versions": lambda n: f"Aria {n % 9}.{n} ",
    "new addresses": lambda n: f"http://{word(n)}.example/{n} ",
    "new parameters": lambda n: f"a{n}={n}&",
    "new tags": lambda n: f"<{word(n)}>",
    "new attributes": lambda n: f' a{n}="b"',
    "new items": lambda n: f"<item><title>{word(n)}</title><link>http://a.example/{n}</link></item>",
    "new feeds": lambda n: f'<outline text="{word(n)}" xmlUrl="http://a.example/{n}"/>',
    "new objects": lambda n: f'{{"id": "{n}", "title": "{word(n)}"}},',
    "new lines": lambda n: f"{word(n)}\n",
    "new quotes": lambda n: f'"{word(n)}", he said. ',
}
"""The same with another member each time: what compares all with all shows here."""


def hostile(family: str, size: int) -> str:
    """A text of about *size* characters of one family."""
    if family in FAMILIES:
        return repeated(family, size)
    pieces: list[str] = []
    while size > 0:
        pieces.append(VARIED[family](len(pieces)))
        size -= len(pieces[-1])
    return "".join(pieces)


ALL = (*FAMILIES, *VARIED)

# ---------------------------------------------------------------- growth

STEEPEST = 1.6
"""Power of the size above which work is no longer called linear: a quadratic way has 2, a sorted one 1.1."""
STEP = 4
"""How many times larger the larger of two texts is."""
_SEEN = 0.004
"""Seconds of processor time below which growth is noise: less than that for the large text harms nobody."""
_RUNS = 3
_LOOKS = 4


@cache
def _caches() -> tuple[Any, ...]:
    """Everything under ``bot`` that remembers results: a second run would only ask it."""
    import bot

    found = {}
    for info in pkgutil.walk_packages(bot.__path__, "bot."):
        if info.name.startswith(("bot.text.", "bot.lookup.", "bot.stories.", "bot.feeds.", "bot.digest.")):
            for value in vars(importlib.import_module(info.name)).values():
                parameters = getattr(value, "cache_parameters", None)
                if parameters and parameters()["maxsize"] is not None:
                    found[id(value)] = value
    return tuple(found.values())


def forget() -> None:
    """Empty all bounded caches."""
    for one in _caches():
        one.cache_clear()


def seconds(prepare: Callable[[], Callable[[], object]], runs: int = 1) -> float:
    """Processor time of the work that *prepare* makes anew each time: the median of some runs, nothing remembered."""
    spent = []
    gc.disable()
    try:
        for _ in range(runs):
            work = prepare()
            forget()
            begin = time.process_time()
            work()
            spent.append(time.process_time() - begin)
    finally:
        gc.enable()
    return median(spent)


def steepness(prepare: Callable[[int], Callable[[], object]], size: int, runs: int = 1) -> float:
    """
    The power of the size with which work grows from *size* to STEP times as much; 0.0 where all is over in no time.

    Args:
        prepare: Makes the work for a size; what it does itself is not counted.
    """
    large = seconds(lambda: prepare(size * STEP))
    if large < _SEEN:
        return 0.0
    small = seconds(lambda: prepare(size), runs)
    return log(large / max(small, 1e-6)) / log(STEP)


def too_steep(prepare: Callable[[int], Callable[[], object]], size: int) -> float:
    """
    How steep work is, if it is steeper than STEEPEST each time it is looked at; else 0.0.

    One look may err on a busy machine, and may meet the size from which on something is done at all: so a steep one is
    looked at again, closer and at other sizes.
    """
    found = []
    for look in range(_LOOKS):
        found.append(steepness(prepare, size * (1 + look), _RUNS if look else 1))
        if found[-1] <= STEEPEST:
            return 0.0
    return median(found)


def modules(*packages: str) -> Iterable[ModuleType]:
    """All modules of some packages of ``bot``."""
    for name in packages:
        package = importlib.import_module(f"bot.{name}")
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(info.name)
