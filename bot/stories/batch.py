"""Entries that are decided together, in the index, and what is to be written of them at once."""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.aside import aside
from bot.model import Assigned, Decision, Entry, Failed, Story, Verdict
from bot.ports import Unit
from bot.retrying import failed
from bot.stories.cached_index import CachedIndex
from bot.stories.candidate_index import READ
from bot.stories.centroid import MOST_MEMBERS
from bot.stories.held_stories import Speaker
from bot.stories.newsworthiness import newsworthiness
from bot.stories.profile import Profile
from bot.stories.story_index import StoryIndex, read_entry, speaker

LONGEST = 0.05
"""Seconds after which no more entries are decided for one transaction while whoever wants to write waits for it..."""
AT_EASE = 0.5
"""...and while nobody does: a transaction for each few entries costs more than to decide them."""
Work = tuple[Entry, Profile]
"""An entry with what it is about."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of the entries: how many opened a story, told the same, brought something new, or were known."""

    new: int = 0
    same: int = 0
    update: int = 0
    known: int = 0

    @property
    def entries(self) -> int:
        """How many were sorted."""
        return self.new + self.same + self.update + self.known

    def __bool__(self) -> bool:
        """Whether anything was sorted."""
        return bool(self.entries)

    def __add__(self, other: "Collected") -> "Collected":
        return Collected(
            self.new + other.new, self.same + other.same, self.update + other.update, self.known + other.known
        )

    def counted(self, verdict: Verdict) -> "Collected":
        """These counts with one more."""
        name = verdict.value
        return replace(self, **{name: getattr(self, name) + 1})


async def decided(
    unit: Unit, cache: CachedIndex, story_index: StoryIndex, work: Sequence[Work], longest: float
) -> "Batch":
    """Decide as many as are done in so many seconds, at least one; the index has them, the database has not."""
    clock = asyncio.get_running_loop().time
    end = clock() + longest
    await cache.apply_rulings(unit, story_index)
    story_index.begin()
    stored = await unit.entries.get_all([entry.id for entry, _ in work])
    batch = Batch(unit, cache, story_index, await unit.stories.next_id())
    await batch.fetch_filed(work)
    found = await _found(story_index, work, end - longest / 2)
    await batch.fetch(story_index.wanted(found))
    await batch.fetch_rows(found)
    for entry, one in work:
        batch.taken.append(entry)
        # one that was reworded since it was read is read anew the next time
        if stored.get(entry.id) == entry:
            await batch.sort(entry, one)
        if clock() > end:
            break
        await asyncio.sleep(0)
    await batch.look_for_drift()
    return batch


async def _found(story_index: StoryIndex, work: Sequence[Work], end: float) -> list[int]:
    """The likeliest stories of as many entries as are looked up until *end*; each asks for its own later."""
    found: list[int] = []
    for _, one in work:
        found += story_index.find(one)[:READ]
        if asyncio.get_running_loop().time() > end:
            break
        await asyncio.sleep(0)
    return found


