"""Figures that are watched and notes that are kept, in each sort of chat, through the whole program."""

from datetime import timedelta

from tests.acceptance.asking import eventually
from tests.acceptance.stage import NEWS, SLOT, Stage
from tests.feedserver import Item

FEWER = Item(
    "Otterworks plant in Leeds grows", "https://x.example/9", "The plant will employ 450 people in Leeds.", "9"
)
NOTE = "The quillfeather nests in the mill. It weighs 4 kilos."
SECRET = "The vexmoor key lies below the third step."


async def test_watches_and_notes(stage: Stage) -> None:
    """
    Served are three people and two chats: others are told so, and nothing of theirs is kept. Members watch,
    admins remember, also in a channel, a topic and without a name; each hears in its own place, through a move of the
    group, two admins at once, a double tap and a button of another chat.
    """
    api = stage.api
    ann, ben, cho, eve = (api.person(name) for name in ("Ann", "Ben", "Cho", "Eve"))
    group = api.group("Club", admins=[ben, ann], members=[cho], kind="group")
    forum = api.group("Mills", admins=[ben], members=[cho], forum=True)
    topic = api.topic(forum, "Birds")
    channel = api.channel("Harbour", admins=[ben])
    path = stage.folder / "config.toml"
    allowed = f'allow = ["{ann}", "{ben}", "{cho}", "{forum}", "{channel}"]\n'
    path.write_text(path.read_text().replace("[feeds]", f"{allowed}[feeds]"))
    async with stage.playing():
        api.says(eve, eve, "/watch people Leeds")
        await stage.sees(eve, "This bot is private")
        api.says(eve, eve, f"/remember {SECRET}")

        for chat, user in ((ann, ann), (group, ben)):
            api.says(chat, user, "/subscribe 8:00 UTC")
            await stage.sees(chat, "Subscribed")
        api.says(forum, ben, "/subscribe 8:00 UTC", thread=topic)
        await stage.sees(forum, "Subscribed")
        api.posts(channel, "/subscribe 8:00 UTC")
        await stage.sees(channel, "Subscribed")
        api.says(ann, ann, "/watch people Leeds")
        api.says(group, cho, "/watch people Leeds")
        api.says(forum, cho, "/watch people Leeds", thread=topic)
        api.posts(channel, "/watch people Leeds")
        for chat in (ann, group, forum, channel):
            await stage.sees(chat, "I'll tell you here when")

        api.says(group, cho, f"/remember {SECRET}")
        await stage.sees(group, "Only admins")
        api.says(group, ben, f"/remember {NOTE}")
        api.says(group, ann, f"/remember {NOTE}")
        await stage.sees(group, "I remember that already")
        api.anonymous_says(forum, f"/remember {NOTE}", thread=topic)
        api.posts(channel, f"/remember {NOTE}")
        for chat in (group, forum, channel):
            await stage.sees(chat, "I'll remember “The quillfeather")
        api.says(group, cho, "/fact what does the quillfeather weigh")
        await stage.sees(group, "It weighs 4 kilos.")
        api.says(ann, ann, "/fact what does the quillfeather weigh")
        await eventually(lambda: len(stage.texts(ann)) == 3, 60, "an answer")
        assert not stage.wrote(ann, "4 kilos")

        # the group moves while its list of notes is open
        api.says(group, ben, "/notes")
        await stage.sees(group, "One note of this chat")
        old = stage.button(group, "Forget 1")
        club = api.upgrade(group, ben)
        api.says(club, ben, "/notes")
        await stage.sees(club, "One note of this chat")
        message, _ = stage.button(club, "Forget 1")
        api.says(ann, ann, "/notes")
        await stage.sees(ann, "This chat has no notes")
        api.press_data(ann, ann, api.bot_messages(ann)[-1]["message_id"], old[1])
        await stage.is_told("no longer works")
        stage.taps(club, cho, "Forget 1")
        await stage.is_told("Only admins")

        await stage.news(SLOT - timedelta(hours=3), *NEWS)
        await stage.sees(ann, "the first figure I've seen is")
        for chat in (club, forum, channel):
            await stage.sees(chat, "300 people")
        await stage.news(SLOT - timedelta(hours=2), *NEWS, FEWER)
        for chat in (ann, club, forum, channel):
            await stage.sees(chat, "450 people")
        assert [one["message_thread_id"] for one in api.bot_messages(forum) if "450 people" in one["text"]] == [topic]
        assert not stage.wrote(eve, "450 people")

        api.press_data(club, ben, message, old[1])
        api.press_data(club, ann, message, old[1])
        await stage.sees(club, "I've forgotten “The quillfeather")
        await stage.is_told("no longer works", 2)
        assert stage.wrote(club, "I've forgotten") == 1
        api.says(club, cho, "/watch")
        await stage.sees(club, "I tell you when a source gives another figure for:")
        stage.taps(club, cho, "Drop people Leeds", times=2)
        await stage.sees(club, "stopped watching")
        assert stage.wrote(club, "stopped watching") == 1
