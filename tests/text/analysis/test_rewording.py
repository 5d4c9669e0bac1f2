"""Which sentences of a text have changed, and which only look so."""

import pytest

from bot.text.analysis.rewording import MOST_REREAD, reworded

TEXT = "A storm hit Wick on Monday. Six people died. The port will stay closed until Friday, officials said."
SIX, PORT = "Six people died.", "The port will stay closed until Friday, officials said."


def now_of(before: str, after: str, quoted: str, language: str = "en") -> list[str]:
    """What stands in the place of a sentence, if it changed."""
    start = before.index(quoted)
    found = reworded(before, after, [(start, start + len(quoted))], language)
    assert all(after[one.now.start : one.now.end] == one.now.text for one in found)
    return [one.now.text for one in found]


@pytest.mark.parametrize(
    ("quoted", "old", "new"),
    [
        pytest.param(SIX, "Six", "Nine", id="figure"),
        pytest.param(PORT, "will", "will not", id="negation"),
        pytest.param(PORT, "Friday", "Sunday", id="day"),
        pytest.param(PORT, "officials said", "the mayor of Wick said on Tuesday", id="who"),
        pytest.param(PORT, "stay closed", "reopen", id="words"),
    ],
)
def test_a_rewritten_sentence(quoted: str, old: str, new: str) -> None:
    """Another figure, name, day, word, or a "not" makes another sentence; its neighbours are no successors."""
    assert now_of(TEXT, TEXT.replace(old, new), quoted) == [quoted.replace(old, new)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It fell to -5 degrees.", "It fell to 5 degrees."),
        ("It cost $5 million.", "It cost €5 million."),
        ("Shares rose 5%.", "Shares rose 5."),
        ("John Smith was arrested.", "Jane Smith was arrested."),
        ("He won.", "He lost."),
        ("公司今天宣布将裁员三百人。", "公司今天宣布将裁员五百人。"),
        ("Das Werk schließt im Mai nicht.", "Das Werk schließt im Mai."),
    ],
)
def test_little_that_matters(before: str, after: str) -> None:
    """A sign before a figure, one name or one word of a short sentence, in any script."""
    assert now_of(before, after, before) == [after]


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(TEXT.replace("Six people died.", "SIX  people  died!"), id="blanks, marks and case"),
        pytest.param(TEXT.replace("Six people died. The", "Six people died; the"), id="two became one"),
        pytest.param(TEXT.replace("Wick", "Thurso"), id="another sentence changed"),
        pytest.param("A storm hit Wick on Monday.", id="cut off behind it"),
        pytest.param("A storm hit Wick late on Monday. Six…", id="cut off in it"),
        pytest.param("Our newsletter brings you all that matters, every morning.", id="another text"),
        pytest.param("", id="nothing"),
    ],
)
def test_no_change(after: str) -> None:
    """Feeds set, shorten and replace texts."""
    assert now_of(TEXT, after, SIX) == []


def test_a_cut_sentence_in_a_changed_text() -> None:
    """The beginning of the sentence with dots behind it is no new sentence."""
    after = "A storm hit Wick late on Monday. Six people died. The port will stay closed un… [+200 chars]"
    assert now_of(TEXT, after, PORT) == []


def test_very_long_texts() -> None:
    """What stands beyond what is compared has not changed, as far as anybody knows."""
    long = "It is calm. " * (2 * MOST_REREAD)
    assert now_of(f"{long}{SIX}", f"{long}Nine people died.", SIX) == []
    assert reworded(SIX, "Nine people died.", [], "en") == []
