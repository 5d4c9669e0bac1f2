"""Who says the same as the best sentence, who says otherwise, and how sure we are of that."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.lookup.answer_kinds import Kind, spans
from bot.lookup.query import Question
from bot.lookup.ranked_sentence import NAMED_KINDS, NOTES, Ranked, same, wanted
from bot.lookup.sentence_fit import Weighed
from bot.lookup.stance import FIGURE_KINDS, NO, YES, affirms, denies, negative, same_value, stance, values
from bot.lookup.word_fit import Matcher

RIVAL = 0.65
"""Share of the best sentence's fit that a sentence needs to speak for another side, or to say the same value."""

RIVAL_COVER = 0.75
"""The same for the asked words it holds itself: a sentence on something else takes no side."""

RIVAL_COVER_SAID = 0.6
"""The same for a sentence that denies, or leaves open, in so many words, or gives the same value."""

WORTH_SHOWING = 0.8
"""Share of the best sentence's fit from which another one is shown beside it."""

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
    said = {id(one): _side(question, one) for one in ranked if _takes_side(question, one, best)}
    others = [
        one
        for one in ranked
        if said[id(best)] and said.get(id(one)) and one is not best and _differ(question, best, one)
    ]
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
        on_it = one.fit >= RIVAL * best.fit and one.features.cover >= RIVAL_COVER_SAID * best.features.cover
        return on_it and same(wanted(weighed, matcher, best), wanted(weighed, matcher, one))
    if spans(question.kind, best.text) and not spans(question.kind, one.text):
        return False  # who gives no reason (or way, or meaning) confirms none
    alike = _side(question, best) == _side(question, one)
    return alike and one.fit >= WORTH_SHOWING * best.fit and one.features.cover >= RIVAL_COVER * best.features.cover


def _takes_side(question: Question, one: Ranked, best: Ranked) -> bool:
    """Whether a sentence is close enough to the matter to take a side in it."""
    if one is best:
        return True
    # "no" and "open" are said in so many words; a sentence that only says nothing against it must hold more
    plain = question.kind in FIGURE_KINDS or stance(one.text) == YES
    needed = RIVAL_COVER if plain else RIVAL_COVER_SAID
    full = not (one.features.asks or one.features.heading)
    return full and one.speaks and one.fit >= RIVAL * best.fit and one.features.cover >= needed * best.features.cover


def _side(question: Question, one: Ranked) -> str:
    if question.kind in FIGURE_KINDS:
        return next((figure.text for figure in values(question.kind, one.text)), "")
    return stance(one.text) if question.kind in (Kind.YES_NO, Kind.ANY) else ""


def _differ(question: Question, one: Ranked, other: Ranked) -> bool:
    if one.passage.document.id == other.passage.document.id:
        return False
    if question.kind not in FIGURE_KINDS:
        return stance(one.text) != stance(other.text)
    left, right = values(question.kind, one.text), values(question.kind, other.text)
    return bool(left and right) and all(same_value(a, b) is False for a in left for b in right)


def sure(weighed: Weighed, matcher: Matcher, one: Ranked, side: str) -> bool:
    """Whether *side* may stand above a sentence in our words. A figure is its own label; yes and no are judgements."""
    question = weighed.question
    if question.kind in FIGURE_KINDS:
        return bool(side)
    if question.kind is not Kind.YES_NO or negative(question.text) or one.features.cover < SURE:
        return False
    if side not in (YES, NO):
        return bool(side)
    asked = set(range(question.asked)) - weighed.named
    own = matcher.match(one.text)
    if not asked or not all(own.best[n] for n in asked):
        return False
    # what names the subject does not say what is asked of it
    places = [place for place, n in own.places if n in asked]
    return (denies if side == NO else affirms)(question.text, one.text, places)
