"""Telling a chat, in reply to the message that quoted it, that a source has changed a sentence."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.chat.formatting import short
from bot.feeds.changes import TOLD_FOR
from bot.model import Chat, Correction, Entry, Leased, Reply
from bot.ports import Storage, Unit
from bot.text.cleaning.urls import untracked
from bot.text.display.markup import link, plain
from bot.text.display.named import named
from bot.text.display.wording import Markup, Wording, wording

MOST_A_DAY = 3
"""Corrections that a chat hears of in a day: a source that rewrites all it has written is no reason for more."""
EXPIRES = timedelta(days=1)
"""A correction that could not be delivered for so long is dropped."""
LONGEST = 600
"""Characters of a sentence that are shown: longer ones are no sentences."""
_AT_ONCE = 200
"""Corrections that are looked at in one go: one sentence may have been read in hundreds of chats."""
_DAY = timedelta(days=1)


async def tell_of_corrections(storage: Storage, now: datetime) -> int:
    """
    Put a silent notice into the outbox of each chat that read a sentence which was changed since.

    What a chat may not hear today waits; what it does not hear within ``TOLD_FOR`` it never does.

    Returns: how many were put there.
    """
    async with storage.view() as unit:
        if not await unit.corrections.due(now - TOLD_FOR, 1):
            return 0
    async with storage.unit() as unit:
        if not await unit.leases.take([Leased.TELL]):
            return 0
        due = await unit.corrections.due(now - TOLD_FOR, _AT_ONCE)
        heard = await unit.corrections.told_since({one.reading.chat for one in due}, now - _DAY)
        chats = await unit.chats.get_all({one.reading.chat for one in due})
        takes = {number: chat for number, chat in chats.items() if may_hear(chat, now)}
        now_told = chosen(due, takes, heard)
        entries = await unit.entries.get_all({one.entry for one in now_told})
        for one in now_told:
            notice = await _notice(unit, takes[one.reading.chat], one, entries[one.entry])
            await unit.outbox.notify(one.reading.chat, notice, now, now + EXPIRES)
        await unit.corrections.told([one.id for one in now_told], now)
        await unit.commit()
    return len(now_told)


def may_hear(chat: Chat, now: datetime) -> bool:
    """Whether a chat wants to hear of its news now: it gets digests, and they are not paused. PURE."""
    return chat.subscribed is not None and not chat.gone and not (chat.pause and chat.pause.holds(now))


def chosen(due: Sequence[Correction], takes: Mapping[int, Chat], heard: Mapping[int, int]) -> list[Correction]:
    """Those that are told now, so that no chat hears of too many a day. PURE."""
    count = Counter(heard)
    found: list[Correction] = []
    for one in due:
        if one.reading.chat in takes and count[one.reading.chat] < MOST_A_DAY:
            count[one.reading.chat] += 1
            found.append(one)
    return found


async def _notice(unit: Unit, chat: Chat, one: Correction, entry: Entry) -> Reply:
    messages = await unit.outbox.carriers(one.reading.digest, one.reading.story)
    return notice(wording(chat.language), one, entry, quoting(messages, one.reading.quote.text))


def quoting(messages: Mapping[str, str], sentence: str) -> str:
    """Of messages, by their ids, the one that quotes a sentence; else the first of them, if there are any. PURE."""
    return next((sent for sent, text in messages.items() if sentence in plain(text)), next(iter(messages), ""))


def notice(say: Wording, one: Correction, entry: Entry, reply_to: str) -> Reply:
    """What is said of a correction. PURE."""
    publisher = Markup(link(named(entry.publisher, entry.link, say), untracked(entry.link)))
    before, after = (short(text, LONGEST) for text in (one.reading.quote.text, one.now))
    text = say("later.changed", publisher=publisher, before=before, now=after)
    return Reply(text, silent=True, reply_to=reply_to)
