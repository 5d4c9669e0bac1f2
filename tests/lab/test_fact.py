"""Questions answered from anybody's documents."""

import pytest

from bot.lab.fact import check, check_document, documents_of, facts
from bot.model import Values

ROWS: list[Values] = [
    {"doc": "a", "title": "Mill", "text": "The mill has 800 workers. It was founded in 1901."},
    {"doc": "b", "title": None, "text": "The zoo opened in May 1990."},
    {"doc": "c"},
]


@pytest.mark.parametrize("row", [{"id": 1}, {"id": 1, "q": 5}, {"id": 1, "q": None}])
def test_no_question(row: Values) -> None:
    """A row without a question's text is refused."""
    with pytest.raises(ValueError, match='"q"'):
        check(row)


@pytest.mark.parametrize(
    ("row", "key"),
    [({}, "doc"), ({"doc": ""}, "doc"), ({"doc": "a", "text": 5}, "text"), ({"doc": "a", "title": []}, "title")],
)
def test_no_document(row: Values, key: str) -> None:
    """A row that is no document is refused with the key that is wrong."""
    with pytest.raises(ValueError, match=f'"{key}"'):
        check_document(row)


def test_answers_in_order() -> None:
    """Each question gets its row; quotes are spans of the text, given also when nothing answers."""
    for row in ROWS:
        check_document(row)
    questions: list[Values] = [
        {"id": 7, "q": "when did the zoo open"},
        {"id": "x", "q": "who owns the zoo in Paris"},
        {"id": None, "q": ""},
    ]
    zoo, owner, empty = facts(questions, documents_of(ROWS))
    assert (zoo["id"], owner["id"], empty["id"]) == (7, "x", None)
    assert zoo["answered"]
    assert zoo["quotes"][0] == {"text": "The zoo opened in May 1990.", "doc": "b", "start": 0, "end": 27}
    assert not owner["answered"]
    assert owner["quotes"]
    assert (empty["quotes"], empty["answered"], empty["score"]) == ([], False, 0.0)


def test_context_comes_along() -> None:
    """A quote that hangs on the sentence before it brings that one as context."""
    (row,) = facts([{"id": 1, "q": "when was the mill founded"}], documents_of(ROWS))
    assert row["quotes"][0]["text"] == "It was founded in 1901."
    assert row["quotes"][0]["context"] == "The mill has 800 workers."


def test_a_follow_up_and_a_dated_document() -> None:
    """The message replied to says what is meant; days may be written as feeds write them."""
    rows: list[Values] = [
        {"doc": "a", "title": "", "text": "The Otter robot was made by Ada Byron.", "date": "2026-11-20"},
        {"doc": "b", "text": "The Falcon robot was made by Cho Lee.", "date": "Fri, 13 Feb 2026 00:00:00 +0000"},
    ]
    for row in rows:
        check_document(row)
    documents = documents_of(rows)
    assert [one.published.month for one in documents if one.published] == [11, 2]
    (found,) = facts([{"id": 1, "q": "who made it?", "reply": "Falcon robot is shown"}], documents)
    assert "Cho Lee" in found["quotes"][0]["text"]


@pytest.mark.parametrize("row", [{"doc": "a", "date": "soon"}, {"doc": "a", "date": 5}])
def test_no_day(row: Values) -> None:
    """A date that is none is refused."""
    with pytest.raises(ValueError, match='"date"'):
        check_document(row)


def test_no_reply() -> None:
    """A message replied to that is no text is refused."""
    with pytest.raises(ValueError, match='"reply"'):
        check({"id": 1, "q": "who made it", "reply": 5})
