"""Asking in a group of Telegram, through the whole program: what comes back, what waits, and what is told later."""

import asyncio
from datetime import timedelta

import pytest

from tests.acceptance.asking import eventually
from tests.acceptance.process import running
from tests.acceptance.stage import START, Stage
from tests.feedserver import Item, rss

OTTER = Item(
    "Otterworks opens a plant in Leeds",
    "https://x.example/1?utm_source=feed&utm_medium=rss",
    "Otterworks opened a plant in Leeds. The plant of Otterworks cost $5 million. It is not open to visitors.",
    "1",
)
CHIEF = Item(
    "Otterworks names Ada Byron as its chief executive",
    "https://x.example/2",
    "Ada Byron is the new chief executive of Otterworks, the company said on Thursday.",
    "2",
)


@pytest.mark.long
async def test_a_topic_asks_and_is_told_later(stage: Stage) -> None:
    """A question in a topic, in reply, or about a claim; one without an answer waits and is told once, there."""
    api = stage.api
    ben, cho = (api.person(name) for name in ("Ben", "Cho"))
    group = api.group("Readers", admins=[ben], members=[cho], forum=True)
    topic = api.topic(group, "Facts")

    def said(part: str) -> list[dict[str, object]]:
        return [message for message in api.bot_messages(group) if part in message["text"]]

    stage.feeds.serve("/feed.xml", rss("Plain News", [OTTER]))
    async with running(stage.folder, stage.extra) as bot:
        api.says(group, ben, "/subscribe 23:00", thread=topic)
        await stage.sees(group, "Subscribed")
        await eventually(lambda: stage.feeds.count("/feed.xml") >= 1, what="the first poll")
        await asyncio.sleep(1)

        api.says(group, cho, "/fact how much did the otterworks plant cost", thread=topic)
        await stage.sees(group, "$5 million")
        (answer,) = said("$5 million")
        assert "utm_" not in str(answer)
        assert "#:~:text=" in str(answer)
        claim = api.says(group, ben, "The plant of Otterworks is open to visitors!", thread=topic)
        api.says(group, cho, "/fact", thread=topic, reply_to=claim)
        await stage.sees(group, "It is not open to visitors.")

        api.says(group, cho, "/fact who is the chief executive of otterworks", thread=topic)
        await stage.sees(group, "I found nothing that answers this")
        api.press(group, cho, "Tell me when you know")
        await stage.sees(group, "post it here once")
        stage.feeds.serve("/feed.xml", rss("Plain News", [CHIEF, OTTER]))
        stage.at(START + timedelta(hours=2))
        await stage.sees(group, "You asked “who is the chief executive of otterworks”")
        (told,) = said("You asked “")
        assert told["message_thread_id"] == topic
        assert "Ada Byron" in str(told["text"])
        api.says(group, cho, "/questions", thread=topic)
        await stage.sees(group, "There are no open questions")

        api.says(group, cho, '/fact <b>thanks</b> & "bye" 😀', thread=topic)
        for n in range(7):
            api.says(group, cho, f"/fact is it {n} yet", thread=topic)
        await stage.sees(group, "a lot of questions in one minute")
        assert len(said("a lot of questions")) == 1
        assert await bot.stop() == 0
    assert api.violations == []
