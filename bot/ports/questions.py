"""What answers questions, and the questions that wait."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import DocId, Document, Quote, Reach, StandingQuestion


class Passages(Protocol):
    """
    Sentences found by their words: of the seed corpus, and of the entries that somebody may read.

    What others' entries hold is not there: it is not found, not counted, and no word is known because of them.
    """

    async def find(self, groups: Sequence[Sequence[str]], limit: int) -> list[Quote]:
        """
        Sentences that hold some of the asked words, those with most and rarest first.

        Each group holds the stem of one asked word, then others that may stand for it. Terms that are in more than 5%
        of all sentences only order what the others find; when all are, only sentences with several of them are found.
        """
        ...

    async def spans(self, docs: Collection[DocId]) -> dict[DocId, list[tuple[int, int]]]:
        """Where the sentences of those documents begin and end, in reading order."""
        ...

    async def documents(self, docs: Collection[DocId]) -> dict[DocId, Document]:
        """Those documents."""
        ...

    async def counts(self, terms: Collection[str]) -> tuple[int, dict[str, int]]:
        """How many sentences there are, and how many hold each term: frequent ones roughly, and 0 if none does."""
        ...

    async def near(self, term: str, limit: int) -> list[str]:
        """
        Stored terms that *term* may be a misspelling or another form of, likeliest first; never *term* itself.

        They begin with the same letter and are at most two edits away (one for terms of up to seven letters; two
        exchanged neighbours are one edit), or one begins with the other and both have at least five letters.
        """
        ...

    async def reach(self) -> Reach:
        """How many documents can be quoted, and, notes left out, whose they are and of which days."""
        ...


class Questions(Protocol):
    """Questions that nobody could answer yet."""

    async def ask(self, chat: int, user: str, text: str, about: str, now: datetime) -> bool:
        """Keep a question of a chat. Returns: False if it is kept already."""
        ...

    async def of_chat(self, chat: int) -> list[StandingQuestion]:
        """The questions of one chat, oldest first."""
        ...

    async def all(self) -> list[StandingQuestion]:
        """The questions of all chats, oldest first; not where nobody reads (``open_storage``)."""
        ...

    async def count(self) -> int:
        """How many wait, of all chats."""
        ...

    async def end(self, chat: int, question: int) -> bool:
        """Forget a question of that chat. Returns: False if there is none."""
        ...
