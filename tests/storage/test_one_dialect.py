"""What one database alone understands stands in its folder of ``bot/storage``, and in the steps written for it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("bot/storage/sqlite/", "bot/storage/postgres/", "bot/storage/migrations/")
SHARED = {
    "bot/storage/statements.py": "SQLite's insert, which the folder of PostgreSQL teaches its compiler",
    "bot/jobs/cluster.py": "the queue of Procrastinate, which there is on PostgreSQL alone",
    "bot/storage/search_index.py": "ON CONFLICT and names of functions that both know",
}
"""Modules that may use what both databases understand, and why."""

LIBRARIES = ("sqlite3", "aiosqlite", "psycopg", "sqlalchemy.dialects")
WORDS = re.compile(
    r"""\b(?: PRAGMA | VACUUM | rowid | json_\w+ | sqlite_\w+ | pragma_\w+ | fts5 | instr
    | tsvector | tsquery | unnest | strpos | pg_(?!dump\b)\w+ | information_schema | FOR\ UPDATE | DISTINCT\ ON | ctid
    | MATCH\ (?:\?|:|') | BEGIN\ IMMEDIATE | ON\ CONFLICT | INSERT\ OR | GLOB | total\( )""",
    re.VERBOSE,
)
"""Signs of such statements."""
FUNCTIONS = {
    "unnest",
    "to_tsvector",
    "array_agg",
    "string_agg",
    "greatest",
    "least",
    "json_each",
    "json_extract",
    "json_array_length",
    "instr",
    "total",
    "group_concat",
    "glob",
    "strftime",
}
"""Of ``func``."""
TWO_VALUES = {"min", "max"}
"""Of two values they are SQLite's own; of a column they are anybody's."""


def _docstrings(tree: ast.AST) -> set[ast.AST]:
    """Strings that are only read by people."""
    return {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def _is_own_function(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    name, of = node.func.attr, node.func.value
    known = name in FUNCTIONS or (name in TWO_VALUES and len(node.args) > 1)
    return known and isinstance(of, ast.Name) and of.id == "func"


def _compares_json(node: ast.AST) -> bool:
    """A column with a list or a map: JSON is compared as text by some, and not at all by others."""
    return (
        isinstance(node, ast.Compare)
        and any(isinstance(other, ast.List | ast.Dict) for other in node.comparators)
        and ".c." in ast.unparse(node.left)
    )


def own(source: str) -> list[str]:
    """What in a module only one database understands."""
    tree = ast.parse(source)
    prose = _docstrings(tree)
    found = []
    for node in ast.walk(tree):
        text = (
            node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in prose else ""
        )
        imported = [name for name in _imported(node) if name.startswith(LIBRARIES)]
        driver = isinstance(node, ast.Attribute) and node.attr == "exec_driver_sql"
        if WORDS.search(text) or imported or driver or _is_own_function(node) or _compares_json(node):
            found.append(f"{getattr(node, 'lineno', 0)}: {ast.unparse(node)[:80]}")
    return found


def test_each_database_has_one_room() -> None:
    """All else says what it wants by the names of those rooms, or in what every database understands."""
    paths = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "bot").rglob("*.py"))]
    found = {path: own((ROOT / path).read_text(encoding="utf-8")) for path in paths if not path.startswith(ROOMS)}
    assert len(found) > 100
    assert {path for path, lines in found.items() if lines} - SHARED.keys() == set()
    assert all(found[path] for path in SHARED)


@pytest.mark.parametrize(
    "source",
    [
        "import sqlite3",
        "import psycopg",
        "x = text('SELECT a::tsvector')",
        "x = func.unnest(values)",
        "x = text('SELECT 1 FROM pg_database')",
        "from sqlalchemy.dialects.sqlite import insert",
        "x = text('PRAGMA quick_check(1)')",
        "x = text('SELECT name FROM sqlite_master')",
        "x = text(f'SELECT rowid FROM {table}')",
        "x = text('SELECT 1 FROM i WHERE i MATCH :q')",
        "x = text('INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING')",
        "x = func.json_each(values)",
        "x = func.max(a.c.b, excluded.b)",
        "x = select(a).where(a.c.names != [])",
        "await db.exec_driver_sql('SELECT 1')",
    ],
)
def test_what_is_one_databases_own_is_found(source: str) -> None:
    """The test can fail."""
    assert own(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""PRAGMA in prose."""',
        "x = func.max(a.c.b)",
        "x = text('SELECT version_num FROM alembic_version')",
        "x = select(a).where(a.c.names.in_([1]))",
        "x = func.min(a.c.b, type_=Utc)",
    ],
)
def test_what_every_database_knows_is_not(source: str) -> None:
    """Nor what people read."""
    assert not own(source)
