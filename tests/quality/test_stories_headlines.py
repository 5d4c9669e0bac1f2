"""Quality of story matching on labelled AI headlines; the floors stand in a file, lowering one is a deliberate act."""

import json
import tomllib
from pathlib import Path

import pytest

from bot.lab.pairs import check, pairs

HERE = Path(__file__).parent
PAIRS = [json.loads(line) for line in (HERE / "stories_headlines.jsonl").read_text(encoding="utf-8").splitlines()]
FLOORS = tomllib.loads((HERE / "stories_floors.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def said() -> list[bool]:
    """What is said of each pair."""
    rows = [{"id": n, "a": {"title": pair["a"]}, "b": {"title": pair["b"]}} for n, pair in enumerate(PAIRS)]
    for row in rows:
        check(row)
    return [answer["same"] for answer in pairs(rows, copy=False, seeds=())]


def test_headlines_are_matched_as_well_as_before(said: list[bool]) -> None:
    """Precision and recall over all pairs stay above their floors."""
    right = sum(same and pair["same"] for same, pair in zip(said, PAIRS, strict=True))
    assert right / sum(said) >= FLOORS["precision"]
    assert right / sum(pair["same"] for pair in PAIRS) >= FLOORS["recall"]


@pytest.mark.parametrize("kind", sorted(FLOORS["merged_at_most"]))
def test_no_kind_of_near_miss_is_merged_more_often(said: list[bool], kind: str) -> None:
    """Each kind of different events has its own ceiling: an average hides a broken kind."""
    of_kind = [same for same, pair in zip(said, PAIRS, strict=True) if pair["kind"] == kind]
    assert of_kind
    assert sum(of_kind) / len(of_kind) <= FLOORS["merged_at_most"][kind]
