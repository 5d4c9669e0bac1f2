"""What the bot reaches on the sets that we labelled ourselves: no figure falls below its floor."""

import tomllib
from collections.abc import Mapping

import pytest

from tests.quality.own_figures import HERE, OWN, answers, hard_passages, questions

FLOORS: Mapping[str, Mapping[str, Mapping[str, float]]] = tomllib.loads(
    (HERE / "floors.toml").read_text(encoding="utf-8")
)


def test_each_set_has_its_floors() -> None:
    """None that is measured goes unjudged."""
    assert set(FLOORS) == set(OWN)


@pytest.mark.parametrize("name", OWN)
def test_floors(name: str) -> None:
    """Every figure of a set has a bound and keeps to it."""
    measured, bounds = OWN[name](), FLOORS[name]
    least, most = bounds.get("at_least", {}), bounds.get("at_most", {})
    assert set(measured) == {*least, *most}
    missed = {
        figure: round(value, 3)
        for figure, value in measured.items()
        if value < least.get(figure, 0.0) or value > most.get(figure, 1.0)
    }
    assert not missed, f"beyond the bounds of floors.toml: {missed}"


def test_there_is_enough_to_measure() -> None:
    """At least 120 questions, a third of them without an answer, and 60 passages."""
    unanswerable = [asked for asked, told in questions() if not told]
    assert len(questions()) >= 120
    assert len(unanswerable) * 3 >= len(questions())
    assert len(hard_passages()) >= 60


def test_every_quote_is_verbatim() -> None:
    """Each quote is a span of its document."""
    for _, _, answer in answers():
        for one in answer.quotes:
            assert one.document.text[one.quote.start : one.quote.end] == one.quote.text
