"""Two sentences side by side as one quote."""

from dataclasses import fields, replace

import pytest

from bot.lookup.find import find
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.neighbours import LONGEST, neighbour, together
from bot.lookup.query import parse_question
from bot.lookup.ranked_sentence import Ranked
from bot.lookup.sentence_fit import Features
from bot.lookup.weighed import Passage
from bot.model import Document, Quote

MILL = Document("a", "The mill", "Ada Byron opened the mill.  It makes paper. Nobody works there. A ship left.")
NO_FEATURES = Features(**dict.fromkeys((one.name for one in fields(Features)), 0.0))


def passage(text: str, document: Document = MILL) -> Passage:
    """A sentence of a document."""
    start = document.text.index(text)
    return Passage(Quote(document.id, start, start + len(text), text), document)


def ranked(text: str, fit: float, **features: float) -> Ranked:
    """A sentence that fits that well."""
    return Ranked(passage(text), replace(NO_FEATURES, **features), fit)


OPENED, MAKES, WORKS = "Ada Byron opened the mill.", "It makes paper.", "Nobody works there."


@pytest.mark.parametrize("turned", [False, True])
def test_together(turned: bool) -> None:
    """In reading order, whichever comes first, word for word as the document has it."""
    pair = [passage(OPENED), passage(MAKES)][:: -1 if turned else 1]
    both = together(*pair)
    assert both
    assert both.quote.text == MILL.text[both.quote.start : both.quote.end] == f"{OPENED}  {MAKES}"


def test_not_together() -> None:
    """Not over a sentence between them, of two documents, with themselves, nor more than a few lines."""
    other = Document("b", "Another", MILL.text)
    long = Document("c", "Long", f"{'so ' * LONGEST}it went. It makes paper.")
    assert together(passage(OPENED), passage(WORKS)) is None
    assert together(passage(OPENED), passage(MAKES, other)) is None
    assert together(passage(OPENED), passage(OPENED)) is None
    assert together(passage(f"{'so ' * LONGEST}it went.", long), passage(MAKES, long)) is None


@pytest.mark.parametrize(
    ("second", "quoted"),
    [
        (ranked(MAKES, 0.0), True),
        (ranked(MAKES, 2.0), True),
        (ranked(MAKES, -3.0), False),
        (ranked(MAKES, 0.0, against=1.0), False),
        (ranked(MAKES, 0.0, no_figure=1.0), False),
        (ranked(MAKES, 0.0, heading=1.0), False),
        (ranked(WORKS, 0.0), False),
    ],
)
def test_neighbour(second: Ranked, quoted: bool) -> None:
    """Not what fits far worse, tells of another time, lacks the figure, is a heading or stands elsewhere."""
    found = neighbour([ranked(OPENED, 0.5), second])
    assert (found is not None) == quoted
    assert found is None or found[0] is second


def test_far_down_the_list() -> None:
    """Only what is among the first three."""
    above = [ranked(OPENED, 0.5), ranked("A ship left.", 0.4), ranked(WORKS, 0.3)]
    assert neighbour([*above, ranked(MAKES, 0.2)]) is None
    assert neighbour([*above[:2], ranked(MAKES, 0.2)])


async def test_what_stands_beside_it() -> None:
    """The sentence that answers stands beside the one with most of the question's words: both are one quote."""
    text = "Sam Renner of Elmsford is wanted by the police of Elmsford. He is accused of theft. The weather was fine."
    news = Document("a", "Police look for a man", text, "Ledger", language="en")
    found = await find(MemoryPassages([news]), parse_question("what is sam renner from elmsford accused of"))
    first = found.quotes[0].quote
    assert first.text.endswith("He is accused of theft.")
    assert first.text == text[first.start : first.end]
    assert [one.quote.text for one in found.quotes[1:]] == ["The weather was fine."]
