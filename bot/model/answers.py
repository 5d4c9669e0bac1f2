"""Answers to questions, and questions that wait for one."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.feeds import Document, Quote


@dataclass(frozen=True, slots=True)
class AnswerQuote:
    """One quoted sentence of an answer, what it comes from, and the sentence before it when it needs one."""

    quote: Quote
    document: Document
    context: Quote | None = None
    focus: tuple[int, int] | None = None
    """Span inside the quote's text that answers, when it could be told."""
    side: str = ""
    """What it says where quotes differ: a value as written, ``yes``, ``no`` or ``open``; else empty."""
    fit: float = 1.0
    """How well it fits the question, against the best quote: 0 to 1."""
    agrees: bool = True
    """Whether it says what the first quote says."""
    sure: bool = True
    """Whether we may say in our words which side it takes."""
    on_topic: bool = True
    """Whether it speaks of all that the question names."""
    claim: str = ""
    """Who says it of themselves, so that it is their own claim; else empty."""


@dataclass(frozen=True, slots=True)
class Reach:
    """
    How far a search reached: how many documents can be quoted, of how many feeds they are, and from when to when
    these tell; None when nothing has a date.
    """

    documents: int
    sources: int
    oldest: datetime | None = None
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What `/fact` found: quotes, best first. When *answered* is false they are only the nearest sentences.

    *agreement*: ``one source``, ``agree``, ``differ``, ``nothing``, or ``no question`` when no word says what is
    wanted.
    """

    question: str
    quotes: tuple[AnswerQuote, ...]
    score: float
    answered: bool
    agreement: str
    sources: int = 0
    """How many independent publishers say what the first quote says; copies count once, background notes not at all."""
    notes: bool = False
    """Whether the background notes say it as well: all together they are one voice, and no publisher's."""
    reach: Reach | None = None
    """What was searched, told only when nothing answers."""


@dataclass(frozen=True, slots=True)
class StandingQuestion:
    """A question that waits for an answer. *about* is the text that it was asked about, or empty."""

    id: int
    chat: int
    user: str
    text: str
    about: str
    asked: datetime
