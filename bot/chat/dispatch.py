"""From a message or a pressed button to the command it means, if whoever acts has the right to it."""

import re
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import structlog

from bot.chat.admission.access import Standing
from bot.chat.admission.budget import Turn, cost
from bot.chat.admission.rights import for_admins, is_admin, is_for
from bot.chat.admission.strangers import note_use, turn_away
from bot.chat.commands import BUTTONS, COMMANDS, Command
from bot.chat.formatting import reply
from bot.chat.inline import quotes
from bot.chat.opml import is_list
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.errors import BotError, StorageError
from bot.model import ChatKind
from bot.text.cleaning.urls import is_web
from bot.text.display.wording import ENGLISH

LONGEST = 4000
"""Characters of a message that are looked at: as many as Telegram lets people type, or nearly."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_ADDRESSED = re.compile(r"/\w{1,32}@\w")
# What no keyboard types: control characters but for line breaks and tabs, and halves of characters.
_UNTYPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

_log = structlog.get_logger()


class Call(NamedTuple):
    """A command and what was written after it."""

    command: Command
    args: str


async def handle(request: ChatRequest, services: Services) -> Response:
    """
    Do what a message or a button asks for.

    Returns: what to show; an empty response when the bot has no part in it.
    Raises: nothing of ours (BotErrors become a line for people); what else escapes is a defect.
    """
    call = _pressed(request.press) if request.press else _typed(request)
    if call is None and not (request.inline or request.press or _is_for_us(request)):
        return Response()  # people talk to each other, or to another bot
    request = await _in_its_language(request, services)
    standing = await services.gate.admits(request.key.platform, request.act, services.clock.now())
    if standing is not Standing.SERVED:
        return await turn_away(request, standing, services)
    wait = _waits(request, call, services)  # strangers take nothing from what all together may spend
    if wait is not None:
        return wait
    await note_use(request, services)
    if request.inline:
        return await quotes(request, services)
    if call is None or not is_for(call.command.right, request, services):
        return _at_a_loss(request)
    try:
        allowed = not for_admins(call.command.right, call.args) or await is_admin(request, services.members)
    except BotError as error:
        _log.warning("rights unknown", chat=request.key.chat, why=ENGLISH.reason(str(error)))
        return _refusal(request, services, "chat.rights_unknown")
    if not allowed:
        return _refusal(request, services, "chat.admins_only")
    try:
        response = await call.command.run(request, call.args, services)
        if for_admins(call.command.right, call.args):
            await _note_admin(request, services)
        return response
    except BotError as error:
        _log.error("command failed", command=call.command.name, chat=request.key.chat, why=ENGLISH.reason(str(error)))
        return answer(reply(request.say("chat.trouble")))


async def _in_its_language(request: ChatRequest, services: Services) -> ChatRequest:
    """The request in the language of its chat; in the person's where the chat has none, or nobody can look it up."""
    with suppress(StorageError):
        async with services.storage.view() as unit:
            chat = None if request.inline else await unit.chats.by_key(request.key)
        return replace(request, language=chat.language) if chat and chat.language else request
    return request


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
    text = _UNTYPED.sub("", request.text[:LONGEST]).strip()
    if match := _COMMAND.fullmatch(text):
        name, args = match.groups()
        return _call(COMMANDS, name.lower(), args or "")
    if text.startswith("/") or request.kind is not ChatKind.PRIVATE:
        return None
    if is_list(request.file):
        return _call(COMMANDS, "opml", "")
    if not text:
        return None
    # In a private chat nobody else can be meant: a bare address is a feed to add, anything else a question.
    is_address = is_web(text) and len(text.split()) == 1
    return _call(COMMANDS, "addfeed" if is_address else "fact", text)


def _pressed(data: str) -> Call | None:
    name, _, args = data.partition(" ")
    return _call(BUTTONS, name, args)


def _call(table: tuple[Command, ...], name: str, args: str) -> Call | None:
    return next((Call(command, args.strip()) for command in table if command.name == name), None)


def _at_a_loss(request: ChatRequest) -> Response:
    if request.press:
        return Response(notice=request.say("chat.old_button"), spent=True)
    if request.text.startswith("/") and _is_for_us(request):
        command = request.text.split()[0].partition("@")[0]
        return answer(reply(request.say("chat.unknown_command", command=command[:40])))
    return Response()


def _is_for_us(request: ChatRequest) -> bool:
    """Whether nobody else can be meant: in a group by a command with our name, for what names another never comes."""
    return request.kind is ChatKind.PRIVATE or _ADDRESSED.match(request.text) is not None


def _refusal(request: ChatRequest, services: Services, key: str) -> Response:
    """One short line: for the presser alone, or where the command was typed, but there not again and again."""
    if request.press:
        return Response(notice=request.say(key))
    told = services.refusals.worth_saying(request.key, request.user, services.clock.now())
    return answer(reply(request.say(key))) if told else Response()
