"""
Writes the digest of one chat: what of the news it tells, and how. PURE.

The same over what is stored (``build.py``) and over what would have been (``backtest.py``).
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial

from bot.digest.choose import BAR, HALF_LIFE, MAX_STORIES, Candidate, Choice, choose
from bot.digest.figure_conflicts import Told, differing
from bot.digest.followed import choose_by_rules
from bot.digest.rules import Sifted, quotable
from bot.digest.told_twice import Lead, lead_of, told_once
from bot.digest.topics import by_topic
from bot.model import (
    LONGEST_HEADLINE,
    Chat,
    Decision,
    Digest,
    DigestItem,
    DocId,
    Document,
    DoubtKind,
    Entry,
    Evidence,
    LeftOut,
    Media,
    Quote,
    Size,
    Source,
    SourcedQuote,
    Story,
    Verdict,
)
from bot.text.analysis.names import Name, names
from bot.text.analysis.publishers import publisher_key
from bot.text.analysis.sentences import sentences
from bot.text.analysis.words import terms
from bot.text.cleaning.urls import untracked
from bot.text.display.wording import wording
from bot.text.summary.repeats import retelling, tells_again
from bot.text.summary.summarize import Pick, SourceText, summarize

Decided = tuple[Entry, Decision]
News = tuple[Story, Sequence[Decided]]
"""
A story with the entries that a chat's feeds have of it, oldest first. What only other chats' feeds made one story comes
in several parts that have its id.
"""
Importance = Callable[[Story, Sequence[Decided], Mapping[int, int]], float]
"""
How much a story matters, above 0, by the entries that this chat's feeds have of it, and by how many entries each feed
brought in all.
"""

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
SENTENCES = {Size.HEADLINES: 0, Size.BRIEF: 3, Size.FULL: 6}
"""Sentences of a story, at most."""
MOST_RETOLD_LINE = 0.2
"""How likely the new sentence of an update may tell nothing new, at most, to be a line; what is not waits for room."""
MOST_LISTED = 40
"""Stories left over that can be listed: a message of two screens."""
_CUT = re.compile(r"\s*(?:\.\.\.|…|\[(?:…|\.\.\.)\])$")
NO_RULES = Sifted()
"""What a chat without rules wishes."""
FOREVER = datetime.min.replace(tzinfo=UTC)
"""When the seed corpus was told."""


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
class Memory:
    """What a chat has had: stories with the moment of their last telling, the quotes of each, its last digest."""

    told: Mapping[int, datetime] = field(default_factory=dict)
    read: Mapping[int, Sequence[Quote]] = field(default_factory=dict)
    last: datetime | None = None
    earlier: Mapping[int, str] = field(default_factory=dict)
    """The platform's id of the message that told a story last."""
    boilerplate: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """For each feed the keys of the sentences that stand on every page of it."""
    before: Mapping[int, Story] = field(default_factory=dict)
    """Earlier events of a matter, by their stored ids, as the chat sees them."""
    media: Mapping[int, Media] = field(default_factory=dict)
    """What entries have to see or to hear, by their ids."""
    apart: frozenset[tuple[int, int]] = frozenset()
    """Stories that somebody ruled to be two, the older one first."""


