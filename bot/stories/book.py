"""All that must be known to decide quickly: the stories as wholes, how to find them, and how rare terms are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.model import Decision, DocId, Document, Entry
from bot.stories.decide import Candidate, Seed, decide
from bot.stories.index import KEYS, Index
from bot.stories.profile import Profile, named, profile
from bot.stories.whole import headline_of, speakers, whole
from bot.text.rarity import Rarity

FADE_AFTER = 20_000
"""Documents from which old counts fade: about a month of a hundred busy feeds."""
_FADE = 0.5
"""What remains of the counts when they fade."""


def read_entry(entry: Entry) -> Profile:
    """The profile of a stored entry."""
    return profile(entry.title, entry.text, entry.published or entry.seen, entry.language)


@dataclass(slots=True)
class _Known:
    """One story in memory."""

    members: list[Profile]
    told: Profile
    seed: DocId = ""


@dataclass(slots=True)
class Shelf:
    """
    The stories in memory and their seeds; mutable, owned by one task.

    Nothing of it need be stored: it is rebuilt from the entries.
    """

    seeds: tuple[Seed, ...] = ()
    rarity: Rarity = field(default_factory=Rarity)
    _stories: dict[int, _Known] = field(default_factory=dict)
    _index: Index = field(default_factory=Index)
    _by_seed: dict[DocId, int] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Iterable[Document]) -> "Shelf":
        """A shelf that knows only the seed corpus."""
        shelf = cls(tuple(Seed(doc.id, profile(doc.title, doc.text, None, doc.language)) for doc in documents))
        for seed in shelf.seeds:
            shelf.count(seed.told)
        return shelf

    def count(self, read: Profile) -> None:
        """Count the terms of one more document; old counts fade once there are many."""
        if self.rarity.documents >= FADE_AFTER:
            self.rarity.fade(_FADE)
        self.rarity.add(read.terms())

    def decide(self, read: Profile, text: str) -> Decision:
        """What an entry is to what is on the shelf; it must have been counted."""
        found = self._index.find(self._keys(read), self.rarity)
        decision = decide(read, text, [self._candidate(story) for story in found], self.seeds, self.rarity)
        if decision.story is None and decision.seed in self._by_seed:
            return _joining(decision, self._by_seed[decision.seed])
        return decision

    def put(self, story: int, read: Profile, seed: DocId = "") -> None:
        """Let an entry be part of a story from now on; a new *story* opens."""
        known = self._stories.get(story)
        if known is None:
            self._stories[story] = _Known([read], read, seed)
        else:
            known.members = list(speakers([*known.members, read]))
            known.told = whole(known.members)
        if seed:
            self._by_seed.setdefault(seed, story)
        self._index.add(story, self._keys(read))

    def headline(self, story: int) -> str:
        """The headline that says best what the story as a whole says."""
        known = self._stories[story]
        return headline_of(known.members, known.told, self.rarity)

    def _candidate(self, story: int) -> Candidate:
        known = self._stories[story]
        return Candidate(story, known.told, known.members, known.seed)

    def _keys(self, read: Profile) -> Sequence[str]:
        return self.rarity.rarest(read.lead | named(read.lead_names) | read.title, KEYS)


def _joining(decision: Decision, story: int) -> Decision:
    """An entry that the seed tells joins the story of that seed, however it words it."""
    return Decision(
        decision.verdict, decision.score, story, decision.seed, decision.copy, decision.fresh, decision.evidence
    )
