"""Questions typed behind the bot's name in any chat."""

import pytest

from bot.chat.request import ChatRequest, Response
from bot.model import Reply
from tests.botapi import BotApi
from tests.platforms.telegram.conftest import Running


@pytest.mark.parametrize("quotes", [("<b>$5</b> &amp; more\n— The Ledger, today", "Second " + "word " * 50), ()])
async def test_quotes_to_choose_from(api: BotApi, running: Running, quotes: tuple[str, ...]) -> None:
    """The question reaches the chat layer as what it is, and each quote becomes a message to choose."""
    asked: list[ChatRequest] = []

    async def talk(request: ChatRequest) -> Response:
        asked.append(request)
        return Response(tuple(Reply(quote) for quote in quotes))

    ann = api.person("Ann")
    async with running(talk):
        query = api.types_inline(ann, "how much")
        (given,) = await api.until(lambda: api.world.answers)
    assert (asked[0].inline, asked[0].text, asked[0].user) == (True, "how much", str(ann))
    assert given["inline_query_id"] == query
    assert [one["input_message_content"]["message_text"] for one in given["results"]] == list(quotes)
    if quotes:
        assert given["results"][0]["title"] == "$5 & more\n— The Ledger, today"
        assert given["results"][0]["description"] == "— The Ledger, today"
        assert len(given["results"][1]["title"]) == 61
