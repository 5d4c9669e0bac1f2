"""
PURE: why something did not work, as a code with values. ``text.wording`` puts it into words where somebody reads it.

It is stored, and carried by errors, as one line: ``delivery.blocked``, or ``feed.larger|{"megabytes": 5}``. Lines of
older versions are sentences, and are shown as they stand.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_LINE = re.compile(r"([a-z]+\.[a-z_]+)(?:\|(\{.*\}))?", re.DOTALL)
_INNER = "because"
"""The name under which the line of a reason stands that is a value of another one."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason: *code* is the key of its sentence in the catalogues, *values* are what it is filled with."""

    code: str
    values: Mapping[str, "str | int | float | Reason"] = field(default_factory=dict)

    def __str__(self) -> str:
        """The line that is stored."""
        values = {name: _kept(value) for name, value in self.values.items()}
        return f"{self.code}|{json.dumps(values, ensure_ascii=False, sort_keys=True)}" if values else self.code


def because(code: str, **values: "str | int | float | Reason") -> Reason:
    """The reason with that code."""
    return Reason(code, values)


def reason_of(line: str) -> Reason | None:
    """The reason that a line was made from; None for a sentence of an older version, or of somebody else's."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    try:
        values = json.loads(match[2] or "{}")
    except (ValueError, RecursionError):
        return None
    return Reason(match[1], {name: _value(value) for name, value in values.items()})


def _kept(value: "str | int | float | Reason") -> object:
    return {_INNER: str(value)} if isinstance(value, Reason) else value


def _value(kept: object) -> "str | int | float | Reason":
    if isinstance(kept, dict):
        line = str(kept.get(_INNER, ""))
        return reason_of(line) or line
    return kept if isinstance(kept, str | int | float) else str(kept)


def inner(line: str) -> "Reason | str":
    """A stored line as the value of another reason."""
    return reason_of(line) or line
