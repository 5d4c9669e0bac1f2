"""``/desk`` and the buttons below a draft: who may, what is typed, what a press does, and to whose digest."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.desk import read_minutes, shown_proof
from bot.chat.dispatch import handle
from bot.chat.request import ChatRequest, Response
from bot.model import Button, Chat, ChatKey, ChatKind, Digest, DigestItem, Posting, Proof, Source
from bot.text.display.wording import ENGLISH, wording
from tests.chatroom import ADMIN, GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, room_in, text_of
from tests.contracts.rows import a_story, entry

OFFICE = ChatKey("telegram", "-100777", "5")
SLOT = NOW + timedelta(minutes=20)
NAMES = ((1, "Otter wins prize"), (2, "Storm closes port"), (3, "Court rejects appeal"))


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A group that gets digests, whose admin has started the bot."""
    async with room_in(tmp_path, ["https://a.example/feed"]) as opened:
        await opened.say("/start")
        await opened.say("/subscribe", key=GROUP)
        yield opened


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("20", 20), ("20 minutes", 20), ("90min", 90), ("half an hour", 30), ("1 hour", 60), (" 2 HOURS ", 120),
        ("4", None), ("4 hours", None), ("soon", None), ("20 days", None), ("20 minutes please", 20),
        ("20 minutes maybe", None),
    ],
)  # fmt: skip
def test_how_long_before(text: str, minutes: int | None) -> None:
    """A number, alone or with minutes or hours, within bounds."""
    assert read_minutes(text, ENGLISH) == minutes


def test_in_other_languages() -> None:
    """With that language's words, with those of the README, and with those of any other."""
    assert read_minutes("20 минут", wording("ru")) == 20
    assert read_minutes("1 Stunde", wording("de")) == 60
    assert read_minutes("20 minutes", wording("de")) == 20
    assert read_minutes("1 hour", wording("de")) == read_minutes("1 час", wording("de")) == 60
    assert read_minutes("20 minutos", ENGLISH) == 20


async def test_it_is_set_shown_and_undone(room: Room) -> None:
    """By an admin of the chat; the drafts come to them in private, and each change stands in the history."""
    assert "as I make them" in text_of(await room.say("/desk", MEMBER, GROUP))
    assert "Only admins" in text_of(await room.say("/desk 20", MEMBER, GROUP))
    assert "20 min before, in private" in text_of(await room.say("/desk 20 minutes", key=GROUP))
    chat, place = await room.chat(GROUP), await room.chat(PRIVATE)
    assert chat is not None
    assert place is not None
    assert chat.desk == (place.id, 20)
    assert "can't read “soon”" in text_of(await room.say("/desk soon", key=GROUP))
    shown = await room.say("/desk", MEMBER, GROUP)
    assert "20 min before, in private to an admin" in text_of(shown)
    assert "in private to you" in text_of(await room.say("/desk", key=GROUP))
    assert "1 hour before" in [one.label for one in buttons_of(shown)]
    await room.press(buttons_of(shown)[0], key=GROUP)
    assert (await stored(room, GROUP)).desk == (place.id, 10)
    await room.say("/desk off", key=GROUP)
    listed = await room.say("/history", key=GROUP)
    assert "ended the drafts" in text_of(listed)
    await room.press(buttons_of(listed)[0], key=GROUP)
    assert (await stored(room, GROUP)).desk == (place.id, 10)


async def test_nobody_to_send_it_to(room: Room) -> None:
    """Who has not started the bot is asked to; who acts in the group's name is told how."""
    room.members.admins.add("9")
    asked = await room.say("/desk 20", "9", GROUP)
    assert "start me there first" in text_of(asked)
    (opens,) = buttons_of(asked)
    assert opens.private
    assert "Send /desk in the group" in text_of(await room.say(f"/start {opens.data}", "9", ChatKey("telegram", "9")))
    assert "in private" in text_of(await room.say("/desk 20", "9", GROUP))
    await room.say("/desk off", "9", GROUP)
    anonymous = ChatRequest(GROUP, ChatKind.SUPERGROUP, "9", text="/desk 20", for_chat=True)
    assert "/desk here" in text_of(await handle(anonymous, room.services))
    assert (await stored(room, GROUP)).desk is None


