"""``/watch``: figures of which a chat wants to hear when a source gives another one, with buttons that drop them."""

from bot.chat.admission.budget import Turn
from bot.chat.admission.rights import is_admin
from bot.chat.follow_feeds import responsible
from bot.chat.formatting import paragraphs, reply, short
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.lookup.stated import watched
from bot.lookup.watching import known_now, quoted
from bot.model import Button, Chat, Lock, Watch
from bot.ports import Unit
from bot.text.display.wording import Wording

MOST_OF_CHAT = 20
"""Figures that one chat watches: each is looked for in whatever comes, and more nobody follows."""
MOST_OF_PERSON = 40
"""Figures that one person lets the bot watch, in all chats: two full chats."""
MOST_OF_ALL = 5_000
"""Figures that all chats watch: so many are looked for in new sentences within a second."""
LONGEST = 80
"""Characters of what is watched: a name and a term."""


async def watch(request: ChatRequest, args: str, services: Services) -> Response:
    """Watch what was named, and say what is known of it now; without a name list what is watched."""
    say = request.say
    text = " ".join(args[: 4 * LONGEST].split())
    if not text:
        return await _listed(request, services)
    if len(text) > LONGEST:
        return answer(reply(say("watch.too_long", n=LONGEST)))
    # one word alone is in every other sentence
    if len(watched(text).terms) < 2:
        return answer(reply(say("watch.two_words")))
    now = services.clock.now()
    turn = services.asking.turn(request.key, request.user, now)
    if turn is not Turn.GO:
        return answer(reply(say("asking.wait"))) if turn is Turn.ASK_TO_WAIT else Response()
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        feeds = await unit.feeds.readable(chat.id if chat else 0, public=services.public)
        known = await known_now(unit, feeds, text, now)
    async with services.storage.unit() as unit:
        await unit.lock(Lock.ASKING)
        chat = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        if full := await _full(unit, chat, request, services):
            return answer(reply(full))
        new = await unit.watches.add(chat.id, request.actor, text, known, now)
        await unit.commit()
    if not new:
        return answer(reply(say("watch.already", what=text)))
    first = say("watch.now", now=quoted(say, known[0])) if known else say("watch.unknown")
    return answer(paragraphs(say("watch.watching", what=text), first))


async def _full(unit: Unit, chat: Chat, request: ChatRequest, services: Services) -> str:
    """Which limit is reached, in words; empty while there is room."""
    say, by = request.say, responsible(request, services)
    if len(await unit.watches.of_chat(chat.id)) >= MOST_OF_CHAT:
        return say("watch.full", n=MOST_OF_CHAT)
    if by and await unit.watches.of_person(request.key.platform, by) >= MOST_OF_PERSON:
        return say("watch.full_person", n=MOST_OF_PERSON)
    return say("watch.full_all") if await unit.watches.count() >= MOST_OF_ALL else ""


async def _listed(request: ChatRequest, services: Services) -> Response:
    say = request.say
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        here = await unit.watches.of_chat(chat.id) if chat else []
    if not here:
        return answer(reply(say("watch.none")))
    lines = [_line(say, number, one) for number, one in enumerate(here, 1)]
    buttons = [Button(say("watch.drop_button", what=short(one.text, 24)), f"unwatch {one.id}") for one in here]
    return answer(reply(say("watch.header"), *lines, buttons=buttons))


def _line(say: Wording, number: int, one: Watch) -> str:
    if not one.known:
        return say("watch.line_unknown", number=number, what=one.text)
    last = one.known[0]
    return say("watch.line", number=number, what=one.text, quote=short(last.quote), day=say.day(last.told))


async def unwatch(request: ChatRequest, number: str, services: Services) -> Response:
    """The button that drops one: for who asked for it, and for admins. No number reaches another chat's."""
    say = request.say
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        here = await unit.watches.of_chat(chat.id) if chat else []
    found = next((one for one in here if str(one.id) == number), None)
    if found is None:
        return Response(notice=say("chat.old_button"))
    if found.user != request.actor and not await is_admin(request, services.members):
        return Response(notice=say("watch.not_yours"))
    async with services.storage.unit() as unit:
        await unit.watches.end(found.chat, found.id)
        await unit.commit()
    return answer(reply(say("watch.dropped", what=found.text)))
