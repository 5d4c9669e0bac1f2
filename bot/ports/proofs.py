"""Digests that editors see before they are posted."""

from datetime import datetime
from typing import Protocol

from bot.model import Digest, Proof


class Proofs(Protocol):
    """Of each chat the digest that its editors saw last, and which stories they do not want told there."""

    async def put(self, chat: int, slot: datetime, digest: Digest | None) -> Proof:
        """Keep a digest for its slot, in place of an earlier one; None: there is nothing to see for that slot."""
        ...

    async def of_chat(self, chat: int) -> Proof | None:
        """The last one of a chat. Raises: StorageError for one that cannot be read."""
        ...

    async def get(self, number: int) -> Proof | None:
        """One by its id, which no other ever has; None if a later one took its place. Raises: as ``of_chat``."""
        ...

    async def change(self, proof: Proof, digest: Digest) -> Proof | None:
        """Keep what editors made of it. Returns: None if somebody has changed it meanwhile; then nothing is written."""
        ...

    async def close(self, chat: int, slot: datetime) -> None:
        """Let go of the one for a slot: it was posted or skipped."""
        ...

    async def strike(self, chat: int, story: int, now: datetime, *, struck: bool) -> None:
        """Note that a story is not to be told to a chat, or that it is after all."""
        ...

    async def struck(self, chat: int) -> set[int]:
        """The stories that are not to be told to a chat."""
        ...

    async def forget(self, before: datetime) -> None:
        """Forget which stories were struck before a moment: they are news no longer."""
        ...
