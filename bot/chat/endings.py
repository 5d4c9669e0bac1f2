"""How long something holds, at the end of what somebody wrote of it: "football for 3 days", "until Monday". PURE."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.chat.any_language import hinting
from bot.chat.day_words import length_words, span_words, tongues
from bot.chat.said_spans import BLANKS, JOINED, MOST, UNITS, Said, read_said
from bot.chat.span_words import until_of
from bot.chat.times_of_day import Unclear
from bot.chat.vocabulary import SHOWN, Role, Vocabulary, Word, cleaned
from bot.reasons import because
from bot.text.display.wording import Wording

LONGEST_TIME = timedelta(days=366)
"""A rule that ends: later than in a year, it may as well stay for good."""
_MOST_WORDS = 7
"""Of how long something holds: "for the next 3 days", "until Wednesday 10 September 2026"."""
_QUOTATION = re.compile('["“”„‟«»「」『』＂]')
_MARK = re.compile(r"""[,;:"“”„‟«»「」『』＂]$|^[-–—]+$""")
"""At the end of a word, or alone: what stands behind it is a part by itself."""
_COUNTING = frozenset({Role.FIRST, Role.LAST, Role.NEXT})
"""Words behind which days belong to what is named: "the first 100 days"."""
_FIGURES = re.compile(r"\d{1,9}")
_HAN_LENGTH = re.compile(
    r"(.*[\u4e00-\u9fff])(?<![第后前每上下这本])((?:\d{1,3}|[一二两三四五六七八九十]) ?个?[\u4e00-\u9fff]{1,3})"
)
"""What something is called, then how long, and not which one of several: "第一周" is the first week."""
_HAN_THIS = re.compile(r"(.*[\u4e00-\u9fff])((?:这个?|(?<!日)本)[\u4e00-\u9fff]{1,2})")
"""The same until the end of the week, month or year that it is now."""


class Ending(NamedTuple):
    """What was written without how long it holds at its end, and that; None: for good."""

    rest: str
    length: timedelta | None = None


def without_length(text: str, now: datetime, zone: str, say: Wording) -> Ending:
    """
    Take "for 3 days", "until Monday" or "for good" off the end of what somebody wrote, in whatever language.

    Of several readings the longest counts. What stands alone, within quotation marks or has an unknown word is no such
    end: "waiting for a miracle" is a phrase. A length without "for" is one only behind a mark or a single word:
    "football 3 days" and "world cup, 3 days", but not "elections in 3 days" or "first 100 days".

    Raises: Unclear for a unit that is mistyped, or a time that is too long.
    """
    return hinting(text, lambda line: _without_length(line, now, zone, say))


def _without_length(text: str, now: datetime, zone: str, say: Wording) -> Ending:
    typed = text.split()
    # in any language: "días" is a word of two, and "primeros" of one
    counted = any(
        _has_role(one, length_words(tongue, alone=True), _COUNTING) for tongue in tongues() for one in typed[:1]
    )
    for number, tongue in enumerate((say, *tongues())):
        alone = number > 0
        words = length_words(tongue, alone=alone)
        for start in range(max(len(typed) - _MOST_WORDS, 1), len(typed)):
            end = " ".join(typed[start:])
            # "for 3 days" says nothing of what: it is not the word "for" that is meant
            if _QUOTATION.search(end) or _has_role(typed[start - 1], words, (Role.FOR, Role.UNTIL)):
                continue
            apart = _MARK.search(typed[start - 1]) is not None
            bare = apart or (start == 1 and not counted)
            days = span_words(tongue, alone=alone)
            found = (
                _till(end, words, days, now, zone, tongue)
                or _this(end, words, now, zone)
                or _lasting(end, words, bare=bare)
            )
            if found is not None:
                return Ending(" ".join(typed[:start]).rstrip(" ,;:-–—" if apart else None), found.length)
    return _of_han(text, now, zone) or Ending(text)


def _of_han(text: str, now: datetime, zone: str) -> Ending | None:
    """The same where no blank is written, "足球一周" and "足球本周"; None for anything else."""
    words = length_words(Wording("zh"), alone=True)
    if (match := _HAN_THIS.fullmatch(text)) and (found := _this(match[2], words, now, zone)):
        return Ending(match[1], found.length)
    if (match := _HAN_LENGTH.fullmatch(text)) and (found := _lasting(match[2], words, bare=True)):
        return Ending(match[1], found.length)
    return None


