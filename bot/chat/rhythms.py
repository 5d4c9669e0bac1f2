"""How often digests are to come, where somebody typed that: "every 3 hours", "de 3 em 3 horas". PURE."""

import re
from typing import NamedTuple

from bot.chat.times_of_day import Impossible, Unclear
from bot.chat.tokens import HOURS, Token, is_number, next_word, role_of
from bot.chat.vocabulary import SHOWN, Role, Vocabulary
from bot.reasons import because

_RHYTHMS = (Role.HOUR, Role.MINUTE, Role.DAY, Role.WEEK, Role.RARER)
_INTERVAL = re.compile(r"(?i)(\d{1,3})\s*h?")


class Rhythm(NamedTuple):
    """Hours between two digests, and how many tokens say so."""

    hours: int
    length: int


def repeated(tokens: list[Token], at: int) -> Rhythm | None:
    """Read "de 3 em 3 horas", "de hora em hora", "3小时一次"; None where none of these stands. Raises: Unclear."""
    first, *more = tokens[at : at + 4]
    roles = [role_of(one) for one in more]
    number, length = first_number([first])
    if not number and role_of(first) is not Role.HOUR:
        return None
    if length and roles[:2] == [Role.HOUR, Role.ONCE]:
        return _rhythm(number, tokens[at : at + 3])
    again = len(more) > 1 and roles[0] is Role.FILLER and more[1].raw.casefold() == first.raw.casefold()
    if not again or any(one.apart for one in more):
        return None
    if length and not first.raw.casefold().endswith("h"):
        if len(more) < 3 or roles[2] not in _RHYTHMS:
            return None
        if roles[2] is not Role.HOUR:
            raise no_rhythm(tokens[at : at + 4], Impossible)
        return _rhythm(number, tokens[at : at + 4])
    return _rhythm(number or 1, tokens[at : at + 3])


def behind_every(tokens: list[Token], at: int) -> Rhythm | None:
    """Read "every 3 hours", "every hour"; None before anything else, where "every" says nothing. Raises: Unclear."""
    following = next_word(tokens, at, 1)
    if following is not None and role_of(tokens[following]) is Role.HOUR:
        return _rhythm(1, tokens[at : following + 1])
    number, length = first_number(tokens[at + 1 : at + 2])
    unit = tokens[at + 1 + length].word if at + 1 + length < len(tokens) else None
    said = tokens[at : at + 2 + length]
    if length and unit and unit.role is Role.HOUR:
        return _rhythm(number, said)
    if (
        number
        and unit
        and unit.role in (Role.MINUTE, Role.DAY, Role.WEEK, Role.RARER, Role.WEEKDAY)
        and (number != 1 or unit.role is Role.MINUTE)
    ):
        raise no_rhythm(said, Impossible)
    if number and tokens[at + 1].raw.casefold().endswith("h"):
        return _rhythm(number, tokens[at : at + 2])
    return None


def once_in(tokens: list[Token], at: int, words: Vocabulary) -> Rhythm | None:
    """Read "once in 3 hours"; None for "once at 3". Raises: Unclear for days."""
    place = at + 1
    while place < len(tokens) and words.also(tokens[place].raw, Role.FILLER) and not is_number(tokens[place]):
        place += 1
    number, length = first_number(tokens[place : place + 1])
    unit = role_of(tokens[place + 1]) if place + 1 < len(tokens) else None
    if place == at + 1 or not length or unit not in _RHYTHMS:
        return None
    said = tokens[at : place + 2]
    if unit is not Role.HOUR:
        raise no_rhythm(said, Impossible)
    return _rhythm(number, said)


def _rhythm(hours: int, said: list[Token]) -> Rhythm:
    """So many hours, as tokens say. Raises: Unclear unless that is an hour to a day."""
    if not 1 <= hours <= HOURS:
        raise no_rhythm(said)
    return Rhythm(hours, len(said))


def first_number(tokens: list[Token]) -> tuple[int, int]:
    """The number that tokens begin with, and of how many it is made; 0 if it is none."""
    if not tokens:
        return 0, 0
    token = tokens[0]
    if token.word and token.word.role is Role.NUMBER:
        return token.word.value, 1
    match = _INTERVAL.fullmatch(token.raw)
    return (int(match[1]), 1) if match else (0, 0)


def no_rhythm(said: list[Token], kind: type[Unclear] = Unclear) -> Unclear:
    """What to say of a rhythm that nobody can have."""
    text = " ".join(token.raw for token in said)[:SHOWN]
    often = any(token.word and token.word.role is Role.MINUTE for token in said)
    return kind(because("when.often_enough" if often else "when.no_rhythm", text=text))
