"""Questions that nobody could answer yet: each is tried on what is new, and the first answer is told once."""

from datetime import datetime
from itertools import groupby
from operator import attrgetter

from bot.leased import is_ours
from bot.lookup.by_itself import EXPIRES, by_itself
from bot.lookup.changed import with_changes
from bot.lookup.find import find
from bot.lookup.format_answer import present
from bot.lookup.query import parse_question
from bot.model import Leased, Reply, StandingQuestion
from bot.ports import Storage
from bot.text.display.wording import Markup, wording

_LAST = "questions: last sentence"
_SHORT = 200
"""Characters of a question that its answer repeats."""


async def answer_standing(storage: Storage, now: datetime, *, public: bool = False) -> int:
    """
    Try the texts that came since the last time on all standing questions; put answers into the outbox.

    The index that ``/fact`` asks has those texts already, so a question costs what one ``/fact`` costs, and nothing in
    a chat whose feeds brought nothing. Each question is by itself: one that fails misses what was new this time, is
    tried again on what comes next, and keeps no other waiting.

    Args:
        public: Whether a chat is also answered from feeds that it does not follow, as in ``Feeds.readable``.
    Returns: how many questions were answered.
    """
    async with storage.view() as unit:
        last = int(await unit.kept(_LAST) or 0)
        newest = await unit.entries.last_sentence()
        questions = await unit.questions.all() if newest > last else []
    if newest <= last or not await is_ours(storage, Leased.ANSWER):
        return 0
    told = 0
    for chat, asked in groupby(sorted(questions, key=attrgetter("chat", "id")), key=attrgetter("chat")):
        async with storage.view() as unit:
            feeds = await unit.feeds.readable(chat, public=public)
            news = await unit.entries.told_after(last, feeds)
        for one in asked if news else ():
            work = _answered(storage, one, feeds, last, now)
            told += await by_itself(work, "a standing question could not be tried", question=one.id)
    async with storage.unit() as unit:
        await unit.keep(_LAST, newest)
        await unit.commit()
    return told


async def _answered(
    storage: Storage, question: StandingQuestion, feeds: frozenset[int], last: int, now: datetime
) -> bool:
    """Tell the answer to one question if what is new to its chat holds it."""
    # most find nothing: nobody who writes waits for the search
    async with storage.view() as unit:
        new = unit.passages(feeds, after=last, since=question.asked)
        found = await find(new, parse_question(question.text, question.about))
    if not found.answered:
        return False
    async with storage.unit() as unit:
        # whoever ends a question answers it, and keeps the others away for as long as the next one takes
        if not await unit.leases.take([Leased.ANSWER]) or not await unit.questions.end(question.chat, question.id):
            return False
        say = wording(chat.language if (chat := await unit.chats.get(question.chat)) else "")
        rewritten = await unit.corrections.rewritten({quote.document.id for quote in found.quotes})
        shown = present(say, with_changes(found, rewritten) if rewritten else found, now)
        asked = say("fact.now_known", question=question.text[:_SHORT])
        await unit.entries.keep_texts(shown.docs)
        await unit.outbox.notify(question.chat, Reply(Markup(f"{asked}\n\n{shown.reply.text}")), now, now + EXPIRES)
        await unit.commit()
    return True
