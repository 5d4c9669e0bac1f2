"""One budget for all that a person has the bot do, and a fair share of the whole for everybody."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.admission.budget import ALL, CHEAP, DEAR, FAIR, PURSE, REFILL, Budget, Turn, cost
from bot.chat.commands import BUTTONS, COMMANDS
from bot.chat.dispatch import handle
from bot.chat.request import ChatRequest
from bot.model import Button, ChatKey, ChatKind
from bot.text.display.markup import plain
from bot.text.display.wording import ENGLISH
from tests.chatroom import PRIVATE, Room, room_in

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
WAIT = plain(ENGLISH("chat.wait"))
STRANGER = "4711"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room without default feeds."""
    async with room_in(tmp_path) as opened:
        yield opened


def spend(budget: Budget, who: int, acts: int, now: datetime = NOW, units: float = CHEAP) -> Counter[Turn]:
    """Let somebody act so often at once."""
    return Counter(budget.turn("telegram", str(who), units, now) for _ in range(acts))


def test_one_line_then_silence_then_on() -> None:
    """Who spends all is asked to wait once; a minute later all is as before."""
    budget = Budget()
    assert spend(budget, 1, 100) == {Turn.GO: PURSE, Turn.ASK_TO_WAIT: 1, Turn.SILENCE: 100 - PURSE - 1}
    assert spend(budget, 2, 1) == {Turn.GO: 1}
    assert spend(budget, 1, 100, NOW + REFILL)[Turn.GO] == PURSE


def test_dear_acts_cost_more() -> None:
    """Every command has a price, and searching costs more than looking."""
    assert spend(Budget(), 1, 100, units=DEAR)[Turn.GO] == PURSE // DEAR
    names = {command.name for command in (*COMMANDS, *BUTTONS)}
    assert {name for name in names if cost(name) == DEAR} >= {"fact", "search", "seen", "digest", "opml"}
    assert cost("inline") == DEAR
    assert cost("help") == CHEAP


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(-5, 90), st.sampled_from((CHEAP, DEAR))), max_size=200))
def test_nobody_gets_more_than_a_purse_and_what_came_back(acts: list[tuple[int, int, float]]) -> None:
    """Whatever the order of acts, and whichever way the clock goes: at most a full purse and the refill of the time."""
    budget, now, spent, latest = Budget(), NOW, Counter[int](), NOW
    passed = timedelta()
    for who, seconds, units in acts:
        now += timedelta(seconds=seconds)
        passed += max(timedelta(seconds=seconds), timedelta())
        latest = max(latest, now)
        if budget.turn("telegram", str(who), units, now) is Turn.GO:
            spent[who] += int(units)
        assert spent[who] <= PURSE * (1 + passed / REFILL) + 1e-6


def test_a_crowd_starves_nobody() -> None:
    """200 people with 20 acts a second, each within their purse: who comes for the first time is served each time."""
    budget, served, newcomer = Budget(), Counter[Turn](), 10_000
    for second in range(60):
        now = NOW + timedelta(seconds=second)
        for who in range(200):
            served += spend(budget, who, 20, now)
        newcomer += 1
        assert spend(budget, newcomer, 3, now) == {Turn.GO: 3}
    # all that the crowd got: what is there for all, and a few acts each
    assert served[Turn.GO] <= 2 * ALL + 200 * FAIR + 200 * PURSE * 0.2 * 60
    assert served[Turn.GO] < 0.2 * 200 * 20 * 60


def test_memory_is_bounded_and_cannot_be_used_to_begin_anew() -> None:
    """A crowd that comes and goes is forgotten, and whoever has spent all is not, however many come."""
    budget = Budget(most_kept=2_000)
    spend(budget, 1, 100)
    for who in range(10, 20_000):
        spend(budget, who, 1)
    assert len(budget._purses) <= 2_000
    assert spend(budget, 1, 1) == {Turn.SILENCE: 1}


async def test_all_ways_share_one_budget(room: Room) -> None:
    """Messages, buttons, inline questions, and other chats: one purse; a press gets a notice, inline nothing."""
    key = ChatKey("telegram", "77")
    for _ in range(int(PURSE)):
        await room.say("/help", STRANGER)
    assert [plain(one.text) for one in (await room.say("/help", STRANGER)).replies] == [WAIT]
    assert (await room.say("/help", STRANGER)).replies == ()
    assert (await room.say("/help", STRANGER, key)).replies == ()
    pressed = await room.press(Button("x", "packs"), STRANGER)
    assert (pressed.notice, pressed.replies) == (WAIT, ())
    inline = ChatRequest(PRIVATE, ChatKind.PRIVATE, STRANGER, text="who paid for the mill", inline=True)
    assert (await handle(inline, room.services)).replies == ()
    assert room.asked == []
    assert (await room.say("/help")).replies  # another person


async def test_the_terminal_is_never_asked_to_wait(room: Room) -> None:
    """Whoever sits at the machine takes nothing from anybody."""
    for _ in range(200):
        assert (await room.say("/help", "1", ChatKey("terminal", "1"))).replies
