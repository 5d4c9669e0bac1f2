"""The editor's desk in Telegram, through the whole program."""

from datetime import timedelta

from tests.acceptance.asking import eventually
from tests.acceptance.stage import NEWS, SLOT, Stage
from tests.botapi.world import SILENT_ADMIN

OTTER, STORM, COURT = (one.title for one in NEWS)
SEEN = SLOT - timedelta(minutes=20) + timedelta(seconds=5)


async def test_digests_are_seen_and_changed_before_their_hour(stage: Stage) -> None:
    """
    A channel's drafts come to a topic of an office, a group's to its admin in private, a forum's to a topic of its own
    that an anonymous admin names. Editors of the channel press at once, one loses the right to; the group moves to
    another id, and the topic of the forum's drafts is deleted: each digest comes at its hour, as it was left, where it
    belongs, and nowhere else.
    """
    api = stage.api
    ann, ben, cho, dan = (api.person(name) for name in ("Ann", "Ben", "Cho", "Dan"))
    channel = api.channel("Harbour", admins=[ann, cho], username="harbour_news")
    office = api.group("Office", admins=[ann, cho, dan], forum=True)
    editors = api.topic(office, "Editors")
    club = api.group("Club", admins=[ben], members=[dan], kind="group")
    mills = api.group("Mills", admins=[ben], forum=True)
    news, talk = api.topic(mills, "News"), api.topic(mills, "Talk")
    async with stage.playing():
        api.says(ann, ann, "/connect @harbour_news")
        await stage.sees(ann, "Connected to Harbour")
        api.says(ann, ann, "/subscribe 8:00 UTC")
        await stage.sees(ann, "Subscribed")
        api.says(ann, ann, "/desk 20 minutes")
        await stage.sees(ann, "For Harbour:\nThe draft of each digest comes 20 min before")
        api.says(office, dan, "/desk here", thread=editors)
        await stage.sees(office, "no drafts that I could show here")
        api.says(office, ann, "/desk here", thread=editors)
        await stage.sees(office, "the draft of each digest of Harbour comes here")
        api.says(club, ben, "/subscribe 8:00 UTC")
        await stage.sees(club, "Subscribed")
        api.says(club, dan, "/desk 20")
        await stage.sees(club, "Only admins")
        api.says(club, ben, "/desk 20")
        await stage.sees(club, "start me there first")
        api.says(ben, ben, "/start")
        await stage.sees(ben, "Hello")
        api.says(club, ben, "/follow Quillon")
        api.says(club, ben, "/watch people Leeds")
        api.says(club, ben, "/desk 20")
        await stage.sees(club, "in private to you")
        api.anonymous_says(mills, "/subscribe 8:00 UTC", thread=news)
        await stage.sees(mills, "Subscribed")
        api.anonymous_says(mills, "/desk 20", thread=news)
        await stage.sees(mills, "I can't see who you are")
        api.anonymous_says(mills, "/desk here", thread=talk)
        await stage.sees(mills, "the draft of each digest of Mills comes here")

        await stage.news(SEEN)
        for place, title in ((office, "Harbour"), (ben, "Club"), (mills, "Mills")):
            await stage.sees(place, f"Draft for {title}")
        drafts = [one for one in api.bot_messages(office) if "Draft for" in one["text"]]
        assert [one["message_thread_id"] for one in drafts] == [editors]
        assert not any(stage.wrote(one, OTTER) for one in (channel, club))

        # who is an admin of the office is none of the channel
        stage.taps(office, dan, "2")
        await stage.is_told("Only admins of Harbour")
        old = stage.button(office, "3")
        stage.taps(office, ann, "2")
        await eventually(lambda: _label(stage, office, "To the top"), what="the story")
        stage.taps(office, ann, "To the top", times=2)
        await stage.is_told("Somebody has changed the draft meanwhile")
        api.press_data(office, cho, *old)
        await stage.is_told("Somebody has changed the draft meanwhile", 2)
        first = _listed(stage, office)[0]
        api.member_becomes(channel, ann, "member")
        stage.taps(office, ann, "1")
        await stage.is_told("Only admins of Harbour", 2)
        api.bot_becomes(channel, SILENT_ADMIN, cho)
        stage.taps(office, cho, "1")
        await stage.is_told("Only admins of Harbour", 3)
        api.bot_becomes(channel, "administrator", cho)
        stage.taps(office, cho, "3")
        await eventually(lambda: _label(stage, office, "Drop"), what="the story")
        dropped = _shown(stage, office)
        stage.taps(office, cho, "Drop")
        await stage.sees(office, "3. Dropped: ")

        # the group moves between the draft and what its admin presses
        api.press_data(ben, ben, api.bot_messages(ben)[-1]["message_id"], "proof 999 1 drop 1")
        await stage.is_told("no longer works")
        club = api.upgrade(club, ben)
        stage.taps(ben, ben, "1")
        await eventually(lambda: _label(stage, ben, "Drop"), what="the story")
        gone = _shown(stage, ben)
        stage.taps(ben, ben, "Drop")
        await stage.sees(ben, "1. Dropped: ")
        api.delete_topic(mills, talk)

        stage.at(SLOT + timedelta(seconds=5))
        for place in (channel, club, mills):
            await stage.sees(place, "News digest")
        told = {place: _digest(stage, place) for place in (channel, club, mills)}
        assert dropped not in told[channel]
        assert min((OTTER, STORM, COURT), key=lambda one: told[channel].find(one) % 10_000) == first
        assert gone not in told[club]
        assert all(title in told[mills] for title in (OTTER, STORM, COURT))
        assert [one["message_thread_id"] for one in api.bot_messages(mills) if "News digest" in one["text"]] == [news]
        assert not any(stage.wrote(one, "News digest") for one in (office, ann, ben, cho, dan))
        stage.taps(ben, ben, "2")
        await stage.is_told("posted or skipped already")
        api.says(club, ben, "/watch")
        await stage.sees(club, "1. people Leeds")
        api.says(club, ben, "/rules")
        await stage.sees(club, "Quillon")


def _label(stage: Stage, chat: int, label: str) -> bool:
    """Whether the newest message with buttons has that one."""
    newest = [one for one in stage.api.bot_messages(chat) if "Draft for" in one["text"]][-1]
    return any(one["text"] == label for row in newest["reply_markup"]["inline_keyboard"] for one in row)


def _listed(stage: Stage, chat: int) -> list[str]:
    """The stories that a draft lists."""
    lines = [text for text in stage.texts(chat) if "Draft for" in text][-1].splitlines()
    return [line.partition(". ")[2].partition(" (")[0] for line in lines if line[:1].isdigit()]


def _shown(stage: Stage, chat: int) -> str:
    """The story that a draft shows alone."""
    return next(title for title in (OTTER, STORM, COURT) if title in stage.texts(chat)[-1])


def _digest(stage: Stage, chat: int) -> str:
    """The digest in a chat."""
    (text,) = [text for text in stage.texts(chat) if "News digest" in text]
    return text
