"""Ways in which a database gets damaged, for tests of what is said then."""

import gzip
import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

Way = Callable[[Path], object]

PAGE = 4096


def _sql(*statements: str) -> Way:
    def run(file: Path) -> None:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)

    return run


def _schema(statement: str) -> Way:
    """Change the schema behind SQLite's back, as a damaged first page does."""
    return _sql("PRAGMA writable_schema = ON", statement)


def _written(offset: int, content: bytes) -> Way:
    def write(file: Path) -> None:
        with file.open("r+b") as handle:
            handle.seek(offset)
            handle.write(content)

    return write


def _noise(offset: int, length: int) -> Way:
    return _written(offset, random.Random(offset).randbytes(length))


def _cut(keep: Callable[[int], int]) -> Way:
    return lambda file: os.truncate(file, keep(file.stat().st_size))


def _instead(put: Way) -> Way:
    """Something else where the file was."""

    def run(file: Path) -> None:
        file.unlink()
        put(file)

    return run


def _foreign(file: Path) -> None:
    _sql("CREATE TABLE theirs (x)", "INSERT INTO theirs VALUES (1)")(file)


def _zeroed(file: Path) -> None:
    size = file.stat().st_size
    _written(2 * PAGE, bytes(size - 2 * PAGE))(file)


DAMAGE: dict[str, Way] = {
    "cut in the header": _cut(lambda _: 60),
    "cut after the header": _cut(lambda _: 100),
    "cut after a page": _cut(lambda _: PAGE),
    "cut in a page": _cut(lambda size: size // 2 + 100),
    "last page gone": _cut(lambda size: size - PAGE),
    "zeroed pages": _zeroed,
    "zeroed first page": _written(100, bytes(PAGE - 100)),
    "zeroed header": _written(0, bytes(100)),
    "noise in the header": _noise(0, 100),
    "noise behind the header": _noise(100, 400),
    "noise in a page": _noise(5 * PAGE, 3 * PAGE),
    "noise everywhere": _noise(PAGE, 20 * PAGE),
    "wrong magic": _written(0, b"SQLite format 4\0"),
    "odd page size": _written(16, b"\x00\x03"),
    "other program": _instead(_foreign),
    "text": _instead(lambda file: file.write_text("Dear mother, " * 100)),
    "short text": _instead(lambda file: file.write_text("hi")),
    "gzip": _instead(lambda file: file.write_bytes(gzip.compress(b"x" * 10_000))),
    "a folder": _instead(lambda file: file.mkdir()),
    "a pipe": _instead(lambda file: os.mkfifo(file)),
    "a device": _instead(lambda file: file.symlink_to("/dev/zero")),
    "a loop of links": _instead(lambda file: file.symlink_to(file.name)),
    "the log is a folder": lambda file: Path(f"{file}-wal").mkdir(),
    "two versions": _sql("INSERT INTO alembic_version VALUES ('0001')"),
    "odd version": _sql("UPDATE alembic_version SET version_num = 'abc'"),
    "empty version": _sql("UPDATE alembic_version SET version_num = ''"),
    "version zero": _sql("UPDATE alembic_version SET version_num = '0000'"),
    "no version": _sql("DELETE FROM alembic_version"),
    "no table of versions": _sql("DROP TABLE alembic_version"),
    "odd table of versions": _sql("DROP TABLE alembic_version", "CREATE TABLE alembic_version (x)"),
    "newer version": _sql("UPDATE alembic_version SET version_num = '9999'"),
    "no table": _sql("DROP TABLE feed_keys"),
    "no column": _sql("ALTER TABLE chats DROP COLUMN size"),
    "no index": _sql("DROP INDEX outbox_open"),
    "no full-text index": _sql("DROP TABLE passage_index"),
    "no part of the full-text index": _schema("DELETE FROM sqlite_master WHERE name = 'passage_index_data'"),
    "damaged full-text index": _sql("UPDATE passage_index_data SET block = x'00ff00ff00ff00ff' "),
    "view for a table": _sql("DROP TABLE feed_keys", "CREATE VIEW feed_keys AS SELECT 1"),
    "schema is no SQL": _schema("UPDATE sqlite_master SET sql = 'CREATE NONSENSE' WHERE name = 'feeds'"),
    "schema points nowhere": _schema("UPDATE sqlite_master SET rootpage = 99999 WHERE name = 'feeds'"),
}
"""Each leaves a file, or something else, that cannot be worked with."""


def null_in_a_chat(file: Path) -> None:
    """A value that is missing although its column forbids it."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        (version,) = connection.execute("PRAGMA schema_version").fetchone()
        sql = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'chats'").fetchone()[0]
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'chats'", (sql.replace(" NOT NULL", ""),))
        connection.execute(f"PRAGMA schema_version = {version + 1}")
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE chats SET kind = NULL")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'chats'", (sql,))


DAMAGE["NULL where none may be"] = null_in_a_chat


def _other_size(file: Path) -> None:
    _sql("PRAGMA journal_mode = DELETE", "PRAGMA page_size = 1024", "VACUUM")(file)


HARMLESS: dict[str, Way] = {
    "other page size": _other_size,
    "no log": lambda file: Path(f"{file}-shm").unlink(missing_ok=True),
    "noise for a log": lambda file: Path(f"{file}-wal").write_bytes(random.Random(1).randbytes(9_000)),
    "noise for an index of the log": lambda file: Path(f"{file}-shm").write_bytes(bytes(40_000)),
    "an old journal": lambda file: Path(f"{file}-journal").write_bytes(b"nothing"),
}
"""What SQLite copes with."""
