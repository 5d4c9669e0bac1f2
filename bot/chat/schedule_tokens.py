"""
What somebody typed of hours and days, token by token: known words, times of day, and what nobody knows. PURE.

Times are told apart from numbers here, and "7 in the evening" gets its half of the day; what the tokens wish for all
together, ``schedule_words.py`` reads.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.chat.day_words import AFTERNOON, DAWN, EVENING, MIDNIGHT, MORNING, NIGHT, NOON
from bot.chat.times_of_day import TIME, Unclear, time_in
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


def tokens_of(text: str, words: Vocabulary) -> list[Token]:
    """What was typed, in order; a number beside what says so is an hour already."""
    counted = _with_counted_minutes(_with_ones(list(_tokens(cleaned(text), words)), words), words)
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


def is_part(token: Token) -> bool:
    """Whether a word names a part of the day, or a moment of it."""
    return token.word is not None and token.word.role is Role.CLOCK


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


def _with_ones(tokens: list[Token], words: Vocabulary) -> list[Token]:
    """
    The same where a word that is good for something else is a number, or a part of the day, beside what says so.

    A number that is a little word elsewhere is one behind "at" and "to", "a la una", and before a part of the day, "uma
    da manhã"; the word for "hour" is one o'clock in the same places, "в час дня"; "дня" is no day behind an hour.
    """
    found = list(tokens)
    for at, one in enumerate(tokens):
        number, part = words.also(one.raw, Role.NUMBER), words.also(one.raw, Role.CLOCK)
        led = at > 0 and role_of(found[at - 1]) in _LEADING and not one.apart
        if role_of(one) is Role.FILLER and number and (led or _before_a_part(tokens, at) or _before_a_half(tokens, at)):
            found[at] = replace(one, word=number)
        elif role_of(one) is Role.HOUR and number and not _counted(found, at):
            found[at] = replace(one, word=number) if led or _before_a_part(tokens, at) else one
        elif role_of(one) is Role.DAY and part and at and not one.apart and _ends_an_hour(found, at - 1):
            found[at] = replace(one, word=part, minutes=part.value)
    return found


def _counted(tokens: list[Token], at: int) -> bool:
    """Whether what stands there is a length of time, or that of which a number stands before it."""
    return _in_rhythm(tokens, at) or (at > 0 and is_number(tokens[at - 1]))


def is_number(token: Token) -> bool:
    """Whether it is a number, or an hour."""
    return token.minutes >= 0 or role_of(token) is Role.NUMBER


def _in_rhythm(tokens: list[Token], at: int) -> bool:
    """Whether what stands there is a length of time, "каждые 2 дня", "раз в два дня"."""
    before = [role_of(one) for one in tokens[max(at - 2, 0) : at]]
    return before[-1:] == [Role.EVERY] or any(role in (Role.TIMES, Role.ONCE) for role in before)


def _with_counted_minutes(tokens: list[Token], words: Vocabulary) -> list[Token]:
    """
    The same with minutes that are counted in words: in the hour before them, "huit heures trente", "nove menos dez", or
    as a part of the hour behind them, "без десяти девять", "ten past eight".
    """
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        one = tokens[at]
        if behind := _minutes_behind(found, tokens, at, words):
            hour, shift, length = behind
            raw = " ".join(piece.raw for piece in (*found[hour:], *tokens[at : at + length]))
            found[hour:] = [_shifted(found[hour], shift, raw)]
        elif ahead := _minutes_ahead(tokens, at, words):
            shift, length = ahead
            raw = " ".join(piece.raw for piece in tokens[at : at + length])
            found.append(Token(Word(Role.HALF, shift, raw), raw, one.apart))
        else:
            length = 1
            found.append(replace(one, word=None) if role_of(one) in (Role.LESS, Role.BY) else one)
        at += length
    return found


def _shifted(hour: Token, shift: int, raw: str) -> Token:
    """An hour with what stands beside it; figures are read as they were typed."""
    if role_of(hour) is not Role.NUMBER or hour.word is None:
        return replace(hour, shift=shift)
    return replace(hour, shift=shift, raw=raw, minutes=hour.word.value * 60)


def _minutes_behind(found: list[Token], tokens: list[Token], at: int, words: Vocabulary) -> tuple[int, int, int] | None:
    """Where the hour stands that the minutes at a token belong to, how many they are, and of how many tokens made."""
    less = words.also(tokens[at].raw, Role.LESS) is not None
    linked = less or role_of(tokens[at]) is Role.AND
    place = at + linked
    minutes, length = _counted_minutes(tokens, place)
    hour = len(found) - 1
    trailing = hour > 0 and role_of(found[hour]) in (Role.AT, Role.HOUR)
    hour -= trailing
    if not minutes or tokens[at].apart or tokens[place].apart or hour < 0 or not _takes_minutes(found, hour):
        return None
    after, explicit = place + length, length > 1
    own = after < len(tokens) and not tokens[after].apart and _says_hour(tokens[after], words)
    in_figures, no_hour = tokens[place].word is None, minutes in _NO_HOURS
    if less or explicit:
        fits = True
    elif own or (in_figures and len(tokens[place].raw) < _DIGITS):
        fits = False
    elif linked:
        fits = no_hour and (not in_figures or is_moment(found[hour]))
    elif trailing:
        fits = no_hour or _is_hour_word(found[-1], words) or _stands_behind(found[-1])
    elif in_figures:
        # "8h 30"; "8 30" is known before
        fits = no_hour and not found[hour].raw.isdecimal() and found[hour].word is None
    else:
        fits = found[hour].word is not None and minutes >= _FEWEST
    return (hour, -minutes if less else minutes, after - at) if fits else None


def _minutes_ahead(tokens: list[Token], at: int, words: Vocabulary) -> tuple[int, int] | None:
    """How many minutes away the hour is that stands behind them, "ten past eight", and of how many tokens made."""
    less = words.also(tokens[at].raw, Role.LESS)
    minutes, length = _counted_minutes(tokens, at + (less is not None))
    if not minutes:
        return None
    after = at + (less is not None) + length
    sign = -1
    if less is None:
        by = words.also(tokens[after].raw, Role.BY) if after < len(tokens) and not tokens[after].apart else None
        if by is None:
            return None
        sign, after = by.value, after + 1
    hour = next((n for n in range(after, len(tokens)) if not _links(tokens[n])), len(tokens))
    if hour >= len(tokens) or tokens[hour].apart:
        return None
    return (sign * minutes, after - at) if is_hour(tokens[hour]) or role_of(tokens[hour]) is Role.HALF else None


def _counted_minutes(tokens: list[Token], at: int) -> tuple[int, int]:
    """The number of minutes at a token, 0 for none, and of how many tokens it is made with the word for them."""
    one = tokens[at] if at < len(tokens) else None
    if one is None:
        return 0, 0
    in_figures = one.word is None and one.raw.isdecimal() and len(one.raw) <= _DIGITS
    number = int(one.raw) if in_figures else one.word.value if one.word and role_of(one) is Role.NUMBER else 0
    named = at + 1 < len(tokens) and role_of(tokens[at + 1]) is Role.MINUTE and not tokens[at + 1].apart
    return (number, 1 + named) if number < _MINUTES else (0, 0)


def _takes_minutes(found: list[Token], at: int) -> bool:
    """Whether an hour stands there that has no minutes yet, and no rhythm: "every three hours"."""
    return is_hour(found[at]) and not found[at].shift and not _in_rhythm(found, at)


def is_hour(token: Token) -> bool:
    """Whether a token may be a full hour: in figures or words, noon, midnight."""
    if is_moment(token):
        return True
    if role_of(token) is Role.NUMBER and token.word is not None:
        return token.word.value <= _HOURS
    match = TIME.fullmatch(token.raw) if token.minutes >= 0 and token.word is None else None
    return match is not None and match[2] is None


def _is_hour_word(token: Token, words: Vocabulary) -> bool:
    """Whether a word stands for hours, whatever else it may be: "h" is "at" in French as well."""
    return role_of(token) in (Role.HOUR, Role.AT) and words.also(token.raw, Role.HOUR) is not None


def _says_hour(token: Token, words: Vocabulary) -> bool:
    """Whether a number before that token is none of minutes."""
    return role_of(token) in (Role.TIMES, Role.DAY) or _is_hour_word(token, words) or _stands_behind(token)


def _stands_behind(token: Token) -> bool:
    """Whether a word says of what stands before it that it is an hour: "acht Uhr"."""
    return role_of(token) is Role.AT and token.word is not None and token.word.value > 0


def is_moment(token: Token) -> bool:
    """Whether a word names a moment of the day, to which minutes may be added: "midi et demi"."""
    return is_part(token) and token.word is not None and token.word.value in (NOON, MIDNIGHT)


def _with_hours(tokens: list[Token]) -> list[Token]:
    """Numbers that are written as words are hours beside what says so: "um acht", "siete de la tarde"."""
    near = (Role.AT, Role.HALF, Role.CLOCK, Role.BETWEEN)
    roles = [role_of(one) for one in tokens]
    before = {at for at in range(1, len(tokens)) if roles[at - 1] in near or roles[at - 1] is Role.TO}
    behind = {at for at in range(len(tokens) - 1) if roles[at + 1] in (*near, Role.HOUR) or _spans(tokens, at + 1)}
    behind |= {at for at in range(len(tokens)) if _before_a_part(tokens, at)}
    counted = {at for at in range(1, len(tokens)) if roles[at - 1] is Role.EVERY}
    return [
        replace(one, minutes=one.word.value * 60)
        if one.word and roles[at] is Role.NUMBER and at in before | behind and at not in counted
        else one
        for at, one in enumerate(tokens)
    ]


def _ends_an_hour(tokens: list[Token], at: int) -> bool:
    """Whether an hour ends with that token, "2 часа", "в два", "16 Uhr", and no length of time does."""
    counted = at > 0 and role_of(tokens[at]) is Role.HOUR
    at -= counted
    if role_of(tokens[at]) is Role.NUMBER and not counted:
        counted = at > 0 and role_of(tokens[at - 1]) in _LEADING
        return counted and not _in_rhythm(tokens, at)
    return is_number(tokens[at]) and not is_part(tokens[at]) and not _in_rhythm(tokens, at)


def _before_a_part(tokens: list[Token], at: int) -> bool:
    """Whether a part of the day stands behind a token, and very short words between them: "siete de la tarde"."""
    place = at + 1
    place += place < len(tokens) and role_of(tokens[place]) is Role.HOUR and not tokens[place].apart
    while place < len(tokens) and _links(tokens[place]):
        place += 1
    return place < len(tokens) and role_of(tokens[place]) in (Role.CLOCK, Role.NIGHT) and not tokens[place].apart


def _before_a_half(tokens: list[Token], at: int) -> bool:
    """Whether a half or a quarter stands behind a token, and the word for hours between them: "une heure et demie"."""
    half = at + 1 + (at + 1 < len(tokens) and role_of(tokens[at + 1]) is Role.HOUR)
    if half >= len(tokens) or role_of(tokens[half]) is not Role.HALF:
        return False
    # "un cuarto para las ocho" is a part of another hour
    following = next((one for one in tokens[half + 1 :] if not _links(one)), None)
    return following is None or is_part(following) or not is_number(following)


def _links(token: Token) -> bool:
    """Whether a word may stand between an hour and the part of the day in which it is: "dos resúmenes" are no hour."""
    return role_of(token) in (Role.FILLER, Role.AT) and len(token.raw) <= _SHORT and not token.apart


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
    return token.minutes >= 0 and not token.apart and token.raw.isdecimal() and int(token.raw) in _NO_HOURS


def _is_full_hour(token: Token) -> bool:
    return token.minutes >= 0 and token.raw.isdecimal() and len(token.raw) <= _DIGITS


def _with_shifts(tokens: list[Token]) -> list[Token]:
    """The same with each half or quarter in the hour behind it, or before it; one without an hour is no known word."""
    found: list[Token] = []
    ahead, said = 0, ""
    for at, one in enumerate(tokens):
        if role_of(one) is not Role.HALF or one.word is None:
            found.append(_shifted(one, ahead, f"{said} {one.raw}".strip()) if ahead else one)
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
            found[hour:] = [_shifted(found[hour], one.word.value, raw)]
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


_SHORT = 3
"""Letters."""
_DIGITS = 2
"""Of an hour."""
_MINUTES = 60
_HOURS = 24
_NO_HOURS = range(_HOURS, _MINUTES)
_FEWEST = 10
"""Minutes behind an hour without a word between them: "восемь тридцать", but not "seven eight"."""
_DAY = _HOURS * _MINUTES
_LEADING = (Role.AT, Role.TO, Role.FROM, Role.SINCE)
"""Before an hour."""


def role_of(token: Token) -> Role | None:
    """What a token is good for; None if nobody knows it."""
    return token.word.role if token.word else None


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
        return (token.minutes + token.shift) % _DAY
    minute: int | None = token.word.value * 60 if token.word else time_in(token.raw)
    if token.part >= 0 and minute is not None:
        minute = _in_part(token, minute, token.part)
        if minute is None:
            # "20 Uhr morgens", "12 in the morning": nobody can say which half is meant
            raise Unclear(because("hours.no_time", text=token.raw))
    return ((minute or 0) + token.shift) % _DAY


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


LITTLE = frozenset({Role.FILLER, Role.AT, Role.AND, Role.BUT, Role.BETWEEN, Role.FROM, Role.CLOCKS, Role.ONLY})
"""What only stands between other words."""


def says_little(token: Token) -> bool:
    """Whether a word only stands between others."""
    return token.word is not None and token.word.role in LITTLE
