"""Answers to questions, and questions that wait for one."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.feeds import DocId, Document, Quote


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
    changed: str = ""
    """The sentence that its source has put in its stead since; else empty."""


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

    *agreement*: ``one source``, ``agree``, ``differ``, ``news`` when each source tells its own, ``nothing``,
    ``no reason`` when why is asked and the first quotes do not say it, or ``no question`` when no
    word says what is wanted.
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
    newer: Document | None = None
    """A report on the same matter that is newer than all that is shown, by its title."""
    doubted: bool = False
    """Whether it may be beside the point however well it fits, so that it is shown with a caveat."""


@dataclass(frozen=True, slots=True)
class StandingQuestion:
    """A question that waits for an answer. *about* is the text that it was asked about, or empty."""

    id: int
    chat: int
    user: str
    text: str
    about: str
    asked: datetime


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """
    A figure that a source gave of a watched thing.

    *of*: whose it is, if what is watched names nobody. *kind*, *unit*: as in ``Figure``. *year*, *part*: what time it
    is of; *part* is ``q1``, ``h2``, ``m05`` or empty. *values*: one, or the two ends of a range, each with how finely
    it was given. *quote*: the sentence, of *publisher* at *url*, told at *told*.
    """

    of: str
    kind: str
    unit: str
    year: int
    part: str
    values: tuple[tuple[float, float], ...]
    quote: str
    publisher: str
    url: str
    told: datetime


@dataclass(frozen=True, slots=True)
class Watch:
    """
    What a chat wants to hear of when a source gives another figure of it. *user*: who asked for it.

    *known*: the last figures, one for each thing, the newest first. *after*: the number of the last sentence that was
    there when it was asked for.
    """

    id: int
    chat: int
    user: str
    text: str
    since: datetime
    after: int
    known: tuple[KnownFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class Sighting:
    """A new sentence that may be of something watched: its document, where in its text it begins, and its feed."""

    doc: DocId
    start: int
    feed: int
    text: str
    language: str


NOTE = "note:"
"""How the document of a chat's own note is named; its number follows."""


def notes_of(chat: int) -> int:
    """In place of a feed: the own notes of a chat (row id), which nobody else may read."""
    return -chat


@dataclass(frozen=True, slots=True)
class Note:
    """What an admin told a chat to know: *user* added it; the *title* is its first line or the name of the file."""

    id: int
    chat: int
    user: str
    title: str
    text: str
    language: str
    added: datetime

    @property
    def document(self) -> Document:
        """The note as something that can be quoted."""
        return Document(f"{NOTE}{self.id}", self.title, self.text, "", "", self.added, self.language)
