"""``/remember`` and ``/notes``: what admins told a chat to know, quoted by /fact in this chat alone."""

from typing import NamedTuple

from bot.chat.formatting import number_in, reply, short
from bot.chat.request import ChatRequest, IncomingFile, Response, Services, answer
from bot.model import Button, Lock, Note
from bot.text.analysis.words import spoken
from bot.text.cleaning.clean import storable
from bot.text.display.wording import Wording

MOST = 200
"""Notes of one chat: whatever comes in for it is compared with each."""
LONGEST = 20_000
"""Characters of a note: ten pages; /fact reads a document whole."""
LARGEST = 4 * LONGEST
"""Bytes of a file with a note: no sign takes more than four."""
LISTED = 20
"""Notes in one list, each with its button."""
TITLE = 80
"""Characters of a note's first line that stand for it."""
_PLAIN = (".txt", ".text", ".md", ".markdown")


class _Told(NamedTuple):
    """What is to be remembered; *why* is the key of what to say if it cannot be."""

    text: str = ""
    title: str = ""
    why: str = ""


async def remember(request: ChatRequest, args: str, services: Services) -> Response:
    """Keep what was typed, or what stands in the message or file that it came with or replies to."""
    say = request.say
    told = await _told(request, args)
    if told.why:
        return answer(reply(_why(say, told.why)))
    now = services.clock.now()
    title = short(told.title or told.text, TITLE)
    async with services.storage.read_ahead([(told.text, spoken(told.text, ""))]), services.storage.unit() as unit:
        await unit.lock(Lock.ASKING)
        chat = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        if len(await unit.notes.of_chat(chat.id)) >= MOST:
            return answer(reply(say("remember.full", n=MOST)))
        new = await unit.notes.add(chat.id, request.actor, title, told.text, spoken(told.text, ""), now)
        await unit.commit()
    return answer(reply(say("remember.kept", title=title) if new else say("remember.known")))


async def _told(request: ChatRequest, args: str) -> _Told:
    file = request.file or request.about_file
    if args.strip():
        told = _Told(args)
    elif file:
        told = await _in_file(file)
    else:
        told = _Told(request.about_text)
    text = storable(told.text).strip()
    if told.why:
        return told
    if not any(sign.isalnum() for sign in text):
        return _Told(why="nothing")
    return _Told(why="long") if len(text) > LONGEST else told._replace(text=text)


async def _in_file(file: IncomingFile) -> _Told:
    if not file.name.lower().endswith(_PLAIN):
        return _Told(why="file")
    if file.size > LARGEST:
        return _Told(why="long")
    try:
        return _Told((await file.read(LARGEST)).decode("utf-8-sig"), file.name)
    except UnicodeDecodeError:
        return _Told(why="file")


def _why(say: Wording, why: str) -> str:
    if why == "long":
        return say("remember.too_long", n=LONGEST)
    return say("remember.not_text") if why == "file" else say("remember.nothing")


async def notes(request: ChatRequest, args: str, services: Services) -> Response:
    """List them, the newest first, from the place that is named on, with a button to forget each."""
    say = request.say
    first = number_in(args, 3)
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        here = await unit.notes.of_chat(chat.id) if chat else []
    some = here[first : first + LISTED]
    if not some:
        return answer(reply(say("remember.none")))
    lines = [_line(say, number, one) for number, one in enumerate(some, first + 1)]
    buttons = [
        Button(say("remember.forget_button", number=number), f"forgetnote {one.id}")
        for number, one in enumerate(some, first + 1)
    ]
    if len(here) > first + LISTED:
        buttons.append(Button(say("remember.older_button"), f"notes {first + LISTED}"))
    return answer(reply(say("remember.header", n=len(here)), *lines, buttons=buttons))


def _line(say: Wording, number: int, one: Note) -> str:
    return say("remember.line", number=number, title=one.title, day=say.day(one.added))


async def forget_note(request: ChatRequest, number: str, services: Services) -> Response:
    """The button that erases one. No number reaches another chat's."""
    say = request.say
    async with services.storage.unit() as unit:
        chat = await unit.chats.by_key(request.key)
        here = await unit.notes.of_chat(chat.id) if chat else []
        found = next((one for one in here if str(one.id) == number), None)
        if found is None or not await unit.notes.forget(found.chat, found.id):
            return Response(notice=say("chat.old_button"))
        await unit.commit()
    return answer(reply(say("remember.forgotten", title=found.title)))
