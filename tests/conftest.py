"""What holds for all tests."""

import os
import sys

from hypothesis import settings

# tests start many programs, which take four times as long when each compiles all it imports
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# a busy machine must not make a test fail: benches measure time, tests do not
settings.register_profile("newsbot", deadline=None)
settings.load_profile("newsbot")
