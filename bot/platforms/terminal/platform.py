"""PURE: what a terminal shows: messages of any length, with numbered choices for buttons."""

from bot.model import Capabilities, Chat, Digest, Reply
from bot.platforms.render import messages
from bot.text.display.wording import wording

NAME = "terminal"

CAPABILITIES = Capabilities(buttons=True, markup=True)


class Terminal:
    """Implements ports.Platform."""

    name = NAME
    capabilities = CAPABILITIES

    def render(self, digest: Digest, language: str) -> list[Reply]:
        """See ports.Platform."""
        return messages(digest, wording(language), CAPABILITIES)

    def address(self, chat: Chat, message: str) -> str:  # noqa: ARG002 - the port's
        """What was printed has no address."""
        return ""

    def position(self, message: str) -> int | None:  # noqa: ARG002 - the port's
        """Nothing is searched on a screen."""
        return None
