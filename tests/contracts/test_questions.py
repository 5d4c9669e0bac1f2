"""What every ports.Questions must keep."""

from bot.model import StandingQuestion
from bot.ports import Storage
from tests.contracts.rows import LATER, NOW, a_chat, person

ANN, BEA = person(5), person(6)


async def test_a_question_stands_until_it_ends(storage: Storage) -> None:
    """It comes back as it was asked, in its chat and among all, oldest first."""
    async with storage.unit() as unit:
        one, other = [(await a_chat(unit, number)).id for number in (1, 2)]
        assert (await unit.questions.all(), await unit.questions.count()) == ([], 0)
        assert await unit.questions.ask(one, ANN, "Why?", "", NOW)
        assert await unit.questions.ask(other, BEA, "Why?", "", NOW)
        assert await unit.questions.ask(one, BEA, "When?", "It rains.", LATER)
        first, second = await unit.questions.of_chat(one)
        assert first == StandingQuestion(first.id, one, ANN, "Why?", "", NOW)
        assert second == StandingQuestion(second.id, one, BEA, "When?", "It rains.", LATER)
        (elsewhere,) = await unit.questions.of_chat(other)
        assert await unit.questions.all() == [first, elsewhere, second]
        assert await unit.questions.count() == 3
        assert await unit.questions.of_chat(99) == []


async def test_a_chat_asks_once(storage: Storage) -> None:
    """The same about something else, or in another chat, is another question; texts may be long, or hold anything."""
    long = "wörd '%_" * 3_000
    async with storage.unit() as unit:
        one, other = [(await a_chat(unit, number)).id for number in (1, 2)]
        for text, about in (("Why?", ""), ("Why?", "it"), ("", "Why?"), (long, ""), (long + "!", "")):
            assert await unit.questions.ask(one, ANN, text, about, NOW)
            assert not await unit.questions.ask(one, BEA, text, about, LATER)
        assert await unit.questions.ask(other, ANN, "Why?", "", NOW)
        assert [question.text for question in await unit.questions.of_chat(one)] == [
            "Why?", "Why?", "", long, long + "!",
        ]  # fmt: skip


async def test_a_question_ends_once(storage: Storage) -> None:
    """Nobody ends one of another chat, or one that is not there."""
    async with storage.unit() as unit:
        one, other = [(await a_chat(unit, number)).id for number in (1, 2)]
        await unit.questions.ask(one, ANN, "Why?", "", NOW)
        (question,) = await unit.questions.all()
        assert not await unit.questions.end(other, question.id)
        assert not await unit.questions.end(one, question.id + 1)
        assert await unit.questions.end(one, question.id)
        assert not await unit.questions.end(one, question.id)
        assert await unit.questions.all() == []
