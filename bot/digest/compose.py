"""
Writes the digest of one chat: which of the news it tells, and in what order. PURE.

The same over what is stored (``build.py``) and over what would have been (``backtest.py``). What there is to tell of a
story is found in ``tellings.py`` and written in ``items.py``.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.digest.choose import BAR, HALF_LIFE, MAX_STORIES, Candidate, Choice, choose
from bot.digest.followed import choose_by_rules
from bot.digest.items import SENTENCES, in_a_line, in_full, left_out
from bot.digest.rules import Sifted, quotable
from bot.digest.taste import Importance
from bot.digest.tellings import (
    Memory,
    News,
    Telling,
    arrived,
    headed,
    names_of,
    only_known,
    parts,
    telling_of,
    told_at,
    went_on,
)
from bot.digest.told_twice import Lead, lead_of, told_once
from bot.digest.topics import by_topic
from bot.digest.versions import Headline, superseded
from bot.model import Chat, Digest, DocId, Document, Size
from bot.text.analysis.publishers import publisher_key
from bot.text.display.wording import Wording, wording

LOOK_BACK = timedelta(days=3)
"""
How long a story that the cap held back stays a candidate. By then it is worth an eighth of what it was, and what is
still not told has been passed over in three digests.
"""
DAY = timedelta(days=1)
LONGEST_SPAN = timedelta(days=31)
"""What happened before that is in no digest, however long a pause was: all that came meanwhile is weighed."""
MOST_LONGER = 2.0
"""So many times as many stories as for a day at most: twenty in full take ten minutes to read."""
MOST_LISTED = 40
"""Stories left over that can be listed: a message of two screens."""
NO_RULES = Sifted()
"""What a chat without rules wishes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """
    How long a digest may get: stories told in full, what is said of each if the chat did not choose, and what a story
    must be worth.
    """

    max_stories: int = MAX_STORIES
    size: Size = Size.BRIEF
    bar: float = BAR
    span: timedelta = DAY
    """The time that a digest is for."""

    def over(self, span: timedelta) -> "Plan":
        """
        The same for a digest of so much time: *max_stories* is for a day.

        A letter of a week tells more than a digest of a day, but is read at one sitting as well.
        """
        longer = max(DAY, min(span, LONGEST_SPAN))
        most = round(self.max_stories * min(math.sqrt(longer / DAY), MOST_LONGER))
        return replace(self, max_stories=most, span=longer)

    @property
    def look_back(self) -> timedelta:
        """How long a story stays a candidate."""
        return LOOK_BACK + self.span - DAY

    @property
    def half_life(self) -> timedelta:
        """After how long a story counts half as much: what mattered on Monday is in the letter of Friday."""
        return HALF_LIFE * (self.span / DAY)


@dataclass(frozen=True, slots=True)
class Occasion:
    """For whom and when a digest is made. *since*: how far back what was held stays a candidate."""

    chat: Chat
    slot: datetime
    now: datetime
    next_slot: datetime | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """What a digest will tell: the choice, how the names in it are written, and how much only repeats what is known."""

    choice: Choice
    called: Mapping[str, str]
    superseded_by: Mapping[int, int]
    """Stories of versions that are over, each with that of the later one: told, and who reads it needs no other."""
    known: int
    """Other stories that bring nothing new: they only repeat the seeds."""
    more: int
    """Stories that are left out."""

    def stories(self) -> frozenset[int]:
        """The stories whose texts it takes to write it."""
        choice = self.choice
        return frozenset(one.story for one in (*choice.told, *choice.held[:MOST_LISTED]))


def compose(
    occasion: Occasion,
    news: Sequence[News],
    memory: Memory,
    seeds: Mapping[DocId, Document],
    importance: Importance,
    plan: Plan,
) -> Digest:
    """The digest that *news* make for a chat with that memory; *seeds* are the documents that tell some of them."""
    return written(occasion, drafted(occasion, news, memory, importance, plan), news, memory, seeds, plan)


def drafted(
    occasion: Occasion,
    news: Sequence[News],
    memory: Memory,
    importance: Importance,
    plan: Plan,
    brought: Mapping[int, int] | None = None,
    ruled: Sifted = NO_RULES,
) -> Draft:
    """
    Choose what of *news* is told.

    Texts, and what decisions rest on, matter only where the chat knows a story already. *brought*: how many entries
    each feed has in the news; None: these are all of them.
    """
    tellings = [
        (part, telling)
        for part, (story, decided) in parts(news)
        if (telling := telling_of(story, decided, memory, part))
    ]
    if brought is None:
        brought = Counter(entry.feed for _, decided in news for entry, _ in decided)
    candidates = [_candidate(telling, part, importance, brought) for part, telling in tellings]
    now, most = occasion.now, plan.max_stories
    usual = partial(choose, now=now, most=most, bar=plan.bar, listed=MOST_LISTED, half_life=plan.half_life)
    superseded_by = superseded(_headline(telling) for part, telling in tellings if not part)
    while True:
        current = [one for one in candidates if one.story not in superseded_by]
        choice = _together(choose_by_rules(current, ruled, now, most, usual, plan.half_life))
        # a version is over for those who read of the later one; what comes back may push out another such
        told = {one.story for one in choice.told}
        if told.issuperset(superseded_by.values()):
            break
        superseded_by = {old: new for old, new in superseded_by.items() if new in told}
    shown = {(one.story, one.part) for one in (*choice.told, *choice.held[:MOST_LISTED])}
    # what is told of, or waits for room, is counted there
    coming = {telling.story.id for _, telling in tellings}
    only_again = {one[0].id for one in news if only_known(one, memory, memory.last or occasion.since)} - coming
    called = {
        name.key: name.text
        for part, telling in tellings
        if (telling.story.id, part) in shown
        for name in names_of(telling)
        if name.sure
    }
    return Draft(choice, called, superseded_by, len(only_again), len(choice.held))


