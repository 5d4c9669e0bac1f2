"""What is printed, on a terminal and into a pipe."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.model import Button, Reply
from bot.platforms.terminal.progress import Counts, progress
from bot.platforms.terminal.screen import Screen, in_line, styled, visible, visible_json
from bot.text.display.markup import bold, escape, link, plain
from bot.text.display.wording import ENGLISH

_OBEYED = frozenset(
    map(chr, (*range(9), *range(11, 32), *range(127, 160), *range(0x2028, 0x202F), *range(0x2066, 0x206A)))
)
"""What a terminal obeys instead of showing it; a line break is no more than that."""


def printed(reply: Reply) -> str:
    """What a pipe gets."""
    paper = io.StringIO()
    Screen(paper).show(reply)
    return paper.getvalue()


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        pytest.param(bold("A & B"), "A & B", id="bold"),
        pytest.param(link("Text", "https://a.example/?a=1&b=2"), "Text (https://a.example/?a=1&b=2)", id="link"),
        pytest.param("<blockquote>“Said.”</blockquote>", "“Said.”", id="quote"),
        pytest.param(
            escape("<b>not bold</b> [red]not red[/red] :smile:"),
            "<b>not bold</b> [red]not red[/red] :smile:",
            id="typed",
        ),
        pytest.param(escape("\x1b[2Jgone\x07\x9b1m"), "[2Jgone1m", id="escape-sequences"),
        pytest.param("x" * 300, "x" * 300, id="long-lines-stay-whole"),
    ],
)
def test_plain_text_in_a_pipe(markup: str, shown: str) -> None:
    """No styles, addresses in parentheses, and nothing that a terminal would obey."""
    assert printed(Reply(markup)) == f"{shown}\n\n"


def test_styles_on_a_terminal() -> None:
    """Bold is bold, and a link's address follows it."""
    text = styled(f"{bold('Head & line')} {link('there', 'https://a.example')}")
    assert text.plain == "Head & line there (https://a.example)"
    assert [(text.plain[span.start : span.end], str(span.style)) for span in text.spans] == [
        ("Head & line", "bold"),
        ("there", "underline"),
        (" (https://a.example)", "dim"),
    ]


@given(st.text())
def test_both_ways_show_the_same(raw: str) -> None:
    """Whatever a feed says, a terminal and a pipe show the same characters, and none that act."""
    markup = f"{bold(raw)} {link(raw, 'https://a.example')}"
    assert styled(markup).plain.split() == visible(plain(markup)).split()
    assert "\x1b" not in styled(markup).plain


def test_numbers_are_never_used_twice() -> None:
    """A number that was read above still means the same button, until its message lost its buttons."""
    screen = Screen(io.StringIO())
    first = screen.show(Reply("A", ((Button("one", "1"), Button("two", "2")),)))
    second = screen.show(Reply("B", ((Button("three", "3"),),)))
    assert [choice.button.data for n in (1, 2, 3) if (choice := screen.choice(n))] == ["1", "2", "3"]
    screen.forget(first)
    assert screen.choice(1) is None
    assert screen.choice(3) == (Button("three", "3"), second)
    assert screen.text_of(second) == "B"


def test_progress_in_a_pipe_is_one_line() -> None:
    """However often the counts change, a pipe gets only the last ones."""
    paper = io.StringIO()
    with progress(ENGLISH, Screen(paper), feeds=4) as show:
        for feeds in range(1, 5):
            show(Counts(feeds, entries=6 * feeds, stories=4 * feeds, known=1))
    assert paper.getvalue() == (
        "4 of 4 feeds, 24 entries: 16 begin a new story, 1 repeats the background notes, 7 repeat or add to a story\n"
    )


def test_progress_when_nothing_was_due() -> None:
    """Feeds that were read a moment ago are not counted as unread."""
    paper = io.StringIO()
    with progress(ENGLISH, Screen(paper), feeds=4) as show:
        show(Counts())
    assert paper.getvalue() == "Nothing to read: all feeds were read a short while ago.\n"


def test_progress_is_told_when_it_broke_off() -> None:
    """An error leaves the counts so far on the screen."""
    paper = io.StringIO()
    with pytest.raises(ZeroDivisionError), progress(ENGLISH, Screen(paper), feeds=1):
        raise ZeroDivisionError
    assert paper.getvalue() == "0 of 1 feed, 0 entries\n"


def test_progress_on_a_terminal_is_a_bar() -> None:
    """A bar moves, and goes when it is done; the line of counts stays."""
    screen = Screen()
    screen.console = Console(file=io.StringIO(), force_terminal=True, width=100)
    with progress(ENGLISH, screen, feeds=2) as show:
        show(Counts(feeds=1, entries=3))
    shown = screen.console.file.getvalue()  # type: ignore[attr-defined]
    assert "━" in shown
    assert shown.rstrip().endswith("1 of 2 feeds, 3 entries")


@given(st.text() | st.text("\x1b\x9b\x9d]0;[2J\x07\n\t\u202e\u2028ab"))
def test_nothing_is_obeyed(text: str) -> None:
    """No sign that repaints, retitles or turns round is left; all that a person can read stays, also what follows."""
    assert {sign for sign in visible(text) if not sign.isprintable() and sign in _OBEYED} == set()
    assert [sign for sign in visible(text) if sign.isprintable()] == [sign for sign in text if sign.isprintable()]
    assert len(in_line(text).splitlines()) <= 1


@given(st.dictionaries(st.text(), st.text() | st.text("\x9b\x7f\u202e\ud800")))
def test_json_keeps_its_data(values: dict[str, str]) -> None:
    """Written as escapes, the same signs do no harm, and nothing is lost."""
    shown = visible_json(json.dumps(values, ensure_ascii=False))
    assert not set(shown) & _OBEYED
    assert json.loads(shown) == values
