"""Tells how far the reading of feeds has come: a bar for people, one line for a pipe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.progress import BarColumn, Progress, TextColumn

from bot.platforms.terminal.screen import Screen
from bot.text.display.markup import plain
from bot.text.display.wording import Wording


@dataclass(frozen=True, slots=True)
class Counts:
    """What has been done so far: feeds read, entries taken in, and of these how many opened a story or were known."""

    feeds: int = 0
    entries: int = 0
    stories: int = 0
    known: int = 0


@contextmanager
def progress(say: Wording, screen: Screen, feeds: int) -> Iterator[Callable[[Counts], None]]:
    """
    Show the progress of reading *feeds* feeds while the block runs; give it a function that takes the newest counts.

    At the end the last counts stand as one line, also when the block was left by an error.
    """
    last: Counts | None = None
    bar = Progress(
        BarColumn(),
        TextColumn("{task.description}"),
        console=screen.console,
        transient=True,
        disable=not screen.is_terminal,
    )
    task = bar.add_task(in_words(say, Counts(), feeds), total=feeds)

    def show(counts: Counts) -> None:
        nonlocal last
        last = counts
        bar.update(task, completed=counts.feeds, description=in_words(say, counts, feeds))

    try:
        with bar:
            yield show
    finally:
        # nothing was counted when an error came first; counted and still nothing: no feed's time had come
        idle = last == Counts()
        screen.line(plain(say("chat.terminal_nothing_due")) if idle else in_words(say, last or Counts(), feeds))


def in_words(say: Wording, counts: Counts, feeds: int) -> str:
    """Counts as one line of plain text, which add up."""
    read, entries = (
        say("chat.terminal_feeds", n=feeds, done=counts.feeds),
        say("chat.terminal_entries", n=counts.entries),
    )
    if not counts.stories + counts.known:
        return plain(say("chat.terminal_read", feeds=read, entries=entries))
    stories, known = say("chat.terminal_new", n=counts.stories), say("chat.terminal_known", n=counts.known)
    rest = say("chat.terminal_rest", n=counts.entries - counts.stories - counts.known)
    return plain(say("chat.terminal_progress", feeds=read, entries=entries, stories=stories, known=known, rest=rest))
