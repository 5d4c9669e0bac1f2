"""
What somebody typed of hours and days, token by token: known words, times of day, and what nobody knows. PURE.

Times are told apart from numbers here, and "7 in the evening" gets its half of the day; what the tokens wish for all
together, ``schedule_words.py`` reads.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from bot.chat.day_words import AFTERNOON, DAWN, EVENING, MIDNIGHT, MORNING, NIGHT, NOON
from bot.chat.minutes_in_words import shifted, with_counted_minutes, with_ones
from bot.chat.times_of_day import TIME, Unclear, time_in
from bot.chat.tokens import (
    DAY,
    DIGITS,
    NO_HOURS,
    Token,
    before_a_part,
    is_hour,
    is_part,
    role_of,
    says_little,
)
from bot.chat.vocabulary import Role, Vocabulary, Word, cleaned
from bot.reasons import because

_BRACKETS = str.maketrans(dict.fromkeys("()", " "))
_PARTING = ",;،、•"
_BETWEEN_FIGURES = re.compile(r"(?i)(?<=\d)((?:\s?(?:[ap]\.?\s?m\.?|h|uhr))?)\s?[-–—]\s?(?=\d)")
"""A line between two times, "8-18", "10pm-7am", "22h-7h"."""
_APART = re.compile(r"(?<![\d:.,/+-])([01]?\d|2[0-3]) (00|2[4-9]|[3-5]\d)(?![\d:.,/-]\d|\d)")
"""Hour and minutes with a blank between them, "10 30"; "8 18" are two hours."""
_DASHED = re.compile(r"(?<![\d:.,/–-])([01]?\d|2[0-3])-(2[5-9]|[3-5]\d)(?![\d:.,/–-])")
"""A line between hour and minutes, "8-30"; "8-18" is a span, and so is "22-00", unless a word leads it."""
_DASHED_FULL = re.compile(r"(?<=[^\W\d_]\s)([01]?\d|2[0-3])-(00)(?![\d:.,/–-])")
_MINUTES_WORD = re.compile(r"(?i)(?<=\dh[0-5]\d)\s?m(?:in)?\b")
"""What says nothing more behind "8h30"."""
_LETTERED = re.compile(r"(?i)\b(m\s?[-–—]\s?f|l\s?(?:[-–—]|\ba\b)\s?[jvsd])\b")
"""Days from one letter to another: "M-F", and "L-V" and "L a D" of lunes and lundi."""
_BY_LETTER = {"f": "mon-fri", "j": "mon-thu", "v": "mon-fri", "s": "mon-sat", "d": "mon-sun"}
_AFTER_HOUR = re.compile(
    r"(?i)(?<!\d)(\d{1,2})\s?(?:[点點时時]\s?(?:(半)|(\d{1,2})\s?分?)|uhr\s(\d{2})(?![\d:.]|\s?uhr))"
)
"""Minutes behind the word for the hour: "8点半", "19 Uhr 30"."""
_HAN_HOUR = re.compile("(二?十[一二三四五六七八九]?|[一二两三四五六七八九])(?=[点點时時])")
_ONES = "一 二 三 四 五 六 七 八 九".split()
_HAN_NUMBERS = [*_ONES, "十", *(f"十{one}" for one in _ONES), "二十", *(f"二十{one}" for one in _ONES)]
_HAN_FIGURES = {sign: number for number, sign in enumerate(_HAN_NUMBERS, 1)} | {"两": 2}
_HAN_MINUTES = re.compile("(?<=[点點时時])([二三四五]?十[一二三四五六七八九]?|[零〇][一二三四五六七八九])分?")
_HOUR_SIGN = re.compile("(\\d[点點时時])(?=[\u4e00-\u9fff])")


def tokens_of(text: str, words: Vocabulary) -> list[Token]:
    """What was typed, in order; a number beside what says so is an hour already."""
    counted = with_counted_minutes(with_ones(list(_tokens(cleaned(text), words)), words), words)
    named = _with_hours(counted)
    return _with_parts(_with_shifts(_with_minutes_apart(named)))


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
    return is_part(token) or token.part >= 0 or (found is not None and found[3] is not None)


def is_bare(tokens: list[Token], at: int) -> bool:
    """Whether an hour may be in either half of the day: "7", "7:30" and "seven", but not "07:30", "19" or "noon"."""
    if says_its_half(tokens, at):
        return False
    found = TIME.fullmatch(tokens[at].raw)
    return found is None or (1 <= int(found[1]) <= 12 and not found[1].startswith("0"))


def names_the_part(tokens: list[Token], at: int) -> bool:
    """Whether a part of the day only says which half of it the hour beside it is in."""
    return tokens[at].spare


def _tokens(text: str, words: Vocabulary) -> Iterator[Token]:
    text = text.translate(_BRACKETS)
    text = _HAN_MINUTES.sub(_in_figures, _DASHED_FULL.sub(r"\1:\2", _DASHED.sub(r"\1:\2", _MINUTES_WORD.sub("", text))))
    text = _AFTER_HOUR.sub(_with_minutes, _HAN_HOUR.sub(lambda found: f" {_HAN_FIGURES[found[1]]}", text))
    text = _APART.sub(r"\1:\2", text)
    text = _BETWEEN_FIGURES.sub(r"\1 – ", _LETTERED.sub(_by_letter, _HOUR_SIGN.sub(r"\1 ", text)))
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


def _in_figures(found: re.Match[str]) -> str:
    tens, ten, ones = found[1].partition("十")
    minutes = _HAN_FIGURES.get(tens, 1) * 10 * bool(ten) + _HAN_FIGURES.get(ones if ten else tens[1:], 0)
    return f"{minutes:02}分"


def _by_letter(found: re.Match[str]) -> str:
    return _BY_LETTER[found[1][-1].lower()]


def _with_hours(tokens: list[Token]) -> list[Token]:
    """Numbers that are written as words are hours beside what says so: "um acht", "siete de la tarde"."""
    near = (Role.AT, Role.HALF, Role.CLOCK, Role.BETWEEN)
    roles = [role_of(one) for one in tokens]
    before = {at for at in range(1, len(tokens)) if roles[at - 1] in near or roles[at - 1] is Role.TO}
    behind = {at for at in range(len(tokens) - 1) if roles[at + 1] in (*near, Role.HOUR) or _spans(tokens, at + 1)}
    behind |= {at for at in range(len(tokens)) if before_a_part(tokens, at)}
    counted = {at for at in range(1, len(tokens)) if roles[at - 1] is Role.EVERY}
    return [
        replace(one, minutes=one.word.value * 60)
        if one.word and roles[at] is Role.NUMBER and at in before | behind and at not in counted
        else one
        for at, one in enumerate(tokens)
    ]


def _with_minutes_apart(tokens: list[Token]) -> list[Token]:
    """The same with minutes in the hour before them, "las 13 y 30": what is no hour of the day can be nothing else."""
    found: list[Token] = []
    for one in tokens:
        if _is_minutes(one) and len(found) > 1 and role_of(found[-1]) is Role.AND and _is_full_hour(found[-2]):
            found[-2:] = [replace(found[-2], raw=f"{found[-2].raw}:{one.raw}")]
        else:
            found.append(one)
    return found


def _is_minutes(token: Token) -> bool:
    return token.minutes >= 0 and not token.apart and token.raw.isdecimal() and int(token.raw) in NO_HOURS


def _is_full_hour(token: Token) -> bool:
    return token.minutes >= 0 and token.raw.isdecimal() and len(token.raw) <= DIGITS


def _with_shifts(tokens: list[Token]) -> list[Token]:
    """The same with each half or quarter in the hour behind it, or before it; one without an hour is no known word."""
    found: list[Token] = []
    ahead, said = 0, ""
    for at, one in enumerate(tokens):
        if role_of(one) is not Role.HALF or one.word is None:
            found.append(shifted(one, ahead, f"{said} {one.raw}".strip()) if ahead else one)
            ahead = 0
            continue
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        # "huit heures et demie"
        hour = next((place for place in range(len(found) - 1, -1, -1) if role_of(found[place]) is not Role.HOUR), -1)
        if following and following.minutes >= 0 and is_hour(following) and not following.apart:
            ahead, said = one.word.value + following.shift, one.raw
        elif following and role_of(following) is Role.HALF and not following.apart:
            # "fünf vor halb acht"
            tokens[at + 1] = _added(one, following)
        elif hour >= 0 and found[hour].minutes >= 0 and is_hour(found[hour]) and not found[hour].shift:
            raw = " ".join(piece.raw for piece in (*found[hour:], one))
            found[hour:] = [shifted(found[hour], one.word.value, raw)]
        else:
            found.append(replace(one, word=None))
    return found


def _added(one: Token, other: Token) -> Token:
    """Two parts of an hour as one."""
    raw = f"{one.raw} {other.raw}"
    shift = sum(piece.word.value for piece in (one, other) if piece.word)
    return replace(one, word=Word(Role.HALF, shift, raw), raw=raw)


def _with_parts(tokens: list[Token]) -> list[Token]:
    """
    The same where each part of the day that stands beside an hour says which half of the day that is.

    Behind their hours, "7 de la mañana y 6 de la tarde", unless the first part comes before all hours, "abends um 7".
    """
    found = list(tokens)
    times = [at for at, one in enumerate(tokens) if one.minutes >= 0]
    steps = (1, -1) if times and is_part(tokens[times[0]]) else (-1, 1)
    for at in times:
        for step in steps if is_part(tokens[at]) else ():
            hour = _hour_beside(found, at, step)
            if hour is not None and _names(found, at, hour, tokens[at].minutes):
                found[hour] = replace(found[hour], part=tokens[at].minutes, behind=step < 0)
                found[at] = replace(found[at], spare=True)
                break
    return _with_shared_parts(found)


def _with_shared_parts(tokens: list[Token]) -> list[Token]:
    """The same where the part before one hour is that of the next as well, "abends um 7 und 9"."""
    found = list(tokens)
    for at, one in enumerate(tokens):
        place = at + 2 + (at + 2 < len(tokens) and role_of(tokens[at + 2]) is Role.AT)
        if one.behind or one.part < 0 or at + 1 >= len(tokens) or role_of(tokens[at + 1]) is not Role.AND:
            continue
        if (
            place < len(tokens)
            and tokens[place].minutes >= 0
            and is_bare(tokens, place)
            and _names(tokens, at, place, one.part)
        ):
            found[place] = replace(found[place], part=one.part)
    return found


def _hour_beside(tokens: list[Token], at: int, step: int) -> int | None:
    """The hour beside a part of the day, past little words, but past no "and" and no comma; None if there is none."""
    place = at + step
    while 0 <= place < len(tokens) and not tokens[max(place, place - step)].apart:
        one, role = tokens[place], role_of(tokens[place])
        if one.minutes >= 0:
            counted = place > 0 and role_of(tokens[place - 1]) is Role.EVERY
            return None if is_part(one) or one.part >= 0 or counted else place
        little = (says_little(one) and role is not Role.AND) or role is Role.HOUR
        if not little and not (role is Role.TO and step > 0):
            return None
        place += step
    return None


def _names(tokens: list[Token], at: int, hour: int, part: int) -> bool:
    """
    Whether a part of the day says which half of it an hour is in, rather than being another time of day.

    What stands behind an hour always does, however odd, "8 de la tarde", but for noon and midnight: "8 noon".
    """
    token = tokens[hour]
    if part in (NOON, MIDNIGHT) and any(role_of(one) is Role.TO for one in tokens[at:hour]):
        return False
    if hour < at and part not in (NOON, MIDNIGHT):
        return True
    minute = token.word.value * 60 if token.word else time_in(token.raw)
    return _in_part(token, minute, part) is not None


def _spans(tokens: list[Token], at: int) -> bool:
    """Whether a token stands for "to" before what may be an hour: "ten to seven"."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or role_of(tokens[at]) is not Role.TO:
        return False
    return following.minutes >= 0 or role_of(following) is Role.NUMBER


