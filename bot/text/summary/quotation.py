"""
Whether quotations in a sentence are whole. PURE.

Where one opens and closes is told by the marks and by what stands beside them, so in all languages: “x”, "x", „x“,
« x », »x«, 「x」.
"""

import re
from collections.abc import Iterator

_MARK = re.compile('["“”„«»「」『』]')
_OPENS = frozenset("“„«「『")
_BEFORE_OPENING = frozenset("([{—–-/:'‘")
_AFTER_CLOSING = frozenset(".,;:!?)]}—–-'’…")


def balanced(text: str) -> bool:
    """Whether each quotation that opens in *text* also closes there, and none closes that did not open."""
    opened = False
    for opens in _directions(text):
        if opens is opened:
            return False
        opened = opens
    return not opened


def _directions(text: str) -> Iterator[bool]:
    """Of each mark whether it opens."""
    for match in _MARK.finditer(text):
        mark, at = match.group(), match.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        at_start = not before or before.isspace() or before in _BEFORE_OPENING
        at_end = not after or after.isspace() or after in _AFTER_CLOSING
        if mark == '"':
            # an odd one behind a figure means inches
            if not (before.isdigit() and at_end and text.count(mark) % 2):
                yield at_start and not (at_end and before)
        elif at_start is at_end or mark in "„「」『』":
            yield mark in _OPENS
        else:
            # „x“, ”x” and »x« turn the marks of other languages round
            yield at_start
