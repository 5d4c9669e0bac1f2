"""Where a lost message is looked for, and when not finding it means that it has not arrived."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.model import ChatKey, ChatKind, KnownPositions, Message, MessageState
from bot.platforms.telegram.find_lost import MARGIN, MOST, plan, waits

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
MESSAGE = Message(1, 7, ChatKey("telegram", "70"), "News", MessageState.SENDING, NOW, NOW, NOW, after=100)
NOTHING = KnownPositions(top=100, taken=frozenset(), open=0, rivals=(), kind=ChatKind.PRIVATE)


def test_it_stands_just_above_what_was_known() -> None:
    """Where nothing else happened: the next id, or one a little beyond it."""
    assert plan(MESSAGE, NOTHING).places == tuple(range(101, 101 + 1 + MARGIN))
    assert plan(MESSAGE, NOTHING).sure


def test_the_counter_has_moved_on() -> None:
    """What is known now counts, not what was: 150 later messages of which one is unknown leave that and the margin."""
    later = replace(NOTHING, top=250, taken=frozenset(range(101, 251)) - {140})
    assert plan(MESSAGE, later).places == (140, *range(251, 251 + 1 + MARGIN))


def test_others_in_flight_widen_the_search() -> None:
    """Each message whose end nobody knows may have taken an id before the one that is looked for."""
    assert max(plan(MESSAGE, replace(NOTHING, open=60)).places) == 100 + 60 + 1 + MARGIN


def test_a_search_waits_for_rivals() -> None:
    """Another message to the same chat that may still arrive is waited for."""
    beside = replace(NOTHING, open=1, rivals=(NOW,))
    assert waits(beside, NOW - timedelta(seconds=5)) == NOW
    assert waits(beside, NOW) is None
    assert waits(NOTHING, NOW) is None


def test_not_found_is_not_always_not_there() -> None:
    """Where people write unseen, or there is too much to look at, nobody can be sure."""
    assert not plan(MESSAGE, replace(NOTHING, kind=ChatKind.SUPERGROUP)).sure
    far = plan(MESSAGE, replace(NOTHING, top=100_000))
    assert len(far.places) == MOST
    assert not far.sure


@given(
    after=st.integers(0, 10**15),
    moved=st.integers(0, 500),
    known=st.sets(st.integers(1, 600)),
    open_=st.integers(0, 300),
    place=st.integers(1, 900),
)
def test_a_search_that_is_sure_looks_at_all_that_is_possible(
    after: int, moved: int, known: set[int], open_: int, place: int
) -> None:
    """Never at an id that another message has; and at each other one up to the end, or it is not sure."""
    taken = frozenset(after + one for one in known)
    top = max(after + moved, after)
    found = plan(replace(MESSAGE, after=after), KnownPositions(top, taken, open_, (), kind=ChatKind.PRIVATE))
    assert taken.isdisjoint(found.places)
    assert list(found.places) == sorted(set(found.places))
    assert len(found.places) <= MOST
    number = after + place
    if found.sure and number not in taken and number <= top + open_ + 1:
        assert number in found.places
