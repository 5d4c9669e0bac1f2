"""What the bot says does not depend on the order of sets, which is another one in each process."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.process import environment

TEXTS = [path.read_text("utf-8") for path in sorted(Path("seeds/corpus").glob("*.md"))]
SUMMARIES = [{"id": "all", "docs": TEXTS}, *({"id": number, "text": text} for number, text in enumerate(TEXTS))]
PAIRS = [
    {"id": f"{a} {b}", "a": {"title": "", "text": one}, "b": {"title": "", "text": other[:600]}}
    for a, one in enumerate(TEXTS)
    for b, other in enumerate(TEXTS)
]


@pytest.mark.parametrize(("command", "rows"), [("summarize", SUMMARIES), ("pairs", PAIRS)])
def test_two_processes_say_the_same(command: str, rows: list[dict[str, Any]]) -> None:
    """To the last digit."""
    one, other = (_lab(seed, command, rows) for seed in (1, 2))
    assert one.count("\n") == len(rows)
    assert one == other


def _lab(seed: int, command: str, rows: list[dict[str, Any]]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "lab", command],
        env=environment({"PYTHONHASHSEED": str(seed)}),
        input="".join(json.dumps(row) + "\n" for row in rows),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
