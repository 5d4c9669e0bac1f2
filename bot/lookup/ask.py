"""Start reading here: from a question as it was typed to what `/fact` says."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from bot.errors import StorageError
from bot.lookup.answer import perhaps, shown
from bot.lookup.changed import with_changes
from bot.lookup.find import find, gather, groups_of
from bot.lookup.follow_up import LITTLE
from bot.lookup.format_answer import FactReply, present, together
from bot.lookup.memory_passages import MemoryPassages
from bot.lookup.query import Question, parse_claim, parse_question
from bot.lookup.two_questions import parts
from bot.model import Answer, ChatKey, DocId, Document, entry_numbers, notes_of
from bot.ports import Passages, Storage, Unit
from bot.text.display.wording import Wording

_HALVES = (0, 1)
"""Of two questions in one message."""

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
        asked, found, goes_on = await _found(unit, feeds, question, about, before)
        rewritten = await unit.corrections.rewritten({quote.document.id for one in found for quote in one.quotes})
    if rewritten:
        found = [await asyncio.to_thread(with_changes, one, rewritten) for one in found]
    replies = [present(say, one, now) for one in found]
    reply = replies[0] if len(replies) == 1 else together([text for text, _ in asked], replies)
    if reply.docs:
        with suppress(StorageError):  # on a full disk people get their answer all the same; the jobs say so
            async with storage.unit() as unit:
                # what somebody was quoted can be looked up as long as the bot runs
                await unit.entries.keep_texts(reply.docs)
                await unit.commit()
    # the button below would ask all documents
    rest = "" if before and before.loosely and goes_on else reply.rest
    return replace(reply, rest=rest, alone=not goes_on)


async def _found(
    unit: Unit, feeds: frozenset[int], question: str, about: str, before: Before | None
) -> tuple[list[tuple[str, str]], list[Answer], bool]:
    """What is asked in parts, each with what it is about; what answers them; whether they go on with *before*."""
    stored = unit.passages(feeds)
    if before is not None:
        read = parse_question(question)
        if not (await gather(stored, read)).weighed.named:
            return await _going_on(unit, feeds, stored, question, read, before)
    asked = parts(question, about)
    return asked, await _each(stored, asked), False


async def _going_on(
    unit: Unit, feeds: frozenset[int], stored: Passages, question: str, read: Question, before: Before
) -> tuple[list[tuple[str, str]], list[Answer], bool]:
    """The same for a question, as typed and as read, that names nothing itself and so may go on with *before*."""
    asked = parts(question, before.text)
    if not before.loosely:
        return asked, await _each(stored, asked), True
    told = await asyncio.to_thread(MemoryPassages, await _told(unit, feeds, before.quoted))
    alone = parts(question)
    if await _is_of_others(stored, told, read):
        return alone, await _each(stored, alone), False
    near = await _each(told, asked)
    if any(one.answered for one in near):
        return asked, near, True
    answers = await _each(stored, alone)
    if any(map(perhaps, near)) and not any(one.answered for one in answers):
        return asked, near, True
    return alone, [replace(one, doubted=True) for one in answers], False


async def _is_of_others(stored: Passages, told: Passages, question: Question) -> bool:
    """Whether a question has a word that what was told has not, in any form, and other documents have."""
    groups = [group for term, group in zip(question.terms, groups_of(question), strict=True) if term.weight > LITTLE]
    words = set(chain.from_iterable(groups))
    _, near = await told.counts(words)
    _, all_over = await stored.counts(words)
    return any(all_over[group[0]] and not any(map(near.get, group)) for group in groups)


async def _each(stored: Passages, asked: Sequence[tuple[str, str]]) -> list[Answer]:
    """What answers one question, or two of which one may be answered by what answers the other."""
    parsed = await asyncio.to_thread(_parsed, asked)
    answers = [await find(stored, one) for one in parsed]
    if len(answers) == len(_HALVES):
        for half, other in (_HALVES, _HALVES[::-1]):
            if not answers[half].answered and answers[other].answered:
                answers[half] = await _beside(asked[half][0], asked[other][0], answers[half], answers[other])
    return answers


async def _beside(question: str, other: str, nothing: Answer, found: Answer) -> Answer:
    """The answer to one of two questions from what answers the *other*, where nothing else answers it."""
    documents = {one.document.id: one.document for one in shown(found)}
    told = await asyncio.to_thread(MemoryPassages, documents.values())
    near = await find(told, parse_question(question, other))
    return near if near.answered or (perhaps(near) and not perhaps(nothing)) else nothing


async def _told(unit: Unit, feeds: frozenset[int], quoted: frozenset[DocId]) -> list[Document]:
    """The documents that were quoted, and others of their stories, as far as *feeds* may be read."""
    entries = await unit.entries.get_all(entry_numbers(quoted))
    stories = sorted({entry.story for entry in entries.values() if entry.story is not None})
    others = [one.doc for story in stories for one in await unit.entries.of_story(story, feeds=feeds)]
    wanted = list(dict.fromkeys([*sorted(quoted), *others]))[:MOST_TOLD]
    return list((await unit.passages(feeds).documents(wanted)).values())


def _parsed(asked: Sequence[tuple[str, str]]) -> list[Question]:
    return [parse_question(*one) if one[0] else parse_claim(one[1]) for one in asked]
