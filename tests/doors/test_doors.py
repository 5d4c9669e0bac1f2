"""
Every way by which text leaves the bot, held against two chats with a private feed each.

Nothing of the one's feed may come out of any door for the other: no title, text, address or publisher. And each door
that tells news must show its reader their own feed, or this test would pass on an empty page. The doors are those that
the tables of the code name, so that a new command, button, form or line of the command line fails here until it has a
row. ``newsbot lab`` works on files that are given to it and has none.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.models import CommandInfo
from typer.testing import CliRunner

from bot.chat.commands import BUTTONS, COMMANDS
from bot.cli import app
from bot.cli_choices import Form
from bot.digest.slots import next_slot
from bot.model import Entry, Promise
from tests.doors.town import ANN, BEA, OPERATOR, READERS, Reader, Town, said, shown, town

Door = Callable[[Town, Reader, Reader], Awaitable[str]]
"""Goes through a door as the first reader, also with what belongs to the other one; gives all that comes out."""

FERRY = "ferry Harbourline Calder Point"
WRECK = "what was seen near the wreck of the ferry"
ABOARD = "how many people were aboard the ferry Harbourline"


def typed(*texts: str) -> Door:
    """Types each text; ``{…}`` stands for a field of the other reader, and ``mine.…`` for one's own."""

    async def door(here: Town, mine: Reader, other: Reader) -> str:
        asked = [text.format(other=other, mine=mine) for text in texts]
        return "\n".join([said(await here.asks(mine, text)).replace(text.partition(" ")[2], "") for text in asked])

    return door


def pressed(name: str, arguments: Callable[[Town, Reader], Awaitable[list[str]]]) -> Door:
    """Presses a button with each of one's own arguments and each of the other's."""

    async def door(here: Town, mine: Reader, other: Reader) -> str:
        data = [*await arguments(here, mine), *await arguments(here, other)]
        return "\n".join([said(await here.asks(mine, press=f"{name} {one}".strip())) for one in data])

    return door


async def nothing(_here: Town, _reader: Reader) -> list[str]:
    """A button that carries nothing."""
    return [""]


async def stories(here: Town, reader: Reader) -> list[str]:
    """The stories that a reader's private feed tells."""
    return [str(one) for one in sorted({entry.story or 0 for entry in await here.entries(reader)})]


async def pairs(here: Town, reader: Reader) -> list[str]:
    """Each two of those."""
    found = await stories(here, reader)
    return [f"{one} {other}" for one in found for other in found if one < other]


async def entries(here: Town, reader: Reader) -> list[str]:
    """The entries of a reader's private feed."""
    return [str(entry.id) for entry in await here.entries(reader)]


async def feeds(here: Town, reader: Reader) -> list[str]:
    """The number of that feed, alone and with a count."""
    entry: Entry = (await here.entries(reader))[0]
    return [str(entry.feed), f"{entry.feed} 0"]


async def questions(here: Town, reader: Reader) -> list[str]:
    """A question that a reader let stand."""
    chat = await here.row(reader)
    async with here.newsbot.storage.unit() as unit:
        await unit.questions.ask(chat.id, reader.user, f"where does the {reader.beast} sleep", "", here.clock.now())
        await unit.commit()
        return [str(one.id) for one in await unit.questions.of_chat(chat.id)]


async def watches(here: Town, reader: Reader) -> list[str]:
    """What a reader watches."""
    await here.asks(reader, f"/watch {reader.beast} kilos")
    chat = await here.row(reader)
    async with here.newsbot.storage.view() as unit:
        here_ = await unit.watches.of_chat(chat.id)
    return [str(one.id) for one in here_ if reader.beast in one.text]


