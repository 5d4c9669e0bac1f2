"""
Headlines without what is the feed's own: pictographs, and labels such as "Paper of the day:". PURE.

No list can know the labels, since each feed has its own, in every language. One is known by that it stands before one
title after the other of its feed (``boilerplate.py``), or says by itself that it comes again each day or week; and by
that its words tell nothing of the text below it: "Ukraine:" does.
"""

import re
from collections.abc import Collection

from bot.text.analysis.words import stem, terms
from bot.text.lexicon import words_of
from bot.text.lexicon.common_words import common
from bot.text.lexicon.text_kinds import NO_REPORT
from bot.text.summary.standalone import WIDE, WIDE_A_WORD

LONGEST_LABEL = 30
"""Characters; a longer beginning is half a headline."""
MOST_LABEL_WORDS = 4
FEWEST_LEFT = 4
"""Words that must be left: "Changelist: November 2023" is no headline without its label."""
_IN_BRACKETS = rf"\[(?P<set>[^\]\d]{{2,{LONGEST_LABEL}}})\]"
_WITH_MARK = rf"(?P<own>[^:：|\[\]\d“”\"‘.!?]{{2,{LONGEST_LABEL}}}?)(?::| \||：| [–—-])"
_LABELLED = re.compile(rf"\s*(?:{_IN_BRACKETS}|{_WITH_MARK}) *(?=\S)")
# pictures; signs and arrows that stand for a word or a mark, as in "C♯" or "A → B", are below
_PICTURE = "[\U0001f000-\U0001faff\U000e0020-\U000e007f\u20e3\ufe0f\u200d]"
# looked for only from where a run of blanks or of these signs begins: from each of them on, a long one takes its square
_PICTURES = re.compile(rf"(?<!{_PICTURE})(?:(?<!\s)\s+)?{_PICTURE}*[\U0001f000-\U0001faff]{_PICTURE}*\s*")
_MARK = re.compile("[,.:;!?)\\]}»”’…、。，：；！？]")
# older ones, which may be a word: "I ♥ Ostermoor"; so only at the ends
_AT_ENDS = re.compile(r"^[\s\u2600-\u27bf\u2b00-\u2bff\ufe0f]+(?=\w)|(?<!\s)[\s\u2600-\u27bf\u2b00-\u2bff\ufe0f]+$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LONGEST_ABBREVIATION = 5
"""Letters: "NATO", but "EXKLUSIV"."""
_PERIODS = frozenset(word for sort in ("day", "week", "month") for word in words_of("units")[f"duration-{sort}"])
# "Picture of the day", "Bild des Tages": it comes each day; "This week" says when something happens
_OF_EACH = re.compile(
    rf"(\w.*) (?:of the|des|der|del|de la|du|do|da) (?:{'|'.join(sorted(map(re.escape, _PERIODS)))}|tages|monats)",
    re.IGNORECASE,
)
_NEWSROOMS = frozenset("breaking exclusive latest live news now update updates watch".split())
"""Of these each newsroom makes labels: "Breaking News". Other words with capitals may be a name: "Breaking Bad"."""


def label(title: str) -> str:
    """What stands before a title like a label, as it is written; empty if nothing does."""
    found = _LABELLED.match(title)
    if not found:
        return ""
    own: str = (found["set"] or found["own"]).strip()
    return own if 0 < _length(own) <= MOST_LABEL_WORDS else ""


def without_pictographs(title: str) -> str:
    """A title without pictures; one that is nothing else stays."""
    if title.isascii():
        return title
    left = _AT_ENDS.sub("", _PICTURES.sub(_blank_for, title)).strip()
    return left if any(map(str.isalnum, left)) else title


def _blank_for(pictures: re.Match[str]) -> str:
    """What stands where pictures were: nothing before a mark, which follows a word at once."""
    return "" if _MARK.match(pictures.string, pictures.end()) else " "


def headline(title: str, text: str, language: str, *, recurs: bool) -> str:
    """
    A title as it can stand above its story.

    Args:
        title: One line.
        text: What stands below it, or its beginning.
        language: Two-letter code.
        recurs: Whether other titles of its feed begin with the same label.
    Returns: the title without pictographs and label; empty for one that is nothing but a label.
    """
    own = without_pictographs(title)
    if _is_label(own, text, language, recurs=recurs):
        return ""
    before, found = label(own), _LABELLED.match(own)
    if not before or not found or not _is_label(before, text, language, recurs=recurs):
        return own
    left = own[found.end() :]
    return _with_capital(left) if _length(left) >= FEWEST_LEFT else own


def _length(words: str) -> int:
    """How many words it is as long as."""
    return max(len(_WORD.findall(words)), len(WIDE.findall(words)) // WIDE_A_WORD)


def _is_label(words: str, text: str, language: str, *, recurs: bool) -> bool:
    """Whether some words tell nothing of a text, and stand above others as well."""
    own = _WORD.findall(words.lower())
    if not 0 < _length(words) <= MOST_LABEL_WORDS or not NO_REPORT.isdisjoint(own) or _may_name(words, language):
        return False
    again = recurs or _OF_EACH.fullmatch(words)
    return bool(again) and _tells_nothing_of(own, text)


def _may_name(words: str, language: str) -> bool:
    """Whether a label may be who says it ("CDC:", "Ada Byron:"), or what it is about."""
    of_each = _OF_EACH.fullmatch(words)
    own = _WORD.findall(of_each[1] if of_each else words)
    if language.startswith("en"):
        # "Picture" begins a label that comes each day; "Byron" might begin one that comes often
        if not all(common(word.lower()) or word.lower() in _PERIODS for word in own[bool(of_each) :]):
            return True
        titled = len(own) > 1 and all(word.istitle() for word in own)
        return titled and not of_each and not _NEWSROOMS.issuperset(map(str.lower, own))
    capitals = [word for word in own if word[0].isupper()]
    return len(capitals) > 1 or any(word.isupper() and len(word) <= _LONGEST_ABBREVIATION for word in own)


def _tells_nothing_of(words: Collection[str], text: str) -> bool:
    telling = {one for word in words for one in terms(word)} - set(map(stem, _PERIODS))
    return bool(words) and bool(text) and telling.isdisjoint(terms(text))


def _with_capital(title: str) -> str:
    """A title that began within a line: its first word with a capital, unless that has one inside ("iPhone")."""
    first = _WORD.match(title)
    return title[0].upper() + title[1:] if first and first.group().islower() else title
