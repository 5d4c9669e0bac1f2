"""What in a sentence is likeliest to be what is wanted, and what of that sort belongs to something else."""

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import pairwise

from bot.lookup.answer_kinds import (
    Kind,
    Span,
    in_other_unit,
    in_unit,
    is_price,
    is_tally,
    precision,
    spans,
    units_asked,
)
from bot.lookup.query import FRAMING, Question, asks_in_another_language
from bot.lookup.weighed import Weighed, share
from bot.lookup.word_fit import MISSPELT, Match, Matcher
from bot.text.analysis.words import stem, tokens

MOST_SPANS = 60
"""Things of the wanted sort that are looked at in one sentence: one that holds more is a list."""

BESIDE = 2
"""Words that may part a name from a post: "Ada Otter, the head"."""

_IS_OVER = re.compile(r"\bhow long (?:was|were|did)\b|\b(?:downtime|duration)\b", re.IGNORECASE)
_SO_FAR = re.compile(
    r"\b(?:schon|bereits|déjà|depuis|hace|lleva|llevan|já|há|уже|вже)\b|已经|已經|منذ|अब तक", re.IGNORECASE
)
"""What asks how long something has lasted that goes on: "seit 12:40" tells it then."""
_ASKS_OPINIONS = re.compile(
    r"\bhow many\b.*\b(?:think|believe|support|oppose|favou?r|(?:dis)?approve|agree|want|trust|say|feel|back|prefer)\b",
    re.IGNORECASE,
)
"""What is told of people in percent as well as by their number."""

_WAS = re.compile(
    r"\bwhen (?:was|were|did|had)\b(?!.*\b(?:due|expected|scheduled|planned|projected|supposed)\b)"
    r"|\bwhen\W+(?:who|what|which|how|where|why)\b.*\b(?:was|were|did|had|\w+ed)\b",
    re.IGNORECASE,
)
"""What asks when something was, also behind the question that it goes on with."""
_TO_COME = re.compile(
    r"\b(?:will|shall|won['’]t|(?:is|are) (?:set|due|scheduled|expected|planned|slated|to)|plans? to|going to)\b[^.;]*$"
)
"""What tells of a day right behind it that it is still to come."""
CLAUSE = 60
"""Characters before a day in which that stands."""

_ITS_THING = re.compile(r"['’]s? ((?:[\w-]+ ?){1,3})")
"""What a day owns: "this week's comparison"."""
_CLAUSE_ENDS = re.compile(
    r"[;:] |, (?:and|but|while|whereas)\b"
    r"|\b(?:and|but) (?=(?:then )?(?:will|would|wants?|plans?|hopes?|aims?|expects?|is|are|was|were|has|had|have)\b)"
)
_BEFORE_AGE = re.compile(r"((?:[^\W\d_a-z][\w.'’-]+ ?)+)(?:, | \()$")
_FOUNDED = re.compile("found|built|establish|creat|open", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|him|his|she|her|hers)\b", re.IGNORECASE)
"""Who cannot have been founded."""


def focus(weighed: Weighed, matcher: Matcher, text: str, match: Match) -> tuple[Span, float] | None:
    """
    The span of *text* that is likeliest to be what is wanted: close to the question's words, and exact.

    Returns: the span and how close it stands: weighted share of the terms within three words, less for those further
    away; None when *text* holds no such thing.
    """
    novel = novel_spans(weighed.question, matcher, text)
    if not novel:
        return None
    near = [_near(weighed, match, text, span) for span in novel]
    exact = [precision(weighed.question.kind, text[start:end]) for start, end in novel]
    apt = [aptness(weighed, match, text, span) for span in novel]
    best = max(range(len(novel)), key=lambda n: (near[n] + exact[n] + apt[n], -n))
    return novel[best], near[best]


def aptness(weighed: Weighed, match: Match, text: str, span: Span) -> float:
    """Whether a figure is in a unit asked for, a sum is a price, a number a vote's, or the post is beside a name."""
    question = weighed.question
    words = [term.word for term in question.terms]
    if question.kind is Kind.FIGURE:
        return float(in_unit(words, text, span))
    if question.kind is Kind.AMOUNT:
        return float(is_price(words, text, span))
    if question.kind is Kind.COUNT:
        return float(is_tally(words, text, span))
    if question.kind is not Kind.PERSON or not question.roles:
        return 0.0
    first, last = text.count(" ", 0, span[0]) - BESIDE, text.count(" ", 0, span[1]) + BESIDE
    return float(any(first <= place <= last for place, n in match.places if n in question.roles))