@dataclass(frozen=True, slots=True)
class _Telling:
    """One story, with what this chat may be told of it."""

    story: Story
    decided: tuple[Decided, ...]
    """The entries to tell from: all of them for news, those with something new for an update."""
    update: bool
    sources: tuple[SourceText, ...]
    """The texts of *decided*, in the same order; for an update restricted to what is new."""
    latest: bool = False
    """Told by how it stands in the end: the digest is for so long that stories have gone on meanwhile."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a digest will tell: the choice, how the names in it are written, and how much only repeats the seeds."""

    choice: Choice
    called: Mapping[str, str]
    known: int
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
        for part, (story, decided) in _parts(news)
        if (telling := _telling(story, decided, memory, part))
    ]
    if brought is None:
        brought = Counter(entry.feed for _, decided in news for entry, _ in decided)
    candidates = [_candidate(telling, part, importance, brought) for part, telling in tellings]
    now, most = occasion.now, plan.max_stories
    usual = partial(choose, now=now, most=most, bar=plan.bar, listed=MOST_LISTED, half_life=plan.half_life)
    choice = _together(choose_by_rules(candidates, ruled, now, most, usual))
    shown = {(one.story, one.part) for one in (*choice.told, *choice.held[:MOST_LISTED])}
    called = {
        name.key: name.text
        for part, telling in tellings
        if (telling.story.id, part) in shown
        for name in _names(telling)
        if name.sure
    }
    return Draft(choice, called, sum(_only_known(one, memory, occasion) for one in news), len(choice.held))


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
    tellings = {
        (story.id, part): replace(telling, latest=plan.span > DAY)
        for part, (story, decided) in _parts(news)
        if (telling := _telling(story, decided, memory, part))
    }
    choice = chosen.choice
    size = occasion.chat.size or plan.size
    items = [
        replace(_with_memory(_of(tellings, one), seeds, SENTENCES[size], memory), rule=_rule(ruled, one))
        for one in choice.followed
    ]
    items += [
        replace(line, rule=_rule(ruled, one))
        for one in choice.followed_also
        if (line := _line(_of(tellings, one), seeds, memory))
    ]
    items += [
        replace(_with_memory(_of(tellings, one), seeds, SENTENCES[size], memory), topic=chosen.called.get(topic, ""))
        for one, topic in by_topic(choice.chosen, chosen.called)
    ]
    items += [line for one in choice.also if (line := _line(_of(tellings, one), seeds, memory))]
    whole = {story: telling for (story, part), telling in tellings.items() if not part}
    items = told_once(items, lambda item: _lead(whole.get(item.story)), memory.apart)
    return Digest(
        occasion.chat.id, occasion.slot, tuple(items),
        known=chosen.known, more=chosen.more, next_slot=occasion.next_slot, size=size, quiet=choice.quiet,
        made=occasion.now, zone=occasion.chat.zone, language=wording(occasion.chat.language).language,
        left_out=tuple(_left_out(_of(tellings, one)) for one in choice.held[:MOST_LISTED]),
    )  # fmt: skip


def _lead(telling: _Telling | None) -> Lead | None:
    """What a story begins with; None for a part of one."""
    return lead_of(_headed(telling).decided) if telling else None


def _rule(ruled: Sifted, one: Candidate) -> str:
    """The rule that a story is told first by, as it would be typed."""
    return quotable(ruled.first[one.story].conditions)


def without(news: Sequence[News], ruled: Sifted) -> list[News]:
    """News without the reports that rules keep away, and without stories of which nothing is left."""
    if not ruled.hidden:
        return list(news)
    left = [(story, [one for one in decided if one[0].id not in ruled.hidden]) for story, decided in news]
    return [(story, decided) for story, decided in left if decided]


def _left_out(telling: _Telling) -> LeftOut:
    item = _item(telling, {}, 0)
    return LeftOut(item.headline, item.url, item.sources[0].publisher)


def _of(tellings: Mapping[tuple[int, int], _Telling], one: Candidate) -> _Telling:
    return tellings[one.story, one.part]


def _parts(news: Sequence[News]) -> list[tuple[int, News]]:
    """The news, each with which part of its story it is: 0, or from 1 on where there are several."""
    several = {story for story, count in Counter(story.id for story, _ in news).items() if count > 1}
    seen: Counter[int] = Counter()
    found = []
    for story, decided in news:
        seen[story.id] += story.id in several
        found.append((seen[story.id], (story, decided)))
    return found


def _together(choice: Choice) -> Choice:
    """A choice in which no part of a story is held that is told in part: as a whole it would count as told."""
    stories = {one.story for one in choice.told}
    with_others = tuple(one for one in choice.held if one.story in stories)
    held = tuple(one for one in choice.held if one.story not in stories)
    return replace(choice, also=choice.also + with_others, held=held)


