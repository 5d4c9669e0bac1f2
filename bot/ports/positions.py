"""Where messages stand in chats, as far as is known: what a search for a lost one rests on."""

from collections.abc import Collection
from typing import Protocol

from bot.model import ChatKey, KnownPositions, Message


class Positions(Protocol):
    """
    The positions of messages, ours and people's, in the rows that chats count.

    They come from ids by ``Platform.position``: of a platform that gives none nothing is known, and all numbers are 0.
    """

    async def saw(self, chat: int, message: str) -> None:
        """Note the platform's id of a message that was seen in a chat: of a reply that we sent, or of a person's."""
        ...

    async def search_from(self, chats: Collection[int]) -> dict[int, int]:
        """
        By chat, above which position a message is searched that is sent there now: above all that are known in the
        chat, and those that are counted together with it, and above all at which messages of ours may stand that
        nobody could find.
        """
        ...

    async def known(self, message: Message) -> KnownPositions:
        """What is known of the positions among which a message is to be searched whose sending broke off."""
        ...

    async def lost_sight(self, key: ChatKey, up_to: int) -> None:
        """Note that a message of ours may stand in this chat up to that position, and nobody will know where."""
        ...

    async def forget(self) -> None:
        """Forget the positions seen to which no search can come any more: those at or below where each would begin."""
        ...
