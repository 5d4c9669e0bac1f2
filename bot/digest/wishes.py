"""What a chat wishes: its rules tried on what its feeds tell, and what it has learned to like."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.digest.rules import Report, Rulebook, Sifted, sift
from bot.digest.taste import AtMost, Importance, learned, to_taste
from bot.model import Entry, Rule, Verdict
from bot.ports import Unit
from bot.text.analysis.phrases import LONGEST_READ

TRIED = timedelta(days=7)
"""What a new rule is tried on before it is saved: a week has weekends and weekdays."""
MOST_TRIED = 2_000
"""Stories of that, the newest: somebody waits for the answer."""
_MANY = 50
"""Stories from which on they are sifted in a thread: it takes some ms, and others want their answers meanwhile."""


async def sifted(unit: Unit, chat: int, stories: Collection[int], now: datetime) -> Sifted:
    """What the chat's own rules make of some stories; a chat without rules pays one look."""
    return await sifted_by(unit, await unit.rules.of_chat(chat), chat, stories, now)


async def sifted_by(unit: Unit, rules: Sequence[Rule], chat: int, stories: Collection[int], now: datetime) -> Sifted:
    """What *rules* make of stories as a chat's feeds tell them."""
    return (await _sifted(unit, rules, chat, stories, now))[0]


async def _sifted(
    unit: Unit, rules: Sequence[Rule], chat: int, stories: Collection[int], now: datetime
) -> tuple[Sifted, dict[int, list[Report]]]:
    """The same, and the reports of each story on which that rests."""
    book = Rulebook(rules, now)
    if not book or not stories:
        return Sifted(), {}
    reports = await _reports(unit, chat, stories, texts=book.reads_texts)
    found = await asyncio.to_thread(sift, book, reports) if len(reports) >= _MANY else sift(book, reports)
    return found, reports


async def _reports(unit: Unit, chat: int, stories: Iterable[int], *, texts: bool) -> dict[int, list[Report]]:
    joined = await unit.rulings.joined(chat)
    whole = {piece: story for story in stories for piece in joined.get(story, (story,))}
    folders = await unit.feeds.topics(chat)
    titles = {feed.id: feed.title for feed in await unit.feeds.of_chat(chat)}
    found: dict[int, list[Report]] = defaultdict(list)
    for entry in await unit.entries.reports(whole, chat, LONGEST_READ if texts else 0):
        story = whole[entry.story or 0]
        topic = "\n".join(folders.get(entry.feed, ()))
        found[story].append(report_of(entry, story, titles.get(entry.feed, ""), topic))
    return found


def report_of(entry: Entry, story: int, feed: str, topic: str) -> Report:
    """What rules look at of an entry. PURE."""
    host = entry.link.partition("://")[2].partition("/")[0]
    source = "\n".join(dict.fromkeys((entry.publisher, host, feed)))
    return Report(entry.id, story, entry.title, entry.text, source, topic, entry.read_in)


async def weighed(
    unit: Unit, chat: int, importance: Importance, at_most: AtMost, now: datetime
) -> tuple[Importance, AtMost]:
    """How stories are weighed for a chat, by what it has learned."""
    weights = learned(await unit.votes.of_chat(chat), now)
    if not weights:
        return importance, at_most
    return to_taste(importance, at_most, weights, await unit.feeds.topics(chat))


class Tried(NamedTuple):
    """
    What rules would have hidden, by headlines, newest first, out of *total* stories that were looked through.

    *hidden* are stories; *updates* what a hidden report alone tells of one that is told without it.
    """

    hidden: list[str]
    updates: list[str]
    total: int


async def would_hide(unit: Unit, chat: int, rules: Sequence[Rule], now: datetime) -> Tried:
    """Try rules on what the chat's feeds told lately."""
    found = await unit.stories.prospects(chat, now - TRIED, backlog=True)
    newest = [one.story for one in sorted(found, key=lambda one: one.news, reverse=True)[:MOST_TRIED]]
    ruled, reports = await _sifted(unit, rules, chat, newest, now)
    seen = {story.id: story.headline for story in await unit.stories.seen_by(chat, [*ruled.muted], brief=True)}
    parted = [
        story
        for story in newest
        if story not in ruled.muted and any(one.entry in ruled.hidden for one in reports.get(story, ()))
    ]
    updates = [
        (decision.made, entry.title)
        for _, decided in await unit.stories.news(
            chat, await unit.stories.seen_by(chat, parted, brief=True), brief=True
        )
        for entry, decision in decided
        if entry.id in ruled.hidden and decision.verdict is Verdict.UPDATE
        if decision.made and decision.made > now - TRIED
    ]
    hidden = [seen[story] for story in newest if story in seen]
    return Tried(hidden, [title for _, title in sorted(updates, reverse=True)], len(newest))