def _line(telling: _Telling, seeds: Mapping[DocId, Document], memory: Memory) -> DigestItem | None:
    """
    A story in one line: its headline, and of an update the sentence that is new, for a headline mostly tells once more.

    Returns: None for an update without a sentence that is short enough and clear by itself.
    """
    if not telling.update:
        return _with_media(telling, seeds, 0, memory, also=True)
    entries = [entry for entry, _ in telling.decided]
    new = next(iter(summarize(telling.sources, max_sentences=1, headline=telling.story.headline, alone=True)), None)
    if new is None or len(new.text) > LONGEST_HEADLINE or not _verbatim(entries[new.source], new):
        return None
    if _retold_line(new, entries[new.source], telling.story, memory) > MOST_RETOLD_LINE:
        return None
    told, quote = entries[new.source], _span(entries[new.source], new.start, new.end)
    line = _with_media(telling, seeds, 0, memory, also=True)
    sources = _publishers([told, *entries])
    return replace(line, headline=new.text, url=untracked(told.link), quotes=(quote,), sources=sources)


def _retold_line(new: Pick, entry: Entry, story: Story, memory: Memory) -> float:
    """How likely a line tells nothing new to a chat that had the story, perhaps no more than a headline of it."""
    told = [*(quote.text for quote in memory.read.get(story.id, ())), story.headline]
    # the first two sentences tell what the title tells
    before = sentences(entry.text[: new.start], entry.read_in)
    title = frozenset(_words(entry.title)) if len(before) <= 1 else None
    return retelling(frozenset(_words(new.text)), [frozenset(_words(one)) for one in told], frozenset(), title)


def _with_memory(telling: _Telling, seeds: Mapping[DocId, Document], most: int, memory: Memory) -> DigestItem:
    """A story with what the chat had before: an update with the message that told it, news with an earlier event."""
    item = _with_media(telling, seeds, most, memory)
    if item.update:
        return replace(item, earlier=memory.earlier.get(item.story, ""))
    return replace(item, before=memory.before.get(goes_on(telling.story, telling.decided)))


def goes_on(story: Story, decided: Sequence[Decided]) -> int:
    """The stored id of the earlier event that a story would belong to, had it not come so long after; 0 if none."""
    evidence = decided[0][1].evidence if decided else Evidence()
    late = any(doubt.kind is DoubtKind.LATE for doubt in evidence.against)
    return evidence.near_story if late and evidence.near_story != story.id else 0


def _with_media(
    telling: _Telling, seeds: Mapping[DocId, Document], most: int, memory: Memory, *, also: bool = False
) -> DigestItem:
    """A story with what one of its entries lets people hear or watch; with a picture where there is nothing else."""
    item = _item(telling, seeds, most, also=also)
    entries = [entry for entry, _ in _headed(telling).decided]
    found = [memory.media[entry.id] for entry in entries if entry.id in memory.media]
    if not found:
        return item
    first = next((one for one in found if one.audio or one.video), found[0])
    is_bare = not any(entry.title or entry.text for entry in entries)
    return replace(item, media=first if is_bare else replace(first, image=""))


def _only_known(news: News, memory: Memory, occasion: Occasion) -> bool:
    """Whether something came since the last digest that tells only what the seed corpus tells."""
    story, decided = news
    since = memory.last or occasion.since
    new = story.seed and story.id not in memory.told
    return bool(new) and any(nothing_new(one) and _arrived(one) > since for one in decided)


def _telling(story: Story, decided: Sequence[Decided], memory: Memory, part: int = 0) -> _Telling | None:
    """What there is to tell of *story*, or of a part of it; None if nothing is new."""
    told_at = memory.told.get(story.id)
    if told_at is not None and part and all(_arrived(one) > told_at for one in decided):
        told_at = None  # what was told then were other parts
    if told_at is None and not story.seed:
        own = _own_words(decided)
        return _Telling(story, own, False, tuple(_source(entry, memory) for entry, _ in own)) if own else None
    # a story of the seed corpus counts as told since ever
    fresh = [one for one in decided if one[1].verdict is Verdict.UPDATE and _arrived(one) > (told_at or FOREVER)]
    sources = [(one, _fresh_source(one, story, memory.read.get(story.id, ()))) for one in fresh]
    kept = [(one, source) for one, source in sources if source.only]
    if not kept:
        return None
    return _Telling(story, tuple(one for one, _ in kept), True, tuple(source for _, source in kept))


