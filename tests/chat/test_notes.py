"""``/remember`` and ``/notes``: what may be kept, by whom, and that it stays in its chat."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat.notes import LONGEST
from bot.chat.request import ChatRequest
from bot.lookup.ask import ask
from bot.model import Button, ChatKey, ChatKind
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH
from tests.chatroom import ADMIN, GROUP, MEMBER, NOW, PRIVATE, Room, buttons_of, room_in, text_of

FACT = "The Otterworks kiln in Halden holds 230 pots."


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without default feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


async def told(room: Room, key: ChatKey, *, notes: bool = True) -> str:
    """What /fact says in a chat."""
    question = "how many pots does the Otterworks kiln hold"
    found = await ask(room.storage, ENGLISH, key, question, "", NOW, public=True, notes=notes)
    return plain(found.reply.text)


async def test_quoted_in_its_chat_alone(room: Room) -> None:
    """With its day, as notes of the chat; never elsewhere, and not where the answer would be posted elsewhere."""
    assert "remember" in text_of(await room.say(f"/remember {FACT}", ADMIN, GROUP))
    await room.say("/remember Something else.", ADMIN, PRIVATE)
    said = await told(room, GROUP)
    assert FACT in said
    assert "This chat's notes, 10 April 2026" in said
    assert "230" not in await told(room, PRIVATE)
    assert "230" not in await told(room, GROUP, notes=False)
    assert "230" not in text_of(await room.say("/notes"))


async def test_forgotten(room: Room) -> None:
    """A button erases one; that of another chat, or a stale one, does nothing."""
    await room.say(f"/remember {FACT}", ADMIN, GROUP)
    (button,) = buttons_of(await room.say("/notes", MEMBER, GROUP))
    assert "Only admins" in (await room.press(button, MEMBER, GROUP)).notice
    assert "no longer works" in (await room.press(button, ADMIN, PRIVATE)).notice
    assert "forgotten" in text_of(await room.press(button, ADMIN, GROUP))
    assert "no longer works" in (await room.press(button, ADMIN, GROUP)).notice
    assert "230" not in await told(room, GROUP)
    assert "no notes" in text_of(await room.say("/notes", MEMBER, GROUP))


async def test_what_may_be_kept(room: Room) -> None:
    """Text, a message that is replied to, a plain file as a caption's; nothing else, and not by members."""
    assert "Only admins" in text_of(await room.say(f"/remember {FACT}", MEMBER, GROUP))
    assert "Put the text" in text_of(await room.say("/remember"))
    assert "in reply" in text_of(await room.say("/remember \u200b\n "))
    assert "“Rain falls.”" in text_of(await room.say("/remember", about_text="Rain falls."))
    assert "remember that already" in text_of(await room.say("/remember Rain falls."))
    assert "“a.md”" in text_of(await room.send_file("a.md", b"\xef\xbb\xbf# Kiln\n\nIt is hot.", "/remember"))
    assert "plain text" in text_of(await room.send_file("a.pdf", b"%PDF", "/remember"))
    assert "plain text" in text_of(await room.send_file("a.txt", b"\xff\xfe\x00", "/remember"))
    assert "too long" in text_of(await room.say("/remember", about_text="x" * (LONGEST + 1)))
    (reply,) = (await room.say("/remember <b>Bold</b> \u202e& more")).replies
    assert "&lt;b&gt;" in reply.text
    assert "3 notes" in text_of(await room.say("/notes"))
    assert (await room.press(Button("", "forgetnote 1 OR 1"))).notice
    assert "no notes" in text_of(await room.press(Button("", "notes 999")))


async def test_many_are_listed_in_parts(room: Room) -> None:
    """Twenty at a time, with a button for the older ones."""
    chat = ChatRequest(PRIVATE, ChatKind.PRIVATE, ADMIN)
    async with room.storage.unit() as unit:
        row = await unit.chats.ensure(chat.key, chat.kind, "")
        for n in range(200):
            assert await unit.notes.add(row.id, ADMIN, f"Note {n}", f"Text {n}.", "en", NOW)
        await unit.commit()
    listed = await room.say("/notes")
    assert len(buttons_of(listed)) == 21
    assert "21. Note 179" in text_of(await room.press(buttons_of(listed)[-1]))
    assert "as I can keep (200)" in text_of(await room.say("/remember One more."))
