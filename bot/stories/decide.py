"""What an entry is to the stories that we have and to the seed corpus: new, same, update or known. PURE."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.model import Decision, DocId, Evidence, Verdict
from bot.stories.fresh import fresh
from bot.stories.match import COPY, Comparison, compare, copied, likeness
from bot.stories.profile import Profile
from bot.stories.whole import whole
from bot.text.rarity import Rarity


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored story: what it is as a whole, the entries that speak for it, and the seed that tells it, if one does."""

    id: int
    told: Profile
    members: Sequence[Profile]
    seed: DocId = ""


@dataclass(frozen=True, slots=True)
class Seed:
    """A document of the seed corpus."""

    id: DocId
    told: Profile


_NOTHING = Comparison(0.0, False, Evidence())


def decide(entry: Profile, text: str, stories: Iterable[Candidate], seeds: Iterable[Seed], rarity: Rarity) -> Decision:
    """
    Decide for one entry.

    Args:
        entry: Its profile.
        text: Its text, in which new sentences are marked.
        stories: The stories that it may belong to.
        seeds: The documents of the seed corpus that may tell it.
        rarity: How rare terms are now.
    Returns: NEW (it opens a story), KNOWN (a seed tells it; *story* is the one of that seed, or None), SAME, or
    UPDATE with the new sentences.
    """
    known, seed = _best_seed(entry, seeds, rarity)
    best, story = _best_story(entry, stories, rarity)
    if not known.same and not best.same:
        nearest = max(best, known, key=lambda comparison: comparison.score)
        return Decision(Verdict.NEW, nearest.score, evidence=nearest.evidence)
    if story is None or not best.same:
        return _told_by_seed(entry, text, known, seed, rarity)
    told = _all_told(story, seed if known.same else None)
    sentences = fresh(entry, text, told, rarity)
    copy = any(copied(entry, member) >= COPY for member in story.members)
    verdict = Verdict.UPDATE if sentences and not copy else Verdict.KNOWN if story.seed else Verdict.SAME
    evidence = replace(best.evidence, other=story.told.headline)
    kept = sentences if verdict is Verdict.UPDATE else ()
    return Decision(verdict, best.score, story.id, story.seed, copy, kept, evidence)


def _best_seed(entry: Profile, seeds: Iterable[Seed], rarity: Rarity) -> tuple[Comparison, Seed | None]:
    best = max(seeds, key=lambda seed: likeness(entry, seed.told, rarity), default=None)
    return (compare(entry, best.told, rarity), best) if best else (_NOTHING, None)


def _best_story(entry: Profile, stories: Iterable[Candidate], rarity: Rarity) -> tuple[Comparison, Candidate | None]:
    """The likeliest story; of equally likely ones the oldest, so that the result never depends on chance."""
    best = max(stories, key=lambda story: (likeness(entry, story.told, rarity), -story.id), default=None)
    return (compare(entry, best.told, rarity), best) if best else (_NOTHING, None)


def _told_by_seed(entry: Profile, text: str, known: Comparison, seed: Seed | None, rarity: Rarity) -> Decision:
    told = seed.told if seed else entry
    sentences = fresh(entry, text, told, rarity)
    verdict = Verdict.UPDATE if sentences else Verdict.KNOWN
    return Decision(verdict, known.score, None, seed.id if seed else "", False, sentences, known.evidence)


def _all_told(story: Candidate, seed: Seed | None) -> Profile:
    return whole([story.told, seed.told]) if seed else story.told
