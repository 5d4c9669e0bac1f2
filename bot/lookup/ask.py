"""Start reading here: from a question as it was typed to what `/fact` says."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from bot.errors import StorageError
from bot.lookup.changed import with_changes
from bot.lookup.find import find
from bot.lookup.format_answer import FactReply, present, together
from bot.lookup.query import Question, parse_claim, parse_question
from bot.lookup.two_questions import parts
from bot.model import ChatKey, notes_of
from bot.ports import Storage
from bot.text.display.wording import Wording


async def ask(
    storage: Storage, say: Wording, key: ChatKey, question: str, about: str, now: datetime, *, public: bool, notes: bool
) -> FactReply:
    """
    What `/fact` says to a question, asked about a text or about none; without one, to what the text claims.

    Args:
        say: The language of whoever asks.
        key: The chat that asks: only what it may read answers.
        question, about: As typed, of any length; either may be empty.
        public: Whether it reads feeds that it does not follow, as in ``Feeds.readable``.
        notes: Whether the chat's own notes answer as well: not where the answer goes elsewhere.
    """
    asked = parts(question, about)
    parsed = await asyncio.to_thread(_parsed, asked)
    async with storage.view() as unit:
        chat = await unit.chats.by_key(key)
        feeds = await unit.feeds.readable(chat.id if chat else 0, public=public)
        feeds |= {notes_of(chat.id)} if chat and notes else set()
        found = [await find(unit.passages(feeds), one) for one in parsed]
        rewritten = await unit.corrections.rewritten({quote.document.id for one in found for quote in one.quotes})
    if rewritten:
        found = [await asyncio.to_thread(with_changes, one, rewritten) for one in found]
    replies = [present(say, one, now) for one in found]
    shown = replies[0] if len(replies) == 1 else together([text for text, _ in asked], replies)
    if shown.docs:
        with suppress(StorageError):  # on a full disk people get their answer all the same; the jobs say so
            async with storage.unit() as unit:
                # what somebody was quoted can be looked up as long as the bot runs
                await unit.entries.keep_texts(shown.docs)
                await unit.commit()
    return shown


def _parsed(asked: Sequence[tuple[str, str]]) -> list[Question]:
    return [parse_question(*one) if one[0] else parse_claim(one[1]) for one in asked]
