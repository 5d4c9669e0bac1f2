"""What a question names, and whether a sentence speaks of that: a sentence about others answers nothing about it."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from bot.lookup.answer_kinds import ROLES, Kind, spans
from bot.lookup.focus import BESIDE, novel_spans
from bot.lookup.query import FRAMING, Question, Term
from bot.lookup.sentence_fit import LEAD, explains, opens
from bot.lookup.stance import asks_still
from bot.lookup.synonyms import related
from bot.lookup.weighed import Passage, whole
from bot.lookup.word_fit import FAMILY, Match, Matcher
from bot.model import Document
from bot.text.analysis.idf import background
from bot.text.analysis.names import Name, names
from bot.text.lexicon.common_words import common

OFTEN = 0.8
"""Share of a word's places at which texts write it with a capital, from which on it is a name."""

FEWEST, APART = 3, 150
"""A document is about a name that it holds at least three times, and once in so many words: seven sentences."""

MOST_OWNED = 4
"""Words away from a name at which somebody may still be said to be its own."""

_PAST = re.compile(r"\b(?:former|formerly|ex|once|previous|was|were|until|before|late)\b", re.IGNORECASE)
"""A question with such a word asks who held a post; before a post it says that somebody holds it no more."""

_OF_WHAT = re.compile(
    r"\b(?:of|in|at|from) (?:the )?([^\W\d_]+)"
    r"|^\W*(?:who|what|where)(?:['’]?s| is| are| was| were) (?:an? |the )?([^\W\d_]+)\W*$",
    re.IGNORECASE,
)
"""Where a question names what it is about: "the capital of france", "where is france"."""

_WHO_IS = re.compile(r"^\W*who (?:is|was) ([^\W\d_]+)\W*$", re.IGNORECASE)
"""Where an everyday word may be somebody's name: "who is mark"."""

_SMALL = re.compile(r"(?<![^\W_])[a-z]{5,}(?![^\W_])")
FEWEST_SMALL = 3
"""Longer words without a capital from which on a text is no headline, in which all have one."""

_HAS = re.compile(
    r"\b(?:does|do|did|has|have)\b.*\b(?:have|has|had|own|owns|run|runs|operate|employ|hold|use)\W*$", re.IGNORECASE
)
"""A question for what somebody has."""
_SAYS = re.compile(r",? (?:\w+ )?(?:says?|said|told|reports?|reported|wrote|writes|announced?|estimates?d?)\b")
_WHOSE = re.compile(r"['’]s?\b|,? whose\b|,? which\b")
_HELD = {Kind.COUNT, Kind.FIGURE, Kind.PERCENT}
"""What somebody may be asked to have."""

_OWNS = ("'s", "’s", "s'", "s’")


def subjects(question: Question, matcher: Matcher, passages: Collection[Passage]) -> frozenset[int]:
    """
    Positions of the terms of *question* that name somebody or something.

    Args:
        question: As asked; people seldom type capitals, so that these alone tell too little.
        matcher: Made for the same question.
        passages: Sentences that hold its words: what they write with a capital is a name, and so is what none of their
            documents holds where it stands as names do: "the capital of france".
    """
    asked = {n: term for n, term in enumerate(question.terms[: question.naming]) if _may_name(term)}
    # "in dollars" names nobody
    asked = {n: term for n, term in asked.items() if n >= question.asked or term.weight > FRAMING}
    sentences = {passage.quote.text for passage in passages}
    written = _written([term.word for term in asked.values()], sentences)
    found = {n for n, term in asked.items() if term.name or written[term.word] or _begins(term, sentences)}
    found |= {n for n, term in enumerate(question.terms[: question.asked]) if _is_called(question, term, sentences)}
    for n in sorted(found):
        if n + 1 < question.naming and n + 1 not in found and _goes_on(question.terms[n : n + 2], sentences):
            found.add(n + 1)
    placed = {word.lower() for match in _OF_WHAT.finditer(question.text) for word in match.groups() if word}
    unheard = {n for n, term in asked.items() if term.word in placed} - found
    if unheard:
        held = [matcher.match(whole(document), document.read_in).best for document in _documents(passages)]
        found |= {n for n in unheard if not any(best[n] for best in held)}
    return frozenset(found)


