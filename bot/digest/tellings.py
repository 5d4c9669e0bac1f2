"""
What there is to tell of a story to one chat: which of its entries, and which of their sentences. PURE.

To a chat that was never told it a story is all that its feeds have of it, in their own words. To one that was told it,
or to which the background notes tell it, only sentences with facts that came after that. ``items.py`` writes what is
found here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache

from bot.digest.rules import Sifted
from bot.model import Decided, DoubtKind, Entry, Evidence, Media, Quote, Story, Verdict
from bot.text.analysis.names import Name, names
from bot.text.analysis.sentences import sentences
from bot.text.analysis.words import terms
from bot.text.summary.repeats import retelling, tells_again
from bot.text.summary.summarize import SourceText

News = tuple[Story, Sequence[Decided]]
"""
A story with the entries that a chat's feeds have of it, oldest first. What only other chats' feeds made one story comes
in several parts that have its id.
"""
FOREVER = datetime.min.replace(tzinfo=UTC)
"""When the seed corpus was told."""


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
class Telling:
    """One story, with what this chat may be told of it."""

    story: Story
    decided: tuple[Decided, ...]
    """The entries to tell from: all of them for news, those with something new for an update."""
    update: bool
    sources: tuple[SourceText, ...]
    """The texts of *decided*, in the same order; for an update restricted to what is new."""
    latest: bool = False
    """Told by how it stands in the end: the digest is for so long that stories have gone on meanwhile, or this has."""


def parts(news: Sequence[News]) -> list[tuple[int, News]]:
    """The news, each with which part of its story it is: 0, or from 1 on where there are several."""
    several = {story for story, count in Counter(story.id for story, _ in news).items() if count > 1}
    seen: Counter[int] = Counter()
    found = []
    for story, decided in news:
        seen[story.id] += story.id in several
        found.append((seen[story.id], (story, decided)))
    return found


def telling_of(story: Story, decided: Sequence[Decided], memory: Memory, part: int = 0) -> Telling | None:
    """What there is to tell of *story*, or of a part of it; None if nothing is new."""
    told_at = memory.told.get(story.id)
    if told_at is not None and part and all(arrived(one) > told_at for one in decided):
        told_at = None  # what was told then were other parts
    if told_at is None and not story.seed:
        own = _own_words(decided)
        return Telling(story, own, False, tuple(_source(entry, memory) for entry, _ in own)) if own else None
    # a story of the seed corpus counts as told since ever
    fresh = [one for one in decided if one[1].verdict is Verdict.UPDATE and arrived(one) > (told_at or FOREVER)]
    sources = [(one, _fresh_source(one, story, memory)) for one in fresh]
    kept = [(one, source) for one, source in sources if source.only]
    if not kept:
        return None
    return Telling(story, tuple(one for one, _ in kept), True, tuple(source for _, source in kept))


def without(news: Sequence[News], ruled: Sifted) -> list[News]:
    """News without the reports that rules keep away, and without stories of which nothing is left."""
    if not ruled.hidden:
        return list(news)
    left = [(story, [one for one in decided if one[0].id not in ruled.hidden]) for story, decided in news]
    return [(story, decided) for story, decided in left if decided]


def nothing_new(decided: Decided) -> bool:
    """Whether an entry tells only what its story told already."""
    return decided[1].verdict is not Verdict.UPDATE


def only_known(news: News, memory: Memory, since: datetime) -> bool:
    """Whether something came since then that tells only what the seed corpus tells."""
    story, decided = news
    new = story.seed and story.id not in memory.told
    return bool(new) and any(nothing_new(one) and arrived(one) > since for one in decided)


def arrived(decided: Decided) -> datetime:
    """When an entry became news to us: when it was decided what it is."""
    entry, decision = decided
    return decision.made or entry.seen


def told_at(entry: Entry) -> datetime:
    """When an entry told its news: as it says, but never later than we saw it."""
    return min(entry.moment, entry.seen)


def goes_on(story: Story, decided: Sequence[Decided]) -> int:
    """The stored id of the earlier event that a story would belong to, had it not come so long after; 0 if none."""
    evidence = decided[0][1].evidence if decided else Evidence()
    doubts = {doubt.kind for doubt in evidence.against}
    late = DoubtKind.LATE in doubts and DoubtKind.FAMILY not in doubts
    return evidence.near_story if late and evidence.near_story != story.id else 0


def went_on(telling: Telling, since: datetime) -> bool:
    """Whether something was added to a story since then that had begun before: to tell the beginning would be old."""
    came = [arrived(one) for one in telling.decided]
    added = [moment for moment, one in zip(came, telling.decided, strict=True) if one[1].verdict is Verdict.UPDATE]
    return min(came) <= since < max(added, default=since)


def headed(telling: Telling) -> Telling:
    """
    *telling* with the entry first whose title stands above.

    That is the newest of an update, and of what is told by how it stands in the end the newest that added something;
    else that of the story's own headline, if this chat follows its feed.
    """
    titles = [entry.title for entry, _ in telling.decided]
    own = titles.index(telling.story.headline) if telling.story.headline in titles else 0
    added = [at for at, one in enumerate(telling.decided) if one[1].verdict is Verdict.UPDATE and one[0].title]
    last = added[-1] if telling.latest and added else own
    return with_first(telling, len(titles) - 1 if telling.update else last)


def with_first(telling: Telling, first: int) -> Telling:
    """*telling* with the entry at that place before the others."""
    order = sorted(range(len(telling.decided)), key=lambda place: place != first)
    decided, sources = telling.decided, telling.sources
    return replace(telling, decided=tuple(decided[at] for at in order), sources=tuple(sources[at] for at in order))


def names_of(telling: Telling) -> list[Name]:
    """The names in the headlines of a story."""
    return [name for entry, _ in telling.decided for name in _in_title(entry.title, entry.read_in)]


@lru_cache(maxsize=5_000)  # those of a day of 200 busy feeds, 1 kB each: all chats of a slot read the same ones
def _in_title(title: str, language: str) -> tuple[Name, ...]:
    return tuple(names(title, language=language))


def _own_words(decided: Sequence[Decided]) -> tuple[Decided, ...]:
    """The entries that are no copies of others; a copy whose original this chat does not follow stands for it."""
    originals = tuple(one for one in decided if not one[1].copy)
    return originals or tuple(decided[:1])


def _source(entry: Entry, memory: Memory) -> SourceText:
    boilerplate = memory.boilerplate.get(entry.feed, frozenset())
    return SourceText(entry.title, entry.text, entry.read_in, None, entry.publisher, boilerplate, told_at(entry))


def _fresh_source(decided: Decided, story: Story, memory: Memory) -> SourceText:
    """An entry's text restricted to its sentences with new facts that this chat has not read, in no words."""
    entry, decision = decided
    words = {words_of(quote.text) for quote in memory.read.get(story.id, ())}
    told, headline = [frozenset(one) for one in words], frozenset(words_of(story.headline))
    only = tuple(
        (span.start, span.end)
        for span in sentences(entry.text, entry.read_in)
        if any(start < span.end and span.start < end for start, end in decision.fresh)
        and (own := words_of(span.text)) not in words
        and not _again(frozenset(own), told, headline)
    )
    return replace(_source(entry, memory), only=only)


def _again(terms: frozenset[str], told: Sequence[frozenset[str]], headline: frozenset[str]) -> bool:
    """Whether a sentence tells nothing that sentences and a headline have not told."""
    return tells_again(retelling(terms, told, headline, None), terms, [*told, headline])


def words_of(text: str) -> tuple[str, ...]:
    """A sentence for comparing with what was read: its words, whatever the marks."""
    return tuple(terms(text))
