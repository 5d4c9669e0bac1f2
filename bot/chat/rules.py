"""``/follow``, ``/mute`` and ``/rule``: what a chat, or one person in it, gets first, in a line, or not at all."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.chat.admission.rights import is_admin, may_change
from bot.chat.day_words import says_off
from bot.chat.endings import without_length
from bot.chat.formatting import number_in, reply, short
from bot.chat.kept_rules import keep_draft, kept_draft
from bot.chat.mistyped import meant_word
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.rule_syntax import Wanted, all_but, read_rules
from bot.chat.times_of_day import Unclear
from bot.digest.rules import called, holds, key_of, quotable, written
from bot.digest.wishes import would_hide
from bot.for_admins import FOLLOW, OPEN, open_private, private_chat, title_of
from bot.model import About, Button, Chat, ChatKind, Condition, Effect, Feed, Lock, Reply, Rule
from bot.ports import Unit
from bot.reasons import because
from bot.text.analysis.nearest import as_compared, nearest
from bot.text.display.markup import plain
from bot.text.display.wording import Markup, Wording, wording
from bot.wall_clock import zone_of

MOST_RULES = 1_000
"""Of one chat: more than anybody keeps in mind, and a digest that tries all of them is still made in time."""
MOST_OF_PERSON = 50
"""Of one person in a group, who is sent what fits by itself."""
MOST_OF_PEOPLE = 1_000
"""Of all people in a group together."""
LISTED = 20
"""Rules in one reply, each with a button."""
_EXPIRES = timedelta(hours=1)
"""Of a list that is sent in private: later nobody remembers having asked."""
_LONGEST_PLACE = 6
"""Digits of a place in such a list."""
SHOWN = 5
"""Stories that a rule would have hidden which are named; the others are counted."""
_LONGEST_DATA = 48
"""Bytes of what a button carries here, of 64: it may name the chat that it is for as well."""
_QUOTATION = '"“”„«»'
_NAMED = {Effect.FIRST: "follow", Effect.NEVER: "mute"}
_KINDS = {
    "follow": frozenset({Effect.FIRST, Effect.ALERT}),
    "mute": frozenset({Effect.NEVER}),
    "rules": frozenset(Effect),
}
"""Which rules each list shows."""


class Place(NamedTuple):
    """Whose rules are meant: a chat's, or with *person* those of somebody in it."""

    chat: Chat
    person: str


async def follow(request: ChatRequest, args: str, services: Services) -> Response:
    """List what is followed here; or follow what was written, for the chat if an admin does, else for the person."""
    if not args or says_off(args, request.say):
        return await _listed(request, services, "follow")
    return await _ask(request, args, services, Effect.FIRST)


async def mute(request: ChatRequest, args: str, services: Services) -> Response:
    """List what is muted here; or mute what was written, after showing what that would have hidden."""
    if not args or says_off(args, request.say):
        return await _listed(request, services, "mute")
    return await _ask(request, args, services, Effect.NEVER)


async def rule(request: ChatRequest, args: str, services: Services) -> Response:
    """Keep a rule that says itself what it does."""
    if not args:
        return answer(reply(request.say("follow.rule_nothing"), *_how(request.say)))
    return await _ask(request, args, services, None)


async def rules(request: ChatRequest, _args: str, services: Services) -> Response:
    """List all rules of the chat, and for a person with a list of their own that."""
    return await _listed(request, services, "rules")


async def more_rules(request: ChatRequest, args: str, services: Services) -> Response:
    """The button below a long list."""
    kind, _, place = args.partition(" ")
    start = number_in(place, _LONGEST_PLACE)
    if kind not in _KINDS or not start:
        return Response(notice=request.say("chat.old_button"))
    return await _listed(request, services, kind, start)


async def unfollow(request: ChatRequest, args: str, services: Services) -> Response:
    """Follow something no more."""
    return await _end(request, args, services, "follow")


async def unmute(request: ChatRequest, args: str, services: Services) -> Response:
    """Mute something no more."""
    return await _end(request, args, services, "mute")


