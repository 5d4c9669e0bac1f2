"""Which sentences may be shown by themselves."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.standalone import Standing, standing, stands_alone

LABELLED = Path(__file__).parent.parent / "quality" / "summary_alone.txt"
MOST_BAD = 0.02
"""Share of the labelled sentences let through that cannot stand alone. Raising it is a deliberate act."""
MOST_REFUSED = 0.08
"""Share of the good ones that are refused: some are lost on purpose, for a bad one costs more."""


def labelled() -> list[tuple[bool, str]]:
    """The labelled sentences: whether each may stand alone, and its text."""
    lines = LABELLED.read_text(encoding="utf-8").splitlines()
    return [(line[0] == "+", line[2:]) for line in lines if line and not line.startswith("#")]


def test_labelled_sentences_stay_within_the_bounds() -> None:
    """Of what is let through at most 2% need more; of the good ones at most 8% are refused."""
    rows = labelled()
    assert len(rows) >= 200
    through = [(good, text) for good, text in rows if stands_alone(text)]
    bad = [text for good, text in through if not good]
    refused = [text for good, text in rows if good and not stands_alone(text)]
    assert len(bad) <= MOST_BAD * len(through), bad
    assert len(refused) <= MOST_REFUSED * sum(good for good, _ in rows), refused


CASES = [
    ("it after what it means", "It runs on a phone.", "Tern 2 is out.", True),
    ("nothing before it", "It runs on a phone.", "", False),
    ("he after a name", "He starts work in early May.", "The council chose Jon Weir.", True),
    ("he after nobody", "He starts work in early May.", "The kiln is hot.", False),
    ("she after she", "She has won the prize twice.", "She came from Hull.", True),
    ("page furniture, whatever stands before", "Subscribe to our newsletter.", "Tern 2 is out.", False),
]


@pytest.mark.parametrize(
    ("sentence", "previous", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_stands_before_can_carry_a_sentence(sentence: str, previous: str, wanted: bool) -> None:
    """A sentence that leaves something open may follow the one that tells it."""
    assert stands_alone(sentence, previous) is wanted


def test_other_languages_are_judged_by_marks_only() -> None:
    """English words say nothing about a German sentence; a question is one in any language."""
    assert standing("Also bleibt die Fabrik in Leeds bis Mai geschlossen.", "de") is Standing.ALONE
    assert standing("Bleibt die Fabrik in Leeds bis Mai geschlossen?", "de") is Standing.NEVER
    assert standing("位于利兹的新工厂于周四开业。", "zh") is Standing.ALONE


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    """Wild text gives an answer, never an error."""
    assert standing(text) in Standing
