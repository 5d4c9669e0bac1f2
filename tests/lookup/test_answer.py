"""What `/fact` answers from a handful of documents."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lookup.answer import LONGEST_LETTERS, LONGEST_QUOTE, QUOTES, shown
from bot.lookup.find import find
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.query import parse_question
from bot.model import Answer, Document

DAY = datetime(2026, 11, 1, tzinfo=UTC)


def document(name: str, text: str, title: str = "") -> Document:
    """A dated document of a publisher of the same name."""
    return Document(name, title, text, publisher=name, url=f"https://{name}.example/1", published=DAY, language="en")


LIBRARY = (
    document(
        "ledger",
        "Northwind bought the Elmsford mill for $14.3 billion on 5 May 2026. The mill employs 800 people. "
        "It was founded by Ada Byron.\nWill the mill stay open?\n"
        "The owner has not confirmed whether the mill stays open.",
        "Northwind buys a mill",
    ),
    document("wire", "Northwind paid 14.3 billion dollars for the Elmsford mill. The mill will not stay open."),
    document("post", "The Elmsford mill cost Northwind $12 billion, insiders say."),
    document("copy", "Northwind bought the Elmsford mill for $14.3 billion on 5 May 2026."),
    document("other", "The zoo has a new elephant. Its keeper is called Tom Waller. Visitors pay $12."),
)


async def ask(text: str, about: str = "", library: tuple[Document, ...] = LIBRARY) -> Answer:
    """The answer from the library."""
    return await find(MemoryPassages(library), parse_question(text, about))


@pytest.mark.parametrize(
    ("question", "part"),
    [
        pytest.param("How many people work at the Elmsford mill?", "800 people", id="count"),
        pytest.param("who founded the elmsford mill", "Ada Byron", id="person-after-pronoun"),
        pytest.param("when did Northwind buy the mill", "5 May 2026", id="date"),
        pytest.param("nortwhind elmsfrod mill", "Elmsford", id="typos"),
        pytest.param("zoo elephant", "new elephant", id="keywords"),
        pytest.param("what is the keeper of the elephant called", "Tom Waller", id="sentence-before"),
    ],
)
async def test_first_quote_answers(question: str, part: str) -> None:
    """The best sentence comes first, whatever way the question is put."""
    found = await ask(question)
    assert part in found.quotes[0].quote.text
    assert found.answered


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Springfield?",
        "nvidia earnings",
        "What is the weather in Paris?",
        "price of Tom Waller's boat",
    ],
)
async def test_says_that_it_does_not_know(question: str) -> None:
    """Where no document answers, the answer is that nothing was found; the nearest sentence is only one."""
    found = await ask(question)
    assert not found.answered
    assert len(shown(found)) <= 1
    assert found.reach
    assert found.reach.documents == len(LIBRARY)


async def test_no_question() -> None:
    """Without a word that carries meaning there is nothing to look for."""
    found = await ask("who are they?")
    assert (found.answered, found.quotes, found.agreement) == (False, (), "no question")


async def test_focus_is_what_was_asked() -> None:
    """The span that answers is told inside the quote."""
    (first, *_) = (await ask("How much did Northwind pay for the Elmsford mill?")).quotes
    assert first.focus is not None
    assert "billion" in first.quote.text[slice(*first.focus)]


async def test_different_figures_stand_side_by_side() -> None:
    """Sources with another figure are shown beside the first, each with its value; the same in other words is none."""
    found = await ask("How much did Northwind pay for the Elmsford mill?")
    assert found.agreement == "differ"
    assert {quote.side for quote in shown(found)} >= {"$12 billion"}
    first_two = [quote.document.id for quote in found.quotes[:2]]
    assert "post" in first_two


async def test_copies_count_once() -> None:
    """A sentence that another document copied is quoted once."""
    found = await ask("when did Northwind buy the Elmsford mill")
    told = [quote.quote.text for quote in found.quotes]
    assert len(told) == len(set(told))
    assert found.agreement == "one source"


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("is the mill of Elmsford open", "The mill of Elmsford is open.", "The mill of Elmsford is not open."),
        (
            "how much did Ada pay for the old mill of Elmsford",
            "Ada paid $5 million for the old mill of Elmsford on Monday evening.",
            "Ada paid $7 million for the old mill of Elmsford on Monday evening.",
        ),
    ],
    ids=["not", "figure"],
)
async def test_another_fact_in_the_same_words_is_no_copy(question: str, one: str, other: str) -> None:
    """Sentences that differ in a figure or in a "not" alone contradict one another, and both are shown."""
    found = await ask(question, library=(document("a", one), document("b", other)))
    assert found.agreement == "differ"
    assert {quote.quote.text for quote in shown(found)} == {one, other}


async def test_yes_no_and_open() -> None:
    """Where one source denies and another leaves it open, both are shown, with what they say."""
    found = await ask("Will the mill stay open?")
    assert found.agreement == "differ"
    assert {quote.side for quote in shown(found)} == {"no", "open"}


async def test_questions_are_not_quoted_first() -> None:
    """A question in a text answers nothing, however well its words fit."""
    assert not (await ask("Will the mill stay open?")).quotes[0].quote.text.endswith("?")


async def test_context_for_a_pronoun() -> None:
    """A sentence that hangs on the one before it brings that one along."""
    (first, *_) = (await ask("who founded the elmsford mill")).quotes
    assert first.context is not None
    assert first.context.text == "The mill employs 800 people."


async def test_reply_without_subject() -> None:
    """In a reply the subject comes from the message replied to."""
    found = await ask("how many people?", "Northwind buys the Elmsford mill")
    assert "800 people" in found.quotes[0].quote.text


async def test_a_text_that_asks_the_same_answers_it_next() -> None:
    """Of an interview the reply counts, not the question, though that has all the words."""
    interview = document("faq", "Q1: Is the mill in Elmsford open to visitors? A1: Only on Sundays.")
    found = await ask("is the mill in elmsford open to visitors", library=(*LIBRARY, interview))
    assert "Only on Sundays" in found.quotes[0].quote.text


async def test_a_word_without_end_is_cut() -> None:
    """Where no blanks part words a quote has an end all the same."""
    endless = document("endless", "Zeppelin " + "x" * 5_000 + " zeppelin.")
    (first, *_) = (await ask("zeppelin", library=(endless,))).quotes
    assert len(first.quote.text) == LONGEST_LETTERS
    assert endless.text[first.quote.start : first.quote.end] == first.quote.text


async def test_long_sentence_is_cut_around_the_words() -> None:
    """A sentence of hundreds of words is quoted in part, with the asked words in it, verbatim."""
    long = document("long", " ".join(["very"] * 300 + ["zeppelin", "landed"] + ["really"] * 300) + ".")
    (first, *_) = (await ask("zeppelin", library=(long,))).quotes
    assert len(first.quote.text.split()) == LONGEST_QUOTE
    assert "zeppelin landed" in first.quote.text
    assert long.text[first.quote.start : first.quote.end] == first.quote.text


_WORDS = st.lists(
    st.sampled_from(
        'mill Northwind open? closed not $12 5 May 2026 who when how much billion it \0 * ( " 😀 AGI'.split()
    ),
    max_size=12,
).map(" ".join)


@given(_WORDS, _WORDS)
async def test_always_verbatim(question: str, about: str) -> None:
    """Whatever is asked, every quote is a span of its document, at most ten come, and the score is a share."""
    found = await ask(question, about)
    by_name = {document.id: document for document in LIBRARY}
    for one in found.quotes:
        assert by_name[one.quote.doc].text[one.quote.start : one.quote.end] == one.quote.text
        assert one.focus is None or 0 <= one.focus[0] < one.focus[1] <= len(one.quote.text)
    assert len(found.quotes) <= QUOTES
    assert 0.0 <= found.score <= 1.0


async def test_same_question_same_answer() -> None:
    """Documents in another order give the same answer."""
    question = parse_question("How much did Northwind pay for the Elmsford mill?")
    forth = await find(MemoryPassages(LIBRARY), question)
    back = await find(MemoryPassages(LIBRARY[::-1]), question)
    assert forth == back
