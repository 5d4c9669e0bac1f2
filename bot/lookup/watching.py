"""Figures that chats watch: what is known of one now, and another one that a new entry gives, told once."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from bot.leased import is_ours
from bot.lookup.by_itself import EXPIRES, by_itself
from bot.lookup.find import gather
from bot.lookup.format_answer import link_to
from bot.lookup.query import Question
from bot.lookup.stated import Change, changed, held, stated, stems_of, watched
from bot.lookup.weighed import Passage
from bot.lookup.word_fit import Matcher
from bot.model import Document, KnownFigure, Leased, Quote, Reply, Sighting, Watch
from bot.ports import Storage, Unit
from bot.text.cleaning.urls import untracked
from bot.text.display.named import named
from bot.text.display.wording import Markup, Wording, wording

MOST_TOLD = 3
"""Changes of one watched thing that are told at once: more years at a time are a table, not news."""

LONGEST_QUOTE = 400
"""Characters of a sentence that a message repeats; two of them stand in it."""

_LAST = "watches: last sentence"


async def known_now(unit: Unit, feeds: frozenset[int], text: str, now: datetime) -> tuple[KnownFigure, ...]:
    """The figures that readers of *feeds* may know of something, one for each thing and time, the newest first."""
    question = watched(text)
    found = await gather(unit.passages(feeds), question)
    return await asyncio.to_thread(_newest, question, found.passages, now)


def _newest(question: Question, passages: Iterable[Passage], now: datetime) -> tuple[KnownFigure, ...]:
    matcher = Matcher(question)
    # background notes are of no day: what they say may have been true long ago
    dated = [passage for passage in passages if not passage.document.note]
    return changed((), [one for passage in dated for one in stated(question, matcher, passage, now)])[0]


async def tell_watched(storage: Storage, now: datetime, *, public: bool = False) -> int:
    """
    Look for watched things in the sentences that came since the last time; put what changed into the outbox.

    The index of sentences finds those that hold a watched word, so all others cost nothing; nor does anything while
    nothing is watched. Each chat is a transaction of its own, and is shown only what it may read; one that fails misses
    what was new this time, is tried again on what comes next, and keeps no other waiting.

    Args:
        public: Whether a chat is also told of feeds that it does not follow, as in ``Feeds.readable``.
    Returns: how many changes were told.
    """
    async with storage.view() as unit:
        watches = await unit.watches.all()
        if not watches:
            return 0
        last = max(int(await unit.kept(_LAST) or 0), min(watch.after for watch in watches))
        newest = await unit.entries.last_sentence()
        if newest <= last:
            return 0
        seen = await unit.watches.sightings({stem for watch in watches for stem in _stems(watch.text)}, last)
    if not await is_ours(storage, Leased.ANSWER):
        return 0
    told = 0
    for chat, wanted in (await asyncio.to_thread(_by_chat, watches, seen)).items():
        work = _tell(storage, chat, wanted, now, public=public)
        told += await by_itself(work, "watched figures could not be looked for", chat=chat)
    async with storage.unit() as unit:
        await unit.keep(_LAST, newest)
        await unit.commit()
    return told


@lru_cache(maxsize=10_000)
def _read(text: str) -> Question:
    return watched(text)


@lru_cache(maxsize=10_000)
def _stems(text: str) -> frozenset[str]:
    return stems_of(_read(text))


_Wanted = list[tuple[Watch, list[Sighting]]]


def _by_chat(watches: Sequence[Watch], seen: Sequence[Sighting]) -> dict[int, _Wanted]:
    """For each chat what it watches, with the new sentences that hold some of it and a figure."""
    told = [one for one in seen if any(sign.isdigit() for sign in one.text)]
    # the same thing is watched in many chats and read once
    texts = {watch.text for watch in watches} if told else set()
    found = {text: holding for text in sorted(texts) if (holding := _holding(_read(text), told))}
    chats: dict[int, _Wanted] = defaultdict(list)
    for watch in watches:
        if watch.text in found:
            chats[watch.chat].append((watch, found[watch.text]))
    return chats


def _holding(question: Question, told: Iterable[Sighting]) -> list[Sighting]:
    matcher = Matcher(question)
    return [one for one in told if held(matcher, one.text, one.language)]


async def _tell(storage: Storage, chat: int, wanted: _Wanted, now: datetime, *, public: bool) -> int:
    async with storage.view() as unit:
        feeds = await unit.feeds.readable(chat, public=public)
        readable = {one.doc for _, seen in wanted for one in seen if one.feed in feeds}
        if not readable:
            return 0
        mine = unit.passages(feeds)
        documents, spans = await mine.documents(readable), await mine.spans(readable)
    news = await asyncio.to_thread(_news, wanted, documents, spans, now)
    if not news:
        return 0
    told = 0
    async with storage.unit() as unit:
        # somebody else may be at it since our lease lapsed
        if not await unit.leases.take([Leased.ANSWER]):
            return 0
        row = await unit.chats.get(chat)
        say = wording(row.language if row else "")
        for watch, known, changes in news:
            if not await unit.watches.know(watch.id, known):
                continue
            for change in changes[:MOST_TOLD]:
                await unit.outbox.notify(chat, Reply(in_words(say, watch.text, change)), now, now + EXPIRES)
                told += 1
        await unit.commit()
    return told


_News = list[tuple[Watch, tuple[KnownFigure, ...], list[Change]]]
_Spans = dict[str, list[tuple[int, int]]]


def _news(wanted: _Wanted, documents: dict[str, Document], spans: _Spans, now: datetime) -> _News:
    found: _News = []
    for watch, seen in wanted:
        question = _read(watch.text)
        matcher = Matcher(question)
        passages = [
            passage
            for one in seen
            if one.doc in documents and (passage := _passage(documents[one.doc], spans.get(one.doc, []), one.start))
        ]
        told = [one for passage in passages for one in stated(question, matcher, passage, now)]
        known, changes = changed(watch.known, told)
        if known != watch.known:
            found.append((watch, known, changes))
    return found


def _passage(document: Document, spans: Sequence[tuple[int, int]], start: int) -> Passage | None:
    """A sentence with the one before it; None if it is gone meanwhile."""
    place = next((n for n, span in enumerate(spans) if span[0] == start), None)
    if place is None:
        return None
    here, before = (
        Quote(document.id, *span, document.text[slice(*span)]) if span else None
        for span in (spans[place], spans[place - 1] if place else None)
    )
    return Passage(here, document, before) if here else None


def in_words(say: Wording, text: str, change: Change) -> Markup:
    """What people read of another figure: what it is now and what was known before, quoted and dated."""
    if change.before is None:
        return say("watch.first", what=text, now=quoted(say, change.now))
    return say("watch.changed", what=text, now=quoted(say, change.now), before=quoted(say, change.before))


def quoted(say: Wording, known: KnownFigure) -> Markup:
    """The sentence that gave a figure, with its source and day."""
    source = say("fact.source", publisher=named(known.publisher, known.url, say), day=say.day(known.told))
    linked = Markup(link_to(source, untracked(known.url))) if known.url else source
    text = known.quote if len(known.quote) <= LONGEST_QUOTE else f"{known.quote[:LONGEST_QUOTE]}…"
    return say("watch.quote", text=text, source=linked)
