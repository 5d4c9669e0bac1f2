"""``/digest``: what is new, now; and the first look that a new subscription is offered."""

from bot.chat.formatting import reply, upcoming
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.digest.slots import next_slot
from bot.model import Chat


async def digest(request: ChatRequest, _args: str, services: Services) -> Response:
    """Post what is news for this chat now instead of at the next slot."""
    say = request.say
    chat = await _subscribed(request, services)
    if chat is None:
        return answer(reply(say("chat.not_subscribed")))
    if await services.digest_now(chat):
        return Response()
    async with services.storage.view() as unit:
        if not await unit.feeds.of_chat(chat.id):
            return answer(reply(say("chat.no_feeds")))
        if await unit.chats.pending(chat.id):
            return answer(reply(say("chat.on_its_way")))
        before = await unit.outbox.last_digests(chat.id, 1)
    now = services.clock.now()
    coming = next_slot(chat, now)
    following = say("chat.next_digest", when=upcoming(say, coming, now, chat.zone)) if coming else ""
    nothing = say("chat.nothing_new") if before else say("chat.nothing_yet")
    return answer(reply(f"{nothing} {following}".strip()))


async def preview(request: ChatRequest, _args: str, services: Services) -> Response:
    """Post a digest of what the feeds told before this chat subscribed."""
    chat = await _subscribed(request, services)
    if chat is None:
        return Response((reply(request.say("chat.not_subscribed")),), spent=True)
    posted = await services.preview_now(chat)
    return Response(() if posted else (reply(request.say("chat.preview_empty")),), spent=True)


async def _subscribed(request: ChatRequest, services: Services) -> Chat | None:
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
    return chat if chat and chat.subscribed else None
