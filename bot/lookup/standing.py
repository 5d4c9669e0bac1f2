"""Questions that nobody could answer yet: each new entry is tried on them, and the first answer is told once."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.lookup.find import find
from bot.lookup.memory import MemoryPassages
from bot.lookup.present import present
from bot.lookup.query import parse_question
from bot.model import DocId, Document, Entry, Quote, Reach, Reply, StandingQuestion
from bot.ports import Passages, Storage, Unit
from bot.text.wording import Markup, say

EXPIRES = timedelta(days=7)
"""An answer that could not be delivered for so long is dropped: the chat is dead."""

PAGE = 500
"""New entries that are looked at in one go."""

_LAST = "questions: last entry"
_SHORT = 200
"""Characters of a question that its answer repeats."""


class OnlyAmong:
    """Implements ports.Passages: finds only among some documents, and knows from all how rare words are."""

    def __init__(self, documents: Collection[Document], whole: Passages) -> None:
        self._some = MemoryPassages(documents)
        self._whole = whole

    async def find(self, groups: Sequence[Sequence[str]], limit: int) -> list[Quote]:
        """Among the some."""
        return await self._some.find(groups, limit)

    async def spans(self, docs: Collection[DocId]) -> dict[DocId, list[tuple[int, int]]]:
        """Of the some."""
        return await self._some.spans(docs)

    async def documents(self, docs: Collection[DocId]) -> dict[DocId, Document]:
        """Of the some."""
        return await self._some.documents(docs)

    async def counts(self, terms: Collection[str]) -> tuple[int, dict[str, int]]:
        """Of all."""
        return await self._whole.counts(terms)

    async def near(self, term: str, limit: int) -> list[str]:
        """Of all."""
        return await self._whole.near(term, limit)

    async def reach(self) -> Reach:
        """Of the some."""
        return await self._some.reach()


async def answer_standing(storage: Storage, now: datetime) -> int:
    """
    Try the entries that came since the last time on all standing questions; put answers into the outbox.

    Returns: how many questions were answered. A page of entries, and what it answers, is one transaction.
    """
    told = 0
    async with storage.unit() as unit:
        last = int(await unit.kept(_LAST) or 0)
        questions = await unit.questions.all()
        while page := await unit.entries.after(last, PAGE):
            last = page[-1].id
            answered = [one for one in questions if await _answered(unit, one, page, now)]
            told += len(answered)
            questions = [one for one in questions if one not in answered]
            await unit.keep(_LAST, last)
            await unit.commit()
    return told


async def _answered(unit: Unit, question: StandingQuestion, entries: Sequence[Entry], now: datetime) -> bool:
    """Tell the answer to one question if these entries hold it."""
    new = [entry.document for entry in entries if entry.seen >= question.asked]
    if not new:
        return False
    found = await find(OnlyAmong(new, unit.passages), parse_question(question.text, question.about))
    if not found.answered:
        return False
    shown = present(found, now)
    asked = say("fact.now_known", question=question.text[:_SHORT])
    await unit.entries.keep_texts(shown.docs)
    await unit.outbox.notify(question.chat, Reply(Markup(f"{asked}\n\n{shown.reply.text}")), now, now + EXPIRES)
    await unit.questions.end(question.chat, question.id)
    return True
