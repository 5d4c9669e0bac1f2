"""``/alerts``, and telling at once: chats of what breaks under their rules, people of what they follow in a group."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from operator import itemgetter

import structlog

from bot import asked_digests
from bot.chat.choices import switched, words_of
from bot.chat.corrections import may_hear
from bot.chat.day_words import read_switch, tongues
from bot.chat.formatting import reply, short
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.vocabulary import HAN
from bot.digest.alerts import FRESH, Breaking, at_once, is_new
from bot.digest.compose import Plan
from bot.digest.rules import quotable
from bot.digest.wishes import sifted_by
from bot.errors import BotError, Overtaken, StorageError
from bot.leased import is_ours
from bot.model import Alerts, Button, Chat, ChatKey, ChatKind, Leased, Prospect
from bot.ports import Members, Platforms, Storage, Unit
from bot.retrying import reason
from bot.stories.rank import independent
from bot.text.analysis.nearest import as_compared
from bot.text.display.markup import link
from bot.text.display.wording import Markup, Wording, wording
from bot.wall_clock import quiet_until, zone_of

MOST_SOURCES = 10
"""That an alert may wait for: more tell hardly any story within the hour."""
MOST_A_DAY = 20
"""Alerts that a chat may want in a day: more are a feed."""
PRIVATE_A_DAY = 10
"""Stories that one person is sent in a day for one group's feeds."""
EXPIRES = timedelta(hours=1)
"""A private message is for a member of the group: one that could not be sent by then is not sent later."""
_TOLD_BEFORE = timedelta(days=30)
"""So long it is known what was told at once; by then its story is no news."""
_LAST = "alerts: last entry"
_HELD = "alerts: chats with quiet hours"
_COUNTED = r"((?<!\d)\d{{1,3}}|{numbers})\s?(?:{words})(?!\w)"
"""A number and what it counts, "3 sources"; where a language says it the other way round: "每天 5", "दिन में 5"."""
_COUNTED_BEHIND = r"(?<!\w)(?:{words})\s?(\d{{1,3}}(?!\d)|{numbers})"
_ALONE = r"(?<![^\s,،、])(?:{})(?![^\s,،、])"
"""A number word; "\\b" would end it before a vowel sign of Hindi."""

_log = structlog.get_logger()


async def alerts(request: ChatRequest, args: str, services: Services) -> Response:
    """Show how this chat is told at once; or set it: ``on``, ``off``, ``3 sources``, ``5 a day``."""
    say = request.say
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key_or_new(request.key, request.kind, request.title)
        before = await unit.rules.alerts(chat.id)
    wanted = read_alerts(" ".join(args.split()), before, say)
    if wanted is None:
        return answer(reply(say("follow.alerts_unclear", text=short(args, 60)), say("follow.alerts_how")))
    if args:
        async with services.storage.unit() as unit:
            chat = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
            await unit.rules.set_alerts(chat.id, wanted)
            await unit.commit()
    state = say("follow.alerts_on" if wanted.followed else "follow.alerts_off")
    bounds = say("follow.alerts_sources", n=wanted.sources), say("follow.alerts_most", n=wanted.most)
    turn = ("follow.alerts_turn_off", "alerts off") if wanted.followed else ("follow.alerts_turn_on", "alerts on")
    buttons = [Button(say(turn[0]), turn[1])]
    return Response((reply(state, *bounds, say("follow.alerts_how"), buttons=buttons),), spent=bool(args))


def read_alerts(text: str, before: Alerts, say: Wording) -> Alerts | None:
    """What was asked for, over what was set *before*; None if something of it cannot be taken. PURE."""
    typed = as_compared(text)
    sources, typed = _counted(typed, "follow.words_sources")
    most, typed = _counted(typed, "follow.words_a_day")
    words = re.split(r"[\s,،、，]+", typed)
    found = before
    if sources and 1 <= sources[-1] <= MOST_SOURCES:
        found = replace(found, sources=sources[-1])
    elif sources:
        return None
    if most and 1 <= most[-1] <= MOST_A_DAY:
        found = replace(found, most=most[-1])
    elif most:
        return None
    whole = switched(typed, say, "follow.alerts_turn_off", "follow.alerts_turn_on")
    little = words_of("when.words_filler")
    said = {word: read_switch(word, say) for word in words if word}
    switches = {wanted for word, wanted in said.items() if wanted is not None or word not in little}
    switches = switches if whole is None else {whole}
    if None in switches or len(switches) > 1:
        return None
    return replace(found, followed=True in switches or (found.followed and not switches))


