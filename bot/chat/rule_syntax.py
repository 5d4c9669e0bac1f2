"""
What people write after ``/follow``, ``/mute`` and ``/rule``. PURE.

    OpenAI                                   a word, a phrase or a name
    "open weights" title:launch              two conditions: both must hold
    source:reuters, source:afp for 3 days    two rules, for a while
    title:price cut not source:reuters -> line

A condition goes on until the next one begins: with a field (``title:``), with ``not``, or with a quotation mark. Fields
and effects are called as the catalogue has it, in any language: "título:", "-> Zeile". So is "not", but for English
only before a field or a quotation mark: "sauf" begins phrases as well.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from bot.chat.choices import words_of
from bot.chat.day_words import tongues
from bot.chat.endings import Ending
from bot.chat.times_of_day import Unclear
from bot.chat.vocabulary import HAN
from bot.digest.rules import EFFECTS, FIELDS, turning
from bot.model import About, Condition, Effect, Where
from bot.reasons import because
from bot.text.analysis.nearest import as_compared
from bot.text.analysis.phrases import words_in
from bot.text.display.markup import plain

LONGEST_PHRASE = 100
"""Characters of one condition: a headline's length. What is longer stands nowhere twice."""
MOST_CONDITIONS = 8
"""In one rule: more than that nobody can read, and each is looked for in every report."""
MOST_AT_ONCE = 20
"""Rules in one message: as many as fit below one reply with a button each."""

_QUOTES = str.maketrans({**dict.fromkeys("“”„‟«»「」『』＂", '"'), "：": ":"})
_ANYWHERE = "not"
_ARROWS = re.compile("->|→|=>|⇒")
_APART = re.compile(r'((?:[^,"]|"[^"]*")+)')


class _Syntax(NamedTuple):
    """What fields and effects are called in all languages, as ``as_compared`` has them, and how each is shown."""

    fields: Mapping[str, tuple[About, Where]]
    effects: Mapping[str, Effect]
    shown: Mapping[str, str]
    field: re.Pattern[str]
    piece: re.Pattern[str]


