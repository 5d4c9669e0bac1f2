"""``/desk``: a digest is seen by its editors before its hour, and the buttons with which they change it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot import asked_digests, pipeline
from bot.chat.acting import NOTICE, may_act
from bot.chat.admission.rights import is_operator
from bot.chat.choices import switched, words_of
from bot.chat.formatting import hours, in_rows, reply, short, upcoming
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.span_words import read_length
from bot.chat.times_of_day import Unclear
from bot.digest.compose import Plan
from bot.digest.layout import teller, told
from bot.digest.proof import merged, moved
from bot.due_chats import to_be_seen
from bot.errors import BotError
from bot.for_admins import DESK, OPEN, open_private, private_chat, title_of
from bot.model import Button, Chat, ChatKey, ChatKind, Desk, Digest, Proof, Reply
from bot.ports import Platforms, Storage, Unit
from bot.stories.apply_ruling import Judge, join
from bot.text.analysis.nearest import as_compared
from bot.text.display.markup import plain
from bot.text.display.wording import Wording, wording

USUAL = 20
"""Minutes before the hour, where nobody said how many."""
SHORTEST, LONGEST = 5, 180
"""Minutes: who gets a draft later has no time to look; one that is made earlier lacks what is news."""
_HOUR = 60
OFFERED = (10, USUAL, _HOUR)
"""Minutes that have a button."""
SHOWN = 10
"""Chats to choose from: as many buttons as a phone shows at once."""
_LISTED = 80
"""Stories with a button of their own: Telegram takes a hundred buttons below a message."""
_BESIDE = 5
_HERE, _OFF = "here", "off"
_MINUTES = re.compile(r"\d{1,3}")
_PRESSED = re.compile(r"(\d{1,12}) (\d{1,9}) ([a-z]{1,9})(?: (\d{1,3}))?")
_GROUPS = {ChatKind.GROUP, ChatKind.SUPERGROUP}


async def desk(request: ChatRequest, args: str, services: Services) -> Response:
    """Show who sees the digests of this chat before they are posted, and when; or set it."""
    say = request.say
    if not args:
        return await _state(request, services)
    first, _, rest = args.partition(" ")
    is_here = any(as_compared(one) in words_of("desk.words_here") for one in (args, first))
    if is_here and request.kind in _GROUPS:
        return await _move_here(request, rest.split() if rest.isdecimal() else [], services)
    if switched(args, say, "desk.off_button") is False:
        return await _end(request, services)
    minutes = None if is_here else read_minutes(args, say)
    if minutes is None and not is_here:
        return answer(reply(say("desk.unclear", text=short(args, 40), least=SHORTEST, most=LONGEST)))
    return await _begin(request, minutes, services)


def read_minutes(text: str, say: Wording) -> int | None:
    """How many minutes before the hour somebody wants to see a digest: ``20``, ``20 minutes``, ``1 hour``. PURE."""
    before = words_of("desk.words_before")
    text = " ".join(one for one in text.split() if as_compared(one) not in before)
    try:
        minutes = int(text) if _MINUTES.fullmatch(text) else read_length(text, say) // timedelta(minutes=1)
    except Unclear:
        return None
    return minutes if SHORTEST <= minutes <= LONGEST else None


async def _begin(request: ChatRequest, minutes: int | None, services: Services) -> Response:
    """Let drafts come *minutes* before, to where they come already, else in private; None: in private in any case."""
    say = request.say
    async with services.storage.unit() as unit:
        before = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        private = None if request.for_chat else await private_chat(unit, request.key.platform, request.user)
        kept = await unit.chats.get(before.desk.place) if before.desk and minutes else None
        place = kept or private
        if place is None and request.for_chat:
            return answer(reply(say("desk.nobody")))
        if place is None or place.gone:
            return answer(Reply(say("desk.start_first"), open_private(say, DESK, OPEN)))
        wanted = Desk(place.id, minutes or (before.desk.minutes if before.desk else USUAL))
        chat = replace(before, desk=wanted)
        await unit.chats.update(before, chat)
        await unit.commit()
    return Response((reply(in_words(say, wanted, place, request.actor), say("desk.what")),), spent=True)


async def _end(request: ChatRequest, services: Services) -> Response:
    async with services.storage.unit() as unit:
        before = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        await unit.chats.update(before, replace(before, desk=None))
        await unit.commit()
    return Response((reply(request.say("desk.ended")),), spent=True)


async def _state(request: ChatRequest, services: Services) -> Response:
    say = request.say
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key_or_new(request.key, request.kind, request.title)
        place = await unit.chats.get(chat.desk.place) if chat.desk else None
    lengths = [
        Button(plain(say("desk.hour_button") if n == _HOUR else say("desk.minutes_button", n=n)), f"desk {n}")
        for n in OFFERED
    ]
    if chat.desk is None or place is None:
        return answer(Reply(f"{say('desk.off')}\n{say('desk.what')}", in_rows(lengths, 3)))
    trouble = [say("desk.place_gone")] if place.gone else []
    buttons = (*in_rows(lengths, 3), (Button(plain(say("desk.off_button")), f"desk {_OFF}"),))
    lines = [in_words(say, chat.desk, place, request.actor), *trouble, say("desk.what")]
    return answer(Reply("\n".join(lines), buttons))


def in_words(say: Wording, desk: Desk, place: Chat, reader: str) -> str:
    """When drafts come, and where, for whoever has that id."""
    if place.kind is ChatKind.PRIVATE:
        name = say("desk.to_person", name=short(place.title, 60)) if place.title else say("desk.to_an_admin")
        who = say("desk.to_you") if place.key.chat == reader else name
        return say("desk.in_private", n=desk.minutes, who=who)
    return say("desk.in_chat", n=desk.minutes, title=title_of(place))


async def _move_here(request: ChatRequest, wanted: Sequence[str], services: Services) -> Response:
    """
    Let drafts come to this group that came to the private chat of whoever asks; where none do, those of this group.

    Of several it is the one that is chosen.
    """
    say = request.say
    async with services.storage.unit() as unit:
        here = await unit.chats.ensure(request.key, request.kind, request.title, request.language)
        await unit.commit()
        mine = None if request.for_chat else await unit.chats.by_key(ChatKey(request.key.platform, request.user))
    async with services.storage.view() as unit:
        theirs = [one for one in await unit.chats.with_desk() if mine and one.desk and one.desk.place == mine.id]
        own = [one for one in await unit.chats.places(request.key) if one.subscribed and one not in theirs]
    some = [one for one in (*theirs, *own) if [str(one.id)] == wanted] if wanted else theirs or own
    if not some:
        return Response((reply(say("desk.here_nothing")),), spent=True)
    if len(some) > 1:
        buttons = [Button(_called(say, one), f"desk {_HERE} {one.id}") for one in some[:SHOWN]]
        return answer(reply(say("desk.here_which"), buttons=buttons))
    try:
        if not await _may_edit(request, some[0], services):
            return answer(reply(say("desk.not_yours", title=title_of(some[0]))))
    except BotError:
        return answer(reply(say("chat.rights_unknown")))
    async with services.storage.unit() as unit:
        before = await unit.chats.get(some[0].id)
        if before is None:
            return Response((reply(say("desk.here_nothing")),), spent=True)
        desk = Desk(here.id, before.desk.minutes if before.desk else USUAL)
        await unit.chats.update(before, replace(before, desk=desk))
        await unit.commit()
    return Response(
        (reply(say("desk.here_now", title=title_of(before), n=desk.minutes), say("desk.what")),), spent=True
    )


def _called(say: Wording, chat: Chat) -> str:
    return short(plain(f"{title_of(chat)}, {hours(say, chat.times)}"), 40)


async def _may_edit(request: ChatRequest, chat: Chat, services: Services) -> bool:
    """Whether whoever acts may change the digests of that chat now. Raises: BotError."""
    if request.for_chat:
        return request.key.chat == chat.key.chat
    if chat.kind is ChatKind.PRIVATE:
        return request.user == chat.key.chat
    return await may_act(request, chat, services)


async def show_proofs(storage: Storage, platforms: Platforms, now: datetime, plan: Plan) -> int:
    """Let editors see the digests whose hour is near. Returns: how many."""
    due = await to_be_seen(storage, now)
    return await pipeline.show_before(storage, platforms, due, now, plan, partial(_send, now)) if due else 0


async def _send(now: datetime, unit: Unit, place: Chat, chat: Chat, kept: Proof) -> None:
    if kept.digest is None:
        return
    seen = shown_proof(wording(place.language), kept, kept.digest, chat, await unit.proofs.struck(chat.id), now)
    await unit.outbox.notify(place.id, seen, now, kept.slot)


async def proof(request: ChatRequest, args: str, services: Services) -> Response:
    """A button below a draft. It counts where the draft was sent, for whoever may change the digest's chat now."""
    say, match = request.say, _PRESSED.fullmatch(args)
    # it stays below the message: anybody there can send what no button holds, and would take it from the editors
    old = Response(notice=say("chat.old_button"))
    if match is None:
        return old
    async with services.storage.view() as unit:
        kept = await unit.proofs.get(int(match[1]))
        chat = await unit.chats.get(kept.chat) if kept else None
        here = await unit.chats.by_key(request.key)
    if kept is None or chat is None or here is None or chat.desk is None or chat.desk.place != here.id:
        return old
    try:
        if not await _may_edit(request, chat, services):
            return Response(notice=plain(say("desk.not_yours", title=title_of(chat)))[:NOTICE])
    except BotError:
        return Response(notice=say("chat.rights_unknown"))
    return await _done(request, chat, kept.id, int(match[2]), match[3], int(match[4] or 0), services)


