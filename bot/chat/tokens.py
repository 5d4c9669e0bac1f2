"""
Pieces of what somebody typed of hours and days, and what each of them may be. PURE.

How text becomes tokens is in ``schedule_tokens.py``.
"""

from collections.abc import Collection
from dataclasses import dataclass

from bot.chat.day_words import MIDNIGHT, NOON
from bot.chat.times_of_day import TIME
from bot.chat.vocabulary import Role, Word

DIGITS = 2
"""Of an hour, and of its minutes."""
MINUTES = 60
HOURS = 24
DAY = HOURS * MINUTES
"""Minutes."""
NO_HOURS = range(HOURS, MINUTES)
"""What is no hour of the day can only be minutes."""
_SHORT = 3
"""Letters of a word that may link an hour with a part of the day."""
LITTLE = frozenset({Role.FILLER, Role.AT, Role.AND, Role.BUT, Role.BETWEEN, Role.FROM, Role.CLOCKS, Role.ONLY})
"""What only stands between other words."""


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of what was typed, and its word if it is known. *apart*: a comma stands before it."""

    word: Word | None
    raw: str
    apart: bool
    minutes: int = -1
    """Of a time of day."""
    shift: int = 0
    """Minutes that an hour is away from what it says, for the half or the quarter that stands beside it."""
    part: int = -1
    """Of an hour: the part of the day that says which half of it is meant, by the minute that it means alone."""
    spare: bool = False
    """Whether a part of the day only says that."""
    behind: bool = False
    """Whether the part of the day stands behind the hour."""


def role_of(token: Token) -> Role | None:
    """What a token is good for; None if nobody knows it."""
    return token.word.role if token.word else None


def is_part(token: Token) -> bool:
    """Whether a word names a part of the day, or a moment of it."""
    return token.word is not None and token.word.role is Role.CLOCK


def is_moment(token: Token) -> bool:
    """Whether a word names a moment of the day, to which minutes may be added: "midi et demi"."""
    return is_part(token) and token.word is not None and token.word.value in (NOON, MIDNIGHT)


def is_number(token: Token) -> bool:
    """Whether it is a number, or an hour."""
    return token.minutes >= 0 or role_of(token) is Role.NUMBER


def is_hour(token: Token) -> bool:
    """Whether a token may be a full hour: in figures or words, noon, midnight."""
    if is_moment(token):
        return True
    if role_of(token) is Role.NUMBER and token.word is not None:
        return token.word.value <= HOURS
    match = TIME.fullmatch(token.raw) if token.minutes >= 0 and token.word is None else None
    return match is not None and match[2] is None


def says_little(token: Token) -> bool:
    """Whether a word only stands between others."""
    return token.word is not None and token.word.role in LITTLE


def links(token: Token) -> bool:
    """Whether a word may stand between an hour and the part of the day in which it is: "dos resúmenes" are no hour."""
    return role_of(token) in (Role.FILLER, Role.AT) and len(token.raw) <= _SHORT and not token.apart


def before_a_part(tokens: list[Token], at: int) -> bool:
    """Whether a part of the day stands behind a token, and very short words between them: "siete de la tarde"."""
    place = at + 1
    place += place < len(tokens) and role_of(tokens[place]) is Role.HOUR and not tokens[place].apart
    while place < len(tokens) and links(tokens[place]):
        place += 1
    return place < len(tokens) and role_of(tokens[place]) in (Role.CLOCK, Role.NIGHT) and not tokens[place].apart


def role_after(tokens: list[Token], at: int) -> Role | None:
    """What the next word is good for; None if there is none, or nobody knows it."""
    following = tokens[at + 1].word if at + 1 < len(tokens) else None
    return following.role if following else None


def role_before(tokens: list[Token], at: int) -> Role | None:
    """What the word before is good for; None if there is none, or nobody knows it."""
    return role_of(tokens[at - 1]) if at else None


def next_word(
    tokens: list[Token], at: int, step: int, past: Collection[Role | None] = (*LITTLE, Role.EVERY)
) -> int | None:
    """Where the next word that says something stands in one direction; None if there is none."""
    place = at + step
    while 0 <= place < len(tokens) and role_of(tokens[place]) in past:
        place += step
    return place if 0 <= place < len(tokens) else None
