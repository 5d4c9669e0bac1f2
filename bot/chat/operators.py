"""For those who run the bot: ``/stats``, ``/broadcast``, ``/block`` and ``/unblock``, ``/maintenance``."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from bot.chat.day_words import read_switch
from bot.chat.formatting import reply, short
from bot.chat.request import (
    ANSWERED,
    ERROR,
    MAINTENANCE,
    UNANSWERED,
    ChatRequest,
    Response,
    Services,
    answer,
)
from bot.chat.status import chats_in_words
from bot.model import AT_MACHINE, Button, Chat, ChatKey, MessageState, Reply
from bot.ports import Unit
from bot.text.display.markup import plain
from bot.text.display.wording import Wording, wording

LONGEST_TEXT = 3_000
"""Characters of a broadcast: with its heading it is one message."""
SHOWN = 40
"""Characters of what is no number of a person or a chat that an answer repeats."""
LISTED = 20
"""Of those who are kept out, and of kinds of errors: as many as a phone shows."""
KEPT = 5
"""Broadcasts that wait for their button."""
EXPIRES = timedelta(days=1)
"""What could not be delivered for a day has been overtaken by what it told of."""
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


async def stats(request: ChatRequest, _args: str, services: Services) -> Response:
    """How much the bot is used, in counts of the last day and week, and what went wrong."""
    say, now = request.say, services.clock.now()
    async with services.storage.view() as unit:
        chats = [chat for chat in await unit.chats.subscribed() if chat.key.platform not in AT_MACHINE]
        errors = Counter(await unit.failures.counts())
        spans = [
            say(
                key,
                n=await unit.people.acted(now - span),
                digests=await unit.outbox.digests(now - span),
                **await _counted(unit, now, span),
            )
            for key, span in (("operators.day", _DAY), ("operators.week", _WEEK))
        ]
        vitals = await unit.checkup.look(now)
        tallies = await unit.people.tallied((now - _WEEK).date() + _DAY)
    kinds = {name.removeprefix(ERROR): n for name, n in tallies.items() if name.startswith(ERROR)}
    for (_, why), n in errors.items():
        kinds[why] = kinds.get(why, 0) + n
    going_to = chats_in_words(say, chats, others=request.key.platform in AT_MACHINE)
    failing = say("operators.failing", n=vitals.failing, feeds=vitals.feeds)
    return answer(reply(going_to, *spans, failing, *_errors(say, kinds)))


async def _counted(unit: Unit, now: datetime, span: timedelta) -> dict[str, int]:
    states = await unit.outbox.states(now - span)
    asked = await unit.people.tallied((now - span).date() + _DAY)
    sent = states.get(MessageState.SENT, 0)
    lost = sum(states.get(one, 0) for one in (MessageState.EXPIRED, MessageState.REFUSED, MessageState.DROPPED))
    answered, unanswered = (asked.get(name, 0) for name in (ANSWERED, UNANSWERED))
    return {"sent": sent, "lost": lost, "answered": answered, "unanswered": unanswered}


def _errors(say: Wording, kinds: Mapping[str, int]) -> list[str]:
    if not kinds:
        return [say("operators.no_errors")]
    found = sorted(kinds.items(), key=lambda one: (-one[1], one[0]))[:LISTED]
    return [say("operators.errors"), *(say("operators.error", kind=short(kind), n=n) for kind, n in found)]


async def broadcast(request: ChatRequest, text: str, services: Services) -> Response:
    """Show what would be sent, and to how many chats; nothing is sent before the button is pressed."""
    say = request.say
    if not text:
        return answer(reply(say("operators.broadcast_how")))
    if len(text) > LONGEST_TEXT:
        return answer(reply(say("operators.broadcast_long", n=LONGEST_TEXT)))
    token = sha256(f"{services.clock.now().isoformat()} {text}".encode()).hexdigest()[:16]
    async with services.storage.unit() as unit:
        n = len(await _reached(unit))
        await unit.keep_recent(_place(request.key), {token: text}, KEPT)
        await unit.commit()
    if not n:
        return answer(reply(say("operators.broadcast_nobody")))
    send = Button(plain(say("operators.broadcast_button", n=n)), f"broadcast {token}")
    return answer(reply(say("operators.broadcast_dry", n=n)), reply(_note(say, text), buttons=[send]))


async def send_broadcast(request: ChatRequest, token: str, services: Services) -> Response:
    """Put it into the outbox of each chat that gets digests, once; it is sent at the pace of all else."""
    say, now = request.say, services.clock.now()
    async with services.storage.unit() as unit:
        text = await unit.recent(_place(request.key), token)
        if not text:
            return Response(notice=say("chat.old_button"), spent=True)
        if await unit.count_up(f"broadcast {token}") > 1:
            return Response(notice=say("operators.broadcast_twice"), spent=True)
        languages: dict[str, list[int]] = defaultdict(list)
        for chat in await _reached(unit):
            languages[chat.language].append(chat.id)
        for language, chats in languages.items():
            await unit.outbox.notify_all(chats, Reply(_note(wording(language), text)), now, now + EXPIRES)
        await unit.commit()
    n = sum(map(len, languages.values()))
    return Response((reply(say("operators.broadcast_sent", n=n)),), spent=True)


async def _reached(unit: Unit) -> list[Chat]:
    """The chats that get digests and can be written to; who sits at the machine needs no message."""
    found = await unit.chats.subscribed()
    return [chat for chat in found if not chat.gone and chat.key.platform not in AT_MACHINE]


def _note(say: Wording, text: str) -> str:
    return f"{say('operators.note')}\n{say('operators.text', text=text)}"


async def block(request: ChatRequest, who: str, services: Services) -> Response:
    """Keep a person or a chat out; alone it lists those who are."""
    say, now = request.say, services.clock.now()
    if not who:
        async with services.storage.view() as unit:
            found = await unit.people.blocks(request.key.platform)
        names = say.row(say("operators.id", id=one) for one in found[:LISTED])
        listed = say("operators.blocked_ones", n=len(found), names=names) if found else say("operators.none_blocked")
        return answer(reply(listed, say("operators.block_how")))
    if not services.members.is_id(who):
        return answer(reply(say("operators.not_a_number", text=short(who, SHOWN))))
    if who in services.operators:
        return answer(reply(say("operators.block_operator")))
    async with services.storage.unit() as unit:
        done = await unit.people.block(request.key.platform, who, now)
        await unit.commit()
    return answer(reply(say("operators.blocked" if done else "operators.blocked_already", id=who)))


async def unblock(request: ChatRequest, who: str, services: Services) -> Response:
    """Let a person or a chat in again."""
    say = request.say
    if not who:
        return answer(reply(say("operators.unblock_how")))
    if not services.members.is_id(who):
        return answer(reply(say("operators.not_a_number", text=short(who, SHOWN))))
    async with services.storage.unit() as unit:
        done = await unit.people.unblock(request.key.platform, who)
        await unit.commit()
    return answer(reply(say("operators.unblocked" if done else "operators.not_blocked", id=who)))


async def maintenance(request: ChatRequest, args: str, services: Services) -> Response:
    """Let everybody but those who run the bot get one line, and digests wait, until it is switched off."""
    say = request.say
    what, _, text = args.partition(" ")
    wanted = read_switch(what, say)
    if (what and wanted is None) or len(text) > LONGEST_TEXT:
        return answer(reply(say("operators.maintenance_how")))
    async with services.storage.unit() as unit:
        now = await unit.kept(MAINTENANCE)
        if wanted is not None:
            now = {"text": " ".join(text.split())} if wanted else None
            await unit.keep(MAINTENANCE, now)
            await unit.commit()
    if now is None:
        return answer(reply(say("operators.maintenance_off"), say("operators.maintenance_how")))
    line = say("operators.text", text=now["text"]) if now["text"] else say("operators.resting")
    return answer(reply(say("operators.maintenance_on"), line))


def _place(key: ChatKey) -> str:
    return f"broadcast:{key.as_text}"
