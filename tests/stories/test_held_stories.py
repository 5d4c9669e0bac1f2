"""The stories that are held in memory."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.stories.held_stories import HeldStories, HeldStory, Speaker
from bot.stories.profile import Profile, profile

MOMENT = datetime(2026, 4, 10, 8, tzinfo=UTC)


def _told(number: int) -> Speaker:
    text = f"The mayor of Wickham sold {number} boats on 9 April for $4.5 million. Halden Robotics 3.1 paid."
    return (float(number), number), profile(f"Wickham sells {number} boats", text, MOMENT)


READ = [_told(number) for number in range(6)]
LONG = " ".join(f"Captain Brann{number}ik of Wickham{number} sold vessel{number}." for number in range(200))


def _plain(read: Iterable[Profile]) -> list[list[object]]:
    """All that texts were read as; a profile itself equals no other."""
    return [[getattr(one, field.name) for field in fields(one)] for one in read]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5))), st.integers(1, 6))
def test_packed_or_not_a_story_stays_what_it_was(adds: list[tuple[int, int]], most: int) -> None:
    """Whichever stories are packed meanwhile, members, seed and centroid are those of a story that never was."""
    held, plain = HeldStories(most), dict[int, HeldStory]()
    for story, number in adds:
        if story in plain:
            held[story].add(READ[number])
            plain[story].add(READ[number])
        else:
            held[story], plain[story] = (HeldStory([READ[number]], f"seed{story}") for _ in range(2))
    for story, known in plain.items():
        assert story in held
        assert held[story].seed == known.seed
        assert [place for place, _ in held[story].members] == [place for place, _ in known.members]
        assert _plain([*held[story].profiles(), held[story].centroid()]) == _plain(
            [*known.profiles(), known.centroid()]
        )


def test_what_was_used_last_is_kept_and_the_rest_let_go() -> None:
    """Packed stories have so many bytes and no more; a forgotten one is neither held nor counted."""
    one = HeldStories(1)
    for story, read in enumerate(READ):
        one[story] = HeldStory([read])
    assert all(story in one for story in range(6))
    few = HeldStories(1, most_bytes=4_000)
    for story, read in enumerate(READ):
        few[story] = HeldStory([read])
        # asking for it makes it the one used last
        assert 0 not in few or _plain(few[0].profiles()) == _plain([READ[0][1]])
    assert [story in few for story in range(6)].count(False) > 0
    assert 0 in few
    for story in range(6):
        few.forget(story)
    assert not any(story in few for story in range(6))
    few[0] = HeldStory([READ[0]])
    few[1] = HeldStory([READ[1]])
    assert 0 in few
    assert 1 in few


def _read_packed() -> HeldStories:
    """Stories 0 and 9, small and packed, and 1, which packed pushes both out."""
    held = HeldStories(1, most_bytes=9_000)
    for story in (0, 9):
        held[story] = HeldStory(READ[:1])
    held[1] = HeldStory([(moment, profile(f"Ship {moment}", LONG, MOMENT)) for moment, _ in READ[:1]])
    assert all(story in held for story in (0, 1, 9))
    return held


def test_stories_that_are_read_together_push_out_none_of_each_other() -> None:
    """All that are held are read, though to hold one packs another that pushes out a third."""
    assert list(_read_packed().many([1, 0, 5, 9])) == [1, 0, 9]


def test_what_is_wanted_with_what_is_missing_is_let_go_last() -> None:
    """To take in what is missing lets go other stories than those that were asked for with it."""
    plain, asked = _some_packed(), _some_packed()
    first, second = (story for story in range(6) if story in asked and story != 5)
    assert asked.missing([first, 7, first]) == [7]
    for held in (plain, asked):
        held[7] = HeldStory([READ[0]])
    assert [story in plain for story in (first, second)] == [False, True]
    assert [story in asked for story in (first, second)] == [True, False]


def _some_packed() -> HeldStories:
    """As many small stories as there is room for."""
    held = HeldStories(1, most_bytes=3_500)
    for story, read in enumerate(READ):
        held[story] = HeldStory([read])
    return held
