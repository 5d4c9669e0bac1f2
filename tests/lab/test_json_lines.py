"""JSON Lines: a bad line is named with its number, the others are answered."""

import io
import json

import pytest

from bot.lab.json_lines import read_rows, write_rows
from bot.model import Values


def needs_text(row: Values) -> None:
    """A check as the lab's commands have one."""
    if "text" not in row:
        raise ValueError('the key "text" is missing')


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        pytest.param("{", "no JSON (", id="broken"),
        pytest.param("[1]", "no JSON object", id="list"),
        pytest.param('{"text": ""}', 'the key "id" is missing', id="no-id"),
        pytest.param('{"id": 1}', 'the key "text" is missing', id="check"),
        pytest.param("[" * 100_000, "line 2", id="deep"),
        pytest.param('{"id": 1, "text": "a\udcff"}', "no UTF-8", id="no-utf-8"),
        pytest.param('{"id": 1, "text": "\\ud800"}', "half a character", id="half-a-character"),
    ],
)
def test_bad_line_is_named(line: str, complaint: str) -> None:
    """Line 2 is bad: it is named, lines 1 and 4 are answered; an empty line is nothing."""
    good = ['{"id": "a", "text": ""}', line, "", '{"id": "b", "text": "x"}']
    complaints: list[str] = []
    rows = list(read_rows(good, needs_text, complaints.append))
    assert [row["id"] for row in rows] == ["a", "b"]
    assert len(complaints) == 1
    assert complaints[0].startswith("line 2: ")
    assert complaint in complaints[0]


def test_rows_are_written_one_a_line() -> None:
    """Text stays readable: nothing but line breaks and quotes is escaped."""
    out = io.StringIO()
    write_rows([{"id": 1, "q": "Zürich\n日本"}], out)
    assert out.getvalue().count("\n") == 1
    assert "Zürich" in out.getvalue()
    assert json.loads(out.getvalue()) == {"id": 1, "q": "Zürich\n日本"}
