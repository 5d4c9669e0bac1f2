"""Start reading here: from a question as it was typed to what `/fact` says."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import StorageError
from bot.lookup.answer import perhaps
from bot.lookup.changed import with_changes
from bot.lookup.find import find, gather
from bot.lookup.format_answer import FactReply, present, together
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.query import Question, parse_claim, parse_question
from bot.lookup.two_questions import parts
from bot.model import Answer, ChatKey, DocId, Document, entry_numbers, notes_of
from bot.ports import Passages, Storage, Unit
from bot.text.display.wording import Wording

MOST_TOLD = 20
"""Documents of the stories quoted before in which a follow-up is sought: as many as one question reads in full."""


@dataclass(frozen=True, slots=True)
class Before:
    """
    What was asked just before, which a question may go on with, and the documents that were quoted to it.

    *loosely*: it may as well be about something else.
    """

    text: str
    quoted: frozenset[DocId]
    loosely: bool


async def ask(
    storage: Storage,
    say: Wording,
    key: ChatKey,
    question: str,
    about: str,
    now: datetime,
    *,
    public: bool,
    notes: bool,
    before: Before | None = None,
) -> FactReply:
    """
    What `/fact` says to a question, asked about a text or about none; without one, to what the text claims.

    Args:
        say: The language of whoever asks.
        key: The chat that asks: only what it may read answers.
        question, about: As typed, of any length; either may be empty.
        public: Whether it reads feeds that it does not follow, as in ``Feeds.readable``.
        notes: Whether the chat's own notes answer as well: not where the answer goes elsewhere.
        before: What it may go on with, where nothing else says what it is about.
    """
    async with storage.view() as unit:
        chat = await unit.chats.by_key(key)
        feeds = await unit.feeds.readable(chat.id if chat else 0, public=public)
        feeds |= {notes_of(chat.id)} if chat and notes else set()
        asked, found = await _found(unit, feeds, question, about, before)
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
    if before and before.loosely and asked == [(question, before.text)]:
        # the button below would ask all documents
        shown = replace(shown, rest="")
    return replace(shown, alone=bool(before) and not any(text for _, text in asked))


async def _found(
    unit: Unit, feeds: frozenset[int], question: str, about: str, before: Before | None
) -> tuple[list[tuple[str, str]], list[Answer]]:
    """The parts of what is asked, each with what it is asked about, and what answers them."""
    stored = unit.passages(feeds)
    if before and not (await gather(stored, parse_question(question))).weighed.named:
        if not before.loosely:
            return await _each(stored, parts(question, before.text))
        told = await asyncio.to_thread(MemoryPassages, await _told(unit, feeds, before.quoted))
        near = await find(told, parse_question(question, before.text))
        if near.answered:
            return [(question, before.text)], [near]
        asked, answers = await _each(stored, parts(question, ""))
        if perhaps(near) and not any(one.answered for one in answers):
            return [(question, before.text)], [near]
        return asked, [replace(one, doubted=True) for one in answers]
    return await _each(stored, parts(question, about))


async def _each(stored: Passages, asked: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[Answer]]:
    parsed = await asyncio.to_thread(_parsed, asked)
    return asked, [await find(stored, one) for one in parsed]


async def _told(unit: Unit, feeds: frozenset[int], quoted: frozenset[DocId]) -> list[Document]:
    """The documents that were quoted, and others of their stories, as far as *feeds* may be read."""
    entries = await unit.entries.get_all(entry_numbers(quoted))
    stories = sorted({entry.story for entry in entries.values() if entry.story is not None})
    others = [one.doc for story in stories for one in await unit.entries.of_story(story, feeds=feeds)]
    wanted = list(dict.fromkeys([*sorted(quoted), *others]))[:MOST_TOLD]
    return list((await unit.passages(feeds).documents(wanted)).values())


def _parsed(asked: Sequence[tuple[str, str]]) -> list[Question]:
    return [parse_question(*one) if one[0] else parse_claim(one[1]) for one in asked]
