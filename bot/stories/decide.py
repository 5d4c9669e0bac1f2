"""What an entry is to the stories that we have and to the seed corpus: new, same, update or known. PURE."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.model import Decision, DocId, DoubtKind, Evidence, Verdict, story_name
from bot.stories.centroid import centroid
from bot.stories.match import COPY, Judged, copied, explain, judge
from bot.stories.new_sentences import brings, fresh, goes_on, names_it, tells
from bot.stories.profile import Profile
from bot.text.analysis.idf import Idf, news_at_large


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    A stored story: what it is as a whole, the entries that speak for it, and the seed that tells it, if one does.

    *beside* are other stories that most chats see as one with it: what they tell is nothing new.
    """

    id: int
    told: Profile
    members: Sequence[Profile]
    seed: DocId = ""
    beside: Sequence[Profile] = ()


@dataclass(frozen=True, slots=True)
class Seed:
    """A document of the seed corpus."""

    id: DocId
    told: Profile


KNOWN = 2 / 3
"""Score from which a bare headline is known from the corpus: nobody is ever told it, so that a mistake costs twice as
much as one among the stories, of which at least a digest tells."""
IN_DOUBT = 0.49
"""Score that is left of what looks told, when a bare headline has something that is not: just not the same."""
_NOTHING = Judged(0.0, {})

Known = TypeVar("Known", Candidate, Seed)


def decide(entry: Profile, text: str, stories: Sequence[Candidate], seeds: Iterable[Seed], idf: Idf) -> Decision:
    """
    Decide for one entry.

    Args:
        entry: Its profile.
        text: Its text, in which new sentences are marked.
        stories: The stories that it may belong to; the one that shares most rare terms first.
        seeds: The documents of the seed corpus that may tell it.
        idf: How rare terms are now.
    Returns: NEW (it opens a story), KNOWN (a seed tells it; *story* is the one of that seed, or None), SAME, or
    UPDATE with the new sentences.
    """
    known, seed = known_by(entry, seeds)
    judged_stories = _judged(entry, sorted(stories, key=lambda one: one.id), idf)
    best, story = _best(judged_stories)
    if story and best.same and entry.bare and brings(entry, story.told, idf):
        best = replace(best, score=min(best.score, IN_DOUBT))
    if story and best.same:
        return _joining(entry, text, best, story, seed if known.same else None, idf)
    if seed and known.same:
        return _told_by_seed(entry, text, known, seed, idf)
    near, judged = (story, best) if best.score >= known.score else (seed, known)
    score = judged.score
    # people will ask about the story that shares most ("Aria 5.4" beside "Aria 5.5"), though a doubt put others first
    parted = next(((doubted, one) for doubted, one in judged_stories if one is stories[0] and doubted.doubts), None)
    if parted:
        judged, near = parted
    return Decision(Verdict.NEW, score, evidence=_why(entry, near, judged, idf) if near else Evidence())


def known_by(entry: Profile, seeds: Iterable[Seed]) -> tuple[Judged, Seed | None]:
    """
    The document of the corpus that is likest to an entry, and whether it tells the event; of a bare headline all that
    it says.

    In doubt it is news: what counts as known is never told to anybody. How rare words are is taken from news at large,
    so that it does not depend on what else has come.
    """
    at_large = news_at_large()
    judged, seed = _best(_judged(entry, list(seeds), at_large))
    if seed is None or not judged.same:
        return judged, seed
    sure = judged.score >= KNOWN and tells(seed.told, entry, at_large)
    doubts = set(judged.doubts)
    if entry.bare and names_it(seed.told, entry, at_large):
        doubts.discard(DoubtKind.FAMILY)  # it is about the thing itself, whoever else of a family is named
    return replace(judged, score=IN_DOUBT) if doubts or not sure else judged, seed


def _joining(entry: Profile, text: str, best: Judged, story: Candidate, seed: Seed | None, idf: Idf) -> Decision:
    told = centroid([story.told, *story.beside, *([seed.told] if seed else [])])
    # what counts up is another release, in however few words
    counted = not entry.title_versions <= told.versions
    copy = any(copied(entry, member) >= COPY for member in story.members) and not counted
    # of what the corpus tells a newsroom may write twice, and only what the corpus lacks is news
    own = not copy and not story.seed and goes_on(entry, story.members)
    sentences = fresh(entry, text, told, idf, own=own)
    verdict = Verdict.UPDATE if sentences and not copy else Verdict.KNOWN if story.seed else Verdict.SAME
    evidence = _why(entry, story, best, idf)
    kept = sentences if verdict is Verdict.UPDATE else ()
    return Decision(verdict, best.score, story.id, story.seed, copy, kept, evidence)


def _judged(entry: Profile, known: Sequence[Known], idf: Idf) -> list[tuple[Judged, Known]]:
    members = (one.members if isinstance(one, Candidate) else () for one in known)
    return [(judge(entry, one.told, idf, some), one) for one, some in zip(known, members, strict=True)]


def _best(judged: Sequence[tuple[Judged, Known]]) -> tuple[Judged, Known | None]:
    """The likeliest; of equally likely ones the first, so that the result never depends on chance."""
    return max(judged, key=lambda pair: pair[0].score, default=(_NOTHING, None))


def _told_by_seed(entry: Profile, text: str, known: Judged, seed: Seed, idf: Idf) -> Decision:
    told = seed.told
    sentences = fresh(entry, text, told, idf)
    verdict = Verdict.UPDATE if sentences else Verdict.KNOWN
    return Decision(verdict, known.score, None, seed.id, False, sentences, _why(entry, seed, known, idf))


def _why(entry: Profile, near: Candidate | Seed, judged: Judged, idf: Idf) -> Evidence:
    evidence = explain(entry, near.told, idf, judged).evidence
    return replace(evidence, near=near.id if isinstance(near, Seed) else story_name(near.id))