async def _done(
    request: ChatRequest, chat: Chat, number: int, version: int, what: str, place: int, services: Services
) -> Response:
    """Do *what* a button says with the story at *place* (from 1), if the draft is still as it was when it was shown."""
    say, now = request.say, services.clock.now()
    async with services.storage.unit() as unit:
        kept = await unit.proofs.get(number)
        struck = await unit.proofs.struck(chat.id)
        if kept is None or kept.digest is None:
            return Response(notice=plain(say("desk.over"))[:NOTICE], spent=True)
        if kept.version != version:
            seen = shown_proof(say, kept, kept.digest, chat, struck, now)
            return Response((seen,), notice=plain(say("desk.changed"))[:NOTICE], instead=True)
        if what == "skip":
            return await _skip(unit, request, kept, now)
        if what not in ("post", "list", "pick"):
            changed, at = await _edited(unit, request, chat, kept.digest, what, place, struck, services)
            after = await unit.proofs.change(kept, changed) if changed else None
            if after is None or after.digest is None:
                return Response(notice=say("desk.cannot"))
            await unit.commit()
            struck = await unit.proofs.struck(chat.id)
            return Response((shown_proof(say, after, after.digest, chat, struck, now, at),), instead=True)
    if what == "post":
        posted = await services.post_seen(chat, kept.slot)
        return Response((reply(say("desk.posted" if posted else "desk.not_posted")),), instead=True)
    picked = place if what == "pick" and 1 <= place <= len(kept.digest.items) else 0
    return Response((shown_proof(say, kept, kept.digest, chat, struck, now, picked),), instead=True)


