"""Two stories of one digest that tell the same."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.digest.told_twice import SAME, Lead, told_once
from bot.model import DigestItem, Source
from bot.text.summary.repeats import alike

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
FIRE = frozenset("fire closes halden mill leeds weavers night".split())
BLAZE = frozenset("blaze shuts halden mill leeds hundreds out".split())


def item(story: int, publisher: str) -> DigestItem:
    """A story in a line."""
    return DigestItem(story, f"Story {story}", "", (), (Source(publisher, "", NOW),), NOW, also=True)


def lead(publisher: str, terms: frozenset[str] = FIRE, names: frozenset[str] = frozenset({"halden"})) -> Lead:
    """What it begins with."""
    return Lead(terms, names, frozenset({publisher}))


def test_what_tells_the_same_is_told_once_with_both_sources() -> None:
    """The first keeps its headline, and the other counts as told with it."""
    leads = {1: lead("ash"), 2: lead("elm", frozenset("rain vessby harbour".split())), 3: lead("birch", BLAZE)}
    assert alike(FIRE, BLAZE) >= SAME
    first, other = told_once([item(1, "Ash"), item(2, "Elm"), item(3, "Birch")], lambda one: leads[one.story], ())
    assert (first.story, first.told_with, [source.publisher for source in first.sources]) == (1, (3,), ["Ash", "Birch"])
    assert other == item(2, "Elm")


@pytest.mark.parametrize(
    ("second", "apart"),
    [
        pytest.param(lead("ash"), (), id="one newsroom tells two events"),
        pytest.param(replace(lead("birch"), doubted=frozenset({1})), (), id="held against it and parted"),
        pytest.param(lead("birch"), {(1, 3)}, id="somebody ruled so"),
        pytest.param(lead("birch", names=frozenset({"vessby"})), (), id="the same words about others"),
        pytest.param(None, (), id="an update stands by itself"),
    ],
)
def test_what_is_two_stays_two(second: Lead | None, apart: set[tuple[int, int]]) -> None:
    """However alike they are."""
    leads = {1: lead("ash"), 3: second}
    items = [item(1, "Ash"), item(3, "Birch")]
    assert told_once(items, lambda one: leads[one.story], apart) == items
