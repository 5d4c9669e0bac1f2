"""
Reads a folder of documents: the seed corpus, or anybody's own texts.

A document is a ``.md`` file (front matter between two lines of ``---`` with simple ``key: value`` lines: title,
publisher, url, date, language, topics), a ``.txt`` file, or an ``.html`` file. A README is skipped. A file that
cannot be read is named, and the others are read all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.model import Document
from bot.text.cleaning.clean import clean

ENDINGS = (".md", ".txt", ".html", ".htm")

LARGEST = 5_000_000
"""Bytes. A larger file is no document that anybody wrote for a bot."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a folder held: documents in the order of their names, and one line for each file that could not be read."""

    documents: tuple[Document, ...]
    problems: tuple[str, ...]


def bundled(name: str) -> Path:
    """What comes with the program: ``seeds/corpus``, ``seeds/sample``, ``seeds/packs``, ``config.example.toml``."""
    installed = Path(__file__).parent / "_bundled" / name
    # in a checkout it stands beside the package
    return installed if installed.exists() else Path(__file__).parent.parent / name


def bundled_corpus() -> Corpus:
    """The seed corpus that comes with the program: background notes in our own words."""
    return read_corpus(bundled("seeds/corpus"), notes=True)


def read_corpus(folder: Path, *, notes: bool = False) -> Corpus:
    """
    Read all documents of *folder*, without its sub-folders.

    Args:
        folder: Where the files are.
        notes: Whether these are our own background notes rather than somebody's publications.
    """
    documents: list[Document] = []
    problems: list[str] = []
    try:
        paths = sorted(path for path in folder.iterdir() if _wanted(path))
    except OSError as error:
        return Corpus((), (f"{folder}: {error.strerror}",))
    for path in paths:
        try:
            documents.append(_read(path, notes))
        except (OSError, ValueError) as error:
            problems.append(f"{path.name}: {_why(error)}; skipped")
    return Corpus(tuple(documents), tuple(problems))


def parse_document(name: str, content: str, *, note: bool = False) -> Document:
    """
    One file's content as a document.

    Args:
        name: The file's name; its stem names the document.
        content: Decoded text.
        note: See ``read_corpus``.
    """
    stem, _, ending = name.rpartition(".")
    if ending in {"html", "htm"}:
        content = clean(content)
    about, text = _front_matter(content) if ending == "md" else ({}, content)
    return Document(
        id=f"seed:{stem}",
        title=about.get("title") or _first_line(text),
        text=text,
        publisher=_known(about.get("publisher", "")),
        url=about.get("url", ""),
        published=_date(about.get("date", "")),
        language=about.get("language", ""),
        topics=tuple(topic.strip() for topic in about.get("topics", "").split(",") if topic.strip()),
        note=note,
    )


def _wanted(path: Path) -> bool:
    hidden_or_readme = path.name.startswith(".") or path.stem.lower() == "readme"
    return path.is_file() and path.suffix.lower() in ENDINGS and not hidden_or_readme


def _read(path: Path, notes: bool) -> Document:
    if path.stat().st_size > LARGEST:
        raise ValueError(f"larger than {LARGEST // 1_000_000} MB")
    document = parse_document(path.name, path.read_text(encoding="utf-8-sig"), note=notes)
    if not document.text.strip():
        raise ValueError("it holds no text")
    return document


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8 text"
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _front_matter(content: str) -> tuple[Mapping[str, str], str]:
    lines = content.splitlines(keepends=True)
    if not lines or lines[0].strip() != "---":
        return {}, content
    for n, line in enumerate(lines[1:], 1):
        if line.strip() == "---":
            pairs = (head.partition(":") for head in lines[1:n])
            about = {key.strip().lower(): value.strip().strip("\"'") for key, sign, value in pairs if sign}
            return about, "".join(lines[n + 1 :]).strip()
    return {}, content


def _first_line(text: str) -> str:
    """The first line is a title when it looks like one: short, and not a whole sentence."""
    line = next((line.strip().lstrip("# ") for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= 120 and not line.endswith((".", "!", "?", ":", "…")) else ""


def _date(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None


def _known(publisher: str) -> str:
    return "" if publisher.lower() == "unknown" else publisher
