"""``newsbot lab fact``: questions answered from anybody's documents, as the bot would answer them."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import zip_longest
from operator import attrgetter

from bot.lookup.find import find
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.query import parse_question
from bot.lookup.two_questions import parts
from bot.model import Answer, AnswerQuote, Document, Values


def check(row: Values) -> None:
    """
    Tell whether *row* is a question.

    Raises: ValueError with what is wrong.
    """
    if not isinstance(row.get("q"), str):
        raise ValueError('the key "q" must hold the question as text')
    if not isinstance(row.get("reply"), str | None):
        raise ValueError('the key "reply" must hold the message replied to as text')


def check_document(row: Values) -> None:
    """
    Tell whether *row* is a document of a corpus.

    Raises: ValueError with what is wrong.
    """
    if not isinstance(row.get("doc"), str) or not row["doc"]:
        raise ValueError('the key "doc" must name the document')
    for key in ("title", "text", "publisher", "date"):
        if not isinstance(row.get(key), str | None):
            raise ValueError(f'the key "{key}" must hold text')
    _day(row)


def _day(row: Values) -> datetime | None:
    """The moment of a document; of a bare day its beginning. Raises: ValueError."""
    if not row.get("date"):
        return None
    try:
        moment = datetime.fromisoformat(row["date"])
    except ValueError:
        moment = _as_feeds_write(row["date"])
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _as_feeds_write(date: str) -> datetime:
    try:
        return parsedate_to_datetime(date)
    except ValueError:
        raise ValueError('the key "date" must hold a day or a moment such as 2026-11-20T08:00:00Z') from None


def documents_of(rows: Iterable[Values]) -> list[Document]:
    """Checked rows ``{"doc","title","text","date"?,"publisher"?}`` as documents; the ids stay as given."""
    return [
        Document(
            row["doc"],
            row.get("title") or "",
            row.get("text") or "",
            publisher=row.get("publisher") or "",
            published=_day(row),
        )
        for row in rows
    ]


def facts(rows: Iterable[Values], documents: Sequence[Document]) -> Iterator[Values]:
    """
    Answer questions.

    Args:
        rows: ``{"id","q"}``, in a follow-up with ``reply``, the message replied to; checked.
        documents: What may be quoted.
    Returns: one row per question, in order: quotes, best first, given also when ``answered`` is false.
    """
    passages = MemoryPassages(documents)
    with asyncio.Runner() as runner:
        for row in rows:
            asked = [parse_question(*one) for one in parts(row["q"], row.get("reply") or "")]
            yield values(row["id"], [runner.run(find(passages, one)) for one in asked])


def values(name: object, answers: Sequence[Answer]) -> Values:
    """The answers to the parts of a question as plain data, their quotes in turns."""
    best = max(answers, key=attrgetter("score"))
    return {
        "id": name,
        "quotes": [_quote(quote) for row in zip_longest(*(one.quotes for one in answers)) for quote in row if quote],
        "score": round(best.score, 4),
        "answered": any(answer.answered for answer in answers),
        "agreement": best.agreement,
    }


def _quote(one: AnswerQuote) -> Values:
    quote = one.quote
    row: Values = {"text": quote.text, "doc": quote.doc, "start": quote.start, "end": quote.end}
    if one.context:
        row["context"] = one.context.text
    return row
