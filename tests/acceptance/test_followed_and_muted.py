"""Following, muting and alerts in Telegram, through the whole program."""

from datetime import timedelta

from tests.acceptance.asking import eventually
from tests.acceptance.stage import NEWS, OLD, SLOT, Stage
from tests.feedserver import Item, rss

OTTER, STORM, COURT = (one.title for one in NEWS)
TWICE = Item(
    "Otterworks opens plant in Leeds", "https://y.example/1", "Otterworks opens a plant in Leeds with 300 people.", "y1"
)


async def test_a_group_follows_and_mutes_and_a_member_for_themselves(stage: Stage) -> None:
    """An admin's rules hold for the group's digest; a member's own list comes in private and nowhere else."""
    api = stage.api
    ben, cho = (api.person(name) for name in ("Ben", "Cho"))
    group = api.group("Readers", admins=[ben], members=[cho])
    async with stage.playing():
        api.says(cho, cho, "/start")
        await eventually(lambda: api.bot_messages(cho), what="a greeting")
        api.says(group, ben, "/subscribe 08:00")
        await stage.sees(group, "Subscribed")
        api.says(group, cho, "/mute storm")
        await stage.sees(group, "Only admins")
        api.says(group, ben, "/mute storm")
        await stage.sees(group, "stay away")
        api.says(group, ben, "/follow Quillon")
        await stage.sees(group, "come first in each digest")
        api.says(group, cho, "/follow Otterworks")
        await stage.sees(group, "send it to you in private")
        await stage.news(SLOT + timedelta(seconds=5))
        await stage.sees(group, COURT)
        (digest,) = [text for text in stage.texts(group) if COURT in text]
        assert digest.index("You follow") < digest.index(COURT) < digest.index(OTTER)
        assert STORM not in digest
        assert "1 muted." in digest
        await stage.sees(cho, OTTER)
        assert not stage.wrote(cho, COURT)
        api.says(group, cho, "/why 1")
        await stage.sees(group, "It comes first because “Quillon” is followed here.")
        asked: list[str] = []

        def listed() -> bool:
            # it is known which message the digest is once its sending was written down, a moment after it came
            if len(api.called("answerCallbackQuery")) == len(asked):
                asked.append(api.press(group, cho, "Show what was muted"))
            return bool(stage.wrote(group, f"{STORM} (muted by “storm”)"))

        await eventually(listed, what="the list of what was muted")
        api.press(group, cho, "More like this")
        await eventually(lambda: "Only admins" in api.called("answerCallbackQuery")[-1].get("text", ""), what="a no")
        api.press(group, ben, "More like this")
        await eventually(lambda: "Noted" in api.called("answerCallbackQuery")[-1].get("text", ""), what="a yes")


async def test_an_alert_comes_at_once_and_is_not_repeated(stage: Stage) -> None:
    """Two sources tell what is followed hours before the digest, which then tells the rest."""
    api = stage.api
    ann = api.person("Ann")
    other = stage.feeds.serve("/other.xml", rss("Other News", [OLD]))
    async with stage.playing():
        api.says(ann, ann, "/subscribe 08:00")
        await stage.sees(ann, "Subscribed")
        api.sends_file(ann, ann, "m.opml", f'<opml><body><outline type="rss" xmlUrl="{other}"/></body></opml>'.encode())
        await stage.sees(ann, "Added 1 feed")
        api.says(ann, ann, "/rule Otterworks -> alert")
        await stage.sees(ann, "tell you at once")
        await eventually(lambda: stage.feeds.count("/other.xml") and stage.feeds.count("/feed.xml"), what="first polls")
        stage.feeds.serve("/feed.xml", rss("Plain News", [*NEWS, OLD]))
        stage.feeds.serve("/other.xml", rss("Other News", [TWICE, OLD]))
        stage.at(SLOT - timedelta(hours=5))
        await stage.sees(ann, "Alert, ")
        (alert,) = [text for text in stage.texts(ann) if "Alert, " in text]
        assert "Otterworks" in alert
        assert not stage.wrote(ann, COURT)
        stage.at(SLOT + timedelta(seconds=5))
        await stage.sees(ann, COURT)
        assert sum("Leeds" in text for text in stage.texts(ann)) == 1
