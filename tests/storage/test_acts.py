"""Who changed something can be erased from the log of changes."""

from dataclasses import replace
from pathlib import Path

from bot.model import Act, Actor
from bot.storage.acts import SqlActs
from tests.contracts.rows import LATER, NOW, a_chat, person, place
from tests.databases import open_storage

ANN, BEN = Actor(person(5), "Ann", NOW), Actor(person(6), "Ben", LATER)
PLATFORM = place(1).platform


async def test_somebody_is_erased(tmp_path: Path) -> None:
    """Their id and name go from all acts; that it was done stays, and so do others."""
    storage = await open_storage("sqlite:///test.db", tmp_path, [])
    async with storage.unit() as unit:
        chat = await a_chat(unit, 1)
        await unit.commit()
    for actor, zone in ((ANN, "Asia/Tokyo"), (BEN, "UTC")):
        async with storage.by(actor).unit() as unit:
            await unit.chats.update(replace(chat, zone=""), replace(chat, zone=zone))
            await unit.commit()
    async with storage.unit() as unit:
        acts = SqlActs(unit._connection)
        await acts.erase("another", ANN.person)
        assert [_who(act) for act in await unit.acts.of_chat(chat.id, 10)] == [(person(6), "Ben"), (person(5), "Ann")]
        await acts.erase(PLATFORM, ANN.person)
        assert [_who(act) for act in await unit.acts.of_chat(chat.id, 10)] == [(person(6), "Ben"), ("", "")]
    await storage.close()


def _who(act: Act) -> tuple[str, str]:
    return act.person, act.name
