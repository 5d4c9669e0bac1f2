"""From a message or a pressed button to the command it means, if whoever acts has the right to it."""

import re
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import structlog

from bot.chat.acting import NOTICE, Lost, labelled, meant, there
from bot.chat.admission.access import Standing
from bot.chat.admission.budget import Turn, cost
from bot.chat.admission.rights import Right, for_admins, is_admin, is_for, is_operator
from bot.chat.admission.strangers import note_use, turn_away
from bot.chat.commands import BUTTONS, COMMANDS, FORWARDED, NAMES, PLAIN, Command, shown
from bot.chat.formatting import reply, short
from bot.chat.inline import quotes
from bot.chat.opml import is_list
from bot.chat.plain_words import meant_command
from bot.chat.request import ERROR, MAINTENANCE, ChatRequest, Response, Services, answer
from bot.errors import BotError, StorageError
from bot.model import Actor, ChatKind, Values
from bot.text.analysis.nearest import nearest
from bot.text.cleaning.clean import clean_title
from bot.text.cleaning.urls import is_web
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH

LONGEST = 4000
"""Characters of a message that are looked at: as many as Telegram lets people type, or nearly."""

LONGEST_NAME = 64
"""Characters of a person's name that are kept: as many as Telegram takes for a first name."""
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_ADDRESSED = re.compile(r"/\w{1,32}@\w")
# What no keyboard types: control characters but for line breaks and tabs, and halves of characters.
_UNTYPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

_log = structlog.get_logger()


class Call(NamedTuple):
    """A command and what was written after it; *chat* is the row id of the one that it is for, if it names one."""

    command: Command
    args: str
    chat: int = 0


async def handle(request: ChatRequest, services: Services) -> Response:
    """
    Do what a message or a button asks for.

    Returns: what to show; an empty response when the bot has no part in it.
    Raises: nothing of ours (BotErrors become a line for people); what else escapes is a defect.
    """
    call = _pressed(request.press) if request.press else _typed(request)
    if call is None and not (request.inline or request.press or _is_for_us(request)):
        return Response()  # people talk to each other, or to another bot
    request, house = await _in_its_language(request, services)
    if house.keeps_out:
        return Response()
    standing = await services.gate.admits(request.key.platform, request.act, services.clock.now())
    if standing is not Standing.SERVED:
        return await turn_away(request, standing, services)
    wait = _resting(request, house, services) or _waits(
        request, call, services
    )  # strangers take nothing from what all together may spend
    if wait is not None:
        return wait
    await note_use(request, services)
    if request.inline:
        return await quotes(request, services)
    if call is None or not is_for(call.command.right, request, services):
        return _at_a_loss(request, services)
    try:
        meant_for = await there(request, call.chat, services) if call.command.elsewhere else request
        allowed = not for_admins(call.command.right, call.args) or await is_admin(meant_for, services.members)
    except Lost as lost:
        return lost.response
    except BotError as error:
        _log.warning("rights unknown", chat=request.key.chat, why=ENGLISH.reason(str(error)))
        return _refusal(request, services, call, "chat.rights_unknown")
    if not allowed:
        return _refusal(request, services, call, "chat.admins_only")
    return await _done(request, meant_for, call, services)


async def _done(request: ChatRequest, meant_for: ChatRequest, call: Call, services: Services) -> Response:
    """Do it in the chat that it is meant for; said to be for that, where it is another one."""
    actor = Actor(meant_for.actor, short(clean_title(request.name), LONGEST_NAME), services.clock.now())
    services = replace(services, storage=services.storage.by(actor))
    try:
        response = await call.command.run(meant_for, call.args, services)
        if for_admins(call.command.right, call.args):
            await _note_admin(meant_for, services)
        if meant_for is request:
            return response
        async with services.storage.view() as unit:
            chat = await unit.chats.by_key_or_new(meant_for.key, meant_for.kind, meant_for.title)
        return labelled(request.say, response, chat)
    except BotError as error:
        _log.error("command failed", command=call.command.name, chat=request.key.chat, why=ENGLISH.reason(str(error)))
        with suppress(StorageError):
            async with services.storage.unit() as unit:
                await unit.people.tally(f"{ERROR}{type(error).__name__}", services.clock.now())
                await unit.commit()
        return answer(reply(request.say("chat.cannot_store" if isinstance(error, StorageError) else "chat.trouble")))


class House(NamedTuple):
    """Whether operators keep out whoever acts, or the chat, and what people are told while the bot is worked on."""

    keeps_out: bool = False
    resting: Values | None = None


async def _in_its_language(request: ChatRequest, services: Services) -> tuple[ChatRequest, House]:
    """
    The request in the language of its chat; in the person's where the chat has none, or nobody can look it up. And what
    operators said, which is read on the way.
    """
    with suppress(StorageError):
        async with services.storage.view() as unit:
            # a topic that nobody set up speaks as its group does
            chat = None if request.inline else await unit.chats.by_key_or_new(request.key, request.kind, "")
            # who runs the bot is never kept out, nor waits while they work on it
            names = {request.act.person, request.key.chat} - services.operators - {""}
            out = await unit.people.blocked(request.key.platform, names)
            house = House(out, None if is_operator(request, services) else await unit.kept(MAINTENANCE))
        return (replace(request, language=chat.language) if chat and chat.language else request), house
    return request, House()


