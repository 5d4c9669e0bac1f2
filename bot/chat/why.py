"""The button "Why these?" below a digest: which sources told each story, and why they were taken for one event."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.chat.phrases import ago, listed, pages, reply, short, span
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.model import Decision, Entry, Evidence, Story, Verdict
from bot.text.markup import escape
from bot.text.wording import Markup, say

SOURCES = 6
"""Publishers that are named; more are counted."""
JOINED = 3
"""Decisions that are told per story: the first ones made it what it is."""
SHARED = 4
"""Names, figures or words that are shown of each kind."""


async def why(request: ChatRequest, _args: str, services: Services) -> Response:
    """Tell for each story of the digest below which the button stands what its decisions rested on."""
    now = services.clock.now()
    async with services.storage.unit() as unit:
        chat = await unit.chats.by_key(request.key)
        told = await unit.outbox.story_of(chat.id, request.about) if chat else []
        stories = [story for number in told if (story := await unit.stories.get(number))]
        decided = [await unit.stories.decisions(story.id, chat.id if chat else None) for story in stories]
    blocks = [explained(story, entries, now) for story, entries in zip(stories, decided, strict=True)]
    return answer(*pages(*blocks)) if blocks else answer(reply(say("chat.why_unknown")))


def explained(story: Story, decided: Sequence[tuple[Entry, Decision]], now: datetime) -> Markup:
    """One story in a few lines: its sources, then what joined each of the first further entries to it."""
    lines = [say("chat.why_headline", headline=short(story.headline)), _sources(story, decided, now)]
    if decided:
        lines.append(_opening(decided[0][1]))
    joined = [(entry, made) for entry, made in decided[1:] if made.verdict is not Verdict.NEW]
    lines += [_joined(entry, made) for entry, made in joined[:JOINED]]
    return Markup("\n".join(line for line in lines if line))


def _sources(story: Story, decided: Sequence[tuple[Entry, Decision]], now: datetime) -> str:
    # a copy of another source's text is no second witness
    told = list(dict.fromkeys(entry.publisher for entry, made in decided if not made.copy))
    if not told:
        return ""
    named = [escape(publisher) for publisher in told[:SOURCES]]
    more = [say("chat.why_more", n=len(told) - SOURCES)] if len(told) > SOURCES else []
    return say("chat.why_sources", n=len(told), names=Markup(listed([*named, *more])), seen=ago(story.first_seen, now))


def _opening(made: Decision) -> str:
    """Why the first entry was news."""
    other, against = made.evidence.other, made.evidence.against
    if not other:
        return say("chat.why_new")
    reasons = Markup("; ".join(escape(reason) for reason in against[:SHARED]))
    return say("chat.why_new_against" if against else "chat.why_new_nearest", other=short(other), reasons=reasons)


def _joined(entry: Entry, made: Decision) -> str:
    key = "chat.why_update" if made.verdict is Verdict.UPDATE else "chat.why_copy" if made.copy else "chat.why_same"
    return say(key, publisher=entry.publisher, shared=shared(made.evidence))


def shared(evidence: Evidence) -> Markup:
    """What two texts have in common, in words that people can check."""
    kinds = (("names", evidence.names), ("figures", evidence.figures), ("words", evidence.words))
    found = [say(f"chat.why_{kind}", shared=", ".join(values[:SHARED])) for kind, values in kinds if values]
    if evidence.hours is not None:
        found.append(say("chat.why_apart", time=span(timedelta(hours=evidence.hours))))
    return Markup("; ".join(found)) if found else say("chat.why_alike")