async def watched(here: Town, mine: Reader, other: Reader) -> str:
    """What a reader hears of figures that both feeds give, and the list; without what they typed themselves."""
    typed_ = [f"{one.beast} kilos guests" for one in (other, mine)]
    for text in typed_:
        await here.asks(mine, f"/watch {text}")
    before = len(here.arrived(mine))
    await here.many_tell()
    await here.newsbot.answer_waiting()
    await here.newsbot.deliver(here.post)
    news = [*map(shown, here.arrived(mine)[before:]), said(await here.asks(mine, "/watch"))]
    return "\n".join(news).replace(typed_[0], "").replace(f"{other.firm} animals", "")


async def noted(here: Town, mine: Reader, other: Reader) -> str:
    """A reader's own note, listed and quoted, when both have one."""
    for reader in (mine, other):
        await here.asks(reader, f"/remember The {reader.beast} of {reader.place} wears a hat of 3 feathers.")
    listed = said(await here.asks(mine, "/notes"))
    quoted_ = said(await here.asks(mine, "/fact who wears a hat of 3 feathers"))
    others = said(await here.asks(mine, "hat of 3 feathers", inline=True))
    assert "feathers" in quoted_
    assert "wears" not in others
    return listed + quoted_ + others + said(await here.asks(mine, "/search hat feathers"))


async def notes(here: Town, reader: Reader) -> list[str]:
    """The numbers of a reader's notes."""
    chat = await here.row(reader)
    async with here.newsbot.storage.view() as unit:
        return [str(one.id) for one in await unit.notes.of_chat(chat.id)]


async def drafts(here: Town, reader: Reader) -> list[str]:
    """What the buttons below a reader's draft carry: all stories, and the first of them, in all versions of it."""
    await here.more_news()
    await here.asks(reader, "/desk 180")
    chat = await here.row(reader)
    async with here.newsbot.storage.view() as unit:
        slot = next_slot(chat, here.clock.now())
    here.clock.moment = max(here.clock.moment, (slot or here.clock.moment) - timedelta(hours=3))
    for _ in range(2):
        # it waits for the feeds, which nobody reads now, but not for long
        await here.newsbot.publish()
        here.clock.moment += timedelta(minutes=3)
    async with here.newsbot.storage.view() as unit:
        kept = await unit.proofs.of_chat(chat.id)
    await here.newsbot.deliver(here.post)
    return [f"{kept.id} 1 {what}" for what in ("list", "pick 1", "join 1", "drop 1", "skip", "post")] if kept else []


async def acts(here: Town, reader: Reader) -> list[str]:
    """What was ruled on a reader's stories."""
    chat = await here.row(reader)
    async with here.newsbot.storage.unit() as unit:
        return sorted({str(one.act) for one in await unit.rulings.of_chat(chat.id)}) or ["1"]


async def changes(here: Town, reader: Reader) -> list[str]:
    """What a reader changed in their chat."""
    chat = await here.row(reader)
    async with here.newsbot.storage.unit() as unit:
        return [str(act.id) for act in await unit.acts.of_chat(chat.id, 3)]


async def promises(here: Town, reader: Reader) -> list[str]:
    """What is to come of the sentences that a reader's digests quoted from their private feed."""
    chat, mine = await here.row(reader), {entry.doc: entry.id for entry in await here.entries(reader)}
    now = here.clock.now()
    async with here.newsbot.storage.unit() as unit:
        for number in await unit.outbox.last_digests(chat.id, 9):
            told = await unit.outbox.digest(number)
            for item in told.items if told else ():
                quotes = [one.quote for one in item.quotes if one.quote.doc in mine]
                kept = [
                    Promise(0, chat.id, number, item.story, mine[one.doc], one.start, one.end, now.date(), now)
                    for one in quotes
                ]
                await unit.promises.keep(kept, 50)
        await unit.commit()
        return [str(one.id) for one in await unit.promises.of_chat(chat.id)]


async def to_come(here: Town, mine: Reader, other: Reader) -> str:
    """``/promises``, typed and pressed, and the reminder when the day has come."""
    for reader in (mine, other):
        assert await promises(here, reader)
    listed = said(await here.asks(mine, "/promises")) + said(await here.asks(mine, press="promises"))
    before = len(here.arrived(mine))
    await here.newsbot.tell()
    await here.newsbot.deliver(here.post)
    return "\n".join([listed, *map(shown, here.arrived(mine)[before:])])


