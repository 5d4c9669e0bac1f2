"""Questions that name nothing."""

import pytest

from bot.lookup.answer_kinds import Kind
from bot.lookup.find import find
from bot.lookup.follow_up import LONGEST_HANGING, Hangs, completed, hangs
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
        *(("what does it cost", Hangs.YES), ("by whom?", Hangs.YES), ("how much in dollars", Hangs.PERHAPS)),
        *(("what is her job", Hangs.YES), ("how many warehouses do they use", Hangs.PERHAPS), ("hm?", Hangs.NO)),
        *(("and 2025?", Hangs.YES), ("what about q2", Hangs.PERHAPS), ("and Otter 2025?", Hangs.NO), ("?", Hangs.NO)),
        *(("does it snow in Lund", Hangs.NO), ("how old are you", Hangs.NO)),
        *(("what is inflation", Hangs.NO), ("hi", Hangs.NO), ("what?", Hangs.NO), ("", Hangs.NO)),
        *(("what happened this week", Hangs.NO), ("and when? " * LONGEST_HANGING, Hangs.NO)),
    ],
)
def test_what_hangs(question: str, needs: Hangs) -> None:
    """A name, or any word that is not an everyday one, says what a question is about."""
    assert hangs(question) is needs


@pytest.mark.parametrize(
    ("question", "needs"),
    [
        *(("when is the trial", Hangs.LOOSELY), ("which data centers", Hangs.LOOSELY), ("what share", Hangs.LOOSELY)),
        *(("can i get the recordings", Hangs.LOOSELY), ("wann ist der Prozess", Hangs.LOOSELY)),
        *(("cuándo es el juicio", Hangs.LOOSELY), ("quand est le procès", Hangs.LOOSELY), ("когда суд", Hangs.LOOSELY)),
        *(("quando é o julgamento", Hangs.NO), ("qual julgamento", Hangs.LOOSELY), ("які сервери", Hangs.LOOSELY)),
        *(("那个案子什么时候开庭", Hangs.LOOSELY), ("कौन सा मुकदमा", Hangs.LOOSELY), ("متى المحاكمة", Hangs.LOOSELY)),
        *(
            ("when did Otter open the hall", Hangs.NO),
            ("where is the iPhone 17 made", Hangs.NO),
            ("the trial", Hangs.NO),
        ),
    ],
)
def test_what_is_spoken_of_as_known(question: str, needs: Hangs) -> None:
    """Without a name "the trial" or "which servers" may be what was told just before."""
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


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        ("what will Otter spend in 2026?", "and 2025?", "what will Otter spend in 2025?"),
        ("what will Otter spend", "what about 2025", "what will Otter spend 2025"),
        ("what is new in otter 3.1", "and 3.2?", "what is new in otter 3.2"),
        ("what is new in otter 5", "and in version 5.1?", "what is new in otter 5.1"),
        ("what did Otter raise in series b in 2024", "and series a?", "what did Otter raise in series a in 2024"),
        ("who won season 2", "and the third season?", "who won third season"),
        ("revenue of Otter in q1 2026", "und q2?", "revenue of Otter in q2 2026"),
    ],
)
def test_a_mark_alone_replaces_the_one_before(before: str, question: str, whole: str) -> None:
    """A year, quarter, version or round alone asks the last question of that one."""
    assert hangs(question) is not Hangs.NO
    assert completed(question, before) == (whole, "")


def test_what_is_no_mark_is_asked_about_the_one_before() -> None:
    """What names nothing keeps its words."""
    assert completed("and when?", "who runs Otter") == ("and when?", "who runs Otter")


SUIT = Document(
    "suit",
    "Northwind sues Otterworks",
    "Northwind has sued Otterworks over its maps. A court will hear both sides on 12 June. Investors gave 40% of the"
    " map money to Otterworks. In all, Otterworks got map money of $12 million."
    " Ada Byron of the Elm Institute called it unfair.",
)


@pytest.mark.parametrize(
    ("before", "question", "told"),
    [
        ("who sued otterworks", "and when?", ""),
        ("what did northwind do to otterworks", "and when will a court hear it?", "12 June"),
        ("what share of the map money did otterworks get", "how much in dollars", "$12 million"),
        ("who is ada byron", "where does she work", "Elm Institute"),
    ],
)
async def test_what_hangs_asks_all_that_was_asked(before: str, question: str, told: str) -> None:
    """Another thing is asked of the same: no day to come for what was, a sum for a share, where for who."""
    found = await find(MemoryPassages([SUIT]), parse_question(question, before))
    assert found.answered is bool(told)
    assert not told or told in found.quotes[0].quote.text


async def test_the_subject_of_the_last_question_holds() -> None:
    """Who paid for the Otter is not told by who paid for something else, though only the last question names it."""
    paid = Document("a", "", "Ada Byron of Northwind paid for the Falcon. The Otter robot was shown in Leeds.")
    found = await find(MemoryPassages([paid]), parse_question("and who paid?", "when was the Otter shown"))
    assert not found.answered
    assert not found.quotes[0].on_topic or "Otter" in found.quotes[0].quote.text
