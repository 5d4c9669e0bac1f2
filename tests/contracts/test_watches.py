"""What every ports.Watches must keep."""

from datetime import timedelta

from bot.model import KnownFigure, Watch
from bot.ports import Storage
from tests.contracts.rows import LATER, NOW, a_chat, a_feed, entry, person

ANN, BEA = person(5), person(6)
KNOWN = KnownFigure("", "money", "USD", 2026, "q1", ((65e9, 1e9), (72e9, 1e9)), "“Sixty-five.”", "Ledger", "", NOW)


async def test_watched_until_it_ends(storage: Storage) -> None:
    """It comes back with what is known, in its chat and among all; what is asked for twice stands once."""
    async with storage.unit() as unit:
        one, other = [(await a_chat(unit, number)).id for number in (1, 2)]
        assert (await unit.watches.all(), await unit.watches.count()) == ([], 0)
        assert await unit.watches.add(one, ANN, "capex Meta", [KNOWN], NOW)
        assert not await unit.watches.add(one, BEA, "Capex  meta", [], LATER)
        assert await unit.watches.add(other, BEA, "capex Meta", [], LATER)
        (here,) = await unit.watches.of_chat(one)
        (there,) = await unit.watches.of_chat(other)
        assert here == Watch(here.id, one, ANN, "capex Meta", NOW, 0, (KNOWN,))
        assert await unit.watches.all() == [here, there]
        assert await unit.watches.count() == 2
        assert await unit.watches.of_person("telegram", ANN) == 1
        assert await unit.watches.of_person("elsewhere", ANN) == 0
        assert await unit.watches.know(there.id, [KNOWN])
        assert (await unit.watches.of_chat(other))[0].known == (KNOWN,)
        assert not await unit.watches.end(other, here.id)
        assert await unit.watches.end(one, here.id)
        assert not await unit.watches.end(one, here.id)
        assert not await unit.watches.know(here.id, [])


async def test_new_sentences_with_a_word(storage: Storage) -> None:
    """Only those after a sentence, that hold one of the stems, with their feed; nothing is a command."""
    async with storage.unit() as unit:
        feed = await a_feed(unit)
        await unit.entries.add_all([entry(feed.id, "One", text="Meta spends a lot. Others do not.")])
        last = await unit.entries.last_sentence()
        assert {one.text for one in await unit.watches.sightings({"meta"}, 0)} == {"Meta spends a lot."}
        new = entry(feed.id, "Two", text="Capex rose. It rains. Meta paid.", seen=NOW + timedelta(hours=1))
        await unit.entries.add_all([new])
        found = await unit.watches.sightings({"meta", "capex", '") OR (', ""}, last)
        assert {(one.text, one.feed) for one in found} == {("Capex rose.", feed.id), ("Meta paid.", feed.id)}
        assert await unit.watches.sightings((), 0) == []
