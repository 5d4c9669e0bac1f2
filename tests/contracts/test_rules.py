"""What every ports.Rules must keep."""

from dataclasses import replace

from bot.model import About, Alerts, Condition, Effect, Rule, Where
from bot.ports import Storage
from tests.contracts.rows import DAY, HOUR, LATER, NOW, a_chat, a_story, person

ANN, BEA = person(5), person(6)


def rule(chat: int, value: str, effect: Effect = Effect.FIRST, whose: str = "") -> Rule:
    """A rule on some words."""
    conditions = (Condition(About.WORDS, value, Where.TITLE), Condition(About.SOURCE, "x", negated=True))
    return Rule(0, chat, whose, conditions, effect, NOW)


async def test_a_rule_stands_in_its_list(storage: Storage) -> None:
    """It comes back as it was kept, in the list of its chat or person; another on the same takes its place."""
    async with storage.unit() as unit:
        one, other = [(await a_chat(unit, number)).id for number in (1, 2)]
        kept = [rule(one, "<a>"), rule(one, "b"), rule(one, "<a>", whose=ANN), rule(other, "<a>")]
        await unit.rules.put_all(kept, ["a", "b", "a", "a"])
        first, second = await unit.rules.of_chat(one)
        assert (first, second) == (replace(kept[0], id=first.id), replace(kept[1], id=second.id))
        (mine,) = await unit.rules.of_chat(one, ANN)
        assert mine == replace(kept[2], id=mine.id)
        assert await unit.rules.of_chat(one, BEA) == []
        muted = replace(rule(one, "A", Effect.NEVER), until=LATER)
        await unit.rules.put_all([muted], ["a"])
        assert await unit.rules.of_chat(one) == [replace(muted, id=first.id), second]
        assert (await unit.rules.count(one), await unit.rules.count(one, of_people=True)) == (2, 1)


async def test_a_rule_is_removed_from_its_own_list(storage: Storage) -> None:
    """No number reaches another chat's or person's rules."""
    async with storage.unit() as unit:
        one, other = [(await a_chat(unit, number)).id for number in (1, 2)]
        await unit.rules.put_all([rule(one, "a"), rule(one, "a", whose=ANN)], ["a", "a"])
        (shared,), (mine,) = await unit.rules.of_chat(one), await unit.rules.of_chat(one, ANN)
        assert await unit.rules.remove(other, "", [shared.id, mine.id]) == 0
        assert await unit.rules.remove(one, BEA, [shared.id, mine.id]) == 0
        assert await unit.rules.remove(one, ANN, [shared.id, mine.id]) == 1
        assert await unit.rules.remove(one, "", [shared.id, mine.id]) == 1
        assert await unit.rules.remove(one, "", []) == 0


async def test_what_is_over_is_forgotten(storage: Storage) -> None:
    """Rules that ended, and what was told at once long ago."""
    async with storage.unit() as unit:
        chat = (await a_chat(unit)).id
        story = await a_story(unit)
        await unit.rules.put_all([replace(rule(chat, "a"), until=LATER), rule(chat, "b")], ["a", "b"])
        assert await unit.rules.note_alerted(chat, "", [story.id], NOW) == {story.id}
        await unit.rules.forget(NOW, NOW - DAY)
        assert len(await unit.rules.of_chat(chat)) == 2
        assert await unit.rules.alerted(chat, "", NOW - DAY) == {story.id: NOW}
        await unit.rules.forget(LATER, LATER)
        assert [one.conditions[0].value for one in await unit.rules.of_chat(chat)] == ["b"]
        assert await unit.rules.alerted(chat, "", NOW - DAY) == {}


async def test_who_watches(storage: Storage) -> None:
    """Chats with a rule that says alert, chats that want it of what they follow, and people."""
    async with storage.unit() as unit:
        chats = [(await a_chat(unit, number)).id for number in range(1, 6)]
        effects = [Effect.ALERT, Effect.FIRST, Effect.FIRST, Effect.NEVER]
        await unit.rules.put_all(
            [rule(chat, "a", effect) for chat, effect in zip(chats, effects, strict=False)], ["a"] * 4
        )
        await unit.rules.put_all([rule(chats[3], "a", whose=ANN)], ["a"])
        assert await unit.rules.alerts(chats[1]) == Alerts()
        wanted = Alerts(followed=True, sources=3, most=5)
        for chat in (chats[1], chats[3], chats[4]):
            await unit.rules.set_alerts(chat, Alerts(followed=True))
            await unit.rules.set_alerts(chat, wanted)
        assert await unit.rules.alerts(chats[1]) == wanted
        assert await unit.rules.watching() == [(chats[0], ""), (chats[1], ""), (chats[3], ANN)]


async def test_a_story_is_told_at_once_only_once(storage: Storage) -> None:
    """To each chat and person by itself."""
    async with storage.unit() as unit:
        one, other = [(await a_chat(unit, number)).id for number in (1, 2)]
        stories = [(await a_story(unit)).id for _ in range(3)]
        assert await unit.rules.note_alerted(one, "", stories[:2], NOW) == set(stories[:2])
        assert await unit.rules.note_alerted(one, "", stories, LATER) == {stories[2]}
        assert await unit.rules.note_alerted(one, ANN, stories[:1], LATER) == {stories[0]}
        assert await unit.rules.note_alerted(other, "", stories[:1], LATER) == {stories[0]}
        assert await unit.rules.alerted(one, "", NOW) == {stories[0]: NOW, stories[1]: NOW, stories[2]: LATER}
        assert await unit.rules.alerted(one, "", NOW + HOUR / 2) == {stories[2]: LATER}
