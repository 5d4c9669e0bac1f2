"""``/trends``: how much there was to tell, and which names rose, as a picture with its words."""

from bot.chat.formatting import reply
from bot.chat.request import ChatRequest, Response, Services, answer

LONGEST_TOPIC = 60
"""Characters: a topic is a word or a few."""


async def trends(request: ChatRequest, args: str, services: Services) -> Response:
    """Show the trends of this chat's feeds, of all stories or of those on a topic."""
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
        follows = await unit.feeds.of_chat(chat.id) if chat else []
    if chat is None or not follows:
        return answer(reply(request.say("trends.unknown_chat")))
    return answer(await services.trends(request.say, chat, " ".join(args.split())[:LONGEST_TOPIC]))