async def unrule(request: ChatRequest, number: str, services: Services) -> Response:
    """The button that ends one rule: of the person who presses, or of the chat if that is an admin."""
    say = request.say
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        lists = [await unit.rules.of_chat(chat.id, person) for person in _persons(request)] if chat else []
    found = next((one for here in lists for one in here if str(one.id) == number), None)
    if chat is None or found is None:
        return Response(notice=say("chat.old_button"))
    if not found.person and not await is_admin(request, services.members):
        return Response(notice=say("chat.admins_only"))
    async with services.storage.unit() as unit:
        await unit.rules.remove(chat.id, found.person, [found.id])
        await unit.commit()
    return answer(reply(_ended(say, [found])))


async def save_rules(request: ChatRequest, token: str, services: Services) -> Response:
    """The button that keeps a draft."""
    async with services.storage.view() as unit:
        draft = await kept_draft(unit, request.key, token)
    if draft is None:
        return Response(notice=request.say("chat.old_button"), spent=True)
    wanted, effect = draft
    return Response((await _keep(request, services, "", wanted, effect),), spent=True)


async def drop_rules(request: ChatRequest, _token: str, _services: Services) -> Response:
    """The button that lets a draft go."""
    return Response((reply(request.say("follow.cancelled")),), spent=True)


async def _ask(request: ChatRequest, args: str, services: Services, usual: Effect | None) -> Response:
    """Keep what was written; what hides is shown first, with what it would have hidden."""
    say, now = request.say, services.clock.now()
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key_or_new(request.key, request.kind, request.title)
    try:
        wanted = _read(args, now, chat.zone, say)
    except Unclear as error:
        return answer(reply(say.unclear(error.reason), say("follow.rules_hint")))
    if usual and (but := all_but(args)):
        key = "follow.mute_all_but" if usual is Effect.NEVER else "follow.follow_all_but"
        rest = written([Condition(About.WORDS, but, negated=True)], say)
        return answer(reply(say(key, text=short(args), rest=rest, about=but)))
    # what was written behind an arrow, else what the command means
    effect = wanted.effect or usual
    if effect is None or not wanted.rules:
        return answer(reply(_missing(say, args, wanted, effect), *_how(say)))
    if usual and (asked := await _did_you_mean(request, args, services, wanted, usual)):
        return answer(asked)
    person = await _person(request, services)
    if effect is not Effect.NEVER or person:
        return answer(await _keep(request, services, person, wanted, effect))
    async with services.storage.view() as unit:
        tried = await would_hide(unit, chat.id, _made(Place(chat, ""), wanted, effect, services), now)
    if not (tried.hidden or tried.updates):
        nothing = say("follow.hides_nothing", total=tried.total) if tried.total else ""
        kept = await _keep(request, services, "", wanted, effect)
        return answer(replace(kept, text=f"{kept.text}\n{nothing}".rstrip()))
    async with services.storage.unit() as unit:
        token = await keep_draft(unit, request.key, wanted, effect)
        await unit.commit()
    lines = [
        *_hidden(say, say("follow.would_hide", n=len(tried.hidden), total=tried.total), tried.hidden),
        *_hidden(say, say("follow.would_hide_updates", n=len(tried.updates)), tried.updates),
    ]
    lines.append(say("follow.not_yet"))
    buttons = [Button(say("follow.save"), f"saverules {token}"), Button(say("follow.cancel"), f"droprules {token}")]
    return answer(reply(*lines, buttons=buttons))


async def _did_you_mean(
    request: ChatRequest, args: str, services: Services, wanted: Wanted, usual: Effect
) -> Reply | None:
    """What is asked of a word that is probably mistyped; None for what is meant as it is, as all in quotation marks."""
    typed = [one.value for one in wanted.rules[0] if one.about is About.WORDS and not one.negated]
    if len(wanted.rules) > 1 or len(typed) != 1 or any(mark in args for mark in _QUOTATION):
        return None
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key_or_new(request.key, request.kind, request.title)
        feeds = await unit.feeds.readable(chat.id, public=services.public)
        meant = await meant_word(unit, typed[0], feeds)
    name = _NAMED[usual]
    either = {
        word: f"{name} {args.replace(typed[0], said, 1)}"
        for word, said in ((meant, meant), (typed[0], f'"{typed[0]}"'))
    }
    # what no button can carry is kept as it was typed
    if not meant or any(len(data.encode()) > _LONGEST_DATA for data in either.values()):
        return None
    say = request.say
    buttons = [Button(plain(say("follow.quoted", rule=one)), data) for one, data in either.items()]
    return reply(say("follow.did_you_mean", typed=typed[0], meant=meant), buttons=buttons)


