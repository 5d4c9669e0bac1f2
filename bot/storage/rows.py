"""Values to rows and back, where they are alike but for a few fields."""

from collections.abc import Collection, Iterator
from dataclasses import fields
from itertools import islice
from typing import Any, TypeVar

_Key = TypeVar("_Key", int, str)
_VALUES = 500
"""Values that one statement lists: databases bound them."""


def row_of(value: Any, *without: str) -> dict[str, Any]:
    """The fields of a frozen value as a row, without the id (the database gives it) and those named."""
    return {f.name: getattr(value, f.name) for f in fields(value) if f.name != "id" and f.name not in without}


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What of a row is to be written, so that others may change the rest of it meanwhile."""
    return {name: value for name, value in after.items() if before[name] != value}


def encodable(text: str) -> str:
    """A text as every database takes it: U+FFFD in place of NUL, and of halves of letters that UTF-8 cannot write."""
    plain = text.replace("\0", "\ufffd")
    try:
        plain.encode()
    except UnicodeEncodeError:
        return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain


def batched(values: Collection[_Key]) -> Iterator[list[_Key]]:
    """*values* in lists that one statement may hold."""
    rest = iter(values)
    while some := list(islice(rest, _VALUES)):
        yield some
