"""Answers as people read them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.lookup.answer import NEWS
from bot.lookup.format_answer import fragment, present
from bot.model import Answer, AnswerQuote, Document, Quote, Reach
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH

NOW = datetime(2026, 11, 20, tzinfo=UTC)
TEXT = "The owner paid $5 <net>. It was a lot."
LEDGER = Document(
    "entry:1", "A deal", TEXT, "The Ledger", "https://ledger.example/1", datetime(2026, 11, 1, tzinfo=UTC), "en"
)
NOTE = Document("seed:n", "How it began", TEXT, note=True)


def quoted(document: Document = LEDGER, **changes: object) -> AnswerQuote:
    """The first sentence of a document, its sum in focus."""
    one = AnswerQuote(Quote(document.id, 0, 24, TEXT[:24]), document, focus=(15, 17))
    return replace(one, **changes)  # type: ignore[arg-type]


def answered(*quotes: AnswerQuote, agreement: str = "one source", sources: int = 1) -> Answer:
    """An answer that was found."""
    return Answer("how much", quotes, 0.9, True, agreement, sources)


def test_one_source() -> None:
    """The words stand as they are, escaped, the answer in bold; publisher, day and a link to the sentence follow."""
    assert present(ENGLISH, answered(quoted()), NOW).reply.text == (
        "One source only:\n\n"
        "<blockquote>“The owner paid <b>$5</b> &lt;net&gt;.”</blockquote>\n"
        '— <a href="https://ledger.example/1#:~:text=The%20owner%20paid%20%245%20%3Cnet%3E.">'
        "The Ledger, 1 November 2026</a>"
    )


def test_note() -> None:
    """Our own notes are never shown as a publisher's words."""
    text = plain(present(ENGLISH, answered(quoted(NOTE)), NOW).reply.text)
    assert "— Background notes: “How it began”" in text


@pytest.mark.parametrize(
    ("day", "marked"),
    [
        pytest.param(datetime(2026, 8, 21, tzinfo=UTC), True, id="91-days"),
        pytest.param(datetime(2026, 8, 22, tzinfo=UTC), False, id="90-days"),
        pytest.param(None, False, id="undated"),
    ],
)
def test_old_is_marked(day: datetime | None, marked: bool) -> None:
    """More than 90 days is marked as old."""
    text = present(ENGLISH, answered(quoted(replace(LEDGER, published=day))), NOW).reply.text
    assert ("older than 90 days" in text) == marked
    assert ("date unknown" in text) == (day is None)


def test_sides() -> None:
    """Where sources differ each quote says which side it takes."""
    sides = [quoted(side=side) for side in ("yes", "no", "open", "$5")]
    text = plain(present(ENGLISH, answered(*sides, agreement="differ"), NOW).reply.text)
    assert text.startswith("The sources differ:\n\nSays yes:\n")
    assert all(f"\n{words}:\n" in text for words in ("Says no", "Leaves it open", "Says $5"))


def test_one_sure_side() -> None:
    """Where only one side is sure no quote is labelled: what stands below "Says yes" would look like one more yes."""
    sides = [quoted(side="yes"), quoted(side="no", sure=False)]
    text = plain(present(ENGLISH, answered(*sides, agreement="differ"), NOW).reply.text)
    assert text.startswith("What sources say:")
    assert "Says" not in text


def test_context_is_marked() -> None:
    """The sentence before is shown as context, not as the answer."""
    document = replace(LEDGER, text="Ada sold the mill. It was a lot.")
    one = AnswerQuote(
        Quote("entry:1", 19, 32, "It was a lot."), document, context=Quote("entry:1", 0, 18, "Ada sold the mill.")
    )
    text = plain(present(ENGLISH, answered(one), NOW).reply.text)
    assert "For context, the sentence before: “Ada sold the mill.”\n“It was a lot.”" in text


def test_cut_is_marked() -> None:
    """A part of a sentence is shown as one."""
    document = replace(LEDGER, text="one two three four.")
    one = AnswerQuote(Quote("entry:1", 4, 13, "two three"), document)
    assert "“… two three …”" in plain(present(ENGLISH, answered(one), NOW).reply.text)


def test_nothing_found() -> None:
    """Nothing found: what was searched, and the nearest sentence only as that."""
    nothing = Answer("how much", (quoted(), quoted()), 0.15, False, "one source", reach=Reach(7, 2))
    text = plain(present(ENGLISH, nothing, NOW).reply.text)
    assert text.startswith(
        "I found nothing that answers this in the 7 documents that I can quote.\n"
        "The closest sentence I have; it may not be the answer:"
    )
    assert text.count("The owner paid") == 1
    assert present(ENGLISH, Answer("x", (), 0.0, False, "nothing", reach=Reach(0, 0)), NOW).reply.text.endswith(
        "the 0 documents that I can quote."
    )


def test_perhaps() -> None:
    """What may well answer is shown as that, with two more: it is not said that there is nothing."""
    unsure = Answer("how much", (quoted(), quoted(), quoted(), quoted()), 0.25, False, "one source", reach=Reach(7, 2))
    reply = present(ENGLISH, unsure, NOW)
    text = plain(reply.reply.text)
    assert text.startswith("I'm not sure, but the answer may be here:")
    assert (text.count("The owner paid"), reply.unanswered, reply.quotes) == (3, True, ())


@pytest.mark.parametrize(
    ("score", "agreement", "heading"),
    [
        (0.8, "one source", "One source only:"),
        (0.4, "one source", "This may answer it:"),
        (0.4, NEWS, "What sources say:"),
    ],
)
def test_how_sure(score: float, agreement: str, heading: str) -> None:
    """An answer that may well be wrong says so; the news of a matter are what was asked for, however they fit."""
    found = replace(answered(quoted(), agreement=agreement), score=score)
    assert plain(present(ENGLISH, found, NOW).reply.text).startswith(heading)


def test_hint() -> None:
    """A question that says nothing gets a hint."""
    assert "for example: /fact" in present(ENGLISH, Answer("the", (), 0.0, False, "no question"), NOW).reply.text


@pytest.mark.parametrize(
    ("url", "text", "result"),
    [
        ("https://a.example/", "Short-ish text, here.", "https://a.example/#:~:text=Short%2Dish%20text%2C%20here."),
        (
            "https://a.example/",
            "1 2 3 4 5 6 7 8 9 10 11",
            "https://a.example/#:~:text=1%202%203%204%205,7%208%209%2010%2011",
        ),
        ("https://a.example/#part", "Text.", "https://a.example/#part"),
    ],
)
def test_fragment(url: str, text: str, result: str) -> None:
    """The link leads to the sentence: all of a short one, both ends of a long one; a fragment that is there stays."""
    assert fragment(url, text) == result
