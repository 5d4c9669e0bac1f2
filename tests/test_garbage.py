"""How often Python looks for garbage."""

import gc
from collections.abc import Iterator

import pytest

from bot.garbage import YOUNG, look_rarely


@pytest.fixture
def looks() -> Iterator[list[int]]:
    """The generation of each look for garbage from here on; afterwards it is looked as often as before."""
    before, seen = gc.get_threshold(), list[int]()

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            seen.append(info["generation"])

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)
    gc.set_threshold(*before)


def test_few_new_values_cause_no_look_and_many_do(looks: list[int]) -> None:
    """What a batch of entries makes is not gone over again and again; garbage is still found some time."""
    look_rarely()
    gc.collect()
    looks.clear()
    _few = [[number] for number in range(YOUNG // 2)]
    assert not looks
    _many = [[number] for number in range(2 * YOUNG)]
    assert looks
