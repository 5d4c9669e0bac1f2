"""Folders of documents: whatever people bring is read, and what cannot be read is named."""

from datetime import UTC, datetime
from pathlib import Path

from bot.corpus import read_corpus

MARKDOWN = """---
title: "A: the title"
publisher: The Example
date: 2026-04-01
topics: one, two
url: https://a.example/x
language: en
---

First sentence. Second one.
"""


def test_three_kinds_of_files(tmp_path: Path) -> None:
    """Markdown gives its front matter, text its first line as title, HTML its words."""
    (tmp_path / "a.md").write_text(MARKDOWN)
    (tmp_path / "b.txt").write_text("\nA short title\nAnd the text of it. More.\n")
    (tmp_path / "c.html").write_text(
        "<html><body><p>One &amp; two.</p><script>evil()</script><p>Three.</p></body></html>"
    )
    (tmp_path / "README.md").write_text("not a document")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    corpus = read_corpus(tmp_path, notes=True)
    assert corpus.problems == ()
    first, second, third = corpus.documents
    assert (first.id, first.title, first.publisher) == ("seed:a", "A: the title", "The Example")
    assert (first.published, first.topics, first.note) == (datetime(2026, 4, 1, tzinfo=UTC), ("one", "two"), True)
    assert first.text == "First sentence. Second one."
    assert (second.title, second.text) == ("A short title", "\nA short title\nAnd the text of it. More.\n")
    assert "One & two." in third.text
    assert "evil" not in third.text


def test_bad_files_are_named_and_skipped(tmp_path: Path) -> None:
    """A file that cannot be read costs nothing but itself."""
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\xfa broken")
    (tmp_path / "empty.md").write_text("---\ntitle: x\n---\n")
    (tmp_path / "good.txt").write_text("Good text.")
    corpus = read_corpus(tmp_path)
    assert [document.id for document in corpus.documents] == ["seed:good"]
    assert corpus.problems == ("bad.txt: not UTF-8 text; skipped", "empty.md: it holds no text; skipped")


def test_missing_folder_is_named(tmp_path: Path) -> None:
    """A folder that is not there gives no documents and one line."""
    corpus = read_corpus(tmp_path / "nowhere")
    assert corpus.documents == ()
    assert "nowhere" in corpus.problems[0]
