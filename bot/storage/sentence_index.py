"""
Makes the sentences of documents findable by their words, and forgets them again. ``passages.py`` finds them.

The index holds stems, made by ``bot/text/analysis/words.py``, so that it and a question speak alike in every language.
It holds no text: a sentence is cut from its document, which is the only place that has it.

Beside it stands who may know of what: the feed of each sentence, the feeds that hold each stem, and what there is of
each feed. So a reader of some feeds learns nothing of the others, not even that a word is in them.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import UNSAID, Document, Entry
from bot.storage.counters import next_ids
from bot.storage.databases import database_of
from bot.storage.rows import row_of
from bot.storage.search_index import SEEDS, stored
from bot.storage.statements import larger, smaller, upsert
from bot.storage.tables import feed_texts, passages, seed_documents
from bot.text.analysis.sentences import Span, sentences
from bot.text.analysis.words import terms

MOST_SENTENCES = 1_000
"""Sentences of one entry that can be found, its first: a long read has 600. Of the operator's own documents all can."""


@dataclass(frozen=True, slots=True)
class Findable:
    """A document, the feed that it is of, and when it was seen; a seed was there from the start."""

    document: Document
    feed: int = SEEDS
    seen: datetime | None = None


def findable(entry: Entry) -> Findable:
    """An entry as something to be found."""
    return Findable(entry.document, entry.feed, entry.seen)


Read = dict[tuple[str, str], list[tuple[Span, list[str]]]]
"""Texts with their languages, and of each its sentences with their stems."""


def read(texts: Iterable[tuple[str, str]]) -> Read:
    """What takes long in indexing *texts*: milliseconds for an article, seconds for a feed that is made to be slow."""
    done: Read = {}
    for text_, language in texts:
        with suppress(Exception):  # one that cannot be read fails again where it is stored, and is marked there
            done[text_, language] = _read(text_, language)
    return done


