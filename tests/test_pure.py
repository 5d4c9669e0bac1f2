"""What calls itself PURE is: no clock, no chance, no network, no files, and no library but those named here."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LIBRARIES = {
    "bot/chat/zones.py": {"babel"},
    "bot/digest/stored.py": {"pydantic"},
    "bot/feeds/article.py": {"trafilatura"},
    "bot/feeds/dates.py": {"dateparser"},
    "bot/feeds/jsonfeed.py": {"pydantic"},
    "bot/feeds/opml.py": {"lxml"},
    "bot/feeds/parse.py": {"feedparser", "yarl"},
    "bot/platforms/telegram/requests.py": {"telegram"},
    "bot/text/analysis/nearest.py": {"rapidfuzz"},
    "bot/text/analysis/phrases.py": {"ahocorasick"},
    "bot/text/cleaning/clean.py": {"lxml"},
    "bot/text/analysis/sentences.py": {"sentencex"},
    "bot/text/cleaning/urls.py": {"yarl"},
    "bot/text/display/wording.py": {"babel"},
    "bot/text/analysis/words.py": {"Stemmer"},
}
"""What a PURE module needs a library for stands in its name; a new row is a decision."""

OUTSIDE = frozenset(
    "asyncio http logging multiprocessing os pathlib random secrets socket sqlite3 subprocess tempfile".split()
)
"""Modules of the standard library through which the outside comes in."""

CLOCKS = frozenset({"now", "today", "utcnow", "time", "monotonic", "perf_counter", "localtime", "gmtime"})
"""Names by which ``datetime``, ``date`` and ``time`` are asked for the present."""

PARTLY = {
    "bot/feeds/discover.py": "it names its pure functions; the rest fetches",
    "bot/platforms/telegram/__init__.py": "it names the pure files of its package",
    "bot/mistyped.py": "it is called by the command line's own errors",
}


def _says_so(path: Path) -> bool:
    source = path.read_text(encoding="utf-8")
    return "PURE" in source and "PURE" in (ast.get_docstring(ast.parse(source)) or "")


def _pure() -> list[str]:
    whole = [ROOT / "bot" / "text", ROOT / "bot" / "model"]
    found = [path for path in (ROOT / "bot").rglob("*.py") if not {*whole}.isdisjoint(path.parents) or _says_so(path)]
    return sorted({str(path.relative_to(ROOT)) for path in found} - PARTLY.keys())


def _imported(tree: ast.AST) -> set[str]:
    whole = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    parts = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in whole | parts}


def _asks_a_clock(tree: ast.AST) -> list[str]:
    calls = [
        node.func for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    return [
        ast.unparse(one)
        for one in calls
        if isinstance(one, ast.Attribute)
        and one.attr in CLOCKS
        and isinstance(one.value, ast.Name)
        and one.value.id in {"datetime", "date", "time"}
    ]


@pytest.mark.parametrize("path", _pure())
def test_pure_modules_have_no_outside(path: str) -> None:
    """Values in, values out: nothing that a test would have to hold still."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    imported = _imported(tree)
    libraries = {name for name in imported if name not in sys.stdlib_module_names} - {"bot"}
    assert libraries <= LIBRARIES.get(path, set()), "name the library in LIBRARIES, or move what needs it"
    assert not imported & OUTSIDE
    assert _asks_a_clock(tree) == []
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.Await)]


def test_each_named_library_is_used() -> None:
    """A row whose module or import has gone must go, too."""
    for path, libraries in LIBRARIES.items():
        assert libraries <= _imported(ast.parse((ROOT / path).read_text(encoding="utf-8"))), path


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "from datetime import datetime\nx = datetime.now()",
        "async def f(): pass",
        "import time\ntime.time()",
    ],
)
def test_what_is_not_pure_is_found(source: str) -> None:
    """The test can fail."""
    tree = ast.parse(source)
    assert (
        _imported(tree) & OUTSIDE
        or _asks_a_clock(tree)
        or any(isinstance(node, ast.AsyncFunctionDef) for node in ast.walk(tree))
    )
