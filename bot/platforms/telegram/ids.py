"""
PURE: Telegram's ids are numbers; the core keeps them as text and gives them back.

Here alone one becomes the other. A message's id is its position as well: ids rise within a chat.
"""

import re
from typing import TypeGuard

_LARGEST = 2**63
"""Numbers beyond are no id, no size and no moment, and no program of Telegram's has a place for one."""
_NUMBER = re.compile(r"-?[1-9][0-9]{0,18}")


def is_id(value: object) -> TypeGuard[int]:
    """Whether it is a number that can name a person, a chat, a message or an update."""
    return isinstance(value, int) and not isinstance(value, bool) and -_LARGEST < value < _LARGEST


def number_from(value: object) -> int:
    """*value*, if it can be an id. Raises: TypeError, since the library passes on whatever came."""
    if not is_id(value):
        raise TypeError("no id")
    return value


def id_of(value: object) -> str:
    """An id of Telegram's as the core keeps it; empty for 0, which names nothing. Raises: TypeError if it is none."""
    return str(number_from(value) or "")


def number_of(kept: str) -> int:
    """The number that ``id_of`` was given; 0, which Telegram knows nobody by, for text that is no id of its."""
    number = int(kept) if _NUMBER.fullmatch(kept) else 0
    return number if is_id(number) else 0
