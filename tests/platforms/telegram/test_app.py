"""The bot in Telegram: who is heard, where the answers go, and what trouble does."""

import asyncio

import pytest

from bot.chat.request import ChatRequest, Response
from bot.model import Button, ChatKey, ChatKind, Reply
from bot.platforms.telegram.connection import TokenRefused
from bot.storage.unit import SqlStorage
from tests.botapi import BotApi
from tests.platforms.telegram.conftest import Running


class Talk:
    """A chat layer that keeps what it is asked, and answers commands with their own text."""

    def __init__(self, response: Response | None = None) -> None:
        self.requests: list[ChatRequest] = []
        self._response = response

    async def __call__(self, request: ChatRequest) -> Response:
        self.requests.append(request)
        if self._response is not None:
            return self._response
        return Response((Reply(f"<b>you said</b> {request.text}"),)) if request.text.startswith("/") else Response()


async def test_private_command(api: BotApi, running: Running) -> None:
    """What a person writes reaches the chat layer, and the reply comes back as markup without a link preview."""
    ann = api.person("Ann")
    talk = Talk()
    async with running(talk):
        api.says(ann, ann, "/help me")
        assert await api.answer(ann) == "you said /help me"
    request = talk.requests[0]
    assert (request.key, request.kind, request.user) == (ChatKey("telegram", ann), ChatKind.PRIVATE, ann)
    assert api.bot_messages(ann)[0]["entities"] == [{"type": "bold", "offset": 0, "length": 8}]
    assert api.bot_messages(ann)[0]["link_preview_options"] == {"is_disabled": True}


async def test_command_lists(api: BotApi, running: Running) -> None:
    """Plain group members are not offered what only admins may do."""
    async with running(Talk()):
        await api.until(lambda: len(api.world.commands) == 3)
    names = {scope: {one["command"] for one in commands} for scope, commands in api.world.commands.items()}
    assert names["all_private_chats"] == names["all_chat_administrators"]
    assert "fact" in names["all_group_chats"]
    assert "addfeed" in names["all_private_chats"] - names["all_group_chats"]
