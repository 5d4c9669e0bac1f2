"""What holds for all tests."""

from hypothesis import settings

# a busy machine must not make a test fail: benches measure time, tests do not
settings.register_profile("newsbot", deadline=None)
settings.load_profile("newsbot")
