"""``lab feed`` and ``lab replay`` on small folders."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BotError
from bot.lab.feed import feed_rows, read_folder
from bot.lab.replay import check, read_captures, replay
from bot.model import Values
from tests.feedserver import Item, rss


def folder(path: Path, files: dict[str, bytes], index: list[Any] | None = None) -> Path:
    """A folder with those files, and an index if there is one."""
    for name, body in files.items():
        (path / name).write_bytes(body)
    if index is not None:
        (path / "index.jsonl").write_text("\n".join(map(json.dumps, index)))
    return path


def rows_of(path: Path) -> tuple[list[Values], list[str]]:
    """What ``lab feed`` puts out, and what it complains of."""
    complaints: list[str] = []
    return list(feed_rows(path, read_folder(path, complaints.append), complaints.append)), complaints


ONE = rss("T", [Item("A &lt;b&gt;b&lt;/b&gt;", "https://a.example/1?utm_source=x", guid="g")])


def test_all_files_of_a_folder(tmp_path: Path) -> None:
    """Without an index each file is a row, by name; titles and links are the feed's own, not canonical ones."""
    rows, complaints = rows_of(folder(tmp_path, {"b.xml": ONE, "a.xml": b"no feed"}))
    assert [row["id"] for row in rows] == ["a.xml", "b.xml"]
    entry = {"title": "A <b>b</b>", "link": "https://a.example/1?utm_source=x", "id": "g", "published": None}
    assert [row["entries"] for row in rows] == [[], [entry]]
    assert complaints == ["a.xml: there is no feed in the answer"]


def test_index(tmp_path: Path) -> None:
    """An index decides which files and under which ids; what it names wrongly is complained of, the rest answered."""
    index = [
        {"id": "x", "file": "b.xml"},
        {"id": "y"},
        {"id": "z", "file": "none.xml"},
        {"id": "w", "file": "../b.xml"},
    ]
    rows, complaints = rows_of(folder(tmp_path, {"b.xml": ONE, "other.xml": ONE}, index))
    assert [(row["id"], len(row["entries"])) for row in rows] == [("x", 1), ("z", 0), ("w", 0)]
    assert complaints[0] == 'index.jsonl, line 2: the key "file" (text) is missing'
    assert len(complaints) == 3


def test_script_in_a_title_is_left_out(tmp_path: Path) -> None:
    """The title as given holds no script."""
    body = rss("T", [Item("safe&lt;script&gt;bad()&lt;/script&gt; title")])
    rows, _ = rows_of(folder(tmp_path, {"a.xml": body}))
    assert rows[0]["entries"][0]["title"] == "safe title"


def test_replay(tmp_path: Path) -> None:
    """Captures are taken per feed in order of n, whatever the order of the index; a broken one forgets nothing."""
    one, two = Item("One", "https://a.example/1"), Item("Two", "https://a.example/2")
    files = {"0": rss("T", [one]), "1": b"broken", "2": rss("T", [two, one]), "other": rss("U", [one])}
    index = [
        {"id": "c", "file": "2", "feed": "f", "n": 2},
        {"id": "a", "file": "0", "feed": "f", "n": 0},
        {"id": "b", "file": "1", "feed": "f", "n": 1},
        {"id": "d", "file": "other", "feed": "g", "n": 1},
        {"id": "e", "file": "other", "feed": "g", "n": "2"},
    ]
    complaints: list[str] = []
    path = folder(tmp_path, files, index)
    rows = list(replay(path, read_captures(path, complaints.append), complaints.append))
    assert rows == [
        {"id": "a", "new": []},
        {"id": "b", "new": []},
        {"id": "c", "new": ["https://a.example/2"]},
        {"id": "d", "new": ["https://a.example/1"]},
    ]
    assert len(complaints) == 2


def test_captures_need_an_index(tmp_path: Path) -> None:
    """File names do not tell what was fetched when."""
    with pytest.raises(BotError, match=r"index\.jsonl"):
        read_captures(folder(tmp_path, {"a.xml": ONE}), print)


def test_a_row_may_hold_any_character(tmp_path: Path) -> None:
    """Line separators of other writing systems end no row; what is no UTF-8 spoils its own row only."""
    (tmp_path / "a.xml").write_bytes(ONE)
    rows = [{"id": "a\u2028b", "file": "a.xml"}, {"id": "c", "file": "a.xml"}]
    lines = [json.dumps(row, ensure_ascii=False).encode() for row in rows]
    (tmp_path / "index.jsonl").write_bytes(b"\n".join([lines[0], b"\xff", lines[1]]))
    found, complaints = rows_of(tmp_path)
    assert [row["id"] for row in found] == ["a\u2028b", "c"]
    assert len(complaints) == 1


@pytest.mark.parametrize("row", [{"file": "f"}, {"file": "f", "feed": "f", "n": "1"}, {"file": "f", "feed": 1, "n": 1}])
def test_check(row: Values) -> None:
    """A row that names no capture cannot be replayed."""
    with pytest.raises(ValueError, match='"feed"'):
        check(row)
