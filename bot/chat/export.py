"""``/export``: all that is kept about a person, or about a group, as files that other programs read."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime

from bot.chat.feed_offers import all_offered
from bot.chat.feeds import name
from bot.chat.formatting import reply
from bot.chat.kept_questions import all_asked
from bot.chat.opml import Topics, given_out, is_secret
from bot.chat.request import ChatRequest, OutgoingFile, Response, Services, answer
from bot.digest.formats import as_json
from bot.digest.rules import written as as_typed
from bot.errors import StorageError
from bot.model import Chat, ChatKind, Digest, Feed, Mention, Message, Role, Rule, StandingQuestion, Values, Vote
from bot.ports import Unit
from bot.text.cleaning.urls import without_secrets

MOST_DIGESTS = 400
"""Digests that a file holds, the newest: a year of one a day. With 15 kB each they stay far below what a chat takes."""
LARGEST = 20_000_000
"""Bytes of the digests in a file: Telegram takes 50 MB."""
FILE = "newsbot.json"


async def export(request: ChatRequest, _args: str, services: Services) -> Response:
    """Send the files: in a private chat those of its person, else those of the chat without anybody's name."""
    say = request.say
    alone = request.kind is ChatKind.PRIVATE
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        person = await _about_person(unit, request) if alone else {}
        feeds = await unit.feeds.of_chat(chat.id) if chat else []
        topics = await unit.feeds.topics(chat.id) if chat else {}
        about = await _about_chat(unit, chat, feeds, topics, alone=alone) if chat else {}
        digests = await _digests(unit, chat.id) if chat else []
    if chat is None and not any(person.values()):
        return answer(reply(say("privacy.nothing")))
    made = {"made": services.clock.now().isoformat(), **person, **about}
    # a chat's digests of a year are some megabytes of text, which is written while others are answered
    content = await asyncio.to_thread(written, made, digests)
    caption = say("privacy.file_person") if alone else say("privacy.file_chat")
    files = [OutgoingFile(FILE, content, caption)]
    listed = [feed for feed in feeds if alone or not is_secret(feed)]
    if listed:
        files.append(given_out(say, listed, topics, services))
    return Response(file=files[0], beside=tuple(files[1:]))


def written(about: Values, digests: Sequence[Digest]) -> bytes:
    """All of it as JSON in UTF-8; of the digests as many as LARGEST bytes hold, the newest first. PURE."""
    held: list[Values] = []
    room = LARGEST
    for digest in digests:
        values = as_json(digest)
        room -= len(json.dumps(values))
        if room < 0:
            break
        held.append(values)
    whole = {**about, "digests": held, "older_digests": len(digests) - len(held)} if digests else about
    return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "replace")


async def _about_person(unit: Unit, request: ChatRequest) -> Values:
    """What is kept of whoever writes, beside their private chat."""
    seen = await unit.privacy.last_seen(request.key.platform, request.user)
    found = await unit.privacy.mentions(request.key.platform, request.user)
    return {
        "you": request.user if seen or found else "",
        "last_used": seen.isoformat() if seen else None,
        "written_down_in": [_mention(one) for one in found],
    }


def _mention(one: Mention) -> Values:
    return {
        "as": one.role.value,
        "chat": {"id": one.chat.chat, "topic": one.chat.thread, "title": one.title},
        # what a group follows is not only theirs
        "about": without_secrets(one.about) if one.role is Role.ADDED else one.about,
        "at": one.at.isoformat() if one.at else None,
    }


async def _about_chat(unit: Unit, chat: Chat, feeds: Sequence[Feed], topics: Topics, *, alone: bool) -> Values:
    """What is kept of a chat; *alone*: it is the private one of whoever gets it."""
    asked = [{"question": question, "about": about} for question, about in await all_asked(unit, chat.key)]
    offered = [{"url": _address(one.url, alone=alone), "title": one.title} for one in await all_offered(unit, chat.key)]
    return {
        "chat": _chat(chat),
        "feeds": [
            {"url": _address(feed.url, alone=alone), "title": name(feed), "topics": list(topics.get(feed.id, ()))}
            for feed in feeds
        ],
        "rules": [_rule(one) for one in await unit.rules.of_chat(chat.id)],
        "alerts": asdict(await unit.rules.alerts(chat.id)),
        "votes": [_vote(one) for one in await unit.votes.of_chat(chat.id)],
        "pictures": await unit.chats.preview(chat.id),
        "reminders": await unit.promises.wanted(chat.id),
        "dropped_stories": sorted(await unit.proofs.struck(chat.id)),
        "open_questions": [_question(one) for one in await unit.questions.of_chat(chat.id)],
        "watched": [{"what": one.text, "since": one.since.isoformat()} for one in await unit.watches.of_chat(chat.id)],
        "notes": [{"text": one.text, "at": one.added.isoformat()} for one in await unit.notes.of_chat(chat.id)],
        "kept_for_buttons": {"questions": asked, "feeds": offered},
        "notices": [_notice(one) for one in await unit.outbox.notices(chat.id)],
        "rulings": [
            {"stories": [one.one, one.other], "together": one.together, "at": one.made.isoformat()}
            for one in await unit.rulings.of_chat(chat.id)
            if one.chat == chat.id
        ],
    }


def _address(url: str, *, alone: bool) -> str:
    return url if alone else without_secrets(url)


def _chat(chat: Chat) -> Values:
    return {
        "platform": chat.key.platform,
        "id": chat.key.chat,
        "topic": chat.key.thread,
        "kind": chat.kind.value,
        "title": chat.title,
        "language": chat.language,
        "zone": chat.zone,
        "hours": [hour.line for hour in chat.hours],
        "quiet_hours": chat.quiet.line if chat.quiet else None,
        "paused": {"since": _moment(chat.pause.since), "until": _moment(chat.pause.until)} if chat.pause else None,
        "draft_minutes_before": chat.desk.minutes if chat.desk else None,
        "size": chat.size.value if chat.size else None,
        "subscribed": _moment(chat.subscribed),
        "cannot_be_reached_since": _moment(chat.gone_since),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _rule(one: Rule) -> Values:
    rule = f"{as_typed(one.conditions)} -> {one.effect.value}"
    return {"rule": rule, "since": _moment(one.made), "until": _moment(one.until)}


def _vote(one: Vote) -> Values:
    return {**asdict(one), "made": _moment(one.made)}


def _question(one: StandingQuestion) -> Values:
    return {"question": one.text, "about": one.about, "asked": one.asked.isoformat()}


def _notice(one: Message) -> Values:
    return {"text": one.text, "state": one.state.value, "made": one.created.isoformat()}


async def _digests(unit: Unit, chat: int) -> list[Digest]:
    """The digests of a chat that were kept, the newest first; read one by one, so that others have their turn."""
    found: list[Digest] = []
    for number in await unit.outbox.last_digests(chat, MOST_DIGESTS):
        with suppress(StorageError):  # one that cannot be read costs itself
            if digest := await unit.outbox.digest(number):
                found.append(digest)
    return found