def _resting(request: ChatRequest, house: House, services: Services) -> Response | None:
    """What people get while the bot is worked on: one line, and that not again and again; None if it is not."""
    if not house.resting:
        return None
    text = house.resting["text"]
    line = request.say("operators.text", text=text) if text else request.say("operators.resting")
    if request.inline:
        return Response()
    if request.press:
        return Response(notice=plain(line)[:NOTICE])
    told = services.refusals.worth_saying(request.key, f"{MAINTENANCE} {request.actor}", services.clock.now())
    return answer(reply(line)) if told else Response()


async def _note_admin(request: ChatRequest, services: Services) -> None:
    """Remember who looks after a group, for the day when we cannot write there; nobody can be told in a chat's name."""
    if request.kind is ChatKind.PRIVATE or request.for_chat:
        return
    async with services.storage.unit() as unit:
        chat = await unit.chats.by_key(request.key)
        if chat is not None and chat.admin != request.user:
            await unit.chats.update(chat, replace(chat, admin=request.user))
            await unit.commit()


def _waits(request: ChatRequest, call: Call | None, services: Services) -> Response | None:
    """What somebody gets who had the bot do much within a minute: one line, then nothing; None if it is their turn."""
    name = "inline" if request.inline else call.command.name if call else ""
    turn = services.budget.turn(request.key.platform, request.actor, cost(name), services.clock.now())
    if turn is Turn.GO:
        return None
    if request.press:
        return Response(notice=request.say("chat.wait"))
    return Response() if request.inline or turn is Turn.SILENCE else answer(reply(request.say("chat.wait")))


def _typed(request: ChatRequest) -> Call | None:
    # a command copied from a text that runs from right to left brings a mark along that nobody sees
    text = _UNTYPED.sub("", request.text[:LONGEST]).strip().lstrip("\u200e\u200f")
    if request.forwarded and request.kind is ChatKind.PRIVATE:
        return Call(FORWARDED, text)  # what others wrote is no command
    if match := _COMMAND.fullmatch(text):
        name, args = match.groups()
        return _call(COMMANDS, name.lower(), args or "")
    if text.startswith("/") or request.kind is not ChatKind.PRIVATE:
        return None
    if is_list(request.file):
        return _call(COMMANDS, "opml", "")
    if not text:
        return None
    # In a private chat nobody else can be meant: bare addresses are feeds to add, anything else a question, if it is no
    # command without its slash.
    is_address = all(map(is_web, text.split()))
    if not is_address and meant_command(text, NAMES):
        return Call(PLAIN, text)
    return _call(COMMANDS, "addfeed" if is_address else "fact", text)


def _pressed(data: str) -> Call | None:
    chat, data = meant(data)
    name, _, args = data.partition(" ")
    call = _call(BUTTONS, name, args)
    if call is None or (chat and not call.command.elsewhere):
        return None
    return call._replace(chat=chat)


def _call(table: tuple[Command, ...], name: str, args: str) -> Call | None:
    return next((Call(command, args.strip()) for command in table if command.name == name), None)


def _at_a_loss(request: ChatRequest, services: Services) -> Response:
    if request.press:
        # where others read as well, anybody could take their buttons by sending what none holds
        alone = request.kind is ChatKind.PRIVATE
        return Response(notice=request.say("chat.old_button"), spent=alone)
    if request.text.startswith("/") and _is_for_us(request):
        command = request.text.split()[0].partition("@")[0][:40]
        known = shown(admin=True, operator=is_for(Right.OPERATOR, request, services))
        said = meant_command(command[1:])  # /stop is what plain words would say
        meant = nearest(command[1:].lower(), [one.name for one in known]) or (said and said.name)
        if meant:
            return answer(reply(request.say("chat.near_command", command=command, meant=f"/{meant}")))
        return answer(reply(request.say("chat.unknown_command", command=command)))
    return Response()


def _is_for_us(request: ChatRequest) -> bool:
    """Whether nobody else can be meant: in a group by a command with our name, for what names another never comes."""
    return request.kind is ChatKind.PRIVATE or _ADDRESSED.match(request.text) is not None


def _refusal(request: ChatRequest, services: Services, call: Call, key: str) -> Response:
    """One short line: for the presser alone, or where the command was typed, but there not again and again."""
    if request.press:
        return Response(notice=request.say(key))
    told = services.refusals.worth_saying(request.key, request.user, services.clock.now(), call.command.name)
    if key == "chat.admins_only":
        key = "chat.admins_only_use" if call.command.right is Right.ADMIN else "chat.admins_only_change"
    return answer(reply(request.say(key, command=f"/{call.command.name}"))) if told else Response()
