"""
From what people type to the hours and days on which digests come. PURE.

``8:00``, ``8am 6pm``, ``weekdays 8:00``, ``mon wed fri 7:30, sat sun 10``, ``weekly friday 17:00``,
``every 6 hours from 6:00``, ``not on weekends``: days belong to the hours beside them; hours without days are those of
every day, days without hours keep the hours that there are. What is left over is the name of a place.
"""

from dataclasses import replace
from datetime import time

from bot.chat.day_words import WEEKEND, WORKDAYS
from bot.chat.hours_of_days import Run, grouped, has_hours, times_of
from bot.chat.rhythms import Rhythm, behind_every, first_number, no_rhythm, once_in, repeated
from bot.chat.schedule_tokens import is_bare, minute_of, names_the_part, tokens_of, without_spans
from bot.chat.times_of_day import Unclear
from bot.chat.tokens import (
    DAY,
    LITTLE,
    Token,
    is_hour,
    is_part,
    next_word,
    role_after,
    role_before,
    role_of,
    says_little,
)
from bot.chat.vocabulary import SHOWN, Role, Vocabulary, Word, unknown_word
from bot.chat.wish import MONDAY, Wish
from bot.model import EVERY_DAY, OnDays
from bot.reasons import because

_EARLIEST, _NOON = 6 * 60, 12 * 60
"""Minutes of the day. Before the first nobody means the morning who writes an hour as a word: "a la una"."""
_SPREAD = {1: (8,), 2: (8, 18), 3: (8, 13, 18), 4: (8, 12, 16, 20)}
"""Hours of digests that come so many times a day, for whoever names none."""
_QUARTER = "15"
"""Figures behind "and" that are as well minutes as an hour: "às 7 e 15"; "8 y 18" are two hours."""


def read_schedule(text: str, words: Vocabulary) -> Wish:
    """
    The hours and days in what somebody wrote with those words.

    Raises: Unclear for what cannot be taken; a place that nobody knows is for others to find.
    """
    reading = _Reading(words)
    tokens = without_spans(tokens_of(text, words))
    at = 0
    while at < len(tokens):
        at += reading.take(tokens, at)
    return reading.wish()


def near_day(place: str, words: Vocabulary) -> Unclear:
    """What to say of words that are no place: one is perhaps a day that was mistyped, or some other word."""
    typed = words.parted(place.split())
    return unknown_word(words, next((word for word in typed if not words.known(word) and words.meant(word)), place))


