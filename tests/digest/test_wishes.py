"""A digest by the rules of its chat: what is followed comes first, what is muted stays away and is counted."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.rule_syntax import read_rules
from bot.digest.build import build
from bot.digest.compose import LOOK_BACK, MOST_LISTED, Plan
from bot.digest.layout import whole
from bot.digest.rules import key_of
from bot.model import Chat, Digest, Effect, Rule, Vote
from bot.ports import Unit
from bot.sound_digest import RANKING
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH
from tests.databases import open_storage
from tests.digest.test_reads_few import NOW, filled


@pytest.fixture
async def unit(tmp_path: Path) -> AsyncIterator[Unit]:
    """A database of its own."""
    storage = await open_storage("sqlite:///wishes.db", tmp_path, ())
    async with storage.unit() as opened:
        yield opened
    await storage.close()


async def ruled(unit: Unit, chat: Chat, text: str, effect: Effect) -> None:
    """Keep a rule."""
    rules = [Rule(0, chat.id, "", conditions, effect, NOW) for conditions in read_rules(text, {}).rules]
    await unit.rules.put_all(rules, [key_of(one.conditions) for one in rules])


async def digest(unit: Unit, chat: Chat) -> Digest:
    """What is told now."""
    return await build(unit, chat, NOW, NOW, None, RANKING, Plan())


def headlines(items: Sequence[object]) -> list[str]:
    """What stories are called."""
    return [str(item.headline) for item in items]  # type: ignore[attr-defined]


async def test_a_small_followed_story_is_found_and_comes_first(unit: Unit) -> None:
    """Of 300 stories the least, which a digest would not even read, stands in a section of its own."""
    chat = await filled(unit, 3, 300)
    before = await digest(unit, chat)
    assert before.more > 200
    small = before.left_out[-1].headline
    await ruled(unit, chat, f'"{small}"', Effect.FIRST)
    after = await digest(unit, chat)
    assert headlines(after.items) == [small, *headlines(before.items)]
    assert after.items[0].rule == small
    shown = plain(whole(after, ENGLISH))
    assert shown.index("You follow") < shown.index(small) < shown.index("More news")


async def test_what_is_muted_stays_away_and_is_counted(unit: Unit) -> None:
    """By word and by source; what only one of several sources is muted for is told by the others."""
    chat = await filled(unit, 3, 200)
    before = await digest(unit, chat)
    name = before.items[0].headline.split()[0]
    await ruled(unit, chat, name, Effect.NEVER)
    after = await digest(unit, chat)
    told = [*headlines(after.items), *headlines(after.left_out)]
    assert told
    assert not any(name in headline for headline in told)
    assert after.muted > 0
    assert all(one.rule == name and name in one.headline for one in after.kept_away)
    assert f"{after.muted} muted." in plain(whole(after, ENGLISH))
    await ruled(unit, chat, "source:P1", Effect.NEVER)
    without = await digest(unit, chat)
    assert "P1" not in {source.publisher for item in without.items for source in item.sources}
    assert without.muted > after.muted


async def test_of_what_is_muted_the_newest_is_listed(unit: Unit) -> None:
    """In the order in which it came, however the database gives it."""
    chat = await filled(unit, 3, 60)
    found = sorted(await unit.stories.prospects(chat.id, NOW - LOOK_BACK), key=lambda one: one.came, reverse=True)
    await ruled(unit, chat, "tells", Effect.NEVER)
    after = await digest(unit, chat)
    assert after.muted == len(found) > MOST_LISTED
    seen = {one.id: one.headline for one in await unit.stories.seen_by(chat.id, [one.story for one in found])}
    assert {one.headline for one in after.kept_away} == {seen[one.story] for one in found[:MOST_LISTED]}


async def test_line_only(unit: Unit) -> None:
    """The headline alone, wherever it would have stood."""
    chat = await filled(unit, 3, 60)
    top = (await digest(unit, chat)).items[0].headline
    await ruled(unit, chat, f'title:"{top}"', Effect.LINE)
    (found,) = [item for item in (await digest(unit, chat)).items if item.headline == top]
    assert found.also
    assert found.quotes == ()


async def test_learning_moves_a_story(unit: Unit) -> None:
    """What a chat wants more of rises, what it wants less of sinks, and without votes all is as before."""
    chat = await filled(unit, 3, 120)
    before = await digest(unit, chat)
    held = before.left_out[0].headline
    top = before.items[0].headline
    publisher = "p1"
    story = before.items[0].story
    await unit.votes.cast(chat.id, Vote(story, False, (f"name:{top.split()[0].lower()}",) * 1, NOW), 9)
    await unit.votes.cast(chat.id, Vote(story + 1, True, (f"source:{publisher}",), NOW - timedelta(days=1)), 9)
    after = await digest(unit, chat)
    assert headlines(after.items) != headlines(before.items)
    assert held in [*headlines(after.items), *headlines(after.left_out)]


async def test_a_chats_rules_are_its_own(unit: Unit) -> None:
    """Those of a person in it, or of another chat, change nothing for it."""
    chat = await filled(unit, 3, 60)
    before = await digest(unit, chat)
    rule = Rule(0, chat.id, "7", read_rules("tells", {}).rules[0], Effect.NEVER, NOW)
    await unit.rules.put_all([rule], ["a"])
    assert await digest(unit, chat) == before
    ended = replace(rule, person="", until=NOW)
    await unit.rules.put_all([ended], ["a"])
    assert await digest(unit, chat) == before
