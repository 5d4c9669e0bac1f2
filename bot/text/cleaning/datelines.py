"""What stands before a sentence and is no part of it: where and by whom a text was filed, signs of lists. PURE."""

import re
from collections.abc import Sequence

from bot.text.analysis.sentences import Span

_CAPITAL = "A-ZÀ-ÖØ-ÞĆČĐĞİŁŐŘŚŞŠŰŹŻŽА-ЯЁІЇЄҐ"
_NEXT = rf"(?=[{_CAPITAL}\"“„«‘])"
_DASH = r"(?:[–—―─]|--|>>)"
_CITY = rf"[{_CAPITAL}][\w.’'/ -]{{1,30}}"
_SHOUTED = rf"[{_CAPITAL}][{_CAPITAL}.'’/ ]{{2,30}}"
_LONG_SHOUTED = rf"[{_CAPITAL}][{_CAPITAL} ]{{3}}[{_CAPITAL}][{_CAPITAL}.'’/ ]{{0,25}}"
"""Behind a name what is shorter may be a post: "Loom Works CEO — "."""
_BYLINE = rf"(?:By )?(?:[{_CAPITAL}][\w.’'-]{{1,20}},? (?:and )?){{2,10}}"
_AND_DAY = rf"(?:, [{_CAPITAL}\d][\w. ]{{1,20}})"
_FORMS = (
    # LONDON (Newswire) — , (CNN) , OSLO/PARIS, Aug 3 (Newswire) -
    rf"(?:{_CITY}{_AND_DAY}{{0,2}} ?\([{_CAPITAL}][\w. /]{{1,30}}\)|\([A-Z]{{2,10}}\))\.?\s*(?:[-–—─:]+\s*)?{_NEXT}",
    # Wien (apa) - , Madrid, 3 ago (efe).-
    rf"{_CITY}{_AND_DAY}{{0,2}} ?\([a-z]{{2,10}}\)\.?\s?[-–—:]\s?{_NEXT}",
    # PARIS, Nov 20 - , WOODLAND HILLS >>
    rf"{_SHOUTED}{_AND_DAY}{{0,3}}(?: \([\w. /]{{1,30}}\))? ?(?:{_DASH}|(?<= )-) ?{_NEXT}",
    # By Jane Roe and John Doe, Newswire KINGMAN --
    rf"{_BYLINE}{_LONG_SHOUTED}{_AND_DAY}{{0,2}} ?{_DASH} ?{_NEXT}",
    # Elmira, N.Y. — , Brighton, ENGLAND —
    rf"{_CITY}, (?:(?:[A-Z]\.){{2,3}} ?|[A-Z]{{4}}[A-Z .]{{0,20}}){_DASH} ?{_NEXT}",
    # 新华社北京8月3日电（记者王某）
    r"[^\s，。！？]{2,24}\d日[电電讯訊]\s*(?:[（(][^）)]{1,30}[）)])?[\s:：]*",
)
# where and by whom, not what
_DATELINE = re.compile("|".join(_FORMS))
# what a page puts before its first sentence
_PAGE = re.compile(
    r"\([A-Z][\w. /]{1,30}\)\s*(?:[-–—─:]+\s*)?(?=[A-Z\"“‘])"
    r"|(?:Last )?[Uu]pdated:? (?:[\w:,.]+ ){0,6}[\w,]{0,12}\b(?:19|20)\d\d(?: \d{1,2}:\d\d ?[AaPp]\.?[Mm]\.?)?"
    r"(?: [A-Z]{2,4})? (?=[A-Z\"“‘])"
)

# "The Loom Weekly | Leeds Press", "Loom - News": what stands before the sign is the name
_NAME_END = re.compile(r"\s[|–—-]\s|:\s")
# "# Next batch", "- Less memory": of a list or a heading whose text was never made plain; a dash may open what is said
_LINE_SIGN = re.compile(r"(?:#{1,6}|[-*•·▪‣]) (?=\S)")
_FIRST = 6
"""Sentences within which a dateline is looked for; further down it begins another piece."""
_LONGEST_LABEL = 60
"""Characters of a publisher's name with what it adds, before a colon."""


def beginning(spans: Sequence[Span]) -> int:
    """
    The number of the sentence with which a piece begins: the one with a dateline, if it is among the first.

    What stands before it are headings, captions, or a summary.
    """
    return next((number for number, span in enumerate(spans[:_FIRST]) if _DATELINE.match(span.text)), 0)


def opened(span: Span, publisher: str) -> Span:
    """A first sentence without its dateline and its publisher's name."""
    return _unnamed(_undated(span), publisher)


def unsigned(span: Span) -> Span:
    """A sentence without the sign of a list or a heading before it."""
    match = _LINE_SIGN.match(span.text)
    return Span(span.start + match.end(), span.end, span.text[match.end() :]) if match else span


def _undated(span: Span) -> Span:
    """A first sentence without its dateline."""
    match = _DATELINE.match(span.text) or _PAGE.match(span.text)
    if not match:
        return span
    return Span(span.start + match.end(), span.end, span.text[match.end() :])


def _unnamed(span: Span, publisher: str) -> Span:
    """A first sentence without its publisher's name before a colon, as in "The Loom News: A mill opened"."""
    name = _NAME_END.split(publisher, maxsplit=1)[0].strip()
    label, colon, rest = span.text.partition(": ")
    if not name or not colon or len(label) > _LONGEST_LABEL or not label.startswith(name) or not rest:
        return span
    return Span(span.start + len(label) + len(colon), span.end, rest)
