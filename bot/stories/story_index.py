"""All that must be known to decide quickly: how to find stories, the centroids of those used lately, and IDF."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from statistics import fmean
from typing import NamedTuple

from bot.model import Decision, DocId, Document, Entry, Joined, Story
from bot.stories.candidate_index import KEYS, Filed, Index, enough, key_of
from bot.stories.centroid import MOST_MEMBERS, headline_of
from bot.stories.decide import Candidate, Seed, decide
from bot.stories.drift import drifted
from bot.stories.held_stories import MOST_UNPACKED, HeldStories, HeldStory, Speaker
from bot.stories.profile import Profile, named, profile
from bot.text.analysis.idf import Idf, news_at_large

FADE_AFTER = 20_000
"""Documents from which old counts fade: about a month of a hundred busy feeds."""
_FADE = 0.5
"""What remains of the counts when they fade."""
NAMES = 5
"""Names that a story is known to be about, at most."""
RAREST = 6
"""Words and names of its titles that tell how rare a story is."""


def read_entry(entry: Entry, boilerplate: Collection[int] = frozenset()) -> Profile:
    """The profile of a stored entry; *boilerplate* are the keys of sentences that stand on every page of its feed."""
    source = f"{entry.feed} {entry.publisher}"
    return profile(entry.title, entry.text, entry.moment, entry.language, boilerplate, source)


def speaker(entry: Entry, read: Profile) -> Speaker:
    """A stored entry as one that speaks for its story."""
    return (entry.moment.timestamp(), entry.id), read


class _Asked(NamedTuple):
    """What an entry is looked for by: terms, rarest first, with their keys, and how much each tells."""

    read: Profile
    """Held, or another one could come to have its identity."""
    terms: Sequence[str]
    keys: tuple[int, ...]
    weights: Sequence[float]


@dataclass(slots=True)
class StoryIndex:
    """
    What is known of the stories, and their seeds; mutable, owned by one task.

    Only the stories used last are held. Before an entry is decided, those that ``wanted`` names are read from storage
    and given to ``learn``.
    """

    seeds: tuple[Seed, ...] = ()
    idf: Idf = field(default_factory=Idf)
    _held: HeldStories = field(default_factory=HeldStories)
    joined: Joined = field(default_factory=dict)
    """Stories that are one by what was ruled for everybody."""
    index: Index = field(default_factory=Index)
    filed: Filed = field(default_factory=dict)
    """What is filed of what ``lacking`` named, for the entries that are decided now."""
    _by_seed: dict[DocId, int] = field(default_factory=dict)
    _asked: dict[int, _Asked] = field(default_factory=dict)
    """What the entries were looked for by since the last one was counted, by the identity of their profiles."""
    _changed: list[tuple[int, list[int]]] = field(default_factory=list)
    """Stories that were changed since ``begin``, each with the keys by which it was not found before."""
    _told: list[DocId] = field(default_factory=list)
    """Seeds for which no story was known before."""

    @classmethod
    def of(cls, documents: Iterable[Document], idf: Idf | None = None, most: int = MOST_UNPACKED) -> "StoryIndex":
        """An index that knows only the seed corpus; *idf* is what was counted before, the corpus included."""
        seeds = tuple(Seed(doc.id, profile(doc.title, doc.text, None, doc.language)) for doc in documents)
        story_index = cls(seeds, idf or Idf(), HeldStories(most))
        for seed in seeds if idf is None else ():
            story_index.count(seed.told)
        return story_index

    def count(self, read: Profile) -> None:
        """Count the terms of one more document; old counts fade once there are many."""
        if self.idf.documents >= FADE_AFTER:
            self.idf.fade(_FADE)
        self.idf.add(read.terms())
        self._asked.clear()

    def find(self, read: Profile) -> list[int]:
        """The stories that an entry may belong to, likeliest first."""
        asked = self._ask(read)
        return self.index.find(asked.keys, asked.weights, self.filed)

    def lacking(self, read: Profile) -> list[int]:
        """The keys for which ``find`` reads what is filed."""
        return self.index.lacking(self._ask(read).keys)

    def missing(self, stories: Iterable[int]) -> list[int]:
        """Those of *stories* that are not held."""
        return self._held.missing(stories)

    def wanted(self, found: Iterable[int]) -> list[int]:
        """Those that are to be read from storage before what ``find`` gave is compared."""
        return self.missing(chain.from_iterable(self.joined.get(story, (story,)) for story in found))

    def learn(self, story: int, members: Sequence[Speaker], seed: DocId = "") -> None:
        """Take in a story from storage; *members* are those that speak for it, in order."""
        if members:
            self._held[story] = HeldStory(members, seed)

    def begin(self) -> None:
        """From here on remember what is changed, for ``undo``."""
        self._changed, self._told, self.filed = [], [], {}
        self._asked.clear()

    def undo(self) -> None:
        """Forget what was changed since ``begin``: it was not stored. The stories are read from storage again."""
        for story, keys in reversed(self._changed):
            self.index.undo(reversed(keys))
            self.forget(story)
        for seed in self._told:
            del self._by_seed[seed]
        self.begin()

    def uncount(self, read: Profile) -> None:
        """Take back that a document was counted."""
        self.idf.take_back(read.terms())
        self._asked.clear()

    def forget(self, story: int) -> None:
        """Let a story, whose entries were changed, be read from storage again."""
        self._held.forget(story)

    def told_by(self, seed: DocId, story: int) -> None:
        """Let what *seed* tells join *story*, unless another story is known for it."""
        if seed not in self._by_seed:
            self._by_seed[seed] = story
            self._told.append(seed)

    def decide(self, read: Profile, text: str, found: Sequence[int]) -> Decision:
        """What an entry, which must have been counted, is to the stories *found* and to the seeds."""
        held = self._held.many(chain(found, *(self.joined.get(story, ()) for story in found)))
        candidates = [self._candidate(story, held) for story in found if story in held]
        decision = decide(read, text, candidates, self._seeds_for(read), self.idf)
        if decision.story is None and decision.seed in self._by_seed:
            # an entry that the seed tells joins the story of that seed, however it words it
            return replace(decision, story=self._by_seed[decision.seed])
        return decision

    def put(self, story: int, new: Speaker, seed: DocId = "") -> tuple[int, ...]:
        """
        Let an entry be part of a story from now on; a new *story* opens.

        Returns: the keys by which the story is found through this entry; to be stored, and given to ``found_by``.
        """
        if story in self._held:
            self._held[story].add(new)
        else:
            self.learn(story, [new], seed)
        if seed:
            self.told_by(seed, story)
        keys = self._ask(new[1]).keys
        self.found_by(story, keys)
        return keys

    def drifted(self, story: int) -> list[list[Speaker]]:
        """
        The reports that should leave a story, part by part.

        None of a story that is not held, or has so many reports that not all speak for it; and none of what
        a seed tells, since such reports belong together by the seed, whatever they share.
        """
        if story not in self._held:
            return []
        known = self._held[story]
        if known.seed or len(known.members) >= MOST_MEMBERS:
            return []
        return [[known.members[place] for place in part] for part in drifted(known.profiles(), self.idf)]

    def members(self, story: int) -> Sequence[Speaker]:
        """The reports that speak for a story, which must not be missing."""
        return self._held[story].members

    def part(self, story: int, new: int, gone: Sequence[Speaker]) -> None:
        """Let reports of a story be those of a *new* one."""
        known = self._held[story]
        self._changed.append((story, []))
        places = {place for place, _ in gone}
        self._held[story] = HeldStory([member for member in known.members if member[0] not in places], known.seed)
        for member in gone:
            self.put(new, member)

    def found_by(self, story: int, keys: Iterable[int]) -> None:
        """Let a story be found by *keys*."""
        self._changed.append((story, self.index.add(story, keys)))

    def described(self, story: Story) -> Story:
        """A story, which must not be missing, with the headline and the names that say best what it is about."""
        known = self._held[story.id]
        told = known.centroid()
        headline = headline_of(known.profiles(), told, self.idf) or story.headline
        names = tuple(self.idf.rarest(told.title_names, NAMES))
        rare = self.idf.rarest(told.title | named(told.title_names), RAREST)
        weights = [self.idf.weight(term) for term in rare] or [story.rarity]
        return replace(story, headline=headline, names=names, rarity=fmean(weights))

    def _candidate(self, story: int, held: Mapping[int, HeldStory]) -> Candidate:
        known = held[story]
        others = (held[one].centroid() for one in self.joined.get(story, ()) if one != story and one in held)
        return Candidate(story, known.centroid(), known.profiles(), known.seed, tuple(others))

    def _seeds_for(self, read: Profile) -> list[Seed]:
        """The seeds that share enough to be compared."""
        if not self.seeds:
            return []
        weights = {term: news_at_large().weight(term) for term in self._ask(read).terms}
        total = sum(weights.values())
        return [s for s in self.seeds if enough(sum(w for term, w in weights.items() if term in s.told.body), total)]

    def _ask(self, read: Profile) -> _Asked:
        # an entry is looked for before its batch, then found, decided and put with the same terms
        known = self._asked.get(id(read))
        if known is None:
            terms = self.idf.rarest(read.lead | named(read.lead_names), KEYS)
            keys, weights = tuple(map(key_of, terms)), [*map(self.idf.weight, terms)]
            self._asked[id(read)] = known = _Asked(read, terms, keys, weights)
        return known