def _arrived(decided: Decided) -> datetime:
    entry, decision = decided
    return decision.made or entry.seen


def nothing_new(decided: Decided) -> bool:
    """Whether an entry tells only what its story told already."""
    return decided[1].verdict is not Verdict.UPDATE


def _own_words(decided: Sequence[Decided]) -> tuple[Decided, ...]:
    """The entries that are no copies of others; a copy whose original this chat does not follow stands for it."""
    originals = tuple(one for one in decided if not one[1].copy)
    return originals or tuple(decided[:1])


def _source(entry: Entry, memory: Memory) -> SourceText:
    boilerplate = memory.boilerplate.get(entry.feed, frozenset())
    return SourceText(entry.title, entry.text, entry.read_in, None, entry.publisher, boilerplate, told_at(entry))


def _fresh_source(decided: Decided, story: Story, read: Collection[Quote]) -> SourceText:
    """An entry's text restricted to its sentences with new facts that this chat has not read, in no words."""
    entry, decision = decided
    words = {_words(quote.text) for quote in read}
    told, headline = [frozenset(one) for one in words], frozenset(_words(story.headline))
    only = tuple(
        (span.start, span.end)
        for span in sentences(entry.text, entry.read_in)
        if any(start < span.end and span.start < end for start, end in decision.fresh)
        and (own := _words(span.text)) not in words
        and not _again(frozenset(own), told, headline)
    )
    return SourceText(entry.title, entry.text, entry.read_in, only, entry.publisher)


def _again(terms: frozenset[str], told: Sequence[frozenset[str]], headline: frozenset[str]) -> bool:
    """Whether a sentence tells nothing that sentences and a headline have not told."""
    return tells_again(retelling(terms, told, headline, None), terms, told)


def _words(text: str) -> tuple[str, ...]:
    """A sentence for comparing with what was read: its words, whatever the marks."""
    return tuple(terms(text))


def _candidate(telling: _Telling, part: int, importance: Importance, brought: Mapping[int, int]) -> Candidate:
    about = frozenset(name.key for name in _names(telling))
    news = max((told_at(entry) for entry, _ in telling.decided), default=telling.story.last_seen)
    came = max((_arrived(one) for one in telling.decided), default=news)
    publishers = {publisher_key(entry.publisher, entry.link) for entry, _ in telling.decided}
    alone = publishers.pop() if len(publishers) == 1 else ""
    worth = importance(telling.story, telling.decided, brought)
    return Candidate(telling.story.id, worth, about, news, came, telling.update, alone, part)


def _names(telling: _Telling) -> list[Name]:
    """The names in the headlines of a story."""
    return [name for entry, _ in telling.decided for name in _in_title(entry.title, entry.read_in)]


@lru_cache(maxsize=20_000)  # those of three days of 50 busy feeds, 1 kB each: all chats of a slot read the same ones
def _in_title(title: str, language: str) -> tuple[Name, ...]:
    return tuple(names(title, language=language))


def told_at(entry: Entry) -> datetime:
    """When an entry told its news: as it says, but never later than we saw it."""
    return min(entry.published or entry.seen, entry.seen)


def _item(telling: _Telling, seeds: Mapping[DocId, Document], most: int, *, also: bool = False) -> DigestItem:
    """A story as it is told, with at most so many sentences."""
    telling = _headed(telling)
    entries = [entry for entry, _ in telling.decided]
    first = entries[0]
    # an entry without a title is headed by its best sentence
    picks = [] if first.title and not most else _picks(telling, entries, first.title, max(most, 1))
    quotes = tuple(_span(entries[pick.source], pick.start, pick.end) for pick in picks)
    background = seeds.get(telling.story.seed) if telling.update else None
    return DigestItem(
        story=telling.story.id,
        headline=_whole_title(first) or (quotes[0].quote.text if quotes else telling.story.headline) or first.publisher,
        url=untracked(first.link),
        quotes=quotes if most else (),
        sources=_publishers([first, *(entries[pick.source] for pick in picks), *entries]),
        first_seen=min(told_at(entry) for entry in entries),
        update=telling.update,
        background=_explains(background) if background else "",
        also=also,
        figures=_figures(telling, entries, picks) if most else (),
    )


