"""Choosing: the important and fresh first, and not one name all over."""

import math
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.digest.choose import FOLLOW_UP, HALF_LIFE, PER_NAME, PER_PUBLISHER, SAME_NAME, Candidate, choose

NOW = datetime(2026, 11, 20, 7, tzinfo=UTC)


def candidate(
    story: int,
    importance: float = 1.0,
    names: str = "",
    hours: float = 1.0,
    *,
    update: bool = False,
    publisher: str = "",
    came: float | None = None,
) -> Candidate:
    """A story with that many hours since its latest news, which came at once, or *came* hours ago."""
    told = NOW - timedelta(hours=hours)
    arrived = told if came is None else NOW - timedelta(hours=came)
    return Candidate(story, importance, frozenset(names.split()), told, arrived, update, publisher)


def chosen(*candidates: Candidate, most: int = 10) -> list[int]:
    """The stories that are told, in order."""
    return [one.story for one in choose(candidates, NOW, most).chosen]


def test_the_important_come_first() -> None:
    """Of equally fresh stories the weightier is told first."""
    assert chosen(candidate(1, 1.0), candidate(2, 3.0), candidate(3, 2.0)) == [2, 3, 1]


def test_a_big_story_of_yesterday_beats_a_small_one_of_today() -> None:
    """A day halves a story's worth: 3 / 2 is more than 1, 3 / 4 is less."""
    assert chosen(candidate(1, 1.0, hours=0), candidate(2, 3.0, hours=24)) == [2, 1]
    assert chosen(candidate(1, 1.0, hours=0), candidate(2, 3.0, hours=48)) == [1, 2]


def test_one_company_does_not_push_out_the_others() -> None:
    """Of five stories on one name and two on others, the others are among the first three."""
    crowd = [candidate(number, 2.0, "halden") for number in range(1, 6)]
    assert set(chosen(*crowd, candidate(8, 1.1, "tern"), candidate(9, 1.2, "quill"), most=3)) == {1, 8, 9}


def test_what_the_cap_holds_back_is_kept_apart() -> None:
    """Each candidate is told in full, told in a line, or held; never two of these and never lost."""
    choice = choose([candidate(number, number) for number in range(1, 22)], NOW, 10)
    assert [one.story for one in choice.chosen] == list(range(21, 11, -1))
    assert [one.story for one in choice.also] == list(range(11, 3, -1))
    assert [one.story for one in choice.held] == [3, 2, 1]


def test_one_publisher_gets_four_before_the_others() -> None:
    """A publisher that tells much alone waits with its fifth until all others had their turn."""
    crowd = [candidate(number, 2.0, publisher="wire") for number in range(1, 7)]
    others = [candidate(number, 1.0, publisher="desk") for number in (8, 9)]
    assert chosen(*crowd, *others, most=6) == [1, 2, 3, 4, 8, 9]
    assert chosen(*crowd, *others, most=8) == [1, 2, 3, 4, 8, 9, 5, 6]


def test_stories_of_several_publishers_are_nobodys_share() -> None:
    """The cap of a publisher counts only what it alone tells."""
    assert chosen(*(candidate(number, 10 - number) for number in range(7)), most=7) == list(range(7))


def test_old_news_is_told_in_a_line_on_a_usual_day() -> None:
    """What sank below the bar is not told in full, though there is room."""
    choice = choose([*(candidate(number) for number in range(3)), candidate(9, hours=40)], NOW, 10)
    assert ([one.story for one in choice.chosen], [one.story for one in choice.also]) == ([0, 1, 2], [9])
    assert not choice.quiet


def test_what_came_late_is_told_in_full() -> None:
    """After days without a poll, or in a digest a week, all that is new counts as new, the newest first."""
    late = [candidate(number, hours=24.0 * number, came=0) for number in range(1, 7)]
    choice = choose(late, NOW, 10)
    assert [one.story for one in choice.chosen] == [1, 2, 3, 4, 5, 6]
    assert not choice.quiet


def test_a_quiet_day_lowers_the_bar_a_little() -> None:
    """With little news the best of the rest is told in full, three stories in all, and the choice says so."""
    choice = choose([candidate(1), *(candidate(number, hours=30.0 + number) for number in range(10, 20))], NOW, 10)
    assert [one.story for one in choice.chosen] == [1, 10, 11]
    assert choice.quiet
    assert not choose([candidate(1)], NOW, 10).quiet
    assert [one.story for one in choose([candidate(1, hours=60), candidate(2, hours=50)], NOW, 1).chosen] == [2]


def test_updates_follow_the_news() -> None:
    """A follow-up comes after the news, even when it weighs more."""
    assert chosen(candidate(1, 9.0, update=True), candidate(2, 1.0), candidate(3, 2.0)) == [3, 2, 1]


def test_a_story_from_the_future_counts_as_fresh() -> None:
    """A feed whose clock is wrong gains nothing by it."""
    assert chosen(candidate(1, 1.0, hours=-500), candidate(2, 1.1, hours=0)) == [2, 1]


def test_a_quiet_day_chooses_nothing() -> None:
    """Without candidates there is nothing to tell and nothing held."""
    assert choose([], NOW) == choose([], NOW, 0)
    assert choose([], NOW).chosen == ()


def _plainly(pool: list[Candidate], most: int) -> list[int]:
    """The same by looking at all that is left each time: in turn with the caps, then without."""
    taken: list[Candidate] = []
    for capped in (True, False):
        left = [one for one in pool if one not in taken]
        while len(taken) < most:
            left = [one for one in left if not (capped and _had_its_share(one, taken))]
            if not left:
                break
            best = max(left, key=lambda one: _value(one, taken))
            left.remove(best)
            taken.append(best)
    return [one.story for one in taken]


def _had_its_share(one: Candidate, taken: list[Candidate]) -> bool:
    of_name = any(sum(name in other.names for other in taken) >= PER_NAME for name in one.names)
    return of_name or sum(bool(one.publisher) and one.publisher == other.publisher for other in taken) >= PER_PUBLISHER


def _value(one: Candidate, taken: list[Candidate]) -> float:
    worth = one.importance * math.exp2(-(NOW - one.news) / HALF_LIFE) * (FOLLOW_UP if one.update else 1.0)
    return worth * math.pow(SAME_NAME, sum(bool(one.names & other.names) for other in taken))


CROWD = st.lists(
    st.tuples(st.sampled_from((1.0, 1.5, 2.0, 3.0)), st.sampled_from(("", "a", "b", "a b", "c")), st.integers(0, 3),
              st.sampled_from(("", "wire", "desk")), st.booleans()),
    max_size=25,
)  # fmt: skip


@given(CROWD, st.integers(1, 12))
def test_as_if_all_were_looked_at_each_time(crowd: list[tuple[float, str, int, str, bool]], most: int) -> None:
    """What is chosen, and in what order, is what looking through all candidates for each place would choose."""
    pool = [
        candidate(number, importance, names, float(hours), publisher=publisher, update=update)
        for number, (importance, names, hours, publisher, update) in enumerate(crowd)
    ]
    found = choose(pool, NOW, most, bar=0.0).chosen
    assert [one.story for one in found] == [
        story for later in (False, True) for story in _plainly(pool, most) if pool[story].update is later
    ]