class Indexing:
    """Writes the index in one transaction. *ahead* are texts that were read before it."""

    def __init__(self, connection: AsyncConnection, ahead: Read | None = None) -> None:
        self._db = connection
        self._index = database_of(connection).search_index(connection)
        self._ahead = ahead or {}

    async def add(self, items: Sequence[Findable]) -> None:
        """Make the sentences of documents searchable."""
        # in a thread: long texts take a second, in which others want to be answered
        found, stems = await asyncio.to_thread(self._sentences, items)
        await self._index.begin()
        counted = Counter(item.feed for item, _, _ in found)
        whole = Counter(item.feed for item, place, _ in found if place == 0)
        await self._tell_of(items, counted, whole)
        if not found:
            return
        # ids of our own, for both tables have the same
        ids = await next_ids(self._db, passages.c.id, len(found))
        rows = [
            (number, item.document.id, place, span.start, span.end, item.feed)
            for number, (item, place, span) in zip(ids, found, strict=True)
        ]
        await database_of(self._db).insert_fast(self._db, passages.name, passages.columns.keys(), rows)
        lines = zip(ids, found, stems, strict=True)
        await self._index.put([(number, item.feed, one) for number, (item, _, _), one in lines])

    def _sentences(self, items: Sequence[Findable]) -> tuple[list[tuple[Findable, int, Span]], list[list[str]]]:
        """The sentences of documents, each with its place, and the stems of each."""
        found: list[tuple[Findable, int, Span]] = []
        stems: list[list[str]] = []
        for item in items:
            key = (item.document.text, item.document.language)
            told = self._ahead.get(key) or _read(*key, MOST_SENTENCES if item.feed != SEEDS else None)
            found += [(item, place, span) for place, (span, _) in enumerate(told)]
            stems += [one for _, one in told]
        return found, stems

    async def remove(self, item: Findable) -> None:
        """Take the sentences of a document out, with the text that was put in."""
        document = item.document
        await self._index.begin()
        query = select(passages).where(passages.c.doc == document.id)
        rows = (await self._db.execute(query)).mappings().all()
        cut = [document.text[row["start"] : row["end"]] for row in rows]
        stems = await asyncio.to_thread(lambda: [indexed(one, document.language) for one in cut])
        await self._index.take_out([(row["id"], one) for row, one in zip(rows, stems, strict=True)])
        await self._db.execute(delete(passages).where(passages.c.doc == document.id))
        if rows:
            await self._tell_of([Findable(document, item.feed)], Counter({item.feed: -len(rows)}), {item.feed: -1})

    async def erase(self, item: Findable) -> None:
        """The same, and forget those of its words that stand nowhere else."""
        await self.remove(item)
        words = await asyncio.to_thread(indexed, item.document.text, item.document.language)
        await self._index.forget_words(set(words))

    async def keep_seeds(self, documents: Sequence[Document]) -> None:
        """Make *documents* the seed corpus: new and changed ones are indexed anew, missing ones leave."""
        known = {row["doc"]: row for row in (await self._db.execute(select(seed_documents))).mappings()}
        wanted = {document.id: document for document in documents}
        for doc, row in known.items():
            if doc not in wanted or row["digest"] != _digest(wanted[doc]):
                await self.remove(Findable(seed_of(row)))
                await self._db.execute(delete(seed_documents).where(seed_documents.c.doc == doc))
        for doc, document in wanted.items():
            if doc not in known or known[doc]["digest"] != _digest(document):
                values = {**row_of(document, "topics"), "doc": doc, "topics": list(document.topics)}
                put = upsert(seed_documents).values(**values, digest=_digest(document)).on_conflict_do_nothing()
                # another process may be at it
                if (await self._db.execute(put.returning(seed_documents.c.doc))).first():
                    await self.add([Findable(document)])

    async def _tell_of(self, items: Sequence[Findable], sentences_: Counter[int], whole: dict[int, int]) -> None:
        """Bring up to date what there is of each feed."""
        rows = []
        for feed in dict.fromkeys(item.feed for item in items):
            seen = [item.seen for item in items if item.feed == feed and item.seen]
            edges = {"oldest": min(seen, default=None), "newest": max(seen, default=None)}
            rows.append({"feed": feed, "sentences": sentences_[feed], "documents": whole.get(feed, 0), **edges})
        if not rows:
            return
        put = upsert(feed_texts)
        new, old = put.excluded, feed_texts.c
        values = {
            "sentences": old.sentences + new.sentences,
            "documents": old.documents + new.documents,
            "oldest": func.coalesce(smaller(old.oldest, new.oldest), old.oldest, new.oldest),
            "newest": func.coalesce(larger(old.newest, new.newest), old.newest, new.newest),
        }
        await self._db.execute(put.on_conflict_do_update(index_elements=["feed"], set_=values), rows)


def seed_of(row: Any) -> Document:
    """A row as a document of the seed corpus."""
    return Document(
        id=row["doc"],
        title=row["title"],
        text=row["text"],
        publisher=row["publisher"],
        url=row["url"],
        published=row["published"],
        language=row["language"],
        topics=tuple(row["topics"]),
        note=row["note"],
    )


def _read(text: str, language: str, most: int | None = MOST_SENTENCES) -> list[tuple[Span, list[str]]]:
    """The first sentences of a text, with the stems of each."""
    return [(span, indexed(span.text, language)) for span in sentences(text, language)[:most]]


def indexed(sentence: str, language: str) -> list[str]:
    """The stems of a sentence, as the index holds them."""
    return [stored(term) for term in terms(sentence, language or UNSAID)]


def _digest(document: Document) -> str:
    """Changes when anything of the document, or the way it is indexed, does."""
    parts = (document.title, document.text, document.publisher, document.url, str(document.published))
    return hashlib.sha256(
        "\0".join((*parts, document.language, *document.topics, str(document.note))).encode()
    ).hexdigest()