def _hidden(say: Wording, head: Markup, headlines: Sequence[str]) -> list[Markup]:
    """The first of them below a line that counts them; nothing where there are none."""
    if not headlines:
        return []
    lines = [head, *(say("follow.hidden_line", headline=short(headline)) for headline in headlines[:SHOWN])]
    return [*lines, say("follow.hidden_more", n=len(headlines) - SHOWN)] if len(headlines) > SHOWN else lines


def _read(text: str, now: datetime, zone: str, say: Wording) -> Wanted:
    """What somebody wrote; the zone is that of the days that are named. Raises: Unclear."""
    return read_rules(text, _languages(say), lambda part: without_length(part, now, zone, say))


async def _person(request: ChatRequest, services: Services) -> str:
    """Whose list somebody writes into: empty for the chat's, which in groups is for admins."""
    return "" if await is_admin(request, services.members) else request.user


def _persons(request: ChatRequest) -> Sequence[str]:
    """The lists that whoever asks may see: the chat's, and in a group their own."""
    alone = request.kind is ChatKind.PRIVATE or request.for_chat or not request.user
    return ("",) if alone else ("", request.user)


def _made(place: Place, wanted: Wanted, effect: Effect, services: Services) -> list[Rule]:
    now = services.clock.now()
    until = now + wanted.length if wanted.length else None
    return [Rule(0, place.chat.id, place.person, conditions, effect, now, until) for conditions in wanted.rules]


async def _keep(request: ChatRequest, services: Services, person: str, wanted: Wanted, effect: Effect) -> Reply:
    """Keep rules, unless there are too many. Returns: what to say."""
    say = request.say
    if person and effect not in _KINDS["follow"]:
        return reply(say("chat.admins_only"))
    async with services.storage.unit() as unit:
        await unit.lock(Lock.RULES)
        chat = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        if not await _has_room(unit, chat, person, len(wanted.rules)):
            return reply(say("follow.too_many", n=MOST_OF_PERSON if person else MOST_RULES))
        new = _made(Place(chat, person), wanted, effect, services)
        await unit.rules.put_all(new, [key_of(one.conditions) for one in new])
        unknown = unknown_source(wanted, await unit.feeds.of_chat(chat.id))
        cannot_write = person and await private_chat(unit, request.key.platform, person) is None
        await unit.commit()
    said = [say(_SAVED_FOR_ONE if person else _SAVED[effect], rules=_all_quoted(say, new))]
    if new[0].until:
        said.append(say("follow.until", when=say.day_and_time(new[0].until.astimezone(zone_of(chat.zone)))))
    if unknown:
        said.append(say("follow.unknown_source", source=short(unknown)))
    if cannot_write:
        return Reply(reply(*said, say("follow.start_first")).text, open_private(say, FOLLOW, OPEN))
    return reply(*said)


def unknown_source(wanted: Wanted, feeds: Sequence[Feed]) -> str:
    """The first source in rules that is called like none of those feeds: perhaps it is mistyped. Empty: none. PURE."""
    called = "\n".join(f"{feed.title} {feed.url}" for feed in feeds).casefold()
    named = [one.value for conditions in wanted.rules for one in conditions if one.about is About.SOURCE]
    return next((one for one in named if feeds and one.casefold() not in called), "")


_SAVED = {
    Effect.ALERT: "follow.saved_alert",
    Effect.FIRST: "follow.saved_first",
    Effect.DIGEST: "follow.saved_digest",
    Effect.LINE: "follow.saved_line",
    Effect.NEVER: "follow.saved_never",
}
_SAVED_FOR_ONE = "follow.saved_for_one"
_DOES = {
    Effect.ALERT: "follow.does_at_once",
    Effect.FIRST: "follow.does_first",
    Effect.DIGEST: "follow.does_as_usual",
    Effect.LINE: "follow.does_line",
    Effect.NEVER: "follow.does_never",
}


