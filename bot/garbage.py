"""How often Python looks for garbage that refers to itself."""

import gc

YOUNG = 10_000
"""
New objects after which Python looks among them, in place of 700 to 2,000; all older ones are looked at a hundredth as
often.

What is known of the news are hundreds of thousands of small sets and tuples that stay for days: at 700, to go over them
again and again is a quarter of what sorting costs, and finds nothing. The garbage that waits meanwhile is a megabyte.
"""


def look_rarely() -> None:
    """Let this process look for garbage more rarely, from now on; to be called once, at its start."""
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
