"""The lab's summaries: formats in, formats out."""

import pytest

from bot.lab.summarize import check, summarize_rows
from bot.model import Values

TEXT = "Halden opened a mill in Leeds. Shares in Halden rose 6% on Friday. The union will watch the promise."


def rows(*given: Values, sentences: int | None = None, words: int | None = None) -> list[Values]:
    """The answers to some rows that pass the check."""
    for row in given:
        check(row)
    return list(summarize_rows(given, sentences=sentences, words=words))


GOOD = [
    ("text", {"id": 1, "text": TEXT}),
    ("title and unknown keys", {"id": 1, "title": "Mill", "text": TEXT, "topic": 7}),
    ("docs as texts", {"id": 1, "docs": [TEXT, TEXT]}),
    ("docs with titles", {"id": 1, "docs": [{"title": "Mill", "text": TEXT}, {"text": None}]}),
]


@pytest.mark.parametrize("row", [case[1] for case in GOOD], ids=[case[0] for case in GOOD])
def test_each_form_of_input_is_summarised(row: Values) -> None:
    """One text or several, with or without titles."""
    (answer,) = rows(row)
    assert answer["id"] == 1
    assert answer["sentences"]
    assert all(sentence in TEXT for sentence in answer["sentences"])


@pytest.mark.parametrize("row", [{"id": 1}, {"id": 1, "text": ""}, {"id": 1, "docs": []}])
def test_nothing_to_say_gives_no_sentences(row: Values) -> None:
    """A missing or empty text is no error."""
    assert rows(row) == [{"id": 1, "sentences": []}]


BAD = [
    ("docs no list", {"id": 1, "docs": "x"}, "must be a list"),
    ("a number as document", {"id": 1, "docs": [3]}, "each of"),
    ("a number as text", {"id": 1, "text": 3}, '"text" must be a text'),
    ("a list as title", {"id": 1, "docs": [{"title": []}]}, '"title" must be a text'),
]


@pytest.mark.parametrize(("row", "why"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_rows_are_refused_with_a_reason(row: Values, why: str) -> None:
    """The check says what is wrong with a row."""
    with pytest.raises(ValueError, match=why):
        check(row)


def test_limits_hold_and_order_is_kept() -> None:
    """At most N sentences, at most N words, answers in the order of the rows."""
    given = [{"id": number, "text": TEXT} for number in range(3)]
    assert [len(row["sentences"]) for row in rows(*given, sentences=1)] == [1, 1, 1]
    assert all(sum(len(s.split()) for s in row["sentences"]) <= 8 for row in rows(*given, words=8))
    assert [row["id"] for row in rows(*given)] == [0, 1, 2]
