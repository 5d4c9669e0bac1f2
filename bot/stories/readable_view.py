"""
What a story is to a chat that may not read all of its entries: decided again, as if no others had come. PURE.

Stories and decisions are made once for everybody. Where entries that a chat does not follow came first, a decision may
rest on them: what they told in like words would never reach that chat. Its own entries are put into stories once more,
by the same rules, from the seed corpus on; only how rare words are is counted over all entries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from threading import Lock

from bot.model import Decided, Decision, Document, Entry, Story, story_name
from bot.stories.profile import Profile
from bot.stories.story_index import StoryIndex, read_entry, speaker

View = tuple[Story, list[Decided]]
"""What is one story to a chat, and its entries with the decisions on them, in order."""

MOST_RETOLD = 100
"""Entries of one story that are decided again, the first ones: a tenth of a second. Later ones keep their decisions."""
_READ = 2_000
"""Entries whose profiles are remembered: those of a day or so, 10 kB each."""
_REMEMBERED = 1_500
"""Views that are remembered, a few kB each: many chats follow the same feeds, and each asks twice a day."""

Boilerplate = Mapping[int, frozenset[int]]
"""For each feed the keys of the sentences that stand on every page of it."""

_Made = list[tuple[Story, list[tuple[int, Decision]]]]
"""Views with the places of entries instead of their texts."""


@dataclass(slots=True)
class _Replay:
    """Entries that are put into stories by themselves. Stories have numbers of their own, the pieces the first ones."""

    story_index: StoryIndex
    pieces: Mapping[int, int]
    """The stored stories that people see as one, each with its number here."""
    boilerplate: Boilerplate
    stories: dict[int, Story] = field(default_factory=dict)
    members: dict[int, list[tuple[int, Decision]]] = field(default_factory=dict)

    def put(self, place: int, entry: Entry, made: Decision, into: int, seed: str) -> None:
        """Let an entry be part of a story."""
        known = self.stories.get(into)
        story = known or Story(into, entry.title, entry.moment, entry.moment, seed)
        self.story_index.put(into, speaker(entry, self._read(entry)), story.seed)
        first, last = min(story.first_seen, entry.moment), max(story.last_seen, entry.moment)
        self.stories[into] = replace(self.story_index.described(story), first_seen=first, last_seen=last)
        self.members.setdefault(into, []).append((place, made))

    def decide(self, place: int, entry: Entry, made: Decision) -> None:
        """Decide an entry anew, and put it where it belongs."""
        read = self._read(entry)
        new = self.story_index.decide(read, entry.text, self.story_index.find(read))
        into = new.story or self._opened(self.pieces[entry.story or 0])
        near = story_name(entry.story or 0) if new.evidence.near_story else new.evidence.near
        story = None if new.story is None else entry.story
        evidence = replace(new.evidence, near=near, other="")
        found = replace(new, story=story, made=made.made, evidence=evidence, weight=made.weight)
        self.put(place, entry, found, into, found.seed)

    def _read(self, entry: Entry) -> Profile:
        return _read(entry, self.boilerplate.get(entry.feed, frozenset()))

    def _opened(self, piece: int) -> int:
        """The number of a story that opens: that of the piece, unless this has one."""
        return max(*self.stories, *self.pieces.values()) + 1 if piece in self.stories else piece

    def views(self, story: Story) -> _Made:
        """The stories that came of it: first what belongs to the pieces, as one."""
        of_pieces = [one for one in self.stories if one in self.pieces.values()]
        others = [one for one in self.stories if one not in of_pieces]
        return [self._view(story, some) for some in (of_pieces, *([one] for one in others)) if some]

    def _view(self, story: Story, numbers: Sequence[int]) -> tuple[Story, list[tuple[int, Decision]]]:
        stories = [self.stories[one] for one in numbers]
        seen = replace(
            stories[0],
            id=story.id,
            first_seen=min(one.first_seen for one in stories),
            last_seen=max(one.last_seen for one in stories),
            seed=next((one.seed for one in stories if one.seed), ""),
            names=tuple(dict.fromkeys(name for one in stories for name in one.names)),
        )
        return seen, sorted((one for number in numbers for one in self.members[number]), key=lambda one: one[0])


class Retold:
    """Decides anew for who reads only some entries of a story, and remembers what was decided; threads share it."""

    def __init__(self, documents: Sequence[Document] = ()) -> None:
        self._documents = tuple(documents)
        self._story_index: StoryIndex | None = None
        self._remembered: dict[object, _Made] = {}
        """The ones asked for last at the end."""
        self._lock = Lock()

    def learn_from(self, story_index: StoryIndex) -> None:
        """Take from an index the seeds, and how rare words are."""
        self._story_index = story_index

    def retold(
        self, story: Story, decided: Sequence[Decided], kept: int, pieces: Sequence[int], boilerplate: Boilerplate
    ) -> list[View]:
        """
        What a story is to those who read only some of its entries.

        Args:
            story: The story.
            decided: The entries that are read, with their stored decisions, in the order decided; at least one.
            kept: How many of the first of these were decided before any that is not read: these decisions stay.
            pieces: The stored stories that it is made of, by what people ruled.
            boilerplate: Of each feed of these entries.
        Returns: one view, or several if only entries that are not read made them one; all have the story's id. What
        belongs to nothing else comes first.
        """
        key = (story, kept, tuple(pieces), tuple((entry.id, hash(entry), made) for entry, made in decided))
        with self._lock:
            found = self._remembered.pop(key, None)
        found = found or self._made(story, decided, kept, pieces, boilerplate)
        with self._lock:
            self._remembered[key] = found
            while len(self._remembered) > _REMEMBERED:
                del self._remembered[next(iter(self._remembered))]
        return [(seen, [(decided[place][0], made) for place, made in members]) for seen, members in found]

    def _made(
        self, story: Story, decided: Sequence[Decided], kept: int, pieces: Sequence[int], boilerplate: Boilerplate
    ) -> _Made:
        if self._story_index is None:
            self._story_index = StoryIndex.of(self._documents)
        numbers = {piece: number for number, piece in enumerate(pieces, 1)}
        joined = dict.fromkeys(numbers.values(), tuple(numbers.values())) if len(numbers) > 1 else {}
        story_index = StoryIndex(self._story_index.seeds, self._story_index.idf, joined=joined)
        replay = _Replay(story_index, numbers, boilerplate)
        for place, (entry, made) in enumerate(decided[:MOST_RETOLD]):
            if place < kept:
                replay.put(place, entry, made, numbers[entry.story or 0], story.seed)
            else:
                replay.decide(place, entry, made)
        first, *others = replay.views(story)
        late = [(place, made) for place, (_, made) in enumerate(decided[MOST_RETOLD:], MOST_RETOLD)]
        return [(first[0], [*first[1], *late]), *others]


_read = lru_cache(maxsize=_READ)(read_entry)
