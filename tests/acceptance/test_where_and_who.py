"""Where digests come, and who may say so, through the whole program."""

import asyncio
from datetime import timedelta

from tests.acceptance.asking import eventually
from tests.acceptance.stage import NEWS, SLOT, Stage
from tests.botapi.world import SILENT_ADMIN


async def test_a_channel_is_set_up_from_a_private_chat(stage: Stage) -> None:
    """
    Its admin connects, subscribes it and changes its hours; who may not post there is refused. The digest comes in the
    channel alone. Who loses the right to post is told once, and the channel stays as it was; so with the bot's own.
    """
    api = stage.api
    ann, ben, cho = (api.person(name) for name in ("Ann", "Ben", "Cho"))
    channel = api.channel("Harbour News", admins=[ann, cho], username="harbour_news")
    api.member_becomes(channel, ben, SILENT_ADMIN)
    async with stage.playing():
        api.says(ben, ben, "/connect @harbour_news")
        await stage.sees(ben, "Only admins of Harbour News who may post")
        api.says(ann, ann, "/connect https://t.me/harbour_news/12")
        await stage.sees(ann, "Connected to Harbour News")
        api.says(ann, ann, "/subscribe 8:00 UTC")
        await stage.sees(ann, "For Harbour News:\nSubscribed")
        assert not stage.texts(channel)

        # another admin, by a forwarded picture
        api.says(cho, cho, "/connect")
        await stage.sees(cho, "forward one of its posts")
        api.forwards(cho, cho, channel)
        await stage.sees(cho, "Connected to Harbour News")
        api.says(cho, cho, "/feeds")
        await stage.sees(cho, "For Harbour News:\n1 feed")

        await stage.news(SLOT + timedelta(seconds=5))
        await stage.sees(channel, NEWS[0].title)
        assert not any(stage.wrote(one, NEWS[0].title) for one in (ann, cho))

        api.member_becomes(channel, ann, "member")
        api.says(ann, ann, "/hours 21:00")
        await stage.sees(ann, "I can't change Harbour News for you any more")
        api.says(ann, ann, "/connect")
        await stage.sees(ann, "Your commands here are about this chat.")
        api.bot_becomes(channel, SILENT_ADMIN, cho)
        api.says(cho, cho, "/unsubscribe")
        await stage.sees(cho, "I can't change Harbour News for you any more")
        api.bot_becomes(channel, "administrator", cho)
        api.posts(channel, "/hours")
        await stage.sees(channel, "at 08:00")


async def test_a_group_with_topics(stage: Stage) -> None:
    """
    A member reads the news in private, and they stay news for the topic that gets digests. The topic is deleted: the
    digest is held, its admin is told once, and it comes where the admin sends /here; an anonymous admin moves it on.
    """
    api = stage.api
    ben, cho, dan = (api.person(name) for name in ("Ben", "Cho", "Dan"))
    forum = api.group("Mills", admins=[ben], members=[cho, dan], forum=True)
    first, second = api.topic(forum, "News"), api.topic(forum, "Talk")
    async with stage.playing():
        for person in (ben, cho):
            api.says(person, person, "/start")
            await stage.sees(person, "Hello")
        api.says(forum, ben, "/subscribe 8:00", thread=first)
        await stage.sees(forum, "Subscribed")
        await stage.news(SLOT - timedelta(hours=1))
        while not stage.wrote(forum, "I've sent you what is new in private"):  # until it is read and sorted
            api.says(forum, cho, "/digest", thread=first)
            await asyncio.sleep(4)
        await stage.sees(cho, NEWS[0].title)
        api.says(forum, dan, "/digest", thread=first)
        await stage.sees(forum, "You can read what is new in private")
        (button,) = api.bot_messages(forum)[-1]["reply_markup"]["inline_keyboard"][0]
        api.says(dan, dan, "/start " + button["url"].partition("start=")[2])
        await stage.sees(dan, NEWS[0].title)
        assert not stage.wrote(forum, NEWS[0].title)

        api.delete_topic(forum, first)
        stage.at(SLOT + timedelta(seconds=5))
        await stage.sees(ben, "the topic no longer exists")
        api.says(forum, cho, "/here", thread=second)
        await stage.sees(forum, "Only admins")
        api.says(forum, ben, "/here", thread=second)
        await stage.sees(forum, NEWS[0].title)
        assert [one["message_thread_id"] for one in api.bot_messages(forum) if NEWS[0].title in one["text"]] == [second]
        api.anonymous_says(forum, "/here")
        await eventually(lambda: stage.wrote(forum, "come here from now on") == 2, what="General")
        assert stage.wrote(ben, "the topic no longer exists") == 1


