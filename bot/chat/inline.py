"""A question typed in any chat behind the bot's name: quotes to choose from, each a message of its own."""

import structlog

from bot.chat.request import ChatRequest, Response, Services
from bot.errors import BotError
from bot.lookup.ask import ask
from bot.model import Reply
from bot.text.display.wording import ENGLISH

OFFERED = 5
"""Quotes to choose from: as many as fit above a phone's keyboard."""
SHORTEST = 3
"""Letters from which on a question is worth a search: each letter typed asks anew."""

_log = structlog.get_logger()


async def quotes(request: ChatRequest, services: Services) -> Response:
    """One reply for each quote that answers; none when nothing does."""
    if len(request.text.strip()) < SHORTEST:
        return Response()
    try:
        now = services.clock.now()
        public = services.public
        # what is chosen is posted in some other chat
        found = await ask(services.storage, request.say, request.key, request.text, "", now, public=public, notes=False)
    except BotError as error:
        _log.error("an inline question could not be answered", why=ENGLISH.reason(str(error)))
        return Response()
    return Response(tuple(Reply(quote) for quote in found.quotes[:OFFERED]))