async def answers(here: Town, reader: Reader) -> list[str]:
    """What the buttons below a reader's answers carry."""
    await here.many_tell()
    found = []
    for question in (f"what did {reader.firm} show to guests", f"why was the {reader.beast} at the ferry"):
        response = await here.asks(reader, f"/fact {question}")
        found += [row[0].data.partition(" ")[2] for one in response.replies for row in one.buttons]
    return found


async def digest(here: Town, mine: Reader, _other: Reader) -> str:
    """The digests that were sent."""
    return "\n".join(shown(one) for one in here.arrived(mine) if one.digest)


async def update(here: Town, mine: Reader, _other: Reader) -> str:
    """What was told of a story that had been told before."""
    found = [shown(one) for one in here.arrived(mine) if "Update:" in one.text]
    assert found
    return "\n".join(found)


async def standing(here: Town, mine: Reader, _other: Reader) -> str:
    """The answer to a question that stood."""
    found = [shown(one) for one in here.arrived(mine) if "and now there is an answer" in one.text]
    assert found
    return "\n".join(found)


async def inline(here: Town, mine: Reader, other: Reader) -> str:
    """Quotes to choose from in some other chat."""
    asked = (ABOARD, WRECK, "who opened a nursery with 230 animals", f"{other.firm} nursery")
    return "\n".join([said(await here.asks(mine, text, inline=True)) for text in asked])


async def replied(here: Town, mine: Reader, other: Reader) -> str:
    """``/fact`` in reply to a message, with a question and without."""
    found = []
    for about in ("The ferry Harbourline sank off Calder Point.", f"{other.firm} opens nursery with 230 animals"):
        asked = ("/fact", "/fact how many people were aboard?", "/fact who opened it?", "/seen")
        found += [said(await here.asks(mine, text, about_text=about)).replace(about, "") for text in asked]
    return "\n".join(found)


async def nearest(here: Town, mine: Reader, other: Reader) -> str:
    """The sentence that comes nearest where nothing answers."""
    asked = ("why did the ferry Harbourline have people", "when was the wreck raised", f"when did {other.firm} open")
    return "\n".join([said(await here.asks(mine, f"/fact {text}")).replace(text, "") for text in asked])


async def all_why(here: Town, mine: Reader, other: Reader) -> str:
    """``/why`` of the last digest, of each, and of what the other was sent."""
    found = [said(await here.asks(mine, text)) for text in ("/why", "/why 1", "/why 9")]
    for message in (*here.arrived(mine), *here.arrived(other)):
        number = here.post.numbers[message.id]
        found += [said(await here.asks(mine, text, about=str(number))) for text in ("/why", "/why 2")]
        found.append(said(await here.asks(mine, press="why", about=str(number))))
    return "\n".join(found)


async def all_lives(here: Town, mine: Reader, other: Reader) -> str:
    """``/story`` of the last digest, and of what the other was sent."""
    found = [said(await here.asks(mine, f"/story {place}".strip())) for place in ("", 1, 2, 9)]
    for message in (*here.arrived(mine), *here.arrived(other)):
        number = str(here.post.numbers[message.id])
        found += [said(await here.asks(mine, text, about=number)) for text in ("/story", "/story 1", "/story 2")]
    return "\n".join(found)


async def posted(here: Town, mine: Reader, *press: str, text: str = "") -> str:
    """What a button or command lets be posted of what is new."""
    await here.more_news()
    before = len(here.arrived(mine))
    told = [said(await here.asks(mine, press=one)) for one in press]
    told += [said(await here.asks(mine, text))] if text else []
    await here.newsbot.deliver(here.post)
    return "\n".join([*told, *map(shown, here.arrived(mine)[before:])])


