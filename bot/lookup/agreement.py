"""Who says the same as the best sentence, who says otherwise, and how sure we are of that."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.lookup.answer_kinds import FIGURE_KINDS, Kind, spans
from bot.lookup.query import Question
from bot.lookup.ranked_sentence import NAMED_KINDS, NOTES, Ranked, part_of, same, wanted
from bot.lookup.stance import NO, OPEN, YES, affirms, negative, reverses, same_value, stance, values
from bot.lookup.weighed import Weighed
from bot.lookup.word_fit import Matcher
from bot.text.analysis.time_marks import other_time

RIVAL = 0.03
"""Share of the best sentence's odds that a sentence needs to speak for another side, or to say the same value."""

RIVAL_COVER = 0.75
"""The same for the asked words it holds itself: a sentence on something else takes no side."""

RIVAL_COVER_SAID = 0.6
"""The same for a sentence that denies, or leaves open, in so many words, or gives the same value."""

WORTH_SHOWING = 0.3
"""Share of the best sentence's odds from which another one is shown beside it."""

SURE = 0.9
"""Share of the question that a sentence must hold itself before we say in our words which side it takes."""

MOST_SIDES = 3
"""Sides that are put before all other sentences."""


@dataclass(frozen=True, slots=True)
class Sides:
    """
    The sentences in the order to be shown, each with its side ("" for none) and whether it says what the first says.

    *agreement*, *sources* and *notes* are as in ``model.Answer``.
    """

    ordered: tuple[tuple[Ranked, str], ...]
    agreeing: frozenset[int]
    agreement: str
    sources: int
    notes: bool


def sides(weighed: Weighed, matcher: Matcher, ranked: Sequence[Ranked]) -> Sides:
    """Let the other side speak: *ranked* is not empty, and the best sentence comes first."""
    question, best = weighed.question, ranked[0]
    said = {id(one): side for one in ranked if _takes_side(question, one, best, side := _side(weighed, matcher, one))}
    own = said[id(best)]
    others = [one for one in ranked if own and said.get(id(one), own) not in ("", own) and _differ(question, best, one)]
    same = [one for one in ranked if agrees(weighed, matcher, best, one)]
    origins = {one.origin for one in same}
    sources, notes = len(origins - {NOTES}), NOTES in origins
    agreeing = frozenset(map(id, same))
    if not others:
        agreement = "agree" if sources > 1 else "one source"
        return Sides(tuple((one, "") for one in ranked), agreeing, agreement, sources, notes)
    lead = [best]
    for one in others:
        if len(lead) < MOST_SIDES and all(said[id(one)] != said[id(other)] for other in lead):
            lead.append(one)
    ordered = [*lead, *(one for one in ranked if one not in lead)]
    return Sides(tuple((one, said.get(id(one), "")) for one in ordered), agreeing, "differ", sources, notes)


def agrees(weighed: Weighed, matcher: Matcher, best: Ranked, one: Ranked) -> bool:
    """Whether a sentence says what the best one says: the same value or name, or as much in nearly as fitting words."""
    if one is best:
        return True
    if not one.speaks:
        return False
    question = weighed.question
    if question.kind in FIGURE_KINDS or question.kind in NAMED_KINDS:
        on_it = part_of(one, best) >= RIVAL and one.features.cover >= RIVAL_COVER_SAID * best.features.cover
        return on_it and same(wanted(weighed, matcher, best), wanted(weighed, matcher, one))
    if spans(question.kind, best.text) and not spans(question.kind, one.text):
        return False  # who gives no reason (or way, or meaning) confirms none
    alike = _side(weighed, matcher, best) == _side(weighed, matcher, one)
    return alike and part_of(one, best) >= WORTH_SHOWING and one.features.cover >= RIVAL_COVER * best.features.cover


def _takes_side(question: Question, one: Ranked, best: Ranked, side: str) -> bool:
    """Whether a sentence is close enough to the matter to take a side in it."""
    if one is best:
        return True
    # "no" and "open" are said in so many words; a sentence that only says nothing against it must hold more
    needed = RIVAL_COVER_SAID if side in (NO, OPEN) else RIVAL_COVER
    full = not (one.features.asks or one.features.heading)
    return (
        full and one.speaks and _same_matter(question, one, best) and one.features.cover >= needed * best.features.cover
    )


def _same_matter(question: Question, one: Ranked, best: Ranked) -> bool:
    """Whether a sentence fits nearly as well as the best, and tells of no other year, quarter or version."""
    # where a day is asked for, another year is another answer
    elsewhen = question.kind not in (Kind.DATE, Kind.AGE) and other_time(best.text, one.text)
    return part_of(one, best) >= RIVAL and not one.features.against and not elsewhen


def _side(weighed: Weighed, matcher: Matcher, one: Ranked) -> str:
    kind = weighed.question.kind
    if kind in FIGURE_KINDS:
        return next((figure.text for figure in values(kind, one.text)), "")
    if kind not in (Kind.YES_NO, Kind.ANY):
        return ""
    return stance(weighed.question.text, one.text, _places(weighed, matcher, one.text))


def _places(weighed: Weighed, matcher: Matcher, text: str) -> list[int]:
    """Where the words stand that are asked about the subject: what names it says nothing of that."""
    asked = set(range(weighed.question.asked)) - weighed.named
    return [place for place, n in matcher.match(text).places if n in asked]


def _differ(question: Question, one: Ranked, other: Ranked) -> bool:
    """Whether two sentences that take sides in other documents give other values."""
    if one.passage.document.id == other.passage.document.id:
        return False
    if question.kind not in FIGURE_KINDS:
        return True
    left, right = values(question.kind, one.text), values(question.kind, other.text)
    return bool(left and right) and all(same_value(a, b) is False for a in left for b in right)


def sure(weighed: Weighed, matcher: Matcher, one: Ranked, side: str) -> bool:
    """Whether *side* may stand above a sentence in our words. A figure is its own label; yes and no are judgements."""
    question = weighed.question
    if question.kind in FIGURE_KINDS:
        return bool(side)
    if question.kind is not Kind.YES_NO or negative(question.text) or one.features.cover < SURE:
        return False
    asked = set(range(question.asked)) - weighed.named
    held = matcher.match(one.text).best
    if not side or not asked or not (all(held[n] for n in asked) or (side == NO and reverses(question.text, one.text))):
        return False
    return side != YES or affirms(question.text, one.text, _places(weighed, matcher, one.text))
