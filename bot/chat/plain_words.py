"""
Which command somebody means who writes to the bot in private and types no slash: "mute football", "stop". PURE.

Messages are known by how they begin, in any language that the bot speaks; all others are questions about the news. So
is what begins like a command and asks: "no news about the missing sub?".
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from typing import NamedTuple

from bot.chat.choices import tongue_called
from bot.chat.day_words import schedule_words, span_words, tongues
from bot.chat.regions import regions_called
from bot.chat.vocabulary import Role
from bot.chat.zones import is_place
from bot.text.display.markup import plain
from bot.text.display.wording import Wording, languages
from bot.text.lexicon.asking import ASKING

LONGEST = 80
"""Characters of a message that may be meant as a command: what is longer tells or asks something."""
MOST_WORDS = 3
"""Of what such a command is about: "follow open weights", but not "follow the money from the bank to the party"."""
WITHOUT = "plainly.without"
"""The key of what leaves out days or hours: "no digests on"."""
_NAMES = {
    "plainly.digest": "digest",
    "plainly.subscribe": "subscribe",
    "plainly.unsubscribe": "unsubscribe",
    "plainly.hours": "hours",
    WITHOUT: "hours",
    "plainly.pause": "pause",
    "plainly.snooze": "snooze",
    "plainly.resume": "resume",
    "plainly.quiet": "quiet",
    "plainly.timezone": "timezone",
    "plainly.language": "language",
    "plainly.mute": "mute",
    "plainly.unmute": "unmute",
    "plainly.follow": "follow",
    "plainly.unfollow": "unfollow",
    "plainly.addfeed": "addfeed",
    "plainly.feeds": "feeds",
    "plainly.settings": "settings",
    "plainly.forgetme": "forgetme",
    "plainly.size": "size",
    "plainly.alerts": "alerts",
    "plainly.privacy": "privacy",
    "plainly.export": "export",
    "plainly.help": "help",
}
_ANYTHING, _TIME, _OBJECT, _NAME = "~", "@", "+", "^"
_BEHIND = _ANYTHING + _TIME + _OBJECT + _NAME
_MARKS = re.compile(r"[.,;:!?…¡¿\"“”„«»()。，！？；：、،؟؛।]+|(?<=\s)[-–—]+(?=\s)")
_HAN = re.compile("[\u4e00-\u9fff]")
_ASKS = re.compile("[?？؟吗呢]")
_ENGLISH_ASKS = re.compile(r"(?i)(?:what|who|whom|whose|when|where|why|which|how)\b")
"""Where the rest begins; alone it is a name, "mute WHO"."""
_COUNTED = re.compile(r"\d{1,3} ")
"""Before other words it says which part or how many of them there are: the German "folge 3" is an episode."""
_MOST_HAN = 10
"""Letters of three Chinese words, between which no blank is written."""
READS_TIMES = frozenset({"subscribe", "hours", "snooze", "quiet"})
"""Commands that take hours, days or a length of time."""
_LITTLE = frozenset({Role.FILLER, Role.AT, Role.TO, Role.NOT, Role.SINCE, Role.NEXT, Role.LAST, Role.FOR, Role.FROM})
"""What stands around a time and is none."""
_FIGURE = re.compile(r"\d")
_BARE = re.compile(r"([a-z]+)(?: (\d{1,3}|on|off))?")
_MOST_AROUND = 3
"""Openers, or closers, in a row: "please can you"."""


class Meant(NamedTuple):
    """
    The name of a command, and what it is to be about; empty where that cannot be said.

    *lines*: what the command may read, where it is about hours, days or a length of time: all that was typed, then ever
    less of its beginning. Whether it can be read there only the command knows. *language*: that of the lines.
    *without*: they are to leave something out.
    """

    name: str
    about: str = ""
    lines: tuple[str, ...] = ()
    language: str = ""
    without: bool = False


class _Typed(NamedTuple):
    """A text as it is compared, and where each letter of that stands in it as it was typed."""

    text: str
    compared: str
    places: list[int]

    def between(self, start: int, end: int) -> str:
        """What was typed there; empty where nothing is."""
        return self.text[self.places[start] : self.places[end - 1] + 1] if start < end else ""


def meant_command(text: str, commands: Collection[str] = ()) -> Meant | None:
    """
    The command that somebody means; None for what is a question.

    Args:
        commands: Names of which one by itself is meant as one, or with a number or a switch behind it: "why 3".
    """
    if len(text) > LONGEST:
        return None
    typed = _as_compared(text)
    if (bare := _BARE.fullmatch(typed.compared)) and bare[1] in commands:
        return Meant(bare[1], bare[2] or "")
    asks = _ASKS.search(text) is not None
    tried = ((words, inner) for words in _languages() for inner in words.inner(typed.compared))
    return next((found for words, inner in tried if (found := _in_words(typed, words, inner, asks=asks))), None)


def _in_words(typed: _Typed, words: "_Words", inner: "_Inner", *, asks: bool) -> Meant | None:
    """What somebody means in the words of one language; *asks*: there is a question mark."""
    said = typed.compared[inner.start : inner.end]
    without_article = words.without_article(said)
    for key, phrase, behind, closing in words.phrases:
        name = _NAMES[key]
        end = len(said) - len(closing) if said.endswith(closing) else 0
        begins = said[:end].rstrip()
        rest = "" if without_article == phrase else _rest(begins, phrase, behind)
        if rest is None or ((behind in (_OBJECT, _NAME) or closing) and not rest):
            continue
        if not rest:
            return Meant(name)
        last = inner.start + len(begins)
        about = typed.between(last - len(rest), last)
        if (not inner.opened and (asks or _asks(about))) or not _fits(name, rest, behind):
            continue
        if name in READS_TIMES:
            starts = _starts(begins[: len(begins) - len(rest)])
            lines = [*(typed.between(inner.start + at, inner.end) for at in starts), about]
            return Meant(name, lines=tuple(dict.fromkeys(lines)), language=words.language, without=key == WITHOUT)
        about = words.without_article(about)
        if behind != _NAME or about[:1].isupper():
            return Meant(name, about if behind in (_OBJECT, _NAME) or name == "timezone" else "")
    return None


def _starts(begins: str) -> list[int]:
    """Where each word begins in what a message begins with; between Chinese ones no blank is written."""
    return [0, *(at for at in range(1, len(begins)) if begins[at - 1] == " " or _HAN.match(begins[at]))]


def _as_compared(text: str) -> _Typed:
    alike = unicodedata.normalize("NFKC", text).replace("’", "'")
    letters = [
        (letter, place)
        for place, sign in enumerate(_MARKS.sub(lambda found: " " * len(found.group()), alike))
        for letter in sign.casefold()
    ]
    kept = [
        one
        for one, (before, _) in zip(letters, [(" ", 0), *letters], strict=False)
        if not one[0].isspace() or not before.isspace()
    ]
    compared = "".join(" " if letter.isspace() else letter for letter, _ in kept).rstrip()
    return _Typed(alike, compared, [place for _, place in kept])


def _rest(typed: str, phrase: str, behind: str) -> str | None:
    """What stands behind a phrase, empty if nothing does; None for another text."""
    if typed == phrase:
        return ""
    if not phrase:
        return typed
    if not behind or not typed.startswith(phrase):
        return None
    rest = typed[len(phrase) :]
    return rest.strip() if rest.startswith(" ") or _HAN.match(phrase[-1]) else None


def _asks(rest: str) -> bool:
    found = ASKING.search(rest) or _ENGLISH_ASKS.match(rest)
    return found is not None and found.group() != rest


def _fits(name: str, rest: str, behind: str) -> bool:
    """Whether the rest of a message may stand behind a phrase of a command."""
    if behind == _TIME:
        return _is_place(rest) if name == "timezone" else _is_time(rest)
    if name == "language":
        return tongue_called(rest) != ""
    words = rest.split()
    if name == "mute" and len(words) > MOST_WORDS:
        # "football for a week": how long is no part of what it is about
        words = next((words[:n] for n in range(1, MOST_WORDS + 1) if _is_time(" ".join(words[n:]))), words)
    short = len(words) <= MOST_WORDS and (len(rest) <= _MOST_HAN or not _HAN.search(rest))
    return (short or _is_time(rest)) if behind == _ANYTHING else (short and not _COUNTED.match(rest))


def _is_place(text: str) -> bool:
    """Whether it names a place, perhaps with its state or province: "London Ontario"."""
    words = text.split()
    parts = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words)))
    return is_place(text) or any(regions_called(region, short=True) and is_place(city) for city, region in parts)


def _is_time(text: str) -> bool:
    """Whether all words are those of days, hours and lengths of time in one language."""
    for say in tongues():
        both = schedule_words(say, alone=True), span_words(say, alone=True)
        for words in both:
            parts = words.parted(text.split())
            known = [_FIGURE.search(part) or both[0].known(part) or both[1].known(part) for part in parts]
            if all(known) and any(isinstance(one, re.Match) or (one and one.role not in _LITTLE) for one in known):
                return True
    return False


class _Inner(NamedTuple):
    """Where the message stands between little words; *opened*: some stand before it, so that it asks for something."""

    start: int
    end: int
    opened: bool = False


class _Words:
    """What one language has for it."""

    def __init__(self, say: Wording) -> None:
        self.language = say.language
        self._openers = list(_listed(say, "plainly.openers"))
        self._closers = list(_listed(say, "plainly.closers"))
        self._articles = frozenset(_listed(say, "plainly.articles"))
        phrases = [(key, *_parted(phrase)) for key in _NAMES for phrase in _listed(say, key)]
        # the longest says best what is meant: "म्यूट करो" before "म्यूट", "unsubscribe from" before "unsubscribe"
        self.phrases = sorted(phrases, key=lambda one: len(one[1]) + len(one[3]), reverse=True)

    def without_article(self, about: str) -> str:
        """What a message is about, "el fútbol", as it stands in the news; one with a capital is part of a name."""
        article, _, rest = about.partition(" ")
        return rest if rest and article in self._articles else about

    def inner(self, typed: str) -> Iterator[_Inner]:
        """A text, and the same without little words before it, the longest first; without those behind it first."""
        seen = {_Inner(0, len(typed)): None}
        for _ in range(_MOST_AROUND):
            for one in list(seen):
                seen |= dict.fromkeys(_without(typed, one, self._openers, self._closers))
        yield from sorted(seen, key=lambda one: (one.start, one.end))


def _parted(phrase: str) -> tuple[str, str, str]:
    """A phrase of the catalogue: what a message begins with, what may follow, and what it ends with."""
    for one in (_OBJECT, _TIME, _NAME):
        begins, sign, ends = phrase.partition(one)
        if sign:
            return begins, sign, ends if not ends or _HAN.match(ends) else f" {ends}"
    return phrase.rstrip(_BEHIND), phrase[-1] if phrase[-1] in _BEHIND else "", ""


def _without(typed: str, inner: _Inner, openers: list[str], closers: list[str]) -> Iterator[_Inner]:
    start, end, _ = inner
    said = typed[start:end]
    for opener in openers:
        if said.startswith(f"{opener} ") or (_HAN.match(opener) and said.startswith(opener) and said != opener):
            rest = said.removeprefix(opener).lstrip()
            yield _Inner(end - len(rest), end, opened=True)
    for closer in closers:
        if said.endswith(f" {closer}") or (_HAN.match(closer) and said.endswith(closer) and said != closer):
            yield inner._replace(end=start + len(said.removesuffix(closer).rstrip()))


def _listed(say: Wording, key: str) -> list[str]:
    return [_as_compared(one.replace("_", " ")).compared for one in plain(say(key)).split()]


@cache
def _languages() -> list[_Words]:
    return [_Words(Wording(language)) for language in languages()]
