"""Tells how far the reading of feeds has come: a bar for people, one line for a pipe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.progress import BarColumn, Progress, TextColumn

from bot.platforms.terminal.screen import Screen
from bot.text.markup import plain
from bot.text.wording import say


@dataclass(frozen=True, slots=True)
class Counts:
    """What has been done so far: feeds read, entries taken in, stories they tell, and those that were known already."""

    feeds: int = 0
    entries: int = 0
    stories: int = 0
    known: int = 0


@contextmanager
def progress(screen: Screen, feeds: int) -> Iterator[Callable[[Counts], None]]:
    """
    Show the progress of reading *feeds* feeds while the block runs; give it a function that takes the newest counts.

    At the end the last counts stand as one line, also when the block was left by an error.
    """
    last = Counts()
    bar = Progress(
        BarColumn(),
        TextColumn("{task.description}"),
        console=screen.console,
        transient=True,
        disable=not screen.is_terminal,
    )
    task = bar.add_task(in_words(last, feeds), total=feeds)

    def show(counts: Counts) -> None:
        nonlocal last
        last = counts
        bar.update(task, completed=counts.feeds, description=in_words(counts, feeds))

    try:
        with bar:
            yield show
    finally:
        screen.line(in_words(last, feeds))


def in_words(counts: Counts, feeds: int) -> str:
    """Counts as one line of plain text."""
    entries, stories = say("chat.terminal_entries", n=counts.entries), say("common.stories", n=counts.stories)
    read = say("chat.terminal_feeds", n=feeds, done=counts.feeds)
    return plain(say("chat.terminal_progress", feeds=read, entries=entries, stories=stories, known=counts.known))