def written(
    occasion: Occasion,
    chosen: Draft,
    news: Sequence[News],
    memory: Memory,
    seeds: Mapping[DocId, Document],
    plan: Plan,
    ruled: Sifted = NO_RULES,
) -> Digest:
    """The digest that a draft becomes; *news* are at least its ``stories``, with their texts."""
    begun = max(filter(None, (memory.last, occasion.chat.subscribed)), default=occasion.since)
    tellings = {
        (story.id, part): replace(telling, latest=plan.span > DAY or went_on(telling, begun))
        for part, (story, decided) in parts(news)
        if (telling := telling_of(story, decided, memory, part))
    }
    choice = chosen.choice
    size, say = occasion.chat.size or plan.size, wording(occasion.chat.language)
    items = [
        replace(in_full(_of(tellings, one), seeds, SENTENCES[size], memory), rule=_rule(ruled, one, say))
        for one in choice.followed
    ]
    items += [
        replace(line, rule=_rule(ruled, one, say))
        for one in choice.followed_also
        if (line := in_a_line(_of(tellings, one), seeds, memory))
    ]
    items += [
        replace(in_full(_of(tellings, one), seeds, SENTENCES[size], memory), topic=chosen.called.get(topic, ""))
        for one, topic in by_topic(choice.chosen, chosen.called)
    ]
    items += [line for one in choice.also if (line := in_a_line(_of(tellings, one), seeds, memory))]
    # an update in a headline's words alone tells nothing again: it waits for a report that says more
    items = [item for item in items if item.quotes or not item.update or size is Size.HEADLINES]
    whole = {story: telling for (story, part), telling in tellings.items() if not part}
    over = {item.story: tuple(old for old, new in chosen.superseded_by.items() if new == item.story) for item in items}
    items = [replace(item, told_with=over[item.story], overtakes=over[item.story]) for item in items]
    items = told_once(items, lambda item: _lead(whole.get(item.story)), memory.apart)
    return Digest(
        occasion.chat.id, occasion.slot, tuple(items),
        known=chosen.known, more=chosen.more, next_slot=occasion.next_slot, size=size, quiet=choice.quiet,
        made=occasion.now, zone=occasion.chat.zone, language=wording(occasion.chat.language).language,
        left_out=tuple(left_out(_of(tellings, one)) for one in choice.held[:MOST_LISTED]),
    )  # fmt: skip


def _headline(telling: Telling) -> Headline:
    first, _ = headed(telling).decided[0]
    return Headline(telling.story.id, first.title, first.read_in, max(told_at(entry) for entry, _ in telling.decided))


def _lead(telling: Telling | None) -> Lead | None:
    """What a story begins with; None for a part of one."""
    return lead_of(headed(telling).decided) if telling else None


def _rule(ruled: Sifted, one: Candidate, say: Wording) -> str:
    """The rule that a story is told first by, as it would be typed."""
    return quotable(ruled.first[one.story].conditions, say)


def _of(tellings: Mapping[tuple[int, int], Telling], one: Candidate) -> Telling:
    return tellings[one.story, one.part]


def _together(choice: Choice) -> Choice:
    """A choice in which no part of a story is held that is told in part: as a whole it would count as told."""
    stories = {one.story for one in choice.told}
    with_others = tuple(one for one in choice.held if one.story in stories)
    held = tuple(one for one in choice.held if one.story not in stories)
    return replace(choice, also=choice.also + with_others, held=held)


def _candidate(telling: Telling, part: int, importance: Importance, brought: Mapping[int, int]) -> Candidate:
    about = frozenset(name.key for name in names_of(telling))
    news = max((told_at(entry) for entry, _ in telling.decided), default=telling.story.last_seen)
    came = max((arrived(one) for one in telling.decided), default=news)
    publishers = {publisher_key(entry.publisher, entry.link) for entry, _ in telling.decided}
    alone = publishers.pop() if len(publishers) == 1 else ""
    worth = importance(telling.story, telling.decided, brought)
    return Candidate(telling.story.id, worth, about, news, came, telling.update, alone, part)