async def _skip(unit: Unit, request: ChatRequest, kept: Proof, now: datetime) -> Response:
    """A slot that has a digest is over; this one says nothing and is sent to nobody."""
    await unit.outbox.post(Digest(kept.chat, kept.slot, ()), (), now, now)
    await unit.proofs.close(kept.chat, kept.slot)
    await unit.commit()
    return Response((reply(request.say("desk.skipped")),), instead=True)


async def _edited(
    unit: Unit,
    request: ChatRequest,
    chat: Chat,
    digest: Digest,
    what: str,
    place: int,
    struck: Collection[int],
    services: Services,
) -> tuple[Digest | None, int]:
    """A digest as it is after an edit, and the place of the story that is looked at then; None: it cannot be done."""
    now, last = services.clock.now(), len(digest.items)
    if not 1 <= place <= last:
        return None, 0
    item, plan = digest.items[place - 1], Plan(size=services.size)
    if what in ("drop", "keep"):
        for story in (item.story, *item.told_with):
            await unit.proofs.strike(chat.id, story, now, struck=what == "drop")
        return digest, 0
    if what == "up" and place > 1:
        return moved(digest, place - 1, place - 2), place - 1
    if what == "down" and place < last:
        return moved(digest, place - 1, place), place + 1
    if what == "top":
        whole = await asked_digests.alone(unit, chat, item.story, now, plan) if item.also else item
        items = (*digest.items[: place - 1], whole or item, *digest.items[place:])
        return moved(replace(digest, items=items), place - 1, 0), 0
    above = digest.items[place - 2] if place > 1 else None
    if what == "join" and above and not {item.story, above.story} & set(struck):
        # it may be that they are one already, as parts that only other chats' feeds made one
        await join(unit, Judge(chat.id, request.user, is_operator(request, services)), above.story, item.story, now)
        one = await asked_digests.alone(unit, chat, above.story, now, plan)
        return (merged(digest, place - 1, one), place - 1) if one else (None, 0)
    return None, 0