def _counted(text: str, key: str) -> tuple[list[int], str]:
    """The numbers before, or behind, what one list of the catalogue says they count; and the text without both."""
    words, numbers = _either(words_of(key)), _number_words()
    said = _either(one for one in numbers if not HAN.match(one)), _either(one for one in numbers if HAN.match(one))
    found: list[int] = []
    for pattern in (_COUNTED, _COUNTED_BEHIND):
        counted = re.compile(pattern.format(words=words, numbers=_ALONE.format(said[0]) + "|" + said[1]))
        found += [numbers.get(one) or int(one) for one in counted.findall(text)]
        text = counted.sub(" ", text)
    return found, text


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(one) for one in sorted(words, key=len, reverse=True))


@cache
def _number_words() -> dict[str, int]:
    """Words for numbers in all languages, the little ones for one among them: "une source"."""
    listed = [(one, number) for say in tongues() for number, one in enumerate(say("when.words_numbers").split(), 1)]
    listed += [(one, 1) for one in words_of("when.words_a")]
    return {as_compared(said): number for one, number in reversed(listed) for said in one.split("/")}


async def tell_at_once(storage: Storage, platforms: Platforms, members: Members, now: datetime, plan: Plan) -> int:
    """
    Tell chats and people at once what breaks under their rules, as far as it came since the last time.

    What quiet hours hold is looked for once more when they end; what a pause holds is told by the digest that ends it.
    A chat that cannot be told costs the others nothing. Returns: how many stories were told.
    """
    async with storage.view() as unit:
        watching = await unit.rules.watching()
        if not watching:
            return 0
        newest = await unit.entries.last_id()
        held = set(await unit.kept(_HELD) or ())
        is_news = newest != await unit.kept(_LAST)
        chats = await unit.chats.get_all({chat for chat, _ in watching} if is_news else held)
        quiet = {number for number, chat in chats.items() if _is_quiet(chat, now)}
        over = held - quiet
        if not (is_news or over):
            return 0
        due = watching if is_news else [one for one in watching if one[0] in over]
        unsorted = is_news and await unit.entries.unsorted(now, newest, 1)
    if not await is_ours(storage, Leased.ALERT):
        return 0
    told = 0
    for chat, whose in groupby(due, key=itemgetter(0)):
        try:
            told += await _tell_chat(storage, platforms, members, chat, [person for _, person in whose], now, plan)
        except (StorageError, Overtaken):
            raise
        except Exception as error:  # noqa: BLE001 - what nobody thought of costs this chat, and not the others
            _log.warning("no alert can be made", chat=chats[chat].key.chat if chat in chats else "", why=reason(error))
    if not unsorted:
        async with storage.unit() as unit:
            await unit.keep(_LAST, newest)
            await unit.keep(_HELD, sorted(quiet))
            await unit.commit()
    return told


async def _tell_chat(
    storage: Storage,
    platforms: Platforms,
    members: Members,
    number: int,
    persons: Sequence[str],
    now: datetime,
    plan: Plan,
) -> int:
    told = 0
    async with storage.view() as unit:
        chat = await unit.chats.get(number)
        if chat is None or chat.subscribed is None or chat.gone:
            return 0
        fresh = [one for one in await unit.stories.prospects(number, now - FRESH) if one.came > now - FRESH]
        breaking = await _breaking(unit, chat, fresh, now) if "" in persons else []
        private = {person: await _for_person(unit, chat, person, fresh, now) for person in persons if person}
    for count, one in enumerate(breaking):
        # one digest a moment: each alert has its own
        slot = now + count * timedelta(microseconds=1)
        told += await asked_digests.post_alert(storage, platforms, chat, one.story, slot, now, plan) is not None
    for person, found in private.items():
        told += await _send_private(storage, members, chat, person, found, now) if found else 0
    return told


