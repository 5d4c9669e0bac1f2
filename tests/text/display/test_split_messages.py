"""Fitting: messages within the limits, nothing lost, markup sound."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.telegram.platform import utf16_length
from bot.text.display.markup import escape, plain
from bot.text.display.split_messages import Again, entities, fit, length

TAGS = re.compile(r"<(/?)(\w+)[^<>]*>")
LIMIT, MOST = 40, 5

words = st.text(alphabet="abcXYZ.!?&<>äé😀\u0301", min_size=1, max_size=12)
plain_text = st.lists(words, min_size=1, max_size=20).map(lambda found: escape(" ".join(found)))


def wrapped(tag: str) -> st.SearchStrategy[str]:
    """Text inside one tag."""
    opening = '<a href="https://x.example/?a=1&amp;b=2">' if tag == "a" else f"<{tag}>"
    return plain_text.map(lambda text: f"{opening}{text}</{tag}>")


pieces = st.one_of(
    plain_text, wrapped("b"), wrapped("i"), wrapped("a"), wrapped("a").map(lambda text: f"<b>{text}</b>")
)
blocks = st.lists(pieces, max_size=4).map(" ".join)


def balanced(markup: str) -> bool:
    """Whether each tag is closed, in the right order."""
    open_tags: list[str] = []
    for match in TAGS.finditer(markup):
        if not match[1]:
            open_tags.append(match[2])
        elif not open_tags or open_tags.pop() != match[2]:
            return False
    return not open_tags


def letters(markup: str) -> str:
    """What is read, without white space."""
    return "".join(plain(markup, addresses=False).split())


@given(st.lists(blocks, max_size=6))
def test_messages_keep_the_limits_and_sound_markup(given_blocks: list[str]) -> None:
    """No message is longer than the limit or holds too many formatted pieces, and each tag is closed."""
    for part in fit(given_blocks, LIMIT, MOST):
        assert length(part.text) <= LIMIT
        assert entities(part.text) <= MOST
        assert balanced(part.text)
        assert plain(part.text).strip()


@given(st.lists(blocks, max_size=6))
def test_nothing_is_lost_or_told_twice(given_blocks: list[str]) -> None:
    """The messages together read like the blocks, and name each block that they hold."""
    parts = fit(given_blocks, LIMIT, MOST)
    assert letters("".join(part.text for part in parts)) == letters("".join(given_blocks))
    held = {place for part in parts for place in part.blocks}
    assert held == {place for place, block in enumerate(given_blocks) if letters(block)}


@given(st.lists(st.lists(st.text("abc", min_size=1, max_size=9), min_size=1).map(" ".join), min_size=1, max_size=6))
def test_no_word_is_cut(given_blocks: list[str]) -> None:
    """Words that fit into a message come out whole."""
    found = [word for part in fit(given_blocks, 16, MOST) for word in plain(part.text).split()]
    assert found == [word for block in given_blocks for word in block.split()]


HEAD = "<b>3. Ab</b>"


@given(st.lists(blocks, min_size=1, max_size=3), st.integers(0, 2))
def test_what_goes_on_is_headed_within_the_limits(paragraphs: list[str], number: int) -> None:
    """The head stands above what begins within its paragraph, and takes nothing away."""
    whole = "\n\n".join(paragraphs)
    parts = fit([whole], LIMIT, MOST, again={0: Again(HEAD, number)})
    for part in parts:
        assert length(part.text) <= LIMIT
        assert entities(part.text) <= MOST
        assert balanced(part.text)
    rest = [part.text.removeprefix(f"{HEAD}\n") for part in parts]
    assert letters("".join(rest)) == letters(whole)


@pytest.mark.parametrize(
    ("text", "number", "wanted"),
    [
        pytest.param("Top\n\n" + "ab cd " * 10, 1, [False, True], id="within-its-paragraph"),
        pytest.param("ab cd " * 10 + "\n\nend", 1, [False, False], id="within-another"),
        pytest.param("ab cd " * 6 + "\n\n" + "end of it", 0, [False, False], id="between-two"),
        pytest.param("<i>" + "ab cd " * 10 + "</i>", 0, [False, True], id="with-open-markup"),
    ],
)
def test_only_what_goes_on_is_headed(text: str, number: int, wanted: list[bool]) -> None:
    """What begins with a paragraph needs no head, and of other paragraphs it would be wrong."""
    parts = fit([text], LIMIT, MOST, again={0: Again(HEAD, number)})
    assert [part.text.startswith(HEAD) for part in parts] == wanted


def test_a_head_without_room_is_left_out() -> None:
    """Nobody wants messages that hold little else."""
    parts = fit(["ab cd " * 10], LIMIT, MOST, again={0: Again("x" * LIMIT, 0)})
    assert ["x" in part.text for part in parts] == [False, False]


CASES = [
    ("between blocks", ["a" * 30, "b" * 30], ["a" * 30, "b" * 30]),
    ("together while they fit", ["a" * 10, "b" * 10], ["a" * 10 + "\n\n" + "b" * 10]),
    ("after a line", ["one two three four five six\nseven eight nine ten"], ["one two three four five six",
     "seven eight nine ten"]),
    ("after a sentence", ["One two three four five. Six seven eight nine ten"], ["One two three four five.",
     "Six seven eight nine ten"]),
    ("the last line of a paragraph with the one before", ["one two three four five\nsix seven\neight nine ten eleven"],
     ["one two three four five", "six seven\neight nine ten eleven"]),
    # 20 emoji are 40 UTF-16 units
    ("by UTF-16 units", ["😀" * 21], ["😀" * 20, "😀"]),
    ("an escaped sign whole", ["a" * 39 + "&amp;b"], ["a" * 39 + "&amp;", "b"]),
    ("tags closed and opened again", ["<b>" + "a " * 25 + "</b>"], ["<b>" + "a " * 19 + "a</b>",
     "<b>" + "a " * 5 + "</b>"]),
]  # fmt: skip


@pytest.mark.parametrize(("given_blocks", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_where_messages_are_cut(given_blocks: list[str], wanted: list[str]) -> None:
    """Cuts come between blocks, else after a line, a sentence, a word."""
    assert [part.text for part in fit(given_blocks, LIMIT, MOST, measure=utf16_length)] == wanted


def test_limits_that_are_too_small_are_refused() -> None:
    """A limit that could not hold a word is a mistake of the caller."""
    with pytest.raises(ValueError, match="at least 16"):
        fit(["a"], 15)