async def _has_room(unit: Unit, chat: Chat, person: str, new: int) -> bool:
    if not person:
        return await unit.rules.count(chat.id) + new <= MOST_RULES
    mine = len(await unit.rules.of_chat(chat.id, person))
    return mine + new <= MOST_OF_PERSON and await unit.rules.count(chat.id, of_people=True) + new <= MOST_OF_PEOPLE


async def _listed(request: ChatRequest, services: Services, kind: str, start: int = 0) -> Response:
    """The chat's rules, with buttons for who may end them; and in private those of whoever asks in a group."""
    say, now = request.say, services.clock.now()
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key_or_new(request.key, request.kind, request.title)
        found, *others = [await _of_kind(unit, chat, person, kind, now) for person in _persons(request)]
    beside, button = await _own_in_private(request, chat, others[0], kind, services) if any(others) else ("", ())
    if not found[start:]:
        nothing = [say(_NONE[kind])] if not beside else []
        return answer(Reply(reply(*nothing, beside, say(_HINTS[kind])).text, button))
    page = found[start : start + LISTED]
    lines = [say(_HEADS[kind], n=len(found))]
    lines += [_line(say, number, one, chat, kind) for number, one in enumerate(page, start + 1)]
    buttons = []
    if await may_change(request, services.members):
        buttons = [Button(say("follow.remove", number=n), f"unrule {one.id}") for n, one in enumerate(page, start + 1)]
    if found[start + LISTED :]:
        buttons.append(Button(say("follow.next"), f"morerules {kind} {start + LISTED}"))
    listed = reply(*lines, beside, say(_HINTS[kind]), buttons=buttons)
    return answer(replace(listed, buttons=(*listed.buttons, *button)))


async def _own_in_private(
    request: ChatRequest, chat: Chat, own: Sequence[Rule], kind: str, services: Services
) -> tuple[Markup, tuple[tuple[Button, ...], ...]]:
    """Send somebody the rules in a group that are theirs alone. Returns: what is said of it there, and its button."""
    say, now = request.say, services.clock.now()
    async with services.storage.unit() as unit:
        private = await private_chat(unit, request.key.platform, request.user)
        if private is None:
            return say("follow.start_first"), open_private(say, FOLLOW, OPEN)
        theirs = wording(private.language)
        lines = [_line(theirs, number, one, chat, kind) for number, one in enumerate(own[:LISTED], 1)]
        head = theirs("follow.own_head", title=title_of(chat))
        await unit.outbox.notify(private.id, reply(head, *lines, theirs("follow.own_hint")), now, now + _EXPIRES)
        await unit.commit()
    return say("follow.own_sent"), ()


async def _of_kind(unit: Unit, chat: Chat, person: str, kind: str, now: datetime) -> list[Rule]:
    """The rules of a list, in its order: the chat's, or with *person* somebody's own."""
    here = await unit.rules.of_chat(chat.id, person)
    return [one for one in here if holds(one, now) and one.effect in _KINDS[kind]]


_NUMBER = re.compile(r"[0-9]{1,4}")

_NONE = {"follow": "follow.none_followed", "mute": "follow.none_muted", "rules": "follow.none_at_all"}
_HEADS = {"follow": "follow.followed_here", "mute": "follow.muted_here", "rules": "follow.rules_here"}
_HINTS = {"follow": "follow.follow_hint", "mute": "follow.mute_hint", "rules": "follow.rules_hint"}


def _line(say: Wording, number: int, one: Rule, chat: Chat, kind: str) -> Markup:
    """A rule in a list: what it fits, what it does where that is not the list's name, whose it is and till when."""
    notes = [say(_DOES[one.effect])] if kind == "rules" or one.effect is Effect.ALERT else []
    notes += [say("follow.only_you")] if one.person else []
    if one.until:
        notes.append(say("follow.short_until", when=say.day_and_time(one.until.astimezone(zone_of(chat.zone)))))
    said = say("follow.line", number=number, rule=_shown(one.conditions, say))
    return say("follow.line_with", line=said, notes=say.row(notes)) if notes else said


