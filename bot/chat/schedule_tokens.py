"""
What somebody typed of hours and days, token by token: known words, times of day, and what nobody knows. PURE.

Times are told apart from numbers here, and "7 in the evening" gets its half of the day; what the tokens wish for all
together, ``schedule_words.py`` reads.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.chat.day_words import AFTERNOON, EVENING, MORNING, Role, Vocabulary, Word, cleaned
from bot.chat.times_of_day import TIME, time_in

_BRACKETS = str.maketrans(dict.fromkeys("()", " "))
_PARTING = ",;،、•"
_BETWEEN_FIGURES = re.compile(r"(?i)(?<=\d)((?:\s?(?:[ap]\.?m\.?|h|uhr))?)\s?[-–—]\s?(?=\d)")
"""A line between two times, "8-18", "10pm-7am", "22h-7h"."""
_APART = re.compile(r"(?<![\d:.,/+-])([01]?\d|2[0-3]) (00|2[4-9]|[3-5]\d)(?![\d:.,/-]\d|\d)")
"""Hour and minutes with a blank between them, "10 30"; "8 18" are two hours."""
_WORKWEEK = re.compile(r"(?i)\bm\s?[-–—]\s?f\b")
_AFTER_HOUR = re.compile(r"(?i)(?<!\d)(\d{1,2})\s?(?:[点點时時]\s?(?:(半)|(\d{1,2})\s?分?)|uhr\s(\d{2})(?![\d:.]))")
"""Minutes behind the word for the hour: "8点半", "19 Uhr 30"."""
_HAN_HOUR = re.compile("(十[一二]?|[一二两三四五六七八九])(?=[点點时時])")
_HAN_NUMBERS = "一 二 三 四 五 六 七 八 九 十 十一 十二".split()
_HAN_FIGURES = {sign: number for number, sign in enumerate(_HAN_NUMBERS, 1)} | {"两": 2}
_HOUR_SIGN = re.compile("(\\d[点點时時])(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of what was typed, and its word if it is known. *apart*: a comma stands before it."""

    word: Word | None
    raw: str
    apart: bool
    minutes: int = -1
    """Of a time of day."""


def tokens_of(text: str, words: Vocabulary) -> list[Token]:
    """What was typed, in order; a number beside what says so is an hour already."""
    return _with_hours(list(_tokens(cleaned(text), words)))


def times_in(tokens: list[Token]) -> list[int]:
    """
    The minutes of the day that are named, in their order, in the part of the day that stands beside each.

    A part of the day alone stands for its usual hour, unless two hours are there in figures.
    """
    return [minute_of(tokens, at) for at in hours_in(tokens)]


def hours_in(tokens: list[Token]) -> list[int]:
    """Where the tokens stand that ``times_in`` takes for times of day."""
    named = [at for at, one in enumerate(tokens) if one.minutes >= 0 and not names_the_part(tokens, at)]
    in_figures = [at for at in named if not is_part(tokens[at])]
    return in_figures if len(in_figures) > 1 else named


def says_its_half(tokens: list[Token], at: int) -> bool:
    """Whether a time of day has its half of the day: "noon", "7 pm", "7 in the evening"."""
    token = tokens[at]
    found = TIME.fullmatch(token.raw)
    if is_part(token) or (found is not None and found[3] is not None):
        return True
    return any(is_part(one) and is_named_by(token, one) for one in beside(tokens, at))


def is_bare(tokens: list[Token], at: int) -> bool:
    """Whether an hour may be in either half of the day: "7", "7:30" and "seven", but not "07:30", "19" or "noon"."""
    if says_its_half(tokens, at):
        return False
    found = TIME.fullmatch(tokens[at].raw)
    return found is None or (1 <= int(found[1]) <= 12 and not found[1].startswith("0"))


def names_the_part(tokens: list[Token], at: int) -> bool:
    """Whether a part of the day only says which half of it the hour beside it is in."""
    return is_part(tokens[at]) and any(is_named_by(one, tokens[at]) for one in beside(tokens, at))


def is_part(token: Token) -> bool:
    """Whether a word names a part of the day, or a moment of it."""
    return token.word is not None and token.word.role is Role.CLOCK


def _tokens(text: str, words: Vocabulary) -> Iterator[Token]:
    text = text.translate(_BRACKETS)
    text = _AFTER_HOUR.sub(_with_minutes, _HAN_HOUR.sub(lambda found: f" {_HAN_FIGURES[found[1]]}", text))
    text = _APART.sub(r"\1:\2", text)
    text = _BETWEEN_FIGURES.sub(r"\1 – ", _WORKWEEK.sub("mon-fri", _HOUR_SIGN.sub(r"\1 ", text)))
    end, apart = 0, False
    for match in [*TIME.finditer(text), None]:
        between = text[end : match.start()] if match else text[end:]
        for stretch in re.split(f"([{_PARTING}])", between):
            if stretch and stretch in _PARTING:
                apart = True
            for piece in words.parted(stretch.split()) if stretch not in _PARTING else ():
                for token in _of_piece(piece, words, apart=apart):
                    yield token
                    apart = False
        if match:
            yield Token(None, match.group().strip(), apart, 0)
            end, apart = match.end(), False


