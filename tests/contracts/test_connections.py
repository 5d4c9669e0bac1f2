"""What every ports.Connections must keep."""

from bot.ports import Storage
from tests.contracts.rows import LATER, NOW, a_chat


async def test_one_at_a_time(storage: Storage) -> None:
    """A private chat is connected to the chat that was named last, until that is ended; each has its own."""
    async with storage.unit() as unit:
        ann, ben, news, sport = [await a_chat(unit, number) for number in (1, 2, -1003, -1004)]
        assert await unit.connections.of(ann.id) is None
        assert not await unit.connections.end(ann.id)
        await unit.connections.begin(ann.id, news.id, NOW)
        await unit.connections.begin(ben.id, news.id, NOW)
        await unit.connections.begin(ann.id, sport.id, LATER)
        assert [await unit.connections.of(one.id) for one in (ann, ben, news)] == [sport, news, None]
        assert await unit.connections.end(ann.id)
        assert [await unit.connections.of(one.id) for one in (ann, ben)] == [None, news]