def _near(weighed: Weighed, match: Match, text: str, span: Span) -> float:
    first, last = text.count(" ", 0, span[0]), text.count(" ", 0, span[1])
    reach = [0.0] * len(weighed.weights)
    for place, n in match.places:
        distance = max(first - place, place - last, 0)
        reach[n] = max(reach[n], 1.0 if distance <= 3 else 3 / distance)
    return share(weighed, reach)


def novel_spans(question: Question, matcher: Matcher, text: str) -> list[Span]:
    """Where *text* holds the wanted sort of thing in words that the question did not use itself."""
    found = []
    counted = question.kind in (Kind.COUNT, Kind.FIGURE)
    units = units_asked((term.word for term in question.terms), question.text) if counted else ()
    is_over = question.kind is Kind.DURATION and _is_over(question)
    was = question.kind is Kind.DATE and _WAS.search(question.core)
    wanted = spans(question.kind, text)
    if question.kind is Kind.COUNT and _ASKS_OPINIONS.search(question.text):
        wanted = (*wanted, *spans(Kind.PERCENT, text))
    for start, end in wanted[:MOST_SPANS]:
        # "down since 12:40" tells nothing of how long it was, once it is up again
        if is_over and text[start:end].lower().startswith("since"):
            continue
        if was and _TO_COME.search(text[max(0, start - CLAUSE) : start]):
            continue
        if question.kind is Kind.AGE and _of_another_person(question, matcher, text, (start, end)):
            continue
        if question.kind is Kind.DATE and _of_another_act(question, matcher, text, (start, end)):
            continue
        if counted and in_other_unit(question.kind, units, text, (start, end)):
            continue
        words = _stems(text[start:end], "en")
        if matcher.spells(text[start:end]):
            continue
        if any(not any(strength >= MISSPELT for _, strength in matcher.strengths(word)) for word in words):
            found.append((start, end))
    return found


def act(question: Question, named: Collection[int]) -> list[int]:
    """Positions of the words that say what happened, of what a question asks: not names, figures or what frames it."""
    terms = enumerate(question.terms[: question.asked])
    return [n for n, term in terms if n not in named and term.weight > FRAMING and term.word.isalpha()]


def _is_over(question: Question) -> bool:
    """Whether only a length tells how long: what is asked of is over; in other languages unless they say it goes on."""
    if asks_in_another_language(question.text):
        return not _SO_FAR.search(question.text)
    return bool(_IS_OVER.search(question.core))


def _of_another_act(question: Question, matcher: Matcher, text: str, span: Span) -> bool:
    """Whether a day is that of something else than what is asked about, by what stands behind it or in its clause."""
    asked = set(act(question, ()))
    if owned := _ITS_THING.match(text, span[1]):
        return not any(matcher.match(owned[1]).best[n] for n in asked)
    ends = [0, *(match.end() for match in _CLAUSE_ENDS.finditer(text)), len(text)]
    start, end = next((a, b) for a, b in pairwise(ends) if a <= span[0] < b)
    here = {n for n, best in enumerate(matcher.match(text[start:end]).best) if best and n in asked}
    there = {n for n, best in enumerate(matcher.match(text).best) if best and n in asked}
    return bool(there) and not here


def _of_another_person(question: Question, matcher: Matcher, text: str, span: Span) -> bool:
    """Whether an age stands behind a name that was not asked about, "Bo Ek, 58"; or a founding year for a person."""
    if _FOUNDED.match(text, span[0]):
        return bool(_PERSON.search(question.core))
    owner = _BEFORE_AGE.search(text[max(0, span[0] - CLAUSE) : span[0]])
    return owner is not None and not any(matcher.match(owner[1]).best)


@lru_cache(maxsize=20_000)
def _stems(text: str, language: str) -> tuple[str, ...]:
    return tuple(stem(token, language) for token in tokens(text))
