"""Minutes of an hour that are written as words: "huit heures trente", "без десяти девять", "ten past eight". PURE."""

from dataclasses import replace

from bot.chat.tokens import (
    DIGITS,
    MINUTES,
    NO_HOURS,
    Token,
    before_a_part,
    is_hour,
    is_moment,
    is_number,
    is_part,
    links,
    role_of,
)
from bot.chat.vocabulary import Role, Vocabulary, Word

_FEWEST = 10
"""Minutes behind an hour without a word between them: "восемь тридцать", but not "seven eight"."""
_LEADING = (Role.AT, Role.TO, Role.FROM, Role.SINCE)
"""Before an hour."""


def with_ones(tokens: list[Token], words: Vocabulary) -> list[Token]:
    """
    The same where a word that is good for something else is a number, or a part of the day, beside what says so.

    A number that is a little word elsewhere is one behind "at" and "to", "a la una", and before a part of the day, "uma
    da manhã"; the word for "hour" is one o'clock in the same places, "в час дня"; "дня" is no day behind an hour; and
    digests that are counted are so many a day, "3 résumés".
    """
    found = list(tokens)
    for at, one in enumerate(tokens):
        number, part, times = (words.also(one.raw, role) for role in (Role.NUMBER, Role.CLOCK, Role.TIMES))
        led = at > 0 and role_of(found[at - 1]) in _LEADING and not one.apart
        if role_of(one) is Role.FILLER and number and (led or before_a_part(tokens, at) or _before_a_half(tokens, at)):
            found[at] = replace(one, word=number)
        elif role_of(one) is Role.FILLER and times and at and is_number(found[at - 1]) and not one.apart:
            found[at] = replace(one, word=times)
        elif role_of(one) is Role.HOUR and number and not _counted(found, at):
            found[at] = replace(one, word=number) if led or before_a_part(tokens, at) else one
        elif role_of(one) is Role.DAY and part and at and not one.apart and _ends_an_hour(found, at - 1):
            found[at] = replace(one, word=part, minutes=part.value)
    return found


def _counted(tokens: list[Token], at: int) -> bool:
    """Whether what stands there is a length of time, or that of which a number stands before it."""
    return _in_rhythm(tokens, at) or (at > 0 and is_number(tokens[at - 1]))


def _in_rhythm(tokens: list[Token], at: int) -> bool:
    """Whether what stands there is a length of time, "каждые 2 дня", "раз в два дня"."""
    before = [role_of(one) for one in tokens[max(at - 2, 0) : at]]
    return before[-1:] == [Role.EVERY] or any(role in (Role.TIMES, Role.ONCE) for role in before)


def with_counted_minutes(tokens: list[Token], words: Vocabulary) -> list[Token]:
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
            found[hour:] = [shifted(found[hour], shift, raw)]
        elif ahead := _minutes_ahead(tokens, at, words):
            shift, length = ahead
            raw = " ".join(piece.raw for piece in tokens[at : at + length])
            found.append(Token(Word(Role.HALF, shift, raw), raw, one.apart))
        else:
            length = 1
            found.append(replace(one, word=None) if role_of(one) in (Role.LESS, Role.BY) else one)
        at += length
    return found


def shifted(hour: Token, shift: int, raw: str) -> Token:
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
    in_figures, no_hour = tokens[place].word is None, minutes in NO_HOURS
    if less or explicit:
        fits = True
    elif own or (in_figures and len(tokens[place].raw) < DIGITS):
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
    hour = next((n for n in range(after, len(tokens)) if not links(tokens[n])), len(tokens))
    if hour >= len(tokens) or tokens[hour].apart:
        return None
    return (sign * minutes, after - at) if is_hour(tokens[hour]) or role_of(tokens[hour]) is Role.HALF else None


def _counted_minutes(tokens: list[Token], at: int) -> tuple[int, int]:
    """The number of minutes at a token, 0 for none, and of how many tokens it is made with the word for them."""
    one = tokens[at] if at < len(tokens) else None
    if one is None:
        return 0, 0
    in_figures = one.word is None and one.raw.isdecimal() and len(one.raw) <= DIGITS
    number = int(one.raw) if in_figures else one.word.value if one.word and role_of(one) is Role.NUMBER else 0
    named = at + 1 < len(tokens) and role_of(tokens[at + 1]) is Role.MINUTE and not tokens[at + 1].apart
    return (number, 1 + named) if number < MINUTES else (0, 0)


def _takes_minutes(found: list[Token], at: int) -> bool:
    """Whether an hour stands there that has no minutes yet, and no rhythm: "every three hours"."""
    return is_hour(found[at]) and not found[at].shift and not _in_rhythm(found, at)


def _is_hour_word(token: Token, words: Vocabulary) -> bool:
    """Whether a word stands for hours, whatever else it may be: "h" is "at" in French as well."""
    return role_of(token) in (Role.HOUR, Role.AT) and words.also(token.raw, Role.HOUR) is not None


def _says_hour(token: Token, words: Vocabulary) -> bool:
    """Whether a number before that token is none of minutes."""
    return role_of(token) in (Role.TIMES, Role.DAY) or _is_hour_word(token, words) or _stands_behind(token)


def _stands_behind(token: Token) -> bool:
    """Whether a word says of what stands before it that it is an hour: "acht Uhr"."""
    return role_of(token) is Role.AT and token.word is not None and token.word.value > 0


def _ends_an_hour(tokens: list[Token], at: int) -> bool:
    """Whether an hour ends with that token, "2 часа", "в два", "16 Uhr", and no length of time does."""
    counted = at > 0 and role_of(tokens[at]) is Role.HOUR
    at -= counted
    if role_of(tokens[at]) is Role.NUMBER and not counted:
        counted = at > 0 and role_of(tokens[at - 1]) in _LEADING
        return counted and not _in_rhythm(tokens, at)
    return is_number(tokens[at]) and not is_part(tokens[at]) and not _in_rhythm(tokens, at)


def _before_a_half(tokens: list[Token], at: int) -> bool:
    """Whether a half or a quarter stands behind a token, and the word for hours between them: "une heure et demie"."""
    half = at + 1 + (at + 1 < len(tokens) and role_of(tokens[at + 1]) is Role.HOUR)
    if half >= len(tokens) or role_of(tokens[half]) is not Role.HALF:
        return False
    # "un cuarto para las ocho" is a part of another hour
    following = next((one for one in tokens[half + 1 :] if not links(one)), None)
    return following is None or is_part(following) or not is_number(following)