async def previewed(here: Town, mine: Reader, _other: Reader) -> str:
    """The first look that a new subscription is offered."""
    return await posted(here, mine, "preview")


async def digest_now(here: Town, mine: Reader, _other: Reader) -> str:
    """What is new, at once."""
    return await posted(here, mine, text="/digest")


async def caught_up(here: Town, mine: Reader, other: Reader) -> str:
    """What a new feed told lately, also asked for another chat's."""
    return await posted(here, mine, *[f"catchup {one}" for who in (mine, other) for one in await feeds(here, who)])


async def missed(here: Town, mine: Reader, other: Reader) -> str:
    """What did not come: something of each reader's was lost."""
    for reader in (mine, other):
        await here.more_news()
        await here.lose(reader)
    return said(await here.asks(mine, "/missed"))


async def brought(here: Town, mine: Reader, other: Reader) -> str:
    """What did not come, brought on a tap."""
    await missed(here, mine, other)
    return await posted(here, mine, "bring")


async def status(here: Town, mine: Reader, _other: Reader) -> str:
    """For those who run the bot, in private; for a reader it is no command."""
    return said(await here.asks(mine, "/status"))


NEWS: dict[str, Door] = {
    # the first, for they show what one typed oneself, and that names the other further down
    "/export": typed("/export"),
    "[export]": pressed("export", nothing),
    "/fact": typed(f"/fact {ABOARD}", f"/fact {WRECK}", "/fact what did {other.firm} open",
                   "/fact {other.beast}?", "what did {mine.firm} open", "/fact who relieved {other.place}"),
    "/search": typed(f"/search {FERRY}", "/search nursery animals", "/search {other.firm}",
                     "/search {other.beast} {mine.beast}"),
    "/seen": typed("/seen {other.link}", "/seen {other.feed}", "/seen {other.firm} opens nursery with 230 animals",
                   "/seen {mine.link}", "/seen Ferry Harbourline sinks off Calder Point, {mine.beast} sighted",
                   "/seen Elmsford bridge reopens after flood"),
    "/why": all_why,
    "/story": all_lives,
    "/promises": to_come,
    "[promises]": to_come,
    "[unpromise]": pressed("unpromise", promises),
    "/trends": typed("/trends", "/trends ferry", "/trends {mine.firm}"),
    "/feeds": typed("/feeds"),
    "/mute": typed("/mute ferry", "/mute {mine.firm}", "/mute source:{mine.firm}", "/mute"),
    "/follow": typed("/follow ferry", "/follow"),
    "/rule": typed("/rule ferry -> never", "/rule"),
    "[muted]": pressed("muted", nothing),
    "[like]": pressed("like", stories),
    "[dislike]": pressed("dislike", stories),
    "/opml": typed("/opml"),
    "/digest": digest_now,
    "since": typed("/digest since yesterday", "/digest last 7 days"),
    "/questions": typed("/questions"),
    "/removefeed": typed("/removefeed 9", "/removefeed {other.feed}"),
    "/movefeed": typed("/movefeed 9 https://nowhere.example/", "/movefeed 2 https://nowhere.example/"),
    "[why]": pressed("why", nothing),
    "[leftout]": pressed("leftout", nothing),
    "[change]": pressed("change", stories),
    "[near]": pressed("near", stories),
    "[part]": pressed("part", entries),
    "[join]": pressed("join", pairs),
    "[undo]": pressed("undo", acts),
    "[end]": pressed("end", questions),
    "[opml]": pressed("opml", nothing),
    "[preview]": previewed,
    "[catchup]": caught_up,
    "[feeds]": pressed("feeds", nothing),
    "/missed": missed,
    "[bring]": brought,
    "[proof]": pressed("proof", drafts),
    "[more]": pressed("more", answers),
    "[tell]": pressed("tell", answers),
    "[retry]": pressed("retry", feeds),
    "[address]": pressed("address", feeds),
    "[moveto]": pressed("moveto", feeds),
    "inline": inline,
    "reply": replied,
    "nearest": nearest,
    "standing": standing,
    "/remember": noted,
    "/notes": typed("/notes"),
    "[notes]": pressed("notes", nothing),
    "[forgetnote]": pressed("forgetnote", notes),
    "/watch": typed("/watch {other.firm} animals", "/watch {mine.firm} animals"),
    "[unwatch]": pressed("unwatch", watches),
    "watched": watched,
    "digest": digest,
    "update": update,
    # near the end, for it takes the feeds away, which the log of changes tells and undoes
    "[drop]": pressed("drop", feeds),
    "/history": typed("/history"),
    "[takeback]": pressed("takeback", changes),
}  # fmt: skip
"""Doors through which news, or names of feeds, come out."""