def _is_called(question: Question, term: Term, sentences: Collection[str]) -> bool:
    """Whether who somebody is is asked by a word that texts have in a person's name: Mark Zuckerberg."""
    who = _WHO_IS.match(question.core)
    if not who or who[1].lower() != term.word:
        return False
    called = {
        token for text in sentences for start, end in spans(Kind.PERSON, text) for token in text[start:end].split()
    }
    return term.word.capitalize() in called


def _goes_on(pair: Sequence[Term], sentences: Collection[str]) -> bool:
    """Whether texts write two neighbouring words as one name: Claude Design. Then Claude Opus is another one."""
    name, word = pair
    if not word.word.isalpha() or word.word in ROLES:
        return False
    written = re.compile(rf"(?<![^\W_]){re.escape(name.word)} ({re.escape(word.word)})(?![^\W_])", re.IGNORECASE)
    ends = {
        found[0] for text in sentences if len(_SMALL.findall(text)) >= FEWEST_SMALL for found in written.findall(text)
    }
    return bool(ends) and all(map(str.isupper, ends))


def _documents(passages: Iterable[Passage]) -> Iterable[Document]:
    """The documents of *passages*, each once."""
    return {passage.document.id: passage.document for passage in passages}.values()


def _begins(term: Term, sentences: Collection[str]) -> bool:
    """Whether a word that news at large hardly knows stands only at the beginning of sentences, as names do."""
    return (
        term.stem not in background()
        and any(text.startswith(term.word.capitalize()) for text in sentences)
        and not any(term.word in text for text in sentences)
    )


def _may_name(term: Term) -> bool:
    """
    A word that others stand for, such as CEO, is a general one even in capitals; so are figures.

    The United States are where most of the news are from, and seldom said.
    """
    return term.word.isalpha() and term.stem != "usa" and not related(term.stem) and not common(term.word)


def _written(words: Collection[str], sentences: Collection[str]) -> dict[str, bool]:
    """Whether texts write each word with a capital inside their sentences."""
    counts = {word: [0, 0] for word in words}
    if words:
        # the first word of a sentence has a capital anyway
        inside = re.compile(rf"(?<=[^\W_]\W)(?:{'|'.join(words)})(?![^\W_])", re.IGNORECASE)
        for text in sentences:
            for word in inside.findall(text):
                counts.get(word.lower(), [0, 0])[word[0].isupper()] += 1
    return {word: capital > 0 and capital >= OFTEN * (plain + capital) for word, (plain, capital) in counts.items()}


def speaks_of(named: Collection[int], matcher: Matcher, passage: Passage) -> bool:
    """Whether a sentence, with title and the one before, holds all that is asked about, or its document is about it."""
    if not named:
        return True
    document, language = passage.document, passage.document.read_in
    around = (passage.quote, passage.before)
    # what hangs on the sentences before it may mean what the lead names, and a cause is mostly that of what it tells
    hangs = opens(passage.quote.text) or explains(passage.quote.text)
    title = whole(document)[:LEAD] if hangs else document.title
    texts = [title, *(quote.text for quote in around if quote)]
    found = [matcher.match(text, language).best for text in texts]
    missing = {n for n in named if max(best[n] for best in found) < FAMILY}
    if not missing:
        return True
    about = matcher.match(whole(document), language)
    missing -= {n for n in _first_names(about) if n + 1 in named and n + 1 not in missing}
    return missing <= _topics(about)


