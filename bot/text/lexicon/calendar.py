"""Months and weekdays."""

from bot.text.lexicon import words_of

# common abbreviations; CLDR's own English one for September is "Sep"
_MORE_MONTHS = {"sept": 9, "okt": 10, "dez": 12, "mai": 5}
MONTHS = {word: int(number) for number, words in words_of("months").items() for word in words} | _MORE_MONTHS
"""The number of a month, from 1, by its lower-cased names and abbreviations."""

_ENGLISH_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_SHORT_DAYS = "mon tue tues wed thu thur thurs fri sat sun"
_ENGLISH_MONTHS = """
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
"""

CALENDAR = frozenset(f"{_ENGLISH_DAYS} {_SHORT_DAYS} {_ENGLISH_MONTHS}".split())
"""English words that say when and not who, though they have capitals. Most other languages write them small."""

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
"""A pattern of the English ones as they are written, also abbreviated, with or without a point."""

WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
"""A pattern of the English ones as they are written."""