def _has_role(typed: str, words: Vocabulary, roles: Collection[Role]) -> bool:
    word = words.known(typed)
    return word is not None and word.role in roles


def _till(text: str, words: Vocabulary, days: Vocabulary, now: datetime, zone: str, say: Wording) -> Ending | None:
    """How long it is "until Monday"; None for anything else."""
    typed = text.split()
    first, last = (words.known(typed[at]) for at in (0, -1))
    if first is not None and first.role is Role.UNTIL:
        typed = typed[1:]
    elif last is not None and last.role is Role.UNTIL:
        typed = typed[:-1]
    else:
        return None
    try:
        return Ending("", until_of(read_said(" ".join(typed), days, say, until=True), now, zone).moment - now)
    except Unclear as error:
        if error.reason.code in ("when.day_passed", "when.hour_or_length"):
            raise
        return None  # "waiting until dawn" is a phrase


def _this(text: str, words: Vocabulary, now: datetime, zone: str) -> Ending | None:
    """How long "this week", or month or year, still is; None for anything else."""
    known = [words.known(one) for one in words.parted(BLANKS.split(cleaned(text)))]
    roles = [word.role if word else None for word in known]
    while roles[:1] in ([Role.FOR], [Role.FILLER]):
        roles = roles[1:]
    unit = roles[1] if len(roles) == 2 and roles[0] is Role.THIS else None
    if unit not in (Role.WEEK, Role.MONTHS, Role.YEARS):
        return None
    ends = until_of(Said([], unit=UNITS[unit], until=True, coming=True), now, zone)
    return Ending("", ends.moment - now)


def _lasting(text: str, words: Vocabulary, *, bare: bool) -> Ending | None:
    """How long "for a week", "forever" or, if *bare*, "3 days" is; None for anything else. Raises: Unclear."""
    typed = words.parted(BLANKS.split(JOINED.sub(" ", cleaned(text))))
    read = [Word(Role.NUMBER, int(one)) if _FIGURES.fullmatch(one) else words.known(one) for one in typed]
    *before, last = (word.role if word else None for word in read)
    if last is None and before[:1] == [Role.FOR] and set(before) <= {Role.FOR, Role.NUMBER, Role.FILLER}:
        _mistyped(typed[-1], words)
    known = [word for word in read if word is not None]
    if len(known) < len(read):
        return None
    roles = [word.role for word in known]
    if roles == [Role.FOREVER]:
        return Ending("")
    said = roles[0] is Role.FOR or (last is Role.FOR and roles[0] is not Role.FILLER)
    if not (said or bare):
        return None
    counts = [word for word in known if not (said and word.role in (Role.FOR, Role.FILLER, Role.NEXT))]
    part, counts = _half(counts)
    number = next((word.value for word in counts if word.role is Role.NUMBER), 1) + part
    units = [UNITS[word.role] for word in counts if word.role in UNITS]
    # one unit, with a number, or without one where "for" says that a length is meant
    if len(units) != 1 or len(counts) > 2 or (len(counts) == 2) != any(word.role is Role.NUMBER for word in counts):
        return None
    if len(counts) == 1 and not (said or part):
        return None
    length = number * units[0] if number <= MOST else timedelta.max
    if not timedelta() < length <= LONGEST_TIME:
        raise Unclear(because("unclear.too_long_a_time"))
    return Ending("", length)


def _half(words: list[Word]) -> tuple[float, list[Word]]:
    """What "half" among words of a length adds to its number, which is one unless another is named; and the others."""
    at = next((at for at, word in enumerate(words) if word.role in (Role.PART, Role.HALF_HOUR)), None)
    if at is None:
        return 0, words
    half, rest = words[at], [*words[:at], *words[at + 1 :]]
    if half.role is Role.HALF_HOUR:
        return -0.5, [*rest, Word(Role.HOUR)]
    if half.value:
        return half.value - 0.5, rest
    one = [word.value for word in words[:at][-1:] if word.role is Role.NUMBER] == [1]
    whole = any(word.role in (Role.NUMBER, *UNITS) for word in words[:at]) and not one
    return 0.5 if whole else -0.5, rest


def _mistyped(unit: str, words: Vocabulary) -> None:
    """Raises: Unclear if a unit of time was meant by a word behind "for 3"."""
    meant = words.meant(unit)
    if meant is not None and meant.role in UNITS:
        raise Unclear(because("unclear.which_length", word=unit[:SHOWN], near=meant.shown))
