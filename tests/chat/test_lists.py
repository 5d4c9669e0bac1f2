"""Lists of feeds that come from other readers and go to them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat.follow_feeds import follow_all
from bot.chat.opml import LARGEST, NAMED
from bot.chat.request import Response
from bot.feeds.opml import Line, read_opml, write_opml
from bot.model import Button, ChatKind
from tests.chatroom import GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, kind_of, room_in, text_of

PLAIN, SECRET = "https://a.example/feed", "https://b.example/feed?token=abc123"
LIST = b"""<opml version="2.0"><body>
<outline text="News"><outline text="A" xmlUrl="https://a.example/feed"/></outline>
<outline text="B" type="rss" xmlUrl="https://b.example/feed"/>
<outline text="Bad &amp; one" type="rss" xmlUrl="ftp://c.example/feed"/>
</body></opml>"""


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without default feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


async def test_taking_in_a_list(room: Room) -> None:
    """Good lines are followed and due at once, bad ones are named."""
    done = await room.send_file("My feeds.opml", LIST)
    assert text_of(done).splitlines() == [
        "Added 2 feeds of “My feeds.opml”.",
        "What is in them now counts as read; their news comes with the next digest. /feeds lists them.",
        "1 line could not be used:",
        "• line 4: Bad & one: no address that begins with http:// or https://",
        "This chat gets no digests. /subscribe starts them.",
    ]
    assert [(feed.url, feed.title, feed.next_poll) for feed in await room.feeds()] == [
        ("https://a.example/feed", "A", NOW),
        ("https://b.example/feed", "B", NOW),
    ]
    again = text_of(await room.send_file("My feeds.opml", LIST))
    assert "Added 0 feeds" in again
    assert "2 were followed already" in again


async def test_many_bad_lines(room: Room) -> None:
    """Not more are named than somebody reads; the others are counted."""
    bad = b"".join(b'<outline type="rss" text="%d"/>' % n for n in range(NAMED + 5))
    said = text_of(await room.send_file("x.opml", b"<opml><body>" + bad + b"</body></opml>"))
    assert f"{NAMED + 5} lines could not be used:" in said
    assert said.count("•") == NAMED
    assert "… and 5 more." in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"hello", "I can't read a list of feeds in that file: this is not an OPML file.", id="no-list"),
        pytest.param(b"<opml>" + b" " * LARGEST + b"</opml>", "too large", id="large"),
    ],
)
async def test_what_is_no_list(room: Room, content: bytes, said: str) -> None:
    """One line says what is wrong, and nothing is followed."""
    assert said in text_of(await room.send_file("x.opml", content))
    assert await room.feeds() == []


async def test_no_file_is_read_by_an_entity(room: Room) -> None:
    """A list cannot make the bot read its own disk."""
    evil = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + LIST.replace(b'"A"', b'"&e;"')
    said = text_of(await room.send_file("x.opml", evil))
    assert "root:" not in said + str(await room.feeds())


async def test_files_in_a_group(room: Room) -> None:
    """A group's files are not the bot's business unless the caption says so, and then an admin must have sent it."""
    assert await room.send_file("x.opml", LIST, key=GROUP) == Response()
    assert await room.send_file("x.pdf", b"%PDF") == Response()
    assert "Only admins" in text_of(await room.send_file("x.opml", LIST, "/opml", user=MEMBER, key=GROUP))
    assert "Added 2 feeds" in text_of(await room.send_file("x.opml", LIST, "/opml", key=GROUP))


async def follow(room: Room, key: object = PRIVATE) -> None:
    """Let a chat follow a plain and a secret feed."""
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(key, kind_of(key), "")  # type: ignore[arg-type]
        await follow_all(unit, chat.id, [Line(PLAIN, "A"), Line(SECRET, "B")], room.services.interval, NOW)
        await unit.commit()


async def test_giving_out_a_list(room: Room) -> None:
    """The file holds what is no secret; the owner of a private chat gets the rest by confirming it."""
    await follow(room)
    given = await room.say("/opml")
    assert given.file is not None
    assert read_opml(given.file.content).lines == (Line(PLAIN, "A"),)
    assert "1 feed is left out: its address holds a password or a token." in text_of(given)
    (button,) = buttons_of(given)
    confirmed = await room.press(button)
    assert confirmed.file is not None
    assert [line.url for line in read_opml(confirmed.file.content).lines] == [PLAIN, SECRET]
    assert confirmed.spent


async def test_secrets_stay_out_of_groups(room: Room) -> None:
    """There is no button for them there, and its data brings nothing."""
    await follow(room, GROUP)
    given = await room.say("/opml", key=GROUP)
    assert buttons_of(given) == []
    pressed = await room.press(Button("", "opml whole"), key=GROUP)
    assert pressed.file is None
    assert "private chats only" in pressed.notice


async def test_a_list_of_nothing(room: Room) -> None:
    """A chat without feeds gets a hint instead of an empty file; with secret ones only, no file but the button."""
    empty = await room.say("/opml")
    assert empty.file is None
    assert "send me its OPML file" in text_of(empty)
    async with room.storage.unit() as unit:
        chat = await unit.chats.ensure(PRIVATE, ChatKind.PRIVATE, "")
        await follow_all(unit, chat.id, [Line(SECRET, "B")], room.services.interval, NOW)
        await unit.commit()
    secret = await room.say("/opml")
    assert (secret.file, len(buttons_of(secret))) == (None, 1)


async def test_a_list_survives_the_way_out_and_in(room: Room) -> None:
    """What one chat gives out, another takes in."""
    many = [Line(f"https://a.example/{n}", f"Feed <{n}>", ("News", "R & D")[: n % 3]) for n in range(30)]
    await room.send_file("x.xml", write_opml(many, "Mine", NOW))
    given = await room.say("/opml")
    assert given.file is not None
    await room.send_file("y.opml", given.file.content, "/opml", key=GROUP)
    back = await room.say("/opml", key=GROUP)
    assert back.file is not None
    assert set(read_opml(back.file.content).lines) == set(many)
    assert "1. Feed <0> (https://a.example/0): not read yet\n" in (listed := text_of(await room.say("/feeds")))
    assert any(line.endswith("not read yet; in News / R & D") for line in listed.splitlines())
