"""What every ports.Proofs must keep."""

from dataclasses import replace

from bot.model import Digest, DigestItem, Source
from bot.ports import Storage
from tests.contracts.rows import DAY, LATER, NOW, a_chat, a_story

SOURCE = Source("A", "https://a.example/1", NOW)


def digest_of(chat: int, *headlines: str) -> Digest:
    """A digest for the hour after now."""
    items = (DigestItem(n, text, SOURCE.url, (), (SOURCE,), NOW) for n, text in enumerate(headlines, 1))
    return Digest(chat, LATER, tuple(items))


async def test_the_last_of_a_chat(storage: Storage) -> None:
    """It is kept until another takes its place, whose id is a new one; nobody changes one that was changed since."""
    async with storage.unit() as unit:
        one, other = [(await a_chat(unit, number)).id for number in (1, 2)]
        assert await unit.proofs.of_chat(one) is None
        first = await unit.proofs.put(one, LATER, digest_of(one, "Otters swim"))
        theirs = await unit.proofs.put(other, LATER, None)
        assert await unit.proofs.of_chat(one) == await unit.proofs.get(first.id) == first
        assert await unit.proofs.of_chat(other) == theirs
        assert theirs.digest is None
        basis = await unit.chats.basis(one)
        after = await unit.proofs.change(first, digest_of(one, "Otters dive"))
        assert after == replace(first, version=2, digest=digest_of(one, "Otters dive"))
        assert await unit.proofs.change(first, digest_of(one, "Otters fly")) is None
        assert await unit.proofs.get(first.id) == after
        assert await unit.chats.basis(one) != basis
        second = await unit.proofs.put(one, LATER + DAY, digest_of(one, "Otters sleep"))
        assert second.id not in (first.id, theirs.id)
        assert await unit.proofs.get(first.id) is None
        assert await unit.proofs.of_chat(one) == second


async def test_closed(storage: Storage) -> None:
    """What was posted is let go of, and takes no change; for another slot nothing happens."""
    async with storage.unit() as unit:
        chat = (await a_chat(unit)).id
        kept = await unit.proofs.put(chat, LATER, digest_of(chat, "Otters swim"))
        await unit.proofs.close(chat, NOW)
        assert await unit.proofs.of_chat(chat) == kept
        await unit.proofs.close(chat, LATER)
        assert await unit.proofs.of_chat(chat) == replace(kept, digest=None)
        assert await unit.proofs.change(kept, digest_of(chat, "Otters fly")) is None


async def test_struck_stories(storage: Storage) -> None:
    """Of one chat, with all that it sees as one with them, until they are kept after all or are old."""
    async with storage.unit() as unit:
        one, other = [(await a_chat(unit, number)).id for number in (1, 2)]
        first, second, third = [(await a_story(unit)).id for _ in range(3)]
        for story in (first, second, second):
            await unit.proofs.strike(one, story, NOW, struck=True)
        assert (await unit.proofs.struck(one), await unit.proofs.struck(other)) == ({first, second}, set())
        await unit.rulings.rule((one,), [(second, third)], "", NOW, together=True)
        assert await unit.proofs.struck(one) == {first, second, third}
        await unit.proofs.strike(one, third, NOW, struck=False)
        assert await unit.proofs.struck(one) == {first}
        await unit.proofs.forget(NOW)
        assert await unit.proofs.struck(one) == {first}
        await unit.proofs.forget(LATER)
        assert await unit.proofs.struck(one) == set()