def shown_proof(
    say: Wording, kept: Proof, digest: Digest, chat: Chat, struck: Collection[int], now: datetime, picked: int = 0
) -> Reply:
    """A draft as editors see it: all stories, or the one at the place *picked* (from 1) with what can be done. PURE."""
    head: str = say("desk.header", title=title_of(chat))

    def button(key: str, what: str, place: int = 0) -> Button:
        data = f"proof {kept.id} {kept.version} {what}"
        return Button(plain(say(key, n=place)), f"{data} {picked}" if picked and what != "list" else data)

    if not picked:
        lines = [
            say(
                "desk.line_dropped" if item.story in struck else "desk.line",
                n=place, headline=short(item.headline, 90), source=teller(item.sources[0], say) if item.sources else "",
            )
            for place, item in enumerate(digest.items, 1)
        ]  # fmt: skip
        when = say("desk.when", when=upcoming(say, kept.slot, now, chat.zone))
        numbers = [
            Button(str(n), f"proof {kept.id} {kept.version} pick {n}")
            for n in range(1, len(digest.items) + 1)[:_LISTED]
        ]
        ends = (button("desk.post_button", "post"), button("desk.skip_button", "skip"))
        return Reply("\n".join([head, when, "", *lines]), (*in_rows(numbers, _BESIDE), ends))
    item, story = digest.items[picked - 1], told(digest, say)[picked - 1]
    whole: list[str] = [head, "", story.headline, *story.below]
    if item.story in struck:
        rows = [[button("desk.keep_button", "keep")]]
    else:
        rows = [
            [button("desk.drop_button", "drop"), button("desk.top_button", "top")],
            [
                *([button("desk.up_button", "up")] if picked > 1 else []),
                *([button("desk.down_button", "down")] if picked < len(digest.items) else []),
            ],
            [button("desk.join_button", "join", picked - 1)] if picked > 1 else [],
        ]
    rows.append([button("desk.list_button", "list")])
    shown = "\n".join(line for at, line in enumerate(whole) if line or at == 1)
    return Reply(shown, tuple(tuple(row) for row in rows if row))
