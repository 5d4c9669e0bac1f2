"""What some write as one word and others as two: "gpt4" and "GPT-4", "headteacher" and "head teacher". PURE."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.lookup.query import MOST_TERMS, Question, Term
from bot.lookup.synonyms import related
from bot.text.analysis.idf import background
from bot.text.analysis.words import STOP_WORDS, stem

_CODE = re.compile(r"([^\W\d_]{1,8})(\d{1,4})")
_SHORTEST, _LONGEST = 7, 20
"""Letters of a word that may be made of two."""
_PART = 3
"""Letters of the shortest of these: "car park"."""


def as_one(question: Question) -> dict[str, list[str]]:
    """For each stem of two neighbours such as "gpt" and "4", or "head" and "teacher", that of what both make."""
    joined: dict[str, list[str]] = {}
    for first, second in question.pairs:
        left, right = question.terms[first], question.terms[second]
        whole = left.word + right.word
        is_code = left.word.isalpha() and right.word.isdecimal() and _CODE.fullmatch(whole)
        is_word = whole.isalpha() and _SHORTEST <= len(whole) <= _LONGEST
        if is_code or is_word:
            for term in (left, right):
                joined.setdefault(term.stem, []).append(stem(whole))
    return joined


def parts_to_count(question: Question, counts: Mapping[str, int]) -> set[str]:
    """
    The stems of what words of a question may be made of, whose counts ``with_parts`` needs.

    Args:
        counts: How many stored sentences hold each term.
    """
    return {stem(part) for term in question.terms for parts in _cuts(term, counts) for part in parts}


def with_parts(question: Question, counts: Mapping[str, int]) -> Question:
    """
    The question with two terms for one where stored sentences hold both and, but for names with a number, not that one.

    Args:
        counts: How many stored sentences hold each term, and each of ``parts_to_count``.
    """
    terms: list[Term] = []
    asked, naming, own = question.asked, question.naming, len(question.pairs) + 1
    for n, term in enumerate(question.terms):
        stored = (parts for parts in _cuts(term, counts) if all(counts.get(stem(part)) for part in parts))
        parts = next(stored, [])
        one = (term.stem,) if counts.get(term.stem) else ()
        terms += [replace(term, word=part, stem=stem(part), forms=(*term.forms, *one)) for part in parts] or [term]
        if len(parts) > 1:
            asked, naming = asked + (n < question.asked), naming + (n < question.naming)
            own += n <= len(question.pairs)
    pairs = tuple((n, n + 1) for n in range(min(own, MOST_TERMS) - 1))
    read = tuple(terms[:MOST_TERMS])
    return replace(question, terms=read, pairs=pairs, asked=min(asked, len(read)), naming=min(naming, len(read)))


def _cuts(term: Term, counts: Mapping[str, int]) -> Iterator[list[str]]:
    """The ways in which a word may be two."""
    if related(term.stem):
        return
    word = term.word
    if code := _CODE.fullmatch(word):
        # the letter of "A-380" is a word of its own that says nothing; "5g" and "f1" are rarely written in two
        parts = [part for part in code.groups() if part not in STOP_WORDS]
        if len(parts[0]) > 1 or not counts.get(term.stem):
            yield parts
    elif word.isalpha() and _SHORTEST <= len(word) <= _LONGEST and not (counts.get(term.stem) or term.name):
        # only what is made of everyday words: a name that nobody wrote about is not made of two that stand anywhere
        for end in range(_PART, len(word) - _PART + 1):
            parts = [word[:end], word[end:]]
            if not STOP_WORDS.intersection(parts) and all(stem(part) in background() for part in parts):
                yield parts
