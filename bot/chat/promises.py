"""``/promises``: days to come that the news of a chat named; and the reminder on such a day, with what came of it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import structlog

from bot.chat.choices import switched
from bot.chat.corrections import LONGEST, may_hear
from bot.chat.formatting import paragraphs, reply, short
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.digest.promises import day_begins, days_of
from bot.digest.tellings import told_at
from bot.errors import StorageError
from bot.lookup.find import find
from bot.lookup.query import parse_claim
from bot.model import Button, Chat, Entry, Leased, Promise, Quote, Reply, Verdict, entry_number, entry_numbers
from bot.ports import Storage, Unit
from bot.text.analysis.promised import only_a_month
from bot.text.cleaning.urls import untracked
from bot.text.display.markup import link
from bot.text.display.named import named
from bot.text.display.wording import Markup, Wording, wording
from bot.text.summary.standalone import stands_alone
from bot.wall_clock import zone_of

MOST_A_DAY = 3
"""Sentences that a chat is reminded of in a day: what it reads between two digests at a glance."""
LISTED = 10
"""Days to come that are listed: a screen, with a button for each."""
EXPIRES = timedelta(hours=12)
"""A reminder that could not be delivered for so long is dropped: its day is over."""
_AT_ONCE = 200
"""Sentences that are looked at in one go."""

_log = structlog.get_logger()


class Outcome(NamedTuple):
    """A sentence that named a day, its entry, and what is said now, with its entry; None: nothing new."""

    sentence: str
    entry: Entry
    now: tuple[Quote, Entry] | None


async def promises(request: ChatRequest, args: str, services: Services) -> Response:
    """List the next ones, each with a button that drops it; or turn the reminders on or off."""
    say = request.say
    wanted = switched(args, say, "later.off_button", "later.on_button")
    if args and wanted is None:
        return answer(reply(say("later.unknown", text=short(args, 40))))
    if wanted is not None:
        async with services.storage.unit() as unit:
            chat = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
            await unit.promises.want(chat.id, wanted=wanted)
            await unit.commit()
        return Response((reply(say("later.turned_on") if wanted else say("later.turned_off")),), spent=True)
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key_or_new(request.key, request.kind, request.title)
        is_on = await unit.promises.wanted(chat.id)
        kept = await unit.promises.of_chat(chat.id) if chat.id else []
        entries = await unit.entries.get_all({one.entry for one in kept[:LISTED]})
    switch = Button(say("later.off_button"), "promises off") if is_on else Button(say("later.on_button"), "promises on")
    if not is_on:
        return answer(reply(say("later.off"), buttons=[switch]))
    if not kept:
        return answer(reply(say("later.none"), buttons=[switch]))
    lines = [_line(say, number, one, entries[one.entry]) for number, one in enumerate(kept[:LISTED], 1)]
    rest = [say("later.more", n=len(kept) - LISTED)] if len(kept) > LISTED else []
    drops = [
        Button(say("later.drop_button", number=number), f"unpromise {one.id}")
        for number, one in enumerate(kept[:LISTED], 1)
    ]
    shown = paragraphs(say("later.header"), *lines, *rest)
    return answer(Reply(shown.text, (*((one,) for one in drops), (switch,))))


async def unpromise(request: ChatRequest, number: str, services: Services) -> Response:
    """The button that drops one: of this chat, whatever the button carries."""
    say = request.say
    async with services.storage.unit() as unit:
        chat = await unit.chats.by_key(request.key)
        wanted = [one.id for one in await unit.promises.of_chat(chat.id) if str(one.id) == number] if chat else []
        if chat is None or not await unit.promises.end(chat.id, wanted):
            return Response(notice=say("chat.old_button"))
        await unit.commit()
    return Response(notice=say("later.dropped"))


def _line(say: Wording, number: int, one: Promise, entry: Entry) -> Markup:
    sentence = entry.text[one.start : one.end]
    if only_a_month(sentence, told_at(entry).date()):
        when = say("later.by_the_end_of", month=say.month(one.day))
    else:
        when = say.listed(say.day(day) for day in (one.day, *_further(one, entry)))
    source = _source(say, entry, sentence)
    return say("later.listed", number=number, day=when, sentence=short(sentence, LONGEST), source=source)


def _further(one: Promise, entry: Entry) -> list[date]:
    """The days behind the one for which a sentence waits that it names as well."""
    return [day for day in days_of(entry.text[one.start : one.end], told_at(entry).date()) if day > one.day]


def _source(say: Wording, entry: Entry, sentence: str) -> Markup:
    """Who says a sentence, and below which headline, where it does not tell by itself what it is about."""
    publisher = named(entry.publisher, entry.link, say)
    alone = stands_alone(sentence, "", entry.read_in) or not entry.title
    return Markup(link(publisher if alone else f"{publisher}: {short(entry.title)}", untracked(entry.link)))


async def remind(storage: Storage, now: datetime) -> int:
    """
    Put a silent reminder into the outbox of each chat that read a sentence which names this day.

    It comes at the chat's first hour, as its hours are now; whose day is over is forgotten.

    Returns: how many sentences were told.
    """
    async with storage.view() as unit:
        due = await unit.promises.due(now, _AT_ONCE)
    return sum([await _contained(storage, chat, list(some), now) for chat, some in groupby(due, attrgetter("chat"))])


async def _contained(storage: Storage, chat: int, due: Sequence[Promise], now: datetime) -> int:
    try:
        return await _reminded(storage, chat, due, now)
    except StorageError:
        raise
    except Exception as error:  # noqa: BLE001 - what cannot be told to one chat must not keep all others waiting
        async with storage.unit() as unit:
            place = await unit.chats.get(chat)
            _log.error("a reminder could not be made", chat=place and place.key.chat, why=type(error).__name__)
            await unit.promises.end(chat, [one.id for one in due])
            await unit.commit()
        return 0


async def _reminded(storage: Storage, number: int, due: Sequence[Promise], now: datetime) -> int:
    # nobody who writes waits for the search
    async with storage.view() as unit:
        chat = await unit.chats.get(number)
        if chat is None:
            return 0
        later = {one.id: day_begins(chat, one.day) for one in due}
        today = now.astimezone(zone_of(chat.zone)).date()
        wants = may_hear(chat, now) and await unit.promises.wanted(chat.id)
        feeds = frozenset(feed.id for feed in await unit.feeds.of_chat(chat.id))
        entries = await unit.entries.get_all({one.entry for one in due})
        # those of entries that were erased since are gone with them
        come = [one for one in due if later[one.id] <= now and one.entry in entries]
        told = [one for one in come if wants and one.day == today and entries[one.entry].feed in feeds][:MOST_A_DAY]
        outcomes = [await _outcome(unit, chat, one, entries[one.entry], feeds) for one in told]
    async with storage.unit() as unit:
        if not await unit.leases.take([Leased.TELL]):
            return 0
        for one in due:
            if later[one.id] > now:
                await unit.promises.put_off(one.id, one.day, later[one.id])
        if outcomes:
            await unit.outbox.notify(chat.id, reminder(wording(chat.language), outcomes, chat), now, now + EXPIRES)
            await unit.entries.keep_texts({one.now[0].doc for one in outcomes if one.now})
        over = [one.id for one in come if not await _put_off(unit, chat, one, entries[one.entry])]
        await unit.promises.end(chat.id, over)
        await unit.commit()
    return len(outcomes)


async def _put_off(unit: Unit, chat: Chat, one: Promise, entry: Entry) -> bool:
    """Keep a sentence for the next day that it names and no other of its story; False if there is none."""
    for day in _further(one, entry):
        if await unit.promises.put_off(one.id, day, day_begins(chat, day)):
            return True
    return False


async def _outcome(unit: Unit, chat: Chat, one: Promise, entry: Entry, feeds: frozenset[int]) -> Outcome:
    """What sources that the chat follows say of a sentence now: in its story, else what is found of it."""
    sentence = entry.text[one.start : one.end]
    decided = await unit.stories.decisions(one.story, chat.id)
    newer = [
        (told_at(new), new, made.fresh[0])
        for new, made in decided
        if made.verdict is Verdict.UPDATE and made.fresh and told_at(new) > told_at(entry)
    ]
    if newer:
        _, new, (start, end) = max(newer, key=lambda found: (found[0], found[1].id))
        return Outcome(sentence, entry, (Quote(new.doc, start, end, new.text[start:end]), new))
    found = await find(unit.passages(feeds, since=told_at(entry)), parse_claim(sentence))
    quotes = [quote for quote in found.quotes if found.answered and quote.on_topic and quote.quote.doc != entry.doc]
    later = await unit.entries.get_all(entry_numbers(quote.quote.doc for quote in quotes))
    said = [(quote.quote, later[entry_number(quote.quote.doc) or 0]) for quote in quotes]
    said = [(quote, new) for quote, new in said if told_at(new) > told_at(entry)]
    return Outcome(sentence, entry, max(said, key=lambda told: told_at(told[1]), default=None))


def reminder(say: Wording, outcomes: Sequence[Outcome], chat: Chat) -> Reply:
    """What a chat is told on the day. PURE."""
    zone = zone_of(chat.zone)
    shown = paragraphs(say("later.today"), *(_told(say, one, zone) for one in outcomes))
    return Reply(shown.text, ((Button(say("later.list_button"), "promises"),),), silent=True)


def _told(say: Wording, one: Outcome, zone: tzinfo) -> Markup:
    sentence, source = short(one.sentence, LONGEST), _source(say, one.entry, one.sentence)
    day = say.day(told_at(one.entry).astimezone(zone))
    if one.now is None:
        return say("later.nothing", sentence=sentence, source=source, day=day)
    quote, entry = one.now
    return say(
        "later.now",
        sentence=sentence,
        source=source,
        day=day,
        now=short(quote.text, LONGEST),
        other=_source(say, entry, quote.text),
        when=say.day(told_at(entry).astimezone(zone)),
    )
