"""Questions that name nothing."""

import pytest

from bot.lookup.answer_kinds import Kind
from bot.lookup.find import find
from bot.lookup.follow_up import LONGEST_HANGING, Hangs, hangs
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.query import parse_question
from bot.model import Document


@pytest.mark.parametrize(
    ("question", "needs"),
    [
        *(("and when?", Hangs.YES), ("when?", Hangs.YES), ("how much?", Hangs.YES), ("is it still down", Hangs.YES)),
        *(("und wann?", Hangs.YES), ("а когда?", Hangs.YES), ("那什么时候？", Hangs.YES), ("but who paid?", Hangs.YES)),
        *(("who paid?", Hangs.PERHAPS), ("who else won?", Hangs.PERHAPS), ("how many users", Hangs.PERHAPS)),
        *(("and when does Otter fly", Hangs.NO), ("and what about quillon", Hangs.NO), ("when is lunch", Hangs.NO)),
        *(("what is inflation", Hangs.NO), ("hi", Hangs.NO), ("what?", Hangs.NO), ("", Hangs.NO)),
        *(("what happened this week", Hangs.NO), ("and when? " * LONGEST_HANGING, Hangs.NO)),
    ],
)
def test_what_hangs(question: str, needs: Hangs) -> None:
    """A name, or any word that is not an everyday one, says what a question is about."""
    assert hangs(question) is needs


@pytest.mark.parametrize(
    "question",
    [
        *(
            "and when?",
            "und wann?",
            "¿y cuándo?",
            "y cuándo?",
            "et quand ?",
            "e quando?",
            "а когда?",
            "а коли?",
            "और कब?",
        ),
        *("ومتى؟", "那是什么时候？", "那什么时候？"),
    ],
)
def test_what_goes_on_asks_the_same(question: str) -> None:
    """In each language of the bot "and when?" asks for a day, and needs a subject."""
    assert parse_question(question, "Why did the Louvre close?").kind is Kind.DATE
    assert hangs(question) is Hangs.YES


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Quanta Computer revenue?", Kind.AMOUNT), ("Wen Jiabao resigned when?", Kind.DATE),
        ("Wo brennt es?", Kind.PLACE),
        ("奥运会是什么时候？", Kind.DATE), ("是什么原因导致停电？", Kind.REASON), ("QUİ a gagné", Kind.ANY),
        ("Y Combinator raised how much?", Kind.AMOUNT), ("Und wann kommt das Pixel 12?", Kind.DATE),
    ],
)  # fmt: skip
def test_names_ask_nothing(question: str, kind: Kind) -> None:
    """What begins a question asks only where it is no name, and no letter of any writing breaks the reading."""
    assert parse_question(question).kind is kind
    assert hangs(question) is Hangs.NO


async def test_the_subject_of_the_last_question_holds() -> None:
    """Who paid for the Otter is not told by who paid for something else, though only the last question names it."""
    paid = Document("a", "", "Ada Byron of Northwind paid for the Falcon. The Otter robot was shown in Leeds.")
    found = await find(MemoryPassages([paid]), parse_question("and who paid?", "when was the Otter shown"))
    assert not found.answered
    assert not found.quotes[0].on_topic or "Otter" in found.quotes[0].quote.text
