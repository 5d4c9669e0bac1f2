"""Two stories of one digest that tell the same."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.digest.told_twice import Lead, likeness, signs, told_once
from bot.model import DigestItem, Source

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
FIRE = "fire closes halden mill leeds weavers night"
BLAZE = "blaze closes halden mill leeds weavers out"


def item(story: int, publisher: str) -> DigestItem:
    """A story in a line."""
    return DigestItem(story, f"Story {story}", "", (), (Source(publisher, "", NOW),), NOW, also=True)


def lead(publisher: str, words: str = FIRE, marks: str = "halden") -> Lead:
    """What it begins with."""
    terms = frozenset(words.split())
    return Lead(terms, terms, terms, frozenset(marks.split()), frozenset({publisher}))


def test_what_tells_the_same_is_told_once_with_both_sources() -> None:
    """The first keeps its headline, and the others count as told with it; what one of them tells, all tell."""
    leads = {1: lead("ash"), 2: lead("elm", "rain vessby harbour"), 3: lead("birch", BLAZE), 4: lead("fir", BLAZE)}
    items = [item(1, "Ash"), item(2, "Elm"), item(3, "Birch"), item(4, "Fir")]
    first, other = told_once(items, lambda one: leads[one.story], ())
    assert (first.story, first.told_with) == (1, (3, 4))
    assert [source.publisher for source in first.sources] == ["Ash", "Birch", "Fir"]
    assert other == item(2, "Elm")


def test_likeness_grows_with_what_stories_share() -> None:
    """And with how near a report was held to be; it does not ask which comes first."""
    near = replace(lead("birch", BLAZE), near={1: 0.45})
    some, more = signs(1, lead("ash"), 3, lead("birch", BLAZE)), signs(1, lead("ash"), 3, near)
    assert likeness(signs(1, lead("ash"), 2, lead("elm", "rain"))) < likeness(some) < likeness(more)
    assert signs(3, near, 1, lead("ash")) == more


@pytest.mark.parametrize(
    ("second", "apart"),
    [
        pytest.param(lead("ash"), (), id="one newsroom tells two events"),
        pytest.param(replace(lead("birch"), doubted=frozenset({1})), (), id="held against it and parted"),
        pytest.param(lead("birch"), {(1, 3)}, id="somebody ruled so"),
        pytest.param(lead("birch", marks="vessby"), (), id="the same words about others"),
        pytest.param(lead("birch", "fire closes"), (), id="two words are no event"),
        pytest.param(None, (), id="a part stands by itself"),
    ],
)
def test_what_is_two_stays_two(second: Lead | None, apart: set[tuple[int, int]]) -> None:
    """However alike they are."""
    leads = {1: lead("ash"), 3: second}
    items = [item(1, "Ash"), item(3, "Birch")]
    assert told_once(items, lambda one: leads[one.story], apart) == items