def of_another(question: Question, named: Collection[int], matcher: Matcher, text: str) -> bool:
    """
    Whether who is asked for stands in *text* as another's only, or as who was it before.

    Where A's head is asked for, "the head of B" is another's, and "a former head" is so no more.
    """
    if not named:
        return False
    roles = question.roles
    if not roles:
        return bool(_HAS.search(question.text)) and _had_by_another(question, named, matcher, text)
    told = {place for place, n in matcher.match(text).places if n in roles}
    if not told:
        # whose post it is stands nowhere
        return question.kind is Kind.PERSON
    words, found = text.split(" "), False
    ever = _PAST.search(question.text) or asks_still(question.text)
    places = told if ever else {place for place in told if not _over(words, place)}
    if not places:
        return True
    for name in names(text):
        first, last = text.count(" ", 0, name.start), text.count(" ", 0, name.end)
        if not places.isdisjoint(_owned(words, first, last)):
            best = matcher.match(name.text).best
            if any(best[n] for n in named):
                return False
            found = True
    return found or (question.kind is Kind.PERSON and _held_at_another(named, matcher, text, places))


def _held_at_another(named: Collection[int], matcher: Matcher, text: str, places: Collection[int]) -> bool:
    """Whether the post at *places* is that of whom a sentence is about, and that is neither who holds it nor asked."""
    holders = [name for name in names(text) if any(_beside(text, name, place) for place in places)]
    return bool(holders) and _of_others(named, matcher, text, min(places), holders)


def _had_by_another(question: Question, named: Collection[int], matcher: Matcher, text: str) -> bool:
    """Whether the figure that is asked for is that of somebody else whom the sentence is about."""
    told = novel_spans(question, matcher, text) if question.kind in _HELD else []
    return bool(told) and all(_of_others(named, matcher, text, text.count(" ", 0, start), ()) for start, _ in told)


def _of_others(named: Collection[int], matcher: Matcher, text: str, wanted: int, besides: Collection[Name]) -> bool:
    """
    Whether what stands at *wanted*, counted in blanks, is said of another than who is asked about.

    Another one is the subject of the sentence or owns something in it, and stands nearer than who is asked about.
    """
    asked = {place for place, n in matcher.match(text).places if n in named}
    others = [
        text.count(" ", 0, name.start)
        for name in names(text)
        if name not in besides and not any(matcher.match(name.text).best) and _leads_or_owns(text, name)
    ]
    nearest = min((wanted - place for place in others if place < wanted), default=None)
    return nearest is not None and all(abs(wanted - place) > nearest for place in asked)


def _leads_or_owns(text: str, name: Name) -> bool:
    begins = not text[: name.start].removeprefix("The ").strip("\"'“‘ ")
    return bool(_WHOSE.match(text, name.end)) or (begins and not _SAYS.match(text, name.end))


def _beside(text: str, name: Name, place: int) -> bool:
    first, last = text.count(" ", 0, name.start), text.count(" ", 0, name.end)
    return first - BESIDE <= place <= last + BESIDE


def _over(words: Sequence[str], place: int) -> bool:
    """Whether who holds the post that is told at *place* holds it no more."""
    return any(_PAST.search(word) for word in words[max(0, place - 1) : place + 1])


def _owned(words: Sequence[str], first: int, last: int) -> Iterable[int]:
    """Places of the words that a name at *first* to *last* owns: "Otter's new head", "head and founder of Otter"."""
    if words[last].endswith(_OWNS):
        yield from range(last + 1, min(last + 1 + MOST_OWNED, len(words)))
    before = first - 1 - (first > 1 and words[first - 1] == "the")
    if before > 0 and words[before] in ("of", "at", "for"):
        for place in range(before - 1, max(-1, before - 1 - MOST_OWNED), -1):
            if words[place].endswith((",", ".", ";", ":")):
                break
            yield place


def _first_names(document: Match) -> set[int]:
    """The terms that stand right before the next one in a document, which may later name it by that alone."""
    places = sorted(document.places)
    return {n for (place, n), (after, other) in pairwise(places) if (after, other) == (place + 1, n + 1)}


def _topics(document: Match) -> set[int]:
    """The terms that a document comes back to so often that its other sentences are about them as well."""
    counts = Counter(n for _, n in document.places)
    return {n for n, count in counts.items() if count >= max(FEWEST, document.words / APART)}