EMPTY_FOR_ALL = {
    "/opml": "a feed with a secret is left out; [opml] gives it to its owner",
    "/removefeed": "it names only what was typed",
    "/movefeed": "it names only what was typed",
    "[address]": "it looks at the web",
    "[retry]": "it looks at the web",
    "[moveto]": "it carries an offer of the chat's own",
    "[tell]": "it repeats a question",
    "[leftout]": "a small town has no story that its digest does not show",
    "/trends": "names rise only with more stories than a small town has",
    "[join]": "what is one already cannot be joined again",
    "[undo]": "nothing was ruled in a chat before the buttons above",
    "/questions": "it repeats questions",
    "/follow": "it repeats rules",
    "/rule": "a chat hears of stories only where they would be kept away from it, which is not so of its last rule",
    "[muted]": "nothing was muted",
    "[end]": "it repeats a question",
    "[unwatch]": "it repeats what was typed",
    "[unpromise]": "it says only that it was done",
    "[part]": "a chat sees one report of each story here",
}
"""Doors of those that may show a reader nothing of their own feed, and why."""

QUIET = (
    "/subscribe /hours /timezone /size /pictures /addfeed /packs /help /start /status /unsubscribe /settings /language"
    " /quiet /desk [desk] /pause /snooze /resume [quiet] [pause] [snooze] [resume] /privacy /forgetme"
    " [settings] [language] [help] [packs] [starttopic] [starthour] [startzone] [unsubscribe] [subscribe]"
    " [hours] [timezone] [size] [pictures] [pack] [addpack] [pick] [add] [leave] [skip] [privacy] [forgetme]"
    " /connect /here /stats /broadcast /block /unblock /maintenance [connect] [here] [broadcast] [history]"
    " /unfollow /unmute /rules /alerts [alerts] /learned [learned] [forgetlearned] [follow] [mute] [rules] [unrule]"
    " [morerules] [saverules] [droprules]"
).split()
"""Doors that tell of settings, of packs, or of what was just typed; they are gone through without arguments."""

COMMAND_LINE: dict[str, tuple[str, ...]] = {
    **{f"preview --as {form}": ("preview", "--as", form.value) for form in Form},
    "preview": ("preview",),
    "trends": ("trends", "ferry"),
    "missed": ("missed",),
    "feeds list": ("feeds", "list"),
    "feeds export": ("feeds", "export", "{folder}/{user}.opml"),
}
"""What the command line prints about one chat, named with ``--chat``."""
OPERATORS_OWN = (
    *("run", "init", "check", "health", "doctor", "backup", "restore", "version"),
    *("db size", "db copy", "db migrate"),
    *(
        f"feeds {one}"
        for one in ("add", "remove", "header", "pages", "packs", "check", "add-pack", "import", "share", "unshare")
    ),
)
"""What it prints for whoever runs the bot, of settings and feeds that they name: nothing of a chat's texts."""


def chat_doors() -> set[str]:
    """All commands and buttons, as the tables have them."""
    return {f"/{one.name}" for one in COMMANDS} | {f"[{one.name}]" for one in BUTTONS}


