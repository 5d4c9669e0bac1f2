"""What every ports.Notes must keep."""

from bot.model import Note, notes_of
from bot.ports import Storage
from tests.contracts.rows import LATER, NOW, a_chat, person

ANN = person(5)
TEXT = "The quillfeather flew at dawn. It weighs 4 kilos."


async def test_kept_until_forgotten(storage: Storage) -> None:
    """It comes back newest first, once a text, and is found in its chat alone until it is erased, words and all."""
    async with storage.unit() as unit:
        one, other = [(await a_chat(unit, number)).id for number in (1, 2)]
        assert await unit.notes.add(one, ANN, "Birds", TEXT, "en", NOW)
        assert not await unit.notes.add(one, ANN, "Again", TEXT, "en", LATER)
        assert await unit.notes.add(one, ANN, "More", "It rains.", "en", LATER)
        newest, oldest = await unit.notes.of_chat(one)
        assert (newest.title, oldest) == ("More", Note(oldest.id, one, ANN, "Birds", TEXT, "en", NOW))
        assert await unit.notes.of_chat(other) == []
        mine, theirs = unit.passages({notes_of(one)}), unit.passages({notes_of(other)})
        (quote,) = await mine.find([["quillfeath"], ["quillfeather"]], 5)
        assert quote.text == "The quillfeather flew at dawn."
        assert set(await mine.documents([quote.doc])) == {quote.doc}
        assert await theirs.find([["quillfeath"], ["quillfeather"]], 5) == []
        assert await theirs.documents([quote.doc]) == {}
        assert await theirs.spans([quote.doc]) == {}
        assert await theirs.near("quillfeathr", 5) == []
        assert not await unit.notes.forget(other, oldest.id)
        assert await unit.notes.forget(one, oldest.id)
        assert not await unit.notes.forget(one, oldest.id)
        mine = unit.passages({notes_of(one)})
        assert await mine.find([["quillfeath"], ["quillfeather"]], 5) == []
        assert await mine.near("quillfeathr", 5) == []
