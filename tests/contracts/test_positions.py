"""What every ports.Positions must know of where messages may stand."""

from dataclasses import replace
from datetime import timedelta

from bot.model import Chat, ChatKind, KnownPositions, Message, Reply
from bot.ports import Storage, Unit
from tests.contracts.rows import LATER, NOW, a_chat, first, kind_of, message_id, place, position, sent

SETTLED = NOW + timedelta(minutes=2)


async def sending(unit: Unit, chat: Chat, text: str = "Hi") -> Message:
    """A message whose call has begun."""
    return await unit.outbox.begin(chat.id, Reply(text), NOW, LATER, SETTLED)


async def test_private_chats_and_basic_groups_share_a_counter(storage: Storage) -> None:
    """The highest known id counts over all private chats and basic groups, but for a supergroup alone."""
    async with storage.unit() as unit:
        seen = {1: 40, -2: 50, -1003: 7}
        rows = {number: await a_chat(unit, number) for number in seen}
        assert await unit.positions.search_from([rows[1].id]) == {rows[1].id: 0}
        for number, highest in seen.items():
            assert rows[number].kind is kind_of(number)
            for one in (highest, highest - 1, highest):
                await unit.positions.saw(rows[number].id, message_id(one))
        found = await unit.positions.search_from([rows[number].id for number in seen])
        assert list(found.values()) == [position(50), position(50), position(7)]
        assert await unit.positions.search_from([99]) == {99: 0}


async def test_what_nobody_could_find_is_searched_above(storage: Storage) -> None:
    """In the chat and its topics, until a message was sent above it."""
    async with storage.unit() as unit:
        chat, topic, other = await a_chat(unit, -1001), await a_chat(unit, -1001, thread=5), await a_chat(unit, -1002)
        await unit.positions.saw(chat.id, message_id(5))
        for up_to in (30, 20):
            await unit.positions.lost_sight(chat.key, position(up_to))
        found = await unit.positions.search_from([row.id for row in (chat, topic, other)])
        assert list(found.values()) == [position(30), position(30), 0]
        await unit.outbox.notify(topic.id, Reply("Hi"), NOW, LATER)
        await sent(unit, await first(unit, topic), 31)
        assert await unit.positions.search_from([chat.id]) == {chat.id: position(31)}
        await unit.positions.lost_sight(place(9), position(1))


async def test_what_is_known(storage: Storage) -> None:
    """Of those that are counted together: what was seen above where the sending began, and who else is being sent."""
    async with storage.unit() as unit:
        ann, bea, group = await a_chat(unit, 1), await a_chat(unit, 2), await a_chat(unit, -1001)
        await unit.positions.saw(ann.id, message_id(10))
        message = await sending(unit, ann)
        assert await unit.positions.known(message) == KnownPositions(position(10), frozenset(), 0, (), ChatKind.PRIVATE)
        for chat, number in ((ann, 9), (ann, 12), (bea, 14), (group, 99)):
            await unit.positions.saw(chat.id, message_id(number))
        for chat in (ann, bea, group):
            await sending(unit, chat, "rival")
        await unit.positions.lost_sight(ann.key, position(20))
        taken = frozenset({position(12), position(14)})
        assert await unit.positions.known(message) == KnownPositions(
            position(14), taken, 2, (SETTLED,), ChatKind.PRIVATE, position(20)
        )


async def test_positions_are_kept_while_a_search_may_need_them(storage: Storage) -> None:
    """Those above where the first search would begin that comes by them."""
    async with storage.unit() as unit:
        ann, bea, group = await a_chat(unit, 1), await a_chat(unit, 2), await a_chat(unit, -1001)
        for chat, number in ((ann, 5), (group, 5)):
            await unit.positions.saw(chat.id, message_id(number))
        message = await sending(unit, bea)
        for chat, number in ((ann, 6), (group, 6)):
            await unit.positions.saw(chat.id, message_id(number))
        everything = replace(message, after=0)
        assert (await unit.positions.known(everything)).taken == {position(5), position(6)}
        await unit.positions.forget()
        assert (await unit.positions.known(everything)).taken == {position(6)}
        assert (await unit.positions.known(replace(everything, chat=group.id))).taken == set()
        await unit.outbox.ended(message.id)
        await unit.positions.forget()
        assert (await unit.positions.known(everything)).taken == set()
        assert await unit.positions.search_from([ann.id]) == {ann.id: position(6)}
