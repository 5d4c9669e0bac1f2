"""What holds for all tests."""

import os
import sys

import pytest
from hypothesis import settings

# tests start many programs, which take four times as long when each compiles all it imports
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# a busy machine must not make a test fail: benches measure time, tests do not
settings.register_profile("daily", deadline=None, max_examples=25)
settings.register_profile("long", deadline=None, max_examples=200)


def pytest_configure(config: pytest.Config) -> None:
    """
    All workers of a run share one PostgreSQL server, which ends with the process that began it (``tests/postgres.py``).

    Where the long checks run as well, each property is tried with eight times as many examples.
    """
    os.environ.setdefault("NEWSBOT_TEST_RUN", str(os.getpid()))
    settings.load_profile("daily" if config.option.markexpr == "not long" else "long")