async def _breaking(unit: Unit, chat: Chat, fresh: Sequence[Prospect], now: datetime) -> list[Breaking]:
    """What the chat is told now."""
    wanted = await unit.rules.alerts(chat.id)
    midnight = now.astimezone(zone_of(chat.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    today = len(await unit.rules.alerted(chat.id, "", midnight))
    known = {*await unit.chats.told_at(chat.id), *await unit.chats.pending(chat.id)}
    open_ones = [one for one in fresh if one.reports >= wanted.sources and one.story not in known]
    ruled = await sifted_by(unit, await unit.rules.of_chat(chat.id), chat.id, [one.story for one in open_ones], now)
    came = {one.story: one.came for one in open_ones}
    seen = await unit.stories.seen_by(chat.id, list(ruled.first), brief=True)
    found = []
    for story, decided in await unit.stories.news(chat.id, seen, brief=True):
        kept = [one for one in decided if one[0].id not in ruled.hidden]
        found.append(Breaking(story.id, ruled.first[story.id], len(independent(kept)), came[story.id]))
    return at_once(found, wanted, today, now, quiet=_is_quiet(chat, now) or not may_hear(chat, now))


def _is_quiet(chat: Chat, now: datetime) -> bool:
    """Whether quiet hours hold what comes unasked; with silent ones it comes without a sound."""
    return chat.quiet is not None and not chat.quiet.silent and quiet_until(chat, now) is not None


async def _for_person(
    unit: Unit, chat: Chat, person: str, fresh: Sequence[Prospect], now: datetime
) -> list[tuple[str, int, str, str]]:
    """What one person is sent: rule, story, headline and address of each."""
    rules = await unit.rules.of_chat(chat.id, person)
    had = await unit.rules.alerted(chat.id, person, now - _TOLD_BEFORE)
    today = sum(at > now - timedelta(days=1) for at in had.values())
    open_ones = [one.story for one in fresh if one.story not in had]
    ruled = await sifted_by(unit, rules, chat.id, open_ones, now)
    came = {one.story: one.came for one in fresh}
    new = [story for story, rule in ruled.first.items() if is_new(Breaking(story, rule, 1, came[story]), now)][
        : max(0, PRIVATE_A_DAY - today)
    ]
    found = []
    for story in await unit.stories.seen_by(chat.id, new, brief=True):
        entries = await unit.entries.of_story(story.id, chat.id)
        address = entries[0].link if entries else ""
        found.append(
            (quotable(ruled.first[story.id].conditions, wording(chat.language)), story.id, story.headline, address)
        )
    return found


async def _send_private(
    storage: Storage,
    members: Members,
    chat: Chat,
    person: str,
    found: Collection[tuple[str, int, str, str]],
    now: datetime,
) -> int:
    """Send what was found to a person, if they are in the chat now and read what I write. Returns: how many stories."""
    try:
        if not await members.is_member(chat.key.chat, person):
            return 0
    except BotError as error:
        _log.warning("membership unknown", chat=chat.key.chat, why=reason(error))
        return 0
    async with storage.unit() as unit:
        private = await unit.chats.ensure(ChatKey(chat.key.platform, person), ChatKind.PRIVATE, "", chat.language)
        if private.gone or (private.pause and private.pause.holds(now)):
            return 0
        new = await unit.rules.note_alerted(chat.id, person, [story for _, story, _, _ in found], now)
        say = wording(private.language)
        lines = [
            say("follow.private_line", headline=Markup(link(short(headline), address)), rule=short(rule, 60))
            for rule, story, headline, address in found
            if story in new
        ]
        if lines:
            head = say("follow.private_head", chat=chat.title or chat.key.chat)
            await unit.outbox.notify(private.id, reply(head, *lines), now, now + EXPIRES)
        await unit.commit()
    return len(lines)
