"""
SQLite's statements are compiled once a process, not once a database: each test has databases of its own.

What is compiled is kept by dialect and statement, and each engine has a dialect of its own; all of SQLite say the same.
That was a fifth of the processor time of the tests that store anything (107 s became 83 s in turns, for three folders).
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.util import LRUCache

_COMPILED: LRUCache[Any, Any] = LRUCache(5_000)
"""More statements than the program has."""


def compile_once() -> None:
    """Let all engines of this process share what is compiled."""
    SQLiteDialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    SQLiteDialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
    event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execution_options(compiled_cache=_COMPILED)