def without_spans(tokens: list[Token]) -> list[Token]:
    """The same where "to" stands for "at" between a part of the day and an hour in it: "le soir à 7", "a las 9"."""
    return [
        replace(one, word=Word(Role.AT)) if role_of(one) is Role.TO and _stands_for_at(tokens, at) else one
        for at, one in enumerate(tokens)
    ]


def _stands_for_at(tokens: list[Token], at: int) -> bool:
    """Whether a word that may mean "to" stands between a part of the day and an hour in it."""
    sides = beside(tokens, at)
    return len(sides) == 2 and sides[0].spare and sides[1].part == sides[0].minutes and not sides[1].behind


def _of_piece(piece: str, words: Vocabulary, *, apart: bool) -> Iterator[Token]:
    word = words.known(piece)
    several = [] if word else words.days_between(piece)
    for number, one in enumerate(several):
        if number:
            yield Token(Word(Role.TO), piece, apart=False)
        yield Token(one, piece, apart and not number)
    if word and word.role is Role.CLOCK:
        yield Token(word, piece, apart, word.value)
    elif not several and not word and (halved := words.halved(piece)):
        half, hour = halved
        yield Token(half, piece, apart)
        yield Token(hour, "", apart=False)
    elif not several:
        yield Token(word, piece, apart)


