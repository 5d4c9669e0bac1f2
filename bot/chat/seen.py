"""``/seen`` in reply to a link or a headline: whether it was told here, when, and who had it first."""

import re
from datetime import datetime
from operator import attrgetter

from bot.chat.formatting import ago, reply, short
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.chat.search import holding_any
from bot.lookup.query import parse_question
from bot.model import Chat, Decision, Entry, Verdict
from bot.ports import Unit
from bot.text.analysis.words import terms
from bot.text.cleaning.urls import canonical
from bot.text.display.named import named

ALIKE = 0.6
"""Share of a headline's words that a stored one must have to be the same."""
LONGEST = 300
"""Characters of a message that are taken for a headline: its first lines."""

_ADDRESS = re.compile(r"https?://[^\s<>()\"”]+")


async def seen(request: ChatRequest, text: str, services: Services) -> Response:
    """Look up the link or headline that was typed or replied to."""
    say = request.say
    wanted = text or request.about_text.strip()
    if not wanted:
        return answer(reply(say("asking.seen_hint")))
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key_or_new(request.key, request.kind, request.title)
        feeds = await unit.feeds.readable(chat.id, public=services.public)
        entry = await _entry(unit, wanted, feeds)
        if entry is None or entry.story is None:
            return answer(reply(say("asking.seen_unknown")))
        told = await _told(unit, chat, entry.story)
        instead, later = await _told_instead(unit, chat, entry.story, entry.id) if told else ("", None)
        # what other feeds tell of the same story is theirs
        entries = await unit.entries.of_story(entry.story, chat.id, feeds)
        (story,) = await unit.stories.seen_by(chat.id, [entry.story], feeds)
    now = services.clock.now()
    headline = short(entry.title if later and entry.title else story.headline)
    first = min(entries, key=attrgetter("moment"))
    where = say("asking.seen_not_told", headline=headline)
    if told and later and later.verdict is Verdict.UPDATE:
        where = say("asking.seen_waits", when=ago(say, told, now), headline=headline, other=short(instead))
    elif told and instead:
        where = say("asking.seen_instead", when=ago(say, told, now), headline=headline, other=short(instead))
    elif told:
        where = say("asking.seen_told", when=ago(say, told, now), headline=headline)
    source = named(first.publisher, first.link, say)
    return answer(reply(where, say("asking.seen_first", source=source, when=ago(say, first.moment, now))))


async def _entry(unit: Unit, wanted: str, feeds: frozenset[int]) -> Entry | None:
    for address in _ADDRESS.findall(wanted):
        found = [entry for entry in await unit.entries.by_url(canonical(address)) if entry.feed in feeds]
        if found:
            return found[0]
    return await _by_headline(unit, feeds, _ADDRESS.sub(" ", wanted)[:LONGEST])


async def _by_headline(unit: Unit, feeds: frozenset[int], headline: str) -> Entry | None:
    words = [term.stem for term in parse_question(headline).terms]
    # each entry by itself: of one story's entries any may have this title, not only the one with most of its words
    found = await holding_any(unit, words, feeds) if words else []
    likeness = {entry.id: _likeness(set(words), entry) for entry in found if entry.story is not None}
    best = max((entry for entry in found if entry.id in likeness), key=lambda entry: likeness[entry.id], default=None)
    return best if best and max(likeness[best.id]) >= ALIKE else None


def _likeness(words: set[str], entry: Entry) -> tuple[float, float]:
    """Share of words that are in the entry's title, and in this or, as titles differ, its first sentences."""
    title, lead = (set(terms(text, entry.read_in)) for text in (entry.title, entry.text[:LONGEST]))
    return len(words & title) / len(words), len(words & (title | lead)) / len(words)


async def _told(unit: Unit, chat: Chat, story: int) -> datetime | None:
    """When this chat was first told the story, or a piece of what it holds for one."""
    pieces = (await unit.rulings.joined(chat.id)).get(story, (story,))
    return await unit.chats.first_told(chat.id, pieces)


async def _told_instead(unit: Unit, chat: Chat, story: int, entry: int) -> tuple[str, Decision | None]:
    """
    The headline under which this chat was last told the story, where it was told together with another one, or before
    the entry came; empty if the entry's own. And what was decided about the entry, if it came later.
    """
    sent = (await unit.outbox.told_in(chat.id, (story,))).get(story)
    digest = await unit.outbox.digest_told(chat.id, sent) if sent else None
    items = digest.items if digest else ()
    if own := next((item for item in items if item.story == story), None):
        later = await _decided_since(unit, chat, story, entry, digest.made) if digest and digest.made else None
        return (own.headline if later else ""), later
    return next((item.headline for item in items if story in item.told_with), ""), None


async def _decided_since(unit: Unit, chat: Chat, story: int, entry: int, moment: datetime) -> Decision | None:
    """What was decided about an entry of a story after that moment; None if that was earlier."""
    decided = await unit.stories.decisions(story, chat.id)
    return next((made for one, made in decided if one.id == entry and made.made and made.made > moment), None)
