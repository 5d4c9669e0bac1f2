"""``newsbot lab summarize``: the bot's summaries of anybody's texts."""

from collections.abc import Iterable, Iterator

from bot.model import Values
from bot.text.summary.summarize import SourceText, summarize


def check(row: Values) -> None:
    """Raise ValueError, saying what is wrong, if *row* has neither a text nor a list of documents."""
    if "docs" in row:
        if not isinstance(row["docs"], list):
            raise ValueError('"docs" must be a list')
        if not all(_is_text(doc) or isinstance(doc, dict) for doc in row["docs"]):
            raise ValueError('each of "docs" must be a text or {"title", "text"}')
        parts = [doc for doc in row["docs"] if isinstance(doc, dict)]
    else:
        parts = [row]
    for part in parts:
        for name in ("title", "text"):
            if not _is_text(part.get(name)):
                raise ValueError(f'"{name}" must be a text')


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def summarize_rows(rows: Iterable[Values], *, sentences: int | None, words: int | None) -> Iterator[Values]:
    """
    Summarise each row, in order.

    Args:
        rows: As accepted by ``check``.
        sentences: At most so many sentences; None: no limit.
        words: At most so many words in all; None: no limit. With neither, the bot's default.
    """
    for row in rows:
        picks = summarize(_sources(row), max_sentences=sentences, max_words=words)
        yield {"id": row["id"], "sentences": [pick.text for pick in picks]}


def _sources(row: Values) -> list[SourceText]:
    docs = row.get("docs", [row])
    return [_source(doc if isinstance(doc, dict) else {"text": doc}) for doc in docs]


def _source(doc: Values) -> SourceText:
    return SourceText(doc.get("title") or "", doc.get("text") or "", str(doc.get("language") or "en"))
