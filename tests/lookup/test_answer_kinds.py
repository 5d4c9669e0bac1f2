"""Where sentences hold the things that questions want."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lookup.answer_kinds import Kind, in_other_unit, in_unit, is_tally, precision, spans, units_asked


@pytest.mark.parametrize(
    ("kind", "sentence", "found"),
    [
        (Kind.AMOUNT, "They paid $14.3 billion, then 20 euros.", ["$14.3 billion", "20 euros"]),
        (Kind.AMOUNT, "It took 14 days.", []),
        (Kind.PERCENT, "It owns 49% of the mill, or half.", ["49%", "half"]),
        (Kind.DATE, "It opened on 5 May 2020 and closed in June.", ["5 May 2020", "June"]),
        (Kind.DATE, "It may open.", []),
        (Kind.DATE, "It closes in the fourth quarter.", ["fourth quarter"]),
        (Kind.DATE, "It comes by the end of the year.", ["end of the year"]),
        (Kind.DATE, "It failed at 12:01 a.m. and again at noon.", ["12:01 a.m", "noon"]),
        (Kind.FIGURE, "The fine of $5 million is half of it.", ["$5 million", "half"]),
        (Kind.FIGURE, "It weighs 12 kg and fell 3%.", ["12 kg", "3%"]),
        (Kind.DURATION, "It took nine months.", ["nine months"]),
        (
            Kind.DATE,
            "It comes in the next two to three months, or by the summer.",
            ["in the next two to three months", "by the summer"],
        ),
        (Kind.COUNT, "The old flagship was Llama 4, which sold.", []),
        (Kind.PERSON, "The South Carolina Sheriff met Ada Byron.", ["Ada Byron"]),
        (Kind.COUNT, "About 300 people came twice.", ["300", "twice"]),
        (Kind.PERSON, "On Monday Ada Byron met him.", ["Ada Byron"]),
        (Kind.PLACE, "A plant in Lower Saxony burned.", ["Lower Saxony"]),
        (Kind.YES_NO, "It is open.", []),
    ],
)
def test_spans(kind: Kind, sentence: str, found: list[str]) -> None:
    """The wanted things are found where they stand, as they are written."""
    assert [sentence[start:end] for start, end in spans(kind, sentence)] == found


def test_precise_days_first() -> None:
    """The fuller a day is told, the better it answers."""
    told = ["last week", "2020", "May 2020", "5 May", "5 May 2020"]
    assert sorted(told, key=lambda piece: precision(Kind.DATE, piece)) == told


@given(st.sampled_from(Kind), st.text(max_size=200))
def test_spans_lie_inside(kind: Kind, sentence: str) -> None:
    """In any text the spans lie inside it, in order, and are not empty."""
    found = spans(kind, sentence)
    assert all(0 <= start < end <= len(sentence) for start, end in found)
    assert list(found) == sorted(found)


def test_units_that_are_asked_for() -> None:
    """What is deep is told in metres, or in what is reckoned in them; a word without a unit asks for none."""
    sentence = "The quake of magnitude 6.1 struck at a depth of 10 kilometers."
    ten = (sentence.index("10"), sentence.index(".", 40))
    six = (sentence.index("6.1"), sentence.index("6.1") + 3)
    assert [in_unit(["deep"], sentence, span) for span in (ten, six)] == [True, False]
    assert not in_unit(["large"], sentence, ten)


@pytest.mark.parametrize(
    ("kind", "question", "other"),
    [
        (Kind.COUNT, "how many ports does the laptop have", True),
        (Kind.COUNT, "how many ports does the 12 inch laptop have", True),
        (Kind.COUNT, "how many inches does the screen have", False),
        (Kind.FIGURE, "how much memory does it have", True),
        (Kind.FIGURE, "how wide is it", False),
        (Kind.FIGURE, "how large is it", False),
    ],
)
def test_figures_in_other_units(kind: Kind, question: str, other: bool) -> None:
    """Inches tell no number of ports and no memory; what is large may be told in anything."""
    sentence = "The 14-inch laptop is out."
    assert in_other_unit(kind, units_asked(question.split(), question), sentence, (4, 11)) == other


@pytest.mark.parametrize(
    ("words", "place", "tally"), [("how vote", 16, True), ("how vote", 33, False), ("how many came", 16, False)]
)
def test_tallies(words: str, place: int, tally: bool) -> None:
    """How a vote ended is told by both of its numbers, and by no other one."""
    sentence = "The House voted 396-9 on one of 20 bills."
    assert is_tally(words.split(), sentence, (place, place + 3)) == tally
