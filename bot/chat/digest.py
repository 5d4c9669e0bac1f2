"""``/digest``: what is new, now; and the first look that a new subscription is offered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.chat.acting import labelled
from bot.chat.admission.rights import is_admin
from bot.chat.formatting import reply, upcoming
from bot.chat.numbered import note_list
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.span_words import read_since
from bot.chat.times_of_day import Unclear
from bot.digest.build import not_had
from bot.digest.slots import next_slot
from bot.errors import BotError
from bot.feeds.rest import resting
from bot.for_admins import DIGEST, about, open_private, private_chat, title_of
from bot.model import Chat, ChatKey, Feed, Listed, Reply
from bot.ports import Unit
from bot.text.display.wording import wording
from bot.wall_clock import zone_of

EXPIRES = timedelta(hours=1)
"""Later nobody remembers having asked."""


async def digest(request: ChatRequest, args: str, services: Services) -> Response:
    """
    Post what is news for this chat now instead of at the next slot; or what came since a day that is named.

    In a group that is for its admins, since it is no news there any more; others get to read it in private. Who sets up
    a channel from here is told that this is not about it.
    """
    response = await (since(request, args, services) if args else _now(request, services))
    async with services.storage.view() as unit:
        mine = await unit.chats.by_key(request.key)
        other = await unit.connections.of(mine.id) if mine else None
    if other is None:
        return response
    ours = reply(request.say("places.digest_is_ours", title=title_of(other)))
    return replace(response, replies=(ours, *response.replies))


async def _now(request: ChatRequest, services: Services) -> Response:
    say = request.say
    chat = await _subscribed(request, services)
    if chat is None:
        return answer(reply(say("chat.not_subscribed")))
    try:
        may_post = await is_admin(request, services.members)
    except BotError:
        return answer(reply(say("chat.rights_unknown")))
    if not may_post:
        return await _in_private(request, chat, services)
    if await services.digest_now(chat):
        return Response()
    return await _nothing(request, chat, services)


async def shown_in_private(request: ChatRequest, group: Chat | None, services: Services) -> Response:
    """What is new in a group, for one of its members, in their private chat: it stays new for the group."""
    say = request.say
    if group is None or not await services.members.is_member(group.key.chat, request.user):
        return answer(reply(say("places.for_its_members")))
    found = await services.peek(group) if group.subscribed else Listed()
    await _note(request.key, group, found, services)
    return labelled(say, Response(tuple(found.messages) or (reply(say("chat.nothing_new")),)), group)


async def _in_private(request: ChatRequest, chat: Chat, services: Services) -> Response:
    found = await services.peek(chat)
    shown = found.messages
    return await _sent_in_private(request, chat, services, found) if shown else await _nothing(request, chat, services)


async def _note(key: ChatKey, of: Chat, found: Listed, services: Services) -> None:
    """What the numbers of a list lead to from now on, where it is shown."""
    if found.stories:
        async with services.storage.unit() as unit:
            await note_list(unit, key, of, found.stories)
            await unit.commit()


async def _sent_in_private(request: ChatRequest, chat: Chat, services: Services, found: Listed) -> Response:
    """Show *found*, at least one message, to whoever asked in a group, where others need not scroll past it."""
    say, now = request.say, services.clock.now()
    async with services.storage.unit() as unit:
        private = await private_chat(unit, request.key.platform, request.user)
        if private is None:
            return answer(Reply(say("places.read_in_private"), open_private(say, f"{DIGEST}{chat.id}")))
        first, *rest = found.messages
        for one in (about(wording(private.language), first, chat), *rest):
            await unit.outbox.notify(private.id, one, now, now + EXPIRES)
        await note_list(unit, private.key, chat, found.stories)
        await unit.commit()
    return answer(reply(say("places.sent_in_private")))


async def _nothing(request: ChatRequest, chat: Chat, services: Services) -> Response:
    """That nothing is new, as far as it can be said why, and when the next digest comes."""
    say, now = request.say, services.clock.now()
    async with services.storage.view() as unit:
        followed = await unit.feeds.of_chat(chat.id)
        if not followed:
            return answer(reply(say("chat.no_feeds")))
        if await unit.chats.pending(chat.id):
            return answer(reply(say("chat.on_its_way")))
        before = await unit.outbox.last_digests(chat.id, 1)
        coming = await not_had(unit, chat, next_slot(chat, now))
        unread = await _some_unread(unit, followed)
    following = say("chat.next_digest", when=upcoming(say, coming, now, chat.zone)) if coming else ""
    nothing = say("chat.nothing_new") if before else say("chat.nothing_yet")
    return answer(reply(f"{nothing} {following}".strip(), say("chat.not_all_read") if unread else ""))


async def _some_unread(unit: Unit, feeds: Sequence[Feed]) -> bool:
    """Whether there may be news that nobody has seen: a feed fails, or its site asked for a rest."""
    return any(feed.failures for feed in feeds) or bool(await resting(unit, feeds))


async def since(request: ChatRequest, args: str, services: Services) -> Response:
    """Tell once more what the feeds of this chat told since a day; what counts as told stays as it is."""
    say, now = request.say, services.clock.now()
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        if chat is None or not await unit.feeds.of_chat(chat.id):
            return answer(reply(say("chat.no_feeds")))
    try:
        begin = read_since(args, now, chat.zone, say)
    except Unclear as error:
        return answer(reply(say.unclear(error.reason)))
    listed = await services.retold(chat, begin)
    when = say.day_and_time(begin.astimezone(zone_of(chat.zone)))
    if not listed.messages:
        return answer(reply(say("when.since_nothing", when=when)))
    found = listed._replace(messages=[reply(say("when.since_header", when=when)), *listed.messages])
    try:
        may_post = await is_admin(request, services.members)
    except BotError:
        return answer(reply(say("chat.rights_unknown")))
    if not may_post:
        return await _sent_in_private(request, chat, services, found)
    await _note(request.key, chat, found, services)
    return answer(*found.messages)


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
