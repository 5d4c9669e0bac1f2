"""Golden digests: whole digests, from stored entries to what people read."""

import json
from typing import Any

import pytest

from tests.tools.golden import FOLDER, NAMES, golden


def misplaced(digest: dict[str, Any], texts: dict[str, str]) -> list[str]:
    """The sentences of a stored digest that do not stand word for word at their places."""
    quotes = [quote for story in digest["stories"] for quote in [*story["quotes"], *story["figures"]]]
    return [quote["text"] for quote in quotes if texts[quote["doc"]][quote["start"] : quote["end"]] != quote["text"]]


@pytest.mark.parametrize("name", NAMES)
def test_golden_digest(name: str) -> None:
    """The material gives the digest that was read and approved, and every sentence of it is found at its place."""
    made = golden(name)
    expected = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert made.values() == expected
    assert made.shown() == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert misplaced(expected, made.texts) == []


def test_there_are_enough_of_them() -> None:
    """Ten at least, the sample day among them."""
    assert len(NAMES) >= 10
    assert "sample" in NAMES


def test_one_changed_character_is_noticed() -> None:
    """The check of the places finds a single wrong letter, in the sentence or in the document."""
    expected = json.loads((FOLDER / "weekday.json").read_text(encoding="utf-8"))
    texts = golden("weekday").texts
    quote = expected["stories"][0]["quotes"][0]
    right = quote["text"]
    quote["text"] = right[:5] + chr(ord(right[5]) + 1) + right[6:]
    assert misplaced(expected, texts) == [quote["text"]]
    quote["text"] = right
    doc = texts[quote["doc"]]
    at = quote["start"] + 5
    assert misplaced(expected, texts | {quote["doc"]: doc[:at] + "~" + doc[at + 1 :]}) == [right]