def _with_minutes(found: re.Match[str]) -> str:
    hour, half, *minutes = found.groups()
    return f" {hour}:{'30' if half else next(filter(None, minutes)).zfill(2)} "


def _with_hours(tokens: list[Token]) -> list[Token]:
    """Numbers that are written as words are hours beside what says so: "um acht", "eight o'clock", "huit heures"."""
    near = (Role.AT, Role.HALF, Role.CLOCK)
    roles = [_role(one) for one in tokens]
    before = {at for at in range(1, len(tokens)) if roles[at - 1] in near or roles[at - 1] is Role.TO}
    behind = {at for at in range(len(tokens) - 1) if roles[at + 1] in (*near, Role.HOUR) or _spans(tokens, at + 1)}
    counted = {at for at in range(1, len(tokens)) if roles[at - 1] is Role.EVERY}
    return [
        replace(one, minutes=one.word.value * 60)
        if one.word and roles[at] is Role.NUMBER and at in before | behind and at not in counted
        else one
        for at, one in enumerate(tokens)
    ]


def _spans(tokens: list[Token], at: int) -> bool:
    """Whether a token stands for "to" before what may be an hour: "ten to seven"."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or _role(tokens[at]) is not Role.TO:
        return False
    return following.minutes >= 0 or _role(following) is Role.NUMBER


def without_spans(tokens: list[Token]) -> list[Token]:
    """The same where "to" stands for "at" between a part of the day and an hour in it: "le soir à 7", "a las 9"."""
    return [
        replace(one, word=Word(Role.AT)) if _role(one) is Role.TO and _stands_for_at(tokens, at) else one
        for at, one in enumerate(tokens)
    ]


def _role(token: Token) -> Role | None:
    return token.word.role if token.word else None


def _stands_for_at(tokens: list[Token], at: int) -> bool:
    """Whether a word that may mean "to" stands between a part of the day and an hour in it."""
    sides = beside(tokens, at)
    return len(sides) == 2 and is_named_by(sides[1], sides[0])


def _of_piece(piece: str, words: Vocabulary, *, apart: bool) -> Iterator[Token]:
    word = words.known(piece)
    several = [] if word else words.days_between(piece)
    for number, one in enumerate(several):
        if number:
            yield Token(Word(Role.TO), piece, apart=False)
        yield Token(one, piece, apart and not number)
    if word and word.role is Role.CLOCK:
        yield Token(word, piece, apart, word.value)
    elif not several:
        yield Token(word, piece, apart)


def minute_of(tokens: list[Token], at: int) -> int:
    """The minute of the day that a token is, in the part of it that is named beside it. Raises: Unclear."""
    token = tokens[at]
    if is_part(token):
        return token.minutes
    minute = token.word.value * 60 if token.word else time_in(token.raw)
    named = [one.minutes for one in beside(tokens, at) if is_part(one)]
    if _hours_come_first(tokens):
        named.reverse()
    return next((found for part in named if (found := _in_part(token, minute, part)) is not None), minute)


def _hours_come_first(tokens: list[Token]) -> bool:
    """Whether the part of the day stands behind its hour, as in "7 de la mañana y 6 de la tarde"."""
    return next((one.word is None for one in tokens if one.minutes >= 0), False)


def is_named_by(token: Token, part: Token) -> bool:
    """Whether a token is an hour in the part of the day that another one names."""
    if token.minutes < 0 or not is_part(part) or is_part(token):
        return False
    return _in_part(token, token.word.value * 60 if token.word else time_in(token.raw), part.minutes) is not None


def _in_part(token: Token, minute: int, part: int) -> int | None:
    """The minute of the day that a token means in that part of the day, None if it is not in it."""
    match = TIME.fullmatch(token.raw)
    hour, rest = divmod(minute, 60)
    if match is None or (match[3] is None and 1 <= int(match[1]) <= 12):
        hour = _CLOSEST[part].get(hour, hour) if part in _CLOSEST else hour
    return hour * 60 + rest if part in _PARTS and hour in _PARTS[part] else None


_PARTS: Mapping[int, Collection[int]] = {
    MORNING: range(12),
    AFTERNOON: range(12, 19),
    EVENING: {*range(16, 24), *range(4)},
}
"""The hours of each part of the day; noon and midnight are moments."""
_CLOSEST = {
    AFTERNOON: {hour: hour + 12 for hour in range(1, 12)},
    EVENING: {hour: hour + 12 for hour in range(4, 12)} | {12: 0},
}
"""Which hour is meant by one on a clock with two halves: the evening ends after midnight."""


def beside(tokens: list[Token], at: int) -> list[Token]:
    """The tokens before and after one, whatever little words stand between, but no comma."""
    found = []
    for step in (-1, 1):
        place = at + step
        while 0 <= place < len(tokens) and says_little(tokens[place]) and not tokens[place].apart:
            place += step
        parted = 0 <= place < len(tokens) and tokens[max(place, at)].apart
        if 0 <= place < len(tokens) and not parted:
            found.append(tokens[place])
    return found


def says_little(token: Token) -> bool:
    """Whether a word only stands between others."""
    return token.word is not None and token.word.role in (Role.FILLER, Role.AT, Role.HALF)
