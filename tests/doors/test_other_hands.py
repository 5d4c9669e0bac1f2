"""
Every kind of button in hands that it was not made for.

The kinds are those of the table in ``bot/chat/commands.py``, so that a new one is tried here by itself: with all that
the buttons of another chat carry, and with small numbers, which name rows of others in nearly every table.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat.admission.rights import Right
from bot.chat.commands import BUTTONS, COMMANDS
from bot.chat.request import Response
from bot.digest.slots import next_slot
from bot.model import Button, Reply
from bot.storage.tables import metadata
from tests.chatroom import GROUP, MEMBER, room_in
from tests.doors.town import ANN, BEA, Reader, Town, said, town

TYPED = {
    "follow": "ferry", "mute": "bridge", "rule": "title:bridge -> line", "watch": "people ferry",
    "hours": "08:00 18:00", "fact": "what sank off Calder Point", "search": "ferry", "promises": "on",
    "remember": "The marmoset sleeps.", "addfeed": "https://saltmarket.example/", "desk": "180", "connect": "@nowhere",
}  # fmt: skip
"""What Bea types behind commands whose buttons come only then."""
LEFT_OUT = {"forgetme", "unsubscribe", "start", "export", "pause", "snooze", "here"}
"""Commands that would end, or let wait, what the buttons are about; those they show carry nothing, or a number."""
AT_LAST = {"forgetme", "unsubscribe"}
"""Buttons after which nobody is left to press."""


def numbers(most: int) -> list[str]:
    """What a button may carry that names rows: one number, or two."""
    return ["", *map(str, range(1, most)), *(f"{one} {other}" for one in (1, 2) for other in (1, 2, 3))]


async def shown_to(here: Town, reader: Reader) -> list[Button]:
    """The buttons that a reader's chat shows, below answers and below what was sent."""
    found: list[Button] = []

    def take(replies: Sequence[Reply | Any]) -> None:
        found.extend(one for reply in replies for row in reply.buttons for one in row if not one.private)

    for command in COMMANDS:
        if command.name not in LEFT_OUT and command.right is not Right.OPERATOR:
            for text in {"", TYPED.get(command.name, "")}:
                take((await here.asks(reader, f"/{command.name} {text}".strip())).replies)
    await here.more_news()
    chat = await here.row(reader)
    here.clock.moment = (
        (next_slot(chat, here.clock.now()) or here.clock.now()) - timedelta(hours=3) + timedelta(minutes=1)
    )
    for _ in range(2):
        await here.newsbot.publish()
        here.clock.moment += timedelta(minutes=3)
    await here.newsbot.deliver(here.post)
    take(here.arrived(reader))
    return list({one.data: one for one in found}.values())


async def rows_of(here: Town, reader: Reader) -> dict[str, list[str]]:
    """All that stands in the database about a reader's chat."""
    chat = (await here.row(reader)).id
    found = {}
    async with here.newsbot.storage._engine.connect() as connection:
        for name, table in metadata.tables.items():
            key = table.c.id if name == "chats" else table.c.get("chat")
            if key is not None:
                rows = await connection.execute(select(table).where(key == chat))
                found[name] = sorted(repr(tuple(row)) for row in rows)
    return found


@pytest.mark.parametrize("most", [7, pytest.param(60, marks=pytest.mark.long)])
async def test_of_another_chat_nothing_is_told_or_changed(tmp_path: Path, most: int) -> None:
    """Ann presses, in her own chat, every kind of button with what Bea's carry; also said to be for Bea's chat."""
    async with town(tmp_path) as here:
        theirs = await shown_to(here, BEA)
        number = (await here.row(BEA)).id
        kinds = {one.data.partition(" ")[0] for one in theirs}
        assert len(kinds & {one.name for one in BUTTONS}) > 20, kinds
        before = await rows_of(here, BEA)
        assert before["proofs"]
        last = [one for one in BUTTONS if one.name in AT_LAST]
        for command in [*(one for one in BUTTONS if one not in last), *last]:
            carried = [one.data for one in theirs if one.data.partition(" ")[0] == command.name]
            tried = [*carried, *(f"{command.name} {one}".strip() for one in numbers(most))]
            for data in [*tried, *(f"for {number} {one}" for one in [*carried, *tried[-1:]])]:
                told = said(await here.asks(ANN, press=data)).lower()
                # what she put into the button she knows
                marks = [mark for mark in BEA.marks if mark in told.replace(data.lower(), "")]
                assert marks == [], data
        after = await rows_of(here, BEA)
        # a story that Ann takes apart is two in the store: Bea, who still sees one, was told both by the same digest
        pieces = [row for row in after["told"] if row not in before["told"]]
        assert {row.partition(",")[0] for row in pieces} <= {row.partition(",")[0] for row in before["told"]}
        assert {**after, "told": [row for row in after["told"] if row not in pieces]} == before


async def test_a_stranger_in_the_group(tmp_path: Path) -> None:
    """What is for admins changes nothing in other hands, whatever it carries, and says so to the presser alone."""
    async with room_in(tmp_path, ["https://a.example/feed"]) as room:
        await room.say("/subscribe", key=GROUP)
        before = await room.chat(GROUP)
        refused = {Right.ADMIN: "Only admins", Right.LOOK: "Only admins", Right.OPERATOR: "no longer works"}
        for command in BUTTONS:
            for carried in ("on", "1", "1 1"):
                room.clock.moment += timedelta(minutes=1)
                response = await room.press(Button("", f"{command.name} {carried}"), MEMBER, GROUP)
                if command.right in refused:
                    assert refused[command.right] in response.notice, (command.name, carried)
                    # nor may anybody take buttons from the others by sending what none holds
                    assert response == Response(notice=response.notice), command.name
        assert await room.chat(GROUP) == before