async def test_the_desk_moves(room: Room) -> None:
    """To a topic of an office, where its admin sends /desk here: what came to them in private, and nothing else."""
    assert "no drafts that I could show here" in text_of(await room.say("/desk here", key=OFFICE))
    await room.say("/desk 30", key=GROUP)
    assert "comes here, 30 min before" in text_of(await room.say("/desk here", key=OFFICE))
    office = await stored(room, OFFICE)
    assert (await stored(room, GROUP)).desk == (office.id, 30)
    assert "no drafts that I could show here" in text_of(await room.say("/desk here", key=OFFICE))
    # in the group itself they come to its own admins
    assert "comes here, 30 min before" in text_of(await room.say("/desk here", key=GROUP))
    assert (await stored(room, GROUP)).desk == ((await stored(room, GROUP)).id, 30)


async def test_of_several_it_is_the_chosen(room: Room) -> None:
    """A channel is set up from the private chat; its desk moves alone, and only while one may post there."""
    posting = Posting(ChatKey("telegram", "-100555"), ChatKind.CHANNEL, "Harbour", person=True, bot=True)
    room.members.channels = {"@harbour": posting, "-100555": posting}
    await room.say("/desk 30", key=GROUP)
    await room.say("/connect @harbour")
    await room.say("/subscribe")
    assert "in private" in text_of(await room.say("/desk 60"))
    asked = await room.say("/desk here", key=OFFICE)
    assert "Which drafts" in text_of(asked)
    (button,) = [one for one in buttons_of(asked) if one.label.startswith("Harbour")]
    room.members.channels["-100555"] = replace(posting, bot=False)
    assert "Only admins of Harbour" in text_of(await room.press(button, key=OFFICE))
    room.members.channels["-100555"] = posting
    await room.press(button, key=OFFICE)
    office, channel = await stored(room, OFFICE), await stored(room, posting.key)
    group = await stored(room, GROUP)
    assert channel.desk == (office.id, 60)
    assert group.desk is not None
    assert group.desk.place != office.id


async def test_a_press(room: Room) -> None:
    """Each does what it says, once; of two who press the same draft the later one sees how it stands."""
    kept, view = await a_draft(room)
    assert "1. Otter wins prize (A)\n2. Storm closes port (A)\n3. Court rejects appeal (A)" in text_of(view)
    picked = await press(room, view, "2")
    assert "2. Storm closes port" in text_of(picked)
    assert labels(picked) == ["Drop", "To the top", "Up", "Down", "Join with 1", "All stories"]
    top = await press(room, picked, "To the top")
    assert headlines(top) == ["Storm closes port", "Otter wins prize", "Court rejects appeal"]
    assert top.instead
    stale = await press(room, picked, "Drop")
    assert "changed the draft meanwhile" in stale.notice
    assert headlines(stale) == headlines(top)
    down = await press(room, await press(room, stale, "1"), "Down")
    assert "2. Storm closes port" in text_of(down)
    up = await press(room, await press(room, await press(room, down, "All stories"), "3"), "Up")
    assert headlines(await press(room, up, "All stories")) == [
        "Otter wins prize", "Court rejects appeal", "Storm closes port",
    ]  # fmt: skip
    dropped = await press(room, up, "Drop")
    assert "2. Dropped: Court rejects appeal" in text_of(dropped)
    assert labels(await press(room, dropped, "2")) == ["Bring it back", "All stories"]
    back = await press(room, await press(room, dropped, "2"), "Bring it back")
    assert "Dropped" not in text_of(back)
    assert (await seen(room, kept)).version == 6


async def test_two_stories_become_one(room: Room) -> None:
    """By the ruling that /why makes as well, which stays; its reports are told together."""
    kept, view = await a_draft(room)
    joined = await press(room, await press(room, view, "2"), "Join with 1")
    after = await seen(room, kept)
    assert after.digest is not None
    assert [one.story for one in after.digest.items] == [1, 3]
    assert {one.publisher for one in after.digest.items[0].sources} == {"A"}
    assert "1. Otter wins prize" in text_of(joined)
    async with room.storage.view() as unit:
        assert (await unit.rulings.joined(kept.chat))[2] == (1, 2)
    stale = await press(room, view, "2")
    assert "changed the draft" in stale.notice
    assert headlines(stale) == ["Otter wins prize", "Court rejects appeal"]