class _Reading:
    """Takes token by token."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self._runs: list[Run] = []
        self._without: set[int] = set()
        self._place: list[str] = []
        self._place_ends = 0
        self._weekly = False
        self._negated = False
        self._to = False
        self._between = False
        self._but = False
        self._last: Role | None = None
        """What the last word was good for that was no filler."""

    def take(self, tokens: list[Token], at: int) -> int:
        """Take what begins at a token. Returns: how many tokens that were."""
        token = tokens[at]
        role = token.word.role if token.word else None
        if length := self._take_rhythm(repeated(tokens, at), token) or self._days_a_week(tokens, at):
            return length
        if token.minutes >= 0 and not (role is Role.NUMBER and role_after(tokens, at) is Role.TIMES):
            return self._clock(tokens, at)
        if token.word is None or role is None:
            return self._unknown(tokens, at)
        if role is Role.HOUR:
            # "at 8 hours": that of the clock
            return 1 if at and tokens[at - 1].minutes >= 0 else self._unknown(tokens, at)
        if role is Role.CLOCKS and at and self._place and self._place_ends == at:
            return self._unknown(tokens, at)
        if role is Role.HOURLY:
            return self._take_rhythm(Rhythm(1, 1), token)
        if role is Role.EVERY:
            return self._take_rhythm(behind_every(tokens, at), token) or 1
        if role is Role.NOT:
            return self._not(tokens, at)
        if role is Role.BUT:
            return self._take_but(tokens, at)
        return self._other(tokens, at, token.word)

    def _unknown(self, tokens: list[Token], at: int) -> int:
        """Take what may be part of a place. Raises: Unclear if the place has been named elsewhere."""
        between = tokens[self._place_ends : at] if self._place else []
        if not all(says_little(one) and not one.apart for one in between) or (between and tokens[at].apart):
            raise unknown_word(self._words, tokens[at].raw)
        # "hora de Madrid"
        self._place += [one.raw for one in between] + [tokens[at].raw]
        self._place_ends = at + 1
        return 1

    def _other(self, tokens: list[Token], at: int, word: Word) -> int:
        role = word.role
        if role in (Role.TIMES, Role.ONCE, Role.TWICE):
            return self._times_a_day(tokens, at, 1 + (role is Role.TWICE))
        if role is Role.NUMBER:
            return self._number(tokens, at)
        if role in (Role.RARER, Role.MINUTE):
            raise no_rhythm(tokens[max(at - 2, 0) : at + 1])
        if role is Role.WEEKDAY and self._words.is_everyday(tokens[at].raw) and not _beside_days(tokens, at):
            raise Unclear(because("when.day_or_word", text=tokens[at].raw[:SHOWN], day=word.shown))
        if role is Role.BETWEEN:
            self._take_between()
        elif (role is Role.AND and self._between and at and _is_day(tokens[at - 1])) or (
            role is Role.FROM and self._from(tokens, at)
        ):
            self._to = True
        if not self._says_nothing(tokens, at, role):
            self._take_word(word, apart=tokens[at].apart)
        self._last = self._last if says_little(tokens[at]) else role
        return 1

    def _says_nothing(self, tokens: list[Token], at: int, role: Role) -> bool:
        """Whether a word is only a part of what was said, or will be, by the one beside it."""
        if role is Role.DAY:
            # "jours ouvrés"; the Arabic for "every Monday" begins with that for "every day"
            return role_after(tokens, at) in (Role.WEEKDAYS, Role.WEEKDAY) and not tokens[at + 1].apart
        if role is Role.WEEK:
            # "fin de semana", "entre semana", "every day of the week"
            return self._last in (Role.WEEKDAYS, Role.WEEKEND, Role.DAY)
        # "à 8h et à 18h" is no span
        return role is Role.TO and not (at and (tokens[at - 1].minutes >= 0 or _is_day(tokens[at - 1])))

    def _take_word(self, word: Word, *, apart: bool) -> None:
        days = _days(word)
        # "except Sundays every day at 8"
        self._negated = self._negated and word.role is not Role.DAY
        if days:
            self._take_days(days, named=word.role is Role.WEEKDAY, apart=apart)
        self._weekly = self._weekly or word.role is Role.WEEK
        if word.role not in LITTLE:
            self._to = word.role is Role.TO

    def wish(self) -> Wish:
        """What was taken. Raises: Unclear."""
        hours: list[OnDays] = []
        days: set[int] = set()
        pairs = grouped(self._runs)
        if any(on and not has_hours(run) for on, run in pairs) and any(has_hours(run) for _, run in pairs):
            # "monday 8 and 18 tuesday": nobody can tell which hours are those of which day
            raise Unclear(because("when.whose_hours"))
        for on, run in pairs:
            days |= on
            hours += [OnDays(time(*divmod(minute, 60)), on or EVERY_DAY) for minute in times_of(run)]
        if self._weekly and not days:
            hours = [OnDays(hour.wall, MONDAY) for hour in hours]
        place = " ".join(self._place)
        named = frozenset(days) if not hours else frozenset[int]()
        return Wish(tuple(hours), named, frozenset(self._without), self._weekly, place)

    def _clock(self, tokens: list[Token], at: int) -> int:
        token = tokens[at]
        following = tokens[at + 1].word if at + 1 < len(tokens) else None
        if following and following.role is Role.TIMES and token.raw.isdecimal():
            return 1 + self._times_a_day(tokens, at + 1, int(token.raw))
        if names_the_part(tokens, at):
            return 1
        if self._negated and not token.apart and self._between_hours():
            # "8 except sunday 10": the second hour may be that of Sunday
            raise Unclear(because("when.whose_hours"))
        if not (self._to or self._between):
            _ask_for_minutes(tokens, at)
        minute = minute_of(tokens, at)
        if token.word and token.word.role is Role.NUMBER and is_bare(tokens, at) and minute < _EARLIEST:
            first, second = (f"{time(*divmod(one, 60)):%H:%M}" for one in (minute, minute + _NOON))
            raise Unclear(because("hours.which_half", text=token.raw[:SHOWN], first=first, second=second))
        run = self._run(hours=True, apart=token.apart)
        spans = self._to or self._between
        if run.every and is_part(token) and not spans and role_before(tokens, at) is not Role.FROM:
            # "every 3 hours in the evening" may have an end, or be a beginning
            raise Unclear(because("when.how_often"))
        run.spans = run.spans or (spans and bool(run.times))
        run.times.append(minute)
        self._to = self._negated = False
        return 1

    def _between_hours(self) -> bool:
        """Whether hours stand before their days, or no days, so that those that come may have the days between them."""
        return bool(self._runs) and (has_hours(self._runs[0]) or has_hours(self._runs[-1]))

    def _days_a_week(self, tokens: list[Token], at: int) -> int:
        """Take "7 days a week" and "one day a week". Returns: how many tokens that were. Raises: Unclear for others."""
        number = self._words.also(tokens[at].raw, Role.NUMBER)
        days = number.value if number else first_number(tokens[at : at + 1])[0]
        if not days or role_after(tokens, at) is not Role.DAY or tokens[at + 1].apart:
            return 0
        week = next_word(tokens, at + 1, 1, past=(*LITTLE, Role.EVERY, Role.TO))
        if week is None or role_of(tokens[week]) not in (Role.WEEK, Role.RARER) or tokens[week].apart:
            return 0
        end = week + 1
        if role_of(tokens[week]) is Role.RARER:
            # "7 jours sur 7"
            if days != len(EVERY_DAY) or first_number(tokens[end : end + 1])[0] != days:
                return 0
            end += 1
        if days == len(EVERY_DAY):
            self._take_word(Word(Role.DAY), apart=tokens[at].apart)
        elif days == 1:
            self._weekly = True
        elif not any(_is_day(one) for one in tokens):
            raise Unclear(because("when.which_days"))
        return end - at

    def _take_but(self, tokens: list[Token], at: int) -> int:
        """
        Take "but" between hours of most days and those of some, "7, but 9 at weekends", "am Wochenende aber 9".

        Where no hour follows it leaves days out, "every day but Sunday"; elsewhere it says nothing.
        """
        last = self._runs[-1] if self._runs else Run()
        ahead = next_word(tokens, at, 1)
        hour_comes = any(one.minutes >= 0 and not one.spare for one in tokens[at + 1 :])
        days = _days_named(tokens, ahead)
        if hour_comes and any(has_hours(run) for run in self._runs):
            if any(_days_named(tokens, place) for place in range(at + 1, len(tokens))):
                self._but = True
            elif last.days:
                last.parted = True
        elif days and (not last.days or set(days) < set(last.days)):
            self._negated = not any(role_of(one) is Role.ONLY for one in tokens[at:ahead])
        return 1

    def _take_between(self) -> None:
        """Note that two hours or days come that are the ends of a span, or have come, as in Hindi."""
        last = self._runs[-1] if self._runs else Run()
        if len(last.times) > 1:
            last.spans = True
        else:
            self._between = True

    def _from(self, tokens: list[Token], at: int) -> bool:
        """Whether "from" stands for "to" between two days, "lunes al viernes". Raises: Unclear before a first day."""
        ahead, before = next_word(tokens, at, 1), next_word(tokens, at, -1)
        if ahead is None or not _is_day(tokens[ahead]):
            return False
        if before is not None and _is_day(tokens[before]) and not tokens[at].apart:
            return True
        last = next_word(tokens, ahead, 1, past=(*LITTLE, Role.TO))
        if role_after(tokens, ahead) not in (Role.TO, Role.FROM) or last is None or not _is_day(tokens[last]):
            word = tokens[ahead].word
            raise Unclear(because("when.no_start", day=word.shown if word else ""))
        return False

    def _not(self, tokens: list[Token], at: int) -> int:
        """
        Take days out that stand behind "not", or before it: "außer sonntags", "sonntags nicht".

        Raises: Unclear where no days do, or it may be meant of either.
        """
        # "не по воскресеньям"
        ahead = next_word(tokens, at, 1, past=(*LITTLE, Role.EVERY, Role.TO))
        word, before = tokens[at].word, next_word(tokens, at, -1)
        out = _days_named(tokens, ahead)
        last = _days_named(tokens, before)
        joined = ahead is not None and not tokens[ahead].apart and role_after(tokens, at) is not Role.AND
        if any(role_of(one) is Role.ONLY for one in tokens[at + 1 : ahead]):
            raise self._left_out(tokens, at)
        backwards = bool(last) and (not joined or (word is not None and word.value > 0))
        if backwards:
            self._take_out(tokens, at)
        elif joined and out and (not last or tokens[at].apart or self._negated or self._among(out)):
            self._negated = True
        else:
            raise self._left_out(tokens, at)
        return 1

    def _among(self, days: list[int]) -> bool:
        """Whether days are some of those that were named last: "Monday to Friday not Wednesday"."""
        return bool(self._runs) and set(days) < set(self._runs[-1].days)

    def _take_out(self, tokens: list[Token], at: int) -> None:
        """Take the days out that were named last."""
        run = self._runs[-1] if self._runs else Run()
        behind_hours = len(self._runs) > 1 and not run.apart
        # "Mondays, Sundays not": nobody can tell where what is taken out begins
        if not run.days or (run.since_comma and len(self._runs) == 1):
            raise self._left_out(tokens, at)
        # "8 on Mondays, Sundays not": Mondays belong to the hour
        first = run.since_comma if behind_hours else 0
        self._without.update(run.days[first:])
        del run.days[first:]
        if not run.days:
            self._runs.pop()

    def _left_out(self, tokens: list[Token], at: int) -> Unclear:
        return Unclear(because("when.not_what", text=tokens[at].raw[:SHOWN]))

    def _number(self, tokens: list[Token], at: int) -> int:
        following = tokens[at + 1].word if at + 1 < len(tokens) else None
        word = tokens[at].word
        if word and following and following.role is Role.TIMES:
            return 1 + self._times_a_day(tokens, at + 1, word.value)
        return self._unknown(tokens, at)

    def _take_rhythm(self, rhythm: Rhythm | None, first: Token) -> int:
        """Take the hours between two digests, if they were named from that token on. Returns: of how many tokens."""
        if rhythm is None:
            return 0
        self._run(hours=True, apart=first.apart).every = rhythm.hours
        return rhythm.length

    def _times_a_day(self, tokens: list[Token], at: int, number: int) -> int:
        """``twice a day``; with ``a week`` it takes days, but for once."""
        if number == 1 and (length := self._take_rhythm(once_in(tokens, at, self._words), tokens[at])):
            return length
        if number == 1 and any(run.every for run in self._runs):
            return 1  # "every three hours, once"
        rest = [one.word.role for one in tokens[at + 1 :] if one.word and not says_little(one)][:1]
        if rest == [Role.HOUR] and number == 1:
            last = next_word(tokens, at, 1) or at
            return self._take_rhythm(Rhythm(1, last + 1 - at), tokens[at])
        if rest == [Role.WEEK]:
            if number > 1 and not any(one.word and one.word.role is Role.WEEKDAY for one in tokens):
                raise Unclear(because("when.which_days"))
            return 1
        word = tokens[at].word
        count = tokens[at - 1] if at and word and word.role is Role.TIMES else None
        if any(one.minutes >= 0 and one is not count for one in tokens):
            return 1  # the hours are named
        if number not in _SPREAD:
            raise no_rhythm(tokens[max(at - 1, 0) : at + 1])
        self._run(hours=True, apart=tokens[at].apart).times += [hour * 60 for hour in _SPREAD[number]]
        return 1

    def _take_days(self, days: list[int], *, named: bool, apart: bool) -> None:
        if self._negated:
            last = self._runs[-1] if self._runs else Run()
            # "every day except sunday 8:00, sunday 10:00" takes it from the days before it alone
            if last.days:
                last.days = [day for day in last.days if day not in days]
            else:
                self._without.update(days)
            return
        run = self._run(hours=False, apart=apart)
        run.since_comma = len(run.days) if apart else run.since_comma
        if self._to and named and run.days:
            first = run.days[-1]
            days = [(first + step) % 7 for step in range(1, (days[0] - first) % 7 + 1)]
        run.days += days

    def _run(self, *, hours: bool, apart: bool) -> Run:
        """The run that goes on, or a new one."""
        last = self._runs[-1] if self._runs else None
        if last is None or self._but or has_hours(last) is not hours:
            self._runs.append(Run(apart=apart, parted=self._but))
            self._but = False
        return self._runs[-1]


def _ask_for_minutes(tokens: list[Token], at: int) -> None:
    """Raises: Unclear for "7h et 15" and "às oito e dez", which may be one hour or two."""
    hour, *more = tokens[at : at + 3]
    if len(more) < 2 or role_of(more[0]) is not Role.AND or any(one.apart for one in more):
        return
    if not is_hour(hour) or hour.shift or hour.part >= 0 or not _may_be_minutes(tokens, at + 2):
        return
    minutes = more[1]
    number = minutes.word.value if minutes.word else int(minutes.raw)
    # "a las ocho y diez de la noche"
    one = minute_of([replace(hour, part=minutes.part)], 0) + number
    second = number * 60 if minutes.minutes < 0 else minute_of(tokens, at + 2)
    first, *two = (f"{time(*divmod(each % DAY, 60)):%H:%M}" for each in (one, minute_of(tokens, at), second))
    text = " ".join(piece.raw for piece in (hour, *more))[:SHOWN]
    raise Unclear(because("hours.which_half", text=text, first=first, second=" ".join(two)))


def _may_be_minutes(tokens: list[Token], at: int) -> bool:
    """Whether a number behind "and" may be minutes: no word says that it is an hour of its own."""
    token = tokens[at]
    if role_after(tokens, at) in (Role.HOUR, Role.AT, Role.TIMES):
        return False
    if role_of(token) is Role.NUMBER:
        return token.minutes < 0 or token.part >= 0
    return token.raw == _QUARTER and token.part < 0


def _beside_days(tokens: list[Token], at: int) -> bool:
    """Whether a day is one of several: "sa und so", "mo-so", "sa 10, so 11"."""
    past = (*LITTLE, Role.TO)
    following, before = (next_word(tokens, at, step, past) for step in (1, -1))
    hour_follows = following is not None and tokens[following].minutes >= 0
    others = [one for one in range(len(tokens)) if one != at] if hour_follows else [following, before]
    return any(_days_named(tokens, one) for one in others)


def _days_named(tokens: list[Token], at: int | None) -> list[int]:
    """The days of the week that a word names; empty for none, and for "every day"."""
    word = tokens[at].word if at is not None else None
    return _days(word) if word and word.role is not Role.DAY else []


def _is_day(token: Token) -> bool:
    return role_of(token) is Role.WEEKDAY


def _days(word: Word) -> list[int]:
    of_role = {Role.WEEKDAYS: WORKDAYS, Role.WEEKEND: WEEKEND, Role.DAY: EVERY_DAY}
    return [word.value] if word.role is Role.WEEKDAY else sorted(of_role.get(word.role, ()))