@cache
def _syntax() -> _Syntax:
    fields = {one: meant for key, meant in FIELDS.items() for one in words_of(key)}
    effects = {one: meant for key, meant in EFFECTS.items() for one in words_of(key)}
    shown = {
        as_compared(one): one for say in tongues() for key in (*FIELDS, *EFFECTS) for one in plain(say(key)).split()
    }
    known = {*fields, *(shown[one] for one in fields)}
    name = "|".join(sorted(map(re.escape, known), key=len, reverse=True))
    return _Syntax(
        fields,
        effects,
        shown,
        re.compile(rf"(?i)(?<!\w)({name}): "),
        re.compile(rf'(?i)([-!](?=[^\s]))?(?:({name}|[^\W\d_]{{1,20}}):(?=[^\s/]))?(?:"([^"]*)"|([^\s"]+))'),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked for: rules by their conditions, what they do if that was said, and for how long."""

    rules: tuple[tuple[Condition, ...], ...]
    effect: Effect | None = None
    length: timedelta | None = None


def read_rules(text: str, languages: Mapping[str, str], ending: Callable[[str], Ending] = Ending) -> Wanted:
    """
    Read what was written.

    Args:
        languages: Names of languages in small letters, with their two-letter codes, which may be written, too.
        ending: Takes how long it holds off the end of what is written on either side of an arrow.
    Raises: Unclear for what cannot be taken, naming it.
    """
    line = _syntax().field.sub(r"\1:", " ".join(text.translate(_QUOTES).split()))
    if line.count('"') % 2:
        raise Unclear(because("unclear.open_quote"))
    if len(_ARROWS.findall(line)) > 1:
        raise Unclear(because("unclear.two_arrows"))
    parts = [ending(part) for part in _ARROWS.split(line)]
    length = next((part.length for part in parts if part.length), None)
    line, *effects = (part.rest for part in parts)
    rules = [tuple(_conditions(piece, languages)) for piece in _APART.findall(line) if piece.strip()]
    if len(rules) > MOST_AT_ONCE:
        raise Unclear(because("unclear.too_many_at_once", n=MOST_AT_ONCE))
    # an arrow with nothing behind it says as little as none
    return Wanted(tuple(rules), _effect(effects[0].strip()) if effects and effects[0].strip() else None, length)


def all_but(text: str) -> str:
    """What is excepted by who writes "everything but Meta", in any language; empty for anything else."""
    line = " ".join(text.translate(_QUOTES).split())
    # what is quoted is meant as it stands
    found = [] if '"' in line else [match[1].strip() for one in _all_but() if (match := one.fullmatch(line))]
    return min(found, key=len, default="")


@cache
def _all_but() -> list[re.Pattern[str]]:
    found = []
    for one in {one for say in tongues() for one in plain(say("follow.words_all_but")).split()}:
        begins, _, ends = (re.escape(part.replace("_", " ")) for part in one.partition("+"))
        # between Chinese words no blank is written
        blank = "" if HAN.search(one) else " "
        found.append(re.compile(f"(?i){begins}{blank if begins else ''}(.+?){blank if ends else ''}{ends}"))
    return found


def _effect(word: str) -> Effect:
    typed, syntax = as_compared(word), _syntax()
    if typed in syntax.effects:
        return syntax.effects[typed]
    near = get_close_matches(typed[:20], syntax.effects, n=1)
    if near:
        raise Unclear(because("unclear.which_effect", word=word[:20], near=syntax.shown[near[0]]))
    raise Unclear(because("unclear.no_effect", word=word[:20]))


def _conditions(text: str, languages: Mapping[str, str]) -> Iterator[Condition]:
    syntax = _syntax()
    parts = list(_parts(syntax.piece.findall(text)))
    if len(parts) > MOST_CONDITIONS:
        raise Unclear(because("unclear.too_many_conditions", n=MOST_CONDITIONS))
    for negated, field, value in parts:
        named = as_compared(field)
        if field and named not in syntax.fields:
            near = get_close_matches(named, syntax.fields, n=1)
            if near:
                raise Unclear(because("unclear.which_field", word=field, near=syntax.shown[near[0]]))
            raise Unclear(because("unclear.no_field", word=field))
        about, where = syntax.fields[named] if field else (About.WORDS, Where.BOTH)
        yield Condition(about, _value(about, value.strip(), languages), where, negated)


def _parts(pieces: Iterable[tuple[str, str, str, str]]) -> Iterator[tuple[bool, str, str]]:
    """Whether each condition is negated, its field or "", and its words."""
    negated, field, words = False, "", list[str]()
    listed = list(pieces)
    for at, (sign, its_field, quoted, bare) in enumerate(listed):
        _, next_field, next_quoted, _ = listed[at + 1] if at + 1 < len(listed) else ("", "", "", "")
        is_not = not its_field and _turns(bare, before_one=bool(next_field or next_quoted))
        if (sign or its_field or quoted or is_not) and words:
            yield negated, field, " ".join(words)
            negated, field, words = False, "", []
        negated |= bool(sign) or is_not
        field = its_field or field
        if quoted:
            yield negated, field, quoted
            negated, field = False, ""
        elif not is_not:
            words.append(bare)
    if words or negated or field:
        yield negated, field, " ".join(words)


def _turns(word: str, *, before_one: bool) -> bool:
    """Whether a word turns a condition round; *before_one*: a field or a quotation mark follows."""
    return word.lower() == _ANYWHERE or (before_one and as_compared(word) in turning())


def _value(about: About, text: str, languages: Mapping[str, str]) -> str:
    if len(text) > LONGEST_PHRASE:
        raise Unclear(because("unclear.too_long", n=LONGEST_PHRASE))
    if about is About.LANGUAGE:
        return _language(text.lower(), languages)
    if not words_in(text):
        raise Unclear(because("unclear.no_words", text=text))
    return text


def _language(word: str, languages: Mapping[str, str]) -> str:
    code = languages.get(word, word)
    if code in languages.values():
        return code
    near = get_close_matches(word[:30], languages, n=1)
    if near:
        raise Unclear(because("unclear.which_language", word=word[:30], near=near[0]))
    raise Unclear(because("unclear.no_language", word=word[:30]))
