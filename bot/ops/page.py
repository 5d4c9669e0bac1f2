"""Prints findings for people."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress

from rich.console import Console
from rich.text import Text

from bot.ops.findings import Finding
from bot.platforms.terminal.screen import in_line

_WIDTH = 16
"""Columns of what was looked at; an address is longer."""


def show(found: Sequence[Finding]) -> None:
    """
    Print the findings, a line each with what to do below it; what keeps the bot from working also as a line on stderr.

    Where both go to one place, such as a terminal, it is said once. Lines are as long as they are: a path that was cut,
    or folded by us, could not be copied.
    """
    console = Console(highlight=False, emoji=False)
    for one in found:
        mark = next(mark for mark, holds in _marks(one) if holds)
        console.print(Text.assemble(mark, f" {in_line(one.what).ljust(_WIDTH)}  {in_line(one.result)}"), soft_wrap=True)
        if one.todo:
            console.print(Text(f"{' ' * (_WIDTH + 4)}→ {in_line(one.todo)}"), soft_wrap=True)
    if _go_to_one_place():
        return
    for one in found:
        if one.fatal:
            sys.stderr.write(f"newsbot: {in_line(f'{one.what}: {one.result}; {one.todo}')}\n")


def _go_to_one_place() -> bool:
    with suppress(OSError, ValueError):  # in a program that caught what is printed there are no files
        return os.path.sameopenfile(sys.stdout.fileno(), sys.stderr.fileno())
    return False


def _marks(one: Finding) -> Iterator[tuple[Text, bool]]:
    yield Text("✗", "red"), one.fatal
    yield Text("!", "yellow"), bool(one.todo)
    yield Text("?", "cyan"), one.unknown
    yield Text("✓", "green"), True
