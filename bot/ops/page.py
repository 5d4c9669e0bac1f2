"""Prints findings for people."""

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.ops.findings import Finding
from bot.platforms.terminal.screen import in_line


def show(found: Sequence[Finding]) -> None:
    """Print the findings as a table; what keeps the bot from working also as a line each on stderr."""
    table = Table("", "what", "found", "what to do")
    for finding in found:
        mark = Text("✗", "red") if finding.fatal else Text("!", "yellow") if finding.todo else Text("✓", "green")
        table.add_row(mark, *(Text(in_line(text)) for text in (finding.what, finding.result, finding.todo)))
    Console().print(table)
    for finding in filter(lambda one: one.fatal, found):
        sys.stderr.write(f"newsbot: {in_line(f'{finding.what}: {finding.result}: {finding.todo}')}\n")
