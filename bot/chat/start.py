"""``/start``: who the bot is, in three lines."""

from bot.chat.formatting import reply
from bot.chat.request import ChatRequest, Response, Services, answer
from bot.model import Button


async def start(request: ChatRequest, _args: str, services: Services) -> Response:
    """Greet; a chat without digests is offered them."""
    async with services.storage.view() as unit:
        chat = await unit.chats.by_key(request.key)
    offer = [] if chat and chat.subscribed else [Button(request.say("chat.subscribe_button"), "subscribe")]
    return answer(reply(request.say("chat.start"), buttons=offer))
