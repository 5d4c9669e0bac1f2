"""Values to rows and back, where they are alike but for a few fields."""

from dataclasses import fields
from typing import Any


def row_of(value: Any, *without: str) -> dict[str, Any]:
    """The fields of a frozen value as a row, without the id (the database gives it) and those named."""
    return {f.name: getattr(value, f.name) for f in fields(value) if f.name != "id" and f.name not in without}
