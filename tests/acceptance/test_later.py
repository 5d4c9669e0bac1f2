"""What becomes later of what people read, in Telegram, through the whole program."""

from dataclasses import replace
from datetime import timedelta

from tests.acceptance.stage import NEWS, SLOT, Stage

PLANT = replace(NEWS[0], text="The plant in Leeds will employ 300 people. It will open on 12 April, the owners said.")
CHANGED = replace(PLANT, text=PLANT.text.replace("300", "30"))


async def test_corrections_and_promises(stage: Stage) -> None:
    """
    A source changes a sentence: each place that read it hears of it in reply to its digest. What a sentence announced
    comes back on its day; a member may look at what is to come, an admin drops it; a foreign button reaches nothing.
    """
    api = stage.api
    ann, ben, cho = (api.person(name) for name in ("Ann", "Ben", "Cho"))
    group = api.group("Readers", admins=[ben], members=[cho])
    forum = api.group("Mills", admins=[ben], forum=True)
    topic = api.topic(forum, "News")
    channel = api.channel("Harbour", admins=[ben])
    places = (ann, group, forum, channel)
    async with stage.playing():
        api.says(ann, ann, "/subscribe 8:00 UTC")
        api.says(group, ben, "/subscribe 8:00 UTC")
        api.says(forum, ben, "/subscribe 8:00 UTC", thread=topic)
        api.posts(channel, "/subscribe 8:00 UTC")
        for place in places:
            await stage.sees(place, "ubscribed")
        await stage.news(SLOT + timedelta(seconds=5), PLANT)
        for place in places:
            await stage.sees(place, "300 people")

        await stage.news(SLOT + timedelta(hours=2), CHANGED)
        for place in places:
            await stage.sees(place, "has changed a sentence quoted here")
            (notice,) = [one for one in api.bot_messages(place) if "has changed" in one["text"]]
            assert "will employ 30 people" in notice["text"]
            assert "300 people" in notice["reply_to_message"]["text"]
            assert notice.get("message_thread_id") == (topic if place == forum else None)

        api.says(group, cho, "/promises")
        await stage.sees(group, "What is to come")
        (listed,) = [one for one in api.bot_messages(group) if "What is to come" in one["text"]]
        drop = listed["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        api.press_data(group, cho, listed["message_id"], drop)
        await stage.is_told("Only admins")
        api.says(ann, ann, "/promises")
        await stage.sees(ann, "What is to come")
        (mine,) = [one for one in api.bot_messages(ann) if "What is to come" in one["text"]]
        api.press_data(ann, ann, mine["message_id"], drop)
        await stage.is_told("button")
        api.press_data(group, ben, listed["message_id"], drop)
        await stage.is_told("Dropped.")

        stage.at(SLOT + timedelta(days=2, seconds=5))
        for place in (ann, forum, channel):
            await stage.sees(place, "Promised for today")
        assert not stage.wrote(group, "Promised for today")
        assert [stage.wrote(place, "has changed") for place in places] == [1] * 4