async def test_what_operators_do(stage: Stage) -> None:
    """
    A broadcast is shown first and goes out once. While maintenance is on, people get a line and digests wait; then each
    comes, but not to whom is blocked. The changes of two admins stand in the history, and are undone there.
    """
    api = stage.api
    olga, ann, eve, ben, cho = (api.person(name) for name in ("Olga", "Ann", "Eve", "Ben", "Cho"))
    path = stage.folder / "config.toml"
    path.write_text(path.read_text().replace("[feeds]", f'operators = ["{olga}"]\n[feeds]'))
    group = api.group("Club", admins=[ben, cho], kind="group")
    async with stage.playing():
        for person in (ann, eve):
            api.says(person, person, "/subscribe 8:00")
            await stage.sees(person, "Subscribed")
        api.says(group, ben, "/subscribe 8:00")
        await stage.sees(group, "Subscribed")

        api.says(ann, ann, "/broadcast hello")
        await stage.sees(ann, "I don't know /broadcast")
        api.says(olga, olga, "/broadcast We move to a <new> server tonight")
        await stage.sees(olga, "3 chats would get this")
        await stage.sees(olga, "A note from the people")
        assert not any(stage.wrote(one, "We move") for one in (ann, eve, group))
        stage.taps(olga, olga, "Send it to 3 chats", times=2)
        for chat in (ann, eve, group):
            await stage.sees(chat, "We move to a <new> server tonight")
        await stage.sees(olga, "on its way to 3 chats")

        api.says(olga, olga, "/maintenance on Back soon")
        await stage.sees(olga, "Maintenance is on")
        api.says(olga, olga, f"/block {eve}")
        await stage.sees(olga, f"Blocked: {eve}")
        await stage.news(SLOT + timedelta(seconds=5))
        polls = stage.feeds.count("/feed.xml")
        api.says(ann, ann, "/feeds")
        await stage.sees(ann, "Back soon")
        heard = len(stage.texts(eve))
        api.says(eve, eve, "/feeds")
        await eventually(lambda: stage.feeds.count("/feed.xml") > polls, what="the news")
        await asyncio.sleep(12)
        assert not stage.wrote(ann, NEWS[0].title), "a digest came during maintenance"
        group = api.upgrade(group, ben)
        api.says(olga, olga, "/maintenance off")
        for chat in (ann, group):
            await stage.sees(chat, NEWS[0].title)
        api.says(olga, olga, "/stats")
        await stage.sees(olga, "Last 24 hours: ")
        assert len(stage.texts(eve)) == heard

        api.says(group, ben, "/hours 9:00")
        api.says(group, cho, "/hours 10:00")
        await stage.sees(group, "at 10:00")
        api.says(group, cho, "/history")
        await stage.sees(group, "Cho changed the hours from 09:00 to 10:00.")
        assert stage.wrote(group, "Ben changed the hours from 08:00 to 09:00.")
        stage.taps(group, ben, "Undo 1", times=2)
        await stage.sees(group, "Undone: Cho changed the hours")
        api.says(group, ben, "/hours")
        await stage.sees(group, "at 09:00")
        assert stage.wrote(group, "Undone: ") == 1
