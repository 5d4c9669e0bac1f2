"""What holds for all tests."""

import gc
import os
import sys
from zlib import crc32

import pytest
from hypothesis import settings

from tests.compiled_once import compile_once

# tests start many programs, which take four times as long when each compiles all it imports
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# what is for the tests is no setting of the bot, which knows all variables that begin like its own
for _name in [name for name in os.environ if name.startswith("NEWSBOT_TEST_")]:
    os.environ[_name.replace("NEWSBOT_TEST_", "TESTS_")] = os.environ.pop(_name)

compile_once()

# a busy machine must not make a test fail: benches measure time, tests do not
settings.register_profile("daily", deadline=None, max_examples=25)
settings.register_profile("long", deadline=None, max_examples=200)


def pytest_configure(config: pytest.Config) -> None:
    """
    All workers of a run share one PostgreSQL server, which ends with the process that began it (``tests/postgres.py``).

    Where the long checks run as well, each property is tried with eight times as many examples.
    """
    os.environ.setdefault("TESTS_RUN", str(os.getpid()))
    settings.load_profile("daily" if config.option.markexpr == "not long" else "long")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    The files in an order of chance, the same each time and in all workers.

    By name those stand together that wait for programs, and those that calculate; mixed, they keep all processors busy.
    """
    items.sort(key=lambda item: crc32(item.nodeid.partition("::")[0].encode()))


def pytest_collection_finish() -> None:
    """
    What is imported by now stays to the end: the collector need not go through it again and again, nor so often.

    That was a fifth of the processor time of all tests (36 s became 29 s, and 25 s, for six files).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
