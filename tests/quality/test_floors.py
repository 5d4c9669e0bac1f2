"""What the bot reaches on the sets that we labelled ourselves: no figure falls below its floor."""

import hashlib
import tomllib
from collections.abc import Mapping

import pytest

from tests.quality.own_figures import HERE, OWN, answers, hard_passages, questions

READ = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))
HIGHEST: Mapping[str, Mapping[str, float]] = READ.pop("highest")
LOWERED: Mapping[str, Mapping[str, str]] = READ.pop("lowered")
DIGESTS: Mapping[str, str] = READ.pop("sha256")
FLOORS: Mapping[str, Mapping[str, Mapping[str, float]]] = READ


def test_each_set_has_its_floors() -> None:
    """None that is measured goes unjudged."""
    assert set(FLOORS) == set(OWN)


def test_a_lowered_floor_has_its_reason() -> None:
    """What was better once says why it is not now; and who raises it again leaves no reason behind."""
    worse = {
        (name, figure)
        for name, best in HIGHEST.items()
        for figure, value in best.items()
        if value > FLOORS[name].get("at_least", {}).get(figure, 1.0)
        or value < FLOORS[name].get("at_most", {}).get(figure, 0.0)
    }
    assert worse == {(name, figure) for name, best in HIGHEST.items() for figure in best}
    assert worse == {(name, figure) for name, reasons in LOWERED.items() for figure, why in reasons.items() if why}


@pytest.mark.parametrize("name", DIGESTS)
def test_what_is_measured_is_what_it_was(name: str) -> None:
    """A figure says something beside an earlier one only if both are of the same rows."""
    assert hashlib.sha256((HERE / name).read_bytes()).hexdigest() == DIGESTS[name]


def test_all_that_is_measured_is_pinned() -> None:
    """Each file of rows beside this one."""
    assert set(DIGESTS) == {path.name for path in HERE.iterdir() if path.suffix in (".txt", ".jsonl")}


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
