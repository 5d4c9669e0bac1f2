"""``/here``: digests come in this topic of a group from now on, instead of in another one."""

from collections.abc import Sequence
from datetime import timedelta

from bot.chat.formatting import hours, reply
from bot.chat.hours import schedule
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.delivery.held_chats import nudge
from bot.model import Button, Chat, ChatKind, Lock
from bot.ports import Unit
from bot.text.display.markup import plain
from bot.text.display.wording import Wording, wording

EXPIRES = timedelta(days=1)
"""Later everybody has found them."""
SHOWN = 10
"""Topics to choose from: as many buttons as a phone shows at once."""


async def here(request: ChatRequest, args: str, services: Services) -> Response:
    """Move the group's subscription here, with its feeds and all it was told; of several the one that is chosen."""
    say, now = request.say, services.clock.now()
    if request.kind not in {ChatKind.GROUP, ChatKind.SUPERGROUP}:
        return answer(reply(say("places.here_in_groups")))
    async with services.storage.unit() as unit:
        await unit.lock(Lock.SUBSCRIBING)
        places = await unit.chats.places(request.key)
        others = [chat for chat in places if chat.subscribed and chat.key != request.key]
        if any(chat.subscribed and chat.key == request.key for chat in places):
            return Response((reply(say("places.here_both" if others else "places.here_already")),), spent=True)
        wanted = [chat for chat in others if str(chat.id) == args] if args else others
        if not wanted:
            return Response((reply(say("places.here_nothing")),), spent=True)
        if len(wanted) > 1:
            return answer(reply(say("places.here_which"), buttons=await _choices(unit, say, wanted)))
        await unit.chats.change_places(wanted[0].id, request.key.thread)
        if not wanted[0].gone:
            left = await unit.chats.ensure(wanted[0].key, request.kind, request.title, request.language)
            await unit.outbox.notify(left.id, reply(wording(left.language)("places.here_left")), now, now + EXPIRES)
        await nudge(unit, request.key, now)
        await unit.commit()
    return Response((reply(say("places.here_now"), *schedule(say, wanted[0], now)),), spent=True)


async def _choices(unit: Unit, say: Wording, chats: Sequence[Chat]) -> list[Button]:
    """A button for each, named by what it gets: what a topic is called, bots are not told."""
    feeds = [len(await unit.feeds.of_chat(chat.id)) for chat in chats[:SHOWN]]
    return [
        Button(plain(say("places.here_choice", hours=hours(say, chat.times), n=n)), f"here {chat.id}")
        for chat, n in zip(chats, feeds, strict=False)
    ]