def _shown(conditions: Collection[Condition], say: Wording) -> str:
    """Conditions as they would be typed, without what would turn the line round."""
    return short(written(conditions, say))


def _quotable(conditions: Collection[Condition], say: Wording) -> str:
    """The same for a line that puts quotation marks around them."""
    return short(quotable(conditions, say))


def _all_quoted(say: Wording, rules: Collection[Rule]) -> Markup:
    return say.listed(say("follow.quoted", rule=_quotable(one.conditions, say)) for one in rules)


def _ended(say: Wording, gone: Collection[Rule]) -> Markup:
    return say("follow.ended", rules=_all_quoted(say, gone))


async def _end(request: ChatRequest, args: str, services: Services, kind: str) -> Response:
    """End rules by what they say, or else by their number in the list."""
    say, now = request.say, services.clock.now()
    try:
        wanted = _read(args, now, "", say)
    except Unclear as error:
        return answer(reply(say.unclear(error.reason)))
    if not wanted.rules:
        return await _listed(request, services, kind)
    person = await _person(request, services)
    keys = {key_of(conditions) for conditions in wanted.rules}
    async with services.storage.unit() as unit:
        chat = await unit.chats.by_key(request.key)
        here = await unit.rules.of_chat(chat.id, person) if chat else []
        gone = [one for one in here if one.effect in _KINDS[kind] and key_of(one.conditions) in keys]
        if chat and not gone and _NUMBER.fullmatch(args.strip()):
            number = int(args)
            gone = (await _of_kind(unit, chat, person, kind, now))[max(0, number - 1) : number]
        if chat and gone:
            await unit.rules.remove(chat.id, person, [one.id for one in gone])
            await unit.commit()
    if not gone:
        lines, near = [say("follow.not_found", rule=short(args))], _near(args, here, kind, say)
        if near is None:
            return answer(reply(*lines, say(_HINTS[kind])))
        meant = say("follow.did_you_mean_one", meant=_quotable(near.conditions, say))
        said = plain(say("follow.quoted", rule=_quotable(near.conditions, say)))
        return answer(reply(*lines, meant, buttons=[Button(said, f"unrule {near.id}")]))
    return answer(reply(_ended(say, gone)))


def _near(typed: str, here: Collection[Rule], kind: str, say: Wording) -> Rule | None:
    """The rule that somebody probably meant to end; None if none is called nearly so."""
    by_name = {as_compared(quotable(one.conditions, say)): one for one in here if one.effect in _KINDS[kind]}
    return by_name.get(nearest(as_compared(typed), by_name))


def _missing(say: Wording, args: str, wanted: Wanted, effect: Effect | None) -> Markup:
    """What a rule lacks."""
    if wanted.rules:
        return say("follow.rule_no_effect", rule=short(args))
    return say("follow.rule_no_conditions", effect=called(effect, say)) if effect else say("follow.rule_nothing")


def _how(say: Wording) -> Sequence[Markup]:
    return [say("follow.rule_how"), say("follow.rule_example"), say("follow.rule_effects")]


def read_again(line: str, say: Wording) -> tuple[tuple[Condition, ...], Effect]:
    """A rule from how ``bot.digest.rules.typed`` writes it. Raises: Unclear for a line that it did not write."""
    wanted = read_rules(line, _languages(say))
    if wanted.effect is None or len(wanted.rules) != 1:
        raise Unclear(because("unclear.no_effect", word=""))
    return wanted.rules[0], wanted.effect


async def put_again(unit: Unit, request: ChatRequest, chat: Chat, line: str, now: datetime) -> str:
    """Let a rule of a chat hold again, from now on and for good. Returns: why it cannot be; empty if it does."""
    conditions, effect = read_again(line, request.say)
    if not await _has_room(unit, chat, "", 1):
        return request.say("follow.too_many", n=MOST_RULES)
    await unit.rules.put_all([Rule(0, chat.id, "", conditions, effect, now)], [key_of(conditions)])
    return ""


def _languages(say: Wording) -> dict[str, str]:
    """Names of languages in small letters, in that of the chat, with their codes, without scripts and countries."""
    return {name.lower(): code for code, name in say.locale.languages.items() if code.isalpha()}