class Batch:
    """Entries that are decided together: what they need is read, and what they change written, at once."""

    def __init__(self, unit: Unit, cache: CachedIndex, story_index: StoryIndex, next_id: int) -> None:
        self._unit, self._cache, self._story_index, self._first, self._next = unit, cache, story_index, next_id, next_id
        self._sorted: list[Entry] = []
        self._drifted: list[tuple[int, list[Speaker]]] = []
        self.counts = Collected()
        self.taken: list[Entry] = []
        """Those that were looked at, also if nothing was decided."""
        self._stories: dict[int, Story] = {}
        self._changed: dict[int, Story] = {}
        self._assigned: list[Assigned] = []
        self.last_turn = 0
        """That of the last entry that was written."""
        self.bad: list[Failed] = []
        """Stories with which no entry can be compared."""

    async def fetch_filed(self, work: Sequence[Work]) -> None:
        """Bring what is filed of the places that these entries look at."""
        keys: set[int] = set()
        for _, one in work:
            # the first look at an entry is the dear one: others have their turn in between
            keys.update(self._story_index.lacking(one))
            await asyncio.sleep(0)
        self._story_index.filed = await self._unit.stories.filed(keys)

    async def fetch(self, stories: Iterable[int]) -> None:
        """Bring the stories whose centroids are not in the index."""
        missing = self._story_index.missing(stories)
        if not missing:
            return
        await self.fetch_rows(missing)
        for story, members in (await self._unit.entries.speakers(missing, MOST_MEMBERS // 2)).items():
            boilerplate = await self._cache.boilerplate(self._unit, members)
            self._story_index.learn(story, list(_speaking(members, boilerplate)), self._stories[story].seed)

    async def fetch_rows(self, stories: Iterable[int]) -> None:
        """Bring what is stored of stories themselves, which those that grow need."""
        if missing := [one for one in dict.fromkeys(stories) if one not in self._stories]:
            self._stories |= await self._unit.stories.get_all(missing)

    async def sort(self, entry: Entry, read: Profile) -> None:
        """Decide one entry, and remember what to write."""
        found = self._story_index.find(read)
        await self.fetch(self._story_index.wanted(found[:READ]))
        decision = await aside(len(entry.text), self._decided, entry, read, found)
        decision = replace(decision, weight=newsworthiness(entry.title, entry.text, entry.read_in))
        moment = entry.moment
        story = await self._joined(decision.story) or self._opened(entry, moment, decision)
        keys = self._story_index.put(story.id, speaker(entry, read), story.seed)
        self._assigned.append(Assigned(entry.id, story.id, decision, keys))
        first, last = min(story.first_seen, moment), max(story.last_seen, moment)
        grown = replace(self._story_index.described(story), first_seen=first, last_seen=last)
        if grown != story or story.id not in self._stories:
            self._stories[story.id] = self._changed[story.id] = grown
        self._sorted.append(entry)
        self.counts = self.counts.counted(decision.verdict)

    def _decided(self, entry: Entry, read: Profile, found: Sequence[int]) -> Decision:
        """What an entry is to the stories *found*; a story with which it cannot be compared is none to it."""
        try:
            return self._story_index.decide(read, entry.text, found)
        except Exception:  # noqa: BLE001 - one of the stories may be at fault, which must not cost what comes after it
            return self._story_index.decide(
                read, entry.text, [one for one in found if self._comparable(entry, read, one)]
            )

    def _comparable(self, entry: Entry, read: Profile, story: int) -> bool:
        try:
            self._story_index.decide(read, entry.text, [story])
        except Exception as error:  # noqa: BLE001 - it is marked, and the entry goes on without it
            self.bad.append(failed(story, error))
            return False
        return True

    async def _joined(self, story: int | None) -> Story | None:
        if story is None:
            return None
        await self.fetch([story])
        await self.fetch_rows([story])
        return self._stories.get(story)

    def _opened(self, entry: Entry, moment: datetime, decision: Decision) -> Story:
        story = Story(self._next, entry.title, moment, moment, decision.seed)
        self._next += 1
        return story

    async def look_for_drift(self) -> None:
        """Remember what has drifted away from its story."""
        self._drifted += await asyncio.to_thread(self._gone, sorted({one.story for one in self._assigned}))

    def _gone(self, stories: Sequence[int]) -> list[tuple[int, list[Speaker]]]:
        return [(story, gone) for story in stories for gone in self._story_index.drifted(story)]

    async def holds(self, unit: Unit, cache: CachedIndex) -> bool:
        """Whether all is still as it was when this was decided: entries, what people ruled, which stories there are."""
        if await unit.stories.next_id() != self._first or await cache.is_overruled(unit, self._story_index):
            return False
        return await unit.entries.get_all([entry.id for entry in self._sorted]) == {one.id: one for one in self._sorted}

    async def write(self, unit: Unit, now: datetime) -> None:
        """Write all that was decided, dated *now*; then let go what has drifted away from its story."""
        await unit.stories.open_all([story for story in self._changed.values() if story.id >= self._first])
        await unit.stories.update_all([story for story in self._changed.values() if story.id < self._first])
        await unit.stories.assign_all(self._assigned, now)
        for story, gone in self._drifted:
            await self._part(unit, story, gone)
        self.last_turn = await unit.stories.last_turn()

    async def _part(self, unit: Unit, story: int, gone: Sequence[Speaker]) -> None:
        """Let reports that drifted away be a story of their own."""
        part = await unit.stories.part([number for (_, number), _ in gone], _told_by(0, gone))
        self._story_index.part(story, part.id, gone)
        both = [_told_by(one, self._story_index.members(one)) for one in (story, part.id)]
        await unit.stories.update_all([self._story_index.described(one) for one in both])


def _speaking(members: Sequence[Entry], boilerplate: Mapping[int, Collection[int]]) -> Iterator[Speaker]:
    """Those reports of a story that can be read: a new wording may be one that cannot."""
    for member in members:
        with suppress(Exception):
            yield speaker(member, read_entry(member, boilerplate[member.feed]))


def _told_by(story: int, members: Sequence[Speaker]) -> Story:
    """The story that these reports tell, and no seed."""
    moments = (datetime.fromtimestamp(moment, UTC) for (moment, _), _ in members)
    return Story.spanning(story, members[0][1].headline, moments)
