"""Digests and the messages that carry them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import ChatKey, Digest, Message, MessageState, Missed, Numbered, Reply


class Outbox(Protocol):
    """Digests and the messages that carry them."""

    async def post(self, digest: Digest, messages: Sequence[Reply], now: datetime, expires: datetime) -> int | None:
        """
        Store a digest, what it is to tell, and its messages, all or nothing.

        Its stories are pending until all messages that carry one (``Reply.stories``) were sent, and then told; when one
        of these is not sent, the story is news again.

        Returns: the digest's id, or None if this chat had a digest for the slot already: then nothing is stored.
        """
        ...

    async def last_digests(self, chat: int, limit: int) -> list[int]:
        """The ids of a chat's digests, the one that was posted last first."""
        ...

    async def digest(self, number: int) -> Digest | None:
        """
        A digest by id, as it was posted; None if there is none, or it was made before digests were kept.

        Raises: StorageError for one that cannot be read.
        """
        ...

    async def digest_told(self, chat: int, sent_id: str) -> Digest | None:
        """
        The digest that a sent message is part of; None if it is part of none that was kept.

        Raises: StorageError for one that cannot be read.
        """
        ...

    async def notify(self, chat: int, reply: Reply, now: datetime, expires: datetime) -> None:
        """Put a notice that belongs to no digest into a chat's outbox; not where nobody reads (``open_storage``)."""
        ...

    async def notify_all(self, chats: Collection[int], reply: Reply, now: datetime, expires: datetime) -> None:
        """Put the same notice into the outboxes of many chats."""
        ...

    async def digests(self, since: datetime) -> int:
        """How many digests were posted after a moment."""
        ...

    async def states(self, since: datetime) -> dict[MessageState, int]:
        """How many messages made after a moment stand in each state."""
        ...

    async def last_slot(self, chat: int, now: datetime) -> datetime | None:
        """
        The latest slot up to *now* for which a chat had a digest.

        One that is still to come was served by a clock that was ahead, and must not hold up all slots before it.
        """
        ...

    async def last_slots(self, chats: Collection[int], now: datetime) -> dict[int, datetime]:
        """``last_slot`` of those of some chats that had a digest."""
        ...

    async def waiting(self, now: datetime, limit: int, platform: str | None = None) -> list[Message]:
        """
        Messages to send now: of each chat only the first that was asked for, and the first of the others, in order; the
        first of a digest before the second of any.

        Left out is what goes to the same chat, or another topic of it, as a message that is being sent or was cut off
        while it was: if both broke off, nobody could tell one from the other.

        Args:
            platform: Only to chats of this one, as whoever sends can reach no other; None: of all.
        """
        ...

    async def doubtful(self, now: datetime, limit: int, platform: str | None = None) -> list[Message]:
        """
        Messages that were cut off while sending and could be searched now: one of each chat, topics included.

        *platform* as in ``waiting``.
        """
        ...

    async def begin(self, chat: int, reply: Reply, now: datetime, expires: datetime, settles: datetime) -> Message:
        """
        Put an answer into the outbox whose call is about to be made beside ``deliver``.

        It is SENDING, and was asked for; ``deliver`` takes it over if it is still there at *settles*.
        """
        ...

    async def others_send(self, chat: int) -> bool:
        """
        Whether another process sends to a chat or its topics, or looks there for what broke off.

        If not, none begins to look there before this transaction ends.
        """
        ...

    async def release(self, key: ChatKey, now: datetime) -> int:
        """
        Let all messages to a chat and its topics wait again that were cut off while sending and can be searched *now*.

        Returns: how many they are.
        """
        ...

    async def take_over(self, message: Message, now: datetime) -> bool:
        """
        Be the one who looks what became of a message whose call was cut off.

        Returns: False if somebody else, who is sending it, has not had their time for it, or it is not in doubt.
        """
        ...

    async def ended(self, message: int) -> None:
        """Take out what ``begin`` put in: the call has ended, well or not."""
        ...

    async def mark(self, message: Message, parts: Sequence[Reply] = ()) -> bool:
        """
        Write what became of an open message, and with it of the stories that it tells.

        A notice that was sent has no text any more: nobody asks for it again, as for that of a digest.

        Args:
            parts: Further messages that it was split into, to go right behind it and to share its state.
        Returns: False if the message had ended already, or somebody else is sending it; then nothing is written.
        """
        ...

    async def mark_all(
        self, messages: Sequence[Message], parts: Mapping[int, Sequence[Reply]] | None = None
    ) -> set[int]:
        """
        ``mark`` of several messages at once, none of them twice.

        Args:
            parts: Of those that were split, by message.
        Returns: the ids of those that were written.
        """
        ...

    async def withdraw(self, chat: int) -> int:
        """Drop the digests' messages of a chat that are not being sent: their stories are news. Returns: how many."""
        ...

    async def nudge(self, key: ChatKey, settled: datetime) -> bool:
        """
        Let what is held for a chat and its topics be tried at once, and what is in doubt be searched from *settled* on.

        Returns: whether anything was held, or was to be searched later.
        """
        ...

    async def missed(self, chat: int, since: datetime) -> list[Missed]:
        """
        Messages made after *since* that did not come or are held, oldest first.

        Of digests only those with stories that the chat still has not got; the headlines are of these.
        """
        ...

    async def notices(self, chat: int) -> list[Message]:
        """Messages that belong to no digest and whose text is still there, oldest first."""
        ...

    async def again(self, chat: int, since: datetime, now: datetime, expires: datetime) -> int:
        """Let notices that did not come, made after *since*, wait once more. Returns: how many."""
        ...

    async def places(self, chat: int, sent_id: str = "") -> dict[int, Numbered]:
        """
        The stories that a sent message told, by their places in its digest, which are counted from 1.

        Args:
            sent_id: The platform's id of the message; empty: all messages of the chat's last digest that told a story.
        """
        ...

    async def carriers(self, digest: int, story: int) -> dict[str, str]:
        """The messages of a digest that told a story: their texts by the platform's ids, in order; if they have one."""
        ...

    async def open(self) -> tuple[int, datetime | None]:
        """
        How many messages are neither sent nor given up, and when the oldest of them was made.

        Without those for a terminal: they wait for nothing but that somebody sits down there.
        """
        ...

    async def forget(self, before: datetime, limit: int, notices: datetime) -> int:
        """
        Empty the texts of messages made before a moment that are sent or given up, at most *limit*; the rest stays.

        Args:
            notices: The moment for those that belong to no digest, if it is a later one: they may repeat what somebody
                asked.
        Returns: how many were emptied.
        """
        ...

    async def told_in(self, chat: int, stories: Collection[int]) -> dict[int, str]:
        """Those of *stories* that a sent message told this chat, each with the platform's id of the last such one."""
        ...