async def test_skipped_and_posted(room: Room) -> None:
    """Both end it at once: a later press says so, the slot is over, and what was skipped is news still."""
    kept, view = await a_draft(room)
    assert "Its stories wait" in text_of(await press(room, view, "Skip this one"))
    for label in ("Post now", "Skip this one", "1"):
        again = await press(room, view, label)
        assert ("posted or skipped already" in again.notice, again.spent) == (True, True)
    async with room.storage.view() as unit:
        assert await unit.outbox.last_slot(kept.chat, SLOT) == SLOT
        assert await unit.outbox.open() == (0, None)
        assert await unit.chats.pending(kept.chat) == set()
    kept, view = await a_draft(room, SLOT + timedelta(days=1))
    await press(room, await press(room, view, "3"), "Drop")
    dropped = await seen(room, kept)
    newest = shown_proof(ENGLISH, dropped, dropped.digest or none(), await stored(room, GROUP), (), NOW)
    assert "on its way" in text_of(await press(room, Response((newest,)), "Post now"))
    async with room.storage.view() as unit:
        assert await unit.chats.pending(kept.chat) == {1, 2}
        assert await unit.outbox.last_slot(kept.chat, NOW + timedelta(days=2)) == SLOT + timedelta(days=1)


async def test_who_may_press(room: Room) -> None:
    """An admin of the chat whose digest it is, where the draft was sent; rights are looked up at the press."""
    kept, view = await a_draft(room)
    drop = next(one for one in buttons_of(await press(room, view, "1")) if one.label == "Drop")
    room.members.admins.clear()
    assert "Only admins of -100123" in (await room.press(drop)).notice
    room.members.down = True
    assert "I couldn't check who is an admin" in (await room.press(drop)).notice
    room.members.down = False
    room.members.admins.add(MEMBER)
    await room.say("/start", MEMBER, ChatKey("telegram", MEMBER))
    for where in (ChatKey("telegram", MEMBER), GROUP, OFFICE):
        assert "no longer works" in (await room.press(drop, MEMBER, where)).notice
    for data in (
        "proof",
        "proof 1",
        f"proof {kept.id + 1} 1 drop 1",
        f"proof {kept.id} 1 drop 1 2",
        "proof x 1 drop 1",
    ):
        assert "no longer works" in (await room.press(Button("Drop", data))).notice
    room.members.admins.add(ADMIN)
    for data in ("drop 0", "drop 9", "drop", "up 1", "down 3", "join 1", "fly 2"):
        assert "can't be done" in (await room.press(Button("Drop", f"proof {kept.id} 1 {data}"))).notice
    assert (await seen(room, kept)).version == 1


async def a_draft(room: Room, slot: datetime = SLOT) -> tuple[Proof, Response]:
    """Three stories of one feed, as they are shown to the group's admin in private."""
    if (await stored(room, GROUP)).desk is None:
        await room.say("/desk 20", key=GROUP)
    chat = await stored(room, GROUP)
    async with room.storage.unit() as unit:
        if not await unit.entries.last_id():
            (feed,) = await unit.feeds.of_chat(chat.id)
            for n, title in NAMES:
                told = entry(feed.id, title, f"The {title.lower()} today.", guid=str(n), url=f"a.example/{n}")
                await a_story(unit, replace(told, seen=NOW), headline=title, made=NOW)
        source = Source("A", "https://a.example/1", NOW)
        items = tuple(DigestItem(n, title, source.url, (), (source,), NOW) for n, title in NAMES)
        kept = await unit.proofs.put(chat.id, slot, Digest(chat.id, slot, items))
        await unit.commit()
    return kept, Response((shown_proof(ENGLISH, kept, kept.digest or none(), chat, (), NOW),))


def none() -> Digest:
    """What a closed draft has."""
    raise AssertionError("it is open")


async def press(room: Room, shown: Response, label: str) -> Response:
    """The admin presses a button of what was shown last, in private."""
    return await room.press(next(one for one in buttons_of(shown) if one.label == label))


def labels(response: Response) -> list[str]:
    """What stands on the buttons."""
    return [one.label for one in buttons_of(response)]


def headlines(response: Response) -> list[str]:
    """The stories that are listed."""
    lines = text_of(response).splitlines()
    return [line.partition(". ")[2].partition(" (")[0] for line in lines if line[:1].isdigit()]


async def seen(room: Room, kept: Proof) -> Proof:
    """A draft as it is stored now."""
    async with room.storage.view() as unit:
        found = await unit.proofs.get(kept.id)
    assert found is not None
    return found


async def stored(room: Room, key: ChatKey) -> Chat:
    """A chat as it is stored now."""
    found = await room.chat(key)
    assert found is not None
    return found
