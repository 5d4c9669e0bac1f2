"""What every ports.Votes must keep."""

from bot.model import Vote
from bot.ports import Storage
from tests.contracts.rows import HOUR, LATER, NOW, a_chat, a_story


async def test_a_vote_stands_until_it_changes(storage: Storage) -> None:
    """One a story: the same again is no news, another one takes its place; others' chats have their own."""
    async with storage.unit() as unit:
        one, other = [(await a_chat(unit, number)).id for number in (1, 2)]
        story = (await a_story(unit)).id
        more, less = Vote(story, True, ("name:a", "source:<b>"), NOW), Vote(story, False, ("name:a",), LATER)
        assert await unit.votes.cast(one, more, 9)
        assert not await unit.votes.cast(one, Vote(story, True, (), LATER), 9)
        assert await unit.votes.of_chat(one) == [more]
        assert await unit.votes.cast(one, less, 9)
        assert await unit.votes.of_chat(one) == [less]
        assert await unit.votes.of_chat(other) == []
        assert (await unit.votes.clear(other), await unit.votes.clear(one)) == (0, 1)
        assert await unit.votes.of_chat(one) == []


async def test_the_newest_stay(storage: Storage) -> None:
    """Of a chat so many, whatever others have."""
    async with storage.unit() as unit:
        one, other = [(await a_chat(unit, number)).id for number in (1, 2)]
        stories = [(await a_story(unit)).id for _ in range(4)]
        assert await unit.votes.cast(other, Vote(stories[0], True, (), NOW), 2)
        for number, story in enumerate(stories):
            assert await unit.votes.cast(one, Vote(story, True, (), NOW + number * HOUR), 2)
        assert [vote.story for vote in await unit.votes.of_chat(one)] == stories[2:]
        assert len(await unit.votes.of_chat(other)) == 1