def minute_of(tokens: list[Token], at: int) -> int:
    """The minute of the day that a token is, in the part of it that is named beside it. Raises: Unclear."""
    token = tokens[at]
    if is_part(token):
        return (token.minutes + token.shift) % DAY
    minute: int | None = token.word.value * 60 if token.word else time_in(token.raw)
    if token.part >= 0 and minute is not None:
        minute = _in_part(token, minute, token.part)
        if minute is None:
            # "20 Uhr morgens", "12 in the morning": nobody can say which half is meant
            raise Unclear(because("hours.no_time", text=token.raw))
    return ((minute or 0) + token.shift) % DAY


def _in_part(token: Token, minute: int, part: int) -> int | None:
    """The minute of the day that a token means in that part of the day, None if it is not in it."""
    match = TIME.fullmatch(token.raw)
    hour, rest = divmod(minute, 60)
    if match is None or (match[3] is None and 1 <= int(match[1]) <= 12):
        hour = _CLOSEST[part].get(hour, hour) if part in _CLOSEST else hour
    return hour * 60 + rest if part in _PARTS and hour in _PARTS[part] else None


_EVENINGS = frozenset({*range(16, 24), *range(4)})
_LATE = {hour: hour + 12 for hour in range(4, 12)} | {12: 0}
_PARTS: Mapping[int, Collection[int]] = {
    DAWN: range(8),
    MORNING: range(12),
    NOON: range(10, 17),
    AFTERNOON: range(12, 24),
    EVENING: _EVENINGS,
    NIGHT: {*_EVENINGS, 4, 5},
    MIDNIGHT: {0, 1, 23},
}
"""The hours of each part of the day, as people name them: a Spanish afternoon lasts until ten."""
_CLOSEST = {
    DAWN: {12: 0},
    NOON: {hour: hour + 12 for hour in range(1, 5)},
    AFTERNOON: {hour: hour + 12 for hour in range(1, 12)},
    EVENING: _LATE,
    NIGHT: {hour: late for hour, late in _LATE.items() if hour not in (4, 5)},
    MIDNIGHT: {12: 0, 11: 23},
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