def _whole_title(entry: Entry) -> str:
    """The title; one that was cut off in the text's first sentence as that whole sentence."""
    if not _CUT.search(entry.title):
        return entry.title
    opening = next(iter(sentences(entry.text[: LONGEST_HEADLINE * 2], entry.read_in)), None)
    whole = opening is not None and len(opening.text) <= LONGEST_HEADLINE
    return opening.text if opening and whole and opening.text.startswith(_CUT.sub("", entry.title)) else entry.title


@lru_cache(maxsize=64)  # the same few notes explain to all chats
def _explains(document: Document) -> str:
    """The sentence of a background note that tells best what it is about; its title where none can stand alone."""
    best = summarize([SourceText(document.title, document.text, document.read_in)], max_sentences=1)
    return best[0].text if best else document.title


def _figures(telling: _Telling, entries: Sequence[Entry], picks: Sequence[Pick]) -> tuple[SourcedQuote, ...]:
    """The figures that the sources give differently for something that *picks* tell."""
    told = tuple(
        Told(
            publisher_key(entry.publisher, entry.link), source.text, source.language,
            tuple((pick.start, pick.end) for pick in picks if pick.source == number),
        )
        for number, (entry, source) in enumerate(zip(entries, telling.sources, strict=True))
    )  # fmt: skip
    return tuple(_span(entries[place.source], place.start, place.end) for place in _differing(told))


_differing = lru_cache(maxsize=500)(differing)
"""Remembered like the summaries."""


def _picks(telling: _Telling, entries: Sequence[Entry], headline: str, most: int) -> list[Pick]:
    told = _summed_up(telling.sources, headline, most)
    if not told and len(entries) > 1:
        # what several tell is never a bare headline, even if all their sentences repeat it
        told = _summed_up(telling.sources, "", 1)
    return [pick for pick in told if _verbatim(entries[pick.source], pick)]


@lru_cache(maxsize=500)  # stories of a slot, some 10 kB each: chats that have the same reports of one share its summary
def _summed_up(sources: tuple[SourceText, ...], headline: str, most: int) -> tuple[Pick, ...]:
    return tuple(summarize(sources, headline=headline, max_sentences=most))


def _headed(telling: _Telling) -> _Telling:
    """
    *telling* with the entry first whose title stands above.

    That is the newest of an update, and of what is told by how it stands in the end the newest that added something;
    else that of the story's own headline, if this chat follows its feed.
    """
    titles = [entry.title for entry, _ in telling.decided]
    own = titles.index(telling.story.headline) if telling.story.headline in titles else 0
    added = [at for at, one in enumerate(telling.decided) if one[1].verdict is Verdict.UPDATE and one[0].title]
    last = added[-1] if telling.latest and added else own
    first = len(titles) - 1 if telling.update else last
    order = sorted(range(len(titles)), key=lambda place: place != first)
    decided, sources = telling.decided, telling.sources
    return replace(telling, decided=tuple(decided[at] for at in order), sources=tuple(sources[at] for at in order))


def _span(entry: Entry, start: int, end: int) -> SourcedQuote:
    return SourcedQuote(Quote(entry.doc, start, end, entry.text[start:end]), _who(entry))


def _who(entry: Entry) -> Source:
    return Source(entry.publisher, untracked(entry.link), told_at(entry))


def _verbatim(entry: Entry, pick: Pick) -> bool:
    """Whether a sentence stands word for word at its place; what does not is never shown."""
    return entry.text[pick.start : pick.end] == pick.text


def _publishers(entries: Sequence[Entry]) -> tuple[Source, ...]:
    """Who tells it: each publisher once, with its first entry."""
    found: dict[str, Source] = {}
    for entry in entries:
        found.setdefault(publisher_key(entry.publisher, entry.link), _who(entry))
    return tuple(found.values())