def lines() -> Iterator[str]:
    """All commands of the command line but those of the lab."""
    yield from map(line_name, app.registered_commands)
    for group in app.registered_groups:
        if group.name != "lab" and group.typer_instance:
            yield from (f"{group.name} {line_name(one)}" for one in group.typer_instance.registered_commands)


def line_name(command: CommandInfo) -> str:
    """What is typed for a command."""
    return command.name or (command.callback.__name__ if command.callback else "")


def test_each_door_has_a_row() -> None:
    """A new command, button, form or line of the command line is in a table above, and none that is gone."""
    beside = {"inline", "since", "reply", "nearest", "standing", "watched", "digest", "update"}
    assert NEWS.keys() - beside | set(QUIET) == chat_doors()
    assert EMPTY_FOR_ALL.keys() <= NEWS.keys()
    printed = {name.partition(" --")[0] for name in COMMAND_LINE}
    assert {*OPERATORS_OWN, *printed} == set(lines())


@pytest.mark.parametrize("reach", ["chat", pytest.param("public", marks=pytest.mark.long)])
async def test_nothing_comes_out_for_others(tmp_path: Path, reach: str) -> None:
    """Through each door each reader sees their own feed and nothing of the other's, in either reach."""
    async with town(tmp_path, reach) as here:
        await the_same_stories(here)
        leaks, blind = [], []
        for name in [*NEWS, *QUIET]:
            door = NEWS.get(name) or (typed(name) if name.startswith("/") else pressed(name.strip("[]"), nothing))
            for mine, other in ((ANN, BEA), (BEA, ANN)):
                seen = (await door(here, mine, other)).lower()
                leaks += [(name, mine.firm, mark) for mark in other.marks if mark in seen]
                if name in NEWS.keys() - EMPTY_FOR_ALL.keys() and not any(mark in seen for mark in mine.marks):
                    blind.append((name, mine.firm))
    assert leaks == []
    assert blind == []


async def the_same_stories(here: Town) -> None:
    """Both private feeds tell of the ferry, and both beside the public one of the bridge, as the same stories."""
    found = [{entry.url.rpartition("/")[2]: entry.story for entry in await here.entries(one)} for one in READERS]
    assert found[0]["ferry"] == found[1]["ferry"]
    assert found[0]["bridge"] == found[1]["bridge"]
    assert found[0]["ferry"] != found[0]["bridge"]


def test_the_command_line_about_one_chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it prints of one chat, pages and feeds of it included, holds nothing of the other's."""

    async def made() -> str:
        async with town(tmp_path) as here:
            await here.more_news()
            return here.clock.now().isoformat()

    moment = asyncio.run(made())
    (tmp_path / "clock").write_text(moment)
    monkeypatch.setenv("NEWSBOT_CLOCK_FILE", str(tmp_path / "clock"))
    (tmp_path / "config.toml").write_text('feeds.pages = false\nseeds.path = "notes"\n')
    runner = CliRunner()
    for name, arguments in COMMAND_LINE.items():
        for mine, other in ((ANN, BEA), (BEA, ANN)):
            words = [one.format(folder=tmp_path, user=mine.user) for one in arguments]
            done = runner.invoke(app, ["--config", str(tmp_path / "config.toml"), *words, "--chat", str(mine.user)])
            assert done.exit_code == 0, (name, done.output, done.exception)
            files = "".join(path.read_text() for path in tmp_path.glob(f"{mine.user}.opml"))
            seen = (done.stdout + files).lower()
            assert [mark for mark in other.marks if mark in seen] == [], name
            assert name in ("trends", "missed", "feeds export") or any(mark in seen for mark in mine.marks), name


async def test_operators_have_a_door_of_their_own(tmp_path: Path) -> None:
    """/status counts; it is for those who run the bot."""
    async with town(tmp_path) as here:
        told = said(await here.asks(ANN, "/status", user=OPERATOR)).lower()
    assert not any(mark in told for reader in READERS for mark in reader.marks)
