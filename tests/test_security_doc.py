"""The bounds that docs/security.md names are those of the code."""

import importlib
import re
from datetime import timedelta
from pathlib import Path

import pytest

PAGE = (Path(__file__).parent.parent / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| [^|*]+ \| ([\d,.]+)( \w+)? \| `([\w.]+)` \|$", PAGE, re.MULTILINE)
UNITS = {
    "s": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "day": timedelta(days=1),
    "days": timedelta(days=1),
}


def test_the_table_is_read() -> None:
    """Each row that names a constant is understood: one that is not would be held against nothing."""
    table = PAGE[PAGE.index("## Bounds") : PAGE.index("## How to report")]
    assert len(ROWS) == len(re.findall(r"^\|.*`", table, re.MULTILINE)) > 50
    names = [name for _, _, name in ROWS]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(("number", "unit", "name"), ROWS, ids=[row[2] for row in ROWS])
def test_a_bound_is_as_the_page_says(number: str, unit: str, name: str) -> None:
    """The number, with its unit if it is a time; of a class, what a field is unless somebody sets it."""
    value = _value(name)
    said = float(number.replace(",", ""))
    if isinstance(value, timedelta):
        assert value == said * UNITS[unit.strip()]
    else:
        assert not unit
        assert value == said


def _value(name: str) -> object:
    place, _, constant = name.rpartition(".")
    try:
        return getattr(importlib.import_module(f"bot.{place}"), constant)
    except ModuleNotFoundError:
        module, _, owner = place.rpartition(".")
        return getattr(getattr(importlib.import_module(f"bot.{module}"), owner)(), constant)
